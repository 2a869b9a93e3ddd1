"""Columns of moments from numpy, Arrow, pandas, polars and lists, read without a copy where possible."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs
import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.due_terms import DAY, Int32

if TYPE_CHECKING:
    from tthc_catalog.bulk.blocks import Scratch
    from tthc_catalog.calendars.schedule import Schedule

Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MISSING_VALUE = np.iinfo(np.int64).min
"""The number numpy stores for NaT."""

_REACH = 1_990_000_000
"""Seconds before and after the calendar's start that are distinguished: 63 years, within 32 bits and less than `BEYOND`."""

_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}

_SECONDS_IN = {"m": 60, "h": 3_600, "D": 86_400, "W": 604_800, "M": 31 * 86_400, "Y": 366 * 86_400}
"""The most seconds a coarser numpy unit can have."""

_DATE_UNITS = ("D", "W", "M", "Y")
"""Units of numpy without a time of day."""

FAR = 2**62
"""Ticks so far away that no calendar reaches them, in any unit."""


@attrs.frozen(eq=False, kw_only=True)
class Instants:
    """A column of moments in its own unit.

    Attributes:
        ticks: 64-bit counts since 1970-01-01T00:00; `MISSING_VALUE` for a missing moment.
        per_second: ticks in a second.
        local: whether the counts are in local office time, otherwise in UTC.
    """

    ticks: Int64
    per_second: int
    local: bool

    def __len__(self) -> int:
        return len(self.ticks)


def read_instants(column: Any, *, what: str, date_only: dt.time | None = None) -> Instants:
    """Read a column, or one moment for all rows (as a column of length 1).

    The time of day decides whether a promise is kept, so dates without one are not midnight.

    Args:
        column: numpy datetime64 (local office time), an Arrow or data-frame column of timestamps (local without a zone,
            converted with one), 64-bit integers (UTC seconds), a list of datetimes, or a single one of these.
        what: the name of the argument, for the error message.
        date_only: the time of day to use in a column of dates (numpy ``datetime64[D]``, Arrow ``date32``, `datetime.date`).

    Raises:
        TypeError: the column contains something else.
        InvalidInstant: the column contains dates, and no time of day is given for them.
    """
    if column is None:
        message = f"{what} must hold moments, not None"
        raise TypeError(message)
    if isinstance(column, np.datetime64):
        column = np.asarray([column])
    if isinstance(column, (dt.date, int, np.integer)) and not isinstance(column, bool):
        column = [column]
    if isinstance(column, np.ndarray):
        return _from_numpy(column, what, date_only)
    return _from_list(column, what, date_only) if isinstance(column, (list, tuple)) else _from_arrow(column, what, date_only)


def _on(dates: Instants, what: str, date_only: dt.time | None) -> Instants:
    """Add the time of day to a column of dates, in seconds.

    Raises:
        InvalidInstant: there is no such time, and a row has a date.
    """
    present = dates.ticks != MISSING_VALUE
    if date_only is None:
        if not present.any():
            return dates
        first = dates.ticks[present][0]
        from tthc_catalog.errors import InvalidInstant

        raise InvalidInstant("error.dates_without_time", column=what, value=str(np.datetime64(int(first), "s"))[:10])
    seconds = (date_only.hour * 60 + date_only.minute) * 60 + date_only.second
    return attrs.evolve(dates, ticks=np.where(present, dates.ticks + seconds, MISSING_VALUE))


def _from_numpy(column: npt.NDArray[Any], what: str, date_only: dt.time | None) -> Instants:
    if column.ndim != 1:
        message = f"{what} must have one dimension, not {column.ndim}"
        raise TypeError(message)
    if isinstance(column, np.ma.MaskedArray):
        read = _from_numpy(column.data, what, date_only or dt.time())
        if date_only is None and column.dtype.kind == "M" and np.datetime_data(column.dtype)[0] in _DATE_UNITS:
            read = _on(attrs.evolve(read, ticks=np.where(np.ma.getmaskarray(column), MISSING_VALUE, read.ticks)), what, None)
        return attrs.evolve(read, ticks=np.where(np.ma.getmaskarray(column), MISSING_VALUE, read.ticks))
    if column.dtype.kind == "M":
        unit, count = np.datetime_data(column.dtype)
        if unit in _DATE_UNITS:
            days = _in_seconds(column, _SECONDS_IN[unit] * count).view(np.int64)
            return _on(Instants(ticks=days, per_second=1, local=True), what, date_only)
        if unit not in _PER_SECOND or count != 1:
            column, unit = _in_seconds(column, _SECONDS_IN.get(unit, 1) * count), "s"
        return Instants(ticks=_native(column).view(np.int64), per_second=_PER_SECOND[unit], local=True)
    if column.dtype.kind in "iu" and column.dtype != np.uint64:
        return Instants(ticks=_native(column).astype(np.int64, copy=False), per_second=1, local=False)
    if column.dtype == object:
        return _from_list(column.tolist(), what, date_only)
    message = f"{what} must hold datetime64, timestamps or 64-bit UTC seconds, not {column.dtype}"
    raise TypeError(message)


