"""The days of receipt on which two timetables may differ, found without computing any due time.

Two tables answer a day alike if the day has the same segments in both and neither the calendar nor the hours differ on a day that its terms
can reach. A comparison then looks at the other days only.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from tthc_catalog.timetable.outcome_arithmetic import longest_terms

if TYPE_CHECKING:
    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.timetable.policy_table import PolicyTable
    from tthc_catalog.timetable.span import Commitment, Span
    from tthc_catalog.timetable.timetable import Timetable

_DAYS_OFF = 32
"""Days off in a row, at most."""


class CandidateDays:
    """Finds the candidates of many pairs of timetables; pairs of tables are compared once."""

    def __init__(self) -> None:
        self._tables: dict[tuple[int, int], frozenset[int]] = {}
        self._schedules: dict[tuple[int, int], tuple[int, ...]] = {}
        self._kept: list[tuple[object, object]] = []

    def of(self, before: Timetable, after: Timetable) -> frozenset[int] | None:
        """Return the numbers of the days in the calendar of ``before``; None if the calendars start on other days, so that all are."""
        if before.schedule.calendar.first != after.schedule.calendar.first or before.schedule.zone_name != after.schedule.zone_name:
            return None
        starts = sorted({*before.firsts, *after.firsts})
        days = set(self._of_schedules(before.schedule, after.schedule))
        for start, end in zip(starts, [*starts[1:], len(before.schedule.calendar)], strict=True):
            old, new = (t.spans[bisect_right(t.firsts, start) - 1] for t in (before, after))
            stretch = range(max(0, start - _DAYS_OFF), end)
            if _differ(old, new):
                days.update(stretch)
                continue
            pairs = [(one.table, other.table) for one, other in zip(old.commitments, new.commitments, strict=True)]
            if old.statutory is not None and new.statutory is not None:
                pairs.append((old.statutory, new.statutory))
            for pair in pairs:
                days.update(day for day in self._of_tables(*pair) if day in stretch)
            for one, other in zip(old.commitments, new.commitments, strict=True):
                days.update(day for day in _periods(one, other) if day in stretch)
        return frozenset(days)

    def _of_tables(self, old: PolicyTable, new: PolicyTable) -> frozenset[int]:
        key = (id(old), id(new))
        if key not in self._tables:
            self._kept.append((old, new))  # so that their identities stay unique
            self._tables[key] = frozenset() if old.digest == new.digest else frozenset(self._compared(old, new))
        return self._tables[key]

    def _compared(self, old: PolicyTable, new: PolicyTable) -> set[int]:
        count = min(len(old.pattern_of_day), len(new.pattern_of_day))
        if old.unit != new.unit:
            return set(range(count))
        alike = {(a, b): one == other for a, one in enumerate(old.patterns) for b, other in enumerate(new.patterns)}
        days = {n for n, pair in enumerate(zip(old.pattern_of_day, new.pattern_of_day, strict=False)) if not alike[pair]}
        days |= {n for n, _ in {*old.schedule.calendar.deemed.items()} ^ {*new.schedule.calendar.deemed.items()}}
        days |= {n for n in {*old.irregular, *new.irregular} if old.irregular.get(n) != new.irregular.get(n)}
        # A receipt on a day off has the segments of the next working day.
        working = old.schedule.calendar.working
        for day in sorted(days):
            before = day - 1
            while before >= 0 and not working[before]:
                days.add(before)
                before -= 1
        departs = self._of_schedules(old.schedule, new.schedule)
        if departs:
            reach = [max(one, other) for one, other in zip(_terms(old), _terms(new), strict=True)]
            for depart in departs:
                first = min(_first_in_reach(schedule, depart, reach) for schedule in (old.schedule, new.schedule))
                days.update(range(first, min(depart + 1, count)))
        return days

    def _of_schedules(self, old: Schedule, new: Schedule) -> tuple[int, ...]:
        """Return the days that are worked, or open, in one of two schedules only."""
        key = (id(old), id(new))
        if key not in self._schedules:
            self._kept.append((old, new))
            days = zip(old.calendar.working, new.calendar.working, old.sessions, new.sessions, strict=False)
            shorter, longer = sorted((len(old.calendar), len(new.calendar)))
            differing = [n for n, (a, b, hours, other) in enumerate(days) if a != b or hours != other]
            self._schedules[key] = (*differing, *([shorter] if longer > shorter else ()))
        return self._schedules[key]


def _differ(old: Span, new: Span) -> bool:
    """Whether two spans have other parts, whatever their tables answer."""
    return (
        old.excluded != new.excluded
        or (old.edition is None) != (new.edition is None)
        or (old.statutory is None) != (new.statutory is None)
        or len(old.commitments) != len(new.commitments)
        or any(one.is_target != other.is_target for one, other in zip(old.commitments, new.commitments, strict=True))
    )


def _periods(one: Commitment, other: Commitment) -> range:
    """Return a range that contains every day on which only one of two commitments is in force."""
    edges = [edge for a, b in ((one.first, other.first), (one.until, other.until)) if a != b for edge in (a, b)]
    return range(max(0, min(edges) - _DAYS_OFF), max(edges) + 1) if edges else range(0)


def _terms(table: PolicyTable) -> tuple[int, int]:
    """Return the most working days, and the most other days, that a term of a table can reach."""
    worked, elapsed = longest_terms((segment.outcome for pattern in table.patterns for _, segment in pattern), table.schedule)
    return worked + 3, elapsed


def _first_in_reach(schedule: Schedule, day: int, reach: list[int]) -> int:
    """Return a day before which no receipt has a term that reaches ``day``."""
    worked, elapsed = reach
    calendar = schedule.calendar
    inside = min(day, len(calendar) - 1)
    counted = calendar.nth_from(inside, -worked) if calendar.ordinal[inside] >= worked else 0
    return max(0, counted - elapsed - _DAYS_OFF)
