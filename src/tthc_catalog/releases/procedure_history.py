"""What was promised for one procedure, release by release, and why it changed."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

import attrs

from tthc_catalog.comparison.fact_changes import compare_catalogs
from tthc_catalog.comparison.fact_labels import label, value_text
from tthc_catalog.comparison.promise_changes import DueKey
from tthc_catalog.errors import UnknownProcedure
from tthc_catalog.records.correction import Correction
from tthc_catalog.records.fact_wording import citations_text, time_text
from tthc_catalog.releases.causes import Causes, Record, is_moving
from tthc_catalog.releases.release_chain import read_chain
from tthc_catalog.releases.release_file import day_of
from tthc_catalog.releases.released_engine import catalog_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.comparison.fact_changes import EditionChange, FactChange, ProcedureChange
    from tthc_catalog.records.catalog import Catalog

Status = Literal["first", "added", "changed", "removed", "same"]

_MOST_CHANGES = 12


@attrs.frozen(kw_only=True)
class HistoryEntry:
    """One version of a catalog, as far as it concerns a procedure.

    Attributes:
        version: the version of the catalog.
        day: the day in the version.
        released: whether it is a release; otherwise the catalog as it is now.
        status: what it changed.
        name: the name of the procedure in the edition in force on the day, or in its last one; None if it is not listed.
        time: the statutory time of that edition, in Vietnamese and English.
        models: the titles of the commitments that list it, in Vietnamese and English.
        changes: the changed facts that can move an answer, in Vietnamese and English.
        bases: the documents of new editions.
        records: other records that changed and may move its answers.
        corrections: corrections that the version records for it.
    """

    version: str
    day: dt.date
    released: bool
    status: Status
    name: str | None
    time: tuple[str, str] | None
    models: tuple[tuple[str, str], ...]
    changes: tuple[tuple[str, str], ...]
    bases: tuple[str, ...]
    records: tuple[Record, ...]
    corrections: tuple[Correction, ...]


class _Version(NamedTuple):
    """A version of a catalog, and how it differs from the one before; None for the oldest."""

    catalog: Catalog
    released: bool
    before: Catalog | None
    changes: dict[tuple[str, str], ProcedureChange]
    causes: Causes | None


class Histories:
    """The versions of a catalog from the oldest release to the catalog itself; each is read and compared once for all procedures."""

    def __init__(self, catalog: Catalog) -> None:
        """Read the releases.

        Raises:
            ReleaseError: a release is damaged.
        """
        self._catalog = catalog
        self._releases = read_chain(catalog.root)

    @property
    def has_releases(self) -> bool:
        """Whether the catalog was ever released."""
        return bool(self._releases)

    @cached_property
    def _versions(self) -> tuple[_Version, ...]:
        catalogs = [(catalog_of(release), True) for release in self._releases]
        if not catalogs or catalogs[-1][0].version != self._catalog.version:
            catalogs.append((self._catalog, False))
        found: list[_Version] = []
        before: Catalog | None = None
        for catalog, released in catalogs:
            changes = {} if before is None else {(p.level, p.code): p for p in compare_catalogs(before, catalog).procedures}
            found.append(_Version(catalog, released, before, changes, None if before is None else Causes(before, catalog)))
            before = catalog
        return tuple(found)

    def of(self, level: str, code: str) -> tuple[HistoryEntry, ...]:
        """Return what each version says about one procedure, the oldest first."""
        return tuple(_entry(version, level, code) for version in self._versions)


def _entry(version: _Version, level: str, code: str) -> HistoryEntry:
    catalog, before = version.catalog, version.before
    day = day_of(catalog.version)
    procedure = catalog.by_code.get(code, {}).get(level)
    edition = None if procedure is None else procedure.edition_on(day) or procedure.editions[-1]
    change = version.changes.get((level, code))
    records: tuple[Record, ...] = ()
    corrections: tuple[Correction, ...] = ()
    if before is not None and version.causes is not None:
        office = next(b.default_office for b in catalog.manifest.levels if b.level == level)
        causes = version.causes.of(DueKey(level, code, None, office, None))
        records = tuple(record for record in causes if record[0] not in ("policy", "procedure"))
        known = {correction.id for correction in before.corrections}
        corrections = tuple(c for c in catalog.corrections if c.id not in known and c.record in {*causes, ("procedure", f"{level}/{code}")})
    status: Status = "first" if before is None else "same" if change is None else change.status
    bindings = [b for b in catalog.manifest.levels if b.level == level]
    models = [catalog.models[name] for b in bindings for name in b.commitments] if procedure is not None else []
    return HistoryEntry(
        version=catalog.version,
        day=day,
        released=version.released,
        status=status,
        name=None if edition is None else edition.name,
        time=None if edition is None else (time_text(edition.processing_time, "vi"), time_text(edition.processing_time, "en")),
        models=tuple((m.title, m.title_en) for m in models if procedure is not None and (not m.scope.levels or level in m.scope.levels)),
        changes=tuple(_changes(change)) if change is not None and change.status == "changed" else (),
        bases=tuple(dict.fromkeys(_bases(catalog, change))) if change is not None else (),
        records=records,
        corrections=corrections,
    )


def _changes(change: ProcedureChange) -> Iterator[tuple[str, str]]:
    """Yield the changed facts that can move an answer, in Vietnamese and English, at most some."""
    count = 0
    for edition in change.editions:
        for _, facts in edition.changes:
            for fact in filter(is_moving, facts):
                count += 1
                if count > _MOST_CHANGES:
                    return
                yield _fact_text(edition, fact, "vi"), _fact_text(edition, fact, "en")


def _fact_text(edition: EditionChange, fact: FactChange, lang: str) -> str:
    old, new = value_text(fact.before, lang), value_text(fact.after, lang)
    return f"{edition.edition}: {label('edition', fact.path, new, lang)}: {old} → {new}"


def _bases(catalog: Catalog, change: ProcedureChange) -> Iterator[str]:
    """Yield the documents by which new or ended editions came about."""
    procedure = catalog.by_code.get(change.code, {}).get(change.level)
    if procedure is None:
        return
    touched = {edition.edition for edition in change.editions}
    for edition in procedure.editions:
        if edition.id in touched:
            yield from (citations_text([basis]) for basis in (edition.from_basis, edition.until_basis) if basis is not None)


def find_key(catalog: Catalog, code: str, level: str | None) -> tuple[str, str]:
    """Return level and code of a procedure, also of one that only a release has.

    Raises:
        UnknownProcedure: neither the catalog nor a release has it.
        AmbiguousProcedure: the code exists at several levels.
        ReleaseError: a release is damaged.
    """
    try:
        procedure = catalog.procedure(code, level=level)
    except UnknownProcedure:
        for release in reversed(read_chain(catalog.root)):
            keys = [(lv, c) for lv, c, _ in release.tables["procedures"] if c == code.strip() and level in (None, lv)]
            if len(keys) == 1:
                return keys[0]
        raise
    return procedure.level, procedure.code
