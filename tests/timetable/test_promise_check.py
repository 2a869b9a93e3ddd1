"""Promises that are late on arrival, and models that hardly ever apply."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tthc_catalog.loading import check

if TYPE_CHECKING:
    from tthc_catalog.errors import Problem

UNITS = Path(__file__).parents[1] / "scenarios" / "units"
TODAY = dt.date(2025, 1, 1)
MORNING = 'sessions: ["07:00-11:30"]'


def problems(
    folder: Path, days: str, windows: str = "", *, more: str = "", period: tuple[str, str] = ("2023-09-25", ""), hours: str = ""
) -> list[Problem]:
    """Return the problems of promises in a catalog whose model ``thu-bay`` has these parameters."""
    shutil.copytree(UNITS, folder / "catalog")
    path = folder / "catalog" / "models" / "thu-bay.yaml"
    head, _, _ = path.read_text("utf-8").partition("parameters:")
    start, until = period
    head = head.replace('"2023-09-25"', f'"{start}"').replace(
        "effective_until: null", f'effective_until: "{until}"' if until else "effective_until: null"
    )
    path.write_text(
        f"{head}parameters:\n  days: {days}\n{more}  windows:\n{windows or '    - due: {working_days: 0, at: closing}'}\nnote: null\n",
        "utf-8",
    )
    if hours:
        offices = folder / "catalog" / "offices.yaml"
        offices.write_text(offices.read_text("utf-8").replace('sessions: ["07:00-11:30", "13:30-17:00"]', hours), "utf-8")
    _, found = check(folder / "catalog", today=TODAY)
    return [problem for problem in found if problem.code in ("promise-late", "model-rare", "policy-parameters")]


@pytest.mark.parametrize(
    ("windows", "received"),
    [
        ('    - due: {working_days: 0, by: "16:00"}', "16:01"),
        ('    - due: {working_days: 0, before: "16:00"}', "16:00"),
        ('    - due: {working_days: 0, by: "10:00"}\n    - {after: "11:00", due: {working_days: 1, before: "09:00"}}', "10:01"),
        ('    - due: {working_days: 0, before: "17:00"}', "17:00"),
    ],
)
def test_a_promise_that_is_late_on_arrival(windows: str, received: str, tmp_path: Path) -> None:
    """A due time of the same day before the last receipt of its window is an error that names the first late receipt."""
    (problem,) = problems(tmp_path, "{weekdays: [friday]}", windows)
    assert (problem.code, problem.params["received"]) == ("promise-late", received)
    assert problem.path[:2] == ("parameters", "windows")


@pytest.mark.parametrize(
    "windows",
    [
        '    - due: {working_days: 0, by: "17:00"}',
        '    - due: {working_days: 0, by: "16:00"}\n    - {after: "15:30", due: {working_days: 1, before: "09:00"}}',
        '    - due: {working_days: 0, by: "16:00"}\n    - {after: "16:00", due: {working_days: 1, before: "09:00"}}',
        "    - due: {at: session_end}",
    ],
)
def test_a_promise_that_can_be_kept(windows: str, tmp_path: Path) -> None:
    """A due time at closing, or after the last receipt of its window, is no problem."""
    assert problems(tmp_path, "{weekdays: [friday]}", windows) == []


@pytest.mark.parametrize(
    ("days", "more", "period", "hours", "count"),
    [
        ("{weekdays: [saturday]}", "", ("2023-09-25", ""), "", 1),  # the make-up Saturday of 26/4/2025
        ("{weekdays: [friday]}", "  sessions: [afternoon]\n", ("2023-09-25", ""), MORNING, 0),
        ('{dates: ["2025-05-05"]}', "", ("2025-06-01", ""), "", 0),
        ("{weekdays: [friday]}", "", ("2025-03-01", "2025-03-04"), "", 0),
    ],
)
def test_a_model_that_hardly_ever_applies(days: str, more: str, period: tuple[str, str], hours: str, count: int, tmp_path: Path) -> None:
    """Saturdays without rest days, an afternoon of a morning-only office, dates and days outside the period are warnings with a count."""
    (problem,) = problems(tmp_path, days, more=more, period=period, hours=hours)
    assert (problem.code, problem.params["count"]) == ("model-rare", count)


@pytest.mark.parametrize(
    ("days", "period"),
    [
        ("{weekdays: [saturday], kinds: [rest_day]}", ("2023-09-25", "")),
        ('{dates: ["2024-05-03"]}', ("2023-09-25", "")),  # its day is past
        ("{weekdays: [friday]}", ("2023-09-25", "2024-01-01")),  # it has ended
        ("{weekdays: [friday]}", ("2023-09-25", "2025-01-01")),  # it ended yesterday
        ("{weekdays: [friday], of_month: [first]}", ("2023-09-25", "")),
    ],
)
def test_a_model_with_days(days: str, period: tuple[str, str], tmp_path: Path) -> None:
    """Models with days, and models of the past, are no problem."""
    assert problems(tmp_path, days, period=period) == []


def test_an_unknown_start_needs_a_note(tmp_path: Path) -> None:
    """A model may have no start if its note states why; then it applies to every receipt before its end."""
    shutil.copytree(UNITS, tmp_path / "catalog")
    path = tmp_path / "catalog" / "models" / "buoi-toi.yaml"
    content = path.read_text("utf-8").replace('effective_from: "2023-09-25"', "effective_from: null")
    path.write_text(content, "utf-8")
    assert "start-unknown" in {problem.code for problem in check(tmp_path / "catalog").problems}
    path.write_text(content.replace("note: null", "note: Nguồn không nêu ngày bắt đầu."), "utf-8")
    catalog, found = check(tmp_path / "catalog")
    assert catalog is not None, found
    assert catalog.models["buoi-toi"].period.start is None
