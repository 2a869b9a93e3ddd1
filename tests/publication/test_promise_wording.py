"""The promise of a model in a sentence: its days, its windows and its due times, for every kind of outcome."""

from __future__ import annotations

import datetime as dt

import pytest

from tthc_catalog.effective import Period
from tthc_catalog.policies.contract import (
    CountedFrom,
    DueAfterMinutes,
    DueAfterMonths,
    DueAfterWorkingMinutes,
    DueAtOpening,
    DueByProcessingTime,
    DueOnCalendarDay,
    DueOnWorkingDay,
    NotCovered,
    Outcome,
    Segment,
)
from tthc_catalog.policies.day_rule import DayRule
from tthc_catalog.publication.content.plain_notes import plain_note
from tthc_catalog.publication.content.promise_wording import Promise, outcome_text, windows_of

FRIDAYS = DayRule(weekdays=frozenset({5}))
TODAY = DueOnWorkingDay(working_days=0)
TOMORROW = DueOnWorkingDay(working_days=1, minute=9 * 60, bound="before")
OUTSIDE = NotCovered(reason="outside-sessions")


def _segments(*parts: tuple[int, bool, Outcome]) -> list[Segment]:
    return [Segment(start=start, after=after, outcome=outcome, rule="rule") for start, after, outcome in parts]


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([(0, False, TODAY)], "Nộp đủ giấy tờ vào thứ Sáu: nhận kết quả ngay trong ngày."),
        (
            [(0, False, TODAY), (930, True, TOMORROW)],
            "Nộp đủ giấy tờ vào thứ Sáu, đến hết 15:30: nhận kết quả ngay trong ngày; sau 15:30: trước 9 giờ sáng ngày làm việc kế tiếp.",
        ),
        (
            [(0, False, TODAY), (900, False, TOMORROW)],
            "Nộp đủ giấy tờ vào thứ Sáu, trước 15:00: nhận kết quả ngay trong ngày; từ 15:00: trước 9 giờ sáng ngày làm việc kế tiếp.",
        ),
        (
            [(0, False, OUTSIDE), (420, False, TODAY), (690, True, OUTSIDE)],
            "Nộp đủ giấy tờ vào thứ Sáu, từ 07:00 đến hết 11:30: nhận kết quả ngay trong ngày.",
        ),
        ([(0, False, DueByProcessingTime())], "Nộp đủ giấy tờ vào thứ Sáu: hồ sơ được nhận, kết quả trả trong thời hạn của luật."),
        ([(0, False, OUTSIDE)], "Mô hình áp dụng vào thứ Sáu; chưa có ngày nào sắp tới."),
        ([], "Mô hình áp dụng vào thứ Sáu; chưa có ngày nào sắp tới."),
    ],
)
def test_the_sentence_of_a_promise(parts: list[tuple[int, bool, Outcome]], sentence: str) -> None:
    """The sentence names the days, joins the windows of a day, and keeps the minute of a boundary where the policy has it."""
    assert Promise(days=FRIDAYS, windows=windows_of(_segments(*parts))).sentence() == sentence


def test_neighbours_with_equal_outcomes_are_one_window() -> None:
    """Two parts of a day with the same due time are promised once."""
    windows = windows_of(_segments((0, False, TODAY), (690, True, TODAY), (930, True, TOMORROW)))
    assert [(window.start, window.end) for window in windows] == [(0, 930), (930, None)]


@pytest.mark.parametrize(
    ("outcome", "vi", "en"),
    [
        (TODAY, "ngay trong ngày", "the same day"),
        (TOMORROW, "trước 9 giờ sáng ngày làm việc kế tiếp", "before 9 a.m. on the next working day"),
        (DueOnWorkingDay(working_days=0, minute=690), "chậm nhất lúc 11 giờ 30 trưa ngay trong ngày", "by 11:30 a.m. on the same day"),
        (DueOnWorkingDay(working_days=0, minute=720), "chậm nhất lúc 12 giờ trưa ngay trong ngày", "by 12 p.m. on the same day"),
        (DueOnWorkingDay(working_days=3), "trong ngày làm việc thứ 3 sau ngày nhận", "on working day 3 after receipt"),
        (
            DueOnWorkingDay(working_days=1, minute=1020),
            "chậm nhất lúc 5 giờ chiều ngày làm việc kế tiếp",
            "by 5 p.m. on the next working day",
        ),
        (DueAfterMinutes(minutes=20), "trong 20 phút", "within 20 minutes"),
        (DueAfterWorkingMinutes(minutes=45), "trong 45 phút làm việc", "within 45 working minutes"),
        (
            DueAtOpening(working_days=1),
            "khi mở cửa ngày làm việc thứ 1 sau ngày nhận",
            "when the desk opens on working day 1 after receipt",
        ),
        (DueOnCalendarDay(calendar_days=5), "trong 5 ngày", "within 5 days"),
        (DueAfterMonths(months=2), "trong 2 tháng", "within 2 months"),
        (DueByProcessingTime(), "trong thời hạn giải quyết theo luật", "within the statutory processing time"),
        (
            CountedFrom(working_days=1, minute=480, outcome=TODAY),
            "tính như nộp lúc 8 giờ sáng ngày làm việc kế tiếp, kết quả trả ngay trong ngày",
            "it counts as filed at 8 a.m. on the next working day, and the result is returned the same day",
        ),
    ],
)
def test_every_outcome_has_words(outcome: Outcome, vi: str, en: str) -> None:
    """Each outcome that a policy may return can be promised in both languages, with times of the day as people say them."""
    assert (outcome_text(outcome, "vi"), outcome_text(outcome, "en")) == (vi, en)


def test_the_heading_names_the_days_and_the_period() -> None:
    """The heading has the days and the first and last day of the model; days that follow no rule are those of the calendar."""
    period = Period(dt.date(2023, 9, 25), dt.date(2024, 1, 1))
    assert Promise(days=FRIDAYS, windows=()).heading(period) == "Thứ Sáu hằng tuần, từ 25/09/2023, đến hết 31/12/2023"
    assert Promise(days=None, windows=()).heading(Period(), "vi") == "Những ngày ghi trong lịch"


def test_a_turn_at_the_counter_is_no_result() -> None:
    """A model that promises a turn at the counter does not promise a result."""
    queue = Promise(days=FRIDAYS, windows=windows_of(_segments((0, False, DueAfterMinutes(minutes=20)))), awaits="turn")
    assert queue.sentence() == "Nộp đủ giấy tờ vào thứ Sáu: đến lượt nộp hồ sơ trong 20 phút."
    assert queue.short("en") == "Filed on Friday: your turn comes within 20 minutes"


@pytest.mark.parametrize(
    ("note", "unknown", "plain"),
    [
        ("Theo CB (7/2026).", False, None),
        ("Không phải chứng thực nếu là người thân.", False, "Không phải chứng thực nếu là người thân."),
        ("Mức thu do tỉnh quy định. Đăng ký đúng hạn được miễn (Điều 11).", True, "Đăng ký đúng hạn được miễn (Điều 11)."),
        ("Nơi khác: 8.000 đồng (DVC-187805), 5.000 đồng khi quá hạn.", True, None),
        ("Khai thác được thì chỉ cần số định danh (KHO-66-7).", False, "Khai thác được thì chỉ cần số định danh."),
        (None, False, None),
    ],
)
def test_notes_are_shown_without_their_sources(note: str | None, unknown: bool, plain: str | None) -> None:
    """A citizen reads what helps; abbreviations of sources and the amounts of other places are left out."""
    assert plain_note(note, {"CB", "DVC-187805", "KHO-66-7"}, fee_unknown=unknown) == plain
