"""Reading a moment somebody typed: ISO 8601, with or without seconds and offset."""

from __future__ import annotations

import datetime as dt
import re

_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}")
_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?\s*(Z|[+-]\d{2}:?\d{2})?")


def read_moment(typed: object) -> dt.datetime:
    """``2023-09-29 15:31`` (local office time), or with ``Z`` or an offset such as ``+07:00``.

    Raises:
        InvalidInstant: this is no text, has another shape, or names a day or time that does not exist; what was most likely meant
            comes with it.
    """
    cleaned = typed.strip() if isinstance(typed, str) else ""
    if _SHAPE.fullmatch(cleaned):
        try:
            day, _, time = cleaned.replace("T", " ").partition(" ")
            return dt.datetime.fromisoformat(
                f"{day}T{time.strip().replace(' ', '').rjust(5, '0') if time[1:2] == ':' else time.replace(' ', '')}"
            )
        except ValueError:
            pass
    from tthc_catalog.errors import InvalidInstant

    raise InvalidInstant("error.invalid_instant", suggestions=_meant(cleaned), value=typed if isinstance(typed, str) else repr(typed))


def _meant(typed: str) -> list[str]:
    """What a moment written as people say it most likely means, ready to type: ``15h31 ngày 29/9/2023`` is ``2023-09-29 15:31``."""
    from tthc_catalog.problems.replacements import for_format

    found = _DAY.search(typed)
    if found is None:
        return []
    rest = re.sub(r"ngày|lúc|vào|,|T", " ", typed[: found.start()] + typed[found.end() :], flags=re.IGNORECASE)
    day, time = for_format("date", found[0]), for_format("time-of-day", rest)
    return [f"{day} {time}".replace('"', "")] if day and time else []
