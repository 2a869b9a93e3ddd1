"""``tthc evaluate``: a month, a quarter or a year counted from exports of dossiers, written into a folder."""

from __future__ import annotations

import datetime as dt
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import Choice, argument, catalog_option, command, format_option, option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tthc_catalog.evaluation.counting.analyses import Analysis
    from tthc_catalog.evaluation.counting.report import Report
    from tthc_catalog.evaluation.intake.column_map import ColumnMap

T = TypeVar("T")


@command("evaluate")
@argument("files", metavar="FILES...", nargs=-1, required=True, help="cli.evaluate.argument.files")
@option("--period", "written", required=True, metavar="2023-10|2023-Q4|2023", help="cli.evaluate.option.period")
@option("--scheme", type=Choice(("month", "official")), default="month", help="cli.evaluate.option.scheme")
@option("-o", "--output", required=True, metavar="DIR", help="cli.evaluate.option.output")
@option("--mapping", "mapped", metavar="FILE|ID", help="cli.evaluate.option.mapping")
@option("--importer", metavar="ID", help="cli.evaluate.option.importer")
@option("--as-of", "as_of", metavar='"YYYY-MM-DD HH:MM"', help="cli.evaluate.option.as_of")
@option("--ranking", metavar="FILE|ID", help="cli.evaluate.option.ranking")
@option("--outputs", "chosen", metavar="LIST", help="cli.evaluate.option.outputs")
@option("--engine", type=Choice(("duckdb", "spark")), default="duckdb", help="cli.evaluate.option.engine")
@option("--strict", is_flag=True, help="cli.evaluate.option.strict")
@catalog_option
@format_option
def evaluate_files(
    *,
    files: tuple[str, ...],
    written: str,
    scheme: str,
    output: str,
    mapped: str | None,
    importer: str | None,
    as_of: str | None,
    ranking: str | None,
    chosen: str | None,
    engine: str,
    strict: bool,
    catalog: str | None,
    form: str,
    lang: str,
) -> Reply:
    """Evaluate, and write the outputs chosen, all by default."""
    need_bulk()
    from tthc_catalog.engine import Engine
    from tthc_catalog.evaluation.counting.periods import ReportingPeriod
    from tthc_catalog.evaluation.evaluating import Task, evaluation
    from tthc_catalog.evaluation.reporting.outputs import chosen_outputs, left_out, write_outputs
    from tthc_catalog.registry import Registry

    registry = Registry()
    task = Task(
        files=[Path(file) for file in files],
        period=ReportingPeriod.parse(written, "official" if scheme == "official" else "month"),
        mapping=_mapping(mapped, lang),
        as_of=_moment(as_of, lang),
        importer=importer,
        engine="spark" if engine == "spark" else "duckdb",
        lang=lang,
    )
    outputs = chosen_outputs(None if chosen is None else [name.strip() for name in chosen.split(",") if name.strip()])
    analyses = _analyses(ranking, lang)
    folder = Path(output)
    if folder.exists() and not folder.is_dir():
        raise click.UsageError(text("cli.evaluate.not_a_folder", lang, path=output))
    shown = _Progress(lang)
    engine_ = Engine(open_catalog(catalog), registry=registry)
    with evaluation(engine_, registry, task, folder.absolute().parent, progress=shown, analyses=analyses) as made:
        shown("writing", made.report.intake.rows)
        names = write_outputs(made, outputs, folder, lang)
    shown.end()
    report = made.report
    rejected = sum(report.intake.rejected.values())
    code = int((strict and rejected > 0) or (report.intake.rows > 0 and report.intake.accepted == 0))
    if form == "json":
        summary = {"period": report.period.to_dict(), "output": output, "files": names, "intake": report.intake.to_dict()}
        return Reply(
            as_json({**summary, "total": report.total.to_dict(), "notes": [{"vi": vi, "en": en} for vi, en in report.notes]}), code
        )
    lines = _lines(report, output, names, lang)
    if chosen is None:
        lines += [text("cli.evaluate.left_out", lang, file=o.file, extra=o.extra) for o in left_out(outputs)]
    return Reply("\n".join(lines), code)


