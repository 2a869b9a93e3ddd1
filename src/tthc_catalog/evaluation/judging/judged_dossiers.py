"""The judged dossiers: one table in DuckDB with every record that was accepted, its deadlines, and what it was counted by.

Outputs and further analyses ask it in SQL; the conditions of `Report.filter_of` speak of its columns.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import attrs
import duckdb

TABLE = "dossiers"

COLUMNS = {
    "record_id": ("VARCHAR", "id of the record; a correction has one of its own, else it is the dossier's id"),
    "dossier_id": ("VARCHAR", "id of the dossier"),
    "corrects": ("VARCHAR", "the record this one corrects, or null"),
    "superseded": ("BOOLEAN", "another record corrects this one; it is kept and never counted"),
    "source_file": ("USMALLINT", "which of the report's files the record stands in, from 0"),
    "source_line": ("BIGINT", "its line there; in a file without lines, its row, the first being 1"),
    "level": ("VARCHAR", "level of the unit"),
    "unit": ("VARCHAR", "the desk, as the records name it"),
    "office": ("VARCHAR", "the catalog's desk whose hours were used"),
    "field": ("VARCHAR", "field of the procedure; null for a procedure the catalog does not list"),
    "code": ("VARCHAR", "code of the procedure, in its short form"),
    "case_id": ("VARCHAR", "case of the procedure, or null"),
    "official": ("VARCHAR", "pseudonymous id of the official, or null"),
    "channel": ("VARCHAR", "online, in_person, postal, or null where not recorded"),
    "state": ("VARCHAR", "received, in_progress, paused, resolved, returned_incomplete, refused or withdrawn"),
    "received_at": ("TIMESTAMP", "receipt, local time"),
    "completed_at": ("TIMESTAMP", "result ready, or the dossier otherwise closed; null while open"),
    "returned_at": ("TIMESTAMP", "handed to the citizen, or null"),
    "closed_at": ("TIMESTAMP", "the later of receipt and completion: when it left the desk for the counts; null while open"),
    "printed_due_at": ("TIMESTAMP", "the due time the slip says, as recorded, or null"),
    "paused_days": ("INTEGER", "working days the term stood still"),
    "paused_since": ("TIMESTAMP", "since when the citizen is waited for; null unless that still lasts"),
    "paid_online": ("BOOLEAN", "paid online; null where not recorded"),
    "result_digitised": ("BOOLEAN", "result digitised; null where not recorded"),
    "apology_issued": ("BOOLEAN", "an apology is on record; null where not recorded"),
    "covered": ("BOOLEAN", "a commitment binds"),
    "reason": ("VARCHAR", "why none does, or why nothing judges the record; null where one binds"),
    "same_day": ("BOOLEAN", "the commitment is due on the day of receipt, pauses aside; null where it has no due time"),
    "provisional": ("BOOLEAN", "its deadline rests on a day no official decision settles"),
    "deemed": ("BOOLEAN", "received on a closed day, and so counted from the next working day's opening"),
    "due_at": ("TIMESTAMP", "the governing due time, pauses included"),
    "late_after": ("TIMESTAMP", "the first late instant of the governing deadline"),
    "early_before": ("TIMESTAMP", "the first instant of the governing due date"),
    "promise_due_at": ("TIMESTAMP", "the commitment's due time"),
    "promise_late_after": ("TIMESTAMP", "its first late instant"),
    "law_due_at": ("TIMESTAMP", "the statutory due time"),
    "law_late_after": ("TIMESTAMP", "its first late instant"),
    "law_early_before": ("TIMESTAMP", "the first instant of the statutory due date"),
    "desk": ("INTEGER", "number of the unit, for counting"),
    "matter": ("INTEGER", "number of the procedure, for counting"),
    "saved_days": ("INTEGER", "working days between result and statutory due day; null without a result"),
}
"""Every column with its type and meaning."""


@attrs.frozen
class Facts:
    """The table of judged dossiers, open for questions."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """The answer to a question, one mapping a row; the table is called `TABLE`."""
        cursor = self.connection.cursor()
        cursor.execute(sql)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def count(self, condition: str) -> int:
        """How many dossiers a condition picks out."""
        return int(self.rows(f"SELECT count(*) AS n FROM {TABLE} WHERE {condition}")[0]["n"])  # noqa: S608 - our own conditions

    def received(self) -> tuple[dt.datetime | None, dt.datetime | None]:
        """The first and the last receipt of the records that count, local time; None where there are none."""
        row = self.rows(f"SELECT min(received_at) AS first, max(received_at) AS last FROM {TABLE} WHERE NOT superseded")[0]  # noqa: S608
        return row["first"], row["last"]

    def write_parquet(self, path: Path) -> None:
        """Write the table, in the order of files and lines, so that a report's filters can be run by anybody."""
        target = str(path).replace("'", "''")
        self.connection.execute(
            f"COPY (SELECT * FROM {TABLE} ORDER BY source_file, source_line) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"  # noqa: S608
        )
