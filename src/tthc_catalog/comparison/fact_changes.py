"""Compare two catalogs fact by fact.

Each side is a whole catalog with all editions, or what is in force of it on one day. Procedures are matched by (level, code), editions by
id, and items of a list by name. A new edition is compared with the edition before it, because that is the one it changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import attrs

from tthc_catalog.effective import Period
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.decree_parts import PARTS, UNLETTERED, VALIDITY, DecreePart, part_of
from tthc_catalog.records.legal import Citation
from tthc_catalog.records.procedure import Edition, Fee, Procedure, ProcessingTime
from tthc_catalog.records.roster import Roster

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Status = Literal["added", "removed", "changed"]
Path = tuple[str, ...]

_WHOLE = (Period, ProcessingTime, Fee, Citation)
"""Records compared as one statement instead of field by field, except for their notes and citations."""

_NAMES = ("id", "channel", "level", "code", "printed", "date", "document", "source", "case")
"""Attributes that name an item of a list; the first one that an item has is used."""

_NEVER = Period(dt.date.min, dt.date.min)

_FILES = frozenset({"file", "root"})


@attrs.frozen(kw_only=True)
class FactChange:
    """One fact that differs.

    Attributes:
        path: attributes and names of items from the record to the fact.
        before: a value or a record; None also if the fact was added.
        after: likewise; None also if the fact was removed.
    """

    path: Path
    before: Any
    after: Any


@attrs.frozen(kw_only=True)
class EditionChange:
    """The differences of an edition.

    Attributes:
        edition: its id.
        status: ``changed`` if both sides have it.
        period: its period, on the newer side if both sides have it.
        compared_with: id of the edition it is compared with, if that is another one.
        changes: the differences of each part of the decree, in its order; parts without differences are left out.
    """

    edition: str
    status: Status
    period: Period
    compared_with: str | None
    changes: tuple[tuple[DecreePart, tuple[FactChange, ...]], ...]


@attrs.frozen(kw_only=True)
class ProcedureChange:
    """The differences of a procedure that was added, removed or changed."""

    level: str
    code: str
    name: str
    status: Status
    editions: tuple[EditionChange, ...] = ()
    changes: tuple[FactChange, ...] = ()


@attrs.frozen(kw_only=True)
class RecordChange:
    """The differences of a record other than a procedure: a model, an office, a day of the calendar, a document."""

    kind: str
    id: str
    status: Status
    changes: tuple[FactChange, ...] = ()


@attrs.frozen(kw_only=True)
class CatalogComparison:
    """All differences between two catalogs, in the order of the newer one."""

    procedures: tuple[ProcedureChange, ...]
    records: tuple[RecordChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the two catalogs have the same facts."""
        return not self.procedures and not self.records


def compare_catalogs(before: Catalog, after: Catalog) -> CatalogComparison:
    """Compare two catalogs, or two days of one catalog (see `as_in_force`)."""
    return CatalogComparison(procedures=tuple(_procedures(before, after)), records=tuple(_records(before, after)))


def as_in_force(catalog: Catalog, day: dt.date, *, bounded: bool = False) -> Catalog:
    """Return the catalog with only the editions, models and offices in force on ``day``.

    Args:
        catalog: the whole catalog.
        day: the day.
        bounded: keep the periods, to compare facts; otherwise all are without a limit in time, so that the due dates of a year can be
            compared. An office that is only kept because a level refers to it has an empty period.
    """

    def kept(period: Period) -> Period:
        return period if bounded else Period()

    procedures = [
        attrs.evolve(procedure, editions=(attrs.evolve(edition, period=kept(edition.period)),))
        for procedure in catalog.procedures
        if (edition := procedure.edition_on(day)) is not None
    ]
    models = {id: attrs.evolve(model, period=kept(model.period)) for id, model in catalog.models.items() if day in model.period}
    usual = {level.default_office for level in catalog.manifest.levels}  # kept even if closed, because the levels refer to them
    offices = {
        id: attrs.evolve(office, period=kept(office.period) if day in office.period else _NEVER)
        for id, office in catalog.offices.items()
        if day in office.period or id in usual
    }
    levels = tuple(
        attrs.evolve(level, commitments=tuple(name for name in level.commitments if name in models)) for level in catalog.manifest.levels
    )
    manifest = attrs.evolve(catalog.manifest, levels=levels)
    return attrs.evolve(catalog, procedures=tuple(procedures), models=models, offices=offices, manifest=manifest)


