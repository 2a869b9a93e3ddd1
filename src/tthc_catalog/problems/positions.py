"""Positions in a source file, and paths to values in a document."""

from __future__ import annotations

from typing import NamedTuple

KeyPath = tuple[str | int, ...]
"""Keys and 0-based indexes from the top of a document to a value."""


class Position(NamedTuple):
    """A line and a column, both 1-based and counted in characters; 0 and 0 mean the whole file."""

    line: int = 0
    column: int = 0


class Positions(NamedTuple):
    """The positions of a value and of its key; without a key, both are the position of the value."""

    key: Position
    value: Position


def position_at(source: str, index: int) -> Position:
    r"""Return the position of the character at ``index``.

    >>> position_at("a: 1\nb: 2", 8)
    Position(line=2, column=4)
    """
    return Position(source.count("\n", 0, index) + 1, index - source.rfind("\n", 0, index))
