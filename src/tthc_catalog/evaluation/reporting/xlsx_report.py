"""``report.xlsx``: every table in full, with numbers as numbers, codes as text, the filter of each row, and native charts."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import xlsxwriter

from tthc_catalog.documents.zip_times import without_times
from tthc_catalog.evaluation.counting.figures import Rate
from tthc_catalog.evaluation.reporting.presentation import Chart, Presentation, Table, Value
from tthc_catalog.evaluation.reporting.report_sections import present
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.worksheet import Worksheet

    from tthc_catalog.evaluation.judging.judged_dossiers import Facts
    from tthc_catalog.evaluation.report import Report

LONGEST_CELL, MOST_ROWS, LONGEST_NAME = 32_767, 1_048_000, 31
"""Limits of a workbook: characters in a cell, rows in a sheet, characters in the name of a sheet."""

_CHARACTERS = 1.4
"""Characters of a column per unit of its relative width on paper."""


def write_xlsx_report(report: Report, _facts: Facts, path: Path, lang: str) -> None:
    """Write the workbook."""
    path.write_bytes(spreadsheet(report, lang))


def spreadsheet(report: Report, lang: str) -> bytes:
    """Return the workbook; no cell is a formula."""
    presented = present(report, lang)
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
        self._names: set[str] = set()
        plain = {"valign": "top", "text_wrap": True}
        self._formats: dict[str, Any] = {
            "text": book.add_format({**plain, "num_format": "@"}),
            "filter": book.add_format({"valign": "top", "num_format": "@"}),
            "code": book.add_format({**plain, "num_format": "@"}),
            "count": book.add_format({"valign": "top", "num_format": "#,##0"}),
            "rate": book.add_format({"valign": "top", "num_format": "0.0%", "align": "right"}),
            "score": book.add_format({"valign": "top", "num_format": "0.00", "align": "right"}),
            "head": book.add_format({**plain, "bold": True, "bg_color": "#E6EDF1", "border": 1, "num_format": "@"}),
            "mark": book.add_format({"bold": True, "num_format": "@"}),
        }

    def fill(self) -> None:
        """Add all sheets: the sentences, the charts, the tables of each section, and the filters."""
        self._add_sentences()
        charts = [block for section in self._report.sections for block in section.blocks if isinstance(block, Chart) and block.labels]
        self._charts(charts)
        for section in self._report.sections:
            for table in section.tables:
                self._table(table)
        self._filters()

    def _t(self, key: str) -> str:
        return text(f"reporting.{key}", self._report.lang)

    def _sheet(self, wanted: str) -> Worksheet:
        """Add a sheet with a short, unique name without forbidden characters."""
        clean = " ".join("".join(" " if letter in "[]:*?/\\'" else letter for letter in wanted).split()) or "-"
        name, number = _words_within(clean, LONGEST_NAME), 2
        while name.casefold() in self._names:
            name, number = f"{_words_within(clean, LONGEST_NAME - 4)} {number}", number + 1
        self._names.add(name.casefold())
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _add_sentences(self) -> None:
        report = self._report
        sheet = self._sheet(report.sections[0].title)
        sheet.set_column(0, 0, 110, self._formats["text"])
        lines = [report.title, report.subtitle, *report.notes]
        for section in report.sections:
            if section.id in ("summary", "findings", "ranking", "days", "intake", "definitions"):
                lines += ["", section.title, *section.sentences]
        lines += ["", self._t("page.origin"), report.origin]
        heads = {report.title, self._t("page.origin"), *(section.title for section in report.sections)}
        for number, line in enumerate(lines):
            sheet.write_string(number, 0, _cell(line), self._formats["mark" if line in heads else "text"])
            sheet.set_row(number, _height([(line, 100)]))

    def _table(self, table: Table) -> None:
        sheet = self._sheet(table.title)
        sheet.write_string(0, 0, _cell(table.title), self._formats["mark"])
        sheet.write_string(1, 0, _cell(table.note or ""))
        widths = [max(min(width * _CHARACTERS, 70), 9) for width in table.widths]
        has_filters = any(row.condition or row.measure for row in table.rows)
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, widths[place])
            sheet.write_string(2, place, _cell(column.title), self._formats["head"])
        last = len(table.columns) - 1
        if has_filters:
            last += 1
            sheet.set_column(last, last, 50)
            sheet.write_string(2, last, _cell(self._t("column.filter")), self._formats["head"])
        for number, row in enumerate(table.rows[:MOST_ROWS], 3):
            sheet.set_row(number, _height([(v, w) for v, w in zip(row.values, widths, strict=True) if isinstance(v, str)]))
            for place, (value, column) in enumerate(zip(row.values, table.columns, strict=True)):
                self._write(sheet, number, place, value, column.kind)
            if has_filters:
                condition = row.condition or (self._report.filters[row.measure][1] if row.measure else "")
                sheet.write_string(number, last, _cell(condition), self._formats["filter"])
        sheet.set_row(2, 60)
        sheet.freeze_panes(3, 0)
        sheet.repeat_rows(2)
        if table.rows:
            sheet.autofilter(2, 0, 2 + min(len(table.rows), MOST_ROWS), last)
            sheet.ignore_errors({"number_stored_as_text": f"A1:Z{len(table.rows) + 4}"})

    def _write(self, sheet: Worksheet, row: int, place: int, value: Value, kind: str) -> None:
        if isinstance(value, Rate):
            value, kind = value.permille, "rate"
        if value is None:
            sheet.write_string(row, place, "-", self._formats["rate"])
        elif isinstance(value, str):
            sheet.write_string(row, place, _cell(value), self._formats["text"])
        else:
            number = value / 1000 if kind == "rate" else value / 100 if kind == "score" else value
            sheet.write_number(row, place, number, self._formats[kind])

    def _charts(self, charts: Sequence[Chart]) -> None:
        """Add a sheet with the figures of the charts, and each chart beside its figures."""
        if not charts:
            return
        sheet = self._sheet(self._t("page.chart_data"))
        sheet.set_column(0, 0, 60)
        sheet.set_column(1, 4, 16)
        top = 0
        for chart in charts:
            sheet.write_string(top, 0, _cell(chart.title), self._formats["head"])
            for place, name in enumerate(chart.series, 1):
                sheet.write_string(top, place, _cell(name), self._formats["head"])
            for number, label in enumerate(chart.labels, top + 1):
                sheet.write_string(number, 0, _cell(label), self._formats["text"])
                for place, values in enumerate(chart.series.values(), 1):
                    value = values[number - top - 1]
                    self._write(sheet, number, place, value, "rate" if chart.unit == "percent" else "count")
            height = max(260, 26 * len(chart.labels) + 90)
            sheet.insert_chart(
                top, 6, self._native(chart, sheet.name, top, height), {"description": _cell(chart.description(self._report.lang))}
            )
            top += max(len(chart.labels), height // 20) + 3

    def _native(self, chart: Chart, sheet: str, top: int, height: int) -> Any:
        native: Any = self._book.add_chart({"type": "bar", **({"subtype": "stacked"} if chart.stacked else {})})
        bottom = top + len(chart.labels)
        for place, colour in zip(range(1, len(chart.series) + 1), ("#12405A", "#AB4A12", "#5A6B3F"), strict=False):
            native.add_series(
                {
                    "name": [sheet, top, place],
                    "categories": [sheet, top + 1, 0, bottom, 0],
                    "values": [sheet, top + 1, place, bottom, place],
                    "fill": {"color": colour},
                    "data_labels": {"value": len(chart.series) == 1},
                    "gap": 60,
                }
            )
        native.set_title({"name": _cell(chart.title), "overlay": False, "name_font": {"size": 12}})
        native.set_y_axis({"reverse": True, "num_font": {"size": 9}})
        native.set_x_axis({"num_format": "0%" if chart.unit == "percent" else "#,##0", **({"max": 1} if chart.unit == "percent" else {})})
        native.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom"})
        native.set_size({"width": 820, "height": height})
        return native

    def _filters(self) -> None:
        report = self._report
        sheet = self._sheet(self._t("section.filters"))
        for place, width in enumerate((28, 60, 140)):
            sheet.set_column(place, place, width)
        sheet.write_string(0, 0, _cell(self._t("page.filters")))
        rows = [
            ("", self._t("page.in_view"), report.in_view),
            *((name, title, condition) for name, (title, condition) in report.filters.items()),
        ]
        for number, row in enumerate(rows, 2):
            sheet.set_row(number, _height([(row[1], 60), (row[2], 140)]))
            for place, value in enumerate(row):
                sheet.write_string(number, place, _cell(value), self._formats["text"])


def _words_within(text: str, most: int) -> str:
    """Return as many whole words as fit into a number of characters; cut a first word that is too long.

    >>> _words_within("Cam kết của mô hình. Theo đơn vị", 31)
    'Cam kết của mô hình. Theo đơn'
    """
    return text if len(text) <= most else text[: most + 1].rpartition(" ")[0] or text[:most]


def _height(cells: Sequence[tuple[str, float]]) -> float:
    """Return the row height in points for texts in columns of these widths, since not every program adjusts row heights."""
    lines = max((-(-len(content) // max(int(width), 1)) for content, width in cells), default=1)
    return min(409.0, 15.0 * max(lines, 1))


def _cell(value: str) -> str:
    """Return text for a cell, cut to the longest possible."""
    shown = shown_text(value)
    return shown if len(shown) <= LONGEST_CELL else shown[: LONGEST_CELL - 1] + "…"
