"""The facts a calendar records about one day."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import attrs

DayKind = Literal["working", "rest", "holiday", "compensatory", "swap_off", "make_up", "closed"]
"""The kind of a day; ``closed`` is a working day on which a desk is closed, and occurs in no calendar."""


@attrs.frozen(kw_only=True)
class DayFact:
    """The facts a calendar records about one day.

    Attributes:
        make_up_for: on a worked rest day, the day off it makes up for.
        decision: number of the official document that decides the day; None if unknown.
        announced_on: the day since which it is known; None if unknown, then it counts as always known.
        provisional: whether no official decision covers the day yet.
    """

    date: dt.date
    kind: DayKind
    name: str | None = None
    make_up_for: dt.date | None = None
    decision: str | None = None
    source: str | None = None
    note: str | None = None
    announced_on: dt.date | None = None
    provisional: bool = False

    @property
    def is_working(self) -> bool:
        """Whether offices work on this day and a term of working days counts it."""
        return self.kind in ("working", "make_up")
