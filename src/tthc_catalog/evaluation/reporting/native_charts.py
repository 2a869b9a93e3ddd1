"""Charts that a spreadsheet program or a word processor draws itself, from figures in cells."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

import xlsxwriter
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Mm

from tthc_catalog.documents.zip_times import without_times
from tthc_catalog.evaluation.reporting.charts import COLOURS
from tthc_catalog.evaluation.reporting.presentation import Chart, RateChart
from tthc_catalog.evaluation.reporting.rate_marks import MANY, scale
from tthc_catalog.plain_text import shown_text

if TYPE_CHECKING:
    from docx.document import Document
    from xlsxwriter.worksheet import Worksheet

RATE_COLUMNS = 5
"""Columns of the figures of a rate chart: label, rate, distance to the lower and to the upper bound, number of dossiers."""

_DRAWING = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:inline distT="0" distB="0" distL="0" distR="0">'
    '<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{id}" name={name} descr={description}/><wp:cNvGraphicFramePr/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
    '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="{relation}"/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)

_EXPLICIT = {
    '<c:showVal val="1"/>': '<c:showLegendKey val="0"/><c:showVal val="1"/>'
    + "".join(f'<c:{name} val="0"/>' for name in ("showCatName", "showSerName", "showPercent", "showBubbleSize")),
    "</c:val></c:ser>": '</c:val><c:smooth val="0"/></c:ser>',
}
"""Elements without which some word processors assume another value than spreadsheet programs do."""


def bar_chart(book: xlsxwriter.Workbook, chart: Chart, sheet: str, top: int, left: int) -> Any:
    """Return a chart of bars, whose figures are in a sheet below the cell at ``top`` and ``left``."""
    native: Any = book.add_chart({"type": "bar", **({"subtype": "stacked"} if chart.stacked else {})})
    bottom = top + len(chart.labels)
    for place, colour in zip(range(left + 1, left + len(chart.series) + 1), COLOURS, strict=False):
        native.add_series(
            {
                "name": [sheet, top, place],
                "categories": [sheet, top + 1, left, bottom, left],
                "values": [sheet, top + 1, place, bottom, place],
                # A pattern tells the series apart in a grey print too.
                **(
                    {"fill": {"color": colour}}
                    if place == left + 1
                    else {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": colour, "bg_color": "#FFFFFF"}}
                ),
                "border": {"color": colour},
                "data_labels": {"value": len(chart.series) == 1},
                "gap": 60,
            }
        )
    native.set_title({"name": shown_text(chart.title), "overlay": False, "name_font": {"size": 12}})
    native.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    native.set_x_axis({"num_format": "0%" if chart.unit == "percent" else "#,##0", **({"max": 1} if chart.unit == "percent" else {})})
    native.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom"})
    return native


def write_rates(sheet: Worksheet, chart: RateChart, top: int, left: int, formats: dict[str, Any]) -> None:
    """Write the figures of a rate chart below the cell at ``top`` and ``left``; a rate without dossiers leaves its cells empty."""
    sheet.write_string(top, left, shown_text(chart.title), formats["head"])
    for number, point in enumerate(chart.points, top + 1):
        sheet.write_string(number, left, shown_text(point.name), formats["text"])
        sheet.write_number(number, left + 4, point.rate.whole, formats["count"])
        if point.rate.permille is not None:
            rate, (low, high) = point.rate.permille / 1000, point.interval
            for place, value in enumerate((rate, rate - (low.permille or 0) / 1000, (high.permille or 0) / 1000 - rate), left + 1):
                sheet.write_number(number, place, value, formats["rate"])


def rate_chart(book: xlsxwriter.Workbook, chart: RateChart, sheet: str, top: int, left: int) -> Any:
    """Return a chart of rates with their intervals, whose figures `write_rates` wrote."""
    native: Any = book.add_chart({"type": "line"})
    first, last = top + 1, top + len(chart.points)
    cells: dict[str, list[Any]] = {
        name: [sheet, first, left + place, last, left + place] for place, name in enumerate(("categories", "values", "minus", "plus"))
    }
    reference = {
        name: f"='{sheet}'!${_letters(column)}${first + 1}:${_letters(column)}${last + 1}" for name, (_, _, column, _, _) in cells.items()
    }
    bounds = [
        (p.rate.permille - (p.interval[0].permille or 0), (p.interval[1].permille or 0) - p.rate.permille)
        if p.rate.permille is not None
        else (0, 0)
        for p in chart.points
    ]
    native.add_series(
        {
            "name": shown_text(chart.title),
            "categories": cells["categories"],
            "values": cells["values"],
            "line": {"color": COLOURS[0], "width": 1.5},
            "marker": {"type": "circle", "size": 6, "fill": {"color": COLOURS[0]}, "border": {"color": COLOURS[0]}},
            "y_error_bars": {
                "type": "custom",
                "plus_values": reference["plus"],
                "plus_data": [plus / 1000 for _, plus in bounds],
                "minus_values": reference["minus"],
                "minus_data": [minus / 1000 for minus, _ in bounds],
                "line": {"color": COLOURS[0]},
            },
            **(
                {"data_labels": {"value": True, "position": "above", "num_format": "0.0%", "font": {"size": 8}}}
                if len(bounds) <= MANY
                else {}
            ),
        }
    )
    title = shown_text(chart.title) + (f" ({chart.divider[1]})" if chart.divider else "")
    floor, step = scale(chart)
    native.set_title({"name": title, "overlay": False, "name_font": {"size": 11}})
    ticks = {"major_tick_mark": "outside", "minor_tick_mark": "none"}
    native.set_y_axis({**ticks, "min": floor / 1000, "max": 1, "major_unit": step / 1000, "num_format": "0%", "num_font": {"size": 9}})
    native.set_x_axis({**ticks, "num_font": {"size": 8, "rotation": -45}})
    native.set_legend({"none": True})
    native.show_blanks_as("gap")
    return native


def add_rate_chart(document: Document, chart: RateChart, number: int, description: str, width: float, height: float) -> None:
    """Add a chart that a word processor draws and can edit: its figures are embedded as a workbook.

    Args:
        document: the document, whose properties are set.
        chart: the chart.
        number: number of the chart in the document, from 1.
        description: the values as a sentence, for screen readers.
        width: width in millimetres.
        height: height in millimetres.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"author": "", "created": document.core_properties.created})
        sheet = book.add_worksheet("1")
        plain = book.add_format({})
        write_rates(sheet, chart, 0, 0, {"head": plain, "text": plain, "count": plain, "rate": book.add_format({"num_format": "0.0%"})})
        sheet.insert_chart(0, RATE_COLUMNS + 1, rate_chart(book, chart, "1", 0, 0))
    figures = without_times(buffer.getvalue())
    drawn = zipfile.ZipFile(io.BytesIO(figures)).read("xl/charts/chart1.xml").decode()
    package = document.part.package
    assert package is not None
    workbook = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), CONTENT_TYPE.SML_SHEET, figures, package)
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, b"", package)
    external = f'<c:externalData r:id="{part.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE)}"><c:autoUpdate val="0"/></c:externalData>'
    for found, explicit in _EXPLICIT.items():
        drawn = drawn.replace(found, explicit)
    part._blob = re.sub("<c:printSettings>.*</c:printSettings>", external, drawn, flags=re.DOTALL).encode()  # noqa: SLF001 - known only now
    drawing = _DRAWING.format(
        width=Mm(width),
        height=Mm(height),
        id=100 + number,
        name=quoteattr(f"chart{number}"),
        description=quoteattr(shown_text(description)),
        relation=document.part.relate_to(part, RELATIONSHIP_TYPE.CHART),
    )
    document.add_paragraph().add_run()._r.append(parse_xml(drawing))  # noqa: SLF001 - python-docx has no API for charts


def _letters(column: int) -> str:
    """Return the letters of a column.

    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    return ("" if column < 26 else _letters(column // 26 - 1)) + chr(65 + column % 26)
