"""The words we do not use, in prose and in names; CONTRIBUTING.md shows what to write instead."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from message_files import areas, po_file, read_texts, texts_folders

from tthc_catalog._resources import schemas_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FOLDERS = ("src", "tests", "benchmarks", "docs", "examples", "plugins", "typing_tests")

FLAGGED = re.compile(
    r"\b(?:told|said|asked|held|meets|stands|nobody's|whoever|anew|mend(?:s|ed|ing)?|reckon(?:s|ed|ing)?|laid|none of|(?:is|are) none)\b",
    re.IGNORECASE,
)
"""Archaic or elliptic words that plain technical English replaces with a verb of the field."""

FLAGGED_NAMES = {"said", "told", "asked", "held", "anew", "mended", "reckon", "reckoned", "laid"}
"""Parts of snake_case names that say how a value came about, not what it holds."""

OWN = Path(__file__).relative_to(ROOT)


def python_files() -> list[Path]:
    """Return the Python files of the project, without this one."""
    return [path for path in files(".py") if path.relative_to(ROOT) != OWN]


def files(suffix: str) -> list[Path]:
    """Return the files with this suffix, without build output, broken samples and installed environments."""
    left_out = {".venv", "build", "dist", "bad", "node_modules", "_data"}
    found = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob(f"*{suffix}"))]
    return [path for path in found if not left_out.intersection(path.relative_to(ROOT).parts)]


def prose(source: str) -> Iterator[tuple[int, str]]:
    """Yield the comments and docstrings of a module with their lines."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else ():
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str):
                for number, line in enumerate(statement.value.value.splitlines()):
                    yield statement.lineno + number, line


@pytest.mark.parametrize("path", python_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_code_is_described_in_plain_english(path: Path) -> None:
    """No comment, docstring or name uses a flagged word."""
    source = path.read_text(encoding="utf-8")
    faults = [f"{line}: {found.group()}" for line, text in prose(source) for found in FLAGGED.finditer(text)]
    faults += [
        f"{token.start[0]}: {token.string}"
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.NAME and FLAGGED_NAMES.intersection(token.string.lower().split("_"))
    ]
    assert not faults


@pytest.mark.parametrize("path", [*files(".md"), ROOT / "README.md"], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_documents_are_in_plain_english(path: Path) -> None:
    """No page uses a flagged word outside code blocks."""
    text = re.sub(r"(?ms)^[ >]*```.*?^[ >]*```", "", path.read_text(encoding="utf-8"))
    assert not [found.group() for found in FLAGGED.finditer(text)]


@pytest.mark.parametrize(
    "path", [po_file(folder, "en", area) for folder in texts_folders() for area in areas(folder)], ids=lambda path: path.stem
)
def test_texts_are_in_plain_english(path: Path) -> None:
    """No English text uses a flagged word."""
    forms = [(key, form) for key, forms in read_texts(path).items() for form in forms]
    assert not [(key, found.group()) for key, form in forms for found in FLAGGED.finditer(form)]


def test_schemas_are_in_plain_english() -> None:
    """No English label of a schema uses a flagged word."""
    labels = re.compile(r'"x-(?:title|description)-en": "(.*)"')
    texts = [label for path in sorted(schemas_folder().glob("*.json")) for label in labels.findall(path.read_text(encoding="utf-8"))]
    assert texts
    assert not [(text, found.group()) for text in texts for found in FLAGGED.finditer(text)]
