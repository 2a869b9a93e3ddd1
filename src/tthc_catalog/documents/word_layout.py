"""Word documents in the layout of Decree 30/2020/NĐ-CP, Appendix I.

A4 upright, margins 20-25 mm above and below, 30-35 mm left, 15-20 mm right, Times New Roman 13-14 pt, page numbers centred in the top margin.
The font is named, not carried: the reader's machine has it.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tthc_catalog.documents.zip_times import without_times
from tthc_catalog.plain_text import shown_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document
    from docx.table import _Cell, _Row

FONT = "Times New Roman"
CENTRE = WD_ALIGN_PARAGRAPH.CENTER


def set_page(document: Document, stamp_line: str, language_tag: str = "vi-VN") -> None:
    """Page, margins, font, the page's number above and the stamp below."""
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        style.element.rPr.rFonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), language_tag)
    style.element.rPr.append(language)
    style.paragraph_format.space_after = Pt(6)
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(22)
    section.left_margin, section.right_margin = Mm(30), Mm(18)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)  # noqa: SLF001 - python-docx has no page field of its own
    for footer in (section.footer, section.first_page_footer):
        footer.paragraphs[0].add_run(stamp_line).font.size = Pt(7)


def set_properties(document: Document, *, title: str, told: str, day: dt.date, language_tag: str = "vi-VN") -> None:
    """What the file says of itself; nobody's name, and no moment but ``day``."""
    properties = document.core_properties
    properties.title, properties.comments = title[:255], told[:255]
    properties.author = properties.last_modified_by = ""
    properties.language = language_tag
    properties.created = properties.modified = dt.datetime.combine(day, dt.time(), dt.UTC)
    properties.revision = 1


def write_letterhead(document: Document, issuer: tuple[str, str], country: tuple[str, str, str]) -> None:
    """Who issues the document and its number on the left; the country, its motto, place and day on the right."""
    head: Any = document.add_table(rows=1, cols=2)
    left, right = head.rows[0].cells
    head.autofit = False
    for column, width in zip(head.columns, (62, 100), strict=True):
        column.width = Mm(width)
        column.cells[0].width = Mm(width)
    lines(left, [(issuer[0], 13, "b"), ("———", 9, ""), (issuer[1], 13, "")])
    lines(right, [(country[0], 12.5, "b"), (country[1], 13.5, "b"), ("——————————", 9, ""), (country[2], 13.5, "i")])


def write_signature(document: Document, words: dict[str, str]) -> None:
    """Recipients on the left, the place to sign on the right."""
    foot = document.add_table(rows=1, cols=2)
    left, right = foot.rows[0].cells
    lines(left, [(words["recipients"], 12, "bi"), *((line, 11, "") for line in words["recipient_list"].split("\n"))], centred=False)
    lines(right, [(words["signer"], 14, "b"), (words["signature"], 12, "i"), ("", 30, ""), (words["signer_name"], 14, "b")])


def repeat_head(row: _Row) -> None:
    """Let a table's head stand on each of its pages."""
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - python-docx has no word for a repeated head


def keep_whole(row: _Row) -> None:
    """Let a row begin on the next page rather than run over its edge."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - python-docx has no word for it either


def write(cell: _Cell, value: str, size: float, style: str = "") -> None:
    """The text of a cell; ``style`` holds b for bold, i for italic."""
    only = cell.paragraphs[0]
    only.paragraph_format.space_after = Pt(2)
    add_run(only, value, size, style)


def lines(cell: _Cell, said: Sequence[tuple[str, float, str]], *, centred: bool = True) -> None:
    """Several lines of a cell, each with its size and style."""
    for number, (value, size, style) in enumerate(said):
        line = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        line.paragraph_format.space_after = Pt(0)
        line.alignment = CENTRE if centred else None
        add_run(line, value, size, style)


def paragraph(
    document: Document, value: str, *, size: float = 14, style: str = "", centred: bool = False, indent: bool = False, before: float = 0
) -> Any:
    """A paragraph of its own, justified as the decree has it."""
    made = document.add_paragraph()
    made.alignment = CENTRE if centred else WD_ALIGN_PARAGRAPH.JUSTIFY
    made.paragraph_format.space_before = Pt(before)
    if indent:
        made.paragraph_format.first_line_indent = Mm(10)
    add_run(made, value, size, style)
    return made


def add_run(to: Any, value: str, size: float, style: str) -> None:
    """Text and nothing but text: a run holds no field, and what XML cannot hold is out."""
    run = to.add_run(shown_text(value))
    run.font.size = Pt(size)
    run.bold, run.italic = "b" in style or None, "i" in style or None


def saved(document: Document) -> bytes:
    """The document as a file, the same bytes for the same content."""
    made = io.BytesIO()
    document.save(made)  # type: ignore[arg-type,unused-ignore]
    return without_times(made.getvalue())
