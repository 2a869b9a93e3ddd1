"""``tthc compile``: the tables that other programs look up."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import re
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from channel_catalog import with_time
from jsonschema import Draft202012Validator

from tthc_catalog._resources import schemas_folder
from tthc_catalog.decisions.compiled_tables import COLUMNS, canonical, compiled_tables
from tthc_catalog.engine import Engine
from tthc_catalog.errors import OutOfHorizon
from tthc_catalog.records.procedure import ProcessingTime
from tthc_catalog.registry import Registry
from tthc_catalog.timetable.compiler import Compiler
from tthc_catalog.timetable.counted_office import takes

if TYPE_CHECKING:
    from collections.abc import Callable


MONTH = ("--from", "2023-09-01", "--until", "2023-10-01")


@pytest.fixture(scope="module")
def document(catalog: Any) -> dict[str, Any]:
    """The compiled tables of the packaged catalog for the years in which its model and its desks begin and end."""
    return compiled_tables(Compiler(catalog, Registry()), dt.date(2023, 7, 1), dt.date(2025, 8, 1))


def test_every_key_has_its_table(document: dict[str, Any], catalog: Any) -> None:
    """Every procedure has a key without a case and one for each case; each table is written once."""
    wanted = {(p.level, p.code, None) for p in catalog.procedures}
    wanted |= {(p.level, p.code, case.id) for p in catalog.procedures for edition in p.editions for case in edition.cases}
    assert {(key["level"], key["code"], key["case"]) for key in document["keys"]} == wanted
    digests = [table["digest"] for table in document["tables"]]
    assert len(digests) == len(set(digests))
    assert {digest for key in document["keys"] for digest in (key["table"], *key["offices"].values())} == set(digests)


def test_every_desk_has_its_tables(document: dict[str, Any], catalog: Any, engine: Any) -> None:
    """Each key has a table for every desk that receives dossiers of its level, the one by which the engine decides."""
    for key in document["keys"]:
        assert set(key["offices"]) == {office.id for office in catalog.offices.values() if takes(office, key["level"], catalog)}
        desk = max(key["offices"])
        assert key["offices"][desk] == engine.timetable(key["code"], level=key["level"], case=key["case"], office=desk).digest


def test_what_rows_refer_to_is_in_the_file(document: dict[str, Any]) -> None:
    """Every rule, reason and document that a row leads to has its texts, and rows without a deadline have no bound."""
    rows = {table["digest"]: [dict(zip(COLUMNS, row, strict=True)) for row in table["rows"]] for table in document["tables"]}
    named = {
        digest: {(row["edition"], row[name]) for row in rows[digest] for name in ("rule", "statutory_rule", "commitment_rule")}
        for digest in rows
    }
    for key in document["keys"]:
        for edition, rule in set().union(*(named[digest] for digest in (key["table"], *key["offices"].values()))) - {(None, None)}:
            if rule is not None:
                texts = document["rules"].get(rule) or document["laws"][key["law"]][edition][rule]
                assert texts["vi"]
                assert {citation["document"] for citation in texts["citations"]} <= document["documents"].keys()
    every = [row for table in rows.values() for row in table]
    assert {row["reason_text"] for row in every} - {None} == document["reasons"].keys()
    assert all((row["due_at"] is None) == (row["bound"] is None) == (row["rule"] is None) for row in every)
    assert all(table[0]["starts_at"] == document["horizon"]["from"] for table in rows.values())


def test_the_document_is_valid_and_states_its_digest(document: dict[str, Any]) -> None:
    """The schema accepts the document, and its digest can be verified from the text as the reference page says."""
    few = document | {"tables": [table | {"rows": table["rows"][:50]} for table in document["tables"]]}
    Draft202012Validator(json.loads((schemas_folder() / "compiled-tables.schema.json").read_text(encoding="utf-8"))).validate(few)
    content = canonical(document).replace(f'"digest":"{document["digest"]}",', "")
    assert hashlib.sha256(content.encode()).hexdigest() == document["digest"]


def test_the_reference_page_names_every_key_and_column(document: dict[str, Any]) -> None:
    """Each key of the file and each column of a row has a line in the tables of the page."""
    page = Path(__file__).parents[2] / "docs" / "reference" / "compiled-tables.md"
    lines = re.findall(r"^\| (`[^|]*`) \|", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    named = {name for line in lines for name in re.findall(r"`([a-z_]+)`", line)}
    assert (document.keys() | {"beyond_calendar"} | set(COLUMNS)) - named == set()


def test_tables_answer_like_the_engine(document: dict[str, Any], engine: Any) -> None:
    """A reader that bisects the rows gets the engine's answer at any instant."""
    chance = random.Random(20230925)
    tables = {table["digest"]: table["rows"] for table in document["tables"]}
    columns = document["columns"]
    for key in document["keys"]:
        rows = tables[key["table"]]
        timetable = engine.timetable(key["code"], level=key["level"], case=key["case"])
        first, end = document["horizon"]["from"], document["horizon"]["until"]
        assert rows[0][0] == first
        starts = [row[0] for row in rows]
        for _ in range(50):
            instant = chance.randrange(first, end)
            row = dict(zip(columns, rows[bisect_right(starts, instant) - 1], strict=True))
            moved = (instant // 60 - row["starts_at"] // 60) * 60 * row["rate"]
            answer = timetable.at(instant)
            assert (row["due_at"] and row["due_at"] + moved, row["late_after"] and row["late_after"] + moved) == (
                answer.due_at,
                answer.late_after,
            )
            assert (row["reason"], row["provisional"]) == (answer.reason, answer.provisional)


def test_file_is_canonical(tthc: Callable[..., Any], tmp_path: Path) -> None:
    """Two runs write the same bytes, whose SHA-256 is printed; the JSON has sorted keys and no spaces."""
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    reply = tthc("compile", "-o", str(one), "--format", "json", *MONTH).data
    assert tthc("compile", "-o", str(two), *MONTH).code == 0
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
    run = tthc("compile", "-o", str(tmp_path / "no" / "such" / "file.json"), *MONTH)
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
    time = ProcessingTime(amount=2000, unit="working_day")
    long = with_time(catalog, "1.001193", time)
    result = compiled_tables(Compiler(long, Registry()), dt.date(2025, 1, 1), dt.date(2025, 2, 1))
    assert {key["code"] for key in result["beyond_calendar"]} == {"1.001193"}
    assert {key["code"] for key in document["keys"]} - {key["code"] for key in result["keys"]} == {"1.001193"}
    with pytest.raises(OutOfHorizon, match=r"deadline falls after 31/12/2030") as raised:
        Engine(long).decide("1.001193", level="commune", received_at="2025-09-25 15:31")
    assert raised.value.text("vi") == "Hạn rơi sau ngày 31/12/2030, ngoài lịch trả lời được."
