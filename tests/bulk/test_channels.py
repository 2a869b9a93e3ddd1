"""A column of channels: every reader agrees with the engine around every breakpoint of the channels that differ."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest

pa = pytest.importorskip("pyarrow")
pacsv = pytest.importorskip("pyarrow.csv")
np = pytest.importorskip("numpy")
duckdb = pytest.importorskip("duckdb")

from postgres_server import PostgresServer, find_postgres  # noqa: E402 - after the checks for optional packages

from tthc_catalog.bulk.blocks import Scratch  # noqa: E402
from tthc_catalog.bulk.timetable_keys import Keys  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

    from tthc_catalog.engine import Engine

CHANNELS = ("in_person", "online", "postal", None, "", "fax")
"""The three ids, a missing value in both forms, and an unknown channel."""

KEYS = ("code", "level", "case_id", "channel")
COLUMNS = ("received_at", *KEYS, "due_at", "late_after", "statutory_due_at", "rule", "reason", "covered")
FIRST, UNTIL = np.datetime64("2024-04-15"), np.datetime64("2024-05-13")
"""Four weeks with a swapped day off, a make-up Saturday and two holidays."""


@pytest.fixture(scope="module")
def rows(by_channel: Engine) -> Any:
    """Receipts a minute before, at and after the breakpoints of four weeks, of every channel that differs, through every channel."""
    parts: list[tuple[Any, str, str, str | None, str | None]] = []
    for timetable in by_channel.timetables():
        if not timetable.channels:
            continue
        starts = np.asarray([row.starts_at for row in timetable.breakpoints()], dtype=np.int64)
        local = (np.unique(np.concatenate([starts - 60, starts, starts + 60])) + 7 * 3600).astype("datetime64[s]")
        for moment in local[(local >= FIRST) & (local < UNTIL)]:
            parts += [(moment, timetable.code, timetable.level, timetable.case, channel) for channel in CHANNELS]
    received, *keys = zip(*parts, strict=True)
    assert len(received) > 5_000
    table = {"received_at": pa.array(np.asarray(received).astype("datetime64[us]"))}
    table |= {name: pa.array(column, pa.string()) for name, column in zip(KEYS, keys, strict=True)}
    table["office"] = pa.nulls(len(received), pa.string())
    table["completed_at"] = pa.nulls(len(received), pa.timestamp("us"))
    return pa.table(table)


@pytest.fixture(scope="module")
def expected(by_channel: Engine, rows: Any) -> list[tuple[Any, ...]]:
    """The answers of numpy."""
    decided = by_channel.decide_many(
        rows["received_at"], code=rows["code"], level=rows["level"], case=rows["case_id"], channel=rows["channel"]
    )
    columns = {name: rows[name].to_pylist() for name in COLUMNS[:5]}
    columns |= {name: getattr(decided, name).tolist() for name in COLUMNS[5:]}
    return list(zip(*(columns[name] for name in COLUMNS), strict=True))


def ordered(rows: list[tuple[Any, ...]]) -> list[tuple[str, ...]]:
    """Return rows as sorted text."""
    return sorted(tuple("" if value is None else str(value) for value in row) for row in rows)


def test_numpy_agrees_with_single_decisions(by_channel: Engine, expected: list[tuple[Any, ...]]) -> None:
    """Row by row a column of channels gives the answer of `Engine.decide`; a missing channel is in person, an unknown one a reason."""
    for received, code, level, case, channel, due, late, law, rule, reason, covered in expected[::7]:
        if channel == "fax":
            assert (due, late, law, rule, reason, covered) == (None, None, None, None, "unknown-channel", False)
            continue
        decision = by_channel.decide(code, level=level, case=case, received_at=received, channel=channel or "in_person")
        moments = [m and m.due_at.replace(tzinfo=None) for m in (decision.governing, decision.statutory)]
        assert [due, law] == moments
        assert (rule, reason, covered) == (decision.rule, decision.reason, decision.covered)


def test_channels_differ_in_the_rows(expected: list[tuple[Any, ...]]) -> None:
    """The rows can tell the channels apart: the same receipt has different answers."""
    by_receipt: dict[Any, set[Any]] = {}
    for received, code, level, case, channel, due, *_ in expected:
        if channel in ("in_person", "online", "postal"):
            by_receipt.setdefault((received, code, level, case), set()).add(due)
    assert sum(len(found) > 1 for found in by_receipt.values()) > 500
    assert sum(len(found) > 2 for found in by_receipt.values()) > 20


def test_one_channel_for_all_rows(by_channel: Engine, rows: Any) -> None:
    """One channel applies to all rows; an unknown one gives all rows that reason."""
    some = rows.slice(0, 600)
    column = by_channel.decide_many(some["received_at"], code="1.004873", channel=pa.array(["online"] * 600))
    single = by_channel.decide_many(some["received_at"], code="1.004873", channel="online")
    assert single.due_at.tolist() == column.due_at.tolist()
    usual = by_channel.decide_many(some["received_at"], code="1.004873")
    assert usual.due_at.tolist() == by_channel.decide_many(some["received_at"], code="1.004873", channel="in_person").due_at.tolist()
    assert usual.due_at.tolist() != single.due_at.tolist()
    assert set(by_channel.decide_many(some["received_at"], code="1.004873", channel="fax").reason) == {"unknown-channel"}


def test_a_column_that_decides_nothing_costs_the_rows_nothing(engine: Engine, by_channel: Engine) -> None:
    """The channel of a row is read only if some answer depends on it."""
    codes, channels = ["1.004873", "1.001193"] * 2, ["online", "online", "postal", None]
    needless, needed = (Keys(codes, "commune", None, None, channels, rows=4, find=one._find_known(None)) for one in (engine, by_channel))
    assert needless._channels is None
    assert len(needless.timetables) == 2
    assert needed._channels is not None
    numbers = needed.numbers(slice(0, 4), Scratch(4)).tolist()
    found = [needed.timetables[n] for n in numbers]
    assert found == [by_channel.timetable(code, level="commune", channel=c or "in_person") for code, c in zip(codes, channels, strict=True)]


def test_an_unknown_channel_is_a_reason_where_nothing_differs(engine: Engine) -> None:
    """A column of channels is read even if no answer of the catalog depends on it; an unknown one comes before an unknown code."""
    received = ["2023-09-29 10:00"] * 4
    rows = pa.table({"received_at": received, "code": ["1.001193", "1.001193", "9.999999", None], "channel": ["online", "1", "fax", "fax"]})
    expected = [None, "unknown-channel", "unknown-channel", "unknown-channel"]
    moments = pa.array(np.asarray(received, dtype="datetime64[us]"))
    assert engine.decide_many(moments, code=rows["code"], channel=rows["channel"]).reason.tolist() == expected
    with engine.dossier_files(rows.append_column("n", pa.array(range(4)))) as files:
        assert files.rows().sort_by("n")["reason"].to_pylist() == expected
        assert sum(files.monthly()["unanswered"].to_pylist()) == 3


def test_duckdb_agrees(by_channel: Engine, rows: Any, expected: list[tuple[Any, ...]]) -> None:
    """DuckDB reads the channel as a part of the key, from a column or as one value for all rows."""
    with by_channel.dossier_files(rows) as files:
        found = files.rows()
    assert ordered(list(zip(*(found[name].to_pylist() for name in COLUMNS), strict=True))) == ordered(expected)
    online = rows.filter(pa.array([row[4] == "online" for row in expected])).drop_columns("channel")
    with by_channel.dossier_files(online, channel="online") as files:
        assert sorted(map(str, files.rows()["due_at"].to_pylist())) == sorted(str(row[5]) for row in expected if row[4] == "online")


def test_a_file_with_channels(by_channel: Engine, rows: Any, expected: list[tuple[Any, ...]], tmp_path: Path) -> None:
    """A CSV file may have the column under another name; without the column, no column is added."""
    pacsv.write_csv(rows.rename_columns({"channel": "cach_nop"}), tmp_path / "in.csv")
    with by_channel.dossier_files(tmp_path / "in.csv", columns={"channel": "cach_nop"}) as files:
        found = files.rows()
    assert sorted(map(str, found["due_at"].to_pylist())) == sorted(str(row[5]) for row in expected)
    with by_channel.dossier_files(rows.drop_columns("channel")) as files:
        assert "channel" not in files.rows().column_names


def test_the_script_agrees_in_duckdb(by_channel: Engine, rows: Any, expected: list[tuple[Any, ...]]) -> None:
    """The script of the catalog has the channel in its keys and in its table of dossiers."""
    with duckdb.connect() as connection:
        connection.execute("".join(by_channel.to_sql("duckdb", first=FIRST.astype(object), until=UNTIL.astype(object))))
        connection.register("rows", rows)
        connection.execute("INSERT INTO dossiers BY NAME SELECT * FROM rows")
        found = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM tthc_decisions").fetchall()  # noqa: S608 - our own names
    assert ordered(found) == ordered(expected)


def test_the_script_of_one_channel(by_channel: Engine) -> None:
    """The script of one timetable is for its channels only."""
    with duckdb.connect() as connection:
        connection.execute(by_channel.timetable("1.004873", channel="online").to_sql("duckdb"))
        connection.executemany(
            "INSERT INTO dossiers (received_at, code, level, channel) VALUES ('2024-03-05 10:00', '1.004873', 'commune', ?)",
            [["online"], ["postal"]],
        )
        found = connection.execute("SELECT channel, CAST(due_at AS TEXT) FROM tthc_decisions ORDER BY channel").fetchall()
    assert found == [("online", "2024-03-06 16:30:00"), ("postal", None)]


def test_no_channel_in_scripts_where_nothing_differs(engine: Engine) -> None:
    """The script of a catalog in which no answer depends on the channel does not mention it."""
    days = {"first": FIRST.astype(object), "until": (FIRST + 2).astype(object)}
    assert "channel" not in "".join(engine.to_sql("postgres", **days))
    assert "channel" not in engine.timetable("1.001193", level="commune").to_sql("postgres")


def test_postgresql_agrees(by_channel: Engine, rows: Any, expected: list[tuple[Any, ...]]) -> None:
    """PostgreSQL, with the same script, agrees in every column."""
    programs = find_postgres()
    if programs is None:
        pytest.skip("POSTGRESQL IS NOT TESTED: there is no initdb and psql on this machine")
    written = io.BytesIO()
    names = ("received_at", "completed_at", "code", "level", "office", "case_id", "channel")
    pacsv.write_csv(pa.table({name: rows[name].cast(pa.string()) for name in names}), written, pacsv.WriteOptions(include_header=False))
    with PostgresServer(programs) as server:
        server.run("".join(by_channel.to_sql("postgres", first=FIRST.astype(object), until=UNTIL.astype(object))))
        server.run("COPY dossiers FROM STDIN (FORMAT csv);\n" + written.getvalue().decode() + "\\.\n")
        output = server.run(f"COPY (SELECT {', '.join(COLUMNS)} FROM tthc_decisions) TO STDOUT (FORMAT csv);")  # noqa: S608 - our own names
    found = [tuple({"t": "True", "f": "False"}.get(value, value) for value in row) for row in csv.reader(io.StringIO(output))]
    assert sorted(found) == ordered(expected)


@pytest.mark.filterwarnings("ignore")
def test_spark_agrees(by_channel: Engine, rows: Any, expected: list[tuple[Any, ...]], spark: Any) -> None:
    """Spark reads the channel as a part of the key."""
    from tthc_catalog.bulk.spark_frames import frame_of

    found = by_channel.dossier_frame(frame_of(spark, rows)).rows().select(*COLUMNS).collect()
    assert ordered([tuple(row) for row in found]) == ordered(expected)
