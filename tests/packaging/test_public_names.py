"""The public face of the package: what it exports, and what importing it costs."""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import inspect
import subprocess
import sys

import pytest

import tthc_catalog


def test_all_is_sorted_and_free_of_doubles() -> None:
    """``__all__`` is sorted and names everything once."""
    assert sorted(set(tthc_catalog.__all__)) == tthc_catalog.__all__


@pytest.mark.parametrize("name", tthc_catalog.__all__)
def test_every_public_name_can_be_had(name: str) -> None:
    """Every public name resolves on first use, and a second use gives the same object."""
    assert getattr(tthc_catalog, name) is getattr(tthc_catalog, name)


def test_type_checkers_see_the_names_users_see() -> None:
    """The names imported for type checkers are exactly ``__all__``."""
    tree = ast.parse(inspect.getsource(tthc_catalog))
    guarded = next(node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    imported = {alias.asname or alias.name for node in guarded.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    declared = {ast.unparse(node.target) for node in guarded.body if isinstance(node, ast.AnnAssign)}
    assert imported | declared == set(tthc_catalog.__all__)


def test_every_error_is_public() -> None:
    """Whoever catches an error can name it: every exception class that does not start with an underscore is exported."""
    from tthc_catalog import errors

    raised = {name for name, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, Exception)}
    assert {name for name in raised if not name.startswith("_")} <= set(tthc_catalog.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A name that is not public is refused as any module would."""
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = tthc_catalog.nonsense


def test_a_source_tree_has_a_version_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run from a source tree that was never installed, the package still says which version it is: an unknown one."""

    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setitem(vars(tthc_catalog), "__version__", "restored afterwards")
    monkeypatch.setattr(importlib.metadata, "version", missing)
    assert tthc_catalog.__getattr__("__version__") == "0+unknown"


def test_importing_the_main_module_runs_nothing() -> None:
    """``tthc_catalog.__main__`` may be imported, by a documentation tool say, without running the command."""
    assert importlib.import_module("tthc_catalog.__main__").main is not None


def test_dir_shows_the_public_names() -> None:
    """``dir`` shows the public names before any of them is used."""
    assert dir(tthc_catalog) == tthc_catalog.__all__


HEAVY = ("attrs", "attr", "click", "holidays", "jsonschema", "numpy", "pluggy", "referencing", "yaml")


def _imported_by(code: str) -> set[str]:
    """Which of the heavy packages a fresh interpreter has imported after ``code``."""
    shown = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; print('\\n', *(name for name in {HEAVY!r} if name in sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(shown.stdout.splitlines()[-1].split())


def test_importing_the_package_imports_nothing_heavy() -> None:
    """``import tthc_catalog`` costs nothing: no dependency is imported."""
    assert _imported_by("import tthc_catalog") == set()


def test_the_command_starts_with_click_alone() -> None:
    """Reading a command line and showing the help of a core command need no dependency but click."""
    assert _imported_by("from tthc_catalog.cli import main; main(['due', '--help'])") == {"click"}
