"""Receipts around each announcement of the official calendar: as known then and now, by every reader, against a plain answer book."""

from __future__ import annotations

import datetime as dt
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import pytest
from announcement_book import Row, book, read
from channel_catalog import with_time
from postgres_server import PostgresServer, find_postgres

import tthc_catalog
from tthc_catalog import Engine
from tthc_catalog.records.procedure import ProcessingTime

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog

CALENDAR = Path(__file__).parents[2] / "catalog" / "calendar" / "vietnam.yaml"
TERMS = (1, 3, 5, 12, 20)
CODE = "2.000815"
NOW = dt.date(2030, 1, 1)


def with_term(catalog: Catalog, working_days: int) -> Catalog:
    """Return the catalog in which one procedure has a term of working days and its level has no commitment."""
    timed = with_time(catalog, CODE, ProcessingTime(amount=working_days, unit="working_day"))
    levels = tuple(attrs.evolve(level, commitments=()) for level in catalog.manifest.levels)
    return attrs.evolve(timed, manifest=attrs.evolve(catalog.manifest, levels=levels))


@pytest.fixture(scope="module")
def engines() -> dict[int, Engine]:
    """Return an engine for each term."""
    catalog = tthc_catalog.load_catalog()
    return {term: Engine(with_term(catalog, term)) for term in TERMS}


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """Return the answer book; receipts before the procedure came into force are left out."""
    return [row for row in book(CALENDAR, TERMS) if row.received >= dt.date(2020, 1, 2)]


def test_the_swap_of_29_april_2024(engines: dict[int, Engine]) -> None:
    """A dossier of 11/4/2024 with 12 working days was promised 2/5; by what was announced a day later, it is 3/5."""
    decision = engines[12].decide(CODE, level="commune", received_at="2024-04-11 09:00")
    assert decision.due_at is not None
    assert decision.due_at.date() == dt.date(2024, 5, 2)
    later = decision.known_now
    assert later is not None
    assert later.statutory.due_at.date() == later.governing.due_at.date() == dt.date(2024, 5, 3)
    ((fact, announced_on),) = later.days
    assert (fact.date, fact.decision, announced_on) == (dt.date(2024, 4, 29), "2450/VPCP-KGVX", dt.date(2024, 4, 12))
    informed = engines[12].decide(CODE, level="commune", received_at="2024-04-11 09:00", known_on=dt.date(2024, 4, 12))
    assert informed.due_at == later.statutory.due_at
    assert informed.known_now is None
    assert informed.to_dict()["known_on"] == "2024-04-12"


def test_both_answers_are_explained(engines: dict[int, Engine]) -> None:
    """The explanation and the plain data name the day, its document and the deadline by what is known now."""
    decision = engines[12].decide(CODE, level="commune", received_at="2024-04-11 09:00")
    (step,) = (step for step in decision.explain("vi").steps if step.rule == "law/announced-later")
    assert "29/04/2024" in step.text
    assert "2450/VPCP-KGVX" in step.text
    assert "03/05/2024" in step.text
    data = decision.to_dict()["known_now"]
    assert data["due_at"] == "2024-05-03T17:00:00+07:00"
    assert data["days"][0]["announced_on"] == "2024-04-12"


def test_the_book_has_receipts_of_which_the_answers_differ(rows: list[Row]) -> None:
    """The swaps of 2024 and of 2026 make a difference; the announcements of holidays by law make none."""
    differing = {row.announced_on for row in rows if row.then != row.now and row.received < row.announced_on}
    assert differing >= {dt.date(2024, 4, 12), dt.date(2025, 12, 25)}
    assert all(row.then == row.now or any(read(CALENDAR)) for row in rows)


@pytest.mark.parametrize("term", TERMS)
def test_one_dossier_agrees_with_the_book(engines: dict[int, Engine], rows: list[Row], term: int) -> None:
    """`decide` gives both last days, and shows the second one only where it differs."""
    for row in (row for row in rows if row.working_days == term):
        decision = engines[term].decide(CODE, level="commune", received_at=f"{row.received} 09:00")
        assert decision.due_at is not None
        assert decision.due_at.date() == row.then, row
        later = decision.known_now
        assert (row.then if later is None else later.statutory.due_at.date()) == row.now, row


