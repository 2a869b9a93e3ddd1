"""Answers read from a grid: a row knows its place there, and a column is one look-up a row."""

from __future__ import annotations

import abc
from typing import Any

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.blocks import Scratch, blocks
from tthc_catalog.bulk.due_terms import BEYOND, NO_DEADLINE, Int32
from tthc_catalog.bulk.grid import NEVER, Grid
from tthc_catalog.bulk.instants import FAR, MISSING_VALUE, Clock, Instants, Receipts
from tthc_catalog.bulk.programs import UNANSWERED
from tthc_catalog.bulk.status import Completions, judge, judge_seconds
from tthc_catalog.bulk.timetable_keys import Keys

_MINUTE = np.uint32(60)

Indexes = npt.NDArray[np.intp]


class GridSource(abc.ABC):
    """Columns read through the places of a grid, each when it is asked for; the due moments are worked out at once."""

    def __init__(self, grid: Grid, clock: Clock, keys: Keys, rows: int) -> None:
        self._grid, self._clock, self._keys = grid, clock, keys
        self._due = np.empty(rows, dtype=np.int64)

    @abc.abstractmethod
    def _index(self, block: slice, scratch: Scratch) -> Indexes:
        """The places of a block, kept or found again, in an array of ``scratch``."""

    def _find(self, block: slice, seconds: Int32, scratch: Scratch) -> Int32:
        """The places of a block, in an array of ``scratch``; rows that ask nothing known get one of the first timetable's."""
        asked = self._keys.known(block, scratch) if self._keys.single is None else None
        return self._grid.place(seconds, asked, scratch)

    def _unanswered(self, block: slice, receipts: Receipts, scratch: Scratch) -> tuple[Indexes, Int32] | None:
        """The rows of a block that have no answer, and their places past the grid, by the reason."""
        refused = self._keys.refused(block, receipts, scratch)
        return None if refused is None else (refused[0], self._grid.places + refused[1])

    def moments(self, name: str, start: int) -> npt.NDArray[np.int64]:
        """A column of moments as 64-bit seconds, ``start`` being the first midnight."""
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
        """A column of text numbers."""
        return self._column(self._grid.codes[name])

    def flags(self, name: str) -> npt.NDArray[np.bool_]:
        """``covered`` or ``provisional``."""
        return self._column(self._grid.flags[name])

    def _column(self, table: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """What a table says of every row's place."""
        out, scratch = np.empty(self._due.size, dtype=table.dtype), Scratch(self._due.size)
        for block in blocks(out.size):
            table.take(self._index(block, scratch), None, out[block], "wrap")
        return out

    def texts(self, name: str) -> tuple[str | None, ...]:
        """The texts behind the numbers."""
        programs = self._grid.programs
        return {"rule": programs.rules, "reason": programs.reasons, "edition": programs.editions}[name]


class StillSource(GridSource):
    """Where no answer moves with the minute of receipt, a row's place says everything, and is all that is kept of it."""

    def __init__(self, grid: Grid, clock: Clock, received: Instants, keys: Keys, completions: Completions | None) -> None:
        """Find the place of every row, when it is due, and what became of it.

        Args:
            grid: the answers.
            clock: turns moments into seconds.
            received: moments of receipt.
            keys: which of the grid's timetables each row asks.
            completions: when results were ready.
        """
        rows = len(received)
        super().__init__(grid, clock, keys, rows)
        short = grid.places + len(UNANSWERED) <= np.iinfo(np.uint16).max
        self._places: npt.NDArray[np.integer] = np.empty(rows, dtype=np.uint16 if short else np.int32)
        scratch = Scratch(rows)
        for block in blocks(rows):
            receipts = clock.seconds(received, block, scratch.array("seconds", np.int32, block.stop - block.start), scratch)
            found = self._find(block, receipts.seconds, scratch)
            unanswered = self._unanswered(block, receipts, scratch)
            if unanswered is not None:
                found[unanswered[0]] = unanswered[1]
            np.copyto(self._places[block], found, casting="unsafe")
            places = self._index(block, scratch)
            grid.moments("due", clock.first_local).take(places, None, self._due[block], "wrap")
            if completions is not None:
                lacks = unanswered is not None or receipts.latest >= grid.always_due_before
                self._judge(block, places, completions, scratch, lacks=lacks)

    def _index(self, block: slice, scratch: Scratch) -> Indexes:
        index = scratch.array("index", np.intp, block.stop - block.start)
        np.copyto(index, self._places[block])
        return index

    def _judge(self, block: slice, places: Indexes, completions: Completions, scratch: Scratch, *, lacks: bool) -> None:
        """What became of a block, compared in the completion's own ticks: nothing has to be converted row by row."""
        instants, now = completions.instants, completions.now
        start = self._clock.start(instants)
        limits = self._grid.limits(start, instants.per_second)
        ready = instants.ticks[block]
        late = limits.late.take(places, None, scratch.array("late", np.int64, places.size), "wrap")
        lead = limits.lead
        if not isinstance(lead, int):
            lead = lead.take(places, None, scratch.array("lead", np.int64, places.size), "wrap")
        missing = None
        if ready.min() < -FAR:  # what has no moment, and what lies too long ago to be told from a deadline in 64 bits
            missing = ready == MISSING_VALUE
            ready = np.maximum(ready, -FAR)
        none = late == NEVER if lacks else None
        overdue = late <= (now + start) * instants.per_second if missing is not None and now is not None else None
        past = np.subtract(ready, late, out=late)
        judge(past >= -lead, past >= 0, missing, none, overdue, completions.status[block])


class MovingSource(GridSource):
    """Where answers move with the minute of receipt, the second is kept of each row, and its place is found again from that."""

    def __init__(self, grid: Grid, clock: Clock, received: Instants, keys: Keys, completions: Completions | None) -> None:
        """Find when every row is due, and what became of it; the arguments are those of `StillSource`."""
        rows = len(received)
        super().__init__(grid, clock, keys, rows)
        self._seconds = np.empty(rows, dtype=np.int32)
        self._without: dict[int, tuple[Indexes, Int32]] = {}
        scratch = Scratch(rows)
        for block in blocks(rows):
            receipts = clock.seconds(received, block, self._seconds[block], scratch)
            unanswered = self._unanswered(block, receipts, scratch)
            if unanswered is not None:
                self._without[block.start] = unanswered
            lacks = unanswered is not None or receipts.latest >= grid.always_due_before
            self._decide(block, completions, scratch, lacks=lacks)

    def _index(self, block: slice, scratch: Scratch) -> Indexes:
        found = self._find(block, self._seconds[block], scratch)
        if block.start in self._without:
            rows, places = self._without[block.start]
            found[rows] = places
        index = scratch.array("index", np.intp, found.size)
        np.copyto(index, found)
        return index

    def _minutes(self, block: slice, scratch: Scratch) -> Int32:
        """The minutes of receipt of a block since the first midnight."""
        seconds = self._seconds[block].view(np.uint32)
        minutes: Int32 = np.floor_divide(seconds, _MINUTE, out=scratch.array("minutes", np.uint32, seconds.size)).view(np.int32)
        return minutes

    def _decide(self, block: slice, completions: Completions | None, scratch: Scratch, *, lacks: bool) -> None:
        """When a block is due, and what became of it; ``lacks`` says that some of its rows may have no deadline."""
        grid, start = self._grid, self._clock.first_local
        places, minutes = self._index(block, scratch), self._minutes(block, scratch)
        none = grid.instants["due"].take(places) >= BEYOND if lacks else None
        moments = grid.moving("due", start, places, minutes, scratch)
        due = self._due[block]
        np.copyto(due.view(np.uint64), moments)
        if none is not None:
            due[none] = MISSING_VALUE
        if completions is None:
            return
        first = np.subtract(moments, np.uint32(start), out=moments)
        late = np.add(first, grid.after("late", places, scratch), out=scratch.array("late", np.uint32, places.size))
        if none is not None:
            first[none] = late[none] = NO_DEADLINE
        judge_seconds(completions, self._clock, block, first.view(np.int32), late.view(np.int32), scratch)

    def _write_moments(self, name: str, start: int, block: slice, out: npt.NDArray[np.int64], scratch: Scratch) -> None:
        if name not in self._grid.moves:
            super()._write_moments(name, start, block, out, scratch)
            return
        places = self._index(block, scratch)
        np.copyto(out.view(np.uint64), self._grid.moving(name, start, places, self._minutes(block, scratch), scratch))
        out[self._grid.instants[name].take(places) >= BEYOND] = MISSING_VALUE
