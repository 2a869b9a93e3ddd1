"""Read a published workbook back: its sheets of procedures and papers as text, with the place of every cell."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from tthc_catalog.errors import ImportingError
from tthc_catalog.importing.found_facts import FoundList
from tthc_catalog.importing.tables.grid import MOST_ROWS, column_letters
from tthc_catalog.importing.tables.list_tables import table_kind
from tthc_catalog.importing.tables.sheet_grids import sheet_tables
from tthc_catalog.messages import text
from tthc_catalog.publication.papers.workbook_rows import COMPONENTS, PROCEDURES

_HEAD_WITHIN = 60
_ABOUT = ("as_of", "digest")


@attrs.frozen(kw_only=True)
class SheetRow:
    """A row of an edited sheet.

    Attributes:
        sheet: the name of the sheet.
        number: its 1-based number.
        cells: column -> its text.
        letters: column -> the letters of the column in the sheet.
        typed: column -> the cell as stored, if it is not text.
    """

    sheet: str
    number: int
    cells: dict[str, str]
    letters: dict[str, str]
    typed: dict[str, Any]

    def place(self, column: str | None = None) -> str:
        """Return the place of the row, or of a cell, such as ``Thủ tục, ô E7``."""
        if column is None or column not in self.letters:
            return text("importing.workbook.row", sheet=self.sheet, row=self.number)
        return text("importing.workbook.cell", sheet=self.sheet, cell=f"{self.letters[column]}{self.number}")


@attrs.frozen(kw_only=True)
class PublishedWorkbook(FoundList):
    """A published workbook.

    Attributes:
        as_of: the day whose editions it shows.
        digest: the digest of the catalog it was published from.
        sheets: ``procedures`` and ``components`` -> the rows of the sheet; a sheet that was deleted is missing.
        missing_columns: sheet and column that were deleted, by title.
        extra_cells: places of cells outside the published columns.
    """

    digest: str
    sheets: dict[str, tuple[SheetRow, ...]]
    missing_columns: tuple[tuple[str, str], ...] = ()
    extra_cells: tuple[str, ...] = ()


def recognises(path: Path, start: bytes) -> bool:  # noqa: ARG001 - readers of other kinds need the start only
    """Return whether a file is a published workbook, by the names of its sheets."""
    if table_kind(path) != "workbook":
        return False
    try:
        import python_calamine as calamine
    except ModuleNotFoundError:
        return False
    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            return {text("publication.sheet.about"), text("publication.sheet.procedures")} <= set(book.sheet_names)
    except Exception:  # noqa: BLE001 - the reader of lists reports what is wrong with the file
        return False


def read_workbook(path: Path) -> PublishedWorkbook:
    """Read a published workbook.

    Raises:
        ImportingError: it is damaged, protected or too large, or lacks the sheets and columns that identify a row.
    """
    tables = {table.name: table for table in sheet_tables(path, is_page=False)}
    about = _about(path, tables.get(text("publication.sheet.about")))
    sheets: dict[str, tuple[SheetRow, ...]] = {}
    missing: list[tuple[str, str]] = []
    extra: list[str] = []
    for kind, columns in (("procedures", PROCEDURES), ("components", COMPONENTS)):
        name = text(f"publication.sheet.{kind}")
        if name in tables:
            titles = {text(f"publication.column.{column}"): column for column in columns}
            sheets[kind] = tuple(_rows(path, name, list(_capped(path, name, tables[name])), titles, missing, extra))
    if "procedures" not in sheets:
        raise ImportingError("importing.error.workbook_sheet", file=path.name, sheet=text("publication.sheet.procedures"))
    return PublishedWorkbook(
        source=path.name,
        procedures=(),
        as_of=about["as_of"],
        digest=about["digest"],
        sheets=sheets,
        missing_columns=tuple(missing),
        extra_cells=tuple(extra),
    )


def _about(path: Path, table: Any) -> dict[str, str]:
    labels = {text(f"publication.about.{name}"): name for name in _ABOUT}
    rows = [] if table is None else [[plain(cell) for cell in row[:2]] for row in _capped(path, table.name, table)]
    found = {labels[row[0]]: row[1] for row in rows if len(row) == 2 and row[0] in labels}
    if set(found) != set(_ABOUT):
        raise ImportingError("importing.error.workbook_sheet", file=path.name, sheet=text("publication.sheet.about"))
    return found


def _capped(path: Path, sheet: str, table: Any) -> Iterator[list[Any]]:
    for number, row in enumerate(table.rows()):
        if number >= MOST_ROWS:
            raise ImportingError("importing.error.too_many_rows", file=path.name, sheet=sheet, count=MOST_ROWS)
        yield row[:200]


def _rows(
    path: Path, sheet: str, rows: Sequence[Sequence[Any]], titles: dict[str, str], missing: list[tuple[str, str]], extra: list[str]
) -> Iterator[SheetRow]:
    keys = {text("publication.column.level"), text("publication.column.code")}
    head = next((n for n, row in enumerate(rows[:_HEAD_WITHIN]) if keys <= {plain(cell) for cell in row}), None)
    if head is None:
        raise ImportingError("importing.error.workbook_head", file=path.name, sheet=sheet, columns=", ".join(sorted(keys)))
    columns: dict[int, str] = {}
    for index, cell in enumerate(rows[head]):
        column = titles.get(plain(cell))
        if column is not None and column not in columns.values():
            columns[index] = column
    missing += [(sheet, title) for title, column in titles.items() if column not in columns.values()]
    letters = {column: column_letters(index) for index, column in columns.items()}
    for number, row in enumerate(rows[head + 1 :], head + 2):
        cells = {column: plain(row[index]) if index < len(row) else "" for index, column in columns.items()}
        extra += [
            text("importing.workbook.cell", sheet=sheet, cell=f"{column_letters(index)}{number}")
            for index, cell in enumerate(row)
            if index not in columns and plain(cell)
        ]
        if any(cells.values()):
            typed = {column: row[i] for i, column in columns.items() if i < len(row) and not isinstance(row[i], str) and row[i] is not None}
            yield SheetRow(sheet=sheet, number=number, cells=cells, letters=letters, typed=typed)


def plain(value: Any) -> str:
    """Return a cell as text in NFC; spaces at the ends of lines do not count."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    lines = unicodedata.normalize("NFC", "" if value is None else str(value)).replace("\xa0", " ").replace("\r\n", "\n").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()
