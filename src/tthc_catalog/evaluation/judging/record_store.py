"""Temporary storage of the judged records of one evaluation: Parquet files that DuckDB reads as one table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tthc_catalog.evaluation.judging.judged_dossiers import COLUMNS, TABLE, Facts
from tthc_catalog.evaluation.sql_conditions import quoted

if TYPE_CHECKING:
    import numpy.typing as npt

    from tthc_catalog.evaluation.intake.rejects import Rejects

_DERIVED = {
    "record_id": "coalesce(record_id, dossier_id)",
    "superseded": "FALSE",
    "closed_at": "CASE WHEN completed_at IS NOT NULL THEN greatest(received_at, completed_at) END",
    "early_before": "CAST(CAST(due_at AS DATE) AS TIMESTAMP)",
    "law_early_before": "CAST(CAST(law_due_at AS DATE) AS TIMESTAMP)",
}
"""Columns of the facts that are computed when they are read."""

_DICTIONARY_COLUMNS = ["unit", "level", "code", "office", "field", "case_id", "official", "channel", "state", "reason"]


_HASHES = 20_000_000
"""About the most hashes of ids in memory: 160 MB."""

_ROUNDED = re.compile(r"\d{15}0+")
"""An id whose digits after the 15th a spreadsheet has replaced by zeros."""


class Store:
    """The judged records of an evaluation, and the table of facts made of them."""

    def __init__(self, folder: Path, *, memory: str = "2GB") -> None:
        """Open an empty store in a folder.

        Args:
            folder: an existing folder for the Parquet files and for data that DuckDB cannot keep in memory.
            memory: the memory limit of DuckDB.
        """
        import duckdb

        self._folder = folder
        self._files = 0
        self._writer = ThreadPoolExecutor(1)
        self._written: Future[None] | None = None
        self._connection = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
        for setting, value in (
            ("memory_limit", f"'{memory}'"),
            ("temp_directory", quoted(folder)),
            ("preserve_insertion_order", "false"),
            ("enable_progress_bar", "false"),
        ):
            self._connection.execute(f"SET {setting} = {value}")

    def close(self) -> None:
        """Close the database."""
        self._writer.shutdown()
        self._connection.close()

    def add(self, judged: Any, file: int) -> None:
        """Write the judged records of a batch, in a thread; an error is raised when the next batch is added.

        Args:
            judged: the table of records.
            file: index of their file.
        """
        import pyarrow as pa

        judged = judged.append_column("source_file", pa.array([file] * judged.num_rows, pa.uint16()))
        self._wait()
        self._written = self._writer.submit(_write, judged, self._folder / f"{self._files:06}.parquet")
        self._files += 1

    def _wait(self) -> None:
        """Wait until the last batch is written."""
        if self._written is not None:
            self._written.result()
            self._written = None

    def mark(self) -> int:
        """Return the current place, to come back to if a file is read again."""
        return self._files

    def rewind(self, mark: int) -> None:
        """Forget the records after a mark."""
        self._wait()
        for number in range(mark, self._files):
            (self._folder / f"{number:06}.parquet").unlink()
        self._files = mark

    def settle(
        self,
        files: Sequence[str],
        rejects: Rejects,
        desks: Mapping[tuple[str | None, str], int],
        matters: Mapping[tuple[str | None, str | None, str], int],
        officials: Mapping[str | None, int],
    ) -> tuple[Counter[int], int]:
        """Reject duplicates and invalid corrections, and create the table of facts.

        Args:
            files: names of the files, for the rejects.
            rejects: receives the rejected records.
            desks: (level, unit) -> number in the column ``desk``.
            matters: (level, field, code) -> number in the column ``matter``.
            officials: id, or None -> number in the column ``official_number``.

        Returns:
            The number of rejected records by index of the file, and the number of valid corrections.
        """
        self._wait()
        types = {name: kind for name, (kind, _) in COLUMNS.items() if name == "record_id" or name not in _DERIVED}
        if self._files:
            source = f"read_parquet({quoted(self._folder / '*.parquet')})"
            columns = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in types.items())
            self._connection.execute(f"CREATE VIEW every_record AS SELECT {columns} FROM {source}")  # noqa: S608 - our own names
        else:
            self._connection.execute(f"CREATE TABLE every_record ({', '.join(f'{name} {kind}' for name, kind in types.items())})")
        self._connection.execute("CREATE TABLE removed (source_file USMALLINT, source_line BIGINT)")
        self._connection.execute("CREATE VIEW records AS FROM every_record")
        removed: Counter[int] = Counter()
        # Removing a record may invalidate a correction of it, so repeat until nothing is found.
        while faults := sorted({*self._duplicates(), *self._invalid_corrections()}):
            lines: set[tuple[int, int]] = set()
            for file, line, record, reason in faults:
                rejects.add(files[file], line, "corrects" if reason.startswith("corrects") else "dossier_id", record, reason)
                lines.add((file, line))
            removed.update(file for file, _ in lines)
            self._connection.executemany("INSERT INTO removed VALUES (?, ?)", sorted(lines))
            self._connection.execute(
                "CREATE OR REPLACE VIEW records AS FROM every_record ANTI JOIN removed USING (source_file, source_line)"
            )
        corrections = int(self._scalar("SELECT count(corrects) FROM records"))
        derived = dict(_DERIVED)
        if corrections:
            derived["superseded"] = "coalesce(record_id, dossier_id) IN (SELECT corrects FROM records WHERE corrects IS NOT NULL)"
        columns = ", ".join(f"{derived[name]} AS {name}" if name in derived else name for name in COLUMNS)
        self._connection.execute(f"CREATE VIEW {TABLE} AS SELECT {columns} FROM records")  # noqa: S608 - our own column names
        self._create_key_table("desks", ("level", "unit"), desks)
        self._create_key_table("matters", ("level", "field", "code"), matters)
        self._create_key_table("officials", ("official",), {(official,): number for official, number in officials.items()})
        return removed, corrections

    def facts(self) -> Facts:
        """Return the table of facts."""
        return Facts(self._connection)

    def _create_key_table(self, name: str, columns: Sequence[str], numbers: Mapping[Any, int]) -> None:
        """Create a table that maps each number to its key."""
        import pyarrow as pa

        table = {column: pa.array([key[place] for key in numbers], pa.string()) for place, column in enumerate(columns)}
        self._connection.register("keys", pa.table({"number": pa.array(numbers.values(), pa.int32()), **table}))
        self._connection.execute(f"CREATE TABLE {name} AS FROM keys")
        self._connection.unregister("keys")

    def _scalar(self, sql: str) -> Any:
        """Return the single value of a query."""
        row = self._connection.execute(sql).fetchone()
        assert row is not None
        return row[0]

    def _duplicates(self) -> list[tuple[int, int, str, str]]:
        """Return the records whose id an earlier record has."""
        import pyarrow as pa

        repeated = self._repeated_hashes()
        if not repeated.size:
            return []
        self._connection.register("repeated", pa.table({"h": repeated}))
        rows = self._connection.execute(
            """
            SELECT source_file, source_line, id FROM (
                SELECT source_file, source_line, coalesce(record_id, dossier_id) AS id,
                       row_number() OVER (PARTITION BY coalesce(record_id, dossier_id) ORDER BY source_file, source_line) AS place
                FROM records WHERE hash(coalesce(record_id, dossier_id)) IN (SELECT h FROM repeated)
            ) WHERE place > 1
            """
        ).fetchall()
        self._connection.unregister("repeated")
        return [(file, line, record, "id-rounded" if _ROUNDED.fullmatch(record) else "duplicate") for file, line, record in rows]

    def _repeated_hashes(self) -> npt.NDArray[np.uint64]:
        """Return the hashes that ids of several records have. Sorting hashes is much faster than grouping ids, and few are repeated by chance."""
        parts = int(self._scalar("SELECT count(*) FROM records")) // _HASHES + 1
        found = []
        for part in range(parts):
            query = f"SELECT h FROM (SELECT hash(coalesce(record_id, dossier_id)) AS h FROM records) WHERE h % {parts} = {part}"  # noqa: S608 - our own text
            hashes = np.sort(np.asarray(self._connection.execute(query).fetchnumpy()["h"], dtype=np.uint64))
            found.append(np.unique(hashes[1:][hashes[1:] == hashes[:-1]]))
        return np.concatenate(found)

    def _invalid_corrections(self) -> list[tuple[int, int, str, str]]:
        """Return the corrections of a missing record or of another dossier's, and second corrections of a record."""
        if not self._scalar("SELECT count(corrects) FROM records"):
            return []
        rows = self._connection.execute(
            """
            SELECT later.source_file, later.source_line, later.corrects, 'corrects-unknown' FROM records later
            WHERE later.corrects IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM records earlier
                WHERE coalesce(earlier.record_id, earlier.dossier_id) = later.corrects AND earlier.dossier_id = later.dossier_id
                  AND coalesce(earlier.record_id, earlier.dossier_id) <> coalesce(later.record_id, later.dossier_id))
            UNION ALL
            SELECT source_file, source_line, corrects, 'corrects-twice' FROM (
                SELECT source_file, source_line, corrects,
                       row_number() OVER (PARTITION BY corrects ORDER BY source_file, source_line) AS place
                FROM records WHERE corrects IS NOT NULL
            ) WHERE place > 1
            """
        ).fetchall()
        return [tuple(row) for row in rows]


def _write(judged: Any, path: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(judged, path, compression="none", use_dictionary=_DICTIONARY_COLUMNS, write_statistics=["source_file", "source_line"])
