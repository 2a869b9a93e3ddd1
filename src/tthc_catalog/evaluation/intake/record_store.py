"""Where the records of an evaluation are kept while it lasts: Parquet files in a folder of its own, which DuckDB reads as one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tthc_catalog.evaluation.judging.judged_dossiers import COLUMNS, TABLE, Facts

if TYPE_CHECKING:
    from tthc_catalog.evaluation.intake.rejects import Rejects

_DERIVED = {
    "record_id": "coalesce(record_id, dossier_id)",
    "superseded": "FALSE",
    "closed_at": "CASE WHEN completed_at IS NOT NULL THEN greatest(received_at, completed_at) END",
    "early_before": "CAST(CAST(due_at AS DATE) AS TIMESTAMP)",
    "law_early_before": "CAST(CAST(law_due_at AS DATE) AS TIMESTAMP)",
}
"""Columns of the facts that are worked out when they are read."""

_FEW_VALUES = ["unit", "level", "code", "office", "field", "case_id", "official", "channel", "state", "reason"]


class Store:
    """The records as they come in, and the table of facts made of them."""

    def __init__(self, folder: Path, *, memory: str = "2GB") -> None:
        """Open an empty store in a folder.

        Args:
            folder: an existing folder for the files and for what does not fit into memory.
            memory: how much of it DuckDB may use.
        """
        import duckdb

        self._folder = folder
        self._files = 0
        self._connection = duckdb.connect(":memory:")
        for setting, value in (
            ("memory_limit", f"'{memory}'"),
            ("temp_directory", _quoted(folder)),
            ("preserve_insertion_order", "false"),
            ("enable_progress_bar", "false"),
        ):
            self._connection.execute(f"SET {setting} = {value}")

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def add(self, judged: Any, file: int) -> None:
        """Keep the judged records of a batch."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        judged = judged.append_column("source_file", pa.array([file] * judged.num_rows, pa.uint16()))
        pq.write_table(
            judged,
            self._folder / f"{self._files:06}.parquet",
            compression="lz4",
            use_dictionary=_FEW_VALUES,
            write_statistics=False,
        )
        self._files += 1

    def settle(
        self,
        files: Sequence[str],
        rejects: Rejects,
        desks: Mapping[tuple[str | None, str], int],
        matters: Mapping[tuple[str | None, str | None, str], int],
    ) -> tuple[Counter[int], int]:
        """Take out what repeats an id or corrects nothing, and make the table of facts.

        Args:
            files: names of the files, for the rejects.
            rejects: receives what is taken out.
            desks: what the numbers of units stand for.
            matters: what the numbers of procedures stand for.

        Returns:
            Records taken out, by the number of the file; and how many corrections are left.
        """
        types = {name: kind for name, (kind, _) in COLUMNS.items() if name == "record_id" or name not in _DERIVED}
        if self._files:
            source = f"read_parquet({_quoted(self._folder / '*.parquet')})"
            columns = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in types.items())
            self._connection.execute(f"CREATE VIEW every_record AS SELECT {columns} FROM {source}")  # noqa: S608 - our own names
        else:
            self._connection.execute(f"CREATE TABLE every_record ({', '.join(f'{name} {kind}' for name, kind in types.items())})")
        self._connection.execute("CREATE TABLE taken (source_file USMALLINT, source_line BIGINT)")
        self._connection.execute("CREATE VIEW records AS FROM every_record")
        taken: Counter[int] = Counter()
        while found := sorted({*self._repeated(), *self._loose_corrections()}):
            told: set[tuple[int, int]] = set()
            for file, line, record, reason in found:
                rejects.add(files[file], line, "corrects" if reason.startswith("corrects") else "dossier_id", record, reason)
                told.add((file, line))
            taken.update(file for file, _ in told)
            self._connection.executemany("INSERT INTO taken VALUES (?, ?)", sorted(told))
            self._connection.execute("CREATE OR REPLACE VIEW records AS FROM every_record ANTI JOIN taken USING (source_file, source_line)")
        corrections = int(self._one("SELECT count(corrects) FROM records"))
        derived = dict(_DERIVED)
        if corrections:
            derived["superseded"] = "coalesce(record_id, dossier_id) IN (SELECT corrects FROM records WHERE corrects IS NOT NULL)"
        chosen = ", ".join(f"{derived[name]} AS {name}" if name in derived else name for name in COLUMNS)
        self._connection.execute(f"CREATE VIEW {TABLE} AS SELECT {chosen} FROM records")  # noqa: S608 - our own column names
        self._list("desks", ("level", "unit"), desks)
        self._list("matters", ("level", "field", "code"), matters)
        return taken, corrections

    def facts(self) -> Facts:
        """The table of facts."""
        return Facts(self._connection)

    def _list(self, name: str, columns: Sequence[str], numbers: Mapping[Any, int]) -> None:
        """A small table of what numbers stand for."""
        import pyarrow as pa

        table = {column: pa.array([key[place] for key in numbers], pa.string()) for place, column in enumerate(columns)}
        self._connection.register("listed", pa.table({"number": pa.array(numbers.values(), pa.int32()), **table}))
        self._connection.execute(f"CREATE TABLE {name} AS FROM listed")
        self._connection.unregister("listed")

    def _one(self, sql: str) -> Any:
        row = self._connection.execute(sql).fetchone()
        assert row is not None
        return row[0]

    def _repeated(self) -> list[tuple[int, int, str, str]]:
        """Records whose id an earlier one has. Ids are compared by a hash first, which is a fraction of the work."""
        suspect = "SELECT hash(coalesce(record_id, dossier_id)) AS h FROM records GROUP BY h HAVING count(*) > 1"
        if not self._one(f"SELECT count(*) FROM ({suspect} LIMIT 1)"):  # noqa: S608 - our own text
            return []
        rows = self._connection.execute(
            f"""
            SELECT source_file, source_line, id FROM (
                SELECT source_file, source_line, coalesce(record_id, dossier_id) AS id,
                       row_number() OVER (PARTITION BY coalesce(record_id, dossier_id) ORDER BY source_file, source_line) AS place
                FROM records WHERE hash(coalesce(record_id, dossier_id)) IN ({suspect})
            ) WHERE place > 1
            """  # noqa: S608 - our own text
        ).fetchall()
        return [(file, line, record, "duplicate") for file, line, record in rows]

    def _loose_corrections(self) -> list[tuple[int, int, str, str]]:
        """Corrections of a record that is not there or is of another dossier, and a second correction of the same one."""
        if not self._one("SELECT count(corrects) FROM records"):
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


def _quoted(path: Path) -> str:
    escaped = str(path).replace("'", "''")
    return f"'{escaped}'"
