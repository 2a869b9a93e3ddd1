"""``tthc check`` and ``tthc explain``: all faults at once, each with its place and its remedy."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tthc_catalog._resources import catalog_folder
from tthc_catalog.messages.problems import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="pipes and modes are POSIX")


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


@pytest.mark.parametrize(("lang", "said"), [("vi", "không dùng được danh mục: 1 lỗi."), ("en", "the catalog cannot be used; errors: 1.")])
def test_a_refusal_counts_errors_alone(tthc: Callable[..., Any], copy: Path, lang: str, said: str) -> None:
    """Warnings are shown beside the errors that forbid an answer, and are not counted as such."""
    _replace(copy / "models" / "thu-sau-khong-cho.yaml", 'after: "15:30"', 'after: "15h30"')
    _replace(copy / "commune" / "chung-thuc" / "2.000815.yaml", "effective_until: null", 'effective_until: "2027-01-01"')
    run = tthc("list", "--catalog", str(copy), "--lang", lang)
    assert run.code == 2
    assert said in run.err
    assert "succession-silent" in run.err


@pytest.mark.parametrize("name", ["nowhere", "file.txt"])
def test_not_a_folder(tthc: Callable[..., Any], tmp_path: Path, name: str) -> None:
    """A path that is no folder is an input error, not a finding."""
    (tmp_path / "file.txt").write_text("")
    run = tthc("check", str(tmp_path / name))
    assert run.code == 2
    assert name in run.err


@pytest.mark.parametrize(("lang", "said"), [("vi", "hãy nêu thư mục của danh mục"), ("en", "name the catalog's folder")])
def test_a_file_of_a_catalog_names_its_folder(tthc: Callable[..., Any], copy: Path, lang: str, said: str) -> None:
    """Whoever asks to check the file just edited is told which folder to check."""
    run = tthc("check", str(copy / "commune" / "ho-tich" / "1.001193.yaml"), "--lang", lang)
    assert (run.code, run.out) == (2, "")
    assert f"{said}: {copy}" in run.err


@posix_only
@pytest.mark.parametrize("command", ["check", "fmt", "due"])
def test_a_pipe_among_the_files_is_not_waited_for(process: Callable[..., Any], copy: Path, command: str) -> None:
    """What is no ordinary file is a problem of its own, where reading it would wait for ever."""
    os.mkfifo(copy / "commune" / "ho-tich" / "1.000002.yaml")
    words = {"due": ("1.001193", "--at", "2023-09-29 15:31", "--catalog", str(copy))}.get(command, (str(copy),))
    run = process(command, *words, timeout=60)
    said = (run.stdout + run.stderr).decode()
    assert run.returncode == (2 if command == "due" else 1)
    assert "1.000002.yaml: lỗi[file-unreadable]: không đọc được tệp: đây không phải tệp thường" in said


@posix_only
def test_a_folder_that_may_not_be_read_hides_no_other_problem(
    tthc: Callable[..., Any], copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder closed to the reader is told beside what else is wrong, each at its place."""
    _replace(copy / "models" / "thu-sau-khong-cho.yaml", 'after: "15:30"', 'after: "15h30"')
    closed, list_really = str(copy / "commune" / "chung-thuc"), os.scandir

    def scandir(folder: Any) -> Any:
        if os.fspath(folder) == closed:  # as root may read everything, the refusal is played
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), closed)
        return list_really(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    run = tthc("check", str(copy))
    assert run.code == 1
    assert f"{closed}: lỗi[file-unreadable]" in run.out
    assert "scalar-time" in run.out


def test_some_other_folder_is_no_catalog_full_of_strangers(tthc: Callable[..., Any], tmp_path: Path) -> None:
    """In a folder without any file a catalog begins with, only these are missed; nobody's other files are listed."""
    for name in ("photo.jpg", "budget.xlsx", "program.exe"):
        (tmp_path / name).write_bytes(b"x")
    run = tthc("check", str(tmp_path), "--format", "json")
    assert [problem["code"] for problem in run.data["problems"]] == ["file-missing"] * 4


@pytest.mark.parametrize("ending", [".YAML", ".yml", ".yaml.txt", ".Yml.TXT", ".json"])
def test_a_wrong_ending_is_told_with_the_right_name(tthc: Callable[..., Any], copy: Path, ending: str) -> None:
    """Whatever an editor made of the ending, the remedy is the name the file should have."""
    right = copy / "commune" / "ho-tich" / "1.001193.yaml"
    right.rename(right.with_name(f"1.001193{ending}"))
    run = tthc("check", str(copy), "--format", "json")
    misplaced = next(problem for problem in run.data["problems"] if problem["code"] == "file-misplaced")
    assert misplaced["replacement"] == "commune/ho-tich/1.001193.yaml"


def test_a_copy_beside_the_file_is_to_be_renamed(tthc: Callable[..., Any], copy: Path) -> None:
    """No code is proposed that is none, only because a copied file is named so."""
    folder = copy / "commune" / "ho-tich"
    shutil.copy(folder / "1.001193.yaml", folder / "1.001193 - Copy.yaml")
    run = tthc("check", str(copy), "--format", "json")
    mismatch = next(problem for problem in run.data["problems"] if problem["code"] == "place-mismatch")
    assert (mismatch["hint"], mismatch["replacement"]) == ("đổi tên tệp hoặc thư mục thành 1.001193.yaml", None)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("cap_amount: null", "cap_amount: 8000", "cap_per"),
        ("then_working_days: 1", "then_working_days: null", "then_working_days"),
        ("unit: same_day", "unit: working_day", "amount"),
    ],
)
def test_what_only_a_document_can_say_is_not_proposed(tthc: Callable[..., Any], copy: Path, old: str, new: str, key: str) -> None:
    """A unit of a fee or a number of days is shown as an example; nothing that a program could put in as a fact."""
    _replace(copy / "commune" / "ho-tich" / "1.001193.yaml", old, new)
    run = tthc("check", str(copy), "--on", "2026-10-01", "--format", "json")
    (problem,) = [problem for problem in run.data["problems"] if problem["path"][-1] == key]
    assert problem["replacement"] is None
    assert "không đoán" in problem["hint"]


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
