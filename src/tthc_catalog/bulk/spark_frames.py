"""Dossiers too many for one machine: Spark runs the same query over the same tables.

The tables are broadcast to every worker: tens of thousands of rows, a few megabytes. The dossiers stay where they are; only the monthly
sums are shuffled.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tthc_catalog.bulk.dialects import SPARK
from tthc_catalog.bulk.dossier_files import CHANNEL, KEY_COLUMNS
from tthc_catalog.bulk.file_moments import are_csv
from tthc_catalog.bulk.instants import Clock
from tthc_catalog.bulk.moment_expressions import TextDialect, counted, interval, refuse, text_moment
from tthc_catalog.bulk.queries import monthly_query, rows_query, windows_counted
from tthc_catalog.bulk.relations import Describe, Key, Relations, relations

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from tthc_catalog.bulk.timetable_keys import Find
    from tthc_catalog.calendars.schedule import Schedule

_DOLLARS = re.compile(r"\\(?=\d)")
"""The mark of a group in a replacement, which Spark writes ``$1``."""

Source = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
"""A path, or several."""


def local_session(threads: int = 2, memory: str = "4g") -> SparkSession:
    """Return the active session, or start one on this machine, which needs a Java runtime.

    Args:
        threads: the number of threads of a new session.
        memory: its memory, as Spark writes it; Spark's default of 1g is too little for the tables of a whole country.
    """
    from pyspark.sql import SparkSession

    active = SparkSession.getActiveSession()
    if active is not None:
        return active  # getOrCreate would change its settings
    builder = SparkSession.builder.master(f"local[{threads}]").appName("tthc")
    for name, value in {
        "spark.driver.memory": memory,
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
    }.items():
        builder = builder.config(name, value)
    with _workers_run_this_interpreter():
        return builder.getOrCreate()


@contextlib.contextmanager
def _workers_run_this_interpreter() -> Iterator[None]:
    """Make a new session start its Python workers with this interpreter, unless the user has chosen another one.

    By default Spark runs the ``python3`` on PATH, which in a virtual environment may be another version without our packages.
    """
    if "PYSPARK_PYTHON" in os.environ:
        yield
        return
    os.environ["PYSPARK_PYTHON"] = sys.executable
    try:
        yield
    finally:
        del os.environ["PYSPARK_PYTHON"]


class DossierFrame:
    """Dossiers in Spark, in a data frame or in files, with the columns of `DossierFiles`."""

    def __init__(
        self,
        source: DataFrame | Source,
        *,
        find: Find,
        describe: Describe,
        schedule: Schedule,
        session: SparkSession | None = None,
        time_when_missing: Mapping[str, dt.time] | None = None,
    ) -> None:
        """Define a view of the dossiers in which moments are local; only columns of text and dates are read, to count dates.

        Args:
            source: a data frame, or the paths of Parquet or CSV files. ``received_at`` may be a timestamp without a zone (local) or
                with one (converted), UTC seconds, or text such as ``2023-09-29 15:31``.
            find: returns the timetable of a key.
            describe: returns its desk and field.
            schedule: any schedule of the catalog, for its clock.
            session: the session that reads the files; by default the active one, else one on this machine.
            time_when_missing: the time of day to use for dates without one, by ``received_at`` and ``completed_at``.

        Raises:
            ValueError: the data has no column ``received_at`` or ``code``, or some files are CSV and some are not.
            InvalidInstant: there are dates without a time of day, or texts whose month comes first.
        """
        from pyspark.sql import functions

        frame = _read(source, session or local_session()) if isinstance(source, (str, os.PathLike, Sequence)) else source
        self._find, self._describe, self._schedule = find, describe, schedule
        self._spark = frame.sparkSession
        self._relations: Relations | None = None
        self._windows: dict[tuple[str, ...], DataFrame] = {}
        types = dict(frame.dtypes)
        missing = [name for name in ("received_at", "code") if name not in types]
        if missing:
            message = f"the data has no column {missing[0]!r}; its columns are: {', '.join(types)}"
            raise ValueError(message)
        self.assumed_times: dict[str, int] = {}
        """Column -> number of dates for which `time_when_missing` was used."""
        times = time_when_missing or {}
        self._count_dates(frame, types, times)
        for name in ("received_at", "completed_at"):
            frame = frame.withColumn(name, functions.expr(self._local_column(name, types.get(name), times.get(name))))
        self._key_columns = (*KEY_COLUMNS, CHANNEL) if CHANNEL in types else KEY_COLUMNS
        for name in self._key_columns:
            frame = frame.withColumn(name, functions.expr(f"CAST({name if name in types else 'NULL'} AS STRING)"))
        self._frame = frame

    def monthly(self, *, now: dt.datetime | None = None) -> DataFrame:
        """Return the number of dossiers of each status by month, office and field, sorted, in one partition."""
        made = self._tables(now)
        # The sums are few: sorting them within one partition avoids the pass in which Spark samples them for a range partitioning.
        return self._query(monthly_query(made), made, windows_counted(made)).coalesce(1).sortWithinPartitions("month", "office", "field")

    def rows(self, *, now: dt.datetime | None = None, prefix: str = "") -> DataFrame:
        """Return every row with its deadlines and status.

        Args:
            now: the moment at which open dossiers are judged.
            prefix: begins the names of the columns that are added, so that another catalog can add its own.
        """
        made = self._tables(now)
        query = rows_query(made, [_quoted_name(name) for name in self._frame.columns], prefix=prefix)
        return self._query(query, made, made.windows.column_names)

    def _count_dates(self, frame: DataFrame, types: Mapping[str, str], times: Mapping[str, dt.time]) -> None:
        """Count the dates without a time of day.

        Raises:
            InvalidInstant: there are some and no time is stated for them, or there are dates with the month first.
        """
        for name in ("received_at", "completed_at"):
            kind = types.get(name)
            if kind not in ("date", "string"):
                continue
            expressions = counted(name, self._dialect()) if kind == "string" else (f"COUNT({name})", f"MIN({name})", "0", "NULL")
            (found,) = frame.selectExpr(*expressions).collect()
            if assumed := refuse(name, found, times.get(name)):
                self.assumed_times[name] = assumed

    def _dialect(self) -> TextDialect:
        clock, zone = Clock(self._schedule), self._schedule.zone_name
        shift = clock.first_local - clock.first_instant
        return TextDialect(
            matches=lambda text, pattern: f"{text} RLIKE {_quoted_text(pattern)}",
            moment=lambda text: f"TRY_CAST({text} AS TIMESTAMP_NTZ)",
            zoned=lambda text: SPARK.local_moment(f"TRY_CAST({text} AS TIMESTAMP)", zone),
            unix=lambda number: f"TIMESTAMP_NTZ '1970-01-01 00:00:00' + (CAST({number} AS BIGINT) + {shift}) * INTERVAL '1' SECOND",
            replaced=lambda text, pattern, by: f"regexp_replace({text}, {_quoted_text(pattern)}, {_quoted_text(_DOLLARS.sub('$', by))})",
            date=lambda text: f"CAST(TRY_CAST({text} AS DATE) AS TIMESTAMP_NTZ)",
        )

    def _local_column(self, name: str, kind: str | None, date_only: dt.time | None) -> str:
        if kind is None:
            return "CAST(NULL AS TIMESTAMP_NTZ)"
        if kind in ("bigint", "int"):
            return self._dialect().unix(name)
        if kind == "timestamp":
            return SPARK.local_moment(name, self._schedule.zone_name)
        if kind == "string":
            return text_moment(name, self._dialect(), date_only)
        if kind == "date" and date_only is not None:
            return f"CAST({name} AS TIMESTAMP_NTZ) + {interval(date_only)}"
        return f"CAST({name} AS TIMESTAMP_NTZ)"

    def _local(self, now: dt.datetime | None) -> dt.datetime | None:
        return now.astimezone(self._schedule.zone) if now is not None and now.tzinfo is not None else now

    def _tables(self, now: dt.datetime | None) -> Relations:
        """Return the tables for the keys of the data. They are built once; only the keys depend on ``now``."""
        if self._relations is None:
            keys, span = self._requested_keys()
            self._relations = relations(keys, self._find, self._describe, by_channel=CHANNEL in self._key_columns, **span)
        return self._relations.judged(self._local(now))

    def _requested_keys(self) -> tuple[list[Key], dict[str, dt.date]]:
        """Find the keys in the data, and the first and last day of receipt, in one scan.

        Only those days are sent to the workers; a moment far outside the calendar must not extend them.
        """
        from pyspark.sql import functions

        first, until = (f"DATE '{day}'" for day in self._schedule.calendar.covers)
        day = functions.expr(f"CASE WHEN received_at >= {first} AND received_at < {until} THEN CAST(received_at AS DATE) END")
        found = self._frame.groupBy(*self._key_columns).agg(functions.min(day), functions.max(day)).collect()
        count = len(self._key_columns)
        span = _span([day for row in found for day in row[count:]])
        return [(row[0], row[1], row[2], row[3], row[4] if count > len(KEY_COLUMNS) else None) for row in found], span

    def _query(self, query: str, made: Relations, columns: Sequence[str]) -> DataFrame:
        """Run a query over the tables. Only ``columns`` of the windows are passed, since Spark converts all it receives to rows."""
        if tuple(columns) not in self._windows:
            self._windows[tuple(columns)] = frame_of(self._spark, made.windows.select(columns))
        frames = {name: frame_of(self._spark, table) for name, table in made.tables.items() if name != "tthc_windows"}
        for name, frame in {"dossiers": self._frame, "tthc_windows": self._windows[tuple(columns)], **frames}.items():
            frame.createOrReplaceTempView(name)
        return self._spark.sql(query)


def _span(received: Iterable[dt.date | None]) -> dict[str, dt.date]:
    """Return the first day of receipt and the day after the last one; nothing if there is no day."""
    days = [day for day in received if day is not None]
    return {"first": min(days), "until": max(days) + dt.timedelta(days=1)} if days else {}


def _read(source: Source, session: SparkSession) -> DataFrame:
    """Read files as a data frame. In CSV every column is text, since codes look like numbers."""
    paths = [os.fspath(path) for path in ([source] if isinstance(source, (str, os.PathLike)) else source)]
    if are_csv(paths, (".csv", ".csv.gz")):
        return session.read.csv(paths, header=True)
    return session.read.parquet(*paths)


def _quoted_text(value: str) -> str:
    """Return a SQL literal; Spark reads a backslash as an escape."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _quoted_name(column: str) -> str:
    return "`" + column.replace("`", "``") + "`"


def frame_of(spark: SparkSession, table: Any) -> DataFrame:
    """Convert an Arrow table to a data frame; its moments have no zone."""
    import pyarrow as pa
    from pyspark.sql import types

    kinds = {
        pa.string(): types.StringType(),
        pa.int32(): types.IntegerType(),
        pa.bool_(): types.BooleanType(),
        pa.date32(): types.DateType(),
        pa.timestamp("us"): types.TimestampNTZType(),
    }
    schema = types.StructType([types.StructField(field.name, kinds[field.type]) for field in table.schema])
    return spark.createDataFrame(table, schema=schema)
