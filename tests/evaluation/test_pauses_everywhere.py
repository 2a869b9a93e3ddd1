"""Pauses have one meaning: the evaluation, the agenda and the simulation agree with `Engine.decide` record by record."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest

import tthc_catalog as tthc
from tthc_catalog.evaluation.agenda.agenda import agenda_of
from tthc_catalog.evaluation.intake.column_map import AUTOMATIC
from tthc_catalog.evaluation.judging.judged_dossiers import TABLE
from tthc_catalog.evaluation.open_files import judged_files
from tthc_catalog.evaluation.simulation.simulation import dossiers_of
from tthc_catalog.records.procedure import ProcessingTime
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.evaluation.open_files import JudgedFiles
    from tthc_catalog.records.catalog import Catalog

HEAD = ("dossier_id", "level", "unit", "code", "case", "state", "received_at", "completed_at", "pauses")
AT = dt.datetime(2025, 6, 25, 9, 0)
ALL = f"SELECT * FROM {TABLE} WHERE NOT superseded ORDER BY source_file, source_line"  # noqa: S608 - our own table
SCRIPT = Path(__file__).parents[2] / "examples" / "synthetic_dossiers.py"
TERMS = (
    ProcessingTime(amount=5, unit="calendar_day"),
    ProcessingTime(amount=1, unit="month"),
    ProcessingTime(amount=6, unit="working_hour"),
    ProcessingTime(amount=20, unit="hour"),
)


@pytest.fixture(scope="module")
def mixed(catalog: Catalog) -> tthc.Engine:
    """Return an engine with terms in calendar days, months and hours among the communes' procedures."""
    chosen = iter(TERMS * len(catalog.procedures))
    procedures = []
    for place, procedure in enumerate(catalog.procedures):
        if procedure.level == "commune" and place % 2:
            time = next(chosen)
            editions = tuple(attrs.evolve(e, processing_time=time, cases=(), channels=()) for e in procedure.editions)
            procedures.append(attrs.evolve(procedure, editions=editions))
        else:
            procedures.append(procedure)
    return tthc.Engine(attrs.evolve(catalog, procedures=tuple(procedures)))


def records(engine: tthc.Engine) -> list[dict[str, str]]:
    """Return records of half a year: received on all days and hours, with up to three pauses of several kinds."""
    choose = random.Random(20)
    procedures = [p for p in engine.catalog.procedures if p.level == "commune"]
    made = []
    for number in range(600):
        procedure = choose.choice(procedures)
        received = dt.datetime(2025, 1, 10) + dt.timedelta(minutes=choose.randrange(160 * 24 * 60))
        moment, pauses = received, []
        for _ in range(choose.choice((0, 1, 1, 2, 3))):
            since = moment + dt.timedelta(minutes=choose.choice((0, 25, 600, 2000, 9000)))
            moment = since + dt.timedelta(minutes=choose.choice((10, 300, 1500, 4500, 12000)))
            kinds = ["", "", "bo-sung-ho-so", "hen-lai", *(["xac-minh"] if procedure.field == "ho-tich" else [])]
            pauses.append(f"{since:%Y-%m-%d %H:%M}/{moment:%Y-%m-%d %H:%M}/{choose.choice(kinds)}".rstrip("/"))
        waits = choose.random() < 0.1 and moment < AT
        pauses += [f"{moment:%Y-%m-%d %H:%M}/"] if waits else []
        made.append(
            {
                "dossier_id": f"d{number:04}",
                "level": "commune",
                "unit": "cap-xa",
                "code": procedure.code,
                "case": "",
                "state": "paused" if waits else "in_progress",
                "received_at": f"{received:%Y-%m-%d %H:%M}",
                "completed_at": "",
                "pauses": "; ".join(pauses),
            }
        )
    return made


@pytest.fixture(scope="module")
def judged(mixed: tthc.Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JudgedFiles]:
    """The records, read and judged."""
    path = tmp_path_factory.mktemp("paused") / "dossiers.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, HEAD)
        writer.writeheader()
        writer.writerows(records(mixed))
    with judged_files(mixed, Registry(plugins=()), [path], mapping=AUTOMATIC, as_of=dt.datetime(2025, 12, 31), folder=path.parent) as found:
        yield found


def decided(engine: tthc.Engine, row: dict[str, str]) -> tthc.Decision:
    """Return the decision on a record with its pauses as a history."""
    history = []
    for piece in filter(None, row["pauses"].split("; ")):
        since, until, kind = (*piece.split("/"), "", "")[:3]
        history.append(tthc.Pause(since, until or None, kind or None))
    return engine.decide(row["code"], level="commune", office="cap-xa", received_at=row["received_at"], history=history)


def test_evaluation_agrees_with_decide(mixed: tthc.Engine, judged: JudgedFiles) -> None:
    """Each record has the deadlines, the cover and the reason that `decide` gives with the same history."""

    def local(moment: dt.datetime | None) -> dt.datetime | None:
        return None if moment is None else moment.replace(tzinfo=None)

    rows = {row["dossier_id"]: row for row in judged.facts.rows(ALL)}
    assert len(rows) == 600
    assert judged.intake.rejected_rows == 0
    moved = 0
    for record in records(mixed):
        decision, row = decided(mixed, record), rows[record["dossier_id"]]
        law, promise = decision.statutory, decision.commitment
        if decision.known_now is not None:
            continue  # the evaluation then counts by what is known now
        expected = [local(deadline.due_at) if deadline is not None else None for deadline in (decision.governing, promise, law)]
        expected += [local(deadline.late_after) if deadline is not None else None for deadline in (decision.governing, promise, law)]
        found = [row[name] for name in ("due_at", "promise_due_at", "law_due_at", "late_after", "promise_late_after", "law_late_after")]
        assert (found, row["covered"], row["reason"]) == (expected, decision.covered, decision.reason), record
        assert row["paused_since"] == local(decision.waiting_since)
        moved += row["moved_by_pause"]
    assert moved > 150


