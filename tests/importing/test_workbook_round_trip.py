"""The published workbook comes back through ``tthc import``: only edited cells count, whichever program saved it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from portal_samples import snapshot

from tthc_catalog.cli import main
from tthc_catalog.loading import check

PACKAGED = Path(__file__).parents[2] / "catalog"
DECISION = ("--effective-from", "2026-12-01", "--decision", "99/QĐ-UBND")
LIST, PAPERS = "Thủ tục", "Thành phần hồ sơ"
LIBREOFFICE = shutil.which("soffice")


class Book:
    """A published workbook that a test edits by column titles, at the level of communes."""

    def __init__(self, path: Path) -> None:
        self.book = openpyxl.load_workbook(path)
        self.columns = {name: {str(cell.value): cell.column for cell in self.book[name][3]} for name in (LIST, PAPERS)}

    def rows(self, sheet: str, code: str) -> list[int]:
        """Return the rows of a procedure."""
        columns = self.columns[sheet]
        cells = self.book[sheet].cell
        found = range(4, self.book[sheet].max_row + 1)
        return [r for r in found if (cells(r, columns["Mã thủ tục"]).value, cells(r, columns["Cấp"]).value) == (code, "Cấp xã")]

    def put(self, sheet: str, row: int, **values: object) -> None:
        """Write cells; underscores in titles are spaces."""
        for title, value in values.items():
            self.book[sheet].cell(row, self.columns[sheet][title.replace("_", " ").replace("Phí lệ", "Phí, lệ")]).value = value

    def edit(self, code: str, **values: object) -> None:
        """Write cells of a procedure."""
        self.put(LIST, self.rows(LIST, code)[0], **values)

    def save(self, path: Path) -> Path:
        """Save the workbook."""
        self.book.save(path)
        return path


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of the packaged catalog."""
    folder = tmp_path_factory.mktemp("published")
    assert main(["publish", "-o", str(folder / "out"), "--formats", "xlsx", "--as-of", "2026-11-28", "--catalog", str(PACKAGED)]) == 0
    return folder / "out" / "procedures.xlsx"


