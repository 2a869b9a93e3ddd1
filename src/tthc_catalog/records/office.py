"""Offices and their opening hours. Times of day are minutes after midnight (0-1439)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import attrs

from tthc_catalog.effective import Period
from tthc_catalog.records.legal import Citation
from tthc_catalog.records.procedure import Level


@attrs.frozen(kw_only=True)
class Season:
    """Opening sessions from ``first`` to ``last``, both ``(month, day)`` and inclusive; a season may extend past the end of the year."""

    first: tuple[int, int]
    last: tuple[int, int]
    sessions: tuple[tuple[int, int], ...]


@attrs.frozen(kw_only=True)
class Hours:
    """Office hours by season, ``[start, end)`` in minutes of the day, with the document or page that states them."""

    id: str
    seasons: tuple[Season, ...]
    citations: tuple[Citation, ...]
    source: str | None
    note: str | None = None


UNKNOWN_HOURS = "?"
"""The key of `Office.hours` for a desk whose hours were not found; no set of hours in a file can have this id."""

LAST_MINUTE = 24 * 60 - 1
"""Closing time of a desk without known hours. A deadline at this minute is a day, and no text names its hour."""


def unknown_hours() -> Hours:
    """Return the hours of a desk whose hours were not found: the whole day, so that only days count."""
    return Hours(
        id=UNKNOWN_HOURS,
        seasons=(Season(first=(1, 1), last=(12, 31), sessions=((0, LAST_MINUTE),)),),
        citations=(),
        source=None,
    )


@attrs.frozen(kw_only=True)
class OfficeChange:
    """What changes at a desk on ``effective_from``; ``changed`` are the keys of `Office` with their new values."""

    effective_from: dt.date
    basis: Citation | None
    changed: tuple[tuple[str, Any], ...]


@attrs.frozen(kw_only=True)
class OfficeSuccessor:
    """A desk that took over the work of another.

    Attributes:
        office: its id; None if the catalog does not contain it.
        part: whether the whole area went there or a part of it; None if not known.
    """

    office: str | None
    name: str
    part: Literal["whole", "part"] | None
    basis: Citation | None


@attrs.frozen(kw_only=True)
class ReceivesFor:
    """Another level or desk that a desk receives dossiers for.

    Attributes:
        level: the level whose procedures it receives; None if ``office`` is set.
        office: the one desk it receives for; None if ``level`` is set.
        hours_of: whose hours and calendar count.
    """

    level: Level | None
    office: str | None
    hours_of: Literal["receiving", "responsible"]


@attrs.frozen(kw_only=True)
class Office:
    """A desk (Bộ phận Tiếp nhận và Trả kết quả) of one level; ``hours`` is the id of its office hours, or `UNKNOWN_HOURS`.

    Attributes:
        channels: the channels by which it takes dossiers; None if not known.
        until_basis: the document by which it ended; None if not known.
        changes: dated changes, in order; the other attributes hold until the first of them.
    """

    id: str
    name: str
    name_en: str | None
    level: Level
    hours: str
    period: Period
    address: str | None = None
    phone: str | None = None
    channels: tuple[str, ...] | None = None
    receives_for: tuple[ReceivesFor, ...] = ()
    until_basis: Citation | None = None
    succeeded_by: tuple[OfficeSuccessor, ...] = ()
    changes: tuple[OfficeChange, ...] = ()
    source: str | None = None
    note: str | None = None

    def on(self, day: dt.date) -> Office:
        """Return the desk as it is on a day, with the changes made by then."""
        made = [change for change in self.changes if change.effective_from <= day]
        return attrs.evolve(self, **dict(item for change in made for item in change.changed)) if made else self
