"""Parsing of moments in the forms that exports use.

These are ISO, day/month/year, the hour before the date, Excel day numbers, milliseconds since 1970, and typed columns. A date that is not
ISO is always day/month/year. An unreadable moment becomes None; nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Callable

ZONE = zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")
"""The time zone of offices: moments without a zone are in it, others are converted."""

SECONDS = pa.timestamp("s")

_ISO = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$"
_DATE = r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})"
_TIME = r"(?P<H>\d{1,2})(?::|h|g)(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d+)?)?"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_DATE}(?:[ ,T]+{_TIME})?",
        rf"{_TIME}[ ,]+{_DATE}",
        rf"(?P<y>\d{{4}})[-/](?P<m>\d{{1,2}})[-/](?P<d>\d{{1,2}})(?:[ T]+{_TIME} ?(?P<z>Z|[+-]\d{{2}}:?\d{{2}})?)?",
    )
)
_SERIAL = re.compile(r"[2-6]\d{4}(?:[.,]\d+)?")
_MILLISECONDS = re.compile(r"1\d{12}")
_EXCEL_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - local office time


def read_moment(written: str, date_only: dt.time | None) -> dt.datetime | None:
    """Parse one moment in office time, to whole seconds; return None if the text is unreadable or the date does not exist.

    Args:
        written: the text, without surrounding blanks.
        date_only: the time of day that a bare date means; None rejects bare dates.

    >>> read_moment("6/10/2023 15h30", None)
    datetime.datetime(2023, 10, 6, 15, 30)
    >>> read_moment("45205.645833333", None)
    datetime.datetime(2023, 10, 6, 15, 30)
    """
    if _SERIAL.fullmatch(written):
        number = float(written.replace(",", "."))
        moment = _EXCEL_EPOCH + dt.timedelta(seconds=round(number * 86_400))
        return moment if "." in written or "," in written else _on(moment.date(), date_only)
    if _MILLISECONDS.fullmatch(written):
        return dt.datetime.fromtimestamp(int(written) // 1000, ZONE).replace(tzinfo=None)
    for pattern in _PATTERNS:
        match = pattern.fullmatch(written)
        if match is not None:
            return _moment(match.groupdict(), date_only)
    return None


def _moment(parts: dict[str, str | None], date_only: dt.time | None) -> dt.datetime | None:
    try:
        day = dt.date(int(parts["y"] or 0), int(parts["m"] or 0), int(parts["d"] or 0))
        if parts["H"] is None:
            return _on(day, date_only)
        moment = dt.datetime.combine(day, dt.time(int(parts["H"]), int(parts["M"] or 0), int(parts["S"] or 0)))
        zone = parts.get("z")
        if zone is None:
            return moment
        offset = "+0000" if zone == "Z" else zone.replace(":", "")
        return dt.datetime.strptime(f"{moment:%Y%m%d%H%M%S}{offset}", "%Y%m%d%H%M%S%z").astimezone(ZONE).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def _on(day: dt.date, time: dt.time | None) -> dt.datetime | None:
    return None if time is None else dt.datetime.combine(day, time)


def read_moments(column: Any, date_only: dt.time | None = None) -> Any:
    """Parse a column of moments in office time, to whole seconds; empty and unreadable cells become null.

    Args:
        column: an Arrow array of text, timestamps (with a zone or without), dates, or Excel day numbers.
        date_only: the time of day that a bare date means; None makes bare dates null.
    """
    if pa.types.is_timestamp(column.type):
        if column.type.tz is not None:
            column = pc.local_timestamp(column.cast(pa.timestamp(column.type.unit, tz=str(ZONE))))
        return pc.floor_temporal(column, unit="second").cast(SECONDS) if column.type.unit != "s" else column
    if pa.types.is_date(column.type):
        if date_only is None:
            return pa.nulls(len(column), SECONDS)
        seconds = (date_only.hour * 60 + date_only.minute) * 60 + date_only.second
        return pc.add(column.cast(pa.date32()).cast(SECONDS), pa.scalar(seconds, pa.duration("s")))
    text = pc.replace_substring_regex(column.cast(pa.string()), r"^[\s\x{00a0}]+|[\s\x{00a0}]+$", "")
    iso = pc.replace_substring_regex(text, r"^(\d{2})[/.-](\d{2})[/.-](\d{4})", r"\3-\2-\1")
    iso = pc.replace_substring_regex(iso, r"^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})$", r"\1 \2:00")
    iso = pc.replace_substring_regex(iso, r"^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})$", r"\1 \2")
    plain = pc.if_else(pc.match_substring_regex(iso, _ISO), iso, None)
    # strptime reads 31/02 as 3 March: cells whose day changes are parsed again by `read_moment`, which rejects them.
    parsed = pc.strptime(plain, format="%Y-%m-%d %H:%M:%S", unit="s", error_is_null=True)
    parsed = pc.if_else(pc.equal(pc.strftime(parsed, format="%d"), pc.utf8_slice_codeunits(plain, 8, 10)), parsed, None)
    left = pc.and_(pc.is_null(parsed), pc.and_kleene(pc.is_valid(text), pc.not_equal(text, "")))
    left = pc.fill_null(left, fill_value=False)
    if not pc.any(left).as_py():
        return parsed
    return _fill(parsed, text, left, lambda written: read_moment(written, date_only))


def _fill(parsed: Any, text: Any, left: Any, parse: Callable[[str], Any]) -> Any:
    """Parse the cells that are left one by one, each different text once."""
    encoded = pc.filter(text, left).dictionary_encode()
    values = pa.array([parse(written) for written in encoded.dictionary.to_pylist()], parsed.type)
    return pc.replace_with_mask(parsed, left, values.take(encoded.indices))
