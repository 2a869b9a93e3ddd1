"""Service days: on a model's days, results come in windows set by any number of cutoffs.

One policy for most places: which days, which hours, and for each window when the result is due. The plan of Thanh Hà is
``weekdays: [friday]`` with one cutoff at 15:30 (clause II.2). The parameters are described in
`tthc_catalog.policies.service_days_parameters`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import attrs

from tthc_catalog.policies.contract import (
    Bound,
    DueAfterMinutes,
    DueAfterWorkingMinutes,
    DueByProcessingTime,
    DueOnWorkingDay,
    NotCovered,
    Outcome,
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
    """When a result is due, as the YAML says it.

    Attributes:
        working_days: for ``closing`` and ``clock``, the n-th working day after receipt; 0 is the day of receipt.
        minute: for ``clock``, minute of the day.
        amount: for ``minutes`` and ``working_minutes``, how many.
    """

    kind: DueKind
    working_days: int = 0
    minute: int | None = None
    bound: Bound = "by"
    amount: int = 0


@attrs.frozen(kw_only=True)
class ServiceWindow:
    """Dossiers received after ``after`` (from the start of the day when None) and what is due for them."""

    after: int | None
    due: Due
    rule: str


@attrs.frozen(kw_only=True)
class ServiceDays:
    """Promises on a model's days; closed, or not covered, on all others.

    Attributes:
        openings: hours of the model's own; the first whose part of the year holds the day counts, else the office's hours.
        parts: parts of the day whose sessions take part; empty means the whole day.
    """

    days: DayRule
    openings: tuple[OpeningRule, ...]
    parts: frozenset[str]
    windows: tuple[ServiceWindow, ...]
    rules: Mapping[str, Rule]

    @property
    def varies_by_date(self) -> bool:
        """Whether the model names dates or parts of the year."""
        return self.days.varies_by_date or any(opening.span is not None for opening in self.openings)

    def segments(self, day: Day) -> Sequence[Segment]:
        """The windows on a model day; not covered on another working day; closed on another day off."""
        if not self.days.holds_on(day):
            return (_not_covered(0, NOT_MODEL_DAY),) if day.working else ()
        own = next((o.sessions_on(day) for o in self.openings if o.span is None or o.span.holds(day.date)), ())
        sessions = own or day.sessions
        served = tuple(s for s in sessions if not self.parts or part_of_day(s) in self.parts)
        opened = own or (() if day.working else served)
        closing = opened[-1][1] if opened else None
        counted = own if own and day.working else None
        result: list[Segment] = []
        for start, window, session in self._stretches(sessions):
            if self.parts and session not in served:
                segment = _not_covered(start // 2, OUTSIDE_SESSIONS, after=bool(start % 2))
            else:
                outcome = _outcome(window.due, session, closing, counted)
                segment = Segment(start=start // 2, after=bool(start % 2), outcome=outcome, rule=window.rule)
            if not result or (segment.outcome, segment.rule) != (result[-1].outcome, result[-1].rule):
                result.append(segment)
        return tuple(result)

    def _stretches(self, sessions: Sessions) -> list[tuple[int, ServiceWindow, tuple[int, int] | None]]:
        """The day cut at every cutoff and just after every session: start, window, and session that is open or comes next.

        Starts are half minutes, so that *after 15:30* (odd) lies between 15:30 and 15:31.
        """
        begins = [0 if window.after is None else window.after * 2 + 1 for window in self.windows]
        ends = [end * 2 + 1 for _, end in sessions if end < 24 * 60]
        cuts = sorted({*begins, *ends}) if self.parts or any(w.due.kind == "session_end" for w in self.windows) else begins
        stretches = []
        for cut in cuts:
            window = next(w for begin, w in zip(reversed(begins), reversed(self.windows), strict=True) if begin <= cut)
            stretches.append((cut, window, next((s for s in sessions if cut <= s[1] * 2), None)))
        return stretches


def _not_covered(start: int, reason: str, *, after: bool = False) -> Segment:
    return Segment(start=start, after=after, outcome=NotCovered(reason=reason), rule=reason)


def _outcome(due: Due, session: tuple[int, int] | None, closing: int | None, counted: Sessions | None) -> Outcome:
    """The symbolic outcome of one stretch.

    Args:
        due: what the window says.
        session: the session that is open or comes next; None after the last one.
        closing: closing time of the model's own hours that day, where it has any.
        counted: the model's own sessions, where they take the place of the office's for counting working minutes.
    """
    match due.kind:
        case "processing_time":
            return DueByProcessingTime()
        case "minutes":
            return DueAfterMinutes(minutes=due.amount)
        case "working_minutes":
            return DueAfterWorkingMinutes(minutes=due.amount, sessions=counted)
        case "session_end" if session is not None:
            return DueOnWorkingDay(working_days=0, minute=session[1], bound="by")
        case "clock":
            return DueOnWorkingDay(working_days=due.working_days, minute=due.minute, bound=due.bound)
        case _:
            return DueOnWorkingDay(working_days=due.working_days, closing=closing if due.working_days == 0 else None)
