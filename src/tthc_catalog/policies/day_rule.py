"""The days on which a model applies, and the opening hours on those days."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from tthc_catalog.calendars.day import Day

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KINDS = ("working_day", "rest_day", "public_holiday")
PLACES_IN_MONTH = ("first", "second", "third", "fourth", "fifth", "last")
PARTS_OF_DAY = ("morning", "afternoon", "evening")

_NOON, _EVENING = 12 * 60, 17 * 60

Sessions = tuple[tuple[int, int], ...]
"""Opening sessions of one day, as ``(start, end)`` minutes."""


@attrs.frozen(kw_only=True)
class YearSpan:
    """The days of every year from ``first`` to ``last``, both included, as (month, day); the span may cross the new year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def contains(self, date: dt.date) -> bool:
        """Return whether ``date`` lies in this part of its year."""
        day = (date.month, date.day)
        if self.first <= self.last:
            return self.first <= day <= self.last
        return day >= self.first or day <= self.last


@attrs.frozen(kw_only=True)
class DayRule:
    """The days of a model. A day must satisfy every stated condition; a listed date needs no other condition.

    Attributes:
        weekdays: ISO weekdays; empty means every weekday.
        places: which such weekdays of the month, from `PLACES_IN_MONTH`; empty means all of them.
        kinds: kinds of day, from `KINDS`; a make-up Saturday is a working day.
        spans: parts of the year; empty means the whole year.
        dates: days of the model whatever the other conditions say.
        excluded: days that are never days of the model.
        by_date_only: whether only ``dates`` are stated.
        make_up_stands_in: whether a make-up day is treated as the day off it makes up for.
    """

    weekdays: frozenset[int] = frozenset()
    places: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset({"working_day"})
    spans: tuple[YearSpan, ...] = ()
    dates: frozenset[dt.date] = frozenset()
    excluded: frozenset[dt.date] = frozenset()
    by_date_only: bool = False
    make_up_stands_in: bool = False

    @property
    def varies_by_date(self) -> bool:
        """Whether the rule may distinguish two days that differ only in their dates."""
        return bool(self.spans or self.dates or self.excluded or (self.make_up_stands_in and self.places))

    def matches(self, day: Day) -> bool:
        """Return whether ``day`` is a day of the model."""
        stands_in = day.make_up and self.make_up_stands_in
        date = day.make_up_for if stands_in and day.make_up_for is not None else day.date
        if day.date in self.excluded:
            return False
        if day.date in self.dates or date in self.dates:
            return True
        if self.by_date_only or kind_of(day) not in self.kinds:
            return False
        weekday = day.make_up_for_weekday if stands_in else day.weekday
        if self.weekdays and weekday not in self.weekdays:
            return False
        if self.places and not _places(date) & self.places:
            return False
        return not self.spans or any(span.contains(day.date) for span in self.spans)


@attrs.frozen(kw_only=True)
class OpeningRule:
    """Opening hours of a model in one part of the year.

    They are either the model's own ``sessions`` or the office's sessions, extended by the two shifts.

    Attributes:
        span: the part of the year; None means the whole year.
        opens_earlier: minutes by which each session of the office starts earlier.
        closes_later: minutes by which each session of the office ends later.
    """

    span: YearSpan | None = None
    sessions: Sessions = ()
    opens_earlier: int = 0
    closes_later: int = 0

    def sessions_on(self, day: Day) -> Sessions:
        """Return the sessions of ``day``; an extended session ends where the next one starts."""
        if self.sessions:
            return self.sessions
        starts = [max(0, start - self.opens_earlier) for start, _ in day.sessions]
        limits = [*starts[1:], 24 * 60 - 1]
        return tuple(
            (start, min(end + self.closes_later, limit)) for start, (_, end), limit in zip(starts, day.sessions, limits, strict=True)
        )


def kind_of(day: Day) -> str:
    """Return the kind of a day, from `KINDS`; a day off with a name counts as a public holiday."""
    if day.working:
        return "working_day"
    return "rest_day" if day.holiday is None else "public_holiday"


def part_of_day(session: tuple[int, int]) -> str:
    """Return the part of the day in which a session starts: before 12:00, before 17:00, or later."""
    start = session[0]
    return "morning" if start < _NOON else "afternoon" if start < _EVENING else "evening"


def _places(date: dt.date) -> set[str]:
    places = {PLACES_IN_MONTH[(date.day - 1) // 7]}
    if (date + dt.timedelta(days=7)).month != date.month:
        places.add("last")
    return places
