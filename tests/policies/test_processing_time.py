"""The processing time of a procedure as a policy: its words, and whether a result is due on the day of receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tthc_catalog.policies.contract import (
    CountedFrom,
    DueAfterMinutes,
    DueAfterMonths,
    DueAfterWorkingMinutes,
    DueAtOpening,
    DueByProcessingTime,
    DueOnCalendarDay,
    DueOnWorkingDay,
    due_on_day_of_receipt,
)
from tthc_catalog.policies.processing_time import statutory_time
from tthc_catalog.records.procedure import ProcessingTime

if TYPE_CHECKING:
    from tthc_catalog.policies.contract import Outcome


@pytest.mark.parametrize(
    ("amount", "unit", "vietnamese", "english"),
    [
        (0, "same_day", "ngay trong ngày nhận", "the day of receipt"),
        (3, "working_day", "3 ngày làm việc", "3 working days"),
        (10, "calendar_day", "10 ngày (tính cả ngày nghỉ)", "10 calendar days"),
        (2, "month", "2 tháng", "2 months"),
        (1, "year", "1 năm", "1 year"),
        (24, "hour", "24 giờ (tính liên tục)", "24 hours by the clock"),
        (4, "working_hour", "4 giờ làm việc", "4 working hours"),
        (90, "working_minute", "90 phút làm việc", "90 working minutes"),
    ],
)
def test_a_time_in_words(amount: int, unit: Any, vietnamese: str, english: str) -> None:
    """The text states the amount in the unit of the file."""
    rule = statutory_time(ProcessingTime(amount=amount, unit=unit)).rules["statutory"]
    assert rule.text == f"Thời hạn giải quyết theo luật: {vietnamese}."
    assert rule.text_en == f"Statutory processing time: {english}."


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (DueOnWorkingDay(working_days=0), True),
        (DueOnWorkingDay(working_days=0, minute=660), True),
        (DueOnWorkingDay(working_days=1), False),
        (DueAfterMinutes(minutes=719), True),
        (DueAfterMinutes(minutes=720), False),
        (DueAfterWorkingMinutes(minutes=60), True),
        (DueAtOpening(working_days=1), False),
        (DueOnCalendarDay(calendar_days=1), False),
        (DueAfterMonths(months=1), False),
        (DueByProcessingTime(), False),
        (CountedFrom(working_days=1, minute=480, outcome=DueOnWorkingDay(working_days=0)), False),
    ],
    ids=repr,
)
def test_due_on_the_day_of_receipt(outcome: Outcome, expected: bool) -> None:
    """By a time of the same day, or within less than twelve hours."""
    assert due_on_day_of_receipt(outcome) is expected
