"""What the reader of workbooks does not report about the sheets of an XLSX file, found in the XML of the sheets.

The reader keeps a sheet as one block from its first to its last cell, so a single cell in a distant corner would cost gigabytes: the extent is
measured first. It also returns nothing for a formula without a stored value and for an error value, and a date for a moment at midnight.
"""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from tthc_catalog.tables.unreadable import UnreadableTable

MOST_CELLS = 60_000_000
"""Most cells of a block; a full sheet of a million rows has 57 columns."""

_CHUNK = 1 << 20
_MOST_ROW_BYTES = 1 << 26
_MOST_SMALL_PART = 50_000_000
_REF = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_CELL = rb"<(?:\w+:)?c\b(?=[^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\")"
_NO_VALUE = re.compile(
    _CELL + rb"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(_CELL + rb"[^>]*?\bt=\"e\"[^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>(#[^<]*)</(?:\w+:)?v>", re.DOTALL)
_WHOLE_DAY = re.compile(_CELL + rb"(?=[^>]*?\bs=\"(\d+)\")(?![^>]*\bt=\"(?!n\"))[^>]*>\s*<(?:\w+:)?v>(\d{5})(?:\.0*)?</(?:\w+:)?v>")
_FAR_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,3})\d{1,7}\"[^>]*?(?:/>|>.*?</(?:\w+:)?c>)", re.DOTALL)
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_BUILT_IN_TIMES = frozenset({18, 19, 20, 21, 22, 45, 46, 47})


@attrs.frozen(kw_only=True)
class Scan:
    """What the XML of a sheet says.

    Attributes:
        rows, columns: the extent of the cells.
        cells: (row, column), from 0 -> the value to use instead of the reader's.
    """

    rows: int = 0
    columns: int = 0
    cells: Mapping[tuple[int, int], Any] = attrs.field(factory=dict)


class XlsxScan:
    """The parts of an XLSX file that are scanned; other workbooks have none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.counts_from_1904 = False
        self._part_of: dict[str, str] = {}
        self._timed_styles: frozenset[int] = frozenset()
        with zipfile.ZipFile(path) as packed:
            names = {name.lower(): name for name in packed.namelist()}
            book = next((name for key, name in names.items() if key.endswith("/workbook.xml") or key == "workbook.xml"), None)
            if book is None:
                return
            folder = book.rpartition("/")[0]
            text = _small_part(packed, book)
            properties = re.search(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*[\"'](?:1|true|on)[\"']", text)
            self.counts_from_1904 = properties is not None
            relations = names.get(f"{folder}/_rels/workbook.xml.rels".lower().lstrip("/"))
            targets = _targets(_small_part(packed, relations), folder) if relations is not None else {}
            for tag in _SHEET.findall(text):
                attributes = _attributes(tag)
                id = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                part = names.get(targets.get(id, "").lower())
                if part is not None:
                    self._part_of[attributes.get("name", "")] = part
            styles = names.get(f"{folder}/styles.xml".lower().lstrip("/"))
            if styles is not None:
                self._timed_styles = _timed_styles(_small_part(packed, styles))

    @property
    def has_sheets(self) -> bool:
        """Whether the file is an XLSX workbook."""
        return bool(self._part_of)

    def scan(self, sheet: str) -> Scan:
        """Scan a sheet; a sheet without cells has no extent."""
        part = self._part_of.get(sheet)
        if part is None:
            return Scan()
        cells: dict[tuple[int, int], Any] = {}
        last_row, letters = 0, set[bytes]()
        epoch = dt.datetime(1904, 1, 1) if self.counts_from_1904 else dt.datetime(1899, 12, 30)  # noqa: DTZ001 - local office time
        with zipfile.ZipFile(self._path) as packed, packed.open(part) as file:
            for rows in _whole_rows(file, self._path):
                refs = _REF.findall(rows)
                if refs:
                    last_row = max(last_row, int(refs[-1][1]))
                    letters.update({ref[0] for ref in refs})
                if b"f>" in rows or b"f " in rows or b"f/" in rows:
                    cells.update({_place(c, r): "=" for c, r in _NO_VALUE.findall(rows)})
                if b't="e"' in rows:
                    cells.update({_place(c, r): error.decode("ascii", "replace") for c, r, error in _ERROR.findall(rows)})
                if self._timed_styles:
                    for column, row, style, serial in _WHOLE_DAY.findall(rows):
                        if int(style) in self._timed_styles:
                            cells[_place(column, row)] = epoch + dt.timedelta(days=int(serial))
        return Scan(rows=last_row, columns=max((_number(c) for c in letters), default=0), cells=cells)

    def narrowed(self, sheet: str, columns: int) -> io.BytesIO:
        """Return a copy of the workbook in which a sheet has only its first columns."""
        part = self._part_of[sheet]
        made = io.BytesIO()
        with zipfile.ZipFile(self._path) as packed, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
            for name in packed.namelist():
                if name == part:
                    with packed.open(part) as file, copy.open(name, "w", force_zip64=True) as target:
                        for rows in _whole_rows(file, self._path):
                            target.write(_FAR_CELL.sub(lambda m: m[0] if _number(m[1]) <= columns else b"", rows))
                elif name.endswith((".xml", ".rels")) and not (name.startswith("xl/worksheets/") and name.endswith(".xml")):
                    copy.writestr(name, packed.read(name))
        made.seek(0)
        return made


def _small_part(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as file:
        return file.read(_MOST_SMALL_PART)


def _targets(relations: bytes, folder: str) -> dict[str, str]:
    """Return the part of each relation of the workbook."""
    targets = {}
    for tag in _RELATION.findall(relations):
        attributes = _attributes(tag)
        target = attributes.get("Target", "")
        targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
    return targets


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        name.decode("ascii", "replace"): html.unescape((double or single).decode("utf-8", "replace"))
        for name, double, single in _ATTRIBUTE.findall(tag)
    }


def _timed_styles(styles: bytes) -> frozenset[int]:
    """Return the numbers of the cell styles whose number format shows a time of day."""
    timed = set(_BUILT_IN_TIMES)
    for tag in re.findall(rb"<(?:\w+:)?numFmt\s[^>]*>", styles):
        attributes = _attributes(tag)
        code = re.sub(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]', "", attributes.get("formatCode", ""), flags=re.IGNORECASE).lower()
        number = int(attributes.get("numFmtId", "0") or 0)
        if "h" in code and ("y" in code or "d" in code):
            timed.add(number)
        else:
            timed.discard(number)
    found = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", styles, re.DOTALL)
    formats = re.findall(rb"<(?:\w+:)?xf\b[^>]*>", found[0]) if found is not None else []
    return frozenset(n for n, tag in enumerate(formats) if int(_attributes(tag).get("numFmtId", "0") or 0) in timed)


def _whole_rows(file: Any, path: Path) -> Iterator[bytes]:
    """Yield a sheet in pieces that end between two rows."""
    rest = b""
    while block := file.read(_CHUNK):
        rest += block
        cut = max(rest.rfind(b"<row"), rest.rfind(b":row "))
        cut = rest.rfind(b"<", 0, cut + 1) if cut > 0 else cut
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > _MOST_ROW_BYTES:
            raise UnreadableTable("bomb", file=path.name, megabytes=len(rest) // 1_000_000)
    yield rest


def _place(column: bytes, row: bytes) -> tuple[int, int]:
    return int(row) - 1, _number(column) - 1


def _number(letters: bytes) -> int:
    """Return the 1-based number of a column, such as 28 for AB."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
