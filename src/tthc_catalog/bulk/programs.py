"""Timetables in factored form: for each regime and class of day, the windows of that day and their terms.

A *regime* is a stretch of days under one edition with the same commitments in force. A *class* of days is a set of days
no regime tells apart. A *program* is what holds on the days of one class: windows, each with the term of the law and of
every commitment. A policy costs a few hundred bytes, however many years the calendar has.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.due_terms import NOTHING, Ground, Int32, pairs
from tthc_catalog.bulk.regimes import Days, Piece, Regime, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.timetable.policy_table import PolicyTable
    from tthc_catalog.timetable.timetable import Timetable

MISSING = "missing-instant"
SKIPPED = "skipped-time"
OUTSIDE = "out-of-horizon"
UNKNOWN_PROCEDURE = "unknown-procedure"
AMBIGUOUS_PROCEDURE = "ambiguous-procedure"
UNKNOWN_OFFICE = "unknown-office"
UNKNOWN_CASE = "unknown-case"

UNANSWERED = (MISSING, SKIPPED, OUTSIDE, UNKNOWN_PROCEDURE, AMBIGUOUS_PROCEDURE, UNKNOWN_OFFICE, UNKNOWN_CASE)
"""Reasons that say a row has no answer at all; the first windows of every batch stand for them, in this order."""

_NEVER = np.iinfo(np.int32).max
"""A day or second that is not reached."""


class Programs:
    """Every timetable of a batch, in factored form, over one schedule.

    Attributes:
        regime_of: per timetable, its first regime.
        is_shared: some timetables have the same regimes, so that a timetable's number is not its regime's.
        bounds: per further regime a timetable can have, the day it starts on (a day never reached where it has none).
        class_of_day: per answered day, its class.
        opening: per regime and class, the second its second window starts at and the number of its first window (`pairs`).
        further_cuts: per further window a day can have, and per regime and class, the second it starts at.
        cuts: the seconds at which windows other than a day's first start somewhere.
        sides: per side (the law first), its arrays by window.
        reason, covered, edition: by window.
        rules, reasons, editions: the texts behind the numbers; number 0 is None.
    """

    def __init__(self, schedule: Schedule, timetables: Sequence[Timetable]) -> None:
        self.schedule = schedule
        self.timetables = tuple(timetables)
        self._unit = next((table.unit for table in self._tables()), 60)
        self._days = Days(schedule)
        self._representatives, signature = self._signatures()
        stretches = [self._days.regimes(timetable) for timetable in timetables]
        numbers: dict[tuple[object, ...], int] = {}
        listed: list[Regime] = []
        firsts: list[int] = []
        for _, regimes in stretches:
            key = tuple(regime.key for regime in regimes)
            if key not in numbers:
                numbers[key] = len(listed)
                listed += regimes
            firsts.append(numbers[key])
        self.regime_of = np.asarray(firsts, dtype=np.int32)
        most = max(len(starts) for starts, _ in stretches)
        padded = [[*starts[1:], *[_NEVER] * (most - len(starts))] for starts, _ in stretches]
        self.bounds: list[Int32] = [np.asarray(column, dtype=np.int32) for column in zip(*padded, strict=True)]
        self.is_shared = firsts != list(range(len(firsts)))
        self._lay_programs(listed, signature)

    def _signatures(self) -> tuple[list[int], npt.NDArray[np.intp]]:
        """Days no policy of the batch can tell apart, as one representative each and the number of each day."""
        varying = {id(table): table for table in self._tables() if table.policy.varies_by_date}
        columns = [self.schedule.kinds[: self._days.answered], [self.schedule.kinds[n] for n in self._days.counted]]
        for table in varying.values():
            patterns = table.pattern_of_day
            columns += [list(patterns[: self._days.answered]), [patterns[n] for n in self._days.counted]]
        numbers: dict[tuple[int, ...], int] = {}
        representatives: list[int] = []
        signature = np.empty(self._days.answered, dtype=np.intp)
        for day, key in enumerate(zip(*columns, strict=True)):
            number = numbers.setdefault(key, len(numbers))
            if number == len(representatives):
                representatives.append(day)
            signature[day] = number
        return representatives, signature

    def _tables(self) -> Iterable[PolicyTable]:
        for timetable in self.timetables:
            for span in timetable.spans:
                if span.statutory is not None:
                    yield span.statutory
                for commitment in span.commitments:
                    yield commitment.table

    def _lay_programs(self, regimes: list[Regime], signature: npt.NDArray[np.intp]) -> None:
        programs: dict[tuple[Piece, ...], int] = {}
        rows = np.empty((len(regimes), len(self._representatives)), dtype=np.int32)
        nothing = tuple(Piece(0, None, (), reason, None) for reason in UNANSWERED)
        openings = [self.schedule.opening[self._days.counted[d]] if self._days.counted[d] != d else -1 for d in self._representatives]
        shown: dict[int, list[int]] = {}
        for place, regime in enumerate(regimes):
            tables = [regime.statutory, *(bound.commitment.table for bound in regime.commitments)]
            for table in tables:
                if table is not None and id(table) not in shown:
                    patterns = table.pattern_of_day
                    shown[id(table)] = [patterns[d] << 16 | patterns[self._days.counted[d]] for d in self._representatives]
            keys = zip(openings, *(shown[id(table)] for table in tables if table is not None), strict=True)
            known = _Built(self._days, regime, programs)
            rows[place] = [
                known[key] if key in known else known.build(key, day) for key, day in zip(keys, self._representatives, strict=True)
            ]
        columns: dict[bytes, int] = {}
        class_of = [columns.setdefault(column.tobytes(), len(columns)) for column in np.ascontiguousarray(rows.T)]
        self.classes = len(columns)
        first_of = {number: place for place, number in reversed(list(enumerate(class_of)))}
        program_of = np.ascontiguousarray(rows[:, [first_of[n] for n in range(self.classes)]]).ravel()
        self.class_of_day = np.asarray(class_of, dtype=np.int32)[signature]
        most = max(2, *(len(program) for program in programs))
        starts = np.asarray([[*[p.start for p in said], *[_NEVER] * (most - len(said))] for said in programs], dtype=np.int32)
        self.cuts = sorted(set(starts[:, 1:].ravel().tolist()) - {_NEVER})
        pieces = list(nothing)
        for said in programs:
            pieces += [*said, *[said[-1]] * (most - len(said))]
        self.opening = pairs(starts[program_of, 1], program_of * most + len(nothing))
        self.further_cuts = [cut[program_of] for cut in starts.T[2:]]
        self._number(pieces)

    def _number(self, pieces: list[Piece]) -> None:
        """Turn the windows into columns."""
        most = max(len(piece.promises) for piece in pieces)
        columns = [[piece.law for piece in pieces]]
        columns += [[p.promises[n] if n < len(p.promises) else None for p in pieces] for n in range(most)]
        terms = {side.term for side in itertools.chain(*columns) if side is not None}
        self.ground = Ground(self.schedule, sorted(terms), self._unit)
        rules: dict[str | None, int] = {None: 0}
        reasons: dict[str | None, int] = {None: 0}
        editions: dict[str | None, int] = {None: 0}
        self.sides = [SideColumns(column, self.ground, rules) for column in columns]
        self.reason = np.asarray([reasons.setdefault(p.reason, len(reasons)) for p in pieces], dtype=np.int16)
        self.edition = np.asarray([editions.setdefault(p.edition, len(editions)) for p in pieces], dtype=np.int32)
        self.covered = np.asarray([p.reason is None for p in pieces])
        self.rules, self.reasons, self.editions = tuple(rules), tuple(reasons), tuple(editions)

    @property
    def nbytes(self) -> int:
        """Size of all tables a batch reads."""
        numbers = (self.regime_of, *self.bounds, self.class_of_day, self.opening, *self.further_cuts, self.edition)
        own: int = sum(column.nbytes for column in numbers) + self.reason.nbytes + self.covered.nbytes
        return own + self.ground.nbytes + sum(side.nbytes for side in self.sides)


class _Built(dict[tuple[int, ...], int]):
    """The programs of one regime, by the patterns its policies show on a day."""

    def __init__(self, days: Days, regime: Regime, numbers: dict[tuple[Piece, ...], int]) -> None:
        super().__init__()
        self._days, self._regime, self._numbers = days, regime, numbers

    def build(self, key: tuple[int, ...], day: int) -> int:
        pieces = tuple(self._days.pieces(self._regime, day))
        number = self[key] = self._numbers.setdefault(pieces, len(self._numbers))
        return number


class SideColumns:
    """One side's terms by window.

    Attributes:
        landing: which place of the ground's ``landing`` a day leads to, counted from the day, and how far on from there (`pairs`).
        clock: seconds added to ``due_at`` and ``late_after`` (`pairs`); None where all are 0.
        moving, minutes, opening, own_hours: as in `Term`.
        by_law: the promise is the processing time itself.
        rule: number of its rule.
    """

    def __init__(self, column: Sequence[Side | None], ground: Ground, rules: dict[str | None, int]) -> None:
        terms = [side.term if side is not None else NOTHING for side in column]
        self.landing = pairs([ground.offsets[t.table] + t.days for t in terms], [t.steps for t in terms])
        self.clock = pairs([t.due for t in terms], [t.late for t in terms]) if any(t.due or t.late for t in terms) else None
        self.moving = np.asarray([t.moving for t in terms])
        self.minutes = np.asarray([t.working_minutes for t in terms], dtype=np.int32)
        self.opening = np.asarray([t.opening for t in terms], dtype=np.int32)
        self.own_hours = np.asarray([ground.own_hours[t.sessions] for t in terms], dtype=np.int32)
        self.by_law = np.asarray([side is not None and side.by_processing_time for side in column])
        self.rule = np.asarray([rules.setdefault(s.rule if s else None, len(rules)) for s in column], dtype=np.int32)
        self.any_moving = bool(self.moving.any())
        self.any_minutes = bool(self.minutes.any())
        self.any_by_law = bool(self.by_law.any())

    @property
    def nbytes(self) -> int:
        """Size of the columns."""
        columns = (self.landing, self.minutes, self.opening, self.own_hours, self.rule, self.moving, self.by_law)
        return sum(column.nbytes for column in columns) + (self.clock.nbytes if self.clock is not None else 0)
