"""Working-day arithmetic on arrays of moments: days off, days between, and shifts of deadlines."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tthc_catalog.calendars.working import WorkingCalendar


DAY = 86_400

NONE = np.iinfo(np.int64).min
"""The value that numpy uses for a missing moment (NaT)."""

Seconds = npt.NDArray[np.int64]


class WorkingDays:
    """The working calendar as arrays; moments are local seconds since 1970."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._first = (calendar.first - dt.date(1970, 1, 1)).days
        self._ordinal = np.asarray(calendar.ordinal, dtype=np.int64)
        self._working = np.asarray(calendar.working, dtype=np.bool_)
        self._worked = np.flatnonzero(self._working)

    def closed(self, moments: Seconds) -> npt.NDArray[np.bool_]:
        """Return whether each moment is on a day off."""
        day = moments // DAY - self._first
        inside = (day >= 0) & (day < self._working.size)
        return inside & ~self._working[np.where(inside, day, 0)]

    def between(self, since: Seconds, until: Seconds) -> Seconds:
        """Return the working days after the day of ``since`` up to and including the day of ``until``.

        The number is negative if ``until`` is earlier, and `NONE` outside the calendar.
        """
        last = self._ordinal.size - 2
        first, second = since // DAY - self._first, until // DAY - self._first
        inside = (first >= 0) & (first <= last) & (second >= 0) & (second <= last)
        counted = self._ordinal[np.where(inside, second, 0) + 1] - self._ordinal[np.where(inside, first, 0) + 1]
        return np.where(inside, counted, NONE)

    def worked_between(self, start: int, end: int) -> int:
        """Return the same for two moments, 0 outside the calendar."""
        first, last = start // DAY - self._first, end // DAY - self._first
        if not (0 <= first < self._ordinal.size - 1 and 0 <= last < self._ordinal.size - 1):
            return 0
        return int(self._ordinal[last + 1] - self._ordinal[first + 1])

    def shifts(self, moments: Seconds, counts: npt.NDArray[np.int64]) -> Seconds:
        """Return the seconds from the day of each moment to the ``count``-th working day after it; 0 outside the calendar, or for 0 days."""
        day = moments // DAY - self._first
        inside = (day >= 0) & (day < self._ordinal.size - 1)
        place = self._ordinal[np.where(inside, day, 0) + 1] + counts - 1
        inside &= (place >= 0) & (place < self._worked.size) & (counts != 0)
        return np.where(inside, (self._worked[np.where(inside, place, 0)] - day) * DAY, 0)
