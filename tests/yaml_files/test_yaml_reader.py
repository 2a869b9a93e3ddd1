"""The strict YAML reader: what it resolves, what it rejects, positions and limits."""

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
    """Return the problem codes of a file with this content."""
    return [problem.code for problem in read_bytes(source, "f.yaml")[1]]


def value_of(typed: str) -> object:
    """Return the value of a key with the YAML value ``typed``."""
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
def test_only_null_booleans_and_decimal_integers_are_resolved(typed: str, value: object) -> None:
    """Only null, booleans and decimal integers are resolved; everything else stays text."""
    assert value_of(typed) == value
    assert type(value_of(typed)) is type(value)


@pytest.mark.parametrize("typed", ["15:30", "1.000110", "2023-09-25", "no", "Off", "0o17", "1_000", "0x1F", ".5", "1e3", "007", "y", "="])
def test_text_that_other_readers_misread_should_be_quoted(typed: str) -> None:
    """Plain text that other readers misread is kept, with the advice to quote it."""
    document, problems = read_bytes(f"a: {typed}".encode(), "f.yaml")
    assert document is not None
    assert [(problem.code, problem.hint) for problem in problems] == [("scalar-quote", f'"{typed}"')]


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), min_size=1, max_size=12))
def test_plain_text_without_advice_is_read_alike_by_pyyaml(typed: str) -> None:
    """PyYAML reads the same value from any plain text that the reader accepts without advice."""
    document, problems = read_bytes(f"a: {typed}".encode(), "f.yaml")
    if document is not None and not problems:
        try:
            other = yaml.load(f"a: {typed}", Loader=LOADER)["a"]  # noqa: S506 - both are safe loaders
        except ValueError:  # raised by PyYAML for invalid numbers and dates
            pytest.fail(f"PyYAML cannot read {typed!r}, and no problem was reported")
        assert other == document.data.get("a")


def test_both_parsers_give_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the C parser, the data, problems and positions are the same."""
    path = ROOT / "catalog" / "commune" / "ho-tich" / "1.004873.yaml"
    fast, _ = read_file(path, "f.yaml")
    monkeypatch.setattr(yaml_events, "_Parser", yaml.SafeLoader)
    slow, problems = read_file(path, "f.yaml")
    assert fast is not None
    assert slow is not None
    assert fast.data == slow.data
    assert problems == []
    for path_to_value in [(), ("code",), ("editions", 0, "cases", 0, "id"), ("editions", 0, "results", 0)]:
        assert fast.positions(path_to_value) == slow.positions(path_to_value)


def test_positions_are_counted_in_characters_from_one() -> None:
    """Columns are correct for editors, also in a line of Vietnamese."""
    document, _ = read_bytes("tên: Hộ\nbảng: {đúng: 1, sai: [2, 3]}\n".encode(), "f.yaml")
    assert document is not None
    assert document.value_position(("bảng", "sai", 1)) == (2, 26)
    assert document.key_position(("bảng", "sai")) == (2, 17)
    assert document.key_position(("bảng", "sai", 0)) == (2, 23)


def test_a_missing_path_has_the_position_of_its_parent() -> None:
    """The position of a missing key is that of the mapping that lacks it."""
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
def test_everything_beyond_plain_data_is_rejected(source: str, code: str) -> None:
    """Unsupported YAML is reported as a problem with its own code."""
    assert code in codes(source.encode())


def test_reading_continues_after_an_alias() -> None:
    """A rejected alias does not hide later problems."""
    assert codes(b"a: &x 1\nb: *x\nc: 1\nc: 2\n") == ["yaml-alias", "yaml-alias", "yaml-duplicate-key"]


def test_a_byte_order_mark_is_read_and_reported() -> None:
    """A file with the byte-order mark of UTF-8 is read as without it; a note says so."""
    document, (problem,) = read_bytes(b"\xef\xbb\xbfa: 1", "f.yaml")
    assert document is not None
    assert (document.data, problem.code) == ({"a": 1}, "file-bom")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_reported_once(encoding: str) -> None:
    """A file in UTF-16 has one problem that names the encoding, with and without a byte-order mark."""
    _, (problem,) = read_bytes("title: Hộ tịch\n".encode(encoding), "f.yaml")
    assert (problem.code, problem.found) == ("file-encoding", "UTF-16")


def test_invalid_utf_8_has_a_position() -> None:
    """The problem gives the line and column of the first invalid byte."""
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
def test_hostile_files_are_rejected_quickly(bomb: bytes) -> None:
    """Deep nesting, expanding aliases and huge numbers of values are rejected quickly."""
    began = time.process_time()
    assert codes(bomb[: 2 * 1024 * 1024])
    assert time.process_time() - began < 3  # far more than the reader needs, far less than a naive reader would


def test_limits_are_exact() -> None:
    """A file at a limit is accepted, and one just beyond it is rejected."""
    assert not read_bytes(b"a: [[x]]", "f", Limits(depth=3, nodes=4))[1]
    assert [p.code for p in read_bytes(b"a: [[x]]", "f", Limits(depth=2))[1]] == ["yaml-depth"]
    assert [p.code for p in read_bytes(b"a: [[x]]", "f", Limits(nodes=3))[1]] == ["yaml-nodes"]


def test_the_size_limit_is_exact(tmp_path: Path) -> None:
    """A file of the maximum size is accepted, and one with a byte more is rejected."""
    path = tmp_path / "f.yaml"
    path.write_bytes(b"a: 123456")
    assert not read_file(path, "f", Limits(size=9))[1]
    assert [p.code for p in read_file(path, "f", Limits(size=8))[1]] == ["file-size"]


@given(st.binary(max_size=200))
def test_any_bytes_give_a_document_or_problems(content: bytes) -> None:
    """Any content gives a document or a problem, never an exception."""
    document, problems = read_bytes(content, "f.yaml")
    assert document is not None or problems


@given(st.text(st.sampled_from("ab: -\n\"'[]{}#&*!|>%@\\,?~<0\t\u00a0\u0301é"), max_size=60))
def test_any_text_gives_a_document_or_problems(content: str) -> None:
    """Texts of YAML indicators give a document with positions or a problem, never an exception."""
    document, problems = read_bytes(content.encode(), "f.yaml")
    assert document is not None or problems
    if document is not None:
        assert document.value_position(()).line >= 1
