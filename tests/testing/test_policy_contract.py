"""The contract kit finds what it is for: one deliberately broken policy for each check, and the good ones pass them all."""

from __future__ import annotations

import datetime as dt
import os
import random
import time
from collections.abc import Mapping
from pathlib import Path
from time import monotonic as hours_gone
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
    """A policy that keeps the contract; the broken ones below differ from it in one thing each."""

    rules: Mapping[str, Rule]
    varies_by_date: bool = False

    def segments(self, day: Day) -> Sequence[Segment]:
        """The next working day, always."""
        return ONE if day.working else ()


class ClosedOnWednesdays(Sound):
    """Leaves a working day without an answer."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Nothing on Wednesdays."""
        return () if day.weekday == 3 else super().segments(day)


class StartsLate(Sound):
    """Says nothing of the early morning."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """From 07:00 on."""
        return (Segment(start=420, outcome=NEXT_DAY, rule="one"),) if day.working else ()


class GoesBack(Sound):
    """Its second segment does not come after the first."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Twice from 00:00."""
        return ONE + ONE if day.working else ()


class UnknownRule(Sound):
    """Names a rule it never declares."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """By a rule nobody knows."""
        return (Segment(start=0, outcome=NEXT_DAY, rule="two"),) if day.working else ()


class UnknownOutcome(Sound):
    """Promises something the compiler cannot reckon."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Tomorrow, in words."""
        return (Segment(start=0, outcome="tomorrow", rule="one"),) if day.working else ()  # type: ignore[arg-type]


class DueBeforeReceipt(Sound):
    """Promises a result for a moment that is over."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Received after 10:00, due at 09:00 of that day."""
        late = Segment(start=600, after=True, outcome=DueOnWorkingDay(working_days=0, minute=540), rule="one")
        return (*ONE, late) if day.working else ()


def always(outcome: Outcome) -> type[Sound]:
    """A policy with one outcome on every working day."""

    class Always(Sound):
        def segments(self, day: Day) -> Sequence[Segment]:
            return (Segment(start=0, outcome=outcome, rule="one"),) if day.working else ()

    return Always


class Moody(Sound):
    """Answers differently each time it is asked."""

    asked = 0

    def segments(self, day: Day) -> Sequence[Segment]:
        """Every other answer is another."""
        type(self).asked += 1
        return (Segment(start=0, outcome=DueOnWorkingDay(working_days=self.asked % 2 + 1), rule="one"),) if day.working else ()


