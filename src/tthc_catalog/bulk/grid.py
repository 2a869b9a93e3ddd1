"""One timetable laid out as a grid: days by windows, so that an answer is one look-up by a computed place."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.evaluation import answer
from tthc_catalog.bulk.programs import UNANSWERED, Programs
from tthc_catalog.bulk.terms import BEYOND, DAY, NO_DEADLINE, Int32

_MOST_CUTS = 12
"""Windows are found by comparing with each cut; the factored form compares with its own few."""

_MOST_PLACES = 2_000_000

ROLES = ("due", "late", "commitment_due", "commitment_late", "statutory_due", "statutory_late")
"""The columns of moments."""


class Grid:
    """Every answer of some timetables, by day and window.

    The place of a receipt is ``(timetable * days + day) * width + window``; places past the grid stand for rows without an
    answer, in the order of `UNANSWERED`.

    Attributes:
        width: windows a day.
        cuts: the second each window after the first starts at, the same on all days.
        instants: per column of moments, the value by place.
        early_before: by place, the first second of the due date.
    """

    def __init__(self, programs: Programs, cuts: tuple[int, ...]) -> None:
        self.programs = programs
        self.cuts = cuts
        self.width = len(cuts) + 1
        self.days = programs.class_of_day.size
        self.places = len(programs.timetables) * self.days * self.width
        day = np.arange(self.days, dtype=np.int32)[:, None] * np.int32(DAY)
        seconds = np.tile((day + np.asarray((0, *cuts), dtype=np.int32)).ravel(), len(programs.timetables))
        timetable = np.repeat(np.arange(len(programs.timetables), dtype=np.int32), self.days * self.width)
        found = answer(programs, timetable, seconds)
        none = np.full(len(UNANSWERED), NO_DEADLINE, dtype=np.int32)
        self.instants: dict[str, Int32] = {name: np.concatenate([getattr(found, name), none]) for name in ROLES}
        due = self.instants["due"]
        self.early_before = np.where(due >= BEYOND, due, due // np.int32(DAY) * np.int32(DAY))
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

    @classmethod
    def of(cls, programs: Programs) -> Grid | None:
        """The grid of a batch.

        None where answers move with the minute of receipt, where windows are too many, or where the grid would outgrow the
        processor's cache: the factored form is the better reading then.
        """
        if any(side.any_moving or side.any_minutes for side in programs.sides):
            return None
        cuts = sorted({int(start) for cut in programs.cuts for start in np.unique(cut).tolist() if start < DAY})
        places = len(programs.timetables) * programs.class_of_day.size * (len(cuts) + 1)
        return cls(programs, tuple(cuts)) if len(cuts) <= _MOST_CUTS and places <= _MOST_PLACES else None

    def place(self, seconds: Int32, timetable: Int32 | None, out: Int32) -> None:
        """The places of a block of receipts, written to ``out``; without ``timetable`` they all ask the first."""
        day = seconds // np.int32(DAY)
        np.multiply(day, np.int32(-DAY), out=out)
        np.add(out, seconds, out=out)
        window: npt.NDArray[np.int8] | int = 0
        if self.cuts:
            window = (out >= np.int32(self.cuts[0])).view(np.int8)
            for cut in self.cuts[1:]:
                window += (out >= np.int32(cut)).view(np.int8)
        if timetable is not None:
            day += timetable * np.int32(self.days)
        np.multiply(day, np.int32(self.width), out=out)
        np.add(out, window, out=out)


class GridSource:
    """Columns read through the places of a grid."""

    def __init__(self, grid: Grid, places: Int32) -> None:
        self._grid = grid
        self._places = places

    def instants(self, name: str) -> Int32:
        """A column of moments."""
        return np.take(self._grid.instants[name], self._places)

    def codes(self, name: str) -> npt.NDArray[Any]:
        """A column of text numbers."""
        return np.take(self._grid.codes[name], self._places)

    def flags(self, name: str) -> npt.NDArray[np.bool_]:
        """A column of yes and no."""
        return np.take(self._grid.flags[name], self._places)

    def texts(self, name: str) -> tuple[str | None, ...]:
        """The texts behind the numbers."""
        programs = self._grid.programs
        return {"rule": programs.rules, "reason": programs.reasons, "edition": programs.editions}[name]
