"""A desk whose hours were not found: the deadline is a day, and nothing names an hour."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import tthc_catalog as tthc
from tthc_catalog.records.office import UNKNOWN_HOURS

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
