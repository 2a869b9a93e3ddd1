"""Evaluate a policy directly from its segments, one dossier at a time: the slow reference for tests of the compiled tables.

It shares only the contract and the calendar with the compiler, and counts days and minutes one by one.
"""

from __future__ import annotations

import datetime as dt
from operator import attrgetter
from typing import TYPE_CHECKING

import attrs

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
    Outcome,
    Policy,
    opening_hours,
)

if TYPE_CHECKING:
    from tthc_catalog.calendars.day import Day
    from tthc_catalog.calendars.desk import Desk, LocalDay, Side
    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.records.manifest import OutsideHours

_ONE = dt.timedelta(days=1)
_MINUTE = dt.timedelta(minutes=1)

Result = tuple[str | None, dt.datetime | None, dt.datetime | None]


class AtDesk:
    """A desk as the receipts of one day see it; it answers like a `Schedule` and moves due times at which the desk is closed."""

    def __init__(self, desk: Desk, side: Side, received: dt.date) -> None:
        first = desk.schedule.calendar.first
        self.calendar = desk.schedule.calendar.known_on((received - first).days)
        self._open: dict[dt.date, set[int]] = {}
        self._facts: dict[dt.date, tuple[bool, tuple[tuple[int, int], ...]]] = {}
        in_force = [schedule for since, schedule in desk.stretches if first + since * _ONE <= received][-1]
        self._hours = in_force.known_on((received - first).days)
        self._days = [day for day in desk.local_days if first + day.known_from * _ONE <= received]
        self._effect = attrgetter(f"closure.{side}")

    def works(self, date: dt.date) -> bool:
        """Return whether a term counts the day."""
        return self._fact(date)[0]

    def sessions(self, date: dt.date) -> tuple[tuple[int, int], ...]:
        """Return the hours of a day, without closures."""
        return self._fact(date)[1]

    def _fact(self, date: dt.date) -> tuple[bool, tuple[tuple[int, int], ...]]:
        if date not in self._facts:
            opened = [day.sessions for day in self._on(date) if self._counts(day, "open", "working_day")]
            works = bool(opened) or _works(self._hours, date)
            self._facts[date] = works, opened[0] if opened else _sessions(self._hours, date)
        return self._facts[date]

    def day(self, date: dt.date) -> Day:
        """Return the facts about a day."""
        facts = _day(self._hours, date)
        if not self._is(date, "open", "working_day"):
            return facts
        return attrs.evolve(
            facts, working=True, holiday=None, make_up=False, make_up_for=None, make_up_for_weekday=None, sessions=self.sessions(date)
        )

    def moved(self, result: Result, unit: int) -> Result:
        """Move a due time at which the desk is closed to its next opening, minute by minute; midnight belongs to the day that ends."""
        reason, due, late = result
        if due is None or not any(self._is_shut(at) for at in (due, due - _MINUTE) if at.date() == (due - _MINUTE).date()):
            return result
        handed_over = (due - _MINUTE,) if late == due else (due - _MINUTE, due)
        if any(self._is_open(at) for at in handed_over):
            return result
        while not self._is_open(due):
            due += _MINUTE
        return reason, due, due + dt.timedelta(seconds=unit)

    def _on(self, date: dt.date) -> list[LocalDay]:
        return [day for day in self._days if self.calendar.date_at(day.number) == date]

    def _counts(self, day: LocalDay, kind: str, effect: str) -> bool:
        return day.closure.kind == kind and self._effect(day) == effect

    def _is(self, date: dt.date, kind: str, effect: str) -> bool:
        return any(self._counts(day, kind, effect) for day in self._on(date))

    def _is_shut(self, at: dt.datetime) -> bool:
        minute = at.hour * 60 + at.minute
        shut = [day for day in self._on(at.date()) if self._counts(day, "closed", "next_opening")]
        return any(a <= minute < b for day in shut for a, b in day.sessions)

    def _is_open(self, at: dt.datetime) -> bool:
        date = at.date()
        if date not in self._open:
            days = self._on(date)
            opened = [day.sessions for day in days if day.closure.kind == "open"]
            hours = opened[0] if opened else _sessions(self._hours, date) if _works(self._hours, date) else ()
            minutes = {minute for start, end in hours for minute in range(start, end)}
            shut = [day.sessions for day in days if day.closure.kind == "closed"]
            self._open[date] = minutes - {minute for sessions in shut for start, end in sessions for minute in range(start, end)}
        return at.hour * 60 + at.minute in self._open[date]


