"""Plain arithmetic on columns: the end of a term, the worked time between moments, and the n-th working day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import attrs
import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.batch import decide_many
from tthc_catalog.bulk.clock_changes import utc_seconds
from tthc_catalog.bulk.decision_columns import Moments, TextColumn
from tthc_catalog.bulk.due_terms import DAY
from tthc_catalog.bulk.instants import MISSING_VALUE, Clock, read_instants
from tthc_catalog.bulk.unanswered import UNANSWERED
from tthc_catalog.timetable.answer import NO_MODEL

if TYPE_CHECKING:
    import datetime as dt

    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.timetable.timetable import Timetable

Int64 = npt.NDArray[np.int64]


@attrs.frozen(eq=False, kw_only=True)
class TermColumns:
    """The ends of a term for many moments, as columns; row by row they equal the `TermDeadline` of the moment.

    Attributes:
        due_at: the due times, local office time; NaT for a row without one.
        late_after: the first late moments, likewise.
        provisional: whether a due time depends on a day that no official decision has settled.
        reason: why a row has no due time, or None.
    """

    due_at: Moments
    late_after: Moments
    provisional: npt.NDArray[np.bool_]
    reason: TextColumn


class _Places(NamedTuple):
    """Moments by day number and second of the day; rows outside the calendar or without a moment are not ``known``."""

    day: Int64
    second: Int64
    known: npt.NDArray[np.bool_]


def due_columns(timetable: Timetable, received_at: Any, *, date_only: dt.time | None) -> TermColumns:
    """Return the ends of a term.

    Args:
        timetable: the timetable of the term.
        received_at: the moments, as for `tthc_catalog.Engine.decide_many`.
        date_only: the time of day to use in a column of dates.
    """
    times = {} if date_only is None else {"received_at": date_only}
    decided = decide_many(lambda *_: timetable, timetable.schedule, received_at, code="", time_when_missing=times)
    texts = tuple(None if reason == NO_MODEL else reason for reason in decided.reason.texts)
    return TermColumns(
        due_at=decided.statutory_due_at,
        late_after=decided.statutory_late_after,
        provisional=decided.provisional,
        reason=TextColumn(decided.reason.codes, texts),
    )


def worked_columns(schedule: Schedule, since: Any, until: Any) -> npt.NDArray[np.timedelta64]:
    """Return the worked time between moments, NaT for a row without both; either side may be a single moment.

    Raises:
        ValueError: the columns differ in length.
    """
    first, last = (_worked(schedule, moments, what) for moments, what in ((since, "since"), (until, "until")))
    rows = {worked.size for worked in (first, last)} - {1}
    if len(rows) > 1:
        message = f"since has {first.size} rows and until {last.size}"
        raise ValueError(message)
    missing = (first == MISSING_VALUE) | (last == MISSING_VALUE)
    return np.where(missing, MISSING_VALUE, last - first).view("timedelta64[s]")


def _worked(schedule: Schedule, moments: Any, what: str) -> Int64:
    """Return the seconds worked from the first day of the calendar to each moment."""
    places = _places(schedule, moments, what)
    shifts = max([len(sessions) for sessions in schedule.sessions] + [1])
    kinds = {sessions: number for number, sessions in enumerate(dict.fromkeys(schedule.sessions), 1)}
    starts, ends = np.zeros((2, len(kinds) + 1, shifts), dtype=np.int64)
    for sessions, number in kinds.items():
        for place, (start, end) in enumerate(sessions):
            starts[number, place], ends[number, place] = start * 60, end * 60
    numbers = np.fromiter(map(kinds.__getitem__, schedule.sessions), np.int64, len(schedule.sessions))
    kind = np.where(schedule.calendar.working, numbers, 0)[places.day]
    worked = np.asarray(schedule.opened_minutes, dtype=np.int64)[places.day] * 60
    for place in range(shifts):
        begins, closes = starts[kind, place], ends[kind, place]
        worked += np.clip(places.second, begins, closes) - begins
    return np.where(places.known, worked, MISSING_VALUE)


def working_days(schedule: Schedule, after: Any, n: Any) -> npt.NDArray[np.datetime64]:
    """Return the n-th working day after each day, NaT outside the calendar; see `WorkingCalendar.nth_working_day`.

    Raises:
        ValueError: the columns differ in length.
    """
    calendar = schedule.calendar
    places = _places(schedule, after, "after", as_dates=True)
    counts = np.atleast_1d(np.asarray(n))
    if counts.dtype.kind not in "iu" or counts.ndim != 1:
        message = f"n must hold whole numbers, not {counts.dtype}"
        raise TypeError(message)
    counts = counts.astype(np.int64)
    if len({places.day.size, counts.size} - {1}) > 1:
        message = f"after has {places.day.size} rows and n {counts.size}"
        raise ValueError(message)
    worked = np.flatnonzero(calendar.working)
    day, counts, known = np.broadcast_arrays(places.day, counts, places.known)
    later = np.searchsorted(worked, day, side="right") + counts - 1
    at = np.where(counts > 0, later, np.searchsorted(worked, day, side="left") + counts)
    known = known & (at >= 0) & (at < worked.size)
    days = worked[np.where(known, at, 0)] + np.datetime64(calendar.first, "D").astype(np.int64)
    return np.where(known, days, MISSING_VALUE).view("datetime64[D]")


def _places(schedule: Schedule, moments: Any, what: str, *, as_dates: bool = False) -> _Places:
    import datetime as dt

    instants = read_instants(moments, what=what, date_only=dt.time() if as_dates else None)
    clock = Clock(schedule)
    if clock.plain:
        known = instants.ticks != MISSING_VALUE
        seconds = np.where(known, instants.ticks, 0) // instants.per_second - clock.start(instants)
        known &= (seconds >= 0) & (seconds < clock.limit)
        day, second = np.divmod(np.where(known, seconds, 0), DAY)
        return _Places(day, second, known)
    utc = utc_seconds(instants, schedule)
    known = (utc >= schedule.midnight[0]) & (utc < schedule.end_of_answers) & (utc >= MISSING_VALUE + len(UNANSWERED))
    values, positions = np.unique(np.where(known, utc, schedule.midnight[0]), return_inverse=True)
    days = [schedule.day_of(value) for value in values.tolist()]
    wall = [schedule.wall_second(day, value) for day, value in zip(days, values.tolist(), strict=True)]
    return _Places(np.asarray(days)[positions], np.asarray(wall)[positions], known)
