"""Receipts outside opening hours: how the convention of the catalog changes the segments of a day.

``as_recorded``: the recorded instant counts. After closing, "the same day" would end while the desk is closed, so the result is due at the
next opening. ``next_opening``: the receipt counts from the next opening of the desk.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import attrs

from tthc_catalog.policies.contract import (
    CountedFrom,
    DueAtOpening,
    DueOnWorkingDay,
    NotCovered,
    PlainOutcome,
    Segment,
    plain,
)

_DAY = 24 * 60

Hours = Sequence[tuple[int, int]]


class Following(NamedTuple):
    """The next working day as the policy sees it: the minute at which the desk opens, and the segment that then applies."""

    opening: int
    segment: Segment


def due_when_open(segments: tuple[Segment, ...], closing: int) -> tuple[Segment, ...]:
    """Cut "the same day" segments at closing time; a later receipt is due at the opening of the next working day.

    Args:
        segments: the segments of a day.
        closing: closing time of the office; an outcome may have its own.
    """
    result: list[Segment] = []
    for place, segment in enumerate(segments):
        result.append(segment)
        outcome = segment.outcome
        if not isinstance(outcome, DueOnWorkingDay) or outcome.working_days:
            continue
        closes = max(outcome.minute or 0, closing) if outcome.closing is None else outcome.closing
        until = segments[place + 1].start if place + 1 < len(segments) else _DAY - 1
        late = DueAtOpening(working_days=1)
        if segment.start > closes or (segment.start == closes and segment.after):
            result[-1] = attrs.evolve(segment, outcome=late)
        elif until > closes:
            result.append(Segment(start=closes, after=True, outcome=late, rule=segment.rule))
    return tuple(result)


def counted_from_opening(segments: tuple[Segment, ...], hours: Hours, following: Following | None) -> tuple[Segment, ...]:
    """Let receipts outside ``hours`` count from the next opening.

    A segment that states the moment it counts from keeps it.

    Args:
        segments: the segments of a day.
        hours: opening hours of the day.
        following: the next working day; None past the end of the calendar.
    """
    if not hours:
        return segments
    places = [segment.start * 2 + segment.after for segment in segments]

    def at(place: int) -> Segment:
        return segments[max(n for n, begin in enumerate(places) if begin <= place)]

    result: list[Segment] = []
    cuts = sorted({0, *places, *(start * 2 for start, _ in hours), *(end * 2 + 1 for _, end in hours if end < _DAY)})
    for cut in cuts:
        segment = at(cut)
        if not any(start * 2 <= cut <= end * 2 for start, end in hours) and not isinstance(segment.outcome, CountedFrom):
            opening = next((start for start, _ in hours if start * 2 > cut), None)
            segment = _later(segment, following) if opening is None else _today(at(opening * 2), opening)
        if not result or (segment.outcome, segment.rule) != (result[-1].outcome, result[-1].rule):
            result.append(attrs.evolve(segment, start=cut // 2, after=bool(cut % 2)))
    return tuple(result)


def _today(segment: Segment, opening: int) -> Segment:
    """Return the segment for a receipt before a session, which counts from the minute at which the session opens."""
    if isinstance(segment.outcome, CountedFrom):
        return segment
    return attrs.evolve(segment, outcome=CountedFrom(working_days=0, minute=opening, outcome=segment.outcome))


def _later(segment: Segment, following: Following | None) -> Segment:
    """Return the segment for a receipt after closing, which counts from the opening of the next working day."""
    if following is None:
        outcome: PlainOutcome = NotCovered(reason="out-of-horizon")
        return attrs.evolve(segment, outcome=outcome)
    then = following.segment.outcome
    minute = then.minute if isinstance(then, CountedFrom) else following.opening
    return attrs.evolve(segment, outcome=CountedFrom(working_days=1, minute=minute, outcome=plain(then)), rule=following.segment.rule)