def _in_seconds(column: npt.NDArray[Any], seconds: int) -> npt.NDArray[Any]:
    """Convert moments whose unit has at most ``seconds`` seconds; those that would overflow are clipped, not wrapped round."""
    ticks = _native(column).view(np.int64)
    near = np.clip(ticks, -FAR // seconds, FAR // seconds)
    return np.where(ticks == MISSING_VALUE, MISSING_VALUE, near).view(column.dtype.newbyteorder("=")).astype("datetime64[s]")


def _native(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return column if column.dtype.isnative else column.astype(column.dtype.newbyteorder("="))


def _from_list(values: Any, what: str, date_only: dt.time | None) -> Instants:
    values = [None if value is None or value != value else value for value in values]  # noqa: PLR0124 - NaT differs from itself
    present = [value for value in values if value is not None]
    if present and all(isinstance(value, dt.date) and not isinstance(value, dt.datetime) for value in present):
        return _from_numpy(
            np.asarray([np.datetime64("NaT", "D") if value is None else value for value in values], "datetime64[D]"), what, date_only
        )
    aware = {isinstance(value, dt.datetime) and value.tzinfo is not None for value in present}
    if len(aware) > 1:
        message = f"{what} mixes moments with and without a time zone"
        raise TypeError(message)
    if all(isinstance(value, (int, np.integer)) and not isinstance(value, bool) for value in present) and present:
        ticks = [MISSING_VALUE if value is None else min(max(int(value), -FAR), FAR) for value in values]
        return Instants(ticks=np.asarray(ticks, dtype=np.int64), per_second=1, local=False)
    if aware == {True}:
        ticks = [MISSING_VALUE if value is None else int(value.timestamp() // 1) for value in values]
        return Instants(ticks=np.asarray(ticks, dtype=np.int64), per_second=1, local=False)
    if not all(isinstance(value, (dt.datetime, np.datetime64)) for value in present):
        message = f"{what} must hold moments or 64-bit UTC seconds"
        raise TypeError(message)
    column = np.asarray([np.datetime64("NaT", "us") if value is None else value for value in values], dtype="datetime64[us]")
    return Instants(ticks=column.view(np.int64), per_second=_PER_SECOND["us"], local=True)


def _from_arrow(column: Any, what: str, date_only: dt.time | None) -> Instants:
    import pyarrow as pa
    import pyarrow.compute as pc

    array = as_arrow(column)
    is_date = False
    if pa.types.is_null(array.type):
        array = array.cast(pa.timestamp("s"))
    if pa.types.is_timestamp(array.type):
        per_second, local = _PER_SECOND[array.type.unit], array.type.tz is None
    elif pa.types.is_signed_integer(array.type):
        array, per_second, local = array.cast(pa.int64()), 1, False
    elif is_date := pa.types.is_date(array.type):
        array, per_second, local = array.cast(pa.date32()).cast(pa.timestamp("s")), 1, True
    else:
        message = f"{what} must hold timestamps or 64-bit UTC seconds, not {array.type}"
        raise TypeError(message)
    ticks = array.view(pa.int64())
    if ticks.null_count:
        ticks = pc.fill_null(ticks, pa.scalar(int(MISSING_VALUE), pa.int64()))
    read = Instants(ticks=ticks.to_numpy(zero_copy_only=len(ticks) > 0), per_second=per_second, local=local)
    return _on(read, what, date_only) if is_date else read


def as_arrow(column: Any) -> Any:
    """Convert anything that supports Arrow to one contiguous Arrow array."""
    import pyarrow as pa

    if hasattr(column, "__arrow_c_stream__") and not isinstance(column, (pa.Array, pa.ChunkedArray)):
        column = pa.chunked_array(column)
    elif not isinstance(column, (pa.Array, pa.ChunkedArray)):
        column = pa.array(column)
    if isinstance(column, pa.ChunkedArray):
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return column


class Receipts(NamedTuple):
    """A block of receipts on a schedule's clock.

    Attributes:
        seconds: seconds since the first midnight; 0 for rows that are missing or outside.
        missing: rows without a moment; None if no row is missing or outside.
        outside: rows on days the calendar does not answer for; None likewise.
        latest: an upper bound on the receipts of the block.
    """

    seconds: Int32
    missing: Bools | None
    outside: Bools | None
    latest: int


class Clock:
    """Converts ticks to seconds since a schedule's first midnight.

    Attributes:
        plain: whether the zone keeps one offset over all answered days, so that a subtraction is enough.
        limit: the number of answered seconds.
    """

    def __init__(self, schedule: Schedule) -> None:
        calendar = schedule.calendar
        self.schedule = schedule
        answered = (calendar.covers[1] - calendar.first).days
        self.plain = all(schedule.is_plain(n) for n in range(len(calendar)))
        self.limit = answered * DAY
        self.first_instant = schedule.midnight[0]
        self.first_local = (calendar.first - dt.date(1970, 1, 1)).days * DAY

    def start(self, instants: Instants) -> int:
        """Return the seconds from the epoch of a column to the first midnight."""
        return self.first_local if instants.local else self.first_instant

    def seconds(self, instants: Instants, rows: slice, out: Int32, scratch: Scratch) -> Receipts:
        """Write the seconds since the first midnight of a slice of rows to ``out``."""
        ticks = instants.ticks[rows]
        per_second, start = instants.per_second, self.start(instants)
        if per_second == 1 and 0 <= start < 2**31 and np.maximum.reduce(ticks.view(np.uint64), initial=0) < 2**32:
            # Between 1970 and 2106 the lower halves are enough; moments before the first midnight wrap to values above any limit.
            low = out.view(np.uint32)
            np.copyto(low, ticks, casting="unsafe")
            np.subtract(low, np.uint32(start), out=low)
            latest = int(np.maximum.reduce(low, initial=0))
            if latest < self.limit:
                return Receipts(out, None, None, latest)
        # As unsigned differences, moments before the first midnight are huge, so one comparison finds all that are outside.
        moved = np.subtract(ticks, start * per_second, out=scratch.array("ticks", np.int64, ticks.size))
        unsigned = moved.view(np.uint64)
        limit = self.limit * per_second
        latest = int(np.maximum.reduce(unsigned, initial=0))
        missing = outside = None
        if latest >= limit:
            missing = ticks == MISSING_VALUE
            outside = (unsigned >= limit) & ~missing
            moved[missing | outside] = 0
            latest = limit
        if per_second > 1:
            np.floor_divide(unsigned, np.uint64(per_second), out=unsigned)
        np.copyto(out, moved, casting="unsafe")
        return Receipts(out, missing, outside, latest // per_second)

    def clipped(self, instants: Instants, rows: slice, scratch: Scratch) -> tuple[Int32, Bools | None]:
        """Return ``(seconds, missing)`` for moments at any time; those outside the reach of 32 bits are clipped to it."""
        ticks = instants.ticks[rows]
        first, per_second = self.start(instants) - _REACH, instants.per_second
        # Counting from the earliest distinguished moment makes all near moments positive.
        moved = np.subtract(ticks, first * per_second, out=scratch.array("ticks", np.int64, ticks.size))
        missing = None
        if np.maximum.reduce(moved.view(np.uint64), initial=0) >= 2 * _REACH * per_second:
            missing = ticks == MISSING_VALUE
            moved = np.clip(ticks, first * per_second, (first + 2 * _REACH) * per_second - 1) - first * per_second
        if per_second > 1:
            np.floor_divide(moved.view(np.uint64), np.uint64(per_second), out=moved.view(np.uint64))
        seconds = scratch.array("clipped", np.uint32, ticks.size)
        np.copyto(seconds, moved, casting="unsafe")
        return np.subtract(seconds, np.uint32(_REACH), out=seconds).view(np.int32), missing
