"""The variables of a calendar page: the model days of a year by month, and the lost days with the reason."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING, Any

from tthc_catalog.decisions.explanation import day_text
from tthc_catalog.effective import Period
from tthc_catalog.messages import text
from tthc_catalog.publication.site.promises import day_view

if TYPE_CHECKING:
    from tthc_catalog.calendars.day_fact import DayFact
    from tthc_catalog.publication.content.office_days import OfficeDay, OfficeDays
    from tthc_catalog.publication.site.promises import Promises


def years(promises: Promises) -> tuple[int, ...]:
    """Return the years with at least one model day or lost day."""
    return tuple(sorted({day.date.year for item in promises.all for day in item.days}))


def year_view(promises: Promises, year: int, lang: str) -> dict[str, Any]:
    """Return one year with a section for each commitment; levels with the same days share one."""
    groups: dict[Any, tuple[OfficeDays, list[str]]] = {}
    for item in promises.all:
        days = tuple(day for day in item.days if day.date.year == year)
        if days:
            groups.setdefault((item.model.id, days, tuple(_notices(item, year, lang))), (item, []))[1].append(promises.place(item, lang))
    facts = _facts(promises, year)
    decided = promises.catalog.calendar.decided_through
    return {
        "year": year,
        "years": years(promises),
        "sections": [_section(item, levels, days, facts, lang) for (_, days, _), (item, levels) in groups.items()],
        "make_up_days": [
            {"text": day_text(fact.date, lang), "name": fact.name, "decision": fact.decision, "provisional": fact.provisional}
            for fact in facts.values()
            if fact.kind == "make_up"
        ],
        "provisional": text("site.calendar.provisional", lang, day=day_text(decided, lang)) if decided < dt.date(year, 12, 31) else None,
    }


def _notices(item: OfficeDays, year: int, lang: str) -> list[str]:
    """Return what is uncertain about a commitment in a year."""
    bounds = Period(dt.date(year, 1, 1), dt.date(year + 1, 1, 1))
    valid = (n for n in item.model.notices if n.period.overlaps(bounds) and n.is_for(item.office.level))
    return [notice.text if lang == "vi" else notice.text_en for notice in valid]


def _facts(promises: Promises, year: int) -> dict[dt.date, DayFact]:
    working_calendar = promises.working_calendar
    days = (dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(366 if calendar.isleap(year) else 365))
    return {day: working_calendar.fact(day) for day in days if working_calendar.covers[0] <= day < working_calendar.covers[1]}


def _section(item: OfficeDays, levels: list[str], days: tuple[OfficeDay, ...], facts: dict[dt.date, DayFact], lang: str) -> dict[str, Any]:
    year = days[0].date.year
    by_date = {day.date: day for day in days}
    limits = [
        text(f"publication.day.{name}_{edge}", lang, day=day_text(bound, lang))
        for owner, name in ((item.office, "office"), (item.model, "model"))
        for bound, edge in ((owner.period.start, "not_begun"), (owner.period.until, "ended"))
        if bound is not None and bound.year == year
    ]
    return {
        "title": item.model.title if lang == "vi" else item.model.title_en,
        "sentence": item.promise(days[0].date).sentence(lang),
        "notices": _notices(item, year, lang),
        "levels": levels,
        "held": text("site.calendar.held", lang, count=sum(day.applies for day in days), year=year),
        "limits": limits,
        "lost": [day_view(day, lang) for day in days if not day.applies],
        "months": [_month(year, month, by_date, facts, lang) for month in range(1, 13)],
    }


def _month(year: int, month: int, model_days: dict[dt.date, OfficeDay], facts: dict[dt.date, DayFact], lang: str) -> dict[str, Any]:
    weeks = [
        [_cell(day, model_days.get(day), facts.get(day), lang) if day.month == month else None for day in week]
        for week in calendar.Calendar().monthdatescalendar(year, month)
    ]
    return {"name": text(f"site.month.{month}", lang), "weeks": weeks}


def _cell(day: dt.date, model_day: OfficeDay | None, fact: DayFact | None, lang: str) -> dict[str, Any]:
    """Return the number of a day, its kind for the style sheet, and its description for screen readers."""
    kind, description = "", ""
    if model_day is not None:
        kind, description = ("model", text("site.calendar.model", lang)) if model_day.applies else ("lost", model_day.why(lang) or "")
    elif fact is not None and fact.kind == "make_up":
        kind, description = "make-up", text("site.calendar.make_up", lang)
    elif fact is not None and not fact.is_working:
        kind, description = "off", fact.name or ""
    return {
        "day": day.day,
        "kind": kind,
        "description": description,
        "provisional": bool(description) and fact is not None and fact.provisional,
    }
