"""Exports as offices really make them: encodings, date forms, broken rows, personal columns, hostile workbooks."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import io
import json
import shutil
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from pyarrow import feather

sys.path.append(str(Path(__file__).parent))  # the corpus is a module of its own

from export_corpus import for_code_page

from tthc_catalog.cli import main
from tthc_catalog.errors import CatalogError, EvaluationError
from tthc_catalog.evaluation.evaluation_run import Evaluation
from tthc_catalog.evaluation.intake.column_map import AUTOMATIC, ColumnMap, normalised_header, packaged_mappings, read_mapping
from tthc_catalog.evaluation.intake.columnar_files import BATCH
from tthc_catalog.evaluation.intake.normaliser import Normaliser
from tthc_catalog.evaluation.intake.record_fields import is_personal, is_pseudonym
from tthc_catalog.evaluation.intake.rejects import REASONS, Rejects, guarded, masked
from tthc_catalog.evaluation.intake.row_batches import open_rows
from tthc_catalog.messages import has_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HEADERS = (
    "Mã hồ sơ",
    "Đơn vị",
    "Mã TTHC",
    "Ngày tiếp nhận",
    "Ngày có kết quả",
    "Hình thức nộp",
    "Họ và tên người nộp",
    "Số điện thoại",
    "CCCD",
    "Địa chỉ",
)
PERSON = ("Nguyễn Văn Ất", "0912345678", "030123456789", "Thôn 3, xã An Phượng")
ROW = ("H1", "UBND xã An Phượng", "1.004873", "02/10/2023 08:00", "04/10/2023 10:00", "Trực tuyến")


def _text(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return file.getvalue()


def _file(path: Path, *rows: Sequence[str], headers: Sequence[str] = HEADERS[:6]) -> Path:
    path.write_text(_text([headers, *rows]), encoding="utf-8")
    return path


def _row(**changed: str) -> list[str]:
    names = dict(zip(("id", "unit", "code", "received", "completed", "channel"), ROW, strict=True)) | changed
    return list(names.values())


def _rejects(made: Evaluation) -> list[list[str]]:
    """Return the rows of the rejects file, without its header."""
    return list(csv.reader(io.StringIO(made.rejects.read_text(encoding="utf-8-sig"))))[1:]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1258", "utf-16"])
def test_every_usual_encoding_and_delimiter_is_read(encoding: str, delimiter: str, evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """The same rows give the same dossier in every encoding and with every delimiter, and no personal column is read."""
    path = tmp_path / "ho-so.csv"
    import unicodedata

    content = _text([HEADERS, (*ROW, *PERSON)], delimiter)
    if encoding == "cp1258":  # the code page decomposes some accents
        content = "".join(for_code_page(letter) for letter in unicodedata.normalize("NFC", content))
    path.write_bytes(content.encode(encoding))
    with evaluate(path) as made:
        rows = made.facts.rows("SELECT dossier_id, unit, channel, received_at, completed_at FROM dossiers")
        file = made.report.intake.files[0]
    assert rows == [
        {
            "dossier_id": "H1",
            "unit": "xa-an-phuong",
            "channel": "online",
            "received_at": dt.datetime(2023, 10, 2, 8),
            "completed_at": dt.datetime(2023, 10, 4, 10),
        }
    ]
    assert len(file.dropped) == 4
    assert file.details["encoding"] == encoding
    printed = json.dumps(made.report.to_dict(), ensure_ascii=False)
    assert not [secret for secret in PERSON if secret in printed]


def test_a_column_map_finds_headers_of_the_code_page(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """A map in composed letters matches headers in decomposed letters, as the code page writes them."""
    path = tmp_path / "ho-so.csv"
    path.write_bytes("".join(map(for_code_page, _text([HEADERS[:6], ROW], ";"))).encode("cp1258"))
    columns = dict(zip(("dossier_id", "unit", "code", "received_at", "completed_at"), HEADERS, strict=False))
    with evaluate(path, mapping=ColumnMap(id="cot", columns=columns)) as made:
        assert made.report.intake.accepted == 1
    assert normalised_header("So\u0302\u0301 h\u00f4\u0300 s\u01a1") == "Số hồ sơ"


@pytest.mark.parametrize(
    "written",
    [
        "2023-10-02 08:05",
        "2023-10-02T08:05:00",
        "2023-10-02 01:05:00Z",
        "2023-10-02T08:05:00+07:00",
        "02/10/2023 08:05",
        "2/10/2023 8:05",
        "02-10-2023 08:05:00",
        "02.10.2023 08:05",
        "  02/10/2023 08:05  ",
        "\u00a002/10/2023 08:05\u00a0",
        "08:05 02/10/2023",
        "02/10/2023 8h05",
        "45201.336805556",
        "45201,336805556",
        "1696208700000",
    ],
)
def test_every_usual_way_of_writing_a_moment_is_read(written: str, evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """ISO, day before month, the hour first, Excel numbers, milliseconds and surrounding blanks all give the same moment."""
    with evaluate(_file(tmp_path / "a.csv", _row(received=written))) as made:
        assert made.facts.rows("SELECT received_at FROM dossiers") == [{"received_at": dt.datetime(2023, 10, 2, 8, 5)}]


@pytest.mark.parametrize(
    ("changed", "column", "reason"),
    [
        ({"id": ""}, "Mã hồ sơ", "missing"),
        ({"id": "x" * 101}, "Mã hồ sơ", "too-long"),
        ({"id": "=1+1"}, "Mã hồ sơ", "formula"),
        ({"id": "@SUM(A1)"}, "Mã hồ sơ", "formula"),
        ({"unit": ""}, "Đơn vị", "missing"),
        ({"unit": '=HYPERLINK("http://x")'}, "Đơn vị", "formula"),
        ({"unit": "+cmd|' /C calc'!A0"}, "Đơn vị", "formula"),
        ({"code": "1.00487"}, "Mã TTHC", "code"),
        ({"code": ""}, "Mã TTHC", "missing"),
        ({"received": ""}, "Ngày tiếp nhận", "missing"),
        ({"received": "31/02/2023 08:00"}, "Ngày tiếp nhận", "no-such-day"),
        ({"received": "02/10/2023 25:00"}, "Ngày tiếp nhận", "moment"),
        ({"received": "23-10-02 08:00"}, "Ngày tiếp nhận", "moment"),
        ({"received": "02/10/2023"}, "Ngày tiếp nhận", "time-missing"),
        ({"received": "45201"}, "Ngày tiếp nhận", "time-missing"),
        ({"received": "02/10/1923 08:00"}, "Ngày tiếp nhận", "too-early"),
        ({"received": "02/10/2923 08:00"}, "Ngày tiếp nhận", "future"),
        ({"completed": "hôm qua"}, "Ngày có kết quả", "moment"),
        ({"completed": "2099-01-01 08:00"}, "Ngày có kết quả", "future"),
        ({"id": "1.23456789012346E+17"}, "Mã hồ sơ", "id-rounded"),
        ({"id": "#N/A"}, "Mã hồ sơ", "cell-error"),
        ({"unit": "#REF!"}, "Đơn vị", "cell-error"),
        ({"completed": "#VALUE!"}, "Ngày có kết quả", "cell-error"),
    ],
)
def test_a_bad_row_is_rejected_with_location_and_reason(
    changed: dict[str, str], column: str, reason: str, evaluate: Callable[..., Any], tmp_path: Path
) -> None:
    """One bad cell rejects its row and no other; the rejects file has line, column and reason, and the report has the count."""
    with evaluate(_file(tmp_path / "a.csv", _row(id="H0"), _row(**changed), _row(id="H2"))) as made:
        assert [row["dossier_id"] for row in made.facts.rows("SELECT dossier_id FROM dossiers ORDER BY 1")] == ["H0", "H2"]
        assert made.report.intake.rejected == {reason: 1}
        assert [(line, where, code) for _, line, where, _, code, _ in _rejects(made)] == [("3", column, reason)]
        file = made.report.intake.files[0]
    assert (file.rows, file.accepted, file.rejected) == (3, 2, 1)


@pytest.mark.parametrize(
    ("extra", "value", "reason"),
    [
        ("Cấp", "Cấp huyện", "level-unit"),
        ("Trạng thái", "Đang xử lý", "completion-unexpected"),
        ("Tạm dừng", "2023-10-03", "pauses"),
        ("Tạm dừng", "2023-10-03 08:00/2023-10-02 08:00", "pauses"),
        ("Số ngày tạm dừng", "mấy ngày", "number"),
        ("Đính chính cho", "H-khác", "corrects-unknown"),
    ],
)
def test_a_contradiction_is_rejected(extra: str, value: str, reason: str, evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """Unknown words and contradictory records are rejected instead of guessed."""
    path = _file(tmp_path / "a.csv", [*_row(), value], headers=(*HEADERS[:6], extra))
    with evaluate(path) as made:
        assert made.report.intake.rejected == {reason: 1}
        assert made.report.intake.accepted == 0


def test_closed_without_a_time_is_rejected(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """A resolved dossier needs a completion time."""
    path = _file(tmp_path / "a.csv", [*_row(completed=""), "Đã trả kết quả"], headers=(*HEADERS[:6], "Trạng thái"))
    with evaluate(path) as made:
        assert made.report.intake.rejected == {"completion-missing": 1}
        assert _rejects(made)[0][2:4] == ["Trạng thái", "Đã trả kết quả"]  # the text of the file


def test_duplicate_ids_are_rejected_and_corrections_kept(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """The first record of an id counts; a correction replaces the corrected record in the counts, but not in the facts."""
    headers = ("record_id", "corrects", *HEADERS[:6])
    path = _file(
        tmp_path / "a.csv",
        ["", "", *_row()],
        ["", "", *_row(completed="04/10/2023 11:00")],
        ["K1", "H1", *_row(completed="06/10/2023 08:00")],
        ["K2", "H1", *_row(completed="06/10/2023 09:00")],
        ["K3", "K1", *_row(completed="03/10/2023 09:00")],
        headers=headers,
    )
    with evaluate(path) as made:
        assert made.report.intake.rejected == {"corrects-twice": 1, "duplicate": 1}
        assert made.report.intake.corrections == 2
        assert made.report.total.figures["received"] == made.report.total.figures["resolved_early"] == 1
        kept = made.facts.rows("SELECT record_id, superseded FROM dossiers ORDER BY source_line")
        assert [(row["record_id"], row["superseded"]) for row in kept] == [("H1", True), ("K1", True), ("K3", False)]
        assert [(line, code) for _, line, _, _, code, _ in _rejects(made)] == [("3", "duplicate"), ("5", "corrects-twice")]


def test_the_same_file_twice_counts_once(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """Passing a file twice counts every dossier once and rejects its second record."""
    path = _file(tmp_path / "a.csv", _row(), _row(id="H2"))
    with evaluate(path, path) as made:
        assert made.report.total.figures["received"] == 2
        assert [file.rejected for file in made.report.intake.files] == [0, 2]


def test_ragged_and_blank_lines_keep_the_numbering(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """A row with too few or too many cells is rejected under its line number, and later rows keep theirs."""
    path = tmp_path / "a.csv"
    lines = [
        ",".join(HEADERS[:6]),
        ",".join(_row(id="H0")),
        "",
        "H9,ba ô,thôi",
        ",".join([*_row(id="H8"), "thừa"]),
        ",".join(_row(code="x")),
        ",".join(_row(id="H3")),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with evaluate(path) as made:
        rejected = sorted((int(line), code, value) for _, line, _, value, code, _ in _rejects(made))
        assert rejected == [(4, "cell-count", "3/6"), (5, "cell-count", "7/6"), (6, "code", "x")]
        assert made.facts.rows("SELECT dossier_id, source_line FROM dossiers ORDER BY 2") == [
            {"dossier_id": "H0", "source_line": 2},
            {"dossier_id": "H3", "source_line": 7},
        ]
        assert made.report.intake.rows == made.report.intake.accepted + 3


def test_an_unclosed_quote_affects_its_row_only(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """A stray quotation mark does not swallow the rest of the file."""
    path = tmp_path / "a.csv"
    rows = [",".join(_row(id=f"H{number}")) for number in range(3000)]
    rows[5] = rows[5].replace("UBND", '"UBND')
    path.write_text("\n".join([",".join(HEADERS[:6]), *rows]) + "\n", encoding="utf-8")
    with evaluate(path) as made:
        assert made.report.intake.accepted >= 2999
        assert made.report.intake.rows == 3000


def test_a_few_bad_bytes_do_not_change_the_encoding(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """A UTF-8 file with one damaged letter is still read as UTF-8, and the damaged row is rejected."""
    good = [_row(id=f"H{number}") for number in range(50)]
    content = _text([HEADERS[:6], *good, _row(id="HX", unit="Đơn vị hỏng")]).encode().replace("hỏng".encode(), b"h\xffng")
    (tmp_path / "a.csv").write_bytes(content)
    with evaluate(tmp_path / "a.csv") as made:
        assert made.report.intake.rejected == {"encoding": 1}
        assert made.report.intake.accepted == 50


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "evaluation.error.empty_file"),
        (b"\n\n", "evaluation.error.empty"),
        ("Mã hồ sơ,Ghi chú\n1,2\n".encode(), "evaluation.error.missing_columns"),
        ("Mã hồ sơ,Số hồ sơ,Đơn vị,Mã TTHC,Ngày nhận\n1,2,3,4,5\n".encode(), "evaluation.error.two_columns"),
    ],
)
def test_an_unreadable_file_is_rejected_with_a_reason(content: bytes, key: str, evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """An empty file, missing columns, or two columns for one field reject the whole file, with the reason."""
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(EvaluationError) as refused, evaluate(tmp_path / "a.csv"):
        pass
    assert refused.value.key == key


@pytest.mark.parametrize(("name", "key"), [("a.parquet", "damaged"), ("a.arrow", "damaged"), ("a.xlsx", "missing_columns")])
def test_a_file_with_the_wrong_suffix_is_rejected(name: str, key: str, evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """A text named .parquet or .arrow is damaged; one named .xlsx is read as the text that it is."""
    (tmp_path / name).write_bytes(b"not at all" * 100)
    with pytest.raises(EvaluationError) as refused, evaluate(tmp_path / name):
        pass
    assert refused.value.key == f"evaluation.error.{key}"


def _sheet(path: Path, *rows: Sequence[Any]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    book.close()
    return path


def test_a_sheet_is_read_with_its_types_and_without_formulas(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """Dates, day numbers and texts below the title rows are read; a formula without a stored value rejects its row."""
    day = dt.datetime(2023, 10, 2, 8, 0)
    path = _sheet(
        tmp_path / "a.xlsx",
        ["SỔ THEO DÕI HỒ SƠ"],
        [],
        HEADERS[:6],
        ["H1", "xa-an-phuong", "1.004873.000.00.00.H23", day, 45203.5, "Trực tiếp"],
        ["H2", "xa-an-phuong", 1.004873, day, None, None],
        [],
        ["H3", "xa-an-phuong", "1.004873", "=NOW()", None, None],
        ["=1+1", "xa-an-phuong", "1.004873", day, None, None],
        [4, "xa-an-phuong", 1.00011, day, None, None],
        [5, "xa-an-phuong", "1.004873", "02/10/2023 08:00", None, True],
    )
    with evaluate(path) as made:
        rows = made.facts.rows("SELECT dossier_id, code, completed_at, channel, source_line FROM dossiers ORDER BY source_line")
        assert [tuple(row.values()) for row in rows] == [
            ("H1", "1.004873", dt.datetime(2023, 10, 4, 12), "in_person", 4),
            ("H2", "1.004873", None, None, 5),
            ("4", "1.000110", None, None, 9),
            ("5", "1.004873", None, None, 10),
        ]
        assert sorted((int(line), code) for _, line, _, _, code, _ in _rejects(made)) == [(7, "formula"), (8, "formula")]
        assert made.report.intake.restored_codes == {"1.00011": 1}
        assert made.report.intake.unknown_values == {"channel": {"true": 1}}


def test_a_zip_bomb_is_rejected(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """A zip bomb with the structure of a workbook is not opened."""
    path = _sheet(tmp_path / "a.xlsx", HEADERS[:6], ROW)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as packed, packed.open("xl/worksheets/sheet9.xml", "w") as part:
        for _ in range(60):
            part.write(b"\0" * 1_000_000)
    with pytest.raises(EvaluationError) as refused, evaluate(path):
        pass
    assert refused.value.key == "evaluation.error.bomb"


def test_a_distant_cell_costs_little(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """A cell in a distant row and column does not make the importer build all cells before it."""
    book = openpyxl.Workbook()
    for row in (HEADERS[:6], ROW):
        book.active.append(list(row))
    book.active["XFD90000"] = "xa"
    book.save(tmp_path / "a.xlsx")
    book.close()
    with evaluate(tmp_path / "a.xlsx") as made:
        assert made.report.intake.accepted == 1


def test_typed_files_give_the_same_report_as_text(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """Parquet, Arrow files and Arrow streams give the same report as the same rows in CSV; a column with a zone is converted."""
    moment = dt.datetime(2023, 10, 2, 1, 0, tzinfo=dt.UTC)
    table = pa.table(
        {
            "dossier_id": ["H1", "H2"],
            "unit": pa.array(["xa-an-phuong"] * 2).dictionary_encode(),
            "code": ["1.004873"] * 2,
            "received_at": pa.array([moment, moment], pa.timestamp("us", tz="UTC")),
            "completed_at": pa.array([dt.datetime(2023, 10, 4, 10), None], pa.timestamp("ns")),
            "channel": ["online", None],
            "paid_online": [True, None],
            "applicant_name": ["Nguyễn Văn Ất", "Trần Thị Bính"],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    feather.write_feather(table, tmp_path / "a.arrow", compression="uncompressed")
    with pa.OSFile(str(tmp_path / "b.arrow"), "wb") as file, pa.ipc.new_stream(file, table.schema) as stream:
        stream.write_table(table)
    (tmp_path / "a.csv").write_text(
        "dossier_id,unit,code,received_at,completed_at,channel,paid_online,applicant_name\n"
        "H1,xa-an-phuong,1.004873,2023-10-02 08:00,2023-10-04 10:00,online,true,Nguyễn Văn Ất\n"
        "H2,xa-an-phuong,1.004873,2023-10-02 08:00,,,,Trần Thị Bính\n",
        encoding="utf-8",
    )
    reports = []
    for name in ("a.csv", "a.parquet", "a.arrow", "b.arrow"):
        with evaluate(tmp_path / name) as made:
            assert made.report.intake.files[0].dropped == ("applicant_name",)
            reports.append([group.to_dict() for group in made.report.groups])
    assert all(report == reports[0] for report in reports)
    assert reports[0][0]["counts"]["received"] == 2


def test_the_name_of_an_official_is_dropped(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """A column of officials may contain only pseudonyms; names, phones and identity numbers are dropped, and their rows are kept."""
    headers = (*HEADERS[:6], "Mã cán bộ")
    names = ("cb-07", "Nguyễn Văn Ất", "0912345678", "030123456789")
    path = _file(tmp_path / "a.csv", *([*_row(id=f"H{n}"), name] for n, name in enumerate(names)), headers=headers)
    with evaluate(path) as made:
        found = made.facts.rows("SELECT official FROM dossiers ORDER BY dossier_id")
    assert [row["official"] for row in found] == ["cb-07", None, None, None]
    assert made.report.intake.dropped_values == {"official": 3}
    assert [is_pseudonym(name) for name in names] == [True, False, False, False]


@pytest.mark.parametrize(
    "header",
    ["Họ và tên", "Họ tên", "Người nộp", "Tên công dân", "CCCD", "Số CMND", "Số định danh cá nhân", "Điện thoại", "SĐT", "Số ĐT", "Địa chỉ", "Email", "Ngày sinh",
     "applicantName", "applicantIdNo", "delegateTelNo", "contactTelNo", "Full name", "phone_number", "Chủ hồ sơ", "Hộ chiếu", "Ký nhận", "Tên cán bộ"],
)  # fmt: skip
def test_personal_headers_are_recognised(header: str) -> None:
    """Headers of names, identity numbers, phones and addresses are personal, in Vietnamese and in English."""
    assert is_personal(header)


@pytest.mark.parametrize("header", ["Mã hồ sơ", "Ngày tiếp nhận", "Mã cán bộ", "Đơn vị", "Trạng thái", "Ghi chú", "Mã TTHC", "Tên thủ tục"])
def test_other_headers_are_not_personal(header: str) -> None:
    """Headers that an evaluation needs, and harmless ones, are not personal."""
    assert not is_personal(header)


def test_the_rejects_file_contains_no_identity_and_no_formula() -> None:
    """Possible phone and identity numbers are hidden, dates are not; a cell that starts like a formula becomes text."""
    assert masked("0912345678") == "##########"
    assert masked("030 123 456 789").strip("#") == ""
    assert masked("31/02/2023 08:00") == "31/02/2023 08:00"
    assert guarded("=1+1") == "'=1+1"
    assert all(has_text(f"evaluation.reject.{reason}") for reason in REASONS)


def test_every_packaged_map_reads_its_export(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """The packaged column maps read the exports they are made for, without personal columns."""
    (tmp_path / "o.csv").write_text(
        "dossierNo,serviceCode,govAgencyCode,online,dossierStatus,receiveDate,dueDate,releaseDate,finishDate,applicantName,applicantIdNo\n"
        "A1,1.004873,xa-an-phuong,true,done,02/10/2023 08:00,05/10/2023 17:00,04/10/2023 10:00,04/10/2023 11:00,Nguyễn Văn Ất,030123456789\n"
        "A2,1.004873,xa-an-phuong,false,waiting,02/10/2023 08:00,05/10/2023 17:00,,,Nguyễn Văn Ất,030123456789\n",
        encoding="utf-8",
    )
    (tmp_path / "s.csv").write_text(
        "Mã hồ sơ;Mã TTHC;Cơ quan giải quyết;Hình thức tiếp nhận;Tình trạng;Ngày nhận;Ngày hẹn trả;Ngày có kết quả;Ngày trả;Họ và tên\n"
        "A1;1.004873;xã An Phượng;Trực tuyến;Đã giải quyết;02/10/2023 08:00;05/10/2023;04/10/2023 10:00;04/10/2023;Nguyễn Văn Ất\n"
        "A2;1.004873;xã An Phượng;Trực tiếp;Chờ bổ sung;02/10/2023 08:00;05/10/2023;;;Nguyễn Văn Ất\n",
        encoding="utf-8",
    )
    for name, file in (("opencps", "o.csv"), ("so-theo-doi", "s.csv")):
        mapping = read_mapping(packaged_mappings()[name])
        with evaluate(tmp_path / file, mapping=mapping) as made:
            figures = made.report.total.figures
        assert made.report.intake.rejected == {}
        assert (figures["resolved_early"], figures["state_paused"], figures["received_online"]) == (1, 1, 1)
        assert made.report.intake.files[0].dropped


def test_a_map_with_faults_is_rejected_with_every_location(tmp_path: Path) -> None:
    """A column map is validated like every file of an administrator."""
    path = tmp_path / "cot.yaml"
    path.write_text(
        "kind: dossier-mapping\nid: Sai Tên\ncolumns:\n  dossier: Mã hồ sơ\ntime_when_missing:\n  received_at: 8h\n", encoding="utf-8"
    )
    with pytest.raises(CatalogError) as refused:
        read_mapping(path)
    assert sorted(problem.line for problem in refused.value.problems) == [2, 4, 6]


def test_a_map_may_state_the_time_of_bare_dates(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """Bare dates are accepted if the administrator's map states the time that they mean."""
    path = tmp_path / "cot.yaml"
    path.write_text(
        "kind: dossier-mapping\nid: ngay-khong-gio\ncolumns:\n  dossier_id: Mã hồ sơ\n  received_at: Ngày nhận\nconstants:\n  unit: xa-an-phuong\n"
        '  code: "1.004873"\ntime_when_missing:\n  received_at: "08:00"\n',
        encoding="utf-8",
    )
    (tmp_path / "a.csv").write_text("Mã hồ sơ,Ngày nhận\nH1,02/10/2023\n", encoding="utf-8")
    with evaluate(tmp_path / "a.csv", mapping=read_mapping(path)) as made:
        assert made.facts.rows("SELECT received_at FROM dossiers") == [{"received_at": dt.datetime(2023, 10, 2, 8)}]


