"""Word documents in the layout of Decree 30/2020/NĐ-CP, Appendix I.

A4 portrait, margins 20-25 mm at the top and bottom, 30-35 mm left, 15-20 mm right, Times New Roman 13-14 pt, page numbers centred in the
top margin (part I); below the motto a line as long as it, below the issuer one of a third to a half of its length (part II, section II). The
font is named but not embedded.
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
    """Set the page size, the margins, the font, the page number in the header and the stamp in the footer."""
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
    number._p.append(field)  # noqa: SLF001 - python-docx has no API for page fields
    for footer in (section.footer, section.first_page_footer):
        footer.paragraphs[0].add_run(stamp_line).font.size = Pt(7)


def set_properties(document: Document, *, title: str, comments: str, day: dt.date, language_tag: str = "vi-VN") -> None:
    """Set the properties of the file: no author, and ``day`` as the only time."""
    properties = document.core_properties
    properties.title, properties.comments = title[:255], comments[:255]
    properties.author = properties.last_modified_by = ""
    properties.language = language_tag
    properties.created = properties.modified = dt.datetime.combine(day, dt.time(), dt.UTC)
    properties.revision = 1


def write_letterhead(document: Document, issuer: tuple[str, str], country: tuple[str, str, str]) -> None:
    """Write the issuer and the number on the left, the country, its motto, the place and the date on the right."""
    head: Any = document.add_table(rows=1, cols=2)
    left, right = head.rows[0].cells
    head.autofit = False
    for column, width in zip(head.columns, (62, 100), strict=True):
        column.width = Mm(width)
        column.cells[0].width = Mm(width)
    lines(left, [(issuer[0], 13, "b"), ("", 4, ""), (issuer[1], 13, "")])
    lines(right, [(country[0], 12.5, "b"), (country[1], 13.5, "b"), ("", 4, ""), (country[2], 13.5, "i")])
    _draw_line(left.paragraphs[1], (62 - 22) / 2)
    _draw_line(right.paragraphs[2], (100 - 52) / 2)


def write_annex_head(document: Document, words: dict[str, str], width: float) -> None:
    """Write the head of the only annex: the word Phụ lục, its name in capitals, and the document it belongs to (part II, section III.1).

    Args:
        document: the document.
        words: the texts ``annex``, ``annex_title`` and ``attached``.
        width: the width between the margins, in mm.
    """
    for name, style in (("annex", "b"), ("annex_title", "b"), ("attached", "i")):
        added = paragraph(document, words[name], style=style, centred=True)
        added.paragraph_format.keep_with_next = True
        added.paragraph_format.space_after = Pt(2)
    rule = paragraph(document, "", size=4)
    _draw_line(rule, (width - 50) / 2)


def number_from_one(section: Any) -> None:
    """Number the pages of a section from 1, as each annex has its own page numbers; the first is not shown (part II, section III.1)."""
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.append(numbering)  # noqa: SLF001 - python-docx has no API for page numbers
    section.different_first_page_header_footer = True


def _draw_line(paragraph: Any, indent: float) -> None:
    """Draw a horizontal line below a paragraph, ``indent`` mm shorter on both sides; the decree does not allow underlined text."""
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(indent)
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")  # noqa: SLF001 - python-docx has no API for borders


def write_signature(document: Document, words: dict[str, str]) -> None:
    """Write the recipients on the left and the space for the signature on the right."""
    foot = document.add_table(rows=1, cols=2)
    left, right = foot.rows[0].cells
    lines(left, [(words["recipients"], 12, "bi"), *((line, 11, "") for line in words["recipient_list"].split("\n"))], centred=False)
    lines(right, [(words["signer"], 14, "b"), (words["signature"], 12, "i"), ("", 30, ""), (words["signer_name"], 14, "b")])


def repeat_head(row: _Row) -> None:
    """Repeat the head of a table on each of its pages."""
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - python-docx has no API for repeated heads


def keep_whole(row: _Row) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - python-docx has no API for unbreakable rows


def narrow_margins(table: Any) -> None:
    """Set margins of 1 mm left and right of the text of every cell of a table."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)  # noqa: SLF001 - python-docx has no API for the margins of cells


def write(cell: _Cell, value: str, size: float, style: str = "") -> None:
    """Write the text of a cell; ``style`` contains b for bold, i for italic."""
    first = cell.paragraphs[0]
    first.paragraph_format.space_after = Pt(2)
    add_run(first, value, size, style)


def lines(cell: _Cell, runs: Sequence[tuple[str, float, str]], *, centred: bool = True) -> None:
    """Write several lines into a cell, each with its own size and style."""
    for number, (value, size, style) in enumerate(runs):
        line = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        line.paragraph_format.space_after = Pt(0)
        line.alignment = CENTRE if centred else None
        add_run(line, value, size, style)


def paragraph(
    document: Document, value: str, *, size: float = 14, style: str = "", centred: bool = False, indent: bool = False, before: float = 0
) -> Any:
    """Add a paragraph, justified as the decree requires unless centred."""
    added = document.add_paragraph()
    added.alignment = CENTRE if centred else WD_ALIGN_PARAGRAPH.JUSTIFY
    added.paragraph_format.space_before = Pt(before)
    if indent:
        added.paragraph_format.first_line_indent = Mm(10)
    add_run(added, value, size, style)
    return added


def add_run(to: Any, value: str, size: float, style: str) -> None:
    """Add plain text without fields and without characters that XML cannot contain."""
    run = to.add_run(shown_text(value))
    run.font.size = Pt(size)
    run.bold, run.italic = "b" in style or None, "i" in style or None


def saved(document: Document) -> bytes:
    """Return the document as a file, with the same bytes for the same content."""
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[arg-type,unused-ignore]
    return without_times(stream.getvalue())
