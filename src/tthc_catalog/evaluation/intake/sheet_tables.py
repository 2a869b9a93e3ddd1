"""How the sheets of a workbook and the tables of a web page become batches of rows."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pyarrow as pa

from tthc_catalog.decisions.written_moments import parse_moment, visible
from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.intake.cells import as_text
from tthc_catalog.evaluation.intake.column_map import AUTOMATIC, ColumnMap, Columns, match_columns
from tthc_catalog.evaluation.intake.record_fields import MOMENTS
from tthc_catalog.evaluation.intake.rejects import RejectReceiver
from tthc_catalog.evaluation.intake.row_batches import ROWS, OpenedFile, RawBatch, row_batches, without_blanks
from tthc_catalog.evaluation.intake.table_heads import Head, find_head, same_head
from tthc_catalog.tables.sheet_table import HEAD_ROWS, SheetTable

_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d{2})\b")


def head_of(table: SheetTable, mapping: ColumnMap) -> Head | None:
    """Return the headers of a table, None if it has no cell with text."""
    first = [[as_text("", cell) or "" for cell in row] for row in itertools.islice(table.rows(), HEAD_ROWS + 2)]
    return find_head(first, mapping) if any(visible(cell) for row in first for cell in row) else None


def open_tables(path: Path, mapping: ColumnMap, tables: Sequence[SheetTable], details: Mapping[str, str]) -> OpenedFile:
    """Open the sheet that the map names, or every visible sheet with the same headers as the first one with dossiers.

    Raises:
        EvaluationError: no sheet has the required columns, or the map names a missing sheet.
    """
    if mapping.sheet is not None and not any(table.name == mapping.sheet for table in tables):
        names = ", ".join(table.name for table in tables)
        raise EvaluationError("evaluation.error.no_sheet", file=path.name, sheet=mapping.sheet, names=names)
    unread: list[tuple[str, str]] = []
    opened: list[tuple[SheetTable, Head, Columns]] = []
    errors: list[EvaluationError] = []
    for table in tables:
        reason = _reason_to_skip(table, mapping)
        head = head_of(table, mapping) if reason is None else None
        if head is None:
            unread.append((table.name, reason or "empty"))
            continue
        try:
            columns = match_columns(head.headers, mapping, path.name if len(tables) == 1 else f"{path.name} [{table.name}]")
        except EvaluationError as refused:
            errors.append(refused)
            unread.append((table.name, "other"))
            continue
        if opened and not same_head(opened[0][2].fields, opened[0][1].headers, columns.fields, head.headers):
            unread.append((table.name, "other"))
        else:
            opened.append((table, head, columns))
    if not opened:
        raise errors[0] if errors else EvaluationError("evaluation.error.empty", file=path.name)
    files = [_opened(path, mapping, *entry, details, several=len(opened) > 1) for entry in opened]
    return attrs.evolve(files[0], more=tuple(files[1:]), unread_sheets=tuple(unread))


def _reason_to_skip(table: SheetTable, mapping: ColumnMap) -> str | None:
    """Return why a sheet is not even looked at, None if it is."""
    if mapping.sheet is not None:
        return None if table.name == mapping.sheet else "not_named"
    return "chart" if not table.is_sheet else "hidden" if table.hidden else None


def _opened(
    path: Path, mapping: ColumnMap, table: SheetTable, head: Head, columns: Columns, details: Mapping[str, str], *, several: bool
) -> OpenedFile:
    headers = {field: head.headers[number] for field, number in columns.fields.items()}

    def batches(opened: OpenedFile, _rejects: RejectReceiver) -> Iterator[RawBatch]:
        moments = {columns.fields[field]: field for field in MOMENTS if field in columns.fields and mapping.date_cells != "as_is"}
        doubtful = [moments[column] for column in doubtful_columns(table, head.until, moments)]
        rows = itertools.islice(table.rows(), head.until, None)
        values = (_values(row, columns.fields) for row in rows)
        for batch, dates in _with_dates(values, headers, head.until + 1, table.serial_shift, doubtful, mapping):
            # Blank rows are dropped only here, so that every row has the number that spreadsheets show.
            filled = without_blanks(attrs.evolve(batch, doubtful=dates))
            opened.rows += len(filled.lines)
            if len(filled.lines):
                yield filled

    made = {**details, "sheet": table.name, "header_row": str(head.row + 1), "mapping": mapping.id}
    return OpenedFile(name=f"{path.name} [{table.name}]" if several else path.name, details=made, columns=columns, batches=batches)


def _values(row: Sequence[Any], fields: Mapping[str, int]) -> dict[str, Any]:
    """Return the cells of the known fields; an empty cell is an empty text."""
    return {field: row[number] if number < len(row) else "" for field, number in fields.items()}


def _with_dates(
    values: Iterator[dict[str, Any]],
    headers: Mapping[str, str],
    first: int,
    shift: int,
    doubtful: Sequence[str],
    mapping: ColumnMap,
) -> Iterator[tuple[RawBatch, dict[str, Any]]]:
    """Yield batches with the rows whose date cell is doubtful; exchange day and month in them if the map says so."""
    line = first
    while rows := list(itertools.islice(values, ROWS)):
        dates: dict[str, Any] = {}
        for field in doubtful:
            is_date = np.asarray([isinstance(row[field], dt.date) for row in rows])
            if mapping.date_cells == "misread":
                for row in (row for row, found in zip(rows, is_date, strict=True) if found):
                    row[field] = row[field].replace(day=row[field].month, month=row[field].day)
            else:
                dates[field] = pa.array(is_date)
        for batch in row_batches(iter(rows), headers, line, shift):
            yield batch, dates
        line += len(rows)


def doubtful_columns(table: SheetTable, first: int, columns: Iterable[int]) -> list[int]:
    """Return the columns whose date cells a spreadsheet has probably misread.

    A spreadsheet set to American dates takes 06/10/2023 for 10 June and leaves 25/10/2023 as text. So date cells are doubtful if there are
    texts, all of them with a first number above 12, and no date cell has a day above 12.

    Args:
        table: the sheet.
        first: index of the first row of data.
        columns: indexes of the columns to look at.
    """
    found = {column: [0, 0, 0] for column in columns}  # date cells, clear texts, contradictions
    if not found:
        return []
    for row in itertools.islice(table.rows(), first, None):
        for column, counts in found.items():
            cell = row[column] if column < len(row) else None
            if isinstance(cell, dt.date):
                counts[0 if cell.day <= 12 else 2] += 1
            elif isinstance(cell, str) and (match := _SLASHED.search(cell)) is not None:
                counts[1 if int(match[1]) > 12 and parse_moment(cell, dt.time()).value is not None else 2] += 1
        if all(others for _, _, others in found.values()):
            break
    return [column for column, (dates, texts, others) in found.items() if dates and texts and not others]


def table_headers(tables: Sequence[SheetTable]) -> tuple[list[str], int]:
    """Return the headers of the visible sheet with the most known ones, and their 1-based row."""
    heads = [head for table in tables if table.is_sheet and not table.hidden and (head := head_of(table, AUTOMATIC)) is not None]
    best = max(heads, key=lambda head: head.known, default=None)
    return ([], 1) if best is None else (list(best.headers), best.row + 1)
