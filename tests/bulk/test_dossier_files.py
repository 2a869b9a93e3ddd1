"""DuckDB agrees with numpy row by row, including invalid rows, and a killed run leaves no partial file."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

pa = pytest.importorskip("pyarrow", reason="files need the extra `bulk`")
pq = pytest.importorskip("pyarrow.parquet")
np = pytest.importorskip("numpy")
duckdb = pytest.importorskip("duckdb")

from bulk_timetables import any_timetable, finder, working_hours  # noqa: E402 - after the checks for optional packages
from dossier_rows import (  # noqa: E402
    FLAGS,
    MOMENTS,
    NOW,
    TEXTS,
    around_breakpoints,
    by_numpy,
    check_rows,
    differing,
    dossiers,
    with_numpy,
)

from tthc_catalog.bulk import batch  # noqa: E402
from tthc_catalog.bulk.dossier_files import DossierFiles, _watched  # noqa: E402
from tthc_catalog.bulk.file_moments import are_csv  # noqa: E402
from tthc_catalog.bulk.parquet_zones import utc_columns  # noqa: E402
from tthc_catalog.bulk.queries import rows_query  # noqa: E402
from tthc_catalog.scratch_folders import scratch_folder  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

    from tthc_catalog.engine import Engine


def compare(files: DossierFiles, *, now: dt.datetime | None = None, with_status: bool = True) -> tuple[int, int]:
    """Return the number of rows, and the number of rows on which DuckDB and numpy differ."""
    query = rows_query(files._relations(now), files._columns)
    (counts,) = files._connection.sql(differing(f"({query}) r", with_status=with_status)).fetchall()
    return counts


def test_duckdb_agrees_with_numpy(engine: Engine) -> None:
    """Over all timetables and every kind of invalid row, DuckDB's columns equal those of `decide_many`."""
    table = dossiers(engine, 200_000)
    with engine.dossier_files(table) as files:
        check_rows(files.rows(now=NOW), by_numpy(engine, table))


@pytest.mark.parametrize("tables", ["distinct", "of_other_places", "of_channels", "of_units", "of_two_years"])
def test_around_every_breakpoint_in_duckdb(tables: str, request: pytest.FixtureRequest) -> None:
    """DuckDB agrees with numpy, which agrees with the timetables, one minute before, at and after every breakpoint."""
    timetables = request.getfixturevalue(tables)
    find, schedule = finder(timetables), timetables[0].schedule
    rows = around_breakpoints(timetables)
    table = with_numpy(rows, batch.decide_many(find, schedule, rows["received_at"], code=rows["code"]))
    with DossierFiles(table, find=find, describe=lambda *_: ("desk", "field"), schedule=schedule) as files:
        assert compare(files, with_status=False) == (table.num_rows, 0)


def test_ten_million_rows_in_duckdb(engine: Engine) -> None:
    """DuckDB and numpy agree in every column of ten million rows over all timetables, including invalid rows."""
    table = dossiers(engine, 10_000_000, seed=7)
    table = with_numpy(table, by_numpy(engine, table))
    with engine.dossier_files(table) as files:
        assert compare(files, now=NOW) == (10_000_000, 0)


@pytest.mark.parametrize("column", [*MOMENTS, *FLAGS, *TEXTS])
def test_one_wrong_value_is_counted(engine: Engine, column: str) -> None:
    """The comparison above can fail: it finds a single changed value in any column."""
    table = dossiers(engine, 1_000)
    table = with_numpy(table, by_numpy(engine, table))
    values = table[f"numpy_{column}"].to_pylist()
    row = next(n for n, value in enumerate(values) if value is not None)
    wrong = {bool: lambda value: not value, str: lambda value: value + "x", dt.datetime: lambda value: value + dt.timedelta(minutes=1)}
    values[row] = wrong[type(values[row])](values[row])
    index = table.column_names.index(f"numpy_{column}")
    table = table.set_column(index, f"numpy_{column}", pa.array(values))
    with engine.dossier_files(table) as files:
        assert compare(files, now=NOW) == (1_000, 1)


