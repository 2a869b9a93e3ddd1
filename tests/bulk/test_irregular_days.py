"""Desks with dated hours, closures and extra openings: every reader agrees with the direct evaluation of the policies."""

from __future__ import annotations

import csv
import datetime as dt
import io
import pickle
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from bulk_timetables import any_desk, any_timetable
from postgres_server import PostgresServer, find_postgres
from test_agreement import check, decide

import tthc_catalog
from tthc_catalog.errors import OutOfHorizon
from tthc_catalog.timetable.desk_table import DeskTable
from tthc_catalog.timetable.direct import evaluate_at_desk

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine
    from tthc_catalog.timetable.timetable import Timetable

TWO_YEARS = Path(__file__).parents[1] / "scenarios" / "two_years"


def tables_of(timetable: Timetable) -> list[DeskTable]:
    """Return the tables of a timetable."""
    found = [c.table for span in timetable.spans for c in span.commitments] + [s.statutory for s in timetable.spans if s.statutory]
    return list({id(table): table for table in found if isinstance(table, DeskTable)}.values())


def moments(table: DeskTable, random_: random.Random) -> list[tuple[int, int]]:
    """Return days and instants on and around the irregular days, at the starts of their windows and at random."""
    schedule = table.schedule
    days = sorted({day + n for day in table.irregular for n in (-1, 0, 1)} | {d.number for d in table.desk.local_days})
    chosen = random_.sample(days, min(len(days), 12))
    found = []
    for day in chosen:
        starts = [window.starts_at for window in table.windows(day)]
        around = [start + n for start in starts for n in (-60, 0, 60)]
        around += [schedule.midnight[day] + random_.randrange(86_400) for _ in range(3)]
        found += [(day, at) for at in around if schedule.midnight[day] <= at < schedule.midnight[day + 1]]
    return found


@pytest.mark.parametrize(("seed", "unit"), [*((seed, 60) for seed in range(8)), (8, 1), (9, 1)])
def test_the_table_of_a_desk_agrees_with_direct_evaluation(engine: Engine, seed: int, unit: int) -> None:
    """On and around irregular days, a compiled table answers as the policy evaluated minute by minute."""
    timetable = any_timetable(engine, 4000 + seed, unit=unit, desk=any_desk(engine, seed))
    random_ = random.Random(seed)
    schedule = timetable.schedule
    for table in tables_of(timetable):
        for day, instant in moments(table, random_):
            moment = schedule.to_local(instant).replace(tzinfo=None)
            try:
                found = table.on(day, instant)
            except OutOfHorizon:
                continue
            reason, due, late = evaluate_at_desk(table.policy, table.desk, table.side, moment, unit=unit, outside_hours=table.outside_hours)
            expected = [value if value is None else schedule.to_instant(value) for value in (due, late)]
            assert [found.reason, found.due_at, found.late_after] == [reason, *expected], moment


