"""Columns worked on in blocks: what a block touches stays in the processor's cache, in arrays used again block after block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = 98_304
"""Rows in a block."""


def blocks(rows: int) -> Iterator[slice]:
    """The blocks of a column of so many rows, in order."""
    for start in range(0, rows, BLOCK):
        yield slice(start, min(start + BLOCK, rows))


class Scratch:
    """Arrays for what is worked out on the way, by name. Not to be shared between threads."""

    __slots__ = ("_arrays", "_rows")

    def __init__(self, rows: int) -> None:
        self._rows = min(rows, BLOCK)
        self._arrays: dict[str, npt.NDArray[Any]] = {}

    def array(self, name: str, kind: npt.DTypeLike, rows: int) -> npt.NDArray[Any]:
        """The array of that name, as long as asked; it holds what was last written to it."""
        array = self._arrays.get(name)
        if array is None or array.size < rows:
            array = self._arrays[name] = np.empty(max(self._rows, rows), dtype=kind)
        return array if array.size == rows else array[:rows]

    def look_up(self, table: npt.NDArray[Any], places: npt.NDArray[np.integer], name: str) -> npt.NDArray[Any]:
        """``table[places]``, written to the array of that name; every place must be one of the table's."""
        wide = self.array("places", np.intp, places.size)
        np.copyto(wide, places)
        # "wrap" spares the copy that numpy makes to keep `out` whole should a place be wrong.
        return table.take(wide, None, self.array(name, table.dtype, places.size), "wrap")
