"""Rows and tables the figures about many dossiers are taken on: everything from one seed, nothing from a file."""

from __future__ import annotations

from typing import Any

import numpy as np

import tthc_catalog as tthc
from tthc_catalog.bulk import batch
from tthc_catalog.bulk.columns import DecisionColumns
from tthc_catalog.calendars.schedule import Schedule
from tthc_catalog.policies.processing_time import statutory_time
from tthc_catalog.records.procedure import ProcessingTime
from tthc_catalog.timetable.policy_table import PolicyTable
from tthc_catalog.timetable.timetable import Span, Timetable

FIRST = np.datetime64("2021-01-01", "s")
DAYS = 1826
"""Five years, within what official decisions settle."""

CUTOFF = 15 * 60


def schedule_of(engine: tthc.Engine) -> Schedule:
    """The communes' desks."""
    return engine.timetable("1.001193", level="commune").schedule


def of_law(schedule: Schedule, time: ProcessingTime) -> Timetable:
    """A timetable that holds this processing time and nothing else."""
    table = PolicyTable(statutory_time(time), schedule, policy_id="processing-time", policy_version="1")
    span = Span(first=0, edition=None, case=None, statutory=table, commitments=(), excluded="not-listed")
    return Timetable(level="commune", code="0.000000", case=None, schedule=schedule, spans=(span,))


def same_day(schedule: Schedule) -> Timetable:
    """Due the same day; the next working day when received after 15:00: what peers can be asked, too."""
    return of_law(schedule, ProcessingTime(amount=0, unit="same_day", after=CUTOFF, then_working_days=1))


def decide(timetables: list[Timetable], received: Any, codes: Any = "0", **more: Any) -> DecisionColumns:
    """Decide by place of the timetable, without a catalog around it."""
    return batch.decide_many(lambda code, *_: timetables[int(code)], timetables[0].schedule, received, code=codes, **more)


def receipts(rows: int, days: int = DAYS, seed: int = 0) -> Any:
    """Receipts at any second of so many days, local time."""
    return FIRST + np.random.default_rng(seed).integers(0, 86_400 * days, rows)


def completions(received: Any, seed: int = 1) -> Any:
    """Results ready within six days."""
    return received + np.random.default_rng(seed).integers(0, 86_400 * 6, received.size)


def free_days(schedule: Schedule, *, with_weekends: bool) -> list[Any]:
    """Days off: all of them, or those that fall on a weekday."""
    calendar = schedule.calendar
    facts = [calendar.fact_at(n) for n in range(len(calendar))]
    return [f.date for f in facts if not f.is_working and (with_weekends or f.date.weekday() < 5)]


def several_policies(schedule: Schedule, count: int) -> list[Timetable]:
    """So many different policies: terms from 1 to 60 working days or calendar days, each with cutoffs of its own."""
    made: list[Timetable] = []
    for number in range(count):
        unit = "working_day" if number % 3 else "calendar_day"
        cutoff = {"after": 13 * 60 + number // 60 % 240, "then_working_days": 1 + number // 14_400} if unit == "working_day" else {}
        made.append(of_law(schedule, ProcessingTime(amount=1 + number % 60, unit=unit, **cutoff)))  # type: ignore[arg-type]
    return made