@pytest.mark.parametrize("term", TERMS)
def test_columns_agree_with_the_book(engines: dict[int, Engine], rows: list[Row], term: int) -> None:
    """`decide_many` answers as known then, and with ``known_on`` as known now."""
    listed = [row for row in rows if row.working_days == term]
    received = np.asarray([f"{row.received}T09:00:00" for row in listed], dtype="datetime64[s]")
    for known_on, expected in ((None, [row.then for row in listed]), (NOW, [row.now for row in listed])):
        found = engines[term].decide_many(received, code=CODE, level="commune", known_on=known_on)
        assert found.due_at.astype("datetime64[D]").tolist() == expected


@pytest.mark.parametrize("term", TERMS)
def test_files_agree_with_the_book(engines: dict[int, Engine], rows: list[Row], term: int) -> None:
    """DuckDB answers as known then, and with ``known_on`` as known now."""
    pa = pytest.importorskip("pyarrow")
    listed = [row for row in rows if row.working_days == term]
    received = [dt.datetime.combine(row.received, dt.time(9)) for row in listed]
    table = pa.table({"received_at": pa.array(received, pa.timestamp("us")), "code": [CODE] * len(listed), "n": range(len(listed))})
    for known_on, expected in ((None, [row.then for row in listed]), (NOW, [row.now for row in listed])):
        with engines[term].dossier_files(table, level="commune", known_on=known_on) as files:
            found = files.rows().sort_by("n")
        assert [moment.date() for moment in found.column("due_at").to_pylist()] == expected


@pytest.mark.filterwarnings("ignore")  # warnings of pyspark
def test_spark_agrees_with_the_book(engines: dict[int, Engine], rows: list[Row], spark: Any) -> None:
    """Spark answers as known then, and with ``known_on`` as known now."""
    listed = [row for row in rows if row.working_days == 12]
    data = [(number, dt.datetime.combine(row.received, dt.time(9)), CODE, "commune") for number, row in enumerate(listed)]
    frame = spark.createDataFrame(data, "n int, received_at timestamp_ntz, code string, level string")
    for known_on, expected in ((None, [row.then for row in listed]), (NOW, [row.now for row in listed])):
        decided = engines[12].dossier_frame(frame, known_on=known_on).rows().orderBy("n").collect()
        assert [row["due_at"].date() for row in decided] == expected


def test_postgresql_agrees_with_the_book(engines: dict[int, Engine], rows: list[Row]) -> None:
    """PostgreSQL, running the script of the catalog, answers as known then, and with ``known_on`` as known now."""
    programs = find_postgres()
    if programs is None:
        pytest.skip("POSTGRESQL IS NOT TESTED: there is no initdb and psql on this machine")
    listed = [row for row in rows if row.working_days == 12 and row.received.year == 2024]
    lines = "".join(f"{row.received} 09:00,,{CODE},commune,,\n" for row in listed)
    for known_on, expected in ((None, {r.received: r.then for r in listed}), (NOW, {r.received: r.now for r in listed})):
        script = "".join(engines[12].to_sql("postgres", first=dt.date(2024, 1, 1), until=dt.date(2025, 1, 1), known_on=known_on))
        with PostgresServer(programs) as server:
            server.run(script)
            server.run(f"COPY dossiers FROM STDIN (FORMAT csv);\n{lines}\\.\n")
            output = server.run("COPY (SELECT received_at::date, due_at::date FROM tthc_decisions) TO STDOUT (FORMAT csv);")
        found = dict(map(dt.date.fromisoformat, line.split(",")) for line in output.split())
        assert found == expected


def test_the_bisection_and_a_pickled_engine_agree(engines: dict[int, Engine], rows: list[Row]) -> None:
    """The list of breakpoints and an engine sent to another process answer as known then."""
    timetable = pickle.loads(pickle.dumps(engines[12])).timetable(CODE, level="commune")  # noqa: S301 - our own bytes
    for row in (row for row in rows if row.working_days == 12):
        instant = timetable.schedule.to_instant(dt.datetime.combine(row.received, dt.time(9)))
        due, _ = timetable.find(instant)
        assert timetable.schedule.to_local(due).date() == row.then


