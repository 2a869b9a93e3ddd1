"""The answers to a block of receipts, computed row by row from the factored form in 32-bit arithmetic.

A row takes some eight look-ups in tables that fit the processor's cache, whatever the number of policies. Every batch needs
`deadlines`; `answer` adds the columns that are read seldom.

A *side* is one source of a deadline: the law, or one commitment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.due_terms import BEYOND, DAY, NO_DEADLINE, Int32
from tthc_catalog.bulk.unanswered import OUTSIDE, UNANSWERED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.bulk.blocks import Scratch
    from tthc_catalog.bulk.factored_form import FactoredForm, SideColumns

Bools = npt.NDArray[np.bool_]

_OUTSIDE = UNANSWERED.index(OUTSIDE)
_DAY = np.uint32(DAY)
_MINUTE = np.uint32(60)


class ReceiptWindows(NamedTuple):
    """The windows into which a block of receipts falls.

    Attributes:
        window: number of the window.
        day: day of receipt, counted from the calendar's first.
        second: second of that day.
    """

    window: Int32
    day: Int32
    second: Int32


class SideDeadlines(NamedTuple):
    """The deadlines of one side for a block.

    Attributes:
        due: seconds since the calendar's first midnight; `BEYOND` or more if there is no deadline within the calendar.
        late: the first late instant, likewise.
        position: the position of the term in ``moments`` of the calendar tables.
        in_minutes: the rows whose term counts working minutes, and the days on which those terms end; None if there are no such rows.
    """

    due: Int32
    late: Int32
    position: Int32
    in_minutes: tuple[npt.NDArray[np.intp], Int32] | None


class Deadlines(NamedTuple):
    """The deadlines of a block, and which of them governs.

    Attributes:
        windows: the windows into which the receipts fall.
        due: the governing ``due_at``.
        late: the governing ``late_after``.
        sides: the deadlines of each side, the law first.
        promise: the earliest commitment.
        sooner: per further commitment, where it is earlier than those before it.
        promised: where a commitment governs; None if the batch has no commitments.
        beyond: where some deadline lies past the calendar, so that the row has no answer; None if none does.
    """

    windows: ReceiptWindows
    due: Int32
    late: Int32
    sides: Sequence[SideDeadlines]
    promise: tuple[Int32, Int32] | None
    sooner: Sequence[Bools]
    promised: Bools | None
    beyond: Bools | None


class BlockAnswers(NamedTuple):
    """The answers to a block. Instants are seconds since the calendar's first midnight, `NO_DEADLINE` if there is no deadline.

    Attributes:
        window: number of the window, which determines everything that does not depend on the date.
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


def deadlines(form: FactoredForm, timetable: Int32 | int, seconds: Int32, scratch: Scratch) -> Deadlines:
    """Return the governing deadlines of a block, in arrays of ``scratch`` that the next block overwrites.

    Args:
        form: the timetables in factored form.
        timetable: the number of the timetable in ``form``, per row or once for all rows.
        seconds: receipts, in seconds since the calendar's first midnight, all within the answered days.
        scratch: arrays to work in.
    """
    windows = _receipt_windows(form, timetable, seconds, scratch)
    sides = [_side_deadlines(form, number, windows, scratch) for number in range(len(form.sides))]
    due, late = sides[0].due, sides[0].late
    beyond = _beyond(sides)
    if len(sides) == 1:
        return Deadlines(windows, _cleared(due, beyond), _cleared(late, beyond), sides, None, (), None, beyond)
    best_due, best_late = sides[1].due, sides[1].late
    sooner: list[Bools] = []
    for side in sides[2:]:
        is_sooner = (side.late < best_late) | ((side.late == best_late) & (side.due < best_due))
        best_due = np.where(is_sooner, side.due, best_due)
        best_late = np.where(is_sooner, side.late, best_late)
        sooner.append(is_sooner)
    # On a tie the promise governs (see Timetable.at).
    promised = (best_late < late) | ((best_late == late) & (best_due <= due) & (best_due < NO_DEADLINE))
    due, late = np.where(promised, best_due, due), np.where(promised, best_late, late)
    return Deadlines(windows, _cleared(due, beyond), _cleared(late, beyond), sides, (best_due, best_late), sooner, promised, beyond)


def answer(form: FactoredForm, timetable: Int32 | int, seconds: Int32, scratch: Scratch) -> BlockAnswers:
    """Return the complete answers to a block; the arguments are those of `deadlines`."""
    found = deadlines(form, timetable, seconds, scratch)
    window, day, _ = found.windows
    last = np.take(form.calendar_tables.last_decided, day)
    provisional = np.take(form.calendar_tables.counted, day) > last
    for columns, side in zip(form.sides, found.sides, strict=True):
        provisional |= _last_days(form, columns, side, window) > last
    law, rule = found.sides[0], np.take(form.sides[0].rule, window)
    if found.promise is None or found.promised is None:
        promise = (np.full(window.size, NO_DEADLINE, dtype=np.int32),) * 2
    else:
        promise = found.promise
        best_rule = np.take(form.sides[1].rule, window)
        for columns, is_sooner in zip(form.sides[2:], found.sooner, strict=True):
            best_rule = np.where(is_sooner, np.take(columns.rule, window), best_rule)
        rule = np.where(found.promised, best_rule, rule)
    if found.beyond is not None:
        window = np.where(found.beyond, np.int32(_OUTSIDE), window)
        rule = np.where(found.beyond, np.int32(0), rule)
        provisional &= ~found.beyond
    best_due, best_late, law_due, law_late = (_cleared(column, found.beyond) for column in (*promise, law.due, law.late))
    return BlockAnswers(window, found.due, found.late, best_due, best_late, law_due, law_late, rule, provisional)


