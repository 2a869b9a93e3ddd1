"""Cleaning of the moments of a batch: dates and times of two columns joined, bare dates counted, unreadable cells rejected or dropped."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tthc_catalog.decisions.written_moments import DateOrder, parse_moment, parse_time
from tthc_catalog.evaluation.intake.cells import EARLIEST
from tthc_catalog.evaluation.intake.moment_formats import SECONDS, is_filled, read_moments, trimmed
from tthc_catalog.evaluation.intake.record_fields import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.evaluation.intake.column_map import ColumnMap
    from tthc_catalog.evaluation.intake.row_batches import RawBatch

DATE_ONLY = {"due_at": dt.time(0), "returned_at": dt.time(23, 59, 59)}
"""The time of day that a bare date means in fields whose hour decides nothing."""

Order = Literal["assumed"] | DateOrder
"""How to read 06/10/2023; ``assumed`` is day first until a date contradicts it."""

CellFault = tuple[int, str, str]
"""Row, value and reason."""

_DAY_SECONDS = 86_400
_SLASHED = re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")


class MonthFirstFound(Exception):
    """A date of the file exists only if the month comes first, so that the order of all its dates is in doubt."""


class MomentCleaner:
    """Parses the moments of one file.

    Attributes:
        assumed: field -> number of dates without a time for which the column map's time was used.
        at_midnight: field -> number of moments at exactly 00:00:00.
        read: field -> number of moments.
        either_order: number of receipts whose date can be read with the day or with the month first; 0 once a date of the file is clear.
    """

    def __init__(self, mapping: ColumnMap, as_of: dt.datetime, order: Order) -> None:
        self.assumed: Counter[str] = Counter()
        self.at_midnight: Counter[str] = Counter()
        self.read: Counter[str] = Counter()
        self.either_order = 0
        self._mapping = mapping
        self._as_of = as_of
        self._order = order
        self._is_clear = order != "assumed"

    def clean(self, batch: RawBatch, field: str) -> tuple[Any, list[CellFault], Any]:
        """Parse and check a column of moments.

        Returns:
            The moments, the faulty cells, and the rows whose time of day is the column map's (None for none).

        Raises:
            MonthFirstFound: the order of the dates is only assumed, and a date contradicts it.
        """
        column = batch.columns.get(field)
        if column is None:
            return pa.nulls(len(batch.lines), SECONDS), [], None
        column = _readable(column)
        hours = batch.columns.get(field + HOUR)
        if hours is not None:
            column = _joined(column, _readable(hours))
        order: DateOrder = "day_first" if self._order == "assumed" else self._order
        time = self._mapping.times.get(field, DATE_ONLY.get(field))
        moments, filled, dates = read_moments(column, time, order)
        faults = list(self._unread(column, moments, filled, order))
        if not self._is_clear:
            self._look_for_clear_dates(field, column, moments)
        if field in batch.doubtful:
            rows = np.flatnonzero(batch.doubtful[field].to_numpy(zero_copy_only=False)).tolist()
            cells = _cells(column)
            faults += [(row, str(cells[row].as_py()), "date-cells") for row in rows]
            moments = pc.if_else(batch.doubtful[field], None, moments)
        if field == "received_at":
            faults += _rows_of(column, pc.invert(filled), "missing")
        faults += _rows_of(column, pc.less(moments, pa.scalar(EARLIEST, SECONDS)), "too-early")
        if field != "due_at":
            faults += _rows_of(column, pc.greater(moments, pa.scalar(self._as_of, SECONDS)), "future")
        return moments, faults, self._count(field, moments, dates)

    def _look_for_clear_dates(self, field: str, column: Any, moments: Any) -> None:
        """Count the receipts written like 06/10/2023, until a date of the file has a day above 12."""
        if not pa.types.is_string(column.type) or not len(column):
            return
        first = next((value for value in trimmed(column.slice(0, 100)).to_pylist() if value), "")
        if _SLASHED.search(first) is None:
            return
        self._is_clear = (pc.max(pc.day(moments)).as_py() or 0) > 12
        self.either_order = 0 if self._is_clear else self.either_order + (len(moments) - moments.null_count) * (field == "received_at")

    def _unread(self, column: Any, moments: Any, filled: Any, order: DateOrder) -> Iterator[CellFault]:
        unread = pc.and_(filled, pc.is_null(moments))
        if not pc.any(unread).as_py():
            return
        reasons: dict[str, str] = {}
        cells = _cells(column)
        for row in np.flatnonzero(unread.to_numpy(zero_copy_only=False)).tolist():
            value = cells[row].as_py()
            text = str(value)
            if text not in reasons:
                reasons[text] = _reason(value, text, order)
                if reasons[text] == "month-first" and self._order == "assumed":
                    raise MonthFirstFound
            yield row, text, reasons[text]

    def _count(self, field: str, moments: Any, dates: Any) -> Any:
        """Count the moments, those at midnight, and the dates without a time; return the rows with the column map's time."""
        self.read[field] += len(moments) - moments.null_count
        seconds = moments.cast(pa.int64()).fill_null(1).to_numpy()
        midnight = int(np.count_nonzero(seconds % _DAY_SECONDS == 0))
        if dates is None:
            self.at_midnight[field] += midnight
            return None
        bare = pc.and_(pc.fill_null(dates, fill_value=False), pc.is_valid(moments))
        count = pc.sum(bare).as_py() or 0
        if self._mapping.times.get(field, DATE_ONLY.get(field)) != dt.time(0):
            self.at_midnight[field] += midnight
        if field not in self._mapping.times or not count:
            return None
        self.assumed[field] += count
        return bare


