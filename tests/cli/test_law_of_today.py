"""The law of November 2026 through ``tthc due --have``: each change before and after its day, and nothing before 2025 but recorded corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

PAPERS = ("giay-to-tuy-than", "du-thao-hop-dong")


@pytest.fixture
def due(tthc: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """A function that returns the JSON of ``tthc due`` at commune level."""

    def answer(code: str, at: str, *words: str, have: tuple[str, ...] = (), level: str = "commune") -> dict[str, Any]:
        listed = [word for item in have for word in ("--have", item)]
        run = tthc("due", code, "--level", level, "--at", at, *listed, *words, "--format", "json", "--catalog", "packaged")
        assert run.code == 0, run.err
        answered: dict[str, Any] = run.data
        return answered

    return answer


def test_the_abolished_procedure_ends(due: Callable[..., dict[str, Any]]) -> None:
    """Point 1: 2.001009 is promised until 31/10/2025 and has no deadline from 1/11/2025."""
    have = ("giay-to-tuy-than", "du-thao-khai-nhan")
    assert due("2.001009", "2025-10-31 09:00", have=have)["due_at"] == "2025-10-31T17:00:00+07:00"
    ended = due("2.001009", "2025-11-03 09:00", have=have)
    assert (ended["due_at"], ended["reason"], ended["missing"]) == (None, "not-in-force", [])


@pytest.mark.parametrize(
    ("code", "have", "at", "missing"),
    [
        ("1.000894", ("to-khai",), "2025-12-31 09:00", ["giay-to-nhan-than"]),
        ("1.000894", ("to-khai",), "2026-01-05 09:00", []),
        ("1.001193", ("to-khai",), "2025-01-08 09:00", ["giay-chung-sinh"]),
        ("1.001193", ("to-khai",), "2025-01-09 09:00", []),
        ("2.001035", PAPERS, "2027-02-26 09:00", []),
        ("2.000908", ("phong-bi",), "2025-12-31 09:00", ["giay-to-tuy-than"]),
        ("2.000908", ("phong-bi",), "2026-01-05 09:00", []),
        ("2.000908", ("phong-bi",), "2027-03-01 09:00", ["giay-to-tuy-than"]),
    ],
)
def test_papers_that_data_replace(
    code: str, have: tuple[str, ...], at: str, missing: list[str], due: Callable[..., dict[str, Any]]
) -> None:
    """Point 2: papers are demanded until the day before 07/2025 and 66.7/2025, not after it, and again when the resolution has ended."""
    answer = due(code, at, have=have)
    assert [item["any_of"][0]["id"] for item in answer["missing"]] == missing
    assert (answer["due_at"] is None) is bool(missing)


@pytest.mark.parametrize(
    ("code", "level", "case", "at", "day"),
    [
        ("1.004859", "commune", "chi-bo-sung", "2026-11-26 15:00", "2026-11-26"),
        ("1.004859", "commune", "chi-bo-sung", "2026-11-26 15:01", "2026-11-27"),
        ("1.005092", "district", None, "2024-03-05 09:00", "2024-03-05"),
        ("1.005092", "district", "nhieu-so-goc", "2024-03-05 09:00", "2024-03-07"),
        ("1.004873", "commune", "xac-minh", "2026-06-30 09:00", "2026-07-23"),
        ("1.004873", "commune", "xac-minh", "2026-07-01 09:00", "2026-07-06"),
    ],
)
def test_times_of_cases(code: str, level: str, case: str | None, at: str, day: str, due: Callable[..., dict[str, Any]]) -> None:
    """Point 3: the rule of 15:00, the national rule on several registers, and the verification that no longer adds 20 days."""
    answer = due(code, at, *(("--case", case) if case else ()), level=level)
    assert answer["statutory"]["due_at"][:10] == day


@pytest.mark.parametrize(
    ("code", "before", "after", "editions"),
    [
        ("2.001035", "2025-10-31 09:00", "2025-11-03 09:00", ("nghi-dinh-07-2025", "nghi-dinh-280-2025")),
        ("1.000894", "2025-06-30 09:00", "2025-07-01 09:00", ("nghi-dinh-07-2025", "nghi-dinh-120-2025")),
        ("1.004873", "2026-06-30 09:00", "2026-07-01 09:00", ("nghi-quyet-66-7-2025", "nghi-dinh-18-2026")),
        ("1.000656", "2026-08-07 09:00", "2026-08-10 09:00", ("nghi-quyet-66-7-2025", "nghi-quyet-23-2026")),
    ],
)
def test_the_edition_of_the_day_decides(
    code: str, before: str, after: str, editions: tuple[str, str], due: Callable[..., dict[str, Any]]
) -> None:
    """Point 4: the names, channels, fees and bases of 280/2025, 120/2025, 18/2026 and 23/2026 hold from their days on."""
    assert tuple(due(code, at, "--channel", "online")["procedure"]["edition"] for at in (before, after)) == editions


def test_the_desk_is_called_by_the_name_of_its_day(tthc: Callable[..., Any]) -> None:
    """Point 4: the unit is a centre since 1/7/2025, and a slip names it so."""
    slip = ("slip", "2.000815", "--level", "commune", "--office", "cap-xa", "--catalog", "packaged", "--to", "json", "--at")
    assert tthc(*slip, "2025-06-30 09:00").data["fields"][0]["value"].startswith("Bộ phận")
    assert tthc(*slip, "2025-07-01 09:00").data["fields"][0]["value"].startswith("Trung tâm Phục vụ hành chính công")


def test_the_days_of_2027_were_decided_in_october(due: Callable[..., dict[str, Any]]) -> None:
    """Point 5: known on 1/10/2026, an answer for Tết 2027 is provisional; from 2/10/2026 on it is not; 24/11/2026 and 4/2/2027 are off."""
    before = due("2.000815", "2027-02-04 09:00", "--known-on", "2026-10-01")
    after = due("2.000815", "2027-02-04 09:00")
    assert (before["provisional"], after["provisional"]) == (True, False)
    assert after["statutory"]["due_at"][:10] == "2027-02-11"
    assert due("2.000815", "2026-11-24 09:00")["deemed_received_at"][:10] == "2026-11-25"


def test_the_law_on_civil_status_ends(due: Callable[..., dict[str, Any]]) -> None:
    """Point 6: before 1/3/2027 an answer says which law ends and what replaces it; from that day there is no deadline."""
    before = due("1.000894", "2027-02-26 09:00", have=("to-khai",))
    assert any("60/2014/QH13 (thay bằng 03/2026/QH16)" in notice for notice in before["explanation"]["vi"]["notices"])
    assert before["due_at"] == "2027-02-26T16:30:00+07:00"
    after = due("1.000894", "2027-03-01 09:00", have=("to-khai",))
    assert (after["due_at"], after["reason"]) == (None, "not-in-force")
