"""The Vietnamese message files and schemas use the terms of the glossary."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from message_files import areas, po_file, read_texts, texts_folders

from tthc_catalog._resources import schemas_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

GLOSSARY = Path(__file__).parents[2] / "docs" / "reference" / "glossary.md"
ISO_DATE = re.compile(r"(?<![\w(“\"@-])[0-9]{4}-[0-9]{2}-[0-9]{2}\b")


def rows() -> list[list[str]]:
    """Return the rows of the table of terms, without its head."""
    lines = [line for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


AVOIDED = [variant for row in rows() for variant in row[5].strip(" |").split(", ")]


def vietnamese_texts() -> dict[str, str]:
    """Return the Vietnamese texts of the message files by key, and of the schemas by file and path."""
    texts = {}
    for folder in texts_folders():
        for area in areas(folder):
            texts.update({key: forms[0] for key, forms in read_texts(po_file(folder, "vi", area)).items()})
    for path in sorted(schemas_folder().glob("*.json")):
        texts.update({f"{path.name}{place}": words for place, words in labels(json.loads(path.read_text("utf-8")), "")})
    return texts


def labels(schema: Any, place: str) -> Iterator[tuple[str, str]]:
    """Yield the titles and descriptions of a schema."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key in {"title", "description"} and isinstance(value, str):
                yield f"{place}/{key}", value
            else:
                yield from labels(value, f"{place}/{key}")
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from labels(value, f"{place}/{index}")


def test_the_table_is_complete() -> None:
    """Every term has both languages, both meanings, a place and variants to avoid."""
    assert len(rows()) >= 20
    assert all(len(row) == 6 and all(row) for row in rows())


@pytest.mark.parametrize("variant", AVOIDED)
def test_a_variant_to_avoid_occurs_nowhere(variant: str) -> None:
    """The message files and the schemas use the term of the glossary instead."""
    pattern = re.compile(rf"\b{re.escape(variant)}\b", re.IGNORECASE)
    assert [key for key, words in vietnamese_texts().items() if pattern.search(words)] == []


def test_no_level_is_named_by_its_id() -> None:
    """An id of a level appears only in brackets after its title, or as an example of what to type."""
    named = {key for key, words in vietnamese_texts().items() if re.search(r"cấp (?:commune|district|province)\b|cấp \{level\}", words)}
    assert named == set()


def test_sentences_have_dates_as_people_write_them() -> None:
    """An ISO date appears only as an example of what to type."""
    typed = re.compile(r"(?:như|viết|dạng|ngày|Hãy viết) *$|\.\.$")
    faults = [
        (key, match.group())
        for key, words in vietnamese_texts().items()
        for match in ISO_DATE.finditer(words)
        if not typed.search(words[: match.start()])
    ]
    assert faults == []