def evaluate_at_desk(
    policy: Policy, desk: Desk, side: Side, moment: dt.datetime, *, unit: int = 60, outside_hours: OutsideHours = "as_recorded"
) -> Result:
    """Evaluate the policy for a receipt at a desk; the arguments and the result are those of `evaluate`."""
    seen = AtDesk(desk, side, moment.date())
    return seen.moved(evaluate(policy, seen, moment, unit=unit, outside_hours=outside_hours), unit)


def evaluate(
    policy: Policy, schedule: Schedule | AtDesk, moment: dt.datetime, *, unit: int = 60, outside_hours: OutsideHours = "as_recorded"
) -> Result:
    """Evaluate the policy for a receipt at a naive local moment.

    Returns:
        ``(reason, due_at, late_after)`` with naive local moments. Only ``reason`` is set if the policy does not bind, and nothing is
        set if the processing time applies.
    """
    date, second = moment.date(), moment.hour * 3600 + moment.minute * 60 + moment.second
    deemed = not policy.segments(_day(schedule, date))
    if deemed:
        while not _works(schedule, date):
            date += _ONE
        second = _sessions(schedule, date)[0][0] * 60
    outcome = _outcome_at(policy, schedule, date, second, unit)
    hours = opening_hours(policy, _day(schedule, date))
    shut = hours and not any(start * 60 <= second < end * 60 + unit for start, end in hours)
    if outside_hours == "next_opening" and shut and not isinstance(outcome, CountedFrom):
        begins = [start for start, _ in hours if start * 60 > second]
        if not begins:
            date, deemed = _working_day_after(schedule, date, 1), True
            begins = [start for start, _ in opening_hours(policy, _day(schedule, date))] or [_sessions(schedule, date)[0][0]]
        second = begins[0] * 60
        outcome = _outcome_at(policy, schedule, date, second, unit)
    if isinstance(outcome, CountedFrom):
        date, second = date if deemed else _working_day_after(schedule, date, outcome.working_days), outcome.minute * 60
        outcome = outcome.outcome
    return _due(outcome, schedule, date, second, unit)


def _outcome_at(policy: Policy, schedule: Schedule | AtDesk, date: dt.date, second: int, unit: int) -> Outcome:
    segments = policy.segments(_day(schedule, date))
    return [s for s in segments if s.start * 60 + (unit if s.after else 0) <= second][-1].outcome


