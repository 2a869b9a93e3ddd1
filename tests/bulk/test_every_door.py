"""The same rows, through every format, writer and reader, have the same deadlines; a date without a time is refused at every door."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import zoneinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pa = pytest.importorskip("pyarrow", reason="files need the extra `bulk`")
pq = pytest.importorskip("pyarrow.parquet")
np = pytest.importorskip("numpy")
duckdb = pytest.importorskip("duckdb")

import tthc_catalog as tthc  # noqa: E402 - after the checks for optional packages
from tthc_catalog.evaluation.evaluation_run import Task, evaluation  # noqa: E402
from tthc_catalog.evaluation.reporting_period import ReportingPeriod  # noqa: E402
from tthc_catalog.registry import Registry  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from tthc_catalog.engine import Engine

pytestmark = pytest.mark.filterwarnings("ignore")  # warnings of pandas and pyspark

ZONE = zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")
RECEIVED = [dt.datetime(2023, 10, 6, 8), dt.datetime(2023, 10, 6, 15, 45), dt.datetime(2023, 10, 6, 15, 45)]
COMPLETED = [dt.datetime(2023, 10, 6, 10), dt.datetime(2023, 10, 9, 8, 30), dt.datetime(2023, 10, 9, 9, 30)]
KEPT = ["on_time", "on_time", "overdue"]
IDS = ["H1", "H2", "H3"]


def rows(unit: str = "us", zone: str | None = None) -> Any:
    """Return the dossiers as an Arrow table; moments are local without a zone, and the same instants with one."""
    moments = [[moment.replace(tzinfo=ZONE) if zone else moment for moment in column] for column in (RECEIVED, COMPLETED)]
    received, completed = (pa.array(column, pa.timestamp(unit, tz=zone)) for column in moments)
    return pa.table(
        {
            "dossier_id": IDS,
            "code": ["1.001193"] * 3,
            "office": ["xa-an-phuong"] * 3,
            "received_at": received,
            "completed_at": completed,
        }
    )


def by_pyarrow(folder: Path, unit: str, zone: str | None, suffix: str, **options: Any) -> Path:
    """Write with pyarrow."""
    path = folder / f"a.{suffix}"
    table = rows(unit, zone)
    if suffix == "parquet":
        pq.write_table(table, path, **options)
    elif suffix == "csv":
        from pyarrow import csv

        csv.write_csv(table, path)
    else:
        from pyarrow import feather

        feather.write_feather(table, path, compression="uncompressed")
    return path


def by_pandas(folder: Path, unit: str, zone: str | None, suffix: str, **_: Any) -> Path:
    """Write with pandas."""
    pytest.importorskip("pandas")
    frame = rows(unit, zone).to_pandas()
    path = folder / f"a.{suffix}"
    (frame.to_parquet if suffix == "parquet" else frame.to_csv)(path, index=False)
    return path


def by_polars(folder: Path, unit: str, zone: str | None, suffix: str, **_: Any) -> Path:
    """Write with polars."""
    polars = pytest.importorskip("polars")
    frame = polars.from_arrow(rows(unit, zone))
    path = folder / f"a.{suffix}"
    {"parquet": frame.write_parquet, "csv": frame.write_csv, "arrow": frame.write_ipc}[suffix](path)
    return path


def by_duckdb(folder: Path, unit: str, zone: str | None, suffix: str, **_: Any) -> Path:
    """Write with DuckDB."""
    path = folder / f"a.{suffix}"
    kind = "TIMESTAMPTZ" if zone else {"s": "TIMESTAMP_S", "ms": "TIMESTAMP_MS", "us": "TIMESTAMP", "ns": "TIMESTAMP_NS"}[unit]
    table = rows("us", zone)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("t", table)
        query = f"SELECT * REPLACE (CAST(received_at AS {kind}) AS received_at, CAST(completed_at AS {kind}) AS completed_at) FROM t"  # noqa: S608 - our own types
        connection.execute(f"COPY ({query}) TO '{path}' ({'FORMAT parquet' if suffix == 'parquet' else 'HEADER'})")
    return path


BY_HAND = {"pyarrow": by_pyarrow, "pandas": by_pandas, "polars": by_polars, "duckdb": by_duckdb}
WRITTEN = [
    *((writer, unit, zone, suffix, {}) for writer in BY_HAND for unit in ("ms", "us", "ns") for zone in (None, "Asia/Ho_Chi_Minh") for suffix in ("parquet", "csv")),
    *((writer, unit, zone, "arrow", {}) for writer in ("pyarrow", "polars") for unit in ("ms", "us", "ns") for zone in (None, "UTC")),
    *(("pyarrow", unit, zone, "parquet", {"use_deprecated_int96_timestamps": True}) for unit in ("us", "ns") for zone in (None, "UTC")),
    ("pyarrow", "s", None, "parquet", {}),
]  # fmt: skip


def evaluated(engine: Engine, path: Path, folder: Path) -> list[str]:
    """Return the status of each dossier by evaluation."""
    task = Task(files=[path], period=ReportingPeriod.parse("2023-10"), as_of=dt.datetime(2023, 11, 1))
    with evaluation(engine, Registry(plugins=()), task, folder, analyses={}) as made:
        found = made.facts.rows("SELECT completed_at < late_after AS kept, received_at FROM dossiers ORDER BY dossier_id")
        assert made.report.intake.rejected == {}
    assert [row["received_at"] for row in found] == RECEIVED
    return ["on_time" if row["kept"] else "overdue" for row in found]


def in_files(engine: Engine, source: Any) -> list[str]:
    """Return the status of each dossier by DuckDB."""
    with engine.dossier_files(source, level="commune") as files:
        found = files.rows().sort_by("dossier_id")
    assert found["received_at"].to_pylist() == RECEIVED
    return found["status"].to_pylist()


@pytest.mark.parametrize(
    ("writer", "unit", "zone", "suffix", "options"), WRITTEN, ids=lambda value: json.dumps(value) if isinstance(value, dict) else str(value)
)
def test_every_writer_and_reader_agree(
    writer: str, unit: str, zone: str | None, suffix: str, options: dict[str, Any], engine: Engine, tmp_path: Path
) -> None:
    """Evaluation, DuckDB and numpy read the same moments from every file."""
    path = BY_HAND[writer](tmp_path, unit, zone, suffix, **options)
    assert evaluated(engine, path, tmp_path) == KEPT
    if suffix != "arrow":
        assert in_files(engine, path) == KEPT
        assert in_files(engine, [path]) == KEPT
    if suffix == "parquet" and options:
        from pyarrow import dataset

        assert in_files(engine, dataset.dataset(path)) == KEPT
    elif suffix == "parquet":
        table = pq.read_table(path)
        decided = engine.decide_many(
            table["received_at"], code=table["code"], office=table["office"], level="commune", completed_at=table["completed_at"]
        )
        assert decided.status.tolist() == KEPT


@pytest.mark.parametrize("kind", ["INT96", "TIMESTAMP_MICROS", "TIMESTAMP_MILLIS", "NTZ", "csv"])
def test_files_of_spark(kind: str, engine: Engine, spark: Any, tmp_path: Path) -> None:
    """Files that Spark writes mean the same to evaluation, DuckDB and Spark: INT96, its default for Parquet, is in UTC."""
    from tthc_catalog.bulk.spark_frames import frame_of

    frame = frame_of(spark, rows())
    if kind != "NTZ":
        for name in ("received_at", "completed_at"):
            local = f"to_timestamp(concat(date_format({name}, 'yyyy-MM-dd HH:mm:ss'), '+07:00'))"
            frame = frame.selectExpr("*", f"{local} AS moment").drop(name).withColumnRenamed("moment", name)
    if kind.startswith(("INT", "TIME")):
        spark.conf.set("spark.sql.parquet.outputTimestampType", kind)
    writing = frame.coalesce(1).write
    writing.csv(str(tmp_path / "out"), header=True) if kind == "csv" else writing.parquet(str(tmp_path / "out"))
    suffix = "csv" if kind == "csv" else "parquet"
    path = shutil.copy(next((tmp_path / "out").glob(f"part-*.{suffix}")), tmp_path / f"a.{suffix}")
    assert evaluated(engine, path, tmp_path) == KEPT
    assert in_files(engine, path) == KEPT
    read = engine.dossier_frame(path, session=spark).rows().toArrow().sort_by("dossier_id")
    assert (read["received_at"].to_pylist(), read["status"].to_pylist()) == (RECEIVED, KEPT)


@pytest.mark.parametrize(
    "column",
    [np.array(["2023-10-06"], "datetime64[D]"), pa.array([dt.date(2023, 10, 6)]), pa.array([dt.date(2023, 10, 6)], pa.date64()), [dt.date(2023, 10, 6)], dt.date(2023, 10, 6)],
    ids=["numpy", "date32", "date64", "list", "date"],
)  # fmt: skip
def test_dates_in_memory_are_refused(column: Any, engine: Engine) -> None:
    """A column of dates is refused, as a receipt or a completion, unless the caller states the time of day."""
    key = {"code": "1.001193", "level": "commune"}
    with pytest.raises(tthc.InvalidInstant, match="2023-10-06"):
        engine.decide_many(column, **key)
    with pytest.raises(tthc.InvalidInstant, match="completed_at"):
        engine.decide_many(RECEIVED[:1], **key, completed_at=column)
    decided = engine.decide_many(
        column, **key, completed_at=column, time_when_missing={"received_at": dt.time(15, 45), "completed_at": dt.time(16)}
    )
    assert decided.commitment_due_at.tolist() == [dt.datetime(2023, 10, 9, 9)]
    assert decided.status.tolist() == ["early"]


BARE = {"received_at": "2023-10-06", "completed_at": "2023-10-09 08:30"}, {"received_at": "06/10/2023 15:45", "completed_at": "9/10/2023"}


def as_file(folder: Path, row: dict[str, str], suffix: str) -> Path:
    """Write one dossier as text, or with a column of dates."""
    path = folder / f"a.{suffix}"
    cells = {"dossier_id": "H1", "code": "1.001193", "office": "xa-an-phuong", **row}
    if suffix == "csv":
        path.write_text(f"{','.join(cells)}\n{','.join(cells.values())}\n", encoding="utf-8")
        return path
    columns: dict[str, Any] = {name: [value] for name, value in cells.items()}
    for name, moment in (("received_at", dt.date(2023, 10, 6)), ("completed_at", dt.date(2023, 10, 9))):
        is_date = ":" not in row[name]
        columns[name] = pa.array([moment if is_date else dt.datetime.combine(moment, dt.time(8, 30))])
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize("row", BARE, ids=["received", "completed"])
def test_dates_in_files_are_refused(row: dict[str, str], suffix: str, engine: Engine, tmp_path: Path) -> None:
    """A file with a date without a time of day is refused by DuckDB; with a stated time, the number of such dates is reported."""
    path = as_file(tmp_path, row, suffix)
    with pytest.raises(tthc.InvalidInstant) as refused:
        engine.dossier_files(path, level="commune")
    assert refused.value.key == "error.dates_without_time"
    name = "received_at" if ":" not in row["received_at"] else "completed_at"
    with engine.dossier_files(path, level="commune", time_when_missing={name: dt.time(8, 15)}) as files:
        (found,) = files.rows().to_pylist()
        assert files.assumed_times == {name: 1}
    assert found[name].time() == dt.time(8, 15)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize("row", BARE, ids=["received", "completed"])
def test_dates_in_frames_are_refused(row: dict[str, str], suffix: str, engine: Engine, spark: Any, tmp_path: Path) -> None:
    """Spark refuses the same files, and reports the same numbers."""
    path = as_file(tmp_path, row, suffix)
    with pytest.raises(tthc.InvalidInstant) as refused:
        engine.dossier_frame(path, session=spark)
    assert refused.value.key == "error.dates_without_time"
    name = "received_at" if ":" not in row["received_at"] else "completed_at"
    frame = engine.dossier_frame(path, session=spark, time_when_missing={name: dt.time(8, 15)})
    (found,) = frame.rows().toArrow().to_pylist()
    assert frame.assumed_times == {name: 1}
    assert found[name].time() == dt.time(8, 15)


TEXTS = [
    "2023-10-06 15:45",
    "2023-10-06T15:45:00.000+07:00",
    "2023-10-06 15:45:00+07",
    "2023-10-06 08:45:00Z",
    "06/10/2023 15:45",
    "6/10/2023 15:45:00",
    "1696581900",
]


@pytest.mark.parametrize("door", ["duckdb", "spark"])
def test_texts_in_files_mean_the_same(door: str, engine: Engine, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """The ways of writing a moment that evaluation reads are read in files, whatever the first row looks like."""
    path = tmp_path / "a.csv"
    path.write_text("received_at,code,level\n" + "".join(f"{text},1.001193,commune\n" for text in TEXTS), encoding="utf-8")
    if door == "duckdb":
        with engine.dossier_files(path) as files:
            found = files.rows()
    else:
        found = engine.dossier_frame(path, session=request.getfixturevalue("spark")).rows().toArrow()
    assert found["received_at"].to_pylist() == [RECEIVED[1]] * len(TEXTS)


def month_first(engine: Engine, path: Path, _request: Any) -> Callable[[], object]:
    """Return a function that opens a file with DuckDB."""
    return lambda: engine.dossier_files(path)


@pytest.mark.parametrize("door", ["duckdb", "spark"])
def test_month_first_files_are_refused(door: str, engine: Engine, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """A file with a date that exists only with the month first is refused as a whole."""
    path = tmp_path / "a.csv"
    path.write_text("received_at,code,level\n10/06/2023 08:00,1.001193,commune\n10/25/2023 08:00,1.001193,commune\n", encoding="utf-8")
    session = request.getfixturevalue("spark") if door == "spark" else None
    with pytest.raises(tthc.InvalidInstant) as refused:
        engine.dossier_files(path) if door == "duckdb" else engine.dossier_frame(path, session=session)
    assert refused.value.key == "error.date_order"
