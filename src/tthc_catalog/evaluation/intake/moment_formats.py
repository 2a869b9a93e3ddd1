"""Parse columns of moments: typed columns, plain texts and the usual other ways of writing at once, the rest value by value."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from tthc_catalog.decisions.written_moments import INVISIBLE, ZONE, DateOrder, parse_moment
from tthc_catalog.evaluation.intake.plain_moments import read_plain

SECONDS = pa.timestamp("s")

BLANKS = r"\s\x{00a0}\x{2007}\x{202f}\x{3000}" + "".join(rf"\x{{{ord(letter):04x}}}" for letter in INVISIBLE)
"""Characters to strip from a cell, as the inside of a character class of RE2."""

EMPTY = ("", "-", "--", "\u2013", "\u2014", "null", "NULL", "(null)", "None", "N/A", "n/a", "NaN", "nan", "NaT", "0000-00-00 00:00:00")
"""Cells that database tools write where there is no moment."""

_ISO = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$"
_ZONED = r"^(?P<at>\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?(?P<sign>[+-]?)(?P<h>\d{2}|Z?):?(?P<m>\d{2})?$"


class Moments(NamedTuple):
    """A parsed column.

    Attributes:
        values: the moments in office time, to whole seconds; null for empty and rejected cells.
        filled: the rows whose cell contains something.
        dates: the rows whose cell has no time of day; None if no row has such a cell.
    """

    values: Any
    filled: Any
    dates: Any = None


def read_moments(column: Any, date_only: dt.time | None = None, order: DateOrder = "day_first") -> Moments:
    """Parse a column of moments.

    Args:
        column: an Arrow array of text, timestamps (with a zone or without), or dates.
        date_only: the time of day that a bare date means; None makes bare dates null.
        order: how to read a date that does not begin with the year.
    """
    if pa.types.is_timestamp(column.type):
        if column.type.tz is not None:
            column = pc.local_timestamp(column.cast(pa.timestamp(column.type.unit, tz=str(ZONE))))
        values = pc.floor_temporal(column, unit="second").cast(SECONDS) if column.type.unit != "s" else column
        return Moments(values, pc.is_valid(column))
    if pa.types.is_date(column.type):
        if date_only is None:
            return Moments(pa.nulls(len(column), SECONDS), pc.is_valid(column), pc.is_valid(column))
        seconds = (date_only.hour * 60 + date_only.minute) * 60 + date_only.second
        moments = pc.add(column.cast(pa.date32()).cast(SECONDS), pa.scalar(seconds, pa.duration("s")))
        return Moments(moments, pc.is_valid(column), pc.is_valid(column))
    return _read_text(column.cast(pa.string()), date_only, order)


def _read_text(text: Any, date_only: dt.time | None, order: DateOrder) -> Moments:
    """Parse a column of text: all cells as plain moments first, then the others."""
    values = pa.array(read_plain(text, order).view("datetime64[s]"), SECONDS)
    plain = pc.is_valid(values)
    if not values.null_count:
        return Moments(values, plain)
    others = trimmed(pc.filter(text, pc.invert(plain)))
    others_filled = pc.and_(pc.is_valid(others), is_filled(others))
    filled = pc.replace_with_mask(plain, pc.invert(plain), others_filled)
    if not pc.any(others_filled).as_py():
        return Moments(values, filled)
    left = pc.and_(filled, pc.invert(plain))
    parsed, dates = _read_others(pc.filter(others, others_filled), date_only, order)
    if dates is not None:
        dates = pc.replace_with_mask(pa.array([False] * len(text)), left, dates)
    return Moments(pc.replace_with_mask(values, left, parsed), filled, dates)


def trimmed(column: Any) -> Any:
    """Return a column as text without surrounding blanks and characters that have no width."""
    text = column.cast(pa.string())
    if pc.all(pc.string_is_ascii(text)).as_py() is not False:
        return pc.ascii_trim_whitespace(text)
    return pc.replace_substring_regex(text, rf"^[{BLANKS}]+|[{BLANKS}]+$", "")


def is_filled(text: Any) -> Any:
    """Return which cells of a trimmed column contain something."""
    return pc.fill_null(pc.invert(pc.is_in(text, pa.array(EMPTY))), fill_value=False) if len(text) else pa.array([], pa.bool_())


def _as_iso(text: Any, order: DateOrder) -> Any:
    """Rewrite the usual forms as ``YYYY-MM-DD HH:MM:SS``."""
    if order != "unclear":
        rewritten = r"\3-\2-\1" if order == "day_first" else r"\3-\1-\2"
        text = pc.replace_substring_regex(text, r"^(\d{2})[/.-](\d{2})[/.-](\d{4})", rewritten)
    text = pc.replace_substring_regex(text, r"^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})$", r"\1 \2:00")
    return pc.replace_substring_regex(text, r"^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})$", r"\1 \2")


def _parse_iso(iso: Any) -> Any:
    plain = pc.if_else(pc.match_substring_regex(iso, _ISO), iso, None)
    # strptime reads 31/02 as 3 March: cells whose day changes stay null, and `parse_moment` rejects them later.
    parsed = pc.strptime(plain, format="%Y-%m-%d %H:%M:%S", unit="s", error_is_null=True)
    return pc.if_else(pc.equal(pc.strftime(parsed, format="%d"), pc.utf8_slice_codeunits(plain, 8, 10)), parsed, None)


def _parse_padded(text: Any, order: DateOrder) -> Any:
    """Parse days, months and hours of one digit, fractions of a second, and offsets from UTC."""
    padded = pc.replace_substring_regex(text, r"^(\d)([/.-]\d{1,2}[/.-]\d{4}\b)", r"0\1\2")
    padded = pc.replace_substring_regex(padded, r"^(\d{2}[/.-])(\d[/.-]\d{4}\b)", "\\1" + "0" + "\\2")
    padded = pc.replace_substring_regex(padded, r"^(\S{10})[T ]+(\d:)", r"\1 0\2")
    iso = _as_iso(padded, order)
    parts = pc.extract_regex(iso, _ZONED)
    hours, minutes = (pc.if_else(pc.match_substring_regex(parts.field(n), r"^\d+$"), parts.field(n), "0") for n in (2, 3))
    zoned = pc.or_(pc.not_equal(parts.field(1), ""), pc.equal(parts.field(2), "Z"))
    offset = pc.add(pc.multiply(hours.cast(pa.int64()), 3_600), pc.multiply(pc.fill_null(minutes, "0").cast(pa.int64()), 60))
    offset = pc.if_else(pc.equal(parts.field(1), "-"), offset, pc.negate(offset))
    at = _parse_iso(pc.replace_substring(parts.field(0), "T", " "))
    utc = pc.add(at, pc.if_else(zoned, offset, 0).cast(pa.duration("s")))
    local = pc.local_timestamp(utc.cast(pa.timestamp("s", tz="UTC")).cast(pa.timestamp("s", tz=str(ZONE))))
    # An offset without its sign is no offset: such a text is not matched.
    odd = pc.and_(pc.equal(parts.field(1), ""), pc.match_substring_regex(parts.field(2), r"^\d"))
    fine = pc.fill_null(pc.and_(pc.invert(odd), pc.is_valid(at)), fill_value=False)
    return pc.if_else(fine, pc.if_else(zoned, local, at), _parse_iso(iso))


def _read_others(text: Any, date_only: dt.time | None, order: DateOrder) -> tuple[Any, Any]:
    """Parse cells that are in no plain form; return the moments, and the rows without a time of day, None without such a row."""
    parsed = _parse_padded(text, order)
    left = pc.is_null(parsed)
    if not pc.any(left).as_py():
        return parsed, None
    encoded = pc.filter(text, left).dictionary_encode()
    moments = [parse_moment(written, date_only, order) for written in encoded.dictionary.to_pylist()]
    values = pa.array([moment.value for moment in moments], SECONDS)
    parsed = pc.replace_with_mask(parsed, left, values.take(encoded.indices))
    if not any(moment.is_date for moment in moments):
        return parsed, None
    dates = pa.array([moment.is_date for moment in moments]).take(encoded.indices)
    return parsed, pc.replace_with_mask(pa.array([False] * len(text)), left, dates)
