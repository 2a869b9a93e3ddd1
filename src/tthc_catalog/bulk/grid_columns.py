"""Columns read from a grid: each row has a position there, and a column is one look-up a row."""

from __future__ import annotations

import abc
from typing import Any

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.blocks import Scratch, blocks
from tthc_catalog.bulk.due_terms import BEYOND, NO_DEADLINE, Int32
from tthc_catalog.bulk.grid import NEVER, Grid
from tthc_catalog.bulk.instants import FAR, MISSING_VALUE, Clock, Instants, Receipts
from tthc_catalog.bulk.status import Completions, judge, judge_seconds
from tthc_catalog.bulk.timetable_keys import Keys
from tthc_catalog.bulk.unanswered import UNANSWERED
from tthc_catalog.bulk.window_count import UInt32

_MINUTE = np.uint32(60)
_SHORT = 2**16

Indexes = npt.NDArray[np.intp]


class GridSource(abc.ABC):
    """Columns looked up in a grid when they are first read; the due moments are computed at once."""

    def __init__(self, grid: Grid, clock: Clock, keys: Keys, rows: int) -> None:
        self._grid, self._clock, self._keys = grid, clock, keys
        self._due = np.empty(rows, dtype=np.int64)
        self._without: dict[int, tuple[Indexes, Int32]] = {}

    @abc.abstractmethod
    def _index(self, block: slice, scratch: Scratch) -> Indexes:
        """Return the positions of a block, stored or recomputed, in an array of ``scratch``."""

    def _add_keys(self, block: slice, windows: UInt32, scratch: Scratch) -> Int32:
        """Turn windows into positions in place; rows with unknown keys get one of the first timetable."""
        if self._keys.single is None:
            self._grid.positions(windows, self._keys.known(block, scratch), scratch)
        positions: Int32 = windows.view(np.int32)
        return positions

    def _add_unanswered(self, block: slice, positions: Int32) -> Int32:
        """Put the stored positions of rows that have no answer into a block, in place."""
        if block.start in self._without:
            rows, without = self._without[block.start]
            positions[rows] = without
        return positions

    def _unanswered(self, block: slice, receipts: Receipts, scratch: Scratch) -> tuple[Indexes, Int32] | None:
        """Return the rows of a block that have no answer, and their positions after the grid; None if all rows have one."""
        refused = self._keys.refused(block, receipts, scratch)
        return None if refused is None else (refused[0], self._grid.size + refused[1])

    def moments(self, name: str, start: int) -> npt.NDArray[np.int64]:
        """Return a column of moments as 64-bit seconds; ``start`` is the first midnight."""
        if name == "due" and start == self._clock.first_local:
            return self._due
        out, scratch = np.empty_like(self._due), Scratch(self._due.size)
        for block in blocks(out.size):
            self._write_moments(name, start, block, out[block], scratch)
        return out

    def _write_moments(self, name: str, start: int, block: slice, out: npt.NDArray[np.int64], scratch: Scratch) -> None:
        """Write a column of moments of a block."""
        self._grid.moments(name, start).take(self._index(block, scratch), None, out, "wrap")

    def codes(self, name: str) -> npt.NDArray[Any]:
        """Return a column of text numbers."""
        return self._column(self._grid.codes[name])

    def flags(self, name: str) -> npt.NDArray[np.bool_]:
        """Return ``covered`` or ``provisional``."""
        return self._column(self._grid.flags[name])

    def _column(self, table: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Look up the position of every row in a table."""
        out, scratch = np.empty(self._due.size, dtype=table.dtype), Scratch(self._due.size)
        for block in blocks(out.size):
            table.take(self._index(block, scratch), None, out[block], "wrap")
        return out

    def texts(self, name: str) -> tuple[str | None, ...]:
        """Return the texts by number."""
        form = self._grid.form
        return {"rule": form.rules, "reason": form.reasons, "edition": form.editions}[name]


class StillSource(GridSource):
    """A source for answers that do not move with the minute of receipt.

    It stores one number per row: the position, which determines all columns, or in a large grid the window alone, which is half as long.
    The position then follows from the keys, which are read again.
    """

    def __init__(self, grid: Grid, clock: Clock, received: Instants, keys: Keys, completions: Completions | None) -> None:
        """Compute the position, the due moment and the status of every row.

        Args:
            grid: the answers.
            clock: converts moments to seconds.
            received: moments of receipt.
            keys: the timetable of each row.
            completions: when results were ready.
        """
        rows = len(received)
        super().__init__(grid, clock, keys, rows)
        is_small = grid.size + len(UNANSWERED) <= _SHORT
        self._windows_only = not is_small and grid.days * grid.width <= _SHORT
        short = is_small or self._windows_only
        self._stored: npt.NDArray[np.integer] = np.empty(rows, dtype=np.uint16 if short else np.int32)
        scratch = Scratch(rows)
        for block in blocks(rows):
            receipts = clock.seconds(received, block, scratch.array("seconds", np.int32, block.stop - block.start), scratch)
            windows = grid.windows(receipts.seconds, scratch)
            if self._windows_only:
                np.copyto(self._stored[block], windows, casting="unsafe")
            found = self._add_keys(block, windows, scratch)
            unanswered = self._unanswered(block, receipts, scratch)
            if unanswered is not None:
                self._without[block.start] = unanswered
            self._add_unanswered(block, found)
            if not self._windows_only:
                np.copyto(self._stored[block], found, casting="unsafe")
            positions = scratch.array("index", np.intp, found.size)
            np.copyto(positions, found)
            deadlines = grid.deadlines(positions, scratch)
            grid.due(clock.first_local).take(deadlines, None, self._due[block], "wrap")
            if completions is not None:
                lacks = unanswered is not None or receipts.latest >= grid.always_due_before
                self._judge(block, deadlines, completions, scratch, lacks=lacks)

    def _index(self, block: slice, scratch: Scratch) -> Indexes:
        stored = self._stored[block]
        if self._windows_only:
            windows = scratch.array("begun", np.uint32, stored.size)
            np.copyto(windows, stored)
            stored = self._add_unanswered(block, self._add_keys(block, windows, scratch))
        index = scratch.array("index", np.intp, stored.size)
        np.copyto(index, stored)
        return index

    def _judge(self, block: slice, deadlines: Indexes, completions: Completions, scratch: Scratch, *, lacks: bool) -> None:
        """Write the status of a block. Comparing in the ticks of the completions avoids converting each row."""
        instants, now = completions.instants, completions.now
        start = self._clock.start(instants)
        limits = self._grid.limits(start, instants.per_second)
        ready = instants.ticks[block]
        late = limits.late.take(deadlines, None, scratch.array("late", np.int64, deadlines.size), "wrap")
        missing = None
        if ready.min() < -FAR:  # missing moments, and moments so early that subtracting a deadline would overflow 64 bits
            missing = ready == MISSING_VALUE
            ready = np.maximum(ready, -FAR)
        none = late == NEVER if lacks else None
        overdue = late <= (now + start) * instants.per_second if missing is not None and now is not None else None
        if limits.lead is None:
            day = limits.day.take(deadlines, None, scratch.array("due day", np.int64, deadlines.size), "wrap")
            judge(ready >= day, ready >= late, missing, none, overdue, completions.status[block])
        else:
            past = np.subtract(ready, late, out=late)
            judge(past >= -limits.lead, past >= 0, missing, none, overdue, completions.status[block])


class MovingSource(GridSource):
    """A source for answers that move with the minute of receipt. It stores the second of receipt and recomputes positions from it."""

    def __init__(self, grid: Grid, clock: Clock, received: Instants, keys: Keys, completions: Completions | None) -> None:
        """Compute the due moment and the status of every row; the arguments are those of `StillSource`."""
        rows = len(received)
        super().__init__(grid, clock, keys, rows)
        self._seconds = np.empty(rows, dtype=np.int32)
        scratch = Scratch(rows)
        for block in blocks(rows):
            receipts = clock.seconds(received, block, self._seconds[block], scratch)
            unanswered = self._unanswered(block, receipts, scratch)
            if unanswered is not None:
                self._without[block.start] = unanswered
            lacks = unanswered is not None or receipts.latest >= grid.always_due_before
            self._decide(block, completions, scratch, lacks=lacks)

    def _index(self, block: slice, scratch: Scratch) -> Indexes:
        found = self._add_unanswered(block, self._add_keys(block, self._grid.windows(self._seconds[block], scratch), scratch))
        index = scratch.array("index", np.intp, found.size)
        np.copyto(index, found)
        return index

    def _minutes(self, block: slice, scratch: Scratch) -> Int32:
        """Return the minutes of receipt of a block since the first midnight."""
        seconds = self._seconds[block].view(np.uint32)
        minutes: Int32 = np.floor_divide(seconds, _MINUTE, out=scratch.array("minutes", np.uint32, seconds.size)).view(np.int32)
        return minutes

    def _decide(self, block: slice, completions: Completions | None, scratch: Scratch, *, lacks: bool) -> None:
        """Write the due moments and the status of a block; ``lacks`` means that some of its rows may have no deadline."""
        grid, start = self._grid, self._clock.first_local
        positions, minutes = self._index(block, scratch), self._minutes(block, scratch)
        none = grid.instants["due"].take(positions) >= BEYOND if lacks else None
        moments = grid.moving("due", start, positions, minutes, scratch)
        due = self._due[block]
        np.copyto(due.view(np.uint64), moments)
        if none is not None:
            due[none] = MISSING_VALUE
        if completions is None:
            return
        first = np.subtract(moments, np.uint32(start), out=moments)
        late = np.add(first, grid.after("late", positions, scratch), out=scratch.array("late", np.uint32, positions.size))
        if none is not None:
            first[none] = late[none] = NO_DEADLINE
        judge_seconds(completions, self._clock, block, first.view(np.int32), late.view(np.int32), scratch)

    def _write_moments(self, name: str, start: int, block: slice, out: npt.NDArray[np.int64], scratch: Scratch) -> None:
        if name not in self._grid.moves:
            super()._write_moments(name, start, block, out, scratch)
            return
        positions = self._index(block, scratch)
        np.copyto(out.view(np.uint64), self._grid.moving(name, start, positions, self._minutes(block, scratch), scratch))
        out[self._grid.instants[name].take(positions) >= BEYOND] = MISSING_VALUE