def test_a_stored_context_gives_both_answers(engines: dict[int, Engine]) -> None:
    """`tthc due` answers from its cache with the same two deadlines and the same words."""
    from tthc_catalog.decisions.deciding import decide
    from tthc_catalog.decisions.explanation import explain
    from tthc_catalog.decisions.packed_context import StoredDecision, pack, unpack

    one = engines[12].decide(CODE, level="commune", received_at="2024-04-11 09:00")
    stored = pack(one.context)
    assert stored is not None
    other = decide(unpack(stored), StoredDecision, received_at="2024-04-11 09:00")
    for lang in ("vi", "en"):
        assert str(explain(other, lang)) == str(one.explain(lang))


def test_an_added_day_off_moves_no_slip_before_its_announcement(catalog: Catalog) -> None:
    """A day off that was announced later than the receipt leaves the promise; receipts since then follow it."""
    template = next(day for day in catalog.calendar.days if day.kind == "holiday")
    added = attrs.evolve(template, date=dt.date(2024, 8, 14), name="ngày nghỉ mới", announced_on=dt.date(2024, 8, 12))
    changed = Engine(attrs.evolve(with_term(catalog, 3), calendar=attrs.evolve(catalog.calendar, days=(*catalog.calendar.days, added))))
    due = {day: changed.decide(CODE, level="commune", received_at=f"{day} 09:00") for day in ("2024-08-09", "2024-08-10", "2024-08-12")}
    assert [f"{decision.due_at:%d}" for decision in due.values()] == ["14", "15", "16"]
    assert [None if d.known_now is None else f"{d.known_now.statutory.due_at:%d}" for d in due.values()] == ["15", "16", None]


def test_a_replaced_day_keeps_the_slips_before(catalog: Catalog) -> None:
    """A swap that another announcement withdrew counts for the receipts in between, and for no others."""
    days = tuple(
        attrs.evolve(day, replaced_on=dt.date(2024, 4, 20)) if day.date in (dt.date(2024, 4, 29), dt.date(2024, 5, 4)) else day
        for day in catalog.calendar.days
    )
    engine = Engine(attrs.evolve(with_term(catalog, 12), calendar=attrs.evolve(catalog.calendar, days=days)))
    due = [engine.decide(CODE, level="commune", received_at=f"2024-04-{day} 09:00").due_at for day in (11, 15, 22)]
    assert [f"{moment:%d/%m}" for moment in due if moment] == ["02/05", "06/05", "10/05"]


def test_a_receipt_on_a_day_off_counts_by_what_was_known(catalog: Catalog) -> None:
    """A Saturday before a Monday that was declared off on Sunday counts from that Monday, for one dossier and in columns."""
    template = next(day for day in catalog.calendar.days if day.kind == "holiday")
    added = attrs.evolve(template, date=dt.date(2024, 8, 12), name="ngày nghỉ mới", announced_on=dt.date(2024, 8, 11))
    engine = Engine(attrs.evolve(with_term(catalog, 1), calendar=attrs.evolve(catalog.calendar, days=(*catalog.calendar.days, added))))
    decided = [engine.decide(CODE, level="commune", received_at=f"2024-08-{day} 09:00") for day in (10, 11)]
    assert [f"{d.deemed_received_at:%d} {d.due_at:%d}" for d in decided] == ["12 13", "13 14"]
    received = np.asarray(["2024-08-10T09:00", "2024-08-11T09:00"], dtype="datetime64[s]")
    found = engine.decide_many(received, code=CODE, level="commune")
    assert found.due_at.astype("datetime64[D]").tolist() == [dt.date(2024, 8, 13), dt.date(2024, 8, 14)]


def test_a_year_that_was_decided_later_was_provisional(catalog: Catalog) -> None:
    """Before the announcement of a year, answers that reach it are provisional and count the expected days; later ones are not."""
    from tthc_catalog.records.official_calendar import EarlierHorizon

    earlier = (EarlierHorizon(through=dt.date(2024, 12, 31), until=dt.date(2024, 11, 26)),)
    engine = Engine(attrs.evolve(with_term(catalog, 30), calendar=attrs.evolve(catalog.calendar, decided_earlier=earlier)))
    before, after = (engine.decide(CODE, level="commune", received_at=f"2024-11-{day} 09:00") for day in (25, 26))
    assert (before.provisional, after.provisional) == (True, False)
    assert "31/12/2024" in before.explain("vi").notices[0]
    received = np.asarray(["2024-11-25T09:00", "2024-11-26T09:00"], dtype="datetime64[s]")
    assert engine.decide_many(received, code=CODE, level="commune").provisional.tolist() == [True, False]
