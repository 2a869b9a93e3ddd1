"""The timetables as three tables that any SQL engine can join: keys, days, and the answer of each window of a day."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from tthc_catalog.bulk.blocks import Scratch
from tthc_catalog.bulk.timetable_keys import Find, Keys
from tthc_catalog.bulk.unanswered import UNANSWERED
from tthc_catalog.bulk.window_tables import window_tables
from tthc_catalog.records.channels import IN_PERSON

if TYPE_CHECKING:
    import datetime as dt

    import numpy.typing as npt

    from tthc_catalog.timetable.timetable import Timetable

Key = tuple[str | None, str | None, str | None, str | None, str | None]
"""A code, level, office, case and channel, as the data writes them."""

Described = tuple[str | None, str | None]
"""The office whose hours count, and the field of the procedure."""

Describe = Callable[[Any, Any, Any, Any, Any], Described]
"""Returns the office and field of a key."""


@attrs.frozen(eq=False, kw_only=True)
class Relations:
    """Three Arrow tables, and their shape as far as a query depends on it.

    Attributes:
        keys: one row for each key: ``code, level, office, case_id`` (empty text for null) and, if the data has a channel, ``channel``
            (``in_person`` for null); its number ``key``; the location of its
            timetable's windows (``first_place, parts_a_day, step_1, step_2, ...``), null if there is no timetable, with the reason in
            ``refused``; ``desk``, ``field``, and the number ``unit`` of this pair (null if both are); the same number as ``names_unit``
            in the first row of each unit; and, once `judged`, the moment ``judged_at``.
        days: one row for each day; see `WindowTables`.
        windows: one row for each window of a timetable's day; likewise.
        cuts: the number of moments of a day at which a window of some timetable begins.
        moving: the columns of moments that may move with the minute of receipt; ``..._moves`` marks the rows.
        digest: SHA-256 of the keys, each with the digest of its timetable. Tables with equal digests and days give equal answers.
    """

    keys: Any
    days: Any
    windows: Any
    cuts: int
    moving: tuple[str, ...]
    digest: str

    @property
    def tables(self) -> dict[str, Any]:
        """The tables by the names that queries use."""
        return {"tthc_keys": self.keys, "tthc_days": self.days, "tthc_windows": self.windows}

    def judged(self, now: dt.datetime | None) -> Relations:
        """Add the local office time at which open dossiers are judged; None leaves them undecided."""
        import pyarrow as pa

        if now is None:
            return self
        moments = pa.array([now.replace(tzinfo=None)] * self.keys.num_rows, pa.timestamp("us"))
        return attrs.evolve(self, keys=self.keys.append_column("judged_at", moments))


def relations(
    requested: Iterable[Key],
    find: Find,
    describe: Describe,
    *,
    by_channel: bool = False,
    first: dt.date | None = None,
    until: dt.date | None = None,
) -> Relations:
    """Return the tables for some keys.

    Args:
        requested: the keys that occur in the data; an empty text equals null.
        find: returns the timetable of a key.
        describe: returns its office and field; called only for keys with a timetable.
        by_channel: whether dossiers have a channel; if not, all keys must have none.
        first: the first day of receipt to include; the calendar's by default.
        until: the day after the last one; the calendar's by default.

    Raises:
        ValueError: the catalog's zone changes its clocks, which a table of days cannot express.
    """
    import pyarrow as pa

    default = IN_PERSON if by_channel else None
    rows = list(dict.fromkeys((*(text or None for text in names), channel or default) for *names, channel in requested))
    columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * 5
    keys = Keys(*[pa.array(column, pa.string()) for column in columns], rows=len(rows), find=find)
    numbers = keys.numbers(slice(0, len(rows)), Scratch(len(rows)))
    # Keys with different codes and equal answers share their windows.
    number_of: dict[str, int] = {}
    distinct: list[Timetable] = []
    distinct_of = []
    for timetable in keys.timetables:
        number = number_of.setdefault(timetable.digest, len(distinct))
        if number == len(distinct):
            distinct.append(timetable)
        distinct_of.append(number)
    described = [describe(*key) if number >= 0 else (key[2], None) for key, number in zip(rows, numbers.tolist(), strict=True)]
    units: dict[Described, int | None] = {(None, None): None}
    unit, names_unit = [], []
    for desk_and_field in described:
        is_first = desk_and_field not in units
        unit.append(units.setdefault(desk_and_field, len(units)))
        names_unit.append(unit[-1] if is_first else None)
    tables = window_tables(distinct, first, until)
    timetables = [distinct_of[n] if n >= 0 else None for n in numbers.tolist()]
    table: dict[str, Any] = {
        "code": pa.array([key[0] or "" for key in rows], pa.string()),
        "level": pa.array([key[1] or "" for key in rows], pa.string()),
        "office": pa.array([key[2] or "" for key in rows], pa.string()),
        "case_id": pa.array([key[3] or "" for key in rows], pa.string()),
        **({"channel": pa.array([key[4] for key in rows], pa.string())} if by_channel else {}),
        "key": pa.array(range(len(rows)), pa.int32()),
        "first_place": _by_timetable(tables.first_place, timetables),
        "parts_a_day": _by_timetable(tables.parts_a_day, timetables),
    }
    table |= {f"step_{number}": _by_timetable(steps, timetables) for number, steps in enumerate(tables.steps.T, 1)}
    table |= {
        "refused": pa.array([None if n >= 0 else UNANSWERED[-1 - n] for n in numbers.tolist()], pa.string()),
        "desk": pa.array([desk for desk, _ in described], pa.string()),
        "field": pa.array([field for _, field in described], pa.string()),
        "unit": pa.array(unit, pa.int32()),
        "names_unit": pa.array(names_unit, pa.int32()),
    }
    return Relations(
        keys=pa.table(table),
        days=tables.days,
        windows=tables.windows,
        cuts=tables.cuts,
        moving=tables.moving,
        digest=_digest(rows, [UNANSWERED[-1 - n] if n < 0 else keys.timetables[n].digest for n in numbers.tolist()]),
    )


def _digest(keys: Sequence[tuple[str | None, ...]], answers: Sequence[str]) -> str:
    """Return the digest of some keys, each with the digest of its timetable or the reason why it has none; their order is irrelevant."""
    lines = sorted("\t".join([*(name or "" for name in key), answer]) for key, answer in zip(keys, answers, strict=True))
    return hashlib.sha256("\n".join(lines).encode(errors="surrogatepass")).hexdigest()


def _by_timetable(numbers: npt.NDArray[np.int64], timetables: list[int | None]) -> Any:
    """Return the number of each key's timetable, null if it has none."""
    import pyarrow as pa

    return pa.array([None if timetable is None else int(numbers[timetable]) for timetable in timetables], pa.int32())


def combinations(values: Sequence[Iterable[str | None]]) -> list[Key]:
    """Return all combinations of the values of the five columns."""
    codes, levels, offices, cases, channels = (list(dict.fromkeys(column)) or [None] for column in values)
    return list(itertools.product(codes, levels, offices, cases, channels))
