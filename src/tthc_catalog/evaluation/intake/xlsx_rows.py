"""Importer of XLSX workbooks, which computes no formula and limits the size of hostile files."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.intake.column_map import ColumnMap, match_columns
from tthc_catalog.evaluation.intake.record_fields import field_of
from tthc_catalog.evaluation.intake.rejects import Rejects
from tthc_catalog.evaluation.intake.row_batches import OpenedFile, RawBatch, row_batches, without_blanks

MOST_BYTES = 2_000_000_000
"""Most unpacked bytes of all parts; a full sheet of a million rows has fewer."""

MOST_SHARED_BYTES = 400_000_000
"""Most unpacked bytes of any part but the sheets; the table of shared strings is kept in memory."""

MOST_RATIO = 200
"""Highest compression ratio of a part with more than `_RATIO_CHECKED_FROM` unpacked bytes."""

_RATIO_CHECKED_FROM = 20_000_000
_MOST_PARTS = 2_000
_MOST_COLUMNS = 200
_MOST_HEADER_ROWS = 20


def open_xlsx(path: Path, mapping: ColumnMap) -> OpenedFile:
    """Open the sheet that the map names, or else the first.

    Raises:
        EvaluationError: the file is not a workbook, is too large, or its columns do not match the required fields.
        OSError: the file cannot be read.
    """
    row_number, header, sheet = sheet_header(path, mapping)
    columns = match_columns(header, mapping, path.name)
    wanted = {field: header[number] for field, number in columns.fields.items()}

    def batches(opened: OpenedFile, _rejects: Rejects) -> Iterator[RawBatch]:
        numbers = columns.fields
        rows = _rows(path, sheet)
        for _ in range(row_number):
            next(rows)
        # Blank rows are dropped only here, so that every row has the number that spreadsheets show.
        for batch in row_batches(({wanted[f]: row[n] for f, n in numbers.items()} for row in rows), wanted, row_number + 1):
            filled = without_blanks(batch)
            opened.rows += len(filled.lines)
            if len(filled.lines):
                yield filled

    return OpenedFile(name=path.name, details={"sheet": sheet, "mapping": mapping.id}, columns=columns, batches=batches)


def _reject_zip_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, ValueError) as error:
        raise EvaluationError("evaluation.error.unreadable", file=path.name, reason=str(error)) from error
    total = sum(part.file_size for part in parts)
    bulky = [p for p in parts if p.file_size > MOST_SHARED_BYTES and not p.filename.startswith("xl/worksheets/")]
    dense = [p for p in parts if p.file_size > _RATIO_CHECKED_FROM and p.file_size > MOST_RATIO * max(p.compress_size, 1)]
    if len(parts) > _MOST_PARTS or total > MOST_BYTES or bulky or dense:
        raise EvaluationError("evaluation.error.bomb", file=path.name, megabytes=total // 1_000_000)


def _rows(path: Path, sheet: str | None) -> Iterator[tuple[Any, ...]]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
        try:
            chosen = book[sheet] if sheet is not None else book.worksheets[0]
            # The stated dimensions may be wrong: read all rows, and a fixed number of columns.
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
    except Exception as error:  # openpyxl raises any exception on damaged workbooks
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise EvaluationError("evaluation.error.unreadable", file=path.name, reason=reason) from error


def sheet_header(path: Path, mapping: ColumnMap) -> tuple[int, list[str], str]:
    """Return the row number of the header, the headers, and the name of the sheet; raises like `open_xlsx`."""
    import itertools

    _reject_zip_bomb(path)
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
