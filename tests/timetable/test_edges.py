"""Edges that a mutation of the code moves by one: cuts of windows, clock changes, and the minute at which one deadline overtakes another."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs
import pytest

from tthc_catalog.calendars.schedule import Schedule
from tthc_catalog.calendars.working import WorkingCalendar
from tthc_catalog.policies.contract import DueAfterMinutes, DueAfterWorkingMinutes, DueOnWorkingDay, Rule, Segment
from tthc_catalog.policies.processing_time import StatutoryTime
from tthc_catalog.records.office import Hours, Season
from tthc_catalog.timetable.policy_table import PolicyTable
from tthc_catalog.timetable.span import Span
from tthc_catalog.timetable.timetable import Timetable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.engine import Engine
    from tthc_catalog.policies.contract import Outcome

HOURS = Hours(
    id="test", seasons=(Season(first=(1, 1), last=(12, 31), sessions=((8 * 60, 12 * 60), (13 * 60, 17 * 60))),), citations=(), source=None
)
RULE = Rule(id="statutory", text="Một.", text_en="One.", citations=())
MARCH, OCTOBER = dt.date(2024, 3, 31), dt.date(2024, 10, 27)


@pytest.fixture(scope="module")
def berlin() -> Schedule:
    """A schedule with two clock changes a year, on days that are worked."""
    calendar = WorkingCalendar(
        id="plain", facts={}, rest_days=(), first=dt.date(2024, 1, 1), until=dt.date(2025, 1, 1), decided_through=dt.date(2024, 12, 31)
    )
    return Schedule(calendar, HOURS, "Europe/Berlin")


def table(schedule: Schedule, *segments: Segment, unit: int = 60) -> PolicyTable:
    """Return the table of a policy with the same segments on every working day."""
    policy = StatutoryTime(windows=segments, rules={"statutory": RULE})
    return PolicyTable(policy, schedule, policy_id="test", policy_version="1", unit=unit)


def segment(start: int, outcome: Outcome) -> Segment:
    """Return a segment of the one rule."""
    return Segment(start=start, outcome=outcome, rule="statutory")


def by_windows(made: PolicyTable, day: int, instants: Sequence[int]) -> list[int | None]:
    """Return the due moments of some instants, read from the windows of their day."""
    windows = list(made.windows(day))
    found = []
    for instant in instants:
        window = [w for w in windows if w.starts_at <= instant][-1]
        resolved = window.resolved
        moved = (instant // 60 - window.starts_at // 60) * 60 if resolved.rate else 0
        found.append(None if resolved.due_at is None else resolved.due_at + moved)
    return found


@pytest.mark.parametrize("minutes", [1, 20, 90, 239, 240, 241, 500, 2401])
def test_the_windows_of_working_minutes_are_cut_at_both_ends(berlin: Schedule, minutes: int) -> None:
    """A window ends when the desk closes at the receipt or at the due time, whichever comes first."""
    made = table(berlin, segment(0, DueAfterWorkingMinutes(minutes=minutes)))
    day = berlin.calendar.number(dt.date(2024, 5, 7))
    instants = range(berlin.midnight[day], berlin.midnight[day + 1], 60)
    assert by_windows(made, day, instants) == [made.on(day, instant).due_at for instant in instants]


@pytest.mark.parametrize("date", [MARCH, OCTOBER, dt.date(2024, 5, 7)])
@pytest.mark.parametrize("minute", [10 * 60, 90])
def test_a_segment_begins_with_its_first_second(berlin: Schedule, date: dt.date, minute: int) -> None:
    """On a day of a clock change too, the second before a segment has the earlier answer, and its first second the later one."""
    made = table(berlin, segment(0, DueOnWorkingDay(working_days=1)), segment(minute, DueOnWorkingDay(working_days=2)))
    day = berlin.calendar.number(date)
    start = berlin.instant(day, minute * 60)
    assert [made.on(day, instant).last_day - day for instant in (start - 1, start, start + 1)] == [1, 2, 2]
    assert [window.starts_at for window in made.windows(day)] == [berlin.midnight[day], start]


@pytest.mark.parametrize("date", [MARCH, OCTOBER])
def test_a_day_of_a_clock_change_begins_at_midnight(berlin: Schedule, date: dt.date) -> None:
    """The instant of midnight belongs to the new day, also after a day of 23 or 25 hours."""
    day = berlin.calendar.number(date)
    for number in (day, day + 1):
        assert (berlin.day_of(berlin.midnight[number] - 1), berlin.day_of(berlin.midnight[number])) == (number - 1, number)


def test_minutes_that_end_at_midnight_are_due_on_the_new_day(berlin: Schedule) -> None:
    """A term of elapsed minutes ends on the day on which its last minute lies; only that day can make it provisional."""
    made = table(berlin, segment(0, DueAfterMinutes(minutes=60)))
    day = berlin.calendar.number(dt.date(2024, 5, 7))
    last_hour = berlin.instant(day, 23 * 3600)
    assert [made.on(day, instant).last_day - day for instant in (last_hour - 60, last_hour, last_hour + 60)] == [0, 1, 1]


def test_a_term_in_minutes_is_provisional_only_beyond_the_decided_days(berlin: Schedule) -> None:
    """The day on which elapsed minutes end decides, not the end of the calendar."""
    made = table(berlin, segment(0, DueAfterMinutes(minutes=60)))
    span = Span(first=0, edition=None, case=None, statutory=made, commitments=(), excluded="not-listed")
    timetable = Timetable(level="commune", code="0.000000", case=None, schedule=berlin, spans=(span,))
    new_year = berlin.to_instant(dt.datetime(2024, 12, 31, 23, 0))
    assert [timetable.at(instant).provisional for instant in (new_year - 86_400, new_year - 60, new_year)] == [False, False, True]


@pytest.mark.parametrize("unit", [60])
@pytest.mark.parametrize("minutes", [59, 60, 61, 62, 63, 64, 65, 66, 120])
def test_a_moving_answer_is_overtaken_at_the_exact_minute(engine: Engine, minutes: int, unit: int) -> None:
    """Where elapsed minutes become later than a promise at a clock time, bisection and look-up agree in every second around the edge."""
    friday = engine.timetable("1.001193", level="commune")
    schedule = friday.schedule
    law = table(schedule, segment(0, DueAfterMinutes(minutes=minutes)), unit=unit)
    promise = table(
        schedule, segment(0, DueOnWorkingDay(working_days=0, minute=16 * 60)), segment(961, DueOnWorkingDay(working_days=1)), unit=unit
    )
    span = next(s for s in friday.spans if s.commitments)
    commitment = (
        attrs.evolve(span.commitments[0], table=promise)
        if attrs.has(type(span.commitments[0]))
        else span.commitments[0]._replace(table=promise)
    )
    made = Timetable(
        level="commune",
        code="0.000000",
        case=None,
        schedule=schedule,
        spans=(attrs.evolve(span, first=0, statutory=law, commitments=(commitment,)),),
    )
    edge = schedule.to_instant(dt.datetime(2024, 5, 3, 16, 0)) - minutes * 60
    ruling = set()
    for instant in range(edge - 130, edge + 131):
        answer = made.at(instant)
        ruling.add(answer.governing)
        assert made.find(instant) == (answer.due_at, answer.late_after), instant - edge
    assert ruling == {"statutory", "commitment"}
