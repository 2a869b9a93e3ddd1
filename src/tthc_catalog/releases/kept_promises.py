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
from tthc_catalog.releases.release_file import day_of
from tthc_catalog.releases.released_engine import engine_of
from tthc_catalog.timetable.compiler import Compiler

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def compare_with(release: Release, catalog: Catalog, registry: SpecRegistry) -> Comparison:
    """Compare a catalog with a release, for the receipts that the release binds.

    Raises:
        ReleaseError: the release cannot be read.
    """
    until = bound_until(release, catalog)
    stored = engine_of(release).compiler
    compiler = Compiler(catalog, registry)
    everything = compare_due_dates(stored, compiler, until=until, promises=True)
    causes = Causes(stored.catalog, catalog, _policy_versions(stored, compiler))
    found = [*_by_cause(everything, causes, until), *_lost_days(stored, compiler, until)]
    recorded = _new_corrections(stored.catalog, catalog)
    if not found or not recorded:
        return Comparison(broken=tuple(found), explained=(), unused=recorded)
    left = _unexplained(stored, compiler, recorded, registry, until)
    if left is None:
        return Comparison(broken=tuple(found), explained=(), unused=())
    broken = [*_by_cause(left, causes, until), *_lost_days(stored, compiler, until, excused={c.record for c in recorded})]
    still = {promise for one in broken for promise in _promises(one)}
    explained = tuple(one for one in found if not still.issuperset(_promises(one)))
    needed = {record for one in found for record in one.causes}
    return Comparison(broken=tuple(broken), explained=explained, unused=tuple(c for c in recorded if c.record not in needed))


def _promises(one: BrokenPromises) -> set[tuple[object, ...]]:
    keyed = {(key, i.day, change.first) for keys, changes in one.groups for key in keys for change in changes for i in change.instances}
    return {*keyed, ("lost", one.causes)} if one.lost else set(keyed)


def _new_corrections(released: Catalog, catalog: Catalog) -> tuple[Correction, ...]:
    """Return the corrections recorded since the release."""
    known = {correction.id for correction in released.corrections}
    return tuple(correction for correction in catalog.corrections if correction.id not in known)


def _unexplained(
    stored: Compiler, compiler: Compiler, recorded: Iterable[Correction], registry: SpecRegistry, until: dt.date
) -> DueComparison | None:
    """Return the changes that remain if the corrected records are replaced in the released catalog; None if that makes no whole catalog."""
    records = {correction.record for correction in recorded}
    try:
        corrected = Compiler(with_records(stored.catalog, compiler.catalog, records), registry)
        left = compare_due_dates(corrected, compiler, until=until, promises=True)
        if any(what == "policy" for what, _ in records):
            return left
        of_library = compare_due_dates(stored, Compiler(stored.catalog, registry), until=until, promises=True)
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


def _policy_versions(stored: Compiler, compiler: Compiler) -> tuple[str, ...]:
    """Return the ids of the policies that have another version than in the release."""
    versions: dict[str, set[str]] = {}
    for one in (stored, compiler):
        for procedure in one.catalog.procedures[:64]:
            for span in one.timetable(procedure).spans:
                tables = [c.table for c in span.commitments] + ([span.statutory] if span.statutory is not None else [])
                for table in tables:
                    versions.setdefault(table.policy_id, set()).add(table.policy_version)
    return tuple(sorted(id for id, found in versions.items() if len(found) > 1))
