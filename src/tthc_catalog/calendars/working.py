"""The working calendar: which days are worked, and up to which day that is officially decided."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from tthc_catalog.calendars.announcements import earlier_knowledge, known_facts
from tthc_catalog.calendars.day_fact import DayFact
from tthc_catalog.errors import OutOfHorizon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tthc_catalog.calendars.announcements import Knowledge, Learned
    from tthc_catalog.records.official_calendar import CalendarDocument

_PADDING_DAYS = 400
"""Extra days after the last covered day, so that deadlines of receipts on that day can still be counted."""


class WorkingCalendar:
    """Working days between two dates, as flat tables: every look-up is an index or a bisection.

    A working day is a day of the working week that is not a public holiday, compensatory day or swapped-off day, or a make-up day.
    Days are numbered from ``first`` (0). Immutable after construction.

    Attributes:
        covers: the first covered day and the first day after the covered ones.
        decided_through: the last day settled by an official decision.
        first: the day numbered 0.
        last_decided: number of the day ``decided_through``.
        ordinal: per day, and for one day more, the number of working days before it.
        working: per day, whether it is a working day.
        earlier: what receipts before each announcement could not know, in order.
        deemed: the days on which a receipt counts from another day than it would if all announcements had been known.
    """

    __slots__ = (
        "_as_known",
        "_fingerprint",
        "_known_until",
        "_last_decided_then",
        "_rest",
        "_special",
        "_working",
        "covers",
        "decided_through",
        "deemed",
        "earlier",
        "first",
        "id",
        "last_decided",
        "ordinal",
        "working",
    )

    def __init__(
        self,
        *,
        id: str,
        facts: Mapping[dt.date, DayFact],
        rest_days: Iterable[int],
        first: dt.date,
        until: dt.date,
        decided_through: dt.date,
        earlier: Iterable[Knowledge] = (),
    ) -> None:
        """Apply the special days in ``facts`` to the ordinary week.

        Args:
            id: name of the calendar.
            facts: every day that differs from the ordinary week.
            rest_days: ISO weekdays (1-7) that are not worked.
            first: first covered day.
            until: first day after the covered ones.
            decided_through: last day settled by an official decision.
            earlier: what receipts before each announcement could not know, in order.
        """
        self.id = id
        self.first = first
        self.covers = (first, until)
        self.decided_through = decided_through
        self.last_decided = (decided_through - first).days
        self._rest = rest = frozenset(rest_days)
        count = (until - first).days + _PADDING_DAYS
        week = [(first.weekday() + n) % 7 + 1 not in rest for n in range(7)]
        self.working: list[bool] = [*itertools.islice(itertools.cycle(week), count)]
        numbered = sorted(((date - first).days, fact) for date, fact in facts.items()) if facts else []
        self._special: dict[int, DayFact] = {number: fact for number, fact in numbered if 0 <= number < count}
        for number, fact in self._special.items():
            self.working[number] = fact.is_working
        self._working: list[int] = list(itertools.compress(range(count), self.working))
        self.ordinal: list[int] = [0, *itertools.accumulate(self.working)]
        self._fingerprint: str | None = None
        self.earlier = tuple(earlier)
        self._known_until = [knowledge.until for knowledge in self.earlier]
        self._last_decided_then = [*((knowledge.decided_through - first).days for knowledge in self.earlier), self.last_decided]
        self._as_known: dict[int, WorkingCalendar] = {}
        self.deemed: dict[int, int] = dict(self._deemed()) if self.earlier else {}

    def __len__(self) -> int:
        return len(self.working)

    def number(self, day: dt.date) -> int:
        """Return the day's number, counted from ``first``.

        Raises:
            OutOfHorizon: the calendar does not cover the day.
        """
        if not self.covers[0] <= day < self.covers[1]:
            raise self.outside(day)
        return (day - self.first).days

    def fact(self, day: dt.date) -> DayFact:
        """Return the facts about ``day``.

        Raises:
            OutOfHorizon: the calendar does not cover the day.
        """
        return self.fact_at(self.number(day))

    def fact_at(self, number: int) -> DayFact:
        """Return the facts about the day with this number."""
        fact = self._special.get(number)
        if fact is None:
            date = self.date_at(number)
            fact = DayFact(date=date, kind="working" if self.working[number] else "rest", provisional=date > self.decided_through)
        return fact

    def date_at(self, number: int) -> dt.date:
        """Return the date of the day with this number."""
        return self.first + dt.timedelta(days=number)

    def with_working_days(self, numbers: Iterable[int], *, off: Iterable[int] = ()) -> WorkingCalendar:
        """Return the same calendar in which some days are worked too, and others are not.

        Args:
            numbers: the numbers of days that are worked.
            off: the numbers of days that are not.
        """
        facts = {number: DayFact(date=self.date_at(number), kind="working") for number in numbers}
        facts |= {number: DayFact(date=self.date_at(number), kind="rest") for number in off}
        return self._changed(facts, self.decided_through)

    def knowledge_on(self, number: int) -> Knowledge | None:
        """Return what a receipt on a day could not know; None if it knew all that is known now."""
        place = bisect_right(self._known_until, number)
        return self.earlier[place] if place < len(self.earlier) else None

    def learned_after(self, number: int) -> Mapping[int, Learned]:
        """Return, by number, the days of which something else became known after a day."""
        knowledge = self.knowledge_on(number)
        return knowledge.learned if knowledge is not None else {}

    def known_on(self, number: int) -> WorkingCalendar:
        """Return the calendar as it was known on a day; receipts of all days count by it."""
        knowledge = self.knowledge_on(number)
        until = -1 if knowledge is None else knowledge.until
        if until not in self._as_known:
            then = {} if knowledge is None else {number: learned.then for number, learned in knowledge.learned.items()}
            self._as_known[until] = self._changed(then, self.decided_through if knowledge is None else knowledge.decided_through)
        return self._as_known[until]

    def decided_through_on(self, number: int) -> dt.date:
        """Return the last day that was decided on a day."""
        knowledge = self.knowledge_on(number)
        return self.decided_through if knowledge is None else knowledge.decided_through

    def last_decided_on(self, number: int) -> int:
        """Return the number of the last day that was decided on a day."""
        return self._last_decided_then[bisect_right(self._known_until, number)]

    def counted_from(self, number: int) -> int:
        """Return the day from which a receipt on a day counts: the day itself if it is worked, else the next working day.

        The receipt counts by what was known on its day.
        """
        if number in self.deemed:
            return self.deemed[number]
        return number if self.working[number] else self.nth_from(number, 0)

    def _deemed(self) -> Iterator[tuple[int, int]]:
        """Yield the days whose receipts counted from another day by what was known then."""
        begins = 0
        for knowledge in self.earlier:
            then = self.known_on(begins)
            for changed in knowledge.learned:
                for number in range(min(changed, knowledge.until - 1), begins - 1, -1):
                    if number < changed and then.working[number] and self.working[number]:
                        break
                    if then.nth_from(number, 0) != self.nth_from(number, 0):
                        yield number, then.nth_from(number, 0)
            begins = knowledge.until

    def _changed(self, facts: Mapping[int, DayFact], decided_through: dt.date) -> WorkingCalendar:
        """Return the same calendar with other facts about some days, and with no earlier knowledge."""
        merged = {fact.date: fact for fact in self._special.values()} | {fact.date: fact for fact in facts.values()}
        return WorkingCalendar(
            id=self.id, facts=merged, rest_days=self._rest, first=self.first, until=self.covers[1], decided_through=decided_through
        )

    @property
    def special(self) -> Mapping[int, DayFact]:
        """The days that differ from the ordinary week, keyed and sorted by number."""
        return self._special

    def is_working_day(self, day: dt.date) -> bool:
        """Return whether offices work on ``day``."""
        return self.working[self.number(day)]

    def nth_working_day(self, day: dt.date, n: int) -> dt.date:
        """Return the n-th working day after ``day``, or before it if ``n`` is negative; ``day`` itself is never counted.

        If ``n`` is 0, return ``day`` if it is a working day, else the next working day.

        Raises:
            OutOfHorizon: ``day`` or the result lies outside the calendar.
        """
        return self.date_at(self.nth_from(self.number(day), n))

    def nth_from(self, number: int, n: int) -> int:
        """Do the same as `nth_working_day` with day numbers."""
        index = bisect_right(self._working, number) + n - 1 if n > 0 else bisect_left(self._working, number) + n
        if not 0 <= index < len(self._working):
            raise self.beyond() if n >= 0 else self.outside(self.date_at(number))
        return self._working[index]

    def special_days(self, year: int) -> Iterator[DayFact]:
        """Yield the days of ``year`` that differ from the ordinary week, in order."""
        for fact in self._special.values():
            if fact.date.year == year and fact.date < self.covers[1] and (fact.name is not None or fact.kind not in ("working", "rest")):
                yield fact

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the kinds of all days; calendars with equal fingerprints count alike."""
        if self._fingerprint is None:
            letters = {"working": "w", "rest": "r", "holiday": "h", "compensatory": "c", "swap_off": "s", "make_up": "m"}
            marks = ["w" if works else "r" for works in self.working]
            for number, fact in self._special.items():
                marks[number] = letters[fact.kind] + (fact.make_up_for.isoformat() if fact.make_up_for else "")
            text = f"working-calendar/1\n{self.first}\n{self.covers[1]}\n{self.decided_through}\n{''.join(marks)}\n"
            self._fingerprint = hashlib.sha256(text.encode()).hexdigest()
        return self._fingerprint

    def outside(self, day: dt.date) -> OutOfHorizon:
        """Return the error for a day the calendar does not cover; it names the days it covers."""
        last = self.covers[1] - dt.timedelta(days=1)
        return OutOfHorizon("error.out_of_horizon", value=day, first=self.covers[0], last=last)

    def beyond(self) -> OutOfHorizon:
        """Return the error for a term that ends after the last day of the calendar; the receipt itself may lie within it."""
        last = self.covers[1] - dt.timedelta(days=1)
        return OutOfHorizon("error.due_out_of_horizon", value=last, first=self.covers[0], last=last)


