"""Compiling a policy: days that get the same windows share a pattern, however the policy hands them over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.policies.contract import DueOnWorkingDay, Rule, Segment
from tthc_catalog.policies.processing_time import statutory_time
from tthc_catalog.records.procedure import ProcessingTime
from tthc_catalog.timetable.policy_table import PolicyTable

if TYPE_CHECKING:
    from tthc_catalog.calendars.day import Day
    from tthc_catalog.engine import Engine


@attrs.define
class OneList:
    """A policy that fills one list anew for every day: the object is the same, what it says is not."""

    rules: Mapping[str, Rule] = {"a": Rule(id="a", text="a", text_en="a", citations=())}
    varies_by_date: bool = True
    said: list[Segment] = attrs.field(factory=list)

    def segments(self, day: Day) -> Sequence[Segment]:
        """Due on the n-th working day, n being the weekday; closed on days off."""
        self.said.clear()
        if day.working:
            self.said.append(Segment(start=0, outcome=DueOnWorkingDay(working_days=day.weekday), rule="a"))
        return self.said


def test_a_list_filled_anew_is_read_anew(engine: Engine) -> None:
    """What was said of one day is not taken for what is said of the next."""
    schedule = engine.timetable("1.001193", level="commune").schedule
    table = PolicyTable(OneList(), schedule, policy_id="one-list", policy_version="1")
    first = (dt.date(2023, 9, 25) - schedule.calendar.first).days
    for weekday in range(1, 6):
        day = first + weekday - 1
        assert table.on(day, schedule.midnight[day]).last_day == schedule.calendar.nth_from(day, weekday)


def test_policies_alike_in_their_days_share_one_map_of_days(engine: Engine) -> None:
    """Six thousand terms of law cost their outcomes, not six thousand calendars."""
    schedule = engine.timetable("1.001193", level="commune").schedule
    one, other = (
        PolicyTable(statutory_time(ProcessingTime(amount=n, unit="working_day")), schedule, policy_id="x", policy_version="1")
        for n in (3, 4)
    )
    assert one.pattern_of_day is other.pattern_of_day
    assert one.digest != other.digest
