"""Terms in working minutes, added by look-up over office hours that change with the season."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tthc_catalog.bulk.due_terms import BEYOND, DAY, Int32

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.calendars.schedule import Schedule


class WorkingMinutes:
    """Adds working minutes to moments of one schedule.

    Worked minutes are divided into buckets as wide as the shortest worked day. A bucket then spans two days at most, so one look-up
    and one comparison find the day of the n-th worked minute.
    """

    def __init__(self, schedule: Schedule, own_hours: Sequence[tuple[tuple[int, int], ...]] = ((),)) -> None:
        """Build the tables.

        Args:
            schedule: the days and hours of the office.
            own_hours: hours that policies count on the first day in place of the office's; the first entry is empty.
        """
        calendar = schedule.calendar
        count = len(calendar)
        self._own_within, self._own_inverse = _hours_tables(own_hours)
        kinds: dict[tuple[tuple[int, int], ...], int] = {(): 0}
        hours = [schedule.sessions[n] if calendar.working[n] else () for n in range(count)]
        kind = np.asarray([kinds.setdefault(sessions, len(kinds)) for sessions in hours], dtype=np.int32)
        worked = np.asarray(schedule.opened_minutes, dtype=np.int32)
        self._before = worked
        self._kind_row = kind * np.int32(1440)
        within, inverse = _hours_tables(tuple(kinds))
        longest = inverse.shape[1] - 1
        self._within = within[:, :1440].ravel()
        self._inverse = inverse.ravel()
        days = np.flatnonzero(np.diff(worked)).astype(np.int32)
        self._days = np.append(days, np.int32(count))
        self._opened = np.append(worked[days], worked[-1]).astype(np.int32)
        self._inverse_row = np.append(kind[days] * np.int32(longest + 1), np.int32(0)).astype(np.int32)
        self._total = int(worked[-1])
        self._bucket = np.int32(np.diff(self._opened).min() if days.size else 1)
        edges = np.arange(0, self._total + int(self._bucket) + 1, self._bucket)
        self._first = np.minimum(np.searchsorted(self._opened, edges, side="right") - 1, days.size).astype(np.int32)

    def add(self, day: Int32, minute: Int32, minutes: Int32, own: Int32) -> tuple[Int32, Int32]:
        """Return the day and the instant at which ``minutes`` more have been worked; `BEYOND` past the calendar's end.

        Args:
            day: the day to count from.
            minute: the minute of that day to count from.
            minutes: the length of the term.
            own: number of the hours that count on the first day; 0 for the office's.
        """
        target = self._before[day] + self._within[self._kind_row[day] + minute] + minutes
        if not own.any():
            return self._reached(target)
        has_own = own > 0
        done = self._own_within[own, minute]
        left = minutes - (self._own_within[own, 1440] - done)
        due_day, due = self._reached(np.where(has_own, self._before[day + 1] + np.maximum(left, np.int32(1)), target))
        ends_here = has_own & (left <= 0)
        until = self._own_inverse[own, np.where(ends_here, done + minutes, np.int32(0))]
        return np.where(ends_here, day, due_day), np.where(ends_here, day * np.int32(DAY) + until * np.int32(60), due)

    def _reached(self, target: Int32) -> tuple[Int32, Int32]:
        """Return the day and instant at which ``target`` minutes have been worked since the calendar began."""
        target = target - np.int32(1)
        outside = target >= self._total
        if outside.any():
            target = np.where(outside, np.int32(0), target)
        position = self._first[target // self._bucket]
        position += target >= self._opened[position + 1]
        left = target - self._opened[position]
        due_day = self._days[position]
        due = due_day * np.int32(DAY) + self._inverse[self._inverse_row[position] + left + np.int32(1)] * np.int32(60)
        if outside.any():
            due[outside] = BEYOND
        return due_day, due


def _hours_tables(kinds: Sequence[tuple[tuple[int, int], ...]]) -> tuple[Int32, Int32]:
    """Return, per kind of hours, the minutes worked before each minute of the day, and the minute that completes the n-th."""
    longest = max(sum(end - start for start, end in sessions) for sessions in kinds)
    within = np.zeros((len(kinds), 1441), dtype=np.int32)
    inverse = np.zeros((len(kinds), longest + 1), dtype=np.int32)
    for row, sessions in enumerate(kinds):
        done = 0
        for start, end in sessions:
            within[row] += np.clip(np.arange(1441) - start, 0, end - start).astype(np.int32)
            inverse[row, done + 1 : done + end - start + 1] = np.arange(start + 1, end + 1)
            done += end - start
    return within, inverse
