"""Plain arithmetic at a desk: the end of a term, worked time and working days, against a walk from minute to minute."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_catalog as tthc
from tthc_catalog.errors import InvalidTerm, OutOfHorizon, UnknownHours, UnknownOffice
from tthc_catalog.records.procedure import ProcessingTime

SCENARIOS = Path(__file__).parents[1] / "scenarios"
CATALOG = tthc.load_catalog(SCENARIOS / "two_years")
ENGINE = tthc.Engine(CATALOG)
HOME = tthc.Engine(tthc.load_catalog())
DESK = "xa-mau"
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)

HOURS = (
    (dt.date(2020, 1, 1), ("07:30-11:30", "13:30-17:00")),
    (dt.date(2024, 4, 15), ("07:00-11:30", "13:00-16:30")),
    (dt.date(2024, 11, 1), ("08:00-12:00", "13:30-17:30")),
    (dt.date(2025, 7, 1), ("07:30-11:30", "13:00-16:00")),
)
"""The hours of the desk by day, as its file states them."""

CLOSED = {
    "2024-03-20": "13:30-17:00",
    "2024-09-09": "00:00-24:00",
    "2024-09-10": "00:00-24:00",
    "2025-03-06": "00:00-24:00",
    "2025-03-07": "00:00-24:00",
    "2025-10-17": "07:30-09:30",
}
OPENED = {"2024-09-14": "07:00-11:00"}


def minutes(hours: str) -> range:
    """Return the minutes of the day from one time to another."""
    begin, end = (int(time[:2]) * 60 + int(time[3:]) for time in hours.split("-"))
    return range(begin, end)


@functools.cache
def worked(day: dt.date, *, closures: bool = True) -> frozenset[int]:
    """Return the minutes of a day in which the desk works."""
    sessions = next(sessions for since, sessions in reversed(HOURS) if since <= day)
    found = set(itertools.chain.from_iterable(map(minutes, sessions))) if ENGINE.calendar.is_working_day(day) else set()
    if closures:
        found |= set(minutes(OPENED.get(day.isoformat(), "00:00-00:00")))
        found -= set(minutes(CLOSED.get(day.isoformat(), "00:00-00:00")))
    return frozenset(found)


def walk(since: dt.datetime, until: dt.datetime) -> int:
    """Count the worked minutes between two moments one by one."""
    count, at = 0, since
    while at < until:
        count += at.hour * 60 + at.minute in worked(at.date())
        at += MINUTE
    return count


MOMENTS = st.datetimes(dt.datetime(2024, 2, 1), dt.datetime(2025, 11, 20)).map(lambda at: at.replace(second=0, microsecond=0))
NEAR = st.one_of(
    st.sampled_from(["2024-03-20", "2024-09-09", "2024-09-13", "2025-03-05", "2025-10-17", "2024-04-12", "2024-10-31"]).flatmap(
        lambda day: st.integers(0, 4 * 24 * 60).map(lambda n: dt.datetime.fromisoformat(day) + n * MINUTE)
    ),
    MOMENTS,
)


@given(since=NEAR, length=st.integers(0, 6 * 24 * 60))
@settings(max_examples=60)
def test_worked_time_is_what_a_walk_counts(since: dt.datetime, length: int) -> None:
    """The time between two moments is the number of worked minutes, with half days, closures, openings and dated hours; it is antisymmetric."""
    until = since + length * MINUTE
    found = ENGINE.working_time_between(since, until, office=DESK)
    assert found == walk(since, until) * MINUTE
    assert ENGINE.working_time_between(until, since, office=DESK) == -found


@given(at=NEAR, n=st.integers(1, 3_000))
@settings(max_examples=60)
def test_a_term_in_minutes_ends_when_they_have_been_worked(at: dt.datetime, n: int) -> None:
    """The time worked up to the end of a term is the term, and a minute earlier it is not."""
    due = ENGINE.due(at, f"{n} working minutes", office=DESK)
    assert ENGINE.working_time_between(at, due.due_at, office=DESK) == n * MINUTE
    assert ENGINE.working_time_between(at, due.due_at - MINUTE, office=DESK) == (n - 1) * MINUTE
    assert due.late_after == due.due_at + MINUTE


@given(at=NEAR, n=st.integers(-40, 40))
@settings(max_examples=80)
def test_working_days_are_what_a_walk_counts(at: dt.datetime, n: int) -> None:
    """A day on which the desk does not open is no working day, and an extra opening is one."""
    day, left = at.date(), abs(n)
    while left:
        day += DAY if n > 0 else -DAY
        left -= bool(worked(day))
    while n == 0 and not worked(day):
        day += DAY
    assert ENGINE.working_day(at, n, office=DESK) == day
    if n > 0 and worked(at.date()):
        assert ENGINE.due(at, f"{n} working days", office=DESK).due_at.date() == day


@given(rows=st.lists(NEAR, min_size=1, max_size=20), n=st.sampled_from([1, 90, 600]), days=st.integers(-5, 20))
@settings(max_examples=8)
def test_columns_equal_single_answers(rows: list[dt.datetime], n: int, days: int) -> None:
    """Arrays in, arrays out: each row is what the moment alone gives, from numpy, Arrow and lists."""
    column = np.asarray([*rows, None], "datetime64[s]")
    due = ENGINE.due(column, f"{n} working minutes", office=DESK)
    single = [ENGINE.due(at, f"{n} working minutes", office=DESK) for at in rows]
    assert due.due_at[:-1].tolist() == [one.due_at.replace(tzinfo=None) for one in single]
    assert due.late_after[:-1].tolist() == [one.late_after.replace(tzinfo=None) for one in single]
    assert due.reason.tolist() == [None] * len(rows) + ["missing-instant"]
    until = dt.datetime(2025, 3, 10, 9, 17, 30)
    for moments in (column, pa.array([*rows, None], pa.timestamp("us")), [*rows, None]):
        time = ENGINE.working_time_between(moments, until, office=DESK)
        assert time.tolist() == [ENGINE.working_time_between(at, until, office=DESK) for at in rows] + [None]
        found = ENGINE.working_day(moments, days, office=DESK)
        assert found.tolist() == [ENGINE.working_day(at, days, office=DESK) for at in rows] + [None]


@pytest.mark.parametrize("year", [2023, 2024])
def test_a_term_of_the_catalog_ends_as_the_law_of_the_procedure(year: int) -> None:
    """Without closures and by what was known at the receipt, a term has the deadline of a procedure with that time."""
    moments = [dt.datetime(year, 1, 5, 8, 17) + n * dt.timedelta(days=9, hours=5, minutes=41) for n in range(38)]
    tried = 0
    for procedure in HOME.catalog.procedures:
        for at in moments if procedure.level == "commune" else ():
            decision = HOME.decide(procedure.code, level="commune", office="cap-xa", received_at=at)
            time = decision.edition.processing_time if decision.edition is not None else None
            if time is None or time.after is not None or time.counts_from is not None or decision.statutory is None:
                continue
            term = ProcessingTime(amount=time.amount, unit=time.unit)
            found = HOME.due(at, term, office="cap-xa", closures=False, known_on=at.date())
            assert (found.due_at, found.late_after) == (decision.statutory.due_at, decision.statutory.late_after), (procedure.code, at)
            tried += 1
    assert tried > 100


@pytest.mark.parametrize(
    ("term", "due"),
    [
        # Friday 6/9/2024 16:00; the desk is closed on Monday and Tuesday and opens on Saturday 14/9.
        ("same day", "2024-09-06 16:30"),
        ("ngay trong ngày", "2024-09-06 16:30"),
        ("1 ngày làm việc", "2024-09-11 16:30"),
        ("4 working_day", "2024-09-14 11:00"),
        ("3 days", "2024-09-11 16:30"),
        ("1 giờ làm việc", "2024-09-11 07:30"),
        ("30 phút làm việc", "2024-09-06 16:30"),
        ("2 tháng", "2024-11-06 17:30"),
        ("1 year", "2025-09-08 16:00"),
    ],
)
def test_terms_are_read_in_both_languages(term: str, due: str) -> None:
    """A term is text in Vietnamese or English, or the id of a unit."""
    assert f"{ENGINE.due('2024-09-06 16:00', term, office=DESK).due_at:%Y-%m-%d %H:%M}" == due


def test_closures_can_be_left_out() -> None:
    """A term of the law is not stopped by a closure, and closed time counts as worked then."""
    assert ENGINE.due("2024-09-06 16:00", "1 working day", office=DESK, closures=False).due_at.date() == dt.date(2024, 9, 9)
    assert ENGINE.working_time_between("2024-03-20 08:00", "2024-03-20 17:00", office=DESK) == dt.timedelta(hours=3, minutes=30)
    assert ENGINE.working_time_between("2024-03-20 08:00", "2024-03-20 17:00", office=DESK, closures=False) == dt.timedelta(hours=7)
    before = {"office": DESK, "known_on": dt.date(2024, 9, 5)}
    assert ENGINE.due("2024-09-06 16:00", "1 working day", **before).due_at.date() == dt.date(2024, 9, 9)


@pytest.mark.parametrize(
    "term", ["", "three days", "0 days", "5", "2 weeks", "1 tuần", "-3 days", None, 3, ProcessingTime(amount=0, unit="hour")]
)
def test_a_term_that_cannot_be_read_is_rejected(term: Any) -> None:
    """The error shows the term and proposes forms that can be read."""
    with pytest.raises(InvalidTerm) as caught:
        ENGINE.due("2024-09-06 16:00", term, office=DESK)
    assert "3 ngày làm việc" in caught.value.suggestions


def test_a_desk_must_be_clear_and_exist() -> None:
    """An unknown desk or level is named with near ones, and an ended desk with its successor; in a column the reason says so."""
    with pytest.raises(UnknownOffice, match="xa-mau"):
        ENGINE.working_day("2024-09-06", 1, office="xa-mao")
    with pytest.raises(UnknownOffice, match="level"):
        ENGINE.working_day("2024-09-06", 1, level="province")
    with pytest.raises(UnknownOffice, match="do not work at the same times"):
        HOME.due("2024-02-07 09:00", "1 working day")
    with pytest.raises(UnknownOffice, match="cap-xa") as caught:
        HOME.due("2024-02-07 09:00", "1 working day", office="cap-xa", level="district")
    assert "cap-xa" not in caught.value.suggestions
    assert HOME.due("2024-02-07 09:00", "1 working day", level="district").due_at.date() == dt.date(2024, 2, 15)
    assert ENGINE.working_day("2024-09-06", 1) == dt.date(2024, 9, 11)
    with pytest.raises(UnknownOffice, match="did not exist on 05/01/2026"):
        ENGINE.due("2026-01-05 09:00", "1 working day", office=DESK)
    columns = ENGINE.due(np.asarray(["2026-01-05T09:00"], "datetime64[s]"), "1 working day", office=DESK)
    assert columns.reason.tolist() == ["office-not-in-force"]
    with pytest.raises(OutOfHorizon):
        ENGINE.working_day("1999-01-01", 1, office=DESK)
    assert ENGINE.working_day(np.asarray(["1999-01-01"], "datetime64[D]"), 1, office=DESK).tolist() == [None]


def test_hours_that_were_not_found_are_not_invented() -> None:
    """At a desk without known hours days can be counted, and hours cannot."""
    assert HOME.working_day("2026-11-20", 1, office="xa-ha-nam") == dt.date(2026, 11, 23)
    assert HOME.due("2026-11-20 09:00", "1 working day", office="xa-ha-nam").due_at.date() == dt.date(2026, 11, 23)
    with pytest.raises(UnknownHours, match="xa-ha-nam"):
        HOME.working_time_between("2026-11-20 09:00", "2026-11-20 10:00", office="xa-ha-nam")
    with pytest.raises(UnknownHours):
        HOME.due("2026-11-20 09:00", "2 working hours", office="xa-ha-nam")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ENGINE.working_day(["x"], 1, office=DESK), "after must hold moments"),
        (lambda: ENGINE.working_day([dt.date(2024, 1, 2)], 1.5, office=DESK), "whole numbers"),
        (lambda: ENGINE.working_day([dt.date(2024, 1, 2)] * 2, [1, 2, 3], office=DESK), "2 rows and n 3"),
        (
            lambda: ENGINE.working_time_between([dt.datetime(2024, 1, 2)] * 2, [dt.datetime(2024, 1, 2)] * 3, office=DESK),
            "2 rows and until 3",
        ),
    ],
)
def test_columns_that_do_not_fit_are_rejected(call: Any, message: str) -> None:
    """The message names the argument."""
    with pytest.raises((TypeError, ValueError), match=message):
        call()


def test_a_clock_that_changes() -> None:
    """In a zone with clock changes a row equals the single answer too."""
    import attrs

    zoned = tthc.Engine(attrs.evolve(CATALOG, calendar=attrs.evolve(CATALOG.calendar, time_zone="Europe/Berlin")))
    rows = [dt.datetime(2024, 3, 29, 9) + n * dt.timedelta(hours=7) for n in range(8)]
    column = np.asarray(rows, "datetime64[s]")
    until = dt.datetime(2024, 10, 29, 9, 30)
    single = [zoned.working_time_between(at, until, office=DESK) for at in rows]
    assert zoned.working_time_between(column, until, office=DESK).tolist() == single
    assert zoned.working_day(column, 3, office=DESK).tolist() == [zoned.working_day(at, 3, office=DESK) for at in rows]
