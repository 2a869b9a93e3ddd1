"""A table of a source as plain text cells, whatever the kind of file it came from."""

from __future__ import annotations

import re

import attrs

MOST_ROWS = 20_000
"""A list with more rows is no list of procedures."""

MOST_COLUMNS = 200
MOST_BYTES = 64 * 2**20
"""The largest file, and the most data that a packed file may unpack to."""


@attrs.frozen(kw_only=True)
class Grid:
    """One sheet, or one table of a document.

    Attributes:
        name: the sheet's name, or what kind of table it is with its number.
        rows: the cells of each row; a cell that spans several holds its text in each of them.
        first: the 1-based number of the first row in its sheet.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    first: int = 1

    def place(self, row: int, column: int | None = None) -> str:
        """Return the place of a row or a cell, such as ``Sheet1, dòng 5, ô C5``."""
        number = self.first + row
        return f"{self.name}, dòng {number}" + ("" if column is None else f", ô {column_letters(column)}{number}")


_ENGLISH = {"dòng": "row", "ô": "cell", "bảng": "table"}


def place_text(place: str, lang: str) -> str:
    """Return a place in a language; places are recorded in Vietnamese, as locators of the catalog.

    >>> place_text("ds.docx: bảng 1, dòng 5, ô C5", "en")
    'ds.docx: table 1, row 5, cell C5'
    """
    if lang == "vi":
        return place
    return re.sub(r"(?<!\S)(dòng|ô|bảng) (?=[A-Z]*[0-9]+(?:,|$))", lambda match: f"{_ENGLISH[match[1]]} ", place)


def column_letters(column: int) -> str:
    """Return the letters of a 0-based column: ``A``, ``Z``, ``AA``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def plain_cell(text: str) -> str:
    """Return the text of a cell on one line."""
    return " ".join(text.replace("\xa0", " ").split())
