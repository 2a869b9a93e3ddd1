"""The timetable of one procedure, in one case, at one desk: law and commitments side by side, over all its editions.

Two shapes of one meaning: `Timetable.at` answers for an instant, and `Timetable.breakpoints` and `Timetable.days`
write every answer down, as the instants at which it changes and as the windows of each day.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

import attrs

from tthc_catalog.records.commitment_model import Model
from tthc_catalog.records.procedure import Case, Edition
from tthc_catalog.timetable.answer import NOT_IN_FORCE, OFFICE_CLOSED, Answer, Governing, Resolved
from tthc_catalog.timetable.policy_table import PolicyTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.calendars.schedule import Schedule


@attrs.frozen(kw_only=True)
class Commitment:
    """A commitment as it binds this timetable; ``first`` and ``until`` are day numbers.

    Attributes:
        is_target: the place strives for it and promises nothing: it is reported, and never covers or governs.
    """

    model: Model
    table: PolicyTable
    first: int
    until: int
    is_target: bool = False


@attrs.frozen(kw_only=True)
class Span:
    """The days during which one edition is in force, with what governs then.

    Attributes:
        edition: None where no edition is in force.
        statutory: None where no processing time is known or fixed.
        excluded: why no commitment can bind, whatever the day; None when one can.
    """

    first: int
    edition: Edition | None
    case: Case | None
    statutory: PolicyTable | None
    commitments: tuple[Commitment, ...]
    excluded: str | None


class Breakpoint(NamedTuple):
    """An instant from which an answer holds, until the next breakpoint."""

    starts_at: int
    answer: Answer


class Timetable:
    """All answers for one (level, code), case and schedule; total over the instants the calendar answers for."""

    __slots__ = ("_breakpoints", "_digest", "_starts", "case", "code", "firsts", "level", "schedule", "spans")

    def __init__(self, *, level: str, code: str, case: str | None, schedule: Schedule, spans: tuple[Span, ...]) -> None:
        self.level = level
        self.code = code
        self.case = case
        self.schedule = schedule
        self.spans = spans
        self.firsts = [span.first for span in spans]
        self._breakpoints: tuple[Breakpoint, ...] | None = None
        self._starts: list[int] = []
        self._digest: str | None = None

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuilt, (type(self), self.level, self.code, self.case, self.schedule, self.spans))

    def at(self, instant: int) -> Answer:
        """The answer to a receipt at ``instant`` (seconds since the epoch).

        Raises:
            OutOfHorizon: the instant, or a day it would be due, lies outside the calendar.
        """
        return self._on(self.schedule.day_of(instant), instant)

    def _on(self, day: int, instant: int) -> Answer:  # noqa: C901 - the hot path of every answer, kept in one piece
        calendar = self.schedule.calendar
        counted = day if calendar.working[day] else calendar.nth_from(day, 0)
        span = self.spans[bisect_right(self.firsts, counted) - 1]
        statutory = span.statutory.on(day, instant) if span.statutory is not None else None
        last_day = statutory.last_day if statutory is not None else counted
        best: Resolved | None = None
        model: Model | None = None
        reason = span.excluded
        others: tuple[tuple[Model, Resolved], ...] = ()
        for commitment in span.commitments:
            said = commitment.table.on(day, instant)
            if not commitment.first <= said.counted_from < commitment.until:
                said = said._replace(
                    reason=NOT_IN_FORCE, due_at=None, late_after=None, by_processing_time=False, last_day=said.counted_from
                )
            elif said.by_processing_time and statutory is not None:
                said = said._replace(
                    due_at=statutory.due_at,
                    late_after=statutory.late_after,
                    bound=statutory.bound,
                    last_day=statutory.last_day,
                    rate=statutory.rate,
                )
            others = (*others, (commitment.model, said))
            if commitment.is_target:
                continue
            last_day = max(last_day, said.last_day)
            if said.reason is None:
                if best is None or _earlier(said, best):
                    best, model = said, commitment.model
            elif reason is None or reason == OFFICE_CLOSED:
                reason = _why_not_bound(said, day, reason)
        if best is not None:
            reason = None
        governing: Governing | None = None
        ruling: Resolved | None = None
        promised = best is not None and best.due_at is not None and not best.by_processing_time
        if promised and (statutory is None or not _earlier(statutory, best)):
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
            max(last_day, counted) > calendar.last_decided,
        )

    def days(self) -> Iterator[tuple[int, tuple[Breakpoint, ...]]]:
        """Every day's number with its windows in order; the first window of a day starts at its midnight."""
        calendar = self.schedule.calendar
        for day in range((calendar.covers[1] - calendar.first).days):
            windows: list[Breakpoint] = []
            for window in self.windows(day):
                answer = window.answer
                if not windows or answer.rate or answer.content != windows[-1].answer.content:
                    windows.append(window)
            yield day, tuple(windows)

    def windows(self, day: int) -> Iterator[Breakpoint]:
        """The windows of one day as the policies cut it, in order; two neighbours may give one answer by different rules."""
        calendar, midnight = self.schedule.calendar, self.schedule.midnight
        counted = day if calendar.working[day] else calendar.nth_from(day, 0)
        span = self.spans[bisect_right(self.firsts, counted) - 1]
        starts = {midnight[day]}
        tables = [c.table for c in span.commitments] + ([span.statutory] if span.statutory is not None else [])
        for table in tables:
            starts.update(window.starts_at for window in table.windows(day))
        ordered = sorted(starts)
        for start, until in zip(ordered, [*ordered[1:], midnight[day + 1]], strict=True):
            yield from self._between(day, start, until)

    def _between(self, day: int, start: int, until: int) -> Iterator[Breakpoint]:
        """The windows of a stretch no policy cuts: one, unless a moving deadline overtakes another on the way."""
        while True:
            answer = self._on(day, start)
            yield Breakpoint(start, answer)
            ruling = _ruling(answer)
            moves = any(said is not None and said.rate for said in (answer.statutory, *(said for _, said in answer.others)))
            if not moves or _ruling(self._on(day, until - 1)) == ruling:
                return
            low, high = start // 60, (until - 1) // 60
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _ruling(self._on(day, middle * 60)) == ruling else (low, middle)
            start = high * 60

    def breakpoints(self) -> tuple[Breakpoint, ...]:
        """The instants at which the answer changes, in order; written down once, at the first call."""
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
        """``(due_at, late_after)`` by bisection of the breakpoints; equal to `at` by proof.

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
        """SHA-256 over the policies' digests and the periods they hold in: given it and an instant, any answer can be had again."""
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


def _why_not_bound(said: Resolved, day: int, known: str | None) -> str | None:
    """The reason to report; a desk that some model opens on the day is not closed, so the reason of that model says more."""
    if said.reason == NOT_IN_FORCE:
        return known or NOT_IN_FORCE
    return OFFICE_CLOSED if said.counted_from != day else said.reason


def _earlier(one: Resolved, other: Resolved | None) -> bool:
    """Whether ``one`` is late strictly sooner; a deadline without an instant is never earlier."""
    if one.late_after is None or one.due_at is None:
        return False
    if other is None or other.late_after is None or other.due_at is None:
        return True
    return (one.late_after, one.due_at) < (other.late_after, other.due_at)


def _ruling(answer: Answer) -> tuple[str | None, str | None]:
    """Which deadline governs, and which model's."""
    return answer.governing, answer.model.id if answer.model is not None else None


def _rebuilt(kind: type[Timetable], level: str, code: str, case: str | None, schedule: Schedule, spans: tuple[Span, ...]) -> Timetable:
    return kind(level=level, code=code, case=case, schedule=schedule, spans=spans)
