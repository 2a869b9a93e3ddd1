"""Timetables in factored form: for each regime and class of day, the windows of that day and their terms.

A *regime* is a stretch of days under one edition with the same commitments in force. A *class* is a set of days that no regime
distinguishes. A *program* lists the windows of the days of one class, each with the term of the law and of every commitment. A policy
takes a few hundred bytes, however many years the calendar has.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.calendar_tables import CalendarTables
from tthc_catalog.bulk.due_terms import NOTHING, Int32, pairs
from tthc_catalog.bulk.minute_terms import ENDS_WITH_DAY, MOVED, WORKING
from tthc_catalog.bulk.regimes import Days, Regime, Side, Window
from tthc_catalog.bulk.unanswered import UNANSWERED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.timetable.policy_table import PolicyTable
    from tthc_catalog.timetable.timetable import Timetable

_NEVER = np.iinfo(np.int32).max
"""A day or second that is never reached."""


class FactoredForm:
    """The timetables of a batch over one schedule, in factored form.

    Attributes:
        regime_of: per timetable, its first regime.
        is_shared: whether some timetables have the same regimes, so that the number of a timetable is not that of its regime.
        bounds: per further regime a timetable can have, the day it starts on (or a day that is never reached).
        class_of_day: per answered day, its class.
        classes: the number of classes.
        opening: per regime and class, the second at which its second window starts and the number of its first window (`pairs`).
        further_cuts: per further window a day can have, and per regime and class, the second it starts at.
        cuts: the seconds at which any window but a day's first starts.
        calendar_tables: the tables that the terms read.
        sides: per side (the law first), its terms by window.
        reason: per window, the number of its reason.
        covered: per window, whether a commitment covers it.
        edition: per window, the number of its edition.
        rules: the texts of the rules by number; number 0 represents None.
        reasons: the texts of the reasons, likewise.
        editions: the ids of the editions, likewise.
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
        self._build_programs(listed, signature)

    def _signatures(self) -> tuple[list[int], npt.NDArray[np.intp]]:
        """Group the days that no policy of the batch distinguishes; return one day of each group, and the group of each day."""
        varying = {id(table.pattern_of_day): table for table in self._tables() if table.distinguishes_days}
        columns = [self.schedule.kinds[: self._days.answered], [self.schedule.kinds[n] for n in self._days.counted]]
        for table in varying.values():
            patterns = table.pattern_of_day
            columns += [list(patterns[: self._days.answered]), [patterns[n] for n in self._days.counted]]
        irregular = {day for table in self._tables() for day in table.irregular}
        if irregular:  # such a day represents no other
            columns.append([day if day in irregular else -1 for day in range(self._days.answered)])
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

    def _build_programs(self, regimes: list[Regime], signature: npt.NDArray[np.intp]) -> None:
        programs: dict[tuple[Window, ...], int] = {}
        program_at = np.empty((len(regimes), len(self._representatives)), dtype=np.int32)
        openings = [self.schedule.opening[self._days.counted[d]] if self._days.counted[d] != d else -1 for d in self._representatives]
        patterns_of: dict[int, list[int]] = {}
        for row, regime in enumerate(regimes):
            tables = [regime.statutory, *(bound.commitment.table for bound in regime.commitments)]
            for table in tables:
                if table is not None and id(table) not in patterns_of:
                    patterns = table.pattern_of_day
                    patterns_of[id(table)] = [
                        -1 - d if d in table.irregular else patterns[d] << 16 | patterns[self._days.counted[d]]
                        for d in self._representatives
                    ]
            keys = zip(openings, *(patterns_of[id(table)] for table in tables if table is not None), strict=True)
            built: dict[tuple[int, ...], int] = {}
            for column, (key, day) in enumerate(zip(keys, self._representatives, strict=True)):
                if key not in built:
                    built[key] = programs.setdefault(tuple(self._days.windows(regime, day)), len(programs))
                program_at[row, column] = built[key]
        columns: dict[bytes, int] = {}
        class_of = [columns.setdefault(column.tobytes(), len(columns)) for column in np.ascontiguousarray(program_at.T)]
        self.classes = len(columns)
        first_of = {number: column for column, number in reversed(list(enumerate(class_of)))}
        program_of = np.ascontiguousarray(program_at[:, [first_of[n] for n in range(self.classes)]]).ravel()
        self.class_of_day = np.asarray(class_of, dtype=np.int32)[signature]
        most = max(2, *(len(program) for program in programs))
        starts = np.asarray([[*[w.start for w in program], *[_NEVER] * (most - len(program))] for program in programs], dtype=np.int32)
        self.cuts = sorted(set(starts[:, 1:].ravel().tolist()) - {_NEVER})
        windows = [Window(0, None, (), reason, None) for reason in UNANSWERED]
        for program in programs:
            windows += [*program, *[program[-1]] * (most - len(program))]
        self.opening = pairs(starts[program_of, 1], program_of * most + len(UNANSWERED))
        self.further_cuts = [cut[program_of] for cut in starts.T[2:]]
        self._build_columns(windows)

    def _build_columns(self, windows: list[Window]) -> None:
        """Turn the windows into columns."""
        most = max(len(window.promises) for window in windows)
        columns = [[window.law for window in windows]]
        columns += [[w.promises[n] if n < len(w.promises) else None for w in windows] for n in range(most)]
        terms = {side.term for side in itertools.chain(*columns) if side is not None}
        self.calendar_tables = CalendarTables(self.schedule, sorted(terms), self._unit)
        rules: dict[str | None, int] = {None: 0}
        reasons: dict[str | None, int] = {None: 0}
        editions: dict[str | None, int] = {None: 0}
        self.sides = [SideColumns(column, self.calendar_tables, rules) for column in columns]
        self.reason = np.asarray([reasons.setdefault(w.reason, len(reasons)) for w in windows], dtype=np.int16)
        self.edition = np.asarray([editions.setdefault(w.edition, len(editions)) for w in windows], dtype=np.int32)
        self.covered = np.asarray([w.reason is None for w in windows])
        self.rules, self.reasons, self.editions = tuple(rules), tuple(reasons), tuple(editions)

    @property
    def nbytes(self) -> int:
        """Size in bytes of all tables a batch reads."""
        numbers = (self.regime_of, *self.bounds, self.class_of_day, self.opening, *self.further_cuts, self.edition)
        own: int = sum(column.nbytes for column in numbers) + self.reason.nbytes + self.covered.nbytes
        return own + self.calendar_tables.nbytes + sum(side.nbytes for side in self.sides)


