"""Scenario files are read strictly, asked of the engine, and told plainly when they do not hold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import tthc_catalog
from tthc_catalog.errors import CatalogError
from tthc_catalog.testing import read_scenarios

HEAD = "kind: scenarios\ncatalog: packaged\nscenarios:\n"
RIGHT = """  - name: trả trong ngày
    when: {code: "1.001193", level: commune, at: "2023-09-29 10:00"}
    then: {covered: true, governing: commitment, commitments: {thu-sau-khong-cho: "2023-09-29 17:00"}}
"""
WRONG = """  - name: sai
    when: {code: "1.001193", level: commune, at: "2023-09-29 15:31"}
    then: {due: "2023-09-29 17:00", says: hôm nay, commitments: {thu-sau-khong-cho: not-model-day}}
"""


def written(folder: Path, text: str) -> Path:
    """A scenario file."""
    path = folder / "mau.scenario.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_scenario_that_holds_differs_in_nothing(tmp_path: Path) -> None:
    """What is expected is what the engine says."""
    (scenario,) = read_scenarios(written(tmp_path, HEAD + RIGHT))
    assert scenario.differences() == []
    assert scenario.line == 4


def test_what_differs_is_told_with_the_engine_s_reasons(tmp_path: Path) -> None:
    """Each expectation that fails is one line, and the explanation follows."""
    (scenario,) = read_scenarios(written(tmp_path, HEAD + WRONG))
    wrong = scenario.differences()
    assert wrong[0] == "due: expected '2023-09-29 17:00', got '2023-10-02 09:00'"
    assert any(line.startswith("says") for line in wrong)
    assert any(line.startswith("commitments.thu-sau-khong-cho") for line in wrong)
    assert "before 09:00" in wrong[-1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + RIGHT.replace("covered", "coverd"), "coverd"),
        (HEAD + RIGHT.replace("level:", "cap:"), "cap"),
        (HEAD + '  - name: thiếu\n    when: {code: "1.001193", at: "2023-09-29 10:00"}\n', "then is missing"),
    ],
)
def test_a_slip_in_a_scenario_is_refused(text: str, said: str, tmp_path: Path) -> None:
    """A key nobody reads would be an expectation nobody checks."""
    with pytest.raises(ValueError, match=said) as caught:
        read_scenarios(written(tmp_path, text))
    assert "mau.scenario.yaml:4" in str(caught.value)


def test_scenario_files_are_read_as_strictly_as_a_catalog(tmp_path: Path) -> None:
    """A key given twice is refused, as everywhere."""
    with pytest.raises(CatalogError):
        read_scenarios(written(tmp_path, HEAD + HEAD))


def test_the_pytest_plugin_collects_and_reports(tmp_path: Path) -> None:
    """One test a scenario; a failure shows the file, the line and the difference, and no traceback."""
    written(tmp_path, HEAD + RIGHT + WRONG)
    path = os.pathsep.join([str(Path(tthc_catalog.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    words = [sys.executable, "-m", "pytest", "-p", "tthc_catalog.testing.pytest_plugin", "-p", "no:cacheprovider", "--rootdir", ".", "."]
    shown = subprocess.run(
        words, cwd=tmp_path, env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"}, capture_output=True, encoding="utf-8", check=False
    )
    assert "1 failed, 1 passed" in shown.stdout
    assert "mau.scenario.yaml:7: sai" in shown.stdout
    assert "expected '2023-09-29 17:00'" in shown.stdout
    assert "Traceback" not in shown.stdout
    assert "site-packages" not in shown.stdout.split("FAILURES")[1]


def test_the_reserved_fixtures_lend_the_packaged_catalog(tthc_engine: object, tthc_schedule: object) -> None:
    """A plugin's own tests may ask the packaged engine and schedule for comparison."""
    assert isinstance(tthc_engine, tthc_catalog.Engine)
    assert type(tthc_schedule).__name__ == "Schedule"
