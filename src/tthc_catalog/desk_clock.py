"""The clock of a desk: plain arithmetic on its working days and hours, for terms that no catalog contains."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from tthc_catalog.decisions.receipt_moments import read_moment
from tthc_catalog.errors import UnknownHours, UnknownOffice
from tthc_catalog.records.office import UNKNOWN_HOURS
from tthc_catalog.timetable.answer import OFFICE_NOT_IN_FORCE
from tthc_catalog.timetable.plain_terms import IN_HOURS, read_term, term_timetable

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from tthc_catalog.bulk.worked_time import TermColumns
    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.records.manifest import OutsideHours
    from tthc_catalog.records.procedure import ProcessingTime
    from tthc_catalog.timetable.counted_office import CountedOffice
    from tthc_catalog.timetable.timetable import Timetable

    Written = dt.datetime | dt.date | np.datetime64 | str


class TermDeadline(NamedTuple):
    """The end of a term that no catalog contains.

    Attributes:
        due_at: the due time, in local time.
        late_after: the first instant that is late.
        counted_from: the day from which the term counts: the day of receipt, or the next working day after a day off.
        provisional: whether it depends on a day that no official decision has settled.
    """

    due_at: dt.datetime
    late_after: dt.datetime
    counted_from: dt.date
    provisional: bool


class DeskClock:
    """The working days and hours of one desk. It keeps the timetables of the terms that it was used for."""

    def __init__(self, schedule: Schedule, counted: CountedOffice, level: str, *, unit: int, outside_hours: OutsideHours) -> None:
        """Prepare the clock.

        Args:
            schedule: the days and hours on which the desk works.
            counted: the office by day.
            level: the level of the desk.
            unit: precision of comparison in seconds.
            outside_hours: how a receipt outside opening hours counts.
        """
        self._schedule = schedule
        self._counted = counted
        self._level = level
        self._unit = unit
        self._outside_hours: OutsideHours = outside_hours
        self._timetables: dict[ProcessingTime, Timetable] = {}

    def due(self, received_at: Any, term: ProcessingTime | str, time_when_missing: dt.time | None = None) -> TermDeadline | TermColumns:
        """Return the end of a term, or of each row's; see `tthc_catalog.Engine.due`."""
        read = read_term(term)
        if read.unit in IN_HOURS:
            self._need_hours()
        timetable = self._timetables.get(read)
        if timetable is None:
            timetable = self._timetables[read] = term_timetable(
                read, self._schedule, self._counted, self._level, unit=self._unit, outside_hours=self._outside_hours
            )
        if is_column(received_at):
            from tthc_catalog.bulk.worked_time import due_columns

            return due_columns(timetable, received_at, date_only=time_when_missing)
        schedule = self._schedule
        answer = timetable.at(schedule.to_instant(read_moment(received_at, time_when_missing)))
        if answer.reason == OFFICE_NOT_IN_FORCE or answer.due_at is None or answer.late_after is None:
            office, day = self._counted.named_on(answer.counted_from), schedule.calendar.date_at(answer.counted_from)
            successors = tuple(successor.office for successor in office.succeeded_by if successor.office is not None)
            raise UnknownOffice("error.office_not_in_force", suggestions=successors, office=office.id, level=self._level, day=day)
        counted_from = schedule.calendar.date_at(answer.counted_from)
        return TermDeadline(schedule.to_local(answer.due_at), schedule.to_local(answer.late_after), counted_from, answer.provisional)

    @overload
    def working_time_between(self, since: Written, until: Written) -> dt.timedelta: ...
    @overload
    def working_time_between(self, since: Any, until: Any) -> Any: ...
    def working_time_between(self, since: Any, until: Any) -> Any:
        """Return the time that the desk works between two moments; see `tthc_catalog.Engine.working_time_between`."""
        self._need_hours()
        if is_column(since) or is_column(until):
            from tthc_catalog.bulk.worked_time import worked_columns

            return worked_columns(self._schedule, _moments(since), _moments(until))
        return dt.timedelta(seconds=self._worked(until) - self._worked(since))

    def working_day(self, after: Any, n: Any) -> dt.date | npt.NDArray[np.datetime64]:
        """Return the n-th working day after a day; see `tthc_catalog.Engine.working_day`."""
        if is_column(after) or is_column(n):
            from tthc_catalog.bulk.worked_time import working_days

            return working_days(self._schedule, _moments(after, dt.time()), n)
        return self._schedule.calendar.nth_working_day(read_moment(after, dt.time()).date(), n)

    def _worked(self, written: Written) -> int:
        instant = self._schedule.to_instant(read_moment(written))
        number = self._schedule.day_of(instant)
        return self._schedule.seconds_worked_before(number, self._schedule.wall_second(number, instant))

    def _need_hours(self) -> None:
        for _, office in self._counted.stretches:
            if office.hours == UNKNOWN_HOURS:
                raise UnknownHours("error.unknown_hours", office=office.id)


def is_column(value: Any) -> bool:
    """Return whether a value is a column rather than one value."""
    return not isinstance(value, (str, dt.date, int)) and getattr(value, "ndim", 1) != 0 and value is not None


def _moments(value: Any, time_when_missing: dt.time | None = None) -> Any:
    """Return a column as it is, and one moment in a form that columns can be combined with."""
    return value if is_column(value) else [read_moment(value, time_when_missing)]
