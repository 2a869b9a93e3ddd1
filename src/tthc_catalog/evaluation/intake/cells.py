"""Parsing of single cells: words, flags, codes, numbers of days and pauses."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from tthc_catalog.evaluation.intake.moment_formats import read_moment
from tthc_catalog.evaluation.intake.record_fields import FLAG_WORDS, is_pseudonym, plain_words
from tthc_catalog.records.lookup import normalise_code

Parsed = tuple[Any, str | None]
"""The normalised value, and the reject reason, None if the cell is valid."""

EARLIEST = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - local office time

_INTERVAL = re.compile(r"([^/;]+)/([^/;]*)")


def read_word(text: str, words: Mapping[str, Any], reason: str) -> Parsed:
    """Look up a word; a dash is an empty cell.

    Args:
        text: the cell.
        words: spelling -> value.
        reason: the reject reason of an unknown word.
    """
    if text == "-":
        return None, None
    value = words.get(plain_words(text))
    return (value, None) if value is not None else (None, reason)


def read_flag(text: str) -> Parsed:
    """Parse a yes or no."""
    return read_word(text, FLAG_WORDS, "flag")


def read_code(text: str) -> Parsed:
    """Parse a procedure code and return its short form."""
    code = normalise_code(text)
    return (code, None) if re.fullmatch(r"\d\.\d{6}", code) else (None, "code")


def read_case(text: str) -> Parsed:
    """Parse the case of a procedure; a dash is the default case."""
    return (None if text == "-" else text), None


def read_official(text: str) -> Parsed:
    """Parse the id of an official; drop it unless it is a pseudonym."""
    return (text if is_pseudonym(text) else None), None


def read_days(text: str) -> Parsed:
    """Parse a number of days; a dash is an empty cell."""
    if not re.fullmatch(r"\d{1,4}(?:\.0+)?", text):
        return (None, None) if text == "-" else (None, "number")
    return int(float(text)), None


def read_pauses(text: str) -> Parsed:
    """Parse pauses, ``start/end; start/end``, and return them with ISO moments. The last end is empty while the pause lasts."""
    if text == "-":
        return None, None
    pauses: list[str] = []
    last = EARLIEST
    pieces = [piece.strip() for piece in text.split(";") if piece.strip()]
    for number, piece in enumerate(pieces):
        match = _INTERVAL.fullmatch(piece.replace("\u2013", "/") if "/" in piece else piece)
        start = read_moment(match[1].strip(), None) if match else None
        end = read_moment(match[2].strip(), None) if match and match[2].strip() else None
        has_end = bool(match and match[2].strip())
        if start is None or start < last or (has_end and (end is None or end < start)) or (not has_end and number < len(pieces) - 1):
            return None, "pauses"
        last = end or start
        pauses.append(f"{start.isoformat()}/{end.isoformat() if end else ''}")
    return ";".join(pauses) or None, None
