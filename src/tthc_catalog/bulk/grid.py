"""Timetables laid out as a grid: days by windows, so that an answer is one look-up by a computed place."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.blocks import Scratch
from tthc_catalog.bulk.due_terms import BEYOND, DAY, NO_DEADLINE, Int32
from tthc_catalog.bulk.factored_arithmetic import Answered, answer
from tthc_catalog.bulk.instants import MISSING_VALUE
from tthc_catalog.bulk.programs import UNANSWERED, Programs
from tthc_catalog.bulk.window_count import UInt32, WindowCount, refined

ROLES = ("due", "late", "commitment_due", "commitment_late", "statutory_due", "statutory_late")
"""The columns of moments."""

NEVER = np.iinfo(np.int64).max
"""A limit no moment reaches: where there is no deadline."""

_MOST_PLACES = 2_000_000
"""A larger grid would fall out of the processor's cache; the factored form is the better reading then."""

_MOST_REFINED = 500_000
"""Cutting days finer saves divisions for so many places; past that the look-ups cost more than the divisions."""

_MINUTE = np.int32(60)
_SIGN = np.int32(31)

_DUE_OF = {"late": "due", "commitment_late": "commitment_due", "statutory_late": "statutory_due"}
"""The due moment each first late instant follows, and moves with."""


class Limits(NamedTuple):
    """What a completion is held to, by place, in 64-bit ticks.

    Attributes:
        late: the first late instant, `NEVER` where there is no deadline.
        lead: ticks from the first instant of the due date, before which a result is early, to ``late``; one number where it
            is the same wherever there is a deadline.
    """

    late: npt.NDArray[np.int64]
    lead: npt.NDArray[np.int64] | int


