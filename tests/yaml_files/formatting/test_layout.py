"""Formatting changes how a file looks and nothing of what it says."""

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
    """The text laid out; it must be possible, and doing it twice must change nothing."""
    once = format_bytes(text.encode(), "x.yaml", kind=kind or None)
    assert once.content is not None, once.problems
    assert not format_bytes(once.content, "x.yaml", kind=kind or None).changed
    return once.content.decode()


def test_the_catalog_is_formatted(real_files: list[Path], schemas: Mapping[str, Mapping[str, Any]]) -> None:
    """No file of the packaged catalog is changed by formatting it."""
    assert len(real_files) >= 35
    changed = [path.name for path in real_files if format_bytes(path.read_bytes(), path.name, policy_schemas=schemas).changed]
    assert changed == []


@pytest.mark.parametrize(
    ("typed", "laid_out"),
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
def test_spacing(typed: str, laid_out: str) -> None:
    """Two spaces a step, one blank line at most, composed letters, and block scalars moved without touching their text."""
    assert formatted(typed) == laid_out


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
def test_what_others_misread_is_quoted(value: str) -> None:
    """A text that another reader would take for a number, a date or a truth value is put in quotes, as a value, an item and a key."""
    assert formatted(f"a: {value}\nb: [{value}]\nc:\n  - {value}\n") == f'a: "{value}"\nb: ["{value}"]\nc:\n  - "{value}"\n'
    if value != "<<":
        assert formatted(f"{value}: 1\n") == f'"{value}": 1\n'


def test_what_would_look_like_indentation_is_quoted() -> None:
    """A key or a text that begins with an invisible sign is quoted, or it could not stand at the start of a line."""
    assert formatted("a:\n  - \ufeffid: 1\n    b: \u00a0x\n") == 'a:\n  - "\\ufeffid": 1\n    b: "\\u00a0x"\n'


def test_what_all_read_alike_is_left() -> None:
    """Integers, null, true and false are what they are, and a quoted text keeps its quotes."""
    typed = "a: 12\nb: null\nc: true\nd: ~\ne: 'no'\nf: \"15:30\"\ng: -3\n"
    assert formatted(typed) == typed


def test_money_is_not_touched() -> None:
    """A sum with separators is for a person to mend: quoting it would hide that a number is missing."""
    typed = "kind: procedure\neditions:\n  - fee:\n      items:\n        - amount: 400.000\n"
    assert formatted(typed) == typed


def test_keys_take_the_order_of_the_schema() -> None:
    """Known keys come in the schema's order with the comments above them; others follow; the comment at the top of the file stays there."""
    typed = "# đầu tệp\ncode: '1.004873'\n# của level\nlevel: commune\nx-ghi: 1\nla: 2\nkind: procedure  # loại\n"
    assert formatted(typed) == "# đầu tệp\nkind: procedure  # loại\ncode: '1.004873'\n# của level\nlevel: commune\nx-ghi: 1\nla: 2\n"


def test_parameters_take_the_order_of_the_policy(schemas: Mapping[str, Mapping[str, Any]]) -> None:
    """The keys of a model's parameters are ordered by the schema its policy declares."""
    typed = b"kind: model\npolicy: service-days\nparameters:\n  windows: []\n  days: {}\n"
    made = format_bytes(typed, "x.yaml", policy_schemas=schemas).content
    assert made == b"kind: model\npolicy: service-days\nparameters:\n  days: {}\n  windows: []\n"


@pytest.mark.parametrize(
    ("typed", "laid_out"),
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
def test_comments_stay_where_they_belong(typed: str, laid_out: str) -> None:
    """Each comment stays at its line, above its entry, or at the end of its list."""
    assert formatted(typed) == laid_out


@pytest.mark.parametrize("typed", ["a: 1\na: 2\n", "a: &x 1\nb: *x\n", "a: !!str 1\n", "a: [1\n", "<<: {a: 1}\n", "a: 1\n---\nb: 2\n", ""])
def test_what_cannot_be_read_is_left_alone(typed: str) -> None:
    """A file with a fault of reading is told, and nothing is made of it."""
    made = format_bytes(typed.encode(), "x.yaml")
    assert made.content is None
    assert made.problems


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
    """Whatever a file says and however it is typed, formatting keeps its meaning and its comments, and a second run changes nothing."""
    scrambler = Scrambler(seed)
    typed = scrambler.write(data)
    before, problems = read_bytes(typed.removeprefix(b"\xef\xbb\xbf"), "x.yaml")
    if before is None or any(problem.code not in {"scalar-quote", "text-nfc"} for problem in problems):
        return  # a style the parser refuses for this text; what is refused is left alone
    assert_kept(typed, before.data, scrambler.comments)


@pytest.mark.parametrize("first", range(0, 1000, 100))  # in tenths, so that the cores can share them
def test_a_thousand_scrambled_files(first: int, real_files: list[Path], schemas: Mapping[str, Mapping[str, Any]]) -> None:
    """A thousand scrambled copies of real files keep meaning and comments, and each comes back to one layout."""
    originals = [read_bytes(path.read_bytes(), path.name)[0] for path in real_files if path.stat().st_size < 30_000]
    for seed in range(first, first + 100):
        original = originals[seed % len(originals)]
        assert original is not None
        scrambler = Scrambler(seed)
        assert_kept(scrambler.write(original.data), original.data, scrambler.comments, schemas)


def assert_kept(typed: bytes, data: dict[str, Any], said: list[str], schemas: Mapping[str, Mapping[str, Any]] | None = None) -> bytes:
    """Format, and hold the result to the data and the comments that went in, and to itself formatted again."""
    once = format_bytes(typed, "x.yaml", policy_schemas=schemas)
    assert once.content is not None, once.problems
    after, _ = read_bytes(once.content, "x.yaml")
    assert after is not None
    assert after.data == data
    assert Counter(comment_texts(once.content.decode())) == Counter(unicodedata.normalize("NFC", text).rstrip() for text in said)
    assert not format_bytes(once.content, "x.yaml", policy_schemas=schemas).changed
    return once.content
