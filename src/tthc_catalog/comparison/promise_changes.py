"""Compare the due dates of two catalogs: look up the same receipts in the timetables of both and group what has equal changes.

Every day is looked up, not a sample.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import attrs

from tthc_catalog.comparison.candidate_days import CandidateDays
from tthc_catalog.comparison.timetable_changes import DueChange, changes
from tthc_catalog.records.channels import CHANNELS, IN_PERSON
from tthc_catalog.timetable.span import Span
from tthc_catalog.timetable.timetable import Timetable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.office import Office
    from tthc_catalog.records.procedure import Procedure
    from tthc_catalog.timetable.compiler import Compiler

    _Offices = tuple[str | None, str | None]

NO_SUCH_PROCEDURE, NO_SUCH_CASE, NO_SUCH_OFFICE = "no-such-procedure", "no-such-case", "no-such-office"
"""Reasons for no due date: only the other catalog has the procedure, the case or the office."""


class DueKey(NamedTuple):
    """What a change concerns; without a channel, dossiers filed through any of them."""

    level: str
    code: str
    case: str | None
    office: str
    channel: str | None


@attrs.frozen(kw_only=True)
class DueComparison:
    """All changes of due dates.

    Attributes:
        first: first day of receipt compared; both calendars cover it.
        last: last day of receipt compared.
        groups: keys with equal changes, and these changes.
    """

    first: dt.date
    last: dt.date
    groups: tuple[tuple[tuple[DueKey, ...], tuple[DueChange, ...]], ...]


def compare_due_dates(
    before: Compiler,
    after: Compiler,
    *,
    first: dt.date | None = None,
    until: dt.date | None = None,
    promises: bool = False,
    only: Collection[tuple[str, str]] | None = None,
) -> DueComparison:
    """Compare the due dates of two compiled catalogs.

    Compare each procedure without a case and with each case, through each channel, at the default office of its level; if nothing differs
    there, also at every other office whose own data differs, or at all others if a model differs. What only one of the catalogs has, a
    procedure, a case or an office, has no due dates in the other.

    Args:
        before: the older catalog.
        after: the newer catalog.
        first: first day of receipt to compare; by default the first that both calendars cover.
        until: the day after the last one; by default the end of what both calendars cover.
        promises: compare what ``before`` promised: all its offices, also where the default office differs already, and nothing that only
            ``after`` has.
        only: level and code of the procedures to compare; None for all.
    """
    start = max(filter(None, (before.calendar.covers[0], after.calendar.covers[0], first)))
    end = min(filter(None, (before.calendar.covers[1], after.calendar.covers[1], until)))
    comparing = _Comparing(before, after, start, max(start, end), promises=promises)
    for old, new in _pairs(before.catalog, after.catalog):
        procedure = new or old
        assert procedure is not None, "one side is present"
        if only is None or (procedure.level, procedure.code) in only:
            comparing.compare(old, new)
    groups = tuple((tuple(keys), found) for found, keys in comparing.groups.items())
    return DueComparison(first=start, last=end - dt.timedelta(days=1), groups=groups)


def _pairs(before: Catalog, after: Catalog) -> Iterator[tuple[Procedure | None, Procedure | None]]:
    """Yield every procedure of either catalog with its record in both; None where it is absent."""
    old, new = ({(p.level, p.code): p for p in catalog.procedures} for catalog in (before, after))
    yield from ((old.get(key), procedure) for key, procedure in new.items())
    yield from ((procedure, None) for key, procedure in old.items() if key not in new)


class _Comparing:
    """The changes found so far.

    Attributes:
        groups: equal changes, and the keys that have them.
    """

    def __init__(self, before: Compiler, after: Compiler, start: dt.date, end: dt.date, *, promises: bool = False) -> None:
        self.groups: dict[tuple[DueChange, ...], list[DueKey]] = {}
        self._compilers = (before, after)
        self._days = (start, end)
        self._known: dict[object, tuple[DueChange, ...]] = {}
        self._identities: dict[int, tuple[Timetable, tuple[object, ...]]] = {}
        self._promises = promises
        self._candidates = CandidateDays()

    def compare(self, old: Procedure | None, new: Procedure | None) -> None:
        """Compare one procedure; None is a catalog that does not have it."""
        if old is None and self._promises:
            return
        procedures = (old, new)
        level = next(procedure.level for procedure in procedures if procedure is not None)
        default = (self._default(0, level), self._default(1, level))
        both, one_side = self._other_offices(level, default)
        cases = [{} if procedure is None else _cases(procedure) for procedure in procedures]
        for case in (None, *(cases[1] | cases[0])):
            if self._promises and case is not None and case not in cases[0]:
                continue
            if old is None or new is None:
                if self._differ(procedures, case, default, NO_SUCH_PROCEDURE):
                    break  # its cases come and go with it
            elif case is not None and not (case in cases[0] and case in cases[1]):
                present = tuple(p if case in own else None for p, own in zip(procedures, cases, strict=True))
                self._differ(present, case, default, NO_SUCH_CASE)
            else:
                self._differ_anywhere(procedures, case, (default, *both))
                if case is None:
                    for offices in one_side:
                        self._differ(procedures, case, offices, NO_SUCH_OFFICE)

    def _differ_anywhere(self, procedures: tuple[Procedure | None, ...], case: str | None, offices: tuple[_Offices, ...]) -> None:
        """Compare a procedure at the default office, then at others: until one differs, or at each that answers otherwise than the first."""
        seen: set[object] = set()
        for place, pair in enumerate(offices):
            if self._promises:
                answers = tuple(
                    self._identity_of(by_channel[channel])
                    for compiler, p, id in zip(self._compilers, procedures, pair, strict=True)
                    if p is not None
                    for by_channel in (compiler.by_channel(p, None if not place else compiler.catalog.offices[str(id)], case),)
                    for channel in CHANNELS
                )
                if answers in seen:
                    continue
                seen.add(answers)
            if self._differ(procedures, case, pair, NO_SUCH_OFFICE) and not self._promises:
                return

    def _identity_of(self, timetable: Timetable) -> tuple[object, ...]:
        """Return the identity of a timetable; most desks share theirs, so it is kept together with the timetable."""
        known = self._identities.get(id(timetable))
        if known is None:
            known = self._identities[id(timetable)] = timetable, _identity(timetable)
        return known[1]

    def _default(self, side: int, level: str) -> str | None:
        return next((b.default_office for b in self._compilers[side].catalog.manifest.levels if b.level == level), None)

    def _other_offices(self, level: str, default: _Offices) -> tuple[list[_Offices], list[_Offices]]:
        """Return the offices of the level besides the default one: those of both catalogs that differ, and those of only one."""
        before, after = (compiler.catalog for compiler in self._compilers)
        old, new = ({id for id, office in c.offices.items() if office.level == level and _is_open(office)} for c in (before, after))
        both = [
            id
            for id in after.offices
            if id in old and id in new and (id, id) != default and (self._promises or _differs(before, after, id))
        ]
        added = [(None, id) for id in after.offices if id in new - old and id != default[1] and not self._promises]
        removed = [(id, None) for id in before.offices if id in old - new and id != default[0]]
        return [(id, id) for id in both], [*added, *removed]

    def _differ(self, procedures: tuple[Procedure | None, ...], case: str | None, offices: _Offices, absence: str) -> bool:
        """Compare a procedure in a case at an office through each channel; return whether something differs.

        Args:
            procedures: the procedure on both sides; None where it, or the case, is absent.
            case: the case.
            offices: the id of the office on both sides; None where it is absent.
            absence: the reason for no due date where something is absent.
        """
        by_channel: dict[str, tuple[DueChange, ...]] = {}
        procedure = procedures[1] or procedures[0]
        assert procedure is not None, "one side is present"
        is_default = offices == (self._default(0, procedure.level), self._default(1, procedure.level))  # it follows dated changes
        for channel in CHANNELS:
            tables = [
                None
                if p is None or id is None
                else compiler.timetable(p, None if is_default else compiler.catalog.offices[id], case, channel)
                for compiler, p, id in zip(self._compilers, procedures, offices, strict=True)
            ]
            before, after = (_present(table, other, absence) for table, other in zip(tables, reversed(tables), strict=True))
            key = (_identity(before), _identity(after))
            if key not in self._known:
                self._known[key] = () if key[0] == key[1] else self._changes(before, after)
            by_channel[channel] = self._known[key]
            if not before.channels and not after.channels:
                break
        alike = len(set(by_channel.values())) == 1
        office = offices[1] or offices[0]
        assert office is not None, "one side is present"
        for channel, found in by_channel.items():
            if found and (channel == IN_PERSON or not alike):
                key_of = DueKey(procedure.level, procedure.code, case, office, None if alike else channel)
                self.groups.setdefault(found, []).append(key_of)
        return any(by_channel.values())

    def _changes(self, before: Timetable, after: Timetable) -> tuple[DueChange, ...]:
        return tuple(changes(before, after, *self._days, candidates=self._candidates.of(before, after)))


def _present(timetable: Timetable | None, other: Timetable | None, absence: str) -> Timetable:
    """Return a timetable; where it is absent, one without any due date, with the schedule of the other side."""
    if timetable is not None:
        return timetable
    assert other is not None, "one side is present"
    nothing = Span(first=0, edition=None, case=None, statutory=None, commitments=(), excluded=absence)
    return Timetable(
        level=other.level, code=other.code, case=other.case, schedule=other.schedule, spans=(nothing,), channels=other.channels
    )


def _cases(procedure: Procedure) -> dict[str, None]:
    return dict.fromkeys(case.id for edition in procedure.editions for case in edition.cases)


def _is_open(office: Office) -> bool:
    """Whether an office is in force on any day."""
    return not office.period.is_empty


def _differs(before: Catalog, after: Catalog, office: str) -> bool:
    """Whether the period or the hours of an office, or any model, differ, so that its due dates may."""
    old, new = before.offices[office], after.offices[office]
    return old.period != new.period or _calendar(before, old) != _calendar(after, new) or before.models != after.models


def _calendar(catalog: Catalog, office: Office) -> tuple[object, ...]:
    """Return what decides when an office is open: its hours by day, and its closures and openings."""
    dated = [(change.effective_from, dict(change.changed).get("hours")) for change in office.changes]
    hours = [(first, catalog.hours[str(id)].seasons) for first, id in ((None, office.hours), *dated) if id is not None]
    return (*hours, *(attrs.evolve(c, file="") for c in catalog.closures if c.concerns(office.id, office.level)))


def _identity(timetable: Timetable) -> tuple[object, ...]:
    """Return everything that decides the instants of a timetable; equal identities have equal answers, whatever the ids of their editions."""
    spans = tuple(
        (
            span.first,
            span.excluded,
            span.edition is None,
            span.statutory.digest if span.statutory is not None else None,
            tuple((c.first, c.until, c.table.digest) for c in span.commitments),
        )
        for span in timetable.spans
    )
    return (timetable.schedule.digest, spans)
