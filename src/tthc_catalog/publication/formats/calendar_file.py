"""The model days as an iCalendar file (RFC 5545): one event per model day, and one per lost day with the reason.

Events are written one by one instead of as a recurrence rule with exceptions: a calendar program shows a lost day only if it has an
event, and not every model recurs weekly. Events are transparent: a day of the model leaves the day of its reader free. Time stamps are the
day of the publication, never the clock.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import icalendar

from tthc_catalog.extension.specs import Artefact
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_lines, shown_text
from tthc_catalog.publication.content.office_days import hours_text, office_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.publication.content.office_days import OfficeDay, OfficeDays
    from tthc_catalog.publication.content.publication import Publication
    from tthc_catalog.publication.content.stamp import Stamp

MEDIA_TYPE = "text/calendar"

_FIRST_REVISION = dt.date(2020, 1, 1)
"""The day of publication with which the revisions of an event are counted: a later publication has a higher number."""


def render_ics(publication: Publication) -> Iterator[Artefact]:
    """Yield one file per desk with the coming days of the publication's year and the next, up to the end of the calendar."""
    start = publication.as_of
    until = min(dt.date(publication.as_of.year + 2, 1, 1), publication.catalog.calendar.covers.until or dt.date.max)
    for desk, name in publication.desks.items():
        found = office_days(publication.catalog, publication.registry, start=start, until=until, offices=[desk])
        if any(item.days for item in found):
            yield Artefact(
                path=f"model-days-{name}.ics",
                content=calendar_of(found, publication.stamp, publication.catalog.calendar.time_zone),
                media_type=MEDIA_TYPE,
            )


def calendar_of(found: Sequence[OfficeDays], stamp: Stamp, time_zone: str, lang: str = "vi") -> bytes:
    """Return the calendar file of the model days of some offices.

    Args:
        found: the days.
        stamp: the origin of the days.
        time_zone: the time zone of the desks; events are written in UTC, which every calendar program reads correctly.
        lang: ``vi`` or ``en``.
    """
    zone = ZoneInfo(time_zone)
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//tthc-catalog//{stamp.catalog_id}//{lang.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    titles = dict.fromkeys(_title(item, lang) for item in found)
    about = "\n".join(filter(None, (stamp.line(lang), stamp.notice(lang))))
    for name in ("name", "x-wr-calname"):
        calendar.add(name, icalendar.vText("; ".join(titles) or shown_text(stamp.title)))
    for name in ("description", "x-wr-caldesc"):
        calendar.add(name, icalendar.vText(shown_lines(about)))
    calendar.add("x-wr-timezone", icalendar.vText(zone.key))
    for item in found:
        notices = [n for n in item.model.notices if n.is_for(item.office.level)]
        for day in item.days:
            texts = [n.text if lang == "vi" else n.text_en for n in notices if day.date in n.period]
            calendar.add_component(_event(item, day, stamp, texts, zone, lang))
    return bytes(calendar.to_ical())


def _title(item: OfficeDays, lang: str) -> str:
    model = item.model.title if lang == "vi" else item.model.title_en
    return shown_text(text("publication.ics.name", lang, model=model, office=item.office.name))


def _event(item: OfficeDays, day: OfficeDay, stamp: Stamp, notices: Sequence[str], zone: ZoneInfo, lang: str) -> icalendar.Event:
    model = item.model.title if lang == "vi" else item.model.title_en
    event = icalendar.Event()
    event.add("uid", f"{day.date:%Y%m%d}-{item.model.id}-{item.office.id}@{stamp.catalog_id}.tthc-catalog")
    published = dt.datetime.combine(stamp.as_of, dt.time(), dt.UTC)
    event.add("dtstamp", published)
    # A calendar program replaces an event it already has only by one that is newer.
    event.add("last-modified", published)
    event.add("sequence", (stamp.as_of - _FIRST_REVISION).days)
    event.add("transp", "TRANSPARENT")
    lines: list[str] = []
    if day.applies and day.hours:
        midnight = dt.datetime.combine(day.date, dt.time(), zone)
        event.add("dtstart", (midnight + dt.timedelta(minutes=day.hours[0][0])).astimezone(dt.UTC))
        event.add("dtend", (midnight + dt.timedelta(minutes=day.hours[-1][1])).astimezone(dt.UTC))
        event.add("summary", shown_text(text("publication.ics.held", lang, model=model)))
        lines += [item.promise(day.date).sentence(lang), text("publication.ics.hours", lang, hours=hours_text(day.hours))]
        if item.model.scope.channels:
            lines += list(item.limits(lang))[:1]
    else:
        event.add("dtstart", day.date)
        event.add("dtend", day.date + dt.timedelta(days=1))
        event.add("summary", shown_text(text("publication.ics.lost", lang, model=model, why=day.why(lang))))
    if day.provisional:
        lines.append(text("publication.day.provisional", lang))
    event.add("status", "TENTATIVE" if day.provisional else "CONFIRMED")
    if lines or notices:
        event.add("description", shown_lines("\n".join([*lines, *notices])))
    event.add("location", shown_text(item.office.name))
    return event
