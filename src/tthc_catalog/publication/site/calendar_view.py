"""A year of model days, month by month, with the days that fall away and why."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING, Any

from tthc_catalog.decisions.explanation import day_text
from tthc_catalog.messages import text
from tthc_catalog.publication.site.promises import day_view

if TYPE_CHECKING:
    from tthc_catalog.calendars.working import DayFact
    from tthc_catalog.publication.content.office_days import OfficeDays, Session
    from tthc_catalog.publication.site.promises import Promises


def years(promises: Promises) -> tuple[int, ...]:
    """The years in which some commitment holds a day or loses one."""
    return tuple(sorted({session.date.year for item in promises.all for session in item.days}))


def year_view(promises: Promises, year: int, lang: str) -> dict[str, Any]:
    """One year: a section for each commitment; desks with the same days stand together."""
    groups: dict[Any, tuple[OfficeDays, list[str]]] = {}
    for item in promises.all:
        days = tuple(session for session in item.days if session.date.year == year)
        if days:
            groups.setdefault((item.model.id, days), (item, []))[1].append(promises.level_title(item.office.level, lang))
    facts = _facts(promises, year)
    decided = promises.catalog.calendar.decided_through
    return {
        "year": year,
        "years": years(promises),
        "sections": [_section(item, levels, days, facts, lang) for (_, days), (item, levels) in groups.items()],
        "make_up_days": [
            {"text": day_text(fact.date, lang), "name": fact.name, "decision": fact.decision, "provisional": fact.provisional}
            for fact in facts.values()
            if fact.kind == "make_up"
        ],
        "provisional": text("site.calendar.provisional", lang, day=day_text(decided, lang)) if decided < dt.date(year, 12, 31) else None,
    }


def _facts(promises: Promises, year: int) -> dict[dt.date, DayFact]:
    schedule = promises.working_calendar
    days = (dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(366 if calendar.isleap(year) else 365))
    return {day: schedule.fact(day) for day in days if schedule.covers[0] <= day < schedule.covers[1]}


def _section(
    item: OfficeDays, levels: list[str], days: tuple[Session, ...], facts: dict[dt.date, DayFact], lang: str
) -> dict[str, Any]:
    year = days[0].date.year
    by_date = {session.date: session for session in days}
    limits = [
        text(f"publication.day.{name}_{edge}", lang, day=day_text(bound, lang))
        for owner, name in ((item.office, "office"), (item.model, "model"))
        for bound, edge in ((owner.period.start, "not_begun"), (owner.period.until, "ended"))
        if bound is not None and bound.year == year
    ]
    return {
        "title": item.model.title if lang == "vi" else item.model.title_en,
        "levels": levels,
        "held": text("site.calendar.held", lang, count=sum(session.held for session in days), year=year),
        "limits": limits,
        "lost": [day_view(session, lang) for session in days if not session.held],
        "months": [_month(year, month, by_date, facts, lang) for month in range(1, 13)],
    }


def _month(year: int, month: int, sessions: dict[dt.date, Session], facts: dict[dt.date, DayFact], lang: str) -> dict[str, Any]:
    weeks = [
        [_cell(day, sessions.get(day), facts.get(day), lang) if day.month == month else None for day in week]
        for week in calendar.Calendar().monthdatescalendar(year, month)
    ]
    return {"name": text(f"site.month.{month}", lang), "weeks": weeks}


def _cell(day: dt.date, session: Session | None, fact: DayFact | None, lang: str) -> dict[str, Any]:
    """A day: its number, what it is in a word for the sheet of styles, and in a sentence for those who do not see it."""
    kind, said = "", ""
    if session is not None:
        kind, said = ("model", text("site.calendar.model", lang)) if session.held else ("lost", session.why(lang) or "")
    elif fact is not None and fact.kind == "make_up":
        kind, said = "make-up", text("site.calendar.make_up", lang)
    elif fact is not None and not fact.is_working:
        kind, said = "off", fact.name or ""
    return {"day": day.day, "kind": kind, "said": said, "provisional": bool(said) and fact is not None and fact.provisional}
