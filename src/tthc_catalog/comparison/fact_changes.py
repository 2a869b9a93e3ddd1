"""What two catalogs say differently, fact by fact.

A side is a whole catalog, with all editions, or the catalog as it stands on one day. Procedures are matched by
(level, code), editions by their id, items of a list by what names them; an edition that only one side has is compared
with the one before it, which is what it changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import attrs

from tthc_catalog.effective import Period
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.decree_parts import PARTS, UNLETTERED, VALIDITY, Part, part_of
from tthc_catalog.records.legal import Citation
from tthc_catalog.records.procedure import Edition, Fee, Procedure, ProcessingTime
from tthc_catalog.records.roster import Roster

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Status = Literal["added", "removed", "changed"]
Path = tuple[str, ...]

_WHOLE = (Period, ProcessingTime, Fee, Citation)
"""Records that are read as one statement, not field by field; their notes and citations apart."""

_NAMES = ("id", "channel", "level", "code", "printed", "date", "document", "source")
"""Attributes that name an item of a list, the first one an item has."""

_NEVER = Period(dt.date.min, dt.date.min)

_FILES = frozenset({"file", "root"})


@attrs.frozen(kw_only=True)
class Change:
    """One fact that differs.

    Attributes:
        path: attributes and names of items from the record to the fact.
        before: the value, a record or None; None also where the fact is new.
        after: likewise; None also where it is gone.
    """

    path: Path
    before: Any
    after: Any


@attrs.frozen(kw_only=True)
class EditionChange:
    """How an edition differs.

    Attributes:
        edition: its id.
        status: ``changed`` when both sides have it.
        period: when it holds, on the side that has it; on the newer side when both do.
        compared_with: id of the edition it is compared with, when that is another one.
        changes: per part of the decree, in its order, what differs; parts without a difference are left out.
    """

    edition: str
    status: Status
    period: Period
    compared_with: str | None
    changes: tuple[tuple[Part, tuple[Change, ...]], ...]


@attrs.frozen(kw_only=True)
class ProcedureChange:
    """How a procedure differs: it came, it went, or some of it changed."""

    level: str
    code: str
    name: str
    status: Status
    editions: tuple[EditionChange, ...] = ()
    changes: tuple[Change, ...] = ()


@attrs.frozen(kw_only=True)
class RecordChange:
    """How a record beside the procedures differs: a model, an office, a day of the calendar, a document."""

    kind: str
    id: str
    status: Status
    changes: tuple[Change, ...] = ()


@attrs.frozen(kw_only=True)
class CatalogComparison:
    """Everything that differs between two catalogs, in the order of the newer one."""

    procedures: tuple[ProcedureChange, ...]
    records: tuple[RecordChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the two say the same."""
        return not self.procedures and not self.records


def compare_catalogs(before: Catalog, after: Catalog) -> CatalogComparison:
    """Compare two catalogs, or two days of one (see `as_in_force`)."""
    return CatalogComparison(procedures=tuple(_procedures(before, after)), records=tuple(_records(before, after)))


