"""A working calendar joined with the office hours and the clock of one desk.

All arithmetic on instants is done here, once. Days are numbered as in the calendar; times of day are minutes;
instants are whole seconds since 1970-01-01T00:00Z.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import zoneinfo
from bisect import bisect_right
from typing import TYPE_CHECKING

from tthc_catalog.calendars.day import Day
from tthc_catalog.errors import InvalidInstant

if TYPE_CHECKING:
    from tthc_catalog.calendars.working import WorkingCalendar
    from tthc_catalog.catalog.model import Hours

_DAY = 86_400
_EPOCH = dt.date(1970, 1, 1)


class Schedule:
    """When one desk is open, on every day the calendar knows.

    Attributes:
        calendar: the working days.
        zone: the desk's time zone.
        sessions: per day, the office hours of its season as ``(start, end)`` minutes, whether or not the day is worked.
        midnight: per day (and one beyond), the instant it begins.
        end_of_answers: the first instant no longer answered for.
        examples: per kind of day, the number and the fact sheet of the first such day.
        opened_minutes: per day (and one beyond), the minutes worked before it.
    """

    __slots__ = (
        "_digest",
        "_kinds",
        "_plain",
        "_plain_zone",
        "calendar",
        "closing",
        "end_of_answers",
        "examples",
        "hours_id",
        "midnight",
        "opened_minutes",
        "opening",
        "sessions",
        "zone",
        "zone_name",
    )

    def __init__(self, calendar: WorkingCalendar, hours: Hours, time_zone: str) -> None:
        self.calendar = calendar
        self.hours_id = hours.id
        self.zone_name = time_zone
        self.zone = zoneinfo.ZoneInfo(time_zone)
        count = len(calendar)
        by_date: dict[tuple[int, int], tuple[tuple[int, int], ...]] = {}
        for season in hours.seasons:
            for month in range(1, 13):
                for day in range(1, 32):
                    if _within((month, day), season.first, season.last):
                        by_date[month, day] = season.sessions
        dates = [calendar.first + dt.timedelta(days=number) for number in range(count + 1)]
        self.sessions = [by_date.get((date.month, date.day), ()) for date in dates[:count]]
        self.opening = [sessions[0][0] if sessions else 0 for sessions in self.sessions]
        self.closing = [sessions[-1][1] if sessions else 24 * 60 for sessions in self.sessions]
        utc_midnights = [(date - _EPOCH).days * _DAY for date in dates]
        self.midnight = self._local_midnights(dates, utc_midnights)
        self._plain = [self.midnight[n + 1] - self.midnight[n] == _DAY for n in range(count)]
        self._plain_zone = all(self._plain)
        self.end_of_answers = self.midnight[(calendar.covers[1] - calendar.first).days]
        self.opened_minutes = [0]
        lengths = {sessions: sum(end - start for start, end in sessions) for sessions in set(self.sessions)}
        for number in range(count):
            self.opened_minutes.append(self.opened_minutes[-1] + (lengths[self.sessions[number]] if calendar.working[number] else 0))
        kinds: dict[tuple[object, ...], int] = {}
        examples: list[tuple[int, Day]] = []
        self._kinds: list[int] = []
        for number in range(count):
            sheet = self.day(number)
            kind = kinds.setdefault(sheet.kind_key, len(examples))
            if kind == len(examples):
                examples.append((number, sheet))
            self._kinds.append(kind)
        self.examples = tuple(examples)
        self._digest: str | None = None

    def _local_midnights(self, dates: list[dt.date], utc_midnights: list[int]) -> list[int]:
        """Instants of local midnight; one subtraction a day where the zone keeps one offset all along."""
        probes = range(0, len(dates), 28)
        offsets = {self._offset(utc_midnights[n]) for n in probes} | {self._offset(utc_midnights[-1])}
        if len(offsets) == 1:
            offset = offsets.pop()
            return [seconds - offset for seconds in utc_midnights]
        return [int(dt.datetime(d.year, d.month, d.day, tzinfo=self.zone).timestamp()) for d in dates]

    def _offset(self, instant: int) -> int:
        offset = dt.datetime.fromtimestamp(instant, self.zone).utcoffset()
        return int(offset.total_seconds()) if offset is not None else 0

    def is_plain(self, number: int) -> bool:
        """Whether the day has 24 hours: no change of clock falls in it."""
        return self._plain[number]

    @property
    def kinds(self) -> list[int]:
        """Per day, the number of its kind: two days of one kind differ at most in date and holiday name."""
        return self._kinds

    def day_of(self, instant: int) -> int:
        """The number of the local day the instant falls on.

        Raises:
            OutOfHorizon: the calendar does not answer for the instant.
        """
        if not self.midnight[0] <= instant < self.end_of_answers:
            day = dt.datetime.fromtimestamp(instant, dt.UTC).date() if abs(instant) < 2**36 else dt.date.max
            raise self.calendar.outside(day)
        number = (instant - self.midnight[0]) // _DAY
        if self.midnight[number] <= instant < self.midnight[number + 1]:
            return number
        return bisect_right(self.midnight, instant) - 1

    def instant(self, number: int, second: int) -> int:
        """The instant the wall clock first shows ``second`` of the day (a time skipped by the clock moves on).

        Args:
            number: the day's number.
            second: seconds after midnight; 86400 is the next midnight.
        """
        if self._plain[number]:
            return self.midnight[number] + second
        if second >= _DAY:
            return self.instant(number + 1, second - _DAY)
        date = self.calendar.fact_at(number).date
        wall = dt.datetime(date.year, date.month, date.day, tzinfo=self.zone) + dt.timedelta(seconds=second)
        return int(wall.timestamp())

    def wall_second(self, number: int, instant: int) -> int:
        """Seconds after midnight the wall clock shows at ``instant`` of that day."""
        if self._plain[number]:
            return instant - self.midnight[number]
        wall = dt.datetime.fromtimestamp(instant, self.zone)
        return wall.hour * 3600 + wall.minute * 60 + wall.second

    def to_instant(self, moment: dt.datetime) -> int:
        """Whole seconds since the epoch; a naive moment is local office time, an aware one is converted.

        Raises:
            InvalidInstant: the local clock never showed this time (it was skipped by a change of clock).
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
        """The aware local moment of an instant."""
        return dt.datetime.fromtimestamp(instant, self.zone)

    def day(self, number: int) -> Day:
        """The fact sheet a policy sees of one day."""
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
        """Minutes the desk has worked from day 0 up to ``second`` of day ``number``."""
        worked = self.opened_minutes[number]
        if self.calendar.working[number]:
            minute = second // 60
            for start, end in self.sessions[number]:
                worked += min(max(minute - start, 0), end - start)
        return worked

    def moment_worked(self, minutes: int) -> tuple[int, int]:
        """The day number and minute of the day at which ``minutes`` (>= 1) have been worked since day 0.

        Raises:
            OutOfHorizon: the desk does not work that long in the calendar.
        """
        number = bisect_right(self.opened_minutes, minutes - 1) - 1
        if number >= len(self.sessions):
            raise self.calendar.outside(self.calendar.covers[1])
        left = minutes - self.opened_minutes[number]
        for start, end in self.sessions[number]:
            if left <= end - start:
                return number, start + left
            left -= end - start
        raise AssertionError("a day's sessions add up to its opened minutes")

    @property
    def digest(self) -> str:
        """SHA-256 of the calendar, the hours and the zone: two schedules with one digest tell the same time."""
        if self._digest is None:
            text = f"schedule/1\n{self.calendar.fingerprint}\n{self.zone_name}\n{self.sessions}\n"
            self._digest = hashlib.sha256(text.encode()).hexdigest()
        return self._digest


@functools.lru_cache(maxsize=4096)
def _within(day: tuple[int, int], first: tuple[int, int], last: tuple[int, int]) -> bool:
    """Whether (month, day) lies from ``first`` to ``last``, both included, round the year's end if need be."""
    if first <= last:
        return first <= day <= last
    return day >= first or day <= last
