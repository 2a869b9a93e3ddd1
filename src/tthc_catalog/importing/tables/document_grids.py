"""Tables of Word documents and delimited text, without external entities or links."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

from tthc_catalog.errors import ImportingError
from tthc_catalog.importing.tables.grid import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Grid, plain_cell
from tthc_catalog.importing.tables.sheet_grids import as_importing_errors
from tthc_catalog.tables.container_kinds import reject_bomb
from tthc_catalog.tables.unreadable import DAMAGED_PACKING

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def word_grids(path: Path) -> list[Grid]:
    """Read the tables of a Word document.

    Raises:
        ImportingError: it is damaged, protected or too large.
    """
    with as_importing_errors(path):
        reject_bomb(path, MOST_BYTES)
    try:
        with zipfile.ZipFile(path) as packed:
            content = packed.read("word/document.xml")
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise ImportingError("importing.error.damaged", file=path.name)
        body = ET.fromstring(content)  # noqa: S314 - a document type, and so every entity, was rejected above
    except (ET.ParseError, *DAMAGED_PACKING) as error:
        if isinstance(error, ImportingError):
            raise
        raise ImportingError("importing.error.damaged", file=path.name) from error
    return [_word_grid(table, number, path) for number, table in enumerate(body.iter(f"{_W}tbl"), 1)]


def _word_grid(table: ET.Element, number: int, path: Path) -> Grid:
    rows: list[tuple[str, ...]] = []
    for row in table.findall(f"{_W}tr"):
        cells: list[str] = []
        for cell in row.iter(f"{_W}tc"):
            properties = cell.find(f"{_W}tcPr")
            span = _attribute(properties, "gridSpan") or "1"
            merge = None if properties is None else properties.find(f"{_W}vMerge")
            text = plain_cell(" ".join(_paragraph(p) for p in cell.iter(f"{_W}p")))
            if merge is not None and merge.get(f"{_W}val") != "restart" and rows and len(cells) < len(rows[-1]):
                text = rows[-1][len(cells)]
            cells += [text] * min(int(span) if span.isdigit() else 1, MOST_COLUMNS)
        rows.append(tuple(cells[:MOST_COLUMNS]))
        _reject_long(len(rows), path)
    return Grid(name=f"bảng {number}", rows=tuple(rows))


def _attribute(properties: ET.Element | None, name: str) -> str | None:
    found = None if properties is None else properties.find(f"{_W}{name}")
    return None if found is None else found.get(f"{_W}val")


def _paragraph(paragraph: ET.Element) -> str:
    return "".join(
        part.text or "" if part.tag == f"{_W}t" else " " for part in paragraph.iter() if part.tag in (f"{_W}t", f"{_W}tab", f"{_W}br")
    )


def text_grids(path: Path) -> list[Grid]:
    """Read delimited text; raises like `word_grids`."""
    content = _decoded(path)
    sample = "\n".join(content.splitlines()[:20])
    delimiter = max(";,\t|", key=sample.count)
    try:
        rows = []
        for row in csv.reader(io.StringIO(content), delimiter=delimiter):
            rows.append(tuple(plain_cell(cell) for cell in row[:MOST_COLUMNS]))
            _reject_long(len(rows), path)
    except csv.Error as error:
        raise ImportingError("importing.error.damaged", file=path.name) from error
    return [Grid(name=path.name, rows=tuple(rows))]


def _decoded(path: Path) -> str:
    if path.stat().st_size > MOST_BYTES:
        raise ImportingError("importing.error.too_large", file=path.name, megabytes=MOST_BYTES >> 20)
    content = path.read_bytes()
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ImportingError("importing.error.encoding", file=path.name) from error


def _reject_long(rows: int, path: Path) -> None:
    if rows > MOST_ROWS:
        raise ImportingError("importing.error.too_many_rows", file=path.name, sheet="", count=MOST_ROWS)
