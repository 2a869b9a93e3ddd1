"""Scripts of timetables give the same answers in other systems as here."""

from __future__ import annotations

import csv
import datetime as dt
import io
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from short_calendar import shortened

duckdb = pytest.importorskip("duckdb")
pa = pytest.importorskip("pyarrow")
pacsv = pytest.importorskip("pyarrow.csv")
np = pytest.importorskip("numpy")

from dossier_rows import KEYS, MOMENTS, dossiers  # noqa: E402 - after the checks for optional packages
from postgres_server import PostgresServer, find_postgres  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.engine import Engine

FIRST, UNTIL = dt.date(2023, 9, 20), dt.date(2023, 10, 11)
"""Three weeks around the model's first day; for every desk, the script has some megabytes."""

COLUMNS = ("received_at", "completed_at", *KEYS, *MOMENTS, "rule", "reason", "status", "covered", "provisional")

NOW = dt.datetime(2023, 10, 5, 10, 0)
"""Open dossiers of the three weeks are judged at this time."""

AFTER_CUTOFF = "INSERT INTO dossiers VALUES ('2023-09-29 15:31', '2023-10-02 08:59', '1.001193', 'commune', NULL, NULL)"


def test_a_timetable_as_an_arrow_table(engine: Engine) -> None:
    """A row has the answer for one part of one day, and the local time at which it begins."""
    table = engine.timetable("1.001193", level="commune").to_arrow()
    rows = [row for row in table.to_pylist() if row["day"] == dt.date(2023, 9, 29) and row["covered"]]
    first, last = rows[0], rows[-1]
    assert (first["begins_at"], first["due_at"]) == (dt.datetime(2023, 9, 29), dt.datetime(2023, 9, 29, 17))
    assert (last["begins_at"], last["due_at"]) == (dt.datetime(2023, 9, 29, 15, 31), dt.datetime(2023, 10, 2, 9))


def test_the_script_of_one_timetable_runs_in_duckdb(engine: Engine) -> None:
    """The script creates its tables and decides a dossier received a minute after the cutoff."""
    with duckdb.connect() as connection:
        connection.execute(engine.timetable("1.001193", level="commune").to_sql("duckdb"))
        connection.execute(AFTER_CUTOFF)
        row = connection.execute("SELECT due_at, late_after, rule, status FROM tthc_decisions").fetchone()
    assert row == (dt.datetime(2023, 10, 2, 9), dt.datetime(2023, 10, 2, 9), "thu-sau-khong-cho/after-15:30", "on_time")


@pytest.mark.parametrize(("dialect", "reader"), [("duckdb", "duckdb"), ("spark", "spark"), ("postgres", "postgres")])
def test_every_dialect_is_valid(engine: Engine, dialect: str, reader: str) -> None:
    """A parser of each dialect accepts every statement of the script."""
    sqlglot = pytest.importorskip("sqlglot")
    pieces = list(engine.to_sql(dialect, first=dt.date(2023, 9, 29), until=dt.date(2023, 9, 30)))
    statements = sqlglot.parse("".join(pieces), read=reader)
    assert all(type(statement).__name__ != "Command" for statement in statements)
    assert sum(1 for statement in statements if type(statement).__name__ == "Create") == 6


def test_an_unknown_dialect_is_rejected(engine: Engine) -> None:
    """An unknown dialect raises an error that lists the supported ones."""
    with pytest.raises(ValueError, match="duckdb, spark, postgres"):
        engine.timetable("1.001193", level="commune").to_sql("oracle")


def test_the_command_writes_a_script(engine: Engine, tmp_path: Path) -> None:
    """``tthc compile --sql`` writes the catalog's script for the requested days, and DuckDB runs it."""
    from tthc_catalog.cli import main

    target = tmp_path / "timetables.sql"
    assert main(["compile", "--sql", "duckdb", "--from", "2023-09-01", "--until", "2023-11-01", "-o", str(target)]) == 0
    with duckdb.connect() as connection:
        connection.execute(target.read_text(encoding="utf-8"))
        connection.execute(AFTER_CUTOFF)
        assert connection.execute("SELECT due_at FROM tthc_decisions").fetchall() == [(dt.datetime(2023, 10, 2, 9),)]


def test_a_timetable_of_the_engine_can_be_pickled(engine: Engine) -> None:
    """A timetable of the engine can be pickled, and its Arrow table stays the same."""
    timetable = engine.timetable("1.001193", level="commune")
    again = pickle.loads(pickle.dumps(timetable))  # noqa: S301 - our own
    assert again.digest == timetable.digest
    assert again.to_arrow().equals(timetable.to_arrow())


def some_dossiers(engine: Engine) -> Any:
    """Return rows of three weeks, with codes, levels, desks and cases of the catalog."""
    table = dossiers(engine, 12_000, seed=5)
    rng = np.random.default_rng(5)
    received = np.datetime64(FIRST, "us") + rng.integers(0, (UNTIL - FIRST).days * 1440, table.num_rows).astype("timedelta64[m]")
    received[rng.random(table.num_rows) < 0.01] = np.datetime64("NaT", "s")
    completed = received + rng.integers(0, 86_400 * 8, table.num_rows).astype("timedelta64[s]")
    completed[rng.random(table.num_rows) < 0.1] = np.datetime64("NaT", "s")
    for name, column in (("received_at", received), ("completed_at", completed)):
        table = table.set_column(table.column_names.index(name), name, pa.array(column, pa.timestamp("us")))
    return table


