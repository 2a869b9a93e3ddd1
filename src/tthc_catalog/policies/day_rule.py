"""Which days a model holds on, and when the desk is open on them: the two questions every service-day policy starts with."""

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
    """Days of every year from ``first`` to ``last``, both included as (month, day); it may wrap round the year's end."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, date: dt.date) -> bool:
        """Whether ``date`` lies in this part of its year."""
        day = (date.month, date.day)
        if self.first <= self.last:
            return self.first <= day <= self.last
        return day >= self.first or day <= self.last


@attrs.frozen(kw_only=True)
class DayRule:
    """The days of a model. Every condition that is stated must hold; a date that is listed holds by itself.

    Attributes:
        weekdays: ISO weekdays; empty means every one.
        places: which such weekday of the month, of `PLACES_IN_MONTH`; empty means every one.
        kinds: kinds of day, of `KINDS`; a make-up Saturday is a working day.
        spans: parts of the year; empty means all of it.
        dates: days that hold whatever else is stated.
        excluded: days that never hold.
        by_date_only: nothing but ``dates`` was stated.
        make_up_stands_in: a make-up day is looked at as the day off it makes up for.
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
        """Whether two days alike in all but their date may be told apart."""
        return bool(self.spans or self.dates or self.excluded or (self.make_up_stands_in and self.places))

    def holds_on(self, day: Day) -> bool:
        """Whether ``day`` is a day of the model."""
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
        return not self.spans or any(span.holds(day.date) for span in self.spans)


@attrs.frozen(kw_only=True)
class OpeningRule:
    """Opening hours of a model in one part of the year.

    Exactly one of ``sessions`` and the two shifts is stated: hours of its own, or the office's sessions made longer.

    Attributes:
        span: the part of the year; None means all of it.
        opens_earlier: minutes each session of the office starts earlier.
        closes_later: minutes each session of the office ends later.
    """

    span: YearSpan | None = None
    sessions: Sessions = ()
    opens_earlier: int = 0
    closes_later: int = 0

    def sessions_on(self, day: Day) -> Sessions:
        """The sessions of ``day`` under this rule; a longer session stops where the next one starts."""
        if self.sessions:
            return self.sessions
        starts = [max(0, start - self.opens_earlier) for start, _ in day.sessions]
        limits = [*starts[1:], 24 * 60 - 1]
        return tuple(
            (start, min(end + self.closes_later, limit)) for start, (_, end), limit in zip(starts, day.sessions, limits, strict=True)
        )


def kind_of(day: Day) -> str:
    """The kind of a day, of `KINDS`: any day off with a name of its own counts as a public holiday."""
    if day.working:
        return "working_day"
    return "rest_day" if day.holiday is None else "public_holiday"


def part_of_day(session: tuple[int, int]) -> str:
    """The part of the day a session starts in: before 12:00, before 17:00, or later."""
    start = session[0]
    return "morning" if start < _NOON else "afternoon" if start < _EVENING else "evening"


def _places(date: dt.date) -> set[str]:
    places = {PLACES_IN_MONTH[(date.day - 1) // 7]}
    if (date + dt.timedelta(days=7)).month != date.month:
        places.add("last")
    return places
