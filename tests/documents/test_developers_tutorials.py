"""The tutorials for developers are true: the package of the policy passes its test, and the program in Node gets the due time."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from service_process import Service

TUTORIALS = Path(__file__).parents[2] / "docs" / "tutorial"
FILE = re.compile(r"^`([\w./-]+)`[^\n]*(?:\n[^\n]+)*:\n\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
"""A file of a package: a paragraph that begins with its name, and the block below it."""


def test_the_package_of_the_policy_passes_its_test(tmp_path: Path) -> None:
    """The files of the page, written into an empty folder, fulfil the contract of policies."""
    files = dict(FILE.findall((TUTORIALS / "a-policy-package.md").read_text(encoding="utf-8")))
    assert set(files) == {"pyproject.toml", "src/tthc_month_days.py", "tests/test_month_days.py", "tests/answers.csv"}
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    assert re.search(r"^1\d passed", run.stdout, re.MULTILINE), run.stdout


def test_the_program_in_node_gets_the_due_time(tmp_path: Path) -> None:
    """The program of the page prints the due time that the page states."""
    if shutil.which("node") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("NOT TESTED in Node: it is not installed (Debian: apt-get install nodejs)")
    page = (TUTORIALS / "from-your-program.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"^```js\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    (tmp_path / "due.mjs").write_text(program, encoding="utf-8")
    with Service() as service:
        environment = {**os.environ, "TTHC_SERVICE": f"http://127.0.0.1:{service.port}"}
        run = subprocess.run(["node", str(tmp_path / "due.mjs")], env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert run.stdout.strip() in re.findall(r'`"(\S+)"`', page), run.stderr
