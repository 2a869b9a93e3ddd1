"""``report.docx``: a draft report to a superior authority in the layout of Decree 30/2020/NĐ-CP, with the figures as an annex."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from tthc_catalog.documents.word_layout import (
    keep_whole,
    narrow_margins,
    number_from_one,
    paragraph,
    repeat_head,
    saved,
    set_page,
    set_properties,
    write,
    write_annex_head,
    write_letterhead,
    write_signature,
)
from tthc_catalog.evaluation.reporting.native_charts import add_rate_chart
from tthc_catalog.evaluation.reporting.pdf_report import LISTED
from tthc_catalog.evaluation.reporting.presentation import (
    FIGURES,
    Presentation,
    RateChart,
    Section,
    Table,
    counted_text,
    unbroken,
    value_text,
)
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document

    from tthc_catalog.evaluation.report import Report

_IN_LETTER = ("look", "summary", "findings", "ranking", "days")
"""Sections whose sentences are in the letter."""

_MOST_ROWS = 40
_MANY_COLUMNS = 12
"""A table with more columns has smaller type, so that no word of its head is divided."""

_TOGETHER = 3
"""First rows of a table, with its head, that are never separated from its title."""

_CHART_SIZE = (160, 70)
"""Width and height of a chart in the letter, in millimetres."""

_ANNEX_TABLES = (
    "rates",
    "form-table",
    "states-level",
    "model-unit",
    "model-level",
    "months-table",
    "hours-table",
    "law-level",
    "counts-unit",
    "counts-field",
    "findings-table",
)
_WIDTH = 257
"""Width of the annex between its margins, in millimetres."""


def write_docx_report(report: Report, presented: Presentation, path: Path) -> None:
    """Write the document."""
    lang = presented.lang
    tag = "vi-VN" if lang == "vi" else "en-GB"
    document: Any = docx.Document()
    set_page(document, presented.origin, tag)
    set_properties(document, title=presented.title, comments=presented.origin, day=report.judged_at.date(), language_tag=tag)
    _write_letter(document, presented, report.basis.catalog_title if lang == "vi" else report.basis.catalog_title_en)
    _write_annex(document, presented)
    path.write_bytes(saved(document))


def _write_letter(document: Document, report: Presentation, catalog: str) -> None:
    def translate(key: str, **params: str) -> str:
        return text(key, report.lang, **params)

    issuer = translate("publication.annex.issuer")
    country = (translate("publication.annex.country"), translate("publication.annex.motto"), translate("publication.annex.place"))
    write_letterhead(document, (issuer, translate("reporting.paper.number")), country)
    paragraph(document, translate("reporting.paper.kind"), style="b", centred=True, before=18)
    paragraph(document, translate("reporting.paper.subject", catalog=catalog), style="b", centred=True)
    paragraph(document, report.subtitle, style="i", centred=True)
    paragraph(document, translate("reporting.paper.body", issuer="………"), indent=True, before=10)
    number = 0
    for section in report.sections:
        if section.id not in _IN_LETTER:
            continue
        number += 1
        paragraph(document, f"{number}. {section.title}", style="b", indent=True)
        for sentence in section.sentences:
            paragraph(document, sentence, style="b" if section.id == "look" else "", indent=True)
        if section.id == "look":
            _write_look(document, section, report.lang)
        if section.id == "findings":
            for row in section.tables[0].rows:
                if row.values[1]:
                    values = [value_text(value, "count", report.lang) for value in row.values]
                    paragraph(document, f"– {values[0]}: {values[1]} / {values[2]} ({values[3]}).", indent=True)
    for note in report.notes:
        paragraph(document, note, size=13, style="i", indent=True)
    paragraph(document, translate("reporting.paper.placeholders"), size=12, style="i", indent=True)
    names = ("recipients", "recipient_list", "signer", "signature", "signer_name")
    write_signature(document, {name: translate(f"publication.annex.{name}") for name in names})


def _write_look(document: Document, section: Section, lang: str) -> None:
    """Add the charts of the first page, what they show, and the notable units as sentences."""
    drawn = 0
    for block in section.blocks:
        if isinstance(block, RateChart):
            paragraph(document, f"{block.title}. {block.note}", indent=True)
            if block.is_drawn:
                drawn += 1
                add_rate_chart(document, block, drawn, block.description(lang), *_CHART_SIZE)
        elif isinstance(block, Table):
            paragraph(document, f"{block.title}. {block.note or ''}".strip(), indent=True)
            for row in block.rows:
                unit, rate, part, whole, low, high, compared = (
                    value_text(value, column.kind, lang) for value, column in zip(row.values, block.columns, strict=True)
                )
                sentence = f"– {unit}: {part}/{whole} = {rate} ({low}–{high}), {compared}."
                paragraph(document, unbroken(sentence), indent=True)


def _write_annex(document: Document, report: Presentation) -> None:
    """Add the tables as an annex in landscape format."""
    section: Any = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    number_from_one(section)
    write_annex_head(
        document, {name: text(f"reporting.paper.{name}", report.lang) for name in ("annex", "annex_title", "attached")}, _WIDTH
    )
    paragraph(document, text("reporting.paper.more", report.lang), size=12, style="i", centred=True)
    for part in report.sections:
        for table in part.tables:
            if table.id in _ANNEX_TABLES or table.id.startswith("ranking-"):
                _write_table(document, table, report.lang)
    for part in report.sections:
        if part.id in LISTED[2:]:
            paragraph(document, part.title, size=12, style="b")
            for sentence in part.sentences:
                paragraph(document, f"– {sentence}", size=11)


def _write_table(document: Document, table: Table, lang: str) -> None:
    paragraph(document, table.title, size=12, style="b", before=10).paragraph_format.keep_with_next = True
    if not table.rows:
        paragraph(document, table.note or "-", size=10, style="i")
        return
    word_table: Any = document.add_table(rows=1, cols=len(table.columns))
    word_table.style, word_table.autofit = "Table Grid", False
    narrow_margins(word_table)
    widths = [_WIDTH * width / sum(table.widths) for width in table.widths]
    for column, width in zip(word_table.columns, widths, strict=True):
        column.width = Mm(width)
    figures = {place for place, column in enumerate(table.columns) if column.kind in FIGURES}
    shown = table.rows[:_MOST_ROWS]
    size = 9 if len(table.columns) <= _MANY_COLUMNS else 8
    rows = [[column.title for column in table.columns]]
    rows += [[value_text(v, c.kind, lang) for v, c in zip(row.values, table.columns, strict=True)] for row in shown]
    for number, values in enumerate(rows):
        added = word_table.rows[0] if number == 0 else word_table.add_row()
        keep_whole(added)
        cells = added.cells
        bold = number == 0 or shown[number - 1].is_total
        for place, (cell, value, width) in enumerate(zip(cells, values, widths, strict=True)):
            cell.width = Mm(width)
            write(cell, unbroken(value), size, "b" if bold else "")
            if number < _TOGETHER:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
            if place in figures:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    repeat_head(word_table.rows[0])
    if len(table.rows) > _MOST_ROWS:
        left_out = counted_text("reporting.page.left_out", len(table.rows) - _MOST_ROWS, lang)
        paragraph(document, left_out, size=10, style="i")
    if table.note:
        paragraph(document, table.note, size=10, style="i")
