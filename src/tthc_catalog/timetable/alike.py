"""A quick test whether two schedules give a day the same answers, without resolving its windows.

Most days in reach of an announcement have the same answers before and after it. Counting working days twice is cheaper than writing
out the windows of a day twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.calendars.months import months_later
from tthc_catalog.errors import OutOfHorizon
from tthc_catalog.policies.contract import (
    CountedFrom,
    DueAfterMinutes,
    DueAfterMonths,
    DueAtOpening,
    DueByProcessingTime,
    DueOnCalendarDay,
    DueOnWorkingDay,
    NotCovered,
    Outcome,
)

if TYPE_CHECKING:
    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.timetable.policy_table import PolicyTable


def counts_alike(day: int, one: PolicyTable, other: PolicyTable) -> bool:
    """Return whether two tables of one policy certainly have equal windows on a day; False also if that is not easy to see."""
    pattern, counterpart = (table.pattern_on(day) for table in (one, other))
    try:
        counted = [table.schedule.calendar.nth_from(day, 0) if not pattern else day for table in (one, other)]
        if counted[0] != counted[1]:
            return False
        if not pattern and not counterpart:
            pattern, counterpart = (table.pattern_on(counted[0]) for table in (one, other))
        if pattern != counterpart:
            return False
        return all(_ends_alike(outcome, counted[0], one.schedule, other.schedule) for outcome in {s.outcome for s in pattern})
    except OutOfHorizon:
        return False


def _ends_alike(outcome: Outcome, day: int, one: Schedule, other: Schedule) -> bool:
    """Return whether an outcome that counts from a day certainly ends at the same moment under both schedules."""
    if isinstance(outcome, CountedFrom):
        days = [schedule.calendar.nth_from(day, outcome.working_days) if outcome.working_days else day for schedule in (one, other)]
        return days[0] == days[1] and _ends_alike(outcome.outcome, days[0], one, other)
    match outcome:
        case NotCovered() | DueByProcessingTime() | DueAfterMinutes():
            return True
        case DueOnWorkingDay(working_days=n) | DueAtOpening(working_days=n):
            ends = [schedule.calendar.nth_from(day, n) if n else day for schedule in (one, other)]
        case DueOnCalendarDay(calendar_days=n, then_working_days=extra):
            ends = [_moved(schedule, day + n, extra) for schedule in (one, other)]
        case DueAfterMonths(months=months, calendar_days=n, then_working_days=extra):
            calendar = one.calendar
            last = (months_later(calendar.date_at(day), months) - calendar.first).days + n
            ends = [_moved(schedule, last, extra) for schedule in (one, other)]
        case _:
            return False
    return ends[0] == ends[1] and one.sessions[ends[0]] == other.sessions[ends[0]]


def _moved(schedule: Schedule, last: int, working_days: int) -> int:
    """Return the working day on which a term of days ends."""
    return schedule.calendar.nth_from(schedule.calendar.nth_from(last, 0), working_days)
