"""Columns read from the factored form: for too many timetables, or too few rows, to build a grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.blocks import Scratch, blocks
from tthc_catalog.bulk.due_terms import NO_DEADLINE, Int32
from tthc_catalog.bulk.factored_arithmetic import answer, deadlines
from tthc_catalog.bulk.factored_form import FactoredForm
from tthc_catalog.bulk.instants import Clock, Instants
from tthc_catalog.bulk.row_columns import RowSource, write_moments
from tthc_catalog.bulk.status import Completions, judge_seconds
from tthc_catalog.bulk.timetable_keys import Keys
from tthc_catalog.timetable.timetable import Timetable

FormOf = Callable[[tuple[Timetable, ...]], FactoredForm]


class Part(NamedTuple):
    """The rows of a block that share a schedule.

    Attributes:
        group: number of the group of timetables.
        rows: the rows of the block; None for all.
        timetable: the number of the timetable in its group, per row or once for all rows.
        seconds: moments of receipt.
    """

    group: int
    rows: npt.NDArray[np.intp] | None
    timetable: Int32 | int
    seconds: Int32


class FactoredSource:
    """Columns read from the factored form.

    The due moments and the status are computed at once, all other columns together when the first of them is read.
    """

    def __init__(self, keys: Keys, clock: Clock, received: Instants, form_of: FormOf, completions: Completions | None) -> None:
        """Compute when every row is due.

        Args:
            keys: the timetable of each row.
            clock: converts moments to seconds.
            received: moments of receipt.
            form_of: returns the factored form of timetables that share a schedule.
            completions: when results were ready.
        """
        rows = len(received)
        self._keys, self._start = keys, clock.first_local
        self._seconds = np.empty(rows, dtype=np.int32)
        self._due = np.empty(rows, dtype=np.int64)
        self._refused: dict[int, tuple[npt.NDArray[np.intp], Int32]] = {}
        self._all: RowSource | None = None
        self._group(keys.timetables, form_of)
        scratch = Scratch(rows)
        for block in blocks(rows):
            refused = keys.refused(block, clock.seconds(received, block, self._seconds[block], scratch), scratch)
            if refused is not None:
                self._refused[block.start] = refused
            due, late = self._deadlines(block, scratch)
            write_moments(due, self._start, self._due[block])
            if completions is not None:
                judge_seconds(completions, clock, block, due, late, scratch)

    def _group(self, timetables: list[Timetable], form_of: FormOf) -> None:
        """Group the timetables by schedule."""
        by_schedule: dict[int, list[int]] = {}
        for number, timetable in enumerate(timetables):
            by_schedule.setdefault(id(timetable.schedule), []).append(number)
        self._forms = [form_of(tuple(timetables[number] for number in numbers)) for numbers in by_schedule.values()]
        self._group_of = np.zeros(max(len(timetables), 1), dtype=np.int32)
        self._number_in_group = np.zeros(max(len(timetables), 1), dtype=np.int32)
        for group, numbers in enumerate(by_schedule.values()):
            self._group_of[numbers] = group
            self._number_in_group[numbers] = np.arange(len(numbers))

    def _parts(self, block: slice, scratch: Scratch) -> Iterator[Part]:
        """Divide a block by schedule; rows with unknown keys go with the first timetable and are cleared afterwards."""
        seconds, single = self._seconds[block], self._keys.single
        if single is not None:
            if single >= 0:
                yield Part(int(self._group_of[single]), None, int(self._number_in_group[single]), seconds)
            return
        if not self._forms:
            return
        requested = self._keys.known(block, scratch)
        if len(self._forms) == 1:
            yield Part(0, None, requested, seconds)
            return
        groups = np.take(self._group_of, requested)
        for group in range(len(self._forms)):
            rows = np.flatnonzero(groups == group)
            if rows.size:
                yield Part(group, rows, np.take(self._number_in_group, requested[rows]), seconds[rows])

    def _deadlines(self, block: slice, scratch: Scratch) -> tuple[Int32, Int32]:
        """Return the governing deadlines of a block, in seconds since the calendar's first midnight."""
        parts = list(self._parts(block, scratch))
        if len(parts) == 1 and parts[0].rows is None:
            found = deadlines(self._forms[parts[0].group], parts[0].timetable, parts[0].seconds, scratch)
            due, late = found.due, found.late
        else:
            size = block.stop - block.start
            due, late = scratch.array("due", np.int32, size), scratch.array("late", np.int32, size)
            due[:] = late[:] = NO_DEADLINE
            for part in parts:
                found = deadlines(self._forms[part.group], part.timetable, part.seconds, scratch)
                due[part.rows], late[part.rows] = found.due, found.late
        if block.start in self._refused:
            rows, _ = self._refused[block.start]
            due[rows] = late[rows] = NO_DEADLINE
        return due, late

    def _columns(self) -> RowSource:
        """Compute all columns when the first of them is read."""
        if self._all is None:
            rows = self._seconds.size
            source, scratch = RowSource(rows), Scratch(rows)
            numbering = []
            for form in self._forms:
                reasons = [form.reasons[number] for number in form.reason]
                editions = [form.editions[number] for number in form.edition]
                numbering.append((source.add_windows(reasons, editions, form.covered), source.rule_numbers(form.rules)))
            for block in blocks(rows):
                for part in self._parts(block, scratch):
                    found = answer(self._forms[part.group], part.timetable, part.seconds, scratch)
                    source.write(block if part.rows is None else part.rows + block.start, found, *numbering[part.group])
                if block.start in self._refused:
                    refused, reason = self._refused[block.start]
                    source.refuse(refused + block.start, reason)
            self._all = source
        return self._all

    def moments(self, name: str, start: int) -> npt.NDArray[np.int64]:
        """Return a column of moments as 64-bit seconds; ``start`` is the first midnight."""
        return self._due if name == "due" and start == self._start else self._columns().moments(name, start)

    def codes(self, name: str) -> npt.NDArray[Any]:
        """Return a column of text numbers."""
        return self._columns().codes(name)

    def flags(self, name: str) -> npt.NDArray[np.bool_]:
        """Return ``covered`` or ``provisional``."""
        return self._columns().flags(name)

    def texts(self, name: str) -> tuple[str | None, ...]:
        """Return the texts by number."""
        return self._columns().texts(name)
