"""A timetable written out answers elsewhere as it answers here."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import TYPE_CHECKING

import pytest

duckdb = pytest.importorskip("duckdb")
pytest.importorskip("pyarrow")

if TYPE_CHECKING:
    from pathlib import Path

    from tthc_catalog.engine import Engine

AFTER_CUTOFF = "INSERT INTO dossiers VALUES ('2023-09-29 15:31', '2023-10-02 08:59', '1.001193', 'commune', NULL, NULL)"


def test_a_timetable_as_an_arrow_table(engine: Engine) -> None:
    """One row says what holds on one part of one day, in local time."""
    table = engine.timetable("1.001193", level="commune").to_arrow()
    rows = [row for row in table.to_pylist() if row["day"] == dt.date(2023, 9, 29) and row["covered"]]
    assert {row["due_at"] for row in rows} >= {dt.datetime(2023, 9, 29, 17), dt.datetime(2023, 10, 2, 9)}


def test_the_script_of_one_timetable_runs_in_duckdb(engine: Engine) -> None:
    """The script makes its tables and decides a dossier received a minute after the cutoff."""
    with duckdb.connect() as connection:
        connection.execute(engine.timetable("1.001193", level="commune").to_sql("duckdb"))
        connection.execute(AFTER_CUTOFF)
        row = connection.execute("SELECT due_at, late_after, rule, status FROM tthc_decisions").fetchone()
    assert row == (dt.datetime(2023, 10, 2, 9), dt.datetime(2023, 10, 2, 9), "thu-sau-khong-cho/after-15:30", "on_time")


@pytest.mark.parametrize(("dialect", "reader"), [("duckdb", "duckdb"), ("spark", "spark"), ("postgres", "postgres")])
def test_every_dialect_is_valid(engine: Engine, dialect: str, reader: str) -> None:
    """A parser of each dialect reads every statement of the script."""
    sqlglot = pytest.importorskip("sqlglot")
    pieces = list(engine.to_sql(dialect, first=dt.date(2023, 9, 29), until=dt.date(2023, 9, 30)))
    statements = sqlglot.parse("".join(pieces), read=reader)
    assert all(type(statement).__name__ != "Command" for statement in statements)
    assert sum(1 for statement in statements if type(statement).__name__ == "Create") == 4


def test_an_unknown_dialect_is_refused(engine: Engine) -> None:
    """Another dialect is refused with the names of those there are."""
    with pytest.raises(ValueError, match="duckdb, spark, postgres"):
        engine.timetable("1.001193", level="commune").to_sql("oracle")


def test_the_command_writes_a_script(engine: Engine, tmp_path: Path) -> None:
    """``tthc compile --sql`` writes the catalog's script for the days asked, and DuckDB runs it."""
    from tthc_catalog.cli import main

    target = tmp_path / "timetables.sql"
    assert main(["compile", "--sql", "duckdb", "--from", "2023-09-01", "--until", "2023-11-01", "-o", str(target)]) == 0
    with duckdb.connect() as connection:
        connection.execute(target.read_text(encoding="utf-8"))
        connection.execute(AFTER_CUTOFF)
        assert connection.execute("SELECT due_at FROM tthc_decisions").fetchall() == [(dt.datetime(2023, 10, 2, 9),)]


def test_a_written_timetable_is_still_a_timetable(engine: Engine) -> None:
    """What the engine gives can be pickled, and writes the same afterwards."""
    timetable = engine.timetable("1.001193", level="commune")
    again = pickle.loads(pickle.dumps(timetable))  # noqa: S301 - our own
    assert again.digest == timetable.digest
    assert again.to_arrow().equals(timetable.to_arrow())
