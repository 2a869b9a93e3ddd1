"""Records of the portal: tables stored as running text are taken apart, and what is unclear is quoted."""

from __future__ import annotations

from pathlib import Path

import pytest
from portal_samples import record, write_records

from tthc_catalog.errors import ImportingError
from tthc_catalog.importing.document_numbers import document_facts, document_numbers
from tthc_catalog.importing.found_facts import FoundChannel, FoundFee, FoundTime
from tthc_catalog.importing.portal.paper_table import HEAD, found_papers
from tthc_catalog.importing.portal.records import procedure_of, read_records

FREE = FoundFee(amount=None)


def days(amount: int, unit: str = "working_day") -> FoundTime:
    """Return a processing time."""
    return FoundTime(amount=amount, unit=unit)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            "Trực tuyến3 Ngày làm việcMiễn phíDịch vụ bưu chính5 Ngày làm việcMiễn phíTrực tiếp3 Ngày làm việc20,000 VNĐ(20.000 đồng/bản)",
            [("online", days(3), FREE), ("postal", days(5), FREE), ("in_person", days(3), FoundFee(amount=20_000, per="bản"))],
        ),
        ("Trực tuyến1Miễn phíTrực tiếp1Miễn phí", [("online", None, FREE), ("in_person", None, FREE)]),
        ("Trực tuyến120 VNĐTrực tiếp1200 VNĐ(200.000 vnđ)", [("online", None, None), ("in_person", None, None)]),
        ("Trực tiếp7 NgàyMiễn phí07 ngày làm việc", [("in_person", None, FREE)]),
        ("Trực tiếp1 Ngày làm việc40 Việt Nam Đồng(4.000 đ/giấy)", [("in_person", days(1), None)]),
        ("Trực tiếpKhông có thông tin30,000 Việt Nam Đồng(/giao dịch)", [("in_person", None, FoundFee(amount=30_000, per="giao dịch"))]),
        (
            "Trực tiếp15 NgàyMiễn phíNộp Trực tiếp tại trung tâmTrực tuyến15 NgàyMiễn phí",
            [("in_person", days(15, "calendar_day"), FREE), ("online", days(15, "calendar_day"), FREE)],
        ),
        ("Trực tiếp10 Ngày làm việcMiễn phíTrực tiếp20 Ngày làm việcMiễn phí", [("in_person", None, FREE)]),
        ("Trực tuyếnKhông quy địnhMiễn phíQua cổngTrực tiếpKhông quy địnhMiễn phí", [("online", None, FREE), ("in_person", None, FREE)]),
    ],
)
def test_the_table_of_channels(table: str, expected: list[tuple[str, FoundTime | None, FoundFee | None]]) -> None:
    """Each channel has its time and fee, or none if they cannot be separated."""
    found = procedure_of(record(cach_thuc_thuc_hien=table), "x.json")
    assert found.channels == tuple(FoundChannel(channel=channel, time=time, fee=fee) for channel, time, fee in expected)


def test_unclear_cells_are_quoted_with_their_channel() -> None:
    """Every value that was not taken is in the report."""
    found = procedure_of(record(cach_thuc_thuc_hien="Trực tuyến120 VNĐTrực tiếp5Miễn phí"), "x.json")
    assert [(doubt.fact, doubt.channel, doubt.quoted) for doubt in found.unclear] == [
        ("time", "online", "120 VNĐ"),
        ("fee", "online", "120 VNĐ"),
        ("time", "in_person", "5"),
    ]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("Tờ khai1 bản chínhẢnh0 bản chính,2 bản sao", [("Tờ khai", 1, None, None), ("Ảnh", 0, 2, None)]),
        ("- Hóa đơn: 01 bản chính1 bản chính", [("Hóa đơn: 01 bản chính", 1, None, None)]),
        ("Đơn theo Mẫu số 011 bản chính", [("Đơn theo Mẫu số 01", None, None, "papers_count")]),
        ("Đơn0 bản chính", [("Đơn", None, None, "papers_count")]),
        ("Tờ khai đăng kýMẫu số 01.docx1 bản chính", [("Tờ khai đăng ký", 1, None, None)]),
        ("Đơn của Bộ Y tế (TTg)Mẫu DonABC.docx1 bản chính", [("Đơn của Bộ Y tế (TTg)Mẫu DonABC.docx", 1, None, "papers_form")]),
        ("Nộp kèm 01 bản chính giấy phép1 bản sao", [("Nộp kèm 01 bản chính giấy phép", None, 1, None)]),
    ],
)
def test_the_table_of_papers(table: str, expected: list[tuple[str, int | None, int | None, str | None]]) -> None:
    """Each paper has its name and counts; digits that run together are no count."""
    papers, _ = found_papers(f"--{HEAD}{table}")
    assert papers is not None
    assert [(paper.name, paper.originals, paper.copies, paper.doubt) for paper in papers] == expected


