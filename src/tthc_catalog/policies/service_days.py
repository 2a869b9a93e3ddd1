"""The policy of service days: on a model's days, cutoffs divide the day into windows with different due times.

Its parameters state the days, the hours, and the due time of each window, which suffices for most places. The plan of Thanh Hà is
``weekdays: [friday]`` with one cutoff at 15:30 (clause II.2). `tthc_catalog.policies.service_days_parameters` describes the
parameters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import attrs

from tthc_catalog.policies.contract import (
    Bound,
    CountedFrom,
    DueAfterMinutes,
    DueAfterMinutesMoved,
    DueAfterWorkingMinutes,
    DueByProcessingTime,
    DueOnWorkingDay,
    NotCovered,
    PlainOutcome,
    Rule,
    Segment,
)
from tthc_catalog.policies.day_rule import DayRule, OpeningRule, Sessions, part_of_day

if TYPE_CHECKING:
    from tthc_catalog.calendars.day import Day

NOT_MODEL_DAY = "not-model-day"
OUTSIDE_SESSIONS = "outside-sessions"

DueKind = Literal["closing", "session_end", "clock", "minutes", "working_minutes", "processing_time"]


@attrs.frozen(kw_only=True)
class Due:
    """The due time of a window, as stated in YAML.

    Attributes:
        working_days: for ``closing`` and ``clock``, the number of working days after receipt; 0 is the day of receipt.
        minute: for ``clock``, the minute of the day.
        amount: for ``minutes`` and ``working_minutes``, the number of minutes.
        even_if_closed: for ``minutes``, whether the result is due at a moment at which the desk is closed.
    """

    kind: DueKind
    working_days: int = 0
    minute: int | None = None
    bound: Bound = "by"
    amount: int = 0
    even_if_closed: bool = False


@attrs.frozen(kw_only=True)
class Later:
    """Dossiers received after the minute ``after`` count from ``minute`` of the next working day."""

    after: int
    minute: int
    rule: str


@attrs.frozen(kw_only=True)
class ServiceWindow:
    """The due time of dossiers received after the minute ``after``; None means the start of the day."""

    after: int | None
    due: Due
    rule: str


@attrs.frozen(kw_only=True)
class ServiceDays:
    """A policy that promises results on a model's days and covers nothing on other days.

    Attributes:
        openings: the model's own hours; the first entry whose part of the year contains the day applies, else the office's hours.
        parts: parts of the day whose sessions are covered; empty means the whole day.
        counts_from: from when dossiers received late in the day count; None if they count from the receipt.
    """

    days: DayRule
    openings: tuple[OpeningRule, ...]
    parts: frozenset[str]
    windows: tuple[ServiceWindow, ...]
    rules: Mapping[str, Rule]
    counts_from: Later | None = None

    @property
    def varies_by_date(self) -> bool:
        """Whether the model states dates or parts of the year."""
        return self.days.varies_by_date or any(opening.span is not None for opening in self.openings)

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return the windows on a model day, *not covered* on another working day, and no segments on another day off.

        If parts of the day are stated, a receipt outside their sessions is not covered.
        """
        if not self.days.matches(day):
            return (_not_covered(0, NOT_MODEL_DAY),) if day.working else ()
        own, served = self._own_sessions(day), self.opening_hours(day)
        opened = own or (() if day.working else served)
        closing = opened[-1][1] if opened else None
        counted = (own or None) if day.working else tuple(served) or None
        result: list[Segment] = []
        for start, window, session in self._stretches(own or day.sessions):
            if self.counts_from is not None and start > self.counts_from.after * 2:
                segment = self._later(self.counts_from, day)
            elif self.parts and (session not in served or start < session[0] * 2):
                segment = _not_covered(0, OUTSIDE_SESSIONS)
            else:
                segment = Segment(start=0, outcome=_outcome(window.due, session, closing, counted), rule=window.rule)
            if not result or (segment.outcome, segment.rule) != (result[-1].outcome, result[-1].rule):
                result.append(attrs.evolve(segment, start=start // 2, after=bool(start % 2)))
        return tuple(result)

    def opening_hours(self, day: Day) -> Sessions:
        """Return the hours in which the desk takes dossiers: on a model day its sessions, on another working day the office's."""
        if not self.days.matches(day):
            return day.sessions if day.working else ()
        sessions = self._own_sessions(day) or day.sessions
        return tuple(s for s in sessions if not self.parts or part_of_day(s) in self.parts)

    def _own_sessions(self, day: Day) -> Sessions:
        return next((o.sessions_on(day) for o in self.openings if o.span is None or o.span.contains(day.date)), ())

    def _later(self, later: Later, day: Day) -> Segment:
        """Return the segment of dossiers that count from the next working day, as if they were received then."""
        window = next(w for w in reversed(self.windows) if w.after is None or w.after < later.minute)
        session = next((s for s in self._own_sessions(day) or day.sessions if later.minute <= s[1]), None)
        outcome = _outcome(window.due, session, None, None)
        return Segment(start=0, outcome=CountedFrom(working_days=1, minute=later.minute, outcome=outcome), rule=later.rule)

    def _stretches(self, sessions: Sessions) -> list[tuple[int, ServiceWindow, tuple[int, int] | None]]:
        """Cut the day at every cutoff, and at the start and just after the end of every session if these matter.

        Returns:
            Per stretch, its start in half minutes, so that *after 15:30* (odd) lies between 15:30 and 15:31; its window; and the
            session that is open or comes next, None after the last session.
        """
        begins = [0 if window.after is None else window.after * 2 + 1 for window in self.windows]
        cuts = {*begins}
        if self.parts or any(w.due.kind == "session_end" for w in self.windows):
            cuts |= {end * 2 + 1 for _, end in sessions if end < 24 * 60}
        if self.parts:
            cuts |= {start * 2 for start, _ in sessions}
        if self.counts_from is not None:
            cuts.add(self.counts_from.after * 2 + 1)
        stretches = []
        for cut in sorted(cuts):
            window = next(w for begin, w in zip(reversed(begins), reversed(self.windows), strict=True) if begin <= cut)
            stretches.append((cut, window, next((s for s in sessions if cut <= s[1] * 2), None)))
        return stretches


def _not_covered(start: int, reason: str) -> Segment:
    return Segment(start=start, outcome=NotCovered(reason=reason), rule=reason)


def _outcome(due: Due, session: tuple[int, int] | None, closing: int | None, counted: Sessions | None) -> PlainOutcome:
    """Return the symbolic outcome of one stretch.

    Args:
        due: due time of the window.
        session: the session that is open or comes next; None after the last one.
        closing: closing time of the model's own hours on the day; None if it has none.
        counted: the sessions of the day, if they are not the office's sessions of a working day.
    """
    match due.kind:
        case "processing_time":
            return DueByProcessingTime()
        case "minutes" if due.even_if_closed:
            return DueAfterMinutes(minutes=due.amount)
        case "minutes":
            return DueAfterMinutesMoved(minutes=due.amount, sessions=counted)
        case "working_minutes":
            return DueAfterWorkingMinutes(minutes=due.amount, sessions=counted)
        case "session_end" if session is not None:
            return DueOnWorkingDay(working_days=0, minute=session[1], bound="by")
        case "clock":
            return DueOnWorkingDay(working_days=due.working_days, minute=due.minute, bound=due.bound)
        case _:
            return DueOnWorkingDay(working_days=due.working_days, closing=closing if due.working_days == 0 else None)
