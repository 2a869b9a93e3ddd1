"""The layout of text on a terminal: lines wrapped at words for its width, and colour and bold where it has them.

Replies are plain text. What a line is decides its style, so that a reply is the same text in a pipe, in a file and in a test, and so that
the replies of plugins look like our own. Nothing here runs for a pipe, a file or JSON, unless ``CLICOLOR_FORCE`` asks for colour.
"""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

from tthc_catalog.messages import LANGUAGES, text
from tthc_catalog.problems.source_lines import cells

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

USUAL_WIDTH = 80
"""The width if a terminal does not state its own."""

_RESET = "\x1b[0m"
_BOLD, _DIM, _RED, _YELLOW, _CYAN = "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[33m", "\x1b[36m"
_SEVERITIES = {"error": _BOLD + _RED, "warning": _BOLD + _YELLOW, "info": _BOLD + _CYAN}

_VERBATIM = re.compile(r" *\d* \| |(?:\$ | +)tthc ")
"""Lines that stay as they are: source lines with their carets, which have the width already, and commands to copy."""
_LEAD = re.compile(r"( *)((?:[-·•] |\d+\. |[^ ]+ {2,})?)")
"""The indent of a line and its bullet, number or first column; what follows hangs from there."""
_CARETS = re.compile(r" +\| *\^+")
_PROBLEM = re.compile(r"([^ ].*?): ([^:\[\]]+)\[([a-z0-9-]+)\]: ")
_RULE = re.compile(r" +\[[^\[\]]+\]")


def width_of(stream: TextIO, environ: Mapping[str, str] = os.environ) -> int:
    """Return the width of a terminal in cells: ``COLUMNS`` if it is set, else the terminal's own."""
    stated = environ.get("COLUMNS", "")
    try:
        columns = int(stated) if stated.isdecimal() else os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):  # the stream is no terminal of the system, or is closed
        columns = 0
    return columns or USUAL_WIDTH


def has_colour(terminal: bool, environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Return whether to write colour and bold.

    Args:
        terminal: whether the stream is a terminal.
        environ: ``NO_COLOR`` forbids colour, whatever else is set; ``CLICOLOR_FORCE`` asks for it even in a pipe.
        platform: the old console of Windows shows the codes of colours as letters; the terminals that have colours set a variable.
    """
    if environ.get("NO_COLOR"):
        return False
    if environ.get("CLICOLOR_FORCE", "0") not in {"", "0"}:
        return True
    if platform == "win32":
        return terminal and any(environ.get(name) for name in ("WT_SESSION", "TERM_PROGRAM", "ANSICON"))
    return terminal and environ.get("TERM", "dumb") != "dumb"


def arranged(prose: str, width: int | None, *, colour: bool, answer: bool) -> str:
    """Return text for a terminal.

    Args:
        prose: lines for people.
        width: wrap longer lines; None wraps no line.
        colour: whether to add colour and bold.
        answer: whether the first line is the answer or the title, which is bold.
    """
    lines: list[str] = []
    for number, line in enumerate(prose.split("\n")):
        pieces = [line] if width is None else wrapped(line, width)
        if colour:
            pieces = _painted(line, pieces, first=answer and number == 0)
        lines += pieces
    return "\n".join(lines)


def wrapped(line: str, width: int) -> list[str]:
    """Return the line in pieces of at most ``width`` cells, broken at spaces; a longer word, such as an address, stays whole.

    The second and further pieces hang under the text behind a bullet, a number or the first column.
    """
    if cells(line) <= width or _VERBATIM.match(line):
        return [line]
    lead = _LEAD.match(line)
    assert lead is not None, "every line matches"
    hang = cells(lead[0]) if lead[2] and cells(lead[0]) <= width // 2 else len(lead[1]) + 2
    pieces, piece, used = [], lead[0], cells(lead[0])
    empty = True  # whether the piece has no word yet
    for space, word in re.findall(r"( *)([^ ]+)", line[lead.end() :]):
        room = cells(word) if empty else cells(space) + cells(word)
        if not empty and used + room > width:
            pieces.append(piece)
            piece, used, empty = " " * hang, hang, True
            room = cells(word)
        piece += word if empty else space + word
        used += room
        empty = False
    return [*pieces, piece]


def _painted(line: str, pieces: list[str], *, first: bool) -> list[str]:
    """Return the pieces of a line with the style of what the line is."""
    problem = _PROBLEM.match(line)
    style = _severities().get(problem[2]) if problem else None
    if problem and style:
        place, named = problem[1], f"{problem[2]}[{problem[3]}]:"
        coloured = f"{_in(style, problem[2])}[{problem[3]}]:"
        return [piece.replace(named, coloured, 1).replace(place, _in(_BOLD, place), 1) for piece in pieces]
    if _CARETS.fullmatch(line):
        return [_in(_RED, line)]
    if _RULE.match(line):
        return [_in(_DIM, piece) for piece in pieces]
    word = next((word for word in _failures() if line.startswith(word)), None)
    if word:
        return [_in(_SEVERITIES["error"], word) + pieces[0].removeprefix(word), *pieces[1:]]
    if line and line[0] != " " and (first or line.endswith(":")):
        return [_in(_BOLD, piece) for piece in pieces]
    return pieces


def _in(style: str, words: str) -> str:
    bare = words.lstrip(" ")
    return f"{words[: len(words) - len(bare)]}{style}{bare}{_RESET}"


def _severities() -> dict[str, str]:
    """Return the style of each severity by its name in every language."""
    return {text(f"problem.severity.{name}", lang): style for name, style in _SEVERITIES.items() for lang in LANGUAGES}


def _failures() -> list[str]:
    """Return how the message of a failure begins in every language."""
    return [text("cli.error", lang, reason="").rstrip() for lang in LANGUAGES]
