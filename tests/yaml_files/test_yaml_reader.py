"""Reading YAML strictly: text stays text, and a file means one thing to every reader."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tthc_catalog.yaml_files import yaml_events
from tthc_catalog.yaml_files.yaml_reader import Limits, read_bytes, read_file

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ROOT = Path(__file__).parent.parent.parent


def codes(source: bytes) -> list[str]:
    """The problem codes of a file with this content."""
    return [problem.code for problem in read_bytes(source, "f.yaml")[1]]


def value_of(typed: str) -> object:
    """What the reader makes of ``typed`` as the value of a key."""
    document, _ = read_bytes(f"a: {typed}\n".encode(), "f.yaml")
    assert document is not None
    return document.data["a"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("false", False),
        ("0", 0),
        ("-12", -12),
        ("400000", 400000),
        ("15:30", "15:30"),
        ("1.000110", "1.000110"),
        ("2023-09-25", "2023-09-25"),
        ("no", "no"),
        ("Yes", "Yes"),
        ("NULL", "NULL"),
        ("007", "007"),
        ("+5", "+5"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1e3", "1e3"),
        ("9" * 30, "9" * 30),
        ('"12"', "12"),
        ("'true'", "true"),
        ('""', ""),
        ("|-\n  12", "12"),
        ("[1, x, null]", [1, "x", None]),
        ("{b: {c: 1}}", {"b": {"c": 1}}),
    ],
)
def test_only_null_truth_and_decimal_integers_are_resolved(typed: str, value: object) -> None:
    """Everything else stays the text that was typed."""
    assert value_of(typed) == value
    assert type(value_of(typed)) is type(value)


@pytest.mark.parametrize("typed", ["15:30", "1.000110", "2023-09-25", "no", "Off", "0o17", "1_000", "0x1F", ".5", "1e3", "007", "y", "="])
def test_text_that_other_readers_misread_is_advised_to_be_quoted(typed: str) -> None:
    """The meaning here is clear, so it is advice and not an error."""
    document, problems = read_bytes(f"a: {typed}".encode(), "f.yaml")
    assert document is not None
    assert [(problem.code, problem.hint) for problem in problems] == [("scalar-quote", f'"{typed}"')]


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), min_size=1, max_size=12))
def test_a_plain_text_without_advice_is_the_same_text_to_yaml_1_1(typed: str) -> None:
    """Whatever the reader lets pass unquoted, PyYAML's own loader reads as the same value."""
    document, problems = read_bytes(f"a: {typed}".encode(), "f.yaml")
    if document is not None and not problems:
        try:
            other = yaml.load(f"a: {typed}", Loader=LOADER)["a"]  # noqa: S506 - both are safe loaders
        except ValueError:  # PyYAML's way to meet a number or date it cannot make
            pytest.fail(f"{typed!r} breaks PyYAML, and nothing was said")
        assert other == document.data.get("a")


