"""The facts about a year: its working days, counted on a wall calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.registry import Registry
from tthc_catalog.timetable.calendar_year import calendar_year

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog


def test_the_working_days_of_a_year(catalog: Catalog) -> None:
    """2024 has 262 days from Monday to Friday; 12 of them were off (1/1, five of Tết, 18/4, 29/4-1/5, 2-3/9), and Saturday 4/5 made up for one."""
    assert calendar_year(catalog, 2024, Registry()).working_days == 262 - 12 + 1
