"""The promise over thirteen months and by the time of receipt: the boundaries of months and slots, and which months the records reach."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from dossier_records import record, write_records

from tthc_catalog.evaluation.evaluation_run import Task, evaluation
from tthc_catalog.evaluation.reporting_period import ReportingPeriod

if TYPE_CHECKING:
    from pathlib import Path

    from tthc_catalog.engine import Engine
    from tthc_catalog.registry import Registry


def _analyses(
    engine: Engine, registry: Registry, folder: Path, records: list[dict[str, str]], period: ReportingPeriod, as_of: dt.datetime
) -> dict[str, Any]:
    file = write_records(folder / "synthetic.csv", records)
    with evaluation(engine, registry, Task(files=[file], period=period, as_of=as_of), folder) as made:
        return dict(made.report.analyses)


@pytest.fixture
def analyses(engine: Engine, registry: Registry, tmp_path: Path) -> Any:
    """A function that evaluates records as (receipt, completion) and returns the analyses."""

    def run(*records: tuple[str, str], period: str = "2023-10", scheme: Any = "month", as_of: str = "2024-02-01 00:00") -> dict[str, Any]:
        rows = [record(f"H-{n}", received, completed) for n, (received, completed) in enumerate(records)]
        return _analyses(engine, registry, tmp_path, rows, ReportingPeriod.parse(period, scheme), dt.datetime.fromisoformat(as_of))

    return run


@pytest.mark.parametrize(
    ("received", "slot"),
    [
        ("00:00:00", ("00:00", "00:30")),
        ("00:30:59", ("00:00", "00:30")),
        ("00:31:00", ("00:31", "01:00")),
        ("15:00:59", ("14:31", "15:00")),
        ("15:01:00", ("15:01", "15:30")),
        ("15:30:59", ("15:01", "15:30")),  # by the minute this is still 15:30, as the cutoff is read
        ("15:31:00", ("15:31", "16:00")),
        ("23:59:59", ("23:31", "24:00")),
    ],
)
def test_a_slot_includes_its_last_minute(received: str, slot: tuple[str, str], analyses: Any) -> None:
    """The minute of a cutoff belongs to the slot before it."""
    slots = analyses((f"2023-10-06 {received}", "2023-10-09 08:59:00"))["hours"]["slots"]
    assert [(found["from"], found["through"]) for found in slots] == [slot]


def test_the_outcomes_of_a_slot(analyses: Any) -> None:
    """Kept and broken are counted, those broken without a result apart, and those ready on the day of the receipt also after the cutoff."""
    slots = analyses(
        ("2023-10-06 15:10:00", "2023-10-06 16:00:00"),  # kept
        ("2023-10-06 15:20:00", "2023-10-09 08:00:00"),  # broken: not the same day
        ("2023-10-06 15:25:00", ""),  # broken: open at the end of the month
        ("2023-10-06 15:40:00", "2023-10-06 16:30:00"),  # kept, and ready the same day
        ("2023-10-06 15:45:00", "2023-10-09 08:59:59"),  # kept
        ("2023-10-06 15:50:00", "2023-10-09 09:00:00"),  # broken
    )["hours"]["slots"]
    found = [{name: slot["outcomes"][name] for name in slot["outcomes"] if name != "rate"} for slot in slots]
    names = ("same_day", "later_day", "kept", "broken", "broken_without_result", "ready_same_day")
    assert found == [dict(zip(names, counts, strict=True)) for counts in ((3, 0, 1, 2, 1, 1), (0, 3, 2, 1, 0, 1))]


def test_a_month_is_judged_at_its_end(analyses: Any) -> None:
    """A dossier of the last Friday of October that became ready in November broke the promise of October, without a result then."""
    months = {
        month["label"]: month["outcomes"]
        for month in analyses(
            ("2023-10-06 08:00:00", "2023-10-06 09:00:00"),
            ("2023-10-27 08:00:00", "2023-11-01 09:00:00"),
            ("2023-11-03 08:00:00", "2023-11-03 09:00:00"),
            period="2023-11",
        )["trend"]["months"]
    }
    assert {name: months["2023-10"][name] for name in ("kept", "broken", "broken_without_result")} == {
        "kept": 1, "broken": 1, "broken_without_result": 1,
    }  # fmt: skip
    assert months["2023-11"]["rate"]["percent"] == 100.0
    assert months["2023-09"] is None


def test_dossiers_carried_over_are_no_month(analyses: Any) -> None:
    """An export of November with two dossiers still open from October does not say that October kept nothing."""
    made = analyses(
        ("2023-10-06 08:00:00", ""),
        ("2023-10-13 08:00:00", "2023-11-06 09:00:00"),
        ("2023-11-03 08:00:00", "2023-11-03 09:00:00"),
        period="2023-11",
    )
    assert [month["label"] for month in made["trend"]["months"] if month["outcomes"] is not None] == ["2023-11"]


@pytest.mark.parametrize(
    ("received", "month"),
    [("2023-10-14", None), ("2023-10-13", "2023-10"), ("2023-10-20", "2023-11"), ("2023-11-10", "2023-11"), ("2023-11-17", "2023-12")],
)
def test_official_months_begin_on_the_fifteenth(received: str, month: str | None, analyses: Any) -> None:
    """A Friday belongs to the official month that ends on the next 14th."""
    made = analyses((f"{received} 08:00:00", f"{received} 09:00:00"), period="2023-12", scheme="official")
    kept = [found["label"] for found in made["trend"]["months"] if found["outcomes"] is not None and found["outcomes"]["kept"]]
    assert kept == ([] if month is None else [month])


@pytest.mark.parametrize(("period", "last"), [("2023-10", "2023-10"), ("2023-Q4", "2023-12"), ("2023", "2023-12")])
def test_the_trend_ends_with_the_last_month_of_the_period(period: str, last: str, analyses: Any) -> None:
    """A quarter or a year has a trend by months too."""
    months = analyses(("2023-10-06 08:00:00", "2023-10-06 09:00:00"), period=period)["trend"]["months"]
    assert (len(months), months[-1]["label"]) == (13, last)


def test_a_month_that_is_not_over_is_judged_at_the_export(analyses: Any) -> None:
    """Nothing is late that was not late when the records were exported."""
    made = analyses(("2023-10-06 08:00:00", "2023-10-06 09:00:00"), ("2023-10-06 16:00:00", ""), as_of="2023-10-09 09:00")
    assert made["trend"]["months"][-1]["outcomes"]["broken"] == 1
    made = analyses(("2023-10-06 08:00:00", "2023-10-06 09:00:00"), ("2023-10-06 16:00:00", ""), as_of="2023-10-09 08:59")
    assert made["trend"]["months"][-1]["outcomes"]["broken"] == 0