class Grid:
    """Every answer of some timetables, by day and window.

    The place of a receipt is ``(timetable * days + day) * width + window``; places past the grid stand for rows without an
    answer, in the order of `UNANSWERED`.

    Attributes:
        width: windows a day.
        cuts: the second each window after the first starts at, the same on all days.
        instants: per column of moments, the value by place; where it moves, less the minute of receipt (in seconds).
        moves: per column of moments that moves with the minute of receipt somewhere, where it does.
        always_due_before: receipts earlier than this second have a deadline, whatever they ask.
    """

    def __init__(self, programs: Programs, cuts: tuple[int, ...]) -> None:
        self.programs = programs
        self.cuts = cuts
        self.width = len(cuts) + 1
        self.days = programs.class_of_day.size
        self.places = len(programs.timetables) * self.days * self.width
        self._windows = WindowCount(cuts)
        starts = np.asarray((0, *cuts), dtype=np.int32)
        found = self._answers(starts)
        none = np.full(len(UNANSWERED), NO_DEADLINE, dtype=np.int32)
        self.instants: dict[str, Int32] = {name: np.concatenate([getattr(found, name), none]) for name in ROLES}
        self.moves: dict[str, npt.NDArray[np.bool_]] = {}
        if is_moving(programs):
            self._note_moves(found, starts)
        lacking = (self.instants["late"][: self.places] >= BEYOND).reshape(-1, self.days, self.width).any(axis=(0, 2))
        self.always_due_before = int(lacking.argmax()) * DAY if lacking.any() else self.days * DAY
        window = np.concatenate([found.window, np.arange(len(UNANSWERED), dtype=np.int32)])
        self.codes: dict[str, npt.NDArray[Any]] = {
            "rule": np.concatenate([found.rule, np.zeros(len(UNANSWERED), dtype=np.int32)]),
            "reason": programs.reason[window],
            "edition": programs.edition[window],
        }
        self.flags: dict[str, npt.NDArray[np.bool_]] = {
            "covered": programs.covered[window],
            "provisional": np.concatenate([found.provisional, np.zeros(len(UNANSWERED), dtype=np.bool_)]),
        }
        self._moments: dict[tuple[str, int], npt.NDArray[np.int64]] = {}
        self._minutes: dict[tuple[str, int], Int32] = {}
        self._after: dict[str, UInt32] = {}
        self._limits: dict[tuple[int, int], Limits] = {}

    def _answers(self, seconds_of_day: Int32) -> Answered:
        """The answers of every timetable on every day at these seconds, in the order of places."""
        count = len(self.programs.timetables)
        day = np.arange(self.days, dtype=np.int32)[:, None] * np.int32(DAY)
        seconds = np.tile((day + seconds_of_day).ravel(), count)
        numbers = np.repeat(np.arange(count, dtype=np.int32), self.days * self.width)
        return answer(self.programs, numbers, seconds, Scratch(seconds.size))

    def _note_moves(self, found: Answered, starts: Int32) -> None:
        """Find where an answer moves: where it is a minute later for a receipt a minute later, in the same window."""
        following = starts // _MINUTE * _MINUTE + _MINUTE
        same_window = following < np.append(starts[1:], np.int32(DAY))
        later = self._answers(np.where(same_window, following, starts))
        day = np.arange(self.days, dtype=np.int32)[:, None] * np.int32(DAY)
        minute = np.tile((day + starts // _MINUTE * _MINUTE).ravel(), len(self.programs.timetables))
        for name in ROLES:
            column = self.instants[name]
            moves = getattr(later, name) - getattr(found, name) == _MINUTE
            if moves.any():
                column[: self.places] -= minute * moves
                self.moves[name] = np.concatenate([moves, np.zeros(len(UNANSWERED), dtype=np.bool_)])

    @classmethod
    def of(cls, programs: Programs) -> Grid | None:
        """The grid of a batch, or None where it would be too large."""
        days = len(programs.timetables) * programs.class_of_day.size
        if days > _MOST_PLACES or (is_moving(programs) and not _fits_in_minutes(programs)):
            return None
        cuts = cuts_of(programs)
        if days * (len(cuts) + 1) > _MOST_PLACES:
            return None
        return cls(programs, refined(cuts, _MOST_REFINED // days))

    def place(self, seconds: Int32, timetable: Int32 | None, scratch: Scratch) -> Int32:
        """The places of a block of receipts, in an array of ``scratch``; without ``timetable`` they all ask the first."""
        place = self._windows.count(seconds, scratch)
        if timetable is not None:
            first = scratch.array("first", np.uint32, seconds.size)
            np.multiply(timetable.view(np.uint32), np.uint32(self.days * self.width), out=first)
            np.add(place, first, out=place)
        found: Int32 = place.view(np.int32)
        return found

    def moving(self, name: str, start: int, places: npt.NDArray[np.intp], minutes: Int32, scratch: Scratch) -> UInt32:
        """A column of moments that may move, in seconds; anything where there is no deadline.

        Args:
            name: one of `ROLES`.
            start: seconds from the epoch the answer counts from to the first midnight.
            places: from `place`, as indices.
            minutes: minutes of receipt since the first midnight.
            scratch: arrays to work in; the answer is one of them.
        """
        if name in _DUE_OF:
            seconds = self.moving(_DUE_OF[name], start, places, minutes, scratch)
            return np.add(seconds, self.after(name, places, scratch), out=seconds)
        # One look-up finds both: the sign says that the answer moves, and spread over all bits it keeps or clears the minute.
        found = self._minutes_since(name, start).take(places, None, scratch.array(name, np.int32, places.size), "wrap")
        added = np.right_shift(found, _SIGN, out=scratch.array("added", np.int32, places.size))
        np.bitwise_and(added, minutes, out=added)
        np.add(found, added, out=found)
        # Sixty times the sign's worth is a multiple of 2^32: it falls off at the top.
        seconds = found.view(np.uint32)
        return np.multiply(seconds, np.uint32(60), out=seconds)

    def _minutes_since(self, name: str, start: int) -> Int32:
        """Due moments by place in minutes, those that move less the minute of receipt and with the sign bit set."""
        if (name, start) not in self._minutes:
            table = ((self.instants[name].astype(np.int64) + start) // 60).astype(np.int32)
            table[self.moves[name]] |= np.iinfo(np.int32).min
            self._minutes[name, start] = table
        return self._minutes[name, start]

    def after(self, name: str, places: npt.NDArray[np.intp], scratch: Scratch) -> UInt32:
        """Seconds from a due moment to the first late instant of that name, in an array of ``scratch``."""
        if name not in self._after:
            self._after[name] = (self.instants[name] - self.instants[_DUE_OF[name]]).view(np.uint32)
        return self._after[name].take(places, None, scratch.array("after", np.uint32, places.size), "wrap")

    def moments(self, name: str, start: int) -> npt.NDArray[np.int64]:
        """A column of moments by place as 64-bit seconds, NaT where there is none.

        Args:
            name: one of `ROLES`.
            start: seconds from the epoch to the first midnight.
        """
        if (name, start) not in self._moments:
            column = self.instants[name].astype(np.int64) + start
            column[self.instants[name] >= BEYOND] = MISSING_VALUE
            self._moments[name, start] = column
        return self._moments[name, start]

    def limits(self, start: int, per_second: int) -> Limits:
        """What a completion is held to.

        Args:
            start: seconds from the epoch the completion counts from to the first midnight.
            per_second: its ticks in a second.
        """
        if (start, per_second) not in self._limits:
            seconds = self.instants["late"]
            due = self.instants["due"]
            late = (seconds.astype(np.int64) + start) * per_second
            late[seconds >= BEYOND] = NEVER
            lead = (seconds - due // np.int32(DAY) * np.int32(DAY)).astype(np.int64) * per_second
            different = np.unique(lead[seconds < BEYOND])
            self._limits[start, per_second] = Limits(late, int(different[0]) if different.size == 1 else lead)
        return self._limits[start, per_second]


def _fits_in_minutes(programs: Programs) -> bool:
    """Whether the calendar's moments are whole minutes since 1970 that make unsigned 32-bit seconds."""
    schedule = programs.schedule
    first, days = schedule.calendar.first, len(schedule.calendar)
    return first > dt.date(1970, 1, 1) and first + dt.timedelta(days) < dt.date(2106, 2, 1) and schedule.midnight[0] % 60 == 0


def cuts_of(programs: Programs) -> tuple[int, ...]:
    """The seconds of the day at which, on some day, a window other than the first starts."""
    return tuple(sorted(bends(programs) | set(programs.cuts) if is_moving(programs) else set(programs.cuts)))


def is_moving(programs: Programs) -> bool:
    """Whether some answer moves with the minute of receipt: terms in minutes, and not in days."""
    return any(side.any_moving or side.any_minutes for side in programs.sides)


def bends(programs: Programs) -> set[int]:
    """The seconds of the day at which, on some day, an answer jumps or starts or stops moving.

    Found by asking every minute of every day: a term in working minutes bends where the desk of either end of it opens
    or closes, and where one deadline overtakes the other.
    """
    minutes = np.arange(0, DAY, 60, dtype=np.int32)
    found: set[int] = set()
    scratch = Scratch(32 * minutes.size)
    for timetable in range(len(programs.timetables)):
        for first in range(0, programs.class_of_day.size, 32):
            days = np.arange(first, min(first + 32, programs.class_of_day.size), dtype=np.int32)
            said = answer(programs, timetable, (days[:, None] * np.int32(DAY) + minutes).ravel(), scratch)
            cut = np.zeros(minutes.size, dtype=np.bool_)
            for name in ROLES:
                step = np.diff(getattr(said, name).reshape(days.size, -1), axis=1)
                smooth = (step == 0) | (step == _MINUTE)
                cut[1:] |= (~smooth).any(axis=0)
                cut[1:-1] |= (smooth[:, :-1] & smooth[:, 1:] & (step[:, :-1] != step[:, 1:])).any(axis=0)
            for column in (said.window, said.rule, said.provisional):
                cut[1:] |= (np.diff(column.reshape(days.size, -1).astype(np.int32), axis=1) != 0).any(axis=0)
            found.update(minutes[cut].tolist())
    return found
