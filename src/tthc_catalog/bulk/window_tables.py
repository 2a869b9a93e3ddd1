"""The answers of timetables as two tables that an SQL engine joins by equality: days by number, and windows by a computed number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.due_terms import BEYOND, DAY
from tthc_catalog.bulk.factored_form import FactoredForm
from tthc_catalog.bulk.grid import ROLES, Grid, cuts_of
from tthc_catalog.bulk.instants import Clock

if TYPE_CHECKING:
    from tthc_catalog.timetable.timetable import Timetable

COLUMN_OF_ROLE = {role: f"{role}_{'at' if role.endswith('due') else 'after'}" for role in ROLES}

Int64 = npt.NDArray[np.int64]


@attrs.frozen(eq=False, kw_only=True)
class WindowTables:
    """Days, and windows numbered by timetable, day and part of the day.

    The window of a receipt has the place ``first_place + number * parts_a_day``, where ``number`` is that of the day, plus one for each
    of the timetable's own cuts at or before the receipt.

    Attributes:
        days: one row a ``day``: its number of days ``since_1970``, its ``number`` among the rows, its ``month`` (the first day of it),
            and the moments ``cut_1``, ``cut_2``, ... at which a part of the day begins for some timetable.
        windows: one row a window: its ``place``, its ``timetable``, ``day`` and ``part``, when it ``begins_at``, and its answer.
        cuts: the number of cuts a day.
        moving: the columns of moments that may move with the minute of receipt; ``..._moves`` marks the rows.
        first_place: per timetable, the place of its first window.
        parts_a_day: per timetable, the number of windows a day.
        steps: per timetable and cut, 1 if the cut begins one of its windows, else 0.
    """

    days: Any
    windows: Any
    cuts: int
    moving: tuple[str, ...]
    first_place: Int64
    parts_a_day: Int64
    steps: Int64


def window_tables(timetables: Sequence[Timetable], first: dt.date | None = None, until: dt.date | None = None) -> WindowTables:
    """Return the tables of some timetables of one catalog, numbered in their order.

    Args:
        timetables: distinct timetables.
        first: the first day of receipt to include; the calendar's by default.
        until: the day after the last one; the calendar's by default.

    Raises:
        ValueError: the catalog's zone changes its clocks, which a table of days cannot express.
    """
    import pyarrow as pa

    by_schedule: dict[int, list[int]] = {}
    for number, timetable in enumerate(timetables):
        by_schedule.setdefault(id(timetable.schedule), []).append(number)
    forms: list[tuple[list[int], FactoredForm]] = []
    cuts: set[int] = set()
    for numbers in by_schedule.values():
        schedule = timetables[numbers[0]].schedule
        if not Clock(schedule).plain:
            message = f"{schedule.zone_name} changes its clocks: its timetables cannot be written as tables of days"
            raise ValueError(message)
        form = FactoredForm(schedule, [timetables[number] for number in numbers])
        cuts.update(cuts_of(form))
        forms.append((numbers, form))
    ordered = tuple(sorted(cuts))
    days = _days(timetables, first, until)
    steps = np.zeros((len(timetables), len(ordered)), dtype=np.int64)
    first_place, parts_a_day = np.zeros(len(timetables), dtype=np.int64), np.ones(len(timetables), dtype=np.int64)
    tables: list[Any] = []
    moving: set[str] = set()
    next_place = 0
    for numbers, form in forms:
        grid = Grid(form, ordered)
        moving |= set(grid.moves)
        rows = _positions(grid, days)
        steps[numbers] = _steps(grid, rows)
        parts_a_day[numbers] = 1 + steps[numbers].sum(axis=1)
        sizes = parts_a_day[numbers] * days.size
        first_place[numbers] = next_place + np.cumsum(sizes) - sizes
        kept = np.concatenate([np.ones((len(numbers), 1), dtype=np.bool_), steps[numbers] > 0], axis=1)
        tables.append(_windows(grid, numbers, days, np.broadcast_to(kept[:, None, :], rows.shape), rows, next_place))
        next_place += int(sizes.sum())
    names = tuple(COLUMN_OF_ROLE[role] for role in ROLES if role in moving)
    table = pa.concat_tables(tables) if tables else _no_windows()
    kept_columns = [c for c in table.column_names if not c.endswith("_moves") or c.removesuffix("_moves") in names]
    calendar = timetables[0].schedule.calendar.first if timetables else dt.date(1970, 1, 1)
    return WindowTables(
        days=_day_table(calendar, days, ordered),
        windows=table.select(kept_columns),
        cuts=len(ordered),
        moving=names,
        first_place=first_place,
        parts_a_day=parts_a_day,
        steps=steps,
    )


def _days(timetables: Sequence[Timetable], first: dt.date | None, until: dt.date | None) -> Int64:
    """Return the numbers of the days to include; all timetables of a catalog share its calendar."""
    if not timetables:
        return np.arange(0)
    calendar = timetables[0].schedule.calendar
    start, end = calendar.covers
    begin = min(max(first, start), end) if first is not None else start
    return np.arange((begin - start).days, max((min(until, end) - start).days if until is not None else (end - start).days, 0))


def _day_table(start: dt.date, days: Int64, cuts: tuple[int, ...]) -> Any:
    import pyarrow as pa

    dates = np.datetime64(start, "D") + days
    columns: dict[str, Any] = {
        "day": pa.array(dates),
        "since_1970": pa.array(dates.astype(np.int64).astype(np.int32)),
        "number": pa.array(np.arange(days.size, dtype=np.int32)),
        "month": pa.array(dates.astype("datetime64[M]").astype("datetime64[D]")),
    }
    for number, cut in enumerate(cuts, 1):
        columns[f"cut_{number}"] = pa.array(dates.astype("datetime64[us]") + np.timedelta64(cut, "s"))
    return pa.table(columns)


def _positions(grid: Grid, days: Int64) -> npt.NDArray[np.int64]:
    """Return the positions in a grid by timetable, day and part."""
    count = len(grid.form.timetables)
    return np.arange(count)[:, None, None] * (grid.days * grid.width) + days[:, None] * grid.width + np.arange(grid.width)


def _steps(grid: Grid, rows: npt.NDArray[np.int64]) -> Int64:
    """Return, per timetable and cut, 1 if the answer changes at the cut on some day, else 0."""
    steps = np.zeros((rows.shape[0], rows.shape[2] - 1), dtype=np.bool_)
    for column in (*grid.instants.values(), *grid.moves.values(), *grid.codes.values(), *grid.flags.values()):
        answers = column[rows]
        steps |= (answers[:, :, 1:] != answers[:, :, :-1]).any(axis=1)
    return steps.astype(np.int64)


def _windows(
    grid: Grid, numbers: list[int], days: Int64, kept: npt.NDArray[np.bool_], rows: npt.NDArray[np.int64], first_place: int
) -> Any:
    """Return the table of the windows kept from a grid, in the order of their places."""
    import pyarrow as pa

    start = grid.form.schedule.calendar.first
    midnight = np.datetime64(start, "us")
    starts = np.asarray((0, *grid.cuts))
    axes = np.broadcast_arrays(np.asarray(numbers)[:, None, None], days[:, None], starts, rows)
    timetable, day, second, at = (axis[kept] for axis in axes)
    part = (np.cumsum(kept, axis=2) - 1)[kept]
    columns: dict[str, Any] = {
        "place": pa.array(np.arange(first_place, first_place + at.size, dtype=np.int32)),
        "timetable": pa.array(timetable.astype(np.int32)),
        "day": pa.array(np.datetime64(start, "D") + day),
        "part": pa.array(part.astype(np.int32)),
        "begins_at": pa.array(midnight + (day * DAY + second).astype("timedelta64[s]")),
    }
    for role in ROLES:
        values = grid.instants[role][at]
        moves = grid.moves.get(role)
        if moves is not None:
            # The query adds the minute of the day; the grid's values exclude the minute since the first midnight.
            values = values + np.where(moves[at], day * DAY, 0)
        columns[COLUMN_OF_ROLE[role]] = pa.array(midnight + values.astype("timedelta64[s]"), mask=values >= BEYOND)
        columns[f"{COLUMN_OF_ROLE[role]}_moves"] = pa.array(moves[at] if moves is not None else np.zeros(at.size, dtype=np.bool_))
    due = grid.instants["due"][at]
    columns["early_before"] = pa.array(midnight + (due // DAY * DAY).astype("timedelta64[s]"), mask=due >= BEYOND)
    columns["covered"] = pa.array(grid.flags["covered"][at])
    texts = {"rule": grid.form.rules, "reason": grid.form.reasons, "edition": grid.form.editions}
    for name, values in texts.items():
        columns[name] = pa.array(values, pa.string()).take(pa.array(grid.codes[name][at]))
    columns["provisional"] = pa.array(grid.flags["provisional"][at])
    return pa.table(columns)


def _no_windows() -> Any:
    """Return the empty table of a batch in which every key is unknown."""
    import pyarrow as pa

    kinds = {"place": pa.int32(), "timetable": pa.int32(), "day": pa.date32(), "part": pa.int32(), "begins_at": pa.timestamp("us")}
    for column in COLUMN_OF_ROLE.values():
        kinds |= {column: pa.timestamp("us"), f"{column}_moves": pa.bool_()}
    kinds |= {"early_before": pa.timestamp("us"), "covered": pa.bool_()}
    kinds |= dict.fromkeys(("rule", "reason", "edition"), pa.string()) | {"provisional": pa.bool_()}
    return pa.schema(list(kinds.items())).empty_table()
