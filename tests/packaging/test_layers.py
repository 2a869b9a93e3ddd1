"""Imports: they follow the layers in pyproject.toml, they never form a circle, and each heavy dependency has one home."""

from __future__ import annotations

import ast
import graphlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

import tthc_catalog

ROOT = Path(__file__).parents[2]
PACKAGE = Path(tthc_catalog.__file__).parent
NAME = "tthc_catalog"
VERSION_IMPORT = f"from {NAME} import __version__"
"""The only import of the package itself that is allowed inside it; its public names come from above."""


def test_imports_follow_the_layers() -> None:
    """Every contract of import-linter in pyproject.toml is kept."""
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    shown = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stdout + shown.stderr


def test_imports_by_name_follow_the_layers() -> None:
    """Imports of modules named in strings, which import-linter does not see, follow the layers too."""
    layers = layer_of_each_folder()
    wrong = [
        f"{importer} -> {imported}"
        for importer, found in import_graph(type_checking=False).items()
        for imported in sorted(found)
        if NAME not in (importer, imported) and not may_import(layers, folder_of(importer), folder_of(imported))
    ]
    assert not wrong


def test_imports_form_no_circle() -> None:
    """No module reaches itself, counting imports inside functions, for type checkers and by name."""
    try:
        graphlib.TopologicalSorter(import_graph(type_checking=True)).prepare()
    except graphlib.CycleError as error:
        pytest.fail("circle: " + " <- ".join(error.args[1]), pytrace=False)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import_module('tthc_catalog.engine')", {"tthc_catalog.engine"}),
        ("HOMES = {'Engine': 'tthc_catalog.engine', 'text': 'tthc_catalog.nowhere'}", {"tthc_catalog.engine"}),
        ("import_module(f'tthc_catalog.cli.commands.{name}')", {"tthc_catalog.cli.commands.due"}),
        ("import_module(f'{__name__}.{name}')", {"tthc_catalog.cli.commands", "tthc_catalog.cli.commands.due"}),
        ("import_module(f'{__name__}.commands.{name}')", {"tthc_catalog.cli.commands.due"}),
        ("def f():\n    '''tthc_catalog.engine'''", set()),
        ("'see tthc_catalog.engine'", set()),
    ],
)
def test_names_of_modules_in_strings_are_found(source: str, expected: set[str]) -> None:
    """A string that is the name of a module counts as an import; the constant start of an f-string means every module that it can name."""
    modules = {NAME, "tthc_catalog.engine", "tthc_catalog.cli", "tthc_catalog.cli.commands", "tthc_catalog.cli.commands.due"}
    assert modules_in_strings("tthc_catalog.cli", source, modules) == expected


@pytest.mark.parametrize("dependency", ["holidays", "jsonschema", "pluggy", "yaml"])
def test_a_heavy_dependency_has_one_home(dependency: str) -> None:
    """Each of these is imported by one module at most, so replacing it is one change."""
    homes = [path for path in PACKAGE.rglob("*.py") if dependency in top_names_imported(path)]
    assert len(homes) <= 1, homes


def import_graph(*, type_checking: bool) -> dict[str, set[str]]:
    """Return the modules of the package that each module imports, inside functions and by name as well.

    Args:
        type_checking: whether imports under ``if TYPE_CHECKING`` count.
    """
    graph = grimp.build_graph(NAME, exclude_type_checking_imports=not type_checking, cache_dir=None)
    edges = {}
    for module in graph.modules:
        imported = set(graph.find_modules_directly_imported_by(module)) | modules_in_strings(module, source_of(module), graph.modules)
        details = graph.get_import_details(importer=module, imported=NAME)
        edges[module] = imported - ({NAME} if all(line["line_contents"] == VERSION_IMPORT for line in details) else set())
    return edges


def source_of(module: str) -> str:
    """Return the source of a module of the package."""
    path = PACKAGE.parent.joinpath(*module.split("."))
    return (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text(encoding="utf-8")


def modules_in_strings(module: str, source: str, modules: set[str]) -> set[str]:
    """Return the modules that the strings of a module name; docstrings and attribute descriptions are no code."""
    tree = ast.parse(source)
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped.update(map(id, node.values))
            start = constant_start(node, module)
            found.update(name for name in modules if start.startswith(f"{NAME}.") and name.startswith(start))
        elif isinstance(node, ast.Constant) and node.value in modules - {NAME} and id(node) not in skipped:
            found.add(node.value)
    return found - {module}


def constant_start(text: ast.JoinedStr, module: str) -> str:
    """Return the part of an f-string before its first field; ``{__name__}`` is the name of the module itself."""
    start = ""
    for part in text.values:
        if isinstance(part, ast.Constant):
            start += str(part.value)
        elif isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name) and part.value.id == "__name__":
            start += module
        else:
            break
    return start


def layer_of_each_folder() -> dict[str, tuple[int, bool]]:
    """Return the layer of each folder or top module, counted from above, and whether its neighbours in the layer may import it."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = config["tool"]["importlinter"]["contracts"]
    folders = {
        folder: (level, "|" not in layer) for level, layer in enumerate(contract["layers"]) for folder in re.findall(r"\((\w+)\)", layer)
    }
    return folders | {"__main__": (-1, False)}


def may_import(layers: dict[str, tuple[int, bool]], importer: str, imported: str) -> bool:
    """Whether the layers let one folder import the other."""
    above, below = layers[importer], layers[imported]
    return importer == imported or above[0] < below[0] or (above[0] == below[0] and above[1])


def folder_of(module: str) -> str:
    """Return the folder or top module that a module belongs to."""
    return module.split(".")[1]


def top_names_imported(path: Path) -> set[str]:
    """Return the top names a module imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.partition(".")[0])
    return found
