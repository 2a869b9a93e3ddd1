"""Terms in working hours in other packages. The hours have no seasons here, since no peer supports hours that change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.dossiers import free_days
from benchmarks.peers import ALL_WEEK, COLUMN, ROW, Peer, is_installed
from tthc_catalog.calendars.schedule import Schedule


def hour_peers(schedule: Schedule, hours: int) -> Iterator[Peer]:
    """Yield the installed peers, which return the local due moment of a term of ``hours`` working hours."""
    off = free_days(schedule, with_weekends=True)
    sessions = next(iter(schedule.sessions))
    clock = [(dt.time(a // 60, a % 60), dt.time(b // 60, b % 60)) for a, b in sessions]
    if is_installed("workclock"):
        import workclock

        rules = [workclock.WorkDay(a, b, range(7)) for a, b in clock]
        desk = workclock.Schedule([*rules, workclock.Holidays(off)], time_zone="UTC")

        def clocked(received: Any) -> Any:
            return desk.add_many(received.astype("datetime64[us]"), dt.timedelta(hours=hours))

        yield Peer("workclock", 50_000, COLUMN, clocked)
    if is_installed("pandas"):
        import pandas as pd

        offset = pd.offsets.CustomBusinessHour(
            n=hours, start=[a for a, _ in clock], end=[b for _, b in clock], weekmask=ALL_WEEK, holidays=off
        )

        def business_hours(received: Any) -> Any:
            return np.asarray([(moment + offset).to_datetime64() for moment in pd.DatetimeIndex(received)])

        yield Peer("pandas.CustomBusinessHour", 300, ROW, business_hours)
    if is_installed("businesstimedelta"):
        import businesstimedelta

        days = dict.fromkeys(off, "off")
        whole = businesstimedelta.Rules(
            [*[businesstimedelta.WorkDayRule(a, b, list(range(7))) for a, b in clock], businesstimedelta.HolidayRule(days)]
        )
        term = businesstimedelta.BusinessTimeDelta(whole, hours=hours)

        def business_time(received: Any) -> Any:
            moments = [moment.replace(tzinfo=dt.UTC) for moment in received.astype("datetime64[us]").tolist()]
            return np.asarray([(moment + term).replace(tzinfo=None) for moment in moments], dtype="datetime64[us]")

        yield Peer("businesstimedelta", 300, ROW, business_time)


def elapsed_minutes(schedule: Schedule, received: Any, due: Any) -> Any:
    """Return the minutes worked between two moments according to `business-duration`, which computes no due dates.

    It supports one session a day, so it is called once for each.
    """
    from business_duration import businessDuration

    off = set(free_days(schedule, with_weekends=True))
    clock = [(dt.time(a // 60, a % 60), dt.time(b // 60, b % 60)) for a, b in next(iter(schedule.sessions))]
    pairs = zip(received.astype("datetime64[us]").tolist(), due.astype("datetime64[us]").tolist(), strict=True)
    return np.asarray([sum(businessDuration(start, end, a, b, [], off) for a, b in clock) for start, end in pairs])
