"""The timetables as two tables any SQL engine can join: who asks which timetable, and what each window of a day answers."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from tthc_catalog.bulk.blocks import Scratch
from tthc_catalog.bulk.grid import ROLES, Grid, cuts_of
from tthc_catalog.bulk.instants import Clock
from tthc_catalog.bulk.keys import Find, Keys
from tthc_catalog.bulk.programs import UNANSWERED, Programs
from tthc_catalog.bulk.terms import BEYOND, DAY

if TYPE_CHECKING:
    import datetime as dt

    from tthc_catalog.timetable.timetable import Timetable

COLUMN_OF_ROLE = {role: f"{role}_{'at' if role.endswith('due') else 'after'}" for role in ROLES}

Asked = tuple[str | None, str | None, str | None, str | None]
"""A code, level, office and case, as they stand in the data."""

Described = tuple[str | None, str | None]
"""The office whose hours count, and the field of the procedure."""


@attrs.frozen(eq=False, kw_only=True)
class Relations:
    """Two Arrow tables and what a query must know of them.

    Attributes:
        keys: one row for each combination asked: ``code, level, office, case_id`` (empty text for null), ``key``,
            ``timetable`` (null where there is none, with the ``reason``), ``desk``, ``field`` and the ``unit`` of these two.
        windows: one row for each ``timetable, day, part`` of the day, with its answer.
        cuts: the second of the day each part after the first starts at.
        moving: columns of moments that may move on with the minute of receipt (``..._moves`` says where).
    """

    keys: Any
    windows: Any
    cuts: tuple[int, ...]
    moving: tuple[str, ...]

    @property
    def by_the_second(self) -> bool:
        """Whether some part starts within a minute."""
        return any(cut % 60 for cut in self.cuts)


def relations(
    asked: Sequence[Asked],
    find: Find,
    describe: Any,
    *,
    first: dt.date | None = None,
    until: dt.date | None = None,
    now: dt.datetime | None = None,
) -> Relations:
    """The tables for some combinations.

    Args:
        asked: the combinations that occur in the data.
        find: gives the timetable of one.
        describe: gives its `Described`; asked only where there is a timetable.
        first: the first day of receipt to write down; the calendar's by default.
        until: the day after the last one; the calendar's by default.
        now: local office time at which open dossiers are judged.

    Raises:
        ValueError: the catalog's zone changes its clocks, which a table of days cannot say.
    """
    import pyarrow as pa

    columns = [list(column) for column in zip(*asked, strict=True)] or [[], [], [], []]
    keys = Keys(*[pa.array(column, pa.string()) for column in columns], rows=len(asked), find=find)
    numbers = keys.numbers(slice(0, len(asked)), Scratch(len(asked)))
    # Keys with different codes and equal answers share their rows.
    place_of: dict[str, int] = {}
    distinct: list[Timetable] = []
    places = []
    for timetable in keys.timetables:
        place = place_of.setdefault(timetable.digest, len(distinct))
        if place == len(distinct):
            distinct.append(timetable)
        places.append(place)
    described = [describe(*key) if number >= 0 else (key[2], None) for key, number in zip(asked, numbers.tolist(), strict=True)]
    units: dict[Described, int] = {}
    key_table = pa.table(
        {
            "code": pa.array([key[0] or "" for key in asked], pa.string()),
            "level": pa.array([key[1] or "" for key in asked], pa.string()),
            "office": pa.array([key[2] or "" for key in asked], pa.string()),
            "case_id": pa.array([key[3] or "" for key in asked], pa.string()),
            "key": pa.array(range(len(asked)), pa.int32()),
            "timetable": pa.array([places[n] if n >= 0 else None for n in numbers.tolist()], pa.int32()),
            "refused": pa.array([None if n >= 0 else UNANSWERED[-1 - n] for n in numbers.tolist()], pa.string()),
            "desk": pa.array([said[0] for said in described], pa.string()),
            "field": pa.array([said[1] for said in described], pa.string()),
            "unit": pa.array([units.setdefault(said, len(units)) for said in described], pa.int32()),
        }
    )
    windows, cuts, moving = window_table(distinct, first, until)
    if now is not None:
        judged = pa.array([now.replace(tzinfo=None)], pa.timestamp("us")).take(pa.nulls(windows.num_rows, pa.int8()).fill_null(0))
        windows = windows.append_column("judged_at", judged)
    return Relations(keys=key_table, windows=windows, cuts=cuts, moving=moving)


def window_table(
    timetables: Sequence[Timetable], first: dt.date | None = None, until: dt.date | None = None
) -> tuple[Any, tuple[int, ...], tuple[str, ...]]:
    """The windows of some timetables, numbered in their order; the cuts of the day; and which columns may move."""
    import pyarrow as pa

    if not timetables:
        return _no_windows(), (), ()
    grids: list[tuple[list[int], Programs]] = []
    by_schedule: dict[int, list[int]] = {}
    for number, timetable in enumerate(timetables):
        by_schedule.setdefault(id(timetable.schedule), []).append(number)
    cuts: set[int] = set()
    for numbers in by_schedule.values():
        schedule = timetables[numbers[0]].schedule
        if not Clock(schedule).plain:
            message = f"{schedule.zone_name} changes its clocks: its timetables cannot be written as tables of days"
            raise ValueError(message)
        programs = Programs(schedule, [timetables[number] for number in numbers])
        cuts.update(cuts_of(programs))
        grids.append((numbers, programs))
    ordered = tuple(sorted(cuts))
    tables = []
    moving: set[str] = set()
    for numbers, programs in grids:
        grid = Grid(programs, ordered)
        moving |= set(grid.moves)
        tables.append(_windows(grid, numbers, first, until))
    names = tuple(COLUMN_OF_ROLE[role] for role in ROLES if role in moving)
    table = pa.concat_tables(tables)
    return table.select([c for c in table.column_names if not c.endswith("_moves") or c.removesuffix("_moves") in names]), ordered, names


def _no_windows() -> Any:
    """The table of a batch in which nothing known is asked."""
    import pyarrow as pa

    kinds = {"timetable": pa.int32(), "day": pa.date32(), "part": pa.int32(), "month": pa.date32()}
    kinds |= dict.fromkeys((*COLUMN_OF_ROLE.values(), "early_before"), pa.timestamp("us"))
    kinds |= {"covered": pa.bool_()} | dict.fromkeys(("rule", "reason", "edition"), pa.string()) | {"provisional": pa.bool_()}
    return pa.schema(list(kinds.items())).empty_table()


def _windows(grid: Grid, numbers: list[int], first: dt.date | None, until: dt.date | None) -> Any:
    import pyarrow as pa

    calendar = grid.programs.schedule.calendar
    begin = min(max((first - calendar.first).days, 0), grid.days) if first is not None else 0
    end = min((until - calendar.first).days, grid.days) if until is not None else grid.days
    day = np.arange(begin, max(end, begin))
    rows = np.arange(len(numbers))[:, None, None] * (grid.days * grid.width) + day[:, None] * grid.width + np.arange(grid.width)
    rows = rows.ravel()
    midnight = np.datetime64(calendar.first, "us")
    dates = np.datetime64(calendar.first, "D") + np.tile(np.repeat(day, grid.width), len(numbers))
    columns: dict[str, Any] = {
        "timetable": pa.array(np.repeat(np.asarray(numbers, dtype=np.int32), day.size * grid.width)),
        "day": pa.array(dates),
        "part": pa.array(np.tile(np.arange(grid.width, dtype=np.int32), day.size * len(numbers))),
        "month": pa.array(dates.astype("datetime64[M]").astype("datetime64[D]")),
    }
    for role in ROLES:
        values = grid.instants[role][rows]
        if role in grid.moves:
            # The query adds the minute of the day; the grid's values wait for the minute since the first midnight.
            values = values + np.where(grid.moves[role][rows], np.tile(np.repeat(day, grid.width), len(numbers)) * DAY, 0)
        columns[COLUMN_OF_ROLE[role]] = pa.array(midnight + values.astype("timedelta64[s]"), mask=values >= BEYOND)
        moves = grid.moves.get(role)
        columns[f"{COLUMN_OF_ROLE[role]}_moves"] = pa.array(moves[rows] if moves is not None else np.zeros(rows.size, dtype=np.bool_))
    due = grid.instants["due"][rows]
    columns["early_before"] = pa.array(midnight + (due // DAY * DAY).astype("timedelta64[s]"), mask=due >= BEYOND)
    columns["covered"] = pa.array(grid.flags["covered"][rows])
    texts = {"rule": grid.programs.rules, "reason": grid.programs.reasons, "edition": grid.programs.editions}
    for name, known in texts.items():
        columns[name] = pa.array(known, pa.string()).take(pa.array(grid.codes[name][rows]))
    columns["provisional"] = pa.array(grid.flags["provisional"][rows])
    return pa.table(columns)


def combinations(values: Sequence[Iterable[str | None]]) -> list[Asked]:
    """Every combination of the values that occur in each of the four columns."""
    codes, levels, offices, cases = (list(dict.fromkeys(column)) or [None] for column in values)
    return list(itertools.product(codes, levels, offices, cases))
