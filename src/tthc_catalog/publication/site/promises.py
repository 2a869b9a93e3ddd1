"""The commitments of each level's default desk with their days, computed once for all pages."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tthc_catalog.decisions.explanation import day_text
from tthc_catalog.messages import text
from tthc_catalog.publication.content.office_days import OfficeDay, OfficeDays, hours_text, office_days
from tthc_catalog.records.fact_wording import date_text
from tthc_catalog.timetable.compiler import Compiler

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.calendars.working import WorkingCalendar
    from tthc_catalog.publication.content.publication import Publication
    from tthc_catalog.records.legal import Citation
    from tthc_catalog.records.manifest import LevelBinding
    from tthc_catalog.records.procedure import Procedure

COMING = dt.timedelta(weeks=5)
"""How far ahead the pages list the coming days."""

NEXT = 3
"""How many coming days stand beside a promise: a page is read for weeks after it was published, and has no clock."""


class Promises:
    """The commitments of a publication with their days, over the whole range of its calendar."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self.catalog = publication.catalog
        self.levels = {binding.level: binding for binding in self.catalog.manifest.levels}

    @cached_property
    def all(self) -> tuple[OfficeDays, ...]:
        """The days of each commitment at the default desk of each level, and of the desks that have a model of their own."""
        covers = self.catalog.calendar.covers
        assert covers.start is not None, "the schema requires both bounds"
        assert covers.until is not None, "the schema requires both bounds"
        bindings = self.catalog.manifest.levels
        named = [name for b in bindings for model in b.commitments for name in self.catalog.models[model].scope.offices]
        defaults = [binding.default_office_on(self.publication.as_of) for binding in bindings]
        offices = tuple(dict.fromkeys([*defaults, *(name for name in named if name in self.catalog.offices)]))
        return office_days(self.catalog, self.publication.registry, start=covers.start, until=covers.until, offices=offices)

    @cached_property
    def schedule(self) -> Schedule:
        """The schedule of the first level's default desk; all desks share the calendar and the clock."""
        office = self.catalog.offices[self.catalog.manifest.levels[0].default_office]
        return Compiler(self.catalog, self.publication.registry).schedule(office)

    @property
    def working_calendar(self) -> WorkingCalendar:
        """The calendar of days off and make-up days."""
        return self.schedule.calendar

    @cached_property
    def has_plain_clock(self) -> bool:
        """Whether every day has 24 hours, as the calculator in the browser assumes."""
        return all(self.schedule.is_plain(number) for number in range(len(self.schedule.calendar)))

    def of_level(self, level: str) -> tuple[OfficeDays, ...]:
        """Return the commitments of a level."""
        return tuple(item for item in self.all if item.office.level == level)

    def of_procedure(self, procedure: Procedure) -> tuple[OfficeDays, ...]:
        """Return the current and coming commitments that list a procedure."""
        return tuple(
            item for item in self.of_level(procedure.level) if item.model.scope.lists(procedure, item.office.id) and self.is_current(item)
        )

    def is_current(self, item: OfficeDays) -> bool:
        """Return whether the commitment has not yet ended at the desk on the day of the publication."""
        day = self.publication.as_of
        return all(period.until is None or day < period.until for period in (item.model.period, item.office.period))

    def views(self, lang: str) -> list[dict[str, Any]]:
        """Return the current and coming commitments for the pages; levels with equal cards share one."""
        cards: list[dict[str, Any]] = []
        for item in self.all:
            if not self.is_current(item):
                continue
            card = self._card(item, lang)
            same = next((other for other in cards if {**other, "levels": []} == card), None)
            if same is None:
                cards.append(same := card)
            same["levels"].append(self.place(item, lang))
        return cards

    def place(self, item: OfficeDays, lang: str) -> str:
        """Return the level of a commitment, or the desk if the commitment is of this desk alone."""
        if item.model.scope.offices:
            office = self.catalog.offices[item.office.id].on(self.publication.as_of)
            return office.name if lang == "vi" else office.name_en or office.name
        return self.level_title(item.office.level, lang)

    def view(self, item: OfficeDays, lang: str) -> dict[str, Any]:
        """Return what a commitment promises, without its days."""
        day = self.publication.as_of
        promise = item.promise(day)
        following = [coming for coming in item.days if coming.applies and coming.date >= day][:NEXT]
        return {
            "title": item.model.title if lang == "vi" else item.model.title_en,
            "target": item.model.strength == "target",
            "heading": promise.heading(item.model.period, lang),
            "sentence": promise.sentence(lang),
            "limits": text("publication.scope.channels", lang, channels=_channels(item, lang)) if item.model.scope.channels else None,
            "next": [day_view(coming, lang) for coming in following],
            "rules": [{"text": rule.text if lang == "vi" else rule.text_en, "cited": self.cited(rule.citations)} for rule in item.rules],
            "notices": [notice.text if lang == "vi" else notice.text_en for notice in item.notices_on(day)],
        }

    def _card(self, item: OfficeDays, lang: str) -> dict[str, Any]:
        """Return the card of a commitment at one desk, without the names of levels."""
        return {**self.view(item, lang), "levels": [], "days": [day_view(day, lang) for day in item.days if self._is_coming(day)]}

    def level_title(self, level: str, lang: str) -> str:
        """Return the title of a level, or its id if the catalog does not have it."""
        binding: LevelBinding | None = self.levels.get(level)
        if binding is None:
            return level
        return binding.title if lang == "vi" else binding.title_en

    def cited(self, citations: Iterable[Citation]) -> str:
        """Return citations as text."""
        documents = self.catalog.documents
        texts = []
        for citation in citations:
            document = documents.get(citation.document)
            name = (document.number or document.title) if document else citation.document
            texts.append(f"{citation.provision}, {name}" if citation.provision else name)
        return "; ".join(texts)

    def _is_coming(self, day: OfficeDay) -> bool:
        return self.publication.as_of <= day.date < self.publication.as_of + COMING


def _channels(item: OfficeDays, lang: str) -> str:
    return ", ".join(text(f"fact.channel.{channel}", lang) for channel in item.model.scope.channels)


def day_view(day: OfficeDay, lang: str) -> dict[str, Any]:
    """Return the variables of a day in a list of days."""
    return {
        "iso": day.date.isoformat(),
        "text": day_text(day.date, lang),
        "date": date_text(day.date),
        "held": day.applies,
        "hours": hours_text(day.hours),
        "why": None if day.applies else text("site.day.lost", lang, why=day.why(lang)),
        "provisional": day.provisional,
    }
