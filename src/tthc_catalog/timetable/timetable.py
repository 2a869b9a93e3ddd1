"""The timetable of one procedure, in one case, through one channel, at one desk: the statute and the commitments over all its editions.

`Timetable.at` returns the answer for one instant. `Timetable.breakpoints` and `Timetable.days` list all answers, by the instants at
which the answer changes and by the windows of each day.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

from tthc_catalog.errors import OutOfHorizon
from tthc_catalog.timetable.answer import NOT_IN_FORCE, OFFICE_CLOSED, Answer, Governing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.records.commitment_model import Model
    from tthc_catalog.timetable.resolved_outcome import Resolved
    from tthc_catalog.timetable.span import Span


class Breakpoint(NamedTuple):
    """An instant and the answer that applies from it until the next breakpoint."""

    starts_at: int
    answer: Answer


class Timetable:
    """All answers for one (level, code), case, channel and schedule; every instant that the calendar covers has an answer.

    Attributes:
        channels: the ways of filing it is for; empty if the answers are the same for all of them.
    """

    __slots__ = ("_breakpoints", "_digest", "_starts", "case", "channels", "code", "firsts", "level", "schedule", "spans")

    def __init__(
        self, *, level: str, code: str, case: str | None, schedule: Schedule, spans: tuple[Span, ...], channels: tuple[str, ...] = ()
    ) -> None:
        self.level = level
        self.code = code
        self.case = case
        self.channels = channels
        self.schedule = schedule
        self.spans = spans
        self.firsts = [span.first for span in spans]
        self._breakpoints: tuple[Breakpoint, ...] | None = None
        self._starts: list[int] = []
        self._digest: str | None = None

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuilt, (type(self), self.level, self.code, self.case, self.schedule, self.spans, self.channels))

    def at(self, instant: int) -> Answer:
        """Return the answer to a receipt at ``instant`` (seconds since the epoch).

        Raises:
            OutOfHorizon: the instant or the due day lies outside the calendar.
        """
        return self._on(self.schedule.day_of(instant), instant)

    def _on(self, day: int, instant: int) -> Answer:
        calendar = self.schedule.calendar
        counted = calendar.counted_from(day)
        span = self.spans[bisect_right(self.firsts, counted) - 1]
        statutory = span.statutory.on(day, instant) if span.statutory is not None else None
        last_day = statutory.last_day if statutory is not None else counted
        best: Resolved | None = None
        model: Model | None = None
        reason = span.excluded
        others: tuple[tuple[Model, Resolved], ...] = ()
        for commitment in span.commitments:
            resolved = commitment.table.on(day, instant)
            if not commitment.first <= resolved.counted_from < commitment.until:
                resolved = resolved._replace(
                    reason=NOT_IN_FORCE, due_at=None, late_after=None, by_processing_time=False, last_day=resolved.counted_from
                )
            others = (*others, (commitment.model, resolved))
            if commitment.is_target:
                continue
            last_day = max(last_day, resolved.last_day)
            if resolved.reason is None:
                if best is None or is_earlier(resolved, best):
                    best, model = resolved, commitment.model
            elif reason is None or reason == OFFICE_CLOSED:
                reason = _why_not_bound(resolved, day, reason)
        if best is not None:
            reason = None
        governing: Governing | None = None
        ruling: Resolved | None = None
        promised = best is not None and best.due_at is not None
        if promised and (statutory is None or not is_earlier(statutory, best)):
            governing, ruling = "commitment", best
        elif statutory is not None:
            governing, ruling = "statutory", statutory
        return Answer(
            span,
            day,
            counted,
            reason,
            best,
            model,
            statutory,
            others,
            governing,
            ruling.due_at if ruling is not None else None,
            ruling.late_after if ruling is not None else None,
            ruling.bound if ruling is not None else "by",
            max(last_day, counted) > calendar.last_decided_on(day),
            span.statutory.settled(day, instant) if span.statutory is not None else None,
        )

    def days(self) -> Iterator[tuple[int, tuple[Breakpoint, ...]]]:
        """Yield every day's number with its windows in order; the first window of a day starts at its midnight."""
        calendar = self.schedule.calendar
        for day in range((calendar.covers[1] - calendar.first).days):
            yield day, self.day_windows(day)

    def day_windows(self, day: int) -> tuple[Breakpoint, ...]:
        """Return the windows of one day in order; neighbours have different contents."""
        windows: list[Breakpoint] = []
        for window in self.windows(day):
            answer = window.answer
            if not windows or answer.rate or answer.content != windows[-1].answer.content:
                windows.append(window)
        return tuple(windows)

    def windows(self, day: int) -> Iterator[Breakpoint]:
        """Yield the windows of one day in order. Neighbouring windows may have equal content if different rules lead to it."""
        calendar, midnight = self.schedule.calendar, self.schedule.midnight
        counted = calendar.counted_from(day)
        span = self.spans[bisect_right(self.firsts, counted) - 1]
        starts = {midnight[day]}
        tables = [c.table for c in span.commitments] + ([span.statutory] if span.statutory is not None else [])
        for table in tables:
            starts.update(window.starts_at for window in table.windows(day))
        if span.statutory is not None:
            starts.update(window.starts_at for window in span.statutory.settled_windows(day))
        ordered = sorted(starts)
        for start, until in zip(ordered, [*ordered[1:], midnight[day + 1]], strict=True):
            yield from self._between(day, start, until)

    def _between(self, day: int, start: int, until: int) -> Iterator[Breakpoint]:
        """Yield the windows between two policy cuts: one, unless a moving deadline overtakes another in between."""
        while True:
            answer = self._on(day, start)
            yield Breakpoint(start, answer)
            ruling = _ruling(answer)
            moves = any(resolved is not None and resolved.rate for resolved in (answer.statutory, *(other for _, other in answer.others)))
            if not moves or _ruling(self._on(day, until - 1)) == ruling:
                return
            low, high = start // 60, (until - 1) // 60
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _ruling(self._on(day, middle * 60)) == ruling else (low, middle)
            start = high * 60

    def rules_of_day(self, day: int) -> list[tuple[int, list[Any]]]:
        """Return the windows of one day by the rules that apply in them: the second they start at, the rule of the law, and of each model.

        The list is empty if a window of the day leads beyond the calendar.
        """
        try:
            return [
                (
                    window.starts_at - self.schedule.midnight[day],
                    [
                        None if window.answer.statutory is None else window.answer.statutory.rule.id,
                        *([model.id, resolved.rule.id, resolved.reason] for model, resolved in window.answer.others),
                    ],
                )
                for window in self.windows(day)
            ]
        except OutOfHorizon:
            return []

    def breakpoints(self) -> tuple[Breakpoint, ...]:
        """Return the instants at which the answer changes, in order; computed by the first call and cached."""
        if self._breakpoints is None:
            rows: list[Breakpoint] = []
            for _, windows in self.days():
                for row in windows:
                    if not rows or row.answer.rate or row.answer.content != rows[-1].answer.content:
                        rows.append(row)
            self._starts = [row.starts_at for row in rows]
            self._breakpoints = tuple(rows)
        return self._breakpoints

    def find(self, instant: int) -> tuple[int | None, int | None]:
        """Return ``(due_at, late_after)`` by bisection of the breakpoints; tests prove it equal to `at`.

        Raises:
            OutOfHorizon: the instant lies outside the calendar.
        """
        rows = self.breakpoints()
        self.schedule.day_of(instant)
        row = rows[bisect_right(self._starts, instant) - 1]
        answer = row.answer
        if not answer.rate or answer.due_at is None or answer.late_after is None:
            return answer.due_at, answer.late_after
        moved = (instant // 60 - row.starts_at // 60) * 60
        return answer.due_at + moved, answer.late_after + moved

    @property
    def digest(self) -> str:
        """SHA-256 of the policies' digests and of their periods; timetables with equal digests have equal answers."""
        if self._digest is None:
            lines = ["timetable/1", self.schedule.digest]
            for span in self.spans:
                edition = span.edition.id if span.edition else "-"
                lines.append(f"{span.first} {edition} {span.excluded or '-'} {span.statutory.digest if span.statutory else '-'}")
                lines += [
                    f"  {c.model.id} {c.first} {c.until} {c.table.digest}{' target' if c.is_target else ''}" for c in span.commitments
                ]
            self._digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        return self._digest


def _why_not_bound(resolved: Resolved, day: int, known: str | None) -> str | None:
    """Return the reason to report; the reason of a model that opens the desk on the day takes precedence over *office closed*."""
    if resolved.reason == NOT_IN_FORCE:
        return known or NOT_IN_FORCE
    return OFFICE_CLOSED if resolved.counted_from != day and resolved.from_minute is None else resolved.reason


def is_earlier(one: Resolved, other: Resolved | None) -> bool:
    """Return whether ``one`` is strictly earlier than ``other``; a deadline without an instant is never earlier."""
    if one.late_after is None or one.due_at is None:
        return False
    if other is None or other.late_after is None or other.due_at is None:
        return True
    return (one.late_after, one.due_at) < (other.late_after, other.due_at)


def _ruling(answer: Answer) -> tuple[str | None, str | None]:
    """Return which deadline governs, and the model's id."""
    return answer.governing, answer.model.id if answer.model is not None else None


def _rebuilt(
    kind: type[Timetable],
    level: str,
    code: str,
    case: str | None,
    schedule: Schedule,
    spans: tuple[Span, ...],
    channels: tuple[str, ...],
) -> Timetable:
    return kind(level=level, code=code, case=case, schedule=schedule, spans=spans, channels=channels)
