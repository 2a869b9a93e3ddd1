"""The contract of a policy, with one test for each clause."""

from __future__ import annotations

import datetime as dt
import functools
import os
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING, Any, ClassVar

from tthc_catalog.policies import contract_proof
from tthc_catalog.policies.contract import PolicySpec
from tthc_catalog.registry import Registry
from tthc_catalog.testing.answer_files import read_answers
from tthc_catalog.timetable.direct import evaluate
from tthc_catalog.timetable.policy_table import PolicyTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.policies.contract import Policy

_PRINT_DIGEST = """
import pickle, sys
sys.path[:0] = {path!r}
policy, schedule = pickle.loads(sys.stdin.buffer.read())
from tthc_catalog.timetable.policy_table import PolicyTable
print(PolicyTable(policy, schedule, policy_id="proof", policy_version="1").digest)
"""


@functools.cache
def packaged_schedule() -> Schedule:
    """Return the packaged calendar with its office hours: winter and summer, Tết, make-up Saturdays."""
    from tthc_catalog.loading import load_catalog
    from tthc_catalog.timetable.compiler import Compiler

    catalog = load_catalog()
    return Compiler(catalog, Registry()).schedule(catalog.offices[catalog.manifest.levels[0].default_office])


class PolicyContract:
    """The tests of a policy. Set ``spec`` in a subclass, and pytest runs them.

    Attributes:
        spec: the policy under test.
        parameters: the parameters with which it is built; by default the spec's example.
        answers: a CSV file with the columns received, reason, due_at, late_after (local time, ``YYYY-MM-DD HH:MM``; empty if there is no
            value), not computed by this policy; None skips its test.
        first, until: the days on which the compiled table is compared with direct evaluation.
    """

    spec: ClassVar[PolicySpec]
    parameters: ClassVar[Mapping[str, Any] | None] = None
    answers: ClassVar[Path | None] = None
    first: ClassVar[dt.date] = dt.date(2024, 1, 1)
    until: ClassVar[dt.date] = dt.date(2026, 4, 1)

    @property
    def policy(self) -> Policy:
        """The policy under test."""
        return self.spec.build(self.spec.example if self.parameters is None else self.parameters, (contract_proof.CITATION,))

    @property
    def schedule(self) -> Schedule:
        """The calendar and hours over which the policy is compiled; by default the packaged ones."""
        return packaged_schedule()

    def test_id_version_and_titles(self) -> None:
        """The spec has an id, a version and a title in both languages."""
        for name in ("id", "version", "title", "title_en"):
            assert str(getattr(self.spec, name)).strip(), f"the spec has no {name}"

    def test_schema_is_closed_and_speaks(self) -> None:
        """The schema rejects unknown keys, and every key has a title and a description."""
        _assert_none(contract_proof.schema_violations(self.spec.parameters))

    def test_example_obeys_the_schema(self) -> None:
        """The example of the spec is valid by its schema and its check."""
        from tthc_catalog.checks.schema_validation import Validator

        assert Validator(self.spec.parameters).accepts(self.spec.example), "the example does not obey the schema"
        assert not (self.spec.check(self.spec.example) if self.spec.check is not None else ()), "the example does not pass the check"

    def test_segments(self) -> None:
        """Every working day has segments that start at 00:00 and ascend, with declared rules and known outcomes."""
        _assert_none(contract_proof.segment_violations(self.policy))

    def test_texts_in_both_languages(self) -> None:
        """Every rule has a Vietnamese and an English text."""
        _assert_none(contract_proof.text_violations(self.policy))

    def test_citations(self) -> None:
        """Every rule keeps the citations of the administrator's file."""
        _assert_none(contract_proof.citation_violations(self.policy))

    def test_pure(self) -> None:
        """A day always has the same segments."""
        _assert_none(contract_proof.purity_violations(self.policy))

    def test_kinds_of_day(self) -> None:
        """If ``varies_by_date`` is False, days of one kind have equal segments."""
        _assert_none(contract_proof.kind_violations(self.policy))

    def test_no_clock_chance_or_files(self) -> None:
        """The policy uses nothing but the facts of the day."""
        _assert_none(contract_proof.outside_violations(self.policy))

    def test_pickles(self) -> None:
        """A pickled copy returns the same segments."""
        _assert_none(contract_proof.pickling_violations(self.policy))

    def test_compiled_equals_direct(self) -> None:
        """The compiled table and direct evaluation agree around the start of every segment and session."""
        policy, schedule = self.policy, self.schedule
        table = PolicyTable(policy, schedule, policy_id=self.spec.id, policy_version=self.spec.version)
        first = (self.first - schedule.calendar.first).days
        for number in range(first, (self.until - schedule.calendar.first).days):
            day = schedule.day(number)
            starts = {0, 12 * 60, *(s.start for s in policy.segments(day)), *(edge for session in day.sessions for edge in session)}
            for minute in sorted({m + step for m in starts for step in (-1, 0, 1) if 0 <= m + step < 24 * 60}):
                moment = dt.datetime.combine(day.date, dt.time(minute // 60, minute % 60))
                resolved = table.at(schedule.to_instant(moment))
                reason, due, late = evaluate(policy, schedule, moment)
                found = (
                    resolved.reason,
                    *(None if at is None else schedule.to_local(at).replace(tzinfo=None) for at in (resolved.due_at, resolved.late_after)),
                )
                assert found == (reason, due, late), f"received {moment}: compiled {found}, direct {(reason, due, late)}"

    def test_same_in_another_process(self) -> None:
        """The compiled table depends neither on the machine's time zone nor on the hash seed."""
        path = [entry for entry in sys.path if entry]
        pickled = pickle.dumps((self.policy, self.schedule))
        digests = set()
        for zone, seed in (("UTC", "1"), ("America/St_Johns", "2"), ("Pacific/Chatham", "3")):
            environment = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed}
            run = subprocess.run(  # noqa: S603 - this interpreter runs the fixed script above
                [sys.executable, "-c", _PRINT_DIGEST.format(path=path)], input=pickled, env=environment, capture_output=True, check=False
            )
            assert run.returncode == 0, run.stderr.decode()
            digests.add(run.stdout.strip())
        assert len(digests) == 1, "the policy depends on the machine's time zone or on the hash seed"

    def test_answers_from_outside(self) -> None:
        """The policy returns every answer of the answer file."""
        if self.answers is None:
            return
        schedule = self.schedule
        table = PolicyTable(self.policy, schedule, policy_id=self.spec.id, policy_version=self.spec.version)
        for row in read_answers(self.answers, ("received", "reason", "due_at", "late_after")):
            resolved = table.at(schedule.to_instant(dt.datetime.fromisoformat(row["received"])))
            found = {
                "reason": resolved.reason or "",
                **{
                    name: "" if at is None else f"{schedule.to_local(at):%Y-%m-%d %H:%M}"
                    for name, at in (("due_at", resolved.due_at), ("late_after", resolved.late_after))
                },
            }
            expected = {name: row[name] for name in found}
            assert found == expected, f"received {row['received']}: {found}, the answer file says {expected}"


def _assert_none(violations: Iterable[tuple[str, str]]) -> None:
    found = [english for _, english in violations]
    assert not found, "; ".join(found)
