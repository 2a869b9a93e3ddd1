"""The functions that do what the commands do: check, diff, publish and evaluate."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING

import pytest

import tthc_catalog as tthc
from tthc_catalog._resources import catalog_folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged catalog to edit."""
    return shutil.copytree(catalog_folder(), tmp_path / "catalog")


def replace(path: Path, old: str, new: str) -> None:
    """Replace the first occurrence of a text in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_check_returns_the_catalog_and_its_problems(folder: Path) -> None:
    """A sound catalog comes without problems, and a faulty one as problems with positions."""
    sound = tthc.check(folder)
    assert sound.ok
    assert sound.catalog is not None
    assert sound.problems == ()
    replace(folder / "models" / "thu-sau-khong-cho.yaml", '"15:30"', "15h30")
    faulty = tthc.check(folder)
    assert not faulty.ok
    assert faulty.catalog is None
    assert {problem.code for problem in faulty.problems} == {"scalar-time"}
    assert faulty.problems[0].line > 0


def test_check_warns_about_the_horizon(folder: Path) -> None:
    """With a day, check also warns if the calendar ends soon; a warning leaves the catalog usable."""
    result = tthc.check(folder, today=dt.date(2027, 12, 1))
    assert result.ok
    assert result.catalog is not None
    assert "calendar-near" in {problem.code for problem in result.problems}


def test_diff_compares_facts_and_due_dates(folder: Path) -> None:
    """A later cutoff is one changed fact, and the receipts between both cutoffs have another due date."""
    before = tthc.load_catalog()
    assert tthc.diff(before, folder).is_empty
    replace(folder / "models" / "thu-sau-khong-cho.yaml", '"15:30"', '"15:40"')
    difference = tthc.diff(before, folder, before_on=dt.date(2023, 9, 25), after_on=dt.date(2023, 9, 25))
    assert not difference.is_empty
    assert difference.facts.procedures == ()
    assert [record.id for record in difference.facts.records] == ["thu-sau-khong-cho"]
    assert difference.due.first == dt.date(2023, 9, 25)
    changes = {change for _, changes in difference.due.groups for change in changes}
    assert {change.weekdays for change in changes} == {(5,)}


def test_publish_writes_the_chosen_formats(tmp_path: Path) -> None:
    """The files are written and returned; the formats and desks default to those of the command."""
    files = tthc.publish(tthc.load_catalog(), tmp_path / "out", formats=["json", "ics"], offices=["cap-xa"], as_of=dt.date(2026, 12, 1))
    assert {file.format for file in files} == {"json", "ics"}
    assert all((tmp_path / "out" / file.path).stat().st_size == file.size for file in files)
    with pytest.raises(tthc.PublicationError) as unknown:
        tthc.publish(None, tmp_path / "out", formats=["icss"])
    assert "ics" in unknown.value.suggestions
    with pytest.raises(tthc.UnknownOffice) as desk:
        tthc.publish(None, tmp_path / "out", formats=["ics"], offices=["cap-x"])
    assert desk.value.office == "cap-x"


EXPORT = """dossier_id,unit,code,level,received_at,completed_at
1,cap-xa,1.001193,commune,2023-10-06 09:00,2023-10-06 16:00
2,cap-xa,1.001193,commune,2023-10-06 16:00,2023-10-09 10:00
3,cap-xa,1.001193,commune,not a moment,
"""


def test_evaluate_returns_the_report_and_writes_files(tmp_path: Path) -> None:
    """The report has the figures and the rejected rows; files are written only if a folder is given."""
    pytest.importorskip("duckdb")
    export = tmp_path / "export.csv"
    export.write_text(EXPORT, encoding="utf-8")
    engine = tthc.Engine(tthc.load_catalog())
    report = tthc.evaluate(export, period="2023-10", engine=engine, as_of=dt.datetime(2023, 11, 1))
    assert report.period.start == dt.date(2023, 10, 1)
    assert report.total.figures["received"] == 2
    assert sum(report.intake.rejected.values()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["export.csv"]
    folder = tmp_path / "report"
    same = tthc.evaluate([export], period=report.period, output=folder, outputs=["json"], as_of=dt.datetime(2023, 11, 1))
    assert same.total == report.total
    assert {path.name for path in folder.iterdir()} == {"report.json", "rejects.csv"}


def test_evaluate_rejects_a_wrong_period(tmp_path: Path) -> None:
    """A period that cannot be parsed raises InvalidPeriod with its text."""
    pytest.importorskip("duckdb")
    with pytest.raises(tthc.InvalidPeriod) as wrong:
        tthc.evaluate(tmp_path / "export.csv", period="10/2023")
    assert wrong.value.period == "10/2023"
