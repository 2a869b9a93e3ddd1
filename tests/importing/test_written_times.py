"""A processing time is taken only if its cell can be read in one way and no text beside it disagrees."""

from __future__ import annotations

import pytest

from tthc_catalog.importing.found_facts import FoundTime, Unclear
from tthc_catalog.importing.written_times import read_time


@pytest.mark.parametrize(
    ("cell", "amount", "unit", "at_most"),
    [
        ("3 Ngày làm việc", 3, "working_day", None),
        ("05 ngày làm việc", 5, "working_day", None),
        ("03 (ba) ngày làm việc", 3, "working_day", None),
        ("Không quá 10 ngày làm việc", 10, "working_day", True),
        ("15 Ngày", 15, "calendar_day", None),
        ("8 Giờ", 8, "working_hour", None),
        ("4 giờ làm việc", 4, "working_hour", None),
        ("6 Tháng", 6, "month", None),
        ("Trong ngày", 0, "same_day", None),
        ("ngay trong ngày làm việc", 0, "same_day", None),
        ("05 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ", 5, "working_day", None),
    ],
)
def test_a_plain_cell_is_read(cell: str, amount: int, unit: str, at_most: bool | None) -> None:
    """An amount with a unit is a processing time."""
    assert read_time(cell) == FoundTime(amount=amount, unit=unit, at_most=at_most)


@pytest.mark.parametrize("cell", ["", "Không có thông tin", "Không quy định", "-"])
def test_an_empty_cell_states_nothing(cell: str) -> None:
    """A cell that states no time is no doubt either."""
    assert read_time(cell) is None


@pytest.mark.parametrize(
    ("cell", "beside", "far", "reason"),
    [
        ("1", [], [], "time_no_unit"),
        ("0 Ngày", [], [], "time_words"),
        ("Theo thỏa thuận", [], [], "time_words"),
        ("05 (ba) ngày làm việc", [], [], "time_words"),
        ("7 Ngày", ["07 ngày làm việc kể từ ngày nhận hồ sơ"], [], "time_beside"),
        ("3 Ngày làm việc", ["trường hợp phải xác minh: 10 ngày làm việc"], [], "time_beside"),
        ("3 Ngày làm việc", ["03 ngày kể từ ngày nhận hồ sơ"], [], "time_beside"),
        ("3 Ngày làm việc", ["giải quyết ngay trong ngày"], [], "time_beside"),
        ("Không có thông tin", ["03 ngày làm việc"], [], "time_beside"),
        ("Trong ngày", ["03 ngày làm việc nếu phải xác minh"], [], "time_beside"),
        ("7 Ngày", [], ["trong thời hạn 07 ngày làm việc, cơ quan trả kết quả"], "time_working_days"),
        ("7 Ngày", [], ["trong bảy ngày làm việc"], "time_working_days"),
        ("24 Giờ", [], [], "time_hours"),
    ],
)
def test_doubt_gives_no_value(cell: str, beside: list[str], far: list[str], reason: str) -> None:
    """No value is taken from a cell that a person could read differently; the report quotes it."""
    found = read_time(cell, beside, far=far)
    assert isinstance(found, Unclear)
    assert found.reason == reason
    assert cell in found.quoted


@pytest.mark.parametrize(
    "beside",
    [
        "theo Thông tư số 281/2016/TT-BTC ngày 14/11/2016",
        "03 ngày làm việc",
        "Nghị định ngày 9 tháng 1 năm 2025",
        "trẻ em từ 18 tháng tuổi",
    ],
)
def test_dates_and_ages_are_no_times(beside: str) -> None:
    """A date, an age and the same time again do not contradict a cell."""
    assert read_time("3 Ngày làm việc", [beside]) == FoundTime(amount=3, unit="working_day")
