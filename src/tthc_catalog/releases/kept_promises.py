"""Compare a catalog with its last release: which answers to receipts before it would change, and which recorded corrections explain it.

A release answered every receipt until the next version. So the answers to receipts before the day of the release, and before the day of the
version that is being prepared, must stay as they are. A correction names a record that was wrong. To see what a correction explains, the
record is replaced in the released catalog, and the catalog is compared with the result: whatever still differs is a broken promise.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.comparison.promise_changes import DueComparison, DueKey, compare_due_dates
from tthc_catalog.comparison.timetable_changes import DueChange
from tthc_catalog.errors import TthcError
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.correction import Correction
from tthc_catalog.releases.causes import Causes, Record
from tthc_catalog.releases.freezing import DeskGroups
from tthc_catalog.releases.release_file import day_of
from tthc_catalog.releases.released_engine import engine_of
from tthc_catalog.timetable.compiler import Compiler

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.releases.release_file import Release


@attrs.frozen(kw_only=True)
class BrokenPromises:
    """Changed answers that have the same causes.

    Attributes:
        causes: the records that decide them and differ, as kind and name; the likeliest first.
        groups: the keys and their changes.
        lost: the days of receipt that the calendar does not cover any more.
        until: the first day of receipt that the release does not bind.
    """

    causes: tuple[Record, ...]
    groups: tuple[tuple[tuple[DueKey, ...], tuple[DueChange, ...]], ...]
    until: dt.date
    lost: int = 0

    @property
    def count(self) -> int:
        """The number of promises: one for each window of a day of receipt, procedure, case, desk and channel."""
        return self.lost + sum(len(keys) * sum(len(change.instances) for change in changes) for keys, changes in self.groups)

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The days of receipt, in order."""
        return tuple(sorted({instance.day for _, changes in self.groups for change in changes for instance in change.instances}))

    @property
    def keys(self) -> tuple[DueKey, ...]:
        """The procedures, cases, desks and channels."""
        return tuple(key for keys, _ in self.groups for key in keys)


@attrs.frozen(kw_only=True)
class Comparison:
    """The result of comparing a catalog with a release.

    Attributes:
        broken: the changed answers that no correction explains, by cause.
        explained: those that a correction explains.
        unused: the corrections that explain nothing.
    """

    broken: tuple[BrokenPromises, ...]
    explained: tuple[BrokenPromises, ...]
    unused: tuple[Correction, ...]


def bound_until(release: Release, catalog: Catalog) -> dt.date:
    """Return the first day of receipt that a release does not bind: its own day, or the day of the version being prepared if that is later."""
    return max(release.day, day_of(catalog.version))


def compare_with(release: Release, catalog: Catalog, registry: SpecRegistry, desks: DeskGroups | None = None) -> Comparison:
    """Compare a catalog with a release, for the receipts that the release binds.

    Args:
        release: the release.
        catalog: the catalog.
        registry: provides its policies.
        desks: the compiled desks of the catalog; by default they are compiled here.

    Raises:
        ReleaseError: the release cannot be read.
    """
    release.reject_altered()
    until = bound_until(release, catalog)
    desks = desks or DeskGroups(Compiler(catalog, registry))
    recorded = _new_corrections(release, catalog)
    changed = changed_procedures(release, desks)
    if not changed:
        return Comparison(broken=(), explained=(), unused=recorded)
    stored, compiler = engine_of(release).compiler, desks.compiler
    everything = compare_due_dates(stored, compiler, until=until, promises=True, only=changed)
    causes = Causes(stored.catalog, catalog, _policy_versions(release, compiler))
    found = [*_by_cause(everything, causes, until), *_lost_days(stored, compiler, until)]
    if not found or not recorded:
        return Comparison(broken=tuple(found), explained=(), unused=recorded)
    left = _unexplained(stored, compiler, recorded, until, changed)
    if left is None:
        return Comparison(broken=tuple(found), explained=(), unused=())
    broken = [*_by_cause(left, causes, until), *_lost_days(stored, compiler, until, excused={c.record for c in recorded})]
    still = {promise for one in broken for promise in _promises(one)}
    explained = tuple(one for one in found if not still.issuperset(_promises(one)))
    needed = {record for one in found for record in one.causes}
    return Comparison(broken=tuple(broken), explained=explained, unused=tuple(c for c in recorded if c.record not in needed))


def changed_procedures(release: Release, desks: DeskGroups) -> set[tuple[str, str]]:
    """Return level and code of the procedures that have another timetable than in the release, or are in only one of the two.

    It is safe to compare no others. The digest of a timetable covers its schedule with the calendar, its spans, and the segments and
    irregular days of its tables; a comparison of the answers skips timetables in which all of these are equal. The digests are compared for
    each desk, case and channel, and those of the catalog are computed from what is compiled now, so that another library or plugin is
    noticed as an edited file is. If a digest is formed otherwise than in the release, everything is compared.
    """
    digests = [timetable["digest"] for timetable in release.tables["timetables"]]
    released = {
        (level, code): [[names, [[case, channel, digests[number]] for case, channel, number in entries]] for names, entries in groups]
        for level, code, groups in release.tables["procedures"]
    }
    now = {(p.level, p.code): [group.by_digest() for group in desks.of(p)] for p in desks.compiler.catalog.procedures}
    return {key for key in (*released, *now) if released.get(key) != now.get(key)}


