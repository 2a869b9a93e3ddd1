"""The calendar as small tables: which day a term ends on, and at which instant.

The tables take a few kilobytes a year and are shared by all policies, so a row costs the same under one policy and under thousands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.due_terms import BEYOND, DAY, NO_DEADLINE, Int32, Term, pairs
from tthc_catalog.bulk.working_minutes import WorkingMinutes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.calendars.schedule import Schedule


class CalendarTables:
    """The tables of one schedule that the terms of a batch read.

    Instants are seconds since the first midnight of the calendar; 32 bits cover 60 years of them.

    Attributes:
        landing: per table and day, a position in ``moments``.
        moments: per position, ``due_at`` and ``late_after`` (`pairs`).
        due_day: per position, the number of its day.
        counted: per day, the day itself if it is worked, else the next working day.
        unit: precision of comparison in seconds.
        offsets: per table, the position of its start in ``landing``.
        own_hours: per set of hours a policy counts on the day of receipt, its number; 0 is the office's hours.
    """

    def __init__(self, schedule: Schedule, terms: Sequence[Term], unit: int) -> None:
        calendar = schedule.calendar
        self.schedule = schedule
        self.unit = unit
        self.answered = (calendar.covers[1] - calendar.first).days
        count = len(calendar)
        if count * DAY >= BEYOND:
            message = f"a calendar of {count} days is longer than the 60 years the tables hold"
            raise ValueError(message)
        working = np.asarray(calendar.working)
        ordinal = np.asarray(calendar.ordinal[: count + 1], dtype=np.int32)
        worked = np.flatnonzero(working).astype(np.int32)
        self.counted = worked[np.minimum(ordinal[: self.answered], worked.size - 1)]
        reach = max([1, *(term.days for term in terms)])
        steps = max([0, *(term.steps for term in terms)]) + 1
        midnights = np.arange(count, dtype=np.int32) * np.int32(DAY)
        closings = midnights + np.asarray(schedule.closing, dtype=np.int32) * np.int32(60)
        moments: list[npt.NDArray[np.int64]] = [pairs([NO_DEADLINE], [NO_DEADLINE])]
        days: list[Int32] = [np.full(1, -1, dtype=np.int32)]
        landing: list[Int32] = []
        self.offsets: dict[str, int] = {}
        length = self.answered + reach
        on_day = np.arange(length)
        starts: dict[str, int] = {}

        def add_table(name: str, positions: npt.NDArray[np.integer], start: int) -> None:
            self.offsets[name] = sum(map(len, landing))
            landing.append((positions + start).astype(np.int32))

        for counting, listed in (("working", worked), ("every", np.arange(count, dtype=np.int32))):
            at = np.where(on_day < count, ordinal[np.minimum(on_day, count)] if counting == "working" else on_day, listed.size)
            for what, due, late in (("midnight", midnights, midnights), ("closing", closings, midnights + np.int32(DAY))):
                starts[f"{counting}-{what}"] = start = sum(map(len, moments))
                moments.append(pairs(due[listed], late[listed]))
                moments.append(pairs([BEYOND] * steps, [BEYOND] * steps))
                days += [listed, np.full(steps, count, dtype=np.int32)]
                add_table(f"{counting}-{what}", at, start)
        for term in terms:
            if term.table.startswith("deemed-") and term.table not in self.offsets:
                then = self.counted + int(term.table.partition("-")[2])
                add_table(term.table, np.where(then < count, ordinal[np.minimum(then, count)], worked.size), starts["working-closing"])
        add_table("none", np.zeros(length, dtype=np.int32), 0)
        self.landing = np.concatenate(landing)
        self.moments = np.concatenate(moments)
        self.due_day = np.concatenate(days)
        self.own_hours: dict[tuple[tuple[int, int], ...], int] = {(): 0}
        for term in terms:
            self.own_hours.setdefault(term.sessions, len(self.own_hours))
        self._working_minutes: WorkingMinutes | None = None

    @property
    def working_minutes(self) -> WorkingMinutes:
        """The tables for terms in working minutes, built on first use."""
        if self._working_minutes is None:
            self._working_minutes = WorkingMinutes(self.schedule, tuple(self.own_hours))
        return self._working_minutes

    @property
    def nbytes(self) -> int:
        """Size of the tables in bytes."""
        return self.landing.nbytes + self.moments.nbytes + self.due_day.nbytes + self.counted.nbytes
