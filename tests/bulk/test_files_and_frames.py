"""DuckDB and Spark answer as numpy does, row by row, dirty rows and all; and a broken run leaves nothing half-written."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

pa = pytest.importorskip("pyarrow", reason="files need the extra `bulk`")
pq = pytest.importorskip("pyarrow.parquet")
np = pytest.importorskip("numpy")
pytest.importorskip("duckdb")

from bulk_timetables import any_timetable, finder, working_hours  # noqa: E402 - after the checks for what it needs

from tthc_catalog.bulk import batch  # noqa: E402
from tthc_catalog.bulk.files import DossierFiles  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tthc_catalog.engine import Engine

NOW = dt.datetime(2024, 5, 2, 10, 0)
COLUMNS = ("covered", "due_at", "late_after", "commitment_due_at", "commitment_late_after", "statutory_due_at", "statutory_late_after")
TEXTS = ("rule", "reason", "status")


def dossiers(engine: Engine, rows: int, seed: int = 1) -> Any:
    """Rows over all procedures, cases and desks, with open dossiers, and every kind of dirt."""
    rng = np.random.default_rng(seed)
    offices = {level: [o.id for o in engine.catalog.offices.values() if o.level == level] for level in ("commune", "district")}
    asked: list[tuple[Any, ...]] = [(t.code, t.level, office, t.case) for t in engine.timetables() for office in offices[t.level][:5]]
    asked += [("9.999999", "commune", None, None), (None, "commune", None, None), ("1.001193", "commune", "nowhere", None)]
    asked += [("1.001193", "commune", None, "no-case"), ("2.000815", None, None, None), ("1.001193.000.00.00.H23", None, None, None)]
    picked = rng.integers(0, len(asked), rows)
    received = np.datetime64("2019-11-01", "s") + rng.integers(0, 86_400 * 4200, rows)
    edge = rng.integers(0, 4, rows)
    cut = np.asarray([7 * 60, 15 * 60, 15 * 60 + 30, 17 * 60])[rng.integers(0, 4, rows)] * 60 + rng.integers(-2, 3, rows) * 30
    received = np.where(edge == 0, received.astype("datetime64[D]").astype("datetime64[s]") + cut, received)
    completed = received + rng.integers(0, 86_400 * 8, rows)
    completed[rng.random(rows) < 0.1] = np.datetime64("NaT")
    received[rng.random(rows) < 0.001] = np.datetime64("NaT")
    columns = list(zip(*[asked[n] for n in picked.tolist()], strict=True))
    names = ("code", "level", "office", "case_id")
    table = {"n": pa.array(range(rows)), "received_at": pa.array(received.astype("datetime64[us]"))}
    table["completed_at"] = pa.array(completed.astype("datetime64[us]"))
    return pa.table(table | {name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)})


def by_numpy(engine: Engine, table: Any) -> Any:
    """The same rows decided in memory."""
    keys = {"code": table["code"], "level": table["level"], "office": table["office"], "case": table["case_id"]}
    return engine.decide_many(table["received_at"], **keys, completed_at=table["completed_at"], now=NOW)


def check_rows(found: Any, expected: Any) -> None:
    """Every column of every row is equal."""
    found = found.sort_by("n")
    assert found["provisional"].combine_chunks().equals(pa.array(expected.provisional))
    for name in COLUMNS:
        column = pa.array(getattr(expected, name))
        assert found[name].combine_chunks().cast(column.type).equals(column), name
    for name in TEXTS:
        assert found[name].to_pylist() == getattr(expected, name).tolist(), name


def test_duckdb_answers_as_numpy_does(engine: Engine) -> None:
    """Over all tables with every kind of dirty row, DuckDB's columns equal those of `decide_many`."""
    table = dossiers(engine, 200_000)
    with engine.dossier_files(table) as files:
        check_rows(files.rows(now=NOW), by_numpy(engine, table))


def test_around_every_breakpoint_in_duckdb(engine: Engine, distinct: list[Any]) -> None:
    """One minute before, at and after every breakpoint of every packaged table, DuckDB equals numpy, which equals the timetable."""
    parts = []
    for number, timetable in enumerate(distinct):
        starts = np.asarray([row.starts_at for row in timetable.breakpoints()], dtype=np.int64)
        instants = np.unique(np.concatenate([starts - 60, starts, starts + 60]))
        parts.append(pa.table({"received_at": instants, "code": pa.array([str(number)] * instants.size)}))
    table = pa.concat_tables(parts)
    table = table.append_column("n", pa.array(range(table.num_rows)))
    find, schedule = finder(distinct), distinct[0].schedule
    expected = batch.decide_many(find, schedule, table["received_at"], code=table["code"])
    with DossierFiles(table, find=find, describe=lambda *_: ("desk", "field"), schedule=schedule) as files:
        found = files.rows().sort_by("n")
    for name in COLUMNS:
        column = pa.array(getattr(expected, name))
        assert found[name].combine_chunks().cast(column.type).equals(column), name
    assert found["reason"].to_pylist() == expected.reason.tolist()
    assert found["rule"].to_pylist() == expected.rule.tolist()


