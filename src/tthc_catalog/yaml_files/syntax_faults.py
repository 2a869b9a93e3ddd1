"""Explain why a file cannot be parsed: the parser reports where it stopped, and the fault is often a line above."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from tthc_catalog.messages import text_pair
from tthc_catalog.problems.positions import Position, position_at
from tthc_catalog.problems.problem_factory import make_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.errors import Problem

_SYNTAX_REASONS = {
    "mapping values are not allowed": "colon",
    "cannot start any token": "first-character",
    "did not find expected key": "key-expected",
    "did not find expected '-' indicator": "item-expected",
    "did not find expected ',' or ']'": "square-bracket",
    "did not find expected ',' or '}'": "curly-bracket",
    "could not find expected ':'": "colon-missing",
    "unexpected end of stream": "quote-open",
    "escape": "escape",
    "block sequence entries are not allowed": "item-inline",
    "<document start>": "no-block",
    "tag handle": "exclamation",
    "alphabetic or numeric": "anchor",
}
"""Part of a message of the YAML parser -> the text that explains it, below ``yaml.syntax``."""

_CONFLICT = re.compile(r"^(?:<{7}(?: .*)?|\|{7}(?: .*)?|={7}|>{7}(?: .*)?)\r?$", re.MULTILINE)
_ENTRY = r"(?P<start>\s*(?:- +)*)(?P<key>[^\W\d][\w-]*)"
_NO_SPACE = re.compile(_ENTRY + r"(?P<colon>[:\uff1a])(?P<value>[^\s:/].*|)")
_WIDE_COLON = re.compile(_ENTRY + r" *\uff1a *(?P<value>.*)")
_COLON_INSIDE = re.compile(_ENTRY + r": +(?P<value>[^\"'\[{#|>&*!\s].*?:(?: .*?)?)(?P<rest>\s+#.*)?\s*")
_OPEN_QUOTE = re.compile(r"(?P<start>.*?(?:: |- |[\[,] *))(?P<value>(?P<quote>[\"'])(?:(?!(?P=quote)).)*)\s*")
_NEXT_ENTRY = re.compile(r"\s*(?:- |[\w-]+:(?:\s|$)|#)|\s*$")
_NEAR = 2
"""Lines above the place where the parser stopped that may contain the fault."""


class SyntaxFault(NamedTuple):
    """A fault of syntax at its place.

    Attributes:
        position: where it is.
        reason: what it is, in Vietnamese and English.
        found: the text there.
        hint: the text to write instead, or None if a person must decide.
        hint_key: the advice; by default, that of the problem.
    """

    position: Position
    reason: tuple[str, str]
    found: str | None = None
    hint: str | None = None
    hint_key: str | None = None

    def details(self) -> dict[str, Any]:
        """Return the arguments of `make_problem`."""
        return {"reason": self.reason, "found": self.found, "hint": self.hint, "hint_key": self.hint_key}


def conflict_marks(source: str, file: str) -> Iterator[Problem]:
    """Yield one problem if a merge left conflict marks in a file; the rest of such a file cannot be trusted."""
    marks = list(_CONFLICT.finditer(source))
    if any(mark[0][0] in "<>" for mark in marks):
        reason, found = text_pair("yaml.syntax.conflict"), marks[0][0].rstrip("\r")
        position = position_at(source, marks[0].start())
        yield make_problem("yaml-syntax", file, position, reason=reason, found=found, hint_key="problem.hint.conflict")


def syntax_fault(source: str, stopped: Position, message: str) -> SyntaxFault:
    """Return the fault that made the parser stop.

    Args:
        source: the text of the file.
        stopped: where the parser stopped.
        message: what the parser says, in English.
    """
    lines = source.split("\n")
    last = min(stopped.line, len(lines))
    quote = _open_quote(lines, last)
    if quote is not None:
        return quote
    for number in range(last, max(last - _NEAR, 1) - 1, -1):
        fault = _fault_of_line(lines[number - 1].rstrip("\r"), number)
        if fault is not None:
            return fault
    if not source.endswith("\n") and last >= len(lines):
        return SyntaxFault(Position(len(lines), 1), text_pair("yaml.syntax.cut"), lines[-1].strip(), hint_key="problem.hint.cut")
    name = next((name for part, name in _SYNTAX_REASONS.items() if part in message), "other")
    return SyntaxFault(stopped, text_pair(f"yaml.syntax.{name}"))


def _fault_of_line(line: str, number: int) -> SyntaxFault | None:
    """Return the fault of one line: a colon without a space, a full-width colon, or a colon in a value without quotes."""
    wide = _WIDE_COLON.fullmatch(line)
    tight = _NO_SPACE.fullmatch(line)
    if wide is not None or (tight is not None and tight["value"]):
        match = wide or tight
        assert match is not None
        name = "colon-wide" if wide else "colon-space"
        found = line[match.start("key") :].rstrip()
        position = Position(number, match.start("key") + 1)
        hint = f"{match['key']}: {match['value']}".rstrip()
        return SyntaxFault(position, text_pair(f"yaml.syntax.{name}"), found, hint, "problem.hint.write")
    inside = _COLON_INSIDE.fullmatch(line)
    if inside is not None:
        value = inside["value"].rstrip()
        hint = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        position = Position(number, inside.start("value") + 1)
        return SyntaxFault(position, text_pair("yaml.syntax.colon-inside"), value, hint, "problem.hint.write")
    return None


def _open_quote(lines: list[str], last: int) -> SyntaxFault | None:
    """Return the last quote above the place that is not closed on its line, if the next line starts another entry."""
    for number in range(1, last + 1):
        match = _OPEN_QUOTE.fullmatch(lines[number - 1].rstrip("\r"))
        following = lines[number] if number < len(lines) else ""
        if match is None or not _NEXT_ENTRY.match(following):
            continue
        value = match["value"].rstrip()
        position = Position(number, match.start("value") + 1)
        return SyntaxFault(position, text_pair("yaml.syntax.quote-open"), value, value + match["quote"], "problem.hint.write")
    return None
