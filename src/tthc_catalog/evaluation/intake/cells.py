"""Parsing of single cells: words, flags, codes, numbers of days and pauses; and the text of typed cells."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tthc_catalog.decisions.written_moments import parse_moment
from tthc_catalog.evaluation.intake.field_words import EMPTY_WORDS, FLAG_WORDS, NO_FLAG, TICKS
from tthc_catalog.evaluation.intake.record_fields import HOUR, MOMENTS, is_pseudonym, plain_words
from tthc_catalog.records.lookup import normalise_code

if TYPE_CHECKING:
    from collections.abc import Collection

Parsed = tuple[Any, str | None]
"""The normalised value, and the reject reason, None if the cell is valid."""

EARLIEST = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - local office time

_INTERVAL = re.compile(r"([^/;]+)/([^/;]*)(?:/ *([a-z0-9]+(?:-[a-z0-9]+)*))?")
_CODE_AND_NAME = re.compile(r"(\d\.\d{6}(?:\.[0-9A-Z]+)*)\s*[-\u2013\u2014:]\s*[^\W\d]")
_SHORT_CODE = re.compile(r"(\d)[.,](\d{1,6})")
_FEWEST_DECIMALS = 4
"""A number with fewer decimals is no procedure code, unless the catalog lists the code that it would be."""


def is_empty_word(text: str) -> bool:
    """Return whether a cell is empty, or says so."""
    return (
        text in ("-", "\u2013", "\u2014")
        or (len(text) < 30 and text.lower().strip() in EMPTY_WORDS)
        or plain_words(text) in EMPTY_WORDS - {""}
    )


def read_word(text: str, words: Mapping[str, Any], reason: str) -> Parsed:
    """Look up a word; a dash is an empty cell.

    Args:
        text: the cell.
        words: spelling -> value.
        reason: the reject reason of an unknown word.
    """
    if is_empty_word(text):
        return None, None
    value = words.get(plain_words(text))
    return (value, None) if value is not None else (None, reason)


def read_flag(text: str) -> Parsed:
    """Parse a yes or no, in words or as a tick."""
    text = TICKS.get(text, text)
    return (None, None) if plain_words(text) in NO_FLAG else read_word(text, FLAG_WORDS, "flag")


def read_code(text: str, known: Collection[str]) -> Parsed:
    """Parse a procedure code and return its short form.

    A spreadsheet that takes a code for a number drops its trailing zeros. Every code has six decimals, so the zeros are restored, unless
    the catalog lists another code with the same first digits: then the missing digit may be another one. A name after a whole code is dropped.

    Args:
        text: the code in any printed form.
        known: the codes of the catalog.
    """
    named = _CODE_AND_NAME.match(text)
    code = normalise_code(named[1] if named is not None else text)
    if re.fullmatch(r"\d\.\d{6}", code):
        return code, None
    match = _SHORT_CODE.fullmatch(code)
    if match is not None:
        padded = f"{match[1]}.{match[2]:0<6}"
        if len(match[2]) == 6 or padded in known:
            return padded, None
        if len(match[2]) >= _FEWEST_DECIMALS and not any(other.startswith(f"{match[1]}.{match[2]}") for other in known):
            return padded, None
    return None, "code"


def read_case(text: str) -> Parsed:
    """Parse the case of a procedure; a dash is the default case."""
    return (None if is_empty_word(text) else text), None


def read_official(text: str) -> Parsed:
    """Parse the id of an official; drop it unless it is a pseudonym."""
    return (text if is_pseudonym(text) else None), None


def read_days(text: str) -> Parsed:
    """Parse a number of days; a dash is an empty cell."""
    if not re.fullmatch(r"\d{1,4}(?:\.0+)?", text):
        return (None, None) if is_empty_word(text) else (None, "number")
    return int(float(text)), None


def read_pauses(text: str) -> Parsed:
    """Parse pauses, ``start/end; start/end/kind``, and return them with ISO moments. The last end is empty while the pause lasts."""
    if is_empty_word(text):
        return None, None
    pauses: list[str] = []
    last = EARLIEST
    pieces = [piece.strip() for piece in text.split(";") if piece.strip()]
    for number, piece in enumerate(pieces):
        match = _INTERVAL.fullmatch(piece.replace("\u2013", "/") if "/" in piece else piece)
        start = parse_moment(match[1]).value if match else None
        end = parse_moment(match[2]).value if match and match[2].strip() else None
        has_end = bool(match and match[2].strip())
        if start is None or start < last or (has_end and (end is None or end < start)) or (not has_end and number < len(pieces) - 1):
            return None, "pauses"
        last = end or start
        kind = f"/{match[3]}" if match and match[3] else ""
        pauses.append(f"{start.isoformat()}/{end.isoformat() if end else ''}{kind}")
    return ";".join(pauses) or None, None


def as_text(field: str, value: Any, *, serial_shift: int = 0) -> str | None:
    """Return a typed cell as text: moments in ISO to the nearest second, booleans as true or false, whole numbers without a point.

    Args:
        field: the field of the cell's column.
        value: the cell.
        serial_shift: days to add to serial numbers, 1462 in workbooks that count from 1904.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        # A spreadsheet stores fractions of a day: 09:00 may be a hair below 09:00.
        return (value + dt.timedelta(milliseconds=500)).replace(microsecond=0).isoformat(" ") if value.microsecond else value.isoformat(" ")
    if isinstance(value, dt.timedelta):
        return str(value / dt.timedelta(days=1)) if value < dt.timedelta(days=1) else str(value)
    if isinstance(value, int | float):
        return _number_text(field, value, serial_shift)
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _number_text(field: str, value: float, serial_shift: int) -> str:
    if field in MOMENTS:
        value += serial_shift
    elif field.endswith(HOUR) and value >= 1:
        value %= 1
    elif field == "code" and not float(value).is_integer():
        return f"{value:.6f}".rstrip("0")  # 1.001193 may be stored as 1.0011929999999999
    if float(value).is_integer() and (isinstance(value, int) or abs(value) < 1e15):
        return str(int(value))
    return str(value)
