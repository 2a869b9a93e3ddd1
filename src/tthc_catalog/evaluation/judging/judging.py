"""What each record is judged by: its deadlines from the bulk engine, moved on by the time the citizen was waited for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tthc_catalog.evaluation.judging.working_day_arrays import DAY, NONE, Seconds, WorkingDays

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine


_RADIX = (1 << 24, 1 << 6, 1 << 20, 1 << 12)
"""How many different units, levels, codes and cases there may be."""


class Key(NamedTuple):
    """What one combination of unit, level, code and case stands for in the catalog.

    Attributes:
        office: the desk whose hours count; None where the catalog has no such level.
        desk, matter: numbers of the unit and of the procedure.
        fault: why rows of this combination cannot be records.
    """

    unit: str
    level: str | None
    code: str
    case: str | None
    office: str | None
    field: str | None
    desk: int
    matter: int
    fault: str | None


class Judge:
    """Judges batches of clean records.

    Attributes:
        desks: (level, unit) -> its number.
        matters: (level, field, code) -> its number.
    """

    def __init__(self, engine: Engine) -> None:
        self.desks: dict[tuple[str | None, str], int] = {}
        self.matters: dict[tuple[str | None, str | None, str], int] = {}
        self._engine = engine
        self._catalog = engine.catalog
        self._desks = {binding.level: binding.default_office for binding in engine.catalog.manifest.levels}
        self._keys: list[Key] = []
        self._texts: tuple[dict[str | None, int], ...] = ({}, {}, {}, {})
        self._asked = np.empty(0, dtype=np.int64)
        self._places = np.empty(0, dtype=np.intp)
        self._counts = np.zeros(0, dtype=np.int64)
        self._columns: dict[str, Any] = {}
        self.days = WorkingDays(engine.calendar)

    def judge(self, clean: Any) -> tuple[Any, list[tuple[int, str]]]:
        """The records of a batch with all they are judged by, and the rows that cannot be records with the reason.

        Args:
            clean: from `Normaliser.clean`.
        """
        numbers = self._numbers(clean)
        faulty = np.asarray([key.fault is not None for key in self._keys])
        faults: list[tuple[int, str]] = []
        if faulty.any():
            kept = ~faulty[numbers]
            faults = [(row, self._keys[numbers[row]].fault or "") for row in np.flatnonzero(~kept).tolist()]
            clean, numbers = clean.filter(pa.array(kept)), numbers[kept]
        self._counts = np.bincount(numbers, minlength=len(self._keys)) + np.pad(self._counts, (0, len(self._keys) - self._counts.size))
        chosen = {
            "code": self._spread("code", numbers),
            "level": self._spread("level", numbers),
            "office": self._spread("office", numbers),
            "case": self._spread("case", numbers),
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
        promised = local["promise_due_at"] != NONE
        same_day = local["promise_due_at"] // DAY == _seconds(received) // DAY
        paused_days, paused_since = self._move(clean, local)
        completed = _seconds(clean.column("completed_at"))
        saved = self.days.between(completed, local["law_due_at"])
        resolved = pc.equal(clean.column("state"), "resolved").to_numpy(zero_copy_only=False)
        columns = {
            "record_id": clean.column("record_id"),
            "dossier_id": clean.column("dossier_id"),
            "corrects": clean.column("corrects"),
            "source_line": clean.column("line"),
            "level": chosen["level"],
            "unit": self._spread("unit", numbers),
            "office": chosen["office"],
            "field": self._spread("field", numbers),
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
            "same_day": pa.array(same_day, mask=~promised),
            "provisional": pa.array(found.provisional),
            "deemed": pa.array(self.days.closed(_seconds(received))),
            **{name: _moments(column) for name, column in local.items()},
            "desk": pa.array(self._column("desk")[numbers]),
            "matter": pa.array(self._column("matter")[numbers]),
            "saved_days": pa.array(saved.astype(np.int32), mask=(saved == NONE) | ~resolved),
        }
        return pa.table(columns), faults

    def _numbers(self, clean: Any) -> npt.NDArray[np.intp]:
        """Which combination of unit, level, code and case each row has; a combination not met before is looked up."""
        combined = np.zeros(clean.num_rows, dtype=np.int64)
        for place, name in enumerate(("unit", "level", "code", "case")):
            whole = clean.column(name).combine_chunks()
            encoded = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
            known = self._texts[place]
            own = np.asarray([known.setdefault(text, len(known)) for text in [*encoded.dictionary.to_pylist(), None]], dtype=np.int64)
            codes = pc.fill_null(encoded.indices.cast(pa.int32()), own.size - 1).to_numpy(zero_copy_only=False)
            combined = combined * _RADIX[place] + own[codes]
        at = np.searchsorted(self._asked, combined)
        new = (
            self._asked[np.minimum(at, max(self._asked.size - 1, 0))] != combined
            if self._asked.size
            else np.ones(combined.size, dtype=np.bool_)
        )
        if new.any():
            self._learn(np.unique(combined[new]))
            at = np.searchsorted(self._asked, combined)
        return self._places[at]

    def _learn(self, asked: Seconds) -> None:
        """Look new combinations up in the catalog."""
        texts = [list(known) for known in self._texts]
        for number in asked.tolist():
            left, said = number, []
            for place in range(3, -1, -1):
                left, code = divmod(left, _RADIX[place])
                said.append(texts[place][code])
            case, code, level, unit = said
            self._keys.append(self._resolve(unit or "", level, code or "", case))
        order = np.argsort(combined := np.concatenate([self._asked, asked]))
        places = np.concatenate([self._places, np.arange(len(self._keys) - asked.size, len(self._keys))])
        self._asked, self._places = combined[order], places[order]
        self._columns.clear()

    def _resolve(self, unit: str, level: str | None, code: str, case: str | None) -> Key:
        desk = self._catalog.offices.get(unit)
        levels = self._catalog.by_code.get(code, {})
        if level is None:
            level = desk.level if desk is not None else next(iter(levels)) if len(levels) == 1 else None
        fault = "level" if level is None else "level-unit" if desk is not None and desk.level != level else None
        procedure = levels.get(level or "")
        field = procedure.field if procedure is not None else None
        return Key(
            unit=unit,
            level=level,
            code=code,
            case=case,
            office=desk.id if desk is not None else self._desks.get(level or ""),
            field=field,
            desk=self.desks.setdefault((level, unit), len(self.desks)),
            matter=self.matters.setdefault((level, field, code), len(self.matters)),
            fault=fault,
        )

    def _column(self, name: str) -> npt.NDArray[Any]:
        """Something of every combination, by its number."""
        if name not in self._columns:
            self._columns[name] = np.asarray([getattr(key, name) for key in self._keys], dtype=np.int32)
        column: npt.NDArray[Any] = self._columns[name]
        return column

    def _spread(self, name: str, numbers: npt.NDArray[np.intp]) -> Any:
        """A dictionary column of something of the combinations."""
        kept = "texts of " + name
        if kept not in self._columns:
            places: dict[str, int] = {}
            values = (getattr(key, name) for key in self._keys)
            table = [-1 if value is None else places.setdefault(value, len(places)) for value in values]
            self._columns[kept] = (np.asarray(table, dtype=np.int32), pa.array(list(places), pa.string()))
        table, texts = self._columns[kept]
        chosen = table[numbers]
        return pa.DictionaryArray.from_arrays(pa.array(chosen, mask=chosen < 0), texts)

    def unknown(self) -> tuple[Counter[str], Counter[str], Counter[str]]:
        """Units, procedures and cases the catalog does not know, with their records."""
        units: Counter[str] = Counter()
        procedures: Counter[str] = Counter()
        cases: Counter[str] = Counter()
        for key, count in zip(self._keys, self._counts.tolist(), strict=False):
            if not count:
                continue
            if key.unit not in self._catalog.offices:
                units[key.unit] += count
            if key.field is None:
                procedures[f"{key.level}/{key.code}"] += count
            elif key.case is not None and not self._has_case(key.level, key.code, key.case):
                cases[f"{key.level}/{key.code}/{key.case}"] += count
        return units, procedures, cases

    def _has_case(self, level: str | None, code: str | None, case: str) -> bool:
        procedure = self._catalog.by_code[code or ""][level or ""]
        return any(known.id == case for edition in procedure.editions for known in edition.cases)

    def _move(self, clean: Any, local: dict[str, Seconds]) -> tuple[npt.NDArray[np.int32], Seconds]:
        """Move the deadlines of paused records on; give the working days they stood still, and since when they still do."""
        rows = clean.num_rows
        days = np.zeros(rows, dtype=np.int32)
        since = np.full(rows, NONE, dtype=np.int64)
        stated = clean.column("paused_days")
        written = clean.column("pauses")
        if stated.null_count == rows and written.null_count == rows:
            return days, since
        state = clean.column("state")
        marked = pc.or_(pc.is_valid(stated), pc.is_valid(written)).to_numpy(zero_copy_only=False)
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
        if due == NONE:
            return due, late
        steps = [(None, number)] if not pauses else [(s, self.days.worked_between(s, e)) for s, e in pauses if e is not None]
        for start, count in steps:
            if count and (start is None or start < late):
                shift = self.days.shift(due, count)
                due, late = due + shift, late + shift
        return due, late


def _intervals(written: str | None) -> list[tuple[int, int | None]]:
    pairs = [piece.partition("/") for piece in (written or "").split(";") if piece]
    return [(_second(start), _second(end) if end else None) for start, _, end in pairs]


def _second(written: str) -> int:
    return int((dt.datetime.fromisoformat(written) - dt.datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001 - office time


def _seconds(column: Any) -> Seconds:
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    seconds: Seconds = column.to_numpy(zero_copy_only=False).astype("datetime64[s]").view(np.int64)
    return seconds


def _moments(seconds: Seconds) -> Any:
    return pa.array(seconds.view("datetime64[s]"), pa.timestamp("s"))
