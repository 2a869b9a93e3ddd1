"""Install the npm packages that tests compare results with; `tests/node/package-lock.json` pins them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

LOCKED = Path(__file__).parent / "node"
_installed: list[Path] = []


def install(into: Path) -> Path:
    """Return the folder of the installed packages; if npm cannot install them, skip the test, or fail if ``CI`` is set."""
    for folder in (LOCKED, *_installed):
        if (folder / "node_modules").is_dir():
            return folder
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LOCKED / name, into / name)
    reason = "node or npm is not installed"
    if shutil.which("node") and shutil.which("npm"):
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        result = subprocess.run(command, cwd=into, capture_output=True, text=True, timeout=300, check=False)
        if result.returncode == 0:
            _installed.append(into)
            return into
        reason = f"npm could not install: {result.stderr.strip()[-300:]}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(f"NOT TESTED against programs from npm: {reason}")
