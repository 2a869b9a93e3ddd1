"""Columns processed in blocks: a block stays in the processor's cache, in arrays that the next block reuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = 98_304
"""Rows in a block."""


def blocks(rows: int) -> Iterator[slice]:
    """Yield the blocks of a column of ``rows`` rows, in order."""
    for start in range(0, rows, BLOCK):
        yield slice(start, min(start + BLOCK, rows))


class Scratch:
    """Arrays for intermediate results, by name. Do not share one between threads."""

    __slots__ = ("_arrays", "_rows")

    def __init__(self, rows: int) -> None:
        self._rows = min(rows, BLOCK)
        self._arrays: dict[str, npt.NDArray[Any]] = {}

    def array(self, name: str, kind: npt.DTypeLike, rows: int) -> npt.NDArray[Any]:
        """Return the array of that name, with ``rows`` rows; it contains whatever was last written to it."""
        array = self._arrays.get(name)
        if array is None or array.size < rows:
            array = self._arrays[name] = np.empty(max(self._rows, rows), dtype=kind)
        return array if array.size == rows else array[:rows]

    def look_up(self, table: npt.NDArray[Any], positions: npt.NDArray[np.integer], name: str) -> npt.NDArray[Any]:
        """Write ``table[positions]`` to the array of that name; every position must lie within the table."""
        wide = self.array("positions", np.intp, positions.size)
        np.copyto(wide, positions)
        # With "wrap", numpy does not make the copy that keeps `out` intact if a position is out of range.
        return table.take(wide, None, self.array(name, table.dtype, positions.size), "wrap")
