"""From cells to records: every value is brought to one form or its row is set aside, column by column, a batch at a time."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tthc_catalog.evaluation.intake.cells import (
    EARLIEST,
    Read,
    read_case,
    read_code,
    read_days,
    read_flag,
    read_official,
    read_pauses,
    read_word,
)
from tthc_catalog.evaluation.intake.fields import (
    CHANNEL_WORDS,
    FLAGS,
    IDS,
    LEVEL_WORDS,
    MOMENTS,
    OPEN_STATES,
    STATE_WORDS,
    WORDS,
    plain_words,
)
from tthc_catalog.evaluation.intake.moment_formats import SECONDS, read_moment, read_moments

if TYPE_CHECKING:
    from tthc_catalog.evaluation.intake.column_map import ColumnMap
    from tthc_catalog.evaluation.intake.rejects import Rejects
    from tthc_catalog.evaluation.intake.row_batches import RawBatch
    from tthc_catalog.records.catalog import Catalog

Bools = npt.NDArray[np.bool_]

DATE_ONLY = {"due_at": dt.time(0), "returned_at": dt.time(23, 59, 59)}
"""What a bare date stands for where the hour decides nothing."""

_LONGEST = 100
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Normaliser:
    """Brings the batches of one file into one form.

    Attributes:
        dropped_values: cells left out because they told who somebody is, by field.
    """

    def __init__(self, catalog: Catalog, mapping: ColumnMap, file: str, as_of: dt.datetime) -> None:
        self.dropped_values: dict[str, int] = {}
        self._catalog = catalog
        self._mapping = mapping
        self._file = file
        self._as_of = as_of
        self._values = {field: {key.strip(): value for key, value in words.items()} for field, words in mapping.values.items()}
        readers: dict[str, Callable[[str], Read]] = {
            "level": self._level,
            "unit": self._unit,
            "code": read_code,
            "case": read_case,
            "official": read_official,
            "channel": lambda text: read_word(text, CHANNEL_WORDS, "channel"),
            "state": lambda text: read_word(text, STATE_WORDS, "state"),
        }
        self._readers = {**readers, **dict.fromkeys(FLAGS, read_flag), "paused_days": read_days, "pauses": read_pauses}
        self._known: dict[str, dict[str | None, Read]] = {field: {} for field in self._readers}

    def clean(self, batch: RawBatch, rejects: Rejects) -> pa.Table:
        """The rows that are records, every field a column (text, timestamps in seconds, truth), with ``line``."""
        rows = len(batch.lines)
        self._faults: list[tuple[int, str, str, str]] = []
        table: dict[str, Any] = {}
        for field in IDS:
            table[field] = self._ids(batch, field, rows)
        for field in (*WORDS, *FLAGS, "paused_days", "pauses"):
            table[field] = self._words(batch, field, rows)
        for field in MOMENTS:
            table[field] = self._moments(batch, field, rows)
        self._complete(table, batch)
        table["line"] = pa.array(batch.lines)
        clean = pa.table(table)
        if not self._faults:
            return clean
        good = np.ones(rows, dtype=np.bool_)
        for row, field, value, reason in sorted(self._faults):
            good[row] = False
            rejects.add(self._file, int(batch.lines[row]), batch.headers.get(field, field), value, reason)
        return clean.filter(pa.array(good))

    def _given(self, batch: RawBatch, field: str, rows: int) -> Any:
        """The column of a field; where cells are empty or there is none, its constant."""
        constant = self._mapping.constants.get(field)
        column = batch.columns.get(field)
        if column is None:
            value = pa.scalar(constant, pa.string())
            return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, dtype=np.int32)), pa.array([value.as_py()], pa.string()))
        return column

    def _ids(self, batch: RawBatch, field: str, rows: int) -> Any:
        if field not in batch.columns and field not in self._mapping.constants:
            return pa.nulls(rows, pa.string())
        column = _as_strings(self._given(batch, field, rows))
        odd = pc.fill_null(pc.match_substring_regex(column, r"^[\s\x{00a0}=+@-]|[\s\x{00a0}]$|\x{fffd}|^$"), fill_value=False)
        if pc.any(odd).as_py():
            column = pc.replace_substring_regex(column, r"^[\s\x{00a0}]+|[\s\x{00a0}]+$", "")
            column = pc.if_else(pc.equal(column, ""), None, column)
            self._fault(field, column, pc.match_substring_regex(column, r"^[=+@-]"), "formula")
            self._fault(field, column, pc.match_substring_regex(column, r"\x{fffd}"), "encoding")
        self._fault(field, column, pc.greater(pc.utf8_length(column), _LONGEST), "too-long")
        if field == "dossier_id":
            self._fault(field, column, pc.is_null(column), "missing")
        return column

    def _words(self, batch: RawBatch, field: str, rows: int) -> Any:
        """A column of few different values: each is read once."""
        kind = pa.bool_() if field in FLAGS else pa.int32() if field == "paused_days" else pa.string()
        if field not in batch.columns and field not in self._mapping.constants:
            if field in ("unit", "code"):
                raise AssertionError(field)
            return pa.nulls(rows, kind)
        column = self._given(batch, field, rows)
        if pa.types.is_boolean(column.type) and field in FLAGS:
            return column
        encoded = column if pa.types.is_dictionary(column.type) else _as_strings(column).dictionary_encode()
        known = self._known[field]
        texts = [*_as_strings(encoded.dictionary).to_pylist(), None]
        read = [known[text] if text in known else known.setdefault(text, self._read(field, text)) for text in texts]
        numbers = pc.fill_null(encoded.indices.cast(pa.int32()), len(texts) - 1)
        wrong = [reason is not None for _, reason in read]
        if any(wrong):
            places = numbers.to_numpy()
            for row in np.flatnonzero(np.asarray(wrong)[places]).tolist():
                self._faults.append((row, field, texts[places[row]] or "", read[places[row]][1] or ""))
        if field == "official":
            self._count_dropped(field, texts, read, numbers)
        values = pa.array([value for value, _ in read], kind)
        if kind != pa.string() or field == "pauses":
            return values.take(numbers)
        return _compacted(numbers, [value for value, _ in read])

    def _read(self, field: str, text: str | None) -> Read:
        text = unicodedata.normalize("NFC", text).replace("\u00a0", " ").strip() if text is not None else ""
        if not text:
            constant = self._mapping.constants.get(field)
            if constant is None:
                return None, "missing" if field in ("unit", "code") else None
            text = constant
        if len(text) > _LONGEST and field != "pauses":
            return None, "too-long"
        if "\ufffd" in text:
            return None, "encoding"
        text = self._values.get(field, {}).get(text, text)
        if text.startswith(_FORMULA) and text != "-" and field != "paused_days":
            return None, "formula"
        return self._readers[field](text)

    def _count_dropped(self, field: str, texts: list[str | None], read: list[Read], numbers: Any) -> None:
        lost = [value is None and bool(text and text.strip()) for text, (value, reason) in zip(texts, read, strict=True)]
        if any(lost):
            count = int(np.asarray(lost)[numbers.to_numpy()].sum())
            self.dropped_values[field] = self.dropped_values.get(field, 0) + count

    def _moments(self, batch: RawBatch, field: str, rows: int) -> Any:
        column = batch.columns.get(field)
        if column is None:
            return pa.nulls(rows, SECONDS)
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
            column = column.cast(pa.string())
        read = read_moments(column, self._mapping.times.get(field, DATE_ONLY.get(field)))
        given = pc.is_valid(column)
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            given = pc.and_(given, pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(column), ""), fill_value=False))
        unread = pc.and_(given, pc.is_null(read))
        if pc.any(unread).as_py():
            for row in np.flatnonzero(unread.to_numpy(zero_copy_only=False)).tolist():
                text = str(column[row].as_py()).strip()
                bare = isinstance(column[row].as_py(), dt.date) or read_moment(text, dt.time(0)) is not None
                self._faults.append((row, field, text, "time-missing" if bare else "moment"))
        if field == "received_at":
            self._fault(field, column, pc.invert(given), "missing")
        self._fault(field, column, pc.less(read, pa.scalar(EARLIEST, SECONDS)), "too-early")
        if field != "due_at":
            self._fault(field, column, pc.greater(read, pa.scalar(self._as_of, SECONDS)), "future")
        return read

    def _complete(self, table: dict[str, Any], batch: RawBatch) -> None:
        """Fill in what follows: the state from the times; and refuse what contradicts itself."""
        done = pc.is_valid(table["completed_at"])
        state = table["state"]
        state = state.dictionary_decode() if pa.types.is_dictionary(state.type) else state
        if "completed_at" in batch.columns:
            unread = {row for row, field, *_ in self._faults if field == "completed_at"}
            is_open = pc.is_in(state, pa.array(OPEN_STATES))
            closed = pc.and_(pc.is_valid(state), pc.invert(is_open))
            told = [
                (row, reason)
                for mask, reason in (
                    (pc.and_(closed, pc.invert(done)), "completion-missing"),
                    (pc.and_(is_open, done), "completion-unexpected"),
                )
                if pc.any(mask).as_py()
                for row in np.flatnonzero(mask.to_numpy(zero_copy_only=False)).tolist()
            ]
            self._faults += [(row, "state", self._written(batch, "state", row), reason) for row, reason in told if row not in unread]
        elif pc.any(pc.invert(pc.is_in(pc.fill_null(state, "received"), pa.array(OPEN_STATES)))).as_py():
            mask = pc.and_(pc.is_valid(state), pc.invert(pc.is_in(state, pa.array(OPEN_STATES))))
            self._faults += [
                (row, "state", self._written(batch, "state", row), "completion-missing")
                for row in np.flatnonzero(mask.to_numpy(zero_copy_only=False)).tolist()
            ]
        table["state"] = pc.if_else(pc.is_valid(state), state, pc.if_else(done, "resolved", "in_progress"))

    def _written(self, batch: RawBatch, field: str, row: int) -> str:
        """What a file says in a cell; its constant where it says nothing."""
        column = batch.columns.get(field)
        said = column[row].as_py() if column is not None else None
        return str(said or self._mapping.constants.get(field, ""))

    def _fault(self, field: str, column: Any, mask: Any, reason: str) -> None:
        if pc.any(mask).as_py():
            for row in np.flatnonzero(pc.fill_null(mask, fill_value=False).to_numpy(zero_copy_only=False)).tolist():
                value = column[row].as_py()
                self._faults.append((row, field, "" if value is None else str(value), reason))

    def _level(self, text: str) -> Read:
        if any(binding.level == text for binding in self._catalog.manifest.levels):
            return text, None
        return read_word(text, LEVEL_WORDS, "level")

    def _unit(self, text: str) -> Read:
        return unit_id(text, self._catalog), None


def unit_id(text: str, catalog: Catalog) -> str:
    """The catalog's id of a unit written by id or by its usual name; else the text as it stands.

    ``UBND xã An Phượng`` is ``xa-an-phuong``.
    """
    if text in catalog.offices:
        return text
    slug = plain_words(text).replace(" ", "-")
    for lead in ("", "ubnd-", "uy-ban-nhan-dan-", "bo-phan-tiep-nhan-va-tra-ket-qua-", "bo-phan-mot-cua-"):
        rest = slug.removeprefix(lead)
        if rest in catalog.offices:
            return rest
    return text


def _as_strings(column: Any) -> Any:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def _compacted(numbers: Any, values: list[str | None]) -> Any:
    """A dictionary column whose dictionary holds each value once."""
    places = {value: place for place, value in enumerate(dict.fromkeys(value for value in values if value is not None))}
    moved = pa.array([None if value is None else places[value] for value in values], pa.int32())
    return pa.DictionaryArray.from_arrays(moved.take(numbers), pa.array(list(places), pa.string()))
