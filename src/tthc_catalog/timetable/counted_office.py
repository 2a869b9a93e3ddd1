"""Which office counts for the receipts of each day: the named one, the default of a level, or the one another desk receives for."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.calendars.desk import WHOLE_DAY, LocalDay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.calendars.working import WorkingCalendar
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.manifest import LevelBinding
    from tthc_catalog.records.office import Office, ReceivesFor


class CountedOffice(NamedTuple):
    """The office whose hours and calendar count, by day of receipt.

    Attributes:
        stretches: the number of the first day of each stretch, with the office as it is from that day on.
        receiving: the desk that takes the dossiers if it is another one; they end when either desk does.
    """

    stretches: tuple[tuple[int, Office], ...]
    receiving: tuple[tuple[int, Office], ...] = ()

    def on(self, number: int) -> Office:
        """Return the office that counts on a day."""
        return _on(self.stretches, number)

    def named_on(self, number: int) -> Office:
        """Return the desk that takes the dossiers of a day."""
        return _on(self.receiving or self.stretches, number)


def _on(stretches: tuple[tuple[int, Office], ...], number: int) -> Office:
    return stretches[bisect_right(stretches, number, key=lambda stretch: stretch[0]) - 1][1]


def named_office(office: Office, calendar: WorkingCalendar) -> CountedOffice:
    """Return one office by day, with its dated changes."""
    return CountedOffice(tuple(_editions(office, calendar, 0, len(calendar))))


def default_office(binding: LevelBinding, catalog: Catalog, calendar: WorkingCalendar) -> CountedOffice:
    """Return the default office of a level by day."""
    starts = [(0, binding.default_office)]
    for change in binding.default_office_changes:
        first = max((change.effective_from - calendar.first).days, 0)
        if first < len(calendar):
            starts = [start for start in starts if start[0] < first] + [(first, change.office)]
    ends = [first for first, _ in starts[1:]] + [len(calendar)]
    stretches: list[tuple[int, Office]] = []
    for (first, id), until in zip(starts, ends, strict=True):
        stretches += _editions(catalog.offices[id], calendar, first, until)
    return CountedOffice(tuple(stretches))


def received_for(office: Office, level: str, catalog: Catalog) -> ReceivesFor | None:
    """Return the entry by which an office receives dossiers of another level; None if it does not."""
    for entry in office.receives_for:
        if level == (entry.level or catalog.offices[entry.office or ""].level):
            return entry
    return None


def takes(office: Office, level: str, catalog: Catalog) -> bool:
    """Return whether an office receives dossiers of a level, its own or another."""
    return office.level == level or received_for(office, level, catalog) is not None


def local_days(counted: CountedOffice, catalog: Catalog, schedule: Schedule, known_on: dt.date | None = None) -> Iterator[LocalDay]:
    """Yield the closures and openings of the office that counts on each day.

    Args:
        counted: the office by day.
        catalog: the catalog with the closures.
        schedule: the hours of every day, for an opening without hours of its own.
        known_on: the day by whose announcements all receipts are answered; None for the day of each receipt.
    """
    calendar = schedule.calendar
    for closure in catalog.closures:
        announced_on = closure.announced_on
        if announced_on is not None and known_on is not None and known_on < announced_on:
            continue
        known_from = 0 if announced_on is None or known_on is not None else max((announced_on - calendar.first).days, 0)
        for offset in range((closure.last - closure.first).days + 1):
            number = (closure.first - calendar.first).days + offset
            if not 0 <= number < len(calendar):
                continue
            office = counted.on(number)
            if not closure.concerns(office.id, office.level):
                continue
            if closure.kind == "closed":
                yield LocalDay(number, closure.sessions or WHOLE_DAY, closure, known_from)
            elif not calendar.working[number]:
                yield LocalDay(number, closure.sessions or schedule.sessions[number], closure, known_from)


def _editions(office: Office, calendar: WorkingCalendar, first: int, until: int) -> Iterator[tuple[int, Office]]:
    """Yield an office as it is from each of its changes on, within some days."""
    starts = {first}
    for change in office.changes:
        number = (change.effective_from - calendar.first).days
        if first < number < until:
            starts.add(number)
    for start in sorted(starts):
        yield start, office.on(calendar.first + dt.timedelta(days=start))
