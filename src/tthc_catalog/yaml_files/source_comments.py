"""The comments, blank lines and list dashes of a YAML file, which its data does not contain."""

from __future__ import annotations

import bisect
import re
from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.yaml_files.yaml_events import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

_GAP = re.compile(r"#[^\n]*|^(?:---|\.\.\.)(?=\s|\Z)|-", re.MULTILINE)


class Comment(NamedTuple):
    """A comment, its hash included.

    Attributes:
        text: the comment without trailing spaces.
        start: index of its hash.
        column: 0-based column of its hash.
        alone: whether nothing else is on its line.
        after_blank: whether the line above is blank.
    """

    text: str
    start: int
    column: int
    alone: bool
    after_blank: bool


class SourceScan:
    """The tokens of an accepted file with line feeds only, and what is between its scalars.

    Attributes:
        tokens: all tokens in order.
        spans: start and end index of every scalar that is not empty.
        comments: all comments except those in the headers of block scalars.
        hyphens: column -> indexes of the hyphens in it that may start a list item.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = list(tokens(source))
        self.spans = [self.span(token) for token in self.tokens if token.kind == "scalar" and token.end > token.start]
        self.comments: list[Comment] = []
        self.hyphens: dict[int, list[int]] = {}
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", source))]
        self._scan_gaps()

    def span(self, token: Token) -> tuple[int, int]:
        """Return the start and end of a scalar, without the blank lines after a block that does not keep them."""
        end = token.end
        if token.style in {"|", ">"}:
            header = self.source[token.start : self.source.find("\n", token.start) + 1 or None]
            keeps = "+" in header.partition("#")[0]
            text = self.source[token.start : end]
            blank = rf" {{0,{_block_indent(text, token.value)}}}"
            blank = rf"(?<=\n){blank}\Z" if keeps else rf"(?:\n{blank})+\Z"
            end = token.start + len(re.sub(blank, "", text))
        return token.start, end

    def line_of(self, index: int) -> int:
        """Return the 0-based line of the character at ``index``."""
        return bisect.bisect_right(self._line_starts, index) - 1

    def column_of(self, index: int) -> int:
        """Return the 0-based column of the character at ``index``."""
        return index - self._line_starts[self.line_of(index)]

    def blank_above(self, line: int) -> bool:
        """Return whether the line above is blank and not part of a scalar."""
        if line == 0:
            return False
        start, end = self._line_starts[line - 1], self._line_starts[line]
        if self.source[start:end].strip():
            return False
        before = bisect.bisect_left(self.spans, (end - 1, 0)) - 1
        return before < 0 or self.spans[before][1] <= start

    def _scan_gaps(self) -> None:
        position = 0
        for start, end in [*self.spans, (len(self.source), len(self.source))]:
            for match in _GAP.finditer(self.source, position, start):
                if match[0] == "-":
                    self.hyphens.setdefault(self.column_of(match.start()), []).append(match.start())
                elif match[0][0] == "#":
                    self._add_comment(match, position)
            position = end

    def _add_comment(self, match: re.Match[str], scalar_end: int) -> None:
        line = self.line_of(match.start())
        before = self.source[self._line_starts[line] : match.start()]
        alone = scalar_end <= self._line_starts[line] and not before.strip(" \t-[{,?")  # a hyphen may be the end of a text of several lines
        self.comments.append(Comment(match[0].rstrip(), match.start(), self.column_of(match.start()), alone, self.blank_above(line)))


def _block_indent(text: str, value: str) -> int:
    """Return the indentation of a block scalar. A line of more spaces is part of its text, and a line of fewer ones is blank.

    The first line with a character other than a space shows it, since that line is in the text and in the value; else the longest line.
    """
    lines = text.split("\n")[1:]
    shown = [next((line for line in part if line.strip(" ")), max(part, key=len, default="")) for part in (lines, value.split("\n"))]
    spaces = [len(line) - len(line.lstrip(" ")) for line in shown]
    return spaces[0] - spaces[1]


def comment_texts(source: str) -> list[str]:
    """Return every comment of an accepted file, from its hash on, including those after ``|`` and ``>``."""
    scan = SourceScan(source)
    in_headers = [comment for start, _ in scan.spans if (comment := _header_comment(source, start))]
    return [comment.text for comment in scan.comments] + in_headers


def swallowed_texts(source: str) -> Iterator[tuple[Token, str]]:
    """Yield plain scalars cut off by a hash without a space after it, each with the lost text: ``số #12`` is read as ``số``."""
    scan = SourceScan(source)
    plain = {token.end: token for token in scan.tokens if token.kind == "scalar" and not token.style and token.end > token.start}
    for comment in scan.comments:
        before = comment.start
        while before and source[before - 1] in " \t":
            before -= 1
        if before in plain and not comment.text[1:2].isspace() and comment.text.strip("#"):
            yield plain[before], comment.text


def _header_comment(source: str, start: int) -> str:
    """Return the comment in the header of a block scalar, or an empty text."""
    header = source[start : source.find("\n", start) + 1 or None] if source[start] in "|>" else ""
    return header[header.find("#") :].rstrip() if "#" in header else ""
