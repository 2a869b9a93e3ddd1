"""The proofs catch every exception of a policy and describe each violation in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from tthc_catalog.policies.contract import DueOnWorkingDay, Rule, Segment
from tthc_catalog.policies.contract_proof import CITATION, pickling_violations, proofs, sample_days
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
    assert len({day.sessions for day in days}) == 2
