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
    CountedFrom,
    DueAfterMinutesMoved,
    DueAfterWorkingMinutes,
    Policy,
    Segment,
    opening_hours,
    plain,
)
from tthc_catalog.timetable.outcome_arithmetic import MOVING, Start, open_sessions, resolve
from tthc_catalog.timetable.outside_hours import Following, counted_from_opening, due_when_open
from tthc_catalog.timetable.resolved_outcome import Resolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tthc_catalog.calendars.schedule import Schedule, Sessions
    from tthc_catalog.policies.contract import PlainOutcome
    from tthc_catalog.records.manifest import OutsideHours

_DAY_SECONDS = 86_400
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
        number = self._number(due_when_open(segments, closing), segments)
        self._by_identity[id(segments), closing] = segments, number
        return number

    def counted_later(self, schedule: Schedule) -> array[int]:
        """Return the number of the pattern of every day if a receipt outside opening hours counts from the next opening."""
        calendar, policy = schedule.calendar, self._policy
        by_kind: dict[int, tuple[tuple[Segment, ...], Sessions]] = {}
        numbers: dict[tuple[object, ...], int] = {}
        found = array("H", bytes(2 * len(calendar)))
        following: Following | None = None
        for day in reversed(range(len(calendar))):
            kind = -1 - day if policy.varies_by_date else schedule.kinds[day]
            if kind not in by_kind:
                fact = schedule.day(day)
                segments = tuple(policy.segments(fact))
                by_kind[kind] = segments, opening_hours(policy, fact) if segments else ()
            segments, hours = by_kind[kind]
            closing = schedule.closing[day]
            key = (segments, hours, following, closing)
            if key not in numbers:
                numbers[key] = self._number(due_when_open(counted_from_opening(segments, hours, following), closing), segments)
            found[day] = numbers[key]
            if calendar.working[day] and segments:
                opening = hours[0][0] if hours else schedule.opening[day]
                current = [segment for segment in segments if segment.start < opening + (not segment.after)]
                following = Following(opening, current[-1])
        return found

    def _number(self, segments: tuple[Segment, ...], stated: tuple[Segment, ...]) -> int:
        """Return the number of a pattern.

        At minute precision, a segment that was added after 15:30 and a stated one from 15:31 begin at the same second; the added one is empty.
        """
        starts = [segment.start * 60 + (self._unit if segment.after else 0) for segment in segments]
        empty = {n for n, (start, following) in enumerate(itertools.pairwise(starts)) if start == following and segments[n] not in stated}
        if empty:
            segments = tuple(segment for n, segment in enumerate(segments) if n not in empty)
        number = self._numbers.setdefault(segments, len(self.patterns))
        if number == len(self.patterns):
            self.patterns.append(_pattern(segments, self._policy, self._unit) if segments else _Pattern((), ()))
        return number


