"""A schedule and a policy's table made of stored days and segments instead of hours and a policy."""

from __future__ import annotations

import itertools
import zoneinfo
from array import array
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.calendars.schedule import Schedule
from tthc_catalog.policies.contract import Rule, Segment
from tthc_catalog.timetable.desk_table import DeskTable
from tthc_catalog.timetable.policy_table import stored_pattern

if TYPE_CHECKING:

    from tthc_catalog.calendars.day import Day
    from tthc_catalog.calendars.schedule import Sessions
    from tthc_catalog.calendars.working import WorkingCalendar
    from tthc_catalog.records.manifest import OutsideHours
    from tthc_catalog.timetable.policy_table import Window


class FrozenSchedule(Schedule):
    """A schedule whose sessions were stored day by day."""

    __slots__ = ()

    def __init__(self, calendar: WorkingCalendar, sessions: Sequence[Sessions], time_zone: str, digest: str) -> None:
        self.calendar = calendar
        self.zone_name = time_zone
        self.zone = zoneinfo.ZoneInfo(time_zone)
        count = len(calendar)
        self.sessions = list(sessions)
        self.opening = [day[0][0] if day else 0 for day in self.sessions]
        self.closing = [day[-1][1] if day else 24 * 60 for day in self.sessions]
        self.midnight = self._local_midnights(count + 1)
        self._plain = [until - start == 86_400 for start, until in itertools.pairwise(self.midnight)]
        self._plain_zone = all(self._plain)
        self.end_of_answers = self.midnight[(calendar.covers[1] - calendar.first).days]
        lengths = {day: sum(end - start for start, end in day) for day in set(self.sessions)}
        worked = (lengths[day] if works else 0 for day, works in zip(self.sessions, calendar.working, strict=True))
        self.opened_minutes = [0, *itertools.accumulate(worked)]
        self._arrays: dict[bytes, array[int]] = {}
        self._digest = digest

    def __reduce__(self) -> tuple[object, ...]:
        return (FrozenSchedule, (self.calendar, self.sessions, self.zone_name, self._digest))


@attrs.frozen(kw_only=True)
class FrozenPolicy:
    """A policy that returns the stored segments of a day, and knows no other.

    Attributes:
        rules: its rules by id.
        first: the calendar's first day as an ordinal.
        patterns: the distinct days.
        pattern_of_day: per day of the calendar, the index of its pattern.
        varies_by_date: always true, since a day is found by its date.
    """

    rules: Mapping[str, Rule]
    first: int
    patterns: tuple[tuple[Segment, ...], ...]
    pattern_of_day: Sequence[int]
    varies_by_date: bool = True

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return the stored segments of a day."""
        return self.patterns[self.pattern_of_day[day.date.toordinal() - self.first]]


class FrozenTable(DeskTable):
    """A table of stored segments and stored irregular days. It does the arithmetic of dates as any table does."""

    __slots__ = ()

    def __init__(
        self,
        *,
        schedule: Schedule,
        policy_id: str,
        policy_version: str,
        unit: int,
        outside_hours: OutsideHours,
        rules: Mapping[str, Rule],
        patterns: Sequence[Sequence[tuple[int, Segment]]],
        pattern_of_day: Sequence[int],
        irregular: dict[int, tuple[Window, ...]],
        digest: str,
    ) -> None:
        self.policy = FrozenPolicy(
            rules=rules,
            first=schedule.calendar.first.toordinal(),
            patterns=tuple(tuple(segment for _, segment in pattern) for pattern in patterns),
            pattern_of_day=pattern_of_day,
        )
        self.policy_id = policy_id
        self.policy_version = policy_version
        self.schedule = schedule
        self.unit = unit
        self.outside_hours = outside_hours
        self._pattern_of_day = schedule.shared(array("H", pattern_of_day))
        self._patterns = tuple(stored_pattern(pattern) for pattern in patterns)
        self._cache = {}
        self._digest = digest
        self.irregular = irregular
