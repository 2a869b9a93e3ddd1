"""Replies on a real terminal: wrapped at words for its width, with colour and bold; in pipes and files the plain text."""

from __future__ import annotations

import json
import os
import re
import select
import shlex
import shutil
import struct
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

from tthc_catalog._resources import catalog_folder
from tthc_catalog.cli.application import application
from tthc_catalog.cli.commands.new import new
from tthc_catalog.console.layout import arranged, has_colour, wrapped
from tthc_catalog.problems.source_lines import cells

if TYPE_CHECKING:
    from collections.abc import Callable

TESTS = Path(__file__).parents[1]
CODES = re.compile(r"\x1b\[[0-9;]*m")
DUE = ("due", "1.001193", "--level", "commune", "--at", "2023-09-29 15:31")


def on_terminal(*words: str, columns: int = 80, env: dict[str, str] | None = None) -> tuple[int, str]:
    """Run the command on a pseudo-terminal of this width; return the exit code and what the terminal received."""
    pty, fcntl, termios = (pytest.importorskip(name) for name in ("pty", "fcntl", "termios"))
    child, terminal = pty.fork()
    if child == 0:
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        unset = {"COLUMNS", "NO_COLOR", "CLICOLOR_FORCE"}
        environ = {name: value for name, value in os.environ.items() if name not in unset} | {"TERM": "xterm"} | (env or {})
        os.execve(sys.executable, [sys.executable, "-m", "tthc_catalog", *words], environ)  # noqa: S606 - the command itself
    shown = b""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.5)[0]:
            try:
                chunk = os.read(terminal, 65536)
            except OSError:  # the terminal closes when the command ends
                break
            if not chunk:
                break
            shown += chunk
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize(
    "words", [("list",), ("show", "1.001193"), DUE, ("calendar", "2024"), ("explain",), ("due", "--help")], ids=" ".join
)
def test_pages_fit_the_terminal(words: tuple[str, ...], columns: int, tthc: Callable[..., Any]) -> None:
    """No line is wider than the terminal, unless it is one long word; the words are those of the plain text, in their order."""
    code, shown = on_terminal(*words, columns=columns)
    assert code == 0
    for line in CODES.sub("", shown).splitlines():
        assert cells(line) <= columns or len(line.split()) == 1, line
    assert CODES.sub("", shown).split() == tthc(*words).out.split()


def test_a_terminal_has_colour_and_bold() -> None:
    """The answer and the headings are bold; ``NO_COLOR`` leaves the text alone; a dumb terminal has no colour."""
    _, shown = on_terminal(*DUE)
    assert shown.startswith("\x1b[1mHạn trả kết quả: trước 09:00 thứ Hai 02/10/2023.\x1b[0m\n")
    assert "\x1b[1mVì sao:\x1b[0m" in shown
    for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}):
        assert "\x1b" not in on_terminal(*DUE, env=env)[1]


def test_json_on_a_terminal_is_untouched(tthc: Callable[..., Any]) -> None:
    """JSON is neither wrapped nor coloured, and so are its errors, even if colour is forced."""
    shown = on_terminal(*DUE, "--format", "json", columns=40, env={"CLICOLOR_FORCE": "1"})[1]
    assert shown == tthc(*DUE, "--format", "json").out
    assert json.loads(on_terminal("show", "9", "--format", "json", columns=40)[1])["error"]["type"] == "UnknownProcedure"


def test_a_pipe_gets_the_plain_text(process: Callable[..., Any]) -> None:
    """In a pipe no line is wrapped and nothing is coloured, unless ``CLICOLOR_FORCE`` asks for colour; a file for programs never is."""
    plain = process("list", env={"COLUMNS": "40", "TERM": "xterm"}).stdout
    assert b"\x1b" not in plain
    assert max(map(len, plain.decode().splitlines())) > 200
    forced = process("list", env={"CLICOLOR_FORCE": "1"}).stdout
    assert b"\x1b[1m" in forced
    assert CODES.sub("", forced.decode()) == plain.decode()
    assert b"\x1b" not in process("schema", "model", env={"CLICOLOR_FORCE": "1"}).stdout


def test_columns_overrides_the_width_of_the_terminal() -> None:
    """``COLUMNS`` sets the width; a value that is no number, and a terminal without a width, leave 80."""
    assert max(cells(line) for line in CODES.sub("", on_terminal("list", columns=200, env={"COLUMNS": "50"})[1]).splitlines()) <= 50
    for width, columns in (("x", 80), ("", 0)):
        shown = CODES.sub("", on_terminal("list", columns=columns, env={"COLUMNS": width})[1])
        assert 75 <= max(map(cells, shown.splitlines())) <= 80


def test_problems_have_the_colour_of_their_severity(tmp_path: Path) -> None:
    """The place of a problem is bold, its severity and the carets are coloured, and a source line is cut to the width, not wrapped."""
    shutil.copytree(catalog_folder(), tmp_path / "catalog")
    file = tmp_path / "catalog" / "offices.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace('"07:00-11:30"', '"7h00-11:30"', 1), encoding="utf-8")
    code, shown = on_terminal("check", str(tmp_path / "catalog"), "--on", "2026-11-28", env={"TERM": "xterm-256color"})
    assert code == 1
    assert "\x1b[31mlỗi\x1b[0m[" in shown
    assert re.search(r"\x1b\[31m\| +\^+\x1b", shown)
    assert any(re.match(r"  \d+ \| ", line) for line in shown.splitlines())


