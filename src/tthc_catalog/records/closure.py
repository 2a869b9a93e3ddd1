"""Closures and extra openings of desks: days on which a desk departs from the calendar and its hours."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import attrs

from tthc_catalog.records.legal import Citation
from tthc_catalog.records.procedure import Level

Effect = Literal["next_opening", "working_day", "unchanged"]
"""What an entry does to a deadline: a due time while the desk is closed moves to the next opening; an extra opening counts as a working
day; or nothing."""


@attrs.frozen(kw_only=True)
class Closure:
    """A closure (``kind`` closed) or an extra opening (open) of some desks.

    Attributes:
        offices: ids of the desks.
        levels: levels of which every desk is meant.
        first: the first day.
        last: the last day, which is included.
        sessions: the minutes closed or open on each day; None means the whole day.
        announced_on: receipts before this day keep their deadlines as they were; None if unknown, then every receipt counts as informed.
        commitment: what it does to commitments.
        law: what it does to statutory deadlines.
    """

    id: str
    kind: Literal["closed", "open"]
    offices: tuple[str, ...]
    levels: tuple[Level, ...]
    first: dt.date
    last: dt.date
    sessions: tuple[tuple[int, int], ...] | None
    reason: str
    reason_en: str | None
    citations: tuple[Citation, ...]
    announced_on: dt.date | None
    commitment: Effect
    law: Effect
    note: str | None = None
    file: str = ""

    def concerns(self, office: str, level: str) -> bool:
        """Return whether the desk is meant."""
        return office in self.offices or level in self.levels
