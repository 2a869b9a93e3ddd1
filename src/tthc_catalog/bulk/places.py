"""Answers read from a grid: a row keeps its place, and a column is one look-up a row."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.blocks import Scratch, blocks
from tthc_catalog.bulk.grid import NEVER, Grid
from tthc_catalog.bulk.instants import FAR, MISSING_VALUE, Clock, Instants
from tthc_catalog.bulk.keys import Keys
from tthc_catalog.bulk.programs import MISSING, OUTSIDE, UNANSWERED
from tthc_catalog.bulk.rows import write_moments
from tthc_catalog.bulk.status import Completions, judge, judge_seconds
from tthc_catalog.bulk.terms import Int32

_MISSING, _OUTSIDE = UNANSWERED.index(MISSING), UNANSWERED.index(OUTSIDE)
_MINUTE = np.uint32(60)


class GridSource:
    """Columns read through the places of a grid.

    The due moments and the status are worked out at once, while the places are at hand; another column when it is asked for.
    """

    def __init__(self, grid: Grid, clock: Clock, received: Instants, keys: Keys, completions: Completions | None) -> None:
        """Find the place of every row.

        Args:
            grid: the answers.
            clock: turns moments into seconds.
            received: moments of receipt.
            keys: which of the grid's timetables each row asks.
            completions: when results were ready.
        """
        rows = len(received)
        self._grid = grid
        self._start = clock.first_local
        short = grid.places + len(UNANSWERED) <= np.iinfo(np.uint16).max
        self._places: npt.NDArray[np.integer] = np.empty(rows, dtype=np.uint16 if short else np.int32)
        self._minutes = np.empty(rows, dtype=np.int32) if grid.moves else None
        self._due = np.empty(rows, dtype=np.int64)
        scratch = Scratch(rows)
        for block in blocks(rows):
            seconds, missing, outside = clock.seconds(received, block, scratch)
            asked = unknown = None
            if keys.single is None:
                asked = keys.numbers(block, scratch)
                if not keys.is_known:
                    unknown = np.flatnonzero(asked < 0)
                    reason = -1 - asked[unknown]
                    asked[unknown] = 0
            place = grid.place(seconds, asked, scratch)
            if outside is not None and missing is not None:
                place[outside] = grid.places + _OUTSIDE
                place[missing] = grid.places + _MISSING
            if unknown is not None:
                place[unknown] = grid.places + reason
            np.copyto(self._places[block], place, casting="unsafe")
            index = scratch.array("index", np.intp, place.size)
            np.copyto(index, place)
            minutes = None
            if self._minutes is not None:
                minutes = self._minutes[block]
                whole = np.floor_divide(seconds.view(np.uint32), _MINUTE, out=minutes.view(np.uint32))
                np.multiply(whole, _MINUTE, out=whole)
            self._look_up("due", self._start, index, minutes, self._due[block], scratch)
            if completions is not None:
                unanswered = outside is not None or not keys.is_known
                self._judge(block, index, minutes, clock, completions, scratch, unanswered=unanswered)

    def _judge(
        self,
        block: slice,
        index: npt.NDArray[np.intp],
        minutes: Int32 | None,
        clock: Clock,
        completions: Completions,
        scratch: Scratch,
        *,
        unanswered: bool,
    ) -> None:
        grid, instants, now = self._grid, completions.instants, completions.now
        if "due" in grid.moves or "late" in grid.moves:
            due, late = grid.read("due", index, minutes, scratch), grid.read("late", index, minutes, scratch)
            judge_seconds(completions, clock, block, due, late)
            return
        # Compared in the completion's own ticks: nothing has to be converted row by row.
        start = clock.start(instants)
        limits = grid.limits(start, instants.per_second)
        ready = instants.ticks[block]
        late = limits.late.take(index, None, scratch.array("late", np.int64, index.size), "wrap")
        lead = limits.lead
        if not isinstance(lead, int):
            lead = lead.take(index, None, scratch.array("lead", np.int64, index.size), "wrap")
        missing = None
        if ready.min() < -FAR:  # what has no moment, and what lies too long ago to be told from a deadline in 64 bits
            missing = ready == MISSING_VALUE
            ready = np.maximum(ready, -FAR)
        none = late == NEVER if grid.unlimited or unanswered else None
        overdue = late <= (now + start) * instants.per_second if missing is not None and now is not None else None
        past = np.subtract(ready, late, out=late)
        judge(past, lead, missing, none, overdue, completions.status[block])

    def _look_up(
        self, name: str, start: int, index: npt.NDArray[np.intp], minutes: Int32 | None, out: npt.NDArray[np.int64], scratch: Scratch
    ) -> None:
        """Write a column of moments of a block to ``out``."""
        if name in self._grid.moves:
            write_moments(self._grid.read(name, index, minutes, scratch), start, out)
        else:
            self._grid.moments(name, start).take(index, None, out, "wrap")

    def moments(self, name: str, start: int) -> npt.NDArray[np.int64]:
        """A column of moments as 64-bit seconds, ``start`` being the first midnight."""
        if name == "due" and start == self._start:
            return self._due
        out, scratch = np.empty(self._places.size, dtype=np.int64), Scratch(self._places.size)
        for rows in blocks(out.size):
            minutes = self._minutes[rows] if self._minutes is not None else None
            self._look_up(name, start, self._places[rows].astype(np.intp), minutes, out[rows], scratch)
        return out

    def codes(self, name: str) -> npt.NDArray[Any]:
        """A column of text numbers."""
        return np.take(self._grid.codes[name], self._places)

    def flags(self, name: str) -> npt.NDArray[np.bool_]:
        """``covered`` or ``provisional``."""
        return np.take(self._grid.flags[name], self._places)

    def texts(self, name: str) -> tuple[str | None, ...]:
        """The texts behind the numbers."""
        programs = self._grid.programs
        return {"rule": programs.rules, "reason": programs.reasons, "edition": programs.editions}[name]
