"""``tthc fmt``: format the files of a catalog without changing their content."""

from __future__ import annotations

import difflib
import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from tthc_catalog.console.catalog_source import catalog_folder_of
from tthc_catalog.console.command import argument, command, format_option, option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from tthc_catalog.errors import Problem
    from tthc_catalog.yaml_files.catalog_folder import CatalogFile


class Result(NamedTuple):
    """The result for one file.

    Attributes:
        state: ``same``, ``changed``, ``refused`` because of its problems, or ``busy`` because another program has just saved it.
    """

    file: str
    state: str
    problems: tuple[Problem, ...] = ()


@command("fmt")
@argument("path", required=False, help="cli.fmt.argument.path")
@option("--check", is_flag=True, help="cli.fmt.option.check")
@option("--fix", is_flag=True, help="cli.fmt.option.fix")
@option("--yes", is_flag=True, help="cli.fmt.option.yes")
@format_option
def format_files(*, path: str | None, check: bool, fix: bool, yes: bool, form: str, lang: str) -> Reply:
    """Format the files, or apply certain remedies; exit with 1 if a file is left as it was although it should change."""
    from tthc_catalog.registry import Registry

    if yes and not fix:
        raise click.UsageError(text("cli.fmt.yes_without_fix", lang))
    schemas = Registry().policy_schemas()
    found, unreadable = _files(path)
    if fix:
        return _fix(found, unreadable, schemas, form, lang, write=False if check else True if yes else None)
    results = [_format(file, schemas, write=not check) for file in found]
    results += [Result(problem.file, "refused", (problem,)) for problem in unreadable]
    wrong = {"refused", "busy", "changed"} if check else {"refused", "busy"}
    code = int(any(result.state in wrong for result in results))
    if form == "json":
        from tthc_catalog.problems.problem_text import to_dict

        problems = [to_dict(problem, lang) for result in results for problem in result.problems]
        files = [{"file": result.file, "state": result.state} for result in results]
        return Reply(as_json({"ok": code == 0, "written": not check, "files": files, "problems": problems}), code)
    return Reply("\n".join(_lines(results, lang, check=check)), code)


class Remedy(NamedTuple):
    """The certain remedies of one file: its content before and after, both the same if there is nothing to do."""

    file: CatalogFile
    before: bytes
    after: bytes

    def difference(self) -> list[str]:
        """Return the changed lines, with those around them, as ``diff -u`` shows them."""
        old, new = (content.decode("utf-8", "replace").splitlines() for content in (self.before, self.after))
        name = self.file.shown_as
        # A byte-order mark is invisible; without a name it would look as if a line were replaced by itself.
        old = [line.replace("\ufeff", "<BOM>") for line in old]
        return list(difflib.unified_diff(old, new, name, name, lineterm=""))


def _fix(
    files: list[CatalogFile],
    unreadable: list[Problem],
    schemas: Mapping[str, Mapping[str, Any]],
    form: str,
    lang: str,
    *,
    write: bool | None,
) -> Reply:
    """Show the certain remedies and write them: always, never or, without a value for ``write``, after asking on a terminal."""
    from tthc_catalog.atomic_files import write_file
    from tthc_catalog.checks.certain_remedies import with_certain_remedies
    from tthc_catalog.console.terminal import write as print_text
    from tthc_catalog.problems.problem_text import to_dict
    from tthc_catalog.yaml_files.yaml_reader import read_content

    remedies: list[Remedy] = []
    results = [Result(problem.file, "refused", (problem,)) for problem in unreadable]
    for file in files:
        content, problems = read_content(file.path, file.shown_as)
        if content is None:
            results.append(Result(file.shown_as, "refused", tuple(problems)))
            continue
        remedied = with_certain_remedies(content, file.shown_as, file.kind, schemas)
        if remedied.problems:
            results.append(Result(file.shown_as, "refused", remedied.problems))
        elif remedied.content == content:
            results.append(Result(file.shown_as, "same"))
        else:
            remedies.append(Remedy(file, content, remedied.content))
    shown = [line for remedy in remedies for line in remedy.difference()]
    on_terminal = sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None and sys.stderr.isatty()
    if remedies and write is None and form == "text" and on_terminal:
        print_text("\n".join(shown), sys.stdout)
        shown = []
        write = click.confirm(text("cli.fmt.ask", lang, count=len(remedies)), err=True)
    for remedy in remedies:
        saved = bool(write) and write_file(remedy.file.path, remedy.after.decode("utf-8"), expected=remedy.before)
        results.append(Result(remedy.file.shown_as, "changed" if saved or not write else "busy"))
    written = bool(write)
    wrong = {"refused", "busy"} if written else {"refused", "changed"}
    code = int(any(result.state in wrong for result in results))
    if form == "json":
        listed = [{"file": result.file, "state": result.state} for result in results]
        found = [to_dict(problem, lang) for result in results for problem in result.problems]
        return Reply(as_json({"ok": code == 0, "written": written, "files": listed, "problems": found, "difference": shown}), code)
    lines = [*shown, *_fix_lines(results, lang, written=written)]
    if remedies and write is None:
        lines.append(text("cli.fmt.needs_yes", lang))
    return Reply("\n".join(lines), code)


