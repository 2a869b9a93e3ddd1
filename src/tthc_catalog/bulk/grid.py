"""Timetables as a grid of days by windows, in which an answer is one look-up at a computed position."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.blocks import Scratch
from tthc_catalog.bulk.due_terms import BEYOND, DAY, NO_DEADLINE, Int32, pairs
from tthc_catalog.bulk.factored_arithmetic import BlockAnswers, answer
from tthc_catalog.bulk.factored_form import FactoredForm
from tthc_catalog.bulk.instants import MISSING_VALUE
from tthc_catalog.bulk.unanswered import UNANSWERED
from tthc_catalog.bulk.window_count import UInt32, WindowCount, refined

ROLES = ("due", "late", "commitment_due", "commitment_late", "statutory_due", "statutory_late")
"""The columns of moments."""

NEVER = np.iinfo(np.int64).max
"""A limit that no moment reaches, for rows without a deadline."""

_MOST_POSITIONS = 2_000_000
"""A larger grid would not stay in the processor's cache; the factored form is faster then."""

_MOST_REFINED = 500_000
"""Finer cuts save divisions up to this many positions; beyond it the look-ups cost more than the divisions."""

_MOST_REPEATED = 16_384
"""A larger grid numbers its deadlines: three tables of 64 bits by position would leave the processor's second cache."""

_MINUTE = np.int32(60)
_SIGN = np.int32(31)

_DUE_OF = {"late": "due", "commitment_late": "commitment_due", "statutory_late": "statutory_due"}
"""The due moment that each first late instant follows, and moves with."""


class Limits(NamedTuple):
    """The limits a completion is compared with, by number of deadline, in 64-bit ticks.

    Attributes:
        late: the first late instant, `NEVER` if there is no deadline.
        day: the start of the due date, before which a result is early; arbitrary if there is no deadline.
        lead: ticks from ``day`` to ``late``, if they are the same for all deadlines; else None.
    """

    late: npt.NDArray[np.int64]
    day: npt.NDArray[np.int64]
    lead: int | None


class Deadlines(NamedTuple):
    """The deadlines that govern, each once if the grid is large, so that the tables of moments stay in the processor's cache.

    Attributes:
        number: the number of the deadline by position; None if it is the position.
        due: the due moment by number, in seconds since the first midnight.
        late: the first late instant by number, likewise.
    """

    number: npt.NDArray[np.uint16] | None
    due: Int32
    late: Int32

    @classmethod
    def of(cls, due: Int32, late: Int32) -> Deadlines:
        """Number the deadlines of a grid; the arguments are by position."""
        if due.size > _MOST_REPEATED:
            distinct, number = np.unique(pairs(due, late), return_inverse=True)
            if distinct.size <= np.iinfo(np.uint16).max:
                due, late = distinct.view(np.int32).reshape(-1, 2).T.copy()
                return cls(number.astype(np.uint16), due, late)
        return cls(None, due, late)