@pytest.fixture(scope="module")
def edited(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook after twelve kinds of edit that can be used, two deleted rows and one edit of a derived column."""
    book = Book(published)
    book.edit("1.004837", Thời_hạn_theo_luật="5 ngày làm việc; nộp trực tuyến: 2 ngày làm việc")
    book.edit("1.004845", Tên_thủ_tục="Thủ tục đăng ký chấm dứt việc giám hộ")
    book.edit("1.001193", Phí_lệ_phí="8.000 đồng/bản", Cách_nộp="trực tiếp, trực tuyến")
    book.edit("2.000942", Kết_quả="Bản sao có chứng thực\nSổ chứng thực")
    basis = book.book[LIST].cell(book.rows(LIST, "2.000927")[0], book.columns[LIST]["Căn cứ pháp lý"]).value
    book.edit("2.000927", Căn_cứ_pháp_lý=f"{basis}\nNghị định 999/2026/NĐ-CP")
    book.edit("2.000884", Ghi_chú="Ghi chú của người sửa")
    book.edit("1.000689", Lĩnh_vực="Chứng thực")
    book.edit("1.001022", Tình_trạng="tạm dừng")
    first, second, *_, last = book.rows(PAPERS, "1.004873")
    book.put(PAPERS, first, Bản_chính="2", Khi_nào_cần="Nộp bản giấy")
    book.put(PAPERS, second, Giấy_tờ="Mẫu điện tử")
    book.book[PAPERS].delete_rows(last)
    row = book.rows(PAPERS, "1.000894")[-1] + 1
    book.book[PAPERS].insert_rows(row)
    book.put(PAPERS, row, Cấp="Cấp xã", Mã_thủ_tục="1.000894", Giấy_tờ="Ảnh chân dung", Nộp_hay_xuất_trình="nộp", Bản_sao=2)
    book.book[LIST].delete_rows(book.rows(LIST, "2.000815")[0])
    return book.save(tmp_path_factory.mktemp("edited") / "sua.xlsx")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the packaged catalog."""
    return Path(shutil.copytree(PACKAGED, tmp_path / "danh-muc"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], own: Path) -> Callable[..., Any]:
    """A function that imports a workbook and returns the report as data, or the text of an error."""

    def imported(path: Path, *args: str, code: int = 0) -> Any:
        capsys.readouterr()
        assert main(["import", str(path), "--into", str(own), "--format", "json", *args]) == code, capsys.readouterr()
        out, err = capsys.readouterr()
        return json.loads(out) if out else err

    return imported


def through_libreoffice(path: Path, folder: Path, suffix: str) -> Path:
    """Open and save a workbook with LibreOffice."""
    assert LIBREOFFICE is not None
    words = ("--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", suffix, "--outdir", str(folder / suffix))
    subprocess.run([LIBREOFFICE, *words, str(path)], check=True, capture_output=True, timeout=120)
    return folder / suffix / f"{path.stem}.{suffix}"


EDITS = [
    (LIST, "2.000884", "note"),
    (LIST, "2.000927", "basis"),
    (LIST, "2.000942", "results"),
    (LIST, "1.000689", "field"),
    (LIST, "1.001193", "fee"),
    (LIST, "1.001193", "channels"),
    (LIST, "1.004837", "time"),
    (LIST, "1.004845", "name"),
    (PAPERS, "1.000894", None),
    (PAPERS, "1.004873", "originals"),
    (PAPERS, "1.004873", "condition"),
    (PAPERS, "1.004873", "component"),
]


def assert_written(own: Path) -> None:
    """Check that the catalog states what the edited workbook states, in new editions."""
    assert check(own).ok

    def editions(field: str, code: str) -> list[dict[str, Any]]:
        data = yaml.safe_load((own / "commune" / field / f"{code}.yaml").read_text("utf-8"))
        found: list[dict[str, Any]] = data["editions"]
        assert found[-2]["effective_until"] == "2026-12-01"
        return found

    last = editions("ho-tich", "1.004837")[-1]
    assert (last["processing_time"]["amount"], last["processing_time"]["unit"]) == (5, "working_day")
    assert {c["channel"]: c["processing_time"] and c["processing_time"]["amount"] for c in last["channels"]} == {
        "in_person": None,
        "online": 2,
        "postal": None,
    }
    last = editions("ho-tich", "1.001193")[-1]
    assert last["fee"]["items"] == [{"amount": 8000, "per": "bản"}]
    assert [c["channel"] for c in last["channels"]] == ["in_person", "online"]
    assert last["provenance"]["fee"][0]["locator"].startswith("sua.")
    assert editions("ho-tich", "1.004845")[-1]["name"] == "Thủ tục đăng ký chấm dứt việc giám hộ"
    assert editions("chung-thuc", "2.000942")[-1]["results"] == ["Bản sao có chứng thực", "Sổ chứng thực"]
    assert editions("chung-thuc", "2.000927")[-1]["legal_basis"][-1] == "999/2026/NĐ-CP"
    assert editions("chung-thuc", "2.000884")[-1]["notes"] == ["Ghi chú của người sửa"]
    assert "field: chung-thuc\n" in (own / "commune" / "chung-thuc" / "1.000689.yaml").read_text("utf-8")
    papers = editions("ho-tich", "1.004873")[-1]["components"]
    assert [paper["name"] for paper in papers][:2] == ["Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", "Mẫu điện tử"]
    assert (papers[0]["originals"], papers[0]["condition"]["text"], len(papers)) == (2, "Nộp bản giấy", 6)
    added = editions("ho-tich", "1.000894")[-1]["components"][-1]
    assert (added["name"], added["copies"], added["action"]) == ("Ảnh chân dung", 2, "submit")
    ended = yaml.safe_load((own / "commune" / "chung-thuc" / "2.000815.yaml").read_text("utf-8"))["editions"][-1]
    assert ended["effective_until"] == "2026-12-01"


def test_only_edited_cells_become_editions(run: Callable[..., Any], own: Path, edited: Path) -> None:
    """Every edit is shown with its sheet and cell, a deleted row is a question, and the past stays as it was."""
    before = snapshot(own)
    data = run(edited, *DECISION, "--write", code=1)
    assert not data["written"]
    assert [(e["place"].split(",")[0], e["code"], e["column"]) for e in data["edits"]] == EDITS
    assert [e["column"] for e in data["ignored"]] == ["status"]
    assert [(e["code"], e["column"]) for e in data["deleted"]] == [("2.000815", None), ("1.004873", "component")]
    assert "--effective-from" in run(edited, "--write", "--deleted", "keep", code=2)
    assert snapshot(own) == before
    assert run(edited, *DECISION, "--write", "--deleted", "end")["written"]
    assert_written(own)
    after = snapshot(own)
    assert "tthc publish" in run(edited, *DECISION, "--write", "--deleted", "end", code=2)
    assert snapshot(own) == after


@pytest.mark.skipif(LIBREOFFICE is None, reason="NOT TESTED: LibreOffice (soffice) is not installed")
@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_the_trip_through_libreoffice(run: Callable[..., Any], own: Path, edited: Path, tmp_path: Path, suffix: str) -> None:
    """A workbook that LibreOffice saved has the same edits."""
    saved = through_libreoffice(edited, tmp_path, suffix)
    data = run(saved, *DECISION, *(("--write", "--deleted", "end") if suffix == "xlsx" else ()))
    assert [(e["place"].split(",")[0], e["code"], e["column"]) for e in data["edits"]] == EDITS
    if suffix == "xlsx":
        assert_written(own)


def test_an_unedited_workbook_changes_nothing(run: Callable[..., Any], own: Path, published: Path, tmp_path: Path) -> None:
    """Neither saving nor sorting is an edit, and a code that became a number is still the code."""
    book = Book(published)
    sheet = book.book[LIST]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    for number, row in enumerate(reversed(rows), 4):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
    book.edit("1.001193", Mã_thủ_tục=1.001193)
    before = snapshot(own)
    for path in (published, book.save(tmp_path / "a.xlsx")):
        data = run(path, "--write")
        assert (data["edits"], data["faults"], data["deleted"], data["files"]) == ([], [], [], [])
    assert snapshot(own) == before


FAULTS = [
    ("1.004837", {"Thời_hạn_theo_luật": "5"}, "time"),
    ("1.004845", {"Thời_hạn_theo_luật": "khoảng 5 ngày"}, "time"),
    ("1.004859", {"Phí_lệ_phí": "120 VNĐ"}, "fee"),
    ("1.004873", {"Cách_nộp": "fax"}, "channels"),
    ("1.001193", {"Tên_thủ_tục": None}, "name"),
    ("1.000656", {"Tên_thủ_tục": "=1+1"}, "formula"),
    ("1.000689", {"Lĩnh_vực": "Hộ tich"}, "field"),
    ("1.000894", {"Căn_cứ_pháp_lý": "một nghị định"}, "basis"),
    ("1.001022", {"Mã_thủ_tục": "1.00102"}, "code"),
    ("2.000635", {"Mã_thủ_tục": "9.999999"}, "new_code"),
    ("2.000815", {"Cấp": "Cấp tỉnh"}, "level"),
    ("2.000913", {"Tên_thủ_tục": "Tên khác"}, "later_edition"),
]


def test_faults_name_sheet_and_cell(run: Callable[..., Any], own: Path, published: Path, tmp_path: Path) -> None:
    """A cell that cannot be read is a fault with its place, and nothing is written."""
    before = snapshot(own)
    book = Book(published)
    expected = set()
    for code, values, reason in FAULTS:
        title = next(iter(values)).replace("_", " ").replace("Phí lệ", "Phí, lệ")
        row = book.rows(LIST, code)[0]
        expected.add((reason, f"{LIST}, ô {openpyxl.utils.get_column_letter(book.columns[LIST][title])}{row}"))
        book.edit(code, **values)
    again = book.rows(LIST, "2.000908")[0]
    book.edit("2.000884", Mã_thủ_tục="2.000908")
    expected.add(("repeated", f"{LIST}, dòng {again}"))
    paper = book.rows(PAPERS, "2.000942")[0]
    book.put(PAPERS, paper, Bản_chính="vài")
    expected.add(("count", f"{PAPERS}, ô F{paper}"))
    data = run(book.save(tmp_path / "f.xlsx"), *DECISION, "--write", "--deleted", "keep", code=1)
    assert {(fault["reason"], fault["place"]) for fault in data["faults"]} == expected
    assert snapshot(own) == before
