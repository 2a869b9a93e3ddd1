"""Reading XLSX: cell by cell, never computing a formula, and within bounds a hostile file cannot pass."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.intake.column_map import ColumnMap, match_columns
from tthc_catalog.evaluation.intake.fields import field_of
from tthc_catalog.evaluation.intake.rejects import Rejects
from tthc_catalog.evaluation.intake.row_batches import Opened, RawBatch, row_batches, without_blanks

MOST_BYTES = 2_000_000_000
"""Unpacked size of all parts; a full sheet of a million rows has less."""

MOST_SHARED_BYTES = 400_000_000
"""Unpacked size of any part but the sheets; the table of texts is held in memory."""

MOST_RATIO = 200
"""How many times larger than packed a part may be, from a size on that matters."""

_MATTERS = 20_000_000
_MOST_PARTS = 2_000
_MOST_COLUMNS = 200
_MOST_HEADER_ROWS = 20


def open_xlsx(path: Path, mapping: ColumnMap) -> Opened:
    """Open a workbook's sheet: the one named in the map, else the first.

    Raises:
        EvaluationError: it is no workbook, larger than a workbook can be, or its columns do not do.
        OSError: it cannot be read.
    """
    row_number, header, sheet = sheet_header(path, mapping)
    columns = match_columns(header, mapping, path.name)
    wanted = {field: header[number] for field, number in columns.fields.items()}

    def batches(opened: Opened, _rejects: Rejects) -> Iterator[RawBatch]:
        numbers = columns.fields
        rows = _rows(path, sheet)
        for _ in range(row_number):
            next(rows)
        # Blank rows are kept until here so that every row has the number people see, and passed over afterwards.
        for batch in row_batches(({wanted[f]: row[n] for f, n in numbers.items()} for row in rows), wanted, row_number + 1):
            given = without_blanks(batch)
            opened.rows += len(given.lines)
            if len(given.lines):
                yield given

    return Opened(name=path.name, details={"sheet": sheet, "mapping": mapping.id}, columns=columns, batches=batches)


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, ValueError) as error:
        raise EvaluationError("evaluation.error.unreadable", file=path.name, reason=str(error)) from error
    total = sum(part.file_size for part in parts)
    bulky = [p for p in parts if p.file_size > MOST_SHARED_BYTES and not p.filename.startswith("xl/worksheets/")]
    dense = [p for p in parts if p.file_size > _MATTERS and p.file_size > MOST_RATIO * max(p.compress_size, 1)]
    if len(parts) > _MOST_PARTS or total > MOST_BYTES or bulky or dense:
        raise EvaluationError("evaluation.error.bomb", file=path.name, megabytes=total // 1_000_000)


def _rows(path: Path, sheet: str | None) -> Iterator[tuple[Any, ...]]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
        try:
            chosen = book[sheet] if sheet is not None else book.worksheets[0]
            # What a file says its size is may be wrong either way: rows are read to their end, columns to a fixed bound.
            chosen.reset_dimensions()
            for row in chosen.iter_rows(values_only=True):
                yield (*row, *(None,) * (_MOST_COLUMNS - len(row))) if len(row) < _MOST_COLUMNS else row[:_MOST_COLUMNS]
        finally:
            book.close()
    except EvaluationError:
        raise
    except (KeyError, IndexError):
        raise EvaluationError("evaluation.error.no_sheet", file=path.name, sheet=sheet or "1") from None
    except OSError:
        raise
    except Exception as error:  # a damaged workbook fails in any way
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise EvaluationError("evaluation.error.unreadable", file=path.name, reason=reason) from error


def sheet_header(path: Path, mapping: ColumnMap) -> tuple[int, list[str], str]:
    """The number of the header's row, the headers, and the sheet's name; raises like `open_xlsx`."""
    import itertools

    _refuse_bombs(path)
    first = [
        [str(cell or "").strip() for cell in row]
        for row in itertools.islice(_rows(path, mapping.sheet), max(_MOST_HEADER_ROWS, mapping.header_row))
    ]
    if not any(any(row) for row in first):
        raise EvaluationError("evaluation.error.empty", file=path.name)
    if mapping.columns:
        place = min(mapping.header_row, len(first)) - 1
    else:
        known = [sum(field_of(cell) is not None for cell in row) for row in first]
        place = known.index(max(known))
    width = max((n + 1 for n, cell in enumerate(first[place]) if cell), default=0)
    return place + 1, first[place][:width], mapping.sheet or _first_sheet(path)


def _first_sheet(path: Path) -> str:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
    try:
        return str(book.worksheets[0].title)
    finally:
        book.close()
