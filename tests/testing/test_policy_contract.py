"""The policy contract: for each of its tests there is a broken policy, and our own policies pass them all."""

from __future__ import annotations

import datetime as dt
import os
import random
import time
from collections.abc import Mapping
from pathlib import Path
from time import monotonic as elapsed
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from tthc_catalog.policies.contract import (
    DueAfterWorkingMinutes,
    DueOnCalendarDay,
    DueOnWorkingDay,
    NotCovered,
    Outcome,
    PolicySpec,
    Rule,
    Segment,
)
from tthc_catalog.registry import Registry
from tthc_catalog.testing import PolicyContract

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.calendars.day import Day
    from tthc_catalog.records.legal import Citation

SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Tham số",
    "description": "Không có tham số nào.",
    "additionalProperties": False,
    "properties": {},
}
NEXT_DAY = DueOnWorkingDay(working_days=1)
ONE = (Segment(start=0, outcome=NEXT_DAY, rule="one"),)


@attrs.frozen
class Sound:
    """A policy that keeps the contract; each policy below breaks it in one way."""

    rules: Mapping[str, Rule]
    varies_by_date: bool = False

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return a segment due on the next working day."""
        return ONE if day.working else ()


class ClosedOnWednesdays(Sound):
    """A policy without segments on some working days."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return no segments on Wednesdays."""
        return () if day.weekday == 3 else super().segments(day)


class StartsLate(Sound):
    """A policy without a segment at the start of the day."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return a segment from 07:00."""
        return (Segment(start=420, outcome=NEXT_DAY, rule="one"),) if day.working else ()


class GoesBack(Sound):
    """A policy whose segments do not ascend."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return two segments from 00:00."""
        return ONE + ONE if day.working else ()


class UnknownRule(Sound):
    """A policy with an undeclared rule."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return a segment with an undeclared rule."""
        return (Segment(start=0, outcome=NEXT_DAY, rule="two"),) if day.working else ()


class UnknownOutcome(Sound):
    """A policy with an outcome that the compiler does not support."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return a segment whose outcome is a string."""
        return (Segment(start=0, outcome="tomorrow", rule="one"),) if day.working else ()  # type: ignore[arg-type]


class DueBeforeReceipt(Sound):
    """A policy that promises a result before the receipt."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return a segment after 10:00 that is due at 09:00 of the same day."""
        late = Segment(start=600, after=True, outcome=DueOnWorkingDay(working_days=0, minute=540), rule="one")
        return (*ONE, late) if day.working else ()


def always(outcome: Outcome) -> type[Sound]:
    """Return a policy with one outcome on every working day."""

    class Always(Sound):
        def segments(self, day: Day) -> Sequence[Segment]:
            return (Segment(start=0, outcome=outcome, rule="one"),) if day.working else ()

    return Always


