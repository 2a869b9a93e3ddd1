"""A year's plan: the model days, those that fall away, and what make-up days would bring, as text, page, sheet and calendar file."""

from __future__ import annotations

import datetime as dt
import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import attrs
import ics
import openpyxl
import pytest
import vobject
from icalendar import Calendar

from tthc_catalog.cli import main
from tthc_catalog.publication.content.year_plan import year_plans
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from pathlib import Path

    from tthc_catalog.records.catalog import Catalog

WIDEST = 118
"""Widths of columns that fit a page of A4 at the scale of the sheet."""

# Worked out from the calendar of each year: its Fridays, and the announcements of days off.
YEARS = [
    # 52 Fridays: 31/1 is the third day of Tết; 2/5 is swapped with Saturday 26/4.
    (2025, 50, ["2025-01-31", "2025-05-02"], ["2025-04-26"]),
    # 52 Fridays: 2/1 is swapped with Saturday 10/1; 20/2 is the fourth day of Tết; 1/5 is Labour Day. 22/8 makes up for a Monday.
    (2026, 49, ["2026-01-02", "2026-02-20", "2026-05-01"], ["2026-01-10"]),
    # 53 Fridays: New Year, the day before Tết, 10/3 of the lunar year, 30/4, and the day after the National Day; nothing is swapped.
    (2027, 48, ["2027-01-01", "2027-02-05", "2027-04-16", "2027-04-30", "2027-09-03"], []),
]


@pytest.mark.parametrize(("year", "count", "lost", "make_up"), YEARS)
def test_the_days_of_a_year(catalog: Catalog, year: int, count: int, lost: list[str], make_up: list[str]) -> None:
    """Model days, lost and gained days are those worked out by hand, and no day is provisional."""
    (plan,) = year_plans(catalog, Registry(), year, ["cap-xa"])
    assert len(plan.model_days) == count
    assert {day.date.isoweekday() for day in plan.model_days} == {5}
    assert [day.date.isoformat() for day in plan.lost] == lost
    assert [day.date.isoformat() for day in plan.make_up] == make_up
    assert not any(day.provisional for day in plan.days)
    assert all(day.why("vi") for day in plan.lost)
    sentences = " ".join(plan.sentences("vi"))
    assert f"{count} ngày, {8 * count} giờ nhận hồ sơ" in sentences
    assert ("thêm 1 ngày, 8 giờ" in sentences) is bool(make_up)
    assert ("không có ngày làm bù nào" in sentences.lower()) is not bool(make_up)
    assert "dự kiến" not in sentences


def test_a_year_that_is_not_announced_is_provisional(catalog: Catalog) -> None:
    """Every day after the last decided one has a star, and a sentence says so."""
    (plan,) = year_plans(catalog, Registry(), 2028, ["cap-xa"])
    assert all(day.provisional for day in plan.days)
    assert "31/12/2027" in " ".join(plan.sentences("vi"))
    assert all(cell.endswith("*") for _, days, _, _ in plan.months("vi") for cell in days.split(", "))


def test_make_up_days_that_stand_in_already(catalog: Catalog) -> None:
    """With the parameter set, the make-up day is a model day and nothing more can be gained."""
    model = catalog.models["thu-sau-khong-cho"]
    days: Any = model.parameters["days"]
    changed = attrs.evolve(model, parameters={**model.parameters, "days": {**days, "make_up_day_stands_in": True}})
    (plan,) = year_plans(attrs.evolve(catalog, models={model.id: changed}), Registry(), 2026, ["cap-xa"])
    assert dt.date(2026, 1, 10) in {day.date for day in plan.model_days}
    assert (plan.stands_in, plan.make_up) == (True, ())
    assert "đã được tính" in " ".join(plan.sentences("vi"))


