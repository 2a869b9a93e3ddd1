"""The same task in other packages: the due date and the status of a dossier, with make-up days.

Ours returns the due moment (closing time of the season), both deadlines and the status. A peer returns the due *date*; numpy derives the
status from it, and that time counts as the peer's. Peers that are not installed are skipped.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import warnings
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from benchmarks.dossiers import CUTOFF, free_days
from tthc_catalog.calendars.schedule import Schedule

Dates = Callable[[Any], Any]

ALL_WEEK = "Mon Tue Wed Thu Fri Sat Sun"
"""Most packages do not support a working Saturday: for them all days of the week are worked and every free day is a holiday."""

COLUMN, ROW = "whole columns", "one row at a time"


class Peer(NamedTuple):
    """A package to compare with.

    Attributes:
        name: its name.
        rows: the number of rows it computes in about a second.
        takes: `COLUMN` or `ROW`, as far as its interface allows.
        dates: returns the due date of each receipt.
    """

    name: str
    rows: int
    takes: str
    dates: Dates


def status_of(due: Any, completed: Any) -> Any:
    """Return early 0, on time 1, overdue 2, by a due date, to complete the answer of a peer."""
    first = due.astype("datetime64[s]")
    return (completed >= first).view(np.int8) + (completed >= first + np.timedelta64(86_400, "s")).view(np.int8)


def is_installed(package: str) -> bool:
    """Whether the package can be imported."""
    return importlib.util.find_spec(package) is not None


def is_late(received: Any) -> Any:
    """Return whether each receipt is after the cutoff of its day."""
    return (received - received.astype("datetime64[D]")).astype(np.int64) >= CUTOFF * 60 + 60


def row_by_row(is_working: Callable[[dt.date], bool], following: Callable[[dt.date], dt.date]) -> Dates:
    """Return the usual loop: the day itself, or the next working day if the receipt is late or the day is off."""

    def dates(received: Any) -> Any:
        found = []
        for moment in received.astype("datetime64[us]").tolist():
            day = moment.date()
            if not is_working(day) or moment.hour * 60 + moment.minute > CUTOFF:
                day = following(day)
            found.append(day)
        return np.asarray(found, dtype="datetime64[D]")

    return dates


def peers(schedule: Schedule) -> Iterator[Peer]:
    """Yield the installed peers."""
    free = free_days(schedule, with_weekends=True)
    yield from _of_arrays(np.asarray(free, dtype="datetime64[D]"))
    yield from _of_rows(schedule, free)


def _of_arrays(off: Any) -> Iterator[Peer]:
    """Yield packages that take arrays."""
    calendar = np.busdaycalendar(weekmask="1111111", holidays=off)

    def steps(received: Any) -> Any:
        return (is_late(received) & np.is_busday(received.astype("datetime64[D]"), busdaycal=calendar)).astype(np.int64)

    def busday(received: Any) -> Any:
        return np.busday_offset(received.astype("datetime64[D]"), steps(received), roll="forward", busdaycal=calendar)

    yield Peer("numpy.busday_offset, every free day listed", 10_000_000, COLUMN, busday)
    if is_installed("polars"):
        import polars as pl

        listed = [day.item() for day in off]

        def polars_days(received: Any) -> Any:
            frame = pl.DataFrame({"day": received.astype("datetime64[D]"), "n": steps(received)})
            moved = pl.col("day").dt.add_business_days(pl.col("n"), week_mask=[True] * 7, holidays=listed, roll="forward")
            return frame.select(moved)["day"].to_numpy().astype("datetime64[D]")

        yield Peer("polars add_business_days", 300_000, COLUMN, polars_days)
    if is_installed("better_calendar"):
        import better_calendar

        better = better_calendar.Calendar("official", holidays=off.tolist(), weekmask=ALL_WEEK)

        def better_days(received: Any) -> Any:
            days, late = received.astype("datetime64[D]"), steps(received) == 1
            found = np.empty(days.size, dtype="datetime64[D]")
            found[late] = np.asarray(better.offset(days[late], 1), dtype="datetime64[D]")
            found[~late] = np.asarray(better.adjust(days[~late], "following"), dtype="datetime64[D]")
            return found

        yield Peer("better-calendar", 300_000, COLUMN, better_days)
    if is_installed("pandas"):
        import pandas as pd

        offset = pd.offsets.CustomBusinessDay(weekmask=ALL_WEEK, holidays=list(off))
        same = pd.offsets.CustomBusinessDay(0, weekmask=ALL_WEEK, holidays=list(off))

        def one_by_one(received: Any) -> Any:
            found = []
            for moment in pd.DatetimeIndex(received):
                late = moment.hour * 60 + moment.minute > CUTOFF
                found.append(moment.normalize() + (offset if late else same))
            return np.asarray(found, dtype="datetime64[D]")

        def whole_columns(received: Any) -> Any:
            days, late = pd.DatetimeIndex(received).normalize(), is_late(received)
            found = np.empty(len(days), dtype="datetime64[D]")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # pandas warns that this addition is not vectorised
                found[late] = (days[late] + offset).to_numpy()
                found[~late] = (days[~late] + same).to_numpy()
            return found

        yield Peer("pandas.CustomBusinessDay, row by row", 3_000, ROW, one_by_one)
        yield Peer("pandas.CustomBusinessDay added to a DatetimeIndex", 10_000, COLUMN, whole_columns)


def _of_rows(schedule: Schedule, free: list[dt.date]) -> Iterator[Peer]:
    """Yield packages that compute one day at a time."""
    working = {fact.date for fact in map(schedule.calendar.fact_at, range(len(schedule.calendar))) if fact.is_working}
    make_up = {day for day in working if day.weekday() >= 5}
    if is_installed("holidays"):
        import holidays

        official = _official_holidays(holidays.country_holidays("VN", years=range(2019, 2029)), free, working)
        official.weekend_workdays |= make_up
        yield Peer(
            "holidays: get_nth_working_day",
            5_000,
            ROW,
            row_by_row(official.is_working_day, lambda day: official.get_nth_working_day(day, 1)),
        )
        plain = _official_holidays(holidays.country_holidays("VN", years=range(2019, 2029)), free, working)

        def is_working(day: dt.date) -> bool:
            return day in make_up or (day.weekday() < 5 and day not in plain)

        def following(day: dt.date) -> dt.date:
            day += dt.timedelta(days=1)
            while not is_working(day):
                day += dt.timedelta(days=1)
            return day

        yield Peer("holidays: a loop over days with `in`", 5_000, ROW, row_by_row(is_working, following))
    if is_installed("workalendar"):
        from workalendar.core import Calendar

        by_year: dict[int, list[dt.date]] = {}
        for day in free:
            by_year.setdefault(day.year, []).append(day)

        class Official(Calendar):  # type: ignore[misc]
            def get_weekend_days(self) -> list[int]:
                return []

            def get_calendar_holidays(self, year: int) -> list[tuple[dt.date, str]]:
                return [(day, "off") for day in by_year.get(year, ())]

        work = Official()
        yield Peer("workalendar", 3_000, ROW, row_by_row(work.is_working_day, lambda day: work.add_working_days(day, 1)))
    if is_installed("bizdays"):
        import bizdays

        biz = bizdays.Calendar(holidays=[str(day) for day in free], weekdays=[], startdate="2019-01-01", enddate="2028-12-31")
        yield Peer("bizdays", 20_000, ROW, row_by_row(biz.isbizday, lambda day: _date(biz.offset(_date(biz.preceding(day)), 1))))
    if is_installed("lexdays"):
        import lexdays

        rule = {"type": "dates", "dates": [day.isoformat() for day in free]}
        legal = lexdays.Calendar({"id": "official", "weekend": [], "holidays": [{"id": "off", "name": {"en": "off"}, "rule": rule}]})
        yield Peer("lexdays", 5_000, ROW, row_by_row(legal.is_business_day, legal.next_business_day))


def _official_holidays(known: Any, free: list[dt.date], working: set[dt.date]) -> Any:
    """Correct the days of `holidays` by the official decisions."""
    for day in free:
        if day.weekday() < 5:
            known[day] = "off"
    for day in [day for day in known if day in working]:
        known.pop(day)
    return known


def share_wrong_uncorrected(received: Any, due: Any) -> float | None:
    """Return the share of due dates that are wrong with `holidays.VN()` uncorrected and Saturdays always off; None without it."""
    if not is_installed("holidays"):
        return None
    import holidays

    known = holidays.country_holidays("VN")

    def is_working(day: dt.date) -> bool:
        return day.weekday() < 5 and day not in known

    def following(day: dt.date) -> dt.date:
        day += dt.timedelta(days=1)
        while not is_working(day):
            day += dt.timedelta(days=1)
        return day

    return float((row_by_row(is_working, following)(received) != due).mean())


def _date(day: Any) -> dt.date:
    return dt.date.fromisoformat(str(day)[:10])
