"""A year's plan as a page to print and as one sheet of a workbook."""

from __future__ import annotations

import datetime as dt
import io
from html import escape
from typing import TYPE_CHECKING

from tthc_catalog.documents.extras import needs
from tthc_catalog.messages import text
from tthc_catalog.plain_text import inert_cell, shown_text
from tthc_catalog.publication.content.office_days import hours_text
from tthc_catalog.publication.desk.html_page import page_head

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.publication.content.stamp import Stamp
    from tthc_catalog.publication.content.year_plan import YearPlan

_STYLE = """
@page { size: A4; margin: 12mm }
body { font: 1rem/1.45 system-ui, "Noto Sans", "Liberation Sans", sans-serif; max-width: 60rem; margin: 1.5rem auto; padding: 0 1rem; color: #1b2530;
  background: #fff; overflow-wrap: break-word }
h1, h2 { margin: 1.5rem 0 0.25rem; color: #12405a } h1 { font-size: 1.5rem } h2 { font-size: 1.2rem }
ul { margin: 0.5rem 0 1rem; padding-left: 1.25rem }
.scroll { overflow-x: auto } :focus-visible { outline: 3px solid #b8500b; outline-offset: 2px }
table { width: 100%; border-collapse: collapse }
th, td { border: 1px solid #767f87; padding: 0.3rem 0.45rem; text-align: left; vertical-align: top; min-width: 5.5rem }
thead th { background: #eef3f5 }
footer { font-size: 0.8rem; margin-top: 1rem; color: #4a5763; overflow-wrap: anywhere }
@media print { body { font-size: 9.5pt; margin: 0; max-width: none; padding: 0 } .plan { break-after: page } .plan:last-of-type { break-after: auto } }
"""

_COLUMNS = ("month", "model_days", "lost", "make_up")
_SHEET = ("date", "weekday", "state", "hours", "why", "certain", "model", "offices")


def plan_html(plans: Sequence[YearPlan], stamp: Stamp, lang: str) -> str:
    """Return a page with a section for each plan, without scripts and without addresses of other sites."""
    return "\n".join(_page(plans, stamp, lang)) + "\n"


def _page(plans: Sequence[YearPlan], stamp: Stamp, lang: str) -> Iterator[str]:
    title = _shown(text("publication.plan.year", lang, year=plans[0].year))
    yield page_head(title, _STYLE, lang)
    yield f"<main><h1>{title}</h1>"
    for number, plan in enumerate(plans, 1):
        yield f'<div class="plan"><h2 id="plan-{number}">{_shown(_model(plan, lang))}</h2>'
        yield f'<p id="offices-{number}">{_shown("; ".join(plan.names(lang)))}</p>'
        yield "<ul>" + "".join(f"<li>{_shown(sentence)}</li>" for sentence in plan.sentences(lang)) + "</ul>"
        label = f'aria-labelledby="plan-{number} offices-{number}"'
        yield f'<div class="scroll" role="region" {label} tabindex="0"><table {label}>'
        yield "<thead><tr>" + "".join(f'<th scope="col">{_shown(_title(name, lang))}</th>' for name in _COLUMNS) + "</tr></thead><tbody>"
        for month, *cells in plan.months(lang):
            yield f'<tr><th scope="row">{_shown(month)}</th>' + "".join(f"<td>{_shown(cell or '–')}</td>" for cell in cells) + "</tr>"
        yield "</tbody></table></div></div>"
    origin = " ".join(filter(None, (f"{stamp.line(lang)}.", stamp.notice(lang))))
    yield f"</main>\n<footer>{_shown(origin)}</footer>\n</body>\n</html>"


def _shown(value: str) -> str:
    return escape(shown_text(value))


def _model(plan: YearPlan, lang: str) -> str:
    return plan.model.title if lang == "vi" else plan.model.title_en


def _title(name: str, lang: str) -> str:
    return text(f"publication.plan.column.{name}", lang)


def plan_xlsx(plans: Sequence[YearPlan], stamp: Stamp, lang: str) -> bytes:
    """Return a workbook of one sheet with a row for each day; no cell is a formula."""
    with needs("office", "xlsx"):
        import xlsxwriter

        from tthc_catalog.documents.zip_times import without_times
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        title = text("publication.plan.year", lang, year=plans[0].year)
        book.set_properties(
            {"title": title, "comments": inert_cell(stamp.line(lang)), "created": dt.datetime.combine(stamp.as_of, dt.time())}
        )
        head = book.add_format({"bold": True, "bg_color": "#E6EDF1", "border": 1, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        date = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
        sheet = book.add_worksheet(title)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        for place, (name, width) in enumerate(zip(_SHEET, (12, 12, 26, 26, 44, 18, 30, 60), strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, _title(name, lang), head)
        rows = [row for plan in plans for row in _rows(plan, lang)]
        for number, (day, *cells) in enumerate(rows, 1):
            sheet.write_datetime(number, 0, dt.datetime.combine(day, dt.time()), date)
            for place, cell in enumerate(cells, 1):
                sheet.write_string(number, place, inert_cell(shown_text(cell)), plain)
        notes = [sentence for plan in plans for sentence in plan.sentences(lang)]
        for number, note in enumerate([*notes, f"{stamp.line(lang)}.", *filter(None, [stamp.notice(lang)])], len(rows) + 2):
            sheet.write_string(number, 0, inert_cell(shown_text(note)))
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, len(rows), len(_SHEET) - 1)
    return without_times(stream.getvalue())


def _rows(plan: YearPlan, lang: str) -> Iterator[tuple[dt.date, str, str, str, str, str, str, str]]:
    days = [(day, "model_day" if day.applies else "lost") for day in plan.days] + [(day, "make_up") for day in plan.make_up]
    for day, state in sorted(days, key=lambda pair: pair[0].date):
        yield (
            day.date,
            text(f"weekday.{day.date.isoweekday()}", lang),
            text(f"publication.plan.state.{state}", lang),
            hours_text(day.hours, lang),
            day.why(lang) or "",
            text("publication.day.provisional", lang) if day.provisional else "",
            _model(plan, lang),
            "; ".join(plan.names(lang)),
        )
