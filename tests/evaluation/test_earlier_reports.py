"""Kept reports of earlier periods fill the trend and the comparison where the records do not reach; one that cannot be used is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from dossier_records import record, write_records

from tthc_catalog.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the reports of August to October 2023, each evaluated from the records of its month only."""
    folder = tmp_path_factory.mktemp("kept")
    for number, (month, days) in enumerate((("2023-09", ("29",)), ("2023-10", ("06", "13")))):
        records = [
            record(f"K{number}-{day}-{n}", f"{month}-{day} 08:00", f"{month}-{day} {9 if n else '23'}:00".replace(" 9", " 09"))
            for day in days
            for n in range(5)
        ]
        records.append(record(f"K{number}-late", f"{month}-{days[0]} 08:00", f"{month}-30 10:00"))
        assert _evaluate(folder, records, month, folder / month) == 0
    return folder


def _evaluate(folder: Path, records: list[dict[str, str]], period: str, output: Path, *more: str) -> int:
    file = write_records(folder / f"synthetic-{period}.csv", records)
    call = ["evaluate", str(file), "--period", period, "--as-of", "2024-02-01 00:00", "--outputs", "json", "-o", str(output), *more]
    return main(call)


def _november(folder: Path, *more: str, period: str = "2023-11") -> dict[str, Any]:
    records = [record("N-1", "2023-11-03 08:00", "2023-11-03 09:00"), record("O-1", "2023-10-27 08:00", "")]
    assert _evaluate(folder, records, period, folder / "out", *more) == 0
    read: dict[str, Any] = json.loads((folder / "out" / "report.json").read_text("utf-8"))
    return read


def test_the_trend_continues_kept_reports(kept: Path, tmp_path: Path) -> None:
    """The months come from the reports, the last one from the records; the total is compared with the report of the month before."""
    report = _november(tmp_path, "--earlier", str(kept))
    months = {
        m["label"]: (m["source"], m["outcomes"]["kept"], m["outcomes"]["broken"])
        for m in report["analyses"]["trend"]["months"]
        if m["outcomes"]
    }
    assert months == {"2023-09": ("report", 5, 1), "2023-10": ("report", 10, 1), "2023-11": ("records", 1, 0)}
    assert report["groups"][0]["previous"]["rates"]["promise_kept"]["part"] == 10
    alone = _november(tmp_path)
    assert [m["source"] for m in alone["analyses"]["trend"]["months"] if m["outcomes"]] == ["records"]
    assert alone["groups"][0]["previous"] is None


def test_records_come_before_a_kept_report(kept: Path, tmp_path: Path) -> None:
    """A month that the records reach is counted from them; its kept report is not used."""
    records = [record("A", "2023-10-06 08:00", "2023-10-06 09:00"), record("B", "2023-11-03 08:00", "2023-11-03 09:00")]
    assert _evaluate(tmp_path, records, "2023-11", tmp_path / "out", "--earlier", str(kept / "2023-10" / "report.json")) == 0
    months = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))["analyses"]["trend"]["months"]
    assert (months[-2]["source"], months[-2]["outcomes"]["kept"]) == ("records", 1)


def test_the_report_of_the_period_itself_is_left_out(kept: Path, tmp_path: Path) -> None:
    """A folder that already has a report of the period can be named when the period is evaluated again."""
    records = [record("A", "2023-10-06 08:00", "2023-10-06 09:00")]
    assert _evaluate(tmp_path, records, "2023-10", tmp_path / "out", "--earlier", str(kept)) == 0


def _changed(change: Callable[[Any], object]) -> Callable[[str], str]:
    def apply(text: str) -> str:
        data = json.loads(text)
        change(data)
        return json.dumps(data)

    return apply


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda _text: "{", "is not a report.json"),
        (lambda _text: "[]", "is not a report.json"),
        (lambda _text: "[" * 100_000, "is not a report.json"),
        (lambda _text: '{"kind": "decision"}', "is not a report.json"),
        (_changed(lambda d: d["groups"][0]["counts"].pop("covered")), "is not a report.json"),
        (_changed(lambda d: d["basis"]["catalog"].update(id="khac")), "of the catalog khac"),
        (_changed(lambda d: d["period"].update(scheme="official")), "delimited in another way"),
        (_changed(lambda d: d.update(judged_at="2023-10-30T00:00:00")), "before the period 2023-10 was over"),
    ],
)
def test_an_unusable_report_is_refused(
    damage: Callable[[str], str], message: str, kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message names the file and what is wrong with it; nothing is written."""
    bad = tmp_path / "report.json"
    bad.write_text(damage((kept / "2023-10" / "report.json").read_text("utf-8")), encoding="utf-8")
    records = [record("N-1", "2023-11-03 08:00", "2023-11-03 09:00")]
    assert _evaluate(tmp_path, records, "2023-11", tmp_path / "out", "--earlier", str(bad), "--lang", "en") == 2
    shown = capsys.readouterr().err
    assert str(bad) in shown
    assert message in shown
    assert not (tmp_path / "out").exists()


def test_a_path_without_a_report_and_two_reports_of_one_period(kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty folder, a missing file, and a second report of a month are refused."""
    records = [record("N-1", "2023-11-03 08:00", "2023-11-03 09:00")]
    empty = tmp_path / "empty"
    empty.mkdir()
    for path, message in ((empty, "there is no report.json"), (tmp_path / "missing", "there is no report.json")):
        assert _evaluate(tmp_path, records, "2023-11", tmp_path / "out", "--earlier", str(path), "--lang", "en") == 2
        assert message in capsys.readouterr().err
    twice = ("--earlier", str(kept), "--earlier", str(kept / "2023-10"))
    assert _evaluate(tmp_path, records, "2023-11", tmp_path / "out", *twice, "--lang", "en") == 2
    assert "already has a report" in capsys.readouterr().err