def _procedures(before: Catalog, after: Catalog) -> Iterator[ProcedureChange]:
    old = {(p.level, p.code): p for p in before.procedures}
    new = {(p.level, p.code): p for p in after.procedures}
    for key, procedure in new.items():
        if key not in old:
            yield _whole(procedure, "added")
        elif old[key] != procedure:
            change = _procedure(old[key], procedure)
            if change.editions or change.changes:
                yield change
    for key, procedure in old.items():
        if key not in new:
            yield _whole(procedure, "removed")


def _whole(procedure: Procedure, status: Status) -> ProcedureChange:
    newest = procedure.editions[-1]
    return ProcedureChange(level=procedure.level, code=procedure.code, name=newest.corrected_name or newest.name, status=status)


def _procedure(old: Procedure, new: Procedure) -> ProcedureChange:
    known = {edition.id: edition for edition in old.editions}
    kept = {edition.id for edition in new.editions}
    one_each = len(old.editions) == len(new.editions) == 1
    editions: list[EditionChange] = []
    previous: Edition | None = None
    for edition in new.editions:
        against = known.get(edition.id) or (old.editions[0] if one_each else previous)
        if edition.id in known or one_each:
            assert against is not None, "both sides have an edition here"
            editions += _edition(against, edition, "changed")
        else:
            editions += _edition(against, edition, "added")
        previous = edition
    if not one_each:
        editions += [
            EditionChange(edition=edition.id, status="removed", period=edition.period, compared_with=None, changes=())
            for edition in old.editions
            if edition.id not in kept
        ]
    newest = new.editions[-1]
    return ProcedureChange(
        level=new.level,
        code=new.code,
        name=newest.corrected_name or newest.name,
        status="changed",
        editions=tuple(editions),
        changes=tuple(differences(old, new, leave_out=_FILES | {"editions"})),
    )


def _edition(old: Edition | None, new: Edition, status: Status) -> Iterator[EditionChange]:
    """Yield the change, or nothing if the edition is the same on both sides."""
    changes = list(differences(old, new, leave_out={"id"})) if old is not None else []
    if status == "added":  # its period is shown with the edition
        changes = [change for change in changes if change.path[0] not in VALIDITY.keys or change.path[0] == "legal_basis"]
    if status == "added" or changes or (old is not None and old.id != new.id):
        grouped = ((part, tuple(c for c in changes if part_of(c.path[0]) == part)) for part in (*PARTS, *UNLETTERED))
        yield EditionChange(
            edition=new.id,
            status=status,
            period=new.period,
            compared_with=old.id if old is not None and old.id != new.id else None,
            changes=tuple((part, of_part) for part, of_part in grouped if of_part),
        )


def _records(before: Catalog, after: Catalog) -> Iterator[RecordChange]:
    """Yield the changes of all records but procedures, kind by kind."""
    for kind in ("models", "hours"):
        yield from _table(kind, getattr(before, kind), getattr(after, kind))
    yield from _table("offices", *({id: o for id, o in catalog.offices.items() if not o.period.is_empty} for catalog in (before, after)))
    yield from _table("closures", *({closure.id: closure for closure in catalog.closures} for catalog in (before, after)))
    yield from _table("corrections", *({correction.id: correction for correction in catalog.corrections} for catalog in (before, after)))
    calendars = before.calendar, after.calendar
    changes = differences(*calendars, leave_out=_FILES | {"days"})
    yield from _changed("calendar", after.calendar.id, changes)
    yield from _table("days", *({day.date.isoformat(): day for day in calendar.days} for calendar in calendars))
    yield from _table("rosters", *({_roster_name(roster): roster for roster in catalog.rosters} for catalog in (before, after)))
    for kind in ("documents", "sources"):
        yield from _table(kind, getattr(before, kind), getattr(after, kind))
    yield from _changed("manifest", after.id, differences(before.manifest, after.manifest))


