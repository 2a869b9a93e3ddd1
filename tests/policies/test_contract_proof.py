"""The proofs catch every exception of a policy and describe each violation in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from tthc_catalog.policies.contract import (
    CountedFrom,
    DueAfterMinutes,
    DueAfterMinutesMoved,
    DueAfterMonths,
    DueAfterWorkingMinutes,
    DueAtOpening,
    DueOnCalendarDay,
    DueOnWorkingDay,
    NotCovered,
    Rule,
    Segment,
)
from tthc_catalog.policies.contract_proof import CITATION, pickling_violations, proofs, sample_days, segment_violations
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.calendars.day import Day

SPEC = Registry(plugins=()).policy("service-days", requested_by="the proof")
RULES = {"one": Rule(id="one", text="Một.", text_en="One.", citations=(CITATION,))}
ONE = Segment(start=0, outcome=DueOnWorkingDay(working_days=1), rule="one")


@attrs.frozen
class Policy:
    """A valid policy, which the subclasses below break."""

    rules: Mapping[str, Rule] = RULES
    varies_by_date: bool = False

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return a segment due on the next working day."""
        return (ONE,) if day.working else ()


class Raises(Policy):
    """A policy whose `segments` raises an exception."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Raise an exception."""
        raise ZeroDivisionError(day.date)


class NoSegments(Policy):
    """A policy that returns strings."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return a string in place of a segment."""
        return ("tomorrow",)  # type: ignore[return-value]


class Forgets(Policy):
    """A policy that unpickles as another policy."""

    def __reduce__(self) -> Any:
        """Pickle as `Later`."""
        return (Later, ())


class Later(Policy):
    """A policy that is due one working day later."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return a segment due on the second working day."""
        return (attrs.evolve(ONE, outcome=DueOnWorkingDay(working_days=2)),) if day.working else ()


@pytest.mark.parametrize(("policy", "expected"), [(Raises, "ZeroDivisionError"), (NoSegments, "Segment")])
def test_a_fault_of_segments_is_named(policy: type[Policy], expected: str) -> None:
    """An exception or a wrong return value of `segments` is one violation, described in both languages."""
    ((vietnamese, english),) = proofs(attrs.evolve(SPEC, build=lambda parameters, citations: policy()))
    assert expected in vietnamese
    assert expected in english


def test_a_policy_that_cannot_be_built_is_named() -> None:
    """An exception of `build` is the only violation reported."""

    def build(parameters: Any, citations: Any) -> Any:
        raise KeyError("days")

    ((vietnamese, english),) = proofs(attrs.evolve(SPEC, build=build))
    assert "KeyError" in vietnamese
    assert "KeyError" in english


def test_a_copy_that_answers_differently_is_found() -> None:
    """The pickled copy must return the same segments."""
    assert list(pickling_violations(Forgets()))
    assert not list(pickling_violations(Policy()))


def test_the_sample_contains_every_sort_of_day() -> None:
    """Ordinary days, rest days, holidays on weekdays and on rest days, make-up days, all places in the month, both seasons."""
    days = sample_days()
    assert {day.weekday for day in days} == set(range(1, 8))
    assert {day.nth_weekday for day in days} == set(range(1, 6))
    assert any(day.make_up and day.working for day in days)
    assert any(day.holiday and day.weekday > 5 for day in days)
    assert any(day.holiday and day.weekday < 6 for day in days)
    summer, winter = ((420, 690), (810, 1020)), ((450, 720), (780, 990))
    assert all(day.sessions == (summer if 4 <= day.date.month <= 10 else winter) for day in days)


