"""The start of a dossier file as text, whatever its kind: what a person sees when the file is opened."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.evaluation.intake.cells import as_text
from tthc_catalog.evaluation.intake.column_map import AUTOMATIC
from tthc_catalog.evaluation.intake.importers import importer_of, rows_of
from tthc_catalog.evaluation.intake.record_fields import field_of

if TYPE_CHECKING:
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.tables.sheet_table import SheetTable

MOST_ROWS = 20_000
"""Rows that are looked at for a proposal."""


@attrs.frozen(kw_only=True)
class Preview:
    """The headers and the first rows of a file.

    Attributes:
        headers: one for each column.
        row: 1-based line of the first row of headers.
        columns: the cells of each column as text, an empty text for an empty cell.
        sheet: name of the sheet; None if the file has no sheets.
        other_sheets: (name, reason) of the other sheets; ``same`` has the same headers.
        date_cells: indexes of the columns in which a spreadsheet has date cells among texts.
    """

    headers: tuple[str, ...]
    row: int
    columns: tuple[tuple[str, ...], ...]
    sheet: str | None = None
    other_sheets: tuple[tuple[str, str], ...] = ()
    date_cells: frozenset[int] = frozenset()


def preview(path: Path, registry: SpecRegistry) -> Preview:
    """Return the start of a file.

    Raises:
        EvaluationError: no importer reads the file, or it is damaged.
        OSError: the file cannot be read.
    """
    spec = importer_of(path, registry)
    if spec.id == "csv":
        return _of_text(path)
    if spec.id in ("xlsx", "html"):
        from tthc_catalog.evaluation.intake.spreadsheets import sheets_of

        return _of_tables(sheets_of(path, is_page=spec.id == "html"))
    if spec.id in ("parquet", "arrow"):
        return _of_columnar(path, is_parquet=spec.id == "parquet")
    if spec.read is None:
        assert spec.headers is not None, "checked when the plugin was loaded"
        with registry.reading("importer", spec.id, path.name):
            headers, row = spec.headers(path)
        return Preview(headers=tuple(headers), row=row, columns=((),) * len(headers))
    rows = list(itertools.islice(rows_of(spec, path, registry), MOST_ROWS))
    headers = list(rows[0]) if rows else []
    columns = tuple(tuple(as_text(field_of(name) or "", row.get(name)) or "" for row in rows) for name in headers)
    return Preview(headers=tuple(headers), row=1, columns=columns)


def _of_text(path: Path) -> Preview:
    from tthc_catalog.evaluation.intake.text_forms import text_form

    form = text_form(path, AUTOMATIC)
    with path.open(encoding=form.encoding, errors="replace", newline="") as file:
        for _ in range(form.skip):
            file.readline()
        reader = csv.reader(file, delimiter=form.delimiter, quoting=csv.QUOTE_MINIMAL if form.quoted else csv.QUOTE_NONE)
        rows = list(itertools.islice(_rows_of(reader), MOST_ROWS))
    return Preview(headers=form.head.headers, row=form.skip - form.head.rows + 1, columns=_columns(rows, len(form.head.headers)))


def _rows_of(reader: Any) -> Iterator[Sequence[str]]:
    """Yield rows until the text cannot be split any more."""
    try:
        yield from reader
    except csv.Error:
        return


def _columns(rows: Sequence[Sequence[str]], width: int) -> tuple[tuple[str, ...], ...]:
    filled = [row for row in rows if any(row)]
    return tuple(tuple(row[n] if n < len(row) else "" for row in filled) for n in range(width))


def _of_tables(tables: Sequence[SheetTable]) -> Preview:
    from tthc_catalog.evaluation.intake.sheet_tables import doubtful_columns, head_of

    heads = {n: head for n, t in enumerate(tables) if t.is_sheet and not t.hidden and (head := head_of(t, AUTOMATIC)) is not None}
    if not heads:
        return Preview(headers=(), row=1, columns=())
    chosen = max(heads, key=lambda n: (heads[n].known, -n))
    table, head = tables[chosen], heads[chosen]
    fields = [field_of(header) or "" for header in head.headers]
    rows = [
        [as_text(field, cell, serial_shift=table.serial_shift) or "" for field, cell in zip(fields, row, strict=False)]
        for row in itertools.islice(table.rows(), head.until, head.until + MOST_ROWS)
    ]
    others = [
        (other.name, "chart" if not other.is_sheet else "hidden" if other.hidden else "empty" if n not in heads
         else "same" if set(heads[n].headers) == set(head.headers) else "other")
        for n, other in enumerate(tables) if n != chosen
    ]  # fmt: skip
    return Preview(
        headers=head.headers,
        row=head.row + 1,
        columns=_columns(rows, len(head.headers)),
        sheet=table.name if len(tables) > 1 else None,
        other_sheets=tuple(others),
        date_cells=frozenset(doubtful_columns(table, head.until, range(len(head.headers)))),
    )


def _of_columnar(path: Path, *, is_parquet: bool) -> Preview:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from tthc_catalog.evaluation.intake.columnar_files import arrow_reader, parquet_schema

    if is_parquet:
        schema = parquet_schema(path)
        with pq.ParquetFile(path) as file:
            batch = next(file.iter_batches(MOST_ROWS), None)
    else:
        reader = arrow_reader(path)
        schema = reader.schema
        batch = (
            (reader.get_batch(0) if reader.num_record_batches else None)
            if hasattr(reader, "num_record_batches")
            else next(iter(reader), None)
        )
    columns = []
    for n, name in enumerate(schema.names):
        values = batch.column(n).slice(0, MOST_ROWS) if batch is not None else pa.array([])
        columns.append(tuple(as_text(field_of(name) or "", value) or "" for value in values.to_pylist()))
    return Preview(headers=tuple(schema.names), row=1, columns=tuple(columns))
