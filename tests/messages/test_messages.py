"""Look-up of texts, and proofs that no text is missing."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from message_files import Forms, areas, compiled, languages, po_file, read_texts, texts_folders, with_plurals, write_texts

import tthc_catalog
from tthc_catalog import messages
from tthc_catalog.messages import AREAS, LANGUAGES, all_texts, area_texts, has_text, text, text_pair
from tthc_catalog.problems.problem_factory import SEVERITIES
from tthc_catalog.problems.problem_text import problem_codes

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(tthc_catalog.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
KEY = re.compile(r"[a-z]+(?:\.[a-z0-9_-]+)+")
FILES = [po_file(folder, lang, area) for folder in texts_folders() for lang in languages(folder) for area in areas(folder)]


def fields(template: str) -> set[str]:
    """Return the names of the fields of a text; ``reason_en`` is the English of ``reason``."""
    return {name.removesuffix("_en") for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def looked_up(source: Path) -> set[str]:
    """Return the literal keys that a module looks up: first arguments of ``text`` and ``text_pair``, and of errors that carry a key."""
    found = set()
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            key = node.args[0].value
            if isinstance(key, str) and KEY.fullmatch(key) and (name in {"text", "text_pair"} or key.startswith("error.")):
                found.add(key)
    return found


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_key_in_the_sources_has_a_text(source: Path) -> None:
    """Every literal key is found."""
    assert [key for key in looked_up(source) if not has_text(key)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_message_file_is_in_order(path: Path, tmp_path: Path) -> None:
    """A ``.po`` file is sorted and shows the other languages, and its ``.mo`` file is what it compiles to."""
    texts = read_texts(path)
    shown = {lang: read_texts(po_file(path.parents[2], lang, path.stem)) for lang in ("vi", "en")}
    copy = po_file(tmp_path, path.parts[-3], path.stem)
    write_texts(copy, texts, with_plurals(path), shown)
    assert path.read_text("utf-8") == copy.read_text("utf-8"), "run: make texts"
    assert path.with_suffix(".mo").read_bytes() == compiled(path), "run: make texts"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_language_has_every_text(path: Path) -> None:
    """Each file has the keys of the Vietnamese one, with the same fields and no empty text; a form for one may leave out ``count``."""
    reference = read_texts(po_file(path.parents[2], "vi", path.stem))
    own = read_texts(path)
    assert own.keys() == reference.keys()
    assert with_plurals(path) == with_plurals(po_file(path.parents[2], "vi", path.stem))
    for key, forms in own.items():
        assert all(forms), key
        assert fields(forms[-1]) == fields(reference[key][-1]), key
        assert all(fields(form) | {"count", "number"} >= fields(forms[-1]) >= fields(form) for form in forms), key


def test_every_area_has_its_files_in_every_language() -> None:
    """The table of areas and the folders agree, and every folder has the same languages."""
    for folder in texts_folders():
        assert set(languages(folder)) == set(LANGUAGES)
        for area in areas(folder):
            assert AREAS.get(area, folder.parent.name) == folder.parent.name
    assert set(AREAS) <= {path.stem for path in FILES}
    assert LANGUAGES[0] == "vi"


def test_a_plural_form_is_chosen_by_the_count() -> None:
    """English has two forms and Vietnamese one; a text without forms ignores the count."""
    assert text("statutory.working-days", "en", count=1) == "1 working day"
    assert text("statutory.working-days", "en", count=2) == "2 working days"
    assert text("statutory.working-days", "vi", count=1) == "1 ngày làm việc"
    assert text("weekday.1", "en", count=2) == "Monday"


def test_english_texts_with_a_count_have_plural_forms() -> None:
    """No text hides the plural in brackets, and a noun after ``{count}`` has both forms."""
    for path in FILES:
        if path.parts[-3] != "en":
            continue
        plural = with_plurals(path)
        for key, forms in read_texts(path).items():
            assert "(s)" not in forms[-1], key
            assert key in plural or not re.search(r"\{count\} [a-z]", forms[-1]), key


def test_every_problem_code_has_its_texts() -> None:
    """Title, message, hint, reason and remedy exist for every code, and severities only for codes that exist."""
    for code in problem_codes():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", code)
        assert all(has_text(f"problem.{code}.{part}") for part in ("title", "message", "hint", "why", "remedy"))
    assert SEVERITIES.keys() <= set(problem_codes())


def test_a_pair_has_both_languages() -> None:
    """Records that carry two languages get the same text in each."""
    assert text_pair("weekday.5") == ("thứ Sáu", "Friday")


def test_texts_of_an_area_come_with_all_their_forms() -> None:
    """Tools and scripts in other languages get the templates."""
    assert area_texts("statutory", "en")["statutory.working-days"] == ("{count} working day", "{count} working days")
    assert area_texts("no-such-area", "en") == {}
    assert all_texts("en")["weekday.1"] == ("Monday",)


def test_an_unknown_key_is_shown_and_never_raised() -> None:
    """The user gets an answer that contains one key."""
    assert text("error.nothing_like_it", "vi", code="1.001193") == "error.nothing_like_it code=1.001193"
    assert text("nothing.like.it") == "nothing.like.it"
    assert not has_text("nothing.like.it")


def test_a_field_without_a_value_stays_visible() -> None:
    """A forgotten value can be seen in the output."""
    assert "{titles_en}" in text("error.ambiguous_procedure", "en", code="1.001193")


@pytest.fixture
def third_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Forms]]:
    """An area that has one text in French, one in English only, and one in Vietnamese only."""
    texts = {
        "fr": {"demo.hello": ("Bonjour {name}",)},
        "en": {"demo.hello": ("Hello",), "demo.bye": ("Bye",)},
        "vi": {"demo.xin": ("Xin",)},
    }
    for lang, entries in texts.items():
        path = po_file(tmp_path, lang, "demo")
        write_texts(path, entries, set(), {})
        path.with_suffix(".mo").write_bytes(compiled(path))
    monkeypatch.setattr(messages, "_finders", [{"demo": tmp_path}.get])
    yield texts["fr"]
    messages._folders.pop("demo", None)
    for lang in texts:
        messages._opened.pop(("demo", lang), None)


@pytest.mark.usefixtures("third_language")
def test_a_text_missing_in_one_language_is_taken_from_another() -> None:
    """A language is added by its folders; what is not translated yet appears in English, then in Vietnamese."""
    assert text("demo.hello", "fr", name="Lan") == "Bonjour Lan"
    assert text("demo.bye", "fr") == "Bye"
    assert text("demo.xin", "fr") == "Xin"
    assert text("demo.hello", "de") == "Hello"
