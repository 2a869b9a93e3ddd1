"""Compiled policies: days with equal segments share a pattern, whatever object the policy returns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs
import pytest

from tthc_catalog.policies.contract import DueOnWorkingDay, Rule, Segment
from tthc_catalog.policies.processing_time import statutory_time
from tthc_catalog.records.procedure import ProcessingTime
from tthc_catalog.timetable.policy_table import PolicyTable

if TYPE_CHECKING:
    from tthc_catalog.calendars.day import Day
    from tthc_catalog.engine import Engine


@attrs.define
class OneList:
    """A policy that returns the same list object for every day, with different contents."""

    rules: Mapping[str, Rule] = {"a": Rule(id="a", text="a", text_en="a", citations=())}
    varies_by_date: bool = True
    result: list[Segment] = attrs.field(factory=list)

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return one segment, due as many working days later as the number of the weekday; closed on days off."""
        self.result.clear()
        if day.working:
            self.result.append(Segment(start=0, outcome=DueOnWorkingDay(working_days=day.weekday), rule="a"))
        return self.result


def test_a_reused_list_is_read_again_for_every_day(engine: Engine) -> None:
    """The cache of patterns by identity does not confuse the contents of a reused list."""
    schedule = engine.timetable("1.001193", level="commune").schedule
    table = PolicyTable(OneList(), schedule, policy_id="one-list", policy_version="1")
    first = (dt.date(2023, 9, 25) - schedule.calendar.first).days
    for weekday in range(1, 6):
        day = first + weekday - 1
        assert table.on(day, schedule.midnight[day]).last_day == schedule.calendar.nth_from(day, weekday)


def test_policies_with_equal_patterns_share_one_array_of_days(engine: Engine) -> None:
    """Thousands of statutory times need thousands of outcomes, but only one array of days."""
    schedule = engine.timetable("1.001193", level="commune").schedule
    one, other = (
        PolicyTable(statutory_time(ProcessingTime(amount=n, unit="working_day")), schedule, policy_id="x", policy_version="1")
        for n in (3, 4)
    )
    assert one.pattern_of_day is other.pattern_of_day
    assert one.digest != other.digest


@attrs.define
class CutInTheMorning:
    """A policy whose answer changes at 09:00, between the opening and the closing of the first session."""

    rules: Mapping[str, Rule] = {"a": Rule(id="a", text="a", text_en="a", citations=())}
    varies_by_date: bool = False

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return a segment due today until 09:00, and one due on the next working day."""
        cuts = ((0, 0), (9 * 60, 1))
        return [Segment(start=start, outcome=DueOnWorkingDay(working_days=days), rule="a") for start, days in cuts] if day.working else []


def test_a_receipt_in_the_evening_counts_from_the_opening_and_not_from_the_end_of_the_session(engine: Engine) -> None:
    """The segment in force at the opening of the next working day applies, though another one applies before the session ends."""
    schedule = engine.timetable("1.001193", level="commune").schedule
    table = PolicyTable(CutInTheMorning(), schedule, policy_id="cut", policy_version="1", outside_hours="next_opening")
    tuesday = (dt.date(2023, 10, 3) - schedule.calendar.first).days
    for minute, last_day in ((6 * 60, tuesday), (8 * 60, tuesday), (10 * 60, tuesday + 1), (20 * 60, tuesday + 1)):
        assert table.on(tuesday, schedule.midnight[tuesday] + minute * 60).last_day == last_day


@attrs.define
class Many:
    """A policy with so many segments on every day."""

    number: int
    rules: Mapping[str, Rule] = {"a": Rule(id="a", text="a", text_en="a", citations=())}
    varies_by_date: bool = False

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return a segment for each of the first minutes."""
        return [Segment(start=n, outcome=DueOnWorkingDay(working_days=1), rule="a") for n in range(self.number)]


def test_a_day_has_at_most_63_segments(engine: Engine) -> None:
    """The error names the largest number, which the contract of policies has too."""
    schedule = engine.timetable("1.001193", level="commune").schedule
    table = PolicyTable(Many(63), schedule, policy_id="many", policy_version="1")
    assert len(table.pattern_on(0)) == 63
    with pytest.raises(ValueError, match="a day has at most 63 segments"):
        PolicyTable(Many(64), schedule, policy_id="many", policy_version="1")
