"""The timetables as three tables any SQL engine can join: who asks which timetable, the days, and what each window of a day answers."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from tthc_catalog.bulk.blocks import Scratch
from tthc_catalog.bulk.programs import UNANSWERED
from tthc_catalog.bulk.timetable_keys import Find, Keys
from tthc_catalog.bulk.window_tables import window_tables

if TYPE_CHECKING:
    import datetime as dt

    import numpy.typing as npt

    from tthc_catalog.timetable.timetable import Timetable

Asked = tuple[str | None, str | None, str | None, str | None]
"""A code, level, office and case, as they stand in the data."""

Described = tuple[str | None, str | None]
"""The office whose hours count, and the field of the procedure."""


@attrs.frozen(eq=False, kw_only=True)
class Relations:
    """Three Arrow tables and what a query must know of them.

    Attributes:
        keys: one row for each combination asked: ``code, level, office, case_id`` (empty text for null), ``key``, where its
            timetable's windows are (``first_place, parts_a_day, step_1, step_2, ...``; null where there is no timetable, with the
            reason in ``refused``), ``desk``, ``field`` and the ``unit`` of these two (null where both are), which the first key of
            each unit ``names_unit``; once `judged`, the moment ``judged_at``.
        days: one row for each day: see `WindowTables`.
        windows: one row for each window of a timetable's day: likewise.
        cuts: how many moments of a day begin a window of some timetable.
        moving: columns of moments that may move on with the minute of receipt (``..._moves`` says where).
    """

    keys: Any
    days: Any
    windows: Any
    cuts: int
    moving: tuple[str, ...]

    @property
    def tables(self) -> dict[str, Any]:
        """The tables by the name a query has for each."""
        return {"tthc_keys": self.keys, "tthc_days": self.days, "tthc_windows": self.windows}

    def judged(self, now: dt.datetime | None) -> Relations:
        """These tables with the local office time at which open dossiers are judged; None leaves them undecided."""
        import pyarrow as pa

        if now is None:
            return self
        moments = pa.array([now.replace(tzinfo=None)] * self.keys.num_rows, pa.timestamp("us"))
        return attrs.evolve(self, keys=self.keys.append_column("judged_at", moments))


def relations(
    asked: Sequence[Asked],
    find: Find,
    describe: Any,
    *,
    first: dt.date | None = None,
    until: dt.date | None = None,
) -> Relations:
    """The tables for some combinations.

    Args:
        asked: the combinations that occur in the data; an empty text says no more than null.
        find: gives the timetable of one.
        describe: gives its `Described`; asked only where there is a timetable.
        first: the first day of receipt to write down; the calendar's by default.
        until: the day after the last one; the calendar's by default.

    Raises:
        ValueError: the catalog's zone changes its clocks, which a table of days cannot say.
    """
    import pyarrow as pa

    asked = list(dict.fromkeys((code or None, level or None, office or None, case or None) for code, level, office, case in asked))
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
    units: dict[Described, int | None] = {(None, None): None}
    unit, names_unit = [], []
    for said in described:
        is_first = said not in units
        unit.append(units.setdefault(said, len(units)))
        names_unit.append(unit[-1] if is_first else None)
    laid = window_tables(distinct, first, until)
    at = [places[n] if n >= 0 else None for n in numbers.tolist()]
    table: dict[str, Any] = {
        "code": pa.array([key[0] or "" for key in asked], pa.string()),
        "level": pa.array([key[1] or "" for key in asked], pa.string()),
        "office": pa.array([key[2] or "" for key in asked], pa.string()),
        "case_id": pa.array([key[3] or "" for key in asked], pa.string()),
        "key": pa.array(range(len(asked)), pa.int32()),
        "first_place": _by_timetable(laid.first_place, at),
        "parts_a_day": _by_timetable(laid.parts_a_day, at),
    }
    table |= {f"step_{number}": _by_timetable(steps, at) for number, steps in enumerate(laid.steps.T, 1)}
    table |= {
        "refused": pa.array([None if n >= 0 else UNANSWERED[-1 - n] for n in numbers.tolist()], pa.string()),
        "desk": pa.array([said[0] for said in described], pa.string()),
        "field": pa.array([said[1] for said in described], pa.string()),
        "unit": pa.array(unit, pa.int32()),
        "names_unit": pa.array(names_unit, pa.int32()),
    }
    return Relations(keys=pa.table(table), days=laid.days, windows=laid.windows, cuts=laid.cuts, moving=laid.moving)


def _by_timetable(numbers: npt.NDArray[np.int64], timetables: list[int | None]) -> Any:
    """A number of each key's timetable, null where it has none."""
    import pyarrow as pa

    return pa.array([None if place is None else int(numbers[place]) for place in timetables], pa.int32())


def combinations(values: Sequence[Iterable[str | None]]) -> list[Asked]:
    """Every combination of the values that occur in each of the four columns."""
    codes, levels, offices, cases = (list(dict.fromkeys(column)) or [None] for column in values)
    return list(itertools.product(codes, levels, offices, cases))
