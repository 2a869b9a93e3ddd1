"""The zone of INT96 moments in Parquet files, which the type itself does not state.

Spark writes timestamps as INT96 by default, and Hive and others do: always as UTC. Readers other than Spark return them without a zone, as if
they were local. pyarrow writes the wall clock of a column without a zone, and says so in its own schema; Impala writes the wall clock.
"""

from __future__ import annotations

import base64
import os
from typing import Any

_WALL_CLOCK_WRITERS = ("impala",)


def utc_columns(path: str | os.PathLike[str]) -> frozenset[str]:
    """Return the names of the INT96 columns of a Parquet file whose moments are in UTC.

    Raises:
        OSError: the file cannot be read.
    """
    import pyarrow.parquet as pq

    metadata = pq.read_metadata(os.fspath(path))
    schema = metadata.schema
    int96 = {schema.column(n).name for n in range(len(schema)) if schema.column(n).physical_type == "INT96"}
    if not int96 or (metadata.created_by or "").lower().startswith(_WALL_CLOCK_WRITERS):
        return frozenset()
    written = _written_schema(metadata.metadata or {})
    if written is None:
        return frozenset(int96)
    return frozenset(name for name in int96 if getattr(written.field(name).type, "tz", None) is not None)


def _written_schema(metadata: dict[bytes, bytes]) -> Any:
    """Return the schema that pyarrow stored, or None."""
    import pyarrow as pa

    stored = metadata.get(b"ARROW:schema")
    return pa.ipc.read_schema(pa.py_buffer(base64.b64decode(stored))) if stored is not None else None
