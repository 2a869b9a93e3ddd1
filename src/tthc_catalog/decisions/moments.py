"""Reading a moment somebody typed: ISO 8601, with or without seconds and offset."""

from __future__ import annotations

import datetime as dt
import re

_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?\s*(Z|[+-]\d{2}:?\d{2})?")


def read_moment(typed: str) -> dt.datetime:
    """``2023-09-29 15:31`` (local office time), or with ``Z`` or an offset such as ``+07:00``.

    Raises:
        InvalidInstant: the text has another shape, or the day or time does not exist.
    """
    cleaned = typed.strip()
    if _SHAPE.fullmatch(cleaned):
        try:
            day, _, time = cleaned.replace("T", " ").partition(" ")
            return dt.datetime.fromisoformat(
                f"{day}T{time.strip().replace(' ', '').rjust(5, '0') if time[1:2] == ':' else time.replace(' ', '')}"
            )
        except ValueError:
            pass
    from tthc_catalog.errors import InvalidInstant

    raise InvalidInstant("error.invalid_instant", value=typed)
