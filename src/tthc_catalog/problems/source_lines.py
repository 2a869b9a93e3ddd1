"""Source lines of problems, with carets aligned by terminal cells rather than characters.

A decomposed Vietnamese letter is several characters and one cell; a wide letter is one character and two cells. Invisible characters (a tab,
a no-break space, a mark that changes the writing direction) are replaced by visible ones, since they may be the problem.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tthc_catalog.errors import Problem

WIDTH = 120
"""Default maximum width of an excerpt in terminal cells."""

_MAX_SIZE = 4 * 1024 * 1024
_SIGNS = {"\t": "→", "\u00a0": "⍽", "\u007f": "␡"}
_UNSEEN = "�"
_MAX_DISTANCE = 1000
"""Characters examined on each side of a problem; a line may be as long as a file."""
_NO_EXCERPT = frozenset({"personal-data"})
_PLAIN_END = re.compile(r"\s+#|:(?=\s|$)|\s*$")
_FLOW_END = re.compile(r"\s+#|:(?=\s|$)|\s*[,\]}]|\s*$")


class Span(NamedTuple):
    """The part of its line that a problem refers to: 0-based columns in characters, the end exclusive."""

    start: int
    end: int


class SourceLines:
    """The source lines of problems; each file is read once."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}

    def line(self, problem: Problem) -> str | None:
        """Return the source line of a problem; None for a problem of a whole file, a missing file, or a line with personal data."""
        if not problem.line or problem.code in _NO_EXCERPT:
            return None
        if problem.file not in self._lines:
            try:
                with Path(problem.file).open("rb") as stream:
                    content = stream.read(_MAX_SIZE)
            except OSError:
                content = b""
            # libyaml also ends lines at the other marks of YAML 1.1, but the reader rejects files that contain them.
            self._lines[problem.file] = re.split(r"\r\n|\r|\n", content.decode("utf-8-sig", "replace"))
        lines = self._lines[problem.file]
        return lines[problem.line - 1] if problem.line <= len(lines) else None


def span(problem: Problem, line: str) -> Span:
    """Return the span of the value or key that starts at the column of a problem."""
    start = min(problem.column - 1, len(line))
    rest = line[start : start + _MAX_DISTANCE]
    found = (problem.found or "")[:_MAX_DISTANCE]
    if found and rest.startswith(found) and not found.startswith("U+"):
        return Span(start, start + len(found))
    if re.fullmatch(r"U\+[0-9A-F]{4,6}|0x[0-9a-f]{2}", found):
        return Span(start, start + 1)
    if rest[:1] in {'"', "'"}:
        quoted = re.match(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'', rest)
        return Span(start, start + (quoted.end() if quoted else len(rest)))
    flow = line[:start].count("[") > line[:start].count("]") or line[:start].count("{") > line[:start].count("}")
    end = (_FLOW_END if flow else _PLAIN_END).search(rest, 1)
    return Span(start, start + max(end.start() if end else len(rest), 1))


def excerpt(problem: Problem, line: str, width: int = WIDTH) -> list[str]:
    """Return the source line with its number, and a line of carets under the span of the problem.

    Args:
        problem: the problem.
        line: its source line.
        width: maximum width in cells; longer lines and carets are cut around the span.
    """
    number = str(problem.line)
    room = max(width - len(number) - 5, 20)
    visible, before, under = _window(line, span(problem, line), room)
    return [f"  {number} | {visible}".rstrip(), f"  {' ' * len(number)} | {' ' * before}{'^' * under}"]


def cells(text: str) -> int:
    """Return the width of a text in terminal cells."""
    return sum(map(_cell, text))


def _cell(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _visible(character: str) -> str:
    """Return the character, or a visible substitute if it is invisible or moves the cursor."""
    if character in _SIGNS:
        return _SIGNS[character]
    if character < " ":
        return chr(0x2400 + ord(character))
    return _UNSEEN if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} else character


def _window(line: str, marked: Span, room: int) -> tuple[str, int, int]:
    """Return the part of a line to show, the cells before the marked span in it, and the cells of the span."""
    nearby = line[: marked.start + _MAX_DISTANCE] if marked.start < _MAX_DISTANCE else ""
    if nearby == line and cells(line) <= room:
        first, last = 0, len(line)
    else:
        first = _reach(line, marked.start, -1, room // 3)
        last = _reach(line, marked.start, 1, room - 4 - cells(line[first : marked.start]))
    left, right = "… " if first else "", " …" if last < len(line) else ""
    visible = "".join(map(_visible, line[first:last]))
    before = len(left) + cells(visible[: marked.start - first])
    under = cells(visible[marked.start - first : marked.end - first])
    return left + visible + right, before, max(under, 1)


def _reach(line: str, start: int, step: int, room: int) -> int:
    """Return how far from ``start`` a line fits in ``room`` cells; at most `_MAX_DISTANCE` characters, since marks take no cell."""
    index = start
    for _ in range(_MAX_DISTANCE):
        following = index - 1 if step < 0 else index
        if not 0 <= following < len(line) or room < (width := _cell(_visible(line[following]))):
            break
        room -= width
        index += step
    return index
