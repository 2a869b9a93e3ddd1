"""``tthc check`` and ``tthc explain``: all problems at once, each with its place and its remedy."""

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
from tthc_catalog.problems.problem_text import problem_codes

if TYPE_CHECKING:
    from collections.abc import Callable

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="pipes and modes are POSIX")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the packaged catalog for tests to break."""
    folder = tmp_path / "catalog"
    shutil.copytree(catalog_folder(), folder)
    return folder


def _replace(path: Path, old: str, new: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert old in content, f"{path} no longer contains {old}"
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


def test_packaged_catalog_is_sound(tthc: Callable[..., Any]) -> None:
    """The packaged catalog has no problem, not even a warning, on the day of its last review."""
    run = tthc("check", "--strict", "--on", "2026-10-01")
    assert (run.code, run.err) == (0, "")
    assert "35 thủ tục" in run.out


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_ten_faults_are_ten_problems(tthc: Callable[..., Any], copy: Path, lang: str) -> None:
    """Ten faults in different files are reported at once, each with file, line and column, and the exit code is 1."""
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
    """As JSON, each problem has its code, place, message and literal replacement."""
    _replace(copy / "models" / "thu-sau-khong-cho.yaml", 'after: "15:30"', 'after: "15h30"')
    run = tthc("check", str(copy), "--on", "2026-10-01", "--format", "json")
    assert run.code == 1
    assert (run.data["ok"], run.data["catalog"]) == (False, None)
    (problem,) = [problem for problem in run.data["problems"] if problem["severity"] == "error"]
    assert (problem["code"], problem["replacement"]) == ("scalar-time", '"15:30"')
    assert problem["line"] > 1
    assert problem["help"].endswith("#scalar-time")


def test_policy_parameters_are_checked(tthc: Callable[..., Any], copy: Path) -> None:
    """A fault that no schema can express, such as a due time before the receipt, is reported in words."""
    _replace(copy / "models" / "thu-sau-khong-cho.yaml", "working_days: 1", "working_days: 0")
    run = tthc("check", str(copy))
    assert run.code == 1
    assert "policy-parameters" in run.out
    assert "{" not in run.out
    assert "policy.fault" not in run.out


def test_warnings_count_with_strict(tthc: Callable[..., Any]) -> None:
    """A calendar that soon runs out of decided days is a warning, and a finding only with ``--strict``."""
    assert tthc("check", "--on", "2027-12-01").code == 0
    run = tthc("check", "--on", "2027-12-01", "--strict")
    assert run.code == 1
    assert "calendar-near" in run.out


def test_a_passed_horizon_is_no_error(tthc: Callable[..., Any]) -> None:
    """The packaged catalog has no errors after its calendar has ended."""
    assert tthc("check", "--on", "2035-01-01").code == 0


def test_other_commands_refuse_a_faulty_catalog(tthc: Callable[..., Any], copy: Path) -> None:
    """A catalog with errors gives no answer; the problems are shown instead, as text or as JSON."""
    _replace(copy / "models" / "thu-sau-khong-cho.yaml", 'after: "15:30"', 'after: "15h30"')
    words = ("due", "1.001193", "--at", "2023-09-29 15:31", "--catalog", str(copy))
    run = tthc(*words)
    assert (run.code, run.out) == (2, "")
    assert "scalar-time" in run.err
    error = json.loads(tthc(*words, "--format", "json").err)["error"]
    assert error["problems"][0]["code"] == "scalar-time"


@pytest.mark.parametrize(("lang", "expected"), [("vi", "không dùng được danh mục: 1 lỗi."), ("en", "the catalog cannot be used: 1 error.")])
def test_a_refusal_counts_errors_alone(tthc: Callable[..., Any], copy: Path, lang: str, expected: str) -> None:
    """Warnings are shown beside the errors that forbid an answer, but only the errors are counted."""
    _replace(copy / "models" / "thu-sau-khong-cho.yaml", 'after: "15:30"', 'after: "15h30"')
    _replace(copy / "commune" / "chung-thuc" / "2.000815.yaml", "effective_until: null", 'effective_until: "2027-01-01"')
    run = tthc("list", "--catalog", str(copy), "--lang", lang)
    assert run.code == 2
    assert expected in run.err
    assert "succession-silent" in run.err


@pytest.mark.parametrize("name", ["nowhere", "file.txt"])
def test_not_a_folder(tthc: Callable[..., Any], tmp_path: Path, name: str) -> None:
    """A path that is no folder is an input error, not a finding."""
    (tmp_path / "file.txt").write_text("")
    run = tthc("check", str(tmp_path / name))
    assert run.code == 2
    assert name in run.err


@pytest.mark.parametrize(("lang", "expected"), [("vi", "hãy nêu thư mục của danh mục"), ("en", "name the folder of the catalog")])
def test_a_file_of_a_catalog_names_its_folder(tthc: Callable[..., Any], copy: Path, lang: str, expected: str) -> None:
    """The error for a file of a catalog names the folder to check instead."""
    run = tthc("check", str(copy / "commune" / "ho-tich" / "1.001193.yaml"), "--lang", lang)
    assert (run.code, run.out) == (2, "")
    assert f"{expected}: {copy}" in run.err


@posix_only
@pytest.mark.parametrize("command", ["check", "fmt", "due"])
def test_a_pipe_among_the_files_is_not_waited_for(process: Callable[..., Any], copy: Path, command: str) -> None:
    """A pipe among the files is reported as a problem, because reading it would block for ever."""
    os.mkfifo(copy / "commune" / "ho-tich" / "1.000002.yaml")
    words = {"due": ("1.001193", "--at", "2023-09-29 15:31", "--catalog", str(copy))}.get(command, (str(copy),))
    run = process(command, *words, timeout=60)
    output = (run.stdout + run.stderr).decode()
    assert run.returncode == (2 if command == "due" else 1)
    assert "1.000002.yaml: lỗi[file-unreadable]: không đọc được tệp: đây không phải tệp thường" in output


@posix_only
def test_a_folder_that_may_not_be_read_hides_no_other_problem(
    tthc: Callable[..., Any], copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unreadable folder is reported together with all other problems."""
    _replace(copy / "models" / "thu-sau-khong-cho.yaml", 'after: "15:30"', 'after: "15h30"')
    closed, scandir_of_os = str(copy / "commune" / "chung-thuc"), os.scandir

    def scandir(folder: Any) -> Any:
        if os.fspath(folder) == closed:  # simulate the refusal, because root may read everything
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), closed)
        return scandir_of_os(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    run = tthc("check", str(copy))
    assert run.code == 1
    assert f"{closed}: lỗi[file-unreadable]" in run.out
    assert "scalar-time" in run.out


def test_some_other_folder_is_no_catalog_full_of_strangers(tthc: Callable[..., Any], tmp_path: Path) -> None:
    """In a folder without the files of a catalog, only these are reported as missing; the other files are not listed."""
    for name in ("photo.jpg", "budget.xlsx", "program.exe"):
        (tmp_path / name).write_bytes(b"x")
    run = tthc("check", str(tmp_path), "--format", "json")
    assert [problem["code"] for problem in run.data["problems"]] == ["file-missing"] * 4


@pytest.mark.parametrize("ending", [".YAML", ".yml", ".yaml.txt", ".Yml.TXT", ".json"])
def test_a_wrong_ending_is_reported_with_the_right_name(tthc: Callable[..., Any], copy: Path, ending: str) -> None:
    """For a file with a wrong ending, the replacement is the right path."""
    right = copy / "commune" / "ho-tich" / "1.001193.yaml"
    right.rename(right.with_name(f"1.001193{ending}"))
    run = tthc("check", str(copy), "--format", "json")
    misplaced = next(problem for problem in run.data["problems"] if problem["code"] == "file-misplaced")
    assert misplaced["replacement"] == "commune/ho-tich/1.001193.yaml"


def test_a_copy_beside_the_file_is_to_be_moved(tthc: Callable[..., Any], copy: Path) -> None:
    """A copied file is called a copy, and nothing proposes to overwrite the original or to take its name for a code."""
    folder = copy / "commune" / "ho-tich"
    shutil.copy(folder / "1.001193.yaml", folder / "1.001193 - Copy.yaml")
    run = tthc("check", str(copy), "--format", "json")
    (error,) = (problem for problem in run.data["problems"] if problem["severity"] == "error")
    assert (error["code"], error["replacement"]) == ("file-copy", None)
    assert "chuyển bản sao ra khỏi thư mục" in error["hint"]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("cap_amount: null", "cap_amount: 8000", "cap_per"),
        ("then_working_days: 1", "then_working_days: null", "then_working_days"),
        ("unit: same_day", "unit: working_day", "amount"),
    ],
)
def test_what_only_a_document_can_say_is_not_proposed(tthc: Callable[..., Any], copy: Path, old: str, new: str, key: str) -> None:
    """A unit of a fee or a number of days is only shown as an example, so that no program inserts it as a fact."""
    _replace(copy / "commune" / "ho-tich" / "1.001193.yaml", old, new)
    run = tthc("check", str(copy), "--on", "2026-10-01", "--format", "json")
    (problem,) = [problem for problem in run.data["problems"] if problem["path"][-1] == key]
    assert problem["replacement"] is None
    assert "không đoán" in problem["hint"]


