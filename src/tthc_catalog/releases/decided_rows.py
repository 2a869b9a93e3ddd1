"""Verify the rows of a decided Parquet file, column by column. Requires the extra ``bulk``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from tthc_catalog.bulk.unanswered import UNANSWERED
from tthc_catalog.errors import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tthc_catalog.releases.verification import Source

_NEEDED = ("code", "received_at", "due_at")
_KEYS = ("code", "level", "office", "case", "channel")
_FIRST = 20


@attrs.frozen(kw_only=True)
class RowsVerdict:
    """How many rows are as promised.

    Attributes:
        named: the file.
        rows: the number of rows.
        same: rows that the newest version answers alike.
        corrected: rows that an older release answers alike, and the newest does not, by that release.
        different: rows that no version answers alike.
        unknown: rows that cannot be answered.
        first: the numbers of the first different rows, counted from 1.
    """

    named: str
    rows: int
    same: int
    corrected: dict[str, int]
    different: int
    unknown: int
    first: tuple[int, ...]


def verify_rows(path: Path, sources: Sequence[Source]) -> RowsVerdict:
    """Compare the due times of all rows with those that each source derives, the newest first.

    Raises:
        ReleaseError: the file lacks a column.
        OSError: the file cannot be read.
    """
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    missing = [name for name in _NEEDED if name not in table.column_names]
    if missing:
        raise ReleaseError("release.error.columns", file=path.as_posix(), missing=", ".join(missing))
    rows = table.num_rows
    keys: dict[str, Any] = {name: table.column(name) for name in _KEYS if name in table.column_names}
    names = [name for name in ("due_at", "late_after") if name in table.column_names]
    stated = [_moments(table.column(name)) for name in names]
    open_rows = np.ones(rows, dtype=bool)
    answered = np.zeros(rows, dtype=bool)
    same = 0
    corrected: dict[str, int] = {}
    for place, source in enumerate(reversed(sources)):
        decided = source.engine.decide_many(table.column("received_at"), **keys)
        alike = np.ones(rows, dtype=bool)
        for values, name in zip(stated, names, strict=True):
            derived = getattr(decided, name).astype("datetime64[s]")
            alike &= (values == derived) | (np.isnat(values) & np.isnat(derived))
        has_answer = np.array([text not in UNANSWERED for text in decided.reason.texts])
        known = has_answer[decided.reason.codes]
        answered |= known
        found = open_rows & alike & known
        if place == 0:
            same = int(found.sum())
        elif found.any():
            corrected[source.version] = int(found.sum())
        open_rows &= ~found
    different = open_rows & answered
    return RowsVerdict(
        named=path.as_posix(),
        rows=rows,
        same=same,
        corrected=corrected,
        different=int(different.sum()),
        unknown=int((open_rows & ~answered).sum()),
        first=tuple(int(row) + 1 for row in np.flatnonzero(different)[:_FIRST]),
    )


def _moments(column: Any) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Return a column of moments as local seconds."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        import pyarrow.compute as pc

        column = pc.local_timestamp(column)
    values = column.to_numpy() if not isinstance(column, pa.ChunkedArray) else column.combine_chunks().to_numpy(zero_copy_only=False)
    moments: np.ndarray[Any, np.dtype[np.datetime64]] = values.astype("datetime64[s]")
    return moments
