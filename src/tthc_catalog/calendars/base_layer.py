"""Days off from the ``holidays`` library, the base layer below the official overlay.

This is the only module that imports ``holidays``. The official overlay decides every day up to its
``decided_through``. Only later days come from this layer, and answers that depend on them are provisional.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping


def days_off(country: str, years: Iterable[int]) -> Mapping[dt.date, str]:
    """Return the public holidays, days in lieu and substituted days off of ``country`` in ``years``, with their names.

    Args:
        country: ISO 3166-1 alpha-2 code, or the ISO 3166-2 code of a part of the country: ``VN``, ``GB-ENG``.
        years: calendar years.

    Raises:
        LookupError: the ``holidays`` library does not support the country or its part.
    """
    import holidays

    requested = list(years)
    name, _, part = country.partition("-")
    try:
        found = holidays.country_holidays(name, subdiv=part or None, years=requested, language="vi" if name == "VN" else None)
    except NotImplementedError as error:
        raise LookupError(country) from error
    return {day: name for day, name in found.items() if day.year in set(requested)}
