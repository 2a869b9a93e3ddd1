"""A parsed file: plain data, and the positions of its values for problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs

from tthc_catalog.problems.positions import KeyPath, Position, Positions


@attrs.define(kw_only=True, eq=False)
class Document:
    """One YAML file as plain data.

    Attributes:
        file: the path shown in problems.
        data: the top mapping.
        source: the text of the file.
        find_positions: finds the positions of all values in ``source``; called once, when the first position is needed.
    """

    file: str
    data: dict[str, Any]
    source: str = attrs.field(repr=False)
    find_positions: Callable[[str], dict[KeyPath, Positions]] = attrs.field(repr=False)
    _positions: dict[KeyPath, Positions] | None = attrs.field(default=None, init=False, repr=False)

    def scalars(self) -> Iterator[tuple[KeyPath, Any]]:
        """Yield the values that are neither mappings nor lists, in the order of the file, with their paths."""
        return _scalars(self.data, ())

    def positions(self, path: KeyPath) -> Positions:
        """Return the positions of the value at ``path`` and its key; if there is no such value, those of the nearest enclosing one."""
        if self._positions is None:
            self._positions = self.find_positions(self.source)
        while path not in self._positions:
            path = path[:-1]
        return self._positions[path]

    def value_position(self, path: KeyPath) -> Position:
        """Return the start of the value at ``path``."""
        return self.positions(path).value

    def key_position(self, path: KeyPath) -> Position:
        """Return the start of the key of the value at ``path``; for a list item, the start of the item."""
        return self.positions(path).key


def _scalars(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _scalars(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _scalars(item, (*path, index))
    else:
        yield path, value
