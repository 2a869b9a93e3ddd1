"""Deadlines as numbers: every outcome of a policy becomes a `Term`, which two small calendar tables turn into an instant.

A term counted from day ``d`` is due at ``moments[landing[d + days] + steps] + due``. ``landing`` maps a day to a position among
the days that count (working days, or all days); ``moments`` maps a position to an instant. See `CalendarTables`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tthc_catalog.policies.contract import (
    CountedFrom,
    DueAfterMinutes,
    DueAfterMinutesMoved,
    DueAfterMonths,
    DueAfterWorkingMinutes,
    DueAtOpening,
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

    A term in minutes reads no moment: `MinuteTerms` computes it. Its ``table``, ``days`` and ``steps`` then give the day it counts from.

    Attributes:
        table: the part of ``landing`` to read.
        days: calendar days added before the look-up in ``landing``.
        steps: counting days added after it.
        due: seconds added to the moment for ``due_at``.
        late: seconds added to the moment for ``late_after``.
        moving: whether the minute of receipt is added as well.
        working_minutes: length of a term in working minutes; 0 for all others.
        opening: with a term in minutes, the minute of the day from which it counts; -1 if the receipt itself counts.
        sessions: with a term in minutes, the hours on the day it counts from, in place of the office's.
        clock_minutes: length of a term in elapsed minutes that ends while the desk is open; 0 for all others.
        ends_with_day: with ``clock_minutes``, as in `DueAfterMinutesMoved`.
        elapsed: whether ``due`` may reach beyond the day of the moment, so that the term ends on the day of the due time.
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
    clock_minutes: int = 0
    ends_with_day: bool = False
    elapsed: bool = False


NOTHING = Term("none")


def pairs(first: npt.ArrayLike, second: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Pack two columns of 32-bit numbers into one of 64 bits, so that one look-up reads both."""
    return np.stack([np.asarray(first, dtype=np.int32), np.asarray(second, dtype=np.int32)], axis=1).view(np.int64).ravel()


class Base(NamedTuple):
    """The moment a term counts from, if it is not the receipt itself: a minute of a day.

    Attributes:
        counting: ``working``: the first working day at or after ``days`` days later; ``every``: the day of receipt.
    """

    counting: str
    days: int
    minute: int


def term_of(  # noqa: C901, PLR0912 - one branch per outcome
    outcome: Outcome, *, deemed: bool, opening: int, unit: int
) -> Term:
    """Return the term of an outcome.

    Args:
        outcome: the outcome of a segment.
        deemed: whether the receipt falls on a closed day and counts from the next working day's opening.
        opening: minute of that opening.
        unit: precision of comparison in seconds.
    """
    base = Base("working", 0, opening) if deemed else None
    if isinstance(outcome, CountedFrom):
        later = ("working", 0) if deemed else ("working", 1) if outcome.working_days else ("every", 0)
        base, outcome = Base(*later, outcome.minute), outcome.outcome
    if base is not None and base.counting == "every" and not isinstance(outcome, _IN_MINUTES):
        base = None
    match outcome:
        case NotCovered() | DueByProcessingTime():
            return NOTHING if base is None or not base.days else Term("working-nothing", base.days)
        case DueOnWorkingDay(working_days=n, minute=minute, bound=bound, closing=closing):
            counting, days, steps = _working_day(n, base)
            if minute is not None:
                return Term(f"{counting}-midnight", days, steps, minute * 60, minute * 60 + (unit if bound == "by" else 0))
            if closing is not None:
                return Term(f"{counting}-midnight", days, steps, closing * 60, DAY)
            return Term(f"{counting}-closing", days, steps)
        case DueAtOpening(working_days=n):
            _, days, steps = _working_day(n, base)
            return Term("working-opening", days, steps)
        case DueOnCalendarDay(calendar_days=n, then_working_days=extra):
            return Term("working-closing", n, extra) if base is None else Term(ending_table(base, 0, n), 0, extra)
        case DueAfterMonths(months=months, calendar_days=n, then_working_days=extra):
            return Term(ending_table(base, months, n), 0, extra)
        case DueAfterMinutes(minutes=n):
            if base is None:
                return Term("every-midnight", 0, 0, n * 60, n * 60 + unit, moving=True)
            return Term(f"{base.counting}-midnight", base.days, 0, (base.minute + n) * 60, (base.minute + n) * 60 + unit, elapsed=True)
        case DueAfterWorkingMinutes(minutes=n, sessions=own):
            return _from(base)._replace(working_minutes=n, sessions=own or ())
        case DueAfterMinutesMoved(minutes=n, ends_with_day=ends_with_day, sessions=own):
            return _from(base)._replace(clock_minutes=n, ends_with_day=ends_with_day, sessions=own or ())


_IN_MINUTES = (DueAfterMinutes, DueAfterWorkingMinutes, DueAfterMinutesMoved)


def _working_day(n: int, base: Base | None) -> tuple[str, int, int]:
    """Return the days that count, and the days and steps to the n-th working day."""
    if base is not None:
        return "working", base.days, n
    return ("working", 1, n - 1) if n else ("every", 0, 0)


def _from(base: Base | None) -> Term:
    """Return a term without a length that counts from the base."""
    return Term("none") if base is None else Term(f"{base.counting}-midnight", base.days, opening=base.minute)


def ending_table(base: Base | None, months: int, days: int) -> str:
    """Return the name of the part of ``landing`` that maps a day to the end of a term; see `read_ending`."""
    return f"ending {'-' if base is None else base.days} {months} {days}"


def read_ending(table: str) -> tuple[int | None, int, int] | None:
    """Return what `ending_table` was called with: the days to the working day that counts, the months and the days; else None."""
    kind, *parts = table.split()
    if kind != "ending":
        return None
    base, months, days = parts
    return None if base == "-" else int(base), int(months), int(days)
