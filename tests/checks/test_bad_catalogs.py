"""Every problem code has a broken catalog that shows it, and the exact words it is told with.

``tests/bad/<code>/catalog`` is laid over ``tests/small_catalog``; ``setup.json`` says what else differs; and
``expected.txt`` is the whole output. To renew the texts after changing them on purpose: ``python tests/checks/test_bad_catalogs.py``.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import tempfile
import types
from contextlib import chdir
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tthc_catalog.checks.catalog_check import check_catalog
from tthc_catalog.errors import Problem, Severity
from tthc_catalog.messages.problems import PAGES
from tthc_catalog.problems.problem_reports import text_report
from tthc_catalog.problems.problem_text import render
from tthc_catalog.registry import Registry
from tthc_catalog.timetable.roster_coverage import coverage_problems
from tthc_catalog.yaml_files.yaml_reader import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tthc_catalog.records.catalog import Catalog
BAD = Path(__file__).parent.parent / "bad"
SMALL = Path(__file__).parents[1] / "small_catalog"
POLICY = "service-days"
POLICY_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["days", "windows"],
    "properties": {
        "days": {"type": "object"},
        "windows": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["due"],
                "properties": {
                    "after": {"type": ["string", "null"], "format": "time-of-day", "title": "Sau giờ"},
                    "due": {"type": "object"},
                },
            },
        },
    },
}
CODES = sorted(folder.name for folder in BAD.iterdir())


def one_due_time(parameters: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, dict[str, str]]]:
    """A rule of parameters that no schema can say, as a policy gives it."""
    for index, window in enumerate(parameters["windows"]):
        said = [key for key in ("at", "before", "by") if key in window["due"]]
        if len(said) != 1:
            yield ("windows", index, "due"), "policy.fault.one-due-time", {"said": ", ".join(said)}


class Providers:
    """The plugins of a place: all fail in the same way, but for a check that finds one thing in every catalog."""

    def __init__(self, why: tuple[str, str]) -> None:
        self.why = why

    def find(self, kind: str, id: str) -> object:
        """The check; nothing else."""
        return types.SimpleNamespace(check=self.check) if kind == "check" else None

    def check(self, catalog: Catalog) -> Iterator[Problem]:
        """One finding."""
        yield Problem(
            code="check-finding", severity=Severity.WARNING, file=f"{catalog.root}/legal.yaml", hint="url:", params={"reason": self.why}
        )

    def ids(self, kind: str) -> tuple[str, ...]:
        """None."""
        return ()

    def why_not(self, kind: str, id: str) -> tuple[str, str]:
        """The one fault."""
        return self.why


def lay_out(case: Path, target: Path) -> dict[str, Any]:
    """Put the case's catalog into ``target/catalog``; the answer is what its ``setup.json`` says."""
    shutil.copytree(SMALL, target / "catalog")
    if (case / "catalog").exists():
        shutil.copytree(case / "catalog", target / "catalog", dirs_exist_ok=True)
    setup: dict[str, Any] = json.loads((case / "setup.json").read_text("utf-8")) if (case / "setup.json").exists() else {}
    for name in setup.get("remove", ()):
        (target / "catalog" / name).unlink()
    if "broken_link" in setup:
        (target / "catalog" / setup["broken_link"]).symlink_to("nowhere.yaml")
    return setup


def problems_of(case: Path, target: Path) -> tuple[Problem, ...]:
    """All problems of the case, its files named as a user in ``target`` would name them."""
    setup = lay_out(case, target)
    arguments: dict[str, Any] = {"limits": Limits(**setup.get("limits", {}))}
    if "today" in setup:
        arguments["today"] = dt.date.fromisoformat(setup["today"])
    if "schema" in setup:
        arguments["policy_schemas"] = {POLICY: setup["schema"]}
    if setup.get("policies"):
        arguments |= {"policy_schemas": {POLICY: POLICY_SCHEMA}, "policy_checks": {POLICY: one_due_time}}
    if "why_not" in setup:
        arguments |= {"policy_schemas": {POLICY: POLICY_SCHEMA}, "providers": Providers(tuple(setup["why_not"]))}
    if setup.get("rosters"):
        arguments["coverage"] = lambda catalog, rosters: coverage_problems(catalog, rosters, Registry())
    with chdir(target):
        catalog, problems = check_catalog(setup.get("folder", "catalog"), **arguments)
    assert (catalog is None) == any(problem.severity is Severity.ERROR for problem in problems)
    return problems


def told(problems: tuple[Problem, ...], target: Path) -> str:
    """The problems as a person in ``target`` reads them, each with the line it points at."""
    with chdir(target):
        return "".join(line + "\n" for line in text_report(problems))


def test_every_code_has_a_broken_catalog() -> None:
    """No problem code is without an example, and no example is of a code that is gone."""
    assert set(CODES) == set(PAGES)


@pytest.mark.parametrize("code", CODES)
def test_a_broken_catalog_is_told_in_exactly_these_words(code: str, tmp_path: Path) -> None:
    """The rendering of each fault is part of the contract with those who mend it."""
    problems = problems_of(BAD / code, tmp_path)
    assert code in {problem.code for problem in problems}
    assert told(problems, tmp_path) == (BAD / code / "expected.txt").read_text("utf-8")


def test_there_are_many_distinct_faults() -> None:
    """The corpus shows far more different faults than there are codes."""
    heads = {line for code in CODES for line in (BAD / code / "expected.txt").read_text("utf-8").splitlines() if re.match(r"\S+: \S", line)}
    assert len({re.sub(r"^\S+: ", "", head) for head in heads}) >= 120


@pytest.mark.parametrize("code", CODES)
def test_every_problem_is_complete_in_both_languages(code: str, tmp_path: Path) -> None:
    """No sentence has an unfilled field, and every problem says what to do."""
    for problem in problems_of(BAD / code, tmp_path):
        assert problem.hint
        for lang in ("vi", "en"):
            said = render(problem, lang)
            assert "{" not in said.replace("{…}", "").replace("“{”", "") or problem.code == "yaml-merge-key"
            assert "None" not in said


def renew() -> None:
    """Write what is said now into every ``expected.txt``."""
    for code in CODES:
        with tempfile.TemporaryDirectory() as folder:
            (BAD / code / "expected.txt").write_text(told(problems_of(BAD / code, Path(folder)), Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    renew()
