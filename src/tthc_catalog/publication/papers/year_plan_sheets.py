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

    from xlsxwriter.workbook import Workbook

    from tthc_catalog.publication.content.office_days import OfficeDay
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
_SHEET = {"date": 12, "weekday": 11, "state": 18, "hours": 27, "why": 46}
"""The columns of the sheet and their widths; as wide as a page of A4 on which a year of Fridays fits."""


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
    """Return a workbook of one sheet: for each plan its desks, a row for each day, and its sentences; no cell is a formula."""
    with needs("office", "xlsx"):
        import xlsxwriter

        from tthc_catalog.documents.zip_times import without_times
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": "Arial", "font_size": 10},  # most systems have a face of these widths
    }
    with xlsxwriter.Workbook(stream, options) as book:
        title = text("publication.plan.year", lang, year=plans[0].year)
        book.set_properties(
            {"title": title, "comments": inert_cell(stamp.line(lang)), "created": dt.datetime.combine(stamp.as_of, dt.time())}
        )
        writer = _SheetWriter(book, title, lang)
        for number, plan in enumerate(plans):
            if number:
                writer.break_page()
            writer.write_line(_model(plan, lang), "group")
            writer.write_line("; ".join(plan.names(lang)), "desks")
            for day, state in _days(plan):
                writer.write_day(day, state)
            for sentence in plan.sentences(lang):
                writer.write_line(sentence, "note")
        for note in (f"{stamp.line(lang)}.", stamp.notice(lang)):
            if note:
                writer.write_line(note, "small")
        writer.end()
    return without_times(stream.getvalue())


def _days(plan: YearPlan) -> list[tuple[OfficeDay, str]]:
    """Return the days of a plan in order, each with the id of its state."""
    days = [(day, "model_day" if day.applies else "lost") for day in plan.days] + [(day, "make_up") for day in plan.make_up]
    return sorted(days, key=lambda pair: pair[0].date)


class _SheetWriter:
    """Writes the rows of the sheet one below the other; the title and the heads of the columns repeat on every printed page."""

    def __init__(self, book: Workbook, title: str, lang: str) -> None:
        self._lang = lang
        self._sheet = sheet = book.add_worksheet(title)
        line = {"text_wrap": True, "valign": "top"}
        self._lines = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "group": book.add_format({**line, "bold": True, "top": 1}),
            "desks": book.add_format(line),
            "note": book.add_format({**line, "italic": True}),
            "small": book.add_format({**line, "font_size": 9}),
        }
        head = book.add_format({**line, "bold": True, "bg_color": "#E6EDF1", "border": 1})
        self._cells = {
            state: (book.add_format({**cell, "num_format": "dd/mm/yyyy", "align": "left"}), book.add_format({**cell, "num_format": "@"}))
            for state, more in (("model_day", {}), ("lost", {"italic": True, "bg_color": "#EEEEEE"}), ("make_up", {"bold": True}))
            for cell in ({**line, "border": 1, **more},)
        }
        self._next, self._breaks = 2, list[int]()
        sheet.merge_range(0, 0, 0, len(_SHEET) - 1, title, self._lines["title"])
        for place, (name, width) in enumerate(_SHEET.items()):
            sheet.set_column(place, place, width)
            sheet.write_string(1, place, _title(name, lang), head)
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        sheet.hide_gridlines(1)
        sheet.freeze_panes(2, 0)
        sheet.repeat_rows(0, 1)

    def write_line(self, line: str, name: str) -> None:
        """Write a line of text across all columns."""
        shown = inert_cell(shown_text(line))
        self._sheet.merge_range(self._next, 0, self._next, len(_SHEET) - 1, shown, self._lines[name])
        self._sheet.set_row(self._next, 15 * (1 + (len(shown) - 1) // sum(_SHEET.values())))
        self._next += 1

    def write_day(self, day: OfficeDay, state: str) -> None:
        """Write a day with its state, hours and reason."""
        date, plain = self._cells[state]
        why = [day.why(self._lang) or "", text("publication.day.provisional", self._lang) if day.provisional else ""]
        cells = (
            text(f"weekday.{day.date.isoweekday()}", self._lang),
            text(f"publication.plan.state.{state}", self._lang),
            hours_text(day.hours, self._lang),
            "; ".join(filter(None, why)),
        )
        self._sheet.write_datetime(self._next, 0, dt.datetime.combine(day.date, dt.time()), date)
        for place, cell in enumerate(cells, 1):
            self._sheet.write_string(self._next, place, inert_cell(shown_text(cell)), plain)
        lines = max(1 + (len(cell) - 1) // width for cell, width in zip(cells, list(_SHEET.values())[1:], strict=True))
        self._sheet.set_row(self._next, 15 * lines)
        self._next += 1

    def break_page(self) -> None:
        """Begin a printed page."""
        self._breaks.append(self._next)

    def end(self) -> None:
        """Set the page breaks, once all rows are written."""
        self._sheet.set_h_pagebreaks(self._breaks)
