"""One desk by day: closures and extra openings, and what the desk was before they were announced."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from tthc_catalog.calendars.announcements import Knowledge, Learned
from tthc_catalog.calendars.day_fact import DayFact
from tthc_catalog.calendars.desk import WHOLE_DAY, Desk, LocalDay
from tthc_catalog.calendars.schedule import Schedule
from tthc_catalog.calendars.working import WorkingCalendar
from tthc_catalog.records.closure import Closure
from tthc_catalog.records.office import Hours, Season

if TYPE_CHECKING:
    from tthc_catalog.calendars.schedule import Sessions

MORNING, AFTERNOON = (450, 690), (780, 990)
FRIDAY, SATURDAY, MONDAY = 4, 5, 7
"""Days of the calendar, which begins on Monday 1/1/2024."""


def hours(*sessions: tuple[int, int]) -> Hours:
    """Return the same sessions for the whole year."""
    return Hours(id="x", seasons=(Season(first=(1, 1), last=(12, 31), sessions=sessions),), citations=(), source=None)


def schedule(*sessions: tuple[int, int], facts: dict[dt.date, DayFact] | None = None, earlier: tuple[Knowledge, ...] = ()) -> Schedule:
    """Return a schedule of a year with one set of hours."""
    calendar = WorkingCalendar(
        id="x",
        facts=facts or {},
        rest_days=(6, 7),
        first=dt.date(2024, 1, 1),
        until=dt.date(2025, 1, 1),
        decided_through=dt.date(2024, 12, 31),
        earlier=earlier,
    )
    return Schedule(calendar, hours(*(sessions or (MORNING, AFTERNOON))), "Asia/Ho_Chi_Minh")


def local(number: int, kind: Any, sessions: Sessions, commitment: Any = "next_opening", known_from: int = 0) -> LocalDay:
    """Return a closure or an extra opening of one day."""
    date = dt.date(2024, 1, 1) + dt.timedelta(days=number)
    closure = Closure(
        id=f"{kind}-{number}-{sessions[0][0]}",
        kind=kind,
        offices=("x",),
        levels=(),
        first=date,
        last=date,
        sessions=sessions,
        reason="x",
        reason_en=None,
        citations=(),
        announced_on=None,
        commitment=commitment,
        law="unchanged",
    )
    return LocalDay(number, sessions, closure, known_from)


@pytest.mark.parametrize(
    ("kind", "commitment", "working"),
    [("open", "working_day", True), ("open", "unchanged", False), ("closed", "next_opening", False), ("closed", "working_day", False)],
)
def test_only_an_opening_that_counts_is_a_working_day(kind: str, commitment: str, working: bool) -> None:
    """A commitment sees a working day, with the hours of the opening, where a Saturday's opening counts as one."""
    day = Desk(schedule(), (), [local(SATURDAY, kind, (MORNING,), commitment)]).day(SATURDAY)
    assert (day.working, day.sessions) == (working, (MORNING,) if working else (MORNING, AFTERNOON))


@pytest.mark.parametrize(
    ("number", "closed", "named"),
    [
        (FRIDAY, [], None),
        (FRIDAY, [WHOLE_DAY], WHOLE_DAY),
        (FRIDAY, [(MORNING,)], None),
        (FRIDAY, [(MORNING,), (AFTERNOON,)], (MORNING,)),
        (FRIDAY, [(MORNING,), WHOLE_DAY], WHOLE_DAY),
        (SATURDAY, [(MORNING,), (AFTERNOON,)], None),
        (SATURDAY, [WHOLE_DAY], WHOLE_DAY),
    ],
)
def test_the_closure_of_a_whole_day(number: int, closed: list[Sessions], named: Sessions | None) -> None:
    """A day without opening is due to the closure of the whole day, or to the first of those that close every session."""
    found = Desk(schedule(), (), [local(number, "closed", sessions) for sessions in closed]).closed_all_day(number)
    assert (found.sessions if found is not None else None) == named


def test_a_desk_is_regular_if_nothing_about_it_changes() -> None:
    """Other hours from a day on, a closure, and a day that became known later each make it irregular."""
    usual, other = schedule(), schedule(MORNING)
    date = dt.date(2024, 1, 5)
    learned = {FRIDAY: Learned(DayFact(date=date, kind="working"), DayFact(date=date, kind="holiday", name="x"), dt.date(2024, 1, 3))}
    announced = schedule(earlier=(Knowledge(2, dt.date(2024, 12, 31), learned),))
    assert Desk(usual).is_regular
    assert not Desk(usual, ((0, usual), (MONDAY, other))).is_regular
    assert not Desk(usual, (), [local(FRIDAY, "closed", WHOLE_DAY)]).is_regular
    assert not Desk(announced).is_regular


@pytest.mark.parametrize("changes", [False, True])
def test_a_desk_as_if_everything_had_been_known(changes: bool) -> None:
    """All receipts know the days off that were announced last, the closures, and the hours of each day."""
    date = dt.date(2024, 1, 5)
    holiday = DayFact(date=date, kind="holiday", name="x")
    learned = Learned(DayFact(date=date, kind="working"), holiday, dt.date(2024, 1, 3))
    earlier = tuple(Knowledge(until, dt.date(2024, 12, 31), {FRIDAY: learned}) for until in (1, 2))
    usual, late = (schedule(*sessions, facts={date: holiday}, earlier=earlier) for sessions in ((), (MORNING,)))
    assert usual.known_on(1).calendar.working[FRIDAY]
    stretches = ((0, usual), (MONDAY, late)) if changes else ((0, usual),)
    whole = Schedule(usual.calendar, hours(MORNING, AFTERNOON), usual.zone_name, later=((MONDAY, hours(MORNING)),)) if changes else usual
    desk = Desk(whole, stretches, [local(MONDAY, "closed", WHOLE_DAY, known_from=6)])
    now = desk.as_known_now()
    assert [day.known_from for day in now.local_days] == [0]
    assert [first for first, _ in now.stretches] == [first for first, _ in stretches]
    assert all(not each.calendar.earlier for _, each in now.stretches)
    assert not now.schedule.calendar.earlier
    assert now.schedule.sessions == whole.sessions
    assert not any(each.calendar.working[FRIDAY] for each in (now.schedule, *(each for _, each in now.stretches)))
    assert [each.sessions[MONDAY] for _, each in now.stretches] == [each.sessions[MONDAY] for _, each in stretches]
