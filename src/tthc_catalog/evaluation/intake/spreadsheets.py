"""Importers of workbooks and of web pages with a table of dossiers.

The readers are imported by the functions that need them, because every file is first recognised here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tthc_catalog.errors import EvaluationError
from tthc_catalog.tables.container_kinds import Kind, kind_of
from tthc_catalog.tables.unreadable import UnreadableTable

if TYPE_CHECKING:
    from tthc_catalog.evaluation.intake.column_map import ColumnMap
    from tthc_catalog.evaluation.intake.row_batches import OpenedFile
    from tthc_catalog.tables.sheet_table import SheetTable

_OWN_TEXTS = frozenset({"empty_file", "damaged", "bomb"})
"""Reasons whose texts are not about the kind of the file."""


def open_workbook(path: Path, mapping: ColumnMap) -> OpenedFile:
    """Open a workbook.

    Raises:
        EvaluationError: the file is damaged, protected or too large, or no sheet has the required columns.
        OSError: the file cannot be read.
    """
    from tthc_catalog.evaluation.intake.sheet_tables import open_tables

    return open_tables(path, mapping, sheets_of(path, is_page=False), {})


def open_page(path: Path, mapping: ColumnMap) -> OpenedFile:
    """Open the tables of a web page; raises like `open_workbook`."""
    from tthc_catalog.evaluation.intake.sheet_tables import open_tables

    return open_tables(path, mapping, sheets_of(path, is_page=True), {"format": "html"})


def sheets_of(path: Path, *, is_page: bool) -> Sequence[SheetTable]:
    """Return the sheets of a workbook, or the tables of a web page.

    Raises:
        EvaluationError: the file is damaged, protected or too large, or has no table.
        OSError: the file cannot be read.
    """
    from tthc_catalog.tables.html_tables import html_tables
    from tthc_catalog.tables.workbooks import workbook_tables

    with _as_evaluation_errors():
        return html_tables(path) if is_page else workbook_tables(path)


def kind_of_dossiers(path: Path) -> Kind:
    """Return the kind of a file of dossiers by its content.

    Raises:
        EvaluationError: the file is empty, or no dossier file at all; the message says what it is and what to do.
        OSError: the file cannot be read.
    """
    with _as_evaluation_errors():
        kind = kind_of(path)
        if kind == "word":
            raise UnreadableTable("document", file=path.name)
        return kind


@contextlib.contextmanager
def _as_evaluation_errors() -> Iterator[None]:
    try:
        yield
    except UnreadableTable as error:
        key = error.reason if error.reason in _OWN_TEXTS else f"container.{error.reason}"
        raise EvaluationError(f"evaluation.error.{key}", file=error.file, megabytes=error.megabytes) from error
