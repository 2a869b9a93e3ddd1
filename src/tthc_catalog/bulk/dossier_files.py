"""Dossiers in files larger than memory: DuckDB streams them, joins the timetables, and writes rows or monthly figures."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tthc_catalog.bulk.instants import Clock
from tthc_catalog.bulk.moment_expressions import TextDialect, counted, interval, refuse, text_moment
from tthc_catalog.bulk.parquet_zones import utc_columns
from tthc_catalog.bulk.queries import monthly_query, rows_query
from tthc_catalog.bulk.relations import Describe, Key, Relations, combinations, relations

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

        Raises:
            ValueError: the data has no column ``received_at`` or ``code``.
            InvalidInstant: there are dates without a time of day, or texts whose month comes first.
        """
        import duckdb

        self.assumed_times: dict[str, int] = {}
        """Column -> number of dates for which `time_when_missing` was used."""
        self._times = time_when_missing or {}

        self._find, self._describe, self._schedule = find, describe, schedule
        self._connection = duckdb.connect(config={"preserve_insertion_order": "false"})
        if memory_limit is not None:
            self._connection.execute(f"SET memory_limit = {_quoted_text(memory_limit)}")
        if threads is not None:
            self._connection.execute(f"SET threads = {int(threads)}")
        self._connection.execute(f"SET TimeZone = {_quoted_text(schedule.zone_name)}")
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

    def write_rows(self, to: str | os.PathLike[str], *, now: dt.datetime | None = None, progress: Progress | None = None) -> None:
        """Write every row with its deadlines and status to a Parquet or CSV file, atomically."""
        self._write(rows_query(self._relations(now), self._columns), Path(to), progress)

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
            reader = "read_csv" if all(path.lower().endswith((".csv", ".csv.gz", ".tsv")) for path in paths) else "read_parquet"
            relation = f"{reader}([{', '.join(map(_quoted_text, paths))}])"
            if reader == "read_csv":
                # Codes look like numbers but are text; moments are parsed by our rules, not by what the first rows look like.
                codes = [columns.get(name, name) for name in (*KEY_COLUMNS, CHANNEL, "received_at", "completed_at")]
                found = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}  # noqa: S608
                types = ", ".join(f"{_quoted_text(name)}: 'VARCHAR'" for name in codes if name in found)
                relation = f"read_csv([{', '.join(map(_quoted_text, paths))}], types = {{{types}}})"
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
        kept = [_quoted_name(name) for name in types_of if name not in source_name.values() and name not in source_name]
        expressions = [*kept]
        self._columns = [*kept, "received_at", "completed_at", *self._key_columns]
        in_utc = self._utc_columns(source)
        for name in ("received_at", "completed_at"):
            value = (
                self._local_column(source_name[name], types_of[source_name[name]], self._times.get(name), source_name[name] in in_utc)
                if source_name[name] in types_of
                else "CAST(NULL AS TIMESTAMP)"
            )
            expressions.append(f"{value} AS {name}")
        for name in self._key_columns:
            fixed = given.get(name)
            absent = f"CAST({_quoted_text(fixed) if fixed is not None else 'NULL'} AS VARCHAR)"
            expressions.append(
                f"{f'CAST({_quoted_name(source_name[name])} AS VARCHAR)' if source_name[name] in types_of else absent} AS {name}"
            )
        self._count_dates(relation, source_name, types_of)
        connection.execute(f"CREATE VIEW dossiers AS SELECT {', '.join(expressions)} FROM {relation}")  # noqa: S608
        self._absent = {name: given.get(name) for name in self._key_columns if source_name[name] not in types_of}

    def _local_column(self, name: str, kind: str, date_only: dt.time | None, is_utc: bool) -> str:
        """Return the expression for a column of moments as local office time."""
        quoted = _quoted_name(name)
        if kind in ("BIGINT", "INTEGER"):
            return self._dialect().unix(quoted)
        if kind == "VARCHAR":
            return text_moment(quoted, self._dialect(), date_only)
        if kind == "DATE" and date_only is not None:
            return f"CAST({quoted} + {interval(date_only)} AS TIMESTAMP)"
        moment = f"timezone('UTC', CAST({quoted} AS TIMESTAMP))" if is_utc else quoted
        return f"CAST({moment} AS TIMESTAMP)"  # the session's zone converts a zoned timestamp

    def _dialect(self) -> TextDialect:
        clock = Clock(self._schedule)
        shift = clock.first_local - clock.first_instant
        return TextDialect(
            matches=lambda text, pattern: f"regexp_matches({text}, {_quoted_text(pattern)})",
            moment=lambda text: f"TRY_CAST({text} AS TIMESTAMP)",
            zoned=lambda text: f"CAST(TRY_CAST({text} AS TIMESTAMPTZ) AS TIMESTAMP)",
            unix=lambda number: f"make_timestamp((CAST({number} AS BIGINT) + {shift}) * 1000000)",
            replaced=lambda text, pattern, by: f"regexp_replace({text}, {_quoted_text(pattern)}, {_quoted_text(by)})",
            date=lambda text: f"TRY_CAST({text} AS DATE)",
        )

    def _count_dates(self, relation: str, source_name: Mapping[str, str], types_of: Mapping[str, str]) -> None:
        """Count the dates without a time of day.

        Raises:
            InvalidInstant: there are some and no time is stated for them, or there are dates with the month first.
        """
        for name in ("received_at", "completed_at"):
            column = source_name[name]
            kind = types_of.get(column)
            if kind == "DATE":
                quoted = _quoted_name(column)
                expressions = (f"COUNT({quoted})", f"MIN({quoted})", "0", "NULL")
            elif kind == "VARCHAR":
                expressions = counted(_quoted_name(column), self._dialect())
            else:
                continue
            query = f"SELECT {', '.join(expressions)} FROM {relation}"  # noqa: S608 - our own expressions
            (found,) = self._connection.execute(query).fetchall()
            if assumed := refuse(column, *found, self._times.get(name)):
                self.assumed_times[name] = assumed

    def _utc_columns(self, source: Any) -> frozenset[str]:
        """Return the INT96 columns of Parquet files that are in UTC.

        Raises:
            ValueError: a column is in UTC in one file and not in another.
        """
        paths = [os.fspath(path) for path in source] if isinstance(source, Sequence) else list(getattr(source, "files", ()))
        listed = ", ".join(_quoted_text(path) for path in paths if not path.lower().endswith((".csv", ".csv.gz", ".tsv")))
        if not listed:
            return frozenset()
        query = f"SELECT DISTINCT file_name, name FROM parquet_schema([{listed}]) WHERE type = 'INT96'"  # noqa: S608 - quoted above
        files: dict[str, set[str]] = {}
        for file, name in self._connection.execute(query).fetchall():
            files.setdefault(file, set()).add(name)
        in_utc = {file: utc_columns(file) for file in files}
        for name in {name for names in files.values() for name in names}:
            if len({name in in_utc[file] for file, names in files.items() if name in names}) > 1:
                message = f"the column {name!r} is in UTC in some of the files and local in others"
                raise ValueError(message)
        return frozenset(name for names in in_utc.values() for name in names)

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
        """Write to a partial file beside ``to`` and rename it at the end, so that ``to`` is always complete."""
        for stale in to.parent.glob(f".{to.name}.*.partial"):
            if not _runs(int(stale.name.split(".")[-2])):
                stale.unlink(missing_ok=True)
        partial = to.parent / f".{to.name}.{os.getpid()}.partial"
        kind = "csv, HEADER" if to.suffix == ".csv" else "parquet"
        try:
            with _watched(self._connection, progress):
                self._connection.execute(f"COPY ({query}) TO {_quoted_text(str(partial))} (FORMAT {kind})")
            partial.replace(to)
        finally:
            partial.unlink(missing_ok=True)


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


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _quoted_text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _quoted_name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
