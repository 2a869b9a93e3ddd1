"""Recognise what a file is by its first bytes, since exports named .xls or .csv are often something else."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

from tthc_catalog.tables.unreadable import DAMAGED_PACKING, UnreadableTable

Kind = Literal["text", "html", "workbook", "word", "parquet", "arrow"]

MOST_BYTES = 2_000_000_000
"""Most unpacked bytes of all parts of a workbook; a full sheet of a million rows has fewer."""

MOST_SHARED_BYTES = 400_000_000
"""Most unpacked bytes of any part but the sheets; the table of shared strings is kept in memory."""

MOST_RATIO = 200
"""Highest compression ratio of a part with more than `_RATIO_CHECKED_FROM` unpacked bytes."""

_RATIO_CHECKED_FROM = 20_000_000
_MOST_PARTS = 2_000
_HEAD = 65_536
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHEET_PARTS = ("xl/worksheets/", "content.xml")
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"{\\rtf", "document"),
    (b"SQLite format 3", "database"),
)
_BIFF_WITHOUT_CONTAINER = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
"""First bytes of workbooks of Excel 2 to 5, which have no OLE container around them."""


def kind_of(path: Path) -> Kind:
    """Return the kind of a file by its content.

    Raises:
        UnreadableTable: the file is empty, or of a kind without tables that can be read.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise UnreadableTable("empty_file", file=path.name)
    for signature, what in _SIGNATURES:
        if head.startswith(signature):
            raise _refused(path, what)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"ARROW1", b"\xff\xff\xff\xff")):
        return "arrow"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(path)
    if head.startswith(_OLE):
        return _kind_of_ole(path)
    if head[:2] in _BIFF_WITHOUT_CONTAINER and len(head) > 8 and head[3] == 0 and head[2] < 32:
        raise _refused(path, "ancient_workbook")
    return _kind_of_text(path, head)


def _kind_of_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as packed:
            names = {part.filename for part in packed.infolist()}
    except DAMAGED_PACKING as error:
        raise UnreadableTable("damaged", file=path.name) from error
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names or any(name.endswith("/workbook.xml") for name in names):
        return "workbook"
    if "content.xml" in names:
        try:
            with zipfile.ZipFile(path) as packed:
                kind = packed.read("mimetype")[:100] if "mimetype" in names else b"spreadsheet"
                manifest = packed.read("META-INF/manifest.xml")[:1_000_000] if "META-INF/manifest.xml" in names else b""
        except DAMAGED_PACKING as error:
            raise UnreadableTable("damaged", file=path.name) from error
        if b"encryption-data" in manifest:
            raise _refused(path, "password")
        if b"spreadsheet" not in kind:
            raise _refused(path, "document")
        return "workbook"
    if "word/document.xml" in names:
        return "word"
    raise _refused(path, "document" if any(name.startswith(("word/", "ppt/")) for name in names) else "archive")


def _kind_of_ole(path: Path) -> Kind:
    with path.open("rb") as file:
        data = file.read(MOST_BYTES // 10)
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise _refused(path, "password")
    if "Workbook".encode("utf-16-le") in data or "B\0o\0o\0k\0".encode("latin-1") in data:
        return "workbook"
    raise _refused(path, "document")


def _kind_of_text(path: Path, head: bytes) -> Kind:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = head.decode("utf-16", errors="ignore")[:2_000].lstrip().lower()
    else:
        start = head.decode("utf-8-sig", errors="replace")[:_HEAD].lstrip().lower()
        if start.count("\0") > 2:
            raise _refused(path, "unknown")
    if start.startswith(("mime-version:", "from: <saved by")):
        raise _refused(path, "web_archive")
    if start.startswith("<?xml") and "office:spreadsheet" in start and "<office:document" in start:
        raise _refused(path, "xml_workbook")
    if start.startswith("<?xml") and "urn:schemas-microsoft-com:office:spreadsheet" in start and "<html" not in start:
        raise _refused(path, "xml_workbook")
    if start.startswith("<") and any(tag in start for tag in ("<table", "<html", "<!doctype html", "<body")):
        return "html"
    if start.startswith("<?xml"):
        raise _refused(path, "xml")
    if start.startswith(("{", "[{")):
        raise _refused(path, "json")
    return "text"


def _refused(path: Path, what: str) -> UnreadableTable:
    return UnreadableTable(what, file=path.name)


def reject_bomb(path: Path, most_bytes: int = MOST_BYTES) -> None:
    """Check that a packed file unpacks to a sensible size and without a password.

    Raises:
        UnreadableTable: it does not, or it is damaged.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except DAMAGED_PACKING as error:
        raise UnreadableTable("damaged", file=path.name) from error
    if any(part.flag_bits & 1 for part in parts):
        raise _refused(path, "password")
    total = sum(part.file_size for part in parts)
    bulky = [p for p in parts if p.file_size > MOST_SHARED_BYTES and not p.filename.startswith(_SHEET_PARTS)]
    dense = [p for p in parts if p.file_size > _RATIO_CHECKED_FROM and p.file_size > MOST_RATIO * max(p.compress_size, 1)]
    if len(parts) > _MOST_PARTS or total > most_bytes or bulky or dense:
        raise UnreadableTable("bomb", file=path.name, megabytes=total // 1_000_000)
