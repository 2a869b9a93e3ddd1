"""Every outcome of a policy, counted by hand on a wall calendar of May 2024, through every reader of a timetable.

Monday 29/4 to Wednesday 1/5 are off, Saturday 4/5 makes up for the Monday. The desk is open 07:30-12:00 and 13:00-16:30, from April on
07:00-11:30 and 13:30-17:00. A second desk closes, opens and changes its hours.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from bulk_timetables import Written, closure, finder

from tthc_catalog.bulk import batch
from tthc_catalog.bulk.dossier_files import DossierFiles
from tthc_catalog.bulk.queries import windows_counted
from tthc_catalog.bulk.relations import relations
from tthc_catalog.bulk.sql_scripts import script
from tthc_catalog.bulk.worked_time import worked_columns, working_days
from tthc_catalog.calendars.day_fact import DayFact
from tthc_catalog.calendars.desk import WHOLE_DAY, Desk, LocalDay
from tthc_catalog.calendars.schedule import Schedule
from tthc_catalog.calendars.working import WorkingCalendar
from tthc_catalog.effective import Period
from tthc_catalog.errors import OutOfHorizon
from tthc_catalog.policies.contract import (
    CountedFrom,
    DueAfterMinutes,
    DueAfterMinutesMoved,
    DueAfterMonths,
    DueAfterWorkingMinutes,
    DueAtOpening,
    DueByProcessingTime,
    DueOnCalendarDay,
    DueOnWorkingDay,
    NotCovered,
    Rule,
    Segment,
)
from tthc_catalog.policies.processing_time import StatutoryTime
from tthc_catalog.records.office import Hours, Season
from tthc_catalog.timetable.closure_coverage import _windows_moved
from tthc_catalog.timetable.desk_table import DeskTable
from tthc_catalog.timetable.direct import evaluate, evaluate_at_desk
from tthc_catalog.timetable.packed_timetable import NotStored, StoredSchedule, StoredTimetable, pack
from tthc_catalog.timetable.policy_table import PolicyTable
from tthc_catalog.timetable.promise_check import _late_on_arrival
from tthc_catalog.timetable.span import Commitment, Span
from tthc_catalog.timetable.timetable import Timetable

if TYPE_CHECKING:
    from typing import Any

    from tthc_catalog.policies.contract import Outcome
    from tthc_catalog.records.catalog import Catalog

OWN = ((8 * 60, 10 * 60), (13 * 60, 16 * 60 + 40))
DECIDED = dt.date(2024, 5, 14)

SAME, UNIT = "same", "unit"
"""The first late instant: the due time itself ("before 09:00"), or one minute or second later ("by 09:00"); else the midnight written out."""

ROWS: list[tuple[Outcome, str, str | None, str]] = [
    (DueOnWorkingDay(working_days=0), "05-07 10:15", "05-07 17:00", "05-08"),
    (DueOnWorkingDay(working_days=0), "05-07 17:00", "05-07 17:00", "05-08"),
    (DueOnWorkingDay(working_days=0), "05-07 17:01", "05-08 07:00", UNIT),
    (DueOnWorkingDay(working_days=0), "05-12 23:59", "05-13 17:00", "05-14"),
    (DueOnWorkingDay(working_days=3), "04-26 10:15", "05-04 17:00", "05-05"),
    (DueOnWorkingDay(working_days=1), "05-11 09:00", "05-14 17:00", "05-15"),
    (DueOnWorkingDay(working_days=2), "05-13 09:00", "05-15 17:00", "05-16"),
    (DueOnWorkingDay(working_days=1, minute=9 * 60, bound="before"), "05-10 16:00", "05-13 09:00", SAME),
    (DueOnWorkingDay(working_days=1, minute=9 * 60, bound="by"), "05-10 16:00", "05-13 09:00", UNIT),
    (DueOnWorkingDay(working_days=0, minute=11 * 60, bound="by"), "05-07 08:00", "05-07 11:00", UNIT),
    (DueOnWorkingDay(working_days=0, minute=18 * 60, bound="by"), "05-07 17:59", "05-07 18:00", UNIT),
    (DueOnWorkingDay(working_days=0, minute=18 * 60, bound="by"), "05-07 18:01", "05-08 07:00", UNIT),
    (DueOnWorkingDay(working_days=0, closing=18 * 60), "05-07 18:00", "05-07 18:00", "05-08"),
    (DueOnWorkingDay(working_days=0, closing=18 * 60), "05-07 18:01", "05-08 07:00", UNIT),
    (DueOnWorkingDay(working_days=2, closing=18 * 60), "05-07 10:15", "05-09 18:00", "05-10"),
    (DueAtOpening(working_days=1), "05-10 16:00", "05-13 07:00", UNIT),
    (DueAtOpening(working_days=2), "05-10 16:00", "05-14 07:00", UNIT),
    (DueAtOpening(working_days=1), "05-11 16:00", "05-14 07:00", UNIT),
    (DueOnCalendarDay(calendar_days=3), "05-07 10:15", "05-10 17:00", "05-11"),
    (DueOnCalendarDay(calendar_days=4), "05-07 10:15", "05-13 17:00", "05-14"),
    (DueOnCalendarDay(calendar_days=4, then_working_days=2), "05-07 10:15", "05-15 17:00", "05-16"),
    (DueOnCalendarDay(calendar_days=1), "05-12 10:15", "05-14 17:00", "05-15"),
    (DueAfterMonths(months=1), "01-31 10:00", "02-29 16:30", "03-01"),
    (DueAfterMonths(months=1, calendar_days=10, then_working_days=1), "01-31 10:00", "03-12 16:30", "03-13"),
    (DueAfterMonths(months=1), "05-07 10:00", "06-07 17:00", "06-08"),
    (DueAfterMonths(months=8), "05-08 10:00", "2025-01-08 16:30", "2025-01-09"),
    (DueAfterMinutes(minutes=90), "05-07 10:15", "05-07 11:45", UNIT),
    (DueAfterMinutes(minutes=1440), "05-10 00:00", "05-11 00:00", UNIT),
    (DueAfterMinutes(minutes=1440), "05-14 00:00", "05-15 00:00", UNIT),
    (DueAfterMinutes(minutes=90), "05-11 12:00", "05-13 08:30", UNIT),
    (DueAfterWorkingMinutes(minutes=75), "05-07 10:15", "05-07 11:30", UNIT),
    (DueAfterWorkingMinutes(minutes=76), "05-07 10:15", "05-07 13:31", UNIT),
    (DueAfterWorkingMinutes(minutes=480), "05-07 10:15", "05-08 10:15", UNIT),
    (DueAfterWorkingMinutes(minutes=90), "05-07 18:00", "05-08 08:30", UNIT),
    (DueAfterWorkingMinutes(minutes=90), "05-07 12:00", "05-07 15:00", UNIT),
    (DueAfterWorkingMinutes(minutes=90), "05-12 18:00", "05-13 08:30", UNIT),
    (DueAfterWorkingMinutes(minutes=60, sessions=OWN), "05-07 09:00", "05-07 10:00", UNIT),
    (DueAfterWorkingMinutes(minutes=90, sessions=OWN), "05-07 09:00", "05-07 13:30", UNIT),
    (DueAfterWorkingMinutes(minutes=280, sessions=OWN), "05-07 09:00", "05-07 16:40", UNIT),
    (DueAfterWorkingMinutes(minutes=400, sessions=OWN), "05-07 09:00", "05-08 09:00", UNIT),
    (DueAfterMinutesMoved(minutes=75), "05-07 10:15", "05-07 11:30", UNIT),
    (DueAfterMinutesMoved(minutes=76), "05-07 10:15", "05-07 13:30", UNIT),
    (DueAfterMinutesMoved(minutes=195), "05-07 10:15", "05-07 13:30", UNIT),
    (DueAfterMinutesMoved(minutes=196), "05-07 10:15", "05-07 13:31", UNIT),
    (DueAfterMinutesMoved(minutes=420), "05-07 10:15", "05-08 07:00", UNIT),
    (DueAfterMinutesMoved(minutes=420, ends_with_day=True), "05-07 10:15", "05-08 07:00", UNIT),
    (DueAfterMinutesMoved(minutes=4 * 1440), "05-07 10:15", "05-13 07:00", UNIT),
    (DueAfterMinutesMoved(minutes=4 * 1440, ends_with_day=True), "05-07 10:15", "05-13 17:00", "05-14"),
    (DueAfterMinutesMoved(minutes=60, sessions=OWN), "05-07 09:00", "05-07 10:00", UNIT),
    (DueAfterMinutesMoved(minutes=60, sessions=OWN), "05-07 09:30", "05-07 13:00", UNIT),
    (DueAfterMinutesMoved(minutes=1440, sessions=OWN), "05-07 12:00", "05-08 13:30", UNIT),
    (CountedFrom(working_days=0, minute=14 * 60, outcome=DueAfterMinutes(minutes=60)), "05-07 10:15", "05-07 15:00", UNIT),
    (CountedFrom(working_days=0, minute=14 * 60, outcome=DueOnWorkingDay(working_days=1)), "05-07 10:15", "05-08 17:00", "05-09"),
    (CountedFrom(working_days=1, minute=8 * 60, outcome=DueOnWorkingDay(working_days=1)), "05-07 10:15", "05-09 17:00", "05-10"),
    (CountedFrom(working_days=1, minute=8 * 60, outcome=DueAtOpening(working_days=1)), "05-07 10:15", "05-09 07:00", UNIT),
    (CountedFrom(working_days=1, minute=8 * 60, outcome=DueAfterWorkingMinutes(minutes=60)), "05-10 10:15", "05-13 09:00", UNIT),
    (CountedFrom(working_days=1, minute=8 * 60, outcome=DueAfterMinutesMoved(minutes=240)), "05-10 10:15", "05-13 13:30", UNIT),
    (CountedFrom(working_days=1, minute=8 * 60, outcome=DueOnCalendarDay(calendar_days=1)), "05-10 10:15", "05-14 17:00", "05-15"),
    (CountedFrom(working_days=1, minute=8 * 60, outcome=DueAfterMonths(months=1)), "05-10 10:15", "06-13 17:00", "06-14"),
    (CountedFrom(working_days=1, minute=8 * 60, outcome=DueAfterMinutes(minutes=30)), "05-12 10:15", "05-13 08:30", UNIT),
    (DueByProcessingTime(), "05-07 10:15", None, ""),
    (DueByProcessingTime(), "05-12 10:15", None, ""),
    (NotCovered(reason="not-listed"), "05-07 10:15", None, ""),
]


AT_DESK: list[tuple[Outcome, str, str | None, str]] = [
    # The afternoon of Thursday 9/5 is closed, as announced on 6/5.
    (DueOnWorkingDay(working_days=5), "05-03 10:15", "05-09 17:00", "05-10"),
    (DueOnWorkingDay(working_days=2), "05-07 10:15", "05-10 07:00", UNIT),
    (DueOnWorkingDay(working_days=3), "05-06 00:00", "05-10 07:00", UNIT),
    (DueOnWorkingDay(working_days=2, minute=10 * 60, bound="by"), "05-07 10:15", "05-09 10:00", UNIT),
    (DueOnWorkingDay(working_days=2, minute=14 * 60, bound="before"), "05-07 10:15", "05-10 07:00", UNIT),
    (DueAfterMinutes(minutes=60), "05-09 10:00", "05-09 11:00", UNIT),
    (DueAfterMinutes(minutes=60), "05-09 10:30", "05-09 11:30", UNIT),
    (DueAfterMinutes(minutes=60), "05-09 12:30", "05-10 07:00", UNIT),
    (DueAfterMinutes(minutes=60), "05-09 16:00", "05-10 07:00", UNIT),
    (DueAfterMinutes(minutes=60), "05-09 16:01", "05-09 17:01", UNIT),
    # Friday 17/5 is closed, and the desk opens on Saturday 18/5, 07:30-11:30, which counts as a working day.
    (DueOnWorkingDay(working_days=1), "05-16 10:15", "05-18 07:30", UNIT),
    (DueOnWorkingDay(working_days=2), "05-16 10:15", "05-18 11:30", "05-19"),
    (DueOnWorkingDay(working_days=0), "05-17 09:00", "05-18 07:30", UNIT),
    (DueOnWorkingDay(working_days=0), "05-18 09:00", "05-18 11:30", "05-19"),
    (DueOnCalendarDay(calendar_days=2), "05-16 09:00", "05-18 11:30", "05-19"),
    (DueAfterWorkingMinutes(minutes=60), "05-18 11:00", "05-20 07:30", UNIT),
    # Terms of a month that end on the closed Friday.
    (DueOnWorkingDay(working_days=20), "04-17 10:15", "05-18 07:30", UNIT),
    (DueAtOpening(working_days=20), "04-17 10:15", "05-18 07:30", UNIT),
    (DueOnCalendarDay(calendar_days=30), "04-17 10:15", "05-18 07:30", UNIT),
    (DueOnCalendarDay(calendar_days=2, then_working_days=18), "04-17 10:15", "05-18 07:30", UNIT),
    (DueAfterMonths(months=1), "04-17 10:15", "05-18 07:30", UNIT),
    (DueAfterMonths(months=1, calendar_days=10, then_working_days=3), "04-04 10:15", "05-18 07:30", UNIT),
    (DueAfterMinutes(minutes=30 * 1440), "04-17 10:15", "05-18 07:30", UNIT),
    (DueAfterMinutesMoved(minutes=30 * 1440), "04-17 10:15", "05-18 07:30", UNIT),
    (DueAfterWorkingMinutes(minutes=20 * 480), "04-17 10:15", "05-18 07:30", UNIT),
    (CountedFrom(working_days=1, minute=8 * 60, outcome=DueAfterMonths(months=1)), "04-16 10:15", "05-18 07:30", UNIT),
    # From Monday 20/5 on the hours are 08:00-12:00 and 13:00-16:00; a receipt keeps the hours of its day.
    (DueOnWorkingDay(working_days=2), "05-17 09:00", "05-20 17:00", "05-21"),
    (DueOnWorkingDay(working_days=0), "05-20 10:00", "05-20 16:00", "05-21"),
    (DueAtOpening(working_days=1), "05-20 10:00", "05-21 08:00", UNIT),
    # The morning of Wednesday 22/5 is closed, which moves no deadline of the law.
    (DueOnWorkingDay(working_days=2, minute=10 * 60, bound="by"), "05-20 10:00", "05-22 10:00", UNIT),
]

FROM_OPENING: list[tuple[Outcome, str, str | None, str]] = [
    (DueOnWorkingDay(working_days=0), "05-07 06:00", "05-07 17:00", "05-08"),
    (DueOnWorkingDay(working_days=0), "05-07 17:00", "05-07 17:00", "05-08"),
    (DueOnWorkingDay(working_days=0), "05-07 17:01", "05-08 17:00", "05-09"),
    (DueOnWorkingDay(working_days=1), "05-07 17:01", "05-09 17:00", "05-10"),
    (DueAtOpening(working_days=1), "05-07 18:00", "05-09 07:00", UNIT),
    (DueAfterWorkingMinutes(minutes=75), "05-07 10:15", "05-07 11:30", UNIT),
    (DueAfterWorkingMinutes(minutes=60), "05-07 06:00", "05-07 08:00", UNIT),
    (DueAfterWorkingMinutes(minutes=60), "05-10 18:00", "05-13 08:00", UNIT),
    (DueAfterMinutes(minutes=60), "05-07 06:59", "05-07 08:00", UNIT),
    (DueAfterMinutes(minutes=60), "05-07 07:00", "05-07 08:00", UNIT),
    (DueAfterMinutes(minutes=60), "05-07 11:30", "05-07 12:30", UNIT),
    (DueAfterMinutes(minutes=60), "05-07 11:31", "05-07 14:30", UNIT),
    (DueAfterMinutes(minutes=60), "05-07 18:00", "05-08 08:00", UNIT),
    (DueAfterMinutes(minutes=60), "05-12 10:00", "05-13 08:00", UNIT),
]
"""Where receipts outside opening hours count from the next opening."""

ON_DAY_OFF: list[tuple[Outcome, str, str | None, str]] = [
    (DueOnWorkingDay(working_days=1), "05-11 09:00", "05-13 17:00", "05-14"),
    (DueAtOpening(working_days=1), "05-11 09:00", "05-13 07:00", UNIT),
    (DueOnCalendarDay(calendar_days=1), "05-11 09:00", "05-13 17:00", "05-14"),
    (DueAfterMinutes(minutes=60), "05-11 09:00", "05-11 10:00", UNIT),
    (DueAfterWorkingMinutes(minutes=60), "05-11 09:00", "05-13 08:00", UNIT),
    (CountedFrom(working_days=0, minute=10 * 60, outcome=DueAfterMinutes(minutes=60)), "05-11 09:00", "05-11 11:00", UNIT),
    (CountedFrom(working_days=0, minute=10 * 60, outcome=DueAfterWorkingMinutes(minutes=60)), "05-11 09:00", "05-13 08:00", UNIT),
    (CountedFrom(working_days=1, minute=8 * 60, outcome=DueOnWorkingDay(working_days=1)), "05-11 09:00", "05-14 17:00", "05-15"),
    (CountedFrom(working_days=1, minute=8 * 60, outcome=DueAfterMinutes(minutes=60)), "05-11 09:00", "05-13 09:00", UNIT),
]
"""Where the policy answers on days off, so that a receipt is not deemed made on a working day."""


@pytest.fixture(scope="module")
def schedule() -> Schedule:
    """The days and hours of the table; the calendar is decided up to 14/5."""
    holidays = {
        date: DayFact(date=date, kind="holiday", name="Nghỉ") for date in (dt.date(2024, 4, 29), dt.date(2024, 4, 30), dt.date(2024, 5, 1))
    }
    saturday = DayFact(date=dt.date(2024, 5, 4), kind="make_up", make_up_for=dt.date(2024, 4, 29))
    calendar = WorkingCalendar(
        id="by-hand",
        facts=holidays | {saturday.date: saturday},
        rest_days=(6, 7),
        first=dt.date(2024, 1, 15),
        until=dt.date(2024, 6, 1),
        decided_through=DECIDED,
    )
    winter = Season(first=(11, 1), last=(3, 31), sessions=((450, 720), (780, 990)))
    summer = Season(first=(4, 1), last=(10, 31), sessions=((420, 690), (810, 1020)))
    return Schedule(calendar, Hours(id="x", seasons=(winter, summer), citations=(), source=None), "Asia/Ho_Chi_Minh")


def moment(text: str) -> dt.datetime:
    """Return a moment of the table; the year is 2024 unless it is written."""
    return dt.datetime.fromisoformat(text if text.startswith("2025") else f"2024-{text}")


def expected(row: tuple[Outcome, str, str | None, str], unit: int) -> tuple[str | None, dt.datetime | None, dt.datetime | None]:
    """Return the reason, the due time and the first late instant of a row."""
    outcome, _, due, late = row
    if due is None:
        return getattr(outcome, "reason", None), None, None
    later = {SAME: dt.timedelta(0), UNIT: dt.timedelta(seconds=unit)}.get(late)
    return None, moment(due), moment(due) + later if later is not None else moment(late)


@pytest.fixture(scope="module")
def desk(schedule: Schedule) -> Desk:
    """A desk with two closed half days, a closed day, an extra opening and a change of hours."""
    other = Hours(id="y", seasons=(Season(first=(1, 1), last=(12, 31), sessions=((480, 720), (780, 960))),), citations=(), source=None)
    hours, _ = schedule._hours
    number = schedule.calendar.number

    def local(day: int, sessions: tuple[tuple[int, int], ...], known_from: int, **effects: Any) -> LocalDay:
        date = dt.date(2024, 5, day)
        return LocalDay(number(date), sessions, closure(f"c{day}", effects.pop("kind", "closed"), date, **effects), known_from)

    days = [
        local(9, ((810, 1020),), number(dt.date(2024, 5, 6)), law="next_opening"),
        local(17, WHOLE_DAY, 0, law="next_opening"),
        local(18, ((450, 690),), 0, kind="open", law="working_day"),
        local(22, ((480, 720),), 0),
    ]
    change = number(dt.date(2024, 5, 20))
    stretches = [(0, schedule), (change, Schedule(schedule.calendar, other, schedule.zone_name))]
    return Desk(Schedule(schedule.calendar, hours, schedule.zone_name, later=((change, other),)), stretches, days)


def policy(*windows: Segment, day_off: tuple[Segment, ...] = ()) -> StatutoryTime:
    """Return a policy with the same windows on every working day."""
    return StatutoryTime(windows=windows, rules={"a": Rule(id="a", text="a", text_en="a", citations=())}, day_off=day_off)


def timetable(place: Schedule | Desk, stated: StatutoryTime, unit: int, number: int = 0, outside_hours: Any = "as_recorded") -> Timetable:
    """Return a timetable of one policy, as the law."""
    stating: dict[str, Any] = {"policy_id": "by-hand", "policy_version": "1", "unit": unit, "outside_hours": outside_hours}
    table = DeskTable(stated, place, "law", **stating) if isinstance(place, Desk) else PolicyTable(stated, place, **stating)
    span = Span(first=0, edition=None, case=None, statutory=table, commitments=(), excluded="not-listed")
    return Timetable(level="commune", code=f"0.{number:06d}", case=None, schedule=table.schedule, spans=(span,))


KINDS: dict[str, list[tuple[Outcome, str, str | None, str]]] = {
    "usual": ROWS,
    "at a desk": AT_DESK,
    "from opening": FROM_OPENING,
    "on days off": ON_DAY_OFF,
}


def of_row(
    kind: str, row: tuple[Outcome, str, str | None, str], schedule: Schedule, desk: Desk | None, unit: int, number: int = 0
) -> Timetable:
    """Return the timetable of a row."""
    window = Segment(start=0, outcome=row[0], rule="a")
    stated = policy(window, day_off=(window,) if kind == "on days off" else ())
    place = desk if kind == "at a desk" and desk is not None else schedule
    return timetable(place, stated, unit, number, "next_opening" if kind == "from opening" else "as_recorded")


def check(made: Timetable, row: tuple[Outcome, str, str | None, str], unit: int) -> None:
    """Assert that the look-up of an instant and the windows of its day give the answer of a row."""
    reason, due, late = expected(row, unit)
    received, schedule = moment(row[1]), made.schedule
    instant, day = schedule.to_instant(received), schedule.calendar.number(received.date())
    instants = tuple(None if each is None else schedule.to_instant(each) for each in (due, late))
    answer = made.at(instant)
    assert answer.statutory is not None
    assert (answer.statutory.reason, answer.due_at, answer.late_after) == (reason, *instants)
    window = [each for each in made.windows(day) if each.starts_at <= instant][-1]
    moved = (instant // 60 - window.starts_at // 60) * 60 if window.answer.rate else 0
    assert tuple(None if each is None else each + moved for each in (window.answer.due_at, window.answer.late_after)) == instants
    assert answer.provisional == ((due or received).date() > DECIDED)


@pytest.mark.parametrize("unit", [60, 1])
@pytest.mark.parametrize(
    ("kind", "row"),
    [pytest.param(kind, row, id=f"{kind} {type(row[0]).__name__} {row[1]}") for kind, rows in KINDS.items() for row in rows],
)
def test_one_answer(schedule: Schedule, desk: Desk, kind: str, row: tuple[Outcome, str, str | None, str], unit: int) -> None:
    """The evaluation of segments, the look-up of the instant and the windows of the day give the answer counted by hand."""
    made = of_row(kind, row, schedule, desk, unit)
    law = made.spans[0].statutory
    assert law is not None
    stating: dict[str, Any] = {"unit": unit, "outside_hours": law.outside_hours}
    if kind == "at a desk":
        assert evaluate_at_desk(law.policy, desk, "law", moment(row[1]), **stating) == expected(row, unit)
    else:
        assert evaluate(law.policy, schedule, moment(row[1]), **stating) == expected(row, unit)
    check(made, row, unit)


@pytest.mark.parametrize("unit", [60, 1])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("by_grid", [False, True])
def test_all_answers_in_one_batch(
    schedule: Schedule, desk: Desk, monkeypatch: pytest.MonkeyPatch, by_grid: bool, kind: str, unit: int
) -> None:
    """Columns of many dossiers contain the same answers, also those read from a grid."""
    monkeypatch.setattr(batch, "_is_worth_a_grid", lambda *_: by_grid)
    rows = KINDS[kind]
    timetables = [of_row(kind, row, schedule, desk, unit, number) for number, row in enumerate(rows)]
    received = np.asarray([schedule.to_instant(moment(row[1])) for row in rows], dtype=np.int64)
    decided = batch.decide_many(finder(timetables), timetables[0].schedule, received, code=pa.array([str(n) for n in range(len(rows))]))
    wanted = [expected(row, unit) for row in rows]
    assert decided.due_at.tolist() == [due for _, due, _ in wanted]
    assert decided.late_after.tolist() == [late for _, _, late in wanted]
    assert decided.provisional.tolist() == [(due or moment(row[1])).date() > DECIDED for row, (_, due, _) in zip(rows, wanted, strict=True)]


@pytest.mark.parametrize(("kind", "unit"), [("usual", 1), ("at a desk", 60), ("from opening", 60), ("on days off", 60)])
def test_all_answers_by_an_sql_engine(schedule: Schedule, desk: Desk, kind: str, unit: int) -> None:
    """DuckDB finds the same answers in the tables of windows."""
    rows = KINDS[kind]
    timetables = [of_row(kind, row, schedule, desk, unit, number) for number, row in enumerate(rows)]
    codes = pa.array([str(number) for number in range(len(rows))])
    dossiers = pa.table({"received_at": [moment(row[1]) for row in rows], "code": codes})
    with DossierFiles(dossiers, find=finder(timetables), describe=lambda *_: (None, None), schedule=timetables[0].schedule) as files:
        found = {row["code"]: (row["due_at"], row["late_after"], row["covered"]) for row in files.rows().to_pylist()}
    wanted = [expected(row, unit) for row in rows]
    assert found == {code: (due, late, False) for code, (_, due, late) in zip(codes.to_pylist(), wanted, strict=True)}


def test_a_script_of_answers(schedule: Schedule) -> None:
    """The script writes which answers move with the minute, which are covered and which are provisional."""
    rows = [(row, number) for number, row in enumerate(ROWS) if row[1] in ("05-07 10:15", "05-13 09:00")]
    timetables = [of_row("usual", row, schedule, None, 60, number) for number, row in enumerate(ROWS)]
    keys = [(str(number), None, None, None, None) for _, number in rows]
    days = {"first": dt.date(2024, 5, 7), "until": dt.date(2024, 5, 14)}
    made = relations(keys, finder(timetables), lambda *_: (None, None), **days)
    with duckdb.connect() as connection:
        connection.execute("".join(script(made, "duckdb", schedule=schedule)))
        connection.executemany("INSERT INTO dossiers (received_at, code) VALUES (?, ?)", [(moment(row[1]), str(n)) for row, n in rows])
        found = connection.execute("SELECT due_at, covered, provisional FROM tthc_decisions ORDER BY CAST(code AS INTEGER)").fetchall()
    wanted = [(due, (due or moment(row[1])).date() > DECIDED) for row, _ in rows for due in (expected(row, 60)[1],)]
    assert found == [(due, False, provisional) for due, provisional in wanted]
    assert {provisional for _, provisional in wanted} == {True, False}


def test_the_columns_that_a_month_reads(schedule: Schedule) -> None:
    """A table whose due times move with the minute of receipt has the columns which say so."""
    columns = ["place", "late_after", "early_before", "covered", "provisional"]
    for outcome, more in (
        (DueAtOpening(working_days=1), []),
        (DueAfterMinutes(minutes=90), ["due_at", "due_at_moves", "late_after_moves"]),
    ):
        made = timetable(schedule, policy(Segment(start=0, outcome=outcome, rule="a")), 60)
        assert windows_counted(relations([("0", None, None, None, None)], finder([made]), lambda *_: (None, None))) == columns + more


@pytest.mark.parametrize(("kind", "unit"), [("usual", 1), ("from opening", 60), ("on days off", 60)])
def test_all_answers_from_the_store(schedule: Schedule, kind: str, unit: int) -> None:
    """A timetable as plain data has the same answers, or refers to the original where a moving due time passes midnight."""
    missing = 0
    for row in KINDS[kind]:
        made = of_row(kind, row, schedule, None, unit)
        packed = pack(made, lambda _: 0)
        assert packed is not None
        stored = StoredTimetable(packed, spans=made.spans, models=str, rules=lambda _: Rule(id="a", text="a", text_en="a", citations=()))
        instant = stored.schedule.to_instant(moment(row[1]))
        assert instant == schedule.to_instant(moment(row[1]))
        _, due, late = expected(row, unit)
        try:
            answer = stored.at(instant)
        except NotStored:
            missing += 1
            continue
        assert (answer.due_at, answer.late_after) == tuple(None if each is None else schedule.to_instant(each) for each in (due, late))
    assert missing <= 2


def test_a_moment_is_rounded_down_to_a_second(schedule: Schedule) -> None:
    """A fraction of a second counts for the second before it, also before 1970."""
    packed = pack(timetable(schedule, policy(Segment(start=0, outcome=DueAtOpening(working_days=1), rule="a")), 60), lambda _: 0)
    assert packed is not None
    for text, instant in (("1969-12-31T23:59:59.500000+00:00", -1), ("1970-01-01T00:00:01.500000+00:00", 1)):
        for place in (schedule, StoredSchedule(packed)):
            assert place.to_instant(dt.datetime.fromisoformat(text)) == instant


@pytest.mark.parametrize("by_grid", [False, True])
def test_several_receipts_at_one_desk(desk: Desk, monkeypatch: pytest.MonkeyPatch, by_grid: bool) -> None:
    """Each day on which the desk departs from its hours has an answer of its own; the others share theirs."""
    monkeypatch.setattr(batch, "_is_worth_a_grid", lambda *_: by_grid)
    made = timetable(desk, policy(Segment(start=0, outcome=DueOnWorkingDay(working_days=25), rule="a")), 60)
    wanted = {
        "04-10 10:15": "05-18 07:30",  # Friday 17/5 is closed
        "04-11 10:15": "05-18 11:30",  # the extra opening on Saturday is the last of the 25 working days
        "05-08 10:15": "06-11 17:00",  # like 10/4 the second Wednesday of a month; the opening is the eighth working day
        "05-09 10:15": "06-12 17:00",
    }
    received = np.asarray([desk.schedule.to_instant(moment(text)) for text in wanted], dtype=np.int64)
    decided = batch.decide_many(finder([made]), desk.schedule, received, code="0")
    assert decided.due_at.tolist() == [moment(text) for text in wanted.values()]


@pytest.mark.parametrize("by_grid", [False, True])
@pytest.mark.parametrize(
    ("first", "until", "covered"),
    [("2024-05-08", "2024-05-31", True), ("2024-05-09", "2024-05-31", False), ("2024-01-15", "2024-05-08", False)],
)
def test_a_commitment_binds_from_the_day_that_counts(
    schedule: Schedule, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, by_grid: bool, first: str, until: str, covered: bool
) -> None:
    """A receipt of Tuesday 7/5 counts from Wednesday, on which the commitment has begun, has not begun or has ended."""
    monkeypatch.setattr(batch, "_is_worth_a_grid", lambda *_: by_grid)
    outcome = CountedFrom(working_days=1, minute=8 * 60, outcome=DueOnWorkingDay(working_days=1))
    table = timetable(schedule, policy(Segment(start=0, outcome=outcome, rule="a")), 60).spans[0].statutory
    assert table is not None
    begins, ends = (schedule.calendar.number(dt.date.fromisoformat(text)) for text in (first, until))
    commitment = Commitment(model=next(iter(catalog.models.values())), table=table, first=begins, until=ends, is_target=False)
    span = Span(first=0, edition=None, case=None, statutory=None, commitments=(commitment,), excluded=None)
    made = Timetable(level="commune", code="0", case=None, schedule=schedule, spans=(span,))
    instant = schedule.to_instant(moment("05-07 10:15"))
    due = moment("05-09 17:00") if covered else None
    assert made.at(instant).due_at == (None if due is None else schedule.to_instant(due))
    decided = batch.decide_many(finder([made]), schedule, np.asarray([instant], dtype=np.int64), code="0")
    assert (decided.covered.tolist(), decided.due_at.tolist()) == ([covered], [due])


def test_the_digest_of_a_desk(schedule: Schedule, desk: Desk) -> None:
    """Desks with other answers have other digests, and a desk without departures has that of its hours."""
    segment = Segment(start=0, outcome=DueOnWorkingDay(working_days=1), rule="a")
    usual = timetable(schedule, policy(segment), 60).spans[0].statutory
    plain, closed = (timetable(place, policy(segment), 60).spans[0].statutory for place in (Desk(schedule, (), ()), desk))
    assert usual is not None
    assert plain is not None
    assert closed is not None
    assert plain.digest == usual.digest != closed.digest
    others = [day for day in desk.local_days if day.closure.id != "c17"]
    without_a_day = timetable(Desk(desk.schedule, desk.stretches, others), policy(segment), 60).spans[0].statutory
    assert without_a_day is not None
    assert without_a_day.digest != closed.digest


def test_the_digest_of_an_extra_opening_names_its_reason(schedule: Schedule) -> None:
    """Sundays are worked only when a desk opens in addition, so the reason of that day is the only difference."""
    day = dt.date(2024, 5, 19)
    opening = LocalDay(schedule.calendar.number(day), ((450, 690),), closure("c", "open", day, law="working_day"), 0)
    weekday = (Segment(start=0, outcome=DueOnWorkingDay(working_days=1), rule="a"),)
    digests = set()
    for reason in ("not-listed", "not-model-day"):
        sunday = (Segment(start=0, outcome=NotCovered(reason=reason), rule="a"),)
        stated = Written(weekdays=dict.fromkeys(range(1, 8), weekday) | {7: sunday}, day_off=weekday)
        table = DeskTable(stated, Desk(schedule, (), [opening]), "law", policy_id="written", policy_version="1")
        digests.add(table.digest)
    assert len(digests) == 2


def test_the_windows_that_a_closure_moves(desk: Desk) -> None:
    """Of three windows of Tuesday 7/5 only the one until the closed afternoon of Thursday moves."""
    windows = (
        Segment(start=0, outcome=DueOnWorkingDay(working_days=2), rule="a"),
        Segment(start=10 * 60, outcome=DueOnWorkingDay(working_days=2, minute=10 * 60, bound="by"), rule="a"),
        Segment(start=15 * 60, outcome=DueAtOpening(working_days=1), rule="a"),
    )
    table = timetable(desk, policy(*windows), 60).spans[0].statutory
    assert table is not None
    (afternoon,) = (day.closure for day in desk.local_days if day.closure.id == "c9")
    assert _windows_moved(table, desk, afternoon, (Period(None, None),)) == 1


@pytest.mark.parametrize(("minute", "late"), [(15 * 60 + 59, []), (15 * 60 + 58, [(15 * 60 + 59, 15 * 60 + 58)])])
def test_the_last_receipt_of_a_window(schedule: Schedule, minute: int, late: list[tuple[int, int]]) -> None:
    """A window that ends before 16:00 takes its last receipt at 15:59."""
    today = Segment(start=0, outcome=DueOnWorkingDay(working_days=0, minute=minute, bound="by"), rule="a")
    stated = policy(today, Segment(start=16 * 60, outcome=DueOnWorkingDay(working_days=1), rule="a"))
    assert [(each.received, each.due) for each in _late_on_arrival(stated, schedule)][:1] == late


@pytest.mark.parametrize(("received", "now"), [("05-03 10:15", "05-10 07:00"), ("05-05 23:59", None), ("05-07 10:15", None)])
def test_an_announcement_after_the_receipt(desk: Desk, received: str, now: str | None) -> None:
    """The answer by what is known now differs for a receipt before the announcement whose term ends in the closed afternoon."""
    window = Segment(start=0, outcome=DueOnWorkingDay(working_days=5), rule="a")
    made = timetable(desk, policy(window), 60).at(desk.schedule.to_instant(moment(received)))
    assert (None if made.settled is None else made.settled.due_at) == (None if now is None else desk.schedule.to_instant(moment(now)))


@pytest.mark.parametrize(
    ("unit", "received", "due"),
    [(60, "17:00:59", "05-07 17:00"), (60, "17:01:00", "05-08 09:00"), (1, "17:00:59", "05-08 07:00"), (1, "17:01:00", "05-08 09:00")],
)
def test_a_segment_from_the_minute_after_closing(schedule: Schedule, unit: int, received: str, due: str) -> None:
    """A stated segment from 17:01 leaves no minute to the one that is added after 17:00, and 59 seconds where seconds count."""
    today = Segment(start=0, outcome=DueOnWorkingDay(working_days=0), rule="a")
    later = Segment(start=17 * 60 + 1, outcome=DueOnWorkingDay(working_days=1, minute=9 * 60), rule="a")
    made = timetable(schedule, policy(today, later), unit)
    assert made.at(schedule.to_instant(moment(f"05-07 {received}"))).due_at == schedule.to_instant(moment(due))
    starts = [schedule.to_local(window.starts_at) for window in made.windows(schedule.calendar.number(dt.date(2024, 5, 7)))]
    assert [f"{start:%H:%M:%S}" for start in starts] == ["00:00:00", *(["17:00:01"] if unit == 1 else []), "17:01:00"]


def test_the_last_minute_of_a_day_may_follow_closing(schedule: Schedule) -> None:
    """A receipt at 23:59 follows a closing time of 23:58."""
    made = timetable(schedule, policy(Segment(start=0, outcome=DueOnWorkingDay(working_days=0, closing=1438), rule="a")), 60)
    found = [made.at(schedule.to_instant(moment(f"05-07 {clock}"))).due_at for clock in ("23:58", "23:59")]
    assert found == [schedule.to_instant(moment(due)) for due in ("05-07 23:58", "05-08 07:00")]


def test_a_policy_that_is_closed_on_a_working_day(schedule: Schedule) -> None:
    """A policy without segments on a working day breaks its contract, which the look-up and the columns say."""
    made = timetable(schedule, policy(), 60)
    with pytest.raises(ValueError, match="closed on the working day 2024-05-07"):
        made.at(schedule.to_instant(moment("05-07 10:15")))
    with pytest.raises(ValueError, match="closed on the working day"):
        batch.decide_many(finder([made]), schedule, np.asarray([schedule.to_instant(moment("05-07 10:15"))]), code="0")


def test_the_windows_of_a_moving_answer_at_a_closure(desk: Desk) -> None:
    """A term of an hour is cut where its end enters and leaves the closed afternoon, and where it ends on the next day.

    In the closed afternoon every minute has a window of its own, since the moment from which the deadline is moved belongs to the answer.
    """
    made = timetable(desk, policy(Segment(start=0, outcome=DueAfterMinutes(minutes=60), rule="a")), 60)
    thursday = desk.schedule.calendar.number(dt.date(2024, 5, 9))
    law = made.spans[0].statutory
    assert law is not None
    starts = [(window.starts_at - desk.schedule.midnight[thursday]) // 60 for window in law.windows(thursday)]
    assert starts == [0, *range(12 * 60 + 30, 16 * 60 + 1), 16 * 60 + 1, 23 * 60]


def test_only_days_in_reach_of_a_departure_are_compared(desk: Desk) -> None:
    """A term of one day reaches no closure in May from a receipt in winter."""
    law = timetable(desk, policy(Segment(start=0, outcome=DueOnWorkingDay(working_days=1), rule="a")), 60).spans[0].statutory
    assert isinstance(law, DeskTable)
    assert desk.schedule.calendar.date_at(min(law.candidates)) > dt.date(2024, 4, 15)
    assert desk.schedule.calendar.date_at(max(law.candidates)) == dt.date(2024, 5, 19)


@pytest.mark.parametrize("aware", [False, True])
def test_a_batch_where_clocks_change(schedule: Schedule, aware: bool) -> None:
    """In a zone with summer time the wall clock shows the same answers; rows without an answer say why, and completions are judged."""
    berlin = Schedule(schedule.calendar, schedule._hours[0], "Europe/Berlin")
    rows = [row for row in ROWS if row[2] is not None]
    timetables = [of_row("usual", row, berlin, Desk(berlin), 60, number) for number, row in enumerate(rows)]
    wanted = [expected(row, 60) for row in rows]
    received: list[dt.datetime | None] = [moment(row[1]) for row in rows]
    received += [None, moment("05-07 10:15"), dt.datetime(2031, 1, 1), moment("03-31 02:30")]
    codes: list[str | None] = [*(str(number) for number in range(len(rows))), "0", None, "0", "0"]
    if aware:  # the skipped time cannot be written
        received, codes = received[:-1], codes[:-1]
        received = [None if each is None else each.replace(tzinfo=berlin.zone) for each in received]
    decided = batch.decide_many(finder(timetables), berlin, received, code=pa.array(codes))
    reasons = ["missing-instant", "unknown-procedure", "out-of-horizon", "skipped-time"][: 3 if aware else 4]
    assert decided.reason.tolist() == [*(["not-listed"] * len(rows)), *reasons]
    assert decided.due_at.tolist() == [*(due for _, due, _ in wanted), *(None for _ in reasons)]
    assert decided.late_after.tolist() == [*(late for _, _, late in wanted), *(None for _ in reasons)]
    for shift, statuses in ((-1, {"early", "on_time"}), (0, {"overdue"})):
        ends = [late + dt.timedelta(seconds=shift) for _, _, late in wanted if late is not None]
        dues = [due.date() for _, due, _ in wanted if due is not None]
        completed = [*ends, *(None for _ in reasons)]
        now = dt.datetime(2026, 1, 1)
        if aware:
            completed = [None if each is None else each.replace(tzinfo=berlin.zone) for each in completed]
            now = now.replace(tzinfo=berlin.zone)
        judged = batch.decide_many(finder(timetables), berlin, received, code=pa.array(codes), completed_at=completed, now=now)
        assert judged.status is not None
        found = judged.status.tolist()[: len(ends)]
        assert found == [
            "overdue" if shift == 0 else "early" if end.date() < due else "on_time" for end, due in zip(ends, dues, strict=True)
        ]
        assert set(found) <= statuses


@pytest.mark.parametrize("unit", ["s", "ms", "us"])
@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "Europe/Berlin"])
def test_worked_time_and_working_days_as_columns(schedule: Schedule, zone: str, unit: str) -> None:
    """From the first midnight of the calendar, and across the day on which summer time begins."""
    place = Schedule(schedule.calendar, schedule._hours[0], zone)
    since = ["2024-01-15T00:00", "2024-03-29T09:00", "2024-05-07T10:15", "2024-01-14T23:59", "NaT"]
    until = ["2024-01-15T08:30", "2024-04-02T10:00", "2024-05-07T10:16", "2024-01-15T08:30", "2024-01-15T08:30"]
    columns = [np.asarray(column, dtype=f"datetime64[{unit}]") for column in (since, until)]
    hours = [60, 180 + 210 + 480 + 180, 1, None, None]  # 29/3: 09:00-12:00 and 13:00-16:30; 1/4: 8 h; 2/4: 07:00-10:00
    wanted = [None if minutes is None else dt.timedelta(minutes=minutes) for minutes in hours]
    assert worked_columns(place, *columns).astype("timedelta64[s]").tolist() == wanted
    instants = [
        np.asarray([int(dt.datetime.fromisoformat(text).replace(tzinfo=place.zone).timestamp()) for text in column[:3]], dtype=np.int64)
        for column in (since, until)
    ]
    assert worked_columns(place, *instants).tolist() == wanted[:3]
    assert worked_columns(place, columns[0][:1], columns[1][:1]).tolist() == wanted[:1]
    days = np.asarray(["2024-01-15", "2024-04-26", "2024-05-03", "2024-05-04", "2024-01-14", "NaT"], dtype="datetime64[D]")
    assert working_days(place, days, np.asarray([1, 1, 1, -1, 1, 1])).tolist() == [
        dt.date(2024, 1, 16),
        dt.date(2024, 5, 2),
        dt.date(2024, 5, 4),
        dt.date(2024, 5, 3),
        None,
        None,
    ]
    assert working_days(place, days[:2], 0).tolist() == [dt.date(2024, 1, 15), dt.date(2024, 4, 26)]
    with pytest.raises(ValueError, match="after has 6 rows and n 2"):
        working_days(place, days, np.asarray([1, 2]))


def test_beyond_the_calendar() -> None:
    """A term in minutes that ends after the last day of the calendar has no answer, by the look-up and in columns."""
    calendar = WorkingCalendar(
        id="x", facts={}, rest_days=(6, 7), first=dt.date(2024, 1, 1), until=dt.date(2024, 1, 15), decided_through=dt.date(2024, 1, 14)
    )
    sessions = ((480, 720), (780, 1020))
    hours = Hours(id="x", seasons=(Season(first=(1, 1), last=(12, 31), sessions=sessions),), citations=(), source=None)
    short = Schedule(calendar, hours, "Asia/Ho_Chi_Minh")
    last = (dt.date(2024, 1, 15) + dt.timedelta(days=399) - dt.date(2024, 1, 2)).days
    assert calendar.date_at(len(calendar) - 1) == dt.date(2024, 1, 2) + dt.timedelta(days=last)
    received = np.asarray([short.to_instant(dt.datetime(2024, 1, 2, 9, 0))], dtype=np.int64)
    for ends_with_day in (False, True):
        for minutes, reason in (
            (10 * 1440, None),
            (last * 1440, None),
            (last * 1440 + 10 * 60, "out-of-horizon"),
            (last * 1440 + 1440, "out-of-horizon"),
        ):
            window = Segment(start=0, outcome=DueAfterMinutesMoved(minutes=minutes, ends_with_day=ends_with_day), rule="a")
            made = timetable(short, policy(window), 60)
            decided = batch.decide_many(finder([made]), short, received, code="0")
            if reason is None:
                assert decided.due_at.tolist() == [short.to_local(made.at(int(received[0])).due_at or 0).replace(tzinfo=None)]
            else:
                with pytest.raises(OutOfHorizon):
                    made.at(int(received[0]))
                assert decided.reason.tolist() == [reason]
                assert decided.late_after.tolist() == [None]


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("05-12 10:15", "05-18 11:30"),  # a Sunday, counted from Monday 13/5
        ("05-13 10:15", "05-18 11:30"),
        ("05-11 10:15", "05-18 11:30"),
        ("05-14 10:15", "05-20 17:00"),
        ("05-10 10:15", "05-17 17:00"),
    ],
)
def test_an_extra_opening_alone(schedule: Schedule, received: str, due: str) -> None:
    """Five working days end on a Saturday that counts, also for a receipt on a day off before it."""
    day = schedule.calendar.number(dt.date(2024, 5, 18))
    opening = LocalDay(day, ((450, 690),), closure("c", "open", dt.date(2024, 5, 18), law="working_day"), 0)
    made = timetable(Desk(schedule, (), [opening]), policy(Segment(start=0, outcome=DueOnWorkingDay(working_days=5), rule="a")), 60)
    assert made.at(schedule.to_instant(moment(received))).due_at == schedule.to_instant(moment(due))
