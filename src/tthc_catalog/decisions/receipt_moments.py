"""Parse a moment typed by a person or a program: ISO 8601, with or without seconds and offset."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}")
_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?\s*(Z|[+-]\d{2}:?\d{2})?")


def read_moment(value: object) -> dt.datetime:
    """Parse ``2023-09-29 15:31`` (local office time), or the same with ``Z`` or an offset such as ``+07:00``.

    Args:
        value: text, a numpy ``datetime64``, or a moment of a subclass of datetime, such as those of pandas.

    Raises:
        InvalidInstant: the value is missing, is something else, has another shape, or names a day or time that does not exist; the error
            suggests the most likely meaning.
    """
    if getattr(getattr(value, "dtype", None), "kind", None) == "M":
        value = _from_numpy(value)
    if isinstance(value, dt.datetime) and value == value:  # noqa: PLR0124 - NaT differs from itself
        return dt.datetime(
            value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond, value.tzinfo, fold=value.fold
        )
    cleaned = value.strip() if isinstance(value, str) else ""
    if _SHAPE.fullmatch(cleaned):
        try:
            day, _, time = cleaned.replace("T", " ").partition(" ")
            return dt.datetime.fromisoformat(
                f"{day}T{time.strip().replace(' ', '').rjust(5, '0') if time[1:2] == ':' else time.replace(' ', '')}"
            )
        except ValueError:
            pass
    from tthc_catalog.errors import InvalidInstant

    if value is None or isinstance(value, dt.datetime):
        raise InvalidInstant("error.no_instant", value="None" if value is None else "NaT")
    raise InvalidInstant("error.invalid_instant", suggestions=_suggestions(cleaned), value=value if isinstance(value, str) else repr(value))


def _from_numpy(value: Any) -> object:
    """Return a numpy ``datetime64`` as a datetime, and NaT as None; a moment beyond the years of a datetime is clipped to them."""
    found = value.astype("datetime64[us]").item()
    if isinstance(found, int):
        return dt.datetime.max if found > 0 else dt.datetime.min  # noqa: DTZ901 - local office time, as every moment without a zone
    return found


def _suggestions(text: str) -> list[str]:
    """Return the most likely meaning of a moment in everyday notation: ``15h31 ngày 29/9/2023`` gives ``2023-09-29 15:31``."""
    from tthc_catalog.problems.replacements import for_format

    match = _DAY.search(text)
    if match is None:
        return []
    rest = re.sub(r"ngày|lúc|vào|,|T", " ", text[: match.start()] + text[match.end() :], flags=re.IGNORECASE)
    day, time = for_format("date", match[0]), for_format("time-of-day", rest)
    return [f"{day} {time}".replace('"', "")] if day and time else []
