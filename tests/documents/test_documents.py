"""The documents are true: their commands and their Python run, their links work, and the reference is complete."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
import pytest

import tthc_catalog
from tthc_catalog.cli import main
from tthc_catalog.cli.application import application
from tthc_catalog.messages import text
from tthc_catalog.problems.problem_text import problem_codes

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("catalog/*.md")]
PROBLEMS = ROOT / "docs" / "reference" / "problems.md"


class Command(NamedTuple):
    """A command in a document and the output shown below it; a line of three dots matches any lines."""

    document: str
    line: str
    shown: list[str]


def _commands() -> Iterator[Command]:
    for path in DOCUMENTS:
        for block in re.findall(r"^ *```console\n(.*?)^ *```", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
            for part in re.split(r"^ *\$ ", block, flags=re.MULTILINE)[1:]:
                line, *shown = part.rstrip("\n").split("\n")
                yield Command(path.relative_to(ROOT).as_posix(), line, [s.strip() for s in shown])


COMMAND_LINES = list(_commands())


@pytest.mark.parametrize("command", [c for c in COMMAND_LINES if c.line.startswith("tthc ")], ids=lambda c: f"{c.document}: {c.line}")
def test_shown_commands_give_the_shown_output(
    command: Command, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ``tthc`` command in any document runs and prints what the document shows."""
    monkeypatch.chdir(ROOT)
    assert main(shlex.split(command.line)[1:]) == 0
    printed = [line.strip() for line in capsys.readouterr().out.splitlines()]
    expected = "\n".join(command.shown)
    pattern = (
        r"(?:.*\n)*?".join(re.escape(piece) for piece in re.split(r"(?m)^\.\.\.$\n?", expected))
        if "..." in command.shown
        else re.escape(expected)
    )
    assert re.match(pattern, "\n".join(printed) + "\n"), "\n".join(printed[:20])


def test_other_shown_commands_exist() -> None:
    """Every other command in a document is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    others = [c for c in COMMAND_LINES if not c.line.startswith("tthc ")]
    assert {c.line for c in others} >= {"make demo", "make test"}
    for command in others:
        words = command.line.split()
        assert (words[0], words[1] in targets) == ("make", True), command


def test_readme_starts_with_the_two_commands() -> None:
    """The first commands of the README are ``make demo`` and ``make test``."""
    assert [c.line for c in COMMAND_LINES if c.document == "README.md"][:2] == ["make demo", "make test"]


@pytest.mark.parametrize("path", [p for p in DOCUMENTS if ">>> " in p.read_text(encoding="utf-8")], ids=lambda p: p.name)
def test_python_in_documents_runs(path: Path) -> None:
    """Python in a document prints what the document shows."""
    failed, tried = doctest.testfile(str(path), module_relative=False, encoding="utf-8", optionflags=doctest.ELLIPSIS)
    assert tried
    assert not failed


def _modules_with_examples() -> list[str]:
    package = Path(tthc_catalog.__file__).parent
    found = []
    for path in sorted(package.rglob("*.py")):
        if ">>> " in path.read_text(encoding="utf-8"):
            parts = path.relative_to(package).with_suffix("").parts
            found.append(".".join(["tthc_catalog", *parts]).removesuffix(".__init__"))
    return found


@pytest.mark.parametrize("name", _modules_with_examples())
def test_examples_in_docstrings_run(name: str) -> None:
    """An example in a docstring prints what it shows."""
    __import__(name)
    failed, tried = doctest.testmod(sys.modules[name], optionflags=doctest.ELLIPSIS)
    assert tried
    assert not failed


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    """A relative link in a document leads to an existing file."""
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_every_document_is_in_the_index() -> None:
    """Every page under docs is linked from the index."""
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / target).resolve() for target in re.findall(r"\]\(([^)#\s]+)\)", index.read_text(encoding="utf-8"))}
    assert {path.resolve() for path in index.parent.rglob("*.md")} - {index.resolve()} <= linked


def test_every_command_and_option_is_in_the_reference() -> None:
    """The reference page has a section for every command with all its options."""
    sections = re.split(r"^## tthc ", (ROOT / "docs" / "reference" / "command.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    common = sections[0]
    by_name = {section.split()[0]: section for section in sections[1:]}
    assert by_name.keys() == set(application.list_commands(click.Context(application)))
    for name, section in by_name.items():
        found = application.get_command(click.Context(application), name)
        assert found is not None
        for param in found.params:
            for option in (*param.opts, *param.secondary_opts):
                if option.startswith("-"):
                    assert f"`{option}" in section + common, f"{name} {option}"


def problems_page() -> str:
    """Return the reference page of all problem codes, generated from the texts of ``tthc explain``."""
    lines = [
        "# Problems that `tthc check` reports",
        "",
        "The same pages as `tthc explain CODE` prints. Written by `make golden`; do not edit.",
    ]
    for code in problem_codes():
        lines += ["", f"## {code}", ""]
        for lang in ("en", "vi"):
            title, why, remedy = (text(f"problem.{code}.{part}", lang) for part in ("title", "why", "remedy"))
            lines.append(f"* **{title}.** {why} {remedy}")
    return "\n".join(lines) + "\n"


def test_every_problem_has_its_page() -> None:
    """The reference page has the text of ``tthc explain`` for every problem code, under the anchor that problems link to."""
    assert PROBLEMS.read_text(encoding="utf-8") == problems_page(), "run make golden"


if __name__ == "__main__":
    assert sys.argv[1:] == ["--write"], "usage: test_documents.py --write"
    PROBLEMS.write_text(problems_page(), encoding="utf-8", newline="\n")


def test_the_roster_of_the_page_passes_the_check(tmp_path: Path) -> None:
    """A roster copied from its page into the packaged catalog is accepted by ``check``."""
    page = (ROOT / "docs" / "how-to" / "plan-fridays-and-rosters.md").read_text(encoding="utf-8")
    (copied,) = re.findall(r"^```yaml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    shutil.copytree(ROOT / "catalog", tmp_path / "catalog")
    rosters = tmp_path / "catalog" / "rosters"
    rosters.mkdir(exist_ok=True)
    (rosters / "xa-an-phuong.yaml").write_text(copied, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "tthc_catalog", "check", str(tmp_path / "catalog"), "--strict", "--on", "2026-11-28"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
