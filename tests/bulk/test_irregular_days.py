"""Desks with dated hours, closures and extra openings: every reader agrees with the direct evaluation of the policies."""

from __future__ import annotations

import pickle
import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from bulk_timetables import any_desk, any_timetable
from test_agreement import check, decide

from tthc_catalog.errors import OutOfHorizon
from tthc_catalog.timetable.desk_table import DeskTable
from tthc_catalog.timetable.direct import evaluate_at_desk

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine
    from tthc_catalog.timetable.timetable import Timetable


def tables_of(timetable: Timetable) -> list[DeskTable]:
    """Return the tables of a timetable."""
    found = [c.table for span in timetable.spans for c in span.commitments] + [s.statutory for s in timetable.spans if s.statutory]
    return list({id(table): table for table in found if isinstance(table, DeskTable)}.values())


def moments(table: DeskTable, random_: random.Random) -> list[tuple[int, int]]:
    """Return days and instants on and around the irregular days, at the starts of their windows and at random."""
    schedule = table.schedule
    days = sorted({day + n for day in table.irregular for n in (-1, 0, 1)} | {d.number for d in table.desk.local_days})
    chosen = random_.sample(days, min(len(days), 12))
    found = []
    for day in chosen:
        starts = [window.starts_at for window in table.windows(day)]
        around = [start + n for start in starts for n in (-60, 0, 60)]
        around += [schedule.midnight[day] + random_.randrange(86_400) for _ in range(3)]
        found += [(day, at) for at in around if schedule.midnight[day] <= at < schedule.midnight[day + 1]]
    return found


@pytest.mark.parametrize(("seed", "unit"), [*((seed, 60) for seed in range(8)), (8, 1), (9, 1)])
def test_the_table_of_a_desk_agrees_with_direct_evaluation(engine: Engine, seed: int, unit: int) -> None:
    """On and around irregular days, a compiled table answers as the policy evaluated minute by minute."""
    timetable = any_timetable(engine, 4000 + seed, unit=unit, desk=any_desk(engine, seed))
    random_ = random.Random(seed)
    schedule = timetable.schedule
    for table in tables_of(timetable):
        for day, instant in moments(table, random_):
            moment = schedule.to_local(instant).replace(tzinfo=None)
            try:
                found = table.on(day, instant)
            except OutOfHorizon:
                continue
            reason, due, late = evaluate_at_desk(table.policy, table.desk, table.side, moment, unit=unit, outside_hours=table.outside_hours)
            expected = [value if value is None else schedule.to_instant(value) for value in (due, late)]
            assert [found.reason, found.due_at, found.late_after] == [reason, *expected], moment


def test_timetables_of_such_desks_agree_in_one_batch(engine: Engine) -> None:
    """Columns agree with `Timetable.at` on and around irregular days, in the grid and in the factored form, for desks mixed."""
    desks = [any_desk(engine, seed) for seed in range(4)]
    timetables = [any_timetable(engine, 5000 + n, desk=desks[n % 4]) for n in range(10)]
    random_ = random.Random(1)
    rows = [(n, at) for n, timetable in enumerate(timetables) for table in tables_of(timetable) for _, at in moments(table, random_)]
    numbers, instants = np.asarray(rows, dtype=np.int64).T
    inside = (instants >= timetables[0].schedule.midnight[0]) & (instants < timetables[0].schedule.end_of_answers)
    numbers, instants = numbers[inside], instants[inside]
    check(timetables, numbers, instants, decide(timetables, numbers, instants))
    for number in range(3):
        mine = instants[numbers == number]
        repeated = np.tile(mine, 1 + 4000 // max(mine.size, 1))
        check([timetables[number]], np.zeros_like(repeated), repeated, decide([timetables[number]], np.zeros_like(repeated), repeated))


def test_a_table_of_a_desk_can_be_pickled(engine: Engine) -> None:
    """A copy has the same digest, so a process pool answers alike."""
    for seed in range(2):
        timetable = any_timetable(engine, 6000 + seed, desk=any_desk(engine, seed))
        assert pickle.loads(pickle.dumps(timetable)).digest == timetable.digest  # noqa: S301 - our own bytes
