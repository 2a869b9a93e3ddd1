"""What each level's usual desk promises, and on which days: worked out once for all pages."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tthc_catalog.decisions.explanation import day_text
from tthc_catalog.messages import text
from tthc_catalog.publication.content.office_days import OfficeDays, Session, hours_text, office_days
from tthc_catalog.records.fact_wording import date_text
from tthc_catalog.timetable.compiler import Compiler

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.calendars.working import WorkingCalendar
    from tthc_catalog.publication.content.publication import Publication
    from tthc_catalog.records.catalog import LevelBinding
    from tthc_catalog.records.legal import Citation

COMING = dt.timedelta(weeks=5)
"""How far ahead the list of coming days looks."""


class Promises:
    """The commitments of a publication with their days, from the first day of its calendar to the last."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self.catalog = publication.catalog
        self.levels = {binding.level: binding for binding in self.catalog.manifest.levels}

    @cached_property
    def all(self) -> tuple[OfficeDays, ...]:
        """What each level's usual desk holds of each commitment."""
        covers = self.catalog.calendar.covers
        assert covers.start is not None, "the schema requires both bounds"
        assert covers.until is not None, "the schema requires both bounds"
        offices = [binding.default_office for binding in self.catalog.manifest.levels]
        return office_days(self.catalog, self.publication.registry, start=covers.start, until=covers.until, offices=offices)

    @cached_property
    def schedule(self) -> Schedule:
        """The hours of the first level's desk; all desks share the calendar and the clock."""
        office = self.catalog.offices[self.catalog.manifest.levels[0].default_office]
        return Compiler(self.catalog, self.publication.registry).schedule(office)

    @property
    def working_calendar(self) -> WorkingCalendar:
        """The days off and make-up days."""
        return self.schedule.calendar

    @cached_property
    def has_plain_clock(self) -> bool:
        """Whether every day has 24 hours, which the calculator in the browser takes for granted."""
        return all(self.schedule.is_plain(number) for number in range(len(self.schedule.calendar)))

    def of_level(self, level: str) -> tuple[OfficeDays, ...]:
        """The commitments of one level."""
        return tuple(item for item in self.all if item.office.level == level)

    def holds(self, item: OfficeDays) -> bool:
        """Whether the commitment is in force at the desk on the publication's day, or later."""
        day = self.publication.as_of
        return all(period.until is None or day < period.until for period in (item.model.period, item.office.period))

    def views(self, lang: str) -> list[dict[str, Any]]:
        """The commitments that hold or will, as pages show them; levels of which they say the same stand together."""
        found: list[dict[str, Any]] = []
        for item in self.all:
            if not self.holds(item):
                continue
            card = self._card(item, lang)
            same = next((known for known in found if {**known, "levels": []} == card), None)
            if same is None:
                found.append(same := card)
            same["levels"].append(self.level_title(item.office.level, lang))
        return found

    def _card(self, item: OfficeDays, lang: str) -> dict[str, Any]:
        """What a commitment says at one desk, but for the names of the levels it holds at."""
        return {
            "title": item.model.title if lang == "vi" else item.model.title_en,
            "levels": [],
            "target": item.model.strength == "target",
            "rules": [{"text": rule.text if lang == "vi" else rule.text_en, "cited": self.cited(rule.citations)} for rule in item.rules],
            "notices": [
                notice.text if lang == "vi" else notice.text_en
                for notice in item.model.notices
                if self.publication.as_of in notice.period and (not notice.levels or item.office.level in notice.levels)
            ],
            "days": [day_view(s, lang) for s in item.days if self._is_coming(s)],
        }

    def level_title(self, level: str, lang: str) -> str:
        """A level as pages call it; one that the catalog does not have, by its id."""
        binding: LevelBinding | None = self.levels.get(level)
        if binding is None:
            return level
        return binding.title if lang == "vi" else binding.title_en

    def cited(self, citations: Iterable[Citation]) -> str:
        """Citations as printed."""
        documents = self.catalog.documents
        said = []
        for citation in citations:
            document = documents.get(citation.document)
            name = (document.number or document.title) if document else citation.document
            said.append(f"{citation.provision}, {name}" if citation.provision else name)
        return "; ".join(said)

    def _is_coming(self, session: Session) -> bool:
        return self.publication.as_of <= session.date < self.publication.as_of + COMING


def day_view(session: Session, lang: str) -> dict[str, Any]:
    """A day as lists of days show it."""
    return {
        "iso": session.date.isoformat(),
        "text": day_text(session.date, lang),
        "date": date_text(session.date),
        "held": session.held,
        "hours": hours_text(session.hours),
        "why": None if session.held else text("site.day.lost", lang, why=session.why(lang)),
        "provisional": session.provisional,
    }