class SideColumns:
    """The terms of one side by window.

    Attributes:
        landing: where in ``landing`` of the calendar tables a term reads, relative to the day, and the steps added after it (`pairs`).
        clock: seconds added to ``due_at`` and ``late_after`` (`pairs`); None if all are 0.
        moving: as in `Term`.
        elapsed: whether the term ends on the day of its due time.
        minutes: ``working_minutes`` or ``clock_minutes`` of `Term`.
        way: how the minutes are added, as `MinuteTerms.add` takes it.
        opening: as in `Term`.
        own_hours: the number of the term's ``sessions``.
        rule: the number of its rule.
    """

    def __init__(self, column: Sequence[Side | None], tables: CalendarTables, rules: dict[str | None, int]) -> None:
        terms = [side.term if side is not None else NOTHING for side in column]
        self.landing = pairs([tables.offsets[t.table] + t.days for t in terms], [t.steps for t in terms])
        self.clock = pairs([t.due for t in terms], [t.late for t in terms]) if any(t.due or t.late for t in terms) else None
        self.moving = np.asarray([t.moving for t in terms])
        self.minutes = np.asarray([t.working_minutes or t.clock_minutes for t in terms], dtype=np.int32)
        self.way = np.asarray([WORKING if t.working_minutes else ENDS_WITH_DAY if t.ends_with_day else MOVED for t in terms], dtype=np.int8)
        self.opening = np.asarray([t.opening for t in terms], dtype=np.int32)
        self.own_hours = np.asarray([tables.own_hours[t.sessions] for t in terms], dtype=np.int32)
        self.rule = np.asarray([rules.setdefault(s.rule if s else None, len(rules)) for s in column], dtype=np.int32)
        self.elapsed = np.asarray([t.moving or t.elapsed for t in terms])
        self.any_moving = bool(self.moving.any())
        self.any_elapsed = bool(self.elapsed.any())
        self.any_minutes = bool(self.minutes.any())

    @property
    def nbytes(self) -> int:
        """Size of the columns in bytes."""
        columns = (self.landing, self.minutes, self.way, self.opening, self.own_hours, self.rule, self.moving, self.elapsed)
        return sum(column.nbytes for column in columns) + (self.clock.nbytes if self.clock is not None else 0)
