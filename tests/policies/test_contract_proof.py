"""The proofs survive whatever a policy does, and name it; what they say is in both languages."""

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
    """Sound; what follows breaks it."""

    rules: Mapping[str, Rule] = RULES
    varies_by_date: bool = False

    def segments(self, day: Day) -> Sequence[Segment]:
        """Tomorrow."""
        return (ONE,) if day.working else ()


class Raises(Policy):
    """Fails on a day like any other."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """No answer."""
        raise ZeroDivisionError(day.date)


class NoSegments(Policy):
    """Gives something else."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Words."""
        return ("tomorrow",)  # type: ignore[return-value]


class Forgets(Policy):
    """Comes back from another process as somebody else."""

    def __reduce__(self) -> Any:
        """Another policy."""
        return (Later, ())


class Later(Policy):
    """The day after tomorrow."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """In two days."""
        return (attrs.evolve(ONE, outcome=DueOnWorkingDay(working_days=2)),) if day.working else ()


@pytest.mark.parametrize(("policy", "said"), [(Raises, "ZeroDivisionError"), (NoSegments, "Segment")])
def test_a_fault_while_asking_is_named(policy: type[Policy], said: str) -> None:
    """Whatever segments raises or returns ends in one sentence in each language."""
    ((vietnamese, english),) = proofs(attrs.evolve(SPEC, build=lambda parameters, citations: policy()))
    assert said in vietnamese
    assert said in english


def test_a_policy_that_cannot_be_built_is_named() -> None:
    """The fault of the builder is told, and nothing else is asked."""

    def build(parameters: Any, citations: Any) -> Any:
        raise KeyError("days")

    ((vietnamese, english),) = proofs(attrs.evolve(SPEC, build=build))
    assert "KeyError" in vietnamese
    assert "KeyError" in english


def test_a_copy_that_answers_differently_is_found() -> None:
    """Pickling must bring back the same policy."""
    assert list(pickling_violations(Forgets()))
    assert not list(pickling_violations(Policy()))


def test_the_sample_holds_every_sort_of_day() -> None:
    """Ordinary days, rest days, holidays on working and on rest days, make-up days, the fifth and the last of a weekday, both seasons."""
    days = sample_days()
    assert {day.weekday for day in days} == set(range(1, 8))
    assert {day.nth_weekday for day in days} == set(range(1, 6))
    assert any(day.make_up and day.working for day in days)
    assert any(day.holiday and day.weekday > 5 for day in days)
    assert any(day.holiday and day.weekday < 6 for day in days)
    assert len({day.sessions for day in days}) == 2
