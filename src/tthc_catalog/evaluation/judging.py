"""What each record is judged by: its deadlines from the bulk engine, moved on by the time the citizen was waited for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

if TYPE_CHECKING:
    from tthc_catalog.calendars.working import WorkingCalendar
    from tthc_catalog.engine import Engine

_DAY = 86_400
_NONE = np.iinfo(np.int64).min
"""How numpy writes "no moment"."""

Seconds = npt.NDArray[np.int64]


class Key(NamedTuple):
    """What one combination of unit, level, code and case stands for in the catalog.

    Attributes:
        office: the desk whose hours count; None where the catalog has no such level.
        fault: why rows of this combination cannot be records.
    """

    level: str | None
    office: str | None
    field: str | None
    fault: str | None = None


class Judge:
    """Judges batches of clean records.

    Attributes:
        unknown_units, unknown_procedures, unknown_cases: what the catalog does not know, with the number of records.
    """

    def __init__(self, engine: Engine) -> None:
        self.unknown_units: Counter[str] = Counter()
        self.unknown_procedures: Counter[str] = Counter()
        self.unknown_cases: Counter[str] = Counter()
        self._engine = engine
        self._catalog = engine.catalog
        self._desks = {binding.level: binding.default_office for binding in engine.catalog.manifest.levels}
        self._keys: dict[tuple[str | None, ...], Key] = {}
        self.days = Days(engine.calendar)

    def judge(self, clean: Any) -> tuple[Any, list[tuple[int, str]]]:
        """The records of a batch with all they are judged by, and the rows that cannot be records with the reason.

        Args:
            clean: from `Normaliser.clean`.
        """
        texts, numbers = _combined([clean.column(name) for name in ("unit", "level", "code", "case")])
        keys = [self._key(*text) for text in texts]
        faulty = np.asarray([key.fault is not None for key in keys])
        faults = [(row, keys[numbers[row]].fault or "") for row in np.flatnonzero(faulty[numbers]).tolist()] if faulty.any() else []
        if faults:
            kept = ~faulty[numbers]
            clean, numbers = clean.filter(pa.array(kept)), numbers[kept]
        self._count(texts, keys, np.bincount(numbers, minlength=len(texts)))
        chosen = {
            "code": _spread([text[2] for text in texts], numbers),
            "level": _spread([key.level for key in keys], numbers),
            "office": _spread([key.office for key in keys], numbers),
            "case": _spread([text[3] for text in texts], numbers),
        }
        received = clean.column("received_at").combine_chunks()
        found = self._engine.decide_many(received, **chosen)
        moments = {
            "due_at": found.due_at,
            "late_after": found.late_after,
            "promise_due_at": found.commitment_due_at,
            "promise_late_after": found.commitment_late_after,
            "law_due_at": found.statutory_due_at,
            "law_late_after": found.statutory_late_after,
        }
        local = {name: column.astype("datetime64[s]").view(np.int64).copy() for name, column in moments.items()}
        paused_days, paused_since = self._move(clean, local)
        completed = _seconds(clean.column("completed_at"))
        saved = self.days.between(completed, local["law_due_at"])
        resolved = pa.compute.equal(clean.column("state"), "resolved").to_numpy(zero_copy_only=False)
        columns = {
            "record_id": clean.column("record_id"),
            "dossier_id": clean.column("dossier_id"),
            "corrects": clean.column("corrects"),
            "source_line": clean.column("line"),
            "level": chosen["level"],
            "unit": clean.column("unit"),
            "office": chosen["office"],
            "field": _spread([key.field for key in keys], numbers),
            "code": chosen["code"],
            "case_id": chosen["case"],
            **{name: clean.column(name) for name in ("official", "channel", "state")},
            "received_at": received,
            "completed_at": clean.column("completed_at"),
            "returned_at": clean.column("returned_at"),
            "printed_due_at": clean.column("due_at"),
            "paused_days": pa.array(paused_days),
            "paused_since": _moments(paused_since),
            **{name: clean.column(name) for name in ("paid_online", "result_digitised", "apology_issued")},
            "covered": pa.array(found.covered),
            "reason": found.reason.to_arrow(),
            "provisional": pa.array(found.provisional),
            "deemed": pa.array(self.days.closed(_seconds(received))),
            **{name: _moments(column) for name, column in local.items()},
            "saved_days": pa.array(saved.astype(np.int32), mask=(saved == _NONE) | ~resolved),
        }
        return pa.table(columns), faults

    def _key(self, unit: str | None, level: str | None, code: str | None, case: str | None) -> Key:
        asked = (unit, level, code, case)
        if asked not in self._keys:
            self._keys[asked] = self._resolve(unit or "", level, code or "")
        return self._keys[asked]

    def _resolve(self, unit: str, level: str | None, code: str) -> Key:
        desk = self._catalog.offices.get(unit)
        levels = self._catalog.by_code.get(code, {})
        if level is None:
            level = desk.level if desk is not None else next(iter(levels)) if len(levels) == 1 else None
        if level is None:
            return Key(None, None, None, "level")
        if desk is not None and desk.level != level:
            return Key(level, None, None, "level-unit")
        procedure = levels.get(level)
        return Key(level, desk.id if desk is not None else self._desks.get(level), procedure.field if procedure else None)

    def _count(self, texts: list[tuple[str | None, ...]], keys: list[Key], counts: npt.NDArray[np.intp]) -> None:
        """Note what the catalog does not know."""
        for (unit, _, code, case), key, count in zip(texts, keys, counts.tolist(), strict=True):
            if not count:
                continue
            if unit is not None and unit not in self._catalog.offices:
                self.unknown_units[unit] += count
            if key.field is None:
                self.unknown_procedures[f"{key.level}/{code}"] += count
            elif case is not None and not self._has_case(key.level, code, case):
                self.unknown_cases[f"{key.level}/{code}/{case}"] += count

    def _has_case(self, level: str | None, code: str | None, case: str) -> bool:
        procedure = self._catalog.by_code[code or ""][level or ""]
        return any(known.id == case for edition in procedure.editions for known in edition.cases)

    def _move(self, clean: Any, local: dict[str, Seconds]) -> tuple[npt.NDArray[np.int32], Seconds]:
        """Move the deadlines of paused records on; give the working days they stood still, and since when they still do."""
        rows = clean.num_rows
        days = np.zeros(rows, dtype=np.int32)
        since = np.full(rows, _NONE, dtype=np.int64)
        stated = clean.column("paused_days")
        written = clean.column("pauses")
        if stated.null_count == rows and written.null_count == rows:
            return days, since
        state = clean.column("state")
        marked = pa.compute.or_(pa.compute.is_valid(stated), pa.compute.is_valid(written)).to_numpy(zero_copy_only=False)
        for row in np.flatnonzero(marked).tolist():
            pauses = _intervals(written[row].as_py())
            number = stated[row].as_py()
            if pauses:
                days[row] = sum(self.days.worked_between(start, end) for start, end in pauses if end is not None)
                if pauses[-1][1] is None and state[row].as_py() == "paused":
                    since[row] = pauses[-1][0]
            elif number:
                days[row] = number
            for due, late in (("due_at", "late_after"), ("promise_due_at", "promise_late_after"), ("law_due_at", "law_late_after")):
                local[due][row], local[late][row] = self._moved(int(local[due][row]), int(local[late][row]), pauses, number or 0)
        return days, since

    def _moved(self, due: int, late: int, pauses: list[tuple[int, int | None]], number: int) -> tuple[int, int]:
        if due == _NONE:
            return due, late
        steps = [(None, number)] if not pauses else [(s, self.days.worked_between(s, e)) for s, e in pauses if e is not None]
        for start, count in steps:
            if count and (start is None or start < late):
                shift = self.days.shift(due, count)
                due, late = due + shift, late + shift
        return due, late


class Days:
    """The working calendar on whole arrays of local seconds since 1970."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._first = (calendar.first - dt.date(1970, 1, 1)).days
        self._ordinal = np.asarray(calendar.ordinal, dtype=np.int64)
        self._working = np.asarray(calendar.working, dtype=np.bool_)
        self._worked = np.flatnonzero(self._working)

    def closed(self, moments: Seconds) -> npt.NDArray[np.bool_]:
        """Whether each moment falls on a day off."""
        day = moments // _DAY - self._first
        known = (day >= 0) & (day < self._working.size)
        return known & ~self._working[np.where(known, day, 0)]

    def between(self, since: Seconds, until: Seconds) -> Seconds:
        """Working days after the day of ``since`` up to and including the day of ``until``; negative the other way round."""
        last = self._ordinal.size - 2
        first, second = since // _DAY - self._first, until // _DAY - self._first
        known = (first >= 0) & (first <= last) & (second >= 0) & (second <= last)
        counted = self._ordinal[np.where(known, second, 0) + 1] - self._ordinal[np.where(known, first, 0) + 1]
        return np.where(known, counted, _NONE)

    def worked_between(self, start: int, end: int) -> int:
        """The same for two moments, 0 where the calendar does not reach."""
        count = int(self.between(np.asarray([start]), np.asarray([end]))[0])
        return 0 if count == _NONE else count

    def shift(self, moment: int, count: int) -> int:
        """Seconds from the day of a moment to the ``count``-th working day after it; 0 where the calendar does not reach."""
        day = moment // _DAY - self._first
        if not 0 <= day < self._ordinal.size - 1:
            return 0
        place = int(self._ordinal[day + 1]) + count - 1
        return (int(self._worked[place]) - day) * _DAY if 0 <= place < self._worked.size else 0


