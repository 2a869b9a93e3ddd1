"""Spark agrees with numpy row by row, including invalid rows, and shuffles no dossier to find its deadline."""

from __future__ import annotations

import datetime as dt
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

pa = pytest.importorskip("pyarrow", reason="the rows need the extra `bulk`")
pq = pytest.importorskip("pyarrow.parquet")
np = pytest.importorskip("numpy")

from bulk_timetables import any_timetable, finder, working_hours  # noqa: E402 - after the checks for optional packages
from dossier_rows import NOW, around_breakpoints, by_numpy, check_rows, differing, dossiers, with_numpy  # noqa: E402

from tthc_catalog.bulk import batch, spark_frames  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

    from tthc_catalog.engine import Engine

ROWS = 10_000_000 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 1_000_000
"""A million in CI; ten million with the other long tests."""

pytestmark = pytest.mark.filterwarnings("ignore")  # warnings of pyspark


def compare(frame: Any, *, with_status: bool = True) -> tuple[int, int]:
    """Return the number of rows, and the number of rows on which Spark and numpy differ."""
    frame.createOrReplaceTempView("decided")
    (row,) = frame.sparkSession.sql(differing("decided", with_status=with_status)).collect()
    return row["compared"], row["differing"]


def test_spark_agrees_with_numpy(engine: Engine, spark: Any, tmp_path: Path) -> None:
    """Over a million rows, valid and invalid, Spark's columns equal those of `decide_many`, and its sums equal DuckDB's."""
    pytest.importorskip("duckdb")
    table = dossiers(engine, ROWS, seed=11)
    pq.write_table(with_numpy(table, by_numpy(engine, table)), tmp_path / "in.parquet")
    frame = engine.dossier_frame(spark.read.parquet(str(tmp_path / "in.parquet")))
    assert compare(frame.rows(now=NOW)) == (ROWS, 0)
    with engine.dossier_files(table) as files:
        expected = files.monthly(now=NOW)
    assert sorted(map(str, frame.monthly(now=NOW).toArrow().to_pylist())) == sorted(map(str, expected.to_pylist()))


def test_rows_written_by_spark(engine: Engine, spark: Any, tmp_path: Path) -> None:
    """The Parquet files that Spark writes agree with numpy."""
    table = dossiers(engine, 20_000)
    pq.write_table(table, tmp_path / "in.parquet")
    frame = engine.dossier_frame(spark.read.parquet(str(tmp_path / "in.parquet")))
    frame.rows(now=NOW).write.parquet(str(tmp_path / "out"))
    check_rows(pq.read_table(tmp_path / "out"), by_numpy(engine, table))


