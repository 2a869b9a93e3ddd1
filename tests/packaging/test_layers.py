"""The house keeps its order: imports go down the layers, and each heavy dependency has one home."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import tthc_catalog

ROOT = Path(__file__).parents[2]
PACKAGE = Path(tthc_catalog.__file__).parent


def test_imports_follow_the_layers() -> None:
    """Every contract of import-linter in pyproject.toml is kept."""
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
    shown = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stdout + shown.stderr


@pytest.mark.parametrize("dependency", ["holidays", "jsonschema", "pluggy", "yaml"])
def test_a_heavy_dependency_has_one_home(dependency: str) -> None:
    """Each of these is imported by one module at most, so replacing it is one change."""
    homes = [path for path in PACKAGE.rglob("*.py") if dependency in _imported(path)]
    assert len(homes) <= 1, homes


def _imported(path: Path) -> set[str]:
    """The top names a module imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.partition(".")[0])
    return found