class Outcome(Policy):
    """A policy with one outcome for every working day."""

    def __init__(self, outcome: Any, start: Any = 0) -> None:
        object.__setattr__(self, "rules", RULES)
        object.__setattr__(self, "varies_by_date", False)
        object.__setattr__(self, "segment", Segment(start=start, outcome=outcome, rule="one"))

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return the segment."""
        return (self.segment,) if day.working else ()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "outcome",
    [
        DueOnWorkingDay(working_days=254),
        DueOnWorkingDay(working_days=10**30),
        DueOnWorkingDay(working_days=1.5),  # type: ignore[arg-type]
        DueOnWorkingDay(working_days=True),
        DueOnWorkingDay(working_days=1, minute=600.5),  # type: ignore[arg-type]
        DueOnWorkingDay(working_days=-1),
        DueOnWorkingDay(working_days=1, minute=-1),
        DueOnWorkingDay(working_days=1, minute=1440),
        DueOnWorkingDay(working_days=1, closing=-1),
        DueOnWorkingDay(working_days=1, closing=99999),
        DueOnWorkingDay(working_days=1, minute=600, bound="after"),  # type: ignore[arg-type]
        DueOnCalendarDay(calendar_days=381),
        DueOnCalendarDay(calendar_days=360, then_working_days=20),
        DueAfterMonths(months=13),
        DueAfterMonths(months=0),
        DueAtOpening(working_days=10**6),
        DueAtOpening(working_days=0),
        DueAfterWorkingMinutes(minutes=70_000),
        DueAfterWorkingMinutes(minutes=0),
        DueAfterWorkingMinutes(minutes=60, sessions=((600, 600),)),
        DueAfterWorkingMinutes(minutes=60, sessions=((-1, 600),)),
        DueAfterMinutes(minutes=0),
        DueAfterMinutesMoved(minutes=0),
        DueAfterWorkingMinutes(minutes=60, sessions=((700, 600),)),
        DueAfterWorkingMinutes(minutes=60, sessions=((600, 700), (650, 800))),
        DueAfterWorkingMinutes(minutes=60, sessions=((600, 1500),)),
        DueAfterMinutes(minutes=10**9),
        DueAfterMinutesMoved(minutes=60, sessions=[(600, 700)]),  # type: ignore[arg-type]
        CountedFrom(working_days=1, minute=99999, outcome=DueOnWorkingDay(working_days=1)),
        NotCovered(reason=7),  # type: ignore[arg-type]
    ],
    ids=repr,
)
def test_an_outcome_out_of_bounds_is_a_violation(outcome: Any) -> None:
    """Terms end within the calendar, and moments are whole minutes of a day, in order."""
    (violation,) = segment_violations(Outcome(outcome))
    assert "ngoài giới hạn" in violation[0]


@pytest.mark.parametrize(
    "outcome",
    [
        DueOnWorkingDay(working_days=250),
        DueOnCalendarDay(calendar_days=366),
        DueAfterMonths(months=12),
        DueAfterWorkingMinutes(minutes=60_000, sessions=((450, 690), (810, 1440))),
        DueAfterMinutes(minutes=380 * 1440),
        DueOnWorkingDay(working_days=1, closing=1439),
        DueOnWorkingDay(working_days=1, minute=1439),
        DueOnWorkingDay(working_days=1, minute=0),
        DueOnWorkingDay(working_days=1, closing=0),
        DueOnWorkingDay(working_days=0),
        DueOnCalendarDay(calendar_days=0),
        DueAfterMonths(months=1),
        DueAtOpening(working_days=1),
        DueAfterWorkingMinutes(minutes=1, sessions=((0, 1), (1, 1440))),
        DueAfterMinutes(minutes=1),
        DueAfterMinutesMoved(minutes=1),
    ],
    ids=repr,
)
def test_the_longest_and_shortest_terms_are_allowed(outcome: Any) -> None:
    """A year in any unit keeps the contract, and so does the shortest term."""
    assert list(segment_violations(Outcome(outcome))) == []


@pytest.mark.parametrize(
    ("working_days", "minute", "is_allowed"),
    [(0, 0, True), (1, 0, True), (0, 1439, True), (1, 1439, True), (-1, 0, False), (2, 0, False), (0, -1, False), (1, 1440, False)],
)
def test_the_moment_from_which_a_receipt_counts_is_bounded(working_days: int, minute: int, is_allowed: bool) -> None:
    """It is a minute of the day of receipt or of the next working day, the first and the last minute included."""
    outcome = CountedFrom(working_days=working_days, minute=minute, outcome=DueOnWorkingDay(working_days=1))
    assert (list(segment_violations(Outcome(outcome))) == []) is is_allowed


@pytest.mark.parametrize(
    ("minute", "bound", "start", "after", "is_allowed"),
    [
        (540, "by", 539, True, True),
        (540, "by", 540, False, True),
        (540, "by", 540, True, False),
        (540, "by", 541, False, False),
        (540, "before", 539, True, True),
        (540, "before", 540, False, False),
    ],
)
def test_a_result_is_not_due_before_its_receipt(minute: int, bound: Any, start: int, after: bool, is_allowed: bool) -> None:
    """A moment of the same day must lie after the first receipt of its segment; on the next working day it may be earlier."""

    class Cut(Policy):
        working_days = 0

        def segments(self, day: Day) -> Sequence[Segment]:
            outcome = DueOnWorkingDay(working_days=self.working_days, minute=minute, bound=bound)
            return (ONE, Segment(start=start, after=after, outcome=outcome, rule="one")) if day.working else ()

    class CutForTomorrow(Cut):
        working_days = 1

    assert (list(segment_violations(Cut())) == []) is is_allowed
    assert list(segment_violations(CutForTomorrow())) == []


def test_a_day_has_a_bounded_number_of_segments() -> None:
    """Too many segments, and a start that is no whole minute, are violations."""

    class Many(Policy):
        def segments(self, day: Day) -> Sequence[Segment]:
            return [attrs.evolve(ONE, start=minute) for minute in range(200)] if day.working else ()

    assert "63" in next(iter(segment_violations(Many())))[0]
    assert list(segment_violations(Outcome(ONE.outcome, start=0.0)))
