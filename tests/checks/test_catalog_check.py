"""Loading a catalog: all problems are reported at once, and a valid catalog becomes records."""

from __future__ import annotations

import datetime as dt
import json
import pickle
import re
import shutil
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from tthc_catalog import _resources
from tthc_catalog.checks.catalog_check import check_catalog
from tthc_catalog.effective import Period
from tthc_catalog.errors import CatalogError, Problem, Severity
from tthc_catalog.loading import load_catalog
from tthc_catalog.problems.problem_text import explain, message, problem_codes, render, to_dict
from tthc_catalog.records.catalog import Catalog

SMALL = Path(__file__).parents[1] / "small_catalog"
PROCEDURE = "commune/ho-tich/1.001193.yaml"

TEN_ERRORS = {
    "manifest.yaml": [('"2026.11.23"', "2026-11-23"), ("time_precision: minute", "time_precision: phút")],
    "legal.yaml": [('"2014-11-20"', "20/11/2014"), ("issuer:", "isuer:")],
    "calendar/vietnam.yaml": [("kind: holiday", "kind: nghỉ lễ")],
    "models/thu-sau.yaml": [("fields: [ho-tich]", "fields: [ho-tịch]")],
    PROCEDURE: [
        ('after: "15:00"', "after: 15h00’"),
        ("- amount: 5000", "- amount: 5.000"),
        ("      disputed: false\n", ""),
        ("    results: [Giấy khai sinh]", "    results: [Giấy khai sinh]\n    results: []"),
    ],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the small valid catalog, ``catalog`` in the current directory."""
    shutil.copytree(SMALL, tmp_path / "catalog")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "catalog"


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replace the first occurrence of a text in a file."""
    source = (folder / file).read_text("utf-8")
    assert old in source
    (folder / file).write_text(source.replace(old, new, 1), "utf-8")


def test_the_packaged_catalog_has_no_error(catalog: Catalog) -> None:
    """The packaged catalog has the 35 procedures of the plan, and no error."""
    assert [len([p for p in catalog.procedures if p.level == level]) for level in ("district", "commune")] == [14, 21]
    _, problems = check_catalog(catalog.root)
    assert [render(problem) for problem in problems if problem.severity is Severity.ERROR] == []


def test_the_small_catalog_is_valid() -> None:
    """The base of all broken catalogs has no problem."""
    assert check_catalog(SMALL)[1] == ()


def test_ten_errors_are_reported_at_once(folder: Path) -> None:
    """One run reports ten errors in different files, each with its position, its own message and a hint."""
    for file, edits in TEN_ERRORS.items():
        for old, new in edits:
            edit(folder, file, old, new)
    catalog, problems = check_catalog("catalog")
    assert catalog is None
    assert [(p.file.removeprefix("catalog/"), p.line, p.column, p.code, p.hint) for p in problems] == [
        ("calendar/vietnam.yaml", 17, 11, "value-enum", "holiday"),
        (PROCEDURE, 23, 5, "key-missing", "disputed: true / false"),
        (PROCEDURE, 26, 14, "scalar-time", '"15:00"'),
        (PROCEDURE, 68, 19, "scalar-integer", "5000"),
        (PROCEDURE, 75, 5, "yaml-duplicate-key", "giữ một dòng “results:”, xóa dòng kia"),
        ("legal.yaml", 7, 5, "key-unknown", "issuer:"),
        ("legal.yaml", 8, 16, "scalar-date", '"2014-11-20"'),
        ("manifest.yaml", 3, 10, "scalar-calver", '"2026.11.23"'),
        ("manifest.yaml", 7, 17, "value-enum", "minute / second"),
        ("models/thu-sau.yaml", 12, 12, "scalar-slug", '"ho-tich"'),
    ]
    assert len({message(p) for p in problems}) == len(problems)


def test_every_problem_of_a_catalog_comes_with_the_error(folder: Path) -> None:
    """The error raised for a broken catalog contains all problems, sorted."""
    edit(folder, "manifest.yaml", '"2026.11.23"', "x")
    edit(folder, "legal.yaml", "kind: legal", "kind: luat")
    with pytest.raises(CatalogError) as caught:
        load_catalog("catalog")
    assert [problem.code for problem in caught.value.problems] == ["kind-mismatch", "scalar-calver"]
    assert isinstance(caught.value, ValueError)


def test_checks_that_need_a_broken_file_are_skipped(folder: Path) -> None:
    """An error in legal.yaml does not invalidate every citation, and a broken procedure does not invalidate the counts."""
    edit(folder, "legal.yaml", "id: 60/2014/QH13", "id: null")
    edit(folder, PROCEDURE, "level: commune", "level: [commune]")
    _, problems = check_catalog("catalog")
    assert [problem.code for problem in problems] == ["scalar-slug", "value-null"]


def test_an_empty_folder_reports_the_missing_files(tmp_path: Path) -> None:
    """An empty folder gives one problem for each required file and no other."""
    _, problems = check_catalog(tmp_path)
    assert [problem.code for problem in problems] == ["file-missing"] * 4


def test_problems_have_the_path_given_by_the_user(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths in problems start with the folder as given; for ".", they have no prefix."""
    edit(folder, "legal.yaml", "kind: legal", "kind: luat")
    monkeypatch.chdir(folder)
    assert check_catalog(".")[1][0].file == "legal.yaml"
    assert check_catalog(folder)[1][0].file == f"{folder.as_posix()}/legal.yaml"


def test_hidden_files_and_documents_are_ignored(folder: Path) -> None:
    """The folder of an editor, a changelog and a temporary file are not reported."""
    (folder / ".vscode").mkdir()
    (folder / ".vscode" / "settings.json").write_text("{}", "utf-8")
    (folder / "CHANGELOG.md").write_text("# x", "utf-8")
    (folder / "~$tam.yaml").write_text("x", "utf-8")
    assert check_catalog("catalog")[1] == ()


def test_links_to_folders_are_not_followed(folder: Path) -> None:
    """A link to a parent folder does not cause an endless walk."""
    (folder / "commune" / "vong").symlink_to(folder, target_is_directory=True)
    assert [problem.code for problem in check_catalog("catalog")[1]] == ["file-unknown"]


def test_an_edition_inherits_from_the_previous_one() -> None:
    """An edition inherits every key that it does not state, except its id and effective dates."""
    (procedure,) = load_catalog(SMALL).procedures
    first, second = procedure.editions
    assert second.name == "Thủ tục đăng ký khai sinh"
    assert second.components == first.components
    assert second.from_basis is None
    assert first.from_basis is not None
    assert first.period == Period(dt.date(2016, 1, 1), dt.date(2025, 7, 1))
    assert second.period == Period(dt.date(2025, 7, 1), None)


def test_texts_are_parsed_into_minutes_weekdays_and_dates() -> None:
    """The records contain parsed times, days and dates, not the texts of the files."""
    catalog = load_catalog(SMALL)
    summer, winter = catalog.hours["hanh-chinh"].seasons
    assert summer.sessions == ((420, 690), (810, 1020))
    assert (winter.first, winter.last) == ((11, 1), (3, 31))
    assert catalog.calendar.rest_days == (6, 7)
    assert catalog.calendar.days[0].swap_with == dt.date(2024, 5, 4)
    (procedure,) = catalog.procedures
    assert procedure.editions[0].processing_time is not None
    assert procedure.editions[0].processing_time.after == 900
    assert catalog.models["thu-sau"].scope.exclude_cases == ("xac-minh",)


def test_custom_keys_are_allowed_everywhere_and_change_nothing(folder: Path) -> None:
    """Keys that start with x- may be added to any mapping."""
    plain = load_catalog("catalog")
    for file, old in {
        "manifest.yaml": "title: Danh",
        PROCEDURE: "  status: official",
        "models/thu-sau.yaml": "  levels: [commune]",
        "offices.yaml": "    level: commune",
    }.items():
        indent = old[: len(old) - len(old.lstrip())]
        edit(folder, file, old, f"{indent}x-ghi-chu: gì cũng được\n{old}")
    edit(folder, PROCEDURE, "      name:\n        - source", "      x-them: 1\n      name:\n        - source")
    edit(folder, PROCEDURE, "        - amount: 5000", "        - x-y: 1\n          amount: 5000")
    assert load_catalog("catalog") == plain


def test_a_catalog_survives_pickling(catalog: Catalog) -> None:
    """A catalog can be sent to another process."""
    assert pickle.loads(pickle.dumps(catalog)) == catalog  # noqa: S301 - our own bytes


def test_loading_a_valid_catalog_imports_no_validator() -> None:
    """Loading does not import jsonschema or holidays; importing jsonschema takes longer than loading the whole catalog."""
    code = "import sys, tthc_catalog; tthc_catalog.load_catalog(); print('jsonschema' in sys.modules, 'holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split() == ["False", "False"]


def test_the_horizon_is_checked_against_the_given_day(folder: Path) -> None:
    """A warning is given less than sixty days before the horizon, and only if a day is given."""

    def problems_on(today: dt.date) -> list[Problem]:
        return [problem for problem in check_catalog("catalog", today=today)[1] if problem.code != "review-missing"]

    assert problems_on(dt.date(2026, 11, 1)) == []
    catalog, (problem,) = check_catalog("catalog")[0], problems_on(dt.date(2026, 11, 2))
    assert catalog is not None
    assert (problem.code, problem.severity, problem.params["count"]) == ("calendar-near", Severity.WARNING, 59)
    assert problems_on(dt.date(2028, 1, 1))[0].params["count"] == 0


def test_the_number_of_problems_is_bounded(folder: Path) -> None:
    """Long lists of invalid items and thousands of unknown keys give a bounded number of problems."""
    edit(folder, "calendar/vietnam.yaml", "[saturday, sunday]", "[" + "{a: 1}, [1], x, 2, " * 8_000 + "x]")
    edit(folder, "sources.yaml", "kind: sources\n", "kind: sources\n" + "".join(f"k{n}: 1\n" for n in range(10_000)))
    _, problems = check_catalog("catalog")
    assert 0 < len(problems) < 1_000


def test_a_problem_as_data_has_texts_in_the_given_language(folder: Path) -> None:
    """The data of a problem has its message and hint in the given language."""
    edit(folder, "manifest.yaml", '"2026.11.23"', "2026-11-23")
    edit(folder, "models/thu-sau.yaml", "effective_until: null", 'effective_until: "2020-01-01"')
    calver, order = (to_dict(problem, "en") for problem in check_catalog("catalog")[1])
    assert json.loads(json.dumps(calver)) == {
        "code": "scalar-calver",
        "severity": "error",
        "file": "catalog/manifest.yaml",
        "line": 3,
        "column": 10,
        "path": ["version"],
        "message": "“2026-11-23” is not a version by date, YYYY.MM.DD",
        "found": "2026-11-23",
        "expected": "YYYY.MM.DD",
        "hint": 'change it to "2026.11.23"',
        "replacement": '"2026.11.23"',
        "help": "docs/reference/problems.md#scalar-calver",
    }
    assert order["replacement"] is None


def test_every_code_can_be_explained() -> None:
    """Every code has a page in both languages, and an unknown code has none."""
    for code in problem_codes():
        for lang in ("vi", "en"):
            page = explain(code, lang)
            assert page is not None
            assert page.startswith(f"{code}: ")
    assert explain("no-such-code") is None


def test_packaged_data_is_preferred_to_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package uses its own data."""
    monkeypatch.setattr(_resources, "PACKAGE", str(tmp_path / "src" / "tthc_catalog"))
    assert _resources.catalog_folder() == tmp_path / "catalog"
    (tmp_path / "src" / "tthc_catalog" / "_data" / "schemas").mkdir(parents=True)
    assert _resources.schemas_folder() == tmp_path / "src" / "tthc_catalog" / "_data" / "schemas"


@pytest.mark.parametrize("error", [ZeroDivisionError("no luck"), SystemExit(3)], ids=repr)
def test_a_check_of_a_plugin_that_fails_is_a_problem(tmp_path: Path, error: BaseException) -> None:
    """The manifest that names the check is the place, and the fault is named."""

    class Failing:
        def find(self, kind: str, id: str) -> Any:
            return types.SimpleNamespace(check=self.check) if kind == "check" else None

        def check(self, catalog: Any) -> Any:
            raise error

        def ids(self, kind: str) -> tuple[str, ...]:
            return ("failing",)

        def why_not(self, kind: str, id: str) -> None:
            return None

    folder = Path(shutil.copytree(Path(__file__).parents[1] / "small_catalog", tmp_path / "catalog"))
    manifest = folder / "manifest.yaml"
    text = re.sub(r"(?m)^checks: .*\n", "", manifest.read_text(encoding="utf-8"))
    manifest.write_text(text + "checks: [failing]\n", encoding="utf-8")
    _, problems = check_catalog(folder, providers=Failing())
    (problem,) = [problem for problem in problems if problem.code == "plugin-broken"]
    assert problem.file.endswith("manifest.yaml")
    assert type(error).__name__ in problem.params["reason"][0]
