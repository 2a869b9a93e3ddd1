"""Judging of clean records: deadlines from the bulk engine, moved by the pauses in which the office waited for the citizen."""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tthc_catalog.evaluation.intake.word_columns import is_among
from tthc_catalog.evaluation.judging.paused_records import PausedRecords
from tthc_catalog.evaluation.judging.working_day_arrays import DAY, NONE, Seconds, WorkingDays
from tthc_catalog.timetable.counted_office import takes
from tthc_catalog.timetable.pauses import ENDED_BY_PAUSE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tthc_catalog.engine import Engine
    from tthc_catalog.evaluation.judging.paused_records import RecordedPause


_RADIX = (1 << 24, 1 << 6, 1 << 20, 1 << 12)
"""Upper bounds on the numbers of different units, levels, codes and cases."""

_DEADLINES = (("due_at", "late_after"), ("promise_due_at", "promise_late_after"), ("law_due_at", "law_late_after"))
"""Each due time with its first late instant."""


class Combination(NamedTuple):
    """A combination of unit, level, code and case, resolved in the catalog.

    Attributes:
        office: the office whose hours count; None if the catalog has no such level.
        desk, matter: numbers of the unit and of the procedure.
        fault: why rows of this combination are rejected.
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


class _Paused(NamedTuple):
    """What the pauses of a batch did.

    Attributes:
        days: the paused working days of each row.
        since: the start of the current pause of each row, `NONE` without one.
        kinds: row -> id of the kind of this pause.
        moved: whether a pause moved a deadline of each row.
        reasons: row -> why no commitment binds after its finished pauses; None if one does.
    """

    days: npt.NDArray[np.int32]
    since: Seconds
    kinds: dict[int, str]
    moved: npt.NDArray[np.bool_]
    reasons: dict[int, str | None]


class Judge:
    """Judge batches of clean records.

    Attributes:
        desks: (level, unit) -> its number.
        matters: (level, field, code) -> its number.
        officials: id, or None -> its number.
    """

    def __init__(self, engine: Engine, known_on: dt.date | None = None) -> None:
        """Prepare to judge.

        Args:
            engine: the compiled catalog.
            known_on: announcements after this day do not count; None counts all.
        """
        self.desks: dict[tuple[str | None, str], int] = {}
        self.matters: dict[tuple[str | None, str | None, str], int] = {}
        self.officials: dict[str | None, int] = {}
        self._engine = engine
        self._catalog = engine.catalog
        # Where the default office of a level changes, no office is named, so that the one of the day of receipt counts.
        self._default_offices = {b.level: None if b.default_office_changes else b.default_office for b in engine.catalog.manifest.levels}
        # Office and procedure are parsed from packed files at each look-up.
        self._desk_of = functools.cache(engine.catalog.offices.get)
        self._levels_of = functools.cache(lambda code: engine.catalog.by_code.get(code, {}))
        self._combinations: list[Combination] = []
        self._text_numbers: tuple[dict[str | None, int], ...] = ({}, {}, {}, {})
        self._sorted_numbers = np.empty(0, dtype=np.int64)
        self._positions = np.empty(0, dtype=np.intp)
        self._counts = np.zeros(0, dtype=np.int64)
        self._columns: dict[str, npt.NDArray[np.int32]] = {}
        self._texts: dict[str, dict[str, int]] = {}
        self.days = WorkingDays(engine.calendar)
        self._known_on = known_on or dt.date.max
        self._paused = PausedRecords(engine)
        self._learned = sorted(self._learned_days())

    def judge(self, clean: Any) -> tuple[Any, list[tuple[int, str]]]:
        """Judge a batch.

        Args:
            clean: a table from `Normaliser.clean`.

        Returns:
            The table of judged records, and the index and reject reason of each faulty row.
        """
        numbers = self._numbers(clean)
        intervals, wrong = self._intervals(clean, numbers)
        found = dict.fromkeys(wrong, "pauses")
        faulty = self._extended("fault", lambda fault: fault is not None).astype(np.bool_)
        if faulty.any():
            found |= {row: self._combinations[numbers[row]].fault or "" for row in np.flatnonzero(faulty[numbers]).tolist()}
        faults = sorted(found.items())
        if faults:
            kept = np.ones(clean.num_rows, dtype=np.bool_)
            kept[list(found)] = False
            places = np.cumsum(kept) - 1
            intervals = {int(places[row]): pauses for row, pauses in intervals.items() if kept[row]}
            clean, numbers = clean.filter(pa.array(kept)), numbers[kept]
        self._counts = np.bincount(numbers, minlength=len(self._combinations)) + np.pad(
            self._counts, (0, len(self._combinations) - self._counts.size)
        )
        keys = {
            "code": self._text_column("code", numbers),
            "level": self._text_column("level", numbers),
            "office": self._text_column("office", numbers),
            "case": self._text_column("case", numbers),
        }
        received = clean.column("received_at").combine_chunks()
        decided = self._engine.decide_many(received, **keys, channel=clean.column("channel").combine_chunks())
        moments = {
            "due_at": decided.due_at,
            "late_after": decided.late_after,
            "promise_due_at": decided.commitment_due_at,
            "promise_late_after": decided.commitment_late_after,
            "law_due_at": decided.statutory_due_at,
            "law_late_after": decided.statutory_late_after,
        }
        local = {name: column.astype("datetime64[s]").view(np.int64).copy() for name, column in moments.items()}
        known_later = self._later_knowledge(clean, keys, local)
        promised = local["promise_due_at"] != NONE
        same_day = local["promise_due_at"] // DAY == _seconds(received) // DAY
        paused = self._apply_pauses(clean, numbers, local, intervals)
        covered, reason = decided.covered, decided.reason.to_arrow()
        ended = {row: why for row, why in paused.reasons.items() if why == ENDED_BY_PAUSE}
        if ended:
            covered = covered.copy()
            covered[list(ended)] = False
            promised = promised & (local["promise_due_at"] != NONE)
            reason = pa.array([ended.get(row, why) for row, why in enumerate(reason.to_pylist())], pa.string()).dictionary_encode()
        completed = _seconds(clean.column("completed_at"))
        saved = self.days.between(completed, local["law_due_at"])
        state = clean.column("state").combine_chunks().dictionary_encode()
        resolved = is_among(state, ["resolved"]).to_numpy(zero_copy_only=False)
        columns = {
            "record_id": clean.column("record_id"),
            "dossier_id": clean.column("dossier_id"),
            "corrects": clean.column("corrects"),
            "source_line": clean.column("line"),
            "level": keys["level"],
            "unit": self._text_column("unit", numbers),
            "office": keys["office"],
            "field": self._text_column("field", numbers),
            "code": keys["code"],
            "case_id": keys["case"],
            "official": clean.column("official"),
            "channel": clean.column("channel"),
            "state": state,
            "received_at": received,
            "completed_at": clean.column("completed_at"),
            "returned_at": clean.column("returned_at"),
            "printed_due_at": clean.column("due_at"),
            "paused_days": pa.array(paused.days),
            "paused_since": _moments(paused.since),
            "paused_kind": _sparse_texts(paused.kinds, clean.num_rows),
            "moved_by_pause": pa.array(paused.moved),
            **{name: clean.column(name) for name in ("paid_online", "result_digitised", "apology_issued")},
            "assumed_times": clean.column("assumed_times"),
            "covered": pa.array(covered),
            "reason": reason,
            "same_day": pa.array(same_day, mask=~promised),
            "provisional": pa.array(decided.provisional),
            "known_later": pa.array(known_later),
            "deemed": pa.array(self.days.closed(_seconds(received))),
            **{name: _moments(column) for name, column in local.items()},
            "desk": pa.array(self._integers("desk")[numbers]),
            "matter": pa.array(self._integers("matter")[numbers]),
            "official_number": self._official_numbers(clean.column("official")),
            "saved_days": pa.array(saved.astype(np.int32), mask=(saved == NONE) | ~resolved),
        }
        return pa.table(columns), faults

    def mark(self) -> npt.NDArray[np.int64]:
        """Return the numbers of records so far, to come back to if a file is read again."""
        return self._counts.copy()

    def rewind(self, mark: npt.NDArray[np.int64]) -> None:
        """Forget the records after a mark."""
        self._counts = mark

    def _later_knowledge(self, clean: Any, keys: dict[str, Any], local: dict[str, Seconds]) -> npt.NDArray[np.bool_]:
        """Let the deadlines count by what became known after the receipt where that is more favourable to the desk, in place.

        Returns:
            Whether the statutory deadline of each row differs by what is known now.
        """
        received = _seconds(clean.column("received_at"))
        reached = np.zeros(received.size, dtype=np.bool_)
        for since, day in self._learned:
            reached |= (received < since) & (received < day + DAY) & (local["law_due_at"] >= day)
        rows = np.flatnonzero(reached)
        differs = np.zeros(received.size, dtype=np.bool_)
        if not rows.size:
            return differs
        taken = pa.array(rows)
        now = self._engine.decide_many(
            clean.column("received_at").combine_chunks().take(taken),
            **{name: column.take(taken) for name, column in keys.items()},
            channel=clean.column("channel").combine_chunks().take(taken),
            known_on=self._known_on,
        )
        due, late = (column.astype("datetime64[s]").view(np.int64) for column in (now.statutory_due_at, now.statutory_late_after))
        differs[rows] = (due != NONE) & ((due != local["law_due_at"][rows]) | (late != local["law_late_after"][rows]))
        for row, due_now, late_now in zip(rows.tolist(), due.tolist(), late.tolist(), strict=True):
            if not differs[row] or late_now <= local["law_late_after"][row]:
                continue
            local["law_due_at"][row], local["law_late_after"][row] = due_now, late_now
            promise = int(local["promise_late_after"][row]), int(local["promise_due_at"][row])
            governing = min(promise, (late_now, due_now)) if promise[0] != NONE else (late_now, due_now)
            local["late_after"][row], local["due_at"][row] = max((int(local["late_after"][row]), int(local["due_at"][row])), governing)
        return differs

    def _learned_days(self) -> set[tuple[int, int]]:
        """Return the moments of announcements, each with the midnight of a day that became another one by it."""
        calendar = self._engine.calendar
        days = {(learned.since, calendar.date_at(n)) for known in calendar.earlier for n, learned in known.learned.items()}
        for closure in self._catalog.closures:
            if closure.announced_on is not None and closure.law != "unchanged":
                days.add((closure.announced_on, closure.first))
        epoch = dt.date(1970, 1, 1)
        return {((since - epoch).days * DAY, (day - epoch).days * DAY) for since, day in days if since <= self._known_on}

    def _numbers(self, clean: Any) -> npt.NDArray[np.intp]:
        """Return the index of each row's combination; resolve combinations that are new."""
        combined = np.zeros(clean.num_rows, dtype=np.int64)
        texts: list[npt.NDArray[np.int64]] = []
        for place, name in enumerate(("unit", "level", "code", "case")):
            codes, own = _numbered(clean.column(name), self._text_numbers[place])
            combined = combined * own.size + codes
            texts.append(own)
        seen, places = distinct(combined, math.prod(own.size for own in texts))
        numbers, rest = np.zeros(seen.size, dtype=np.int64), seen
        for place in range(3, -1, -1):
            rest, digit = np.divmod(rest, texts[place].size)
            numbers += texts[place][digit] * math.prod(_RADIX[place + 1 :])
        if (new := numbers[~self._is_known(numbers)]).size:
            self._add(np.unique(new))
        found: npt.NDArray[np.intp] = self._positions[np.searchsorted(self._sorted_numbers, numbers)][places]
        return found

    def _official_numbers(self, column: Any) -> Any:
        """Return the number of each row's official; rows without one have a number, too."""
        codes, own = _numbered(column, self.officials)
        return pa.array(own[codes].astype(np.int32))

    def _is_known(self, numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Return whether the combinations with these numbers are resolved."""
        if not self._sorted_numbers.size:
            return np.zeros(numbers.size, dtype=np.bool_)
        places = np.minimum(np.searchsorted(self._sorted_numbers, numbers), self._sorted_numbers.size - 1)
        known: npt.NDArray[np.bool_] = self._sorted_numbers[places] == numbers
        return known

    def _add(self, numbers: npt.NDArray[np.int64]) -> None:
        """Resolve new combinations in the catalog."""
        texts = [list(known) for known in self._text_numbers]
        digits = []
        rest = numbers
        for place in range(3, -1, -1):
            rest, digit = np.divmod(rest, _RADIX[place])
            digits.append([texts[place][number] for number in digit.tolist()])
        for case, code, level, unit in zip(*digits, strict=True):
            self._combinations.append(self._resolve(unit or "", level, code or "", case))
        order = np.argsort(combined := np.concatenate([self._sorted_numbers, numbers]))
        places = np.concatenate([self._positions, np.arange(len(self._combinations) - numbers.size, len(self._combinations))])
        self._sorted_numbers, self._positions = combined[order], places[order]

    def _resolve(self, unit: str, level: str | None, code: str, case: str | None) -> Combination:
        desk, levels = self._desk_of(unit), self._levels_of(code)
        if level is None:
            level = desk.level if desk is not None else next(iter(levels)) if len(levels) == 1 else None
        fault = "level" if level is None else "level-unit" if desk is not None and not takes(desk, level or "", self._catalog) else None
        procedure = levels.get(level or "")
        field = procedure.field if procedure is not None else None
        return Combination(
            unit=unit,
            level=level,
            code=code,
            case=case,
            office=desk.id if desk is not None else self._default_offices.get(level or ""),
            field=field,
            desk=self.desks.setdefault((level, unit), len(self.desks)),
            matter=self.matters.setdefault((level, field, code), len(self.matters)),
            fault=fault,
        )

    def _integers(self, name: str) -> npt.NDArray[Any]:
        """Return an integer attribute of every combination, by index."""
        return self._extended(name, lambda value: value)

    def _extended(self, name: str, number: Callable[[Any], int]) -> npt.NDArray[np.int32]:
        """Return a number for an attribute of every combination, by index; only combinations added since the last call are visited."""
        known = self._columns.get(name, np.zeros(0, dtype=np.int32))
        if known.size < len(self._combinations):
            added = [number(getattr(combination, name)) for combination in self._combinations[known.size :]]
            self._columns[name] = known = np.concatenate([known, np.asarray(added, dtype=np.int32)])
        return known

    def _text_column(self, name: str, numbers: npt.NDArray[np.intp]) -> Any:
        """Return a text attribute of each row's combination as a dictionary column."""
        places = self._texts.setdefault(name, {})
        table = self._extended(name, lambda value: -1 if value is None else places.setdefault(value, len(places)))
        chosen = table[numbers]
        return pa.DictionaryArray.from_arrays(pa.array(chosen, mask=chosen < 0), pa.array(list(places), pa.string()))

    def unknown(self) -> tuple[Counter[str], Counter[str], Counter[str]]:
        """Return the units, procedures and cases that the catalog does not contain, with their numbers of records."""
        units: Counter[str] = Counter()
        procedures: Counter[str] = Counter()
        cases: Counter[str] = Counter()
        for combination, count in zip(self._combinations, self._counts.tolist(), strict=False):
            if not count:
                continue
            if combination.unit not in self._catalog.offices:
                units[combination.unit] += count
            if combination.field is None:
                procedures[f"{combination.level}/{combination.code}"] += count
            elif combination.case is not None and not self._has_case(combination):
                cases[f"{combination.level}/{combination.code}/{combination.case}"] += count
        return units, procedures, cases

    def _has_case(self, combination: Combination) -> bool:
        procedure = self._catalog.by_code[combination.code][combination.level or ""]
        return any(case.id == combination.case for edition in procedure.editions for case in edition.cases)

    def _apply_pauses(
        self, clean: Any, numbers: npt.NDArray[np.intp], local: dict[str, Seconds], intervals: dict[int, list[RecordedPause]]
    ) -> _Paused:
        """Move the deadlines of paused records in place.

        Args:
            clean: the records.
            numbers: the index of each row's combination.
            local: the deadlines.
            intervals: the pauses of the rows that state them.
        """
        rows = clean.num_rows
        days = np.zeros(rows, dtype=np.int32)
        since = np.full(rows, NONE, dtype=np.int64)
        kinds: dict[int, str] = {}
        reasons: dict[int, str | None] = {}
        paused = _Paused(days, since, kinds, np.zeros(rows, dtype=np.bool_), reasons)
        paused_days = clean.column("paused_days")
        if paused_days.null_count == rows and not intervals:
            return paused
        has_pauses = np.zeros(rows, dtype=np.bool_)
        has_pauses[list(intervals)] = True
        counts = pc.fill_null(paused_days, 0).to_numpy().astype(np.int64)
        numbered = np.flatnonzero((counts > 0) & ~has_pauses)
        days[numbered] = counts[numbered]
        touched = np.concatenate([numbered, np.fromiter(intervals, dtype=np.intp, count=len(intervals))])
        before = {name: column[touched] for name, column in local.items()}
        for due, late in _DEADLINES:
            shifts = self.days.shifts(local[due][numbered], counts[numbered])
            local[due][numbered] += shifts
            local[late][numbered] += shifts
        received, states, channels = _seconds(clean.column("received_at")), clean.column("state"), clean.column("channel")
        for row, pauses in intervals.items():
            days[row] = sum(self.days.worked_between(p.since, p.until) for p in pauses if p.until is not None and p.kind.interrupts)
            lasting = next((p for p in pauses if p.until is None and p.kind.interrupts), None)
            if lasting is not None and states[row].as_py() == "paused":
                since[row], kinds[row] = lasting.since, lasting.kind.id
            about = self._combinations[numbers[row]]
            key = (about.code, about.level, about.office, about.case, channels[row].as_py() or "")
            law = int(local["law_due_at"][row]), int(local["law_late_after"][row])
            moved = self._paused.moved(key, int(received[row]), pauses, law)
            if moved is not None:
                for name, column in local.items():
                    column[row] = getattr(moved, name)
                reasons[row] = moved.reason
        for name, column in before.items():
            paused.moved[touched] |= local[name][touched] != column
        return paused

    def _intervals(self, clean: Any, numbers: npt.NDArray[np.intp]) -> tuple[dict[int, list[RecordedPause]], list[int]]:
        """Return the pauses of the rows that state them, and the rows that state a kind of pause which does not apply."""
        texts = clean.column("pauses")
        found: dict[int, list[RecordedPause]] = {}
        wrong = []
        for row in np.flatnonzero(pc.is_valid(texts).to_numpy()).tolist():
            pauses = self._paused.read(texts[row].as_py(), self._combinations[numbers[row]].field)
            if pauses is None:
                wrong.append(row)
            else:
                found[row] = pauses
        return found, wrong


def _sparse_texts(texts: dict[int, str], rows: int) -> Any:
    """Return a dictionary column of few texts, given by row."""
    places = {text: place for place, text in enumerate(dict.fromkeys(texts.values()))}
    indices = np.full(rows, -1, dtype=np.int32)
    for row, text in texts.items():
        indices[row] = places[text]
    return pa.DictionaryArray.from_arrays(pa.array(indices, mask=indices < 0), pa.array(list(places), pa.string()))


def _numbered(column: Any, known: dict[str | None, int]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Return the place of each row's text among the different texts of a column, and the number of each of these; the last one is null.

    Args:
        column: texts.
        known: text -> its number; new texts are added.
    """
    column = column.combine_chunks()
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    own = np.asarray([known.setdefault(text, len(known)) for text in [*encoded.dictionary.to_pylist(), None]], dtype=np.int64)
    return pc.fill_null(encoded.indices.cast(pa.int32()), own.size - 1).to_numpy(zero_copy_only=False), own


def distinct(numbers: npt.NDArray[np.int64], span: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.integer[Any]]]:
    """Return the different numbers, and the place of each number among them.

    Args:
        numbers: numbers from 0.
        span: an upper bound. If it is not much above the size, a table is several times faster than hashing.
    """
    if span > 4 * numbers.size:
        encoded = pa.array(numbers).dictionary_encode()
        return encoded.dictionary.to_numpy(), encoded.indices.to_numpy()
    table = np.zeros(span, dtype=np.int32)
    table[numbers] = 1
    seen = np.flatnonzero(table)
    table[seen] = np.arange(seen.size, dtype=np.int32)
    return seen, table[numbers]


def _seconds(column: Any) -> Seconds:
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    seconds: Seconds = column.to_numpy(zero_copy_only=False).astype("datetime64[s]").view(np.int64)
    return seconds


def _moments(seconds: Seconds) -> Any:
    return pa.array(seconds.view("datetime64[s]"), pa.timestamp("s"))