def test_what_is_no_folder_is_reported_in_the_readers_language(tthc: Callable[..., Any], tmp_path: Path) -> None:
    """A file instead of a folder, and an unknown name, are reported in the reader's language; the system has English messages only."""
    (tmp_path / "file.txt").write_text("")
    assert "file.txt: đây không phải một thư mục; hãy nêu thư mục" in tthc("check", str(tmp_path / "file.txt")).err
    assert "file.txt: this is not a folder; name a folder" in tthc("check", str(tmp_path / "file.txt"), "--lang", "en").err
    assert "“nowhere” không phải một thư mục, cũng không phải mã của danh mục nào đã cài." in tthc("check", "nowhere").err
    assert "tệp hay thư mục này" in tthc("fmt", str(tmp_path / "file.yaml")).err


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("code", problem_codes())
def test_every_problem_code_is_explained(tthc: Callable[..., Any], code: str, lang: str) -> None:
    """Every problem code has its page, offline, in both languages."""
    run = tthc("explain", code, "--lang", lang)
    assert run.code == 0
    assert run.out.startswith(f"{code}: ")
    assert "problem." not in run.out
    assert tthc("explain", code, "--lang", lang, "--format", "json").data["title"] in run.out


def test_all_codes_are_listed(tthc: Callable[..., Any]) -> None:
    """Without a code, all codes are listed."""
    run = tthc("explain")
    assert [line.split()[0] for line in run.out.splitlines()] == list(problem_codes())
    assert set(tthc("explain", "--format", "json").data) == set(problem_codes())


def test_an_unknown_code_suggests_near_ones(tthc: Callable[..., Any]) -> None:
    """A mistyped code is refused with similar codes."""
    run = tthc("explain", "scalar-tme")
    assert run.code == 2
    assert "scalar-time" in run.err
