"""Deadlines as numbers: every outcome of a policy becomes a `Term`, which two small calendar tables turn into an instant.

A term counted from day ``d`` is due at ``moments[landing[d + days] + steps] + due``. ``landing`` maps a day to a position among
the days that count (working days, or all days); ``moments`` maps a position to an instant. See `CalendarTables`.
"""

from __future__ import annotations

from typing import NamedTuple

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

Int32 = npt.NDArray[np.int32]

DAY = 86_400
"""Seconds in a day."""

NO_DEADLINE = 2_100_000_000
"""Represents "no deadline": later than any instant, so that the earlier of two deadlines is a plain minimum."""

BEYOND = 2_000_000_000
"""An instant the calendar does not reach. Any value from here on is one, except `NO_DEADLINE`."""


class Term(NamedTuple):
    """One outcome, resolved as far as possible without the day of receipt.

    Attributes:
        table: the part of ``landing`` to read.
        days: calendar days added before the look-up in ``landing``.
        steps: counting days added after it.
        due: seconds added to the moment for ``due_at``.
        late: seconds added to the moment for ``late_after``.
        moving: whether the minute of receipt is added as well.
        working_minutes: length of a term in working minutes, which `WorkingMinutes` computes; 0 for all others.
        opening: minute of the day from which a deemed receipt counts; -1 if the receipt itself counts.
        sessions: with ``working_minutes``, the hours that count on the day of receipt in place of the office's.
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
    """Pack two columns of 32-bit numbers into one of 64 bits, so that one look-up reads both."""
    return np.stack([np.asarray(first, dtype=np.int32), np.asarray(second, dtype=np.int32)], axis=1).view(np.int64).ravel()


def term_of(outcome: Outcome, *, deemed: bool, opening: int, unit: int) -> Term:
    """Return the term of an outcome.

    Args:
        outcome: the outcome of a segment.
        deemed: whether the receipt falls on a closed day and counts from the next working day's opening.
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
