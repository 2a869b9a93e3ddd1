"""The timetable of each row, looked up once per distinct combination of code, level, office, case and channel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.instants import as_arrow
from tthc_catalog.bulk.unanswered import (
    AMBIGUOUS_PROCEDURE,
    MISSING,
    OUTSIDE,
    UNANSWERED,
    UNKNOWN_CASE,
    UNKNOWN_CHANNEL,
    UNKNOWN_OFFICE,
    UNKNOWN_PROCEDURE,
)
from tthc_catalog.errors import AmbiguousProcedure, ProcedureNotFound, UnknownCase, UnknownOffice
from tthc_catalog.records.channels import CHANNELS
from tthc_catalog.records.lookup import not_text

if TYPE_CHECKING:
    from tthc_catalog.bulk.blocks import Scratch
    from tthc_catalog.bulk.due_terms import Int32
    from tthc_catalog.bulk.instants import Receipts
    from tthc_catalog.timetable.timetable import Timetable

_MISSING, _OUTSIDE = UNANSWERED.index(MISSING), UNANSWERED.index(OUTSIDE)

Find = Callable[[str, str | None, str | None, str | None, str | None], "Timetable"]
"""Returns the timetable of a code, level, office, case and channel."""


class Keys:
    """The timetables of a batch.

    Attributes:
        timetables: the distinct timetables.
        single: the number shared by all rows, if no key is a column; see `numbers`.
        is_known: whether every row has a timetable.
    """

    def __init__(self, code: Any, level: Any, office: Any, case: Any, channel: Any = None, *, rows: int, find: Find) -> None:
        """Resolve every combination that occurs.

        Raises:
            ValueError: a column does not have the length of ``received_at``.
        """
        given = (("code", code), ("level", level), ("office", office), ("case", case))
        columns = [_encode(column, name, rows) for name, column in given]
        channels, channel_texts = _encode(channel, "channel", rows)
        self.timetables: list[Timetable] = []
        self._number_of: dict[int, int] = {}
        self._find = find
        self.single: int | None = None
        self._channels: npt.NDArray[np.integer] | None = None
        varying = [index for index, (numbers, _) in enumerate(columns) if numbers is not None]
        requested = [texts[0] for _, texts in columns]
        if not varying:
            self._table = np.asarray([self._number(requested, text) for text in channel_texts], dtype=np.int32)
            self.is_known = bool((self._table >= 0).all())
            if channels is None:
                self.single = int(self._table[0])
            else:
                self._combined = channels
            return
        self._combined, count = _combine([columns[index] for index in varying])
        if len(varying) == 1:
            used, size = np.arange(count), count
        elif count <= 4 * rows + 65_536:
            seen = np.zeros(count, dtype=np.bool_)
            seen[self._combined] = True
            used, size = np.flatnonzero(seen), count
        else:
            used, self._combined = np.unique(self._combined, return_inverse=True)
            size = used.size
        table = np.zeros((size, len(channel_texts)), dtype=np.int32)
        for position, key in enumerate(used.tolist()):
            left = key
            for column in reversed(varying):
                texts = columns[column][1]
                left, number = divmod(left, len(texts))
                requested[column] = texts[number]
            table[key if size == count else position] = [self._number(requested, text) for text in channel_texts]
        self.is_known = bool((table >= 0).all())
        if (table == table[:, :1]).all():  # no answer depends on the channel, so no row needs to read it
            self._table = np.ascontiguousarray(table[:, 0])
            return
        self._table, self._channels, self._channel_count = table.ravel(), channels, len(channel_texts)

    def numbers(self, rows: slice, scratch: Scratch) -> Int32:
        """Return, per row of a block, an index into ``timetables``, or ``-1 - n`` for the n-th reason of `UNANSWERED`.

        The result is an array of ``scratch``.
        """
        if self.single is not None:
            numbers = scratch.array("numbers", np.int32, rows.stop - rows.start)
            numbers[:] = self.single
            return numbers
        positions = self._combined[rows]
        if self._channels is not None:
            kind = np.int32 if self._table.size <= np.iinfo(np.int32).max else np.int64
            wanted = scratch.array("keys", kind, positions.size)
            np.multiply(positions, self._channel_count, out=wanted, dtype=kind, casting="unsafe")
            positions = np.add(wanted, self._channels[rows], out=wanted, dtype=kind, casting="unsafe")
        return scratch.look_up(self._table, positions, "numbers")

    def known(self, rows: slice, scratch: Scratch) -> Int32:
        """Return the same numbers, with unknown keys replaced by the first timetable."""
        numbers = self.numbers(rows, scratch)
        return numbers if self.is_known else np.maximum(numbers, np.int32(0), out=numbers)

    def refused(self, rows: slice, receipts: Receipts, scratch: Scratch) -> tuple[npt.NDArray[np.intp], Int32] | None:
        """Return the rows of a block that have no answer, and the indexes of the reasons in `UNANSWERED`; None if there can be none."""
        if receipts.missing is None and self.is_known:
            return None
        reason = np.full(receipts.seconds.size, -1, dtype=np.int32)
        if receipts.missing is not None and receipts.outside is not None:
            reason[receipts.outside] = _OUTSIDE
            reason[receipts.missing] = _MISSING
        if not self.is_known:
            numbers = self.numbers(rows, scratch)
            np.copyto(reason, -1 - numbers, where=numbers < 0)
        at = np.flatnonzero(reason >= 0)
        return at, reason[at]

    def _number(self, requested: Sequence[str | None], channel: str | None) -> int:
        code, level, office, case = requested
        if channel and channel not in CHANNELS:
            return -1 - UNANSWERED.index(UNKNOWN_CHANNEL)
        try:
            if code is None:
                return -1 - UNANSWERED.index(UNKNOWN_PROCEDURE)
            timetable = self._find(code, level, office, case, channel or None)
        except AmbiguousProcedure:
            return -1 - UNANSWERED.index(AMBIGUOUS_PROCEDURE)
        except UnknownOffice:
            return -1 - UNANSWERED.index(UNKNOWN_OFFICE)
        except UnknownCase:
            return -1 - UNANSWERED.index(UNKNOWN_CASE)
        except ProcedureNotFound:
            return -1 - UNANSWERED.index(UNKNOWN_PROCEDURE)
        number = self._number_of.setdefault(id(timetable), len(self.timetables))
        if number == len(self.timetables):
            self.timetables.append(timetable)
        return number


def _combine(columns: list[tuple[npt.NDArray[np.integer] | None, tuple[str | None, ...]]]) -> tuple[npt.NDArray[np.integer], int]:
    """Combine columns into one number a row; return it with the number of possible values."""
    combined, texts = columns[0]
    assert combined is not None
    count = len(texts)
    for numbers, texts in columns[1:]:
        assert numbers is not None
        count *= len(texts)
        kind = np.int64 if count > np.iinfo(np.int32).max else np.int32
        combined = np.multiply(combined, len(texts), dtype=kind) + numbers.astype(kind)
    return combined, count


def _encode(column: Any, name: str, rows: int) -> tuple[npt.NDArray[np.integer] | None, tuple[str | None, ...]]:
    """Return a column as numbers and its distinct values; a single value has no numbers."""
    if column is None or isinstance(column, str):
        return None, (column,)
    if isinstance(column, int | float | bytes | np.generic):
        if name == "code":
            raise not_text(column)
        message = f"{name} must be one text or a column of texts, not {column!r}"
        raise TypeError(message)
    numbers, texts = _encode_column(column, name)
    if len(numbers) != rows:
        message = f"{name} has {len(numbers)} rows and received_at {rows}"
        raise ValueError(message)
    return numbers, texts


def _encode_column(column: Any, name: str) -> tuple[npt.NDArray[np.integer], tuple[str | None, ...]]:
    """Return a column as indexes into its distinct values.

    Raises:
        TypeError: the column contains something else than texts or, for other keys than codes, whole numbers. A code is text: 1.000110
            is not 1.00011.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    array = _as_texts(column, name)
    if pa.types.is_null(array.type):
        return np.zeros(len(array), dtype=np.int32), (None,)
    if not pa.types.is_dictionary(array.type):
        array = array.cast(pa.string()).dictionary_encode()
    texts = [None if text is None else str(text) for text in array.dictionary.to_pylist()]
    numbers = array.indices
    if numbers.null_count:
        numbers = pc.fill_null(numbers.cast(pa.int32()), len(texts))
        texts.append(None)
    return numbers.to_numpy(zero_copy_only=False), tuple(texts) or (None,)


