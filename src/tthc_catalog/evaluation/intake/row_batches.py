"""What reading a file of dossiers gives: batches of named columns with line numbers, and how rows given one by one become such.

Only columns of known fields are read at all; what looks personal never leaves the file.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.intake.column_map import ColumnMap, Columns, match_columns
from tthc_catalog.evaluation.intake.rejects import Rejects


@attrs.frozen(kw_only=True, eq=False)
class RawBatch:
    """Rows as they stand in a file.

    Attributes:
        lines: number of each row; the line of a text file, where no cell holds a line break.
        columns: field -> Arrow array, as the file has it.
        headers: field -> header.
    """

    lines: npt.NDArray[np.int64]
    columns: Mapping[str, Any]
    headers: Mapping[str, str]


@attrs.define(kw_only=True, eq=False)
class Opened:
    """A file ready to be read.

    Attributes:
        details: what was found out about it.
        batches: gives its rows; rows that cannot be split into cells go to the rejects.
        rows: how many rows it has held so far.
    """

    name: str
    details: dict[str, str]
    columns: Columns
    batches: Callable[[Opened, Rejects], Iterator[RawBatch]]
    rows: int = 0


def without_blanks(batch: RawBatch) -> RawBatch:
    """The rows in which something stands; the others keep the numbers of those after them right, and are nobody's."""
    blank = functools.reduce(pc.and_, (pc.fill_null(pc.equal(column, ""), fill_value=True) for column in batch.columns.values()))
    if not pc.any(blank).as_py():
        return batch
    kept = pc.invert(blank)
    columns = {field: column.filter(kept) for field, column in batch.columns.items()}
    return RawBatch(lines=batch.lines[kept.to_numpy(zero_copy_only=False)], columns=columns, headers=batch.headers)


def open_rows(path: Path, mapping: ColumnMap, rows: Callable[[], Iterator[Mapping[str, Any]]], details: dict[str, str]) -> Opened:
    """Open what gives its rows one by one, as mappings from header to value; the first row tells the headers."""
    first = next(rows(), None)
    if first is None:
        raise EvaluationError("evaluation.error.empty", file=path.name)
    headers = list(first)
    columns = match_columns(headers, mapping, path.name)
    wanted = {field: headers[number] for field, number in columns.fields.items()}

    def batches(opened: Opened, _rejects: Rejects) -> Iterator[RawBatch]:
        for given in row_batches(rows(), wanted):
            opened.rows += len(given.lines)
            yield given

    return Opened(name=path.name, details={**details, "mapping": mapping.id}, columns=columns, batches=batches)


def row_batches(rows: Iterator[Mapping[str, Any]], wanted: Mapping[str, str], first_line: int = 1) -> Iterator[RawBatch]:
    """Rows given one by one, as batches of text columns."""
    line = first_line
    kept: dict[str, list[str | None]] = {field: [] for field in wanted}
    count = 0
    for row in rows:
        for field, header in wanted.items():
            kept[field].append(as_text(row.get(header)))
        count += 1
        if count == 50_000:
            yield _as_batch(kept, line, count, wanted)
            line, count, kept = line + count, 0, {field: [] for field in wanted}
    if count:
        yield _as_batch(kept, line, count, wanted)


def _as_batch(kept: Mapping[str, list[str | None]], line: int, count: int, wanted: Mapping[str, str]) -> RawBatch:
    lines = np.arange(line, line + count, dtype=np.int64)
    return RawBatch(lines=lines, columns={field: pa.array(column, pa.string()) for field, column in kept.items()}, headers=wanted)


def as_text(value: Any) -> str | None:
    """A cell as text: moments in ISO, truth as true or false, whole numbers without a point."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value.isoformat(" ") if hasattr(value, "hour") and hasattr(value, "year") else str(value)