@pytest.mark.parametrize("unit", [60, 1])
def test_answers_that_move_with_the_minute_in_duckdb(engine: Engine, unit: int) -> None:
    """DuckDB agrees with numpy on terms in minutes and working hours, compared by the minute and by the second."""
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
    """Monthly figures are the sums of the rows: no row is lost or counted twice."""
    table = dossiers(engine, 20_000)
    with engine.dossier_files(table) as files:
        monthly = files.monthly(now=NOW)
    counts = by_numpy(engine, table).status.counts()
    assert {name: sum(monthly[name].to_pylist()) for name in counts} == counts
    assert sum(monthly["received"].to_pylist()) == table.num_rows
    assert sum(monthly["covered"].to_pylist()) == int(by_numpy(engine, table).covered.sum())


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_files_in_and_out(engine: Engine, tmp_path: Path, suffix: str) -> None:
    """Parquet and CSV are read and written; codes stay text; no partial file is left."""
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
    """Columns of a file may have other names, and one level can apply to all rows."""
    table = pa.table({"ngay nhan": [dt.datetime(2023, 9, 29, 15, 31)], "ma": ["2.000815.H42"]})
    with engine.dossier_files(table, columns={"received_at": "ngay nhan", "code": "ma"}, level="commune") as files:
        (row,) = files.rows().to_pylist()
    assert row["due_at"] == dt.datetime(2023, 10, 2, 9, 0)
    assert row["status"] == "undecided"


def test_zoned_timestamps_are_converted(engine: Engine) -> None:
    """A timestamp with a zone is converted to local time."""
    table = pa.table(
        {"received_at": pa.array([dt.datetime(2023, 9, 29, 8, 31, tzinfo=dt.UTC)]), "code": ["1.001193"], "level": ["commune"]}
    )
    with engine.dossier_files(table) as files:
        (row,) = files.rows().to_pylist()
    assert row["received_at"] == dt.datetime(2023, 9, 29, 15, 31)
    assert row["due_at"] == dt.datetime(2023, 10, 2, 9, 0)


def test_a_moment_at_the_end_of_time_affects_no_other_row(engine: Engine) -> None:
    """A row stamped in the year 9999 is out of the horizon; the other rows are decided."""
    received = [dt.datetime(9999, 12, 31, 23, 59), dt.datetime(2023, 9, 29, 15, 31), dt.datetime(1, 1, 1)]
    table = pa.table({"n": [0, 1, 2], "received_at": received, "code": ["1.001193"] * 3, "level": ["commune"] * 3})
    with engine.dossier_files(table) as files:
        rows = files.rows().sort_by("n")
    assert rows["reason"].to_pylist() == ["out-of-horizon", None, "out-of-horizon"]
    assert rows["due_at"].to_pylist() == [None, dt.datetime(2023, 10, 2, 9, 0), None]
    assert engine.decide_many(table["received_at"], code="1.001193", level="commune").reason.tolist() == rows["reason"].to_pylist()


def test_an_empty_text_and_null_are_the_same_desk_and_duplicate_no_row(engine: Engine) -> None:
    """If the desk is empty in some rows and null in others, each row has one answer, equal to numpy's."""
    offices = [None, "", "xa-tan-an", ""]
    moments = pa.array([dt.datetime(2023, 9, 29, 15, 31)] * 4, pa.timestamp("us"))
    table = pa.table({"received_at": moments, "code": ["1.001193"] * 4, "level": ["commune", "", None, "commune"], "office": offices})
    with engine.dossier_files(table) as files:
        rows, months = files.rows(), files.monthly()
    expected = engine.decide_many(
        moments, code=table["code"], level=["commune", None, None, "commune"], office=[None, None, "xa-tan-an", None]
    )
    assert sorted(rows["due_at"].to_pylist()) == sorted(expected.due_at.tolist()) == [dt.datetime(2023, 10, 2, 9)] * 4
    assert sum(months["received"].to_pylist()) == 4


def test_a_missing_column_is_named(engine: Engine) -> None:
    """If the column of receipts is missing, the error names it and lists the columns of the data."""
    with pytest.raises(ValueError, match=r"received_at.*its columns are: a"):
        engine.dossier_files(pa.table({"a": [1]}))


