"""Terms in minutes: working minutes, and elapsed minutes that end while the desk is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.due_terms import BEYOND, DAY, Int32
from tthc_catalog.bulk.working_minutes import WorkingMinutes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.calendars.schedule import Schedule

Hours = tuple[tuple[int, int], ...]

WORKING, MOVED, ENDS_WITH_DAY = range(3)
"""The ways of adding minutes: working minutes; elapsed minutes, moved to the next opening; the same, but a moment on a day off moves to the
end of the next working day."""

_A_DAY = 1440


class MinuteTerms:
    """Adds terms in minutes to moments of one schedule."""

    def __init__(self, schedule: Schedule, own_hours: Sequence[Hours], unit: int) -> None:
        """Build the tables.

        Args:
            schedule: the days and hours of the office.
            own_hours: hours that policies have on the day a term counts from in place of the office's; the first entry is empty.
            unit: precision of comparison in seconds.
        """
        calendar = schedule.calendar
        self._schedule, self._own_hours, self._unit = schedule, tuple(own_hours), unit
        self._count = count = len(calendar)
        self._working: WorkingMinutes | None = None
        self._ordinal = np.asarray(calendar.ordinal[: count + 1], dtype=np.int32)
        worked = np.flatnonzero(np.asarray(calendar.working)).astype(np.int32)
        midnights = worked * np.int32(DAY)
        self._opening = np.append(midnights + np.asarray(schedule.opening, dtype=np.int32)[worked] * np.int32(60), np.int32(BEYOND))
        self._closing = np.append(midnights + np.asarray(schedule.closing, dtype=np.int32)[worked] * np.int32(60), np.int32(BEYOND))
        self._worked = np.append(worked, np.int32(count))
        kinds: dict[Hours, int] = {(): 0}
        for hours in own_hours:
            kinds.setdefault(hours, len(kinds))
        self._own = np.asarray([kinds[hours] for hours in own_hours], dtype=np.int32)
        of_day = (schedule.sessions[n] if calendar.working[n] else () for n in range(count))
        self._kind = np.asarray([kinds.setdefault(hours, len(kinds)) for hours in of_day], dtype=np.int32)
        self._open_at = np.concatenate([_open_at(hours) for hours in kinds])

    def add(self, day: Int32, minute: Int32, minutes: Int32, own: Int32, way: npt.NDArray[np.int8]) -> tuple[Int32, Int32, Int32]:
        """Return the days on which terms end, their due instants, and the first late ones; `BEYOND` past the calendar's end.

        Args:
            day: the day to count from.
            minute: the minute of that day to count from.
            minutes: the length of the term.
            own: number of the hours of the first day; 0 for the office's.
            way: how the minutes are added: `WORKING`, `MOVED` or `ENDS_WITH_DAY`.
        """
        outside = day >= self._count
        day = np.where(outside, np.int32(self._count - 1), day)
        works = way == WORKING
        if works.all():
            last_day, due = self._by_work().add(day, minute, minutes, own)
            late: Int32 = (due + self._unit).astype(np.int32)
        else:
            last_day, due, late = self._by_clock(day, minute, minutes, own, way == ENDS_WITH_DAY)
            if works.any():
                worked = self._by_work().add(day[works], minute[works], minutes[works], own[works])
                last_day[works], due[works] = worked
                late[works] = worked[1] + np.int32(self._unit)
        if outside.any():
            due[outside] = late[outside] = BEYOND
        return last_day, due, late

    def _by_work(self) -> WorkingMinutes:
        if self._working is None:
            self._working = WorkingMinutes(self._schedule, self._own_hours)
        return self._working

    def _by_clock(
        self, day: Int32, minute: Int32, minutes: Int32, own: Int32, ends_with_day: npt.NDArray[np.bool_]
    ) -> tuple[Int32, Int32, Int32]:
        """Add elapsed minutes, and move the moments at which the desk is closed."""
        moment = minute + minutes
        due_day = day + moment // np.int32(_A_DAY)
        beyond = due_day >= self._count
        due_day = np.where(beyond, np.int32(self._count - 1), due_day)
        kind = np.where((own > 0) & (due_day == day), self._own[own], self._kind[due_day])
        then = self._open_at[kind * np.int32(_A_DAY) + moment % np.int32(_A_DAY)]
        due: Int32 = (due_day * DAY + then * 60).astype(np.int32, copy=False)
        late: Int32 = (due + self._unit).astype(np.int32, copy=False)
        shut = then < 0
        if shut.any():
            position = self._ordinal[due_day + 1]
            following = self._opening[position]
            ends = ends_with_day & (kind == 0)
            last_day = np.where(shut, self._worked[position], due_day)
            due = np.where(shut, np.where(ends, self._closing[position], following), due)
            whole_day = np.where(self._closing[position] >= BEYOND, np.int32(BEYOND), (last_day + np.int32(1)) * np.int32(DAY))
            late = np.where(shut, np.where(ends, whole_day, following + np.int32(self._unit)), late)
            due_day = last_day
        if beyond.any():
            due[beyond] = late[beyond] = BEYOND
        return due_day, due, late


def _open_at(hours: Hours) -> Int32:
    """Return, per minute of a day, the first minute at which the desk is open then or later; -1 if it has closed for the day."""
    found = np.full(_A_DAY, -1, dtype=np.int32)
    for start, end in reversed(hours):
        found[:start] = start
        found[start : end + 1] = np.arange(start, min(end + 1, _A_DAY))
    return found
