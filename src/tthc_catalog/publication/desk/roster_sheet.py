"""The printable roster of one office for one week: the signatory, the posts and the volunteers of each model day."""

from __future__ import annotations

import datetime as dt
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tthc_catalog.decisions.explanation import day_text
from tthc_catalog.documents.extras import needs
from tthc_catalog.errors import PublicationError
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text
from tthc_catalog.publication.content.office_days import hours_text, office_days
from tthc_catalog.publication.content.stamp import stamp_of
from tthc_catalog.publication.desk.html_page import page_head
from tthc_catalog.records.fact_wording import date_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.roster import Duty, Roster

_STYLE = """
@page { size: A4 landscape; margin: 14mm }
body { font: 15px/1.4 "Times New Roman", "Liberation Serif", serif; max-width: 260mm; margin: 8mm auto; color: #000; background: #fff }
h1, .c { text-align: center } table { width: 100%; border-collapse: collapse } footer { font-size: 10px; margin-top: 6mm; overflow-wrap: anywhere }
th, td { border: 1px solid #000; padding: 2mm; text-align: left; overflow-wrap: anywhere }
"""


def week_data(
    catalog: Catalog, registry: SpecRegistry, *, office: str, day: dt.date, names: Mapping[str, str | None] | None = None
) -> dict[str, Any]:
    """Return the data of the sheet for the week that contains ``day``.

    Args:
        catalog: the catalog with the roster.
        registry: looks up the kinds of days.
        office: the id of the office.
        day: a day of the week.
        names: names to print instead of the ids of people; they appear only on the sheet and are stored nowhere.

    Raises:
        UnknownOffice: the catalog has no such office.
        PublicationError: the office has no roster for the week, or the roster has no person with an id of ``names``.
    """
    monday = day - dt.timedelta(days=day.weekday())
    until = monday + dt.timedelta(days=7)
    found = office_days(catalog, registry, start=monday, until=until, offices=[office])
    rosters = [r for r in catalog.rosters if r.office == office and any(monday + dt.timedelta(days=n) in r.period for n in range(7))]
    if not rosters:
        raise PublicationError("publication.error.no_roster", office=office, day=date_text(monday))
    names = names or {}
    people = sorted({person.id for roster in rosters for person in roster.people})
    unknown = names.keys() - people  # may be names in the place of ids, so the message does not repeat them
    if unknown:
        raise PublicationError("publication.error.unknown_people", office=office, count=len(unknown), known=", ".join(people))
    duties = {duty.date: (roster, duty) for roster in rosters for duty in roster.days}
    stamp = stamp_of(catalog, monday)
    notice = stamp.notice()
    days: list[dict[str, Any]] = []
    for office_day in {office_day.date: office_day for item in found for office_day in item.days}.values():
        date = day_text(office_day.date, "vi")
        title = shown_text(date[:1].upper() + date[1:])
        if office_day.applies:
            duty = duties.get(office_day.date)
            rows = [] if duty is None else [list(row) for row in _rows(catalog, *duty, names)]
            days.append({"title": f"{title} · {hours_text(office_day.hours)}", "rows": rows, "note": text("desk.roster.nobody")})
        else:
            days.append({"title": title, "rows": [], "note": text("desk.roster.lost", why=shown_text(office_day.why() or ""))})
    return {
        "title": text("desk.roster.title"),
        "heading": text("desk.roster.title"),
        "day": [monday.year, monday.month, monday.day],
        "week": text("desk.roster.week", start=date_text(monday), last=date_text(until - dt.timedelta(days=1))),
        "office": shown_text(catalog.offices[office].name),
        "columns": [text(f"desk.roster.{name}") for name in ("duty", "person", "fields")],
        "days": days,
        "empty": text("desk.roster.empty"),
        "stamp": {"notice": None, "star": ""},
        "stamp_line": shown_text(" ".join(filter(None, (f"{stamp.line()}.", notice)))),
    }


def roster_pdf(data: dict[str, Any]) -> bytes:
    """Return the sheet as PDF."""
    with needs("pdf", "pdf"):
        from tthc_catalog.documents.typesetting import typeset

    return typeset(Path(__file__).with_name("roster.typ"), data, dt.date(*data["day"]))


def roster_html(data: dict[str, Any]) -> str:
    """Return the sheet as an HTML page without scripts and without addresses of other sites."""
    return "\n".join(_page(data)) + "\n"


def _page(data: dict[str, Any]) -> Iterator[str]:
    yield page_head(data["title"], _STYLE)
    yield f'<main>\n<p class="c">{escape(data["office"])}</p>\n<h1>{escape(data["heading"])}</h1>\n<p class="c">{escape(data["week"])}</p>'
    if not data["days"]:
        yield f"<p>{escape(data['empty'])}</p>"
    for day in data["days"]:
        yield f"<h2>{escape(day['title'])}</h2>"
        if not day["rows"]:
            yield f"<p>{escape(day['note'])}</p>"
            continue
        head = "".join(f'<th scope="col">{escape(word)}</th>' for word in data["columns"])
        rows = "".join("<tr>" + "".join(f"<td>{escape(value)}</td>" for value in row) + "</tr>" for row in day["rows"])
        yield f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    yield f"</main>\n<footer>{escape(data['stamp_line'])}</footer>\n</body>\n</html>"


def _rows(catalog: Catalog, roster: Roster, duty: Duty, names: Mapping[str, str | None]) -> Iterator[tuple[str, str, str]]:
    people = {person.id: person for person in roster.people}
    posts = {post.id: post.name for post in roster.posts}
    fields = {field.id: field.name for field in catalog.manifest.fields}

    def shown(id: str) -> str:
        person, name = people[id], names.get(id) or id
        return shown_text(f"{name} ({person.title})" if person.title else name)

    yield text("desk.roster.signatory"), shown(duty.signatory), ""
    for post, official in duty.posts:
        yield shown_text(posts[post]), shown(official), shown_text(", ".join(fields.get(name, name) for name in people[official].fields))
    for volunteer in duty.volunteers:
        yield text("desk.roster.volunteer"), shown(volunteer), ""
