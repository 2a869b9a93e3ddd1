"""Sheets of workbooks, old and new, read by calamine: values only; no formula is computed, no macro run, no link followed."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

from tthc_catalog.errors import ImportingError
from tthc_catalog.importing.tables.grid import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Grid, plain_cell

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def recognises(path: Path, start: bytes) -> bool:
    """Return whether a file is a workbook, by its content."""
    if start.startswith(_OLD):
        return path.suffix.lower() not in (".doc", ".docx", ".ppt")
    return start.startswith(b"PK") and _holds(path, ("xl/workbook.xml", "xl/workbook.bin", "content.xml"))


def _holds(path: Path, names: tuple[str, ...]) -> bool:
    try:
        with zipfile.ZipFile(path) as packed:
            return any(name in packed.namelist() for name in names)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return path.suffix.lower() in (".xlsx", ".xlsm", ".xlsb", ".ods")


def reject_bomb(path: Path) -> None:
    """Reject a packed file that would unpack to too much.

    Raises:
        ImportingError: it is too large, protected or damaged.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ImportingError("importing.error.damaged", file=path.name) from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise ImportingError("importing.error.password", file=path.name)
    if sum(entry.file_size for entry in entries) > MOST_BYTES or len(entries) > 5_000:
        raise ImportingError("importing.error.too_large", file=path.name, megabytes=MOST_BYTES >> 20)


def read_grids(path: Path) -> list[Grid]:
    """Read the visible sheets.

    Raises:
        ImportingError: the file is damaged, protected or too large, or calamine is not installed.
    """
    try:
        import python_calamine as calamine
    except ModuleNotFoundError as error:
        raise ImportingError("importing.error.needs_extra", file=path.name, package="python-calamine") from error
    if path.stat().st_size > MOST_BYTES:
        raise ImportingError("importing.error.too_large", file=path.name, megabytes=MOST_BYTES >> 20)
    with path.open("rb") as file:
        is_packed = file.read(2) == b"PK"
    if is_packed:
        reject_bomb(path)
    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            return [
                _grid(book.get_sheet_by_name(sheet.name), path)
                for sheet in book.sheets_metadata
                if sheet.typ == calamine.SheetTypeEnum.WorkSheet and sheet.visible == calamine.SheetVisibleEnum.Visible
            ]
    except calamine.PasswordError as error:
        raise ImportingError("importing.error.password", file=path.name) from error
    except (calamine.CalamineError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, KeyError, ValueError) as error:
        if isinstance(error, ImportingError):
            raise
        raise ImportingError("importing.error.damaged", file=path.name) from error


def _grid(sheet: Any, path: Path) -> Grid:
    if sheet.total_height > MOST_ROWS:
        raise ImportingError("importing.error.too_many_rows", file=path.name, sheet=sheet.name, count=MOST_ROWS)
    if sheet.start is None:
        return Grid(name=sheet.name, rows=())
    left = sheet.start[1]  # rows are counted from the top of the sheet, columns from its first cell
    rows = [[""] * left + [_text(value) for value in row[:MOST_COLUMNS]] for row in sheet.iter_rows()]
    for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or ():
        if last_row - first_row > MOST_ROWS or last_column >= MOST_COLUMNS:
            continue
        text = rows[first_row][first_column] if first_row < len(rows) and first_column < len(rows[first_row]) else ""
        for row in range(first_row, min(last_row + 1, len(rows))):
            for column in range(first_column, min(last_column + 1, len(rows[row]))):
                rows[row][column] = text
    return Grid(name=sheet.name, rows=tuple(map(tuple, rows)))


def _text(value: Any) -> str:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime() | dt.date():
            return value.isoformat()
        case _:
            return plain_cell(str(value))
