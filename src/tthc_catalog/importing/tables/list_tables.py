"""The reader of lists that are tables: choose how to read the file by its content, then look for procedures in its rows."""

from __future__ import annotations

from pathlib import Path

from tthc_catalog.importing.found_facts import FoundList
from tthc_catalog.importing.tables.document_grids import text_grids, word_grids
from tthc_catalog.importing.tables.grid import Grid
from tthc_catalog.importing.tables.list_rows import list_of
from tthc_catalog.importing.tables.sheet_grids import sheet_grids
from tthc_catalog.tables.container_kinds import kind_of
from tthc_catalog.tables.unreadable import UnreadableTable

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
PACKED_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".docx")


def recognises(path: Path, start: bytes) -> bool:  # noqa: ARG001 - readers of other kinds need the start only
    """Return whether a file may hold a table."""
    return table_kind(path) is not None


def table_kind(path: Path) -> str | None:
    """Return how a file is read: ``html``, ``word``, ``workbook`` or ``text``; None if it holds no table."""
    try:
        kind = kind_of(path)
    except UnreadableTable as error:
        is_ours = error.reason in ("damaged", "password", "document") and path.suffix.lower() in PACKED_SUFFIXES
        return ("word" if path.suffix.lower() == ".docx" else "workbook") if is_ours else None
    if kind == "text":
        return "text" if path.suffix.lower() in TEXT_SUFFIXES else None
    return kind if kind in ("html", "word", "workbook") else None


def read_list(path: Path) -> FoundList:
    """Read a list.

    Raises:
        ImportingError: the file is damaged, protected or too large, or holds no list.
        OSError: it cannot be read.
    """
    return list_of(path, table_grids(path))


def table_grids(path: Path) -> list[Grid]:
    """Read the tables of a file of any kind; raises like `read_list`."""
    match table_kind(path):
        case "word":
            return word_grids(path)
        case "text":
            return text_grids(path)
        case kind:
            return sheet_grids(path, is_page=kind == "html")
