"""A file that was read: plain data, and the place of every value for whoever has to point at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from tthc_catalog.problems.positions import KeyPath, Position, Positions


@attrs.define(kw_only=True, eq=False)
class Document:
    """One YAML file as plain data.

    Attributes:
        file: the path as problems name it.
        data: the top mapping.
        find_positions: how the places of all values are found in ``source``; called once, when the first is asked for.
    """

    file: str
    data: dict[str, Any]
    source: str = attrs.field(repr=False)
    find_positions: Callable[[str], dict[KeyPath, Positions]] = attrs.field(repr=False)
    _positions: dict[KeyPath, Positions] | None = attrs.field(default=None, init=False, repr=False)

    def positions(self, path: KeyPath) -> Positions:
        """Where the value at ``path`` and its key stand, or those of the nearest mapping or list around it."""
        if self._positions is None:
            self._positions = self.find_positions(self.source)
        while path not in self._positions:
            path = path[:-1]
        return self._positions[path]

    def value_position(self, path: KeyPath) -> Position:
        """Where the value at ``path`` starts."""
        return self.positions(path).value

    def key_position(self, path: KeyPath) -> Position:
        """Where the key of the value at ``path`` starts; for a list item, the item itself."""
        return self.positions(path).key
