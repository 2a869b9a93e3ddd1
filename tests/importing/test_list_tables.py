"""A list as a table is read alike from every kind of file, with merged heads, groups, repeated heads and notes."""

from __future__ import annotations

import csv
import html
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import attrs
import docx
import openpyxl
import pytest

from tthc_catalog.errors import ImportingError
from tthc_catalog.importing.found_facts import FoundFee, FoundList, FoundProcedure, FoundTime
from tthc_catalog.importing.tables.list_tables import read_list, recognises

HEAD = ["STT", "Mã số TTHC", "Tên thủ tục hành chính", "Thời hạn giải quyết", "Phí, lệ phí", "Cơ quan thực hiện"]
ROWS = [
    ["PHỤ LỤC DANH MỤC THỦ TỤC", "", "", "", "", ""],
    HEAD,
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
    ["A", "THỦ TỤC CẤP HUYỆN", "", "", "", ""],
    ["I", "Lĩnh vực Hộ tịch", "", "", "", ""],
    ["1", "2.000528.000.00.00.H23", "Thủ tục đăng ký khai sinh có yếu tố nước ngoài", "Trong ngày", "Không", "UBND cấp huyện"],
    ["2", "1.004837", "Thủ tục đăng ký giám hộ", "03 ngày làm việc", "20.000 đồng/bản", "UBND cấp huyện"],
    HEAD,
    ["B", "THỦ TỤC CẤP XÃ", "", "", "", ""],
    ["II", "LĨNH VỰC CHỨNG THỰC (02 thủ tục)", "", "", "", ""],
    ["1", "2.000815; 2.000884", "Thủ tục chứng thực", "5", "Theo quy định", "UBND cấp xã"],
    ["2", "", "Thủ tục không có mã", "", "", ""],
    ["Ghi chú: danh mục áp dụng từ 25/9/2023.", "", "", "", "", ""],
]


def as_xlsx(path: Path) -> Path:
    """Write the rows as a workbook with merged titles, below two empty rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Phụ lục"
    for number, row in enumerate(ROWS, 3):
        for column, value in enumerate(row, 1):
            if value:
                sheet.cell(number, column, value)
        if not row[2]:
            sheet.merge_cells(start_row=number, start_column=1 if not row[1] else 2, end_row=number, end_column=6)
    book.save(path)
    return path


def as_csv(path: Path) -> Path:
    """Write the rows as delimited text."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(ROWS)
    return path


def as_html(path: Path) -> Path:
    """Write the rows as a web page with spanning cells; under the name of a workbook too."""
    rows = []
    for row in ROWS:
        if row[2]:
            cells = [f"<td>{html.escape(cell)}</td>" for cell in row]
        else:
            lead = [cell for cell in row if cell]
            cells = [*(f"<td>{cell}</td>" for cell in lead[:-1]), f'<td colspan="{7 - len(lead)}">{lead[-1]}</td>']
        rows.append(f"<tr>{''.join(cells)}</tr>")
    path.write_text(f"<html><body><script>x</script><table>{''.join(rows)}</table></body></html>", encoding="utf-8")
    return path


def as_docx(path: Path) -> Path:
    """Write the rows as a Word table with merged titles."""
    document = docx.Document()
    table = document.add_table(rows=0, cols=6)
    for row in ROWS:
        cells = table.add_row().cells
        for cell, value in zip(cells, row, strict=True):
            cell.text = value
        if not row[2]:
            first = 0 if not row[1] else 1
            text = row[first]
            cells[first].merge(cells[5]).text = text
    document.save(str(path))
    return path


WRITERS: list[tuple[str, Callable[[Path], Path]]] = [
    ("a.xlsx", as_xlsx),
    ("a.csv", as_csv),
    ("a.html", as_html),
    ("a.xls", as_html),
    ("a.docx", as_docx),
]


@pytest.fixture(params=WRITERS, ids=lambda writer: writer[0] if isinstance(writer, tuple) else "")
def found(request: pytest.FixtureRequest, tmp_path: Path) -> FoundList:
    """The list as read from each kind of file."""
    name, write = request.param
    path = write(tmp_path / name)
    assert recognises(path, path.read_bytes()[:4096])
    return read_list(path)


