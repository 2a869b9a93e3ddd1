"""The reader of lists that are tables: choose how to read the file by its content, then look for procedures in its rows."""

from __future__ import annotations

from pathlib import Path

from tthc_catalog.importing.found_facts import FoundList
from tthc_catalog.importing.tables.document_grids import is_page, is_text, is_word, page_grids, text_grids, word_grids
from tthc_catalog.importing.tables.list_rows import list_of
from tthc_catalog.importing.tables.workbook_grids import read_grids
from tthc_catalog.importing.tables.workbook_grids import recognises as is_workbook


def recognises(path: Path, start: bytes) -> bool:
    """Return whether a file may hold a table."""
    return any(fits(path, start) for fits in (is_page, is_word, is_workbook, is_text))


def read_list(path: Path) -> FoundList:
    """Read a list.

    Raises:
        ImportingError: the file is damaged, protected or too large, or holds no list.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    if is_page(path, start):
        return list_of(path, page_grids(path))
    if is_word(path, start):
        return list_of(path, word_grids(path))
    if is_workbook(path, start):
        return list_of(path, read_grids(path))
    return list_of(path, text_grids(path))
