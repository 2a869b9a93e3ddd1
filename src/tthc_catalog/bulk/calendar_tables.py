"""The calendar as small tables: which day a term ends on, and at which instant.

The tables take a few kilobytes a year and are shared by all policies, so a row costs the same under one policy and under thousands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.due_terms import BEYOND, DAY, NO_DEADLINE, Int32, Term, pairs, read_ending
from tthc_catalog.bulk.minute_terms import MinuteTerms

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from tthc_catalog.calendars.schedule import Schedule


class CalendarTables:
    """The tables of one schedule that the terms of a batch read.

    Instants are seconds since the first midnight of the calendar; 32 bits cover 60 years of them.

    Attributes:
        landing: per table and day, a position in ``moments``.
        moments: per position, ``due_at`` and ``late_after`` (`pairs`).
        due_day: per position, the number of its day.
        counted: per day, the day itself if it is worked, else the next working day, as known on the day.
        last_decided: per day, the last day that was decided by then.
        unit: precision of comparison in seconds.
        offsets: per table, the position of its start in ``landing``.
        own_hours: per set of hours a policy has on the day a term counts from, its number; 0 is the office's hours.
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
        self.counted = np.asarray([calendar.counted_from(n) for n in range(self.answered)], dtype=np.int32)
        self.last_decided = np.asarray([calendar.last_decided_on(n) for n in range(self.answered)], dtype=np.int32)
        reach = max([1, *(term.days for term in terms)])
        steps = max([0, *(term.steps for term in terms)]) + 1
        midnights = np.arange(count, dtype=np.int32) * np.int32(DAY)
        closings = midnights + np.asarray(schedule.closing, dtype=np.int32) * np.int32(60)
        openings = midnights + np.asarray(schedule.opening, dtype=np.int32) * np.int32(60)
        nothing = np.full(count, NO_DEADLINE, dtype=np.int32)
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

        used = {term.table for term in terms}
        for counting, listed in (("working", worked), ("every", np.arange(count, dtype=np.int32))):
            at = np.where(on_day < count, ordinal[np.minimum(on_day, count)] if counting == "working" else on_day, listed.size)
            for what, due, late in (
                ("midnight", midnights, midnights),
                ("closing", closings, midnights + np.int32(DAY)),
                ("opening", openings, openings + np.int32(unit)),
                ("nothing", nothing, nothing),
            ):
                name = f"{counting}-{what}"
                if what in ("opening", "nothing") and name not in used:
                    continue
                starts[name] = start = sum(map(len, moments))
                moments.append(pairs(due[listed], late[listed]))
                moments.append(pairs([BEYOND] * steps, [BEYOND] * steps))
                days += [listed, np.full(steps, count, dtype=np.int32)]
                add_table(name, at, start)
        for table in sorted(used):
            ending = read_ending(table)
            if ending is not None:
                then = _last_day(ending, on_day, worked, ordinal, calendar.first)
                add_table(table, np.where(then < count, ordinal[np.minimum(then, count)], worked.size), starts["working-closing"])
        add_table("none", np.zeros(length, dtype=np.int32), 0)
        self.landing = np.concatenate(landing)
        self.moments = np.concatenate(moments)
        self.due_day = np.concatenate(days)
        self.own_hours: dict[tuple[tuple[int, int], ...], int] = {(): 0}
        for term in terms:
            self.own_hours.setdefault(term.sessions, len(self.own_hours))
        self._minute_terms: MinuteTerms | None = None

    @property
    def minute_terms(self) -> MinuteTerms:
        """The tables for terms in minutes, built on first use."""
        if self._minute_terms is None:
            self._minute_terms = MinuteTerms(self.schedule, tuple(self.own_hours), self.unit)
        return self._minute_terms

    @property
    def nbytes(self) -> int:
        """Size of the tables in bytes."""
        return self.landing.nbytes + self.moments.nbytes + self.due_day.nbytes + self.counted.nbytes + self.last_decided.nbytes


def _last_day(
    ending: tuple[int | None, int, int], day: npt.NDArray[np.integer], worked: Int32, ordinal: Int32, first: dt.date
) -> npt.NDArray[np.int64]:
    """Return the last day of a term of months and days, before it moves to a working day; see `read_ending`."""
    later, months, extra = ending
    counted = day if later is None else worked[np.minimum(ordinal[np.minimum(day + later, ordinal.size - 1)], worked.size - 1)]
    return _months_later(np.datetime64(first, "D"), counted, months) + extra


def _months_later(first: np.datetime64, days: npt.NDArray[np.integer], months: int) -> npt.NDArray[np.int64]:
    """Do the same as `tthc_catalog.calendars.months.months_later` with day numbers."""
    dates = first + days.astype("timedelta64[D]")
    of_month = dates.astype("datetime64[M]")
    then = of_month + np.timedelta64(months, "M")
    begins = then.astype("datetime64[D]")
    longest = (then + np.timedelta64(1, "M")).astype("datetime64[D]") - begins - np.timedelta64(1, "D")
    result: npt.NDArray[np.int64] = (begins + np.minimum(dates - of_month.astype("datetime64[D]"), longest) - first).astype(np.int64)
    return result