@pytest.mark.parametrize("unit", [60, 1])
def test_answers_that_move_with_the_minute_in_duckdb(engine: Engine, unit: int) -> None:
    """Terms in minutes and working hours, and comparisons by the second, come out of the join as out of numpy."""
    timetables = [any_timetable(engine, seed, unit=unit) for seed in range(2)] + [working_hours(engine, 16)]
    rng = np.random.default_rng(unit)
    schedule = timetables[0].schedule
    rows = 40_000
    received = rng.integers(schedule.midnight[0], schedule.end_of_answers, rows)
    table = pa.table({"n": range(rows), "received_at": received, "completed_at": received + rng.integers(0, 10**6, rows)})
    table = table.append_column("code", pa.array(rng.integers(0, len(timetables), rows).astype(str)))
    find = finder(timetables)
    expected = batch.decide_many(find, schedule, received, code=table["code"], completed_at=table["completed_at"])
    with DossierFiles(table, find=find, describe=lambda *_: ("desk", "field"), schedule=schedule) as files:
        check_rows(files.rows(), expected)


def test_monthly_figures_add_up(engine: Engine) -> None:
    """Monthly figures are the sums of the rows: nothing is lost or counted twice."""
    table = dossiers(engine, 20_000)
    with engine.dossier_files(table) as files:
        monthly = files.monthly(now=NOW)
    counts = by_numpy(engine, table).status.counts()
    assert {name: sum(monthly[name].to_pylist()) for name in counts} == counts
    assert sum(monthly["received"].to_pylist()) == table.num_rows
    assert sum(monthly["covered"].to_pylist()) == int(by_numpy(engine, table).covered.sum())


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_files_in_and_out(engine: Engine, tmp_path: Path, suffix: str) -> None:
    """Parquet and CSV are read and written; codes stay text; the file stands there whole, with nothing beside it."""
    table = dossiers(engine, 3_000)
    source = tmp_path / f"in.{suffix}"
    if suffix == "csv":
        import pyarrow.csv

        pyarrow.csv.write_csv(table, source)
    else:
        pq.write_table(table, source)
    target = tmp_path / f"out.{suffix}"
    shares: list[float] = []
    with engine.dossier_files(source, memory_limit="500MB", threads=1) as files:
        files.write_rows(target, now=NOW, progress=shares.append)
        files.write_monthly(tmp_path / "monthly.parquet")
    assert shares[-1] == 1.0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([source.name, target.name, "monthly.parquet"])
    if suffix == "parquet":
        check_rows(pq.read_table(target), by_numpy(engine, table))


def test_their_column_names_and_a_level_for_all_rows(engine: Engine) -> None:
    """A file may name its columns as it likes, and a level can be given once."""
    table = pa.table({"ngay nhan": [dt.datetime(2023, 9, 29, 15, 31)], "ma": ["2.000815.H42"]})
    with engine.dossier_files(table, columns={"received_at": "ngay nhan", "code": "ma"}, level="commune") as files:
        (row,) = files.rows().to_pylist()
    assert row["due_at"] == dt.datetime(2023, 10, 2, 9, 0)
    assert row["status"] == "undecided"


def test_zoned_timestamps_are_converted(engine: Engine) -> None:
    """A timestamp with a zone is the same instant, whatever zone it is shown in."""
    table = pa.table(
        {"received_at": pa.array([dt.datetime(2023, 9, 29, 8, 31, tzinfo=dt.UTC)]), "code": ["1.001193"], "level": ["commune"]}
    )
    with engine.dossier_files(table) as files:
        (row,) = files.rows().to_pylist()
    assert row["received_at"] == dt.datetime(2023, 9, 29, 15, 31)
    assert row["due_at"] == dt.datetime(2023, 10, 2, 9, 0)


def test_a_moment_at_the_end_of_time_stops_nothing(engine: Engine) -> None:
    """A row stamped in the year 9999 is out of the horizon, and the rows beside it are decided."""
    received = [dt.datetime(9999, 12, 31, 23, 59), dt.datetime(2023, 9, 29, 15, 31), dt.datetime(1, 1, 1)]
    table = pa.table({"n": [0, 1, 2], "received_at": received, "code": ["1.001193"] * 3, "level": ["commune"] * 3})
    with engine.dossier_files(table) as files:
        rows = files.rows().sort_by("n")
    assert rows["reason"].to_pylist() == ["out-of-horizon", None, "out-of-horizon"]
    assert rows["due_at"].to_pylist() == [None, dt.datetime(2023, 10, 2, 9, 0), None]
    assert engine.decide_many(table["received_at"], code="1.001193", level="commune").reason.tolist() == rows["reason"].to_pylist()