class PolicyTable:
    """A policy over a schedule, with an answer for every instant that the schedule covers.

    Safe to share between threads: entries are only ever added to the cache, and equal keys always have equal values.
    """

    __slots__ = (
        "_cache",
        "_digest",
        "_pattern_of_day",
        "_patterns",
        "outside_hours",
        "policy",
        "policy_id",
        "policy_version",
        "schedule",
        "unit",
    )

    irregular: Mapping[int, tuple[Window, ...]] = MappingProxyType({})
    """Days whose windows are written out because no pattern describes them; see `DeskTable`."""

    def __init__(
        self,
        policy: Policy,
        schedule: Schedule,
        *,
        policy_id: str,
        policy_version: str,
        unit: int = 60,
        outside_hours: OutsideHours = "as_recorded",
    ) -> None:
        """Evaluate the policy and number the pattern of every day.

        Args:
            policy: the policy; evaluated once per kind of day unless it varies by date.
            schedule: calendar, hours and time zone.
            policy_id: id of its spec, for evidence.
            policy_version: version of its spec, for evidence.
            unit: precision of comparison in seconds: 60 (slips print minutes) or 1.
            outside_hours: how a receipt outside opening hours counts.

        Raises:
            ValueError: the policy breaks the contract: segments do not start at 0 or do not ascend, or name an undeclared rule.
        """
        self.policy = policy
        self.policy_id = policy_id
        self.policy_version = policy_version
        self.schedule = schedule
        self.unit = unit
        self.outside_hours = outside_hours
        patterns = _Patterns(policy, unit)
        segments, closing, number = policy.segments, schedule.closing, patterns.number
        if outside_hours == "next_opening":
            self._pattern_of_day = schedule.shared(patterns.counted_later(schedule))
        elif policy.varies_by_date:
            self._pattern_of_day = array("H", [number(segments(schedule.day(n)), closing[n]) for n in range(len(schedule.calendar))])
        else:
            self._pattern_of_day = schedule.expand_kinds(tuple([number(segments(day), closing[n]) for n, day in schedule.examples]))
        self._patterns = tuple(patterns.patterns)
        self._cache: dict[int, Resolved] = {}
        self._digest: str | None = None

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuilt, (self.policy, self.schedule, self.policy_id, self.policy_version, self.unit, self.outside_hours))

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
            if not resolved.rate and not isinstance(self._segment(key).outcome, MOVING):
                self._cache[key] = resolved
        return resolved

    def settled(self, day: int, instant: int) -> Resolved | None:  # noqa: ARG002 - see `DeskTable.settled`
        """Return the answer by all that is known now if it differs; everything about a plain table was always known."""
        return None

    def settled_windows(self, day: int) -> Iterator[Window]:  # noqa: ARG002 - see `DeskTable.settled_windows`
        """Yield the windows of a day by all that is known now, if they may differ."""
        yield from ()

    def settled_days(self) -> Mapping[int, tuple[Window, ...]]:
        """Return the windows by all that is known now of the receipt days on which they differ; see `DeskTable.settled_days`."""
        return {}

    def outcome_on(self, day: int, instant: int) -> PlainOutcome:
        """Return the outcome that answers a receipt at ``instant``, which lies on the local day numbered ``day``."""
        pattern = self._patterns[self._pattern_of_day[day]]
        starts = [self.schedule.instant(day, start) for start in pattern.starts]
        return plain(self._segment(day * _WINDOWS_A_DAY + bisect_right(starts, instant)).outcome)

    def pattern_on(self, day: int) -> tuple[Segment, ...]:
        """Return the segments of a day; a closed day has none."""
        return self._patterns[self._pattern_of_day[day]].segments

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
        segment, schedule = self._segment(key), self.schedule
        outcome, counted, from_minute = segment.outcome, day, None
        if not window:
            counted = schedule.calendar.nth_from(day, 0)
            from_minute = schedule.opening[counted]
        if isinstance(outcome, CountedFrom):
            if window and outcome.working_days:
                counted = schedule.calendar.nth_from(day, outcome.working_days)
            from_minute, outcome = outcome.minute, outcome.outcome
        if from_minute is None:
            second = schedule.wall_second(day, instant)
            start = Start(day, counted, second, instant - second % 60, 1)
        else:
            start = Start(day, counted, from_minute * 60, schedule.instant(counted, from_minute * 60), 0)
        resolved = resolve(outcome, self.policy.rules[segment.rule], start, schedule, self.unit)
        return resolved._replace(from_minute=from_minute) if outcome is not segment.outcome else resolved

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
            elif isinstance(segment.outcome, DueAfterMinutesMoved):
                yield from self._moves(day, starts[place], until, segment.outcome)
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

    def _moves(self, day: int, start: int, until: int, outcome: DueAfterMinutesMoved) -> Iterator[Window]:
        """Cut a window of elapsed minutes where the due time enters or leaves the opening hours."""
        schedule, term = self.schedule, outcome.minutes * 60
        cuts = {start}
        for due_day in range(*(bisect_right(schedule.midnight, at + term) - 1 for at in (start, until + _DAY_SECONDS))):
            if due_day < len(schedule.calendar):
                own = outcome.sessions if due_day == day else None
                edges = [
                    edge * 60 + 60 * is_end for session in open_sessions(schedule, due_day, own) for is_end, edge in enumerate(session)
                ]
                cuts.update(schedule.instant(due_day, edge) - term for edge in (0, *edges))
        yield from (Window(at, self.on(day, at)) for at in sorted(cuts) if start <= at < until)

    @property
    def distinguishes_days(self) -> bool:
        """Whether two days of one kind may have different patterns."""
        return self.policy.varies_by_date or self.outside_hours == "next_opening"

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


def _rebuilt(
    policy: Policy, schedule: Schedule, policy_id: str, policy_version: str, unit: int, outside_hours: OutsideHours
) -> PolicyTable:
    return PolicyTable(policy, schedule, policy_id=policy_id, policy_version=policy_version, unit=unit, outside_hours=outside_hours)


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


def stored_pattern(segments: Sequence[tuple[int, Segment]]) -> _Pattern:
    """Return a pattern from segments with the second at which they start, as `PolicyTable.patterns` lists them."""
    return _Pattern(tuple(start for start, _ in segments), tuple(segment for _, segment in segments))