@pytest.mark.parametrize("tables", ["distinct", "of_other_places", "of_channels", "of_units", "of_two_years"])
def test_around_every_breakpoint_in_spark(tables: str, spark: Any, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Spark agrees with numpy, which agrees with the timetables, one minute before, at and after every breakpoint."""
    from tthc_catalog.bulk.spark_frames import DossierFrame

    timetables = request.getfixturevalue(tables)
    find, schedule = finder(timetables), timetables[0].schedule
    rows = around_breakpoints(timetables)
    pq.write_table(with_numpy(rows, batch.decide_many(find, schedule, rows["received_at"], code=rows["code"])), tmp_path / "in.parquet")
    source = spark.read.parquet(str(tmp_path / "in.parquet"))
    frame = DossierFrame(source, find=find, describe=lambda *_: ("desk", "field"), schedule=schedule)
    assert compare(frame.rows(), with_status=False) == (rows.num_rows, 0)


def test_one_wrong_value_is_counted(engine: Engine, spark: Any, tmp_path: Path) -> None:
    """The comparisons above can fail: they find a single deadline moved by a minute."""
    table = dossiers(engine, 1_000)
    table = with_numpy(table, by_numpy(engine, table))
    due = table["numpy_due_at"].to_pylist()
    row = next(n for n, value in enumerate(due) if value is not None)
    due[row] += dt.timedelta(minutes=1)
    table = table.set_column(table.column_names.index("numpy_due_at"), "numpy_due_at", pa.array(due))
    pq.write_table(table, tmp_path / "in.parquet")
    assert compare(engine.dossier_frame(spark.read.parquet(str(tmp_path / "in.parquet"))).rows(now=NOW)) == (1_000, 1)


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_files_are_read_in_the_session_given_or_the_active_one(engine: Engine, spark: Any, tmp_path: Path, suffix: str) -> None:
    """A path is accepted in place of a frame; codes in CSV stay text, and invalid moments become missing."""
    table = dossiers(engine, 3_000, seed=3)
    path = tmp_path / f"in.{suffix}"
    if suffix == "csv":
        pacsv = pytest.importorskip("pyarrow.csv")
        pacsv.write_csv(pa.table({name: table[name].cast(pa.string()) for name in table.column_names}), path)
    else:
        pq.write_table(table, path)
    for session in (spark, None):
        found = engine.dossier_frame(path, session=session).rows(now=NOW).toArrow()
        index = found.column_names.index("n")
        check_rows(found.set_column(index, "n", found["n"].cast(pa.int64())), by_numpy(engine, table))


def test_workers_run_this_interpreter(spark: Any) -> None:
    """A session of our own runs Python workers with the interpreter of this environment, not with the ``python3`` on PATH."""
    assert "PYSPARK_PYTHON" not in os.environ
    assert spark.sparkContext.pythonExec == sys.executable


def test_an_interpreter_that_the_user_chose_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment variable of Spark decides if it is set, and stays set."""
    monkeypatch.setenv("PYSPARK_PYTHON", "/usr/bin/python3")
    with spark_frames._workers_run_this_interpreter():
        assert os.environ["PYSPARK_PYTHON"] == "/usr/bin/python3"
    assert os.environ["PYSPARK_PYTHON"] == "/usr/bin/python3"


def test_only_the_days_of_receipt_are_sent() -> None:
    """The tables reach from the first day of receipt through the last one; keys without a moment name no day."""
    days = [dt.date(2023, 9, 29), dt.date(2023, 10, 2), None, dt.date(2023, 9, 28)]
    assert spark_frames._span(days) == {"first": dt.date(2023, 9, 28), "until": dt.date(2023, 10, 3)}
    assert spark_frames._span([None]) == {}


def test_the_settings_of_the_active_session_are_kept(spark: Any) -> None:
    """Reading files in the active session does not change its time zone."""
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    try:
        assert spark_frames.local_session() is spark
        assert spark.conf.get("spark.sql.session.timeZone") == "America/New_York"
    finally:
        spark.conf.set("spark.sql.session.timeZone", "UTC")


def test_text_that_is_not_a_moment_affects_no_other_row(engine: Engine, spark: Any, tmp_path: Path) -> None:
    """A row of a CSV file received "yesterday" has no moment of receipt; the other row is decided."""
    path = tmp_path / "in.csv"
    path.write_text("received_at,code,level\nyesterday,1.001193,commune\n2023-09-29 15:31,1.001193,commune\n", encoding="utf-8")
    rows = engine.dossier_frame([path], session=spark).rows().toArrow().sort_by("due_at").to_pylist()
    assert [row["reason"] for row in rows] == [None, "missing-instant"]
    assert rows[0]["due_at"] == dt.datetime(2023, 10, 2, 9)


def test_an_empty_text_and_null_duplicate_no_row(engine: Engine, spark: Any) -> None:
    """If the desk is empty in some rows and null in others, Spark returns each row once."""
    rows = [(dt.datetime(2023, 9, 29, 15, 31), "1.001193", "commune", office) for office in (None, "", "")]
    frame = engine.dossier_frame(spark.createDataFrame(rows, "received_at timestamp_ntz, code string, level string, office string"))
    assert frame.rows().toArrow()["due_at"].to_pylist() == [dt.datetime(2023, 10, 2, 9)] * 3
    assert sum(frame.monthly().toArrow()["received"].to_pylist()) == 3


def test_the_tables_are_broadcast(engine: Engine, spark: Any) -> None:
    """Spark joins the tables by broadcast, so no dossier moves between machines to find its deadline."""
    rows = [(dt.datetime(2023, 9, 29, 15, 31), "1.001193", "commune")]
    frame = engine.dossier_frame(spark.createDataFrame(rows, "received_at timestamp_ntz, code string, level string")).rows()
    plan = frame._jdf.queryExecution().executedPlan().toString()
    assert plan.count("BroadcastHashJoin") == 3
    assert "SortMergeJoin" not in plan
    assert frame.toArrow()["due_at"].to_pylist() == [dt.datetime(2023, 10, 2, 9, 0)]


def test_answers_that_move_with_the_minute_in_spark(engine: Engine, spark: Any) -> None:
    """Spark agrees with numpy on terms in minutes and working hours."""
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
