"""Batches of rows that importers return, and their construction from single rows.

Only the columns of known fields are read; columns that look personal are not.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.intake.cells import as_text
from tthc_catalog.evaluation.intake.column_map import ColumnMap, Columns, match_columns
from tthc_catalog.evaluation.intake.rejects import RejectReceiver

T = TypeVar("T")

ROWS = 50_000
"""Most rows of a batch that is built from single rows."""


@attrs.frozen(kw_only=True, eq=False)
class RawBatch:
    """Unchanged rows of a file.

    Attributes:
        lines: 1-based number of each row; the line of a text file, if no cell contains a line break.
        columns: field -> Arrow array of the type in the file.
        headers: field -> header.
        doubtful: field of a moment -> rows whose date cell a spreadsheet may have misread.
    """

    lines: npt.NDArray[np.int64]
    columns: Mapping[str, Any]
    headers: Mapping[str, str]
    doubtful: Mapping[str, Any] = attrs.field(factory=dict)


def readable_name(name: str) -> str:
    r"""Return the name of a file as text that can be written; bytes that are not UTF-8 are shown by their numbers.

    >>> print(readable_name("h\udcf4-s\udcb9.csv"))
    h\xf4-s\xb9.csv
    """
    return os.fsencode(name).decode("utf-8", "backslashreplace") if _LONE_BYTE.search(name) else name


_LONE_BYTE = re.compile("[\ud800-\udfff]")


@attrs.define(kw_only=True, eq=False)
class OpenedFile:
    """A file that is ready to be read.

    Attributes:
        name: name of the file, with that of the sheet if several are read.
        details: what the importer detected, such as the encoding.
        batches: yields the rows; rejects rows that cannot be split into cells. It may be called again to read the file again.
        rows: number of rows read so far.
        more: the other sheets to read.
        unread_sheets: (name, reason) of the sheets that are not read; texts ``evaluation.sheet.<reason>``.
    """

    name: str = attrs.field(converter=readable_name)
    details: dict[str, str]
    columns: Columns
    batches: Callable[[OpenedFile, RejectReceiver], Iterator[RawBatch]]
    rows: int = 0
    more: tuple[OpenedFile, ...] = ()
    unread_sheets: tuple[tuple[str, str], ...] = ()


def without_blanks(batch: RawBatch) -> RawBatch:
    """Drop blank rows; they still count for line numbers."""
    blank = pa.scalar(value=True)
    for column in batch.columns.values():
        texts = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
        blank = pc.and_(blank, pc.fill_null(pc.equal(texts, ""), fill_value=True))
        if not pc.any(blank).as_py():
            return batch
    kept = pc.invert(blank)
    columns = {field: column.filter(kept) for field, column in batch.columns.items()}
    doubtful = {field: rows.filter(kept) for field, rows in batch.doubtful.items()}
    lines = batch.lines[kept.to_numpy(zero_copy_only=False)]
    return RawBatch(lines=lines, columns=columns, headers=batch.headers, doubtful=doubtful)


def read_ahead(items: Iterator[T]) -> Iterator[T]:
    """Yield the same items; while one is used, a thread computes the next."""
    with ThreadPoolExecutor(1) as executor:
        coming = executor.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = executor.submit(next, items, None)
            yield item


def open_rows(path: Path, mapping: ColumnMap, rows: Callable[[], Iterator[Mapping[str, Any]]], details: dict[str, str]) -> OpenedFile:
    """Open a file whose rows are mappings from header to value.

    Args:
        path: the file.
        mapping: the column map.
        rows: starts reading the rows; the first row has every header.
        details: what the importer detected.

    Raises:
        EvaluationError: the file has no row, or its columns do not match the required fields.
    """
    first = next(rows(), None)
    if first is None:
        raise EvaluationError("evaluation.error.empty", file=path.name)
    headers = list(first)
    columns = match_columns(headers, mapping, path.name)
    wanted = {field: headers[number] for field, number in columns.fields.items()}

    def batches(opened: OpenedFile, _rejects: RejectReceiver) -> Iterator[RawBatch]:
        cells = ({field: row.get(header) for field, header in wanted.items()} for row in rows())
        for batch in row_batches(cells, wanted):
            opened.rows += len(batch.lines)
            yield batch

    return OpenedFile(name=path.name, details={**details, "mapping": mapping.id}, columns=columns, batches=batches)


def row_batches(
    rows: Iterator[Mapping[str, Any]], headers: Mapping[str, str], first_line: int = 1, serial_shift: int = 0
) -> Iterator[RawBatch]:
    """Collect rows into batches of text columns.

    Args:
        rows: mappings from field to value.
        headers: field -> header.
        first_line: number of the first row.
        serial_shift: days to add to serial numbers.
    """
    line = first_line
    cells: dict[str, list[str | None]] = {field: [] for field in headers}
    count = 0
    for row in rows:
        for field, column in cells.items():
            column.append(as_text(field, row.get(field), serial_shift=serial_shift))
        count += 1
        if count == ROWS:
            yield _as_batch(cells, line, count, headers)
            line, count, cells = line + count, 0, {field: [] for field in headers}
    if count:
        yield _as_batch(cells, line, count, headers)


def _as_batch(cells: Mapping[str, list[str | None]], line: int, count: int, headers: Mapping[str, str]) -> RawBatch:
    lines = np.arange(line, line + count, dtype=np.int64)
    return RawBatch(lines=lines, columns={field: pa.array(column, pa.string()) for field, column in cells.items()}, headers=headers)
