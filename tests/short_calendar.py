"""A catalog whose calendar covers a few years, for proofs at every breakpoint that would take long over all years."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.effective import Period

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog

FIRST, UNTIL = dt.date(2023, 7, 1), dt.date(2025, 3, 1)
"""The days of a shortened calendar; its last half year is not decided, so that some answers are provisional."""


def shortened(catalog: Catalog, first: dt.date = FIRST, until: dt.date = UNTIL) -> Catalog:
    """Return the catalog with a calendar of these days, of which all but the last half year are decided."""
    calendar = catalog.calendar
    days = tuple(day for day in calendar.days if first <= day.date < until)
    decided = min(calendar.decided_through, until - dt.timedelta(days=185))
    return attrs.evolve(catalog, calendar=attrs.evolve(calendar, covers=Period(first, until), decided_through=decided, days=days))
