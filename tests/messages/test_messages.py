"""A missing text fails a test, not a user."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

import tthc_catalog
from tthc_catalog import messages
from tthc_catalog.messages import all_texts, has_text, text
from tthc_catalog.messages.problems import PAGES
from tthc_catalog.problems.problem_factory import SEVERITIES

SOURCES = sorted(Path(tthc_catalog.__file__).parent.rglob("*.py"))
KEY = re.compile(r"[a-z]+(?:\.[a-z0-9_-]+)+")


def fields(said: str) -> set[str]:
    """The names of the fields of a text; ``reason_en`` is the English of ``reason``."""
    return {name.removesuffix("_en") for _, name, _, _ in string.Formatter().parse(said) if name is not None}


def asked_for(source: Path) -> set[str]:
    """The keys a module asks for by name: first arguments of ``text`` and of the errors that carry a key."""
    found = set()
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            key = node.args[0].value
            if isinstance(key, str) and KEY.fullmatch(key) and (name == "text" or key.startswith("error.")):
                found.add(key)
    return found


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_text_asked_for_is_there(source: Path) -> None:
    """All keys that stand in the sources as they are."""
    assert [key for key in asked_for(source) if not has_text(key)] == []


def test_both_languages_are_there_and_take_the_same_values() -> None:
    """A sentence never loses a fact in translation."""
    for key, (vi, en) in all_texts().items():
        assert bool(vi) == bool(en), key
        assert fields(vi) == fields(en) - {"s"}, key  # the ending of an English plural says nothing new


def test_every_problem_code_has_its_page() -> None:
    """Title, message, hint, reason and remedy, and a severity only for codes that exist."""
    for code in PAGES:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", code)
        assert all(has_text(f"problem.{code}.{part}") for part in ("title", "message", "hint", "why", "remedy"))
    assert SEVERITIES.keys() <= PAGES.keys()


def test_an_unknown_key_is_shown_and_never_raised() -> None:
    """A user gets an answer with one odd word in it."""
    assert text("error.nothing_like_it", "vi", code="1.001193") == "error.nothing_like_it code=1.001193"
    assert text("nothing.like.it") == "nothing.like.it"
    assert not has_text("nothing.like.it")


def test_a_field_that_was_not_given_stays_visible() -> None:
    """So a forgotten value is seen."""
    assert "{levels}" in text("error.ambiguous_procedure", "en", code="1.001193")


def test_an_area_that_fails_to_import_is_not_taken_for_a_missing_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the absence of the area itself is passed over."""
    (tmp_path / "broken.py").write_text("import no_such_module_anywhere\n", "utf-8")
    monkeypatch.setattr(messages, "__path__", [*messages.__path__, str(tmp_path)])
    with pytest.raises(ModuleNotFoundError):
        text("broken.key")
