"""Scenario files: strict reading, comparison with the engine, and reports of differences."""

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
    """Write a scenario file."""
    path = folder / "mau.scenario.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_correct_scenario_has_no_differences(tmp_path: Path) -> None:
    """`differences` is empty if the engine returns the expected values."""
    (scenario,) = read_scenarios(written(tmp_path, HEAD + RIGHT))
    assert scenario.differences() == []
    assert scenario.line == 4


def test_differences_are_reported_with_the_explanation(tmp_path: Path) -> None:
    """Each difference is one line, and the engine's explanation follows."""
    (scenario,) = read_scenarios(written(tmp_path, HEAD + WRONG))
    differences = scenario.differences()
    assert differences[0] == "due: expected '2023-09-29 17:00', got '2023-10-02 09:00'"
    assert any(line.startswith("says") for line in differences)
    assert any(line.startswith("commitments.thu-sau-khong-cho") for line in differences)
    assert "before 09:00" in differences[-1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + RIGHT.replace("covered", "coverd"), "coverd"),
        (HEAD + RIGHT.replace("level:", "cap:"), "cap"),
        (HEAD + '  - name: thiếu\n    when: {code: "1.001193", at: "2023-09-29 10:00"}\n', "then is missing"),
    ],
)
def test_unknown_and_missing_keys_raise_an_error(text: str, message: str, tmp_path: Path) -> None:
    """An unknown key would be an expectation that is never compared."""
    with pytest.raises(ValueError, match=message) as caught:
        read_scenarios(written(tmp_path, text))
    assert "mau.scenario.yaml:4" in str(caught.value)


def test_scenario_files_are_read_as_strictly_as_a_catalog(tmp_path: Path) -> None:
    """A duplicate key raises an error."""
    with pytest.raises(CatalogError):
        read_scenarios(written(tmp_path, HEAD + HEAD))


def test_pytest_collects_scenarios_without_a_conftest(tmp_path: Path) -> None:
    """There is one test for each scenario; a failure shows the file, the line and the differences without a traceback."""
    written(tmp_path, HEAD + RIGHT + WRONG)
    path = os.pathsep.join([str(Path(tthc_catalog.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", ".", "."]
    shown = subprocess.run(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"}, capture_output=True, encoding="utf-8", check=False
    )
    assert "1 failed, 1 passed" in shown.stdout
    assert "mau.scenario.yaml:7: sai" in shown.stdout
    assert "expected '2023-09-29 17:00'" in shown.stdout
    assert "Traceback" not in shown.stdout
    assert "site-packages" not in shown.stdout.split("FAILURES")[1]


def test_fixtures_of_the_kit_are_for_the_packaged_catalog(tthc_engine: object, tthc_schedule: object) -> None:
    """The tests of a plugin may compare with the packaged engine and schedule."""
    assert isinstance(tthc_engine, tthc_catalog.Engine)
    assert type(tthc_schedule).__name__ == "Schedule"