def _roster_name(roster: Roster) -> str:
    return f"{roster.office} {roster.period.start or ''}".rstrip()


def _table(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[RecordChange]:
    for id, record in new.items():
        if id not in old:
            yield RecordChange(kind=kind, id=id, status="added", changes=(FactChange(path=(), before=None, after=record),))
        else:
            yield from _changed(kind, id, differences(old[id], record, leave_out=_FILES))
    for id, record in old.items():
        if id not in new:
            yield RecordChange(kind=kind, id=id, status="removed", changes=(FactChange(path=(), before=record, after=None),))


def _changed(kind: str, id: str, changes: Iterator[FactChange]) -> Iterator[RecordChange]:
    if all_changes := tuple(changes):
        yield RecordChange(kind=kind, id=id, status="changed", changes=all_changes)


def differences(before: Any, after: Any, path: Path = (), *, leave_out: frozenset[str] | set[str] = frozenset()) -> Iterator[FactChange]:
    """Yield every difference between two values of one kind.

    Args:
        before: a record, a mapping, a sequence or a plain value.
        after: likewise.
        path: the path of the values.
        leave_out: attributes of the outermost record to skip.
    """
    if before == after:
        return
    if isinstance(after, _WHOLE) and type(before) is type(after):
        yield from _statement(before, after, path)
    elif attrs.has(type(before)) and type(before) is type(after):
        for field in attrs.fields(type(before)):
            if field.eq and field.name not in leave_out:
                yield from differences(getattr(before, field.name), getattr(after, field.name), (*path, field.name))
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*after, *before]):
            yield from differences(before.get(key), after.get(key), (*path, str(key)))
    elif isinstance(before, (tuple, list)) and isinstance(after, (tuple, list)):
        yield from _items(before, after, path)
    else:
        yield FactChange(path=path, before=before, after=after)


def _statement(before: Any, after: Any, path: Path) -> Iterator[FactChange]:
    """Compare a record of `_WHOLE` as a whole, but its citations and its note one by one."""
    explaining = [name for name in ("citations", "note") if hasattr(after, name)]
    same = {name: getattr(before, name) for name in explaining}
    if attrs.evolve(after, **same) != before:
        yield FactChange(path=path, before=before, after=after)
    for name in explaining:
        yield from differences(getattr(before, name), getattr(after, name), (*path, name))


def _items(before: Sequence[Any], after: Sequence[Any], path: Path) -> Iterator[FactChange]:
    """Compare items matched by name; another order of the same items is one change."""
    old, new = _named(before), _named(after)
    if old is None or new is None:
        yield FactChange(path=path, before=tuple(before), after=tuple(after))
        return
    for name, item in new.items():
        if name not in old:
            yield FactChange(path=(*path, name), before=None, after=item)
        else:
            yield from differences(old[name], item, (*path, name))
    for name, item in old.items():
        if name not in new:
            yield FactChange(path=(*path, name), before=item, after=None)
    kept = [name for name in old if name in new]
    if kept != [name for name in new if name in old]:
        yield FactChange(path=path, before=tuple(kept), after=tuple(name for name in new if name in old))


def _named(items: Sequence[Any]) -> dict[str, Any] | None:
    """Return the items by name; None if an item has no name or two have the same."""
    named = {_name(item): item for item in items}
    return named if None not in named and len(named) == len(items) else None  # type: ignore[return-value]


def _name(item: Any) -> str | None:
    if isinstance(item, (str, int, dt.date)):
        return str(item)
    if isinstance(item, Mapping):
        return str(item["id"]) if "id" in item else None
    return next((str(getattr(item, name)) for name in _NAMES if hasattr(item, name)), None)
