"""The arithmetic of outcomes: from a symbolic outcome and the moment it counts from to instants."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.calendars.months import months_later
from tthc_catalog.policies.contract import (
    CountedFrom,
    DueAfterMinutes,
    DueAfterMinutesMoved,
    DueAfterMonths,
    DueAfterWorkingMinutes,
    DueAtOpening,
    DueByProcessingTime,
    DueOnCalendarDay,
    DueOnWorkingDay,
    NotCovered,
    PlainOutcome,
    Rule,
    plain,
)
from tthc_catalog.timetable.resolved_outcome import Resolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tthc_catalog.calendars.schedule import Schedule, Sessions
    from tthc_catalog.policies.contract import Outcome

MOVING = (DueAfterWorkingMinutes, DueAfterMinutes, DueAfterMinutesMoved)
"""Outcomes whose due time may advance with each minute of receipt."""


class Start(NamedTuple):
    """The moment from which a term counts.

    Both the second and the instant are needed: a clock set back shows one time twice, and only the instant distinguishes the two.

    Attributes:
        received: number of the day of receipt.
        day: number of the day from which the term counts.
        second: second of that day.
        instant: the instant at which the minute of ``second`` begins.
        rate: 1 if the moment is the receipt itself, 0 if it is a fixed time.
    """

    received: int
    day: int
    second: int
    instant: int
    rate: int


def resolve(  # noqa: C901 - one branch per outcome, kept flat to be compared with the law
    outcome: PlainOutcome, rule: Rule, start: Start, schedule: Schedule, unit: int
) -> Resolved:
    """Resolve an outcome.

    Args:
        outcome: the outcome.
        rule: the rule it follows from.
        start: the moment from which it counts.
        schedule: calendar, hours and time zone.
        unit: precision of comparison in seconds.

    Raises:
        OutOfHorizon: the due day lies outside the calendar.
    """
    calendar, day, counted = schedule.calendar, start.received, start.day
    match outcome:
        case NotCovered(reason=reason):
            return Resolved(rule, reason, None, None, "by", day, counted, counted)
        case DueByProcessingTime():
            return Resolved(rule, None, None, None, "by", day, counted, counted, by_processing_time=True)
        case DueOnWorkingDay(working_days=n, minute=minute, bound=bound, closing=closing):
            due_day = calendar.nth_from(counted, n) if n else counted
            if minute is None:
                due_at = schedule.instant(due_day, (schedule.closing[due_day] if closing is None else closing) * 60)
                return Resolved(rule, None, due_at, schedule.midnight[due_day + 1], "by", day, counted, due_day)
            due_at = schedule.instant(due_day, minute * 60)
            late_after = due_at if bound == "before" else due_at + unit
            return Resolved(rule, None, due_at, late_after, bound, day, counted, due_day)
        case DueAtOpening(working_days=n):
            return _at_opening(rule, start, schedule, unit, calendar.nth_from(counted, n))
        case DueOnCalendarDay(calendar_days=n, then_working_days=extra):
            return _end_of_day(rule, start, schedule, counted + n, extra)
        case DueAfterMonths(months=months, calendar_days=days, then_working_days=extra):
            if months * 28 > len(calendar):
                raise calendar.beyond()
            last = (months_later(calendar.date_at(counted), months) - calendar.first).days
            return _end_of_day(rule, start, schedule, last + days, extra)
        case DueAfterWorkingMinutes(minutes=n, sessions=own):
            due_day, due_minute = _worked_until(schedule, counted, start.second, n, own)
            due_at = schedule.instant(due_day, due_minute * 60)
            moves = start.rate if _is_open(open_sessions(schedule, counted, own), start.second // 60) else 0
            return Resolved(rule, None, due_at, due_at + unit, "by", day, counted, due_day, rate=moves)
        case DueAfterMinutes(minutes=n):
            due_at = start.instant + n * 60
            due_day = min(bisect_right(schedule.midnight, due_at) - 1, len(calendar) - 1)
            return Resolved(rule, None, due_at, due_at + unit, "by", day, counted, due_day, rate=start.rate)
        case DueAfterMinutesMoved():
            return _moved(outcome, rule, start, schedule, unit)


def _end_of_day(rule: Rule, start: Start, schedule: Schedule, last: int, working_days: int) -> Resolved:
    """Return the end of a term of days, whose last day moves to the next working day if it is off."""
    calendar = schedule.calendar
    if last >= len(calendar):
        raise calendar.beyond()
    due_day = calendar.nth_from(calendar.nth_from(last, 0), working_days)
    due_at = schedule.instant(due_day, schedule.closing[due_day] * 60)
    late_after = schedule.midnight[due_day + 1]
    return Resolved(rule, None, due_at, late_after, "by", start.received, start.day, due_day, in_calendar_days=True)


def _at_opening(rule: Rule, start: Start, schedule: Schedule, unit: int, due_day: int) -> Resolved:
    due_at = schedule.instant(due_day, schedule.opening[due_day] * 60)
    return Resolved(rule, None, due_at, due_at + unit, "by", start.received, start.day, due_day)


def _moved(outcome: DueAfterMinutesMoved, rule: Rule, start: Start, schedule: Schedule, unit: int) -> Resolved:
    """Return the moment, moved out of the hours in which the desk is closed."""
    calendar = schedule.calendar
    due_at = start.instant + outcome.minutes * 60
    due_day = bisect_right(schedule.midnight, due_at) - 1
    if due_day >= len(calendar):
        raise calendar.beyond()
    minute = schedule.wall_second(due_day, due_at) // 60
    sessions = open_sessions(schedule, due_day, outcome.sessions if due_day == start.day else None)
    if any(begin <= minute <= end for begin, end in sessions):
        return Resolved(rule, None, due_at, due_at + unit, "by", start.received, start.day, due_day, rate=start.rate)
    later = next((begin for begin, _ in sessions if begin > minute), None)
    if later is not None:
        due_at = schedule.instant(due_day, later * 60)
        return Resolved(rule, None, due_at, due_at + unit, "by", start.received, start.day, due_day)
    if outcome.ends_with_day and not sessions:
        return _end_of_day(rule, start, schedule, due_day, 0)._replace(in_calendar_days=False)
    return _at_opening(rule, start, schedule, unit, calendar.nth_from(due_day, 1))


def open_sessions(schedule: Schedule, day: int, own: Sessions | None) -> Sessions:
    """Return the hours in which the desk is open on a day: its own hours if it has any, else the office's on a working day."""
    return own or (schedule.sessions[day] if schedule.calendar.working[day] else ())


