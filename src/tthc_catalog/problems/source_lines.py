"""The line a problem points at, with carets under the place: counted in terminal cells, not in characters.

A Vietnamese letter typed in pieces is several characters and one cell; a wide letter is one character and two cells. What cannot be seen
(a tab, a no-break space, a mark that turns the direction of writing) is shown by a sign that can, since it may be the very fault.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tthc_catalog.errors import Problem

WIDTH = 120
"""Cells an excerpt takes at most where the terminal does not say otherwise."""

_LARGEST = 4 * 1024 * 1024
_SIGNS = {"\t": "→", "\u00a0": "⍽", "\u007f": "␡"}
_UNSEEN = "�"
_FARTHEST = 1000
"""Characters of a line looked at from a place; a line may be as long as a file."""
_UNTOLD = frozenset({"personal-data"})
_PLAIN_END = re.compile(r"\s+#|:(?=\s|$)|\s*$")
_FLOW_END = re.compile(r"\s+#|:(?=\s|$)|\s*[,\]}]|\s*$")


class Span(NamedTuple):
    """Where on its line a problem stands: 0-based columns in characters, the second one after the end."""

    start: int
    end: int


class Sources:
    """The lines of the files that problems point at, each file read once."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}

    def line(self, problem: Problem) -> str | None:
        """The line a problem points at; None when it means a whole file, the file is gone, or the line is nobody's business."""
        if not problem.line or problem.code in _UNTOLD:
            return None
        if problem.file not in self._lines:
            try:
                with Path(problem.file).open("rb") as stream:
                    content = stream.read(_LARGEST)
            except OSError:
                content = b""
            # libyaml ends lines as YAML 1.1 does; the marks beyond \n and \r are refused by the reader anyway.
            self._lines[problem.file] = re.split(r"\r\n|\r|\n", content.decode("utf-8", "replace"))
        lines = self._lines[problem.file]
        return lines[problem.line - 1] if problem.line <= len(lines) else None


def span(problem: Problem, line: str) -> Span:
    """What a problem means on its line: the value or the key that starts at its column."""
    start = min(problem.column - 1, len(line))
    rest = line[start : start + _FARTHEST]
    found = (problem.found or "")[:_FARTHEST]
    if found and rest.startswith(found) and not found.startswith("U+"):
        return Span(start, start + len(found))
    if re.fullmatch(r"U\+[0-9A-F]{4,6}|0x[0-9a-f]{2}", found):
        return Span(start, start + 1)
    if rest[:1] in {'"', "'"}:
        quoted = re.match(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'', rest)
        return Span(start, start + (quoted.end() if quoted else len(rest)))
    flow = line[:start].count("[") > line[:start].count("]") or line[:start].count("{") > line[:start].count("}")
    ended = (_FLOW_END if flow else _PLAIN_END).search(rest, 1)
    return Span(start, start + max(ended.start() if ended else len(rest), 1))


def excerpt(problem: Problem, line: str, width: int = WIDTH) -> list[str]:
    """Two lines: the source line with its number, and carets under the place.

    Args:
        problem: what points there.
        line: the source line.
        width: cells the lines may take; a longer line is cut on both sides of the place, and so are the carets.
    """
    number = str(problem.line)
    room = max(width - len(number) - 5, 20)
    place = span(problem, line)
    shown, before, under = _window(line, place, room)
    return [f"  {number} | {shown}".rstrip(), f"  {' ' * len(number)} | {' ' * before}{'^' * under}"]


def cells(text: str) -> int:
    """How many terminal cells a text takes."""
    return sum(map(_cell, text))


def _cell(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _visible(character: str) -> str:
    """The character, or a sign for one that cannot be seen or would move the cursor."""
    if character in _SIGNS:
        return _SIGNS[character]
    if character < " ":
        return chr(0x2400 + ord(character))
    return _UNSEEN if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} else character


def _window(line: str, place: Span, room: int) -> tuple[str, int, int]:
    """The part of a line to show, the cells before the place in it, and the cells of the place."""
    nearby = line[: place.start + _FARTHEST] if place.start < _FARTHEST else ""
    if nearby == line and cells(line) <= room:
        first, last = 0, len(line)
    else:
        first = _reach(line, place.start, -1, room // 3)
        last = _reach(line, place.start, 1, room - 4 - cells(line[first : place.start]))
    left, right = "… " if first else "", " …" if last < len(line) else ""
    shown = "".join(map(_visible, line[first:last]))
    before = len(left) + cells(shown[: place.start - first])
    under = cells(shown[place.start - first : place.end - first])
    return left + shown + right, before, max(under, 1)


def _reach(line: str, start: int, step: int, room: int) -> int:
    """How far from ``start`` a line can be shown in ``room`` cells; marks that take no cell are not counted for ever."""
    index = start
    for _ in range(_FARTHEST):
        following = index - 1 if step < 0 else index
        if not 0 <= following < len(line) or room < (width := _cell(_visible(line[following]))):
            break
        room -= width
        index += step
    return index