def _due(  # noqa: C901, PLR0912 - one branch per outcome, kept flat to be compared with the law
    outcome: Outcome, schedule: Schedule | AtDesk, date: dt.date, second: int, unit: int
) -> Result:
    """Evaluate an outcome that counts from a second of a day."""
    match outcome:
        case NotCovered(reason=reason):
            return reason, None, None
        case DueOnWorkingDay(working_days=n, minute=minute, bound=bound, closing=closing):
            due = _working_day_after(schedule, date, n)
            shut = closing if closing is not None else _sessions(schedule, due)[-1][1]
            if n == 0 and second >= max(shut, minute or 0) * 60 + unit:
                return _at_opening(schedule, date, unit)
            if minute is not None:
                at = _at(due, minute)
                return None, at, at if bound == "before" else at + dt.timedelta(seconds=unit)
            return None, _at(due, shut), _at(due + _ONE, 0)
        case DueAtOpening(working_days=n):
            return _at_opening(schedule, _working_day_after(schedule, date, n - 1), unit)
        case DueOnCalendarDay(calendar_days=n, then_working_days=extra):
            return _end_of_term(schedule, date + n * _ONE, extra)
        case DueAfterMonths(months=months, calendar_days=n, then_working_days=extra):
            day, month, year = date.day, date.month, date.year
            for _ in range(months):
                month, year = (month + 1, year) if month < 12 else (1, year + 1)
            last = dt.date(year, month, 28)
            while last.day < day and (last + _ONE).month == month:
                last += _ONE
            return _end_of_term(schedule, min(last, last.replace(day=min(day, last.day))) + n * _ONE, extra)
        case DueAfterWorkingMinutes(minutes=n, sessions=own):
            at = _at(date, second // 60)
            while n:
                sessions = _open(schedule, at.date(), own if at.date() == date else None)
                n -= any(a <= at.hour * 60 + at.minute < b for a, b in sessions)
                at += _MINUTE
            return None, at, at + dt.timedelta(seconds=unit)
        case DueAfterMinutes(minutes=n):
            at = _at(date, second // 60) + n * _MINUTE
            return None, at, at + dt.timedelta(seconds=unit)
        case DueAfterMinutesMoved(minutes=n, ends_with_day=ends_with_day, sessions=own):
            at = _at(date, second // 60) + n * _MINUTE
            if ends_with_day and not _open(schedule, at.date(), own if at.date() == date else None):
                return _end_of_term(schedule, at.date(), 0)
            while not any(a <= at.hour * 60 + at.minute <= b for a, b in _open(schedule, at.date(), own if at.date() == date else None)):
                at += _MINUTE
            return None, at, at + dt.timedelta(seconds=unit)
        case _:
            assert isinstance(outcome, DueByProcessingTime)
            return None, None, None


def _at_opening(schedule: Schedule | AtDesk, date: dt.date, unit: int) -> Result:
    """Return the opening of the next working day after a date."""
    due = _working_day_after(schedule, date, 1)
    at = _at(due, _sessions(schedule, due)[0][0])
    return None, at, at + dt.timedelta(seconds=unit)


def _end_of_term(schedule: Schedule | AtDesk, last: dt.date, working_days: int) -> Result:
    """Return the end of a term of days, whose last day moves to the next working day if it is off."""
    while not _works(schedule, last):
        last += _ONE
    due = _working_day_after(schedule, last, working_days)
    return None, _at(due, _sessions(schedule, due)[-1][1]), _at(due + _ONE, 0)


def _open(schedule: Schedule | AtDesk, date: dt.date, own: tuple[tuple[int, int], ...] | None) -> tuple[tuple[int, int], ...]:
    return own or (_sessions(schedule, date) if _works(schedule, date) else ())


def _day(schedule: Schedule | AtDesk, date: dt.date) -> Day:
    return schedule.day(date) if isinstance(schedule, AtDesk) else schedule.day((date - schedule.calendar.first).days)


def _sessions(schedule: Schedule | AtDesk, date: dt.date) -> tuple[tuple[int, int], ...]:
    return schedule.sessions(date) if isinstance(schedule, AtDesk) else schedule.sessions[(date - schedule.calendar.first).days]


def _works(schedule: Schedule | AtDesk, date: dt.date) -> bool:
    if isinstance(schedule, AtDesk):
        return schedule.works(date)
    return schedule.calendar.fact_at((date - schedule.calendar.first).days).is_working


def _working_day_after(schedule: Schedule | AtDesk, date: dt.date, n: int) -> dt.date:
    while n:
        date += _ONE
        n -= _works(schedule, date)
    return date


def _at(date: dt.date, minute: int) -> dt.datetime:
    return dt.datetime.combine(date, dt.time()) + dt.timedelta(minutes=minute)
