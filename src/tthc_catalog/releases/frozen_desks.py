"""A schedule and a policy's table made of stored days and segments instead of hours and a policy."""

from __future__ import annotations

import itertools
import zoneinfo
from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.calendars.schedule import Schedule
from tthc_catalog.policies.contract import Rule, Segment
from tthc_catalog.timetable.policy_table import PolicyTable, stored_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.calendars.day import Day
    from tthc_catalog.calendars.schedule import Sessions
    from tthc_catalog.calendars.working import WorkingCalendar
    from tthc_catalog.records.manifest import OutsideHours
    from tthc_catalog.timetable.policy_table import Window
    from tthc_catalog.timetable.resolved_outcome import Resolved


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
        self._number_kinds()
        self._numbers_by_kind = {}
        self._arrays: dict[bytes, array[int]] = {}
        self._as_known = {}
        self._openings = {}
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


class FrozenTable(PolicyTable):
    """A table of stored segments and stored irregular days. It does the arithmetic of dates as any table does."""

    __slots__ = ("_settled", "_written")

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
        irregular: Mapping[int, tuple[Window, ...]],
        settled: Mapping[int, tuple[Window, ...]],
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
        self._written = irregular
        self._settled = settled

    @property
    def irregular(self) -> Mapping[int, tuple[Window, ...]]:  # type: ignore[override]
        """The days whose windows were written out."""
        return self._written

    def on(self, day: int, instant: int) -> Resolved:
        """Return the answer to a receipt at ``instant``, which lies on the local day numbered ``day``."""
        windows = self._written.get(day)
        return super().on(day, instant) if windows is None else _at(windows, instant)

    def windows(self, day: int) -> Iterator[Window]:
        """Yield the windows of a day in order."""
        windows = self._written.get(day)
        yield from super().windows(day) if windows is None else windows

    def settled(self, day: int, instant: int) -> Resolved | None:
        """Return the answer by all that was known when the table was frozen; None if it is the same."""
        windows = self._settled.get(day)
        if windows is None:
            return None
        promised, now = self.on(day, instant), _at(windows, instant)
        return now if (now.due_at, now.late_after) != (promised.due_at, promised.late_after) else None

    def settled_windows(self, day: int) -> Iterator[Window]:
        """Yield the windows of a day by all that was known when the table was frozen, if they differ."""
        yield from self._settled.get(day, ())

    def settled_days(self) -> Mapping[int, tuple[Window, ...]]:
        """Return the windows of all days on which they differ."""
        return self._settled


def _at(windows: Sequence[Window], instant: int) -> Resolved:
    """Return the answer of the window that contains an instant."""
    start, resolved = windows[bisect_right(windows, instant, key=lambda window: window.starts_at) - 1]
    if not resolved.rate or resolved.due_at is None or resolved.late_after is None:
        return resolved
    moved = (instant // 60 - start // 60) * 60
    return resolved._replace(due_at=resolved.due_at + moved, late_after=resolved.late_after + moved)
