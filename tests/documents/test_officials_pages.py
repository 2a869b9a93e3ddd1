"""The Vietnamese pages for officials are true: their commands run, in order, in a folder with the files that the pages name."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import openpyxl
import pytest
from few_procedures import copy_few

from tthc_catalog.cli import main

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ["how-to/lich-truc.md", "how-to/phat-giay-hen.md", "how-to/danh-gia.md", "how-to/cong-bo.md", "how-to/trinh-soan-thao.md"]
WINDOWS = DOCS / "tutorial" / "windows.md"
NOT_RUN = ("winget", "uv", "py", "notepad", "code")
"""Programs of the page about Windows that are not run: they install, or exist on Windows only. The page names them."""


def blocks(page: Path, kind: str) -> list[str]:
    """Return the blocks of a page with this mark."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def lines(page: Path, kind: str) -> list[str]:
    """Return the command lines of a page."""
    return [line for block in blocks(page, kind) for line in block.splitlines()]


def run(line: str) -> None:
    """Run a line with ``tthc``."""
    words = shlex.split(line)
    assert words[0] == "tthc"
    assert main(words[1:]) == 0, line


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with a catalog without releases, dossiers and particulars."""
    copy_few(tmp_path / "catalog")
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Mã hồ sơ", "Mã thủ tục", "Cấp", "Đơn vị", "Ngày nhận", "Ngày có kết quả", "Cách nộp"])
    book.active.append(["H1", "1.004873", "xã", "cap-xa", "01/10/2026 09:00", "02/10/2026 15:00", "trực tiếp"])
    book.save(tmp_path / "ho-so.xlsx")
    (tmp_path / "nguoi-nop.json").write_text(json.dumps({"name": "Nguyễn Văn A"}), encoding="utf-8")
    for block in blocks(DOCS / "how-to" / "danh-gia.md", "yaml"):
        (tmp_path / "thi-dua.yaml").write_text(block, encoding="utf-8")
    (tmp_path / ".tthc").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_page_run(folder: Path, page: str) -> None:
    """Each command line of a page runs without a finding, and writes the file that it names."""
    commands = lines(DOCS / page, "sh")
    assert commands
    for line in commands:
        run(line)
        written = re.search(r" -o (\S+)", line)
        assert written is None or (folder / written[1]).exists(), line


def test_the_commands_for_windows_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of the page about Windows that are not of Windows alone run in order; no other program is used."""
    monkeypatch.chdir(tmp_path)
    for line in lines(WINDOWS, "powershell"):
        words = shlex.split(line)
        match words[0]:
            case "cd":
                monkeypatch.chdir(words[1])
            case "Copy-Item":
                assert words[1] == "-Recurse"
                shutil.copytree(words[2], words[3])
            case "tthc":
                run(line)
            case program:
                assert program in NOT_RUN, line


def test_the_double_clickable_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines of the .cmd files are those of a plain start, and their command runs in a catalog folder."""
    copy_few(tmp_path / "catalog")
    monkeypatch.chdir(tmp_path / "catalog")
    found = blocks(WINDOWS, "bat")
    assert len(found) == 2
    for block in found:
        *head, command, last = block.splitlines()
        assert (head, last) == (["@echo off", "chcp 65001 > nul", 'cd /d "%~dp0"'], "pause")
        run(command.replace("\\", "/"))