def _lines(report: Report, output: str, names: list[str], lang: str) -> list[str]:
    from tthc_catalog.evaluation.reporting.sections import number_text

    figures, intake = report.total.figures, report.intake

    def number(count: int) -> str:
        return number_text(count, lang)

    lines = [
        report.period.title(lang),
        text(
            "cli.evaluate.intake",
            lang,
            rows=number(intake.rows),
            accepted=number(intake.accepted),
            rejected=number(sum(intake.rejected.values())),
        ),
        text(
            "cli.evaluate.form",
            lang,
            **{name: number(figures[name]) for name in ("received", "carried_over", "resolved", "resolved_early", "resolved_on_time")},
            **{name: number(figures[name]) for name in ("resolved_overdue", "in_progress", "in_progress_overdue")},
        ),
        text("cli.evaluate.on_time", lang, rate=figures.rate("on_time").text(lang)),
        text(
            "cli.evaluate.model",
            lang,
            days=number(figures.model_days),
            covered=number(figures["covered"]),
            kept=figures.rate("promise_kept").text(lang),
        ),
    ]
    lines += [f"  ! {text(f'evaluation.reject.{reason}', lang)} ({number(count)})" for reason, count in intake.rejected.items()]
    lines += [f"  * {vi if lang == 'vi' else en}" for vi, en in report.notes]
    lines.append(text("cli.evaluate.done", lang, path=output, files=", ".join(names)))
    return lines


def _mapping(named: str | None, lang: str) -> ColumnMap:
    from tthc_catalog.evaluation.intake.column_map import AUTOMATIC, packaged_mappings, read_mapping

    if named is None:
        return AUTOMATIC
    return _checked(lambda: read_mapping(packaged_mappings().get(named, Path(named))), "cli.evaluate.bad_mapping", lang)


def _analyses(named: str | None, lang: str) -> Mapping[str, Analysis]:
    """The analyses, with the ranking rules asked for."""
    from tthc_catalog.evaluation.counting.analyses import ANALYSES
    from tthc_catalog.evaluation.counting.ranking import ranking_by
    from tthc_catalog.evaluation.counting.ranking_rules import packaged_rankings, read_ranking

    if named is None:
        return ANALYSES
    rules = _checked(lambda: read_ranking(packaged_rankings().get(named, Path(named))), "cli.evaluate.bad_ranking", lang)
    return {**ANALYSES, "ranking": ranking_by(rules)}


def _checked(read: Callable[[], T], key: str, lang: str) -> T:
    """What an administrator's file says; its faults are told with their places."""
    from tthc_catalog.errors import CatalogError
    from tthc_catalog.problems.problem_text import render

    try:
        return read()
    except CatalogError as error:
        said = "\n".join(render(problem, lang) for problem in error.problems)
        raise click.UsageError(text(key, lang, problems=said)) from error


def _moment(written: str | None, lang: str) -> dt.datetime | None:
    if written is None:
        return None
    from tthc_catalog.evaluation.intake.moment_formats import read_moment

    return read_moment(written.strip(), dt.time()) or _refuse(text("cli.evaluate.bad_moment", lang, value=written))


def _refuse(said: str) -> dt.datetime:
    raise click.UsageError(said)


def need_bulk() -> None:
    """Say what to install where the optional dependencies are not there."""
    from importlib.util import find_spec

    from tthc_catalog.errors import EvaluationError

    missing = [name for name in ("duckdb", "numpy", "pyarrow") if find_spec(name) is None]
    if missing:
        raise EvaluationError("evaluation.error.extra", modules=", ".join(missing))


class _Progress:
    """One line on the terminal, written anew; nothing where nobody watches."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._shown = sys.stderr is not None and sys.stderr.isatty()
        self._next = 0.0

    def __call__(self, what: str, rows: int) -> None:
        now = time.monotonic()
        if self._shown and (what != "reading" or now >= self._next):
            self._next = now + 0.2
            said = text(f"evaluation.progress.{what}", self._lang)
            sys.stderr.write(f"\r\x1b[K{said}: {rows:,}".replace(",", "." if self._lang == "vi" else ","))
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the line empty."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
