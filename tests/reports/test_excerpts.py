"""Source excerpts of problems: carets, widths in terminal cells, and long lines."""

from __future__ import annotations

import time
import unicodedata

import pytest

from tthc_catalog.errors import Problem
from tthc_catalog.problems.source_lines import cells, excerpt


def shown(line: str, column: int, found: str | None = None, width: int = 120, number: int = 7) -> list[str]:
    """Return the excerpt of a problem on line 7."""
    return excerpt(Problem(code="x", file="x.yaml", line=number, column=column, found=found), line, width)


@pytest.mark.parametrize(
    ("line", "column", "found", "under"),
    [
        ('after: "15h30"', 8, "15h30", '"15h30"'),
        ("after: 15h30 # sau", 8, "15h30", "15h30"),
        ("weekdays: [fryday, monday]", 12, "fryday", "fryday"),
        ("days: [a b, c]", 8, None, "a b"),
        ("name: Cấp xã, huyện  ", 7, None, "Cấp xã, huyện"),
        ("kindd: manifest", 1, "kindd", "kindd"),
        ("'it''s': 1", 1, None, "'it''s'"),
        ("name: ", 7, None, ""),
    ],
)
def test_the_carets_cover_the_value(line: str, column: int, found: str | None, under: str) -> None:
    """The carets cover the whole value or key with its quotes, or one cell if the value is empty."""
    first, second = shown(line, column, found)
    start = second.index("^")
    assert second.count("^") == max(len(under), 1)
    assert first[start : start + len(under)] == under


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_combining_marks_take_no_cell(form: str) -> None:
    """Vietnamese letters take one cell each, composed or decomposed."""
    before, value = (unicodedata.normalize(form, text) for text in ("  tên: Giấy “Tờ khai”, ", "hộ tịch"))
    first, second = shown(before + value, len(before) + 1, value)
    assert second == "    | " + " " * 23 + "^" * 7
    assert first == f"  7 | {before}{value}"
    assert cells(before) == 23


def test_wide_letters_take_two_cells() -> None:
    """A full-width letter takes two cells and moves the carets accordingly."""
    assert shown("Ｃó 中文 x", 7, "x")[1] == "    | " + " " * 9 + "^"
    assert shown("Ｃó", 1, "Ｃó")[1] == "    | ^^^"


def test_invisible_characters_are_shown() -> None:
    """Tabs, no-break spaces, control characters and direction marks are each replaced by a visible character."""
    first, second = shown("a:\t\u00a0b\u202e\x1b[31m", 5, "b")
    assert first == "  7 | a:→⍽b�␛[31m"
    assert second == "    | " + " " * 4 + "^"


@pytest.mark.parametrize("start", [0, 40, 150, 296])
def test_long_lines_are_cut_around_the_problem(start: int) -> None:
    """The part of a long line around the problem is shown and fits the width."""
    line = "ế" * start + "HERE" + "ế" * (296 - start)
    first, second = shown(line, start + 1, "HERE", width=80)
    assert cells(first) <= 80
    assert first[second.index("^") :].startswith("HERE")
    assert second.count("^") == 4


@pytest.mark.parametrize("line", ["[" * 200_000, " " * 200_000, "e\u0301" * 100_000, "\u0301" * 200_000, "'" * 200_001, "a b " * 50_000])
@pytest.mark.parametrize("column", [1, 41, 100_000, 200_000])
def test_excerpts_of_huge_lines_are_fast(line: str, column: int) -> None:
    """The time of an excerpt does not depend on the length of the line."""
    began = time.process_time()
    first, second = shown(line, column)
    assert time.process_time() - began < 1  # it usually takes a thousandth of this
    assert cells(first) <= 120
    assert len(second) <= 121


def test_the_bars_are_aligned() -> None:
    """The bars of both lines are in one column, whatever the line number."""
    first, second = shown("a: 1", 4, "1", number=12345)
    assert first.index("|") == second.index("|")


def test_two_hundred_excerpts_of_one_line_are_short() -> None:
    """Two hundred problems on a line of a megabyte give short excerpts."""
    line = "[" * 1_000_000
    total = 0
    for column in range(1, 1_000_000, 5_000):
        lines = excerpt(Problem(code="yaml-depth", file="x.yaml", line=1, column=column, found="["), line)
        total += sum(map(len, lines))
    assert total < 100_000
