"""Deciding many dossiers in memory."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.blocks import blocks
from tthc_catalog.bulk.clock_changes import fill_one_by_one
from tthc_catalog.bulk.columns import DecisionColumns
from tthc_catalog.bulk.evaluation import answer
from tthc_catalog.bulk.grid import Grid, GridSource
from tthc_catalog.bulk.instants import Clock, Instants, read_instants
from tthc_catalog.bulk.keys import Find, Keys
from tthc_catalog.bulk.programs import MISSING, OUTSIDE, UNANSWERED, Programs
from tthc_catalog.bulk.rows import RowSource
from tthc_catalog.bulk.status import judge
from tthc_catalog.bulk.terms import BEYOND, DAY, Int32

if TYPE_CHECKING:
    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.timetable.timetable import Timetable

_MISSING, _OUTSIDE = UNANSWERED.index(MISSING), UNANSWERED.index(OUTSIDE)

Numbers = Int32 | int


def decide_many(
    find: Find,
    schedule: Schedule,
    received_at: Any,
    *,
    code: Any = None,
    level: Any = None,
    office: Any = None,
    case: Any = None,
    completed_at: Any = None,
    now: Any = None,
) -> DecisionColumns:
    """Decide a batch; see ``Engine.decide_many``.

    Args:
        find: the timetable of a code, level, office and case.
        schedule: any schedule of the catalog; all share the calendar and the clock.
        received_at: moments of receipt, as there.
        code: procedure codes, one or a column.
        level: levels, likewise.
        office: desks, likewise.
        case: cases, likewise.
        completed_at: when results were ready.
        now: the moment open dossiers are judged at.
    """
    received = read_instants(received_at, what="received_at")
    rows = len(received)
    completed = _as_long(read_instants(completed_at, what="completed_at"), rows) if completed_at is not None else None
    moment = read_instants(now, what="now") if now is not None else None
    if moment is not None and len(moment) != 1:
        message = "now is one moment for all rows"
        raise ValueError(message)
    keys = Keys(code, level, office, case, rows=rows, find=find)
    clock = _clock(schedule)
    until = int(clock.clipped(moment, slice(None))[0][0]) if moment is not None else None
    status = np.empty(rows, dtype=np.int8) if completed is not None else None
    grid = _grid(tuple(keys.timetables)) if clock.plain and _pays(keys.timetables, schedule, rows) else None
    source: GridSource | RowSource
    if grid is not None:
        places = np.empty(rows, dtype=np.int32)
        minutes = np.empty(rows, dtype=np.int32) if grid.moves else None
        _fill_places(grid, clock, received, keys.numbers, places, minutes, completed, until, status)
        source = GridSource(grid, places, minutes)
    else:
        source = RowSource(rows)
        if clock.plain:
            _fill_rows(source, clock, received, keys, completed, until, status)
        else:
            fill_one_by_one(source, schedule, received, keys, completed, moment, status)
    return DecisionColumns(
        source=source,
        start_local=clock.first_local,
        start=clock.first_instant,
        plain=clock.plain,
        zone=schedule.zone_name,
        status=status,
        rows=rows,
    )


def _as_long(column: Instants, rows: int) -> Instants:
    if len(column) == rows:
        return column
    if len(column) == 1:
        return Instants(ticks=np.repeat(column.ticks, rows), per_second=column.per_second, local=column.local)
    message = f"completed_at has {len(column)} rows and received_at {rows}"
    raise ValueError(message)


def _fill_places(
    grid: Grid,
    clock: Clock,
    received: Instants,
    numbers: Numbers,
    places: Int32,
    minutes: Int32 | None,
    completed: Instants | None,
    now: int | None,
    status: npt.NDArray[np.int8] | None,
) -> None:
    """The place of every row in the grid, the minutes of its day that are gone where answers move, and its status."""
    for rows in blocks(len(received)):
        seconds, missing, outside = clock.seconds(received, rows)
        out = places[rows]
        gone = minutes[rows] if minutes is not None else None
        if isinstance(numbers, int):
            grid.place(seconds, None, out, gone)
        else:
            grid.place(seconds, np.maximum(numbers[rows], np.int32(0)), out, gone)
        if missing is not None and outside is not None:
            out[outside] = grid.places + _OUTSIDE
            out[missing] = grid.places + _MISSING
        if not isinstance(numbers, int) and numbers[rows].min() < 0:
            unknown = numbers[rows] < 0
            out[unknown] = grid.places - 1 - numbers[rows][unknown]
        if completed is not None and status is not None:
            index = out.astype(np.intp)
            late = grid.read("late", index, gone)
            if grid.early_before is not None:
                early = np.take(grid.early_before, index, mode="clip")
            else:
                early = _first_second(grid.read("due", index, gone))
            ready, open_still = clock.clipped(completed, rows)
            judge(ready, open_still, late, early, now, status[rows])


def _first_second(due: Int32) -> Int32:
    """The first second of the due date; no deadline stays none."""
    return np.where(due >= BEYOND, due, due // np.int32(DAY) * np.int32(DAY))


def _fill_rows(
    source: RowSource,
    clock: Clock,
    received: Instants,
    keys: Keys,
    completed: Instants | None,
    now: int | None,
    status: npt.NDArray[np.int8] | None,
) -> None:
    """The answers row by row: schedule by schedule, in the factored form, or one by one where clocks change."""
    by_schedule: dict[int, list[int]] = {}
    for place, timetable in enumerate(keys.timetables):
        by_schedule.setdefault(id(timetable.schedule), []).append(place)
    groups: list[tuple[Programs, int, Int32]] = []
    group_of = np.full(len(keys.timetables), -1, dtype=np.int32)
    place_in_group = np.zeros(len(keys.timetables), dtype=np.int32)
    for places in by_schedule.values():
        programs = _programs(tuple(keys.timetables[place] for place in places))
        group_of[places] = len(groups)
        place_in_group[places] = np.arange(len(places))
        reasons = [programs.reasons[number] for number in programs.reason]
        editions = [programs.editions[number] for number in programs.edition]
        groups.append((programs, source.add_windows(reasons, editions, programs.covered), source.rule_numbers(programs.rules)))
    for rows in blocks(len(received)):
        seconds, missing, outside = clock.seconds(received, rows)
        asked = keys.numbers if isinstance(keys.numbers, int) else keys.numbers[rows]
        known = np.maximum(asked, 0)
        if len(groups) == 1:
            programs, first, rules = groups[0]
            source.write(rows, answer(programs, known, seconds), first, rules)
        else:
            for number, (programs, first, rules) in enumerate(groups):
                chosen = np.flatnonzero(np.take(group_of, known) == number)
                if chosen.size:
                    found = answer(programs, np.take(place_in_group, known[chosen]), seconds[chosen])
                    source.write(chosen + rows.start, found, first, rules)
        if missing is not None and outside is not None:
            source.refuse(np.flatnonzero(outside) + rows.start, _OUTSIDE)
            source.refuse(np.flatnonzero(missing) + rows.start, _MISSING)
        if np.min(asked, initial=0) < 0:
            unknown = np.flatnonzero(np.broadcast_to(asked, seconds.shape) < 0)
            source.refuse(unknown + rows.start, -1 - np.broadcast_to(asked, seconds.shape)[unknown])
        if completed is not None and status is not None:
            due, late = source.instants("due")[rows], source.instants("late")[rows]
            ready, open_still = clock.clipped(completed, rows)
            judge(ready, open_still, late, _first_second(due), now, status[rows])


def _pays(timetables: list[Timetable], schedule: Schedule, rows: int) -> bool:
    """Whether the rows are many enough to lay a grid for."""
    return 0 < len(timetables) * len(schedule.calendar) <= 2 * rows


@functools.lru_cache(maxsize=16)
def _programs(timetables: tuple[Timetable, ...]) -> Programs:
    """The factored form of a batch's timetables. They are compared by identity: the compiler shares equal ones."""
    return Programs(timetables[0].schedule, timetables)


@functools.lru_cache(maxsize=16)
def _grid(timetables: tuple[Timetable, ...]) -> Grid | None:
    if len({id(timetable.schedule) for timetable in timetables}) != 1:
        return None
    return Grid.of(_programs(timetables))


@functools.lru_cache(maxsize=16)
def _clock(schedule: Schedule) -> Clock:
    return Clock(schedule)
