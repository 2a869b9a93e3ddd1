"""The line a problem points at, with carets under the place, in terminal cells."""

from __future__ import annotations

import time
import unicodedata

import pytest

from tthc_catalog.errors import Problem
from tthc_catalog.problems.source_lines import cells, excerpt


def shown(line: str, column: int, found: str | None = None, width: int = 120, number: int = 7) -> list[str]:
    """The excerpt of a problem on line 7."""
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
    """The carets stand under the whole value or key, its quotes included, and under one cell where nothing stands."""
    first, second = shown(line, column, found)
    start = second.index("^")
    assert second.count("^") == max(len(under), 1)
    assert first[start : start + len(under)] == under


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_combining_marks_take_no_cell(form: str) -> None:
    """Vietnamese letters take one cell each, composed or typed in pieces."""
    before, value = (unicodedata.normalize(form, text) for text in ("  tên: Giấy “Tờ khai”, ", "hộ tịch"))
    first, second = shown(before + value, len(before) + 1, value)
    assert second == "    | " + " " * 23 + "^" * 7
    assert first == f"  7 | {before}{value}"
    assert cells(before) == 23


def test_wide_letters_take_two_cells() -> None:
    """A full-width letter takes two cells, so the carets behind it are two further."""
    assert shown("Ｃó 中文 x", 7, "x")[1] == "    | " + " " * 9 + "^"
    assert shown("Ｃó", 1, "Ｃó")[1] == "    | ^^^"


def test_what_cannot_be_seen_is_shown() -> None:
    """Tabs, no-break spaces and signs that would move the cursor or turn the text are shown by one visible sign each."""
    first, second = shown("a:\t\u00a0b\u202e\x1b[31m", 5, "b")
    assert first == "  7 | a:→⍽b�␛[31m"
    assert second == "    | " + " " * 4 + "^"


@pytest.mark.parametrize("place", [0, 40, 150, 296])
def test_long_lines_are_cut_around_the_place(place: int) -> None:
    """Of a long line the part around the place is shown, and it fits the width."""
    line = "ế" * place + "HERE" + "ế" * (296 - place)
    first, second = shown(line, place + 1, "HERE", width=80)
    assert cells(first) <= 80
    assert first[second.index("^") :].startswith("HERE")
    assert second.count("^") == 4


@pytest.mark.parametrize("line", ["[" * 200_000, " " * 200_000, "e\u0301" * 100_000, "\u0301" * 200_000, "'" * 200_001, "a b " * 50_000])
@pytest.mark.parametrize("column", [1, 41, 100_000, 200_000])
def test_a_line_as_long_as_a_file_is_shown_at_once(line: str, column: int) -> None:
    """However long a line is, only the neighbourhood of the place is looked at."""
    began = time.process_time()
    first, second = shown(line, column)
    assert time.process_time() - began < 1  # a thousandth of it is enough
    assert cells(first) <= 120
    assert len(second) <= 121


def test_numbers_of_any_length_keep_in_line() -> None:
    """The bar stands in one column, whatever the number of the line."""
    first, second = shown("a: 1", 4, "1", number=12345)
    assert first.index("|") == second.index("|")


def test_a_line_of_a_megabyte_is_shown_at_once() -> None:
    """Only the neighbourhood of the place is looked at: two hundred problems on one such line cost nothing worth naming."""
    line = "[" * 1_000_000
    looked_at = 0
    for column in range(1, 1_000_000, 5_000):
        said = excerpt(Problem(code="yaml-depth", file="x.yaml", line=1, column=column, found="["), line)
        looked_at += sum(map(len, said))
    assert looked_at < 100_000
