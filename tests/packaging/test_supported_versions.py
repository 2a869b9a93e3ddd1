"""The versions of Python and of dependencies that pyproject.toml states are those that CI tests."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def run(script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script of CI with this interpreter."""
    words = [sys.executable, str(ROOT / ".ci" / script), *arguments]
    return subprocess.run(words, capture_output=True, text=True, check=False, env=os.environ | environment)


def test_every_dependency_has_a_lowest_version() -> None:
    """``.ci/lowest-versions`` prints one version for every dependency and extra that is not only a tool."""
    shown = run("lowest-versions")
    assert shown.returncode == 0, shown.stderr
    pinned = dict(line.split("==") for line in shown.stdout.splitlines())
    assert {"attrs", "click", "duckdb", "numpy", "pyspark", "pytest", "typst"} <= pinned.keys()
    assert not pinned.keys() & {"tthc-catalog", "mypy", "ruff"}
    assert f"attrs>={pinned['attrs']}" in PROJECT["dependencies"]


@pytest.mark.parametrize(
    ("dependencies", "message"), [('["attrs"]', "states no lowest version"), ('["attrs>=24", "attrs>=25"]', "two lowest versions")]
)
def test_a_dependency_without_one_lowest_version_is_rejected(dependencies: str, message: str, tmp_path: Path) -> None:
    """A dependency without a lower bound, or with two, is an error, since CI could not test its lowest version."""
    path = tmp_path / "pyproject.toml"
    path.write_text(f'[project]\nname = "x"\ndependencies = {dependencies}\n[project.optional-dependencies]\n', encoding="utf-8")
    shown = run("lowest-versions", str(path))
    assert shown.returncode == 1
    assert message in shown.stderr


def test_the_interpreters_of_this_machine_are_found(tmp_path: Path) -> None:
    """Interpreters are found in the folder of a version manager; a version that is not there, or does not run, is named as not tested."""
    folder = tmp_path / "versions" / f"3.{sys.version_info.minor}.99" / "bin"
    folder.mkdir(parents=True)
    (folder / f"python3.{sys.version_info.minor}").symlink_to(sys.executable)
    broken = tmp_path / f"python3.{sys.version_info.minor + 1}"
    broken.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    broken.chmod(0o755)
    path = tmp_path / "pyproject.toml"
    classifier = f"Programming Language :: Python :: 3.{sys.version_info.minor}"
    path.write_text(f'[project]\nclassifiers = ["{classifier}"]\n', encoding="utf-8")
    nowhere = {
        name: str(tmp_path / "none") for name in ("HOME", "XDG_DATA_HOME", "UV_PYTHON_INSTALL_DIR", "ASDF_DATA_DIR", "MISE_DATA_DIR")
    }
    shown = run("interpreters", str(path), PATH=str(tmp_path), PYENV_ROOT=str(tmp_path), **nowhere)
    assert shown.stdout.split() == [f"3.{sys.version_info.minor}", str(folder / f"python3.{sys.version_info.minor}")]
    assert f"NOT TESTED HERE: no interpreter found for Python 3.{sys.version_info.minor + 1}" in shown.stderr


def test_classifiers_start_at_the_lowest_version() -> None:
    """The classifiers list every version of Python from ``requires-python`` on, without a gap."""
    prefix = "Programming Language :: Python :: 3."
    minors = [int(line.removeprefix(prefix)) for line in PROJECT["classifiers"] if line.startswith(prefix)]
    assert minors == list(range(minors[0], minors[0] + len(minors)))
    assert PROJECT["requires-python"] == f">=3.{minors[0]}"
