"""Evaluate a policy directly from its segments, one dossier at a time: the slow reference for tests of the compiled tables.

It shares only the contract and the calendar with the compiler, and counts days and minutes one by one.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

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
    from tthc_catalog.calendars.schedule import Schedule

_ONE = dt.timedelta(days=1)


def evaluate(  # noqa: C901, PLR0912 - one branch per outcome, kept flat to be compared with the law
    policy: Policy, schedule: Schedule, moment: dt.datetime, *, unit: int = 60
) -> tuple[str | None, dt.datetime | None, dt.datetime | None]:
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


def _day(schedule: Schedule, date: dt.date) -> Day:
    return schedule.day((date - schedule.calendar.first).days)


def _sessions(schedule: Schedule, date: dt.date) -> tuple[tuple[int, int], ...]:
    return schedule.sessions[(date - schedule.calendar.first).days]


def _works(schedule: Schedule, date: dt.date) -> bool:
    return schedule.calendar.fact_at((date - schedule.calendar.first).days).is_working


def _working_day_after(schedule: Schedule, date: dt.date, n: int) -> dt.date:
    while n:
        date += _ONE
        n -= _works(schedule, date)
    return date


def _at(date: dt.date, minute: int) -> dt.datetime:
    return dt.datetime.combine(date, dt.time()) + dt.timedelta(minutes=minute)