def test_timetables_of_such_desks_agree_in_one_batch(engine: Engine) -> None:
    """Columns agree with `Timetable.at` on and around irregular days, in the grid and in the factored form, for desks mixed."""
    desks = [any_desk(engine, seed) for seed in range(4)]
    timetables = [any_timetable(engine, 5000 + n, desk=desks[n % 4]) for n in range(10)]
    random_ = random.Random(1)
    rows = [(n, at) for n, timetable in enumerate(timetables) for table in tables_of(timetable) for _, at in moments(table, random_)]
    numbers, instants = np.asarray(rows, dtype=np.int64).T
    inside = (instants >= timetables[0].schedule.midnight[0]) & (instants < timetables[0].schedule.end_of_answers)
    numbers, instants = numbers[inside], instants[inside]
    check(timetables, numbers, instants, decide(timetables, numbers, instants))
    for number in range(3):
        mine = instants[numbers == number]
        repeated = np.tile(mine, 1 + 4000 // max(mine.size, 1))
        check([timetables[number]], np.zeros_like(repeated), repeated, decide([timetables[number]], np.zeros_like(repeated), repeated))


def test_a_table_of_a_desk_can_be_pickled(engine: Engine) -> None:
    """A copy has the same digest, so a process pool answers alike."""
    for seed in range(2):
        timetable = any_timetable(engine, 6000 + seed, desk=any_desk(engine, seed))
        assert pickle.loads(pickle.dumps(timetable)).digest == timetable.digest  # noqa: S301 - our own bytes


FIRST, UNTIL = dt.date(2024, 9, 5), dt.date(2024, 9, 18)
"""The days around a closure, the extra opening after it and their announcements."""

ANSWERS = ("received_at", "office", "due_at", "late_after", "commitment_due_at", "statutory_due_at", "rule", "reason", "covered")


def two_weeks() -> tuple[Engine, Any, list[tuple[str, ...]]]:
    """Return the engine of the desk worked out on paper, a receipt every seven minutes, and the answers of `decide_many` as text."""
    pa = pytest.importorskip("pyarrow")
    engine = tthc_catalog.Engine(tthc_catalog.load_catalog(TWO_YEARS))
    received = np.arange(np.datetime64(FIRST, "us"), np.datetime64(UNTIL, "us"), np.timedelta64(7, "m"))
    received = np.concatenate([received, received])
    office = ["xa-mau"] * (received.size // 2) + [None] * (received.size // 2)
    decided = engine.decide_many(received, code="1.001193", level="commune", office=pa.array(office))
    columns = {name: getattr(decided, name).tolist() for name in ANSWERS[2:]} | {"received_at": received.tolist(), "office": office}
    rows = zip(*(columns[name] for name in ANSWERS), strict=True)
    table = pa.table({"received_at": received, "office": pa.array(office, pa.string())})
    return engine, table, sorted(tuple("" if value is None else str(value) for value in row) for row in rows)


def test_the_columns_of_a_desk_equal_its_single_decisions() -> None:
    """`decide_many` answers two weeks with a storm and an extra Saturday as `decide` does, every seven minutes."""
    engine, table, rows = two_weeks()
    single = set()
    for received, office in zip(table["received_at"].to_pylist(), table["office"].to_pylist(), strict=True):
        one = engine.decide("1.001193", level="commune", office=office, received_at=received)
        moments = (one.due_at, one.late_after, one.commitment and one.commitment.due_at, one.statutory and one.statutory.due_at)
        local = ["" if moment is None else str(moment.replace(tzinfo=None)) for moment in moments]
        single.add((str(received), office or "", *local, one.rule or "", one.reason or "", str(one.covered)))
    assert sorted(single) == rows


def test_the_script_of_a_desk_agrees_in_duckdb() -> None:
    """DuckDB, running the script of the catalog, gives the same answers."""
    duckdb = pytest.importorskip("duckdb")
    engine, table, rows = two_weeks()
    with duckdb.connect() as connection:
        connection.execute("".join(engine.to_sql("duckdb", first=FIRST, until=UNTIL)))
        connection.register("rows", table)
        connection.execute("INSERT INTO dossiers SELECT received_at, NULL, '1.001193', 'commune', office, NULL FROM rows")
        found = connection.execute(f"SELECT {', '.join(ANSWERS)} FROM tthc_decisions").fetchall()  # noqa: S608 - our own names
    assert sorted(tuple("" if value is None else str(value) for value in row) for row in found) == rows


def test_the_script_of_a_desk_agrees_in_postgresql() -> None:
    """PostgreSQL, running the script of the catalog, gives the same answers."""
    programs = find_postgres()
    if programs is None:
        pytest.skip("POSTGRESQL IS NOT TESTED: there is no initdb and psql on this machine")
    engine, table, rows = two_weeks()
    values = zip(table["received_at"].to_pylist(), table["office"].to_pylist(), strict=True)
    lines = "".join(f"{received},,1.001193,commune,{office or ''},\n" for received, office in values)
    with PostgresServer(programs) as server:
        server.run("".join(engine.to_sql("postgres", first=FIRST, until=UNTIL)))
        server.run(f"COPY dossiers FROM STDIN (FORMAT csv);\n{lines}\\.\n")
        output = server.run(f"COPY (SELECT {', '.join(ANSWERS)} FROM tthc_decisions) TO STDOUT (FORMAT csv);")  # noqa: S608 - our own names
    found = [tuple({"t": "True", "f": "False"}.get(value, value) for value in row) for row in csv.reader(io.StringIO(output))]
    assert sorted(found) == rows
