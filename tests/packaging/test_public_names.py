"""The public names of the package: what it exports, whether that is complete and documented, and what importing it costs."""

from __future__ import annotations

import ast
import contextlib
import functools
import importlib
import importlib.metadata
import inspect
import re
import subprocess
import sys
import typing
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import attrs
import pytest

import tthc_catalog
from tthc_catalog import extension

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

API_PAGE = Path(__file__).parents[2] / "docs" / "reference" / "api.md"

INTERNAL = {
    "tthc_catalog.decisions.decision_facts.Context": "the internal state of a decision",
    "tthc_catalog.calendars.announcements.Knowledge": "an internal part of a schedule",
    "tthc_catalog.calendars.announcements.Learned": "an internal part of a schedule",
    "tthc_catalog.calendars.schedule.Schedule": "an internal part of a timetable",
    "tthc_catalog.timetable.policy_table.PolicyTable": "an internal part of a timetable",
    "tthc_catalog.timetable.span.Commitment": "an internal part of a timetable",
    "tthc_catalog.timetable.timetable.Timetable": "the base class of the exported one; only the engine passes it on",
    "tthc_catalog.extension.discovery.PluginReport": "what the command `tthc plugins` prints",
}
"""Classes that a public attribute leads to and that are not exported, with the reason."""

FOR_PLUGINS = "tthc_catalog.policies.contract"
"""The module from which authors of plugins import the policy contract; see docs/reference/hooks.md."""


def test_all_is_sorted_and_has_no_duplicates() -> None:
    """``__all__`` is sorted and contains each name once."""
    assert sorted(set(tthc_catalog.__all__)) == tthc_catalog.__all__


@pytest.mark.parametrize("name", tthc_catalog.__all__)
def test_every_public_name_resolves(name: str) -> None:
    """Every public name resolves on first use, and a second use returns the same object."""
    assert getattr(tthc_catalog, name) is getattr(tthc_catalog, name)


def test_type_checkers_see_the_same_names() -> None:
    """The names of the package imported for type checkers are exactly ``__all__``."""
    tree = ast.parse(inspect.getsource(tthc_catalog))
    guarded = next(node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    own = [node for node in guarded.body if isinstance(node, ast.ImportFrom) and str(node.module).startswith("tthc_catalog.")]
    imported = {alias.asname or alias.name for node in own for alias in node.names}
    declared = {ast.unparse(node.target) for node in guarded.body if isinstance(node, ast.AnnAssign)}
    assert imported | declared == set(tthc_catalog.__all__)


def test_every_error_is_public() -> None:
    """Every exception class whose name does not start with an underscore is exported, so that callers can catch it."""
    from tthc_catalog import errors

    raised = {name for name, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, Exception)}
    assert {name for name in raised if not name.startswith("_")} <= set(tthc_catalog.__all__)


@pytest.mark.parametrize("name", tthc_catalog.__all__)
def test_every_public_name_is_documented(name: str) -> None:
    """Every public name has a docstring and an entry on the API page."""
    page = API_PAGE.read_text(encoding="utf-8")
    assert re.search(rf"^(?:### |\| |.*)`(?:tthc_catalog\.)?{re.escape(name)}[`(]", page, re.MULTILINE)
    if name != "__version__":
        assert inspect.getdoc(getattr(tthc_catalog, name))


def test_the_page_lists_public_names_only() -> None:
    """Every name in a table or a heading of the API page is public, or is a member of the engine."""
    page = API_PAGE.read_text(encoding="utf-8")
    listed = re.findall(r"^(?:### |\| )`(\w+)[`(]", page, re.MULTILINE)
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(tthc_catalog.__all__) | set(dir(tthc_catalog.Engine)) | {"catalog"}


def test_every_type_of_a_public_signature_is_exported() -> None:
    """Every class of the package that a public function or class accepts, returns or has as an attribute is exported."""
    exported = {getattr(tthc_catalog, name) for name in tthc_catalog.__all__ if name != "__version__"}
    exported |= {getattr(extension, name) for name in extension.__all__}
    missing = {
        f"{used.__module__}.{used.__qualname__}": where
        for where, used in types_in_signatures()
        if used not in exported and used.__module__ != FOR_PLUGINS
    }
    assert set(missing) == set(INTERNAL), missing


def types_in_signatures() -> Iterator[tuple[str, type]]:
    """Yield each class of the package in the type hints of public names, with the place where it occurs."""
    for name in tthc_catalog.__all__:
        public = getattr(tthc_catalog, name)
        if inspect.isclass(public):
            hints = [(f"{name}.{member}", hint) for member, hint in hints_of_members(public)]
        elif inspect.isfunction(public):
            hints = [(f"{name}({parameter})", hint) for parameter, hint in hints_of(public, sys.modules[public.__module__]).items()]
        else:
            continue
        for where, hint in hints:
            yield from ((where, used) for used in classes_in(hint) if used.__module__.startswith("tthc_catalog"))


