"""``tthc compile``: the tables that other programs look up."""

from __future__ import annotations

import hashlib
import json
import random
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from channel_catalog import with_time

from tthc_catalog.engine import Engine
from tthc_catalog.errors import OutOfHorizon
from tthc_catalog.records.procedure import ProcessingTime

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def document(catalog: Any) -> dict[str, Any]:
    """The compiled tables of the packaged catalog."""
    from tthc_catalog.cli.commands.compile import compiled

    return compiled(catalog)


def test_every_key_has_its_table(document: dict[str, Any], catalog: Any) -> None:
    """Every procedure has a key without a case and one for each case; each table is written once."""
    wanted = {(p.level, p.code, None) for p in catalog.procedures}
    wanted |= {(p.level, p.code, case.id) for p in catalog.procedures for edition in p.editions for case in edition.cases}
    assert {(key["level"], key["code"], key["case"]) for key in document["keys"]} == wanted
    digests = [table["digest"] for table in document["tables"]]
    assert len(digests) == len(set(digests))
    assert {key["table"] for key in document["keys"]} == set(digests)


def test_tables_answer_like_the_engine(document: dict[str, Any], engine: Any) -> None:
    """A reader that bisects the rows gets the engine's answer at any instant."""
    chance = random.Random(20230925)
    tables = {table["digest"]: table["rows"] for table in document["tables"]}
    columns = document["columns"]
    for key in document["keys"]:
        rows = tables[key["table"]]
        timetable = engine.timetable(key["code"], level=key["level"], case=key["case"])
        first, end = rows[0][0], timetable.schedule.end_of_answers
        starts = [row[0] for row in rows]
        for _ in range(50):
            instant = chance.randrange(first, end - 400 * 86_400)
            row = dict(zip(columns, rows[bisect_right(starts, instant) - 1], strict=True))
            moved = (instant - row["starts_at"]) // 60 * 60 * row["rate"]
            answer = timetable.at(instant)
            assert (row["due_at"] and row["due_at"] + moved, row["late_after"] and row["late_after"] + moved) == (
                answer.due_at,
                answer.late_after,
            )
            assert (row["reason"], row["provisional"]) == (answer.reason, answer.provisional)


def test_file_is_canonical(tthc: Callable[..., Any], tmp_path: Path) -> None:
    """Two runs write the same bytes, whose SHA-256 is printed; the JSON has sorted keys and no spaces."""
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    reply = tthc("compile", "-o", str(one), "--format", "json").data
    assert tthc("compile", "-o", str(two)).code == 0
    content = one.read_bytes()
    assert content == two.read_bytes()
    assert reply["sha256"] == hashlib.sha256(content).hexdigest()
    text = content.decode()
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def test_a_part_has_only_the_rows_of_its_days(tthc: Callable[..., Any]) -> None:
    """``--from`` and ``--until`` keep the rows that apply at some time between them, including the first one."""
    part = tthc("compile", "-o", "-", "--from", "2023-09-25", "--until", "2023-10-02").data
    assert (part["from"], part["until"]) == ("2023-09-25", "2023-10-02")
    rows = {table["digest"]: table["rows"] for table in part["tables"]}
    table = next(key["table"] for key in part["keys"] if (key["code"], key["level"], key["case"]) == ("1.001193", "commune", None))
    assert 5 <= len(rows[table]) <= 15


def test_an_empty_part_is_refused(tthc: Callable[..., Any]) -> None:
    """A range without a day is an error, not an empty file."""
    assert tthc("compile", "-o", "-", "--from", "2024-01-01", "--until", "2024-01-01").code == 2


def test_a_day_outside_the_calendar_is_refused(tthc: Callable[..., Any]) -> None:
    """A range that the calendar does not cover is refused."""
    assert tthc("compile", "-o", "-", "--from", "1890-01-01").code == 2


def test_a_file_that_cannot_be_written(tthc: Callable[..., Any], tmp_path: Path) -> None:
    """An output that cannot be opened is reported with its name and exit code 2."""
    run = tthc("compile", "-o", str(tmp_path / "no" / "such" / "file.json"))
    assert run.code == 2
    assert "file.json" in run.err


def test_the_time_at_which_open_dossiers_are_judged(tthc: Callable[..., Any]) -> None:
    """``--as-of`` is written into a script; without ``--sql``, or if it is no moment, it is an error."""
    days = ("--from", "2023-09-29", "--until", "2023-09-30")
    assert "TIMESTAMP '2023-10-02 10:00:00'" in tthc("compile", "-o", "-", "--sql", "duckdb", *days, "--as-of", "2023-10-02 10:00").out
    assert "CURRENT_TIMESTAMP" in tthc("compile", "-o", "-", "--sql", "duckdb", *days).out
    assert tthc("compile", "-o", "-", *days, "--as-of", "2023-10-02 10:00").code == 2
    assert tthc("compile", "-o", "-", "--sql", "duckdb", *days, "--as-of", "tomorrow").code == 2


def test_a_term_beyond_the_calendar_does_not_cost_the_other_procedures(catalog: Any, document: dict[str, Any]) -> None:
    """A procedure whose deadlines fall outside the calendar is named and left out; its answer says that the deadline is the reason."""
    from tthc_catalog.cli.commands.compile import compiled

    time = ProcessingTime(amount=2000, unit="working_day")
    long = with_time(catalog, "1.001193", time)
    result = compiled(long)
    assert {key["code"] for key in result["beyond_calendar"]} == {"1.001193"}
    assert {key["code"] for key in document["keys"]} - {key["code"] for key in result["keys"]} == {"1.001193"}
    with pytest.raises(OutOfHorizon, match=r"deadline falls after 31/12/2030") as raised:
        Engine(long).decide("1.001193", level="commune", received_at="2025-09-25 15:31")
    assert raised.value.text("vi") == "Hạn rơi sau ngày 31/12/2030, ngoài lịch trả lời được."
