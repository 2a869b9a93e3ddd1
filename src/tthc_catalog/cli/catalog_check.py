"""``tthc check``: every problem of a catalog at once, each with its place and its remedy."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tthc_catalog.cli.catalog_source import check_folder
from tthc_catalog.cli.command import Day, argument, command, format_option, option
from tthc_catalog.cli.terminal import Reply, as_json
from tthc_catalog.errors import Severity
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.catalog.model import Catalog
    from tthc_catalog.errors import Problem


@command("check")
@argument("path", required=False, help="cli.check.argument.path")
@option("--strict", is_flag=True, help="cli.check.option.strict")
@option("--on", type=Day(), help="cli.check.option.on")
@format_option
def check_files(*, path: str | None, strict: bool, on: dt.date | None, form: str, lang: str) -> Reply:
    """Check a catalog; 1 when there is an error, or with ``--strict`` a warning."""
    catalog, problems = check_folder(path, on or dt.datetime.now(tz=dt.UTC).date())
    worst = Severity.WARNING if strict else Severity.ERROR
    code = int(any(problem.severity >= worst for problem in problems))
    if form == "json":
        from tthc_catalog.catalog.problem_text import to_dict

        found = {"id": catalog.id, "version": catalog.version} if catalog is not None else None
        return Reply(as_json({"ok": code == 0, "catalog": found, "problems": [to_dict(problem, lang) for problem in problems]}), code)
    return Reply("\n".join(_lines(catalog, problems, lang)), code)


def _lines(catalog: Catalog | None, problems: Sequence[Problem], lang: str) -> list[str]:
    from tthc_catalog.catalog.problem_text import render

    lines = [render(problem, lang) for problem in problems]
    if problems:
        counts = [
            sum(problem.severity is severity for problem in problems) for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
        ]
        lines.append(text("cli.check.found", lang, errors=counts[0], warnings=counts[1], notes=counts[2]))
    if catalog is not None:
        lines.append(text("cli.check.ok", lang, id=catalog.id, version=catalog.version, count=len(catalog.procedures)))
    return lines
