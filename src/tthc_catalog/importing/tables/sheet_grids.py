"""Grids of workbooks and web pages, with limits that suit a list of procedures."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tthc_catalog.errors import ImportingError
from tthc_catalog.importing.tables.grid import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Grid, plain_cell
from tthc_catalog.tables.unreadable import UnreadableTable

if TYPE_CHECKING:
    from tthc_catalog.tables.sheet_table import SheetTable

_OWN_TEXTS = frozenset({"damaged", "password", "encoding"})


@contextlib.contextmanager
def as_importing_errors(path: Path) -> Iterator[None]:
    """Raise why a file cannot be read as `ImportingError`."""
    try:
        yield
    except UnreadableTable as error:
        match error.reason:
            case reason if reason in _OWN_TEXTS:
                raise ImportingError(f"importing.error.{reason}", file=path.name) from error
            case "bomb":
                raise ImportingError("importing.error.too_large", file=path.name, megabytes=MOST_BYTES >> 20) from error
            case "rows":
                raise ImportingError("importing.error.too_many_rows", file=path.name, sheet="", count=MOST_ROWS) from error
            case "web_page":
                raise ImportingError("importing.error.no_list", file=path.name) from error
            case _:
                raise ImportingError("importing.error.damaged", file=path.name) from error
    except ModuleNotFoundError as error:
        if error.name != "python_calamine":
            raise
        raise ImportingError("importing.error.needs_extra", file=path.name, package="python-calamine") from error


def sheet_tables(path: Path, *, is_page: bool) -> list[SheetTable]:
    """Return the visible sheets of a workbook, or the tables of a web page.

    Raises:
        ImportingError: the file is damaged, protected or too large, or calamine is not installed.
    """
    from tthc_catalog.tables.html_tables import html_tables
    from tthc_catalog.tables.workbooks import workbook_tables

    with as_importing_errors(path):
        tables = (
            html_tables(path, most_bytes=MOST_BYTES, most_rows=MOST_ROWS, guess=False)
            if is_page
            else workbook_tables(path, most_bytes=MOST_BYTES)
        )
    return [table for table in tables if table.is_sheet and not table.hidden]


def sheet_grids(path: Path, *, is_page: bool) -> list[Grid]:
    """Read the visible sheets; raises like `sheet_tables`."""
    return [_grid(table, path) for table in sheet_tables(path, is_page=is_page)]


def _grid(table: SheetTable, path: Path) -> Grid:
    rows: list[tuple[str, ...]] = []
    for row in table.rows(spread=True):
        if len(rows) >= MOST_ROWS:
            raise ImportingError("importing.error.too_many_rows", file=path.name, sheet=table.name, count=MOST_ROWS)
        rows.append(tuple(cell_text(value) for value in row[:MOST_COLUMNS]))
    for row_number, column in table.fixed:  # a formula without a value, and an error value, state nothing
        if row_number < len(rows) and column < len(rows[row_number]) and isinstance(table.fixed[row_number, column], str):
            rows[row_number] = (*rows[row_number][:column], "", *rows[row_number][column + 1 :])
    return Grid(name=table.name, rows=tuple(rows))


def cell_text(value: Any) -> str:
    """Return a cell as text: whole numbers without a point, moments in ISO."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime() | dt.date():
            return value.isoformat()
        case None:
            return ""
        case _:
            return plain_cell(str(value))
