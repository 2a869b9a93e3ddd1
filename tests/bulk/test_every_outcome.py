"""Random policies with every outcome of the contract, compared with direct evaluation and with their own breakpoints."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from bulk_timetables import any_timetable
from test_agreement import edges

from tthc_catalog.errors import OutOfHorizon
from tthc_catalog.timetable.direct import evaluate

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine


@pytest.mark.parametrize("unit", [60, 1])
def test_every_policy_agrees_with_direct_evaluation(engine: Engine, unit: int) -> None:
    """At the edges of windows and sessions, a compiled policy returns what counting days and minutes one by one returns."""
    compared = 0
    for seed in range(40):
        timetable = any_timetable(engine, seed, unit=unit)
        schedule = timetable.schedule
        tables = [s.statutory for s in timetable.spans if s.statutory] + [c.table for s in timetable.spans[:1] for c in s.commitments]
        for instant in edges(timetable, random.Random(seed), 60):
            if instant > schedule.midnight[2600]:  # counting one by one does not notice the end of the calendar
                continue
            moment = schedule.to_local(instant).replace(tzinfo=None)
            for table in tables:
                resolved = table.at(instant)
                reason, due, late = evaluate(table.policy, schedule, moment, unit=unit, outside_hours=table.outside_hours)
                found = (resolved.due_at, resolved.late_after)
                assert resolved.reason == reason, (seed, moment)
                assert found == tuple(value and schedule.to_instant(value) for value in (due, late)), (seed, moment, resolved)
                compared += 1
    assert compared > 2_000


def test_breakpoints_of_every_policy_are_complete(engine: Engine) -> None:
    """Bisection of the breakpoints agrees with the look-up on every minute of some days."""
    for seed in range(12):
        timetable = any_timetable(engine, 500 + seed)
        schedule = timetable.schedule
        random_ = random.Random(seed)
        for day in random_.sample(range(2500), 12):
            try:
                windows = [*timetable.windows(day)]
            except OutOfHorizon:
                continue
            for minute in range(1440):
                instant = schedule.instant(day, minute * 60)
                window = [w for w in windows if w.starts_at <= instant][-1]
                moved = (instant // 60 - window.starts_at // 60) * 60 if window.answer.rate else 0
                answer = timetable.at(instant)
                expected = None if window.answer.due_at is None else window.answer.due_at + moved
                assert answer.due_at == expected, (seed, day, minute)
