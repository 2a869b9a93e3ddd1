"""``tthc fmt``: format the files of a catalog without changing their content."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

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
@format_option
def format_files(*, path: str | None, check: bool, form: str, lang: str) -> Reply:
    """Format the files; exit with 1 if one cannot be formatted or, with ``--check``, is not formatted."""
    from tthc_catalog.registry import Registry

    schemas = Registry().policy_schemas()
    found, unreadable = _files(path)
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