def test_the_same_procedures_from_every_kind_of_file(found: FoundList) -> None:
    """Codes keep their printed form, and groups give the level and the field."""
    assert [(p.code, p.printed, p.levels, p.field) for p in found.procedures] == [
        ("2.000528", ("2.000528.000.00.00.H23",), ("district",), "Hộ tịch"),
        ("1.004837", ("1.004837",), ("district",), "Hộ tịch"),
        ("2.000815", ("2.000815",), ("commune",), "CHỨNG THỰC".capitalize()),
        ("2.000884", ("2.000884",), ("commune",), "CHỨNG THỰC".capitalize()),
        (None, (), ("commune",), "Chứng thực"),
    ]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="NOT TESTED: LibreOffice (soffice) is not installed")
@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_other_workbooks(tmp_path: Path, suffix: str) -> None:
    """An OpenDocument sheet and a workbook of Excel 97 have the same procedures as the workbook they were made from."""
    path = as_xlsx(tmp_path / "a.xlsx")
    words = ("soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", suffix, "--outdir", str(tmp_path))
    subprocess.run([*words, str(path)], check=True, capture_output=True, timeout=120)
    other = path.with_suffix(f".{suffix}")
    assert recognises(other, other.read_bytes()[:4096])

    def facts(found: FoundList) -> list[FoundProcedure]:
        return [attrs.evolve(procedure, places={}) for procedure in found.procedures]

    assert facts(read_list(other)) == facts(read_list(path))
    assert read_list(other).procedures[0].places["code"] == f"a.{suffix}: Phụ lục, dòng 8, ô B8"


def test_times_and_fees_of_cells(found: FoundList) -> None:
    """A clear cell is a value; an unclear one is quoted."""
    first, second, third, *_ = found.procedures
    assert (first.time, first.fee) == (FoundTime(amount=0, unit="same_day"), FoundFee(amount=None))
    assert (second.time, second.fee) == (FoundTime(amount=3, unit="working_day"), FoundFee(amount=20_000, per="bản"))
    assert [doubt.reason for doubt in third.unclear] == ["time_no_unit", "fee_words"]
    assert found.notes[-1].startswith("Ghi chú")


def test_places_name_the_sheet_and_the_cell(tmp_path: Path) -> None:
    """Each fact has the place of its cell, counted as the program counts."""
    procedure = read_list(as_xlsx(tmp_path / "a.xlsx")).procedures[0]
    assert procedure.places["code"] == "a.xlsx: Phụ lục, dòng 8, ô B8"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsx", b"PK\x03\x04 broken", "damaged"),
        ("a.docx", b"PK\x03\x04 broken", "damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "damaged"),
        ("a.csv", "Tên;Mã\na;b\n".encode("utf-16-be"), None),
        ("a.csv", b"\xff\xd8\xff\xe0", None),
        ("a.csv", "một,hai\n1,2\n".encode(), "no table"),
        ("a.html", b"<html><table><tr><td>x</table>", "no table"),
        ("a.csv", b"a;b\n" * 30_000, "rows"),
        ("a.html", b"<table>" + b"<tr><td>1" * 30_000, "rows"),
    ],
)
def test_hostile_files_are_refused(tmp_path: Path, name: str, content: bytes, message: str | None) -> None:
    """A damaged or foreign file is refused with a sentence, or not recognised at all."""
    path = tmp_path / name
    path.write_bytes(content)
    if not recognises(path, content[:4096]):
        assert message is None
        return
    with pytest.raises(ImportingError, match=message):
        read_list(path)


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    """A packed file that would unpack to more than the bound is not unpacked."""
    for name, part in (("a.xlsx", "xl/workbook.xml"), ("a.docx", "word/document.xml")):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(part, b"0" * (65 * 2**20))
        with pytest.raises(ImportingError, match="MB"):
            read_list(tmp_path / name)


def test_a_word_document_with_entities_is_refused(tmp_path: Path) -> None:
    """A document type could define entities that grow without bound or read other files."""
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as packed:
        packed.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')
    with pytest.raises(ImportingError, match="damaged"):
        read_list(tmp_path / "a.docx")
