"""Programs from npm that tests ask for a second opinion; `tests/node/package-lock.json` says which, to the byte."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

LISTED = Path(__file__).parent / "node"
_installed: list[Path] = []


def install(into: Path) -> Path:
    """The folder of the installed programs; without npm the tests that need them are skipped, but never where ``CI`` is set."""
    for place in (LISTED, *_installed):
        if (place / "node_modules").is_dir():
            return place
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LISTED / name, into / name)
    reason = "node or npm is not installed"
    if shutil.which("node") and shutil.which("npm"):
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(command, cwd=into, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode == 0:
            _installed.append(into)
            return into
        reason = f"npm could not install: {done.stderr.strip()[-300:]}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(f"NOT TESTED against programs from npm: {reason}")