def _promises(one: BrokenPromises) -> set[tuple[object, ...]]:
    keyed = {(key, i.day, change.first) for keys, changes in one.groups for key in keys for change in changes for i in change.instances}
    return {*keyed, ("lost", one.causes)} if one.lost else set(keyed)


def _new_corrections(release: Release, catalog: Catalog) -> tuple[Correction, ...]:
    """Return the corrections recorded since the release."""
    if not catalog.corrections:
        return ()
    known = {entry["id"] for _, data in release.content.get("corrections", ()) for entry in data["corrections"]}
    return tuple(correction for correction in catalog.corrections if correction.id not in known)


def _unexplained(
    stored: Compiler, compiler: Compiler, recorded: Iterable[Correction], until: dt.date, changed: Collection[tuple[str, str]]
) -> DueComparison | None:
    """Return the changes that remain if the corrected records are replaced in the released catalog; None if that makes no whole catalog."""
    records = {correction.record for correction in recorded}
    registry = compiler.registry
    try:
        corrected = Compiler(with_records(stored.catalog, compiler.catalog, records), registry)
        left = compare_due_dates(corrected, compiler, until=until, promises=True, only=changed)
        if any(what == "policy" for what, _ in records):
            return left
        of_library = compare_due_dates(stored, Compiler(stored.catalog, registry), until=until, promises=True, only=changed)
    except (LookupError, TthcError, ValueError, AssertionError):
        return None
    return attrs.evolve(left, groups=(*left.groups, *(group for group in of_library.groups if group not in left.groups)))


def with_records(released: Catalog, catalog: Catalog, records: Iterable[Record]) -> Catalog:
    """Return a released catalog in which some records are as in another catalog; a record that the other does not have is left out."""
    for what, name in records:
        if what == "procedure":
            others = [p for p in released.procedures if f"{p.level}/{p.code}" != name]
            released = attrs.evolve(released, procedures=(*others, *(p for p in catalog.procedures if f"{p.level}/{p.code}" == name)))
        elif what in ("model", "office", "hours"):
            attribute = "hours" if what == "hours" else f"{what}s"
            table: dict[str, Any] = {id: record for id, record in getattr(released, attribute).items() if id != name}
            table |= {id: record for id, record in getattr(catalog, attribute).items() if id == name}
            changed: dict[str, Any] = {attribute: table}
            released = attrs.evolve(released, **changed)
        elif what == "closure":
            kept = [c for c in released.closures if c.id != name] + [c for c in catalog.closures if c.id == name]
            released = attrs.evolve(released, closures=tuple(kept))
        elif what == "day":
            kept_days = [d for d in released.calendar.days if d.date.isoformat() != name]
            kept_days += [d for d in catalog.calendar.days if d.date.isoformat() == name]
            days = tuple(sorted(kept_days, key=lambda d: d.date))
            released = attrs.evolve(released, calendar=attrs.evolve(released.calendar, days=days))
        elif what == "calendar":
            released = attrs.evolve(released, calendar=catalog.calendar)
        elif what == "manifest":
            released = attrs.evolve(released, manifest=catalog.manifest)
    return released


def _by_cause(comparison: DueComparison, causes: Causes, until: dt.date) -> list[BrokenPromises]:
    """Return the changes grouped by the records that may have caused them."""
    by_cause: dict[tuple[Record, ...], list[tuple[tuple[DueKey, ...], tuple[DueChange, ...]]]] = {}
    for keys, changes in comparison.groups:
        of_keys: dict[tuple[Record, ...], list[DueKey]] = {}
        for key in keys:
            of_keys.setdefault(causes.of(key, changes), []).append(key)
        for cause, own in of_keys.items():
            by_cause.setdefault(cause, []).append((tuple(own), changes))
    return [BrokenPromises(causes=cause, groups=tuple(groups), until=until) for cause, groups in by_cause.items()]


def _lost_days(stored: Compiler, compiler: Compiler, until: dt.date, excused: Iterable[Record] = ()) -> list[BrokenPromises]:
    """Return the days of receipt that only the calendar of the release covers."""
    old, new = stored.calendar.covers, compiler.calendar.covers
    end = min(old[1], until)
    lost = max((min(new[0], end) - old[0]).days, 0) + max((end - max(new[1], old[0])).days, 0)
    record = ("calendar", compiler.calendar.id)
    if not lost or record in set(excused) or ("calendar", stored.calendar.id) in set(excused):
        return []
    return [BrokenPromises(causes=(record,), groups=(), until=until, lost=lost)]


def _policy_versions(release: Release, compiler: Compiler) -> tuple[str, ...]:
    """Return the ids of the policies that have another version than in the release, whichever procedures they apply to."""
    versions: dict[str, set[str]] = {}
    for id, version in (table["policy"] for table in release.tables["tables"]):
        versions.setdefault(id, set()).add(version)
    manifest, models = compiler.catalog.manifest, compiler.catalog.models
    used = {manifest.statutory_policy, *(models[name].policy for binding in manifest.levels for name in binding.commitments)}
    for id in used & versions.keys():
        versions[id].add(compiler.registry.policy(id, requested_by="manifest.yaml").version)
    return tuple(sorted(id for id, found in versions.items() if len(found) > 1))
