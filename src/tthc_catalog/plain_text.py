"""Make catalog text safe to show.

Renderers escape catalog text, so that it is never interpreted as markup, a formula, a template or a field. This module handles the
characters that escaping does not: control characters, which XML does not allow, and those that are invisible or change the writing direction.
"""

from __future__ import annotations

import functools
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


def unprinted(text: str) -> list[str]:
    """Return the characters of ``text`` without a glyph in the fonts of our PDF files, which show them as `code_points`.

    Marks and characters without a shape of their own are left out: a font joins them to the letter before.

    >>> unprinted("Thủ tục 🎉 中")
    ['🎉', '中']
    """
    return [character for character in _unprinted_pattern().findall(text) if unicodedata.category(character)[0] not in "MZC"]


def code_points(text: str) -> str:
    """Return the visible substitute for characters that cannot be shown.

    >>> code_points("\uf0b7")
    '⟨U+F0B7⟩'
    """
    return "".join(f"⟨U+{ord(character):04X}⟩" for character in text)


@functools.cache
def _unprinted_pattern() -> re.Pattern[str]:
    pairs = [[chr(int(end, 16)) for end in span.split("-")] for span in _PRINTED.split()]
    return re.compile("[^\x00- " + "".join(f"{pair[0]}-{pair[-1]}" for pair in pairs) + "]")


_PRINTED = """
21-4ff 510-513 51a-51d 531-60c 61b 61f 621-63a 640-66d 674 679-67b 67e-680 683-684 686-687 691 698 6a4 6a9 6af 6be 6cc
6f0-6f9 904-97f e3f e81-e84 e87-e88 e8a e8d e94-e97 e99-e9f ea1-ea7 eaa-eab ead-eb3 10d0-10ff 115f-1160 13a0-13fd
1d00-2040 2042 2044-2052 2054-211e 2120 2122 2124 2127-2151 2153-2184 2189 2190-23ff 2422-2423 2460-2606 2609-262f
2638-268b 2690-269c 26a0-26a7 26aa-26af 26b2 2701-2704 2706-2709 270c-2714 2717-2726 272a-274b 274d 274f-2752 2756
2758-275e 2761-277f 2794 2798-27af 27b1-2bff 2c60-2cff 2e02-2e05 2e08-2e0a 2e17-2e18 2e1f 2e22-2e25 2e2e 3012
3016-3017 301a-301b 3030 3036 306e 3164 a46a-a46b a640-a641 a648-a649 a656-a657 a708-a716 a71b-a727 a72d a730 a735
a765 a789-a78e a790-a791 a793 a7aa a7f8-a7f9 ab52 ab66 ab70-abbf fb00-fb4f fb52-fb81 fb8a-fb95 fb9e-fb9f fbaa-fbad
fbe8-fbe9 fbfc-fbff fe66 fe70-fefc ffa0 fffc-fffd 10140-1018e 102e1-102fb 1d106-1d107 1d400-1d7ff 1ee00-1eef1 1f12f
1f6d1 1f780-1f7eb 1f800-1f8b1
"""
"""The characters with a glyph in the fonts that typst brings along, as hexadecimal ranges."""
