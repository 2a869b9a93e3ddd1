"""Timetables laid out as a grid: days by windows, so that an answer is one look-up by a computed place."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.blocks import blocks
from tthc_catalog.bulk.evaluation import Answered, answer
from tthc_catalog.bulk.instants import MISSING_VALUE
from tthc_catalog.bulk.programs import UNANSWERED, Programs
from tthc_catalog.bulk.terms import BEYOND, DAY, NO_DEADLINE, Int32

ROLES = ("due", "late", "commitment_due", "commitment_late", "statutory_due", "statutory_late")
"""The columns of moments."""

_MOST_PLACES = 2_000_000
"""A larger grid would fall out of the processor's cache; the factored form is the better reading then."""

_COMPARED_CUTS = 8
"""Up to so many windows are found by comparing with each cut; more, by a look-up of the minute."""

_MINUTE = np.int32(60)


class Grid:
    """Every answer of some timetables, by day and window.

    The place of a receipt is ``(timetable * days + day) * width + window``; places past the grid stand for rows without an
    answer, in the order of `UNANSWERED`.

    Attributes:
        width: windows a day.
        cuts: the second each window after the first starts at, the same on all days.
        instants: per column of moments, the value by place; where it moves, less the minutes of the day already gone.
        moves: per column of moments that moves with the minute of receipt somewhere, where it does.
        early_before: by place, the first second of the due date; None where due dates move.
    """

    def __init__(self, programs: Programs, cuts: tuple[int, ...]) -> None:
        self.programs = programs
        self.cuts = cuts
        self.width = len(cuts) + 1
        self.days = programs.class_of_day.size
        self.places = len(programs.timetables) * self.days * self.width
        starts = np.asarray((0, *cuts), dtype=np.int32)
        found = self._answers(starts)
        none = np.full(len(UNANSWERED), NO_DEADLINE, dtype=np.int32)
        self.instants: dict[str, Int32] = {name: np.concatenate([getattr(found, name), none]) for name in ROLES}
        due = self.instants["due"]
        self.moves: dict[str, npt.NDArray[np.bool_]] = {}
        if is_moving(programs):
            self._note_moves(found, starts)
        self.early_before = np.where(due >= BEYOND, due, due // np.int32(DAY) * np.int32(DAY)) if not self.moves else None
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
        self._local: dict[tuple[str, int], npt.NDArray[np.int64]] = {}
        self._window_of_minute: npt.NDArray[np.int8] | None = None
        if len(cuts) > _COMPARED_CUTS and all(cut % 60 == 0 for cut in cuts) and len(cuts) < 127:
            self._window_of_minute = np.searchsorted(starts, np.arange(0, DAY, 60), side="right").astype(np.int8) - np.int8(1)

    def _answers(self, seconds_of_day: Int32) -> Answered:
        """The answers of every timetable on every day at these seconds, in the order of places."""
        count = len(self.programs.timetables)
        day = np.arange(self.days, dtype=np.int32)[:, None] * np.int32(DAY)
        seconds = np.tile((day + seconds_of_day).ravel(), count)
        return answer(self.programs, np.repeat(np.arange(count, dtype=np.int32), self.days * self.width), seconds)

    def _note_moves(self, found: Answered, starts: Int32) -> None:
        """Find where an answer moves: where it is a minute later for a receipt a minute later, in the same window."""
        following = starts // _MINUTE * _MINUTE + _MINUTE
        same_window = following < np.append(starts[1:], np.int32(DAY))
        later = self._answers(np.where(same_window, following, starts))
        gone = np.tile(starts // _MINUTE * _MINUTE, self.places // self.width)
        for name in ROLES:
            column = self.instants[name]
            moves = getattr(later, name) - getattr(found, name) == _MINUTE
            if moves.any():
                column[: self.places] -= gone * moves
                self.moves[name] = np.concatenate([moves, np.zeros(len(UNANSWERED), dtype=np.bool_)])

    @classmethod
    def of(cls, programs: Programs, most_places: int = _MOST_PLACES) -> Grid | None:
        """The grid of a batch, or None where it would be too large."""
        days = programs.class_of_day.size
        if len(programs.timetables) * days > most_places:
            return None
        cuts = {int(start) for cut in programs.cuts for start in np.unique(cut).tolist() if start < DAY}
        if is_moving(programs):
            cuts |= bends(programs)
        if len(programs.timetables) * days * (len(cuts) + 1) > most_places:
            return None
        return cls(programs, tuple(sorted(cuts)))

    def place(self, seconds: Int32, timetable: Int32 | None, out: Int32, gone: Int32 | None = None) -> None:
        """The places of a block of receipts, written to ``out``; without ``timetable`` they all ask the first.

        ``gone`` receives the seconds of the day gone at receipt, in whole minutes, where answers move.
        """
        day = seconds // np.int32(DAY)
        np.multiply(day, np.int32(-DAY), out=out)
        np.add(out, seconds, out=out)
        window: npt.NDArray[np.int8] | np.int8 = np.int8(0)
        if gone is not None:
            minute = out // _MINUTE
            np.multiply(minute, _MINUTE, out=gone)
        if self._window_of_minute is not None:
            window = np.take(self._window_of_minute, minute if gone is not None else out // _MINUTE, mode="clip")
        elif self.cuts:
            window = (out >= np.int32(self.cuts[0])).view(np.int8)
            for cut in self.cuts[1:]:
                window += (out >= np.int32(cut)).view(np.int8)
        if timetable is not None:
            day += timetable * np.int32(self.days)
        np.multiply(day, np.int32(self.width), out=out)
        np.add(out, window, out=out)

    def read(self, name: str, places: npt.NDArray[np.integer], minutes: Int32 | None) -> Int32:
        """A column of moments at these places.

        Args:
            name: one of `ROLES`.
            places: from `place`.
            minutes: seconds of the day gone at receipt, in whole minutes; needed where answers move.
        """
        column = np.take(self.instants[name], places, mode="clip")
        if name in self.moves and minutes is not None:
            column += np.take(self.moves[name], places) * minutes
        return column

    def local(self, name: str, start: int) -> npt.NDArray[np.int64]:
        """A column of moments by place as 64-bit seconds counted from ``start`` before the first midnight, NaT where none."""
        key = (name, start)
        if key not in self._local:
            column = self.instants[name].astype(np.int64) + start
            column[self.instants[name] >= BEYOND] = MISSING_VALUE
            self._local[key] = column
        return self._local[key]


class GridSource:
    """Columns read through the places of a grid."""

    def __init__(self, grid: Grid, places: Int32, minutes: Int32 | None) -> None:
        self._grid = grid
        self._places = places
        self._minutes = minutes

    def moments(self, name: str, start: int) -> npt.NDArray[np.int64]:
        """A column of moments as 64-bit seconds, ``start`` being the first midnight."""
        table, out = self._grid.local(name, start), np.empty(self._places.size, dtype=np.int64)
        moves = self._grid.moves.get(name) if self._minutes is not None else None
        for rows in blocks(self._places.size):
            places = self._places[rows].astype(np.intp)
            np.take(table, places, out=out[rows], mode="clip")
            if moves is not None and self._minutes is not None:
                out[rows] += np.take(moves, places, mode="clip") * self._minutes[rows]
        return out

    def codes(self, name: str) -> npt.NDArray[Any]:
        """A column of text numbers."""
        return np.take(self._grid.codes[name], self._places)

    def flags(self, name: str) -> npt.NDArray[np.bool_]:
        """``covered`` or ``provisional``."""
        return np.take(self._grid.flags[name], self._places)

    def texts(self, name: str) -> tuple[str | None, ...]:
        """The texts behind the numbers."""
        programs = self._grid.programs
        return {"rule": programs.rules, "reason": programs.reasons, "edition": programs.editions}[name]


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
    for timetable in range(len(programs.timetables)):
        for first in range(0, programs.class_of_day.size, 32):
            days = np.arange(first, min(first + 32, programs.class_of_day.size), dtype=np.int32)
            said = answer(programs, timetable, (days[:, None] * np.int32(DAY) + minutes).ravel())
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
