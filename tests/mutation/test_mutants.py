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
    assert {"and", "or", "not"} <= {mutant.name.rpartition(": ")[2] for mutant in found}
    assert len({mutant.name for mutant in found}) == len(found)
    for mutant in found:
        assert mutant.source != original
        compile(mutant.source, mutant.module, "exec")


def test_the_core_and_its_tests_exist(mutants: Any) -> None:
    """The packages that are changed and the nearest tests exist."""
    assert all((mutants.SOURCE / part).is_dir() for part in mutants.CORE)
    assert all((mutants.ROOT / test).exists() for test in mutants.NEAREST)


def test_every_equivalent_mutant_exists_and_has_a_reason(mutants: Any) -> None:
    """An entry of the list that no longer names a mutant must be removed."""
    entries = [line.split("  ", 1) for line in mutants.EQUIVALENT.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    assert all(len(entry) == 2 and entry[1].strip() for entry in entries)
    modules = {entry[0].partition(":")[0] for entry in entries}
    names = {mutant.name for module in modules for mutant in mutants.mutants_of(mutants.SOURCE / module)}
    assert {entry[0] for entry in entries} <= names


def test_the_code_of_functions_is_changed_alone(mutants: Any) -> None:
    """A change in a function gives that function other code, with the same lines; a change outside of functions gives none."""
    path = mutants.SOURCE / "policies" / "contract_proof.py"
    found = {mutant.name: mutant.changed_functions() for mutant in mutants.mutants_of(path)}
    assert None in found.values()
    for name, changed in found.items():
        scope = name.split(": ")[1]
        if changed is not None:
            assert scope.partition(".")[0] in {code.co_qualname.partition(".")[0] for code in changed}
            assert all(before.co_firstlineno == after.co_firstlineno for before, after in changed.items())


def test_a_changed_module_is_imported_from_memory(mutants: Any) -> None:
    """The finder answers for the changed module only, and its code is the changed source."""
    mutant = next(mutants.mutants_of(mutants.SOURCE / "decisions" / "completeness.py"))
    finder = mutants.ChangedModule(mutant)
    assert finder.find_spec("tthc_catalog.decisions.decision") is None
    spec = finder.find_spec("tthc_catalog.decisions.completeness")
    assert spec.loader.get_code(spec.name) == compile(mutant.source, spec.origin, "exec")
