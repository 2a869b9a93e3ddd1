"""Copying entries between files as written, and writing texts that every YAML reader reads as text."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from tthc_catalog.yaml_files.document import Document
from tthc_catalog.yaml_files.yaml_reader import read_bytes
from tthc_catalog.yaml_files.yaml_splicing import item_text, section_text, with_items, yaml_text

CATALOG = Path(__file__).parents[2] / "catalog"

FILE = """\
# đầu tệp
kind: legal
documents: # các văn bản
  # nhóm một
  - id: a
    note: >-
      hai
      dòng

  # nhóm hai
  - id: b # cuối
    list:
    - 1
    - 2
after: x
"""


def document(text: str) -> Document:
    """Parse the text."""
    parsed, problems = read_bytes(text.encode(), "legal.yaml")
    assert parsed is not None
    assert problems == []
    return parsed


def test_an_item_is_copied_as_written() -> None:
    """An item is copied with its comments and layout, without the comments before the next item."""
    assert item_text(document(FILE), "documents", 0) == "  - id: a\n    note: >-\n      hai\n      dòng"
    assert item_text(document(FILE), "documents", 1) == "  - id: b # cuối\n    list:\n    - 1\n    - 2"


def test_a_section_is_copied_as_written() -> None:
    """A top-level key is copied with its whole value and nothing else, even if its list is not indented."""
    assert section_text(document(FILE), "after") == "after: x"
    assert section_text(document(FILE), "documents").endswith("    - 2")
    assert section_text(document("a:\n- 1\n- 2\nb: 3\n"), "a") == "a:\n- 1\n- 2"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("documents:\n  - id: a\nx: 1\n", "documents:\n  - id: a\n  - id: moi\n    k: v\nx: 1\n"),
        ("documents:\n- id: a\n", "documents:\n- id: a\n- id: moi\n  k: v\n"),
        ("documents:\n    - id: a\n# cuối\n", "documents:\n    - id: a\n    - id: moi\n      k: v\n# cuối\n"),
        ("documents: []\nx: 1\n", "documents:\n  - id: moi\n    k: v\nx: 1\n"),
    ],
)
def test_items_are_added_at_the_end_of_the_list(before: str, after: str) -> None:
    """New items get the indentation of the list, and the rest of the file is unchanged."""
    assert with_items(document(before), "documents", [({"id": "moi", "k": "v"}, "  - id: moi\n    k: v")]) == after


@pytest.mark.parametrize("before", ["documents: [{id: a}]\n", "documents: [\n  {id: a}\n]\n"])
def test_lists_in_brackets_are_not_extended(before: str) -> None:
    """`with_items` returns None if adding lines would not add the items."""
    assert with_items(document(before), "documents", [({"id": "moi"}, "  - id: moi")]) is None


@pytest.mark.parametrize(("name", "key"), [("legal.yaml", "documents"), ("sources.yaml", "sources"), ("manifest.yaml", "fields")])
def test_every_entry_of_the_packaged_files_can_be_copied(name: str, key: str) -> None:
    """Every entry of the real files has the same data after it is copied into an empty list."""
    original = document((CATALOG / name).read_text(encoding="utf-8"))
    entries = [(item, item_text(original, key, index)) for index, item in enumerate(original.data[key])]
    copied = with_items(document(f"{key}: []\n"), key, entries)
    assert copied is not None
    assert yaml.safe_load(copied)[key] is not None
    assert document(copied).data[key] == original.data[key]


@given(st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1))
@example("no")
@example("1.000110")
@example("15:30")
@example("a: b")
@example("a #b")
@example(" a")
@example("- a")
@example('"a"')
@example("Đăng ký khai sinh")
@example("= ~")
@example("NULL")
@example("\ufeffa")
def test_a_text_is_read_back_as_that_text(text: str) -> None:
    """PyYAML, a YAML 1.1 reader, reads any text back unchanged."""
    assert yaml.safe_load(f"key: {yaml_text(text)}\n") == {"key": text}


def test_ordinary_vietnamese_is_not_quoted() -> None:
    """Ordinary Vietnamese names are written without quotes."""
    assert yaml_text("Bộ phận một cửa xã Hà Đông") == "Bộ phận một cửa xã Hà Đông"
