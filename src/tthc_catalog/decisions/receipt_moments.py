"""Parse a moment typed by a person or a program: ISO 8601, with or without seconds and offset, or everyday notation."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}")
_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?\s*(Z|[+-]\d{2}(:?\d{2})?)?")
_SHORT_OFFSET = re.compile(r"[+-]\d{2}$")
_OFFSET = re.compile(r"(?:\d ?[zZ]|UTC|GMT|:\d{2} ?[+-]\d{1,2}(?::?\d{2})?)$|(?:UTC|GMT) ?[+-]\d", re.IGNORECASE)


def read_moment(value: object, time_when_missing: dt.time | None = None) -> dt.datetime:
    """Parse ``2023-09-29 15:31`` (local office time), the same with ``Z`` or an offset such as ``+07``, or an everyday notation.

    Everyday notation is what exports and people use, such as ``15h31 ngày 29/9/2023`` or ``3:31 CH 29/9/2023``; the day comes before the
    month.

    Args:
        value: text, a numpy ``datetime64``, a moment of a subclass of datetime, such as those of pandas, or a date if
            ``time_when_missing`` is given.
        time_when_missing: the time of day to use for a date without one.

    Raises:
        InvalidInstant: the value is missing, has no known form, names a day or time that does not exist, or is a date without a time of
            day; the error suggests the most likely meaning.
    """
    if getattr(getattr(value, "dtype", None), "kind", None) == "M":
        value = _from_numpy(value)
        if value is None:
            from tthc_catalog.errors import InvalidInstant

            raise InvalidInstant("error.no_instant", value="NaT")
    if isinstance(value, dt.datetime):
        if value == value:  # noqa: PLR0124 - NaT differs from itself
            return dt.datetime(
                value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond, value.tzinfo, fold=value.fold
            )
    elif isinstance(value, dt.date) and time_when_missing is not None:
        return dt.datetime.combine(value, time_when_missing)
    cleaned = value.strip() if isinstance(value, str) else ""
    if _SHAPE.fullmatch(cleaned):
        try:
            day, _, time = cleaned.replace("T", " ").partition(" ")
            time = time.replace(" ", "").rjust(5, "0") if time[1:2] == ":" else time.replace(" ", "")
            return dt.datetime.fromisoformat(f"{day}T{time}{':00' if _SHORT_OFFSET.search(time) else ''}")
        except ValueError:
            pass
    return _everyday(value, cleaned, time_when_missing)


def _everyday(value: object, cleaned: str, time_when_missing: dt.time | None) -> dt.datetime:
    """Parse everyday notation, which needs more imports than a program should wait for."""
    from tthc_catalog.decisions.written_moments import parse_moment
    from tthc_catalog.errors import InvalidInstant

    if value is None or isinstance(value, dt.datetime):
        raise InvalidInstant("error.no_instant", value="None" if value is None else "NaT")
    moment = parse_moment(cleaned, time_when_missing)
    is_number = cleaned.replace(".", "").replace(",", "").isdigit()  # a serial number or Unix time is nothing that a person types
    # An everyday notation with an offset is not converted: the desk may be in any zone.
    if moment.value is not None and not is_number and not _OFFSET.search(cleaned):
        return moment.value
    is_date = (moment.is_date and not is_number) or isinstance(value, dt.date)
    key = "error.date_without_time" if is_date else "error.invalid_instant"
    raise InvalidInstant(
        key, suggestions=_suggestions(cleaned), value=value if isinstance(value, str) else str(value) if is_date else repr(value)
    )


def _from_numpy(value: Any) -> object:
    """Return a numpy ``datetime64`` as a datetime, one of days as a date, and NaT as None.

    A moment beyond the years of a datetime is clipped to them.
    """
    is_date = str(value.dtype) == "datetime64[D]"
    try:
        found = (value if is_date else value.astype("datetime64[us]")).item()
    except OverflowError:  # raised by numpy 2.5 and later
        found = int(value.astype("int64"))
    if isinstance(found, int):
        return dt.datetime.max if found > 0 else dt.datetime.min  # noqa: DTZ901 - local office time, as every moment without a zone
    return found


def _suggestions(text: str) -> list[str]:
    """Return the moment that a text says in another form: ``30/1/2023 15h31`` gives ``2023-01-30 15:31``; a day that does not exist gives none."""
    from tthc_catalog.problems.replacements import for_format

    match = _DAY.search(text)
    if match is None:
        return []
    rest = re.sub(r"ngày|lúc|vào|,|T", " ", text[: match.start()] + text[match.end() :], flags=re.IGNORECASE)
    day, time = for_format("date", match[0]), for_format("time-of-day", rest)
    return [f"{day} {time}".replace('"', "")] if day and time else []
