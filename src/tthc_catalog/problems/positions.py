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
    """Where a value stands, and where its key stands if it has one."""

    key: Position
    value: Position
