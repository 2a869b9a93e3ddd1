"""``report.xlsx``: a sheet for each section, with every table in full, numbers as numbers, codes as text, the filter of each row, and charts.

Every sheet prints on landscape A4 at its full width; the filters and the figures of the charts are right of what is printed.
"""

from __future__ import annotations

import datetime as dt
import gc
import io
import itertools
import pickle
import textwrap
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Any

import attrs
import xlsxwriter

from tthc_catalog.documents.zip_times import without_times
from tthc_catalog.evaluation.counting.figures import Rate
from tthc_catalog.evaluation.reporting.native_charts import RATE_COLUMNS, bar_chart, rate_chart, write_rates
from tthc_catalog.evaluation.reporting.presentation import FIGURES, Chart, Presentation, RateChart, Section, Table, Value
from tthc_catalog.evaluation.reporting.report_sections import present
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from tthc_catalog.evaluation.report import Report

LONGEST_CELL, MOST_ROWS = 32_767, 1_048_000
"""Limits of a workbook: characters in a cell, rows in a sheet."""

_FIGURE_WIDTH, _CHARACTERS = 10.0, 1.25
"""Characters of a column of figures, and of other columns per unit of their relative width on paper."""

_SHORT, _LONG = 24, 15
"""Most rows and bars of a sheet that is printed on one page; rows of a table after which a new page begins."""

_ON_SHEET = {"look": "summary", "over-time": "model"}
"""Sections on the sheet of another one."""

_CHART_HEIGHT, _ROW_HEIGHT = 320, 20
"""Heights of the charts of the first sheet and of a row, in pixels."""

_BASIS = ("days", "intake", "definitions")
"""Sections on the last sheet, with the origin and the filters."""


