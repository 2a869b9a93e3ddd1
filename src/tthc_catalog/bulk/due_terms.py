"""A deadline as numbers: every outcome a policy may name, as a look-up in two small tables of the calendar.

A term counted from day ``d`` is due at ``moments[landing[d + shift] + steps] + seconds``. ``landing`` turns a day into a
place among the days that count (working days, or all days), ``moments`` turns a place into an instant. Both tables are a
few kilobytes a year and are shared by every policy, so that thousands of policies cost a row no more than one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from tthc_catalog.policies.contract import (
    DueAfterMinutes,
    DueAfterWorkingMinutes,
    DueByProcessingTime,
    DueOnCalendarDay,
    DueOnWorkingDay,
    NotCovered,
    Outcome,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.calendars.schedule import Schedule

Int32 = npt.NDArray[np.int32]

DAY = 86_400
NO_DEADLINE = 2_100_000_000
"""Stands for "no deadline": later than any instant, so that the earlier of two is a plain minimum."""
BEYOND = 2_000_000_000
"""An instant the calendar does not reach, or anything later; `NO_DEADLINE` excepted."""


class Term(NamedTuple):
    """One outcome, worked out as far as the day of receipt allows.

    Attributes:
        table: which part of ``landing`` is read.
        days: calendar days added before the landing.
        steps: counting days added after it.
        due, late: seconds added to the moment for ``due_at`` and ``late_after``.
        moving: the minute of receipt is added, too.
        working_minutes: a term in working minutes, reckoned apart; 0 for all others.
        opening: minute of the day a deemed receipt is counted from; -1 where the receipt itself counts.
        sessions: with ``working_minutes``, the hours counted on the day of receipt in place of the office's.
    """

    table: str
    days: int = 0
    steps: int = 0
    due: int = 0
    late: int = 0
    moving: bool = False
    working_minutes: int = 0
    opening: int = -1
    sessions: tuple[tuple[int, int], ...] = ()


NOTHING = Term("none")


def pairs(first: npt.ArrayLike, second: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Two columns of 32-bit numbers side by side in one of 64 bits: one look-up then finds both."""
    return np.stack([np.asarray(first, dtype=np.int32), np.asarray(second, dtype=np.int32)], axis=1).view(np.int64).ravel()


def term_of(outcome: Outcome, *, deemed: bool, opening: int, unit: int) -> Term:
    """The term of an outcome.

    Args:
        outcome: what a segment promises.
        deemed: the receipt falls on a closed day and counts from the next working day's opening.
        opening: minute of that opening.
        unit: precision of comparison in seconds.
    """
    match outcome:
        case NotCovered() | DueByProcessingTime():
            return NOTHING
        case DueOnWorkingDay(working_days=n, minute=minute, bound=bound, closing=closing):
            counting, days, steps = ("working", 0, n) if deemed else ("working", 1, n - 1) if n else ("every", 0, 0)
            if minute is not None:
                return Term(f"{counting}-midnight", days, steps, minute * 60, minute * 60 + (unit if bound == "by" else 0))
            if closing is not None:
                return Term(f"{counting}-midnight", days, steps, closing * 60, DAY)
            return Term(f"{counting}-closing", days, steps)
        case DueOnCalendarDay(calendar_days=n, then_working_days=extra):
            if deemed:
                return Term(f"deemed-{n}", 0, extra)
            return Term("working-closing", n, extra)
        case DueAfterWorkingMinutes(minutes=n, sessions=own):
            return Term("none", working_minutes=n, opening=opening if deemed else -1, sessions=own or ())
        case DueAfterMinutes(minutes=n):
            if deemed:
                return Term("working-midnight", 0, 0, (opening + n) * 60, (opening + n) * 60 + unit)
            return Term("every-midnight", 0, 0, n * 60, n * 60 + unit, moving=True)


