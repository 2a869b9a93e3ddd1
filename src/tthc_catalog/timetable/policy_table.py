"""One policy compiled over one schedule.

The compiled form is factored into a few *patterns* of a day and, for each day, the number of its pattern. The date arithmetic of an
outcome is done on the first look-up of a window and cached. Thousands of policies over one schedule share its tables, and policies
that distinguish the same kinds of day share the array of pattern numbers.
"""

from __future__ import annotations

import hashlib
import itertools
from array import array
from bisect import bisect_right
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import attrs

from tthc_catalog.policies.contract import (
    DueAfterMinutes,
    DueAfterWorkingMinutes,
    DueByProcessingTime,
    DueOnCalendarDay,
    DueOnWorkingDay,
    NotCovered,
    Policy,
    Segment,
)
from tthc_catalog.timetable.resolved_outcome import Resolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tthc_catalog.calendars.schedule import Schedule, Sessions

_LAST_MINUTE = 24 * 60 - 1
_DEEMED = 0
"""Number of the pattern of a closed day: a receipt is deemed made at the opening of the next working day."""

_WINDOWS_A_DAY = 64


class Window(NamedTuple):
    """A part of one day with one answer; if the rate is 1, ``resolved`` is the answer at ``starts_at``."""

    starts_at: int
    resolved: Resolved


@attrs.frozen
class _Pattern:
    starts: tuple[int, ...]
    segments: tuple[Segment, ...]


class _Patterns:
    """The patterns of a policy, numbered in the order of their first day."""

    def __init__(self, policy: Policy, unit: int) -> None:
        self._policy, self._unit = policy, unit
        self._numbers: dict[tuple[Segment, ...], int] = {(): _DEEMED}
        self._by_identity: dict[tuple[int, int], tuple[tuple[Segment, ...], int]] = {}
        self.patterns: list[_Pattern] = [_Pattern((), ())]

    def number(self, segments: Sequence[Segment], closing: int) -> int:
        """Return the number of the pattern for a day with these segments and this closing time.

        Most policies return the same tuple for many days, so it is looked up by identity. The cache keeps a reference to the tuple, so
        that its identity stays unique.
        """
        segments = tuple(segments)
        cached = self._by_identity.get((id(segments), closing))
        if cached is not None:
            return cached[1]
        whole = _after_closing(segments, closing)
        number = self._numbers.setdefault(whole, len(self.patterns))
        if number == len(self.patterns):
            self.patterns.append(_pattern(whole, self._policy, self._unit))
        self._by_identity[id(segments), closing] = segments, number
        return number


