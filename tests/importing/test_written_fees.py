"""A fee is taken only if the amount is written out in full and no text beside it disagrees."""

from __future__ import annotations

import pytest

from tthc_catalog.importing.found_facts import FoundFee, Unclear
from tthc_catalog.importing.written_fees import read_fee


@pytest.mark.parametrize(
    ("cell", "note", "amount", "per"),
    [
        ("Miễn phí", "", None, None),
        ("Miễn phí", "Không", None, None),
        ("Không thu lệ phí", "", None, None),
        ("20,000 VNĐ", "", 20_000, None),
        ("70,000 VNĐ", "70.000 đồng/Giấy chứng nhận", 70_000, "giấy chứng nhận"),
        ("30,000 Việt Nam Đồng", "/giao dịch", 30_000, "giao dịch"),
        ("8.000 đồng/bản", "", 8_000, "bản"),
        ("4,500,000 Việt Nam Đồng", "", 4_500_000, None),
    ],
)
def test_a_plain_cell_is_read(cell: str, note: str, amount: int | None, per: str | None) -> None:
    """An amount in full, or no charge, is a fee."""
    assert read_fee(cell, note) == FoundFee(amount=amount, per=per)


@pytest.mark.parametrize("cell", ["", "Không có thông tin"])
def test_an_empty_cell_states_nothing(cell: str) -> None:
    """A cell that states no fee is no doubt either."""
    assert read_fee(cell) is None


@pytest.mark.parametrize(
    ("cell", "note", "beside", "reason"),
    [
        ("40 Việt Nam Đồng", "4.000 đ/giấy", [], "fee_short"),
        ("700 VNĐ", "", [], "fee_short"),
        ("10 USD", "/bản", [], "fee_currency"),
        ("Theo quy định", "", [], "fee_words"),
        ("Miễn phí", "Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định", [], "fee_beside"),
        ("Miễn phí", "Không quy định.", [], "fee_beside"),
        ("Miễn phí", "", ["Lệ phí: 20.000 đồng"], "fee_beside"),
        ("25,000 VNĐ", "25.000đ/giấy, áp dụng đến 31/12/2026; 50.000đ sau đó", [], "fee_beside"),
        ("2,000 VNĐ", "2.000 đồng/trang; từ trang thứ 3 thu 1.000 đồng", [], "fee_beside"),
        ("8,000 VNĐ", "8.000 đồng/bản. Miễn lệ phí cho người nghèo", [], "fee_beside"),
        ("Không có thông tin", "", ["Phí, lệ phí (nếu có) theo quy định"], "fee_beside"),
    ],
)
def test_doubt_gives_no_value(cell: str, note: str, beside: list[str], reason: str) -> None:
    """No amount is taken from a cell that a person could read differently."""
    found = read_fee(cell, note, beside)
    assert isinstance(found, Unclear)
    assert found.reason == reason
    assert cell in found.quoted


def test_digits_that_run_together_are_no_amount() -> None:
    """``120,000 VNĐ`` may be a 1 and 20,000 đồng."""
    found = read_fee("120,000 VNĐ", is_split=False)
    assert isinstance(found, Unclear)
    assert found.reason == "fee_run_together"
