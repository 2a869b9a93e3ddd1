"""The contract of a policy, one test for each clause."""

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

_ELSEWHERE = """
import pickle, sys
sys.path[:0] = {path!r}
policy, schedule = pickle.loads(sys.stdin.buffer.read())
from tthc_catalog.timetable.policy_table import PolicyTable
print(PolicyTable(policy, schedule, policy_id="proof", policy_version="1").digest)
"""


@functools.cache
def packaged_schedule() -> Schedule:
    """The packaged calendar and office hours: winter and summer, Tết, make-up Saturdays."""
    from tthc_catalog.loading import load_catalog
    from tthc_catalog.timetable.compiler import Compiler

    catalog = load_catalog()
    return Compiler(catalog, Registry()).schedule(catalog.offices[catalog.manifest.levels[0].default_office])


class PolicyContract:
    """Subclass with ``spec``, and pytest runs every clause.

    Attributes:
        spec: the policy under test.
        parameters: what it is built with; the spec's example by default.
        answers: a CSV file from outside with the columns received, reason, due_at, late_after (local time, ``YYYY-MM-DD HH:MM``,
            empty for none); None leaves that test out.
        first, until: the days on which the compiled table is compared with the plain walk.
    """

    spec: ClassVar[PolicySpec]
    parameters: ClassVar[Mapping[str, Any] | None] = None
    answers: ClassVar[Path | None] = None
    first: ClassVar[dt.date] = dt.date(2024, 1, 1)
    until: ClassVar[dt.date] = dt.date(2026, 4, 1)

    @property
    def policy(self) -> Policy:
        """The policy, built anew."""
        return self.spec.build(self.spec.example if self.parameters is None else self.parameters, (contract_proof.CITATION,))

    @property
    def schedule(self) -> Schedule:
        """The calendar and hours to compile over; the packaged ones unless overridden."""
        return packaged_schedule()

    def test_id_version_and_titles(self) -> None:
        """The spec can be named, told apart from its later self, and shown in both languages."""
        for name in ("id", "version", "title", "title_en"):
            assert str(getattr(self.spec, name)).strip(), f"the spec has no {name}"

    def test_schema_is_closed_and_speaks(self) -> None:
        """The schema refuses unknown keys, and titles and describes each key it knows."""
        _none(contract_proof.schema_violations(self.spec.parameters))

    def test_example_obeys_the_schema(self) -> None:
        """What the spec gives as an example passes its own schema and check."""
        from tthc_catalog.checks.schema_validation import Validator

        assert Validator(self.spec.parameters).accepts(self.spec.example), "the example does not obey the schema"
        assert not (self.spec.check(self.spec.example) if self.spec.check is not None else ()), "the example does not pass the check"

    def test_segments(self) -> None:
        """Every working day has an answer that starts at 00:00 and ascends, with declared rules and known outcomes."""
        _none(contract_proof.segment_violations(self.policy))

    def test_texts_in_both_languages(self) -> None:
        """Every rule is said in Vietnamese and in English."""
        _none(contract_proof.text_violations(self.policy))

    def test_citations(self) -> None:
        """Every rule cites what the administrator's file cites."""
        _none(contract_proof.citation_violations(self.policy))

    def test_pure(self) -> None:
        """The same day always gets the same answer."""
        _none(contract_proof.purity_violations(self.policy))

    def test_kinds_of_day(self) -> None:
        """``varies_by_date`` tells the truth."""
        _none(contract_proof.kind_violations(self.policy))

    def test_no_clock_chance_or_files(self) -> None:
        """Nothing outside the day's fact sheet is read."""
        _none(contract_proof.outside_violations(self.policy))

    def test_pickles(self) -> None:
        """A copy from another process answers alike."""
        _none(contract_proof.pickling_violations(self.policy))

    def test_compiled_equals_direct(self) -> None:
        """The compiled table and a plain walk of days and minutes give one answer, around every start of every day."""
        policy, schedule = self.policy, self.schedule
        table = PolicyTable(policy, schedule, policy_id=self.spec.id, policy_version=self.spec.version)
        first = (self.first - schedule.calendar.first).days
        for number in range(first, (self.until - schedule.calendar.first).days):
            day = schedule.day(number)
            starts = {0, 12 * 60, *(s.start for s in policy.segments(day)), *(edge for session in day.sessions for edge in session)}
            for minute in sorted({m + step for m in starts for step in (-1, 0, 1) if 0 <= m + step < 24 * 60}):
                moment = dt.datetime.combine(day.date, dt.time(minute // 60, minute % 60))
                said = table.at(schedule.to_instant(moment))
                reason, due, late = evaluate(policy, schedule, moment)
                found = (
                    said.reason,
                    *(None if at is None else schedule.to_local(at).replace(tzinfo=None) for at in (said.due_at, said.late_after)),
                )
                assert found == (reason, due, late), f"received {moment}: compiled {found}, direct {(reason, due, late)}"

    def test_same_in_another_process(self) -> None:
        """Another time zone of the machine and another hash seed change nothing."""
        path = [entry for entry in sys.path if entry]
        thing = pickle.dumps((self.policy, self.schedule))
        digests = set()
        for zone, seed in (("UTC", "1"), ("America/St_Johns", "2"), ("Pacific/Chatham", "3")):
            environment = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed}
            run = subprocess.run(  # noqa: S603 - this very interpreter, on a program of our own
                [sys.executable, "-c", _ELSEWHERE.format(path=path)], input=thing, env=environment, capture_output=True, check=False
            )
            assert run.returncode == 0, run.stderr.decode()
            digests.add(run.stdout.strip())
        assert len(digests) == 1, "the policy depends on the machine's time zone or on the hash seed"

    def test_answers_from_outside(self) -> None:
        """Every answer of the answer file is what the policy says."""
        if self.answers is None:
            return
        schedule = self.schedule
        table = PolicyTable(self.policy, schedule, policy_id=self.spec.id, policy_version=self.spec.version)
        for row in read_answers(self.answers, ("received", "reason", "due_at", "late_after")):
            said = table.at(schedule.to_instant(dt.datetime.fromisoformat(row["received"])))
            found = {
                "reason": said.reason or "",
                **{
                    name: "" if at is None else f"{schedule.to_local(at):%Y-%m-%d %H:%M}"
                    for name, at in (("due_at", said.due_at), ("late_after", said.late_after))
                },
            }
            wanted = {name: row[name] for name in found}
            assert found == wanted, f"received {row['received']}: {found}, the answer file says {wanted}"


def _none(violations: Iterable[tuple[str, str]]) -> None:
    found = [english for _, english in violations]
    assert not found, "; ".join(found)
