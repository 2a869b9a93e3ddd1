"""Without --catalog, every command uses the catalog of the current folder, else the packaged one, and names the one it used."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL = Path(__file__).parents[1] / "small_catalog"
OWN = "mau 2026.11.23"
DUE = ("due", "1.001193", "--at", "2023-09-29 15:31")
COMMANDS = [
    DUE,
    ("list",),
    ("show", "1.001193"),
    ("check", "--on", "2026-01-05"),
    ("calendar", "2024"),
    ("sessions", "--from", "2024-03-01", "--to", "2024-03-31"),
    ("publish", "-o", "out", "--formats", "json"),
]
"""Commands that read a catalog and print text or JSON."""


@pytest.fixture(params=["catalog", "."])
def here(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The path of a small catalog: ``catalog`` in the current folder, or the current folder itself."""
    folder: str = request.param
    shutil.copytree(SMALL, tmp_path / folder, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TTHC_CACHE", str(tmp_path.parent / "cache"))
    return folder


def name_of(folder: str) -> str:
    """Return the last line of a reply that used a folder."""
    shown = "thư mục hiện tại" if folder == "." else f"thư mục {folder}"
    return f"Danh mục đã dùng: {shown} (không ghi --catalog)."


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_the_catalog_of_the_current_folder_is_used_and_named(here: str, words: tuple[str, ...], tthc: Callable[..., Any]) -> None:
    """The last line of the text and a key of the JSON name the folder; with --catalog, nothing is added."""
    text = tthc(*words)
    assert (text.code, text.out.splitlines()[-1]) == (0, name_of(here))
    shutil.rmtree("out", ignore_errors=True)
    data = tthc(*words, "--format", "json").data
    assert data["catalog_source"] == here
    assert data.get("catalog", {"id": "mau"})["id"] == "mau"
    if words[0] != "check":
        shutil.rmtree("out", ignore_errors=True)
        assert "catalog_source" not in tthc(*words, "--catalog", here, "--format", "json").data


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_without_a_catalog_there_the_packaged_one_is_named(
    words: tuple[str, ...], tthc: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a folder without a manifest, the packaged catalog is used and the reply says why."""
    monkeypatch.chdir(tmp_path)
    words = (*words, "--level", "commune") if words[0] in {"due", "show"} else words
    text = tthc(*words)
    assert text.out.splitlines()[-1] == "Danh mục đã dùng: bản đi kèm phần mềm (thư mục hiện tại không có danh mục)."
    shutil.rmtree("out", ignore_errors=True)
    assert tthc(*words, "--format", "json").data["catalog_source"] == "packaged"


def test_a_broken_catalog_here_is_never_passed_over(here: str, tthc: Callable[..., Any]) -> None:
    """Check reports the problems of the folder it runs in, and every other command refuses that folder by name."""
    calendar = Path(here, "calendar", "vietnam.yaml")
    calendar.write_text(calendar.read_text("utf-8").replace('"2026-12-31"', '"31/12/2026"'), encoding="utf-8")
    run = tthc("check")
    assert run.code == 1
    assert "lỗi[scalar-date]" in run.out
    assert run.out.splitlines()[-1] == name_of(here)
    assert tthc("check", "--format", "json").data["ok"] is False
    for words in COMMANDS:
        if words[0] != "check":
            run = tthc(*words)
            assert (run.code, run.out) == (2, "")
            assert run.err.splitlines()[0] == name_of(here)
    assert tthc(*DUE, "--catalog", "packaged", "--level", "commune").code == 0


def test_a_cached_answer_is_that_of_the_current_folder(here: str, tthc: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache holds an answer for each catalog: after an edit here, and after leaving the folder, the right one is printed."""
    cold = tthc(*DUE)
    assert OWN in cold.out
    monkeypatch.setattr("tthc_catalog.cli.application.run", None)
    assert tthc(*DUE) == cold
    monkeypatch.undo()
    elsewhere = Path.cwd().parent
    monkeypatch.chdir(elsewhere)
    for _ in range(2):
        packaged = tthc(*DUE, "--level", "commune")
        assert "thanh-ha" in packaged.out
        assert packaged.out.splitlines()[-1].startswith("Danh mục đã dùng: bản đi kèm")


def test_content_for_programs_is_not_changed(here: str, tthc: Callable[..., Any]) -> None:
    """Where standard output is the content itself, the name goes to standard error."""
    for words in (("compile", "-o", "-"), ("check", "--format", "sarif"), ("check", "--format", "github")):
        run = tthc(*words)
        assert "catalog_source" not in run.out
        assert "Danh mục đã dùng" not in run.out
        assert run.err.strip() == name_of(here)


def test_fmt_formats_the_current_folder(here: str, tthc: Callable[..., Any]) -> None:
    """Without a path, the files of the current folder are checked, never those of the package."""
    data = tthc("fmt", "--check", "--format", "json").data
    assert data["catalog_source"] == here
    assert {Path(item["file"]).is_relative_to(here) for item in data["files"]} == {True}


def test_a_folder_named_packaged_comes_first(here: str, tthc: Callable[..., Any]) -> None:
    """The word ``packaged`` means the packaged catalog unless there is a folder of that name."""
    assert "thanh-ha" in tthc("list", "--catalog", "packaged").out
    shutil.copytree(SMALL, "packaged")
    assert OWN in tthc("list", "--catalog", "packaged").out
