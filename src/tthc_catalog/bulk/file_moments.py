"""The columns of moments in files that DuckDB reads, as local office time."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tthc_catalog.bulk.instants import Clock
from tthc_catalog.bulk.moment_expressions import TextDialect, counted, interval, refuse, text_moment
from tthc_catalog.bulk.parquet_zones import utc_columns

if TYPE_CHECKING:
    import duckdb

    from tthc_catalog.calendars.schedule import Schedule


CSV_ENDINGS = (".csv", ".csv.gz", ".tsv")


class FileMoments:
    """Writes the expressions for the moments of one source.

    Attributes:
        assumed_times: column -> number of dates for which the stated time of day is used.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, schedule: Schedule, times: Mapping[str, dt.time], in_utc: frozenset[str]
    ) -> None:
        """Prepare.

        Args:
            connection: counts the dates without a time of day.
            schedule: any schedule of the catalog, for its clock.
            times: the time of day to use for such dates, by ``received_at`` and ``completed_at``.
            in_utc: columns without a zone whose moments are in UTC.
        """
        self.assumed_times: dict[str, int] = {}
        self._connection = connection
        self._times = times
        self._in_utc = in_utc
        clock = Clock(schedule)
        shift = clock.first_local - clock.first_instant
        self._dialect = TextDialect(
            matches=lambda text, pattern: f"regexp_matches({text}, {quoted_text(pattern)})",
            moment=lambda text: f"TRY_CAST({text} AS TIMESTAMP)",
            zoned=lambda text: f"CAST(TRY_CAST({text} AS TIMESTAMPTZ) AS TIMESTAMP)",
            unix=lambda number: f"make_timestamp((CAST({number} AS BIGINT) + {shift}) * 1000000)",
            replaced=lambda text, pattern, by: f"regexp_replace({text}, {quoted_text(pattern)}, {quoted_text(by)})",
            date=lambda text: f"TRY_CAST({text} AS DATE)",
        )

    def local(self, name: str, column: str, kind: str, relation: str) -> str:
        """Return the expression for a column as local office time.

        Args:
            name: ``received_at`` or ``completed_at``.
            column: its name in the data.
            kind: its type.
            relation: the data.

        Raises:
            InvalidInstant: it has dates without a time of day and none is stated for them, or dates with the month first.
        """
        quoted, date_only = quoted_name(column), self._times.get(name)
        self._count_dates(name, column, kind, relation)
        if kind in ("BIGINT", "INTEGER"):
            return self._dialect.unix(quoted)
        if kind == "VARCHAR":
            return text_moment(quoted, self._dialect, date_only)
        if kind == "DATE" and date_only is not None:
            return f"CAST({quoted} + {interval(date_only)} AS TIMESTAMP)"
        moment = f"timezone('UTC', CAST({quoted} AS TIMESTAMP))" if column in self._in_utc else quoted
        return f"CAST({moment} AS TIMESTAMP)"  # the session's zone converts a zoned timestamp

    def _count_dates(self, name: str, column: str, kind: str, relation: str) -> None:
        if kind == "DATE":
            expressions = (f"COUNT({quoted_name(column)})", f"MIN({quoted_name(column)})", "0", "NULL")
        elif kind == "VARCHAR":
            expressions = counted(quoted_name(column), self._dialect)
        else:
            return
        (found,) = self._connection.execute(f"SELECT {', '.join(expressions)} FROM {relation}").fetchall()  # noqa: S608 - our expressions
        if assumed := refuse(column, found, self._times.get(name)):
            self.assumed_times[name] = assumed


def utc_in_files(connection: duckdb.DuckDBPyConnection, source: Any) -> frozenset[str]:
    """Return the INT96 columns of Parquet files that are in UTC; other sources have none.

    Raises:
        ValueError: a column is in UTC in one file and not in another.
    """
    paths = [os.fspath(path) for path in source] if isinstance(source, Sequence) else list(getattr(source, "files", ()))
    listed = ", ".join(quoted_text(path) for path in paths if not path.lower().endswith(CSV_ENDINGS))
    if not listed:
        return frozenset()
    query = f"SELECT DISTINCT file_name, name FROM parquet_schema([{listed}]) WHERE type = 'INT96'"  # noqa: S608 - quoted above
    files: dict[str, set[str]] = {}
    for file, name in connection.execute(query).fetchall():
        files.setdefault(file, set()).add(name)
    in_utc = {file: utc_columns(file) for file in files}
    for name in {name for names in files.values() for name in names}:
        if len({name in in_utc[file] for file, names in files.items() if name in names}) > 1:
            message = f"the column {name!r} is in UTC in some of the files and local in others"
            raise ValueError(message)
    return frozenset(name for names in in_utc.values() for name in names)


def are_csv(paths: Sequence[str], endings: tuple[str, ...] = CSV_ENDINGS) -> bool:
    """Return whether files are CSV files and not Parquet files, by the endings of their names.

    Raises:
        ValueError: some are and some are not.
    """
    csv = [path for path in paths if path.lower().endswith(endings)]
    other = [path for path in paths if path not in csv]
    if csv and other:
        message = f"{csv[0]} is a CSV file and {other[0]} is not; read files of one kind at a time"
        raise ValueError(message)
    return bool(csv)


def quoted_text(value: str) -> str:
    """Return a SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def quoted_name(value: str) -> str:
    """Return a quoted name of a column."""
    return '"' + value.replace('"', '""') + '"'
