"""``report.pdf``: the whole report, tagged for screen readers, with the same charts as the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tthc_catalog.documents.typesetting import typeset
from tthc_catalog.evaluation.reporting.charts import svg
from tthc_catalog.evaluation.reporting.presentation import (
    FIGURES,
    Chart,
    Presentation,
    RateChart,
    Section,
    Table,
    counted_text,
    row_filters,
    value_text,
)
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from tthc_catalog.evaluation.report import Report

LISTED = ("days", "intake", "definitions")
"""Sections whose sentences are shown as a list."""


def write_pdf_report(report: Report, presented: Presentation, path: Path) -> None:
    """Write the PDF."""
    day = report.judged_at.date()
    path.write_bytes(
        typeset(Path(__file__).parent / "templates" / "report.typ", template_data(presented, (day.year, day.month, day.day)), day)
    )


def template_data(report: Presentation, day: tuple[int, int, int]) -> dict[str, Any]:
    """Return the data that the template shows, as plain text.

    Args:
        report: the report.
        day: year, month and day of the document.
    """
    lang = report.lang
    filters = [("", text("reporting.page.in_view", lang), report.in_view)]
    filters += [(name, title, condition) for name, (title, condition) in report.filters.items()]
    return {
        "lang": lang,
        "title": report.title,
        "subtitle": report.subtitle,
        "day": list(day),
        "stamp": {"notice": None, "star": ""},
        "stamp_line": report.origin,
        "notes": report.notes,
        "look": next((_section(section, lang) for section in report.sections if section.id == "look"), None),
        "sections": [_section(section, lang) for section in report.sections if section.id != "look"],
        "filters": [{"id": name, "title": title, "filter": condition} for name, title, condition in filters],
        "row_filters": [
            {"title": title, "rows": [{"title": name, "filter": condition} for name, condition in rows]}
            for title, rows in row_filters(report)
        ],
        "words": {
            "notes": text("reporting.page.notes", lang),
            "filters": text("reporting.section.filters", lang),
            "filters_lead": text("reporting.page.filters", lang),
            "column_filters": text("reporting.page.column_filters", lang),
            "row_filters": text("reporting.page.row_filters", lang),
        },
    }


def _section(section: Section, lang: str) -> dict[str, Any]:
    return {
        "title": section.title,
        "sentences": section.sentences,
        "listed": section.id in LISTED,
        "blocks": [
            _table(block, lang) if isinstance(block, Table) else _chart(block, lang)
            for block in section.blocks
            if not isinstance(block, Chart) or block.labels
        ],
    }


def _chart(chart: Chart | RateChart, lang: str) -> dict[str, Any]:
    is_drawn = isinstance(chart, Chart) or chart.is_drawn
    shown = {
        "kind": "chart",
        "title": chart.title,
        "svg": svg(chart, lang, font="Libertinus Serif") if is_drawn else None,
        "alt": chart.description(lang),
    }
    if isinstance(chart, RateChart):
        return {**shown, "kind": "rates", "note": chart.note}
    return {**shown, "tall": len(chart.labels) > 12}


def _table(table: Table, lang: str) -> dict[str, Any]:
    return {
        "kind": "table",
        "title": table.title,
        "columns": [{"title": c.title, "right": c.kind in FIGURES} for c in table.columns],
        "widths": list(table.widths) or [1] * len(table.columns),
        "rows": [
            {
                "values": [value_text(value, c.kind, lang) for value, c in zip(row.values, table.columns, strict=True)],
                "total": row.is_total,
            }
            for row in table.rows[: table.most]
        ],
        "note": table.note,
        "left_out": counted_text("reporting.page.left_out", table.left_out, lang) if table.left_out else None,
    }
