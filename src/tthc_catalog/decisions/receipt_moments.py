"""Parse a moment typed by a person or a program: ISO 8601, with or without seconds and offset."""

from __future__ import annotations

import datetime as dt
import re

_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}")
_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?\s*(Z|[+-]\d{2}:?\d{2})?")


def read_moment(value: object) -> dt.datetime:
    """Parse ``2023-09-29 15:31`` (local office time), or the same with ``Z`` or an offset such as ``+07:00``.

    Raises:
        InvalidInstant: the value is not text, has another shape, or names a day or time that does not exist; the error suggests
            the most likely meaning.
    """
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

    raise InvalidInstant("error.invalid_instant", suggestions=_suggestions(cleaned), value=value if isinstance(value, str) else repr(value))


def _suggestions(text: str) -> list[str]:
    """Return the most likely meaning of a moment in everyday notation: ``15h31 ngày 29/9/2023`` gives ``2023-09-29 15:31``."""
    from tthc_catalog.problems.replacements import for_format

    match = _DAY.search(text)
    if match is None:
        return []
    rest = re.sub(r"ngày|lúc|vào|,|T", " ", text[: match.start()] + text[match.end() :], flags=re.IGNORECASE)
    day, time = for_format("date", match[0]), for_format("time-of-day", rest)
    return [f"{day} {time}".replace('"', "")] if day and time else []
