"""Rows and timetables for the benchmarks of many dossiers, generated from fixed seeds."""

from __future__ import annotations

from typing import Any

import numpy as np

import tthc_catalog as tthc
from tthc_catalog.bulk import batch
from tthc_catalog.bulk.decision_columns import DecisionColumns
from tthc_catalog.calendars.schedule import Schedule
from tthc_catalog.policies.processing_time import statutory_time
from tthc_catalog.records.procedure import ProcessingTime
from tthc_catalog.timetable.policy_table import PolicyTable
from tthc_catalog.timetable.span import Span
from tthc_catalog.timetable.timetable import Timetable

FIRST = np.datetime64("2021-01-01", "s")
DAYS = 1826
"""Five years, all settled by official decisions."""

CUTOFF = 15 * 60


def schedule_of(engine: tthc.Engine) -> Schedule:
    """Return the schedule of the communes' desks."""
    return engine.timetable("1.001193", level="commune").schedule


def of_law(schedule: Schedule, time: ProcessingTime) -> Timetable:
    """Return a timetable with this processing time as its only rule."""
    table = PolicyTable(statutory_time(time), schedule, policy_id="processing-time", policy_version="1")
    span = Span(first=0, edition=None, case=None, statutory=table, commitments=(), excluded="not-listed")
    return Timetable(level="commune", code="0.000000", case=None, schedule=schedule, spans=(span,))


def same_day(schedule: Schedule) -> Timetable:
    """Return a timetable that is due the same day, or the next working day after 15:00, which peers can compute as well."""
    return of_law(schedule, ProcessingTime(amount=0, unit="same_day", after=CUTOFF, then_working_days=1))


def decide(timetables: list[Timetable], received: Any, codes: Any = "0", **more: Any) -> DecisionColumns:
    """Decide rows by the index of their timetable, without a catalog."""
    return batch.decide_many(lambda code, *_: timetables[int(code)], timetables[0].schedule, received, code=codes, **more)


def receipts(rows: int, days: int = DAYS, seed: int = 0) -> Any:
    """Return receipts at random seconds of ``days`` days, in local time."""
    return FIRST + np.random.default_rng(seed).integers(0, 86_400 * days, rows)


def completions(received: Any, seed: int = 1) -> Any:
    """Return completions within six days."""
    return received + np.random.default_rng(seed).integers(0, 86_400 * 6, received.size)


def free_days(schedule: Schedule, *, with_weekends: bool) -> list[Any]:
    """Return the days off: all of them, or those that fall on a weekday."""
    calendar = schedule.calendar
    facts = [calendar.fact_at(n) for n in range(len(calendar))]
    return [f.date for f in facts if not f.is_working and (with_weekends or f.date.weekday() < 5)]


def several_policies(schedule: Schedule, count: int) -> list[Timetable]:
    """Return ``count`` different policies: terms from 1 to 60 working days or calendar days, with different cutoffs."""
    made: list[Timetable] = []
    for number in range(count):
        unit = "working_day" if number % 3 else "calendar_day"
        cutoff = {"after": 13 * 60 + number // 60 % 240, "then_working_days": 1 + number // 14_400} if unit == "working_day" else {}
        made.append(of_law(schedule, ProcessingTime(amount=1 + number % 60, unit=unit, **cutoff)))  # type: ignore[arg-type]
    return made
