"""Terms of working minutes, which change at every opening and closing, compared with counting minute by minute."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs
import hypothesis
import pytest
from hypothesis import strategies as st

from tthc_catalog.policies.contract import DueAfterMinutes, Segment
from tthc_catalog.policies.processing_time import statutory_time
from tthc_catalog.records.procedure import ProcessingTime
from tthc_catalog.timetable.direct import evaluate
from tthc_catalog.timetable.policy_table import PolicyTable
from tthc_catalog.timetable.span import Span
from tthc_catalog.timetable.timetable import Timetable

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine


def timetable(engine: Engine, amount: int, unit: str) -> Timetable:
    """Return a timetable with a statutory time of ``amount`` working hours or minutes and without commitments."""
    schedule = engine.timetable("1.001193", level="commune").schedule
    policy = statutory_time(ProcessingTime(amount=amount, unit=unit))  # type: ignore[arg-type]
    table = PolicyTable(policy, schedule, policy_id="processing-time", policy_version="1")
    span = Span(first=0, edition=None, case=None, statutory=table, commitments=(), excluded="not-listed")
    return Timetable(level="commune", code="0.000000", case=None, schedule=schedule, spans=(span,))


@pytest.fixture(scope="module")
def tables(engine: Engine) -> list[Timetable]:
    """Return short and long terms: within a session, across lunch, across days."""
    return [timetable(engine, 20, "working_minute"), timetable(engine, 4, "working_hour"), timetable(engine, 16, "working_hour")]


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2023-10-03 07:00", "2023-10-04 17:00"),  # 16 h: two whole days of 8 h
        ("2023-10-03 11:00", "2023-10-05 11:00"),  # across two lunches
        ("2023-10-06 16:00", "2023-10-10 16:00"),  # across a weekend
        ("2023-10-31 16:00", "2023-11-02 15:30"),  # summer closing 17:00 gives an hour, winter days end 16:30
        ("2024-02-07 15:30", "2024-02-16 15:30"),  # across Tết: 1 h, then 8 h on 15/2 and 7 h on 16/2
    ],
)
def test_sixteen_hours(tables: list[Timetable], received: str, due: str) -> None:
    """Sixteen working hours, counted by hand on a wall calendar."""
    schedule = tables[2].schedule
    answer = tables[2].at(schedule.to_instant(dt.datetime.fromisoformat(received)))
    assert answer.due_at is not None
    assert schedule.to_local(answer.due_at).strftime("%Y-%m-%d %H:%M") == due


@hypothesis.given(data=st.data())
@hypothesis.settings(max_examples=60)
def test_equal_to_a_minute_by_minute_walk(tables: list[Timetable], data: st.DataObject) -> None:
    """At any second, look-up and bisection agree with counting minute by minute."""
    table = data.draw(st.sampled_from(tables))
    schedule = table.schedule
    instant = data.draw(st.integers(schedule.midnight[1], schedule.midnight[2500]))
    answer = table.at(instant)
    assert table.find(instant) == (answer.due_at, answer.late_after)
    moment = schedule.to_local(instant).replace(tzinfo=None)
    span = table.spans[0].statutory
    assert span is not None
    _, due, late = evaluate(span.policy, schedule, moment)
    assert due is not None
    assert late is not None
    assert (answer.due_at, answer.late_after) == (schedule.to_instant(due), schedule.to_instant(late))


def test_breakpoints_of_moving_answers_are_complete(tables: list[Timetable]) -> None:
    """Around every breakpoint of a year of 20-minute terms, bisection agrees with the look-up."""
    table = tables[0]
    rows = [row for row in table.breakpoints() if row.starts_at < table.schedule.midnight[366]]
    assert len(rows) > 1_400, "six breakpoints a working day"
    for row in rows:
        for instant in (row.starts_at - 60, row.starts_at - 1, row.starts_at, row.starts_at + 59, row.starts_at + 60):
            if instant >= table.schedule.midnight[0]:
                answer = table.at(instant)
                assert table.find(instant) == (answer.due_at, answer.late_after)


def test_seconds_before_a_cutoff_do_not_move_the_minutes(engine: Engine) -> None:
    """In a catalog that compares seconds, a moving answer still moves with the minutes of the clock."""
    schedule = engine.timetable("1.001193", level="commune").schedule
    window = Segment(start=0, outcome=DueAfterMinutes(minutes=20), rule="statutory")
    later = Segment(start=930, after=True, outcome=DueAfterMinutes(minutes=40), rule="statutory")
    policy = attrs.evolve(statutory_time(ProcessingTime(amount=1, unit="working_day")), windows=(window, later))
    table = PolicyTable(policy, schedule, policy_id="test", policy_version="1", unit=1)
    span = Span(first=0, edition=None, case=None, statutory=table, commitments=(), excluded="not-listed")
    timetable = Timetable(level="commune", code="0.000000", case=None, schedule=schedule, spans=(span,))
    cutoff = schedule.to_instant(dt.datetime(2023, 9, 29, 15, 30))
    for instant in range(cutoff - 61, cutoff + 125):
        answer = timetable.at(instant)
        assert timetable.find(instant) == (answer.due_at, answer.late_after)


@pytest.mark.parametrize("minutes", [300, 470])
def test_a_moving_deadline_that_overtakes_a_fixed_one_is_cut_there(engine: Engine, minutes: int) -> None:
    """A statute in working minutes and a promise at a clock time each govern for exactly the minutes in which they are earlier."""
    friday = engine.timetable("1.001193", level="commune")
    law = timetable(engine, minutes, "working_minute").spans[0].statutory
    span = attrs.evolve(next(s for s in friday.spans if s.commitments), first=0, statutory=law)
    table = Timetable(level="commune", code="0.000000", case=None, schedule=friday.schedule, spans=(span,))
    schedule = table.schedule
    governed = set()
    for moment in range(schedule.to_instant(dt.datetime(2024, 5, 3)), schedule.to_instant(dt.datetime(2024, 5, 4)), 30):
        answer = table.at(moment)
        governed.add(answer.governing)
        assert table.find(moment) == (answer.due_at, answer.late_after), schedule.to_local(moment)
    assert governed == {"commitment", "statutory"}
