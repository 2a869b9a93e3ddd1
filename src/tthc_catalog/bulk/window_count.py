"""The window a moment falls in: counted by division, or looked up by the time of day."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.blocks import Scratch
from tthc_catalog.bulk.due_terms import DAY, Int32

UInt32 = npt.NDArray[np.uint32]

_MOST_DIVISIONS = 4
"""Up to this many divisions are faster than looking up the time of day."""

_STEPS = tuple(seconds for seconds in range(60, DAY + 1, 60) if DAY % seconds == 0)
"""Steps of whole minutes that divide a day, the shortest first."""

_DAY = np.uint32(DAY)


class WindowCount:
    """Counts the windows that have begun since the first midnight.

    Windows are the same on all days, so the number of times one of them has begun is the number of whole days since it first began. One
    division counts all starts that lie an even step apart.

    Attributes:
        width: windows a day.
    """

    def __init__(self, cuts: tuple[int, ...]) -> None:
        """Choose the divisions, or the table that replaces them.

        Args:
            cuts: the second of the day each window after the first starts at, in order.
        """
        starts = (0, *cuts)
        self.width = len(starts)
        self._step, remainders = next(
            (step, found) for step in _STEPS if self.width * step == DAY * len(found := _remainders(starts, step))
        )
        self._shifts = [np.uint32(self._step - remainder) for remainder in remainders if remainder]
        self._unit = np.uint32(1 if any(start % 60 for start in starts) else 60)
        self._window_at: UInt32 | None = None
        if len(remainders) > _MOST_DIVISIONS:
            at = np.searchsorted(np.asarray(starts), np.arange(0, DAY, int(self._unit)), side="right") - 1
            self._window_at = at.astype(np.uint32)

    def count(self, seconds: Int32, scratch: Scratch) -> UInt32:
        """Return the windows that ended before each moment of a block: ``day * width + window``.

        Args:
            seconds: seconds since the first midnight; none may be negative.
            scratch: arrays to work in; the result is one of them.
        """
        since = seconds.view(np.uint32)  # unsigned numbers divide twice as fast
        begun: UInt32 = scratch.array("begun", np.uint32, seconds.size)
        counted = scratch.array("counted", np.uint32, seconds.size)
        if self._window_at is not None:
            np.floor_divide(since, _DAY, out=begun)
            np.multiply(begun, _DAY, out=counted)
            np.subtract(since, counted, out=counted)
            if self._unit > 1:
                np.floor_divide(counted, self._unit, out=counted)
            np.multiply(begun, np.uint32(self.width), out=begun)
            np.add(begun, scratch.look_up(self._window_at, counted, "window"), out=begun)
            return begun
        step = np.uint32(self._step)
        np.floor_divide(since, step, out=begun)
        for shift in self._shifts:
            np.add(since, shift, out=counted)
            np.floor_divide(counted, step, out=counted)
            np.add(begun, counted, out=begun)
        return begun


def refined(cuts: tuple[int, ...], most: int) -> tuple[int, ...]:
    """Return cuts that few divisions can count: the given ones, with further cuts at an even step between them if needed.

    Args:
        cuts: the second of the day each window after the first starts at, in order.
        most: the largest number of windows a day.
    """
    starts = (0, *cuts)
    if len(starts) <= _MOST_DIVISIONS:
        return cuts
    choices = [
        (len(found), len(found) * DAY // step, step) for step in _STEPS if len(found := _remainders(starts, step)) <= _MOST_DIVISIONS
    ]
    fitting = [(divisions, width, step) for divisions, width, step in choices if width <= most]
    if not fitting:
        return cuts
    _, _, step = min(fitting)
    offsets = _remainders(starts, step)
    return tuple(start + offset for start in range(0, DAY, step) for offset in offsets)[1:]


def _remainders(starts: tuple[int, ...], step: int) -> list[int]:
    """Return the distinct remainders of the starts after division by ``step``."""
    return sorted({start % step for start in starts})
