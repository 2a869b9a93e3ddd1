"""The list of procedures as papers show it, and the commitment of each desk with its coming days."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.decisions.explanation import day_text
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text
from tthc_catalog.publication.content.office_days import OfficeDay, hours_text, office_days
from tthc_catalog.publication.content.procedure_wording import name_of, status_text, statutory_text
from tthc_catalog.publication.content.publication import Entry
from tthc_catalog.records.commitment_model import Model
from tthc_catalog.records.office import LAST_MINUTE, Office

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.publication.content.publication import Publication


@attrs.frozen(kw_only=True)
class Commitment:
    """A commitment of one desk on the day of the publication.

    Attributes:
        name: the part of file names that identifies the desk: the id of a requested desk, else the level.
        entries: the procedures in force that the commitment covers.
        days: the model days of the coming weeks, including lost ones.
        rules: the promise in sentences: its days, its due times, and the hours of the next day.
        sentence: the promise as one sentence.
        hours: the hours of the next model day, such as ``07:30-12:00``; empty if no day is coming or they are not known.
        notices: the notices of the model that apply on the day.
        promises: what the model promises: the ``same_day``, ``later``, or ``nothing`` of its own.
    """

    model: Model
    office: Office
    name: str
    entries: tuple[Entry, ...]
    days: tuple[OfficeDay, ...]
    rules: tuple[str, ...]
    sentence: str
    hours: str
    notices: tuple[str, ...]
    promises: str = "same_day"

    def name_part(self, among: Sequence[Commitment]) -> str:
        """Return a unique name part for files: ``commune``, or ``commune-<model>`` if the desk has several commitments."""
        alone = sum(other.name == self.name for other in among) == 1
        return self.name if alone else f"{self.name}-{self.model.id}"


def commitments(publication: Publication, *, weeks: int) -> tuple[Commitment, ...]:
    """Return the commitments in force on the day of the publication or beginning within the weeks, desk by desk.

    Args:
        publication: the publication.
        weeks: how many weeks of coming days to include.
    """
    day = publication.as_of
    until = day + dt.timedelta(weeks=weeks)
    covers = publication.catalog.calendar.covers.until
    rules_until = day + dt.timedelta(days=366)  # long enough to include an ordinary model day, which has all rules
    last = rules_until if covers is None else min(rules_until, covers)
    found = []
    for item in office_days(publication.catalog, publication.registry, start=day, until=last, offices=tuple(publication.desks)):
        first = max([day, *(period.start for period in (item.model.period, item.office.period) if period.start is not None)])
        if item.model.strength != "promise" or first >= until or first not in item.model.period or first not in item.office.period:
            continue
        then = publication if first == day else attrs.evolve(publication, as_of=first)
        entries = tuple(e for e in then.of_level(item.office.level) if item.model.scope.lists(e.procedure, item.office.id))
        if not entries:
            continue
        promise, following = item.promise(first), item.next_day(first)
        hours = "" if following is None or following.hours == ((0, LAST_MINUTE),) else hours_text(following.hours)
        heading = f"{promise.heading(item.model.period)}."
        served = text("publication.promise.hours", day=day_text(following.date, "vi"), hours=hours) if following and hours else ""
        channels = list(item.limits())[:1] if item.model.scope.channels else []
        found.append(
            Commitment(
                model=item.model,
                office=item.office,
                name=publication.desks[item.office.id],
                entries=entries,
                days=tuple(office_day for office_day in item.days if office_day.date < until),
                rules=tuple(shown_text(rule) for rule in (*channels, heading, promise.sentence(), served) if rule),
                sentence=shown_text(promise.sentence()),
                hours=hours,
                notices=tuple(shown_text(notice.text) for notice in item.notices_on(first)),
                promises=item.promises,
            )
        )
    return tuple(found)


def in_force_first(publication: Publication) -> tuple[Entry, ...]:
    """Return all entries: those in force on the day of the publication, then the others."""
    return tuple(sorted(publication.entries, key=lambda entry: not entry.in_force))


def grouped(publication: Publication, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Group the entries by level and field, with consecutive numbers within a level."""
    groups: list[dict[str, Any]] = []
    numbers: dict[str, int] = {}
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in entries:
        key = (entry.procedure.level, entry.procedure.field)
        group = seen.get(key)
        if group is None:
            title = text("publication.listing.group", level=entry.binding.title, field=entry.field.name, count=_count(entries, key))
            group = seen[key] = {"title": shown_text(title), "rows": []}
            groups.append(group)
        numbers[key[0]] = numbers.get(key[0], 0) + 1
        group["rows"].append(
            {
                "number": numbers[key[0]],
                "code": entry.procedure.code,
                "name": name_of(entry) + ("*" if entry.is_reconstructed else ""),
                "time": statutory_text(entry.edition),
                "status": status_text(publication, entry),
            }
        )
    return groups


def _count(entries: Sequence[Entry], key: tuple[str, str]) -> int:
    return sum((entry.procedure.level, entry.procedure.field) == key for entry in entries)