class Ground:
    """The tables of one schedule that the terms of a batch read.

    Instants are seconds since the first midnight of the calendar, which 32 bits hold for 60 years.

    Attributes:
        landing: per table and day, a place in ``moments``.
        moments: per place, ``due_at`` and ``late_after`` (`pairs`).
        due_day: per place, the number of the day it lies on.
        counted: per day, itself when worked, else the next working day.
        unit: precision of comparison in seconds.
        offsets: where each table starts in ``landing``.
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
        place = np.asarray(calendar.ordinal[: count + 1], dtype=np.int32)
        worked = np.flatnonzero(working).astype(np.int32)
        self.counted = worked[np.minimum(place[: self.answered], worked.size - 1)]
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

        def lay(name: str, places: npt.NDArray[np.integer], start: int) -> None:
            self.offsets[name] = sum(map(len, landing))
            landing.append((places + start).astype(np.int32))

        for counting, listed in (("working", worked), ("every", np.arange(count, dtype=np.int32))):
            at = np.where(on_day < count, place[np.minimum(on_day, count)] if counting == "working" else on_day, listed.size)
            for what, due, late in (("midnight", midnights, midnights), ("closing", closings, midnights + np.int32(DAY))):
                starts[f"{counting}-{what}"] = start = sum(map(len, moments))
                moments.append(pairs(due[listed], late[listed]))
                moments.append(pairs([BEYOND] * steps, [BEYOND] * steps))
                days += [listed, np.full(steps, count, dtype=np.int32)]
                lay(f"{counting}-{what}", at, start)
        for term in terms:
            if term.table.startswith("deemed-") and term.table not in self.offsets:
                then = self.counted + int(term.table.partition("-")[2])
                lay(term.table, np.where(then < count, place[np.minimum(then, count)], worked.size), starts["working-closing"])
        lay("none", np.zeros(length, dtype=np.int32), 0)
        self.landing = np.concatenate(landing)
        self.moments = np.concatenate(moments)
        self.due_day = np.concatenate(days)
        self.own_hours: dict[tuple[tuple[int, int], ...], int] = {(): 0}
        for term in terms:
            self.own_hours.setdefault(term.sessions, len(self.own_hours))
        self._reckoner: WorkingMinutes | None = None

    @property
    def working_minutes(self) -> WorkingMinutes:
        """Terms counted in working minutes; laid out when the first is met."""
        if self._reckoner is None:
            self._reckoner = WorkingMinutes(self.schedule, tuple(self.own_hours))
        return self._reckoner

    @property
    def nbytes(self) -> int:
        """Size of the tables."""
        return self.landing.nbytes + self.moments.nbytes + self.due_day.nbytes + self.counted.nbytes


class WorkingMinutes:
    """Adding working minutes by look-up, forwards and back, with seasons of different length.

    The shortest worked day is the width of a bucket: a bucket of minutes then meets two days at most, so the day that
    holds the n-th worked minute is found by one look-up and one comparison.
    """

    def __init__(self, schedule: Schedule, own_hours: Sequence[tuple[tuple[int, int], ...]] = ((),)) -> None:
        """Lay the tables for a schedule, and for hours a policy counts on the day of receipt (the first are none)."""
        calendar = schedule.calendar
        count = len(calendar)
        self._own_within, self._own_inverse = _hours_tables(own_hours)
        self._working = np.asarray(calendar.working)
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
        self.total = int(worked[-1])
        self._bucket = np.int32(np.diff(self._opened).min() if days.size else 1)
        edges = np.arange(0, self.total + int(self._bucket) + 1, self._bucket)
        self._first = np.minimum(np.searchsorted(self._opened, edges, side="right") - 1, days.size).astype(np.int32)

    def add(self, day: Int32, minute: Int32, minutes: Int32, own: Int32) -> tuple[Int32, Int32]:
        """The day number and the instant at which ``minutes`` more have been worked; `BEYOND` past the calendar's end.

        Args:
            day: since which day.
            minute: since which minute of it.
            minutes: how many.
            own: number of the hours counted on the first day; 0 for the office's.
        """
        target = self._before[day] + self._within[self._kind_row[day] + minute] + minutes
        if not own.any():
            return self._worked(target)
        has_own = (own > 0) & np.take(self._working, day)
        done = self._own_within[own, minute]
        left = minutes - (self._own_within[own, 1440] - done)
        due_day, due = self._worked(np.where(has_own, self._before[day + 1] + np.maximum(left, np.int32(1)), target))
        ends_here = has_own & (left <= 0)
        until = self._own_inverse[own, np.where(ends_here, done + minutes, np.int32(0))]
        return np.where(ends_here, day, due_day), np.where(ends_here, day * np.int32(DAY) + until * np.int32(60), due)

    def _worked(self, target: Int32) -> tuple[Int32, Int32]:
        """The day and instant at which so many minutes have been worked since the first day."""
        target = target - np.int32(1)
        outside = target >= self.total
        if outside.any():
            target = np.where(outside, np.int32(0), target)
        place = self._first[target // self._bucket]
        place += target >= self._opened[place + 1]
        left = target - self._opened[place]
        due_day = self._days[place]
        due = due_day * np.int32(DAY) + self._inverse[self._inverse_row[place] + left + np.int32(1)] * np.int32(60)
        if outside.any():
            due[outside] = BEYOND
        return due_day, due


def _hours_tables(kinds: Sequence[tuple[tuple[int, int], ...]]) -> tuple[Int32, Int32]:
    """Per kind of hours: minutes worked before each minute of the day, and the minute at which the n-th has been worked."""
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