def _worked_until(schedule: Schedule, day: int, second: int, minutes: int, own: Sessions | None) -> tuple[int, int]:
    """Return the day and minute by which ``minutes`` have been worked since ``second`` of ``day``, on which ``own`` hours count."""
    if not own:
        return schedule.moment_worked(schedule.minutes_worked_before(day, second) + minutes)
    left = minutes
    for start, end in own:
        begin = max(start, second // 60)
        if begin < end:
            if left <= end - begin:
                return day, begin + left
            left -= end - begin
    return schedule.moment_worked(schedule.opened_minutes[day + 1] + left)


def _is_open(sessions: Sequence[tuple[int, int]], minute: int) -> bool:
    return any(start <= minute < end for start, end in sessions)


def longest_terms(outcomes: Iterable[Outcome], schedule: Schedule) -> tuple[int, int]:
    """Return the most working days, and the most other days, that a term of any of the outcomes counts at the desk of a schedule."""
    shortest = min((sum(end - start for start, end in sessions) for sessions in set(schedule.sessions) if sessions), default=60)
    worked = elapsed = later = 0
    for outcome in outcomes:
        if isinstance(outcome, CountedFrom):
            later = max(later, outcome.working_days)
        match plain(outcome):
            case DueOnWorkingDay(working_days=n) | DueAtOpening(working_days=n):
                worked = max(worked, n)
            case DueAfterMonths(months=months, calendar_days=n, then_working_days=extra):
                worked, elapsed = max(worked, extra), max(elapsed, months * 31 + n)
            case DueOnCalendarDay(calendar_days=n, then_working_days=extra):
                worked, elapsed = max(worked, extra), max(elapsed, n)
            case DueAfterWorkingMinutes(minutes=n):
                worked = max(worked, n // shortest + 1)
            case DueAfterMinutes(minutes=n) | DueAfterMinutesMoved(minutes=n):
                elapsed = max(elapsed, n // 1440 + 1)
    return worked + later, elapsed