def test_offices_with_unknown_hours(catalog: Catalog) -> None:
    """Offices with the same days share a plan; without known hours, none are summed up."""
    plans = year_plans(catalog, Registry(), 2026)
    assert sum(len(plan.offices) for plan in plans) == len({item.office.id for plan in plans for item in plan.offices})
    (unknown,) = [plan for plan in plans if "xa-thanh-ha" in {item.office.id for item in plan.offices}]
    assert "chưa rõ giờ" in " ".join(unknown.sentences("vi"))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_form_has_the_same_days(lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text, JSON, page, sheet and calendar file agree; the sheet has no formula and the page no script."""
    call = ["sessions", "--year", "2026", "--office", "cap-xa", "--lang", lang]
    assert main([*call, "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["plans"] == [
        {
            "model": "thu-sau-khong-cho",
            "offices": ["cap-xa"],
            "model_days": 49,
            "lost_days": 3,
            "make_up_days_stand_in": False,
            "make_up_days": ["2026-01-10"],
        }
    ]
    days = {day["date"]: day["held"] for day in data["offices"][0]["days"]}
    assert main(call) == 0
    assert capsys.readouterr().out.startswith("Kế hoạch năm 2026" if lang == "vi" else "Plan of 2026")
    for form in ("html", "xlsx", "ics"):
        assert main([*call, "-o", str(tmp_path / f"plan.{form}")]) == 0
    page = (tmp_path / "plan.html").read_text(encoding="utf-8")
    assert f'<html lang="{lang}">' in page
    assert "<script" not in page
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td></tr>", page)
    shown = {f"2026-{month:02}-{int(day):02}" for month, row in enumerate(rows, 1) for day in row[1].split(", ")}
    assert shown == {day for day, applies in days.items() if applies}
    assert unescape(rows[0][2]).startswith("2 (")
    assert "10/" in rows[0][3]
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    assert len(book.sheetnames) == 1
    cells = [row for row in book.active.iter_rows() if isinstance(row[0].value, dt.datetime)]
    assert {f"{row[0].value:%Y-%m-%d}" for row in cells} == {*days, "2026-01-10"}
    assert len(cells) == len(days) + 1
    assert sum(column.width for column in book.active.column_dimensions.values()) <= WIDEST
    for row in book.active.iter_rows():
        for cell in row:
            merged = cell.coordinate in book.active.merged_cells
            width = WIDEST if merged else book.active.column_dimensions[cell.column_letter].width
            lines = (book.active.row_dimensions[cell.row].height or 15) // 15
            assert len(str(cell.value or "")) <= width * lines or isinstance(cell.value, dt.datetime), cell.coordinate
    assert not any(cell.data_type == "f" for row in book.active.iter_rows() for cell in row)


@pytest.mark.filterwarnings("ignore:.maxsplit. is passed as positional:DeprecationWarning")
def test_three_parsers_read_the_calendar_file(tmp_path: Path) -> None:
    """icalendar, ics and vobject find the same 48 model days and 5 lost days of 2027."""
    path = tmp_path / "plan.ics"
    assert main(["sessions", "--year", "2027", "--office", "cap-xa", "-o", str(path)]) == 0
    content = path.read_bytes().decode()
    ours = {(str(event["UID"]), str(event["SUMMARY"])) for event in Calendar.from_ical(content).walk("VEVENT")}
    theirs = {(event.uid, event.name) for event in ics.Calendar(content).events}
    others = {(event.uid.value, event.summary.value) for event in vobject.readOne(content).vevent_list}
    assert len(ours) == 53
    assert ours == theirs == others


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--from", "2027-01-01"], "--year"),
        (["--year", "2027", "--from", "2027-01-01"], "--year"),
        (["--from", "2027-01-01", "--to", "2027-12-31", "--format", "html"], "--year"),
        (["--year", "2027", "--format", "xlsx"], "-o"),
        (["--year", "27"], "27"),
        (["--year", "2020", "--format", "html"], "2020"),
        (["--year", "2999"], "2999"),
        (["--year", "2027", "--office", "cap-xaa"], "cap-xa"),
    ],
)
def test_what_cannot_be_planned_is_rejected(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong combinations and years without a day of a model end with exit code 2 and name what to do."""
    assert main(["sessions", *words]) == 2
    assert message in capsys.readouterr().err
