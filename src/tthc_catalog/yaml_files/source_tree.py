"""A YAML file as its author typed it: entries with their scalars letter for letter, and every comment at the entry it belongs to.

The reader gives data; an editor of files needs more. This tree keeps what data has not: comments, blank lines, the way a scalar is
quoted. A comment after something on its line belongs to that; a comment on a line of its own belongs to the entry that follows, or,
if it is indented deeper than that, to the end of the list or mapping above it.
"""

from __future__ import annotations

import bisect
import re
from typing import TYPE_CHECKING, NamedTuple

import attrs

from tthc_catalog.yaml_files.yaml_reader import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator


@attrs.define(eq=False)
class Scalar:
    """A scalar: what it says, how it is written, and the lines it takes as typed."""

    token: Token
    lines: list[str]
    parent_column: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing was typed at all, as after ``name:``."""
        return self.token.start == self.token.end

    @property
    def block(self) -> bool:
        """Whether it is written with ``|`` or ``>``."""
        return self.token.style in {"|", ">"}


@attrs.define(eq=False)
class Entry:
    """One key with its value, or one item of a list.

    Attributes:
        home: the mapping or list it is in.
        start: index of its key, or of the hyphen before it.
        key: None for an item of a list.
        lead: comment lines above it; an empty text is a blank line.
        note: comments on its own lines.
    """

    home: Collection
    start: int
    line: int
    key: Scalar | None
    value: Scalar | Collection
    lead: list[str] = attrs.field(factory=list)
    note: list[str] = attrs.field(factory=list)


@attrs.define(eq=False)
class Collection:
    """A mapping or a list.

    Attributes:
        owner: the entry whose value it is; None at the top.
        tail: comment lines after its last entry.
        one_line: whether it is written in brackets on one line.
    """

    token: Token
    column: int
    owner: Entry | None
    entries: list[Entry] = attrs.field(factory=list)
    tail: list[str] = attrs.field(factory=list)
    end: int = 0
    one_line: bool = False

    @property
    def mapping(self) -> bool:
        """Whether it is a mapping."""
        return self.token.kind == "mapping"

    def contains(self, other: Collection) -> bool:
        """Whether ``other`` is this or stands in it."""
        inner: Collection | None = other
        while inner is not None and inner is not self:
            inner = inner.owner.home if inner.owner is not None else None
        return inner is self


@attrs.define(eq=False)
class Tree:
    """A whole file: the comments above everything, and its top mapping."""

    head: list[str]
    root: Collection


class Comment(NamedTuple):
    """A comment with its hash: where it stands, whether alone on its line, and whether a blank line stands above it."""

    text: str
    start: int
    column: int
    alone: bool
    after_blank: bool


class _Stop(NamedTuple):
    """The end of something, and the entry a comment right after it belongs to."""

    end: int
    entry: Entry
    key: bool


_BLANK_END = re.compile(r"(?:\n *)+\Z")
_GAP = re.compile(r"#[^\n]*|^(?:---|\.\.\.)(?=\s|\Z)|-", re.MULTILINE)


def read_tree(source: str) -> Tree:
    """The tree of a file that the reader accepts; its lines end in line feeds."""
    return _Builder(source).build()


def comment_texts(source: str) -> list[str]:
    """Every comment of a file that the reader accepts, from its hash on, those after ``|`` and ``>`` included."""
    builder = _Builder(source)
    return [comment.text for comment in builder.comments] + [text for start, _ in builder.spans if (text := _block_comment(source, start))]


def swallowed(source: str) -> Iterator[tuple[Token, str]]:
    """Plain values that end at a hash with no space after it, each with the words lost behind the hash: ``số #12`` is read as ``số``."""
    builder = _Builder(source)
    plain = {token.end: token for token in builder.tokens if token.kind == "scalar" and not token.style and token.end > token.start}
    for comment in builder.comments:
        before = comment.start
        while before and source[before - 1] in " \t":
            before -= 1
        if before in plain and not comment.text[1:2].isspace() and comment.text.strip("#"):
            yield plain[before], comment.text


def _block_comment(source: str, start: int) -> str:
    """The comment behind the sign that opens a block scalar; empty when there is none."""
    header = source[start : source.find("\n", start)] if source[start] in "|>" else ""
    return header[header.find("#") :].rstrip() if "#" in header else ""


