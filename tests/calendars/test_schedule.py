"""Schedules: office hours by season, and wall clocks of time zones with clock changes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs
import hypothesis
import pytest
from hypothesis import strategies as st

from tthc_catalog.calendars.schedule import Schedule
from tthc_catalog.calendars.working import WorkingCalendar, official_calendar
from tthc_catalog.errors import InvalidInstant, OutOfHorizon
from tthc_catalog.records.office import Hours, Season

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog

D = dt.date.fromisoformat
M = dt.datetime.fromisoformat

HOURS = Hours(
    id="test",
    seasons=(Season(first=(1, 1), last=(12, 31), sessions=((8 * 60, 12 * 60), (13 * 60, 17 * 60))),),
    citations=(),
    source=None,
)


@pytest.fixture(scope="module")
def schedule(catalog: Catalog) -> Schedule:
    """Return the packaged calendar with the packaged hours."""
    return Schedule(official_calendar(catalog.calendar), catalog.hours["hai-duong"], "Asia/Ho_Chi_Minh")


@pytest.fixture(scope="module")
def berlin() -> Schedule:
    """Return a schedule with two clock changes a year."""
    calendar = WorkingCalendar(
        id="plain", facts={}, rest_days=(6, 7), first=D("2023-01-01"), until=D("2026-01-01"), decided_through=D("2025-12-31")
    )
    return Schedule(calendar, HOURS, "Europe/Berlin")


@pytest.mark.parametrize(
    ("day", "opens", "closes"),
    [("2024-03-31", 450, 990), ("2024-04-01", 420, 1020), ("2024-10-31", 420, 1020), ("2024-11-01", 450, 990), ("2024-01-01", 450, 990)],
)
def test_hours_follow_the_season(schedule: Schedule, day: str, opens: int, closes: int) -> None:
    """Summer is from 1/4 to 31/10; winter crosses the new year."""
    number = schedule.calendar.number(D(day))
    assert (schedule.opening[number], schedule.closing[number]) == (opens, closes)


def test_naive_utc_and_local_moments_agree(schedule: Schedule) -> None:
    """A naive moment is office time; aware ones are converted to the same instant."""
    naive, utc, local = M("2023-09-29T15:31"), M("2023-09-29T08:31+00:00"), M("2023-09-29T15:31+07:00")
    assert schedule.to_instant(naive) == schedule.to_instant(utc) == schedule.to_instant(local)
    assert schedule.to_local(schedule.to_instant(utc)).replace(tzinfo=None) == naive


@hypothesis.given(st.datetimes(M("2023-01-02T00:00"), M("2025-12-30T00:00")))
def test_every_wall_time_round_trips(berlin: Schedule, moment: dt.datetime) -> None:
    """A wall time converts to an instant of its own day and back; a skipped one raises an error."""
    moment = moment.replace(microsecond=0)
    try:
        instant = berlin.to_instant(moment)
    except InvalidInstant:
        assert (moment.month, moment.hour) == (3, 2)
        return
    number = berlin.day_of(instant)
    assert berlin.calendar.fact_at(number).date == moment.date()
    assert berlin.wall_second(number, instant) == moment.hour * 3600 + moment.minute * 60 + moment.second


@pytest.mark.parametrize(("day", "hours"), [("2024-03-31", 23), ("2024-10-27", 25), ("2024-06-01", 24)])
def test_days_of_clock_changes_have_23_or_25_hours(berlin: Schedule, day: str, hours: int) -> None:
    """On the day of a clock change, times of day are still wall times."""
    number = berlin.calendar.number(D(day))
    assert berlin.midnight[number + 1] - berlin.midnight[number] == hours * 3600
    assert berlin.to_local(berlin.instant(number, 17 * 3600)).strftime("%H:%M") == "17:00"
    assert berlin.instant(number, 24 * 3600) == berlin.midnight[number + 1]
    assert berlin.is_plain(number) == (hours == 24)


def test_a_skipped_time_raises_an_error_with_its_zone(berlin: Schedule) -> None:
    """The clock skipped 02:30 on 31/3/2024."""
    with pytest.raises(InvalidInstant) as caught:
        berlin.to_instant(M("2024-03-31T02:30"))
    assert "Europe/Berlin" in caught.value.text("en")


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "1890-01-01T10:00", "2300-01-01T10:00", "9999-12-31T23:59"])
def test_moments_outside_the_horizon_raise_an_error(schedule: Schedule, berlin: Schedule, moment: str) -> None:
    """The extremes of `datetime` raise `OutOfHorizon` like any other uncovered moment."""
    for each in (schedule, berlin):
        with pytest.raises(OutOfHorizon):
            each.day_of(each.to_instant(M(moment)))
        with pytest.raises(OutOfHorizon):
            each.day_of(each.to_instant(M(moment).replace(tzinfo=dt.UTC)))


def test_worked_minutes_and_their_inverse(schedule: Schedule) -> None:
    """`moment_worked` returns the first minute at which that many minutes have been worked."""
    for minutes in (1, 269, 270, 271, 480, 481, 100_000):
        number, minute = schedule.moment_worked(minutes)
        assert schedule.minutes_worked_before(number, minute * 60) == minutes
        assert schedule.minutes_worked_before(number, (minute - 1) * 60) == minutes - 1


def test_more_minutes_than_the_calendar_contains_raise_an_error(schedule: Schedule) -> None:
    """`moment_worked` does not invent moments after the last day of the calendar."""
    with pytest.raises(OutOfHorizon):
        schedule.moment_worked(10**9)


def test_the_digest_depends_on_hours_and_zone(schedule: Schedule) -> None:
    """Schedules with other hours or another zone have other digests."""
    other_hours = Schedule(schedule.calendar, HOURS, "Asia/Ho_Chi_Minh")
    other_zone = Schedule(schedule.calendar, HOURS, "Asia/Tokyo")
    assert len({schedule.digest, other_hours.digest, other_zone.digest}) == 3


def test_the_facts_about_a_day(schedule: Schedule) -> None:
    """A policy sees the weekday's place in the month, the holiday, and the day off of a make-up day."""
    last = schedule.day(schedule.calendar.number(D("2024-05-31")))
    assert (last.weekday, last.nth_weekday, last.is_last_weekday, last.working) == (5, 5, True, True)
    made_up = schedule.day(schedule.calendar.number(D("2024-05-04")))
    assert (made_up.working, made_up.make_up, made_up.make_up_for_weekday, made_up.holiday) == (True, True, 1, None)
    off = schedule.day(schedule.calendar.number(D("2024-02-09")))
    assert not off.working
    assert off.holiday


