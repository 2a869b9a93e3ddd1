"""Broken and hostile sources end in a sentence, and nothing is written."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from portal_samples import record, snapshot

from tthc_catalog.cli import main

HEAD = ("Mã số", "Tên thủ tục hành chính", "Lĩnh vực")


def workbook(*rows: tuple[object, ...]) -> bytes:
    """Return a workbook with a head and rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, *rows):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def published(sheets: dict[str, list[tuple[str, str]]]) -> bytes:
    """Return a workbook with the names of the sheets that ``tthc publish`` writes."""
    book = openpyxl.Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def document() -> bytes:
    """Return a Word document with a list."""
    word = docx.Document()
    table = word.add_table(rows=0, cols=3)
    for row in (HEAD, ("1.900001", "Thủ tục thử", "Hộ tịch")):
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a zip file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def encrypted(content: bytes) -> bytes:
    """Return a zip file whose first entry claims to be encrypted."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = 0
        while (place := changed.find(mark, place)) >= 0:
            changed[place + offset] |= 1
            place += 4
    return bytes(changed)


def sources() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each source."""
    good = {
        "xlsx": workbook(("1.900001", "Thủ tục thử", "Hộ tịch")),
        "docx": document(),
        "json": json.dumps(record(), ensure_ascii=False).encode(),
        "html": b"<html><table><tr><td>x</td></tr></table>",
    }
    for kind, content in good.items():
        for share in (0.05, 0.3, 0.6, 0.95):
            yield f"truncated-{share}.{kind}", content[: int(len(content) * share)]
        yield (
            f"password.{kind}" if kind in ("xlsx", "docx") else f"zeros.{kind}",
            (encrypted(content) if kind in ("xlsx", "docx") else b"\x00" * 4096),
        )
        yield f"empty.{kind}", b""
        yield f"spaces.{kind}", b" \n" * 50
        yield f"picture.{kind}", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
        yield f"program.{kind}", b"MZ\x90\x00" + b"\x00\xff" * 900
    for kind in ("xls", "ods", "csv", "doc", "xlsb"):
        yield f"old.{kind}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 3000
        yield f"packed.{kind}", packed({"x": b"y"})
    yield "bomb.xlsx", packed({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b"0" * (70 * 2**20)})
    yield "many.docx", packed({"word/document.xml": b"<a/>", **{f"x{number}": b"" for number in range(5_100)}})
    yield "entity.docx", packed({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})
    yield "nested.json", b"[" * 100_000
    yield "list.json", b"[1, 2, null]"
    yield "number.json", b'{"ma_thu_tuc": 1.000110, "ten_thu_tuc": "a"}'
    yield "rows.csv", "Mã số;Tên thủ tục\n".encode() + b"1.900001;a\n" * 100_000
    yield "rows.html", b"<table>" + b"<tr><td>1<td>2" * 100_000
    yield "spans.html", b'<table><tr><td colspan="999999999" rowspan="999999999">x' + b"</table>" * 9_000
    yield "latin.csv", "Mã số;Tên thủ tục\n1;ả\n".encode("cp1258", errors="replace")
    yield "quotes.csv", b'a;"' + b"x" * 200_000
    yield "sheetless.xlsx", packed({"xl/workbook.xml": b"<workbook><externalReferences/></workbook>", "xl/vbaProject.bin": b"x"})
    yield "wide.csv", ("a;" * 300_000).encode()
    yield "name.exe", b"plain text"
    yield "remote.jsonld", b'{"@context": "https://example.org/a", "@type": "x"}'
    yield "other.jsonld", b'{"@context": {}, "@graph": [1, null, {"@graph": "x"}]}'
    yield "nested.jsonld", b'{"@context":{},"a":' * 900 + b"1" + b"}" * 900
    yield "page.html", "<html><body><p>Mã thủ tục</p><p>Trình tự thực hiện</p><p>Thành phần hồ sơ</p><table><td rowspan=9>x".encode()
    yield "published.xlsx", published({"Thủ tục": [("Cấp", "Tên thủ tục")], "Về tệp này": [("x", "y")]})
    yield (
        "headless.xlsx",
        published(
            {
                "Thủ tục": [("a", "b")],
                "Về tệp này": [("Theo quy định có hiệu lực ngày", "2026-11-28"), ("Mã băm SHA-256 của danh mục", "0")],
            }
        ),
    )


@pytest.fixture
def attempted(capsys: pytest.CaptureFixture[str], catalog: Path) -> Callable[[Path], tuple[int, str]]:
    """A function that tries to import a file and returns the exit code and what was printed."""

    def run(path: Path) -> tuple[int, str]:
        capsys.readouterr()
        code = main(["import", str(path), "--into", str(catalog), "--write"])
        out, err = capsys.readouterr()
        return code, out + err

    return run


@pytest.mark.parametrize(("name", "content"), [pytest.param(*source, id=source[0]) for source in sources()])
def test_a_broken_source_is_refused(
    name: str, content: bytes, attempted: Callable[[Path], tuple[int, str]], catalog: Path, tmp_path: Path
) -> None:
    """The exit code is 2, the message names the file, no unexpected error occurs, and the catalog is unchanged."""
    path = tmp_path / name
    path.write_bytes(content)
    before = snapshot(catalog)
    code, shown = attempted(path)
    assert code == 2, shown
    assert name in shown
    assert "ngoài dự kiến" not in shown
    assert snapshot(catalog) == before


def test_formulas_links_and_controls_are_plain_text(attempted: Callable[[Path], tuple[int, str]], catalog: Path, tmp_path: Path) -> None:
    """A formula is never computed or written as one, and control characters do not reach a file."""
    path = tmp_path / "a.json"
    name = '=HYPERLINK("http://x")\u202e # không phải ghi chú: {a}\nkind: x'
    path.write_text(json.dumps(record(ten_thu_tuc=name)), encoding="utf-8")
    code, shown = attempted(path)
    assert "ngoài dự kiến" not in shown
    written = list((catalog / "commune").rglob("*.yaml"))
    assert code in (0, 1), shown
    for file in written:
        assert "\nkind: x" not in file.read_text(encoding="utf-8")
