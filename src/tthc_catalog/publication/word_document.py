"""The draft notice and its annex as a Word document, for an office that finishes it by hand: same words and layout as the PDF.

The layout is that of Decree 30/2020/NĐ-CP, Appendix I: A4 upright, margins 20-25 mm above and below, 30-35 mm left, 15-20 mm right, Times New
Roman 13-14 pt, page numbers centred in the top margin. The font is named, not carried: the reader's machine has it.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tthc_catalog.catalog.plain_text import shown_text
from tthc_catalog.extension.specs import Artefact
from tthc_catalog.publication.notice import annex_data
from tthc_catalog.publication.zip_times import without_times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docx.document import Document
    from docx.table import _Cell

    from tthc_catalog.publication.contract import Publication

FONT = "Times New Roman"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_CENTRE = WD_ALIGN_PARAGRAPH.CENTER
_WIDTHS = (11, 25, 61, 34, 31)
"""Of the annex's columns, in mm; together the width between the margins."""


def render_docx(publication: Publication) -> Iterator[Artefact]:
    """One document."""
    data = annex_data(publication)
    document: Any = docx.Document()
    _set_page(document, data["stamp_line"])
    _set_properties(document, publication, data)
    _write_notice(document, data)
    document.add_page_break()
    _write_annex(document, data)
    made = io.BytesIO()
    document.save(made)
    yield Artefact(path="annex.docx", content=without_times(made.getvalue()), media_type=_DOCX)


def _set_page(document: Document, stamp_line: str) -> None:
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        style.element.rPr.rFonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.rPr.append(language)
    style.paragraph_format.space_after = Pt(6)
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(22)
    section.left_margin, section.right_margin = Mm(30), Mm(18)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = _CENTRE
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)  # noqa: SLF001 - python-docx has no page field of its own
    for footer in (section.footer, section.first_page_footer):
        footer.paragraphs[0].add_run(stamp_line).font.size = Pt(7)


def _set_properties(document: Document, publication: Publication, data: dict[str, Any]) -> None:
    properties = document.core_properties
    properties.title = data["title"][:255]
    properties.author = properties.last_modified_by = ""
    properties.comments = data["stamp_line"][:255]
    properties.identifier = publication.stamp.digest
    properties.version = publication.stamp.version
    properties.language = "vi-VN"
    day = dt.datetime.combine(publication.as_of, dt.time(), dt.UTC)
    properties.created = properties.modified = day
    properties.revision = 1


def _write_notice(document: Document, data: dict[str, Any]) -> None:
    words = data["words"]
    head = document.add_table(rows=1, cols=2)
    left, right = head.rows[0].cells
    head.autofit = False
    for column, width in zip(head.columns, (62, 100), strict=True):
        column.width = Mm(width)
        column.cells[0].width = Mm(width)
    _lines(left, [(words["issuer"], 13, "b"), ("———", 9, ""), (words["number"], 13, "")])
    _lines(right, [(words["country"], 12.5, "b"), (words["motto"], 13.5, "b"), ("——————————", 9, ""), (words["place"], 13.5, "i")])
    _paragraph(document, words["kind"], style="b", centred=True, before=18)
    _paragraph(document, words["subject"], style="b", centred=True)
    _paragraph(document, words["basis"], style="i", indent=True, before=10)
    _paragraph(document, words["body"], indent=True)
    _paragraph(document, words["how"], indent=True)
    for rule in data["rules"]:
        _paragraph(document, f"– {rule}", indent=True)
    for notice in data["notices"]:
        _paragraph(document, notice, indent=True)
    if data["stamp"]["notice"]:
        _paragraph(document, data["stamp"]["notice"], style="b", indent=True)
    _paragraph(document, words["placeholders"], size=12, style="i", indent=True)
    foot = document.add_table(rows=1, cols=2)
    left, right = foot.rows[0].cells
    _lines(left, [(words["recipients"], 12, "bi"), *((line, 11, "") for line in words["recipient_list"].split("\n"))], centred=False)
    _lines(right, [(words["signer"], 14, "b"), (words["signature"], 12, "i"), ("", 30, ""), (words["signer_name"], 14, "b")])


def _write_annex(document: Document, data: dict[str, Any]) -> None:
    words, notice = data["words"], data["stamp"]["notice"]
    _paragraph(document, words["annex"], style="b", centred=True)
    _paragraph(document, words["annex_title"], style="b", centred=True)
    _paragraph(document, words["attached"], style="i", centred=True)
    if notice:
        _paragraph(document, f"{notice} {data['stamp']['star']}", size=12, style="b")
    table = document.add_table(rows=1, cols=len(_WIDTHS))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Mm(width)
    _row(table.rows[0].cells, data["columns"], style="b")
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - python-docx has no word for a repeated head
    for group in data["groups"]:
        cells = table.add_row().cells
        merged = cells[0].merge(cells[-1])
        _write(merged, group["title"], 13, "b")
        for row in group["rows"]:
            _row(table.add_row().cells, [str(row["number"]), row["code"], row["name"], row["time"], row["status"]])


def _row(cells: Sequence[_Cell], values: Sequence[str], style: str = "") -> None:
    for cell, value, width in zip(cells, values, _WIDTHS, strict=True):
        cell.width = Mm(width)
        _write(cell, value, 12, style)


def _write(cell: _Cell, value: str, size: float, style: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    _run(paragraph, value, size, style)


def _lines(cell: _Cell, lines: Sequence[tuple[str, float, str]], *, centred: bool = True) -> None:
    for number, (value, size, style) in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.alignment = _CENTRE if centred else None
        _run(paragraph, value, size, style)


def _paragraph(
    document: Document, value: str, *, size: float = 14, style: str = "", centred: bool = False, indent: bool = False, before: float = 0
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = _CENTRE if centred else WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.space_before = Pt(before)
    if indent:
        paragraph.paragraph_format.first_line_indent = Mm(10)
    _run(paragraph, value, size, style)


def _run(paragraph: Any, value: str, size: float, style: str) -> None:
    """Text and nothing but text: a run holds no field, and what XML cannot hold is out."""
    run = paragraph.add_run(shown_text(value))
    run.font.size = Pt(size)
    run.bold, run.italic = "b" in style or None, "i" in style or None