def test_a_missing_column_is_named(engine: Engine) -> None:
    """Without a moment of receipt there is nothing to decide, and the message says which columns there are."""
    with pytest.raises(ValueError, match=r"received_at.*its columns are: a"):
        engine.dossier_files(pa.table({"a": [1]}))


KILLED = """
import sys, tthc_catalog
engine = tthc_catalog.Engine(tthc_catalog.load_catalog())
files = engine.dossier_files(sys.argv[1], threads=1)
print("ready", flush=True)
files.write_rows(sys.argv[2])
"""


def test_killed_half_way_nothing_half_written_stands_there(engine: Engine, tmp_path: Path) -> None:
    """A run killed while it writes leaves the old file as it was, and the next run clears what it left behind."""
    table = dossiers(engine, 200_000)
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(pa.concat_tables([table] * 15), source, row_group_size=100_000)
    target.write_text("the file of last month", encoding="utf-8")
    run = subprocess.Popen([sys.executable, "-c", KILLED, str(source), str(target)], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    assert run.stdout.readline() == "ready\n"
    partial = tmp_path / f".out.parquet.{run.pid}.partial"
    for _ in range(600):
        if partial.exists() and partial.stat().st_size > 1_000_000:
            break
        time.sleep(0.05)
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    assert partial.exists(), "the run was killed while it was writing"
    assert target.read_text(encoding="utf-8") == "the file of last month"
    with engine.dossier_files(table.slice(0, 1000)) as files:
        files.write_rows(target)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet", "out.parquet"]
    assert pq.read_metadata(target).num_rows == 1000


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A local Spark session; without Spark or Java the tests are left out, but never in CI."""
    in_ci = os.environ.get("CI", "").lower() in ("1", "true")
    try:
        import pyspark  # noqa: F401
    except ImportError:
        if in_ci:
            raise
        pytest.skip("SPARK IS NOT TESTED: the extra `spark` is not installed")
    if shutil.which("java") is None and not in_ci:
        pytest.skip("SPARK IS NOT TESTED: there is no Java on this machine")
    from tthc_catalog.bulk.spark_frames import local_session

    session = local_session()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.mark.filterwarnings("ignore")
def test_spark_answers_as_numpy_does(engine: Engine, spark: Any, tmp_path: Path) -> None:
    """A million rows with every kind of dirt: Spark's columns equal those of `decide_many`, and its sums DuckDB's."""
    table = dossiers(engine, 1_000_000)
    pq.write_table(table, tmp_path / "in.parquet")
    frame = engine.dossier_frame(spark.read.parquet(str(tmp_path / "in.parquet")))
    frame.rows(now=NOW).write.parquet(str(tmp_path / "out"))
    check_rows(pq.read_table(tmp_path / "out"), by_numpy(engine, table))
    with engine.dossier_files(table) as files:
        expected = files.monthly(now=NOW)
    assert sorted(map(str, frame.monthly(now=NOW).toArrow().to_pylist())) == sorted(map(str, expected.to_pylist()))


@pytest.mark.filterwarnings("ignore")
def test_the_tables_are_broadcast(engine: Engine, spark: Any) -> None:
    """Spark joins both tables by broadcast, so no dossier is moved between machines to find its deadline."""
    rows = [(dt.datetime(2023, 9, 29, 15, 31), "1.001193", "commune")]
    frame = engine.dossier_frame(spark.createDataFrame(rows, "received_at timestamp_ntz, code string, level string")).rows()
    plan = frame._jdf.queryExecution().executedPlan().toString()
    assert plan.count("BroadcastHashJoin") == 2
    assert "SortMergeJoin" not in plan
    assert frame.toArrow()["due_at"].to_pylist() == [dt.datetime(2023, 10, 2, 9, 0)]


@pytest.mark.filterwarnings("ignore")
def test_answers_that_move_with_the_minute_in_spark(engine: Engine, spark: Any) -> None:
    """Terms in minutes and working hours come out of Spark's join as out of numpy."""
    from tthc_catalog.bulk.spark_frames import DossierFrame, frame_of

    timetables = [any_timetable(engine, seed) for seed in range(1)] + [working_hours(engine, 16)]
    rng = np.random.default_rng(4)
    schedule = timetables[0].schedule
    received = rng.integers(schedule.midnight[0], schedule.end_of_answers, 20_000)
    local = pa.array((received + 25_200).astype("datetime64[s]").astype("datetime64[us]"))
    codes = rng.integers(0, len(timetables), received.size).astype(str)
    table = pa.table({"n": pa.array(range(received.size), pa.int32()), "received_at": local, "completed_at": local, "code": codes})
    expected = batch.decide_many(finder(timetables), schedule, received, code=table["code"], completed_at=table["completed_at"])
    frame = DossierFrame(frame_of(spark, table), find=finder(timetables), describe=lambda *_: ("desk", "field"), schedule=schedule)
    check_rows(frame.rows().toArrow(), expected)
