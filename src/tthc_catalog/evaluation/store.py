"""Where the records of an evaluation are kept while it lasts: a DuckDB database in a folder of its own, removed afterwards."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tthc_catalog.evaluation.facts import COLUMNS, TABLE, Facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.evaluation.rejects import Rejects

_DERIVED = {
    "record_id": "coalesce(record_id, dossier_id)",
    "superseded": "FALSE",
    "closed_at": "CASE WHEN completed_at IS NOT NULL THEN greatest(received_at, completed_at) END",
    "early_before": "CAST(CAST(due_at AS DATE) AS TIMESTAMP)",
    "law_early_before": "CAST(CAST(law_due_at AS DATE) AS TIMESTAMP)",
}
"""Columns of the facts that are worked out when they are read."""


class Store:
    """The records as they come in, and the table of facts made of them."""

    def __init__(self, folder: Path, *, memory: str = "2GB") -> None:
        """Open an empty store in a folder.

        Args:
            folder: an existing folder for the database and for what does not fit into memory.
            memory: how much of it DuckDB may use.
        """
        import duckdb

        self._connection = duckdb.connect(str(folder / "records.duckdb"))
        for setting, value in (
            ("memory_limit", f"'{memory}'"),
            ("temp_directory", f"'{str(folder).replace(chr(39), chr(39) * 2)}'"),
            ("preserve_insertion_order", "false"),
            ("enable_progress_bar", "false"),
        ):
            self._connection.execute(f"SET {setting} = {value}")
        types = ", ".join(f"{name} {kind}" for name, (kind, _) in COLUMNS.items() if name == "record_id" or name not in _DERIVED)
        self._connection.execute(f"CREATE TABLE records ({types})")

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def add(self, judged: Any, file: int) -> None:
        """Keep the judged records of a batch."""
        stored = [name for name in COLUMNS if name == "record_id" or name not in _DERIVED]
        chosen = ", ".join(str(file) if name == "source_file" else name for name in stored)
        self._connection.register("batch", judged)
        self._connection.execute(f"INSERT INTO records SELECT {chosen} FROM batch")  # noqa: S608 - our own column names
        self._connection.unregister("batch")

    def settle(self, files: Sequence[str], rejects: Rejects) -> tuple[Counter[int], int]:
        """Take out what repeats an id or corrects nothing, and make the table of facts.

        Args:
            files: names of the files, for the rejects.
            rejects: receives what is taken out.

        Returns:
            Records taken out, by the number of the file; and how many corrections are left.
        """
        taken: Counter[int] = Counter()
        while found := [*self._repeated(), *self._loose_corrections()]:
            for file, line, record, reason in sorted(set(found)):
                rejects.add(files[file], line, "corrects" if reason.startswith("corrects") else "dossier_id", record, reason)
                taken[file] += 1
            places = ", ".join(f"({file}, {line})" for file, line, *_ in found)
            self._connection.execute(f"DELETE FROM records WHERE (source_file, source_line) IN ({places})")  # noqa: S608 - numbers
        corrections = int(self._one("SELECT count(corrects) FROM records"))
        derived = dict(_DERIVED)
        if corrections:
            derived["superseded"] = "coalesce(record_id, dossier_id) IN (SELECT corrects FROM records WHERE corrects IS NOT NULL)"
        chosen = ", ".join(f"{derived[name]} AS {name}" if name in derived else name for name in COLUMNS)
        self._connection.execute(f"CREATE VIEW {TABLE} AS SELECT {chosen} FROM records")  # noqa: S608 - our own column names
        return taken, corrections

    def facts(self) -> Facts:
        """The table of facts."""
        return Facts(self._connection)

    def _one(self, sql: str) -> Any:
        row = self._connection.execute(sql).fetchone()
        assert row is not None
        return row[0]

    def _repeated(self) -> list[tuple[int, int, str, str]]:
        """Records whose id an earlier one has. Ids are compared by a hash first, which is a fraction of the work."""
        suspect = "SELECT hash(coalesce(record_id, dossier_id)) FROM records GROUP BY 1 HAVING count(*) > 1"
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
                  AND (earlier.source_file, earlier.source_line) <> (later.source_file, later.source_line))
            UNION ALL
            SELECT source_file, source_line, corrects, 'corrects-twice' FROM (
                SELECT source_file, source_line, corrects,
                       row_number() OVER (PARTITION BY corrects ORDER BY source_file, source_line) AS place
                FROM records WHERE corrects IS NOT NULL
            ) WHERE place > 1
            """
        ).fetchall()
        return [tuple(row) for row in rows]
