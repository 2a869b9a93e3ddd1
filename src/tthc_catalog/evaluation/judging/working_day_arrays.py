"""The working calendar on whole arrays of moments: days off, days between, and how far a deadline moves."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tthc_catalog.calendars.working import WorkingCalendar


DAY = 86_400


NONE = np.iinfo(np.int64).min
"""How numpy writes "no moment"."""


Seconds = npt.NDArray[np.int64]


class WorkingDays:
    """The working calendar on whole arrays of local seconds since 1970."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._first = (calendar.first - dt.date(1970, 1, 1)).days
        self._ordinal = np.asarray(calendar.ordinal, dtype=np.int64)
        self._working = np.asarray(calendar.working, dtype=np.bool_)
        self._worked = np.flatnonzero(self._working)

    def closed(self, moments: Seconds) -> npt.NDArray[np.bool_]:
        """Whether each moment falls on a day off."""
        day = moments // DAY - self._first
        known = (day >= 0) & (day < self._working.size)
        return known & ~self._working[np.where(known, day, 0)]

    def between(self, since: Seconds, until: Seconds) -> Seconds:
        """Working days after the day of ``since`` up to and including the day of ``until``; negative the other way round."""
        last = self._ordinal.size - 2
        first, second = since // DAY - self._first, until // DAY - self._first
        known = (first >= 0) & (first <= last) & (second >= 0) & (second <= last)
        counted = self._ordinal[np.where(known, second, 0) + 1] - self._ordinal[np.where(known, first, 0) + 1]
        return np.where(known, counted, NONE)

    def worked_between(self, start: int, end: int) -> int:
        """The same for two moments, 0 where the calendar does not reach."""
        count = int(self.between(np.asarray([start]), np.asarray([end]))[0])
        return 0 if count == NONE else count

    def shift(self, moment: int, count: int) -> int:
        """Seconds from the day of a moment to the ``count``-th working day after it; 0 where the calendar does not reach."""
        day = moment // DAY - self._first
        if not 0 <= day < self._ordinal.size - 1:
            return 0
        place = int(self._ordinal[day + 1]) + count - 1
        return (int(self._worked[place]) - day) * DAY if 0 <= place < self._worked.size else 0
