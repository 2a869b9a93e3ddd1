"""Evaluate a policy directly from its segments, one dossier at a time: the slow reference for tests of the compiled tables.

It shares only the contract and the calendar with the compiler, and counts days and minutes one by one.
"""

from __future__ import annotations

import datetime as dt
from operator import attrgetter
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.policies.contract import (
    DueAfterMinutes,
    DueAfterWorkingMinutes,
    DueByProcessingTime,
    DueOnCalendarDay,
    DueOnWorkingDay,
    NotCovered,
    Policy,
)

if TYPE_CHECKING:
    from tthc_catalog.calendars.day import Day
    from tthc_catalog.calendars.desk import Desk, LocalDay, Side
    from tthc_catalog.calendars.schedule import Schedule

_ONE = dt.timedelta(days=1)
_MINUTE = dt.timedelta(minutes=1)


Result = tuple[str | None, dt.datetime | None, dt.datetime | None]


class AtDesk:
    """A desk as the receipts of one day see it; it answers like a `Schedule` and moves due times at which the desk is closed."""

    def __init__(self, desk: Desk, side: Side, received: dt.date) -> None:
        first = desk.schedule.calendar.first
        self.calendar = desk.schedule.calendar
        self._open: dict[dt.date, set[int]] = {}
        self._facts: dict[dt.date, tuple[bool, tuple[tuple[int, int], ...]]] = {}
        self._hours = [schedule for since, schedule in desk.stretches if first + since * _ONE <= received][-1]
        self._days = [day for day in desk.local_days if side == "law" or first + day.known_from * _ONE <= received]
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


def evaluate_at_desk(policy: Policy, desk: Desk, side: Side, moment: dt.datetime, *, unit: int = 60) -> Result:
    """Evaluate the policy for a receipt at a desk; the arguments and the result are those of `evaluate`."""
    seen = AtDesk(desk, side, moment.date())
    return seen.moved(evaluate(policy, seen, moment, unit=unit), unit)


def evaluate(  # noqa: C901, PLR0912 - one branch per outcome, kept flat to be compared with the law
    policy: Policy, schedule: Schedule | AtDesk, moment: dt.datetime, *, unit: int = 60
) -> Result:
    """Evaluate the policy for a receipt at a naive local moment.

    Returns:
        ``(reason, due_at, late_after)`` with naive local moments. Only ``reason`` is set if the policy does not bind, and nothing is
        set if the processing time applies.
    """
    date = moment.date()
    second = moment.hour * 3600 + moment.minute * 60 + moment.second
    segments = policy.segments(_day(schedule, date))
    if not segments:
        while not _works(schedule, date):
            date += _ONE
        second = _sessions(schedule, date)[0][0] * 60
        segments = policy.segments(_day(schedule, date))
    current = [s for s in segments if s.start * 60 + (unit if s.after else 0) <= second][-1]
    match current.outcome:
        case NotCovered(reason=reason):
            return reason, None, None
        case DueByProcessingTime():
            return None, None, None
        case DueOnWorkingDay(working_days=n, minute=minute, bound=bound, closing=closing):
            due = _working_day_after(schedule, date, n)
            if minute is not None:
                at = _at(due, minute)
                return None, at, at if bound == "before" else at + dt.timedelta(seconds=unit)
            shut = closing if closing is not None else _sessions(schedule, due)[-1][1]
            if n == 0 and second >= shut * 60 + unit:
                shut = 24 * 60 - 1
            return None, _at(due, shut), _at(due + _ONE, 0)
        case DueOnCalendarDay(calendar_days=n, then_working_days=extra):
            due = date + n * _ONE
            while not _works(schedule, due):
                due += _ONE
            due = _working_day_after(schedule, due, extra)
            return None, _at(due, _sessions(schedule, due)[-1][1]), _at(due + _ONE, 0)
        case DueAfterWorkingMinutes(minutes=n, sessions=own):
            at = _at(date, second // 60)
            while n:
                sessions = own if own and at.date() == date else _sessions(schedule, at.date())
                if _works(schedule, at.date()) and any(a <= at.hour * 60 + at.minute < b for a, b in sessions):
                    n -= 1
                at += dt.timedelta(minutes=1)
            return None, at, at + dt.timedelta(seconds=unit)
        case DueAfterMinutes(minutes=n):
            at = _at(date, second // 60) + dt.timedelta(minutes=n)
            return None, at, at + dt.timedelta(seconds=unit)


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
