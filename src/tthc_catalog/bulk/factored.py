"""Answers read from the factored form: for timetables too many for a grid, and for batches too small to lay one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.blocks import Scratch, blocks
from tthc_catalog.bulk.due_terms import NO_DEADLINE, Int32
from tthc_catalog.bulk.factored_arithmetic import answer, deadlines
from tthc_catalog.bulk.instants import Clock, Instants
from tthc_catalog.bulk.programs import Programs
from tthc_catalog.bulk.row_columns import RowSource, write_moments
from tthc_catalog.bulk.status import Completions, judge_seconds
from tthc_catalog.bulk.timetable_keys import Keys
from tthc_catalog.timetable.timetable import Timetable

Lay = Callable[[tuple[Timetable, ...]], Programs]


class Part(NamedTuple):
    """Rows of a block that one schedule answers.

    Attributes:
        group: which group of timetables.
        rows: which rows of the block; None for all.
        timetable: per row, or once for all, the place of its timetable in the group.
        seconds: moments of receipt.
    """

    group: int
    rows: npt.NDArray[np.intp] | None
    timetable: Int32 | int
    seconds: Int32


class FactoredSource:
    """Columns read from the factored form.

    The due moments and the status are worked out at once; the other columns all together when one of them is asked for.
    """

    def __init__(self, keys: Keys, clock: Clock, received: Instants, lay: Lay, completions: Completions | None) -> None:
        """Work out when every row is due.

        Args:
            keys: which timetable each row asks.
            clock: turns moments into seconds.
            received: moments of receipt.
            lay: gives the factored form of timetables that share a schedule.
            completions: when results were ready.
        """
        rows = len(received)
        self._keys, self._start = keys, clock.first_local
        self._seconds = np.empty(rows, dtype=np.int32)
        self._due = np.empty(rows, dtype=np.int64)
        self._refused: dict[int, tuple[npt.NDArray[np.intp], Int32]] = {}
        self._rest: RowSource | None = None
        self._group(keys.timetables, lay)
        scratch = Scratch(rows)
        for block in blocks(rows):
            refused = keys.refused(block, clock.seconds(received, block, self._seconds[block], scratch), scratch)
            if refused is not None:
                self._refused[block.start] = refused
            due, late = self._deadlines(block, scratch)
            write_moments(due, self._start, self._due[block])
            if completions is not None:
                judge_seconds(completions, clock, block, due, late, scratch)

    def _group(self, timetables: list[Timetable], lay: Lay) -> None:
        """Put the timetables of each schedule together."""
        by_schedule: dict[int, list[int]] = {}
        for place, timetable in enumerate(timetables):
            by_schedule.setdefault(id(timetable.schedule), []).append(place)
        self._programs = [lay(tuple(timetables[place] for place in places)) for places in by_schedule.values()]
        self._group_of = np.zeros(max(len(timetables), 1), dtype=np.int32)
        self._place_in_group = np.zeros(max(len(timetables), 1), dtype=np.int32)
        for group, places in enumerate(by_schedule.values()):
            self._group_of[places] = group
            self._place_in_group[places] = np.arange(len(places))

    def _parts(self, block: slice, scratch: Scratch) -> Iterator[Part]:
        """A block by schedule; rows that ask nothing known go with the first timetable, and are refused afterwards."""
        seconds, single = self._seconds[block], self._keys.single
        if single is not None:
            if single >= 0:
                yield Part(int(self._group_of[single]), None, int(self._place_in_group[single]), seconds)
            return
        if not self._programs:
            return
        asked = self._keys.known(block, scratch)
        if len(self._programs) == 1:
            yield Part(0, None, asked, seconds)
            return
        groups = np.take(self._group_of, asked)
        for group in range(len(self._programs)):
            rows = np.flatnonzero(groups == group)
            if rows.size:
                yield Part(group, rows, np.take(self._place_in_group, asked[rows]), seconds[rows])

    def _deadlines(self, block: slice, scratch: Scratch) -> tuple[Int32, Int32]:
        """The governing deadlines of a block, in seconds since the calendar's first midnight."""
        parts = list(self._parts(block, scratch))
        if len(parts) == 1 and parts[0].rows is None:
            found = deadlines(self._programs[parts[0].group], parts[0].timetable, parts[0].seconds, scratch)
            due, late = found.due, found.late
        else:
            size = block.stop - block.start
            due, late = scratch.array("due", np.int32, size), scratch.array("late", np.int32, size)
            due[:] = late[:] = NO_DEADLINE
            for part in parts:
                found = deadlines(self._programs[part.group], part.timetable, part.seconds, scratch)
                due[part.rows], late[part.rows] = found.due, found.late
        if block.start in self._refused:
            rows, _ = self._refused[block.start]
            due[rows] = late[rows] = NO_DEADLINE
        return due, late

    def _everything(self) -> RowSource:
        """All columns, worked out when the first is asked for."""
        if self._rest is None:
            rows = self._seconds.size
            source, scratch = RowSource(rows), Scratch(rows)
            known = []
            for programs in self._programs:
                reasons = [programs.reasons[number] for number in programs.reason]
                editions = [programs.editions[number] for number in programs.edition]
                known.append((source.add_windows(reasons, editions, programs.covered), source.rule_numbers(programs.rules)))
            for block in blocks(rows):
                for part in self._parts(block, scratch):
                    found = answer(self._programs[part.group], part.timetable, part.seconds, scratch)
                    source.write(block if part.rows is None else part.rows + block.start, found, *known[part.group])
                if block.start in self._refused:
                    refused, reason = self._refused[block.start]
                    source.refuse(refused + block.start, reason)
            self._rest = source
        return self._rest

    def moments(self, name: str, start: int) -> npt.NDArray[np.int64]:
        """A column of moments as 64-bit seconds, ``start`` being the first midnight."""
        return self._due if name == "due" and start == self._start else self._everything().moments(name, start)

    def codes(self, name: str) -> npt.NDArray[Any]:
        """A column of text numbers."""
        return self._everything().codes(name)

    def flags(self, name: str) -> npt.NDArray[np.bool_]:
        """``covered`` or ``provisional``."""
        return self._everything().flags(name)

    def texts(self, name: str) -> tuple[str | None, ...]:
        """The texts behind the numbers."""
        return self._everything().texts(name)
