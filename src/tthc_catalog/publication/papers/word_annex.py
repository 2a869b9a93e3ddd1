"""The draft notice and its annex as a Word document to finish by hand, with the words and layout of the PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import docx
from docx.enum.section import WD_SECTION
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
from tthc_catalog.extension.specs import Artefact
from tthc_catalog.publication.papers.notice import annex_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docx.document import Document
    from docx.table import _Cell

    from tthc_catalog.publication.content.publication import Publication

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WIDTHS = (11, 24, 77, 50)
"""Widths of the annex's columns in mm; their sum is the width between the margins."""


def render_docx(publication: Publication) -> Iterator[Artefact]:
    """Yield the document."""
    data = annex_data(publication)
    document: Any = docx.Document()
    set_page(document, data["stamp_line"])
    set_properties(document, title=data["title"], comments=data["stamp_line"], day=publication.as_of)
    document.core_properties.identifier, document.core_properties.version = publication.stamp.digest, publication.stamp.version
    _write_notice(document, data)
    number_from_one(document.add_section(WD_SECTION.NEW_PAGE))
    _write_annex(document, data)
    yield Artefact(path="annex.docx", content=saved(document), media_type=_DOCX)


def _write_notice(document: Document, data: dict[str, Any]) -> None:
    words = data["words"]
    write_letterhead(document, (words["issuer"], words["number"]), (words["country"], words["motto"], words["place"]))
    paragraph(document, words["kind"], style="b", centred=True, before=18)
    paragraph(document, words["subject"], style="b", centred=True)
    paragraph(document, words["basis"], style="i", indent=True, before=10)
    paragraph(document, words["body"], indent=True)
    paragraph(document, words["how"], indent=True)
    for rule in data["rules"]:
        paragraph(document, f"– {rule}", indent=True)
    for notice in data["notices"]:
        paragraph(document, notice, indent=True)
    if data["stamp"]["notice"]:
        paragraph(document, data["stamp"]["notice"], style="b", indent=True)
    paragraph(document, words["placeholders"], size=12, style="i", indent=True)
    write_signature(document, words)


def _write_annex(document: Document, data: dict[str, Any]) -> None:
    words, notice = data["words"], data["stamp"]["notice"]
    write_annex_head(document, words, sum(_WIDTHS))
    if notice:
        paragraph(document, f"{notice} {data['stamp']['star']}", size=11, style="b")
    for part in data["parts"]:
        if part["title"]:
            paragraph(document, part["title"], size=13, style="b", before=8).paragraph_format.keep_with_next = True
        _write_table(document, part)


def _write_table(document: Document, part: dict[str, Any]) -> None:
    table: Any = document.add_table(rows=1, cols=len(_WIDTHS))
    table.style = "Table Grid"
    table.autofit = False
    narrow_margins(table)
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Mm(width)
    _row(table.rows[0].cells, part["columns"], style="b")
    repeat_head(table.rows[0])
    for cell in table.rows[0].cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    for group in part["groups"]:
        cells = table.add_row().cells
        merged = cells[0].merge(cells[-1])
        write(merged, group["title"], 13, "b")
        merged.paragraphs[0].paragraph_format.keep_with_next = True
        for row in group["rows"]:
            added = table.add_row()
            keep_whole(added)
            _row(added.cells, [str(row["number"]), row["code"], row["name"], row["last"]])


def _row(cells: Sequence[_Cell], values: Sequence[str], style: str = "") -> None:
    for cell, value, width in zip(cells, values, _WIDTHS, strict=True):
        cell.width = Mm(width)
        write(cell, value, 12, style)
