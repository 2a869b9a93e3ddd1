"""Loading a catalog: everything wrong is told at once, and what is right becomes the model."""

from __future__ import annotations

import datetime as dt
import json
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tthc_catalog import _resources
from tthc_catalog.checks.catalog_check import check_catalog, load_catalog
from tthc_catalog.effective import Period
from tthc_catalog.errors import CatalogError, Problem, Severity
from tthc_catalog.messages.problems import PAGES
from tthc_catalog.problems.problem_text import explain, message, render, to_dict
from tthc_catalog.records.catalog import Catalog

SMALL = Path(__file__).parents[1] / "small_catalog"
PROCEDURE = "commune/ho-tich/1.001193.yaml"

TEN_FAULTS = {
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
    """A copy of the small right catalog, in the current directory as ``catalog``."""
    shutil.copytree(SMALL, tmp_path / "catalog")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "catalog"


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Change one place of a file."""
    source = (folder / file).read_text("utf-8")
    assert old in source
    (folder / file).write_text(source.replace(old, new, 1), "utf-8")


def test_the_packaged_catalog_has_no_error(catalog: Catalog) -> None:
    """35 procedures, as the plan declares them."""
    assert [len([p for p in catalog.procedures if p.level == level]) for level in ("district", "commune")] == [14, 21]
    _, problems = check_catalog(catalog.root)
    assert [render(problem) for problem in problems if problem.severity is Severity.ERROR] == []


def test_the_small_catalog_is_right() -> None:
    """The base of all broken catalogs has not a single problem."""
    assert check_catalog(SMALL)[1] == ()


def test_ten_different_faults_give_ten_problems_each_with_place_words_and_remedy(folder: Path) -> None:
    """One run tells everything that is wrong, so that nobody mends one fault a day."""
    for file, edits in TEN_FAULTS.items():
        for old, new in edits:
            edit(folder, file, old, new)
    catalog, problems = check_catalog("catalog")
    assert catalog is None
    assert [(p.file.removeprefix("catalog/"), p.line, p.column, p.code, p.hint) for p in problems] == [
        ("calendar/vietnam.yaml", 17, 11, "value-enum", "holiday / compensatory / swap_off / swap_work"),
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
    """Whoever loads a broken catalog gets them all, sorted."""
    edit(folder, "manifest.yaml", '"2026.11.23"', "x")
    edit(folder, "legal.yaml", "kind: legal", "kind: luat")
    with pytest.raises(CatalogError) as caught:
        load_catalog("catalog")
    assert [problem.code for problem in caught.value.problems] == ["kind-mismatch", "scalar-calver"]
    assert isinstance(caught.value, ValueError)


def test_what_a_broken_file_alone_could_say_is_not_asked(folder: Path) -> None:
    """A fault in legal.yaml does not make every citation look wrong, nor a broken procedure the counts."""
    edit(folder, "legal.yaml", "id: 60/2014/QH13", "id: null")
    edit(folder, PROCEDURE, "level: commune", "level: [commune]")
    _, problems = check_catalog("catalog")
    assert [problem.code for problem in problems] == ["scalar-slug", "value-null"]


def test_a_folder_without_files_tells_which_are_missing(tmp_path: Path) -> None:
    """And asks nothing of the missing files."""
    _, problems = check_catalog(tmp_path)
    assert [problem.code for problem in problems] == ["file-missing"] * 4


def test_problems_name_files_as_the_user_did(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From within the folder no prefix stands before the file."""
    edit(folder, "legal.yaml", "kind: legal", "kind: luat")
    monkeypatch.chdir(folder)
    assert check_catalog(".")[1][0].file == "legal.yaml"
    assert check_catalog(folder)[1][0].file == f"{folder.as_posix()}/legal.yaml"


def test_hidden_files_and_plain_texts_are_left_alone(folder: Path) -> None:
    """An editor's folder, a changelog and a readme are no part of the catalog."""
    (folder / ".vscode").mkdir()
    (folder / ".vscode" / "settings.json").write_text("{}", "utf-8")
    (folder / "CHANGELOG.md").write_text("# x", "utf-8")
    (folder / "~$tam.yaml").write_text("x", "utf-8")
    assert check_catalog("catalog")[1] == ()


def test_a_link_to_a_folder_is_not_walked_into(folder: Path) -> None:
    """A link that leads back up cannot make the walk endless."""
    (folder / "commune" / "vong").symlink_to(folder, target_is_directory=True)
    assert [problem.code for problem in check_catalog("catalog")[1]] == ["file-unknown"]


def test_an_edition_takes_what_it_does_not_state_from_the_one_before() -> None:
    """Only the id and the effective dates are its own."""
    (procedure,) = load_catalog(SMALL).procedures
    first, second = procedure.editions
    assert second.name == "Thủ tục đăng ký khai sinh"
    assert second.components == first.components
    assert second.from_basis is None
    assert first.from_basis is not None
    assert first.period == Period(dt.date(2016, 1, 1), dt.date(2025, 7, 1))
    assert second.period == Period(dt.date(2025, 7, 1), None)


def test_the_model_holds_minutes_weekday_numbers_and_days() -> None:
    """What YAML writes as text is read once, here."""
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


def test_keys_of_ones_own_are_free_everywhere_and_change_nothing(folder: Path) -> None:
    """x- keys may be added beside any key."""
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
    """Processes may hand it to one another."""
    assert pickle.loads(pickle.dumps(catalog)) == catalog  # noqa: S301 - our own bytes


def test_loading_a_right_catalog_imports_no_validator() -> None:
    """Jsonschema takes longer to import than the whole catalog to load."""
    code = "import sys, tthc_catalog; tthc_catalog.load_catalog(); print('jsonschema' in sys.modules, 'holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split() == ["False", "False"]


def test_the_horizon_is_measured_against_the_day_given(folder: Path) -> None:
    """Sixty days ahead a warning comes; it keeps nothing from working, and without a day it is not asked."""

    def told(today: dt.date) -> list[Problem]:
        return [problem for problem in check_catalog("catalog", today=today)[1] if problem.code != "review-missing"]

    assert told(dt.date(2026, 11, 1)) == []
    catalog, (problem,) = check_catalog("catalog")[0], told(dt.date(2026, 11, 2))
    assert catalog is not None
    assert (problem.code, problem.severity, problem.params["days"]) == ("calendar-near", Severity.WARNING, 59)
    assert told(dt.date(2028, 1, 1))[0].params["days"] == 0


def test_a_file_with_floods_of_faults_is_answered_at_once(folder: Path) -> None:
    """Long lists of odd items and hundreds of unknown keys end in a bounded number of problems."""
    edit(folder, "calendar/vietnam.yaml", "[saturday, sunday]", "[" + "{a: 1}, [1], x, 2, " * 8_000 + "x]")
    edit(folder, "sources.yaml", "kind: sources\n", "kind: sources\n" + "".join(f"k{n}: 1\n" for n in range(10_000)))
    _, problems = check_catalog("catalog")
    assert 0 < len(problems) < 1_000


def test_a_problem_as_data_has_words_in_the_language_asked_for(folder: Path) -> None:
    """JSON output is for programs that show it to people."""
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
        "message": "“2026-11-23” is no version by date, YYYY.MM.DD",
        "found": "2026-11-23",
        "expected": "YYYY.MM.DD",
        "hint": 'change it to "2026.11.23"',
        "replacement": '"2026.11.23"',
        "help": "docs/reference/problems.md#scalar-calver",
    }
    assert order["replacement"] is None


def test_every_code_can_be_explained() -> None:
    """Offline, in both languages; an unknown code has no page."""
    for code in PAGES:
        for lang in ("vi", "en"):
            page = explain(code, lang)
            assert page is not None
            assert page.startswith(f"{code}: ")
    assert explain("no-such-code") is None


def test_packaged_data_comes_before_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package answers from its own data."""
    monkeypatch.setattr(_resources, "PACKAGE", str(tmp_path / "src" / "tthc_catalog"))
    assert _resources.catalog_folder() == tmp_path / "catalog"
    (tmp_path / "src" / "tthc_catalog" / "_data" / "schemas").mkdir(parents=True)
    assert _resources.schemas_folder() == tmp_path / "src" / "tthc_catalog" / "_data" / "schemas"
