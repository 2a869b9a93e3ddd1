"""What was known of an official calendar on a day: which announcements had been made, and how far the days were decided.

A receipt is answered by what was known on its day. Days without `announced_on` count as always known. Before an announcement, a
swapped or made-up day is an ordinary day of the week; a holiday or compensatory day is expected if the base calendar lists it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.calendars.day_fact import DayFact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tthc_catalog.records.official_calendar import CalendarDay, CalendarDocument

_SWAPS = ("swap_off", "swap_work")
_DAY = dt.timedelta(days=1)


class Learned(NamedTuple):
    """A day of which something else became known later.

    Attributes:
        then: the facts as they were known before.
        now: the facts as they are known now.
        since: the day of the announcement by which they are what they are now.
    """

    then: DayFact
    now: DayFact
    since: dt.date


class Knowledge(NamedTuple):
    """What receipts before a day could not know.

    Attributes:
        until: the day of the announcement, by number; receipts from the announcement before it up to this day share this knowledge.
        decided_through: the last day that was decided then.
        learned: by number, the days of which something else became known later.
    """

    until: int
    decided_through: dt.date
    learned: Mapping[int, Learned]


def moments_of_change(document: CalendarDocument) -> list[dt.date]:
    """Return the days on which something about the calendar became known, in order."""
    days = {day for entry in document.days for day in (entry.announced_on, entry.replaced_on) if day is not None}
    return sorted(days | {earlier.until for earlier in document.decided_earlier})


def known_facts(
    document: CalendarDocument, base: Mapping[dt.date, str], on: dt.date | None = None
) -> tuple[dict[dt.date, DayFact], dt.date]:
    """Return the special days known on a day, and the last day decided by then.

    Args:
        document: the official calendar.
        base: the days off of the base calendar, with their names.
        on: the day; None means that everything in the document is known.
    """
    known = {entry.date: entry for entry in sorted(_in_force(document, on), key=lambda entry: entry.announced_on or dt.date.min)}
    decided = _decided_through(document, known, on)
    later = {entry.date: entry for entry in document.days if entry.replaced_on is None and entry.date not in known}
    facts = {
        day: DayFact(date=day, kind="holiday", name=name, source="holidays", provisional=True)
        for day, name in base.items()
        if day > decided and not (day in later and later[day].kind in _SWAPS)
    }
    expected = {day: entry for day, entry in later.items() if day in base and entry.kind not in _SWAPS}
    for entry in (*expected.values(), *known.values()):
        facts[entry.date] = _fact(entry, decided)
    return facts, decided


def earlier_knowledge(document: CalendarDocument, base: Mapping[dt.date, str], first: dt.date) -> tuple[Knowledge, ...]:
    """Return what receipts before each announcement could not know, in order.

    Args:
        document: the official calendar.
        base: the days off of the base calendar, with their names.
        first: the day numbered 0.
    """
    now, decided_now = known_facts(document, base)
    found: list[Knowledge] = []
    begins = first
    for change in moments_of_change(document):
        if change <= first:
            continue
        then, decided = known_facts(document, base, change - _DAY)
        learned: dict[int, Learned] = {}
        for day in sorted(day for day in then.keys() | now.keys() if day >= begins):
            before, after = (facts.get(day) or _ordinary(day, document) for facts in (then, now))
            if _effect(before) != _effect(after):
                learned[(day - first).days] = Learned(before, after, _since(document, day, begins))
        if found and (found[-1].decided_through, found[-1].learned) == (decided, learned):
            del found[-1]
        found.append(Knowledge((change - first).days, decided, learned))
        begins = change
    while found and not found[-1].learned and found[-1].decided_through == decided_now:
        del found[-1]
    return tuple(found)


def _in_force(document: CalendarDocument, on: dt.date | None) -> Iterator[CalendarDay]:
    for entry in document.days:
        if on is None:
            if entry.replaced_on is None:
                yield entry
        elif (entry.announced_on is None or entry.announced_on <= on) and (entry.replaced_on is None or on < entry.replaced_on):
            yield entry


def _decided_through(document: CalendarDocument, known: Mapping[dt.date, CalendarDay], on: dt.date | None) -> dt.date:
    """Return the last decided day; a day that is only expected ends the decided days before it."""
    limits = [document.decided_through]
    limits += [earlier.through for earlier in document.decided_earlier if on is not None and on < earlier.until]
    limits += [entry.date - _DAY for entry in known.values() if entry.status == "expected"]
    start = document.covers.start
    assert start is not None, "the schema requires both bounds"
    return max(start, min(limits))


def _fact(entry: CalendarDay, decided: dt.date) -> DayFact:
    return DayFact(
        date=entry.date,
        kind="make_up" if entry.kind == "swap_work" else entry.kind,
        name=entry.name,
        make_up_for=entry.swap_with if entry.kind == "swap_work" else None,
        decision=entry.decision,
        source=entry.source,
        note=entry.note,
        announced_on=entry.announced_on,
        provisional=entry.date > decided,
    )


def _ordinary(day: dt.date, document: CalendarDocument) -> DayFact:
    return DayFact(date=day, kind="rest" if day.isoweekday() in document.rest_days else "working")


def _effect(fact: DayFact) -> tuple[object, ...]:
    """Return what a policy and a count of days can distinguish."""
    return fact.is_working, fact.kind == "make_up", fact.make_up_for, fact.name is not None


def _since(document: CalendarDocument, day: dt.date, begins: dt.date) -> dt.date:
    """Return the last day after ``begins`` on which something about a day became known."""
    changes = [change for entry in document.days if entry.date == day for change in (entry.announced_on, entry.replaced_on) if change]
    return max((change for change in changes if change > begins), default=max((e.until for e in document.decided_earlier), default=begins))