def as_in_force(catalog: Catalog, day: dt.date) -> Catalog:
    """The catalog as it stands on ``day``: only the editions, models and offices in force, each taken to hold for good."""
    always = Period()
    procedures = [
        attrs.evolve(procedure, editions=(attrs.evolve(edition, period=always),))
        for procedure in catalog.procedures
        if (edition := procedure.edition_on(day)) is not None
    ]
    models = {id: attrs.evolve(model, period=always) for id, model in catalog.models.items() if day in model.period}
    usual = {level.default_office for level in catalog.manifest.levels}  # kept when closed, because the levels refer to them
    offices = {
        id: attrs.evolve(office, period=always if day in office.period else _NEVER)
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
    found: list[EditionChange] = []
    previous: Edition | None = None
    for edition in new.editions:
        against = known.get(edition.id) or (old.editions[0] if one_each else previous)
        if edition.id in known or one_each:
            assert against is not None, "both sides have an edition here"
            found += _edition(against, edition, "changed")
        else:
            found += _edition(against, edition, "added")
        previous = edition
    if not one_each:
        found += [
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
        editions=tuple(found),
        changes=tuple(differences(old, new, leave_out=_FILES | {"editions"})),
    )


def _edition(old: Edition | None, new: Edition, status: Status) -> Iterator[EditionChange]:
    """The change, or nothing when an edition both sides have says the same."""
    changes = list(differences(old, new, leave_out={"id"})) if old is not None else []
    if status == "added":  # its period is the news itself
        changes = [change for change in changes if change.path[0] not in VALIDITY.keys or change.path[0] == "legal_basis"]
    if status == "added" or changes or (old is not None and old.id != new.id):
        grouped = ((part, tuple(c for c in changes if part_of(c.path[0]) == part)) for part in (*PARTS, *UNLETTERED))
        yield EditionChange(
            edition=new.id,
            status=status,
            period=new.period,
            compared_with=old.id if old is not None and old.id != new.id else None,
            changes=tuple((part, found) for part, found in grouped if found),
        )


def _records(before: Catalog, after: Catalog) -> Iterator[RecordChange]:
    """Everything that is not a procedure, kind by kind."""
    for kind in ("models", "hours", "offices"):
        yield from _table(kind, getattr(before, kind), getattr(after, kind))
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
            yield RecordChange(kind=kind, id=id, status="added", changes=(Change(path=(), before=None, after=record),))
        else:
            yield from _changed(kind, id, differences(old[id], record, leave_out=_FILES))
    for id, record in old.items():
        if id not in new:
            yield RecordChange(kind=kind, id=id, status="removed", changes=(Change(path=(), before=record, after=None),))


def _changed(kind: str, id: str, changes: Iterator[Change]) -> Iterator[RecordChange]:
    found = tuple(changes)
    if found:
        yield RecordChange(kind=kind, id=id, status="changed", changes=found)


def differences(before: Any, after: Any, path: Path = (), *, leave_out: frozenset[str] | set[str] = frozenset()) -> Iterator[Change]:
    """Every fact two values of one kind say differently.

    Args:
        before: a record, a mapping, a sequence or a plain value.
        after: likewise.
        path: where the values stand.
        leave_out: attributes of the outermost record that are not compared.
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
        yield Change(path=path, before=before, after=after)


def _statement(before: Any, after: Any, path: Path) -> Iterator[Change]:
    """A record that is one statement, as a whole; what only explains it, fact by fact."""
    beside = [name for name in ("citations", "note") if hasattr(after, name)]
    same = {name: getattr(before, name) for name in beside}
    if attrs.evolve(after, **same) != before:
        yield Change(path=path, before=before, after=after)
    for name in beside:
        yield from differences(getattr(before, name), getattr(after, name), (*path, name))


def _items(before: Sequence[Any], after: Sequence[Any], path: Path) -> Iterator[Change]:
    """Items matched by what names them; the same items in another order are one change."""
    old, new = _named(before), _named(after)
    if old is None or new is None:
        yield Change(path=path, before=tuple(before), after=tuple(after))
        return
    for name, item in new.items():
        if name not in old:
            yield Change(path=(*path, name), before=None, after=item)
        else:
            yield from differences(old[name], item, (*path, name))
    for name, item in old.items():
        if name not in new:
            yield Change(path=(*path, name), before=item, after=None)
    kept = [name for name in old if name in new]
    if kept != [name for name in new if name in old]:
        yield Change(path=path, before=tuple(kept), after=tuple(name for name in new if name in old))


def _named(items: Sequence[Any]) -> dict[str, Any] | None:
    """Items by name; None when they have no names or share one."""
    named = {_name(item): item for item in items}
    return named if None not in named and len(named) == len(items) else None  # type: ignore[return-value]


def _name(item: Any) -> str | None:
    if isinstance(item, (str, int, dt.date)):
        return str(item)
    if isinstance(item, Mapping):
        return str(item["id"]) if "id" in item else None
    return next((str(getattr(item, name)) for name in _NAMES if hasattr(item, name)), None)