def expected_rows(engine: Engine, table: Any) -> tuple[Any, list[tuple[Any, ...]]]:
    """Return the rows whose keys the script contains, and numpy's answers to them."""
    keys = {"code": table["code"], "level": table["level"], "office": table["office"], "case": table["case_id"]}
    decided = engine.decide_many(table["received_at"], **keys, completed_at=table["completed_at"], now=NOW)
    known = [name not in {"unknown-procedure", "unknown-office", "unknown-case"} for name in decided.reason]
    printed = [len(code or "") > len("1.001193") for code in table["code"].to_pylist()]
    kept = pa.array([is_known and not is_printed for is_known, is_printed in zip(known, printed, strict=True)])
    columns = {name: table[name].to_pylist() for name in ("received_at", "completed_at", *KEYS)}
    columns |= {name: getattr(decided, name).tolist() for name in COLUMNS[6:]}
    rows = [row for row, keep in zip(zip(*(columns[name] for name in COLUMNS), strict=True), kept.to_pylist(), strict=True) if keep]
    assert len(rows) > 8_000
    assert {"early", "on_time", "overdue", "pending", "pending_overdue"} <= {row[COLUMNS.index("status")] for row in rows}
    return table.filter(kept), ordered(rows)


def ordered(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return rows as sorted text."""
    return sorted(tuple("" if value is None else str(value) for value in row) for row in rows)


def test_the_catalog_script_agrees_with_numpy_in_duckdb(engine: Engine) -> None:
    """The catalog's script, run by DuckDB over twelve thousand dossiers, agrees with numpy in every column."""
    table, expected = expected_rows(engine, some_dossiers(engine))
    with duckdb.connect() as connection:
        connection.execute("".join(engine.to_sql("duckdb", first=FIRST, until=UNTIL, now=NOW)))
        connection.register("rows", table)
        connection.execute("INSERT INTO dossiers SELECT received_at, completed_at, code, level, office, case_id FROM rows")
        found = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM tthc_decisions").fetchall()  # noqa: S608 - our own names
    assert ordered(found) == expected


@pytest.mark.filterwarnings("ignore")
def test_the_catalog_script_agrees_with_numpy_in_spark(engine: Engine, spark: Any) -> None:
    """The catalog's script, run by Spark statement by statement, agrees with numpy in every column."""
    from tthc_catalog.bulk.spark_frames import frame_of

    table, expected = expected_rows(engine, some_dossiers(engine))
    plain = pa.table({name: table[name].cast(pa.string()) if name in KEYS else table[name] for name in COLUMNS[:6]})
    frame_of(spark, plain).createOrReplaceTempView("dossiers")
    for statement in "".join(engine.to_sql("spark", first=FIRST, until=UNTIL, now=NOW)).split(";\n"):
        if "CREATE TABLE IF NOT EXISTS dossiers" not in statement and statement.strip():  # the view above replaces it
            spark.sql(statement)
    found = spark.sql(f"SELECT {', '.join(COLUMNS)} FROM tthc_decisions").collect()  # noqa: S608 - our own names
    assert ordered([tuple(row) for row in found]) == expected


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A temporary PostgreSQL server."""
    programs = find_postgres()
    if programs is None:
        pytest.skip("POSTGRESQL IS NOT TESTED: there is no initdb and psql on this machine")
    with PostgresServer(programs) as server:
        yield server


@pytest.mark.parametrize("name", ["packaged", "units", "next-opening"])
def test_the_catalog_script_agrees_with_numpy_in_postgresql(name: str, engine: Engine, postgres: PostgresServer) -> None:
    """The script of a catalog, run by PostgreSQL, agrees with numpy in every column."""
    if name != "packaged":
        import tthc_catalog

        engine = tthc_catalog.Engine(shortened(tthc_catalog.load_catalog(Path(__file__).parents[1] / "scenarios" / name)))
        postgres.run("DROP TABLE IF EXISTS dossiers, tthc_keys, tthc_days, tthc_windows CASCADE;")
    table, expected = expected_rows(engine, some_dossiers(engine))
    postgres.run("".join(engine.to_sql("postgres", first=FIRST, until=UNTIL, now=NOW)))
    written = io.BytesIO()
    plain = pa.table({name: table[name].cast(pa.string()) for name in COLUMNS[:6]})
    pacsv.write_csv(plain, written, pacsv.WriteOptions(include_header=False))
    postgres.run("COPY dossiers FROM STDIN (FORMAT csv);\n" + written.getvalue().decode() + "\\.\n")
    output = postgres.run(f"COPY (SELECT {', '.join(COLUMNS)} FROM tthc_decisions) TO STDOUT (FORMAT csv);")  # noqa: S608 - our own names
    found = [tuple({"t": "True", "f": "False"}.get(value, value) for value in row) for row in csv.reader(io.StringIO(output))]
    assert sorted(found) == expected
