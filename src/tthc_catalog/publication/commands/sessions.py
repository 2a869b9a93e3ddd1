"""``tthc sessions``: the model days of each office between two dates, including lost days with the reason."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import Choice, Day, catalog_option, command, option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text
from tthc_catalog.records.fact_wording import date_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.publication.content.office_days import OfficeDay, OfficeDays


@command("sessions", texts="publication.command")
@option("--from", "start", type=Day(), required=True, help="publication.command.sessions.option.from")
@option("--to", "last", type=Day(), required=True, help="publication.command.sessions.option.to")
@option("--office", "offices", metavar="ID", multiple=True, help="publication.command.sessions.option.office")
@option("--format", "form", type=Choice(("text", "json", "ics")), default="text", help="publication.command.sessions.option.format")
@catalog_option
def list_sessions(*, start: dt.date, last: dt.date, offices: tuple[str, ...], form: str, catalog: str | None, lang: str) -> Reply:
    """Show the model days of all offices, or of some."""
    from tthc_catalog.documents.extras import needs
    from tthc_catalog.publication.content.office_days import office_days, office_days_data
    from tthc_catalog.publication.content.stamp import stamp_of
    from tthc_catalog.registry import Registry

    if last < start:
        raise click.UsageError(text("publication.command.sessions.empty", lang, start=date_text(start), last=date_text(last)))
    loaded = open_catalog(catalog, reading=True)
    until = last + dt.timedelta(days=1)
    found = office_days(loaded, Registry(), start=start, until=until, offices=offices or None)
    if form == "ics":
        with needs("office", "ics"):
            from tthc_catalog.publication.formats.calendar_file import calendar_of

        return Reply(calendar_of(found, stamp_of(loaded, start), loaded.calendar.time_zone, lang).decode())
    if form == "json":
        return Reply(as_json(office_days_data(found, stamp_of(loaded, start), start=start, last=last)))
    return Reply("\n".join(_lines(found, start, last, lang)))


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
