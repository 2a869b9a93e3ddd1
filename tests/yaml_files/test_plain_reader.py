"""The reader of plain files never accepts a file that the full parser rejects or reads otherwise."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from tthc_catalog.yaml_files.plain_reader import plain_data
from tthc_catalog.yaml_files.yaml_reader import DEFAULT_LIMITS, _character_problems, _Reading, _Stop

ROOT = Path(__file__).parents[2]
SIGNS = [
    '"',
    "'",
    "#",
    " #",
    ":",
    ": ",
    "- ",
    "-",
    ",",
    "[",
    "]",
    "{}",
    "[]",
    "&a",
    "*a",
    "!t",
    "|",
    ">",
    "?",
    "%",
    "@",
    "~",
    " ",
    "é",
    ".",
]
VALUES = [
    "null",
    "true",
    "no",
    "12",
    "-3",
    "1.5",
    "15:30",
    "2023-09-25",
    "~",
    '"a"',
    "'b'",
    '"a: b"',
    '"a" # c',
    "'it''s'",
    "[a, b]",
    '[a, "b c"]',
    "[no]",
    "[1, null]",
    "[a,b]",
    "[]",
    "{}",
    "{a: b}",
    ">-",
    ">",
    "'",
    "-",
    "\n    ",
    "? a",
    "a: b",
    "a # b",
    "a #b",
    "https://a.b/c#d",
    "x:",
    "*a",
    "&a",
    "!a",
    "%a",
    "@a",
    "[a",
    '"a',
    "a, b",
    "Điều 7",
    "- a",
    "- - a",
    "<<",
    "=",
    "y",
    "0x1",
    "'' ",
    '""',
    '[""]',
    "a\xa0b",
    ">-x",
    "[a:b]",
    "a?",
]


def full(source: str, limits: Any = DEFAULT_LIMITS) -> Any:
    """Return the data that the full parser reads; None if it finds any problem."""
    if [*_character_problems(source, "x")]:
        return None
    reading = _Reading(source, "x", limits)
    try:
        data = reading.run()
    except _Stop:
        return None
    return None if reading.problems else data


def plain(source: str) -> Any:
    """Return the data that the plain reader reads; None if it leaves the file to the full parser, as callers do if it is not in NFC."""
    if [*_character_problems(source, "x")] or not unicodedata.is_normalized("NFC", source):
        return None
    return plain_data(source, nodes=DEFAULT_LIMITS.nodes, depth=DEFAULT_LIMITS.depth)


def readable(paths: list[Path]) -> dict[Path, str]:
    """Return the texts of files in UTF-8."""
    texts: dict[Path, str] = {}
    for path in paths:
        try:
            texts[path] = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
    return texts


PACKAGED = readable(sorted((ROOT / "catalog").rglob("*.yaml")))


def test_most_files_of_the_catalog_are_plain() -> None:
    """At least nine in ten files of the packaged catalog are read as plain, with the same data and the same types in the same order."""
    read = {path: plain(text) for path, text in PACKAGED.items()}
    assert sum(data is not None for data in read.values()) >= 0.9 * len(read)
    for path, data in read.items():
        assert data is None or repr(data) == repr(full(PACKAGED[path])), path


def test_broken_files_are_left_to_the_full_parser() -> None:
    """Each file of the broken catalogs is left to the full parser or has the same data and no problem."""
    for path, text in readable(sorted((ROOT / "tests" / "bad").rglob("*.yaml"))).items():
        data = plain(text)
        assert data is None or repr(data) == repr(full(text)), path


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(
    "form", ["a: {}\n", "a:\n  - {}\n", "a:\n- {}\nb: c", "a:\n  b: {}\n  c: d\n", "a: {}\n  b\n", "a: {}\n\n  b\n\nc: d"]
)
def test_values_of_all_kinds_agree(value: str, form: str) -> None:
    """Each form of a value, in a mapping and in a list, with and without a following line, is left alone or read as the full parser does."""
    source = form.replace("{}", value, 1)
    data = plain(source)
    assert data is None or repr(data) == repr(full(source))


def edited(lines: list[str], chosen: random.Random) -> list[str]:
    """Return lines with one random edit."""
    at = chosen.randrange(len(lines))
    line = lines[at]
    match chosen.randrange(7):
        case 0:
            return lines[:at] + lines[at + 1 :] or [""]
        case 1:
            return [*lines[:at], line, *lines[at:]]
        case 2:
            return [*lines[:at], " " * chosen.randrange(1, 4) + line, *lines[at + 1 :]]
        case 3:
            return [*lines[:at], line[chosen.randrange(1, 4) :], *lines[at + 1 :]]
        case 4:
            place = chosen.randrange(len(line) + 1)
            return [*lines[:at], line[:place] + chosen.choice(SIGNS) + line[place:], *lines[at + 1 :]]
        case 5:
            return [*lines[:at], f"{line.partition(':')[0]}: {chosen.choice(VALUES)}", *lines[at + 1 :]]
        case _:
            return [*lines[:at], chosen.choice(["", "  ", "# c", "      # c", "---", "...", "- x", "    - x", "x: 1"]), *lines[at:]]


@pytest.mark.parametrize("seed", range(4))
def test_edited_files_agree(seed: int) -> None:
    """Thousands of randomly edited parts of files are left to the full parser or read as it reads them; many of them are plain."""
    chosen = random.Random(seed)
    texts = [text.split("\n") for text in PACKAGED.values()]
    accepted = 0
    for _ in range(1_000):
        lines = chosen.choice(texts)
        start = chosen.randrange(len(lines))
        part = lines[start : start + chosen.randrange(2, 20)]
        margin = min((len(line) - len(line.lstrip(" ")) for line in part if line.strip()), default=0)
        part = [line[margin:] for line in part]
        if part[0].startswith("- "):
            part = ["a:", *part]
        for _ in range(chosen.randrange(4)):
            part = edited(part, chosen)
        source = "\n".join(part)
        data = plain(source)
        accepted += data is not None
        assert data is None or repr(data) == repr(full(source)), source
    assert accepted > 150


def test_limits_are_left_to_the_full_parser() -> None:
    """A file that may have too many values or levels is not read as plain."""
    deep = "".join(f"{'  ' * level}a:\n" for level in range(12))
    assert plain_data(deep, nodes=100, depth=40) is not None
    assert plain_data(deep, nodes=100, depth=12) is None
    assert plain_data(deep, nodes=30, depth=40) is None
