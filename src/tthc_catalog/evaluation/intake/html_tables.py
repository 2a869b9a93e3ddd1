"""Importer of web pages with a table of dossiers, which many systems export under the name .xls."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.intake.sheet_tables import Merge, SheetTable, open_tables

if TYPE_CHECKING:
    from tthc_catalog.evaluation.intake.column_map import ColumnMap
    from tthc_catalog.evaluation.intake.row_batches import OpenedFile

MOST_BYTES = 400_000_000
MOST_SPAN = 1_000
"""Most columns or rows that a cell can span."""

_MOST_CELLS = 20_000_000
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_VOID = frozenset({"script", "style", "head", "title"})


def open_html(path: Path, mapping: ColumnMap) -> OpenedFile:
    """Open the tables of a web page; raises like `open_tables`."""
    return open_tables(path, mapping, html_tables(path), {"format": "html"})


def html_tables(path: Path) -> Sequence[SheetTable]:
    """Return the tables of a web page, outermost tables only.

    Raises:
        EvaluationError: the page is too large or has no table.
        OSError: the file cannot be read.
    """
    if path.stat().st_size > MOST_BYTES:
        raise EvaluationError("evaluation.error.bomb", file=path.name, megabytes=path.stat().st_size // 1_000_000)
    parser = _Tables()
    try:
        parser.feed(_decoded(path.read_bytes()))
        parser.close()
    except _TooManyCells:
        raise EvaluationError("evaluation.error.bomb", file=path.name, megabytes=parser.cells // 10_000) from None
    if not parser.tables:
        raise EvaluationError("evaluation.error.container.web_page", file=path.name)
    return [
        SheetTable(name=f"bảng {number}" if len(parser.tables) > 1 else "bảng", cells=_rows(rows), merges=merges)
        for number, (rows, merges) in enumerate(parser.tables, 1)
    ]


def _rows(rows: list[list[str]]) -> Callable[[], Iterator[Sequence[str]]]:
    """Return a function that starts reading the rows."""
    return lambda: iter(rows)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    found = _CHARSET.search(data[:4_096])
    for encoding in ("utf-8-sig", found[1].decode("ascii") if found is not None else "cp1258", "cp1258"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8", errors="replace")


class _TooManyCells(Exception):
    """A page has more cells than memory for them."""


class _Tables(HTMLParser):
    """Collects the cells of the outermost tables. A cell that spans rows leaves empty places, which its merge fills."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[list[list[str]], list[Merge]]] = []
        self.cells = 0
        self._depth = 0
        self._ignored = 0
        self._text: list[str] | None = None
        self._row: list[str] | None = None
        self._place = 0
        self._taken: dict[int, set[int]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Start a table, a row or a cell."""
        if tag in _VOID:
            self._ignored += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(([], []))
                self._taken = {}
        elif self._depth == 1 and tag == "tr":
            self._end_row()
            self._row = []
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            if self._row is None:
                self._row = []
            self._begin_cell(dict(attrs))
        elif tag in ("br", "p", "div") and self._text is not None:
            self._text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End a table, a row or a cell."""
        if tag in _VOID:
            self._ignored = max(self._ignored - 1, 0)
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self._end_row()
            self._depth -= 1
        elif self._depth == 1 and tag == "tr":
            self._end_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """Collect the text of a cell."""
        if self._text is not None and not self._ignored:
            self._text.append(data)

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        rows, merges = self.tables[-1]
        assert self._row is not None
        top = len(rows)
        taken = self._taken.setdefault(top, set())
        while len(self._row) in taken:
            self._row.append("")
        left = len(self._row)
        wide, high = (_span(attributes.get(name)) for name in ("colspan", "rowspan"))
        self.cells += wide * high
        if self.cells > _MOST_CELLS:
            raise _TooManyCells
        if wide > 1 or high > 1:
            merges.append(((top, left), (top + high - 1, left + wide - 1)))
            for below in range(1, high):
                self._taken.setdefault(top + below, set()).update(range(left, left + wide))
        self._row.append("")
        self._row.extend([""] * (wide - 1))
        self._place = left
        self._text = []

    def _end_cell(self) -> None:
        if self._text is not None and self._row is not None:
            self._row[self._place] = " ".join("".join(self._text).split())
        self._text = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self.tables[-1][0].append(self._row)
        self._row = None


def _span(value: str | None) -> int:
    return min(max(int(value), 1), MOST_SPAN) if value is not None and value.strip().isdigit() else 1
