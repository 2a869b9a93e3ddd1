"""Every figure of a written report, recounted by plain SQL over the written dossiers; the SQL shares nothing with the library."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from tthc_catalog.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCRIPT = Path(__file__).parents[3] / "examples" / "synthetic_dossiers.py"
SQL = Path(__file__).with_name("recount.sql")
COLUMNS = {"total": [], "level": ["level"], "field": ["level", "field"], "unit": ["level", "unit"], "procedure": ["level", "code"]} | {
    "official": ["level", "unit", "official"]
}
PERIODS = {"this": (2024, 10), "previous": (2024, 9), "last_year": (2023, 10)}

pytestmark = pytest.mark.skipif(not SCRIPT.exists(), reason="the examples are only in the checkout")

Figures = dict[tuple[Any, ...], dict[str, int]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report and the dossiers of October 2024 of the example, with a month before and the same month of the year before."""
    spec = importlib.util.spec_from_file_location("recounted_dossiers", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = tmp_path_factory.mktemp("recount")
    files = []
    for name, first, until in (("old", dt.date(2023, 10, 1), dt.date(2023, 11, 1)), ("new", dt.date(2024, 9, 1), dt.date(2024, 11, 1))):
        file, _ = module.write(made / name, first, until, 2024)
        # The ids of both files count from 1.
        file.write_text(file.read_text(encoding="utf-8").replace("TH-", f"TH{name}-"), encoding="utf-8")
        files.append(str(file))
    call = [
        "evaluate",
        *files,
        "--period",
        "2024-10",
        "--as-of",
        "2024-11-01 00:00",
        "--outputs",
        "json,rows,html",
        "-o",
        str(made / "report"),
    ]
    assert main(call) == 0
    return made / "report"


@pytest.fixture(scope="module")
def report(folder: Path) -> dict[str, Any]:
    """The written report."""
    read: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return read


@pytest.fixture
def database(folder: Path, request: pytest.FixtureRequest) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in which `SQL` has counted a period, this one by default."""
    year, month = PERIODS[getattr(request, "param", "this")]
    bounds = {
        "start": f"TIMESTAMP '{year}-{month}-01'",
        "until": f"TIMESTAMP '{year}-{month + 1}-01'",
        "file": f"'{folder}/dossiers.parquet'",
    }
    sql = SQL.read_text(encoding="utf-8")
    for name, value in bounds.items():
        sql = sql.replace(f"${name}", value)
    with duckdb.connect() as connection:
        connection.execute(sql)
        yield connection


def _counted(database: duckdb.DuckDBPyConnection, by: str) -> Figures:
    keys = "".join(f"{column}, " for column in COLUMNS[by])
    figures: Figures = defaultdict(dict)
    for *key, figure, number in database.execute(f"SELECT {keys}figure, count(*) FROM counted GROUP BY ALL").fetchall():  # noqa: S608
        figures[tuple(key)][figure] = number
    return figures


def _reported(report: Mapping[str, Any], by: str, which: str) -> Figures:
    """Return the counts and the two counts of every rate, without zeros."""
    found: Figures = {}
    for group in report["groups"]:
        figures = group if which == "this" else group[which]
        if group["by"] == by and figures is not None:
            rates = {f"{name} {side}": rate[side] for name, rate in figures["rates"].items() for side in ("part", "whole")}
            found[tuple(group["key"].values())] = {name: n for name, n in (figures["counts"] | rates).items() if n}
    return found


@pytest.mark.parametrize("by", COLUMNS)
def test_every_count_and_rate(by: str, report: dict[str, Any], database: duckdb.DuckDBPyConnection) -> None:
    """Every count of every group, and both counts of every rate, equal the recount."""
    assert _reported(report, by, "this") == _counted(database, by)


@pytest.mark.parametrize("database", ["previous", "last_year"], indirect=True)
def test_every_count_and_rate_of_earlier_periods(
    report: dict[str, Any], database: duckdb.DuckDBPyConnection, request: pytest.FixtureRequest
) -> None:
    """Every rate of an earlier period is computed, and equals the recount; a rate is missing only if its whole is zero."""
    which = request.node.callspec.params["database"]
    for by in COLUMNS:
        recounted = _counted(database, by)
        for key, figures in _reported(report, by, which).items():
            assert figures == {name: n for name, n in recounted[key].items() if name in figures}, (by, key)
            assert {name for name in recounted[key] if name.endswith(" whole")} <= figures.keys()
    total = report["groups"][0]
    assert set(total[which]["rates"]) == set(total["rates"]) == set(report["rates"])


def test_the_time_saved(report: dict[str, Any], database: duckdb.DuckDBPyConnection) -> None:
    """The number, the extremes and the quartiles of the working days saved; a quartile is a value of the list."""
    for by, columns in COLUMNS.items():
        keys = "".join(f"{column}, " for column in columns)
        saved = database.execute(
            f"SELECT {keys}list(saved_days ORDER BY saved_days) FROM seen WHERE result AND saved_days IS NOT NULL GROUP BY ALL"  # noqa: S608
        )
        lists = {tuple(key): days for *key, days in saved.fetchall()}
        for group in (group for group in report["groups"] if group["by"] == by):
            days = lists.get(tuple(group["key"].values()))
            names = ("minimum", "lower", "median", "upper", "maximum")
            shares = (0, 25, 50, 75, 100)
            quartiles = (
                None if days is None else {n: days[max(-(-len(days) * s // 100) - 1, 0)] for n, s in zip(names, shares, strict=True)}
            )
            assert group["saved_working_days"] == (None if days is None else {"count": len(days), **(quartiles or {})}), group["key"]


def test_the_model_days(report: dict[str, Any], database: duckdb.DuckDBPyConnection) -> None:
    """Each model day of the month has covered dossiers, and no other day has."""
    days = database.execute("SELECT DISTINCT level, received_at::DATE::TEXT FROM seen WHERE promised ORDER BY ALL").fetchall()
    assert days == sorted((level["level"], day) for level in report["model_days"] for day in level["held"])
    assert report["groups"][0]["model_days"] == len({day for _, day in days}) == 4


CLOSED = "received_at < TIMESTAMP '2024-11-01' AND closed"
FINDINGS = {
    "exactly_due": f"{CLOSED} AND list_contains([due_at, promise_due_at, law_due_at, printed_due_at], completed_at)",
    "before_receipt": "coalesce(completed_at < received_at, FALSE) OR coalesce(returned_at < received_at, FALSE)",
    "handed_over_before_ready": "returned_at < completed_at OR (completed_at IS NULL AND returned_at < TIMESTAMP '2024-11-01')",
    "printed_after_promise": "promised AND printed_due_at > promise_due_at AND printed_due_at >= promise_late_after",
    "printed_after_law": "is_new AND printed_due_at > law_due_at AND printed_due_at >= law_late_after",
    "closed_day": "is_new AND deemed AND (channel IS NULL OR channel <> 'online')",
    "assumed_time": "is_new AND assumed_times IS NOT NULL",
    "closed_day_online": "is_new AND deemed AND channel = 'online'",
    "no_apology": "promised AND term = 'same_day' AND outcome = 'broken' AND NOT coalesce(apology_issued, FALSE)",
    "corrected_times": "corrects IS NOT NULL",  # every correction of the example changes a time
}


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding(name: str, report: dict[str, Any], database: duckdb.DuckDBPyConnection) -> None:
    """The count of a finding, of the whole and of its units."""
    finding = next(entry for entry in report["analyses"]["findings"]["findings"] if entry["id"] == name)
    rows = database.execute(f"SELECT level, unit, count(*) FROM seen WHERE {FINDINGS[name]} GROUP BY ALL").fetchall()  # noqa: S608
    assert finding["count"] == finding["rate"]["part"] == sum(number for *_, number in rows)
    assert {(u["level"], u["unit"], u["count"]) for u in finding["units"]} <= set(rows)


def test_the_ranking(report: dict[str, Any], database: duckdb.DuckDBPyConnection) -> None:
    """Every score equals the weighted mean of the lower bounds; each of the 20 communes has a place."""
    tables = report["analyses"]["ranking"]["tables"]
    assert [(len(t["ranked"]), len(t["unranked"])) for t in tables if t["by"] == "unit"] in ([(20, 0), (1, 0)], [(1, 0), (20, 0)])
    for table in tables:
        least, columns = table["minimum"], COLUMNS[table["by"]]
        terms = {i["share"]: f"sum(CASE figure WHEN '{i['share']} part' THEN 1.0 END)" for i in table["indicators"]}
        wholes = {share: f"sum(CASE figure WHEN '{share} whole' THEN 1.0 END)" for share in terms}
        used = {i["share"]: f"CASE WHEN {wholes[i['share']]} >= {least} THEN {i['weight']} ELSE 0 END" for i in table["indicators"]}
        bound = " + ".join(f"{used[s]} * coalesce(low(coalesce({terms[s]}, 0), {wholes[s]}, 1.959963984540054), 0)" for s in terms)
        enough = " AND ".join(f"coalesce({wholes[i['share']]}, 0) >= {least}" for i in table["indicators"] if not i["optional"])
        rows = database.execute(
            f"SELECT {', '.join(columns)}, CASE WHEN {enough} THEN round(10000 * ({bound}) / ({' + '.join(used.values())})) END "  # noqa: S608
            f"FROM counted WHERE level = '{table['level']}' GROUP BY {', '.join(columns)}"
        ).fetchall()
        scores = {tuple(key): score for *key, score in rows}
        assert {tuple(row["key"].values()): row["score"] for row in (*table["ranked"], *table["unranked"])} == scores
        order = [row["score"] for row in table["ranked"]]
        assert order == sorted(order, reverse=True)


def test_a_desk_that_returns_everything_scores_nothing(tmp_path: Path) -> None:
    """Dossiers returned, refused or withdrawn in time are in no rate; closed late they are late."""
    head = "dossier_id,unit,level,code,state,received_at,completed_at"
    rows = [
        f"R{n},xa-an-phuong,commune,1.004873,{state},2024-10-04 08:00,2024-10-04 09:00"
        for n, state in enumerate(("returned_incomplete", "refused", "withdrawn") * 5)
    ]
    (tmp_path / "synthetic.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    call = ["evaluate", str(tmp_path / "synthetic.csv"), "--period", "2024-10", "--as-of", "2024-11-01 00:00", "--outputs", "json"]
    assert main([*call, "-o", str(tmp_path / "in-time")]) == 0
    late = [row.replace("2024-10-04 09:00", "2024-10-14 09:00") for row in rows]
    (tmp_path / "synthetic.csv").write_text("\n".join([head, *late]), encoding="utf-8")
    assert main([*call, "-o", str(tmp_path / "late")]) == 0
    in_time, too_late = (json.loads((tmp_path / name / "report.json").read_text(encoding="utf-8")) for name in ("in-time", "late"))
    for share in ("on_time", "early", "law_on_time", "promise_kept", "same_day_kept", "same_day_handed_over"):
        assert in_time["groups"][0]["rates"][share] == {"part": 0, "whole": 0, "percent": None}
        assert too_late["groups"][0]["rates"][share] == {"part": 0, "whole": 15, "percent": 0.0}
    assert in_time["groups"][0]["counts"]["same_day_without_result"] == 15
    assert not [row for table in in_time["analyses"]["ranking"]["tables"] for row in table["ranked"]]


@pytest.mark.parametrize(
    ("database", "label"), [("this", "2024-10"), ("previous", "2024-09"), ("last_year", "2023-10")], indirect=["database"]
)
def test_a_month_of_the_trend(label: str, report: dict[str, Any], database: duckdb.DuckDBPyConnection) -> None:
    """The promises kept and broken in a month, those broken without a result, and the interval; the same as that month's own rate."""
    outcomes = next(month["outcomes"] for month in report["analyses"]["trend"]["months"] if month["label"] == label)
    assert outcomes == _outcomes(database, "promised", report["analyses"]["trend"]["confidence"])
    figures = {"2024-10": report["groups"][0], "2024-09": report["groups"][0]["previous"], "2023-10": report["groups"][0]["last_year"]}[
        label
    ]
    assert {name: outcomes["rate"][name] for name in ("part", "whole", "percent")} == figures["rates"]["promise_kept"]


def test_months_without_records_are_not_in_the_trend(report: dict[str, Any]) -> None:
    """The records of the example contain three of the thirteen months."""
    months = report["analyses"]["trend"]["months"]
    assert [month["label"] for month in months] == ["2023-10", "2023-11", "2023-12", *(f"2024-{number:02}" for number in range(1, 11))]
    assert [month["label"] for month in months if month["outcomes"] is not None] == ["2023-10", "2024-09", "2024-10"]


def test_the_filters_of_a_month_select_what_it_counts(report: dict[str, Any], folder: Path) -> None:
    """Each count of the trend has its filter."""
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW dossiers AS FROM '{folder}/dossiers.parquet'")
        for month in report["analyses"]["trend"]["months"]:
            for name, condition in month["filters"].items():
                found = connection.execute(f"SELECT count(*) FROM dossiers WHERE {condition}").fetchone()  # noqa: S608
                assert found is not None
                assert found[0] == (month["outcomes"] or {}).get(name, 0), (month["label"], name)


def test_the_promise_by_hour_of_receipt(report: dict[str, Any], database: duckdb.DuckDBPyConnection) -> None:
    """Every half hour with a promised dossier is reported; its last minute belongs to it."""
    hours = report["analyses"]["hours"]
    minutes = "strftime(received_at, '%H:%M')"
    times = database.execute(f"SELECT DISTINCT {minutes} FROM seen WHERE promised AND outcome IS NOT NULL").fetchall()  # noqa: S608
    assert all(any(slot["from"] <= time <= slot["through"] for slot in hours["slots"]) for (time,) in times)
    assert sum(slot["outcomes"]["rate"]["whole"] for slot in hours["slots"]) == report["groups"][0]["rates"]["promise_kept"]["whole"]
    for slot in hours["slots"]:
        of_slot = f"promised AND {minutes} BETWEEN '{slot['from']}' AND '{slot['through']}'"
        more = {
            "same_day": "same_day",
            "later_day": "NOT same_day",
            "ready_same_day": "result AND completed_at::DATE = received_at::DATE",
        }
        counts = {name: _number(database, f"{of_slot} AND outcome IS NOT NULL AND {condition}") for name, condition in more.items()}
        assert slot["outcomes"] == _outcomes(database, of_slot, hours["confidence"]) | counts, slot["through"]
    assert [s["outcomes"]["later_day"] > 0 for s in hours["slots"]] == [s["through"] > "15:30" for s in hours["slots"]]


def test_the_notable_units(report: dict[str, Any], database: duckdb.DuckDBPyConnection) -> None:
    """A unit is notable if its whole interval is on one side of its level; without such units, those nearest to it are named."""
    z = "1.959963984540054"
    for level in report["analyses"]["units"]["levels"]:
        rows = database.execute(
            "SELECT unit, count(*) FILTER (figure = 'promise_kept part') AS p, count(*) FILTER (figure = 'promise_kept whole') AS n, "  # noqa: S608
            f"round(10000 * low(p, n, {z}))::INTEGER AS lower, 10000 - round(10000 * low(n - p, n, {z}))::INTEGER AS upper, "
            "sum(p) OVER () / sum(n) OVER () * 10000 AS overall "
            f"FROM counted WHERE level = '{level['level']}' GROUP BY unit HAVING n >= {level['minimum']}"
        ).fetchall()
        assert level["ranked"] == len(rows)
        certain = {
            "below": [row[0] for row in sorted(rows, key=lambda row: (row[4], row[3])) if row[4] < row[5]],
            "above": [row[0] for row in sorted(rows, key=lambda row: (-row[3], -row[4])) if row[3] > row[5]],
        }
        counted = {row[0]: list(row[1:5]) for row in rows}
        for side, units in certain.items():
            named = level[side]
            assert [unit["key"]["unit"] for unit in named if unit["side"] == side] == units
            assert not units or len(named) == len(units)
            assert all([unit[name] for name in ("part", "whole", "low", "high")] == counted[unit["key"]["unit"]] for unit in named)
    assert [level["share"] for level in report["analyses"]["units"]["levels"]] == ["promise_kept"]


def test_the_sentence_of_the_answer(folder: Path, database: duckdb.DuckDBPyConnection, report: dict[str, Any]) -> None:
    """The figures of the first sentence are those of the recount, and kept and late add up."""
    kept, broken = (_number(database, f"promised AND outcome = '{outcome}'") for outcome in ("kept", "broken"))
    without = _number(database, "promised AND outcome = 'broken' AND NOT result")
    assert report["groups"][0]["rates"]["promise_kept"] == {
        "part": kept,
        "whole": kept + broken,
        "percent": round(100 * kept / (kept + broken), 1),
    }
    page = (folder / "report.html").read_text(encoding="utf-8")
    answer = page[page.index('<p class="answer">') :].partition("</p>")[0]
    assert f"Tháng 10/2024: {kept + broken} hồ sơ" in answer
    assert f"giữ {kept} (" in answer
    assert f"trễ {broken}" in answer
    assert (f"trong đó {without} không" in answer) == bool(without)


def _number(database: duckdb.DuckDBPyConnection, condition: str) -> int:
    found = database.execute(f"SELECT count(*) FROM seen WHERE {condition}").fetchone()  # noqa: S608
    assert found is not None
    return int(found[0])


def _outcomes(database: duckdb.DuckDBPyConnection, condition: str, confidence: int) -> dict[str, Any]:
    """Return the outcomes of the promises that a condition selects, with the interval of the rate from its textbook formula."""
    assert confidence == 95
    kept, broken = (_number(database, f"{condition} AND outcome = '{outcome}'") for outcome in ("kept", "broken"))
    whole = kept + broken
    bounds = (
        database.execute(f"SELECT low({kept}, {whole}, 1.959963984540054), 1 - low({broken}, {whole}, 1.959963984540054)").fetchone()
        if whole
        else (None, None)
    )
    assert bounds is not None
    low, high = (None if bound is None else round(10_000 * bound) for bound in bounds)
    rate = {"part": kept, "whole": whole, "percent": round(100 * kept / whole, 1) if whole else None, "low": low, "high": high}
    return {
        "kept": kept,
        "broken": broken,
        "broken_without_result": _number(database, f"{condition} AND outcome = 'broken' AND NOT result"),
        "rate": rate,
    }