def _fix_lines(results: list[Result], lang: str, *, written: bool) -> Iterator[str]:
    from tthc_catalog.problems.problem_text import render

    for result in results:
        yield from (render(problem, lang) for problem in result.problems)
        if result.state == "busy":
            yield text("cli.fmt.busy", lang, file=result.file)
    counts = {state: sum(result.state == state for result in results) for state in ("changed", "same")}
    left = len(results) - sum(counts.values())
    yield text("cli.fmt.fixed" if written else "cli.fmt.would_fix", lang, changed=counts["changed"], same=counts["same"], left=left)


def _files(named: str | None) -> tuple[list[CatalogFile], list[Problem]]:
    """Return the named file, or the files of the named catalog folder, by default that of the current folder, else the packaged one.

    The second list names the files and folders that cannot be read.

    Raises:
        OSError: the file or folder does not exist.
    """
    from tthc_catalog._resources import catalog_folder
    from tthc_catalog.yaml_files.catalog_folder import CatalogFile, list_files

    chosen = catalog_folder_of(named)
    path = Path(chosen) if chosen is not None else catalog_folder()
    if path.is_file():
        return [CatalogFile(path=path, shown_as=path.as_posix(), parts=(path.name,), kind="")], []
    if not path.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), named)
    files, problems = list_files(path)
    return files, [problem for problem in problems if problem.code == "file-unreadable"]


def _format(file: CatalogFile, schemas: Mapping[str, Mapping[str, Any]], *, write: bool) -> Result:
    from tthc_catalog.atomic_files import write_file
    from tthc_catalog.yaml_files.formatting import format_bytes
    from tthc_catalog.yaml_files.yaml_reader import read_content

    content, problems = read_content(file.path, file.shown_as)
    if content is None:
        return Result(file.shown_as, "refused", tuple(problems))
    formatted = format_bytes(content, file.shown_as, kind=file.kind or None, policy_schemas=schemas)
    if formatted.content is None:
        return Result(file.shown_as, "refused", formatted.problems)
    if not formatted.changed:
        return Result(file.shown_as, "same")
    if write and not write_file(file.path, formatted.content.decode("utf-8"), expected=content):
        return Result(file.shown_as, "busy")
    return Result(file.shown_as, "changed")


def _lines(results: list[Result], lang: str, *, check: bool) -> Iterator[str]:
    from tthc_catalog.problems.problem_text import render

    for result in results:
        yield from (render(problem, lang) for problem in result.problems)
        if result.state == "busy" or (result.state == "refused" and not result.problems):
            yield text(f"cli.fmt.{result.state}", lang, file=result.file)
        elif result.state == "changed":
            yield text("cli.fmt.would_change" if check else "cli.fmt.changed", lang, file=result.file)
    counts = {state: sum(result.state == state for result in results) for state in ("changed", "same")}
    left = len(results) - sum(counts.values())
    yield text("cli.fmt.would_total" if check else "cli.fmt.total", lang, changed=counts["changed"], same=counts["same"], left=left)
