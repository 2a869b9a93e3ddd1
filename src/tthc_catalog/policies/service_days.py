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
    """The due time of a window, as stated in YAML.

    Attributes:
        working_days: for ``closing`` and ``clock``, the number of working days after receipt; 0 is the day of receipt.
        minute: for ``clock``, the minute of the day.
        amount: for ``minutes`` and ``working_minutes``, the number of minutes.
    """

    kind: DueKind
    working_days: int = 0
    minute: int | None = None
    bound: Bound = "by"
    amount: int = 0


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
    """

    days: DayRule
    openings: tuple[OpeningRule, ...]
    parts: frozenset[str]
    windows: tuple[ServiceWindow, ...]
    rules: Mapping[str, Rule]

    @property
    def varies_by_date(self) -> bool:
        """Whether the model states dates or parts of the year."""
        return self.days.varies_by_date or any(opening.span is not None for opening in self.openings)

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return the windows on a model day, *not covered* on another working day, and no segments on another day off."""
        if not self.days.matches(day):
            return (_not_covered(0, NOT_MODEL_DAY),) if day.working else ()
        own = next((o.sessions_on(day) for o in self.openings if o.span is None or o.span.contains(day.date)), ())
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
        """Cut the day at every cutoff and just after every session.

        Returns:
            Per stretch, its start in half minutes, so that *after 15:30* (odd) lies between 15:30 and 15:31; its window; and the
            session that is open or comes next, None after the last session.
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
    """Return the symbolic outcome of one stretch.

    Args:
        due: due time of the window.
        session: the session that is open or comes next; None after the last one.
        closing: closing time of the model's own hours on the day; None if it has none.
        counted: the model's own sessions, if working minutes are counted in them instead of in the office's sessions.
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
