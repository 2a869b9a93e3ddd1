"""The program behind ``make mutants`` changes what it says it changes."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path
from typing import Any

import pytest

_FILE = Path(__file__).with_name("mutants.py")


@pytest.fixture(scope="module")
def mutants() -> Any:
    """The program as a module."""
    spec = importlib.util.spec_from_file_location("mutants", _FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_mutant_is_valid_and_differs(mutants: Any) -> None:
    """Each mutant of a module compiles, differs from the original, and is named once."""
    path = mutants.SOURCE / "decisions" / "completeness.py"
    original = ast.unparse(ast.parse(path.read_text(encoding="utf-8")))
    found = list(mutants.mutants_of(path))
    assert len(found) > 15
    assert {"and", "or", "not"} <= {mutant.change for mutant in found}
    for mutant in found:
        assert mutant.source != original
        compile(mutant.source, mutant.module, "exec")


def test_every_part_of_the_core_has_tests(mutants: Any) -> None:
    """The nearest tests exist."""
    for part, tests in mutants.NEAREST.items():
        assert (mutants.SOURCE / part).is_dir()
        assert all((mutants.ROOT / test).exists() for test in tests)
