"""``tthc sessions``: the model days of each office between two dates, or the plan of a year, including lost days with the reason."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import Choice, Day, Year, catalog_option, command, option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.errors import PublicationError
from tthc_catalog.messages import text
from tthc_catalog.publication.commands.sheet_output import write_sheet
from tthc_catalog.records.fact_wording import date_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.publication.content.office_days import OfficeDay, OfficeDays


FORMS = ("text", "json", "ics", "html", "xlsx")


@command("sessions", texts="publication.command")
@option("--from", "start", type=Day(), help="publication.command.sessions.option.from")
@option("--to", "last", type=Day(), help="publication.command.sessions.option.to")
@option("--year", type=Year(), help="publication.command.sessions.option.year")
@option("--office", "offices", metavar="ID", multiple=True, help="publication.command.sessions.option.office")
@option("--format", "form", type=Choice(FORMS), help="publication.command.sessions.option.format")
@option("-o", "--output", metavar="FILE", help="publication.command.sessions.option.output")
@catalog_option
def list_sessions(
    *,
    start: dt.date | None,
    last: dt.date | None,
    year: int | None,
    offices: tuple[str, ...],
    form: str | None,
    output: str | None,
    catalog: str | None,
    lang: str,
) -> Reply:
    """Show the model days of all offices, or of some, or write them to a file."""
    form = form or next((known for known in FORMS if Path(output or "-").suffix.lower() == f".{known}"), "text")
    if year is not None:
        if start is not None or last is not None:
            raise click.UsageError(text("publication.command.sessions.range", lang))
        start, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    if start is None or last is None:
        raise click.UsageError(text("publication.command.sessions.range", lang))
    if form in ("html", "xlsx") and year is None:
        raise click.UsageError(text("publication.command.sessions.year_needed", lang, format=form))
    if form == "xlsx" and output in (None, "-"):
        raise click.UsageError(text("publication.command.sessions.to_file", lang))
    content = _content(start, last, year, offices, form, catalog, lang)
    if output is None or output == "-":
        return Reply(content.decode())
    return write_sheet(content, output, lang)


def _content(start: dt.date, last: dt.date, year: int | None, offices: tuple[str, ...], form: str, catalog: str | None, lang: str) -> bytes:
    """Return the days in a form."""
    from tthc_catalog.documents.extras import needs
    from tthc_catalog.publication.content.office_days import office_days, office_days_data
    from tthc_catalog.publication.content.stamp import stamp_of
    from tthc_catalog.publication.content.year_plan import plan_data, year_plans
    from tthc_catalog.registry import Registry

    if last < start:
        raise click.UsageError(text("publication.command.sessions.empty", lang, start=date_text(start), last=date_text(last)))
    loaded = open_catalog(catalog, reading=True)
    until = last + dt.timedelta(days=1)
    registry = Registry()
    found = office_days(loaded, registry, start=start, until=until, offices=offices or None)
    if form == "ics":
        with needs("office", "ics"):
            from tthc_catalog.publication.formats.calendar_file import calendar_of

        return calendar_of(found, stamp_of(loaded, start), loaded.calendar.time_zone, lang)
    plans = () if year is None else year_plans(loaded, registry, year, offices or None)
    if form == "json":
        data = office_days_data(found, stamp_of(loaded, start), start=start, last=last)
        return as_json(data if year is None else {**data, "plans": [plan_data(plan) for plan in plans]}).encode()
    if form in ("html", "xlsx"):
        from tthc_catalog.publication.papers.year_plan_sheets import plan_html, plan_xlsx

        if not plans:
            raise PublicationError("publication.error.no_model_days", year=year)
        stamp = stamp_of(loaded, start)
        return plan_xlsx(plans, stamp, lang) if form == "xlsx" else plan_html(plans, stamp, lang).encode()
    lines: list[str] = []
    for plan in plans:
        lines += [plan.title(lang), *(f"  * {sentence}" for sentence in plan.sentences(lang)), ""]
    return "\n".join([*lines, *_lines(found, start, last, lang)]).encode()


def _lines(found: Sequence[OfficeDays], start: dt.date, last: dt.date, lang: str) -> Iterator[str]:
    """Yield the lines of the text form; offices with the same days are listed together."""
    groups: dict[tuple[str, tuple[OfficeDay, ...], tuple[str, ...]], list[OfficeDays]] = {}
    for item in found:
        groups.setdefault((item.model.id, item.days, tuple(item.limits(lang))), []).append(item)
    yield text("publication.command.sessions.title", lang, start=date_text(start), last=date_text(last))
    for (_, days, limits), items in groups.items():
        model = items[0].model
        count = sum(day.applies for day in days)
        yield ""
        yield text("publication.command.sessions.model", lang, model=model.title if lang == "vi" else model.title_en, count=count)
        for item in items:
            name = item.office.name if lang == "vi" else item.office.name_en or item.office.name
            yield f"  {name} [{item.office.id}]"
        for limit in limits:
            yield "  " + text("publication.command.sessions.limit", lang, limit=limit)
        yield from (_day_line(day, lang) for day in days)
        for notice in items[0].notices:
            yield "  " + text("publication.command.sessions.notice", lang, notice=notice.text if lang == "vi" else notice.text_en)


def _day_line(day: OfficeDay, lang: str) -> str:
    from tthc_catalog.decisions.explanation import day_text
    from tthc_catalog.publication.content.office_days import hours_text

    date = day_text(day.date, lang)
    line = (
        f"{date}  {hours_text(day.hours)}" if day.applies else text("publication.command.sessions.lost", lang, day=date, why=day.why(lang))
    )
    return f"    {line}" + (f" ({text('fact.day.provisional', lang)})" if day.provisional else "")
