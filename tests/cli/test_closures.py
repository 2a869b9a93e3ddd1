"""Closures and ended desks on the command line, on slips, in session lists and in comparisons."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

TWO_YEARS = Path(__file__).parents[1] / "scenarios" / "two_years"
DOSSIER = ("1.001193", "--level", "commune")


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A copy of the catalog of two years."""
    return str(shutil.copytree(TWO_YEARS, tmp_path / "catalog"))


def test_due_says_what_is_closed_and_what_moved(tthc: Callable[..., Any], folder: str) -> None:
    """The answer has a step with the closure, its announcement, the commitment that moved and the law that did not."""
    shown = tthc("due", *DOSSIER, "--at", "2024-03-20 09:00", "--catalog", folder).out
    assert "Bộ phận đóng cửa thứ Tư 20/03/2024 13:30-17:00: mất điện. Thông báo ngày: thứ Ba 19/03/2024." in shown
    assert "Hạn cam kết 17:00 thứ Tư 20/03/2024 chuyển sang lần mở cửa kế tiếp." in shown


def test_the_answer_as_json_is_valid(tthc: Callable[..., Any], folder: str) -> None:
    """The JSON names the closure and the time before it, and the successors of an ended desk."""
    closed = json.loads(tthc("due", *DOSSIER, "--at", "2024-03-20 09:00", "--catalog", folder, "--format", "json").out)
    (closure,) = closed["closures"]
    assert (closure["id"], closure["commitment_moved_from"]) == ("mat-dien", "2024-03-20T17:00:00+07:00")
    arguments = ("--office", "xa-mau", "--at", "2026-01-05 09:00", "--catalog", folder, "--format", "json")
    ended = json.loads(tthc("due", *DOSSIER, *arguments).out)
    assert ended["reason"] == "office-not-in-force"
    assert ended["office_succeeded_by"] == [{"office": "xa-moi", "name": "Trung tâm Phục vụ hành chính công xã Mới", "part": "whole"}]


def test_the_calendar_lists_closures(tthc: Callable[..., Any], folder: str) -> None:
    """`tthc calendar` lists the closures of the year, and a closed day is no model day."""
    shown = tthc("calendar", "2024", "--catalog", folder).out
    assert "20/03/2024 · 13:30-17:00 · đóng cửa · mất điện · xa-mau" in shown
    assert "14/09/2024 · 07:00-11:00 · mở thêm" in shown
    data = json.loads(tthc("calendar", "2024", "--catalog", folder, "--format", "json").out)
    assert [closure["id"] for closure in data["closures"]] == ["mat-dien", "bao", "lam-them"]
    lost = {day["date"]: day for day in data["models"][0]["lost"]}
    assert lost["2024-09-09"]["name"] == "bão số 3"
    days = [day["date"] for day in data["models"][0]["days"]]
    assert "2024-09-09" not in days
    assert "2024-09-14" in days


def test_sessions_shorten_a_half_day(tthc: Callable[..., Any], folder: str) -> None:
    """`tthc sessions` shows the hours that are left of a half-day closure, and the reason of a lost day."""
    arguments = ("--from", "2024-03-20", "--to", "2024-03-20", "--office", "xa-mau", "--catalog", folder)
    assert "07:30-11:30\n" in tthc("sessions", *arguments).out
    arguments = ("--from", "2024-09-09", "--to", "2024-09-09", "--office", "xa-mau", "--catalog", folder)
    assert "bão số 3" in tthc("sessions", *arguments).out


def test_check_counts_the_windows_of_each_closure(tthc: Callable[..., Any], folder: str) -> None:
    """`tthc check` states for each closure how many windows of receipt it changes."""
    shown = tthc("check", folder).out
    assert "“mat-dien” làm đổi hạn cam kết của 1 khoảng nhận hồ sơ" in shown


def test_a_slip_states_the_closure(tthc: Callable[..., Any], folder: str) -> None:
    """The appointment slip has the moved due time and the closure among its notes."""
    slip = json.loads(tthc("slip", *DOSSIER, "--at", "2024-03-20 09:00", "--catalog", folder, "--to", "json").out)
    assert any("mất điện" in note for note in slip["notes"])


def test_diff_lists_the_closure_and_what_it_moves(tthc: Callable[..., Any], folder: str, tmp_path: Path) -> None:
    """Against the same catalog without closures, the closures and the moved due dates are differences."""
    before = shutil.copytree(folder, tmp_path / "before")
    (before / "closures.yaml").unlink()
    shown = tthc("diff", str(before), folder).out
    assert "mat-dien" in shown
    assert "21/03/2024" in shown
