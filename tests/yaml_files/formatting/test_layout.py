"""Formatting changes the layout of a file, and neither its data nor its comments."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yaml_files.formatting.scrambling import Scrambler

from tthc_catalog.yaml_files.formatting import format_bytes
from tthc_catalog.yaml_files.source_comments import comment_texts
from tthc_catalog.yaml_files.yaml_reader import read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping


def formatted(text: str, kind: str = "") -> str:
    """Format the text, and check that formatting the result again changes nothing."""
    once = format_bytes(text.encode(), "x.yaml", kind=kind or None)
    assert once.content is not None, once.problems
    assert not format_bytes(once.content, "x.yaml", kind=kind or None).changed
    return once.content.decode()


def test_the_catalog_is_formatted(real_files: list[Path], schemas: Mapping[str, Mapping[str, Any]]) -> None:
    """Formatting changes no file of the packaged catalog."""
    assert len(real_files) >= 35
    changed = [path.name for path in real_files if format_bytes(path.read_bytes(), path.name, policy_schemas=schemas).changed]
    assert changed == []


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a:   1   \n\n\n\nb:\t2", "a: 1\n\nb: 2\n"),
        ("a:\n    b:\n          c: 1\n", "a:\n  b:\n    c: 1\n"),
        ("a:\n- 1\n- 2\n", "a:\n  - 1\n  - 2\n"),
        ("a: [ 1,2 ,3 ]\nb: {c: 1,d: 2}\n", "a: [1, 2, 3]\nb: {c: 1, d: 2}\n"),
        ("a: [1,\n  2]\n", "a:\n  - 1\n  - 2\n"),
        ("a: [\n]\nb: { }\n", "a: []\nb: {}\n"),
        ("? a\n: 1\n", "a: 1\n"),
        ("---\na: 1\n...\n", "a: 1\n"),
        ("a: 1\r\nb: 2\r\n", "a: 1\nb: 2\n"),
        ("\ufeffa: 1\n", "a: 1\n"),
        ("a: một hai\n   ba\n", "a: một hai\n  ba\n"),
        ('a: "một\n\n      hai \\\n      ba"\n', 'a: "một\n\n  hai \\\n  ba"\n'),
        ("a: |2\n    b\n   c\n", "a: |2\n    b\n   c\n"),
        ("a:\n    - |+\n      x\n\n\n    - z\n", "a:\n  - |+\n    x\n\n\n  - z\n"),
        ("a: |\n  x", "a: |-\n  x\n"),
        ("a: >-\n   x \n   \n\nb: 1\n", "a: >-\n  x \n\nb: 1\n"),
        ("a:\n  -\n    b: 1\n  -   - 2\n", "a:\n  - b: 1\n  - - 2\n"),
        ("a:\n  -\n  - ~\nb:\n", "a:\n  -\n  - ~\nb:\n"),
        ("a:\u0020e\u0302\u0301\n", "a: ế\n"),
        ('a: "e\\u0301"\n', 'a: "é"\n'),
    ],
)
def test_spacing(typed: str, expected: str) -> None:
    """Formatting uses two spaces a level, at most one blank line and NFC, and re-indents block scalars without changing their text."""
    assert formatted(typed) == expected


@pytest.mark.parametrize(
    "value",
    [
        "15:30",
        "1.000110",
        "no",
        "Yes",
        "ON",
        "y",
        "2023-09-25",
        "0x1F",
        "0o17",
        "1_000",
        "+1",
        "1e3",
        "1.5e3",
        ".5",
        "007",
        "Null",
        "=",
        "<<",
        "-_1",
    ],
)
def test_misread_text_is_quoted(value: str) -> None:
    """Text that another reader would read as a number, a date or a boolean is quoted, as a value, an item and a key."""
    assert formatted(f"a: {value}\nb: [{value}]\nc:\n  - {value}\n") == f'a: "{value}"\nb: ["{value}"]\nc:\n  - "{value}"\n'
    if value != "<<":
        assert formatted(f"{value}: 1\n") == f'"{value}": 1\n'


def test_text_that_looks_like_indentation_is_quoted() -> None:
    """A key or text that starts with an invisible character is quoted, since it would not be accepted at the start of a line."""
    assert formatted("a:\n  - \ufeffid: 1\n    b: \u00a0x\n") == 'a:\n  - "\\ufeffid": 1\n    b: "\\u00a0x"\n'


def test_unambiguous_scalars_are_unchanged() -> None:
    """Integers, null, true, false and quoted texts are unchanged."""
    typed = "a: 12\nb: null\nc: true\nd: ~\ne: 'no'\nf: \"15:30\"\ng: -3\n"
    assert formatted(typed) == typed


def test_amounts_are_unchanged() -> None:
    """An amount with separators is not quoted, which would hide that a person must correct the number."""
    typed = "kind: procedure\neditions:\n  - fee:\n      items:\n        - amount: 400.000\n"
    assert formatted(typed) == typed


def test_keys_take_the_order_of_the_schema() -> None:
    """Known keys get the order of the schema with their comments, unknown keys follow, and the comment at the top of the file stays."""
    typed = "# đầu tệp\ncode: '1.004873'\n# của level\nlevel: commune\nx-ghi: 1\nla: 2\nkind: procedure  # loại\n"
    assert formatted(typed) == "# đầu tệp\nkind: procedure  # loại\ncode: '1.004873'\n# của level\nlevel: commune\nx-ghi: 1\nla: 2\n"


def test_parameters_take_the_order_of_the_policy(schemas: Mapping[str, Mapping[str, Any]]) -> None:
    """The keys of a model's parameters get the order of the policy's schema."""
    typed = b"kind: model\npolicy: service-days\nparameters:\n  windows: []\n  days: {}\n"
    content = format_bytes(typed, "x.yaml", policy_schemas=schemas).content
    assert content == b"kind: model\npolicy: service-days\nparameters:\n  days: {}\n  windows: []\n"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a: 1   # một\nb: 2 #hai\n", "a: 1  # một\nb: 2  #hai\n"),
        ("a: # một\n  b: 1\n", "a:  # một\n  b: 1\n"),
        ("a:\n  # một\n  b: 1\n  # hai\n# ba\nc: 2\n# bốn\n", "a:\n  # một\n  b: 1\n  # hai\n# ba\nc: 2\n# bốn\n"),
        ("a:\n# một\n- b: 1\n  c: 2\n  # hai\n# ba\n- d: 1\n", "a:\n  # một\n  - b: 1\n    c: 2\n    # hai\n  # ba\n  - d: 1\n"),
        ("a: [1, # một\n  2 # hai\n  # ba\n  ] # bốn\n", "a:  # bốn\n  - 1  # một\n  - 2  # hai\n  # ba\n"),
        ("a:\n  - # một\n    b: 1\n", "a:\n  # một\n  - b: 1\n"),
        ("a:\n  # một\n  chữ\n", "# một\na: chữ\n"),
        ("a: >- # một\n  chữ # không phải\nb: 1\n", "a: >-  # một\n  chữ # không phải\nb: 1\n"),
        ("a: 'x # y'\n", "a: 'x # y'\n"),
        ("a: [] # một\nb: [\n  # hai\n]\n", "a: []  # một\n# hai\nb: []\n"),
        ("# một\n\n# hai\n\n\n\na: 1\n\n# ba\n\nb: 2\n", "# một\n\n# hai\n\na: 1\n\n# ba\n\nb: 2\n"),
    ],
)
def test_comments_stay_at_their_entry(typed: str, expected: str) -> None:
    """Each comment stays on its line, above its entry, or at the end of its list."""
    assert formatted(typed) == expected


@pytest.mark.parametrize("typed", ["a: 1\na: 2\n", "a: &x 1\nb: *x\n", "a: !!str 1\n", "a: [1\n", "<<: {a: 1}\n", "a: 1\n---\nb: 2\n", ""])
def test_unreadable_files_are_not_formatted(typed: str) -> None:
    """A file that cannot be read gives problems and no content."""
    result = format_bytes(typed.encode(), "x.yaml")
    assert result.content is None
    assert result.problems


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Co", "Cn"]), max_size=30)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**9), 10**9), TEXTS, st.sampled_from(["no", "15:30", "1.5", " x ", "a: b", "# c", "- d"])
)
DATA = st.dictionaries(
    st.text("abcđ ê:#-", min_size=1, max_size=5),
    st.recursive(
        SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS.filter(bool), inner, max_size=4), max_leaves=12
    ),
    min_size=1,
    max_size=5,
)


@given(data=DATA, seed=st.integers(0, 10**6))
def test_any_data_in_any_style(data: dict[str, Any], seed: int) -> None:
    """Formatting any data in any style keeps the data and the comments, and a second run changes nothing."""
    scrambler = Scrambler(seed)
    typed = scrambler.write(data)
    before, problems = read_bytes(typed.removeprefix(b"\xef\xbb\xbf"), "x.yaml")
    if before is None or any(problem.code not in {"scalar-quote", "text-nfc"} for problem in problems):
        return  # the parser rejects this style for this text
    assert_kept(typed, before.data, scrambler.comments)


@pytest.mark.parametrize("first", range(0, 1000, 100))  # in tenths, so that they can run in parallel
def test_a_thousand_scrambled_files(first: int, real_files: list[Path], schemas: Mapping[str, Mapping[str, Any]]) -> None:
    """Formatting a thousand scrambled copies of real files keeps the data and the comments, and a second run changes nothing."""
    originals = [read_bytes(path.read_bytes(), path.name)[0] for path in real_files if path.stat().st_size < 30_000]
    for seed in range(first, first + 100):
        original = originals[seed % len(originals)]
        assert original is not None
        scrambler = Scrambler(seed)
        assert_kept(scrambler.write(original.data), original.data, scrambler.comments, schemas)


def assert_kept(typed: bytes, data: dict[str, Any], comments: list[str], schemas: Mapping[str, Mapping[str, Any]] | None = None) -> bytes:
    """Format, and check the data and the comments of the result, and that formatting it again changes nothing."""
    once = format_bytes(typed, "x.yaml", policy_schemas=schemas)
    assert once.content is not None, once.problems
    after, _ = read_bytes(once.content, "x.yaml")
    assert after is not None
    assert after.data == data
    assert Counter(comment_texts(once.content.decode())) == Counter(unicodedata.normalize("NFC", text).rstrip() for text in comments)
    assert not format_bytes(once.content, "x.yaml", policy_schemas=schemas).changed
    return once.content
