"""Columns worked on in blocks: what a block touches stays in the processor's cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.instants import MISSING_VALUE
from tthc_catalog.bulk.terms import BEYOND

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = 32_768
"""Rows in a block."""


def blocks(rows: int) -> Iterator[slice]:
    """The blocks of a column of so many rows, in order."""
    for start in range(0, rows, BLOCK):
        yield slice(start, min(start + BLOCK, rows))


def moments_of(seconds: npt.NDArray[np.int32], start: int) -> npt.NDArray[np.int64]:
    """Seconds since the first midnight as 64-bit seconds, ``start`` being that midnight; NaT where there is no deadline."""
    out = np.empty(seconds.size, dtype=np.int64)
    for rows in blocks(seconds.size):
        part = seconds[rows]
        np.add(part, start, out=out[rows], dtype=np.int64)
        none = part >= BEYOND
        if none.any():
            out[rows][none] = MISSING_VALUE
    return out