def test_the_real_catalog_reads_alike_with_and_without_the_c_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the C parser is not installed, the same data, problems and places come out."""
    path = ROOT / "catalog" / "commune" / "ho-tich" / "1.004873.yaml"
    quick, _ = read_file(path, "f.yaml")
    monkeypatch.setattr(yaml_events, "_Parser", yaml.SafeLoader)
    slow, problems = read_file(path, "f.yaml")
    assert quick is not None
    assert slow is not None
    assert quick.data == slow.data
    assert problems == []
    for at in [(), ("code",), ("editions", 0, "cases", 0, "id"), ("editions", 0, "results", 0)]:
        assert quick.positions(at) == slow.positions(at)


def test_places_are_counted_in_characters_from_one() -> None:
    """An editor jumps to the right column in a line of Vietnamese."""
    document, _ = read_bytes("tên: Hộ\nbảng: {đúng: 1, sai: [2, 3]}\n".encode(), "f.yaml")
    assert document is not None
    assert document.value_position(("bảng", "sai", 1)) == (2, 26)
    assert document.key_position(("bảng", "sai")) == (2, 17)
    assert document.key_position(("bảng", "sai", 0)) == (2, 23)


def test_a_path_that_is_not_there_is_placed_at_what_would_hold_it() -> None:
    """A missing key is pointed at where it is missing."""
    document, _ = read_bytes(b"a:\n  b: 1\n", "f.yaml")
    assert document is not None
    assert document.key_position(("a", "c", "d")) == (1, 1)
    assert document.value_position(("a", "c")) == (2, 3)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("", "file-empty"),
        ("# only a comment\n", "file-empty"),
        ("---\n", "file-empty"),
        ("null\n", "yaml-top"),
        ("- a\n", "yaml-top"),
        ("%TAG ! x\n---\na: 1", "yaml-directive"),
        ("a: 1\n---\nb: 2", "yaml-documents"),
        ("a: &x 1", "yaml-alias"),
        ("a: !x 1", "yaml-tag"),
        ("a: !<!> 1", "yaml-tag"),
        ("&x a: 1", "yaml-alias"),
        ("!!map {a: 1}", "yaml-tag"),
        ("*x : 1", "yaml-key"),
        ("<<: {a: 1}\nb: 2", "yaml-merge-key"),
        ("? {a: 1}\n: 2", "yaml-key"),
        ("12: 2\nb: 2", "yaml-key"),
        ("~: 2\nb: 2", "yaml-key"),
        ('"": 2\nb: 2', "yaml-key"),
        ("a: 1\na: 1", "yaml-duplicate-key"),
        ("a: @x", "yaml-syntax"),
        ("a: 'x", "yaml-syntax"),
        ("a: [1", "yaml-syntax"),
        ("a: {b: 1", "yaml-syntax"),
        ('a: "\\q"', "yaml-syntax"),
        ("a: b: c", "yaml-syntax"),
        ("a:\n\t- 1", "yaml-indent"),
        ("a:\n\u00a0\u00a0b: 1", "yaml-indent"),
        ("a: \u0007", "yaml-character"),
        ("a: Thu\u0309", "text-nfc"),
        ("Thu\u0309: 1", "text-nfc"),
        ('a: "Thu\\u0309"', "text-nfc"),
    ],
)
def test_what_yaml_offers_beyond_plain_data_is_refused(source: str, code: str) -> None:
    """A file that needs such things is told so, at its place."""
    assert code in codes(source.encode())


def test_what_an_alias_would_repeat_is_left_empty_and_reading_goes_on() -> None:
    """One refused part does not hide the others."""
    assert codes(b"a: &x 1\nb: *x\nc: 1\nc: 2\n") == ["yaml-alias", "yaml-alias", "yaml-duplicate-key"]


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"])
def test_a_byte_order_mark_is_refused(start: bytes) -> None:
    """Other programs would see it as part of the first key, or cannot read the file at all."""
    assert codes(start + b"a: 1") == ["file-bom"]


def test_bytes_that_are_not_utf_8_are_placed() -> None:
    """The first bad byte is pointed at, by line and character."""
    _, (problem,) = read_bytes("a: Hộ\nb: ".encode() + b"\xe0", "f.yaml")
    assert (problem.code, problem.line, problem.column, problem.found) == ("file-encoding", 2, 4, "0xe0")


@pytest.mark.parametrize(
    "bomb",
    [
        b"a: " + b"[" * 100_000,
        b"a: " + b"{b: " * 100_000,
        b"a: [" + b"\n[" * 100_000,
        b"".join(b"%sa:\n" % (b" " * depth) for depth in range(1_000)),
        b"a: &a [x]\n" + b"".join(b"b%d: [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n" % n for n in range(8)),
        b"a: [" + b"x, " * 600_000 + b"]",
        b"? " * 100_000,
        b"- " * 100_000,
        b'a: "' + b"\\u0301" * 150_000 + b"\\u0323" * 100_000 + b'"',
        b"a: " + ("\u0301" * 100_000 + "\u0323" * 100_000).encode(),
    ],
)
def test_no_small_file_keeps_the_reader_busy(bomb: bytes) -> None:
    """Deep nesting, unfolding aliases and floods of values are answered at once."""
    began = time.process_time()
    assert codes(bomb[: 2 * 1024 * 1024])
    assert time.process_time() - began < 3  # far above what it takes, far below what a bomb would


def test_limits_are_exact() -> None:
    """A file at the limit is read; one step beyond it is not."""
    assert not read_bytes(b"a: [[x]]", "f", Limits(depth=3, nodes=4))[1]
    assert [p.code for p in read_bytes(b"a: [[x]]", "f", Limits(depth=2))[1]] == ["yaml-depth"]
    assert [p.code for p in read_bytes(b"a: [[x]]", "f", Limits(nodes=3))[1]] == ["yaml-nodes"]


def test_size_is_looked_at_before_the_file_is_taken_in(tmp_path: Path) -> None:
    """No more than the limit is read of a huge file."""
    path = tmp_path / "f.yaml"
    path.write_bytes(b"a: 123456")
    assert not read_file(path, "f", Limits(size=9))[1]
    assert [p.code for p in read_file(path, "f", Limits(size=8))[1]] == ["file-size"]


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail(content: bytes) -> None:
    """Whatever the file holds, there is a document or a problem, never a traceback."""
    document, problems = read_bytes(content, "f.yaml")
    assert document is not None or problems


@given(st.text(st.sampled_from("ab: -\n\"'[]{}#&*!|>%@\\,?~<0\t\u00a0\u0301é"), max_size=60))
def test_no_text_makes_the_reader_fail(content: str) -> None:
    """The same with the signs YAML gives a meaning; and every path has a place."""
    document, problems = read_bytes(content.encode(), "f.yaml")
    assert document is not None or problems
    if document is not None:
        assert document.value_position(()).line >= 1
