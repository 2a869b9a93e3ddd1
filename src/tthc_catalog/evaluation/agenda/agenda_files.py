"""The files of an agenda: a page, a PDF with a page for each desk, a workbook, a calendar file and JSON."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

from tthc_catalog.documents.extras import needs
from tthc_catalog.evaluation.agenda.agenda_page import pages_of, template_data
from tthc_catalog.evaluation.reporting.outputs import json_lines
from tthc_catalog.messages import text
from tthc_catalog.plain_text import inert_cell, shown_lines, shown_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tthc_catalog.evaluation.agenda.agenda import Agenda, Item
    from tthc_catalog.records.catalog import Catalog

TEMPLATES = Path(__file__).parent / "templates"

_PAGE_ROWS, _PDF_ROWS, _EVENT_ROWS = 200, 17, 40
"""The most rows that a page on a screen, a page on paper and an event of a calendar list."""


def agenda_json(agenda: Agenda, _catalog: Catalog, _lang: str) -> bytes:
    """Return the agenda as JSON, one dossier a line."""
    return "".join(json_lines(agenda.to_dict())).encode()


def agenda_html(agenda: Agenda, catalog: Catalog, lang: str) -> bytes:
    """Return one self-contained page without scripts."""
    with needs("web", "html"):
        import jinja2
        from markupsafe import Markup
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style = (TEMPLATES / "agenda.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    data = template_data(pages_of(agenda, catalog, lang, _PAGE_ROWS), agenda, lang)
    page = environment.get_template("agenda.html").render(**data, style=Markup(style), style_hash=f"sha256-{digest}")  # noqa: S704
    return page.encode()


def agenda_pdf(agenda: Agenda, catalog: Catalog, lang: str) -> bytes:
    """Return the PDF: one page for each desk."""
    with needs("pdf", "pdf"):
        from tthc_catalog.documents.typesetting import typeset
    data = template_data(pages_of(agenda, catalog, lang, _PDF_ROWS), agenda, lang)
    return typeset(TEMPLATES / "agenda.typ", data, agenda.at.date())


def agenda_xlsx(agenda: Agenda, catalog: Catalog, lang: str) -> bytes:
    """Return a workbook: the numbers of each desk, then every open dossier in one sheet that can be filtered. No cell is a formula."""
    with needs("office", "xlsx"):
        import xlsxwriter

        from tthc_catalog.documents.zip_times import without_times
    pages = pages_of(agenda, catalog, lang)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": pages.title, "created": dt.datetime.combine(agenda.at.date(), dt.time())})
        head = book.add_format({"bold": True, "bg_color": "#E6EDF1", "border": 1, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        bold = book.add_format({"bold": True})
        first = book.add_worksheet(text("agenda.sheet.desks", lang))
        first.set_column(0, 0, 44)
        first.set_column(1, 1, 100)
        lines = [(pages.title, pages.subtitle), ("", pages.lead), *((page.title, page.lead) for page in pages.pages)]
        lines += [("", note) for note in pages.notes]
        for row, (left, right) in enumerate(lines):
            first.write_string(row, 0, inert_cell(left), bold)
            first.write_string(row, 1, inert_cell(right), plain)
        sheet = book.add_worksheet(text("agenda.sheet.dossiers", lang))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        titles = [text(f"agenda.column.{key}", lang) for key in ("desk", "list")]
        order: list[str] = []
        for page in pages.pages:
            for section in page.sections:
                order += [title for title in section.columns if title not in order]
        for place, title in enumerate([*titles, *order]):
            sheet.write_string(0, place, title, head)
        row = 1
        for page in pages.pages:
            for section in page.sections:
                places = [2 + order.index(title) for title in section.columns]
                for cells in section.rows:
                    sheet.write_string(row, 0, inert_cell(page.title), plain)
                    sheet.write_string(row, 1, text(f"agenda.short.{section.list}", lang), plain)
                    for place, cell in zip(places, cells, strict=True):
                        sheet.write_string(row, place, inert_cell(cell), plain)
                    row += 1
        sheet.set_column(0, 1 + len(order), 18)
        sheet.freeze_panes(1, 0)
        if row > 1:
            sheet.autofilter(0, 0, row - 1, 1 + len(order))
    return without_times(buffer.getvalue())


def agenda_ics(agenda: Agenda, catalog: Catalog, lang: str) -> bytes:
    """Return a calendar file: one event for each due time of a desk that is still to come."""
    with needs("office", "ics"):
        import icalendar
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(catalog.calendar.time_zone)
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//tthc-catalog//agenda//{lang.upper()}")
    calendar.add("version", "2.0")
    due: dict[tuple[str, dt.datetime], list[Item]] = {}
    for item in agenda.items:
        if item.list in ("early", "today", "soon") and item.due_at is not None:
            due.setdefault((item.unit, item.due_at), []).append(item)
    stamp = agenda.at.replace(tzinfo=zone).astimezone(dt.UTC)
    for (unit, moment), items in sorted(due.items(), key=lambda entry: (entry[0][1], entry[0][0])):
        event = icalendar.Event()
        event.add("uid", f"{moment:%Y%m%dT%H%M}-{unit}@{catalog.id}.tthc-catalog.agenda")
        event.add("dtstamp", stamp)
        at = moment.replace(tzinfo=zone).astimezone(dt.UTC)
        event.add("dtstart", at)
        event.add("dtend", at)
        event.add("transp", "TRANSPARENT")
        event.add("summary", shown_text(text("agenda.ics.summary", lang, number=len(items), desk=agenda.offices.get(unit, unit))))
        listed = [f"{item.dossier_id} · {item.code}" for item in items[:_EVENT_ROWS]]
        if len(items) > _EVENT_ROWS:
            listed.append(text("agenda.more", lang, number=len(items) - _EVENT_ROWS))
        event.add("description", shown_lines("\n".join(listed)))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


FILES: Mapping[str, tuple[str, Callable[[Agenda, Catalog, str], bytes]]] = {
    "json": ("agenda.json", agenda_json),
    "html": ("agenda.html", agenda_html),
    "pdf": ("agenda.pdf", agenda_pdf),
    "xlsx": ("agenda.xlsx", agenda_xlsx),
    "ics": ("agenda.ics", agenda_ics),
}
"""The name and the writer of each file, by id."""