def _as_texts(column: Any, name: str) -> Any:
    """Convert a column to an Arrow array of texts, of whole numbers (unless they are codes), or of nulls only."""
    import pyarrow as pa

    message = f"{name} must be one text or a column of texts"
    try:
        is_object = isinstance(column, np.ndarray) and column.dtype == object  # pandas writes a missing text as NaN in these
        array = pa.array(column, from_pandas=True) if is_object else as_arrow(column)
    except (TypeError, ValueError) as error:
        other = _first_other(column)
        raise TypeError(message if other is None else f"{message}: {other!r} is no text") from error
    kind = array.type.value_type if pa.types.is_dictionary(array.type) else array.type
    accepted = [pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null]
    if name != "code":
        accepted.append(pa.types.is_integer)
    if any(is_accepted(kind) for is_accepted in accepted):
        return array
    first = next((value for value in array.slice(0, 1000).to_pylist() if value is not None), None)
    raise TypeError(f"{message}, not of {kind}" + ("" if first is None else f": {first!r} is no text"))


def _first_other(column: Any) -> Any:
    """Return the first value of a list that is neither text nor missing; None if all are, or if it is no list."""
    values = column if isinstance(column, list | tuple) or (isinstance(column, np.ndarray) and column.ndim == 1) else ()
    return next((value for value in values if not (value is None or isinstance(value, str) or value != value)), None)  # noqa: PLR0124 - NaN differs from itself