def test_a_map_cannot_name_a_personal_column(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """Even an administrator's map cannot read the name of a citizen."""
    path = tmp_path / "cot.yaml"
    path.write_text("kind: dossier-mapping\nid: cot\ncolumns:\n  dossier_id: Họ và tên\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text("Họ và tên,Đơn vị\nNguyễn Văn Ất,x\n", encoding="utf-8")
    with pytest.raises(EvaluationError) as refused, evaluate(tmp_path / "a.csv", mapping=read_mapping(path)):
        pass
    assert refused.value.key == "evaluation.error.personal_column"


def test_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The code is 1 with rejects unless they are accepted, 1 without any dossier, 2 for wrong usage and unreadable files."""
    good = _file(tmp_path / "good.csv", _row(), _row(id="H2", code="x"))
    bad = _file(tmp_path / "bad.csv", _row(code="x"))
    out = tmp_path / "out"

    def run(*words: str) -> int:
        return main(["evaluate", "--outputs", "json", *words, "-o", str(out)])

    assert run(str(good), "--period", "2023-10") == 1
    assert (out / "rejects.csv").read_text(encoding="utf-8-sig").count("\n") == 2
    assert run(str(good), "--period", "2023-10", "--accept-rejects") == 0
    assert run(str(good), "--period", "2023-10", "--accept-rejects", "--strict") == 1
    assert run(str(bad), "--period", "2023-10", "--accept-rejects") == 1
    odd = _file(tmp_path / "odd.csv", _row(channel="bồ câu"))
    assert run(str(odd), "--period", "2023-10") == 0
    assert run(str(odd), "--period", "2023-10", "--strict") == 1
    assert run(str(good), "--period", "2023-13") == 2
    assert run(str(tmp_path / "none.csv"), "--period", "2023-10") == 2
    assert run(str(tmp_path / "a.doc"), "--period", "2023-10") == 2
    assert run(str(good), "--period", "1990-01") == 2
    assert run(str(good), "--period", "2023-10", "--as-of", "lúc nào đó") == 2
    assert run(str(good), "--period", "2023-10", "--as-of", "2023-09-30 08:00") == 2
    assert run(str(good), "--period", "2023-10", "--mapping", str(tmp_path / "none.yaml")) == 2
    assert run(str(good), "--period", "2023-10", "--outputs", "gì-đó") == 2
    assert "Traceback" not in "".join(capsys.readouterr())
    assert run(str(_file(tmp_path / "fine.csv", _row())), "--period", "2023-10") == 0
    assert not (out / "rejects.csv").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_same_input_same_bytes(tmp_path: Path) -> None:
    """Two runs write the same bytes."""
    rows = [_row(id=f"H{n}", unit=f"Đơn vị {n % 7}", received=f"0{n % 9 + 1}/10/2023 08:00", completed="") for n in range(500)]
    path = _file(tmp_path / "a.csv", *rows, headers=(*HEADERS[:6],))
    written = []
    for name in ("one", "two"):
        main(["evaluate", str(path), "--period", "2023-10", "-o", str(tmp_path / name), "--outputs", "json,rows"])
        written.append(
            [
                (tmp_path / name / file).read_bytes()
                for file in ("report.json", "rejects.csv", "dossiers.parquet")
                if (tmp_path / name / file).exists()
            ]
        )
    assert written[0] == written[1]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_proposed_map_is_valid_and_reads_the_file(
    name: str, evaluate: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``tthc new mapping`` finds Vietnamese headers below a title row, lists dropped columns, and prints a map that reads the file."""
    path = tmp_path / name
    if name == "a.csv":
        path.write_text(_text([["SỔ THEO DÕI"], [*HEADERS, "Ghi chú"], [*ROW, *PERSON, "x"]], ";"), encoding="utf-8")
    else:
        _sheet(path, ["SỔ THEO DÕI"], [*HEADERS, "Ghi chú"], [*ROW, *PERSON, "x"])
    assert main(["new", "mapping", str(path)]) == 0
    mapping = capsys.readouterr().out
    assert "header_row: 2" in mapping
    assert "Ghi chú" in mapping
    assert "CCCD" in mapping.splitlines()[-1]
    (tmp_path / "cot.yaml").write_text(mapping, encoding="utf-8")
    with evaluate(path, mapping=read_mapping(tmp_path / "cot.yaml")) as made:
        assert made.report.intake.accepted == 1


def test_single_rows_are_read_like_a_file(tmp_path: Path, engine: Any, evaluate: Callable[..., Any]) -> None:
    """Mappings of texts or typed values, as importers of plugins yield them, are normalised the same way, and personal keys dropped."""
    records = [
        {
            "dossier_id": "H1",
            "unit": "xa-an-phuong",
            "code": "1.004873",
            "received_at": dt.datetime(2023, 10, 2, 8),
            "applicantName": PERSON[0],
        },
        {"dossier_id": "H2", "unit": "xa-an-phuong", "code": "1.004873", "received_at": "02/10/2023 08:00", "applicantName": PERSON[0]},
        {"dossier_id": "H3", "unit": "xa-an-phuong", "code": "1.004873", "received_at": "hôm qua", "applicantName": PERSON[0]},
    ]
    opened = open_rows(tmp_path / "x.igate", AUTOMATIC, lambda: iter(records), {})
    assert opened.columns.dropped == ("applicantName",)
    with Rejects(tmp_path / "rejects.csv", "vi") as rejects:
        normaliser = Normaliser(engine.catalog, AUTOMATIC, "x.igate", dt.datetime(2026, 1, 1))
        clean = [normaliser.clean(batch, rejects) for batch in opened.batches(opened, rejects)]
    assert [table.column("received_at").to_pylist() for table in clean] == [[dt.datetime(2023, 10, 2, 8)] * 2]
    assert (rejects.counts, opened.rows) == ({"moment": 1}, 3)


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is None or shutil.which("java") is None, reason="needs pyspark and Java")
def test_spark_counts_what_duckdb_counts(evaluate: Callable[..., Any]) -> None:
    """The same query on Spark gives the same figures of every group, and does not change the records."""
    path = Path(__file__).parents[1] / "counting" / "paper" / "dossiers.csv"
    found = []
    for engine in ("duckdb", "spark"):
        with evaluate(path, period="2023-10", scheme="official", engine=engine) as made:
            found.append((made.report.to_dict(), made.facts.count("TRUE")))
    assert found[0] == found[1]


def test_rejects_stay_in_the_order_of_rows_across_batches(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """While a batch is judged the next one is read; its unreadable cells come after the contradictory levels of the batch before."""
    rows = BATCH + 2
    numbers = pa.array(range(rows)).cast(pa.string())
    wrong_level, bad_code = BATCH // 2, BATCH // 2 + 1
    levels = pa.DictionaryArray.from_arrays(pa.array([int(n == wrong_level) for n in range(rows)], pa.int8()), ["commune", "district"])
    codes = pa.DictionaryArray.from_arrays(pa.array([int(n in (bad_code, rows - 1)) for n in range(rows)], pa.int8()), ["1.004873", "?"])
    columns = {
        "dossier_id": pc.binary_join_element_wise("H", numbers, ""),
        "unit": pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int8()), ["xa-an-phuong"]),
        "level": levels,
        "code": codes,
        "received_at": pa.array([dt.datetime(2023, 10, 2, 8)] * rows),
    }
    pq.write_table(pa.table(columns), tmp_path / "x.parquet", row_group_size=BATCH // 2 + 1)
    with evaluate(tmp_path / "x.parquet") as made:
        lines = made.rejects.read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [line.split(",")[1::3] for line in lines] == [
        [str(wrong_level + 1), "level-unit"],
        [str(bad_code + 1), "code"],
        [str(rows), "code"],
    ]
    assert (made.report.intake.rows, made.report.intake.rejected) == (rows, {"code": 2, "level-unit": 1})