def test_simulation_leaves_out_whatever_a_pause_moved(judged: JudgedFiles) -> None:
    """The simulation judges no result whose deadline a pause moved, or that waits."""
    rows = judged.facts.rows(ALL)
    paused = dossiers_of(judged.facts).paused.tolist()
    assert all(left for row, left in zip(rows, paused, strict=True) if row["moved_by_pause"] or row["state"] == "paused")
    assert not all(paused)


def test_agenda_names_the_rule_and_the_wait(mixed: tthc.Engine, judged: JudgedFiles) -> None:
    """A late dossier is late by the deadline after its pauses, which names its rule; a waiting one says for what it waits."""
    agenda = agenda_of(mixed, judged.facts, judged.intake, AT)
    by_id = {record["dossier_id"]: decided(mixed, record) for record in records(mixed)}
    late = [item for item in agenda.items if item.list == "late"]
    assert len(late) > 100
    for item in late:
        decision = by_id[item.dossier_id]
        assert item.rule is not None
        assert decision.rule is not None
        if any(note.law == "started_again" for note in decision.history):  # the agenda names the rule of the first receipt
            assert item.rule.split("/")[0] == decision.rule.split("/")[0]
        else:
            assert item.rule == decision.rule
    waiting = [item for item in agenda.items if item.list == "waiting"]
    assert {item.paused_kind for item in waiting} == {"cho-nguoi-nop"}
    assert agenda.apology_rule is not None
    assert (agenda.apology_rule.id, agenda.apology_rule.most) == ("hen-lai", 1)


def test_a_kind_that_does_not_apply(mixed: tthc.Engine, tmp_path: Path) -> None:
    """A record with an unknown kind of pause, or one that is not in force or of another field, is rejected and counted nowhere."""
    path = tmp_path / "wrong.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, HEAD)
        writer.writeheader()
        for number, (code, kind) in enumerate(
            [("1.004873", "xac-min"), ("1.004873", "xac-minh"), ("2.000815", "xac-minh"), ("1.004873", "bo-sung-ho-so"), ("1.004873", "")]
        ):
            writer.writerow(
                dict(zip(HEAD, (f"d{number}", "commune", "cap-xa", code, "", "in_progress", "2024-10-02 10:00", "", ""), strict=True))
                | {"pauses": f"2024-10-03 09:00/2024-10-07 10:00/{kind}".rstrip("/")}
            )
    with judged_files(mixed, Registry(plugins=()), [path], mapping=AUTOMATIC, as_of=dt.datetime(2025, 12, 31), folder=tmp_path) as found:
        kept = {row["dossier_id"] for row in found.facts.rows(ALL)}
        assert (kept, found.intake.rejected_rows) == ({"d3", "d4"}, 3)


def test_the_former_arithmetic(engine: tthc.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the synthetic data the first late moments are those of the former arithmetic, which moved every deadline by working days.

    It was wrong for terms of calendar days, and where a pause began before the term of a dossier that was received on a day off.
    """
    spec = importlib.util.spec_from_file_location("synthetic_dossiers", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "synthetic_dossiers", module)
    spec.loader.exec_module(module)
    path = tmp_path / "dossiers.csv"
    paused = [record for record in module.records(dt.date(2023, 12, 10), dt.date(2024, 3, 1), 2023) if "/20" in record["pauses"]]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, paused[0].keys())
        writer.writeheader()
        writer.writerows(paused)
    with judged_files(engine, Registry(plugins=()), [path], mapping=AUTOMATIC, as_of=dt.datetime(2024, 12, 31), folder=tmp_path) as found:
        rows = found.facts.rows(ALL)
    is_working = engine.calendar.is_working_day
    same = other = 0
    for record, row in zip(paused, rows, strict=True):
        decision = engine.decide(
            row["code"],
            level=row["level"],
            office=row["office"],
            case=row["case_id"],
            channel=row["channel"],
            received_at=row["received_at"],
        )
        for deadline, late_now in ((decision.statutory, row["law_late_after"]), (decision.commitment, row["promise_late_after"])):
            if deadline is None:
                continue
            late = deadline.late_after.replace(tzinfo=None)
            day = deadline.due_at.date()
            since, until = (dt.datetime.fromisoformat(moment) for moment in record["pauses"].split("/"))
            off_by = late - dt.datetime.combine(day, dt.time())
            between = ((since + dt.timedelta(days=n)).date() for n in range(1, (until.date() - since.date()).days + 1))
            for _ in range(sum(map(is_working, between)) if since < late else 0):
                day += dt.timedelta(days=1)
                while not is_working(day):
                    day += dt.timedelta(days=1)
            if late_now == dt.datetime.combine(day, dt.time()) + off_by:
                same += 1
            else:
                other += 1
                calendar_days = decision.answer.statutory is not None and decision.answer.statutory.in_calendar_days
                assert calendar_days or not is_working(row["received_at"].date()), row
    assert same > 50
    assert other < same / 10