def test_dates_get_the_stated_time_to_the_second(engine: Engine) -> None:
    """A date without a time of day is read with the hours, minutes and seconds that are stated for it."""
    table = pa.table({"received_at": [dt.date(2023, 9, 29)], "code": ["1.001193"], "level": ["commune"]})
    with engine.dossier_files(table, time_when_missing={"received_at": dt.time(15, 31, 20)}) as files:
        (row,) = files.rows().to_pylist()
    assert (row["received_at"], row["due_at"]) == (dt.datetime(2023, 9, 29, 15, 31, 20), dt.datetime(2023, 10, 2, 9))


@pytest.mark.parametrize(
    ("paths", "csv"), [(["a.csv", "B.CSV.GZ", "c.tsv"], True), (["a.parquet", "b.pq"], False), (["a.csv", "b.parquet"], None)]
)
def test_files_of_one_kind_are_read_together(paths: list[str], csv: bool | None) -> None:
    """CSV and Parquet files in one list are refused, and both kinds are named."""
    if csv is not None:
        assert are_csv(paths) == csv
    else:
        with pytest.raises(ValueError, match=r"a\.csv is a CSV file and b\.parquet is not"):
            are_csv(paths)


def test_zones_of_int96_moments(tmp_path: Path) -> None:
    """INT96 moments are UTC if the schema of Arrow gives the column a zone, or if the file has none; else they are local."""
    columns = {"local": pa.array([0], pa.timestamp("us")), "zoned": pa.array([0], pa.timestamp("us", "UTC"))}
    for store_schema, in_utc in ((True, {"zoned"}), (False, {"local", "zoned"})):
        pq.write_table(pa.table(columns), tmp_path / "x.parquet", use_deprecated_int96_timestamps=True, store_schema=store_schema)
        assert utc_columns(tmp_path / "x.parquet") == in_utc


def test_only_partial_files_of_ended_runs_are_removed(engine: Engine, tmp_path: Path) -> None:
    """A run locks the folder of its partial file; a folder that nobody locks is of a run that was killed."""
    stale = tmp_path / ".out.csv.partial-0"
    stale.mkdir()
    (stale / ".tthc-lock").touch()
    with scratch_folder(tmp_path, ".out.csv.partial-") as running:
        with engine.dossier_files(pa.table({"received_at": [dt.datetime(2023, 9, 29, 9)], "code": ["1.001193"]}), level="commune") as files:
            files.write_rows(tmp_path / "out.csv")
        assert (stale.exists(), running.exists()) == (False, True)


def test_no_progress_is_reported_while_it_is_unknown() -> None:
    """DuckDB returns a negative share while no query runs; only the end is reported then."""
    reported: list[float] = []
    with duckdb.connect() as connection, _watched(connection, reported.append):
        time.sleep(0.6)
    assert reported == [1.0]


KILLED = """
import sys, tthc_catalog
engine = tthc_catalog.Engine(tthc_catalog.load_catalog())
files = engine.dossier_files(sys.argv[1], threads=1)
print("ready", flush=True)
files.write_rows(sys.argv[2])
"""


def test_a_killed_run_leaves_no_partial_file(engine: Engine, tmp_path: Path) -> None:
    """A run killed while it writes leaves the old file unchanged, and the next run removes its partial file."""
    table = dossiers(engine, 200_000)
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(pa.concat_tables([table] * 15), source, row_group_size=100_000)
    target.write_text("the file of last month", encoding="utf-8")
    run = subprocess.Popen([sys.executable, "-c", KILLED, str(source), str(target)], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    assert run.stdout.readline() == "ready\n"
    for _ in range(600):
        partial = [path for path in tmp_path.glob(".out.parquet.partial-*/*") if path.stat().st_size > 1_000_000]
        if partial:
            break
        time.sleep(0.05)
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    assert partial, "the run was killed while it was writing"
    assert target.read_text(encoding="utf-8") == "the file of last month"
    with engine.dossier_files(table.slice(0, 1000)) as files:
        files.write_rows(target)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet", "out.parquet"]
    assert pq.read_metadata(target).num_rows == 1000


@pytest.mark.parametrize("source", ["http://127.0.0.1:1/x.parquet", ["a.csv", "s3://bucket/x.csv"], "hf://datasets/x.parquet"])
def test_an_address_of_another_machine_is_refused(engine: Engine, source: Any) -> None:
    """Reading it would download an extension and data; it must be requested by name."""
    with pytest.raises(ValueError, match="remote=True"):
        engine.dossier_files(source)