class Grid:
    """All answers of some timetables, by day and window.

    The position of a receipt is ``(timetable * days + day) * width + window``; the positions after the grid represent rows without an
    answer, in the order of `UNANSWERED`.

    Attributes:
        width: windows a day.
        cuts: the second each window after the first starts at, the same on all days.
        instants: per column of moments, the value by position; a value that moves excludes the minute of receipt (in seconds).
        moves: per column of moments with values that move with the minute of receipt, the positions of those values.
        codes: the numbers of the texts by position.
        flags: the truth values by position.
        always_due_before: receipts earlier than this second have a deadline under every timetable.
    """

    def __init__(self, form: FactoredForm, cuts: tuple[int, ...]) -> None:
        self.form = form
        self.cuts = cuts
        self.width = len(cuts) + 1
        self.days = form.class_of_day.size
        self.size = len(form.timetables) * self.days * self.width
        self._window_count = WindowCount(cuts)
        starts = np.asarray((0, *cuts), dtype=np.int32)
        found = self._answers(starts)
        none = np.full(len(UNANSWERED), NO_DEADLINE, dtype=np.int32)
        self.instants: dict[str, Int32] = {name: np.concatenate([getattr(found, name), none]) for name in ROLES}
        self.moves: dict[str, npt.NDArray[np.bool_]] = {}
        if is_moving(form):
            self._find_moves(found, starts)
        lacking = (self.instants["late"][: self.size] >= BEYOND).reshape(-1, self.days, self.width).any(axis=(0, 2))
        self.always_due_before = int(lacking.argmax()) * DAY if lacking.any() else self.days * DAY
        window = np.concatenate([found.window, np.arange(len(UNANSWERED), dtype=np.int32)])
        self.codes: dict[str, npt.NDArray[Any]] = {
            "rule": np.concatenate([found.rule, np.zeros(len(UNANSWERED), dtype=np.int32)]),
            "reason": form.reason[window],
            "edition": form.edition[window],
        }
        self.flags: dict[str, npt.NDArray[np.bool_]] = {
            "covered": form.covered[window],
            "provisional": np.concatenate([found.provisional, np.zeros(len(UNANSWERED), dtype=np.bool_)]),
        }
        self._moments: dict[tuple[str, int], npt.NDArray[np.int64]] = {}
        self._minutes: dict[tuple[str, int], Int32] = {}
        self._after: dict[str, UInt32] = {}
        self._limits: dict[tuple[int, int], Limits] = {}
        self._deadlines = Deadlines.of(self.instants["due"], self.instants["late"])
        self._due: dict[int, npt.NDArray[np.int64]] = {}

    def _answers(self, seconds_of_day: Int32) -> BlockAnswers:
        """Return the answers of every timetable on every day at these seconds, ordered by position."""
        count = len(self.form.timetables)
        day = np.arange(self.days, dtype=np.int32)[:, None] * np.int32(DAY)
        seconds = np.tile((day + seconds_of_day).ravel(), count)
        numbers = np.repeat(np.arange(count, dtype=np.int32), self.days * self.width)
        return answer(self.form, numbers, seconds, Scratch(seconds.size))

    def _find_moves(self, found: BlockAnswers, starts: Int32) -> None:
        """Find the answers that move: those that are a minute later for a receipt a minute later in the same window."""
        following = starts // _MINUTE * _MINUTE + _MINUTE
        same_window = following < np.append(starts[1:], np.int32(DAY))
        later = self._answers(np.where(same_window, following, starts))
        day = np.arange(self.days, dtype=np.int32)[:, None] * np.int32(DAY)
        minute = np.tile((day + starts // _MINUTE * _MINUTE).ravel(), len(self.form.timetables))
        for name in ROLES:
            column = self.instants[name]
            moves = getattr(later, name) - getattr(found, name) == _MINUTE
            if moves.any():
                column[: self.size] -= minute * moves
                self.moves[name] = np.concatenate([moves, np.zeros(len(UNANSWERED), dtype=np.bool_)])

    @classmethod
    def of(cls, form: FactoredForm) -> Grid | None:
        """Build the grid of a batch; return None if it would be too large."""
        days = len(form.timetables) * form.class_of_day.size
        if days > _MOST_POSITIONS or (is_moving(form) and not _fits_in_minutes(form)):
            return None
        cuts = cuts_of(form)
        if days * (len(cuts) + 1) > _MOST_POSITIONS:
            return None
        return cls(form, refined(cuts, _MOST_REFINED // days))

    def windows(self, seconds: Int32, scratch: Scratch) -> UInt32:
        """Return ``day * width + window`` for a block of receipts, in an array of ``scratch``: the positions in the first timetable."""
        return self._window_count.count(seconds, scratch)

    def positions(self, windows: UInt32, timetable: Int32, scratch: Scratch) -> None:
        """Turn ``windows`` into the positions in the timetable of each row, in place."""
        first = scratch.array("first", np.uint32, windows.size)
        np.multiply(timetable.view(np.uint32), np.uint32(self.days * self.width), out=first)
        np.add(windows, first, out=windows)

    def moving(self, name: str, start: int, positions: npt.NDArray[np.intp], minutes: Int32, scratch: Scratch) -> UInt32:
        """Return a column of moments that may move, in seconds; values without a deadline are arbitrary.

        Args:
            name: one of `ROLES`.
            start: seconds from the epoch of the result to the first midnight.
            positions: from `positions`, as indices.
            minutes: minutes of receipt since the first midnight.
            scratch: arrays to work in; the result is one of them.
        """
        if name in _DUE_OF:
            seconds = self.moving(_DUE_OF[name], start, positions, minutes, scratch)
            return np.add(seconds, self.after(name, positions, scratch), out=seconds)
        # One look-up reads both: a negative sign marks a moving value and, spread over all bits, keeps or clears the minute.
        values = self._minutes_since(name, start).take(positions, None, scratch.array(name, np.int32, positions.size), "wrap")
        added = np.right_shift(values, _SIGN, out=scratch.array("added", np.int32, positions.size))
        np.bitwise_and(added, minutes, out=added)
        np.add(values, added, out=values)
        # Sixty times the sign bit is a multiple of 2^32, so the multiplication drops it.
        seconds = values.view(np.uint32)
        return np.multiply(seconds, np.uint32(60), out=seconds)

    def _minutes_since(self, name: str, start: int) -> Int32:
        """Return due moments by position in minutes; those that move exclude the minute of receipt and have the sign bit set."""
        if (name, start) not in self._minutes:
            table = ((self.instants[name].astype(np.int64) + start) // 60).astype(np.int32)
            table[self.moves[name]] |= np.iinfo(np.int32).min
            self._minutes[name, start] = table
        return self._minutes[name, start]

    def after(self, name: str, positions: npt.NDArray[np.intp], scratch: Scratch) -> UInt32:
        """Return the seconds from a due moment to the first late instant ``name``, in an array of ``scratch``."""
        if name not in self._after:
            self._after[name] = (self.instants[name] - self.instants[_DUE_OF[name]]).view(np.uint32)
        return self._after[name].take(positions, None, scratch.array("after", np.uint32, positions.size), "wrap")

    def moments(self, name: str, start: int) -> npt.NDArray[np.int64]:
        """Return a column of moments by position as 64-bit seconds, NaT for no deadline.

        Args:
            name: one of `ROLES`.
            start: seconds from the epoch to the first midnight.
        """
        if (name, start) not in self._moments:
            self._moments[name, start] = _moments(self.instants[name], start)
        return self._moments[name, start]

    def deadlines(self, positions: npt.NDArray[np.intp], scratch: Scratch) -> npt.NDArray[np.intp]:
        """Return the number of the deadline of each position, for `due` and `limits`; ``positions`` itself or an array of ``scratch``."""
        table = self._deadlines.number
        if table is None:
            return positions
        found = table.take(positions, None, scratch.array("deadline", table.dtype, positions.size), "wrap")
        numbers = scratch.array("positions", np.intp, positions.size)
        np.copyto(numbers, found)
        return numbers

    def due(self, start: int) -> npt.NDArray[np.int64]:
        """Return the due moments by number of deadline as 64-bit seconds, NaT for none; ``start`` is as in `moments`."""
        if start not in self._due:
            self._due[start] = _moments(self._deadlines.due, start)
        return self._due[start]

    def limits(self, start: int, per_second: int) -> Limits:
        """Return the limits that completions are compared with.

        Args:
            start: seconds from the epoch of the completions to the first midnight.
            per_second: their ticks in a second.
        """
        if (start, per_second) not in self._limits:
            _, due, seconds = self._deadlines
            late = (seconds.astype(np.int64) + start) * per_second
            late[seconds >= BEYOND] = NEVER
            day = ((due // np.int32(DAY) * np.int32(DAY)).astype(np.int64) + start) * per_second
            different = np.unique((late - day)[seconds < BEYOND])
            self._limits[start, per_second] = Limits(late, day, int(different[0]) if different.size == 1 else None)
        return self._limits[start, per_second]


def _moments(seconds: Int32, start: int) -> npt.NDArray[np.int64]:
    """Return moments as 64-bit seconds, NaT for no deadline."""
    column = seconds.astype(np.int64) + start
    column[seconds >= BEYOND] = MISSING_VALUE
    return column


def _fits_in_minutes(form: FactoredForm) -> bool:
    """Whether the calendar's moments are whole minutes after 1970 that fit unsigned 32-bit seconds."""
    schedule = form.schedule
    first, days = schedule.calendar.first, len(schedule.calendar)
    return first > dt.date(1970, 1, 1) and first + dt.timedelta(days) < dt.date(2106, 2, 1) and schedule.midnight[0] % 60 == 0


def cuts_of(form: FactoredForm) -> tuple[int, ...]:
    """Return the seconds of the day at which, on some day, a window other than the first starts."""
    return tuple(sorted(bends(form) | set(form.cuts) if is_moving(form) else set(form.cuts)))


def is_moving(form: FactoredForm) -> bool:
    """Whether some answer moves with the minute of receipt: terms in minutes do, terms in days do not."""
    return any(side.any_moving or side.any_minutes for side in form.sides)


def bends(form: FactoredForm) -> set[int]:
    """Find the seconds of the day at which, on some day, an answer jumps or starts or stops moving.

    Every minute of every day is evaluated: a term in working minutes bends when the desk opens or closes at either end of it, and
    when one deadline overtakes the other.
    """
    minutes = np.arange(0, DAY, 60, dtype=np.int32)
    found: set[int] = set()
    scratch = Scratch(32 * minutes.size)
    for timetable in range(len(form.timetables)):
        for first in range(0, form.class_of_day.size, 32):
            days = np.arange(first, min(first + 32, form.class_of_day.size), dtype=np.int32)
            answers = answer(form, timetable, (days[:, None] * np.int32(DAY) + minutes).ravel(), scratch)
            cut = np.zeros(minutes.size, dtype=np.bool_)
            for name in ROLES:
                step = np.diff(getattr(answers, name).reshape(days.size, -1), axis=1)
                smooth = (step == 0) | (step == _MINUTE)
                cut[1:] |= (~smooth).any(axis=0)
                cut[1:-1] |= (smooth[:, :-1] & smooth[:, 1:] & (step[:, :-1] != step[:, 1:])).any(axis=0)
            for column in (answers.window, answers.rule, answers.provisional):
                cut[1:] |= (np.diff(column.reshape(days.size, -1).astype(np.int32), axis=1) != 0).any(axis=0)
            found.update(minutes[cut].tolist())
    return found