class _Builder:
    def __init__(self, source: str) -> None:
        self.source = source
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", source))]
        self.tokens = list(tokens(source))
        self.next = 0
        self.spans = [self._span(token) for token in self.tokens if token.kind == "scalar" and token.end > token.start]
        self.comments: list[Comment] = []
        self.hyphens: dict[int, list[int]] = {}
        self.entries: list[Entry] = []
        self.stops: list[_Stop] = []
        self._scan_gaps()

    def build(self) -> Tree:
        root = self._node(-1, None)
        assert isinstance(root, Collection)
        tree = Tree(head=[], root=root)
        for comment in self.comments:
            self._attach(comment, tree)
        first = root.entries[0] if root.entries else None
        for entry in self.entries:
            if entry is not first and self._blank_above(entry.line):
                entry.lead.append("")
        if first is not None:
            tree.head, first.lead = [*first.lead, *([""] if first.lead and self._blank_above(first.line) else [])], []
        return tree

    # --- what stands between the scalars -----------------------------------------------------------------------------------------

    def _span(self, token: Token) -> tuple[int, int]:
        """Where a scalar stands; blank lines after a block that does not keep them are none of it."""
        end = token.end
        if token.style in {"|", ">"}:
            header = self.source[token.start : self.source.find("\n", token.start) + 1 or None]
            keeps = "+" in header.partition("#")[0]
            said = self.source[token.start : end]
            end = token.start + len(said.rstrip(" ") if keeps else _BLANK_END.sub("", said))
        return token.start, end

    def _scan_gaps(self) -> None:
        position = 0
        for start, end in [*self.spans, (len(self.source), len(self.source))]:
            for match in _GAP.finditer(self.source, position, start):
                if match[0] == "-":
                    self.hyphens.setdefault(self._column(match.start()), []).append(match.start())
                elif match[0][0] == "#":
                    self._take_comment(match)
            position = end

    def _take_comment(self, match: re.Match[str]) -> None:
        line = self._line(match.start())
        before = self.source[self.line_starts[line] : match.start()]
        alone = not before.strip() or not before.strip(" \t-[{,?")
        self.comments.append(Comment(match[0].rstrip(), match.start(), self._column(match.start()), alone, self._blank_above(line)))

    def _line(self, index: int) -> int:
        return bisect.bisect_right(self.line_starts, index) - 1

    def _column(self, index: int) -> int:
        return index - self.line_starts[self._line(index)]

    def _blank_above(self, line: int) -> bool:
        """Whether the line above is empty and no part of a scalar."""
        if line == 0:
            return False
        start, end = self.line_starts[line - 1], self.line_starts[line]
        if self.source[start:end].strip():
            return False
        before = bisect.bisect_left(self.spans, (end - 1, 0)) - 1
        return before < 0 or self.spans[before][1] <= start

    # --- the tree ----------------------------------------------------------------------------------------------------------------

    def _node(self, parent_column: int, owner: Entry | None) -> Scalar | Collection:
        token = self.tokens[self.next]
        self.next += 1
        if token.kind == "scalar":
            start, end = self._span(token) if token.end > token.start else (token.start, token.end)
            return Scalar(token, self.source[start:end].removesuffix("\n").split("\n"), max(parent_column, 0))
        found = Collection(token, token.column, owner)
        while self.tokens[self.next].kind != "end":
            if found.mapping:
                key = self._node(found.column, None)
                assert isinstance(key, Scalar)
                entry = Entry(found, key.token.start, key.token.line, key, key)
                self.stops.append(_Stop(key.token.end, entry, key=True))
            else:
                start = self._item_start(found)
                entry = Entry(found, start, self._line(start), None, Scalar(token, []))
            self.entries.append(entry)
            entry.value = self._node(found.column, entry)
            self._stop_after(entry)
            found.entries.append(entry)
        last = self.tokens[self.next]
        self.next += 1
        found.end = last.end
        found.one_line = token.flow and self._line(token.start) == self._line(last.end - 1)
        return found

    def _stop_after(self, entry: Entry) -> None:
        value = entry.value
        if isinstance(value, Scalar):
            if not value.empty:
                self.stops.append(_Stop(self._span(value.token)[1], entry, key=False))
        elif value.token.flow:
            self.stops.append(_Stop(value.end, entry, key=False))

    def _item_start(self, found: Collection) -> int:
        """Where the next item of a list starts: at its hyphen, or, between brackets, at its value."""
        value = self.tokens[self.next]
        if found.token.flow:
            return value.start
        upto = value.start if value.end > value.start or value.kind != "scalar" else value.start + 1
        hyphens = self.hyphens.get(found.column, [])
        before = bisect.bisect_right(hyphens, upto)
        return hyphens[before - 1] if before else value.start

    # --- the comments ------------------------------------------------------------------------------------------------------------

    def _attach(self, comment: Comment, tree: Tree) -> None:
        before = bisect.bisect_right(self.stops, comment.start, key=lambda stop: stop.end)
        stop = self.stops[before - 1] if before else None
        if not comment.alone and stop is not None:
            stop.entry.note.append(comment.text)
            return
        lines = ["", comment.text] if comment.after_blank else [comment.text]
        after = bisect.bisect_right(self.entries, comment.start, key=lambda entry: entry.start)
        following = self.entries[after] if after < len(self.entries) else None
        if stop is not None and stop.key and comment.start < _one_piece_start(stop.entry.value):
            stop.entry.lead += lines
            return
        closing = self._closing(comment, stop, following)
        if closing is not None:
            closing.tail += lines
        elif following is not None:
            following.lead += lines
        else:
            tree.root.tail += lines

    @staticmethod
    def _closing(comment: Comment, stop: _Stop | None, following: Entry | None) -> Collection | None:
        """The list or mapping that ends before the next entry and whose end the comment is told to be by its indentation."""
        column = -1 if following is None else following.home.column
        for collection in _around(stop, comment):
            if following is not None and collection.contains(following.home):
                return None
            if collection.token.flow:
                if collection.token.start < comment.start < collection.end:
                    return collection
            elif column < collection.column <= comment.column:
                return collection
        return None


def _around(stop: _Stop | None, comment: Comment) -> Iterator[Collection]:
    """The lists and mappings around what stands before a comment, from the innermost outwards."""
    if stop is None:
        return
    value = stop.entry.value
    if stop.key and isinstance(value, Collection) and value.token.flow and value.token.start < comment.start:
        yield value
    home: Collection | None = stop.entry.home
    while home is not None:
        yield home
        home = home.owner.home if home.owner is not None else None


def _one_piece_start(value: Scalar | Collection) -> int:
    """Where a value without comments of its own starts; -1 for one whose comments are those of its entries."""
    if isinstance(value, Scalar):
        return -1 if value.empty else value.token.start
    return value.token.start if value.token.flow else -1
