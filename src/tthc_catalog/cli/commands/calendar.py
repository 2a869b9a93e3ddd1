"""``tthc calendar``: the days off, make-up days and model days of a year, with their sources."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import Year, argument, catalog_option, command, format_option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.decisions.explanation import day_text
from tthc_catalog.messages import text
from tthc_catalog.records.fact_wording import date_text, minute_text
from tthc_catalog.registry import Registry
from tthc_catalog.timetable.calendar_year import calendar_data, calendar_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tthc_catalog.calendars.day_fact import DayFact
    from tthc_catalog.records.closure import Closure
    from tthc_catalog.records.commitment_model import Model
    from tthc_catalog.timetable.calendar_year import CalendarYear


@command("calendar")
@argument("year", type=Year(), help="cli.calendar.argument.year")
@catalog_option
@format_option
def show_year(*, year: int, catalog: str | None, form: str, lang: str) -> Reply:
    """Show the working calendar of a year."""
    loaded = open_catalog(catalog, reading=True)
    shown = calendar_year(loaded, year, Registry())
    if form == "json":
        return Reply(as_json(calendar_data(loaded, shown)))
    return Reply("\n".join(_lines(shown, lang)))


def _lines(shown: CalendarYear, lang: str) -> Iterator[str]:
    yield text("cli.calendar.title", lang, year=shown.year, count=shown.working_days)
    yield text("cli.calendar.decided", lang, day=date_text(shown.calendar.decided_through))
    if shown.provisional_from is not None:
        yield text("cli.calendar.provisional", lang, day=date_text(shown.provisional_from))
    yield from _block("cli.calendar.days_off", [_fact_line(fact, lang) for fact in shown.facts if not fact.is_working], lang)
    yield from _block("cli.calendar.make_up_days", [_fact_line(fact, lang) for fact in shown.facts if fact.is_working], lang)
    for model, days in shown.models:
        model_facts = [day.fact for day in days if day.applies]
        title = model.title_en if lang == "en" else model.title
        yield ""
        yield text("cli.calendar.model_days", lang, model=title, count=len(model_facts)) + ":"
        yield from _by_month(model_facts)
        yield from _block("cli.calendar.no_model_days", [_fact_line(day.fact, lang) for day in days if not day.applies], lang)
        yield from _notices(model, shown.year, lang)
    if shown.closures:
        yield from _block("cli.calendar.closures", [_closure_line(closure, lang) for closure in shown.closures], lang)
    sources = dict.fromkeys(" · ".join(filter(None, (fact.decision, fact.source))) for fact in shown.facts if fact.source or fact.decision)
    yield from _block("cli.calendar.sources", list(sources), lang)


def _fact_line(fact: DayFact, lang: str) -> str:
    kind, name = text(f"fact.day.{fact.kind}", lang), fact.name or ""
    parts = [day_text(fact.date, lang), "" if name.lower().startswith(kind) else kind, name]
    if fact.provisional:
        parts.append(text("fact.day.provisional", lang))
    return " · ".join(filter(None, parts))


def _closure_line(closure: Closure, lang: str) -> str:
    days = date_text(closure.first) if closure.first == closure.last else f"{date_text(closure.first)} - {date_text(closure.last)}"
    hours = ", ".join(f"{minute_text(start)}-{minute_text(end)}" for start, end in closure.sessions or ())
    why = closure.reason if lang == "vi" else closure.reason_en or closure.reason
    desks = ", ".join((*closure.levels, *closure.offices))
    return " · ".join(filter(None, (days, hours, text(f"cli.calendar.closure.{closure.kind}", lang), why, desks)))


def _by_month(facts: Iterable[DayFact]) -> Iterator[str]:
    """Yield one line of model days for each month; a provisional day has a question mark."""
    months: dict[int, list[str]] = {}
    for fact in facts:
        months.setdefault(fact.date.month, []).append(f"{fact.date:%d/%m}" + ("?" if fact.provisional else ""))
    return ("  " + " ".join(days) for days in months.values())


def _notices(model: Model, year: int, lang: str) -> Iterator[str]:
    """Yield the notices of a model that apply in some part of the year."""
    from tthc_catalog.effective import Period

    whole = Period(dt.date(year, 1, 1), dt.date(year + 1, 1, 1))
    for notice in model.notices:
        if notice.period.overlaps(whole):
            yield ""
            yield notice.text_en if lang == "en" else notice.text


def _block(key: str, rows: list[str], lang: str) -> Iterator[str]:
    yield ""
    yield text(key, lang) + ":"
    yield from (f"  {row}" for row in rows or [text("cli.calendar.none", lang)])
