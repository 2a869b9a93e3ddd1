"""Single cells brought to one form: words, flags, codes, numbers of days and pauses, each with why it cannot be taken."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from tthc_catalog.evaluation.intake.fields import (
    FLAG_WORDS,
    is_pseudonym,
    plain_words,
)
from tthc_catalog.evaluation.intake.moment_formats import read_moment
from tthc_catalog.records.lookup import normalise_code

Read = tuple[Any, str | None]
"""A value in its one form, and why it cannot be taken; None when it can."""


EARLIEST = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - office time


_INTERVAL = re.compile(r"([^/;]+)/([^/;]*)")


def read_word(text: str, words: Mapping[str, Any], reason: str) -> Read:
    """One of some words, by the words it is known by; a dash says nothing."""
    if text == "-":
        return None, None
    found = words.get(plain_words(text))
    return (found, None) if found is not None else (None, reason)


def read_flag(text: str) -> Read:
    """Yes or no."""
    return read_word(text, FLAG_WORDS, "flag")


def read_code(text: str) -> Read:
    """A procedure code in its short form."""
    code = normalise_code(text)
    return (code, None) if re.fullmatch(r"\d\.\d{6}", code) else (None, "code")


def read_case(text: str) -> Read:
    """The case of a procedure; a dash is the usual one."""
    return (None if text == "-" else text), None


def read_official(text: str) -> Read:
    """An official's id; what is no pseudonym is left out."""
    return (text if is_pseudonym(text) else None), None


def read_days(text: str) -> Read:
    """A number of days; a dash says nothing."""
    if not re.fullmatch(r"\d{1,4}(?:\.0+)?", text):
        return (None, None) if text == "-" else (None, "number")
    return int(float(text)), None


def read_pauses(text: str) -> Read:
    """``start/end; start/end``, the last end left out while the waiting lasts; brought to ISO."""
    if text == "-":
        return None, None
    said: list[str] = []
    last = EARLIEST
    pieces = [piece.strip() for piece in text.split(";") if piece.strip()]
    for number, piece in enumerate(pieces):
        found = _INTERVAL.fullmatch(piece.replace("\u2013", "/") if "/" in piece else piece)
        start = read_moment(found[1].strip(), None) if found else None
        end = read_moment(found[2].strip(), None) if found and found[2].strip() else None
        ends = bool(found and found[2].strip())
        if start is None or start < last or (ends and (end is None or end < start)) or (not ends and number < len(pieces) - 1):
            return None, "pauses"
        last = end or start
        said.append(f"{start.isoformat()}/{end.isoformat() if end else ''}")
    return ";".join(said) or None, None