def test_papers_under_a_title() -> None:
    """Papers to present, papers of one case and remarks are distinguished."""
    text = f"* Giấy tờ phải xuất trình:{HEAD}Hộ chiếu1 bản chínhTrường hợp ủy quyền:{HEAD}Văn bản ủy quyền1 bản chínhLưu ý:{HEAD}Bản chụp rõ1 bản chính"
    papers, unclear = found_papers(text)
    assert papers is not None
    assert [(paper.name, paper.action, paper.condition) for paper in papers] == [
        ("Hộ chiếu", "present", None),
        ("Văn bản ủy quyền", "submit", "Trường hợp ủy quyền"),
    ]
    assert [doubt.reason for doubt in unclear] == ["papers_remark", "papers_condition"]


def test_a_paragraph_is_not_copied() -> None:
    """Of a name that is a paragraph, only the start is kept, and the paper is marked."""
    papers, _ = found_papers(f"--{HEAD}{'Trường hợp nộp hồ sơ ' * 30}1 bản chính")
    assert papers is not None
    assert len(papers[0].name) < 240
    assert (papers[0].is_whole, papers[0].doubt) == (False, "papers_long")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Luật Hộ tịch60/2014/QH13Nghị định123/2015/NĐ-CP", ("60/2014/QH13", "123/2015/NĐ-CP")),
        ("54/2014/QH1354/2014/QH13Nghị định", ("54/2014/QH13",)),
        ("Thông tư 281/2016/TT-BTCBAN HÀNH8/2015/NĐ-CPQUY ĐỊNH", ("281/2016/TT-BTC", "08/2015/NĐ-CP")),
        ("15/2013/TTLT-BTC-BTPa", ("15/2013/TTLT-BTC-BTP",)),
        ("Không có thông tin", ()),
    ],
)
def test_document_numbers(text: str, expected: tuple[str, ...]) -> None:
    """Numbers are found although titles run into them."""
    assert document_numbers(text) == expected


def test_a_number_names_its_document() -> None:
    """The type and the issuer follow from the number; a title is not invented."""
    assert document_facts("123/2015/NĐ-CP") == ("decree", "Nghị định số 123/2015/NĐ-CP", "Chính phủ")
    assert document_facts("60/2014/QH13") == ("law", "Luật hoặc nghị quyết số 60/2014/QH13", "Quốc hội")


def test_the_other_facts() -> None:
    """Code, level, field, result, authority, decision and documents come with their places."""
    found = procedure_of(record("1.900001.000.00.00.H23", cap_thuc_hien="Cấp tỉnh, Cấp xã"), "x.json")
    assert (found.code, found.printed, found.levels) == ("1.900001", ("1.900001.000.00.00.H23",), ("commune", "province"))
    assert (found.field, found.results, found.authority) == ("Hộ tịch", ("Giấy xác nhận",), "Ủy ban nhân dân cấp xã")
    assert (found.decision, found.documents) == ("12/QĐ-BTP", ("60/2014/QH13",))
    assert found.places["time"] == "x.json: cach_thuc_thuc_hien"


def test_files_that_are_no_records(tmp_path: Path) -> None:
    """A damaged file and JSON without records are refused with a sentence."""
    damaged = tmp_path / "a.json"
    damaged.write_text('{"ma_thu_tuc": ', encoding="utf-8")
    with pytest.raises(ImportingError, match="damaged"):
        read_records(damaged)
    with pytest.raises(ImportingError, match="no record"):
        read_records(write_records(tmp_path / "b.json", {"a": "b"}))
    found = read_records(write_records(tmp_path / "c.json", record(), {"a": 1}))
    assert len(found.procedures) == 1
    assert len(found.skipped) == 1
