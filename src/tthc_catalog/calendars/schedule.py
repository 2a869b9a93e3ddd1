"""A working calendar combined with the office hours and the time zone of one desk.

All arithmetic on instants is done here. Days are numbered as in the calendar, times of day are minutes, and instants are whole
seconds since 1970-01-01T00:00Z.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import itertools
import zoneinfo
from array import array
from bisect import bisect_right
from calendar import monthrange
from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.calendars.day import Day
from tthc_catalog.errors import InvalidInstant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tthc_catalog.calendars.working import WorkingCalendar
    from tthc_catalog.records.office import Hours

_DAY = 86_400
_EPOCH = dt.date(1970, 1, 1)

Sessions = tuple[tuple[int, int], ...]
"""Office hours of one day as ``(start, end)`` minutes."""


class Schedule:
    """The opening hours of one desk on every day of a calendar.

    Attributes:
        calendar: the working days.
        zone: the desk's time zone.
        sessions: per day, the office hours of its season as ``(start, end)`` minutes, on days off too.
        midnight: per day, and for one day more, the instant at which it begins.
        end_of_answers: the first instant after the covered days.
        examples: per kind of day, the number and the `Day` of the first day of that kind.
        opened_minutes: per day, and for one day more, the minutes worked before it.
    """

    __slots__ = (
        "_arrays",
        "_as_known",
        "_digest",
        "_hours",
        "_kinds",
        "_numbers_by_kind",
        "_openings",
        "_plain",
        "_plain_zone",
        "calendar",
        "closing",
        "end_of_answers",
        "examples",
        "midnight",
        "opened_minutes",
        "opening",
        "sessions",
        "zone",
        "zone_name",
    )

    def __init__(
        self,
        calendar: WorkingCalendar,
        hours: Hours,
        time_zone: str,
        *,
        later: Sequence[tuple[int, Hours]] = (),
        openings: Mapping[int, Sessions] | None = None,
    ) -> None:
        """Write the sessions of every day out.

        Args:
            calendar: the working days.
            hours: the office hours of the first day.
            time_zone: name of the desk's time zone.
            later: hours that replace those before them, each with the number of its first day, in order.
            openings: the sessions of days on which the desk opens in addition.
        """
        self.calendar = calendar
        self.zone_name = time_zone
        self.zone = zoneinfo.ZoneInfo(time_zone)
        self._hours = hours, tuple(later)
        self._openings = dict(openings or {})
        count = len(calendar)
        months = [*_months(calendar.first, count + 1)]
        self.sessions = _sessions_by_day(hours, months, count)
        for first, following in later:
            self.sessions[first:] = _sessions_by_day(following, months, count)[first:]
        for number, sessions in (openings or {}).items():
            self.sessions[number] = sessions
        self.opening = [sessions[0][0] if sessions else 0 for sessions in self.sessions]
        self.closing = [sessions[-1][1] if sessions else 24 * 60 for sessions in self.sessions]
        self.midnight = self._local_midnights(count + 1)
        self._plain = [until - start == _DAY for start, until in itertools.pairwise(self.midnight)]
        self._plain_zone = all(self._plain)
        self.end_of_answers = self.midnight[(calendar.covers[1] - calendar.first).days]
        lengths = {sessions: sum(end - start for start, end in sessions) for sessions in set(self.sessions)}
        worked = (lengths[sessions] if works else 0 for sessions, works in zip(self.sessions, calendar.working, strict=True))
        self.opened_minutes = [0, *itertools.accumulate(worked)]
        self._number_kinds(months)
        self._numbers_by_kind: dict[tuple[int, ...], array[int]] = {}
        self._arrays: dict[bytes, array[int]] = {}
        self._as_known: dict[int, Schedule] = {}
        self._digest: str | None = None

    def known_on(self, number: int) -> Schedule:
        """Return the schedule over the calendar as it was known on a day; this one if all announcements were known."""
        return self if self.calendar.knowledge_on(number) is None else self.as_known(number)

    def as_known(self, number: int) -> Schedule:
        """Return the schedule of which receipts of all days know what was known on a day."""
        knowledge = self.calendar.knowledge_on(number)
        until = -1 if knowledge is None else knowledge.until
        known = self._as_known.get(until)
        if known is None:
            hours, later = self._hours
            calendar = self.calendar.known_on(number)
            known = self._as_known[until] = Schedule(calendar, hours, self.zone_name, later=later, openings=self._openings)
        return known

    def with_openings(self, openings: Mapping[int, Sessions]) -> Schedule:
        """Return the same schedule with other sessions on some days, which count as working days if there are any.

        Args:
            openings: the sessions by the number of the day; a day without sessions is not worked.
        """
        hours, later = self._hours
        worked, off = ([number for number, sessions in openings.items() if bool(sessions) is is_open] for is_open in (True, False))
        return Schedule(self.calendar.with_working_days(worked, off=off), hours, self.zone_name, later=later, openings=openings)

    def _number_kinds(self, months: list[_Month] | None = None) -> None:
        """Number the kinds of day, and keep an example of each."""
        self._kinds, firsts = self._sort_into_kinds(months or [*_months(self.calendar.first, len(self.calendar) + 1)])
        self.examples = tuple((number, self.day(number)) for number in firsts)

    def _sort_into_kinds(self, months: list[_Month]) -> tuple[list[int], list[int]]:
        """Number the kinds of day in the order of their first day.

        To save time, `Day.kind_key` is computed only for special days and for the first day of each combination of weekday, place
        in the month, sessions and working state: all other days with the same combination are of the same kind.

        Returns:
            Per day, the number of its kind; per kind, the number of its first day.
        """
        calendar, count = self.calendar, len(self.calendar)
        places = [*itertools.chain.from_iterable(_places(m.length)[m.begin - 1 : m.end] for m in months)][:count]
        weekdays = itertools.cycle((calendar.first.weekday() + n) % 7 for n in range(7))
        kinds: dict[tuple[object, ...], int] = {}
        ordinary_kinds: dict[tuple[object, ...], int] = {}
        firsts: list[int] = []
        numbers: list[int] = []
        for number, features in enumerate(zip(weekdays, places, self.sessions, calendar.working, strict=False)):
            kind = ordinary_kinds.get(features) if number not in calendar.special else None
            if kind is None:
                kind = kinds.setdefault(self.day(number).kind_key, len(firsts))
                if kind == len(firsts):
                    firsts.append(number)
                if number not in calendar.special:
                    ordinary_kinds[features] = kind
            numbers.append(kind)
        return numbers, firsts

    def _local_midnights(self, count: int) -> list[int]:
        """Return the instants of local midnight; a zone with a single offset needs only a subtraction per day."""
        start = (self.calendar.first - _EPOCH).days * _DAY
        utc_midnights = range(start, start + count * _DAY, _DAY)
        offsets = {self._offset(instant) for instant in (*utc_midnights[::28], utc_midnights[-1])}
        if len(offsets) == 1:
            offset = offsets.pop()
            return [*range(start - offset, start - offset + count * _DAY, _DAY)]
        days = map(self.calendar.date_at, range(count))
        return [int(dt.datetime(day.year, day.month, day.day, tzinfo=self.zone).timestamp()) for day in days]

    def _offset(self, instant: int) -> int:
        offset = dt.datetime.fromtimestamp(instant, self.zone).utcoffset()
        return int(offset.total_seconds()) if offset is not None else 0

    def is_plain(self, number: int) -> bool:
        """Return whether the day has 24 hours, that is, no clock change."""
        return self._plain[number]

    @property
    def kinds(self) -> list[int]:
        """Per day, the number of its kind. Days of one kind differ only in their dates and in the holiday's name."""
        return self._kinds

    def expand_kinds(self, by_kind: tuple[int, ...]) -> array[int]:
        """Expand one small number per kind of day to one per day; equal arguments return the same array."""
        numbers = self._numbers_by_kind.get(by_kind)
        if numbers is None:
            numbers = self._numbers_by_kind[by_kind] = array("H", map(by_kind.__getitem__, self._kinds))
        return numbers

    def shared(self, numbers: array[int]) -> array[int]:
        """Return an array with one small number per day; equal arguments return the same array."""
        return self._arrays.setdefault(numbers.tobytes(), numbers)

    def day_of(self, instant: int) -> int:
        """Return the number of the local day that contains the instant.

        Raises:
            OutOfHorizon: the calendar does not cover the instant.
        """
        if not self.midnight[0] <= instant < self.end_of_answers:
            day = dt.datetime.fromtimestamp(instant, dt.UTC).date() if abs(instant) < 2**36 else dt.date.max
            raise self.calendar.outside(day)
        number = (instant - self.midnight[0]) // _DAY
        if self.midnight[number] <= instant < self.midnight[number + 1]:
            return number
        return bisect_right(self.midnight, instant) - 1

    def instant(self, number: int, second: int) -> int:
        """Return the first instant at which the wall clock shows ``second`` of the day.

        A time that a clock change skips moves forward by the length of the change.

        Args:
            number: the day's number.
            second: seconds after midnight; 86400 is the next midnight.
        """
        if self._plain[number]:
            return self.midnight[number] + second
        if second >= _DAY:
            return self.instant(number + 1, second - _DAY)
        date = self.calendar.date_at(number)
        wall = dt.datetime(date.year, date.month, date.day, tzinfo=self.zone) + dt.timedelta(seconds=second)
        return int(wall.timestamp())

    def wall_second(self, number: int, instant: int) -> int:
        """Return the seconds after midnight that the wall clock shows at ``instant`` of that day."""
        if self._plain[number]:
            return instant - self.midnight[number]
        wall = dt.datetime.fromtimestamp(instant, self.zone)
        return wall.hour * 3600 + wall.minute * 60 + wall.second

    def to_instant(self, moment: dt.datetime) -> int:
        """Return a moment as whole seconds since the epoch; a naive moment is local office time, an aware one is converted.

        Raises:
            InvalidInstant: a clock change skipped this local time.
            OutOfHorizon: the moment is too early or too late for `datetime` to convert.
        """
        if moment.tzinfo is not None:
            return int(moment.timestamp() // 1)
        if self._plain_zone:
            number = moment.toordinal() - self.calendar.first.toordinal()
            if 0 <= number < len(self._plain):
                return self.midnight[number] + moment.hour * 3600 + moment.minute * 60 + moment.second
        try:
            aware = moment.replace(tzinfo=self.zone)
            instant = int(aware.timestamp() // 1)
            back = dt.datetime.fromtimestamp(instant, self.zone)
        except (OverflowError, ValueError, OSError):
            raise self.calendar.outside(moment.date()) from None
        if back.replace(tzinfo=None, microsecond=0, fold=0) != moment.replace(microsecond=0, fold=0):
            raise InvalidInstant("error.skipped_time", moment=moment.isoformat(sep=" "), zone=self.zone_name)
        return instant

    def to_local(self, instant: int) -> dt.datetime:
        """Return an instant as an aware local moment."""
        return _to_local(instant, self.zone)

    def day(self, number: int) -> Day:
        """Return the facts about one day that a policy sees."""
        fact = self.calendar.fact_at(number)
        date = fact.date
        following = date + dt.timedelta(days=7)
        return Day(
            date=date,
            weekday=date.isoweekday(),
            nth_weekday=(date.day - 1) // 7 + 1,
            is_last_weekday=following.month != date.month,
            working=fact.is_working,
            make_up=fact.kind == "make_up",
            make_up_for=fact.make_up_for,
            make_up_for_weekday=fact.make_up_for.isoweekday() if fact.make_up_for else None,
            holiday=fact.name if not fact.is_working else None,
            sessions=self.sessions[number],
        )

    def minutes_worked_before(self, number: int, second: int) -> int:
        """Return the minutes the desk has worked from day 0 up to ``second`` of day ``number``."""
        worked = self.opened_minutes[number]
        if self.calendar.working[number]:
            minute = second // 60
            for start, end in self.sessions[number]:
                worked += min(max(minute - start, 0), end - start)
        return worked

    def seconds_worked_before(self, number: int, second: int) -> int:
        """Return the seconds the desk has worked from day 0 up to ``second`` of day ``number``."""
        worked = self.opened_minutes[number] * 60
        if self.calendar.working[number]:
            worked += sum(min(max(second - start * 60, 0), (end - start) * 60) for start, end in self.sessions[number])
        return worked

    def moment_worked(self, minutes: int) -> tuple[int, int]:
        """Return the day number and the minute of the day at which ``minutes`` (>= 1) have been worked since day 0.

        Raises:
            OutOfHorizon: the calendar ends before that.
        """
        number = bisect_right(self.opened_minutes, minutes - 1) - 1
        if number >= len(self.sessions):
            raise self.calendar.beyond()
        left = minutes - self.opened_minutes[number]
        for start, end in self.sessions[number]:
            if left <= end - start:
                return number, start + left
            left -= end - start
        raise AssertionError("a day's sessions add up to its opened minutes")

    @property
    def digest(self) -> str:
        """SHA-256 of the calendar, the hours and the zone; schedules with equal digests are equivalent."""
        if self._digest is None:
            text = f"schedule/1\n{self.calendar.fingerprint}\n{self.zone_name}\n{self.sessions}\n"
            self._digest = hashlib.sha256(text.encode()).hexdigest()
        return self._digest


@functools.lru_cache(maxsize=8_192)
def _to_local(instant: int, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """Convert an instant; most deadlines fall on the same few thousand moments."""
    return dt.datetime.fromtimestamp(instant, zone)


class _Month(NamedTuple):
    """The part of a month that the calendar covers: days ``begin`` to ``end`` of a month of ``length`` days."""

    number: int
    length: int
    begin: int
    end: int


def _months(first: dt.date, count: int) -> Iterator[_Month]:
    """Yield the months of the ``count`` days from ``first``."""
    year, month, begin = first.year, first.month, first.day
    while count > 0:
        length = monthrange(year, month)[1]
        end = min(length, begin + count - 1)
        yield _Month(month, length, begin, end)
        count -= end - begin + 1
        year, month, begin = (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)


@functools.cache
def _places(length: int) -> tuple[tuple[int, bool], ...]:
    """Return, for each day of a month of ``length`` days, which such weekday it is and whether it is the last."""
    return tuple(((day - 1) // 7 + 1, day + 7 > length) for day in range(1, length + 1))


def _sessions_by_day(hours: Hours, months: Sequence[_Month], count: int) -> list[Sessions]:
    """Return the sessions of the first ``count`` days of some months."""
    of_month = {month: _sessions_of_month(hours, month) for month in range(1, 13)}
    return [*itertools.chain.from_iterable(of_month[m.number][m.begin - 1 : m.end] for m in months)][:count]


def _sessions_of_month(hours: Hours, month: int) -> list[Sessions]:
    """Return the sessions of each day of a month; if several seasons contain a day, the last one applies."""
    found: list[Sessions] = [()] * 31
    for season in hours.seasons:
        for day in range(1, 32):
            if _within((month, day), season.first, season.last):
                found[day - 1] = season.sessions
    return found


def _within(day: tuple[int, int], first: tuple[int, int], last: tuple[int, int]) -> bool:
    """Return whether (month, day) lies between ``first`` and ``last``, both included; the range may cross the new year."""
    if first <= last:
        return first <= day <= last
    return day >= first or day <= last
