"""Tables of web pages, which many systems export under the name .xls."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

from tthc_catalog.tables.sheet_table import Merge, SheetTable
from tthc_catalog.tables.unreadable import UnreadableTable

MOST_BYTES = 400_000_000
MOST_SPAN = 1_000
"""Most columns or rows that a cell can span."""

_MOST_CELLS = 20_000_000
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_VOID = frozenset({"script", "style"})


def html_tables(path: Path, *, most_bytes: int = MOST_BYTES, most_rows: int | None = None, guess: bool = True) -> Sequence[SheetTable]:
    """Return the tables of a web page, outermost tables only.

    Args:
        path: the page.
        most_bytes: the largest page that is read.
        most_rows: the most rows of a table.
        guess: whether a page that is not in UTF-8 and names no encoding is read as cp1258.

    Raises:
        UnreadableTable: the page is too large, has no table or one with too many rows, or is in an unknown encoding.
        OSError: the file cannot be read.
    """
    if path.stat().st_size > most_bytes:
        raise UnreadableTable("bomb", file=path.name, megabytes=path.stat().st_size // 1_000_000)
    parser = _Tables(most_rows)
    try:
        parser.feed(page_text(path, guess=guess))
        parser.close()
    except _TooManyCells:
        raise UnreadableTable("bomb", file=path.name, megabytes=parser.cells // 10_000) from None
    except _TooManyRows:
        raise UnreadableTable("rows", file=path.name) from None
    if not parser.tables:
        raise UnreadableTable("web_page", file=path.name)
    return [
        SheetTable(name=f"bảng {number}" if len(parser.tables) > 1 else "bảng", cells=_rows(rows), merges=merges)
        for number, (rows, merges) in enumerate(parser.tables, 1)
    ]


def _rows(rows: list[list[str]]) -> Callable[[], Iterator[Sequence[str]]]:
    """Return a function that starts reading the rows."""
    return lambda: iter(rows)


def page_text(path: Path, *, guess: bool) -> str:
    """Return the text of a page in the encoding that it states; see `html_tables`."""
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    found = _CHARSET.search(data[:4_096])
    stated = [found[1].decode("ascii")] if found is not None else []
    for encoding in ("utf-8-sig", *stated, *(["cp1258"] if guess else [])):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    if not guess:
        raise UnreadableTable("encoding", file=path.name)
    return data.decode("utf-8", errors="replace")


class _TooManyCells(Exception):
    """A page has more cells than memory for them."""


class _TooManyRows(Exception):
    """A table has more rows than are wanted."""


class _Tables(HTMLParser):
    """Collects the cells of the outermost tables. A cell that spans rows leaves empty places, which its merge fills."""

    def __init__(self, most_rows: int | None) -> None:
        super().__init__(convert_charrefs=True)
        self._most_rows = most_rows
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
        elif tag in ("br", "p", "div", "li") and self._text is not None:
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
            if self._most_rows is not None and len(self.tables[-1][0]) > self._most_rows:
                raise _TooManyRows
        self._row = None


def _span(value: str | None) -> int:
    return min(max(int(value), 1), MOST_SPAN) if value is not None and value.strip().isdigit() else 1