class Inconstant(Sound):
    """A policy that returns other segments on every call."""

    calls = 0

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return a segment due on the first or second working day, alternately."""
        type(self).calls += 1
        return (Segment(start=0, outcome=DueOnWorkingDay(working_days=self.calls % 2 + 1), rule="one"),) if day.working else ()


class HidesDates(Sound):
    """A policy that varies by date although ``varies_by_date`` is False."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return a segment due one day later in the second half of the month."""
        return (Segment(start=0, outcome=DueOnWorkingDay(working_days=1 + day.date.day // 16), rule="one"),) if day.working else ()


class HidesOneDate(Sound):
    """A policy that varies by date on one day only, which is not among the sample days."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return *not covered* on 10/3/2026."""
        if day.date == dt.date(2026, 3, 10):
            return (Segment(start=0, outcome=NotCovered(reason="odd"), rule="one"),)
        return super().segments(day)


class ReadsTheClock(Sound):
    """A policy that reads the clock."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Call `time.time`."""
        return super().segments(day) if time.time() else ()


class ReadsTheClockInAMethod(Sound):
    """A policy that reads the clock in another method."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Call a method that calls `time.time`."""
        return super().segments(day) if all(self._is_late() for _ in range(1)) else ()

    @staticmethod
    def _is_late() -> bool:
        return time.time() > 0


class ReadsTheClockByAnAlias(Sound):
    """A policy that reads the clock by another name."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Call an alias of `time.monotonic`."""
        return super().segments(day) if elapsed() else ()


class UsesRandomNumbers(Sound):
    """A policy that uses random numbers."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Call `random.random`."""
        return super().segments(day) if random.random() < 2 else ()


class ReadsFiles(Sound):
    """A policy that reads a file."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Call `open`."""
        with open(os.devnull) as file:  # noqa: PTH123 - the fault under test
            file.read()
        return super().segments(day)


@attrs.frozen
class Unpicklable(Sound):
    """A policy with a function that cannot be pickled."""

    secret: Any = attrs.field(factory=lambda: lambda: None)


def rule(text: str = "Trả ngày làm việc kế tiếp.", *citations: Citation, id: str = "one") -> dict[str, Rule]:
    """Return the rule of these policies."""
    return {"one": Rule(id=id, text=text, text_en="Returned the next working day.", citations=citations)}


def spec_of(policy: type[Sound], **more: Any) -> PolicySpec:
    """Return a valid spec of the policy, with changes."""
    fields: dict[str, Any] = {"id": "one", "version": "1", "title": "Một", "title_en": "One", "parameters": SCHEMA, "example": {}}
    fields["build"] = lambda parameters, citations: policy(rule("Trả ngày làm việc kế tiếp.", *citations))
    return PolicySpec(**(fields | more))


BROKEN: dict[str, tuple[PolicySpec, str]] = {
    "no-title": (spec_of(Sound, title_en=" "), "test_id_version_and_titles"),
    "open-schema": (spec_of(Sound, parameters={**SCHEMA, "additionalProperties": True}), "test_schema_is_closed_and_speaks"),
    "silent-schema": (spec_of(Sound, parameters={**SCHEMA, "title": ""}), "test_schema_is_closed_and_speaks"),
    "bad-example": (spec_of(Sound, example={"more": "1"}), "test_example_obeys_the_schema"),
    "refused-example": (spec_of(Sound, check=lambda _: [((), ("sai", "wrong"), {})]), "test_example_obeys_the_schema"),
    "closed": (spec_of(ClosedOnWednesdays), "test_segments"),
    "starts-late": (spec_of(StartsLate), "test_segments"),
    "goes-back": (spec_of(GoesBack), "test_segments"),
    "unknown-rule": (spec_of(UnknownRule), "test_segments"),
    "unknown-outcome": (spec_of(UnknownOutcome), "test_segments"),
    "backwards": (spec_of(always(DueOnWorkingDay(working_days=-1))), "test_segments"),
    "no-such-minute": (spec_of(always(DueOnWorkingDay(working_days=1, minute=24 * 60))), "test_segments"),
    "backwards-in-days": (spec_of(always(DueOnCalendarDay(calendar_days=3, then_working_days=-1))), "test_segments"),
    "no-time-at-all": (spec_of(always(DueAfterWorkingMinutes(minutes=0))), "test_segments"),
    "reason-in-prose": (spec_of(always(NotCovered(reason="Not today"))), "test_segments"),
    "due-before-receipt": (spec_of(DueBeforeReceipt), "test_segments"),
    "one-language": (spec_of(Sound, build=lambda p, c: Sound(rule(" ", *c))), "test_texts_in_both_languages"),
    "misnamed-rule": (spec_of(Sound, build=lambda p, c: Sound(rule("Trả.", *c, id="two"))), "test_texts_in_both_languages"),
    "no-citation": (spec_of(Sound, build=lambda p, c: Sound(rule())), "test_citations"),
    "inconstant": (spec_of(Inconstant), "test_pure"),
    "hides-dates": (spec_of(HidesDates), "test_kinds_of_day"),
    "hides-one-date": (spec_of(HidesOneDate), "test_compiled_equals_direct"),
    "clock": (spec_of(ReadsTheClock), "test_no_clock_chance_or_files"),
    "clock-in-a-method": (spec_of(ReadsTheClockInAMethod), "test_no_clock_chance_or_files"),
    "clock-by-an-alias": (spec_of(ReadsTheClockByAnAlias), "test_no_clock_chance_or_files"),
    "random-numbers": (spec_of(UsesRandomNumbers), "test_no_clock_chance_or_files"),
    "files": (spec_of(ReadsFiles), "test_no_clock_chance_or_files"),
    "unpicklable": (spec_of(Unpicklable), "test_pickles"),
}


def contract(spec: PolicySpec, **more: Any) -> PolicyContract:
    """Return the contract of a spec, subclassed as by a plugin's author."""
    made: PolicyContract = type("Contract", (PolicyContract,), {"spec": spec, **more})()
    return made


CHECKS = sorted(name for name in vars(PolicyContract) if name.startswith("test_"))


@pytest.mark.parametrize("case", BROKEN)
def test_each_fault_is_found_by_its_check(case: str) -> None:
    """The test for the fault fails with a message."""
    spec, check = BROKEN[case]
    with pytest.raises(AssertionError) as caught:
        getattr(contract(spec), check)()
    assert str(caught.value).strip()


def test_every_check_has_a_broken_policy() -> None:
    """Every test of the contract fails for some broken policy."""
    elsewhere = {"test_same_in_another_process", "test_answers_from_outside"}
    assert {check for _, check in BROKEN.values()} | elsewhere == set(CHECKS)


MODULE = """
import datetime as dt
import attrs
from tthc_catalog.policies.contract import DueOnWorkingDay, Segment

@attrs.frozen
class Elsewhere:
    rules: dict
    varies_by_date = False
    def segments(self, day):
        return (Segment(start=0, outcome=DueOnWorkingDay(working_days={days}), rule="one"),) if day.working else ()
"""


@pytest.mark.parametrize(
    "days", ["1 + dt.datetime.fromtimestamp(0).hour", "1 + ord(next(iter({'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'}))) % 8"]
)
def test_dependence_on_the_machine_is_found(days: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A policy that depends on the machine's time zone or on the hash seed has another digest in another process."""
    name = f"elsewhere_{abs(hash(days))}"
    (tmp_path / f"{name}.py").write_text(MODULE.replace("{days}", days), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    module = __import__(name)
    spec = spec_of(Sound, build=lambda parameters, citations: module.Elsewhere(rule("Trả.", *citations)))
    with pytest.raises(AssertionError, match="depends on the machine"):
        contract(spec).test_same_in_another_process()


def answer_file(folder: Path, *lines: str) -> Path:
    """Write an answer file."""
    path = folder / "answers.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


HEAD = ("# by hand", "received,reason,due_at,late_after")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (HEAD[1:], "where the answers come from"),
        (HEAD, "holds no answer"),
        (("# by hand", "received,reason", "2024-03-01 09:00,"), "lacks the columns"),
        ((*HEAD, "2024-03-01 09:00,,2024-03-05 16:30,2024-03-06 00:00"), "the answer file says"),
    ],
)
def test_faults_of_an_answer_file_are_reported(lines: tuple[str, ...], message: str, tmp_path: Path) -> None:
    """A difference from the policy and an invalid answer file fail the test."""
    with pytest.raises(AssertionError, match=message):
        contract(spec_of(Sound), answers=answer_file(tmp_path, *lines)).test_answers_from_outside()


def test_right_answers_pass(tmp_path: Path) -> None:
    """Friday 1/3/2024 is followed by Monday 4/3/2024, in winter hours."""
    path = answer_file(tmp_path, *HEAD, "2024-03-01 09:00,,2024-03-04 16:30,2024-03-05 00:00")
    contract(spec_of(Sound), answers=path).test_answers_from_outside()


class TestServiceDays(PolicyContract):
    """The contract of the built-in service days."""

    spec = Registry(plugins=()).policy("service-days", requested_by="the contract")


class TestProcessingTime(PolicyContract):
    """The contract of the statutory time."""

    spec = Registry(plugins=()).policy("processing-time", requested_by="the contract")
