"""Reading the factored form: the answers to a block of receipts, row by row, in 32-bit arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.programs import OUTSIDE, UNANSWERED, Programs, SideColumns
from tthc_catalog.bulk.terms import BEYOND, DAY, NO_DEADLINE, Int32

if TYPE_CHECKING:
    from tthc_catalog.bulk.terms import Ground

Bools = npt.NDArray[np.bool_]

_OUTSIDE = UNANSWERED.index(OUTSIDE)


class Answered(NamedTuple):
    """The answers to a block. Instants are seconds since the calendar's first midnight, `NO_DEADLINE` where there is none.

    Attributes:
        window: the window met, which holds what does not depend on the date.
        rule: number of the governing rule.
    """

    window: Int32
    due: Int32
    late: Int32
    commitment_due: Int32
    commitment_late: Int32
    statutory_due: Int32
    statutory_late: Int32
    rule: Int32
    provisional: Bools


def answer(programs: Programs, timetable: Int32 | int, seconds: Int32) -> Answered:
    """Answer a block.

    Args:
        programs: the timetables in factored form.
        timetable: per row, or once for all, the place of its timetable in ``programs``.
        seconds: receipts, in seconds since the calendar's first midnight, all within the answered days.
    """
    day = seconds // np.int32(DAY)
    second = seconds - day * np.int32(DAY)
    regime = np.take(programs.regime_of, timetable)
    for bound in programs.bounds:
        regime = regime + (day >= np.take(bound, timetable))
    program = np.take(programs.program_of, regime * np.int32(programs.classes) + np.take(programs.class_of_day, day))
    window = program * np.int32(programs.windows)
    for cut in programs.cuts:
        window += second >= np.take(cut, program)
    return _decide(programs, window, day, second)


def _decide(programs: Programs, window: Int32, day: Int32, second: Int32) -> Answered:
    ground = programs.ground
    last = programs.schedule.calendar.last_decided
    provisional = np.take(ground.counted, day) > last
    law_due, law_late = _side(programs.sides[0], ground, window, day, second, provisional, last)
    rule = np.take(programs.sides[0].rule, window)
    due, late = law_due, law_late
    best_due = np.full_like(law_due, NO_DEADLINE)
    best_late = best_due
    beyond = (law_due >= BEYOND) & (law_due < NO_DEADLINE)
    if len(programs.sides) > 1:
        said_due, said_late = _side(programs.sides[1], ground, window, day, second, provisional, last)
        best_rule = np.take(programs.sides[1].rule, window)
        by_law = np.take(programs.sides[1].by_law, window)
        best_due, best_late = said_due, said_late
        beyond |= (said_due >= BEYOND) & (said_due < NO_DEADLINE)
        for side in programs.sides[2:]:
            said_due, said_late = _side(side, ground, window, day, second, provisional, last)
            beyond |= (said_due >= BEYOND) & (said_due < NO_DEADLINE)
            sooner = (said_late < best_late) | ((said_late == best_late) & (said_due < best_due))
            best_due = np.where(sooner, said_due, best_due)
            best_late = np.where(sooner, said_late, best_late)
            best_rule = np.where(sooner, np.take(side.rule, window), best_rule)
            by_law = np.where(sooner, np.take(side.by_law, window), by_law)
        # A tie goes to the promise; a promise of the processing time itself leaves the law to govern (Timetable.at).
        promised = (best_late < law_late) | ((best_late == law_late) & (best_due <= law_due) & (best_due < NO_DEADLINE))
        if any(side.any_by_law for side in programs.sides[1:]):
            promised &= ~by_law
        due = np.where(promised, best_due, law_due)
        late = np.where(promised, best_late, law_late)
        rule = np.where(promised, best_rule, rule)
    if beyond.any():
        window = np.where(beyond, np.int32(_OUTSIDE), window)
        rule = np.where(beyond, np.int32(0), rule)
        provisional &= ~beyond
        none = np.int32(NO_DEADLINE)
        due, late, best_due, best_late, law_due, law_late = (
            np.where(beyond, none, column) for column in (due, late, best_due, best_late, law_due, law_late)
        )
    return Answered(window, due, late, best_due, best_late, law_due, law_late, rule, provisional)


def _side(
    side: SideColumns, ground: Ground, window: Int32, day: Int32, second: Int32, provisional: Bools, last: int
) -> tuple[Int32, Int32]:
    """One side's ``due`` and ``late``; notes in ``provisional`` where its last day is not settled."""
    place = np.take(ground.landing, day + np.take(side.shift, window)) + np.take(side.steps, window)
    moments = np.take(ground.moments.view(np.int64).ravel(), place).view(np.int32).reshape(-1, 2)
    due = moments[:, 0] + np.take(side.due, window)
    late = moments[:, 1] + np.take(side.late, window)
    due_day = np.take(ground.due_day, place)
    if side.any_moving:
        added = np.take(side.moving, window) * (second // np.int32(60) * np.int32(60))
        due += added
        late += added
        due_day = np.where(np.take(side.moving, window), due // np.int32(DAY), due_day)
    if side.any_minutes:
        rows = np.flatnonzero(np.take(side.minutes, window))
        if rows.size:
            reckoner = ground.working_minutes
            met = window[rows]
            opening = np.take(side.opening, met)
            deemed = opening >= 0
            day_from = np.where(deemed, np.take(ground.counted, day[rows]), day[rows])
            minute = np.where(deemed, opening, second[rows] // np.int32(60))
            due_day[rows], due[rows] = reckoner.add(day_from, minute, np.take(side.minutes, met), np.take(side.own_hours, met))
            late[rows] = due[rows] + np.int32(ground.unit)
    np.logical_or(provisional, due_day > last, out=provisional)
    return due, late
