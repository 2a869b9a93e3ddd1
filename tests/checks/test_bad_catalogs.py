"""Every problem code has a broken catalog and its expected output.

The files of ``tests/bad/<code>/catalog`` replace those of ``tests/small_catalog``, ``setup.json`` has other differences, and
``expected.txt`` is the whole output. After an intended change, update the outputs with ``python tests/checks/test_bad_catalogs.py``.
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

from tthc_catalog.calendars.overlay_check import overlay_problems
from tthc_catalog.checks.catalog_check import check_catalog
from tthc_catalog.errors import Problem, Severity
from tthc_catalog.problems.problem_reports import text_report
from tthc_catalog.problems.problem_text import problem_codes, render
from tthc_catalog.registry import Registry
from tthc_catalog.releases.promise_problems import promise_problems as promise_problems_of_releases
from tthc_catalog.timetable.closure_coverage import closure_coverage_problems
from tthc_catalog.timetable.promise_check import promise_problems
from tthc_catalog.timetable.roster_coverage import coverage_problems
from tthc_catalog.yaml_files.yaml_reader import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tthc_catalog.checks.consistency import ValidFiles
    from tthc_catalog.records.catalog import Catalog
BAD = Path(__file__).parent.parent / "bad"
SMALL = Path(__file__).parents[1] / "small_catalog"
POLICY = "service-days"
STATUTORY = "processing-time"
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
    """Check a rule of parameters that a schema cannot express, as a policy does."""
    for index, window in enumerate(parameters["windows"]):
        stated = [key for key in ("at", "before", "by") if key in window["due"]]
        if len(stated) != 1:
            yield ("windows", index, "due"), "policy.fault.one-due-time", {"given": ", ".join(stated)}


class Providers:
    """Plugins that all fail with the same reason, except a check that reports one problem for every catalog."""

    def __init__(self, why: tuple[str, str]) -> None:
        self.why = why

    def find(self, kind: str, id: str) -> object:
        """Return the check, and None for everything else."""
        return types.SimpleNamespace(check=self.check) if kind == "check" else None

    def check(self, catalog: Catalog) -> Iterator[Problem]:
        """Yield one problem."""
        yield Problem(
            code="check-finding", severity=Severity.WARNING, file=f"{catalog.root}/legal.yaml", hint="url:", params={"reason": self.why}
        )

    def ids(self, kind: str) -> tuple[str, ...]:
        """Return no ids."""
        return ()

    def why_not(self, kind: str, id: str) -> tuple[str, str]:
        """Return the reason."""
        return self.why


def copy_case(case: Path, target: Path) -> dict[str, Any]:
    """Create the catalog of the case in ``target/catalog``, and return the content of ``setup.json``."""
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
    """Return all problems of the case, with paths relative to ``target``."""
    setup = copy_case(case, target)
    arguments: dict[str, Any] = {"limits": Limits(**setup.get("limits", {}))}
    if "today" in setup:
        arguments["today"] = dt.date.fromisoformat(setup["today"])
    if "schema" in setup:
        arguments["policy_schemas"] = {POLICY: setup["schema"], STATUTORY: {}}
    if setup.get("policies"):
        arguments |= {"policy_schemas": {POLICY: POLICY_SCHEMA, STATUTORY: {}}, "policy_checks": {POLICY: one_due_time}}
        arguments["policy_uses"] = {POLICY: False, STATUTORY: True}
    if "why_not" in setup:
        arguments |= {"policy_schemas": {POLICY: POLICY_SCHEMA, STATUTORY: {}}, "providers": Providers(tuple(setup["why_not"]))}
    if setup.get("closures"):
        arguments["closures"] = lambda catalog, closures: closure_coverage_problems(catalog, closures, Registry())
    if setup.get("rosters"):
        arguments["coverage"] = lambda catalog, rosters: coverage_problems(catalog, rosters, Registry())
    if setup.get("promises"):
        arguments["whole"] = lambda catalog, valid, today: promise_problems(catalog, valid.of_kind("model"), Registry(), today)
    if setup.get("overlay"):
        arguments["whole"] = lambda _catalog, valid, _today: overlay_problems(valid.of_kind("calendar"))
    with chdir(target):
        checked: list[ValidFiles] = []
        catalog, problems = check_catalog(setup.get("folder", "catalog"), keep=checked.append, **arguments)
        if setup.get("releases") and catalog is not None:
            found = promise_problems_of_releases(catalog, files=checked[0])
            problems = tuple(sorted((*problems, *found), key=lambda problem: problem.sort_key))
            catalog = None if any(problem.severity is Severity.ERROR for problem in problems) else catalog
    assert (catalog is None) == any(problem.severity is Severity.ERROR for problem in problems)
    return problems


def report(problems: tuple[Problem, ...], target: Path) -> str:
    """Return the text report of the problems, with paths relative to ``target``."""
    with chdir(target):
        return "".join(line + "\n" for line in text_report(problems))


def test_every_code_has_a_broken_catalog() -> None:
    """Every problem code has a broken catalog, and every broken catalog has a known code."""
    assert set(CODES) == set(problem_codes())


@pytest.mark.parametrize("code", CODES)
def test_the_report_of_a_broken_catalog(code: str, tmp_path: Path) -> None:
    """The report of each broken catalog contains its code and equals the expected output."""
    problems = problems_of(BAD / code, tmp_path)
    assert code in {problem.code for problem in problems}
    assert report(problems, tmp_path) == (BAD / code / "expected.txt").read_text("utf-8")


def test_there_are_many_distinct_messages() -> None:
    """The broken catalogs have more different messages than there are codes."""
    heads = {line for code in CODES for line in (BAD / code / "expected.txt").read_text("utf-8").splitlines() if re.match(r"\S+: \S", line)}
    assert len({re.sub(r"^\S+: ", "", head) for head in heads}) >= 120


@pytest.mark.parametrize("code", CODES)
def test_every_problem_is_complete_in_both_languages(code: str, tmp_path: Path) -> None:
    """No text has an unfilled field, and every problem has a hint."""
    for problem in problems_of(BAD / code, tmp_path):
        assert problem.hint
        for lang in ("vi", "en"):
            rendered = render(problem, lang)
            assert "{" not in rendered.replace("{…}", "").replace("“{”", "") or problem.code == "yaml-merge-key"
            assert "None" not in rendered


def update() -> None:
    """Write the current report into every ``expected.txt``."""
    for code in CODES:
        with tempfile.TemporaryDirectory() as folder:
            (BAD / code / "expected.txt").write_text(report(problems_of(BAD / code, Path(folder)), Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    update()
