"""A page of the portal saved as HTML: known headings and labels in any layout, and tables with separate cells.

The layouts are made up. Their headings, the titles of cells (``data-title``) and the heads of tables are those of the portal before 2026 and of the
records of July 2026.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tthc_catalog.cli import main
from tthc_catalog.errors import ImportingError
from tthc_catalog.importing.found_facts import FoundChannel, FoundFee, FoundTime, Unclear
from tthc_catalog.importing.portal.pages import read_page
from tthc_catalog.importing.sources import read_sources
from tthc_catalog.registry import Registry

HEADINGS = """<!DOCTYPE html><html><head><title>Cổng</title><script>Mã thủ tục: 9.999999</script></head><body>
<h1 class="main-title"></h1><h1 class="main-title -none">Thủ tục thử</h1>
<h2 class="main-title-sub">Mã thủ tục</h2><div class="article"><p>1.900001.000.00.00.H23</p></div>
<h2 class="main-title-sub">Số quyết định</h2><div class="article"><p>12/QĐ-BTP</p></div>
<h2 class="main-title-sub">Cấp thực hiện</h2><div class="article"><p>Cấp Xã</p></div>
<h2 class="main-title-sub">Loại thủ tục</h2><div class="article"><p>TTHC được luật giao</p></div>
<h2 class="main-title-sub">Lĩnh vực</h2><div class="article"><p>Hộ tịch</p></div>
<h2 class="main-title-sub">Trình tự thực hiện</h2><div class="list-expand"><div class="content"><p>Bước 1: nộp hồ sơ.</p></div></div>
<h2 class="main-title-sub">Cách thức thực hiện</h2>
<table class="table-result-tthc"><tr><th>Hình thức nộp</th><th>Thời hạn giải quyết</th><th>Phí, lệ phí</th><th>Mô tả</th></tr>
<tr><td data-title="Hình thức nộp">Trực tiếp</td><td data-title="Thời hạn giải quyết">3 Ngày làm việc</td>
<td data-title="Phí, lệ phí">Lệ phí : 20.000 Đồng (20.000 đồng/bản)</td><td data-title="Mô tả"></td></tr>
<tr><td data-title="Hình thức nộp">Trực tuyến</td><td data-title="Thời hạn giải quyết">1</td><td data-title="Phí, lệ phí">20 VNĐ</td><td>Nộp trên mạng</td></tr>
</table>
<h2 class="main-title-sub">Thành phần hồ sơ</h2><table><tr><th>Tên giấy tờ</th><th>Mẫu đơn, tờ khai</th><th>Số lượng</th></tr>
<tr><td data-title="Tên giấy tờ">Tờ khai</td><td data-title="Mẫu đơn, tờ khai"></td><td data-title="Số lượng">Bản chính: 1<br>Bản sao: 2</td></tr></table>
<h2 class="main-title-sub">Cơ quan thực hiện</h2><div class="article"><p>Ủy ban nhân dân cấp xã</p></div>
<h2 class="main-title-sub">Kết quả thực hiện</h2><div class="article"><p>Giấy xác nhận</p></div>
<h2 class="main-title-sub">Căn cứ pháp lý</h2><table><tr><td>60/2014/QH13</td><td>Luật Hộ tịch</td></tr></table>
</body></html>"""

LABELS = """<html><body><table>
<tr><td>Mã thủ tục:</td><td>1.900001.000.00.00.H23</td></tr><tr><td>Tên thủ tục:</td><td>Thủ tục thử</td></tr>
<tr><td>Số quyết định:</td><td>12/QĐ-BTP</td></tr><tr><td>Cấp thực hiện:</td><td>Cấp Xã</td></tr><tr><td>Lĩnh vực:</td><td>Hộ tịch</td></tr></table>
<b>Trình tự thực hiện</b><p>Bước 1: nộp hồ sơ.</p>
<b>Cách thức thực hiện</b><table><tr><td>Hình thức nộp</td><td>Thời gian</td><td>Phí, lệ phí</td><td>Mô tả</td></tr>
<tr><td>Trực tiếp</td><td>3 Ngày làm việc</td><td>20,000 VNĐ (20.000 đồng/bản)</td><td></td></tr>
<tr><td>Trực tuyến</td><td>1</td><td>20 VNĐ</td><td>Nộp trên mạng</td></tr></table>
<b>Thành phần hồ sơ</b><table><tr><td>Tên giấy tờ</td><td>Mẫu đơn, tờ khai</td><td>Số lượng</td></tr>
<tr><td>Tờ khai</td><td></td><td>1 bản chính,2 bản sao</td></tr></table>
<b>Cơ quan thực hiện:</b> <span>Ủy ban nhân dân cấp xã</span>
<p>Kết quả thực hiện: Giấy xác nhận</p><p>Căn cứ pháp lý: Luật Hộ tịch 60/2014/QH13</p></body></html>"""


@pytest.mark.parametrize("page", [HEADINGS, LABELS], ids=["headings", "labels"])
def test_the_same_facts_from_every_layout(page: str, tmp_path: Path) -> None:
    """Code, name, level, channels, papers and the other facts are read; cells that are kept apart never run together."""
    path = tmp_path / "trang.html"
    path.write_text(page, encoding="utf-8")
    ((found,),) = (one.procedures for one in read_sources([path], Registry()))
    assert (found.code, found.printed, found.name) == ("1.900001", ("1.900001.000.00.00.H23",), "Thủ tục thử")
    assert (found.levels, found.field, found.decision) == (("commune",), "Hộ tịch", "12/QĐ-BTP")
    assert found.channels == (
        FoundChannel(channel="in_person", time=FoundTime(amount=3, unit="working_day"), fee=FoundFee(amount=20_000, per="bản")),
        FoundChannel(channel="online"),
    )
    assert found.papers is not None
    assert [(paper.name, paper.originals, paper.copies) for paper in found.papers] == [("Tờ khai", 1, 2)]
    assert (found.results, found.authority, found.documents) == (("Giấy xác nhận",), "Ủy ban nhân dân cấp xã", ("60/2014/QH13",))
    assert found.unclear == (
        Unclear(fact="time", reason="time_no_unit", quoted="1", channel="online"),
        Unclear(fact="fee", reason="fee_short", quoted="20 VNĐ", channel="online"),
    )


def test_a_page_is_written_like_a_record(catalog: Path, tmp_path: Path) -> None:
    """The import of a page writes a procedure that passes the check."""
    path = tmp_path / "trang.html"
    path.write_text(HEADINGS, encoding="utf-8")
    assert main(["import", str(path), "--into", str(catalog), "--write"]) == 0
    written = (catalog / "commune" / "ho-tich" / "1.900001.yaml").read_text("utf-8")
    assert "# CẦN XEM: thời hạn, không có đơn vị: “1”" in written


def test_a_page_without_a_code_is_refused(tmp_path: Path) -> None:
    """A page that was saved before it was complete ends in a sentence."""
    path = tmp_path / "trang.html"
    path.write_text(HEADINGS.replace("<p>1.900001.000.00.00.H23</p>", ""), encoding="utf-8")
    with pytest.raises(ImportingError, match="Mã thủ tục"):
        read_page(path)
