"""The stretches of days on which one edition of a procedure is in force at one office under the same models.

They are the same in every case and through every channel of the procedure, so the compiler finds them once.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.timetable.answer import NOT_IN_FORCE, OFFICE_NOT_IN_FORCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.calendars.working import WorkingCalendar
    from tthc_catalog.effective import Period
    from tthc_catalog.records.commitment_model import Model
    from tthc_catalog.records.procedure import Edition, Procedure


class OfficeStretch(NamedTuple):
    """What the office decides for a procedure from a day on.

    Attributes:
        first: number of the day.
        period: the period of the office that counts.
        receiving: the period of the office that receives the dossiers.
        models: the models that apply.
        unlisted: why no model applies; None if one does.
    """

    first: int
    period: Period
    receiving: Period
    models: tuple[Model, ...]
    unlisted: str | None

    @property
    def key(self) -> tuple[object, ...]:
        """A key that is equal for stretches with the same answers."""
        return self.first, self.period, self.receiving, tuple(model.id for model in self.models), self.unlisted


class Stretch(NamedTuple):
    """The days from ``first`` to the next stretch.

    Attributes:
        first: number of the first day.
        edition: the edition in force; None without one, or if the office is not in force.
        models: the models that apply.
        why: why no model can bind; None if one applies.
    """

    first: int
    edition: Edition | None
    models: tuple[Model, ...]
    why: str | None


def stretches(procedure: Procedure, offices: Sequence[OfficeStretch], calendar: WorkingCalendar) -> Iterator[Stretch]:
    """Yield the stretches in order: one for each edition at each office, and empty ones for days without an edition or an office."""
    editions = [(*day_numbers(edition.period, calendar), edition) for edition in procedure.editions]
    starts = {0} | {n for first, until, _ in editions for n in (first, until)}
    for office in offices:
        starts |= {office.first, *day_numbers(office.period, calendar), *day_numbers(office.receiving, calendar)}
    last: Stretch | None = None
    for first in sorted(starts):
        if first >= len(calendar):
            continue
        edition = next((edition for begin, end, edition in editions if begin <= first < end), None)
        date = calendar.date_at(first)
        office = offices[bisect_right(offices, first, key=attrgetter("first")) - 1]
        if edition is None:
            found = Stretch(first, None, (), NOT_IN_FORCE)
        elif not (date in office.period and date in office.receiving):
            found = Stretch(first, None, (), OFFICE_NOT_IN_FORCE)
        else:
            found = Stretch(first, edition, office.models, office.unlisted)
        if last is None or found[1:] != last[1:]:
            last = found
            yield found


def day_numbers(period: Period, calendar: WorkingCalendar) -> tuple[int, int]:
    """Return the first day of a period and the day after its last, as numbers clipped to the calendar."""
    count = len(calendar)
    first = 0 if period.start is None else min(max((period.start - calendar.first).days, 0), count)
    end = count if period.until is None else min(max((period.until - calendar.first).days, 0), count)
    return first, end
