"""The tutorial for administrators is true: its commands, typed line by line, print what it shows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "quan-tri-danh-muc.md"
BLOCK = re.compile(r"^```(\S*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Step(NamedTuple):
    """A block of the tutorial: commands with their output, or an edit of a file."""

    line: int
    kind: str
    content: str


def steps() -> list[Step]:
    """Return the blocks in order."""
    text = TUTORIAL.read_text(encoding="utf-8")
    return [Step(text[: block.start()].count("\n") + 1, block[1], block[2]) for block in BLOCK.finditer(text)]


def test_every_block_is_run() -> None:
    """All blocks of the tutorial are commands or edits, so that all of them are tested."""
    assert {step.kind for step in steps()} == {"shell-session", "diff"}
    text = TUTORIAL.read_text(encoding="utf-8")
    assert text.count("```") == 2 * len(steps())


def test_the_tutorial_is_true(tmp_path: Path) -> None:
    """All commands run in order in one empty folder and print what is shown below them; edits match the files they edit."""
    programs = tmp_path / "programs"
    programs.mkdir()
    shim = programs / "tthc"
    shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m tthc_catalog "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    here = tmp_path / "work"
    here.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "GIT_CONFIG_GLOBAL": os.devnull}
    # As on a new computer: git knows nobody and may not guess.
    environment |= {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "user.useConfigOnly",
        "GIT_CONFIG_VALUE_0": "true",
    }
    for step in steps():
        if step.kind == "diff":
            apply(step, here)
            continue
        for part in re.split(r"^\$ ", step.content, flags=re.MULTILINE)[1:]:
            line, _, shown = part.partition("\n")
            words = shlex.split(line)
            if words[0] == "cd":
                here /= words[1]
                continue
            run = subprocess.run(words, cwd=here, env=environment, capture_output=True, text=True, check=False, encoding="utf-8")
            compare(step, line, shown, run)


def apply(step: Step, here: Path) -> None:
    """Apply the edit of a block; its kept and removed lines must occur together in the file exactly once."""
    head, *lines = step.content.splitlines()
    assert head.startswith("--- "), f"line {step.line}"
    path = here / head.removeprefix("--- ")
    old = "".join(f"{line[1:]}\n" for line in lines if line[0] in " -")
    new = "".join(f"{line[1:]}\n" for line in lines if line[0] in " +")
    content = path.read_text(encoding="utf-8")
    assert f"\n{content}".count(f"\n{old}") == 1, f"line {step.line}: {old}"
    path.write_text(f"\n{content}".replace(f"\n{old}", f"\n{new}")[1:], encoding="utf-8")


def compare(step: Step, line: str, shown: str, run: subprocess.CompletedProcess[str]) -> None:
    """Compare the output with what is shown; a line of three dots matches any lines, ``…`` any text in a line."""
    pattern = "".join(
        r"(?:.*\n)*?" if row == "..." else ".+".join(map(re.escape, row.split("…"))) + r"\n"
        for row in shown.rstrip("\n").split("\n")
        if shown
    )
    place = f"line {step.line}: {line}\n{run.stdout}{run.stderr}"
    assert re.fullmatch(pattern, run.stdout), place
    finding = "lỗi[" in shown or "--exit-code" in line
    assert run.returncode == int(finding), place


@pytest.mark.parametrize(
    ("shown", "printed", "fits"), [("a\n...\n", "a\nb\n", True), ("a …\n", "a b\n", True), ("a\n", "b\n", False), ("", "b\n", False)]
)
def test_a_wrong_tutorial_fails(shown: str, printed: str, fits: bool) -> None:
    """Output that differs from what is shown fails the test."""
    run = subprocess.CompletedProcess(["x"], 0, printed, "")
    if fits:
        compare(Step(1, "shell-session", ""), "x", shown, run)
    else:
        with pytest.raises(AssertionError):
            compare(Step(1, "shell-session", ""), "x", shown, run)
