"""Normalisation of raw batches into clean records: each value is normalised, or its row is rejected."""

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
    Parsed,
    read_case,
    read_code,
    read_days,
    read_flag,
    read_official,
    read_pauses,
    read_word,
)
from tthc_catalog.evaluation.intake.moment_formats import SECONDS, read_moment, read_moments
from tthc_catalog.evaluation.intake.record_fields import (
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

if TYPE_CHECKING:
    from tthc_catalog.evaluation.intake.column_map import ColumnMap
    from tthc_catalog.evaluation.intake.rejects import Rejects
    from tthc_catalog.evaluation.intake.row_batches import RawBatch
    from tthc_catalog.records.catalog import Catalog

Bools = npt.NDArray[np.bool_]

DATE_ONLY = {"due_at": dt.time(0), "returned_at": dt.time(23, 59, 59)}
"""The time of day that a bare date means in fields whose hour decides nothing."""

_LONGEST = 100
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Normaliser:
    """Normalise the batches of one file.

    Attributes:
        dropped_values: field -> number of cells dropped because they identify a person.
    """

    def __init__(self, catalog: Catalog, mapping: ColumnMap, file: str, as_of: dt.datetime) -> None:
        self.dropped_values: dict[str, int] = {}
        self._catalog = catalog
        self._mapping = mapping
        self._file = file
        self._as_of = as_of
        self._values = {field: {key.strip(): value for key, value in words.items()} for field, words in mapping.values.items()}
        parsers: dict[str, Callable[[str], Parsed]] = {
            "level": self._level,
            "unit": self._unit,
            "code": read_code,
            "case": read_case,
            "official": read_official,
            "channel": lambda text: read_word(text, CHANNEL_WORDS, "channel"),
            "state": lambda text: read_word(text, STATE_WORDS, "state"),
        }
        self._parsers = {**parsers, **dict.fromkeys(FLAGS, read_flag), "paused_days": read_days, "pauses": read_pauses}
        self._cache: dict[str, dict[str | None, Parsed]] = {field: {} for field in self._parsers}

    def clean(self, batch: RawBatch, rejects: Rejects) -> pa.Table:
        """Return the valid rows, with a column for each field and ``line``; reject the others."""
        rows = len(batch.lines)
        self._faults: list[tuple[int, str, str, str]] = []
        table: dict[str, Any] = {}
        for field in IDS:
            table[field] = self._ids(batch, field, rows)
        for field in (*WORDS, *FLAGS, "paused_days", "pauses"):
            table[field] = self._words(batch, field, rows)
        for field in MOMENTS:
            table[field] = self._moments(batch, field, rows)
        self._check_state(table, batch)
        table["line"] = pa.array(batch.lines)
        clean = pa.table(table)
        if not self._faults:
            return clean
        valid = np.ones(rows, dtype=np.bool_)
        for row, field, value, reason in sorted(self._faults):
            valid[row] = False
            rejects.add(self._file, int(batch.lines[row]), batch.headers.get(field, field), value, reason)
        return clean.filter(pa.array(valid))

    def _column(self, batch: RawBatch, field: str, rows: int) -> Any:
        """Return the column of a field; without one, its constant in every row."""
        column = batch.columns.get(field)
        if column is None:
            constant = pa.array([self._mapping.constants.get(field)], pa.string())
            return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, dtype=np.int32)), constant)
        return column

    def _ids(self, batch: RawBatch, field: str, rows: int) -> Any:
        """Return a column of ids, trimmed and checked."""
        if field not in batch.columns and field not in self._mapping.constants:
            return pa.nulls(rows, pa.string())
        column = _as_strings(self._column(batch, field, rows))
        suspect = pc.fill_null(pc.match_substring_regex(column, r"^[\s\x{00a0}=+@-]|[\s\x{00a0}]$|\x{fffd}|^$"), fill_value=False)
        if pc.any(suspect).as_py():
            column = pc.replace_substring_regex(column, r"^[\s\x{00a0}]+|[\s\x{00a0}]+$", "")
            column = pc.if_else(pc.equal(column, ""), None, column)
            self._fault(field, column, pc.match_substring_regex(column, r"^[=+@-]"), "formula")
            self._fault(field, column, pc.match_substring_regex(column, r"\x{fffd}"), "encoding")
        self._fault(field, column, pc.greater(pc.utf8_length(column), _LONGEST), "too-long")
        if field == "dossier_id":
            self._fault(field, column, pc.is_null(column), "missing")
        return column

    def _words(self, batch: RawBatch, field: str, rows: int) -> Any:
        """Return a column with few different values; each value is parsed once."""
        arrow_type = pa.bool_() if field in FLAGS else pa.int32() if field == "paused_days" else pa.string()
        if field not in batch.columns and field not in self._mapping.constants:
            if field in ("unit", "code"):
                raise AssertionError(field)
            return pa.nulls(rows, arrow_type)
        column = self._column(batch, field, rows)
        if pa.types.is_boolean(column.type) and field in FLAGS:
            return column
        encoded = column if pa.types.is_dictionary(column.type) else _as_strings(column).dictionary_encode()
        cache = self._cache[field]
        texts = [*_as_strings(encoded.dictionary).to_pylist(), None]
        parsed = [cache[text] if text in cache else cache.setdefault(text, self._parse(field, text)) for text in texts]
        numbers = pc.fill_null(encoded.indices.cast(pa.int32()), len(texts) - 1)
        is_fault = [reason is not None for _, reason in parsed]
        if any(is_fault):
            places = numbers.to_numpy()
            for row in np.flatnonzero(np.asarray(is_fault)[places]).tolist():
                self._faults.append((row, field, texts[places[row]] or "", parsed[places[row]][1] or ""))
        if field == "official":
            self._count_dropped(field, texts, parsed, numbers)
        values = pa.array([value for value, _ in parsed], arrow_type)
        if arrow_type != pa.string() or field == "pauses":
            return values.take(numbers)
        return _dictionary_column(numbers, [value for value, _ in parsed])

    def _parse(self, field: str, text: str | None) -> Parsed:
        """Parse one value of a field, after the replacements of the column map."""
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
        return self._parsers[field](text)

    def _count_dropped(self, field: str, texts: list[str | None], parsed: list[Parsed], numbers: Any) -> None:
        dropped = [value is None and bool(text and text.strip()) for text, (value, reason) in zip(texts, parsed, strict=True)]
        if any(dropped):
            count = int(np.asarray(dropped)[numbers.to_numpy()].sum())
            self.dropped_values[field] = self.dropped_values.get(field, 0) + count

    def _moments(self, batch: RawBatch, field: str, rows: int) -> Any:
        """Return a column of moments, parsed and checked."""
        column = batch.columns.get(field)
        if column is None:
            return pa.nulls(rows, SECONDS)
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
            column = column.cast(pa.string())
        moments = read_moments(column, self._mapping.times.get(field, DATE_ONLY.get(field)))
        filled = pc.is_valid(column)
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            filled = pc.and_(filled, pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(column), ""), fill_value=False))
        unread = pc.and_(filled, pc.is_null(moments))
        if pc.any(unread).as_py():
            for row in np.flatnonzero(unread.to_numpy(zero_copy_only=False)).tolist():
                text = str(column[row].as_py()).strip()
                is_date = isinstance(column[row].as_py(), dt.date) or read_moment(text, dt.time(0)) is not None
                self._faults.append((row, field, text, "time-missing" if is_date else "moment"))
        if field == "received_at":
            self._fault(field, column, pc.invert(filled), "missing")
        self._fault(field, column, pc.less(moments, pa.scalar(EARLIEST, SECONDS)), "too-early")
        if field != "due_at":
            self._fault(field, column, pc.greater(moments, pa.scalar(self._as_of, SECONDS)), "future")
        return moments

    def _check_state(self, table: dict[str, Any], batch: RawBatch) -> None:
        """Check that state and completion agree, and derive missing states from the completion."""
        done = pc.is_valid(table["completed_at"])
        state = table["state"]
        state = state.dictionary_decode() if pa.types.is_dictionary(state.type) else state
        if "completed_at" in batch.columns:
            unread = {row for row, field, *_ in self._faults if field == "completed_at"}
            is_open = pc.is_in(state, pa.array(OPEN_STATES))
            closed = pc.and_(pc.is_valid(state), pc.invert(is_open))
            contradictions = [
                (row, reason)
                for mask, reason in (
                    (pc.and_(closed, pc.invert(done)), "completion-missing"),
                    (pc.and_(is_open, done), "completion-unexpected"),
                )
                if pc.any(mask).as_py()
                for row in np.flatnonzero(mask.to_numpy(zero_copy_only=False)).tolist()
            ]
            self._faults += [
                (row, "state", self._written(batch, "state", row), reason) for row, reason in contradictions if row not in unread
            ]
        elif pc.any(pc.invert(pc.is_in(pc.fill_null(state, "received"), pa.array(OPEN_STATES)))).as_py():
            mask = pc.and_(pc.is_valid(state), pc.invert(pc.is_in(state, pa.array(OPEN_STATES))))
            self._faults += [
                (row, "state", self._written(batch, "state", row), "completion-missing")
                for row in np.flatnonzero(mask.to_numpy(zero_copy_only=False)).tolist()
            ]
        table["state"] = pc.if_else(pc.is_valid(state), state, pc.if_else(done, "resolved", "in_progress"))

    def _written(self, batch: RawBatch, field: str, row: int) -> str:
        """Return the text of a cell, or the constant of its field if the cell is empty."""
        column = batch.columns.get(field)
        value = column[row].as_py() if column is not None else None
        return str(value or self._mapping.constants.get(field, ""))

    def _fault(self, field: str, column: Any, mask: Any, reason: str) -> None:
        """Record a fault for each row of a mask."""
        if pc.any(mask).as_py():
            for row in np.flatnonzero(pc.fill_null(mask, fill_value=False).to_numpy(zero_copy_only=False)).tolist():
                value = column[row].as_py()
                self._faults.append((row, field, "" if value is None else str(value), reason))

    def _level(self, text: str) -> Parsed:
        if any(binding.level == text for binding in self._catalog.manifest.levels):
            return text, None
        return read_word(text, LEVEL_WORDS, "level")

    def _unit(self, text: str) -> Parsed:
        return unit_id(text, self._catalog), None


def unit_id(text: str, catalog: Catalog) -> str:
    """Return the catalog's id of a unit that is given by id or by its usual name, else the text unchanged.

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


def _dictionary_column(numbers: Any, values: list[str | None]) -> Any:
    """Return a dictionary column whose dictionary contains each value once.

    Args:
        numbers: index of each row's value.
        values: the values, with repetitions.
    """
    places = {value: place for place, value in enumerate(dict.fromkeys(value for value in values if value is not None))}
    renumbering = pa.array([None if value is None else places[value] for value in values], pa.int32())
    return pa.DictionaryArray.from_arrays(renumbering.take(numbers), pa.array(list(places), pa.string()))