def serve(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Write the workbook that another process asks for, and reply with True."""
    report, path, lang = pickle.load(requests)  # noqa: S301 - written by the process that started this one
    gc.disable()  # everything is needed until the end
    path.write_bytes(spreadsheet(report, present(report, lang)))
    pickle.dump(True, replies)


def spreadsheet(report: Report, presented: Presentation) -> bytes:
    """Return the workbook; no cell is a formula."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        created = dt.datetime.combine(report.judged_at.date(), dt.time())
        book.set_properties({"title": _cell(presented.title), "comments": _cell(presented.origin), "author": "", "created": created})
        _Workbook(book, presented).fill()
    return without_times(buffer.getvalue())


class _Workbook:
    def __init__(self, book: xlsxwriter.Workbook, report: Presentation) -> None:
        self._book = book
        self._report = report
        plain = {"valign": "top", "text_wrap": True}
        kinds: dict[str, dict[str, Any]] = {
            "text": {**plain, "num_format": "@"},
            "code": {**plain, "num_format": "@"},
            "count": {"valign": "top", "num_format": "#,##0"},
            "rate": {"valign": "top", "num_format": "0.0%", "align": "right"},
            "score": {"valign": "top", "num_format": "0.00", "align": "right"},
        }
        self._formats: dict[str, Any] = {name: book.add_format({**kind, "border": 4}) for name, kind in kinds.items()}
        self._totals: dict[str, Any] = {name: book.add_format({**kind, "border": 4, "bold": True}) for name, kind in kinds.items()}
        self._formats |= {
            "line": book.add_format({**plain, "num_format": "@"}),
            "filter": book.add_format({"valign": "top", "num_format": "@"}),
            "head": book.add_format({**plain, "bold": True, "bg_color": "#E6EDF1", "border": 1, "num_format": "@"}),
            "answer": book.add_format({**plain, "bold": True, "font_size": 14, "num_format": "@"}),
            "mark": book.add_format({**plain, "bold": True, "num_format": "@"}),
        }

    def fill(self) -> None:
        """Add a sheet for each section or two, and one for the basis of the figures."""
        sheets: dict[str, list[Section]] = {}
        for section in self._report.sections:
            if section.id not in _BASIS:
                name = _ON_SHEET.get(section.id, section.id)
                sheets.setdefault(name, []).append(_with_joined_tables(section, self._t("table.found_all")))
        for name, sections in sheets.items():
            self._add_sections(name, sections)
        self._add_basis()

    def _t(self, key: str) -> str:
        return text(f"reporting.{key}", self._report.lang)

    def _sheet(self, name: str) -> Worksheet:
        sheet = self._book.add_worksheet(self._t(f"sheet.{name}"))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer("&C&P / &N")
        sheet.fit_to_pages(1, 0)
        return sheet

    def _add_sections(self, name: str, sections: Sequence[Section]) -> None:
        """Add the sheet of one section or two: the sentences, the tables below each other, then the charts."""
        report = self._report
        sheet = self._sheet(name)
        tables = [table for section in sections for table in section.tables]
        widths = _widths(tables, _shifts(tables))
        shifts = iter(_shifts(tables))
        top, breaks, charts = 0, [], 0
        if name == "summary":
            top = self._lines(sheet, top, widths, [report.title, report.subtitle])
        for section in sections:
            if section.id == "look":
                top = self._look(sheet, top, section, widths)
            elif name == "summary" and section is sections[0]:
                top = self._lines(sheet, top, widths, [*report.notes, ""])
            if section.id != "look":
                top = self._lines(sheet, top, widths, [section.title, *section.sentences])
            top, new_breaks = self._tables(sheet, top, section, list(itertools.islice(shifts, len(section.tables))), widths)
            breaks += new_breaks
            for chart in (block for block in section.blocks if isinstance(block, Chart) and block.labels):
                breaks.append(top + 1)
                top = self._chart(sheet, top + 1, chart, widths, len(widths) + 2 + 2 * (RATE_COLUMNS + 1) + 5 * charts)
                charts += 1
            if section.id == "look":
                top = self._lines(sheet, top + 1, widths, report.notes)
            if section is not sections[-1]:
                top += 1
                breaks.append(top)
        if len(sections) == 1 and sum(len(b.labels) if isinstance(b, Chart) else len(b.rows) for b in _figures(sections[0])) <= _SHORT:
            sheet.fit_to_pages(1, 1)
        else:
            sheet.set_h_pagebreaks(breaks)
        self._finish(sheet, top, widths)

    def _look(self, sheet: Worksheet, top: int, section: Section, widths: Sequence[float]) -> int:
        """Write the answer, the charts beside each other, and their notes; return the next free row."""
        for sentence in section.sentences:
            row = self._lines(sheet, top, widths, [sentence], "answer")
            sheet.set_row(top, 4 / 3 * _height([(sentence, sum(widths) * 3 / 4)]))
            top = row
        charts = [block for block in section.blocks if isinstance(block, RateChart)]
        drawn = [chart for chart in charts if chart.is_drawn]
        width = int(sum(widths) * 7) // max(len(drawn), 1)
        for number, chart in enumerate(drawn):
            left = len(widths) + 2 + number * (RATE_COLUMNS + 1)
            write_rates(sheet, chart, top, left, self._formats)
            native = rate_chart(self._book, chart, sheet.name, top, left)
            native.set_size({"width": width - 8, "height": _CHART_HEIGHT})
            sheet.insert_chart(top, 0, native, {"x_offset": number * width, "description": _cell(chart.description(self._report.lang))})
        if drawn:
            top += _CHART_HEIGHT // _ROW_HEIGHT + 1
        for chart in charts:
            top = self._lines(sheet, top, widths, [f"{chart.title}. {chart.note}"])
        return top

    def _tables(
        self, sheet: Worksheet, top: int, section: Section, shifts: Sequence[int], widths: Sequence[float]
    ) -> tuple[int, list[int]]:
        """Write the tables of a section; return the next free row, and where new pages begin, so that no page ends with a title."""
        tables = section.tables
        longest = max(tables, key=lambda table: len(table.rows), default=None)
        breaks: list[int] = []
        for place, (table, shift) in enumerate(zip(tables, shifts, strict=True)):
            if place and len(tables[place - 1].rows) > _LONG:
                breaks.append(top + 1)
            if table.title != section.title:
                top = self._lines(sheet, top + 1, widths, [table.title], "mark")
            top = self._lines(sheet, top, widths, [table.note] if table.note else [])
            if table.rows and table is longest and section.id not in _ON_SHEET:
                sheet.autofilter(top, shift, top + min(len(table.rows), MOST_ROWS), shift + len(table.columns) - 1)
                if len(table.rows) > _SHORT:
                    sheet.repeat_rows(top)
                if len(tables) == 1 and section.id not in _ON_SHEET.values():
                    sheet.freeze_panes(top + 1, 0)
            if table.rows:
                top = self._table(sheet, top, table, shift, widths)
        return top, breaks

    def _finish(self, sheet: Worksheet, bottom: int, widths: Sequence[float]) -> None:
        """Set the column widths, and print neither the filters nor the figures of the charts, which are right of the tables."""
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.set_column(len(widths), len(widths), 50)
        sheet.print_area(0, 0, max(bottom - 1, 0), len(widths) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:Z{bottom + 1}"})

    def _lines(self, sheet: Worksheet, top: int, widths: Sequence[float], lines: Sequence[str], style: str = "") -> int:
        """Write lines across the width of the tables, titles in bold; return the next free row."""
        titles = {self._report.title, self._t("page.origin"), self._t("section.filters"), *(s.title for s in self._report.sections)}
        for line in lines:
            form = self._formats[style or ("mark" if line in titles else "line")]
            sheet.set_row(top, _height([(line, sum(widths))]))
            if len(widths) > 1 and line:
                sheet.merge_range(top, 0, top, len(widths) - 1, "", form)
            sheet.write_string(top, 0, _cell(line), form)
            top += 1
        return top

    def _table(self, sheet: Worksheet, top: int, table: Table, shift: int, widths: Sequence[float]) -> int:
        """Write a table with the filter of each row right of it; return the next free row."""
        places = range(shift, shift + len(table.columns))
        sheet.set_row(top, _height([(column.title, widths[place]) for place, column in zip(places, table.columns, strict=True)]))
        for place, column in zip(places, table.columns, strict=True):
            sheet.write_string(top, place, _cell(column.title), self._formats["head"])
        last = len(widths)
        has_filters = any(row.condition or row.measure for row in table.rows)
        if has_filters:
            sheet.write_string(top, last, _cell(self._t("column.filter")), self._formats["head"])
        for number, row in enumerate(table.rows[:MOST_ROWS], top + 1):
            formats = self._totals if row.is_total else self._formats
            texts = [(value, widths[place]) for place, value in zip(places, row.values, strict=True) if isinstance(value, str)]
            sheet.set_row(number, _height(texts))
            for place, value, column in zip(places, row.values, table.columns, strict=True):
                self._write(sheet, number, place, value, column.kind, formats)
            if has_filters:
                condition = row.condition or (self._report.filters[row.measure][1] if row.measure else "")
                sheet.write_string(number, last, _cell(condition), self._formats["filter"])
        return top + 1 + min(len(table.rows), MOST_ROWS)

    def _write(self, sheet: Worksheet, row: int, place: int, value: Value, kind: str, formats: dict[str, Any]) -> None:
        if isinstance(value, Rate):
            value, kind = value.permille, "rate"
        if value is None:
            sheet.write_string(row, place, "-", formats["rate"])
        elif isinstance(value, str):
            sheet.write_string(row, place, _cell(value), formats["text"])
        else:
            number = value / 1000 if kind == "rate" else value / 100 if kind == "score" else value
            sheet.write_number(row, place, number, formats[kind])

    def _chart(self, sheet: Worksheet, top: int, chart: Chart, widths: Sequence[float], left: int) -> int:
        """Write the figures of a chart from column ``left``, and insert the chart below the tables; return the next free row."""
        sheet.write_string(top, left, _cell(chart.title), self._formats["head"])
        for place, name in enumerate(chart.series, left + 1):
            sheet.write_string(top, place, _cell(name), self._formats["head"])
        for number, label in enumerate(chart.labels, top + 1):
            sheet.write_string(number, left, _cell(label), self._formats["text"])
            for place, values in enumerate(chart.series.values(), left + 1):
                self._write(sheet, number, place, values[number - top - 1], "rate" if chart.unit == "percent" else "count", self._formats)
        height = max(260, 22 * len(chart.labels) + 90)
        width = min(int(sum(widths) * 7), 900)
        native = bar_chart(self._book, chart, sheet.name, top, left)
        native.set_size({"width": width, "height": height})
        sheet.insert_chart(top, 0, native, {"description": _cell(chart.description(self._report.lang))})
        return top + max(len(chart.labels), -(-height // 20)) + 1

    def _add_basis(self) -> None:
        """Add the last sheet: the model days, the files, the definitions, the origin, and the filters of the columns."""
        report = self._report
        sections = [section for section in report.sections if section.id in _BASIS]
        sheet = self._sheet("basis")
        widths = [28.0, 12.0, 10.0, 10.0, 10.0, 70.0]
        top = 0
        for section in sections:
            top = self._lines(sheet, top, widths, [section.title, *section.sentences])
            for table in section.tables:
                top = self._table(sheet, top, table, 0, widths)
            top += 1
        top = self._lines(sheet, top, widths, [self._t("page.origin"), report.origin, ""])
        top = self._lines(sheet, top, widths, [self._t("section.filters"), self._t("page.filters")])
        rows = [("", self._t("page.in_view"), report.in_view), *((name, *found) for name, found in report.filters.items())]
        for number, (name, title, condition) in enumerate(rows, top):
            sheet.set_row(number, _height([(name, widths[0]), (title, sum(widths[1:5])), (condition, widths[5])]))
            sheet.write_string(number, 0, _cell(name), self._formats["text"])
            sheet.merge_range(number, 1, number, 4, _cell(title), self._formats["text"])
            sheet.write_string(number, 5, _cell(condition), self._formats["text"])
        self._finish(sheet, top + len(rows), widths)


def _figures(section: Section) -> Sequence[Table | Chart]:
    """Return the tables and bar charts of a section."""
    return [block for block in section.blocks if not isinstance(block, RateChart)]


def _with_joined_tables(section: Section, title: str) -> Section:
    """Return a section whose tables on a subject are one table, with the subject in its first column and the notes as sentences."""
    first, *tables = section.tables or (None,)
    found = [table for table in tables if table.subject is not None]
    if first is None or not found:
        return section
    joined = attrs.evolve(
        found[0],
        title=title,
        columns=(first.columns[0], *found[0].columns),
        rows=tuple(attrs.evolve(row, values=(table.subject, *row.values)) for table in found for row in table.rows),
        widths=(first.widths[0], *found[0].widths),
        note=None,
    )
    notes = tuple(f"{table.subject}. {table.note}" for table in found if table.note)
    return attrs.evolve(section, sentences=(*section.sentences, *notes), blocks=(first, joined))


def _shifts(tables: Sequence[Table]) -> list[int]:
    """Return by how many columns to shift each table of a sheet, so that the figures of all begin in the same column."""
    leads = [next((place for place, column in enumerate(table.columns) if column.kind in FIGURES), None) for table in tables]
    last = max((lead for lead in leads if lead is not None), default=0)
    return [0 if lead is None else last - lead for lead in leads]


def _widths(tables: Sequence[Table], shifts: Sequence[int]) -> list[float]:
    """Return the width of each column of a sheet, in characters: the largest of its tables."""
    if not tables:
        return [16.0] * 8
    widths = [0.0] * max(shift + len(table.columns) for table, shift in zip(tables, shifts, strict=True))
    for table, shift in zip(tables, shifts, strict=True):
        for place, (width, column) in enumerate(zip(table.widths, table.columns, strict=True), shift):
            least = _FIGURE_WIDTH if column.kind in FIGURES else width * _CHARACTERS
            widths[place] = max(widths[place], min(least, 60.0))
    return widths


def _height(cells: Sequence[tuple[str, float]]) -> float:
    """Return the row height in points for texts in columns of these widths, since not every program adjusts row heights."""
    lines = max((_lines_of(content, max(int(width * 1.05), 1)) for content, width in cells), default=1)
    return min(409.0, 15.0 * max(lines, 1))


def _lines_of(content: str, width: int) -> int:
    """Return how many lines a text takes, whose words are not divided.

    >>> _lines_of("Tiếp nhận trong kỳ", 10), _lines_of("", 10)
    (2, 1)
    """
    return 1 if len(content) <= width else len(textwrap.wrap(content, width))


def _cell(value: str) -> str:
    """Return text for a cell, cut to the longest possible."""
    shown = shown_text(value)
    return shown if len(shown) <= LONGEST_CELL else shown[: LONGEST_CELL - 1] + "…"