def official_calendar(document: CalendarDocument) -> WorkingCalendar:
    """Build the calendar that an official overlay describes.

    Days up to ``decided_through`` come from the overlay alone, so an upgrade of the ``holidays`` library moves no decided day. Later
    days come from that library, and entries of the overlay replace them.

    A day that is only expected ends the decided days before it, even if ``decided_through`` is later: an answer that depends on it stays
    provisional. `tthc check` reports such a day as an error.

    Raises:
        LookupError: the ``holidays`` library does not support the country.
    """
    start, until = document.covers.start, document.covers.until
    assert start is not None, "the schema requires both bounds"
    assert until is not None, "the schema requires both bounds"
    base = _base_days(document, until + dt.timedelta(days=_PADDING_DAYS))
    facts, decided_through = known_facts(document, base)
    return WorkingCalendar(
        id=document.id,
        facts=facts,
        rest_days=document.rest_days,
        first=start,
        until=until,
        decided_through=decided_through,
        earlier=earlier_knowledge(document, base, start),
    )


def _base_days(document: CalendarDocument, end: dt.date) -> Mapping[dt.date, str]:
    """Return the days off of the base calendar in the years that are not decided, or were not when something became known."""
    if document.base_country is None:
        return {}
    undecided = [document.decided_through, *(earlier.through for earlier in document.decided_earlier)]
    undecided += [entry.date for entry in document.days if entry.status == "expected" or entry.announced_on is not None]
    first = min(undecided)
    if first >= end:
        return {}
    from tthc_catalog.calendars.base_layer import days_off

    return days_off(document.base_country, range(first.year, end.year + 1))
