"""One policy compiled over one schedule.

The compiled form is factored: a few *patterns* of a day, and for each day the number of its pattern. The date arithmetic
behind an outcome is done when a window of a day is first met, and remembered. Thousands of policies over the same
schedule share its tables, and policies open on the same kinds of day share the number of each day too.
"""

from __future__ import annotations

import hashlib
import itertools
from array import array
from bisect import bisect_right
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
from tthc_catalog.timetable.answer import Resolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.calendars.schedule import Schedule, Sessions

_LAST_MINUTE = 24 * 60 - 1
_DEEMED = 0
"""The pattern of a closed day: receipt is deemed made at the next working day's opening."""

_WINDOWS_A_DAY = 64


class Window(NamedTuple):
    """A stretch of one day with one answer; ``starts_at`` counts for the answer when its rate is 1."""

    starts_at: int
    resolved: Resolved


@attrs.frozen
class _Pattern:
    starts: tuple[int, ...]
    segments: tuple[Segment, ...]


class _Patterns:
    """The patterns of a policy, numbered as they are first met."""

    def __init__(self, policy: Policy, unit: int) -> None:
        self._policy, self._unit = policy, unit
        self._numbers: dict[tuple[Segment, ...], int] = {(): _DEEMED}
        self._same: dict[tuple[int, int], tuple[tuple[Segment, ...], int]] = {}
        self.made: list[_Pattern] = [_Pattern((), ())]

    def met_on(self, segments: Sequence[Segment], closing: int) -> int:
        """The number of the pattern of a day with these segments and this closing time.

        Most policies give one tuple again and again: it is known by its identity, and kept so that no other takes that over.
        """
        said = tuple(segments)
        same = self._same.get((id(said), closing))
        if same is not None:
            return same[1]
        whole = _after_closing(said, closing)
        number = self._numbers.setdefault(whole, len(self.made))
        if number == len(self.made):
            self.made.append(_pattern(whole, self._policy, self._unit))
        self._same[id(said), closing] = said, number
        return number


