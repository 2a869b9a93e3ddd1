"""Importers of Parquet and Arrow, which read only the columns of known fields, in batches."""

from __future__ import annotations

import functools
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tthc_catalog.bulk.parquet_zones import utc_columns
from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.intake.column_map import ColumnMap, match_columns
from tthc_catalog.evaluation.intake.record_fields import WORDS
from tthc_catalog.evaluation.intake.rejects import RejectReceiver
from tthc_catalog.evaluation.intake.row_batches import OpenedFile, RawBatch, read_ahead

BATCH = 524_288
"""Most rows of a batch."""


def parquet_schema(path: Path) -> Any:
    """Return the Arrow schema of a Parquet file; raises like `open_text`."""
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            return file.schema_arrow
    except (pa.ArrowException, OSError, ValueError) as error:
        if getattr(error, "errno", None) is not None:  # an error of the disk, not of the file's content
            raise
        raise EvaluationError("evaluation.error.damaged", file=path.name) from error


def open_parquet(path: Path, mapping: ColumnMap) -> OpenedFile:
    """Open a Parquet file; raises like `open_text`."""
    import pyarrow.parquet as pq

    schema = parquet_schema(path)
    names = schema.names
    texts = [f.name for f in schema if pa.types.is_string(f.type) or pa.types.is_large_string(f.type)]
    columns = match_columns(names, mapping, path.name)
    wanted = {field: names[number] for field, number in columns.fields.items()}
    words = [header for field, header in wanted.items() if field in WORDS and header in texts]
    in_utc = utc_columns(path)

    def batches(opened: OpenedFile, _rejects: RejectReceiver) -> Iterator[RawBatch]:
        # INT96 reaches beyond the years of nanoseconds, which would wrap round.
        with pq.ParquetFile(path, read_dictionary=words, coerce_int96_timestamp_unit="us") as file:
            yield from _typed_batches(opened, file.iter_batches(BATCH, columns=list(wanted.values())), wanted, in_utc)

    return OpenedFile(name=path.name, details={"mapping": mapping.id}, columns=columns, batches=batches)


def arrow_reader(path: Path) -> Any:
    """Return a reader of an Arrow file or stream; raises like `open_text`."""
    state = path.stat()
    if not _is_sound(str(path), state.st_mtime_ns, state.st_size):
        raise EvaluationError("evaluation.error.damaged", file=path.name)
    try:
        source = pa.memory_map(str(path))
        try:
            return pa.ipc.open_file(source)
        except pa.ArrowInvalid:
            source.seek(0)
            return pa.ipc.open_stream(source)
    except (pa.ArrowException, ValueError) as error:
        raise EvaluationError("evaluation.error.damaged", file=path.name) from error


_VALIDATION = """
import sys
import pyarrow as pa
source = pa.memory_map(sys.argv[1])
try:
    reader = pa.ipc.open_file(source)
    batches = map(reader.get_batch, range(reader.num_record_batches))
except pa.ArrowInvalid:
    source.seek(0)
    batches = pa.ipc.open_stream(source)
for batch in batches:
    batch.validate(full=True)
"""
"""Reads every batch of an Arrow file. A damaged file may make the library read outside its memory, which ends the process."""


@functools.lru_cache(maxsize=64)
def _is_sound(path: str, _modified: int, _size: int) -> bool:
    """Return whether a process of its own can read all of an Arrow file; the answer is kept until the file changes."""
    checked = subprocess.run([sys.executable, "-I", "-c", _VALIDATION, path], capture_output=True, check=False)  # noqa: S603 - our own code
    return checked.returncode == 0


def open_arrow(path: Path, mapping: ColumnMap) -> OpenedFile:
    """Open an Arrow file or stream; raises like `open_text`."""
    names = arrow_reader(path).schema.names
    columns = match_columns(names, mapping, path.name)
    wanted = {field: names[number] for field, number in columns.fields.items()}

    def batches(opened: OpenedFile, _rejects: RejectReceiver) -> Iterator[RawBatch]:
        reader = arrow_reader(path)
        is_file = hasattr(reader, "num_record_batches")
        parts = (reader.get_batch(n) for n in range(reader.num_record_batches)) if is_file else iter(reader)
        return _typed_batches(opened, parts, wanted)

    return OpenedFile(name=path.name, details={"mapping": mapping.id}, columns=columns, batches=batches)


def _typed_batches(
    opened: OpenedFile, batches: Iterator[Any], wanted: Mapping[str, str], in_utc: frozenset[str] = frozenset()
) -> Iterator[RawBatch]:
    """Yield the batches of a file, split into at most `BATCH` rows.

    Args:
        opened: the file; its row count is updated.
        batches: Arrow record batches of any size.
        wanted: field -> name of its column.
        in_utc: columns whose moments are in UTC although their type does not say so.
    """
    try:
        for large_batch in read_ahead(_gathered(batches)):
            for start in range(0, large_batch.num_rows, BATCH):
                batch = large_batch.slice(start, BATCH)
                lines = np.arange(opened.rows + 1, opened.rows + 1 + batch.num_rows, dtype=np.int64)
                opened.rows += batch.num_rows
                columns = {field: batch.column(batch.schema.get_field_index(name)) for field, name in wanted.items()}
                columns |= {field: pc.assume_timezone(columns[field], "UTC") for field, name in wanted.items() if name in in_utc}
                yield RawBatch(lines=lines, columns=columns, headers=wanted)
    except (pa.ArrowException, OSError, ValueError) as error:
        if getattr(error, "errno", None) is not None:  # an error of the disk, not of the file's content
            raise
        raise EvaluationError("evaluation.error.damaged", file=opened.name) from error


def _gathered(batches: Iterator[Any]) -> Iterator[Any]:
    """Yield batches joined with their neighbours to at least half of `BATCH` rows: a large batch costs little more than a small one."""
    waiting: list[Any] = []
    for batch in batches:
        waiting.append(batch)
        if sum(part.num_rows for part in waiting) * 2 >= BATCH:
            yield from _joined(waiting)
            waiting = []
    yield from _joined(waiting)


def _joined(batches: list[Any]) -> list[Any]:
    return batches if len(batches) < 2 else pa.Table.from_batches(batches).unify_dictionaries().combine_chunks().to_batches()
