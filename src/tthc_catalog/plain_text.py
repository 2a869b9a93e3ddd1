"""Make catalog text safe to show.

Renderers escape catalog text, so that it is never interpreted as markup, a formula, a template or a field. This module handles the
characters that escaping does not: control characters, which XML does not allow, and those that are invisible or change the writing direction.
"""

from __future__ import annotations

import re
import unicodedata

MARK = "\N{REPLACEMENT CHARACTER}"
"""Replaces an active character, so that a reader sees that something was there."""

_ACTIVE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufdd0-\ufdef\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def shown_text(text: str) -> str:
    """Return ``text`` in NFC, with active characters replaced by `MARK` and line breaks by spaces."""
    return _ACTIVE.sub(MARK, unicodedata.normalize("NFC", " ".join(text.split()) if _BREAK.search(text) else text))


_BREAK = re.compile(r"[\t\n\r]")


def shown_lines(text: str) -> str:
    """Return ``text`` as `shown_text` does, but with its line breaks."""
    return "\n".join(shown_text(line) for line in text.split("\n"))


def starts_formula(text: str) -> bool:
    """Return whether a spreadsheet would interpret the text as a formula."""
    return text.lstrip(" \u00a0\u3000").startswith(_FORMULA)


def inert_cell(text: str) -> str:
    """Return ``text`` for a CSV cell, with an apostrophe before a formula.

    >>> inert_cell("=1+1")
    "'=1+1"
    """
    return f"'{text}" if starts_formula(text) or text.startswith(_FULLWIDTH) else text


_FULLWIDTH = ("＝", "＋", "－", "＠")
