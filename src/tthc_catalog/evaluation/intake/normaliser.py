"""Normalisation of raw batches into clean records: each value is normalised, or its row is rejected."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tthc_catalog.decisions.written_moments import INVISIBLE
from tthc_catalog.evaluation.intake.cells import (
    Parsed,
    is_empty_word,
    read_case,
    read_code,
    read_days,
    read_flag,
    read_official,
    read_pauses,
    read_word,
)
from tthc_catalog.evaluation.intake.field_words import (
    BY_COMPLETION,
    CHANNEL_WORDS,
    LEVEL_WORDS,
    ONLINE_FLAGS,
    ONLINE_HEADERS,
    STATE_WORDS,
    TICKS,
)
from tthc_catalog.evaluation.intake.moment_cleaning import MomentCleaner, Order
from tthc_catalog.evaluation.intake.moment_formats import BLANKS
from tthc_catalog.evaluation.intake.personal_data import PERSON_NUMBER, is_personal_unit
from tthc_catalog.evaluation.intake.record_fields import FLAGS, IDS, MOMENTS, OPEN_STATES, OPTIONAL, WORDS, plain_words
from tthc_catalog.evaluation.intake.word_columns import ParsedTexts, as_strings, composed, is_among, is_short, unit_id

if TYPE_CHECKING:
    from tthc_catalog.evaluation.intake.column_map import ColumnMap
    from tthc_catalog.evaluation.intake.rejects import RejectReceiver
    from tthc_catalog.evaluation.intake.row_batches import RawBatch
    from tthc_catalog.records.catalog import Catalog

Bools = npt.NDArray[np.bool_]

_LONGEST = 100
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_INVISIBLE = "[" + "".join(rf"\x{{{ord(letter):04x}}}" for letter in INVISIBLE) + "]"
_ROUNDED = r"^\d([.,]\d+)?[eE]\+?\d{2,}$|^\d{16,}\.0$"
"""A number of more than 15 digits, whose last ones a spreadsheet has lost."""
_CELL_ERROR = r"^#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)$"
_SUSPECT_ID = rf"^[{BLANKS}=+@#-]|[{BLANKS}]$|{_INVISIBLE}|\x{{fffd}}|^$|{_ROUNDED}"

_PLAIN_CHARACTERS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz./_-"
_SUSPECT_PLAIN_ID = rf"^-|^$|{_ROUNDED}|{PERSON_NUMBER}"
"""What `_SUSPECT_ID` and `_PERSONAL_ID` find in a text of `_PLAIN_CHARACTERS`; much faster, for it looks at the start only."""


_PERSONAL_ID = rf"{PERSON_NUMBER}|[\w.+-]@[\w-]+\.|\p{{L}} \p{{L}}{{2,}}|\p{{L}}{{2,}} \p{{L}}"
"""An identity or phone number, a mail address, or words; a dossier number has another shape."""


class Normaliser:
    """Normalise the batches of one file.

    Attributes:
        dropped_values: field -> number of cells dropped because they identify a person.
        unknown_values: optional field -> value that is not understood -> number of cells; the rest of the row is kept.
        restored_codes: code as written, without its last zeros -> number of cells.
        moments: parses the moments, and counts dates without a time.
    """

    def __init__(self, catalog: Catalog, mapping: ColumnMap, file: str, as_of: dt.datetime, order: Order | None = None) -> None:
        """Start a file.

        Args:
            catalog: the catalog whose units, levels and codes are known.
            mapping: the column map.
            file: name of the file.
            as_of: local time of the export.
            order: how to read a date such as 06/10/2023; by default as the map says, else day first.
        """
        self.dropped_values: dict[str, int] = {}
        self.unknown_values: dict[str, Counter[str]] = {field: Counter() for field in OPTIONAL}
        self.restored_codes: Counter[str] = Counter()
        self.moments = MomentCleaner(mapping, as_of, order or mapping.date_order or "assumed")
        self._catalog = catalog
        self._mapping = mapping
        self._file = file
        self._values = {field: {composed(key): value for key, value in words.items()} for field, words in mapping.values.items()}
        self._stated_units = {*self._values.get("unit", {}).values(), mapping.constants.get("unit")}
        self._channel_words = CHANNEL_WORDS
        parsers: dict[str, Callable[[str], Parsed]] = {
            "level": self._level,
            "unit": self._unit,
            "code": lambda text: read_code(text, catalog.by_code),
            "case": read_case,
            "official": read_official,
            "channel": lambda text: read_word(TICKS.get(text, text), self._channel_words, "channel"),
            "state": lambda text: read_word(text, STATE_WORDS, "state"),
        }
        self._parsers = {**parsers, **dict.fromkeys(FLAGS, read_flag), "paused_days": read_days, "pauses": read_pauses}
        self._parsed = {field: ParsedTexts(functools.partial(self._parse, field)) for field in self._parsers}

    def clean(self, batch: RawBatch, rejects: RejectReceiver) -> pa.Table:
        """Return the valid rows, with a column for each field and ``line``; reject the others."""
        rows = len(batch.lines)
        self._faults: list[tuple[int, str, str, str]] = []
        self._assumed: list[tuple[str, Any]] = []
        table: dict[str, Any] = {}
        for field in IDS:
            table[field] = self._ids(batch, field, rows)
        for field in (*WORDS, *FLAGS, "paused_days", "pauses"):
            table[field] = self._words(batch, field, rows)
        for field in MOMENTS:
            table[field] = self._clean_moments(batch, field)
        table["assumed_times"] = self._assumed_times(rows)
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
        column = as_strings(self._column(batch, field, rows))
        if _is_plain(column):
            if field == "dossier_id":
                self._fault(field, column, pc.is_null(column), "missing")
            return column
        suspect = pc.fill_null(pc.match_substring_regex(column, _SUSPECT_ID), fill_value=False)
        if pc.any(suspect).as_py():
            column = pc.replace_substring_regex(column, rf"^[{BLANKS}]+|[{BLANKS}]+$", "")
            column = pc.replace_substring_regex(column, _INVISIBLE, "")
            column = pc.if_else(pc.equal(column, ""), None, column)
            self._fault(field, column, pc.match_substring_regex(column, r"^[=+@-]"), "formula")
            self._fault(field, column, pc.match_substring_regex(column, r"\x{fffd}"), "encoding")
            self._fault(field, column, pc.match_substring_regex(column, _ROUNDED), "id-rounded")
            self._fault(field, column, pc.match_substring_regex(column, _CELL_ERROR), "cell-error")
        self._fault(field, column, pc.greater(pc.utf8_length(column), _LONGEST), "too-long")
        self._fault(field, column, pc.match_substring_regex(column, _PERSONAL_ID), "personal")
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
        if pa.types.is_integer(column.type) or pa.types.is_dictionary(column.type):
            encoded = column.dictionary_encode()
        else:
            encoded = as_strings(column, field).dictionary_encode()
        # Yes and no name a channel only in a column that says whether the dossier was filed online.
        is_flag = field == "channel" and plain_words(batch.headers.get(field, "")) in ONLINE_HEADERS
        self._channel_words = {**CHANNEL_WORDS, **ONLINE_FLAGS} if is_flag else CHANNEL_WORDS
        parsed = self._parsed[field]
        texts = [*as_strings(encoded.dictionary).to_pylist(), None]
        numbers = parsed.numbers(texts)
        places = pc.fill_null(encoded.indices.cast(pa.int32()), len(texts) - 1).to_numpy()
        self._note_words(field, texts, numbers, places)
        if arrow_type == pa.string() and field != "pauses":
            return parsed.column(numbers[places])
        return pa.array([parsed.results[number] for number in numbers.tolist()], arrow_type).take(pa.array(places))

    def _note_words(self, field: str, texts: list[str | None], numbers: npt.NDArray[np.int32], places: npt.NDArray[np.int32]) -> None:
        """Record the faulty values of a column: as faults of their rows, or as counts if the field is optional.

        Args:
            field: the field.
            texts: the different texts of the column.
            numbers: the number of each text among the parsed ones.
            places: index of each row's text.
        """
        parsed = self._parsed[field]
        faulty = parsed.faulty(numbers)
        if faulty.any() and field in OPTIONAL:
            counts = np.bincount(places, minlength=len(texts))
            self.unknown_values[field].update({texts[n] or "": int(counts[n]) for n in np.flatnonzero(faulty & (counts > 0)).tolist()})
        elif faulty.any():
            for row in np.flatnonzero(faulty[places]).tolist():
                self._faults.append((row, field, texts[places[row]] or "", parsed.reasons[numbers[places[row]]] or ""))
        if field in ("code", "official"):
            values = [parsed.results[number] for number in numbers.tolist()]
            if field == "code":
                self._count_restored(texts, values, places)
            else:
                self._count_dropped(field, texts, values, places)

    def _parse(self, field: str, text: str | None) -> Parsed:
        """Parse one value of a field, after the replacements of the column map."""
        text = composed(text) if text is not None else ""
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
        if field in FLAGS:
            return self._parsers[field](text)
        if text.startswith(_FORMULA) and not is_empty_word(text) and field != "paused_days":
            return None, "formula"
        if text.startswith("#") and re.fullmatch(_CELL_ERROR, text):
            return None, "cell-error"
        return self._parsers[field](text)

    def _count_restored(self, texts: list[str | None], values: list[Any], places: npt.NDArray[np.int32]) -> None:
        restored = [n for n, value in enumerate(values) if value and (texts[n] or "").strip() and value not in (texts[n] or "")]
        if restored:
            counts = np.bincount(places, minlength=len(texts))
            self.restored_codes.update({texts[n] or "": int(counts[n]) for n in restored if is_short(texts[n] or "") and counts[n]})

    def _count_dropped(self, field: str, texts: list[str | None], values: list[Any], places: npt.NDArray[np.int32]) -> None:
        dropped = [value is None and bool(text and text.strip()) for text, value in zip(texts, values, strict=True)]
        if any(dropped):
            count = int(np.asarray(dropped)[places].sum())
            self.dropped_values[field] = self.dropped_values.get(field, 0) + count

    def _clean_moments(self, batch: RawBatch, field: str) -> Any:
        """Return a column of moments; reject or drop the unreadable ones."""
        moments, faults, assumed = self.moments.clean(batch, field)
        if field in OPTIONAL:
            self.unknown_values[field].update(value for _, value, _ in faults)
            if faults:
                lost = np.zeros(len(moments), dtype=np.bool_)
                lost[[row for row, _, _ in faults]] = True
                moments = pc.if_else(pa.array(lost), None, moments)
        else:
            self._faults += [(row, field, value, reason) for row, value, reason in faults]
        if assumed is not None:
            self._assumed.append((field, assumed))
        return moments

    def _assumed_times(self, rows: int) -> Any:
        """Return, for each row, the fields whose time of day is the column map's; null for none."""
        texts = pa.nulls(rows, pa.string())
        for field, mask in self._assumed:
            longer = pc.if_else(pc.is_valid(texts), pc.binary_join_element_wise(texts, field, ","), field)
            texts = pc.if_else(mask, longer, texts)
        return texts

    def _check_state(self, table: dict[str, Any], batch: RawBatch) -> None:
        """Check that state and completion agree, and derive missing states from the completion."""
        done = pc.is_valid(table["completed_at"])
        state = table["state"].dictionary_encode()
        for word, (while_open, once_closed) in BY_COMPLETION.items():
            if word in state.dictionary.to_pylist():
                words = state.dictionary_decode()
                is_word = pc.fill_null(pc.equal(words, word), fill_value=False)
                state = pc.if_else(is_word, pc.if_else(done, once_closed, while_open), words).dictionary_encode()
        is_open = is_among(state, OPEN_STATES)
        closed = pc.and_(pc.is_valid(state), pc.invert(is_open))
        if "completed_at" in batch.columns:
            unread = {row for row, field, *_ in self._faults if field == "completed_at"}
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
        elif pc.any(closed).as_py():
            self._faults += [
                (row, "state", self._written(batch, "state", row), "completion-missing")
                for row in np.flatnonzero(closed.to_numpy(zero_copy_only=False)).tolist()
            ]
        if state.null_count:
            words = state.dictionary_decode()
            state = pc.if_else(pc.is_valid(words), words, pc.if_else(done, "resolved", "in_progress"))
        table["state"] = state

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
        """Return the unit; one that is neither in the catalog nor in the column map must not look like personal data."""
        unit = unit_id(text, self._catalog)
        if unit in self._catalog.offices or unit in self._stated_units or not is_personal_unit(unit):
            return unit, None
        return None, "personal"


def _is_plain(column: Any) -> bool:
    """Return whether the characters of a column of ids show that no cell is too long, suspect or personal."""
    if not len(column) or (pc.max(pc.binary_length(column)).as_py() or 0) > _LONGEST:
        return False
    _, offsets, data = column.buffers()
    if data is None:
        return False
    places = np.frombuffer(offsets, np.int32)
    characters = memoryview(data)[places[column.offset] : places[column.offset + len(column)]]
    return (
        not bytes(characters).translate(None, _PLAIN_CHARACTERS) and not pc.any(pc.match_substring_regex(column, _SUSPECT_PLAIN_ID)).as_py()
    )
