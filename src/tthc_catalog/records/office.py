"""Offices and their opening hours. Times of day are minutes after midnight (0-1439)."""

from __future__ import annotations

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


@attrs.frozen(kw_only=True)
class Office:
    """A desk (Bộ phận Tiếp nhận và Trả kết quả) of one level; ``hours`` is the id of its office hours."""

    id: str
    name: str
    name_en: str | None
    level: Level
    hours: str
    period: Period
    source: str | None = None
    note: str | None = None