class HidesDates(Sound):
    """Says it does not vary by date, and does."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Two days in the second half of the month."""
        return (Segment(start=0, outcome=DueOnWorkingDay(working_days=1 + day.date.day // 16), rule="one"),) if day.working else ()


class HidesOneDate(Sound):
    """Says it does not vary by date, and does on one day only, which no sample holds."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Not covered on 10/3/2026."""
        if day.date == dt.date(2026, 3, 10):
            return (Segment(start=0, outcome=NotCovered(reason="odd"), rule="one"),)
        return super().segments(day)


class ReadsTheClock(Sound):
    """Looks at the clock."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Unless it is the past."""
        return super().segments(day) if time.time() else ()


class SendsForTheTime(Sound):
    """Looks at the clock in a method of its own."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """As the method finds it."""
        return super().segments(day) if all(self._is_late() for _ in range(1)) else ()

    @staticmethod
    def _is_late() -> bool:
        return time.time() > 0


class RenamesTheClock(Sound):
    """Looks at the clock under another name."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Unless it is the past."""
        return super().segments(day) if hours_gone() else ()


class CastsLots(Sound):
    """Leaves it to chance."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Nearly always the same."""
        return super().segments(day) if random.random() < 2 else ()


class ReadsFiles(Sound):
    """Opens a file."""

    def segments(self, day: Day) -> Sequence[Segment]:
        """Whatever the file says."""
        with open(os.devnull) as file:  # noqa: PTH123 - the fault under test
            file.read()
        return super().segments(day)


@attrs.frozen
class Unpicklable(Sound):
    """Carries a function no other process could find."""

    secret: Any = attrs.field(factory=lambda: lambda: None)


def rule(text: str = "Trả ngày làm việc kế tiếp.", *citations: Citation, id: str = "one") -> dict[str, Rule]:
    """The one rule of these policies."""
    return {"one": Rule(id=id, text=text, text_en="Returned the next working day.", citations=citations)}


def spec_of(policy: type[Sound], **more: Any) -> PolicySpec:
    """A spec that builds the policy with its rule and citations in order."""
    words: dict[str, Any] = {"id": "one", "version": "1", "title": "Một", "title_en": "One", "parameters": SCHEMA, "example": {}}
    words["build"] = lambda parameters, citations: policy(rule("Trả ngày làm việc kế tiếp.", *citations))
    return PolicySpec(**(words | more))


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
    "moody": (spec_of(Moody), "test_pure"),
    "hides-dates": (spec_of(HidesDates), "test_kinds_of_day"),
    "hides-one-date": (spec_of(HidesOneDate), "test_compiled_equals_direct"),
    "clock": (spec_of(ReadsTheClock), "test_no_clock_chance_or_files"),
    "clock-in-a-method": (spec_of(SendsForTheTime), "test_no_clock_chance_or_files"),
    "clock-renamed": (spec_of(RenamesTheClock), "test_no_clock_chance_or_files"),
    "chance": (spec_of(CastsLots), "test_no_clock_chance_or_files"),
    "files": (spec_of(ReadsFiles), "test_no_clock_chance_or_files"),
    "unpicklable": (spec_of(Unpicklable), "test_pickles"),
}


def contract(spec: PolicySpec, **more: Any) -> PolicyContract:
    """The contract over a spec, as a plugin's author would subclass it."""
    made: PolicyContract = type("Contract", (PolicyContract,), {"spec": spec, **more})()
    return made


CHECKS = sorted(name for name in vars(PolicyContract) if name.startswith("test_"))


@pytest.mark.parametrize("case", BROKEN)
def test_each_fault_is_found_by_its_check(case: str) -> None:
    """The check that is for this fault fails on it, and says why."""
    spec, check = BROKEN[case]
    with pytest.raises(AssertionError) as caught:
        getattr(contract(spec), check)()
    assert str(caught.value).strip()


def test_every_check_has_a_broken_policy() -> None:
    """No check of the kit is untested."""
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
def test_the_machine_is_found_out(days: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A policy that depends on the machine's time zone, or on the hash seed, gives itself away in another process."""
    name = f"elsewhere_{abs(hash(days))}"
    (tmp_path / f"{name}.py").write_text(MODULE.replace("{days}", days), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    module = __import__(name)
    spec = spec_of(Sound, build=lambda parameters, citations: module.Elsewhere(rule("Trả.", *citations)))
    with pytest.raises(AssertionError, match="depends on the machine"):
        contract(spec).test_same_in_another_process()


def answer_file(folder: Path, *lines: str) -> Path:
    """A file of answers."""
    path = folder / "answers.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


HEAD = ("# by hand", "received,reason,due_at,late_after")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (HEAD[1:], "where the answers come from"),
        (HEAD, "holds no answer"),
        (("# by hand", "received,reason", "2024-03-01 09:00,"), "lacks the columns"),
        ((*HEAD, "2024-03-01 09:00,,2024-03-05 16:30,2024-03-06 00:00"), "the answer file says"),
    ],
)
def test_answers_from_outside_are_believed(lines: tuple[str, ...], said: str, tmp_path: Path) -> None:
    """A wrong answer, and a file that is none, are told."""
    with pytest.raises(AssertionError, match=said):
        contract(spec_of(Sound), answers=answer_file(tmp_path, *lines)).test_answers_from_outside()


def test_right_answers_pass(tmp_path: Path) -> None:
    """Friday 1/3/2024 is followed by Monday 4/3/2024, in winter hours."""
    path = answer_file(tmp_path, *HEAD, "2024-03-01 09:00,,2024-03-04 16:30,2024-03-05 00:00")
    contract(spec_of(Sound), answers=path).test_answers_from_outside()


class TestServiceDays(PolicyContract):
    """The built-in service days keep the contract they ask of others."""

    spec = Registry(plugins=()).policy("service-days", requested_by="the contract")


class TestProcessingTime(PolicyContract):
    """So does the statutory time."""

    spec = Registry(plugins=()).policy("processing-time", requested_by="the contract")
