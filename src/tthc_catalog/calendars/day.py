"""The facts about one day that a policy can see."""

from __future__ import annotations

import datetime as dt

import attrs


@attrs.frozen(kw_only=True)
class Day:
    """The facts about one day. It contains no calendar and no clock, so a policy depends on nothing else.

    Attributes:
        weekday: ISO weekday, Monday 1 to Sunday 7.
        nth_weekday: 1 for the first such weekday of the month, up to 5.
        is_last_weekday: whether this is the last such weekday of the month.
        working: whether offices work on this day; terms of working days count it.
        make_up: whether this is a rest day worked to make up for another day off.
        make_up_for: the day off it makes up for; None if the announcement does not name it.
        make_up_for_weekday: ISO weekday of that day off.
        holiday: name of the day off; None on a working day and on an ordinary rest day.
        sessions: office hours of the day's season as ``(start, end)`` minutes, on days off too.
    """

    date: dt.date
    weekday: int
    nth_weekday: int
    is_last_weekday: bool
    working: bool
    make_up: bool
    make_up_for: dt.date | None = None
    make_up_for_weekday: int | None
    holiday: str | None
    sessions: tuple[tuple[int, int], ...]

    @property
    def kind_key(self) -> tuple[object, ...]:
        """Every field except the dates and the holiday's name; days with equal keys are equivalent to most policies."""
        return (
            self.weekday,
            self.nth_weekday,
            self.is_last_weekday,
            self.working,
            self.make_up,
            self.make_up_for_weekday,
            self.holiday is not None,
            self.sessions,
        )
