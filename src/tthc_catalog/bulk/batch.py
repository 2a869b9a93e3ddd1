"""Many dossiers decided in memory."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tthc_catalog.bulk.blocks import Scratch
from tthc_catalog.bulk.clock_changes import answer_one_by_one
from tthc_catalog.bulk.decision_columns import DecisionColumns, Source
from tthc_catalog.bulk.factored_columns import FactoredSource
from tthc_catalog.bulk.factored_form import FactoredForm
from tthc_catalog.bulk.grid import Grid
from tthc_catalog.bulk.grid_columns import MovingSource, StillSource
from tthc_catalog.bulk.instants import MISSING_VALUE, Clock, Instants, read_instants
from tthc_catalog.bulk.status import Completions
from tthc_catalog.bulk.timetable_keys import Find, Keys

if TYPE_CHECKING:
    import datetime as dt

    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.timetable.timetable import Timetable


def decide_many(
    find: Find,
    schedule: Schedule,
    received_at: Any,
    *,
    code: Any = None,
    level: Any = None,
    office: Any = None,
    case: Any = None,
    channel: Any = None,
    completed_at: Any = None,
    now: Any = None,
    time_when_missing: Mapping[str, dt.time] | None = None,
) -> DecisionColumns:
    """Decide a batch; see ``Engine.decide_many``.

    Args:
        find: returns the timetable of a code, level, office, case and channel.
        schedule: any schedule of the catalog; all share the calendar and the clock.
        received_at: moments of receipt, as for the engine.
        code: procedure codes, one or a column.
        level: levels, likewise.
        office: desks, likewise.
        case: cases, likewise.
        channel: channels, likewise.
        completed_at: when results were ready.
        now: the moment at which open dossiers are judged.
        time_when_missing: the time of day to use in a column of dates, by the name of the column.
    """
    if code is None:
        message = "decide_many needs code: one procedure code for all rows, or a column of codes"
        raise TypeError(message)
    times = time_when_missing or {}
    received = read_instants(received_at, what="received_at", date_only=times.get("received_at"))
    rows = len(received)
    completed = (
        _repeated(read_instants(completed_at, what="completed_at", date_only=times.get("completed_at")), rows)
        if completed_at is not None
        else None
    )
    moment = read_instants(now, what="now") if now is not None else None
    if moment is not None and len(moment) != 1:
        message = "now is one moment for all rows"
        raise ValueError(message)
    if moment is not None and moment.ticks[0] == MISSING_VALUE:
        moment = None
    keys = Keys(code, level, office, case, channel, rows=rows, find=find)
    clock = _clock(schedule)
    until = int(clock.clipped(moment, slice(None), Scratch(1))[0][0]) if moment is not None else None
    status = np.empty(rows, dtype=np.int8) if completed is not None else None
    completions = Completions(instants=completed, now=until, status=status) if completed is not None and status is not None else None
    source: Source
    grid = _grid(tuple(keys.timetables)) if clock.plain and _is_worth_a_grid(keys.timetables, schedule, rows) else None
    if grid is not None:
        source = (MovingSource if grid.moves else StillSource)(grid, clock, received, keys, completions)
    elif clock.plain:
        source = FactoredSource(keys, clock, received, _factored_form, completions)
    else:
        source = answer_one_by_one(schedule, received, keys, completed, moment, status)
    return DecisionColumns(
        source=source,
        start_local=clock.first_local,
        start=clock.first_instant,
        plain=clock.plain,
        zone=schedule.zone_name,
        status=status,
        rows=rows,
    )


def _repeated(column: Instants, rows: int) -> Instants:
    """Repeat a single completion for all rows."""
    if len(column) == rows:
        return column
    if len(column) == 1:
        return Instants(ticks=np.repeat(column.ticks, rows), per_second=column.per_second, local=column.local)
    message = f"completed_at has {len(column)} rows and received_at {rows}"
    raise ValueError(message)


def _is_worth_a_grid(timetables: list[Timetable], schedule: Schedule, rows: int) -> bool:
    """Whether there are enough rows to build a grid for them."""
    return 0 < len(timetables) * len(schedule.calendar) <= 2 * rows


@functools.lru_cache(maxsize=16)
def _factored_form(timetables: tuple[Timetable, ...]) -> FactoredForm:
    """Build the factored form of a batch's timetables. They compare by identity, since the compiler shares equal ones."""
    return FactoredForm(timetables[0].schedule, timetables)


@functools.lru_cache(maxsize=8)
def _grid(timetables: tuple[Timetable, ...]) -> Grid | None:
    if len({id(timetable.schedule) for timetable in timetables}) != 1:
        return None
    return Grid.of(_factored_form(timetables))


@functools.lru_cache(maxsize=16)
def _clock(schedule: Schedule) -> Clock:
    return Clock(schedule)
