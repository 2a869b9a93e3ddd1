"""``tthc fmt --fix`` applies the remedies that are certain, and changes nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tthc_catalog.cli import main

SMALL = Path(__file__).parents[1] / "small_catalog"
PROCEDURE = "commune/ho-tich/1.001193.yaml"
CERTAIN = [
    ("models/thu-sau.yaml", 'after: "15:30"', "after: 15h30"),
    ("models/thu-sau.yaml", 'before: "09:00"', "before: 9 giờ  # như kế hoạch"),
    ("models/thu-sau.yaml", "weekdays: [friday]", "weekdays: [thứ sáu]"),
    (PROCEDURE, "amount: 5000", "amount: 400.000"),
    (PROCEDURE, 'effective_from: "2016-01-01"', "effective_from: 01/01/2016"),
    (PROCEDURE, "Đăng ký khai sinh", "Đăng\u00a0ký khai sinh"),
    (PROCEDURE, "level: commune", "level: xã"),
    (PROCEDURE, "status: official", "status: chính thức"),
    (PROCEDURE, "unit: working_day", "unit: ngày làm việc"),
    (PROCEDURE, "    authority:", "    cơ quan:"),
    (PROCEDURE, "      unit: same_day", "\u00a0     unit: same_day"),
    (PROCEDURE, "kind: procedure", "\ufeffkind: procedure"),
]
UNCERTAIN = [
    ("    authority:", "    authorty:"),
    ("amount: 5\n", "amount: 5 ngày làm việc\n"),
    ("id: cccd", "id: Căn cước"),
    ('"2016-01-01"', '"2016-02-31"'),
    ("status: official", "status: officail"),
    ("amount: 5\n", "amount: -3\n"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the small catalog."""
    shutil.copytree(SMALL, tmp_path / "catalog")
    return tmp_path / "catalog"


@pytest.mark.parametrize(("file", "right", "wrong"), CERTAIN)
def test_a_certain_remedy_restores_the_line(folder: Path, file: str, right: str, wrong: str) -> None:
    """The corrected file differs from the original in nothing but the value, and comments stay."""
    path = folder / file
    original = path.read_text("utf-8")
    path.write_text(original.replace(right, wrong, 1).replace("\n", "\r\n"), encoding="utf-8", newline="")
    assert main(["fmt", "--fix", "--yes", str(folder)]) == 0
    expected = original.replace(right, right + wrong[wrong.find("  #") :] if "  #" in wrong else right, 1)
    expected = expected.replace("amount: 5000", "amount: 400000") if "400.000" in wrong else expected
    assert path.read_bytes().decode("utf-8") == expected.replace("\n", "\r\n")


@pytest.mark.parametrize(("right", "wrong"), UNCERTAIN)
def test_what_a_person_must_decide_is_left(folder: Path, right: str, wrong: str) -> None:
    """Guesses are not applied, and a misspelled key stays where it is."""
    path = folder / PROCEDURE
    typed = path.read_text("utf-8").replace(right, wrong, 1)
    path.write_text(typed, encoding="utf-8")
    assert main(["fmt", "--fix", "--yes", str(folder)]) == 0
    assert path.read_text("utf-8") == typed
    assert main(["fmt", str(folder)]) == 0
    assert typed.split("\n").index(next(line for line in typed.split("\n") if wrong.strip() in line)) == next(
        number for number, line in enumerate(path.read_text("utf-8").split("\n")) if wrong.strip() in line
    )


def test_the_changes_are_shown_and_not_written_without_consent(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Outside a terminal the changes are shown as a diff, nothing is written, and the exit code is 1."""
    path = folder / "models" / "thu-sau.yaml"
    typed = path.read_text("utf-8").replace('after: "15:30"', "after: 15h30")
    path.write_text(typed, encoding="utf-8")
    assert main(["fmt", "--fix", str(folder)]) == 1
    shown = capsys.readouterr().out
    assert "-    - after: 15h30" in shown
    assert '+    - after: "15:30"' in shown
    assert "--yes" in shown
    assert path.read_text("utf-8") == typed
    assert main(["fmt", "--fix", "--format", "json", str(path)]) == 1
    data = json.loads(capsys.readouterr().out)
    assert not data["written"]
    assert [file["state"] for file in data["files"]] == ["changed"]


def test_a_file_that_cannot_be_read_is_reported_and_left(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A damaged file is reported with its problem; the other files are corrected."""
    damaged, model = folder / "legal.yaml", folder / "models" / "thu-sau.yaml"
    damaged.write_text('kind: "legal\n', encoding="utf-8")
    model.write_text(model.read_text("utf-8").replace('after: "15:30"', "after: 15.30"), encoding="utf-8")
    assert main(["fmt", "--fix", "--yes", str(folder)]) == 1
    assert "yaml-syntax" in capsys.readouterr().out
    assert 'after: "15:30"' in model.read_text("utf-8")
    assert damaged.read_text("utf-8") == 'kind: "legal\n'


def test_yes_needs_fix() -> None:
    """``--yes`` alone has no meaning."""
    assert main(["fmt", "--yes"]) == 2
