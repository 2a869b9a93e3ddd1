"""Dossiers in files larger than memory: DuckDB streams them, joins the timetables, and writes rows or monthly figures."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tthc_catalog.bulk.file_moments import FileMoments, are_csv, quoted_name, quoted_text, utc_in_files
from tthc_catalog.bulk.queries import monthly_query, rows_query
from tthc_catalog.bulk.relations import Describe, Key, Relations, combinations, relations
from tthc_catalog.scratch_folders import scratch_folder

if TYPE_CHECKING:
    import duckdb

    from tthc_catalog.bulk.timetable_keys import Find
    from tthc_catalog.calendars.schedule import Schedule

KEY_COLUMNS = ("code", "level", "office", "case_id")

CHANNEL = "channel"
"""One more column of the key, if the data has it."""

_MOST_COMBINATIONS = 50_000
"""Up to this many combinations, listing the values of each column is cheaper than scanning for the combinations that occur."""

Progress = Callable[[float], None]
"""Receives the share of the work that is done."""


class DossierFiles:
    """Dossiers in Parquet or CSV files, or in an Arrow table or dataset, decided by DuckDB.

    The columns are ``received_at``, ``completed_at``, ``code``, ``level``, ``office``, ``case_id`` and ``channel``; all but
    ``received_at`` and ``code`` are optional. A dossier without a channel was filed in person. ``columns`` maps them to the names in the data.
    """

    def __init__(
        self,
        source: Any,
        *,
        find: Find,
        describe: Describe,
        schedule: Schedule,
        columns: Mapping[str, str] | None = None,
        level: str | None = None,
        office: str | None = None,
        channel: str | None = None,
        memory_limit: str | None = None,
        threads: int | None = None,
        time_when_missing: Mapping[str, dt.time] | None = None,
        remote: bool = False,
    ) -> None:
        """Open the data; only its columns are read.

        Args:
            source: a path, several paths or a pattern (``*.parquet``, ``*.csv``), an Arrow table or an Arrow dataset.
            find: returns the timetable of a key.
            describe: returns its desk and field.
            schedule: any schedule of the catalog, for its clock.
            columns: the name of each column in the data, by its name here.
            level: the level of all rows, if the data has no such column.
            office: the desk of all rows, likewise.
            channel: how all dossiers were filed, likewise.
            memory_limit: such as ``"2GiB"``; DuckDB spills to disk beyond it.
            threads: the number of threads of DuckDB.
            time_when_missing: the time of day to use for dates without one, by ``received_at`` and ``completed_at``.
            remote: whether addresses such as ``https://`` or ``s3://`` may be read; DuckDB may then download the extension for them.

        Raises:
            ValueError: the data has no column ``received_at`` or ``code``, some files are CSV and some are not, or an address is not
                on this machine.
            InvalidInstant: there are dates without a time of day, or texts whose month comes first.
        """
        import duckdb

        self.assumed_times: dict[str, int] = {}
        """Column -> number of dates for which `time_when_missing` was used."""
        self._times = time_when_missing or {}

        self._find, self._describe, self._schedule = find, describe, schedule
        if not remote:
            _refuse_remote(source)
        extensions = str(remote).lower()
        self._connection = duckdb.connect(config={"preserve_insertion_order": "false", "autoinstall_known_extensions": extensions})
        if memory_limit is not None:
            self._connection.execute(f"SET memory_limit = {quoted_text(memory_limit)}")
        if threads is not None:
            self._connection.execute(f"SET threads = {int(threads)}")
        self._connection.execute(f"SET TimeZone = {quoted_text(schedule.zone_name)}")
        self._open(source, dict(columns or {}), {"level": level, "office": office, CHANNEL: channel})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def monthly(self, *, now: dt.datetime | None = None, progress: Progress | None = None) -> Any:
        """Return an Arrow table with the number of dossiers of each status by month, office and field."""
        query = self._by_month(now)
        with _watched(self._connection, progress):
            return self._connection.sql(query).to_arrow_table()

    def write_monthly(self, to: str | os.PathLike[str], *, now: dt.datetime | None = None, progress: Progress | None = None) -> None:
        """Write the monthly figures to a Parquet or CSV file, atomically."""
        self._write(self._by_month(now), Path(to), progress)

    def write_rows(
        self, to: str | os.PathLike[str], *, now: dt.datetime | None = None, progress: Progress | None = None, prefix: str = ""
    ) -> None:
        """Write every row with its deadlines and status to a Parquet or CSV file, atomically.

        Args:
            to: the file.
            now: the moment at which open dossiers are judged.
            progress: is called with the share that is done.
            prefix: begins the names of the columns that are added, so that another catalog can add its own.
        """
        self._write(rows_query(self._relations(now), self._columns, prefix=prefix), Path(to), progress)

    def rows(self, *, now: dt.datetime | None = None) -> Any:
        """Return every row with its deadlines and status, as an Arrow table in memory."""
        return self._connection.sql(rows_query(self._relations(now), self._columns)).to_arrow_table()

    def _by_month(self, now: dt.datetime | None) -> str:
        return f"{monthly_query(self._relations(now))}\nORDER BY month, office, field"

    def _open(self, source: Any, columns: dict[str, str], given: dict[str, str | None]) -> None:
        """Create a view of the data in which the columns have the names used here and moments are local."""
        connection = self._connection
        if isinstance(source, (str, os.PathLike)):
            source = [source]
        if isinstance(source, Sequence):
            paths = [os.fspath(path) for path in source]
            reader = "read_csv" if are_csv(paths) else "read_parquet"
            relation = f"{reader}([{', '.join(map(quoted_text, paths))}])"
            if reader == "read_csv":
                # Codes look like numbers but are text; moments are parsed by our rules, not by what the first rows look like.
                codes = [columns.get(name, name) for name in (*KEY_COLUMNS, CHANNEL, "received_at", "completed_at")]
                found = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}  # noqa: S608
                types = ", ".join(f"{quoted_text(name)}: 'VARCHAR'" for name in codes if name in found)
                relation = f"read_csv([{', '.join(map(quoted_text, paths))}], types = {{{types}}})"
        else:
            connection.register("tthc_source", source)
            relation = "tthc_source"
        types_of = {row[0]: row[1] for row in connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}  # noqa: S608
        has_channel = columns.get(CHANNEL, CHANNEL) in types_of or given[CHANNEL] is not None
        self._key_columns = (*KEY_COLUMNS, CHANNEL) if has_channel else KEY_COLUMNS
        source_name = {name: columns.get(name, name) for name in ("received_at", "completed_at", *self._key_columns)}
        for name in ("received_at", "code"):
            if source_name[name] not in types_of:
                message = f"the data has no column {source_name[name]!r}; its columns are: {', '.join(types_of)}"
                raise ValueError(message)
        kept = [quoted_name(name) for name in types_of if name not in source_name.values() and name not in source_name]
        expressions = [*kept]
        self._columns = [*kept, "received_at", "completed_at", *self._key_columns]
        moments = FileMoments(connection, self._schedule, self._times, utc_in_files(connection, source))
        for name in ("received_at", "completed_at"):
            value = (
                moments.local(name, source_name[name], types_of[source_name[name]], relation)
                if source_name[name] in types_of
                else "CAST(NULL AS TIMESTAMP)"
            )
            expressions.append(f"{value} AS {name}")
        for name in self._key_columns:
            fixed = given.get(name)
            absent = f"CAST({quoted_text(fixed) if fixed is not None else 'NULL'} AS VARCHAR)"
            expressions.append(
                f"{f'CAST({quoted_name(source_name[name])} AS VARCHAR)' if source_name[name] in types_of else absent} AS {name}"
            )
        self.assumed_times = moments.assumed_times
        connection.execute(f"CREATE VIEW dossiers AS SELECT {', '.join(expressions)} FROM {relation}")  # noqa: S608
        self._absent = {name: given.get(name) for name in self._key_columns if source_name[name] not in types_of}

    def _local(self, now: dt.datetime | None) -> dt.datetime | None:
        return now.astimezone(self._schedule.zone) if now is not None and now.tzinfo is not None else now

    def _relations(self, now: dt.datetime | None) -> Relations:
        """Build the tables for the keys of the data, and create them in the connection."""
        # Only the days that occur are included; a moment far outside the calendar must not extend them.
        answered = " AND ".join(
            f"received_at {sign} DATE '{day}'" for sign, day in zip((">=", "<"), self._schedule.calendar.covers, strict=True)
        )
        span_query = f"SELECT MIN(received_at), MAX(received_at) FROM dossiers WHERE {answered}"  # noqa: S608 - two dates of ours
        lowest, highest = self._connection.execute(span_query).fetchall()[0]
        span = {"first": lowest.date(), "until": highest.date() + dt.timedelta(days=1)} if lowest is not None else {}
        by_channel = CHANNEL in self._key_columns
        made = relations(self._requested_keys(), self._find, self._describe, by_channel=by_channel, **span).judged(self._local(now))
        for name, table in made.tables.items():
            self._connection.register(f"{name}_arrow", table)
            self._connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {name}_arrow")  # noqa: S608 - our own names
        return made

    def _requested_keys(self) -> list[Key]:
        """Return the keys in the data, or all combinations of the values in its columns, which are cheaper to list."""
        values = []
        for name in self._key_columns:
            if name in self._absent:
                values.append([self._absent[name]])
            else:
                values.append([row[0] for row in self._connection.execute(f"SELECT DISTINCT {name} FROM dossiers").fetchall()])  # noqa: S608
        if CHANNEL not in self._key_columns:
            values.append([None])
        count = 1
        for column in values:
            count *= max(len(column), 1)
        if count <= _MOST_COMBINATIONS:
            return combinations(values)
        channel = CHANNEL if CHANNEL in self._key_columns else "NULL"
        return self._connection.execute(f"SELECT DISTINCT {', '.join(KEY_COLUMNS)}, {channel} FROM dossiers").fetchall()  # noqa: S608

    def _write(self, query: str, to: Path, progress: Progress | None) -> None:
        """Write to a temporary folder beside ``to`` and move the file at the end, so that ``to`` is always complete."""
        with scratch_folder(to.parent, f".{to.name}.partial-") as folder:
            partial = folder / to.name
            kind = "csv, HEADER" if to.suffix == ".csv" else "parquet"
            with _watched(self._connection, progress):
                self._connection.execute(f"COPY ({query}) TO {quoted_text(str(partial))} (FORMAT {kind})")
            partial.replace(to)


def _refuse_remote(source: Any) -> None:
    """Raise an error for an address of another machine: reading it would download software and data that nobody named."""
    sources = [source] if isinstance(source, (str, os.PathLike)) else source if isinstance(source, Sequence) else ()
    for path in sources:
        scheme = _SCHEME.match(os.fspath(path)) if isinstance(path, (str, os.PathLike)) else None
        if scheme is not None and scheme[1].lower() != "file":
            message = f"{scheme[0]}… is not a file of this machine; pass remote=True to read it over the network"
            raise ValueError(message)


_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")


@contextlib.contextmanager
def _watched(connection: duckdb.DuckDBPyConnection, progress: Progress | None) -> Iterator[None]:
    """Report the progress four times a second while a query runs."""
    if progress is None:
        yield
        return
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.25):
            share = connection.query_progress()
            if share >= 0:
                progress(min(share / 100, 1.0))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
        progress(1.0)
    finally:
        done.set()
        watcher.join()
