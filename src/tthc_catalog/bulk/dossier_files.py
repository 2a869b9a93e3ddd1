"""Files larger than memory: DuckDB reads them in a stream, joins the timetables, and writes rows or monthly figures."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tthc_catalog.bulk.instants import Clock
from tthc_catalog.bulk.queries import monthly_query, rows_query
from tthc_catalog.bulk.relations import Asked, Relations, combinations, relations

if TYPE_CHECKING:
    import duckdb

    from tthc_catalog.bulk.timetable_keys import Find
    from tthc_catalog.calendars.schedule import Schedule

KEY_COLUMNS = ("code", "level", "office", "case_id")

_MOST_COMBINATIONS = 50_000

Progress = Callable[[float], None]


class DossierFiles:
    """Dossiers in Parquet or CSV files, or in an Arrow table or dataset, decided by DuckDB.

    The columns are ``received_at``, ``completed_at``, ``code``, ``level``, ``office`` and ``case_id``; all but the first and
    the code may be absent. ``columns`` says which column of the data stands for one of them.
    """

    def __init__(
        self,
        source: Any,
        *,
        find: Find,
        describe: Any,
        schedule: Schedule,
        columns: Mapping[str, str] | None = None,
        level: str | None = None,
        office: str | None = None,
        memory_limit: str | None = None,
        threads: int | None = None,
    ) -> None:
        """Open the data; nothing is read but its columns.

        Args:
            source: a path, several paths or a pattern (``*.parquet``, ``*.csv``), an Arrow table or an Arrow dataset.
            find: gives the timetable of a combination.
            describe: gives its desk and field.
            schedule: any schedule of the catalog, for its clock.
            columns: our name -> theirs.
            level: for all rows, where the data has no such column.
            office: likewise.
            memory_limit: such as ``"2GiB"``; DuckDB spills to disk beyond it.
            threads: how many DuckDB uses.
        """
        import duckdb

        self._find, self._describe, self._schedule = find, describe, schedule
        self._connection = duckdb.connect(config={"preserve_insertion_order": "false"})
        if memory_limit is not None:
            self._connection.execute(f"SET memory_limit = {_text(memory_limit)}")
        if threads is not None:
            self._connection.execute(f"SET threads = {int(threads)}")
        self._connection.execute(f"SET TimeZone = {_text(schedule.zone_name)}")
        self._open(source, dict(columns or {}), {"level": level, "office": office})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def monthly(self, *, now: dt.datetime | None = None, progress: Progress | None = None) -> Any:
        """An Arrow table: month, office and field, with how many dossiers came to each status."""
        query = self._by_month(now)
        with _watched(self._connection, progress):
            return self._connection.sql(query).to_arrow_table()

    def write_monthly(self, to: str | os.PathLike[str], *, now: dt.datetime | None = None, progress: Progress | None = None) -> None:
        """The monthly figures as a Parquet or CSV file, whole or not at all."""
        self._write(self._by_month(now), Path(to), progress)

    def write_rows(self, to: str | os.PathLike[str], *, now: dt.datetime | None = None, progress: Progress | None = None) -> None:
        """Every row with its deadlines and status as a Parquet or CSV file, whole or not at all."""
        self._write(rows_query(self._relations(now), self._columns), Path(to), progress)

    def rows(self, *, now: dt.datetime | None = None) -> Any:
        """Every row with its deadlines and status, as an Arrow table in memory."""
        return self._connection.sql(rows_query(self._relations(now), self._columns)).to_arrow_table()

    def _by_month(self, now: dt.datetime | None) -> str:
        return f"{monthly_query(self._relations(now))}\nORDER BY month, office, field"

    def _open(self, source: Any, columns: dict[str, str], given: dict[str, str | None]) -> None:
        """Lay a view over the data in which our columns have our names and moments are local."""
        connection = self._connection
        if isinstance(source, (str, os.PathLike)):
            source = [source]
        if isinstance(source, Sequence):
            paths = [os.fspath(path) for path in source]
            reader = "read_csv" if all(path.lower().endswith((".csv", ".csv.gz", ".tsv")) for path in paths) else "read_parquet"
            relation = f"{reader}([{', '.join(map(_text, paths))}])"
            if reader == "read_csv":
                # Codes look like numbers and are text.
                codes = [columns.get(name, name) for name in KEY_COLUMNS]
                found = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}  # noqa: S608
                types = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in codes if name in found)
                relation = f"read_csv([{', '.join(map(_text, paths))}], types = {{{types}}})"
        else:
            connection.register("tthc_source", source)
            relation = "tthc_source"
        types_of = {row[0]: row[1] for row in connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}  # noqa: S608
        theirs = {name: columns.get(name, name) for name in ("received_at", "completed_at", *KEY_COLUMNS)}
        for name in ("received_at", "code"):
            if theirs[name] not in types_of:
                message = f"the data has no column {theirs[name]!r}; its columns are: {', '.join(types_of)}"
                raise ValueError(message)
        kept = [_name(name) for name in types_of if name not in theirs.values() and name not in theirs]
        made = [*kept]
        self._columns = [*kept, "received_at", "completed_at", *KEY_COLUMNS]
        for name in ("received_at", "completed_at"):
            value = self._local_column(theirs[name], types_of[theirs[name]]) if theirs[name] in types_of else "CAST(NULL AS TIMESTAMP)"
            made.append(f"{value} AS {name}")
        for name in KEY_COLUMNS:
            fixed = given.get(name)
            absent = f"CAST({_text(fixed) if fixed is not None else 'NULL'} AS VARCHAR)"
            made.append(f"{f'CAST({_name(theirs[name])} AS VARCHAR)' if theirs[name] in types_of else absent} AS {name}")
        connection.execute(f"CREATE VIEW dossiers AS SELECT {', '.join(made)} FROM {relation}")  # noqa: S608
        self._absent = {name: given.get(name) for name in KEY_COLUMNS if theirs[name] not in types_of}

    def _local_column(self, name: str, kind: str) -> str:
        """A column of moments as local office time."""
        if kind in ("BIGINT", "INTEGER"):
            clock = Clock(self._schedule)
            return f"make_timestamp(({_name(name)} + {clock.first_local - clock.first_instant}) * 1000000)"
        if kind == "VARCHAR":
            return f"TRY_CAST({_name(name)} AS TIMESTAMP)"  # a text that is no moment stops no other row
        return f"CAST({_name(name)} AS TIMESTAMP)"  # a zoned timestamp is converted by the session's zone

    def _local(self, now: dt.datetime | None) -> dt.datetime | None:
        return now.astimezone(self._schedule.zone) if now is not None and now.tzinfo is not None else now

    def _relations(self, now: dt.datetime | None) -> Relations:
        """Put the tables of what the data asks into the connection."""
        # Only the days that occur are laid out; a moment far outside the calendar must not stretch or break the span.
        answered = " AND ".join(
            f"received_at {sign} DATE '{day}'" for sign, day in zip((">=", "<"), self._schedule.calendar.covers, strict=True)
        )
        span_query = f"SELECT MIN(received_at), MAX(received_at) FROM dossiers WHERE {answered}"  # noqa: S608 - two dates of ours
        lowest, highest = self._connection.execute(span_query).fetchall()[0]
        span = {"first": lowest.date(), "until": highest.date() + dt.timedelta(days=1)} if lowest is not None else {}
        made = relations(self._asked(), self._find, self._describe, **span).judged(self._local(now))
        for name, table in made.tables.items():
            self._connection.register(f"{name}_arrow", table)
            self._connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {name}_arrow")  # noqa: S608 - our own names
        return made

    def _asked(self) -> list[Asked]:
        """The combinations in the data: from the values of each column, which cost next to nothing to list."""
        values = []
        for name in KEY_COLUMNS:
            if name in self._absent:
                values.append([self._absent[name]])
            else:
                values.append([row[0] for row in self._connection.execute(f"SELECT DISTINCT {name} FROM dossiers").fetchall()])  # noqa: S608
        count = 1
        for column in values:
            count *= max(len(column), 1)
        if count <= _MOST_COMBINATIONS:
            return combinations(values)
        return self._connection.execute(f"SELECT DISTINCT {', '.join(KEY_COLUMNS)} FROM dossiers").fetchall()  # noqa: S608

    def _write(self, query: str, to: Path, progress: Progress | None) -> None:
        """Write beside the place and move there at the end, so that a file in place is a whole file."""
        for stale in to.parent.glob(f".{to.name}.*.partial"):
            if not _runs(int(stale.name.split(".")[-2])):
                stale.unlink(missing_ok=True)
        partial = to.parent / f".{to.name}.{os.getpid()}.partial"
        kind = "csv, HEADER" if to.suffix == ".csv" else "parquet"
        try:
            with _watched(self._connection, progress):
                self._connection.execute(f"COPY ({query}) TO {_text(str(partial))} (FORMAT {kind})")
            partial.replace(to)
        finally:
            partial.unlink(missing_ok=True)


@contextlib.contextmanager
def _watched(connection: duckdb.DuckDBPyConnection, progress: Progress | None) -> Iterator[None]:
    """Report the share done, four times a second, while a query runs."""
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


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