def _receipt_windows(form: FactoredForm, timetable: Int32 | int, seconds: Int32, scratch: Scratch) -> ReceiptWindows:
    """Find the window of each receipt."""
    rows = seconds.size
    unsigned = seconds.view(np.uint32)  # unsigned numbers divide twice as fast
    day = np.floor_divide(unsigned, _DAY, out=scratch.array("day", np.uint32, rows))
    second = np.multiply(day, _DAY, out=scratch.array("second", np.uint32, rows))
    np.subtract(unsigned, second, out=second)
    day, second = day.view(np.int32), second.view(np.int32)
    key = scratch.look_up(form.class_of_day, day, "key")
    if isinstance(timetable, int):
        regime: Int32 | int = int(form.regime_of[timetable])
        for bound in form.bounds:
            key += (day >= bound[timetable]).view(np.int8) * np.int32(form.classes)
        key += np.int32(regime * form.classes)
    else:
        regime = scratch.look_up(form.regime_of, timetable, "regime") if form.bounds or form.is_shared else timetable
        for bound in form.bounds:
            regime += day >= scratch.look_up(bound, timetable, "bound")
        np.add(key, np.multiply(regime, np.int32(form.classes), out=scratch.array("row", np.int32, rows)), out=key)
    opening = scratch.look_up(form.opening, key, "opening").view(np.int32)
    window = np.add(opening[1::2], (second >= opening[::2]).view(np.int8), out=scratch.array("window", np.int32, rows))
    for cut in form.further_cuts:
        np.add(window, (second >= scratch.look_up(cut, key, "cut")).view(np.int8), out=window)
    return ReceiptWindows(window, day, second)


def _side_deadlines(form: FactoredForm, number: int, windows: ReceiptWindows, scratch: Scratch) -> SideDeadlines:
    """Compute the deadlines of one side."""
    side, tables = form.sides[number], form.calendar_tables
    rows = windows.window.size
    landing = scratch.look_up(side.landing, windows.window, "landing").view(np.int32)
    position = np.add(windows.day, landing[::2], out=scratch.array(f"position {number}", np.int32, rows))
    np.add(scratch.look_up(tables.landing, position, "landed"), landing[1::2], out=position)
    moment = scratch.look_up(tables.moments, position, "moment").view(np.int32)
    due = scratch.array(f"due {number}", np.int32, rows)
    late = scratch.array(f"late {number}", np.int32, rows)
    if side.clock is None:
        np.copyto(due, moment[::2])
        np.copyto(late, moment[1::2])
    else:
        clock = scratch.look_up(side.clock, windows.window, "clock").view(np.int32)
        np.add(moment[::2], clock[::2], out=due)
        np.add(moment[1::2], clock[1::2], out=late)
    if side.any_moving:
        added = np.take(side.moving, windows.window) * (windows.second.view(np.uint32) // _MINUTE * _MINUTE).view(np.int32)
        due += added
        late += added
    in_minutes = None
    if side.any_minutes:
        at = np.flatnonzero(np.take(side.minutes, windows.window))
        if at.size:
            window, day = windows.window[at], windows.day[at]
            opening = np.take(side.opening, window)
            counts_later = opening >= 0
            day = np.where(counts_later, np.take(tables.due_day, position[at]), day)
            minute = np.where(counts_later, opening, windows.second[at] // np.int32(60))
            last_day, due[at], late[at] = tables.minute_terms.add(
                day, minute, np.take(side.minutes, window), np.take(side.own_hours, window), np.take(side.way, window)
            )
            in_minutes = at, last_day
    return SideDeadlines(due, late, position, in_minutes)


def _last_days(form: FactoredForm, columns: SideColumns, side: SideDeadlines, window: Int32) -> Int32:
    """Return the day each term of a side ends on; -1 if there is no term."""
    last_day = np.take(form.calendar_tables.due_day, side.position)
    if columns.any_elapsed:
        last_day = np.where(np.take(columns.elapsed, window), side.due // np.int32(DAY), last_day)
    if side.in_minutes is not None:
        last_day[side.in_minutes[0]] = side.in_minutes[1]
    return last_day


def _beyond(sides: Sequence[SideDeadlines]) -> Bools | None:
    """Return where the deadline of some side lies past the calendar; None if no deadline does."""
    found: Bools | None = None
    for side in sides:
        if side.due.max(initial=0) >= BEYOND:
            past = (side.due >= BEYOND) & (side.due < NO_DEADLINE)
            if past.any():
                found = past if found is None else found | past
    return found


def _cleared(column: Int32, beyond: Bools | None) -> Int32:
    """Clear the deadlines of rows that have no answer."""
    return column if beyond is None else np.where(beyond, np.int32(NO_DEADLINE), column)
