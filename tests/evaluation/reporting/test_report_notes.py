"""The notes of a report: how far the calendar, the export and the records reach."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from tthc_catalog.cli import main
from tthc_catalog.errors import EvaluationError
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = "dossier_id,unit,code,state,received_at,completed_at"
OPEN = "H-1,xa-an-phuong,1.004873,in_progress,{0},"


def _file(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def _note(key: str, **params: str) -> tuple[str, str]:
    return text(f"evaluation.note.{key}", "vi", **params), text(f"evaluation.note.{key}", "en", **params)


def test_a_period_that_has_not_begun_is_refused_by_the_clock(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """Without the time of the export, the current time is used: a future period cannot be evaluated."""
    file = _file(tmp_path / "a.csv", OPEN.format("2023-10-02 08:00"))
    later = f"{dt.datetime.now(tz=dt.UTC).year + 1}"
    with pytest.raises(EvaluationError) as refused, evaluate(file, period=later):
        pass
    assert refused.value.key == "evaluation.error.not_begun"


def test_a_period_that_is_not_over_is_judged_by_the_clock_and_says_so(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """An open dossier is judged at the current time, not at the end of the period, and a note says that the period is not over."""
    now = dt.datetime.now(tz=dt.timezone(dt.timedelta(hours=7))).replace(tzinfo=None)
    file = _file(tmp_path / "a.csv", OPEN.format("2023-10-02 08:00"))
    with evaluate(file, period=str(now.year)) as made:
        assert abs(made.report.judged_at - now) < dt.timedelta(minutes=10)
        assert any(vi.startswith("Kỳ báo cáo chưa hết") for vi, _ in made.report.notes)


def test_an_export_made_within_the_period_says_so(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """The note contains the date and time of the export as people write them."""
    file = _file(tmp_path / "a.csv", OPEN.format("2023-10-02 08:00"))
    with evaluate(file, as_of=dt.datetime(2023, 10, 20, 9, 5)) as made:
        assert _note("not_ended", day="20/10/2023", time="09:05") in made.report.notes
    with evaluate(file, as_of=dt.datetime(2023, 11, 1)) as made:
        assert not any("chưa hết" in vi for vi, _ in made.report.notes)


def test_a_period_beyond_the_announced_days_off_is_provisional(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """Its model days are counted, and a note says that they are provisional."""
    file = _file(tmp_path / "a.csv", OPEN.format("2030-01-02 08:00"))
    with evaluate(file, period="2030-02", as_of=dt.datetime(2030, 4, 1)) as made:
        through = f"{made.report.basis.decided_through:%d/%m/%Y}"
        assert _note("undecided", through=through) in made.report.notes
    with evaluate(file, period="2023-10") as made:
        assert not any("tạm tính" in vi for vi, _ in made.report.notes)


def test_records_that_do_not_reach_the_period_have_a_note(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """Three notes differ: no dossier at all, none in the period, none before it. A rate without dossiers is a dash."""
    with evaluate(_file(tmp_path / "none.csv"), period="2023-10") as made:
        assert _note("no_dossiers") in made.report.notes
        assert made.report.total.figures.rate("on_time").text() == "-"
    done = "H-1,xa-an-phuong,1.004873,resolved,2023-10-02 08:00,2023-10-03 08:00"
    with evaluate(_file(tmp_path / "early.csv", done), period="2024-05") as made:
        assert _note("none_in_period", first="02/10/2023", last="02/10/2023") in made.report.notes
    with evaluate(_file(tmp_path / "first.csv", done), period="2023-10") as made:
        assert _note("nothing_earlier", start="01/10/2023") in made.report.notes
    with evaluate(_file(tmp_path / "before.csv", done, done.replace("H-1", "H-2").replace("10-02", "09-29"))) as made:
        assert not any("chuyển sang" in vi for vi, _ in made.report.notes)


def test_the_command_writes_numbers_in_the_style_of_the_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers have the thousands separator of the language: 1.001 in Vietnamese, 1,001 in English."""
    rows = [f"H-{n},xa-an-phuong,1.004873,resolved,2023-10-02 08:00,2023-10-03 08:00" for n in range(1001)]
    file = _file(tmp_path / "a.csv", *rows, *("H-0,xa-an-phuong,1.004873,resolved,2023-10-02 08:00,nie" for _ in range(1001)))
    for lang, number in (("vi", "1.001"), ("en", "1,001")):
        arguments = ["evaluate", str(file), "--period", "2023-10", "--outputs", "json", "-o", str(tmp_path / lang), "--lang", lang]
        assert main([*arguments, "--accept-rejects"]) == 0
        output = capsys.readouterr().out
        assert output.count(number) >= 4
        assert "2002" not in output
        assert "1001" not in output
