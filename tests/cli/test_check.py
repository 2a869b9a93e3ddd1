"""``tthc check`` and ``tthc explain``: all faults at once, each with its place and its remedy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tthc_catalog._resources import catalog_folder
from tthc_catalog.messages.problems import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the packaged catalog, to be spoilt."""
    folder = tmp_path / "catalog"
    shutil.copytree(catalog_folder(), folder)
    return folder


def _replace(path: Path, old: str, new: str) -> None:
    said = path.read_text(encoding="utf-8")
    assert old in said, f"{path} no longer says {old}"
    path.write_text(said.replace(old, new, 1), encoding="utf-8")


def test_packaged_catalog_is_sound(tthc: Callable[..., Any]) -> None:
    """The catalog that comes with the software has no problem at all, not even a warning, on the day of its last review."""
    run = tthc("check", "--strict", "--on", "2026-10-01")
    assert (run.code, run.err) == (0, "")
    assert "35 thủ tục" in run.out


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_ten_faults_are_ten_problems(tthc: Callable[..., Any], copy: Path, lang: str) -> None:
    """Ten faults in different files are told at once, each with file, line, column and remedy, and exit code 1."""
    model, birth = copy / "models" / "thu-sau-khong-cho.yaml", copy / "commune" / "ho-tich" / "1.001193.yaml"
    _replace(model, 'after: "15:30"', 'after: "15h30"')
    _replace(model, "weekdays: [friday]", "weekdays: [fryday]")
    _replace(model, "make_up_day_stands_in: false", "make_up_day_stand_in: false")
    _replace(birth, 'code: "1.001193"', "code: 1.001193x")
    _replace(birth, 'reviewed_on: "', 'reviewed_on: "31/12/')
    _replace(copy / "offices.yaml", '"07:00-11:30"', '"7h-11h30"')
    _replace(copy / "legal.yaml", "type: ", "kiind: ")
    _replace(copy / "sources.yaml", "reference:", "\u00a0 reference:")
    _replace(copy / "manifest.yaml", "procedures: 14", "procedures: mười bốn")
    _replace(copy / "calendar" / "vietnam.yaml", "kind: holiday", "kind: holliday")
    run = tthc("check", str(copy), "--lang", lang)
    assert (run.code, run.err) == (1, "")
    heads = [line for line in run.out.splitlines() if line.startswith(str(copy))]
    assert len(heads) >= 10
    assert len({head.split(":")[0] for head in heads}) >= 7
    for head in heads:
        file, line, column, _ = head.split(":", 3)
        assert Path(file).is_file()
        assert int(line) >= 1
        assert int(column) >= 1


def test_problems_as_json(tthc: Callable[..., Any], copy: Path) -> None:
    """As JSON each problem carries its code, place, message and the literal replacement."""
    _replace(copy / "models" / "thu-sau-khong-cho.yaml", 'after: "15:30"', 'after: "15h30"')
    run = tthc("check", str(copy), "--on", "2026-10-01", "--format", "json")
    assert run.code == 1
    assert (run.data["ok"], run.data["catalog"]) == (False, None)
    (problem,) = run.data["problems"]
    assert (problem["code"], problem["replacement"]) == ("scalar-time", '"15:30"')
    assert problem["line"] > 1
    assert problem["help"].endswith("#scalar-time")


def test_policy_parameters_are_checked(tthc: Callable[..., Any], copy: Path) -> None:
    """A fault no schema can express, such as a due time before the receipt, is told in words."""
    _replace(copy / "models" / "thu-sau-khong-cho.yaml", "working_days: 1", "working_days: 0")
    run = tthc("check", str(copy))
    assert run.code == 1
    assert "policy-parameters" in run.out
    assert "{" not in run.out
    assert "policy.fault" not in run.out


def test_warnings_count_with_strict(tthc: Callable[..., Any]) -> None:
    """A calendar about to run out of decided days is a warning: findings with ``--strict`` only."""
    assert tthc("check", "--on", "2026-12-01").code == 0
    run = tthc("check", "--on", "2026-12-01", "--strict")
    assert run.code == 1
    assert "calendar-near" in run.out


def test_a_passed_horizon_is_no_error(tthc: Callable[..., Any]) -> None:
    """The packaged catalog does not become faulty because time passes."""
    assert tthc("check", "--on", "2035-01-01").code == 0


def test_other_commands_refuse_a_faulty_catalog(tthc: Callable[..., Any], copy: Path) -> None:
    """No answer is given from a catalog with errors; the problems are shown instead, as text or as JSON."""
    _replace(copy / "models" / "thu-sau-khong-cho.yaml", 'after: "15:30"', 'after: "15h30"')
    words = ("due", "1.001193", "--at", "2023-09-29 15:31", "--catalog", str(copy))
    run = tthc(*words)
    assert (run.code, run.out) == (2, "")
    assert "scalar-time" in run.err
    error = json.loads(tthc(*words, "--format", "json").err)["error"]
    assert error["problems"][0]["code"] == "scalar-time"


@pytest.mark.parametrize("name", ["nowhere", "file.txt"])
def test_not_a_folder(tthc: Callable[..., Any], tmp_path: Path, name: str) -> None:
    """A path that is no folder is an input error, not a finding."""
    (tmp_path / "file.txt").write_text("")
    run = tthc("check", str(tmp_path / name))
    assert run.code == 2
    assert name in run.err


def test_what_is_no_folder_is_said_in_the_readers_language(tthc: Callable[..., Any], tmp_path: Path) -> None:
    """A file in place of a folder, and a word that names nothing, are told in words an official understands; the system's are English."""
    (tmp_path / "file.txt").write_text("")
    assert "file.txt: đây không phải một thư mục; hãy nêu thư mục" in tthc("check", str(tmp_path / "file.txt")).err
    assert "file.txt: this is no folder; name a folder" in tthc("check", str(tmp_path / "file.txt"), "--lang", "en").err
    assert "“nowhere” không phải một thư mục, cũng không phải id của danh mục nào đã cài." in tthc("check", "nowhere").err
    assert "tệp hay thư mục này" in tthc("fmt", str(tmp_path / "file.yaml")).err


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("code", sorted(PAGES))
def test_every_problem_code_is_explained(tthc: Callable[..., Any], code: str, lang: str) -> None:
    """Every problem code has its page, offline, in both languages."""
    run = tthc("explain", code, "--lang", lang)
    assert run.code == 0
    assert run.out.startswith(f"{code}: ")
    assert "problem." not in run.out
    assert tthc("explain", code, "--lang", lang, "--format", "json").data["title"] in run.out


def test_all_codes_are_listed(tthc: Callable[..., Any]) -> None:
    """Without a code, all are listed."""
    run = tthc("explain")
    assert [line.split()[0] for line in run.out.splitlines()] == sorted(PAGES)
    assert set(tthc("explain", "--format", "json").data) == set(PAGES)


def test_an_unknown_code_suggests_near_ones(tthc: Callable[..., Any]) -> None:
    """A mistyped code is refused with those that look like it."""
    run = tthc("explain", "scalar-tme")
    assert run.code == 2
    assert "scalar-time" in run.err
