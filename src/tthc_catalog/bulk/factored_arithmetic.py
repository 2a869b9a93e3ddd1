"""Reading the factored form: the answers to a block of receipts, row by row, in 32-bit arithmetic.

A row costs some eight look-ups in tables that fit the processor's cache, whatever the number of policies. `deadlines` is
what every batch pays for; `answer` adds the columns that are read seldom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.due_terms import BEYOND, DAY, NO_DEADLINE, Int32
from tthc_catalog.bulk.programs import OUTSIDE, UNANSWERED, Programs, SideColumns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.bulk.blocks import Scratch

Bools = npt.NDArray[np.bool_]

_OUTSIDE = UNANSWERED.index(OUTSIDE)
_DAY = np.uint32(DAY)
_MINUTE = np.uint32(60)


class Met(NamedTuple):
    """The windows a block of receipts meets.

    Attributes:
        window: number of the window.
        day: day of receipt, counted from the calendar's first.
        second: second of that day.
    """

    window: Int32
    day: Int32
    second: Int32


class Said(NamedTuple):
    """One side's say on a block: seconds since the calendar's first midnight, `BEYOND` or more where there is none.

    Attributes:
        place: where in the ground's moments the term landed.
        reckoned: rows whose term counts working minutes, and the days those end on; None where no row's does.
    """

    due: Int32
    late: Int32
    place: Int32
    reckoned: tuple[npt.NDArray[np.intp], Int32] | None


class Deadlines(NamedTuple):
    """Which deadlines a block has, and which governs.

    Attributes:
        due, late: the governing ones.
        sides: what each side says, the law first.
        promise: the earliest commitment.
        sooner: per further commitment, where it undercuts those before it.
        promised: where a commitment governs; None where the batch has none.
        beyond: where some deadline lies past the calendar, so that the row has no answer.
    """

    met: Met
    due: Int32
    late: Int32
    sides: Sequence[Said]
    promise: tuple[Int32, Int32] | None
    sooner: Sequence[Bools]
    promised: Bools | None
    beyond: Bools | None


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


def deadlines(programs: Programs, timetable: Int32 | int, seconds: Int32, scratch: Scratch) -> Deadlines:
    """The governing deadlines of a block, in arrays of ``scratch`` that the next block writes over.

    Args:
        programs: the timetables in factored form.
        timetable: per row, or once for all, the place of its timetable in ``programs``.
        seconds: receipts, in seconds since the calendar's first midnight, all within the answered days.
        scratch: arrays to work in.
    """
    met = _meet(programs, timetable, seconds, scratch)
    sides = [_say(programs, number, met, scratch) for number in range(len(programs.sides))]
    due, late = sides[0].due, sides[0].late
    if len(sides) == 1:
        beyond = _beyond(sides)
        return Deadlines(met, _answered(due, beyond), _answered(late, beyond), sides, None, (), None, beyond)
    best_due, best_late = sides[1].due, sides[1].late
    by_law = np.take(programs.sides[1].by_law, met.window)
    sooner: list[Bools] = []
    for columns, said in zip(programs.sides[2:], sides[2:], strict=True):
        undercuts = (said.late < best_late) | ((said.late == best_late) & (said.due < best_due))
        best_due = np.where(undercuts, said.due, best_due)
        best_late = np.where(undercuts, said.late, best_late)
        by_law = np.where(undercuts, np.take(columns.by_law, met.window), by_law)
        sooner.append(undercuts)
    # A tie goes to the promise; a promise of the processing time itself leaves the law to govern (Timetable.at).
    promised = (best_late < late) | ((best_late == late) & (best_due <= due) & (best_due < NO_DEADLINE))
    if any(side.any_by_law for side in programs.sides[1:]):
        promised &= ~by_law
    due, late = np.where(promised, best_due, due), np.where(promised, best_late, late)
    beyond = _beyond(sides)
    return Deadlines(met, _answered(due, beyond), _answered(late, beyond), sides, (best_due, best_late), sooner, promised, beyond)


def answer(programs: Programs, timetable: Int32 | int, seconds: Int32, scratch: Scratch) -> Answered:
    """Everything said of a block; see `deadlines` for the arguments."""
    found = deadlines(programs, timetable, seconds, scratch)
    window, day, _ = found.met
    last = programs.schedule.calendar.last_decided
    provisional = np.take(programs.ground.counted, day) > last
    for columns, said in zip(programs.sides, found.sides, strict=True):
        provisional |= _last_days(programs, columns, said, window) > last
    law, rule = found.sides[0], np.take(programs.sides[0].rule, window)
    if found.promise is None or found.promised is None:
        promise = (np.full(window.size, NO_DEADLINE, dtype=np.int32),) * 2
    else:
        promise = found.promise
        best_rule = np.take(programs.sides[1].rule, window)
        for columns, undercuts in zip(programs.sides[2:], found.sooner, strict=True):
            best_rule = np.where(undercuts, np.take(columns.rule, window), best_rule)
        rule = np.where(found.promised, best_rule, rule)
    if found.beyond is not None:
        window = np.where(found.beyond, np.int32(_OUTSIDE), window)
        rule = np.where(found.beyond, np.int32(0), rule)
        provisional &= ~found.beyond
    best_due, best_late, law_due, law_late = (_answered(column, found.beyond) for column in (*promise, law.due, law.late))
    return Answered(window, found.due, found.late, best_due, best_late, law_due, law_late, rule, provisional)


def _meet(programs: Programs, timetable: Int32 | int, seconds: Int32, scratch: Scratch) -> Met:
    """The window each receipt meets."""
    rows = seconds.size
    unsigned = seconds.view(np.uint32)  # unsigned numbers divide twice as fast
    day = np.floor_divide(unsigned, _DAY, out=scratch.array("day", np.uint32, rows))
    second = np.multiply(day, _DAY, out=scratch.array("second", np.uint32, rows))
    np.subtract(unsigned, second, out=second)
    day, second = day.view(np.int32), second.view(np.int32)
    key = scratch.look_up(programs.class_of_day, day, "key")
    if isinstance(timetable, int):
        regime: Int32 | int = int(programs.regime_of[timetable])
        for bound in programs.bounds:
            key += (day >= bound[timetable]).view(np.int8) * np.int32(programs.classes)
        key += np.int32(regime * programs.classes)
    else:
        regime = scratch.look_up(programs.regime_of, timetable, "regime") if programs.bounds or programs.is_shared else timetable
        for bound in programs.bounds:
            regime += day >= scratch.look_up(bound, timetable, "bound")
        np.add(key, np.multiply(regime, np.int32(programs.classes), out=scratch.array("row", np.int32, rows)), out=key)
    opening = scratch.look_up(programs.opening, key, "opening").view(np.int32)
    window = np.add(opening[1::2], (second >= opening[::2]).view(np.int8), out=scratch.array("window", np.int32, rows))
    for cut in programs.further_cuts:
        np.add(window, (second >= scratch.look_up(cut, key, "cut")).view(np.int8), out=window)
    return Met(window, day, second)


def _say(programs: Programs, number: int, met: Met, scratch: Scratch) -> Said:
    """What one side says."""
    side, ground = programs.sides[number], programs.ground
    rows = met.window.size
    landing = scratch.look_up(side.landing, met.window, "landing").view(np.int32)
    place = np.add(met.day, landing[::2], out=scratch.array(f"place {number}", np.int32, rows))
    np.add(scratch.look_up(ground.landing, place, "landed"), landing[1::2], out=place)
    moment = scratch.look_up(ground.moments, place, "moment").view(np.int32)
    due = scratch.array(f"due {number}", np.int32, rows)
    late = scratch.array(f"late {number}", np.int32, rows)
    if side.clock is None:
        np.copyto(due, moment[::2])
        np.copyto(late, moment[1::2])
    else:
        clock = scratch.look_up(side.clock, met.window, "clock").view(np.int32)
        np.add(moment[::2], clock[::2], out=due)
        np.add(moment[1::2], clock[1::2], out=late)
    if side.any_moving:
        added = np.take(side.moving, met.window) * (met.second.view(np.uint32) // _MINUTE * _MINUTE).view(np.int32)
        due += added
        late += added
    reckoned = None
    if side.any_minutes:
        at = np.flatnonzero(np.take(side.minutes, met.window))
        if at.size:
            window, day = met.window[at], met.day[at]
            opening = np.take(side.opening, window)
            deemed = opening >= 0
            day = np.where(deemed, np.take(ground.counted, day), day)
            minute = np.where(deemed, opening, met.second[at] // np.int32(60))
            last_day, due[at] = ground.working_minutes.add(day, minute, np.take(side.minutes, window), np.take(side.own_hours, window))
            late[at] = due[at] + np.int32(ground.unit)
            reckoned = at, last_day
    return Said(due, late, place, reckoned)


def _last_days(programs: Programs, columns: SideColumns, said: Said, window: Int32) -> Int32:
    """The day each term of a side ends on; -1 where there is none."""
    last_day = np.take(programs.ground.due_day, said.place)
    if columns.any_moving:
        last_day = np.where(np.take(columns.moving, window), said.due // np.int32(DAY), last_day)
    if said.reckoned is not None:
        last_day[said.reckoned[0]] = said.reckoned[1]
    return last_day


def _beyond(sides: Sequence[Said]) -> Bools | None:
    """Where some side's deadline lies past the calendar; None where none does."""
    found: Bools | None = None
    for said in sides:
        if said.due.max(initial=0) >= BEYOND:
            past = (said.due >= BEYOND) & (said.due < NO_DEADLINE)
            if past.any():
                found = past if found is None else found | past
    return found


def _answered(column: Int32, beyond: Bools | None) -> Int32:
    """A column without the deadlines of rows that have no answer."""
    return column if beyond is None else np.where(beyond, np.int32(NO_DEADLINE), column)
