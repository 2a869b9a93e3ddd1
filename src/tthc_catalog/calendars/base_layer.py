"""Days off as the ``holidays`` library knows them: the base layer, and a cross-check, never the last word.

This is the only module that imports ``holidays``. The official overlay decides every day up to its
``decided_through``; only later days rest on this layer, and answers that touch them are provisional.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping


def days_off(country: str, years: Iterable[int]) -> Mapping[dt.date, str]:
    """Public holidays, days in lieu and substituted days off of ``country`` in ``years``, with their names.

    Args:
        country: ISO 3166-1 alpha-2 code the ``holidays`` library supports.
        years: calendar years.

    Raises:
        LookupError: the library knows no such country.
    """
    import holidays

    wanted = list(years)
    try:
        known = holidays.country_holidays(country, years=wanted, language="vi" if country == "VN" else None)
    except NotImplementedError as error:
        raise LookupError(country) from error
    return {day: name for day, name in known.items() if day.year in set(wanted)}


def library_version() -> str:
    """Version of the ``holidays`` distribution, for evidence."""
    import importlib.metadata

    return importlib.metadata.version("holidays")
