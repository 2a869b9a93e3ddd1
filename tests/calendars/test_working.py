"""The working calendar: the official overlay decides, and the base layer fills in undecided days."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal

import attrs
import hypothesis
import pytest
from hypothesis import strategies as st

from tthc_catalog.calendars.base_layer import days_off
from tthc_catalog.calendars.day_fact import DayFact
from tthc_catalog.calendars.working import WorkingCalendar, official_calendar
from tthc_catalog.errors import OutOfHorizon
from tthc_catalog.records.official_calendar import CalendarDay, EarlierHorizon

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog

D = dt.date.fromisoformat


@pytest.fixture(scope="module")
def calendar(catalog: Catalog) -> WorkingCalendar:
    """Return the packaged calendar."""
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
        ("2026-01-09", 1, "2026-01-10"),  # the holidays library lacks this make-up day
    ],
)
def test_nth_working_day(calendar: WorkingCalendar, day: str, n: int, expected: str) -> None:
    """The next working day after a Friday is often not a Monday."""
    assert calendar.nth_working_day(D(day), n) == D(expected)


@hypothesis.given(st.dates(D("2020-02-01"), D("2030-11-30")), st.integers(1, 12))
def test_counting_forward_and_back_returns_to_the_start(calendar: WorkingCalendar, day: dt.date, n: int) -> None:
    """From a working day, n working days forward and n back is the same day, and the ordinals differ by n."""
    start = calendar.nth_working_day(day, 0)
    end = calendar.nth_working_day(start, n)
    assert calendar.nth_working_day(end, -n) == start
    assert calendar.ordinal[calendar.number(end)] - calendar.ordinal[calendar.number(start)] == n


def test_an_expected_day_is_never_promoted_silently(catalog: Catalog) -> None:
    """Moving decided_through past expected days leaves the answers that depend on them provisional."""
    of_2027 = tuple(attrs.evolve(day, status="expected") if day.date.year == 2027 else day for day in catalog.calendar.days)
    document = attrs.evolve(catalog.calendar, days=of_2027)
    expected = [day.date for day in document.days if day.status == "expected"]
    moved = official_calendar(attrs.evolve(document, decided_through=D("2028-12-31")))
    assert moved.decided_through == expected[0] - dt.timedelta(days=1)
    assert all(moved.fact(day).provisional for day in expected)
    confirmed = tuple(attrs.evolve(day, status="verified") for day in document.days)
    moved = official_calendar(attrs.evolve(document, decided_through=D("2028-12-31"), days=confirmed))
    assert moved.decided_through == D("2028-12-31")
    assert not any(moved.fact(day).provisional for day in expected)


def test_decided_days_do_not_depend_on_the_base_library(catalog: Catalog, calendar: WorkingCalendar) -> None:
    """Up to decided_through, days are the same without the base library."""
    bare = official_calendar(attrs.evolve(catalog.calendar, base_country=None))
    day = calendar.first
    while day <= calendar.decided_through:
        assert bare.fact(day) == calendar.fact(day)
        day += dt.timedelta(days=1)


def test_days_beyond_the_decision_are_provisional(calendar: WorkingCalendar) -> None:
    """Days after decided_through are provisional; decided_through itself is not."""
    assert not calendar.fact(D("2027-12-31")).provisional
    assert calendar.fact(D("2028-01-04")).provisional
    assert calendar.fact(D("2027-02-08")).kind == "holiday"
    assert calendar.fact(D("2029-02-13")).source == "holidays"


def test_the_overlay_wins_over_the_base_library(calendar: WorkingCalendar) -> None:
    """Friday 2/1/2026 is off and Saturday 10/1/2026 is worked, although the base library lacks both."""
    base = days_off("VN", [2026])
    assert not calendar.is_working_day(D("2026-01-02"))
    assert calendar.fact(D("2026-01-10")).kind == "make_up"
    assert calendar.fact(D("2026-01-10")).make_up_for == D("2026-01-02")
    assert D("2026-01-01") in base


@pytest.mark.parametrize("day", ["1890-01-01", "2019-12-31", "2031-01-01", "2300-01-01"])
def test_days_outside_the_horizon_raise_an_error(calendar: WorkingCalendar, day: str) -> None:
    """The error names the days that the calendar covers."""
    with pytest.raises(OutOfHorizon) as caught:
        calendar.fact(D(day))
    assert "01/01/2020" in caught.value.text("vi")
    assert "31/12/2030" in caught.value.text("vi")


def test_counting_past_either_end_of_the_calendar_raises_an_error(calendar: WorkingCalendar) -> None:
    """`nth_working_day` does not invent days outside the calendar."""
    for n in (5_000, -5_000):
        with pytest.raises(OutOfHorizon):
            calendar.nth_working_day(D("2024-01-02"), n)


def test_unknown_country_is_a_lookup_error() -> None:
    """A country that the library does not support raises an error."""
    with pytest.raises(LookupError):
        days_off("XX", [2024])


def test_the_fingerprint_changes_with_any_day(catalog: Catalog, calendar: WorkingCalendar) -> None:
    """A calendar without one of the days has another fingerprint; an equal calendar has the same one."""
    assert official_calendar(catalog.calendar).fingerprint == calendar.fingerprint
    fewer = attrs.evolve(catalog.calendar, days=catalog.calendar.days[1:])
    assert official_calendar(fewer).fingerprint != calendar.fingerprint


def test_special_days_of_a_year_are_sorted(calendar: WorkingCalendar) -> None:
    """The special days of a year include those of the announcements, and each has a name."""
    days = [fact.date for fact in calendar.special_days(2024)]
    assert days == sorted(days)
    assert {D("2024-02-08"), D("2024-04-29"), D("2024-05-04")} <= set(days)
    assert all(fact.name for fact in calendar.special_days(2024))


def test_every_day_follows_its_fact_or_else_its_weekday() -> None:
    """Facts apply on their days, facts outside the calendar are ignored, and every other day follows its weekday."""
    first, until = D("2023-12-30"), D("2024-03-01")
    kinds = {D("2024-01-01"): "holiday", D("2024-01-06"): "make_up", D("2023-12-29"): "holiday", D("2030-01-01"): "holiday"}
    facts = {day: DayFact(date=day, kind=kind) for day, kind in kinds.items()}
    calendar = WorkingCalendar(id="x", facts=facts, rest_days=(6, 7), first=first, until=until, decided_through=D("2024-01-31"))
    for number in range(len(calendar)):
        day = first + dt.timedelta(days=number)
        expected = facts.get(day) or DayFact(
            date=day, kind="rest" if day.isoweekday() in (6, 7) else "working", provisional=day > D("2024-01-31")
        )
        assert calendar.fact_at(number) == expected
        assert calendar.working[number] == expected.is_working
        assert calendar.ordinal[number] == sum(calendar.working[:number])
    assert [*calendar.special.values()] == [facts[D("2024-01-01")], facts[D("2024-01-06")]]


def test_special_days_end_with_the_calendar() -> None:
    """The first day after the covered ones is not listed, though terms may end on it."""
    new_year = DayFact(date=D("2025-01-01"), kind="holiday", name="Tết Dương lịch")
    facts = {D("2024-12-25"): DayFact(date=D("2024-12-25"), kind="holiday", name="Nghỉ"), new_year.date: new_year}
    calendar = WorkingCalendar(
        id="x", facts=facts, rest_days=(6, 7), first=D("2024-01-01"), until=D("2025-01-01"), decided_through=D("2024-12-31")
    )
    assert [fact.date for fact in calendar.special_days(2024)] == [D("2024-12-25")]
    assert [*calendar.special_days(2025)] == []
    assert calendar.special[366] == new_year


def test_holidays_of_vietnam_have_vietnamese_names() -> None:
    """The base library has names in several languages."""
    assert days_off("VN", [2024])[D("2024-09-02")] == "Quốc khánh"


def swap(day: str, announced_on: str, kind: Literal["swap_off", "holiday"] = "swap_off") -> CalendarDay:
    """Return a day off that was announced on a day."""
    return CalendarDay(
        date=D(day), kind=kind, name="Nghỉ", status="verified", decision=None, announced_on=D(announced_on), swap_with=None, source="x"
    )


def test_a_day_is_known_from_its_announcement_on(catalog: Catalog) -> None:
    """Of two announcements on following days, a receipt on the first knows the first only, and one a day earlier none."""
    days = (swap("2024-06-14", "2024-05-06"), swap("2024-06-17", "2024-05-07"))
    calendar = official_calendar(attrs.evolve(catalog.calendar, base_country=None, days=days, decided_earlier=()))
    works = {
        received: [calendar.known_on(calendar.number(D(received))).working[calendar.number(day.date)] for day in days]
        for received in ("2024-05-05", "2024-05-06", "2024-05-07")
    }
    assert works == {"2024-05-05": [True, True], "2024-05-06": [False, True], "2024-05-07": [False, False]}


@pytest.mark.parametrize(("kind", "is_worked"), [("swap_off", True), ("holiday", False)])
def test_a_day_of_the_base_calendar_before_its_announcement(catalog: Catalog, kind: Any, is_worked: bool) -> None:
    """A holiday by law is expected before it is announced; a swap of days cannot be, even if the base library lists it by now."""
    listed = D("2029-09-03")
    assert listed in days_off("VN", [2029])
    earlier = (EarlierHorizon(through=D("2028-12-31"), until=D("2029-01-10")),)
    document = attrs.evolve(
        catalog.calendar, days=(swap("2029-09-03", "2029-01-10", kind),), decided_through=D("2029-12-31"), decided_earlier=earlier
    )
    calendar = official_calendar(document)
    number = calendar.number(listed)
    known = [calendar.known_on(calendar.number(D(day))).working[number] for day in ("2029-01-09", "2029-01-10")]
    assert known == [is_worked, False]
