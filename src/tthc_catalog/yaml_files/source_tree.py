"""A YAML file as written: entries with the source text of their scalars, and comments attached to entries.

The reader returns data. Formatting also needs comments, blank lines and quotes, and this tree keeps them. A comment after something on the
same line belongs to it. A comment on its own line belongs to the entry that follows or, if it is indented deeper than that entry, to the
end of the list or mapping above it.
"""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING, NamedTuple

import attrs

from tthc_catalog.yaml_files.source_comments import SourceScan
from tthc_catalog.yaml_files.yaml_events import Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.yaml_files.source_comments import Comment


@attrs.define(eq=False)
class Scalar:
    """A scalar with its source lines."""

    token: Token
    lines: list[str]
    parent_column: int = 0

    @property
    def empty(self) -> bool:
        """Whether the value is left out, as after ``name:``."""
        return self.token.start == self.token.end

    @property
    def block(self) -> bool:
        """Whether the scalar is written with ``|`` or ``>``."""
        return self.token.style in {"|", ">"}


@attrs.define(eq=False)
class Entry:
    """One key with its value, or one item of a list.

    Attributes:
        home: the mapping or list that contains it.
        start: index of its key, or of the hyphen before it.
        line: 0-based line of ``start``.
        key: None for an item of a list.
        value: its value.
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
        token: its start.
        column: the column of its keys or hyphens.
        owner: the entry that has it as a value; None at the top.
        entries: its entries in order.
        tail: comment lines after its last entry.
        end: index after its last character.
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
        """Return whether ``other`` is this collection or nested in it."""
        return any(collection is self for collection in _outwards(other))


@attrs.define(eq=False)
class Tree:
    """A whole file: the comments at its top, and its top mapping."""

    head: list[str]
    root: Collection


def read_tree(source: str) -> Tree:
    """Return the tree of an accepted file with line feeds only."""
    return _Builder(source).build()


class _Stop(NamedTuple):
    """The end of a key or value, and the entry that comments directly after it belong to."""

    end: int
    entry: Entry
    key: bool


class _Builder:
    def __init__(self, source: str) -> None:
        self.source = source
        self.scan = SourceScan(source)
        self.tokens = self.scan.tokens
        self.next = 0
        self.entries: list[Entry] = []
        self.stops: list[_Stop] = []

    def build(self) -> Tree:
        root = self._node(-1, None)
        assert isinstance(root, Collection)
        tree = Tree(head=[], root=root)
        for comment in self.scan.comments:
            self._attach(comment, tree)
        first = root.entries[0] if root.entries else None
        for entry in self.entries:
            if entry is not first and self.scan.blank_above(entry.line):
                entry.lead.append("")
        if first is not None:
            tree.head, first.lead = [*first.lead, *([""] if first.lead and self.scan.blank_above(first.line) else [])], []
        return tree

    # --- the nodes ---------------------------------------------------------------------------------------------------------------

    def _node(self, parent_column: int, owner: Entry | None) -> Scalar | Collection:
        token = self.tokens[self.next]
        self.next += 1
        if token.kind == "scalar":
            start, end = self.scan.span(token) if token.end > token.start else (token.start, token.end)
            return Scalar(token, self.source[start:end].removesuffix("\n").split("\n"), max(parent_column, 0))
        collection = Collection(token, token.column, owner)
        while self.tokens[self.next].kind != "end":
            if collection.mapping:
                key = self._node(collection.column, None)
                assert isinstance(key, Scalar)
                entry = Entry(collection, key.token.start, key.token.line, key, key)
                self.stops.append(_Stop(key.token.end, entry, key=True))
            else:
                start = self._item_start(collection)
                entry = Entry(collection, start, self.scan.line_of(start), None, Scalar(token, []))
            self.entries.append(entry)
            entry.value = self._node(collection.column, entry)
            self._stop_after(entry)
            collection.entries.append(entry)
        last = self.tokens[self.next]
        self.next += 1
        collection.end = last.end
        collection.one_line = token.flow and self.scan.line_of(token.start) == self.scan.line_of(last.end - 1)
        return collection

    def _stop_after(self, entry: Entry) -> None:
        value = entry.value
        if isinstance(value, Scalar):
            if not value.empty:
                self.stops.append(_Stop(self.scan.span(value.token)[1], entry, key=False))
        elif value.token.flow:
            self.stops.append(_Stop(value.end, entry, key=False))

    def _item_start(self, collection: Collection) -> int:
        """Return the start of the next item of a list: its hyphen or, in brackets, its value."""
        value = self.tokens[self.next]
        if collection.token.flow:
            return value.start
        limit = value.start if value.end > value.start or value.kind != "scalar" else value.start + 1
        hyphens = self.scan.hyphens.get(collection.column, [])
        before = bisect.bisect_right(hyphens, limit)
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
        """Return the list or mapping that ends before the next entry and that the comment, by its indentation, belongs to."""
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
    """Yield the lists and mappings around the text before a comment, innermost first."""
    if stop is None:
        return
    value = stop.entry.value
    if stop.key and isinstance(value, Collection) and value.token.flow and value.token.start < comment.start:
        yield value
    yield from _outwards(stop.entry.home)


def _outwards(collection: Collection) -> Iterator[Collection]:
    """Yield a collection and those that contain it, innermost first."""
    current: Collection | None = collection
    while current is not None:
        yield current
        current = current.owner.home if current.owner is not None else None


def _one_piece_start(value: Scalar | Collection) -> int:
    """Return the start of a scalar or of a collection in brackets, or -1 for a value whose entries have their own comments."""
    if isinstance(value, Scalar):
        return -1 if value.empty else value.token.start
    return value.token.start if value.token.flow else -1
