"""On a terminal, the commands for an official's year prompt for what no option gives, one question after the other."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from pathlib import Path

import pytest
from few_procedures import copy_few

CODES = re.compile(r"\x1b\[[0-9;]*m")


def dialogue(folder: Path, words: list[str], answers: list[tuple[str, str]]) -> tuple[int, str]:
    """Run the command on a pseudo-terminal; give each answer when its question is shown; return the exit code and what was shown."""
    pty = pytest.importorskip("pty")
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execve(sys.executable, [sys.executable, "-m", "tthc_catalog", *words], {**os.environ, "TERM": "dumb", "COLUMNS": "200"})  # noqa: S606
    shown, seen, left = b"", 0, list(answers)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 0.5)[0]:
            continue
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # the terminal closes when the command ends
            break
        if not chunk:
            break
        shown += chunk
        text = shown.decode("utf-8", "ignore")
        if left and left[0][0] in text[seen:]:
            seen = len(text)
            os.write(terminal, f"{left.pop(0)[1]}\n".encode())
    assert not left, (left, shown.decode("utf-8", "replace"))
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), CODES.sub("", shown.decode())


DIALOGUES = [
    (
        ["new", "office"],
        [
            ("Mã bộ phận", "xa-moi"),
            ("Tên bộ phận", "Trung tâm xã Mới"),
            ("Cấp", "xã"),
            ("Cấp", "commune"),
            ("Giờ làm việc", "1/4-31/10 07:00-11:30; 1/11-31/3 07:30-12:00"),
            ("Ghi các thay đổi trên", ""),
        ],
        "offices.yaml",
        "  - id: xa-moi\n    name: Trung tâm xã Mới\n",
    ),
    (
        ["new", "office", "cap-xa", "--from", "2027-02-01"],
        [("Tên mới", ""), ("Giờ làm việc mới", "07:00-11:00, 13:00-16:00"), ("Ghi các thay đổi trên", "y")],
        "offices.yaml",
        '"07:00-11:00"',
    ),
    (
        ["new", "closure"],
        [
            ("Mã của lần đóng cửa", "mat-dien"),
            ("Mã các bộ phận", "cap-x"),
            ("Mã các bộ phận", "cap-xa"),
            ("Từ ngày nào", "15/1/2027"),
            ("Lý do", "mất điện"),
            ("Ngày báo", "10/1/2027"),
            ("Ghi các thay đổi trên", "y"),
        ],
        "closures.yaml",
        '      - cap-xa\n    date: "2027-01-15"\n    reason: mất điện\n',
    ),
]


@pytest.mark.parametrize(("words", "answers", "file", "written"), DIALOGUES)
def test_missing_values_are_prompted_for(tmp_path: Path, words: list[str], answers: list[tuple[str, str]], file: str, written: str) -> None:
    """The questions come in their order, a wrong answer repeats its question, and the confirmed result is in the file."""
    catalog = copy_few(tmp_path / "catalog")
    code, shown = dialogue(tmp_path, words, answers)
    assert code == 0, shown
    assert written in (catalog / file).read_text(encoding="utf-8")


def test_a_refusal_writes_nothing(tmp_path: Path) -> None:
    """The answer no leaves the files as they were."""
    catalog = copy_few(tmp_path / "catalog")
    before = (catalog / "legal.yaml").read_bytes()
    answers = [
        ("Số, ký hiệu", "15/2026/NQ-HĐND"),
        ("Tên đầy đủ", ""),
        ("Loại văn bản", ""),
        ("Ghi các thay đổi trên", "n"),
    ]
    assert dialogue(tmp_path, ["new", "document"], answers)[0] != 0
    assert (catalog / "legal.yaml").read_bytes() == before