def _reason(value: Any, text: str, order: DateOrder) -> str:
    if isinstance(value, dt.date):
        return "time-missing"
    if text.startswith("="):
        return "formula"
    if text.startswith("#") and text.isupper():
        return "cell-error"
    return parse_moment(text, None, order).fault or "moment"


def _rows_of(column: Any, mask: Any, reason: str) -> list[CellFault]:
    if not pc.any(mask).as_py():
        return []
    rows = np.flatnonzero(pc.fill_null(mask, fill_value=False).to_numpy(zero_copy_only=False)).tolist()
    cells = _cells(column)
    return [(row, "" if (value := cells[row].as_py()) is None else str(value), reason) for row in rows]


def _cells(column: Any) -> Any:
    """Return a column as the rejects show it: text without surrounding blanks."""
    return trimmed(column) if pa.types.is_string(column.type) or pa.types.is_large_string(column.type) else column


def _readable(column: Any) -> Any:
    """Return a column of text, timestamps, dates or times; numbers become text."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_floating(column.type) and pc.all(pc.or_kleene(pc.is_null(column), pc.greater(column, 1e9))).as_py():
        column = column.cast(pa.int64(), safe=False)  # seconds or milliseconds since 1970, which text would round
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_null(column.type):
        return column.cast(pa.string())
    return column


def _joined(days: Any, times: Any) -> Any:
    """Return the texts of dates and times in two columns as one column; a row without a time keeps its date."""
    days, times = (trimmed(column) for column in (days, times))
    both = pc.and_(is_filled(days), is_filled(times))
    if not pc.any(both).as_py():
        return days
    plain = pc.match_substring_regex(times, r"^\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
    bare = pc.replace_substring_regex(days, r"[ T]00:00(:00(\.0+)?)?$", "")
    short = pc.less_equal(pc.utf8_length(bare), 10)
    quick = pc.and_(both, pc.and_(plain, short))
    padded = pc.replace_substring_regex(times, r"^(\d):", r"0\1:")
    joined = pc.if_else(quick, pc.binary_join_element_wise(bare, pc.replace_substring_regex(padded, r"\.\d+$", ""), " "), days)
    slow = pc.and_(both, pc.invert(pc.fill_null(quick, fill_value=False)))
    if not pc.any(slow).as_py():
        return joined
    rows = np.flatnonzero(pc.fill_null(slow, fill_value=False).to_numpy(zero_copy_only=False)).tolist()
    texts = pa.array([_join_cells(days[row].as_py(), times[row].as_py()) for row in rows], pa.string())
    return pc.replace_with_mask(joined, slow, texts)


def _join_cells(day: str, time: str) -> str:
    """Join a date and a time; cells that contradict each other give a text that is no moment."""
    clock = parse_time(time)
    on_day = parse_moment(day, dt.time())
    whole = parse_moment(time)
    if clock is None and whole.value is not None:  # the second column holds the whole moment
        return time if on_day.value is not None and on_day.value.date() == whole.value.date() else f"{day} | {time}"
    if clock is None:
        return f"{day} | {time}"
    if on_day.value is not None and not on_day.is_date and on_day.value.time() not in (dt.time(), clock):
        return f"{day} | {time}"
    if on_day.value is not None and not on_day.is_date:
        return f"{on_day.value:%Y-%m-%d} {clock:%H:%M:%S}"
    return f"{day} {clock:%H:%M:%S}"


def count_orders(texts: Any) -> tuple[int, int]:
    """Return how many dates of a column of text are certainly day first, and certainly month first.

    Args:
        texts: an Arrow array of text.
    """
    day_first = r"(^|[^\d/.-])(1[3-9]|2\d|3[01])[/.-](0?[1-9]|1[0-2])[/.-](\d{4}|\d{2})\b"
    month_first = r"(^|[^\d/.-])(0?[1-9]|1[0-2])[/.-](1[3-9]|2\d|3[01])[/.-](\d{4}|\d{2})\b"
    first, second = (pc.sum(pc.match_substring_regex(texts, pattern)).as_py() or 0 for pattern in (day_first, month_first))
    return first, second
