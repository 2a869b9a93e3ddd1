"""Audit findings list exactly the right dossiers, with count and rate."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from tthc_catalog.evaluation.analysis.audit_findings import FINDINGS, LISTED, write_findings
from tthc_catalog.evaluation.intake.column_map import ColumnMap
from tthc_catalog.messages import has_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tthc_catalog.evaluation.evaluation_run import Evaluation

Rows = list[dict[str, str]]
FRIDAY = "2023-10-06"


def one(number: int, received: str, completed: str = "", **more: str) -> dict[str, str]:
    """Return a certification dossier of a commune, which the commitment covers on Fridays."""
    state = "resolved" if completed else "in_progress"
    defaults = {"dossier_id": f"D-{number}", "unit": "cap-xa", "level": "commune", "code": "1.001193", "state": state}
    return {**defaults, "received_at": received, "completed_at": completed, **more}


CASES: dict[str, tuple[Rows, set[str], int]] = {
    "exactly_due": (
        [
            one(1, f"{FRIDAY} 08:00:00", f"{FRIDAY} 17:00:00"),
            one(2, f"{FRIDAY} 08:00:00", f"{FRIDAY} 16:59:59"),
            one(3, f"{FRIDAY} 08:00:00", f"{FRIDAY} 11:11:11", due_at=f"{FRIDAY} 11:11:11"),
            one(4, f"{FRIDAY} 08:00:00"),
        ],
        {"D-1", "D-3"},
        3,
    ),
    "before_receipt": (
        [
            one(1, f"{FRIDAY} 08:00:00", f"{FRIDAY} 07:59:59"),
            one(2, f"{FRIDAY} 08:00:00", f"{FRIDAY} 08:00:00"),
            one(3, f"{FRIDAY} 08:00:00", f"{FRIDAY} 09:00:00", returned_at=f"{FRIDAY} 07:00:00"),
        ],
        {"D-1", "D-3"},
        3,
    ),
    "handed_over_before_ready": (
        [
            one(1, f"{FRIDAY} 08:00:00", f"{FRIDAY} 09:00:00", returned_at=f"{FRIDAY} 08:59:59"),
            one(2, f"{FRIDAY} 08:00:00", f"{FRIDAY} 09:00:00", returned_at=f"{FRIDAY} 09:00:00"),
            one(3, f"{FRIDAY} 08:00:00", f"{FRIDAY} 09:00:00"),
        ],
        {"D-1"},
        2,
    ),
    "printed_after_promise": (
        [
            one(1, f"{FRIDAY} 08:00:00", due_at=f"{FRIDAY} 17:00:00"),
            one(2, f"{FRIDAY} 08:00:00", due_at=f"{FRIDAY} 17:30:00"),  # still the same day
            one(3, f"{FRIDAY} 08:00:00", due_at="2023-10-09 00:00:00"),
            one(4, f"{FRIDAY} 15:31:00", due_at="2023-10-09 09:00:00"),  # before nine, as promised
            one(5, f"{FRIDAY} 15:31:00", due_at="2023-10-09 09:01:00"),
            one(6, "2023-10-05 08:00:00", due_at="2023-10-09 09:01:00"),  # no commitment on a Thursday
        ],
        {"D-3", "D-5"},
        5,
    ),
    "printed_after_law": (
        [one(1, "2023-10-05 08:00:00", due_at="2023-10-05 17:00:00"), one(2, "2023-10-05 08:00:00", due_at="2023-10-06 08:00:00")],
        {"D-2"},
        2,
    ),
    "closed_day": (
        [
            one(1, "2023-10-07 08:00:00", channel="in_person"),
            one(2, "2023-10-07 08:00:00"),
            one(3, "2023-10-07 08:00:00", channel="online"),
            one(4, f"{FRIDAY} 20:00:00", channel="in_person"),  # after hours, but an open day
        ],
        {"D-1", "D-2"},
        3,
    ),
    "closed_day_online": (
        [one(1, "2023-10-07 08:00:00", channel="online"), one(2, f"{FRIDAY} 08:00:00", channel="online")],
        {"D-1"},
        2,
    ),
    "no_apology": (
        [
            one(1, f"{FRIDAY} 08:00:00", "2023-10-07 00:00:00", apology_issued="false"),
            one(2, f"{FRIDAY} 08:00:00", "2023-10-07 00:00:00"),
            one(3, f"{FRIDAY} 08:00:00", "2023-10-07 00:00:00", apology_issued="true"),
            one(4, f"{FRIDAY} 08:00:00", f"{FRIDAY} 23:59:59", apology_issued="false"),
            one(5, f"{FRIDAY} 08:00:00"),  # not ready yet
        ],
        {"D-1", "D-2", "D-5"},
        4,
    ),
    "corrected_times": (
        [
            one(1, f"{FRIDAY} 08:00:00", f"{FRIDAY} 10:00:00", record_id="a"),
            one(1, f"{FRIDAY} 08:00:00", f"{FRIDAY} 11:00:00", record_id="b", corrects="a"),
            one(2, f"{FRIDAY} 08:00:00", f"{FRIDAY} 10:00:00", record_id="c"),
            one(2, f"{FRIDAY} 08:00:00", f"{FRIDAY} 10:00:00", record_id="d", corrects="c", channel="online"),
        ],
        {"D-1"},
        2,
    ),
    "corrected_into_time": (
        [
            one(1, f"{FRIDAY} 08:00:00", "2023-10-10 10:00:00", record_id="a"),
            one(1, f"{FRIDAY} 08:00:00", f"{FRIDAY} 11:00:00", record_id="b", corrects="a"),
            one(2, f"{FRIDAY} 08:00:00", f"{FRIDAY} 10:00:00", record_id="c"),
            one(2, f"{FRIDAY} 08:00:00", f"{FRIDAY} 11:00:00", record_id="d", corrects="c"),
        ],
        {"D-1"},
        2,
    ),
    "assumed_time": (
        [
            one(1, FRIDAY, f"{FRIDAY} 10:00:00"),
            one(2, f"{FRIDAY} 08:00:00", FRIDAY),
            one(3, f"{FRIDAY} 08:00:00", f"{FRIDAY} 10:00:00", due_at=FRIDAY, returned_at=FRIDAY),
        ],
        {"D-1", "D-2"},
        3,
    ),
    "round_times": (
        [
            *(one(n, f"{FRIDAY} 08:00:00", f"{FRIDAY} {9 + n % 2:02}:{0 if n < 20 else 17:02}:00") for n in range(30)),
            *(one(100 + n, f"{FRIDAY} 08:00:00", f"{FRIDAY} 09:{n:02}:00", unit="xa-tan-viet") for n in range(40)),
            *(one(200 + n, f"{FRIDAY} 08:00:00", f"{FRIDAY} 10:00:00", unit="xa-thanh-an") for n in range(29)),  # too few results
        ],
        {f"D-{n}" for n in range(20)},
        99,
    ),
}


TIMES = ColumnMap(id="gio", times={"received_at": dt.time(8), "completed_at": dt.time(16)})
"""A map for bare dates; other moments are not affected."""


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding_lists_exactly_the_right_dossiers(name: str, evaluate_records: Callable[..., Any]) -> None:
    """Dossiers on both sides of each boundary are found or not, and the rate has the right denominator."""
    records, expected, among = CASES[name]
    with evaluate_records(records, mapping=TIMES) as made:
        found = next(f for f in made.report.analyses["findings"]["findings"] if f["id"] == name)
        assert {row["dossier_id"] for row in found["dossiers"]} == expected
        assert (found["count"], found["rate"]["part"], found["rate"]["whole"]) == (len(expected), len(expected), among)
        assert made.facts.count(found["filter"]) == found["count"]
        assert made.facts.count(found["among"]) == among
        assert sum(unit["count"] for unit in found["units"]) == found["count"]


def test_every_finding_is_explained() -> None:
    """Every finding has a case above, and a title and a meaning in both languages."""
    assert CASES.keys() == FINDINGS.keys()
    assert all(has_text(f"finding.{name}") and has_text(f"finding.{name}.meaning") for name in FINDINGS)


def test_nothing_to_divide_by_gives_no_rate(evaluate_records: Callable[..., Any]) -> None:
    """A month without dossiers has no findings and no rates."""
    with evaluate_records([one(1, "2023-12-01 08:00:00")]) as made:
        found = made.report.analyses["findings"]["findings"]
        assert {(f["count"], f["rate"]["percent"]) for f in found} == {(0, None)}


def test_the_report_lists_some_dossiers_and_the_file_all(evaluated: Evaluation, tmp_path: Path) -> None:
    """The report lists the first dossiers and the number left out; the file lists all, with their times."""
    write_findings(evaluated.report, evaluated.facts, tmp_path / "findings.csv", "vi")
    with (tmp_path / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for found in evaluated.report.analyses["findings"]["findings"]:
        named = [row["Mã hồ sơ"] for row in rows if row["Mã phát hiện"] == found["id"]]
        assert len(named) == found["count"] == len(found["dossiers"]) + found["dossiers_left_out"]
        assert named[:LISTED] == [row["dossier_id"] for row in found["dossiers"]]
    assert rows[0]["Tiếp nhận lúc"]
