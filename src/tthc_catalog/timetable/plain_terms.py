"""Terms that no catalog contains: parsed from text, and compiled for a desk as the statutory time of a procedure is."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, get_args

from tthc_catalog.errors import InvalidTerm
from tthc_catalog.policies.processing_time import statutory_time
from tthc_catalog.records.procedure import ProcessingTime, Unit
from tthc_catalog.timetable.answer import NO_MODEL, OFFICE_NOT_IN_FORCE
from tthc_catalog.timetable.policy_table import PolicyTable
from tthc_catalog.timetable.span import Span
from tthc_catalog.timetable.timetable import Timetable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.records.manifest import OutsideHours
    from tthc_catalog.timetable.counted_office import CountedOffice

_WORDS: dict[str, Unit] = {
    "ngay lam viec": "working_day",
    "working day": "working_day",
    "ngay": "calendar_day",
    "calendar day": "calendar_day",
    "day": "calendar_day",
    "gio lam viec": "working_hour",
    "working hour": "working_hour",
    "phut lam viec": "working_minute",
    "working minute": "working_minute",
    "gio": "hour",
    "hour": "hour",
    "thang": "month",
    "month": "month",
    "nam": "year",
    "year": "year",
}
_SAME_DAY = frozenset({"same day", "trong ngay", "ngay trong ngay"})
_FORM = re.compile(r"(\d{1,5}) ([a-z ]+)")

IN_HOURS = frozenset({"working_hour", "working_minute", "hour"})
"""Units that need the hours of a desk."""


def read_term(term: ProcessingTime | str) -> ProcessingTime:
    """Return a term as data.

    Args:
        term: a `ProcessingTime`, or text such as ``3 working days``, ``3 ngày làm việc``, ``10 days``, ``4 working hours``, ``same day``.

    Raises:
        InvalidTerm: the text has no known form, or the amount is 0.
    """
    if isinstance(term, ProcessingTime):
        if term.unit not in get_args(Unit) or term.amount < int(term.unit != "same_day"):
            raise _invalid(f"{term.amount} {term.unit}")
        return term
    plain = _plain(str(term))
    if plain in _SAME_DAY:
        return ProcessingTime(amount=0, unit="same_day")
    match = _FORM.fullmatch(plain)
    unit = None if match is None else _WORDS.get(match[2]) or _WORDS.get(match[2].removesuffix("s"))
    if match is None or unit is None or not int(match[1]):
        raise _invalid(term)
    return ProcessingTime(amount=int(match[1]), unit=unit)


def _plain(text: str) -> str:
    """Return a text in lower case without tone marks, with single spaces."""
    letters = unicodedata.normalize("NFD", text.lower().replace("_", " "))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def _invalid(term: object) -> InvalidTerm:
    return InvalidTerm("error.invalid_term", suggestions=("3 working days", "3 ngày làm việc", "same day"), value=str(term))


def term_timetable(
    term: ProcessingTime, schedule: Schedule, counted: CountedOffice, level: str, *, unit: int, outside_hours: OutsideHours
) -> Timetable:
    """Return the timetable of a term at a desk; days on which the desk does not exist have no answer.

    Args:
        term: the term.
        schedule: the days and hours that count.
        counted: the office by day.
        level: the level of the desk.
        unit: precision of comparison in seconds.
        outside_hours: how a receipt outside opening hours counts.
    """
    policy = statutory_time(term)
    table = PolicyTable(policy, schedule, policy_id="processing-time", policy_version="1", unit=unit, outside_hours=outside_hours)
    spans = [
        Span(
            first=first,
            edition=None,
            case=None,
            statutory=table if exists else None,
            commitments=(),
            excluded=NO_MODEL if exists else OFFICE_NOT_IN_FORCE,
        )
        for first, exists in _existence(counted, schedule)
    ]
    return Timetable(level=level, code="", case=None, schedule=schedule, spans=tuple(spans))


def _existence(counted: CountedOffice, schedule: Schedule) -> Iterable[tuple[int, bool]]:
    """Yield the numbers of the days from which the desk exists, or does not."""
    calendar = schedule.calendar
    starts = {0}
    for first, office in (*counted.stretches, *counted.receiving):
        bounds = (office.period.start, office.period.until)
        starts |= {first} | {min(max((day - calendar.first).days, 0), len(calendar)) for day in bounds if day is not None}
    last: bool | None = None
    for first in sorted(starts):
        if first < len(calendar):
            day = calendar.date_at(first)
            exists = day in counted.on(first).period and day in counted.named_on(first).period
            if exists is not last:
                yield first, exists
            last = exists
