"""The list as a workbook with sheets of procedures, components, model days and the origin. Every cell is text, never a formula."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import xlsxwriter

from tthc_catalog.documents.zip_times import without_times
from tthc_catalog.extension.specs import Artefact
from tthc_catalog.messages import text
from tthc_catalog.publication.content.office_days import hours_text, office_days
from tthc_catalog.publication.papers.workbook_rows import COMPONENTS, PROCEDURES, cell, component_rows, procedure_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.worksheet import Worksheet

    from tthc_catalog.publication.content.publication import Publication

WIDEST_PAGE = 260
"""The maximum width of a row, in characters, that stays legible on one landscape A4 page."""

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PROCEDURE_WIDTHS = (5, 10, 20, 11, 44, 26, 34, 34, 16, 26, 72, 26, 12, 128)
_COMPONENT_WIDTHS = (12, 12, 40, 60, 14, 10, 10, 40, 20, 40)
_DAYS = ["date", "office", "level", "held", "hours", "why", "note"]
_DAY_WIDTHS = (12, 50, 12, 10, 26, 44, 40)


def render_xlsx(publication: Publication) -> Iterator[Artefact]:
    """Yield the workbook."""
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_date_format": "dd/mm/yyyy",
    }
    with xlsxwriter.Workbook(stream, options) as book:
        stamp = publication.stamp
        book.set_properties(
            {
                "title": cell(stamp.title),
                "comments": cell(stamp.line()),
                "author": "",
                "created": dt.datetime.combine(publication.as_of, dt.time()),
            }
        )
        formats = {
            "plain": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
            "head": book.add_format(
                {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E6E6E6", "border": 1, "num_format": "@"}
            ),
            "mark": book.add_format({"bold": True, "num_format": "@"}),
        }
        sheets = (
            ("procedures", PROCEDURES, _PROCEDURE_WIDTHS, procedure_rows(publication)),
            ("components", COMPONENTS, _COMPONENT_WIDTHS, component_rows(publication)),
            ("days", _DAYS, _DAY_WIDTHS, _day_rows(publication)),
        )
        for name, columns, widths, rows in sheets:
            sheet = book.add_worksheet(text(f"publication.sheet.{name}"))
            _fill(sheet, publication, columns, widths, list(rows), formats)
        _fill_about(book.add_worksheet(text("publication.sheet.about")), publication, formats)
    yield Artefact(path="procedures.xlsx", content=without_times(stream.getvalue()), media_type=_XLSX)


def _fill(
    sheet: Worksheet,
    publication: Publication,
    columns: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[str]],
    formats: dict[str, Any],
) -> None:
    """Write the stamp, the notice, the column heads and the rows; the heads repeat on every printed page."""
    sheet.write_string(0, 0, cell(publication.stamp.line()), formats["mark"])
    sheet.write_string(1, 0, cell(publication.stamp.notice() or ""), formats["mark"])
    for column, (name, width) in enumerate(zip(columns, widths, strict=True)):
        sheet.set_column(column, column, width, formats["plain"])
        sheet.write_string(2, column, text(f"publication.column.{name}"), formats["head"])
    sheet.set_row(2, 30)
    for number, row in enumerate(rows, 3):
        cells = [cell(value) for value in row]
        sheet.set_row(number, _row_height(cells, widths))
        for column, value in enumerate(cells):
            sheet.write_string(number, column, value, formats["plain"])
    sheet.freeze_panes(3, 0)
    sheet.autofilter(2, 0, max(2, 2 + len(rows)), len(columns) - 1)
    sheet.repeat_rows(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    wide = sum(widths) > WIDEST_PAGE
    if wide:  # print on two pages side by side, which both repeat the columns that identify the procedure
        sheet.repeat_columns(0, columns.index("name"))
    sheet.fit_to_pages(2 if wide else 1, 0)
    sheet.hide_gridlines(0)
    sheet.set_footer("&C&P / &N")
    sheet.ignore_errors({"number_stored_as_text": f"A1:Z{len(rows) + 4}"})


def _fill_about(sheet: Worksheet, publication: Publication, formats: dict[str, Any]) -> None:
    stamp = publication.stamp
    rows = (
        ("title", stamp.title),
        ("id", stamp.catalog_id),
        ("version", stamp.version),
        ("as_of", stamp.as_of.isoformat()),
        ("source", stamp.source),
        ("url", stamp.source_url or text("publication.unknown")),
        ("digest", stamp.digest),
        ("notice", stamp.notice() or "-"),
    )
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 100, formats["plain"])
    for number, (name, value) in enumerate(rows):
        sheet.write_string(number, 0, text(f"publication.about.{name}"), formats["head"])
        sheet.write_string(number, 1, cell(value), formats["plain"])


def _day_rows(publication: Publication) -> Iterator[list[str]]:
    """Yield the model days of the publication's year."""
    year = publication.as_of.year
    offices = tuple(publication.desks)
    titles = {binding.level: binding.title for binding in publication.catalog.manifest.levels}
    for item in office_days(
        publication.catalog, publication.registry, start=dt.date(year, 1, 1), until=dt.date(year + 1, 1, 1), offices=offices
    ):
        for day in item.days:
            yield [
                day.date.isoformat(),
                item.office.name,
                titles[item.office.level],
                text("publication.day.applies" if day.applies else "publication.day.lost"),
                hours_text(day.hours),
                day.why() or "",
                "\n".join(
                    [*[text("publication.day.provisional")] * day.provisional, *(notice.text for notice in item.notices_on(day.date))]
                ),
            ]


def _row_height(cells: Sequence[str], widths: Sequence[int]) -> float:
    """Return the height of a row in points, since not every program grows rows to fit; 409 is the maximum of the format."""
    lines = (sum(-(-max(len(line), 1) // width) for line in cell.split("\n")) for cell, width in zip(cells, widths, strict=True))
    return min(409.0, 14.0 * max(lines) + 2)
