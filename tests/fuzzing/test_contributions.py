"""Fuzz target of plugins: specs of every kind with odd values and careless functions are used or rejected, and never an unexpected exception."""

from __future__ import annotations

import importlib.metadata
import json
import sys
import tempfile
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import hypothesis
from damaged_inputs import slow_fuzz
from hypothesis import strategies as st

from tthc_catalog.cli.commands import plugins as plugins_command
from tthc_catalog.errors import TthcError
from tthc_catalog.evaluation.intake.column_map import AUTOMATIC
from tthc_catalog.evaluation.intake.importers import open_file
from tthc_catalog.evaluation.intake.table_preview import preview
from tthc_catalog.extension.discovery import HOOK_OF_KIND, KINDS, discover
from tthc_catalog.importing.sources import read_sources
from tthc_catalog.loading import folder_of
from tthc_catalog.publication.output.renderers import chosen_renderers
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable

MODULE = "a_fuzzed_plugin"
ENTRY = importlib.metadata.EntryPoint("fuzzed", MODULE, "tthc_catalog")
SMALL = Path(__file__).parents[1] / "small_catalog"


class _Odd:
    """A value whose text cannot be made."""

    def __str__(self) -> str:
        raise RuntimeError("no text")

    __repr__ = __str__


def _raise(*_: Any) -> Any:
    raise RuntimeError("careless")


def _leave(*_: Any) -> Any:
    raise SystemExit(3)


def _generate(*_: Any) -> Any:
    yield 1
    raise ValueError("late")


FUNCTIONS: tuple[Callable[..., Any], ...] = (
    _raise,
    _leave,
    _generate,
    lambda *_: None,
    lambda *_: [],
    lambda *_: True,
    lambda *_: 7,
    dict,
)
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=6),
    st.binary(max_size=3),
    st.lists(st.one_of(st.integers(), st.text(max_size=3)), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=1),
    st.builds(_Odd),
    st.sampled_from(FUNCTIONS),
)
USUAL: dict[str, st.SearchStrategy[Any]] = {
    "id": st.sampled_from(["odd", "csv", "new-odd", "calculator"]),
    "version": st.just("1"),
    "title": st.just("Lạ"),
    "title_en": st.just("Odd"),
    "folder": st.just(SMALL),
    "suffixes": st.sampled_from([(".odd",), [".odd"], ".odd", (".csv", ".odd"), ("/",)]),
    "parameters": st.sampled_from([{}, {"type": "object"}, {"type": 5}]),
    "example": st.just({}),
    "media_type": st.just("text/plain"),
    "group": st.sampled_from([None, "new"]),
    "statutory": st.booleans(),
}


@st.composite
def specs(draw: st.DrawFn, kind: str) -> Any:
    """Return a spec of a kind: most values are usual, functions are careless, and some values are odd."""
    values = {}
    for field in attrs.fields(KINDS[kind]):
        usual = USUAL.get(field.name, st.sampled_from(FUNCTIONS))
        values[field.name] = draw(VALUES if draw(st.integers(0, 5)) == 0 else usual)
    return KINDS[kind](**values)


@st.composite
def plugins(draw: st.DrawFn) -> types.ModuleType:
    """Return a plugin with one or two hooks."""
    module = types.ModuleType(MODULE)
    for kind in draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=2, unique=True)):
        returned = draw(st.one_of(st.lists(specs(kind), max_size=2), st.lists(specs(kind), min_size=1, max_size=1), VALUES))
        setattr(module, HOOK_OF_KIND[kind], _returning(returned))
    return module


def _returning(value: Any) -> Callable[[], Any]:
    def hook() -> Any:
        return value

    return hook


def contributions_target(module: types.ModuleType) -> None:
    """A contribution is used or rejected with a reason; each use gives a result or an error of ours."""
    sys.modules[MODULE] = module
    registry = Registry(plugins=("fuzzed",))
    library = {*registry._own, *registry._first_party.specs, *registry.reserved}
    found = discover([ENTRY], None, library)
    registry.__dict__["_discovery"] = found
    (report,) = found.reports
    assert all(all(fault.reason) for fault in report.faults)
    assert json.dumps([plugins_command._row(report, lang) for lang in ("vi", "en")])
    assert list(plugins_command._lines(registry.plugins, "vi"))
    described: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "x.odd"
        path.write_text("Mã hồ sơ;Ngày tiếp nhận\nH1;02/10/2023 08:00\n", encoding="utf-8")
        uses: list[Callable[[], Any]] = [
            lambda: open_file(path, AUTOMATIC, registry),
            lambda: preview(path, registry),
            lambda: read_sources([path], registry),
            lambda: read_sources([path.parent], registry),
            *(lambda id=id: open_file(path, AUTOMATIC, registry, id) for kind, id in found.specs if kind == "importer"),
            *(lambda id=id: chosen_renderers([id], registry) for kind, id in found.specs if kind == "renderer"),
            *(lambda id=id: folder_of(id, registry) for kind, id in found.specs if kind == "catalog"),
        ]
        for use in uses:
            try:
                use()
            except TthcError as error:
                described.append(str(error))
    assert all(described)


@hypothesis.given(module=plugins())
@slow_fuzz(2)
def test_contributions(module: types.ModuleType) -> None:
    """Plugins with odd values and careless functions."""
    contributions_target(module)