class PolicyTable:
    """A policy over a schedule, total over every instant the schedule answers for.

    Safe to share between threads: what is remembered is only ever added, and always the same.
    """

    __slots__ = ("_digest", "_pattern_of_day", "_patterns", "_remembered", "policy", "policy_id", "policy_version", "schedule", "unit")

    def __init__(self, policy: Policy, schedule: Schedule, *, policy_id: str, policy_version: str, unit: int = 60) -> None:
        """Ask the policy for every kind of day and note which days share an answer.

        Args:
            policy: the policy; asked once per kind of day unless it varies by date.
            schedule: calendar, hours and clock.
            policy_id: id of its spec, for evidence.
            policy_version: version of its spec, for evidence.
            unit: precision of comparison in seconds: 60 (slips print minutes) or 1.

        Raises:
            ValueError: the policy breaks the contract (does not start at 0, or does not ascend, or names no rule).
        """
        self.policy = policy
        self.policy_id = policy_id
        self.policy_version = policy_version
        self.schedule = schedule
        self.unit = unit
        patterns = _Patterns(policy, unit)
        segments, closing, met = policy.segments, schedule.closing, patterns.met_on
        if policy.varies_by_date:
            self._pattern_of_day = array("H", [met(segments(schedule.day(n)), closing[n]) for n in range(len(schedule.calendar))])
        else:
            self._pattern_of_day = schedule.laid_over_days(tuple([met(segments(day), closing[n]) for n, day in schedule.examples]))
        self._patterns = tuple(patterns.made)
        self._remembered: dict[int, Resolved] = {}
        self._digest: str | None = None

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuilt, (self.policy, self.schedule, self.policy_id, self.policy_version, self.unit))

    def at(self, instant: int) -> Resolved:
        """The answer to a receipt at ``instant``.

        Raises:
            OutOfHorizon: the instant, or the day it would be due, lies outside the calendar.
        """
        return self.on(self.schedule.day_of(instant), instant)

    def on(self, day: int, instant: int) -> Resolved:
        """Like `at`, the local day of the instant being known."""
        pattern = self._patterns[self._pattern_of_day[day]]
        if not pattern.starts:
            key = day * _WINDOWS_A_DAY
        elif self.schedule.is_plain(day):
            key = day * _WINDOWS_A_DAY + bisect_right(pattern.starts, instant - self.schedule.midnight[day])
        else:
            starts = [self.schedule.instant(day, start) for start in pattern.starts]
            key = day * _WINDOWS_A_DAY + bisect_right(starts, instant)
        resolved = self._remembered.get(key)
        if resolved is None:
            resolved = self._resolve(key, instant)
            if not resolved.rate and not isinstance(self._segment(key).outcome, (DueAfterWorkingMinutes, DueAfterMinutes)):
                self._remembered[key] = resolved
        return resolved

    def _segment(self, key: int) -> Segment:
        """The segment a window key leads to, through the next working day on a closed day."""
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
        """Work out one outcome for a term counted from ``second`` of day ``counted``, which is the instant ``received``.

        A wall clock set back shows one time twice; then only the instant tells which of the two was meant.
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
        """The day's windows in order; the first starts at midnight. Answers that move are cut where they bend."""
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
        """Cut a stretch of working-minute answers where the desk opens or closes, or where the due moment does."""
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
        """The kinds of day the policy knows, each its segments with the second of the day they start at; a closed day has none."""
        return [tuple(zip(pattern.starts, pattern.segments, strict=True)) for pattern in self._patterns]

    @property
    def pattern_of_day(self) -> Sequence[int]:
        """Per day of the calendar, the place of its pattern in `patterns`."""
        return self._pattern_of_day

    @property
    def digest(self) -> str:
        """SHA-256 of the patterns, the days they hold on, and the schedule: equal digests give equal answers."""
        if self._digest is None:
            lines = ["policy-table/1", self.schedule.digest, str(self.unit)]
            lines += [" ".join(f"{s.start}{'+' if s.after else ''} {s.rule} {s.outcome}" for s in p.segments) for p in self._patterns]
            summed = hashlib.sha256("\n".join(lines).encode())
            summed.update(",".join(map(str, self._pattern_of_day)).encode())
            self._digest = summed.hexdigest()
        return self._digest


def _rebuilt(policy: Policy, schedule: Schedule, policy_id: str, policy_version: str, unit: int) -> PolicyTable:
    return PolicyTable(policy, schedule, policy_id=policy_id, policy_version=policy_version, unit=unit)


def _sessions_worked(schedule: Schedule, day: int, own: Sessions | None) -> Sessions:
    """The sessions whose minutes count on a day: none on a day off, whoever opens on it."""
    if not schedule.calendar.working[day]:
        return ()
    return own or schedule.sessions[day]


def _worked_until(schedule: Schedule, day: int, second: int, minutes: int, own: Sessions | None) -> tuple[int, int]:
    """The day and minute by which ``minutes`` have been worked since ``second`` of ``day``, its own hours counted if it has any."""
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
    """Where "the same day" is promised past closing time, the slip prints the last minute of the day instead."""
    result: list[Segment] = []
    for place, segment in enumerate(segments):
        outcome = segment.outcome
        whole_day = isinstance(outcome, DueOnWorkingDay) and outcome.working_days == 0 and outcome.minute is None
        if not whole_day:
            result.append(segment)
            continue
        assert isinstance(outcome, DueOnWorkingDay)
        shut = closing if outcome.closing is None else outcome.closing
        until = segments[place + 1].start if place + 1 < len(segments) else _LAST_MINUTE
        late = attrs.evolve(outcome, closing=_LAST_MINUTE)
        if segment.start >= shut:
            result.append(attrs.evolve(segment, outcome=late))
        elif until > shut and shut < _LAST_MINUTE:
            result += [segment, Segment(start=shut, after=True, outcome=late, rule=segment.rule)]
        else:
            result.append(segment)
    return tuple(result)


def _pattern(segments: tuple[Segment, ...], policy: Policy, unit: int) -> _Pattern:
    """Check the contract and turn segment starts into seconds of the day."""
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