@pytest.mark.parametrize(
    ("line", "width", "pieces"),
    [
        ("ngắn", 20, ["ngắn"]),
        ("Cấp: một hai ba bốn năm", 12, ["Cấp: một hai", "  ba bốn năm"]),
        ("  - một hai ba bốn", 10, ["  - một", "    hai ba", "    bốn"]),
        ("  12. một hai ba bốn", 14, ["  12. một hai", "      ba bốn"]),
        ("  1.001266  một hai ba", 24, ["  1.001266  một hai ba"]),
        ("  1.001266  một hai ba", 20, ["  1.001266  một hai", "    ba"]),
        ("  1.001266  một hai ba bốn", 25, ["  1.001266  một hai ba", "            bốn"]),
        ("một " + "x" * 20 + " hai", 10, ["một", "  " + "x" * 20, "  hai"]),
        ("một\u00a0hai ba", 8, ["một\u00a0hai", "  ba"]),
        ("  12 | dòng của tệp để nguyên", 10, ["  12 | dòng của tệp để nguyên"]),
        ("  tthc check danh-muc --strict", 10, ["  tthc check danh-muc --strict"]),
        ("ti\u1ebfng ti\u0065\u0302\u0301ng", 12, ["ti\u1ebfng ti\u0065\u0302\u0301ng"]),
        ("漢字 漢字 漢字", 9, ["漢字 漢字", "  漢字"]),
    ],
)
def test_wrapping(line: str, width: int, pieces: list[str]) -> None:
    """A line breaks at spaces and hangs under its text; letters count by the cells that they take; words, source lines and commands stay whole."""
    assert wrapped(line, width) == pieces


@pytest.mark.parametrize(
    ("terminal", "environ", "platform", "colour"),
    [
        (True, {"TERM": "xterm"}, "linux", True),
        (True, {}, "linux", False),
        (False, {"TERM": "xterm"}, "linux", False),
        (False, {"CLICOLOR_FORCE": "1"}, "linux", True),
        (False, {"CLICOLOR_FORCE": "0", "TERM": "xterm"}, "linux", False),
        (True, {"NO_COLOR": "", "TERM": "xterm"}, "linux", True),
        (True, {"NO_COLOR": "0", "TERM": "xterm"}, "linux", False),
        (True, {}, "win32", False),
        (True, {"WT_SESSION": "1"}, "win32", True),
        (False, {"WT_SESSION": "1"}, "win32", False),
    ],
)
def test_where_there_is_colour(terminal: bool, environ: dict[str, str], platform: str, colour: bool) -> None:
    """Colour is for terminals that have it; ``NO_COLOR`` wins over ``CLICOLOR_FORCE``."""
    assert has_colour(terminal, environ, platform) is colour


def test_failures_are_marked_in_every_language() -> None:
    """The first word of a failure is red, whichever the language, and the rest is plain."""
    for word in ("Lỗi:", "Error:"):
        assert arranged(f"{word} một\nhai", 40, colour=True, answer=False) == f"\x1b[1m\x1b[31m{word}\x1b[0m một\nhai"


REPLIES = [
    "list",
    "list khai sinh",
    "show 1.001193",
    "due 1.001193 --level commune --at '2023-09-29 15:31'",
    "due 1.004873 --at '2024-04-12 10:00' --have to-khai",
    "calendar 2026",
    "sessions --from 2025-04-20 --to 2025-05-20",
    "diff 2025-01-08..2025-01-09",
    "history 1.004859",
    "review --on 2026-11-28",
    "plugins",
    "explain",
    "explain promise-broken",
    "check {bad} --on 2026-11-28",
    "new closure mat-dien --office cap-xa --date 15/1/2027 --reason 'mất điện' --announced 10/1/2027 --on 2026-11-28 --catalog {own}",
    "import {own} --into {own}",
]


@pytest.mark.parametrize("line", REPLIES)
def test_replies_fit_80_columns(line: str, tthc: Callable[..., Any], tmp_path: Path) -> None:
    """The reply of each command, arranged for 80 columns, has no wider line but one long word, a command to copy, or a line of a file."""
    own = shutil.copytree(catalog_folder(), tmp_path / "catalog", ignore=shutil.ignore_patterns("releases", "corrections.yaml"))
    bad = TESTS / "bad" / "scalar-time" / "catalog"
    result = tthc(*shlex.split(line.format(own=own, bad=bad)))
    assert result.out, result
    for row in arranged(result.out, 80, colour=False, answer=True).splitlines():
        assert cells(row) <= 80 or len(row.split()) == 1 or re.match(r" *\d* \| |(?:\$ | +)tthc ", row), row


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_help_pages_fit_80_columns(lang: str, tthc: Callable[..., Any]) -> None:
    """No line of the help of any command is wider than 80 cells."""
    commands = [(name,) for name in application.list_commands(click.Context(application))]
    for words in [(), *commands, *(("new", name) for name in new.own_names())]:
        for row in tthc(*words, "--help", "--lang", lang).out.splitlines():
            assert cells(row) <= 80 or len(row.split()) == 1, (words, row)


def test_no_color() -> None:
    """The option takes colour and bold away, at any position, and leaves the environment unchanged."""
    for words in (("--no-color", *DUE), (*DUE, "--no-color")):
        assert "\x1b" not in on_terminal(*words, env={"CLICOLOR_FORCE": "1"})[1]