def hints_of_members(public: type) -> Iterator[tuple[str, object]]:
    """Yield the type hints of the public attributes and methods of a class, inherited ones included."""
    for base in public.__mro__:
        if not base.__module__.startswith("tthc_catalog"):
            continue
        module = sys.modules[base.__module__]
        yield from ((name, hint) for name, hint in hints_of(base, module).items() if not name.startswith("_"))
        for name, member in vars(base).items():
            function = function_of(member)
            if function is None or (name.startswith("_") and name != "__init__") or (name == "__init__" and attrs.has(base)):
                continue
            yield from ((f"{name}({parameter})", hint) for parameter, hint in hints_of(function, module).items())


def function_of(member: Any) -> Callable[..., object] | None:
    """Return the function behind a method or property; None for anything else and for inherited code of other packages."""
    # A property, a cached property, a class method or a plain function.
    member = member.fget if isinstance(member, property) else getattr(member, "func", getattr(member, "__func__", member))
    return member if inspect.isfunction(member) and member.__module__.startswith("tthc_catalog") else None


def hints_of(annotated: Any, module: ModuleType) -> dict[str, Any]:
    """Return the type hints of a class or function, with names that its module or an alias imports for type checkers only."""
    names = {**all_names_for_type_checkers(), **names_for_type_checkers(str(module.__file__)), **vars(module)}
    return typing.get_type_hints(annotated, globalns=names, localns={})


@functools.cache
def all_names_for_type_checkers() -> dict[str, Any]:
    """Return the names that any module of the package imports for type checkers only."""
    package = Path(tthc_catalog.__file__).parent
    return {name: value for path in sorted(package.rglob("*.py")) for name, value in names_for_type_checkers(str(path)).items()}


@functools.cache
def names_for_type_checkers(path: str) -> dict[str, Any]:
    """Return the names that a module imports for type checkers only."""
    names: dict[str, Any] = {}
    for node in ast.parse(Path(path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for statement in node.body:
                if isinstance(statement, (ast.Import, ast.ImportFrom)):
                    with contextlib.suppress(ImportError):  # modules that exist as stubs only
                        exec(ast.unparse(statement), names)  # noqa: S102 - imports of our own sources
    return names


def classes_in(hint: object) -> Iterator[type]:
    """Yield every class in a type hint."""
    if isinstance(hint, type) and typing.get_origin(hint) is None:
        yield hint
    for argument in typing.get_args(hint):
        for part in argument if isinstance(argument, list) else [argument]:
            yield from classes_in(part)


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A name that is not public raises AttributeError, as for any module."""
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = tthc_catalog.nonsense


def test_a_source_tree_has_a_version_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The version of a source tree that was never installed is unknown."""

    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setitem(vars(tthc_catalog), "__version__", "restored afterwards")
    monkeypatch.setattr(importlib.metadata, "version", missing)
    assert tthc_catalog.__getattr__("__version__") == "0+unknown"


def test_importing_the_main_module_runs_nothing() -> None:
    """A documentation tool can import ``tthc_catalog.__main__`` without running the command."""
    assert importlib.import_module("tthc_catalog.__main__").main is not None


def test_dir_shows_the_public_names() -> None:
    """``dir`` shows the public names before any of them is used."""
    assert dir(tthc_catalog) == tthc_catalog.__all__


HEAVY = ("attrs", "attr", "click", "holidays", "jsonschema", "numpy", "pluggy", "referencing", "yaml")


def _imported_by(code: str) -> set[str]:
    """Return the heavy packages that a new interpreter has imported after running ``code``."""
    run = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; print('\\n', *(name for name in {HEAVY!r} if name in sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(run.stdout.splitlines()[-1].split())


def test_importing_the_package_imports_nothing_heavy() -> None:
    """``import tthc_catalog`` imports no dependency."""
    assert _imported_by("import tthc_catalog") == set()


def test_deciding_needs_no_optional_package() -> None:
    """A decision on one dossier does not import numpy."""
    code = "import tthc_catalog as t; t.Engine(t.load_catalog()).decide('1.001193', received_at='2023-09-29 15:31').to_dict()"
    assert "numpy" not in _imported_by(code)


def test_the_command_starts_with_click_alone() -> None:
    """Parsing a command line and showing the help of a core command import no dependency but click."""
    assert _imported_by("from tthc_catalog.cli import main; main(['due', '--help'])") == {"click"}
