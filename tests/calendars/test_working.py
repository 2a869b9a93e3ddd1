"""The working calendar: the overlay decides, the base layer only guesses what nobody has decided."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs
import hypothesis
import pytest
from hypothesis import strategies as st

from tthc_catalog.calendars.base_layer import days_off
from tthc_catalog.calendars.working import DayFact, WorkingCalendar, official_calendar
from tthc_catalog.errors import OutOfHorizon

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog

D = dt.date.fromisoformat


@pytest.fixture(scope="module")
def calendar(catalog: Catalog) -> WorkingCalendar:
    """The packaged calendar."""
    return official_calendar(catalog.calendar)


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        ("2024-05-03", 1, "2024-05-04"),  # make-up Saturday
        ("2025-04-25", 1, "2025-04-26"),
        ("2024-04-26", 1, "2024-05-02"),
        ("2025-01-24", 1, "2025-02-03"),  # Tết
        ("2025-08-29", 1, "2025-09-03"),
        ("2023-09-29", 1, "2023-10-02"),
        ("2025-02-03", -1, "2025-01-24"),
        ("2024-05-04", -1, "2024-05-03"),
        ("2024-03-02", 0, "2024-03-04"),
        ("2024-03-04", 0, "2024-03-04"),
        ("2026-01-09", 1, "2026-01-10"),  # the base library misses this one
    ],
)
def test_nth_working_day(calendar: WorkingCalendar, day: str, n: int, expected: str) -> None:
    """The next working day after a Friday is often not a Monday."""
    assert calendar.nth_working_day(D(day), n) == D(expected)


@hypothesis.given(st.dates(D("2020-02-01"), D("2030-11-30")), st.integers(1, 12))
def test_counting_forth_and_back_meets(calendar: WorkingCalendar, day: dt.date, n: int) -> None:
    """From a working day, n working days on and n back is the same day, and n days lie between."""
    start = calendar.nth_working_day(day, 0)
    there = calendar.nth_working_day(start, n)
    assert calendar.nth_working_day(there, -n) == start
    assert calendar.working_days_between(start, there) == n


def test_decided_days_do_not_depend_on_the_base_library(catalog: Catalog, calendar: WorkingCalendar) -> None:
    """Up to decided_through the overlay alone decides: without any base library those days are the same."""
    bare = official_calendar(attrs.evolve(catalog.calendar, base_country=None))
    day = calendar.first
    while day <= calendar.decided_through:
        assert bare.fact(day) == calendar.fact(day)
        day += dt.timedelta(days=1)


def test_days_beyond_the_decision_are_provisional(calendar: WorkingCalendar) -> None:
    """The day after decided_through is a guess and says so; the day itself is not."""
    assert not calendar.fact(D("2026-12-31")).provisional
    assert calendar.fact(D("2027-01-04")).provisional
    assert calendar.fact(D("2027-02-08")).kind == "holiday"
    assert calendar.fact(D("2029-02-13")).source == "holidays"


def test_the_overlay_wins_over_the_base_library(calendar: WorkingCalendar) -> None:
    """Friday 2/1/2026 is off and Saturday 10/1/2026 worked, whatever the base library thinks."""
    base = days_off("VN", [2026])
    assert not calendar.is_working_day(D("2026-01-02"))
    assert calendar.fact(D("2026-01-10")).kind == "make_up"
    assert calendar.fact(D("2026-01-10")).make_up_for == D("2026-01-02")
    assert D("2026-01-01") in base


@pytest.mark.parametrize("day", ["1890-01-01", "2019-12-31", "2031-01-01", "2300-01-01"])
def test_days_outside_the_horizon_are_refused(calendar: WorkingCalendar, day: str) -> None:
    """A day the calendar does not answer for is refused with the days it does answer for."""
    with pytest.raises(OutOfHorizon) as refused:
        calendar.fact(D(day))
    assert "2020-01-01" in refused.value.text("vi")
    assert "2030-12-31" in refused.value.text("vi")


def test_a_count_that_leaves_the_calendar_is_refused(calendar: WorkingCalendar) -> None:
    """No day is made up when the count runs out of the calendar, forth or back."""
    for n in (5_000, -5_000):
        with pytest.raises(OutOfHorizon):
            calendar.nth_working_day(D("2024-01-02"), n)


def test_unknown_country_is_a_lookup_error() -> None:
    """A base country the library does not know is said, not guessed."""
    with pytest.raises(LookupError):
        days_off("XX", [2024])


def test_the_fingerprint_changes_with_any_day(catalog: Catalog, calendar: WorkingCalendar) -> None:
    """One day more or less, and the fingerprint is another; an equal calendar has the same."""
    assert official_calendar(catalog.calendar).fingerprint == calendar.fingerprint
    fewer = attrs.evolve(catalog.calendar, days=catalog.calendar.days[1:])
    assert official_calendar(fewer).fingerprint != calendar.fingerprint


def test_special_days_of_a_year_come_in_order(calendar: WorkingCalendar) -> None:
    """The year's special days are exactly those the announcements name."""
    days = [fact.date for fact in calendar.special_days(2024)]
    assert days == sorted(days)
    assert {D("2024-02-08"), D("2024-04-29"), D("2024-05-04")} <= set(days)
    assert all(fact.name for fact in calendar.special_days(2024))


def test_every_day_is_the_ordinary_week_or_what_was_said_of_it() -> None:
    """What was said of a day holds, days outside the calendar aside; every other day is as its weekday."""
    first, until = D("2023-12-30"), D("2024-03-01")
    said = {D("2024-01-01"): "holiday", D("2024-01-06"): "make_up", D("2023-12-29"): "holiday", D("2030-01-01"): "holiday"}
    facts = {day: DayFact(date=day, kind=kind) for day, kind in said.items()}
    calendar = WorkingCalendar(id="x", facts=facts, rest_days=(6, 7), first=first, until=until, decided_through=D("2024-01-31"))
    for number in range(len(calendar)):
        day = first + dt.timedelta(days=number)
        expected = facts.get(day) or DayFact(
            date=day, kind="rest" if day.isoweekday() in (6, 7) else "working", provisional=day > D("2024-01-31")
        )
        assert calendar.fact_at(number) == expected
        assert (calendar.working[number], calendar.make_up[number]) == (expected.is_working, expected.kind == "make_up")
        assert calendar.ordinal[number] == sum(calendar.working[:number])
    assert [*calendar.special.values()] == [facts[D("2024-01-01")], facts[D("2024-01-06")]]