@pytest.mark.parametrize("first", ["2019-01-01", "2020-02-29", "2023-12-31", "2024-07-17"])
def test_days_are_of_one_kind_exactly_if_their_keys_are_equal(catalog: Catalog, first: str) -> None:
    """The shortcut for ordinary days agrees with `Day.kind_key`, wherever in a month the calendar starts."""
    document = attrs.evolve(catalog.calendar, covers=attrs.evolve(catalog.calendar.covers, start=D(first)))
    schedule = Schedule(official_calendar(document), catalog.hours["hai-duong"], "Asia/Ho_Chi_Minh")
    numbers: dict[object, int] = {}
    expected = [numbers.setdefault(schedule.day(n).kind_key, len(numbers)) for n in range(len(schedule.calendar))]
    assert schedule.kinds == expected
    assert [schedule.kinds[number] for number, _ in schedule.examples] == [*range(len(numbers))]
    assert all(schedule.day(number) == day for number, day in schedule.examples)


def test_every_day_has_the_sessions_of_its_date(catalog: Catalog) -> None:
    """Sessions follow the season of the date, in leap years too and whatever day the calendar starts on."""
    document = attrs.evolve(catalog.calendar, covers=attrs.evolve(catalog.calendar.covers, start=D("2020-02-29")))
    hours = catalog.hours["hai-duong"]
    schedule = Schedule(official_calendar(document), hours, "Asia/Ho_Chi_Minh")
    summer, winter = ({s.first: s.sessions for s in hours.seasons}[start] for start in ((4, 1), (11, 1)))
    for number, sessions in enumerate(schedule.sessions):
        assert sessions == (summer if 4 <= schedule.calendar.date_at(number).month <= 10 else winter)
