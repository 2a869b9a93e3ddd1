"""The fact sheet of one day: all a policy may know."""

from __future__ import annotations

import datetime as dt

import attrs


@attrs.frozen(kw_only=True)
class Day:
    """What a policy sees of a day. It holds no calendar and no clock, so a policy cannot look elsewhere.

    Attributes:
        weekday: ISO weekday, Monday 1 to Sunday 7.
        nth_weekday: 1 for the first such weekday of the month, up to 5.
        is_last_weekday: no later day of the month falls on this weekday.
        working: offices work on this day and terms of working days count it.
        make_up: a rest day worked to make up for another day off.
        make_up_for: the day off it makes up for, where the announcement names it.
        make_up_for_weekday: the weekday of that day.
        holiday: the name of the day off, None on a working day and on an ordinary rest day.
        sessions: office hours of the day's season as ``(start, end)`` minutes, whether or not the day is worked.
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
        """Everything but the dates and the holiday's name: days with one key look alike to most policies."""
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
