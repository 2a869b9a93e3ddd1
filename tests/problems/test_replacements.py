"""Suggested replacements for wrong values, and none if the meaning is unclear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc_catalog.problems import replacements
from tthc_catalog.value_formats import FORMATS, read_date, read_minutes, read_month_day, read_session


@pytest.mark.parametrize(
    ("form", "typed", "replacement"),
    [
        ("time-of-day", "15h30’", '"15:30"'),
        ("time-of-day", "15h30", '"15:30"'),
        ("time-of-day", "15 giờ 30 phút", '"15:30"'),
        ("time-of-day", "9h", '"09:00"'),
        ("time-of-day", "9:5", '"09:05"'),
        ("time-of-day", "15.30", '"15:30"'),
        ("time-of-day", "15:30:00", '"15:30"'),
        ("time-of-day", "3:30 chiều", '"15:30"'),
        ("time-of-day", "3:30 PM", '"15:30"'),
        ("time-of-day", "25:00", None),
        ("time-of-day", "chiều", None),
        ("date", "31/12/2023", '"2023-12-31"'),
        ("date", "31-12-2023", '"2023-12-31"'),
        ("date", "1.2.2023", '"2023-02-01"'),
        ("date", "ngày 5 tháng 9 năm 2023", '"2023-09-05"'),
        ("date", "2023/9/5", '"2023-09-05"'),
        ("date", "2023-09-05T10:00:00", '"2023-09-05"'),
        ("date", "2023-02-30", None),
        ("date", "2023-13-01", None),
        ("date", "0000-01-01", None),
        ("date", "năm 2023", None),
        ("month-day", "1/4", '"04-01"'),
        ("month-day", "4-1", '"04-01"'),
        ("month-day", "02-30", None),
        ("month-day", "tháng 4", None),
        ("session", "7h00 - 11h30", '"07:00-11:30"'),
        ("session", "7:00–11:30", '"07:00-11:30"'),
        ("session", "7:00 đến 11:30", '"07:00-11:30"'),
        ("session", "11:30-07:00", None),
        ("session", "07:00", None),
        ("session", "sáng-chiều", None),
        ("procedure-code", "1.004873.000.00.00.H01", '"1.004873"'),
        ("procedure-code", "1,004873", '"1.004873"'),
        ("procedure-code", "1.00011", None),
        ("procedure-code", "khai sinh", None),
        ("slug", "Hộ tịch", '"ho-tich"'),
        ("slug", "Đăng ký", '"dang-ky"'),
        ("slug", "???", None),
        ("slug", "xаc-minh", '"xac-minh"'),
        ("slug", "xшc-minh", None),
        ("calver", "2026-11-23", '"2026.11.23"'),
        ("calver", "v2026.11.23", '"2026.11.23"'),
        ("calver", "1.0", None),
        ("date", "1" * 5000, None),
    ],
)
def test_the_replacement_of_a_wrong_format(form: str, typed: str, replacement: str | None) -> None:
    """Common ways to write dates, times and codes are corrected, and unclear ones are not."""
    assert replacements.for_format(form, typed) == replacement


@given(st.sampled_from(sorted(FORMATS)), st.text(max_size=30))
def test_a_replacement_is_always_well_formed(form: str, typed: str) -> None:
    """Every replacement has the right format."""
    replacement = replacements.for_format(form, typed)
    assert replacement is None or FORMATS[form](replacement[1:-1])


@pytest.mark.parametrize(
    ("typed", "replacement"),
    [
        ("400.000", "400000"),
        ("400,000 đồng", "400000"),
        ("1.200.000đ", "1200000"),
        ("400 000", "400000"),
        ("5.000,00", "5000"),
        ("007", "7"),
        ("-3", "-3"),
        ("10 nghìn đồng", "10000"),
        ("1,5 triệu", "1500000"),
        ("3 ngày làm việc", "3"),
        ("bốn trăm", None),
        ("2.5", None),
        ("", None),
    ],
)
def test_separators_of_amounts_are_removed(typed: str, replacement: str | None) -> None:
    """Separators and currency names are removed: 400.000 is four hundred thousand."""
    assert replacements.for_integer(typed) == replacement


@pytest.mark.parametrize(("typed", "replacement"), [("yes", "true"), ("Có", "true"), ("no", "false"), ("không", "false"), ("maybe", None)])
def test_yes_and_no_become_true_and_false(typed: str, replacement: str | None) -> None:
    """Yes and no in Vietnamese and English are replaced by booleans."""
    assert replacements.for_boolean(typed) == replacement


def test_similar_words_are_matched_without_accents_and_weekdays_by_name() -> None:
    """Misspelled, accented and Vietnamese words match the key that was probably intended."""
    assert replacements.closest_match("nam_en", ["name", "name_en"]) == "name_en"
    assert replacements.closest_match("Hộ Tịch", ["ho-tich", "chung-thuc"]) == "ho-tich"
    assert replacements.closest_match("Thứ Sáu", ["monday", "friday"]) == "friday"
    assert replacements.closest_match("thứ sáu", ["name"]) is None
    assert replacements.closest_match("xyz", []) is None
    assert replacements.closest_match("T6", ["monday", "friday"]) == "friday"
    assert replacements.closest_match("60/2014/QH14", ["60/2014/QH13"]) is None
    assert replacements.closest_match("cơ quan", ["authority"], {"Cơ quan thực hiện": "authority"}) == "authority"


def test_a_small_change_makes_a_text_match_a_pattern() -> None:
    """An address gets its scheme, and a country code its capital letters."""
    assert replacements.for_pattern("^https?://", "a.vn/b") == "https://a.vn/b"
    assert replacements.for_pattern("^[A-Z]{2}$", "vn") == "VN"
    assert replacements.for_pattern("^[0-9]$", "x") is None


def test_valid_texts_are_parsed() -> None:
    """Times are parsed into minutes after midnight, and dates into dates."""
    assert read_minutes("15:30") == 930
    assert read_session("07:00-11:30") == (420, 690)
    assert read_month_day("04-01") == (4, 1)
    assert str(read_date("2024-02-29")) == "2024-02-29"
    assert read_date(None) is None


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ("date", "2023-02-29"),
        ("date", "20230101"),
        ("date", "2023-1-1"),
        ("date", "٢٠٢٣-01-01"),
        ("time-of-day", "24:00"),
        ("time-of-day", "9:00"),
        ("month-day", "02-30"),
        ("session", "09:00-09:00"),
        ("session", "09:00"),
        ("procedure-code", "1.00487"),
        ("slug", "-a"),
        ("slug", "a\n"),
        ("calver", "2026.02.30"),
        ("calver", "2026.1.1"),
    ],
)
def test_almost_valid_texts_are_rejected(form: str, wrong: str) -> None:
    """Formats are exact."""
    assert not FORMATS[form](wrong)
