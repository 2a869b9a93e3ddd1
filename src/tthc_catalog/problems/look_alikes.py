"""Letters that look like other letters, and how a text is written with the Latin ones."""

from __future__ import annotations

import unicodedata

# Texts typed on foreign keyboards may have eth instead of Đ, and texts copied from PDF files the letter oi (ƣ) instead of ư.
_VIETNAMESE = {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ", "Ƣ": "Ư", "ƣ": "ư"}
_CYRILLIC = dict(zip("АВЕЅІЈКМНОРСТУХаеѕіјорсухԁһ", "ABESIJKMHOPCTYXaesijopcyxdh", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυ", "ABEZHIKMNOPTYXavopu", strict=True))
LOOK_ALIKE: dict[str, str] = {**_VIETNAMESE, **_CYRILLIC, **_GREEK}
"""A letter -> the letter it looks like; full-width letters are handled by NFKC."""


def latin(letter: str) -> str:
    """Return the Latin letter or the digit that a letter looks like; other letters are returned unchanged."""
    return LOOK_ALIKE.get(letter) or (unicodedata.normalize("NFKC", letter) if "\uff10" <= letter <= "\uff5a" else letter)