def _intervals(written: str | None) -> list[tuple[int, int | None]]:
    pairs = [piece.partition("/") for piece in (written or "").split(";") if piece]
    return [(_second(start), _second(end) if end else None) for start, _, end in pairs]


def _second(written: str) -> int:
    return int((dt.datetime.fromisoformat(written) - dt.datetime(1970, 1, 1)).total_seconds())


def _seconds(column: Any) -> Seconds:
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    seconds: Seconds = column.to_numpy(zero_copy_only=False).astype("datetime64[s]").view(np.int64)
    return seconds


def _moments(seconds: Seconds) -> Any:
    return pa.array(seconds.view("datetime64[s]"), pa.timestamp("s"))


def _spread(values: list[str | None], numbers: npt.NDArray[np.intp]) -> Any:
    """A dictionary column with a value for each number."""
    places = {value: place for place, value in enumerate(dict.fromkeys(value for value in values if value is not None))}
    table = np.asarray([places.get(value, -1) if value is not None else -1 for value in values], dtype=np.int32)
    chosen = table[numbers]
    return pa.DictionaryArray.from_arrays(pa.array(chosen, mask=chosen < 0), pa.array(list(places), pa.string()))


def _combined(columns: list[Any]) -> tuple[list[tuple[str | None, ...]], npt.NDArray[np.intp]]:
    """The different combinations of some text columns, and which of them each row has."""
    texts: list[list[str | None]] = []
    combined = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        whole = column.combine_chunks()
        encoded = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
        values = encoded.dictionary.to_pylist()
        numbers = pa.compute.fill_null(encoded.indices.cast(pa.int64()), len(values)).to_numpy()
        texts.append([*values, None])
        combined = combined * (len(values) + 1) + numbers
    found, places = np.unique(combined, return_inverse=True)
    asked: list[tuple[str | None, ...]] = []
    for number in found.tolist():
        left, said = number, []
        for values in reversed(texts):
            left, place = divmod(left, len(values))
            said.append(values[place])
        asked.append(tuple(reversed(said)))
    return asked, places
