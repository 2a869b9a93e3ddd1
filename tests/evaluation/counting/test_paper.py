"""Sixty-three dossiers judged by hand: ``paper/dossiers.csv`` has the expected result of each in both schemes, ``paper/report.md`` the sums."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from tthc_catalog.evaluation.counting.measures import MEASURES
from tthc_catalog.evaluation.intake.record_fields import FIELDS, is_personal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAPER = Path(__file__).parent / "paper"
ROWS = list(csv.DictReader((PAPER / "dossiers.csv").read_text(encoding="utf-8").splitlines(), delimiter=";"))
SCHEMES = {"month": "m", "official": "o"}
_CLOSED = ("early", "on_time", "overdue", "none")


@pytest.fixture(scope="module")
def october(evaluate: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """The evaluation of October 2023 in both schemes."""
    with evaluate(PAPER / "dossiers.csv") as month, evaluate(PAPER / "dossiers.csv", scheme="official") as official:
        yield {"month": month, "official": official}


def _by_hand(scheme: str, rows: list[dict[str, str]]) -> dict[str, int]:
    """Return the counts of some rows, from the results judged by hand."""
    short = SCHEMES[scheme]
    n: Counter[str] = Counter(dict.fromkeys(MEASURES, 0))
    for row in rows:
        view, form, law, promise = row[f"paper_{short}"], row[f"{short}_form"], row[f"{short}_law"], row[f"{short}_promise"]
        if view == "-":
            continue
        n["received"] += 1
        n["carried_over"] += view == "carried"
        if view == "new":
            channel = row["channel"] or "unknown"
            n["received_online" if channel == "online" else "received_direct"] += 1
            n[f"received_{channel}"] += channel != "online"
            n["paid_online"] += row["paid_online"] == "true"
            n["paid_online_known"] += row["paid_online"] != ""
        if form in _CLOSED:
            n["resolved"] += 1
            n["law_closed"] += 1
            n[f"state_{row['state']}"] += 1
            n["resolved_unjudged" if form == "none" else f"resolved_{form}"] += 1
            n["law_unjudged" if law == "none" else f"law_{law}"] += 1
            n["saved_known"] += row["saved"] != ""
            if row["state"] == "resolved":
                n["result_early"] += form == "early"
                n["result_on_time"] += form == "on_time"
                n["law_result_early"] += law == "early"
                n["law_result_on_time"] += law == "on_time"
                n["digitised"] += row["result_digitised"] == "true"
                n["digitised_known"] += row["result_digitised"] != ""
        else:
            n["in_progress"] += 1
            n["state_in_progress" if row["state"] not in ("received", "paused") else f"state_{row['state']}"] += 1
            n["in_progress_" + {"within": "within", "late": "overdue", "open-none": "unjudged"}[form]] += 1
        if promise != "-":
            term, kept = promise.split("-")
            name = {"same": "same_day", "later": "later_day"}[term]
            n["covered"] += 1
            n[name] += 1
            n[f"{name}_{kept}"] += 1
            n["same_day_handed_over"] += row["handed"] == "1" and row["state"] == "resolved"
            n["promise_late_law_on_time"] += kept == "broken" and law in ("early", "on_time")
    return dict(n)


def _printed(scheme: str) -> dict[str, dict[str, int]]:
    """Return the table of ``report.md``: measure -> group -> count."""
    section = (PAPER / "report.md").read_text(encoding="utf-8").split(f"## {scheme}\n")[1].split("\n## ")[0]
    lines = [re.split(r"\s*\|\s*", line.strip("| ")) for line in section.splitlines() if line.startswith("|")]
    groups = lines[0][1:]
    return {cells[0]: dict(zip(groups, map(int, cells[1:]), strict=True)) for cells in lines[2:]}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_report_equals_the_sums_by_hand(scheme: str, october: dict[str, Any]) -> None:
    """Every count of the total and of every unit equals the table that was added up by hand."""
    printed = _printed(scheme)
    report = october[scheme].report
    assert report.intake.rejected == {}
    got = {"total": dict(report.total.figures.counts)} | {g.key["unit"]: dict(g.figures.counts) for g in report.of("unit")}
    assert {measure: {group: got[group][measure] for group in got} for measure in MEASURES} == printed


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("by", ["total", "level", "field", "unit", "procedure", "official"])
def test_every_group_is_the_sum_of_its_dossiers(by: str, scheme: str, october: dict[str, Any]) -> None:
    """In every grouping, the counts of a group equal the sum of its dossiers judged by hand."""
    made = october[scheme]
    groups = made.report.of(by)
    for group in groups:
        found = made.facts.rows(f"SELECT record_id FROM dossiers WHERE NOT superseded AND ({group.condition})")  # noqa: S608
        ids = {row["record_id"] for row in found}
        rows = [row for row in ROWS if (row["record_id"] or row["dossier_id"]) in ids]
        assert dict(group.figures.counts) == _by_hand(scheme, rows), group.key
    assert sum(group.figures["received"] for group in groups) == _by_hand(scheme, ROWS)["received"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_time_saved_equals_the_values_by_hand(scheme: str, october: dict[str, Any]) -> None:
    """The working days saved of every dossier, and their quartiles by nearest rank."""
    short = SCHEMES[scheme]
    values = sorted(int(row["saved"]) for row in ROWS if row[f"{short}_form"] in _CLOSED and row["saved"])
    saved = october[scheme].report.total.saved
    days = {row["record_id"]: row["saved_days"] for row in october[scheme].facts.rows("SELECT record_id, saved_days FROM dossiers")}
    assert days == {row["record_id"] or row["dossier_id"]: int(row["saved"]) if row["saved"] else None for row in ROWS}
    assert (saved.count, saved.minimum, saved.maximum) == (len(values), values[0], values[-1])
    assert (saved.lower, saved.median, saved.upper) == tuple(values[-(-len(values) * quarter // 4) - 1] for quarter in (1, 2, 3))


def test_model_days_leave_out_days_off(evaluate: Callable[..., Any]) -> None:
    """October 2023 had four model Fridays; the official October had three, the first on 29/9; January 2026 had four."""
    days = {}
    for period, scheme in (("2023-10", "month"), ("2023-10", "official"), ("2023-09", "month"), ("2026-01", "month"), ("2024-02", "month")):
        with evaluate(PAPER / "dossiers.csv", period=period, scheme=scheme) as made:
            days[period, scheme] = [day.isoformat() for day in made.report.model_days[1].days]
            lost = [day.isoformat() for day, *_ in made.report.model_days[1].lost]
    assert days["2023-10", "month"] == ["2023-10-06", "2023-10-13", "2023-10-20", "2023-10-27"]
    assert days["2023-10", "official"] == ["2023-09-29", "2023-10-06", "2023-10-13"]
    assert days["2023-09", "month"] == ["2023-09-29"]
    assert len(days["2026-01", "month"]) == 4
    assert lost == ["2024-02-09"]


def test_comparisons_equal_the_counts_of_the_other_period(october: dict[str, Any], evaluate: Callable[..., Any]) -> None:
    """The figures of an earlier period equal those of a report of that period; without records before it there are no figures."""
    with evaluate(PAPER / "dossiers.csv", period="2023-09") as made:
        september = made.report
    previous = october["month"].report.total.previous
    assert dict(previous.counts) == {name: september.total.figures[name] for name in previous.counts}
    assert previous.model_days == 1
    assert october["month"].report.total.last_year is None
    assert september.total.previous is None


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_figure_can_be_traced(scheme: str, october: dict[str, Any]) -> None:
    """The filter of a figure selects exactly as many dossiers as the figure says."""
    made = october[scheme]
    for group in made.report.groups:
        wanted = ", ".join(f"count(*) FILTER (WHERE {made.report.filter_of(name, group)}) AS {name}" for name in MEASURES)
        assert made.facts.rows(f"SELECT {wanted} FROM dossiers") == [dict(group.figures.counts)], group.key  # noqa: S608


def test_report_matches_its_schema(october: dict[str, Any]) -> None:
    """The data of report.json is valid by its schema."""
    for made in october.values():
        assert list(_validator("evaluation-report").iter_errors(json.loads(json.dumps(made.report.to_dict())))) == []


def test_fields_are_those_of_the_schema() -> None:
    """The fields are the properties of the schema of a dossier record, and none looks personal."""
    schema = _validator("dossier-record").schema
    assert list(schema["properties"]) == list(FIELDS)
    assert not [field for field in FIELDS if is_personal(field.replace("_", " "))]


def _validator(name: str) -> Any:
    path = Path(__file__).parents[3] / "schemas" / f"{name}.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)
