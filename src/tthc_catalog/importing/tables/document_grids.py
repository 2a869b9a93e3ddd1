"""Tables of Word documents, web pages and delimited text, without external entities, links or scripts."""

from __future__ import annotations

import csv
import html.parser
import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

from tthc_catalog.errors import ImportingError
from tthc_catalog.importing.tables.grid import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Grid, plain_cell
from tthc_catalog.importing.tables.workbook_grids import reject_bomb

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKUP = re.compile(rb"<(?:!doctype|html|table|meta|head|body|\?xml)", re.IGNORECASE)


def is_word(path: Path, start: bytes) -> bool:
    """Return whether a file is a Word document."""
    if not start.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(path) as packed:
            return "word/document.xml" in packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return path.suffix.lower() == ".docx"


def is_page(path: Path, start: bytes) -> bool:
    """Return whether a file is a web page, also under the name of a workbook."""
    plain = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return bool(_MARKUP.match(plain)) and (b"<table" in start.lower() or path.suffix.lower() in (".html", ".htm", ".xls"))


def is_text(path: Path, start: bytes) -> bool:
    """Return whether a file is delimited text."""
    return path.suffix.lower() in (".csv", ".tsv", ".txt") and (b"\x00" not in start or start.startswith((b"\xff\xfe", b"\xfe\xff")))


def word_grids(path: Path) -> list[Grid]:
    """Read the tables of a Word document.

    Raises:
        ImportingError: it is damaged, protected or too large.
    """
    reject_bomb(path)
    try:
        with zipfile.ZipFile(path) as packed:
            content = packed.read("word/document.xml")
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise ImportingError("importing.error.damaged", file=path.name)
        body = ET.fromstring(content)  # noqa: S314 - a document type, and so every entity, was rejected above
    except (zipfile.BadZipFile, KeyError, ET.ParseError, EOFError, NotImplementedError, RuntimeError) as error:
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


def page_grids(path: Path) -> list[Grid]:
    """Read the tables of a web page; raises like `word_grids`."""
    parser = _Tables()
    parser.feed(_decoded(path))
    parser.close()
    return [Grid(name=f"bảng {number}", rows=_spread(table, path)) for number, table in enumerate(parser.tables, 1)]


class _Tables(html.parser.HTMLParser):
    """Collects the cells of all tables with their spans; a table within a cell is text of that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[tuple[str, int, int]]]] = []
        self._depth = 0
        self._text: list[str] | None = None
        self._spans = (1, 1)
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        if tag in ("script", "style"):
            self._silent += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
        elif tag == "tr" and self._depth == 1:
            self._end_cell()
            self.tables[-1].append([])
        elif tag in ("td", "th") and self._depth == 1:
            self._end_cell()
            given = dict(attrs)
            self._spans = (_span(given.get("rowspan")), _span(given.get("colspan")))
            self._text = []
        elif tag in ("br", "p", "div", "li"):
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        """End a table or a cell."""
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th", "tr") and self._depth == 1:
            self._end_cell()
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self._end_cell()
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        """Add text to the current cell."""
        if self._text is not None and not self._silent:
            self._text.append(data)

    def _end_cell(self) -> None:
        if self._text is not None and self.tables:
            if not self.tables[-1]:
                self.tables[-1].append([])
            self.tables[-1][-1].append((plain_cell("".join(self._text)), *self._spans))
        self._text = None


def _span(value: str | None) -> int:
    return min(int(value), MOST_COLUMNS) if value is not None and value.isdigit() and int(value) > 0 else 1


def _spread(table: list[list[tuple[str, int, int]]], path: Path) -> tuple[tuple[str, ...], ...]:
    """Return the rows with the text of spanning cells in each place they cover."""
    _reject_long(len(table), path)
    below: dict[int, tuple[str, int]] = {}
    rows = []
    for cells in table:
        row: list[str] = []
        waiting = list(cells)
        while (waiting or len(row) in below) and len(row) < MOST_COLUMNS:
            if len(row) in below:
                text, left = below.pop(len(row))
                if left > 1:
                    below[len(row)] = (text, left - 1)
                row.append(text)
                continue
            text, down, across = waiting.pop(0)
            for _ in range(across):
                if down > 1:
                    below[len(row)] = (text, down - 1)
                row.append(text)
        rows.append(tuple(row))
    return tuple(rows)


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
