"""The same question asked of other packages: a due date, the next working day after a cutoff, make-up days and all.

Each gives the due *date* of every row; ours gives the moment, both deadlines and the status besides. A peer that is not
installed is left out, and named.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from benchmarks.dossiers import CUTOFF, free_days
from tthc_catalog.calendars.schedule import Schedule

Dates = Callable[[Any], Any]


def peers(schedule: Schedule) -> Iterator[tuple[str, int, Dates]]:
    """``(name, rows it can be asked in a second or so, receipts -> due dates)`` for every peer installed."""
    weekmask = "1111111"
    off = np.asarray(free_days(schedule, with_weekends=True), dtype="datetime64[D]")
    working = {f.date for f in (schedule.calendar.fact_at(n) for n in range(len(schedule.calendar))) if f.is_working}
    calendar = np.busdaycalendar(weekmask=weekmask, holidays=off)

    def steps(received: Any, is_working: Any) -> Any:
        second = (received - received.astype("datetime64[D]")).astype(np.int64)
        return np.where(is_working & (second >= CUTOFF * 60 + 60), 1, 0)

    def busday(received: Any) -> Any:
        days = received.astype("datetime64[D]")
        return np.busday_offset(days, steps(received, np.is_busday(days, busdaycal=calendar)), roll="forward", busdaycal=calendar)

    yield "numpy.busday_offset, every free day listed", 1_000_000, busday

    def row_by_row(is_working: Callable[[dt.date], bool], following: Callable[[dt.date], dt.date]) -> Dates:
        def dates(received: Any) -> Any:
            found = []
            for moment in received.astype("datetime64[us]").tolist():
                day = moment.date()
                if not is_working(day) or moment.hour * 60 + moment.minute > CUTOFF:
                    day = following(day)
                found.append(day)
            return np.asarray(found, dtype="datetime64[D]")

        return dates

    if importlib.util.find_spec("holidays"):
        import holidays

        official = holidays.country_holidays("VN", years=range(2019, 2029))
        official.weekend_workdays |= {day for day in working if day.weekday() >= 5}
        for day in off.tolist():
            if day.weekday() < 5:
                official[day] = "off"
        for day in [day for day in official if day in working]:
            official.pop(day)
        yield "a holidays loop", 5_000, row_by_row(official.is_working_day, lambda day: official.get_nth_working_day(day, 1))
    if importlib.util.find_spec("pandas"):
        import pandas as pd

        offset = pd.offsets.CustomBusinessDay(weekmask="Mon Tue Wed Thu Fri Sat Sun", holidays=list(off))

        def business_day(received: Any) -> Any:
            found = []
            for moment in pd.DatetimeIndex(received):
                day = moment.normalize()
                late = moment.hour * 60 + moment.minute > CUTOFF
                found.append(day + offset if late and offset.is_on_offset(day) else offset.rollforward(day))
            return np.asarray(found, dtype="datetime64[D]")

        yield "pandas.CustomBusinessDay", 3_000, business_day
    if importlib.util.find_spec("polars"):
        import polars as pl

        holidays_list = [day.item() for day in off]

        def polars_days(received: Any) -> Any:
            days = received.astype("datetime64[D]")
            n = steps(received, np.is_busday(days, busdaycal=calendar))
            frame = pl.DataFrame({"day": days, "n": n})
            said = frame.select(
                pl.col("day").dt.add_business_days(pl.col("n"), week_mask=[True] * 7, holidays=holidays_list, roll="forward")
            )
            return said["day"].to_numpy().astype("datetime64[D]")

        yield "polars add_business_days", 300_000, polars_days
    if importlib.util.find_spec("workalendar"):
        from workalendar.core import Calendar

        class Official(Calendar):  # type: ignore[misc]
            def get_weekend_days(self) -> list[int]:
                return []

            def get_calendar_holidays(self, year: int) -> list[tuple[dt.date, str]]:
                return [(day, "off") for day in by_year.get(year, ())]

        by_year: dict[int, list[dt.date]] = {}
        for day in off.tolist():
            by_year.setdefault(day.year, []).append(day)
        work = Official()
        yield "workalendar", 3_000, row_by_row(work.is_working_day, lambda day: work.add_working_days(day, 1))
    if importlib.util.find_spec("bizdays"):
        import bizdays

        biz = bizdays.Calendar(holidays=[str(day) for day in off.tolist()], weekdays=[], startdate="2019-01-01", enddate="2028-12-31")
        yield "bizdays", 20_000, row_by_row(biz.isbizday, lambda day: _date(biz.offset(_date(biz.preceding(day)), 1)))
    if importlib.util.find_spec("better_calendar"):
        import better_calendar

        better = better_calendar.Calendar("official", holidays=off.tolist(), weekmask="Mon Tue Wed Thu Fri Sat Sun")

        def better_days(received: Any) -> Any:
            days = received.astype("datetime64[D]")
            late = steps(received, np.is_busday(days, busdaycal=calendar)) == 1
            found = np.empty(days.size, dtype="datetime64[D]")
            found[late] = np.asarray(better.offset(days[late], 1), dtype="datetime64[D]")
            found[~late] = np.asarray(better.adjust(days[~late], "following"), dtype="datetime64[D]")
            return found

        yield "better-calendar", 300_000, better_days


def hour_peers(schedule: Schedule, hours: int) -> Iterator[tuple[str, int, Dates]]:
    """Like `peers` for a term in working hours: receipts -> due moments (local), over hours that have no seasons.

    No peer can say that the hours change with the season; they are asked what they can say.
    """
    off = free_days(schedule, with_weekends=True)
    sessions = next(iter(schedule.sessions))
    clock = [(dt.time(a // 60, a % 60), dt.time(b // 60, b % 60)) for a, b in sessions]
    if importlib.util.find_spec("workclock"):
        import workclock

        rules = [workclock.WorkDay(a, b, range(7)) for a, b in clock]
        desk = workclock.Schedule([*rules, workclock.Holidays(off)], time_zone="UTC")

        def clocked(received: Any) -> Any:
            return desk.add_many(received.astype("datetime64[us]"), dt.timedelta(hours=hours))

        yield "workclock", 50_000, clocked
    if importlib.util.find_spec("pandas"):
        import pandas as pd

        offset = pd.offsets.CustomBusinessHour(
            n=hours, start=[a for a, _ in clock], end=[b for _, b in clock], weekmask="Mon Tue Wed Thu Fri Sat Sun", holidays=off
        )

        def business_hours(received: Any) -> Any:
            return np.asarray([(moment + offset).to_datetime64() for moment in pd.DatetimeIndex(received)])

        yield "pandas.CustomBusinessHour", 300, business_hours
    if importlib.util.find_spec("businesstimedelta"):
        import businesstimedelta

        days = dict.fromkeys(off, "off")
        whole = businesstimedelta.Rules(
            [*[businesstimedelta.WorkDayRule(a, b, list(range(7))) for a, b in clock], businesstimedelta.HolidayRule(days)]
        )
        term = businesstimedelta.BusinessTimeDelta(whole, hours=hours)

        def business_time(received: Any) -> Any:
            moments = [moment.replace(tzinfo=dt.UTC) for moment in received.astype("datetime64[us]").tolist()]
            return np.asarray([(moment + term).replace(tzinfo=None) for moment in moments], dtype="datetime64[us]")

        yield "businesstimedelta", 300, business_time


def _date(day: Any) -> dt.date:
    return dt.date.fromisoformat(str(day)[:10])
