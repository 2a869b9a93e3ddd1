"""A file that was read: plain data, and the place of every value for whoever has to point at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import attrs

Path = tuple[str | int, ...]
"""Keys and 0-based indexes from the top of a document to a value."""


class Place(NamedTuple):
    """A line and a column, both 1-based and counted in characters; 0 and 0 mean the whole file."""

    line: int = 0
    column: int = 0


class Places(NamedTuple):
    """Where a value stands, and where its key stands if it has one."""

    key: Place
    value: Place


@attrs.define(kw_only=True, eq=False)
class Document:
    """One YAML file as plain data.

    Attributes:
        file: the path as problems name it.
        data: the top mapping.
        find_places: how the places of all values are found in ``source``; called once, when the first is asked for.
    """

    file: str
    data: dict[str, Any]
    source: str = attrs.field(repr=False)
    find_places: Callable[[str], dict[Path, Places]] = attrs.field(repr=False)
    _places: dict[Path, Places] | None = attrs.field(default=None, init=False, repr=False)

    def places(self, path: Path) -> Places:
        """Where the value at ``path`` and its key stand, or those of the nearest mapping or list around it."""
        if self._places is None:
            self._places = self.find_places(self.source)
        while path not in self._places:
            path = path[:-1]
        return self._places[path]

    def value_place(self, path: Path) -> Place:
        """Where the value at ``path`` starts."""
        return self.places(path).value

    def key_place(self, path: Path) -> Place:
        """Where the key of the value at ``path`` starts; for a list item, the item itself."""
        return self.places(path).key