class PolicyTable:
    """A policy over a schedule, with an answer for every instant that the schedule covers.

    Safe to share between threads: entries are only ever added to the cache, and equal keys always have equal values.
    """

    __slots__ = ("_cache", "_digest", "_pattern_of_day", "_patterns", "policy", "policy_id", "policy_version", "schedule", "unit")

    irregular: Mapping[int, tuple[Window, ...]] = MappingProxyType({})
    """Days whose windows are written out because no pattern describes them; see `DeskTable`."""

    def __init__(self, policy: Policy, schedule: Schedule, *, policy_id: str, policy_version: str, unit: int = 60) -> None:
        """Evaluate the policy and number the pattern of every day.

        Args:
            policy: the policy; evaluated once per kind of day unless it varies by date.
            schedule: calendar, hours and time zone.
            policy_id: id of its spec, for evidence.
            policy_version: version of its spec, for evidence.
            unit: precision of comparison in seconds: 60 (slips print minutes) or 1.

        Raises:
            ValueError: the policy breaks the contract: segments do not start at 0 or do not ascend, or name an undeclared rule.
        """
        self.policy = policy
        self.policy_id = policy_id
        self.policy_version = policy_version
        self.schedule = schedule
        self.unit = unit
        patterns = _Patterns(policy, unit)
        segments, closing, number = policy.segments, schedule.closing, patterns.number
        if policy.varies_by_date:
            self._pattern_of_day = array("H", [number(segments(schedule.day(n)), closing[n]) for n in range(len(schedule.calendar))])
        else:
            self._pattern_of_day = schedule.expand_kinds(tuple([number(segments(day), closing[n]) for n, day in schedule.examples]))
        self._patterns = tuple(patterns.patterns)
        self._cache: dict[int, Resolved] = {}
        self._digest: str | None = None

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuilt, (self.policy, self.schedule, self.policy_id, self.policy_version, self.unit))

    def at(self, instant: int) -> Resolved:
        """Return the answer to a receipt at ``instant``.

        Raises:
            OutOfHorizon: the instant or the due day lies outside the calendar.
        """
        return self.on(self.schedule.day_of(instant), instant)

    def on(self, day: int, instant: int) -> Resolved:
        """Return the answer to a receipt at ``instant``, which lies on the local day numbered ``day``."""
        pattern = self._patterns[self._pattern_of_day[day]]
        if not pattern.starts:
            key = day * _WINDOWS_A_DAY
        elif self.schedule.is_plain(day):
            key = day * _WINDOWS_A_DAY + bisect_right(pattern.starts, instant - self.schedule.midnight[day])
        else:
            starts = [self.schedule.instant(day, start) for start in pattern.starts]
            key = day * _WINDOWS_A_DAY + bisect_right(starts, instant)
        resolved = self._cache.get(key)
        if resolved is None:
            resolved = self._resolve(key, instant)
            if not resolved.rate and not isinstance(self._segment(key).outcome, (DueAfterWorkingMinutes, DueAfterMinutes)):
                self._cache[key] = resolved
        return resolved

    def _segment(self, key: int) -> Segment:
        """Return the segment of a window key; on a closed day it is a segment of the next working day."""
        day, window = divmod(key, _WINDOWS_A_DAY)
        if window:
            return self._patterns[self._pattern_of_day[day]].segments[window - 1]
        counted = self.schedule.calendar.nth_from(day, 0)
        pattern = self._patterns[self._pattern_of_day[counted]]
        if not pattern.starts:
            message = f"policy {self.policy_id} is closed on the working day {self.schedule.calendar.fact_at(counted).date}"
            raise ValueError(message)
        return pattern.segments[bisect_right(pattern.starts, self.schedule.opening[counted] * 60) - 1]

    def _resolve(self, key: int, instant: int) -> Resolved:
        day, window = divmod(key, _WINDOWS_A_DAY)
        segment = self._segment(key)
        if window:
            counted, second, rate = day, self.schedule.wall_second(day, instant), 1
            received = instant - second % 60
        else:
            counted = self.schedule.calendar.nth_from(day, 0)
            second, rate = self.schedule.opening[counted] * 60, 0
            received = self.schedule.instant(counted, second)
        return self._outcome(segment, day, counted, second, received, rate)

    def _outcome(self, segment: Segment, day: int, counted: int, second: int, received: int, rate: int) -> Resolved:
        """Resolve one outcome for a term counted from ``second`` of day ``counted``, which is the instant ``received``.

        Both are needed: a clock set back shows one time twice, and only the instant distinguishes the two.
        """
        rule = self.policy.rules[segment.rule]
        schedule, calendar = self.schedule, self.schedule.calendar
        match segment.outcome:
            case NotCovered(reason=reason):
                return Resolved(rule, reason, None, None, "by", day, counted, counted)
            case DueByProcessingTime():
                return Resolved(rule, None, None, None, "by", day, counted, counted, by_processing_time=True)
            case DueOnWorkingDay(working_days=n, minute=minute, bound=bound, closing=closing):
                due_day = calendar.nth_from(counted, n) if n else counted
                if minute is None:
                    due_at = schedule.instant(due_day, (schedule.closing[due_day] if closing is None else closing) * 60)
                    return Resolved(rule, None, due_at, schedule.midnight[due_day + 1], "by", day, counted, due_day)
                due_at = schedule.instant(due_day, minute * 60)
                late_after = due_at if bound == "before" else due_at + self.unit
                return Resolved(rule, None, due_at, late_after, bound, day, counted, due_day)
            case DueOnCalendarDay(calendar_days=n, then_working_days=extra):
                due_day = counted + n
                if due_day >= len(calendar):
                    raise calendar.outside(calendar.covers[1])
                due_day = calendar.nth_from(calendar.nth_from(due_day, 0), extra)
                due_at = schedule.instant(due_day, schedule.closing[due_day] * 60)
                return Resolved(rule, None, due_at, schedule.midnight[due_day + 1], "by", day, counted, due_day, in_calendar_days=True)
            case DueAfterWorkingMinutes(minutes=n, sessions=own):
                due_day, due_minute = _worked_until(schedule, counted, second, n, own)
                due_at = schedule.instant(due_day, due_minute * 60)
                moves = rate if _is_open(_sessions_worked(schedule, counted, own), second // 60) else 0
                return Resolved(rule, None, due_at, due_at + self.unit, "by", day, counted, due_day, rate=moves)
            case DueAfterMinutes(minutes=n):
                due_at = received + n * 60
                due_day = min(bisect_right(schedule.midnight, due_at) - 1, len(calendar) - 1)
                return Resolved(rule, None, due_at, due_at + self.unit, "by", day, counted, due_day, rate=rate)

    def windows(self, day: int) -> Iterator[Window]:
        """Yield the day's windows in order; the first starts at midnight. A moving answer is cut where its rate or its jump changes."""
        pattern = self._patterns[self._pattern_of_day[day]]
        schedule = self.schedule
        if not pattern.starts:
            yield Window(schedule.midnight[day], self.on(day, schedule.midnight[day]))
            return
        starts = [schedule.instant(day, start) for start in pattern.starts]
        for place, segment in enumerate(pattern.segments):
            until = starts[place + 1] if place + 1 < len(starts) else schedule.midnight[day + 1]
            if isinstance(segment.outcome, DueAfterWorkingMinutes):
                yield from self._bends(day, starts[place], until, segment.outcome.sessions)
            elif starts[place] < until:
                yield Window(starts[place], self.on(day, starts[place]))

    def _bends(self, day: int, start: int, until: int, own: Sessions | None) -> Iterator[Window]:
        """Cut a window of working minutes where the desk opens or closes, at the receipt or at the due time."""
        schedule = self.schedule
        edges = [edge for session in (own or schedule.sessions[day]) for edge in session]
        at = start
        while at < until:
            resolved = self.on(day, at)
            yield Window(at, resolved)
            minute = schedule.wall_second(day, at) // 60
            step = next((edge for edge in edges if edge > minute), _LAST_MINUTE + 1) - minute
            if resolved.rate:
                assert resolved.due_at is not None
                due_minute = schedule.wall_second(resolved.last_day, resolved.due_at) // 60
                sessions = own if own and resolved.last_day == day else schedule.sessions[resolved.last_day]
                step = min(step, next(end for _, end in sessions if end >= due_minute) - due_minute + 1)
            at = min(until, (at // 60 + step) * 60)

    @property
    def patterns(self) -> Sequence[tuple[tuple[int, Segment], ...]]:
        """The distinct days of the policy, each as segments with the second at which they start; a closed day has none."""
        return [tuple(zip(pattern.starts, pattern.segments, strict=True)) for pattern in self._patterns]

    @property
    def pattern_of_day(self) -> Sequence[int]:
        """Per day of the calendar, the index of its pattern in `patterns`."""
        return self._pattern_of_day

    @property
    def digest(self) -> str:
        """SHA-256 of the patterns, their days and the schedule; tables with equal digests have equal answers."""
        if self._digest is None:
            lines = ["policy-table/1", self.schedule.digest, str(self.unit)]
            lines += [" ".join(f"{s.start}{'+' if s.after else ''} {s.rule} {s.outcome}" for s in p.segments) for p in self._patterns]
            digest = hashlib.sha256("\n".join(lines).encode())
            digest.update(",".join(map(str, self._pattern_of_day)).encode())
            self._digest = digest.hexdigest()
        return self._digest


def _rebuilt(policy: Policy, schedule: Schedule, policy_id: str, policy_version: str, unit: int) -> PolicyTable:
    return PolicyTable(policy, schedule, policy_id=policy_id, policy_version=policy_version, unit=unit)


def _sessions_worked(schedule: Schedule, day: int, own: Sessions | None) -> Sessions:
    """Return the sessions whose minutes count on a day: none on a day off, even if a model opens the desk."""
    if not schedule.calendar.working[day]:
        return ()
    return own or schedule.sessions[day]


def _worked_until(schedule: Schedule, day: int, second: int, minutes: int, own: Sessions | None) -> tuple[int, int]:
    """Return the day and minute by which ``minutes`` have been worked since ``second`` of ``day``, on which ``own`` hours count."""
    if not own or not schedule.calendar.working[day]:
        return schedule.moment_worked(schedule.minutes_worked_before(day, second) + minutes)
    left = minutes
    for start, end in own:
        begin = max(start, second // 60)
        if begin < end:
            if left <= end - begin:
                return day, begin + left
            left -= end - begin
    return schedule.moment_worked(schedule.opened_minutes[day + 1] + left)


def _is_open(sessions: Sequence[tuple[int, int]], minute: int) -> bool:
    return any(start <= minute < end for start, end in sessions)


def _after_closing(segments: tuple[Segment, ...], closing: int) -> tuple[Segment, ...]:
    """Cut "the same day" segments at closing time: after it, the slip prints the last minute of the day."""
    result: list[Segment] = []
    for place, segment in enumerate(segments):
        outcome = segment.outcome
        whole_day = isinstance(outcome, DueOnWorkingDay) and outcome.working_days == 0 and outcome.minute is None
        if not whole_day:
            result.append(segment)
            continue
        assert isinstance(outcome, DueOnWorkingDay)
        closes = closing if outcome.closing is None else outcome.closing
        until = segments[place + 1].start if place + 1 < len(segments) else _LAST_MINUTE
        late = attrs.evolve(outcome, closing=_LAST_MINUTE)
        if segment.start >= closes:
            result.append(attrs.evolve(segment, outcome=late))
        elif until > closes and closes < _LAST_MINUTE:
            result += [segment, Segment(start=closes, after=True, outcome=late, rule=segment.rule)]
        else:
            result.append(segment)
    return tuple(result)


def _pattern(segments: tuple[Segment, ...], policy: Policy, unit: int) -> _Pattern:
    """Check the segments against the contract and convert their starts to seconds of the day."""
    if segments[0].start != 0 or segments[0].after:
        message = "the first segment of a day must start at minute 0"
        raise ValueError(message)
    if len(segments) >= _WINDOWS_A_DAY:
        message = f"a day has at most {_WINDOWS_A_DAY - 1} segments"
        raise ValueError(message)
    for segment in segments:
        if segment.rule not in policy.rules:
            message = f"a segment names the rule {segment.rule!r}, which the policy does not declare"
            raise ValueError(message)
    starts = tuple(segment.start * 60 + (unit if segment.after else 0) for segment in segments)
    if any(later <= earlier for earlier, later in itertools.pairwise(starts)) or starts[-1] > _LAST_MINUTE * 60 + 60:
        message = "the segments of a day must start one after another, within the day"
        raise ValueError(message)
    return _Pattern(starts, segments)
