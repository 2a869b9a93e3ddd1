"""Validate and parse the formats of catalog values: dates, times, codes and others.

These are the project's own formats, not those of JSON Schema: a time is ``HH:MM`` and a date is ``YYYY-MM-DD``, both quoted text.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]").fullmatch
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}").fullmatch
_CODE = re.compile(r"[0-9]\.[0-9]{6}").fullmatch
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*").fullmatch
_CALVER = re.compile(r"([0-9]{4})\.([0-9]{2})\.([0-9]{2})(?:\.[0-9]{1,3})?").fullmatch

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def is_date(value: str) -> bool:
    """Return whether ``value`` is an existing day written ``YYYY-MM-DD``."""
    if not _DATE(value):
        return False
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_time(value: str) -> bool:
    """Return whether ``value`` is a time of day written ``HH:MM``, 00:00 to 23:59."""
    return _TIME(value) is not None


def is_month_day(value: str) -> bool:
    """Return whether ``value`` is a day of the year written ``MM-DD``; 29 February is valid."""
    return _MONTH_DAY(value) is not None and is_date("2024-" + value)


def is_session(value: str) -> bool:
    """Return whether ``value`` is an opening session written ``HH:MM-HH:MM`` that ends after it starts."""
    start, dash, end = value.partition("-")
    return bool(dash) and is_time(start) and is_time(end) and start < end


def is_code(value: str) -> bool:
    """Return whether ``value`` is a procedure code: one digit, a dot, six digits."""
    return _CODE(value) is not None


def is_slug(value: str) -> bool:
    """Return whether ``value`` is a short name of lower-case unaccented letters, digits and single hyphens."""
    return _SLUG(value) is not None


def is_calver(value: str) -> bool:
    """Return whether ``value`` is a version by date: ``YYYY.MM.DD``, with an optional counter for several versions of one day."""
    match = _CALVER(value)
    return match is not None and is_date("-".join(match.groups()))


FORMATS: dict[str, Callable[[str], bool]] = {
    "date": is_date,
    "time-of-day": is_time,
    "month-day": is_month_day,
    "session": is_session,
    "procedure-code": is_code,
    "slug": is_slug,
    "calver": is_calver,
}
"""The value of ``format`` in a schema -> the function that validates a text."""

SHAPES: dict[str, str] = {
    "date": "YYYY-MM-DD",
    "time-of-day": "HH:MM",
    "month-day": "MM-DD",
    "session": "HH:MM-HH:MM",
    "procedure-code": "d.dddddd",
    "slug": "ten-ngan",
    "calver": "YYYY.MM.DD",
}
"""The value of ``format`` in a schema -> its shape, shown as the expected value."""


def read_date(value: str | None) -> dt.date | None:
    """Parse a text of format ``date``."""
    return None if value is None else dt.date.fromisoformat(value)


def read_minutes(value: str) -> int:
    """Parse a text of format ``time-of-day`` into minutes after midnight."""
    return int(value[:2]) * 60 + int(value[3:])


def read_session(value: str) -> tuple[int, int]:
    """Parse a text of format ``session`` into its start and end, in minutes after midnight."""
    return read_minutes(value[:5]), read_minutes(value[6:])


def read_month_day(value: str) -> tuple[int, int]:
    """Parse a text of format ``month-day`` into month and day."""
    return int(value[:2]), int(value[3:])
