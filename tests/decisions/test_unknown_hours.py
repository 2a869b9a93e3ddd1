"""A desk whose hours were not found: the deadline is a day, and nothing names an hour."""

from __future__ import annotations

import json
import re
from pathlib import Path

import attrs
import pytest

import tthc_catalog as tthc
from tthc_catalog.records.office import UNKNOWN_HOURS, Hours, Season
from tthc_catalog.records.procedure import ProcessingTime

CATALOG = tthc.load_catalog(Path(__file__).parents[2] / "catalog")
ENGINE = tthc.Engine(CATALOG)
HOUR = re.compile(r"\b([01]?\d|2[0-3]):[0-5]\d\b")


def decide(at: str) -> tthc.Decision:
    """Return the answer of one of the desks of today."""
    return ENGINE.decide("2.000815", level="commune", office="xa-ha-nam", received_at=at)


@pytest.mark.parametrize(
    ("at", "day", "late"),
    [
        ("2026-11-24 09:00", "2026-11-25", "2026-11-26"),
        ("2026-11-25 15:00", "2026-11-25", "2026-11-26"),
        ("2026-11-25 15:01", "2026-11-26", "2026-11-27"),
        ("2026-11-25 22:00", "2026-11-26", "2026-11-27"),
        ("2026-11-28 09:00", "2026-11-30", "2026-12-01"),
    ],
)
def test_the_deadline_is_a_day(at: str, day: str, late: str) -> None:
    """The day counts as elsewhere; the result is late from the next midnight. 24/11/2026 is a day off."""
    statutory = decide(at).statutory
    assert statutory is not None
    assert statutory.due_at.date().isoformat() == day
    assert (statutory.late_after.date().isoformat(), statutory.late_after.hour) == (late, 0)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("at", ["2026-11-25 09:00", "2026-11-28 09:00"])
def test_no_hour_is_named(at: str, lang: str) -> None:
    """The answer and the steps name no hour except that of the receipt and the cutoff of the law; a notice says why."""
    explanation = decide(at).explain(lang)
    assert not HOUR.search(explanation.answer)
    assert set(HOUR.findall(" ".join(step.text for step in explanation.steps))) <= {"09"}
    assert any("giờ làm việc" in notice or "office hours" in notice for notice in explanation.notices)


def test_the_hours_are_null_in_the_file_only() -> None:
    """All desks without hours share one set of hours, which covers the whole day."""
    without = [office.id for office in CATALOG.offices.values() if office.hours == UNKNOWN_HOURS]
    assert len(without) == 8
    assert CATALOG.hours[UNKNOWN_HOURS].source is None


def test_the_command_and_the_slip_name_no_hour() -> None:
    """The slip has the day alone."""
    from tthc_catalog.cli.application import run
    from tthc_catalog.console.settings import Settings

    words = ["2.000815", "--level", "commune", "--office", "xa-ha-nam", "--at", "2026-11-25 15:01"]
    shown = run(["due", *words], Settings(lang="vi")).text
    assert "trong ngày thứ Năm 26/11/2026" in shown.splitlines()[0]
    assert "23:59" not in shown
    slip = json.loads(run(["slip", *words, "--to", "json"], Settings(lang="vi")).text)
    fields = {field["id"]: field["value"] for field in slip["fields"]}
    assert fields["due_at"] == "ngày 26 tháng 11 năm 2026"


def desk_with(hours: str, time: ProcessingTime | None = None) -> tthc.Engine:
    """Return an engine in which xã Hà Nam has other hours, and certified copies another statutory time."""
    catalog = CATALOG
    season = Season(first=(1, 1), last=(12, 31), sessions=((8 * 60, 24 * 60 - 1),))
    late = Hours(id="den-nua-dem", seasons=(season,), citations=(), source=None)
    offices = {**catalog.offices, "xa-ha-nam": attrs.evolve(catalog.offices["xa-ha-nam"], hours=hours)}
    procedures = catalog.procedures
    if time is not None:
        procedures = tuple(
            attrs.evolve(p, editions=tuple(attrs.evolve(e, processing_time=time) for e in p.editions))
            if (p.code, p.level) == ("2.000815", "commune")
            else p
            for p in procedures
        )
    changed = attrs.evolve(catalog, offices=offices, hours={**catalog.hours, "den-nua-dem": late}, procedures=procedures)
    return tthc.Engine(changed)


def test_a_desk_that_closes_at_23_59_names_its_hour() -> None:
    """The hour is omitted because the hours are unknown, not because of the minute."""
    decision = desk_with("den-nua-dem").decide("2.000815", level="commune", office="xa-ha-nam", received_at="2026-11-25 15:01")
    explanation = decision.explain("vi")
    assert "giấy hẹn ghi 23:59" in explanation.answer
    assert not any("Chưa tìm thấy giờ làm việc" in notice for notice in explanation.notices)


@pytest.mark.parametrize(("unit", "amount"), [("working_hour", 4), ("working_minute", 60), ("hour", 12)])
def test_a_time_in_hours_says_how_it_is_counted(unit: str, amount: int) -> None:
    """Without hours, a time in hours runs through the whole working day; the answer says that the true deadline may be later."""
    engine = desk_with(UNKNOWN_HOURS, ProcessingTime(amount=amount, unit=unit))  # type: ignore[arg-type]
    decision = engine.decide("2.000815", level="commune", office="xa-ha-nam", received_at="2026-11-25 15:00")
    notices = decision.explain("en").notices
    assert any("nights included" in notice for notice in notices)
    assert not any("no hour is named" in notice for notice in notices)
    known = desk_with("hai-duong", ProcessingTime(amount=amount, unit=unit))  # type: ignore[arg-type]
    usual = known.decide("2.000815", level="commune", office="xa-ha-nam", received_at="2026-11-25 15:00").explain("en")
    assert not any("nights included" in notice for notice in usual.notices)
