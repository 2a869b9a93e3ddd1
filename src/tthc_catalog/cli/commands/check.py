"""``tthc check``: report all problems of a catalog at once, each with its place and its remedy."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from typing import TYPE_CHECKING, Any

import click

from tthc_catalog.console.catalog_source import catalog_folder_of, catalog_used, check_folder
from tthc_catalog.console.command import Choice, Day, argument, command, option
from tthc_catalog.console.terminal import Reply, as_json, write
from tthc_catalog.errors import Severity
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.errors import Problem
    from tthc_catalog.records.catalog import Catalog

FORMATS = ("text", "json", "github", "sarif")


@command("check")
@argument("path", required=False, help="cli.check.argument.path")
@option("--strict", is_flag=True, help="cli.check.option.strict")
@option("--watch", is_flag=True, help="cli.check.option.watch")
@option("--on", type=Day(), help="cli.check.option.on")
@option("--format", "form", type=Choice(FORMATS), default="text", help="cli.check.option.format")
def check_files(*, path: str | None, strict: bool, watch: bool, on: dt.date | None, form: str, lang: str) -> Reply:
    """Check a catalog; exit with 1 if there is an error or, with ``--strict``, a warning."""

    def once() -> Reply:
        catalog, problems = check_folder(path, on or dt.datetime.now(tz=dt.UTC).date())
        worst = Severity.WARNING if strict else Severity.ERROR
        return _reply(catalog, problems, form, lang, int(any(problem.severity >= worst for problem in problems)))

    if not watch:
        return once()
    if form != "text":
        raise click.UsageError(text("cli.check.watch_text", lang))
    from tthc_catalog.file_watch import changes

    folder = catalog_folder_of(path)
    used = catalog_used(click.get_current_context())
    if used is not None:
        write(used.line(lang), sys.stdout)
    for moment in changes(folder):
        write(f"{text('cli.check.watching', lang, time=moment.strftime('%H:%M:%S'))}\n{once().text}", sys.stdout)
    return Reply("")


def _reply(catalog: Catalog | None, problems: Sequence[Problem], form: str, lang: str, code: int) -> Reply:
    from tthc_catalog.problems import problem_reports
    from tthc_catalog.problems.source_lines import WIDTH

    if form == "json":
        from tthc_catalog.problems.problem_text import to_dict

        identity = {"id": catalog.id, "version": catalog.version} if catalog is not None else None
        data: dict[str, Any] = {"ok": code == 0, "catalog": identity, "problems": [to_dict(problem, lang) for problem in problems]}
        return Reply(as_json(data), code)
    if form == "sarif":
        from tthc_catalog import __version__

        return Reply(as_json(problem_reports.sarif_log(problems, __version__, lang)), code)
    if form == "github":
        return Reply("\n".join(problem_reports.github_annotations(problems, lang)), code)
    width = shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout is not None and sys.stdout.isatty() else WIDTH
    return Reply("\n".join([*problem_reports.text_report(problems, lang, width), *_summary(catalog, problems, lang)]), code)


def _summary(catalog: Catalog | None, problems: Sequence[Problem], lang: str) -> list[str]:
    lines: list[str] = []
    if problems:
        counts = [sum(problem.severity is severity for problem in problems) for severity in sorted(Severity, reverse=True)]
        names = ("errors", "warnings", "notes")
        lines.append(
            text("cli.check.found", lang, **{n: text(f"cli.check.{n}", lang, count=c) for n, c in zip(names, counts, strict=True)})
        )
    if catalog is not None:
        lines.append(text("cli.check.ok", lang, id=catalog.id, version=catalog.version, count=len(catalog.procedures)))
    return lines
