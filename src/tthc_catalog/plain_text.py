"""Catalog text made safe to show: nothing in it can turn the line round, hide, or break a file.

Catalog text is shown as text everywhere: no renderer lets it be read as markup, a formula, a template or a field. What remains are
the characters that act by being there: controls, which XML cannot hold, and those that change the writing direction.
"""

from __future__ import annotations

import re
import unicodedata

MARK = "\N{REPLACEMENT CHARACTER}"
"""Stands where such a character was, so that a reader sees that something was there."""

_ACTING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufdd0-\ufdef\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def shown_text(text: str) -> str:
    """``text`` in NFC, with acting characters replaced by `MARK` and line breaks kept as spaces."""
    return _ACTING.sub(MARK, unicodedata.normalize("NFC", " ".join(text.split()) if _BREAK.search(text) else text))


_BREAK = re.compile(r"[\t\n\r]")


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet would read the text as a formula."""
    return text.lstrip(" \u00a0\u3000").startswith(_FORMULA)


def inert_cell(text: str) -> str:
    """``text`` for a CSV cell: an apostrophe before what a spreadsheet would run.

    >>> inert_cell("=1+1")
    "'=1+1"
    """
    return f"'{text}" if starts_formula(text) or text.startswith(_FULLWIDTH) else text


_FULLWIDTH = ("＝", "＋", "－", "＠")
