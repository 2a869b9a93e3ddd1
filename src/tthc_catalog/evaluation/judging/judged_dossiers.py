"""The judged dossiers: one DuckDB table with every accepted record, its deadlines and the values it is counted by.

Outputs and analyses query it in SQL; the conditions of `Report.filter_of` use its columns.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import attrs
import duckdb

from tthc_catalog.evaluation.sql_conditions import quoted

TABLE = "dossiers"

COLUMNS = {
    "record_id": ("VARCHAR", "id of the record; the dossier's id unless the export gives record ids"),
    "dossier_id": ("VARCHAR", "id of the dossier"),
    "corrects": ("VARCHAR", "the record this one corrects, or null"),
    "superseded": ("BOOLEAN", "another record corrects this one; it is kept, but not counted"),
    "source_file": ("USMALLINT", "index of the record's file among the files of the report, from 0"),
    "source_line": ("BIGINT", "line in the file, from 1; the row number in a file without lines"),
    "level": ("VARCHAR", "level of the unit"),
    "unit": ("VARCHAR", "id of the unit, as the records give it"),
    "office": ("VARCHAR", "id of the catalog's office whose hours were used"),
    "field": ("VARCHAR", "field of the procedure; null if the catalog does not list the procedure"),
    "code": ("VARCHAR", "code of the procedure, in its short form"),
    "case_id": ("VARCHAR", "case of the procedure, or null"),
    "official": ("VARCHAR", "pseudonymous id of the official, or null"),
    "channel": ("VARCHAR", "online, in_person, postal, or null if not recorded"),
    "state": ("VARCHAR", "received, in_progress, paused, resolved, returned_incomplete, refused or withdrawn"),
    "received_at": ("TIMESTAMP", "receipt, local time"),
    "completed_at": ("TIMESTAMP", "result ready, or the dossier otherwise closed; null while open"),
    "returned_at": ("TIMESTAMP", "result handed to the citizen, or null"),
    "closed_at": ("TIMESTAMP", "the later of receipt and completion: the moment from which the dossier counts as closed; null while open"),
    "printed_due_at": ("TIMESTAMP", "the due time printed on the slip, as recorded, or null"),
    "paused_days": ("INTEGER", "working days during which the term was paused"),
    "paused_since": ("TIMESTAMP", "start of the current wait for the citizen; null unless the dossier is waiting"),
    "paused_kind": ("VARCHAR", "kind of the current pause in the catalog; null without one"),
    "moved_by_pause": ("BOOLEAN", "a finished pause moved or ended a deadline"),
    "paid_online": ("BOOLEAN", "paid online; null if not recorded"),
    "result_digitised": ("BOOLEAN", "result digitised; null if not recorded"),
    "apology_issued": ("BOOLEAN", "an apology is on record; null if not recorded"),
    "assumed_times": (
        "VARCHAR",
        "moments that the export gives as dates, with the time of day of the column map: received_at,completed_at",
    ),
    "covered": ("BOOLEAN", "a commitment applies"),
    "reason": ("VARCHAR", "why no commitment applies, or why the record is not judged; null if one applies"),
    "same_day": ("BOOLEAN", "the commitment is due on the day of receipt, without pauses; null if it has no due time"),
    "known_later": ("BOOLEAN", "the statutory deadline differs by what was announced after the receipt; the more favourable one counts"),
    "provisional": ("BOOLEAN", "the deadline depends on a day that no official decision covers yet"),
    "deemed": ("BOOLEAN", "received on a closed day: deemed received at the opening of the next working day"),
    "due_at": ("TIMESTAMP", "the governing due time, moved by pauses"),
    "late_after": ("TIMESTAMP", "the first late instant of the governing deadline"),
    "early_before": ("TIMESTAMP", "the first instant of the governing due date"),
    "promise_due_at": ("TIMESTAMP", "the commitment's due time"),
    "promise_late_after": ("TIMESTAMP", "the first late instant of the commitment"),
    "law_due_at": ("TIMESTAMP", "the statutory due time"),
    "law_late_after": ("TIMESTAMP", "the first late instant of the statutory deadline"),
    "law_early_before": ("TIMESTAMP", "the first instant of the statutory due date"),
    "desk": ("INTEGER", "number of the unit, for counting"),
    "matter": ("INTEGER", "number of the procedure, for counting"),
    "official_number": ("INTEGER", "number of the official, for counting"),
    "saved_days": ("INTEGER", "working days between result and statutory due day; null without a result"),
}
"""Every column with its type and meaning."""


@attrs.frozen
class Facts:
    """The table of judged dossiers in an open database."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Run a query and return one mapping per row; the name of the table is `TABLE`."""
        cursor = self.connection.cursor()
        cursor.execute(sql)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def count(self, condition: str) -> int:
        """Return the number of dossiers that a condition selects."""
        return int(self.rows(f"SELECT count(*) AS n FROM {TABLE} WHERE {condition}")[0]["n"])  # noqa: S608 - our own conditions

    def received(self) -> tuple[dt.datetime | None, dt.datetime | None]:
        """Return the first and the last receipt of the records that count, local time; None without records."""
        row = self.rows(f"SELECT min(received_at) AS first, max(received_at) AS last FROM {TABLE} WHERE NOT superseded")[0]  # noqa: S608
        return row["first"], row["last"]

    def write_parquet(self, path: Path) -> None:
        """Write the table to Parquet in the order of files and lines, so that anyone can run the filters of a report."""
        self.connection.execute(
            f"COPY (SELECT * FROM {TABLE} ORDER BY source_file, source_line) TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)"  # noqa: S608
        )
