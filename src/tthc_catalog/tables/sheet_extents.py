"""The extent of the sheets of OpenDocument and binary workbooks, measured before the reader builds a block of cells."""

from __future__ import annotations

import re
import struct
import xml.parsers.expat
import zipfile
from pathlib import Path
from typing import Any

from tthc_catalog.tables.unreadable import UnreadableTable

_DATE_MODE = re.compile(rb"\x22\x00\x02\x00([\x00\x01])\x00")
"""The record of a binary workbook that states the first day of its serial numbers."""


def ods_extent(path: Path) -> int:
    """Return the most cells of a sheet of an OpenDocument workbook, counting repeated ones."""
    counter = _OdsCounter()
    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    parser.EntityDeclHandler = _reject_entity
    try:
        with zipfile.ZipFile(path) as packed, packed.open("content.xml") as file:
            parser.ParseFile(file)
    except (xml.parsers.expat.ExpatError, ValueError) as error:
        raise UnreadableTable("damaged", file=path.name) from error
    return counter.most


def _reject_entity(*_: Any) -> None:
    message = "an entity declaration"
    raise ValueError(message)


class _OdsCounter:
    """Counts rows and columns of each sheet up to the last cell with a value."""

    def __init__(self) -> None:
        self.most = 0
        self._rows = self._width = self._column = self._used = self._repeats = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Count a cell or a row."""
        kind = name.rpartition(":")[2]
        if kind in ("table-cell", "covered-table-cell"):
            self._column += _repeated(attributes, "columns")
            if any(key.endswith(":value-type") for key in attributes):
                self._used = self._column
        elif kind == "table-row":
            self._column = self._used = 0
            self._repeats = _repeated(attributes, "rows")
        elif kind == "table":
            self._rows = self._width = 0

    def end(self, name: str) -> None:
        """Add a finished row to its sheet; blank rows count only if a row with a value follows."""
        kind = name.rpartition(":")[2]
        if kind == "table-row":
            self._rows += self._repeats
            if self._used:
                self._width = max(self._width, self._used)
                self.most = max(self.most, self._rows * self._width)


def _repeated(attributes: dict[str, str], what: str) -> int:
    value = next((value for key, value in attributes.items() if key.endswith(f"number-{what}-repeated")), "1")
    return int(value) if value.isdigit() else 1


def xlsb_extent(path: Path) -> int:
    """Return the most cells of a sheet of a binary workbook of Excel 2007 or later."""
    most = 0
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".bin"):
                most = max(most, _records_extent(packed.read(name)))
    return most


def _records_extent(data: bytes) -> int:
    """Return rows times columns of the cell records."""
    at, last_row, width = 0, 0, 0
    end = len(data)
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = (kind & 0x7F) | (data[at] << 7)
            at += 1
        size = shift = 0
        while at < end:
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        if kind == 0 and at + 4 <= end:
            last_row = max(last_row, struct.unpack_from("<I", data, at)[0] + 1)
        elif 1 <= kind <= 11 and at + 4 <= end:
            width = max(width, struct.unpack_from("<I", data, at)[0] + 1)
        at += size
    return last_row * width


def binary_counts_from_1904(path: Path) -> bool:
    """Return whether the serial numbers of a workbook of Excel 97 count from 1904."""
    match = _DATE_MODE.search(path.read_bytes())
    return match is not None and match[1] == b"\x01"


def xlsb_counts_from_1904(path: Path) -> bool:
    """Return whether the serial numbers of a binary workbook count from 1904."""
    with zipfile.ZipFile(path) as packed:
        match = re.search(rb"\x99\x01[\x04-\x20](.)", packed.read("xl/workbook.bin")[:1_000_000], re.DOTALL)
    return match is not None and bool(match[1][0] & 1)
