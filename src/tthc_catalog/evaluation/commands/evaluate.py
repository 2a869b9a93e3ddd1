"""``tthc evaluate``: evaluate a month, a quarter or a year from exported dossiers, and write the report into a folder."""

from __future__ import annotations

import datetime as dt
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import Choice, Day, argument, catalog_option, command, format_option, option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tthc_catalog.evaluation.analysis.analyses import Analysis
    from tthc_catalog.evaluation.intake.column_map import ColumnMap
    from tthc_catalog.evaluation.intake.intake_summary import Intake
    from tthc_catalog.evaluation.report import Report

T = TypeVar("T")


@command("evaluate", texts="evaluation.command")
@argument("files", metavar="FILES...", nargs=-1, required=True, help="evaluation.command.evaluate.argument.files")
@option("--period", "period_text", required=True, metavar="2023-10|2023-Q4|2023", help="evaluation.command.evaluate.option.period")
@option("--scheme", type=Choice(("month", "official")), default="month", help="evaluation.command.evaluate.option.scheme")
@option("-o", "--output", required=True, metavar="DIR", help="evaluation.command.evaluate.option.output")
@option("--mapping", "mapping", metavar="FILE|ID", help="evaluation.command.evaluate.option.mapping")
@option("--importer", metavar="ID", help="evaluation.command.evaluate.option.importer")
@option("--as-of", "as_of", metavar='"YYYY-MM-DD HH:MM"', help="evaluation.command.evaluate.option.as_of")
@option("--known-on", "known_on", type=Day(), help="evaluation.command.evaluate.option.known_on")
@option("--ranking", metavar="FILE|ID", help="evaluation.command.evaluate.option.ranking")
@option("--earlier", multiple=True, metavar="FILE|DIR", help="evaluation.command.evaluate.option.earlier")
@option("--outputs", "output_ids", metavar="LIST", help="evaluation.command.evaluate.option.outputs")
@option("--engine", "counting_engine", type=Choice(("duckdb", "spark")), default="duckdb", help="evaluation.command.evaluate.option.engine")
@option("--accept-rejects", is_flag=True, help="evaluation.command.evaluate.option.accept_rejects")
@option("--strict", is_flag=True, help="evaluation.command.evaluate.option.strict")
@catalog_option
@format_option
def evaluate_files(
    *,
    files: tuple[str, ...],
    period_text: str,
    scheme: str,
    output: str,
    mapping: str | None,
    importer: str | None,
    as_of: str | None,
    known_on: dt.date | None,
    ranking: str | None,
    earlier: tuple[str, ...],
    output_ids: str | None,
    counting_engine: str,
    accept_rejects: bool,
    strict: bool,
    catalog: str | None,
    form: str,
    lang: str,
) -> Reply:
    """Evaluate, and write the named outputs, all by default."""
    need_bulk()
    from tthc_catalog.engine import Engine
    from tthc_catalog.evaluation.evaluation_run import Task, evaluation
    from tthc_catalog.evaluation.reporting.outputs import chosen_outputs, left_out, refuse_taken_names, write_outputs
    from tthc_catalog.evaluation.reporting_period import ReportingPeriod
    from tthc_catalog.registry import Registry

    registry = Registry()
    task = Task(
        files=[Path(file) for file in files],
        period=ReportingPeriod.parse(period_text, "official" if scheme == "official" else "month"),
        mapping=column_map_of(mapping, lang),
        as_of=_moment(as_of, lang),
        importer=importer,
        engine="spark" if counting_engine == "spark" else "duckdb",
        known_on=known_on,
        lang=lang,
        earlier=[Path(path) for path in earlier],
    )
    outputs = chosen_outputs(None if output_ids is None else [name.strip() for name in output_ids.split(",") if name.strip()])
    analyses = _analyses(ranking, lang)
    folder = Path(output)
    if folder.exists() and not folder.is_dir():
        raise click.UsageError(text("evaluation.command.evaluate.not_a_folder", lang, path=output))
    refuse_taken_names(folder, outputs)
    progress = ProgressLine(lang)
    engine = Engine(open_catalog(catalog), registry=registry)
    with evaluation(engine, registry, task, folder.absolute().parent, progress=progress, analyses=analyses) as evaluated:
        progress("writing", evaluated.report.intake.rows)
        names = write_outputs(evaluated, outputs, folder, lang)
    progress.end()
    report = evaluated.report
    code = _exit_code(report.intake, accept_rejects=accept_rejects, strict=strict)
    if form == "json":
        summary = {
            "period": report.period.to_dict(),
            "output": output,
            "files": names,
            "scanned_for_personal_data": True,
            "intake": report.intake.to_dict(),
        }
        return Reply(
            as_json({**summary, "total": report.total.to_dict(), "notes": [{"vi": vi, "en": en} for vi, en in report.notes]}), code
        )
    lines = _lines(report, output, names, lang)
    if output_ids is None:
        lines += [text("evaluation.command.evaluate.left_out", lang, file=o.file, extra=o.extra) for o in left_out(outputs)]
    return Reply("\n".join(lines), code)


def _exit_code(intake: Intake, *, accept_rejects: bool, strict: bool) -> int:
    """Return 1 if a row was rejected, unless that is accepted, or if no row became a dossier; with strict also if anything was left out."""
    is_lossy = intake.rejected_rows > 0 and not accept_rejects
    is_empty = intake.rows > 0 and intake.accepted == 0
    left_out = bool(intake.unknown_values) or any(file.unread_sheets for file in intake.files)
    return int(is_lossy or is_empty or (strict and (left_out or intake.rejected_rows > 0)))


def _lines(report: Report, output: str, names: list[str], lang: str) -> list[str]:
    from tthc_catalog.evaluation.reporting.presentation import number_text

    figures, intake = report.total.figures, report.intake

    def number(count: int) -> str:
        return number_text(count, lang)

    def rate(share: str) -> str:
        """Return a rate; lost rows are named in the same line, so that nobody reads it as the whole."""
        shown = figures.rate(share).text(lang)
        if not intake.rejected_rows:
            return shown
        lost = text("evaluation.command.evaluate.beside_rate", lang, rejected=number(intake.rejected_rows), rows=number(intake.rows))
        return f"{shown} ({lost})"

    lines = [
        report.period.title(lang),
        text(
            "evaluation.command.evaluate.intake",
            lang,
            rows=number(intake.rows),
            accepted=number(intake.accepted),
            rejected=number(intake.rejected_rows),
        ),
        text(
            "evaluation.command.evaluate.form",
            lang,
            **{name: number(figures[name]) for name in ("received", "carried_over", "resolved", "resolved_early", "resolved_on_time")},
            **{name: number(figures[name]) for name in ("resolved_overdue", "in_progress", "in_progress_overdue")},
        ),
        text("evaluation.command.evaluate.on_time", lang, rate=rate("on_time")),
        text(
            "evaluation.command.evaluate.model",
            lang,
            days=number(figures.model_days),
            covered=number(figures["covered"]),
            kept=rate("promise_kept"),
        ),
    ]
    lines += [f"  ! {text(f'evaluation.reject.{reason}', lang)} ({number(count)})" for reason, count in intake.rejected.items()]
    lines += [f"  * {vi if lang == 'vi' else en}" for vi, en in report.notes]
    lines.append(text("evaluation.command.evaluate.scanned", lang))
    lines.append(text("evaluation.command.evaluate.done", lang, path=output, files=", ".join(names)))
    return lines


def column_map_of(name: str | None, lang: str) -> ColumnMap:
    """Return the column map that an option names: a file, the id of a packaged map, or None for names of columns."""
    from tthc_catalog.evaluation.intake.column_map import AUTOMATIC, packaged_mappings, read_mapping

    if name is None:
        return AUTOMATIC
    return problems_as_usage(
        lambda: read_mapping(packaged_mappings().get(name, Path(name))), "evaluation.command.evaluate.bad_mapping", lang
    )


def _analyses(name: str | None, lang: str) -> Mapping[str, Analysis]:
    """Return the analyses, with the requested ranking rules."""
    from tthc_catalog.evaluation.analysis.analyses import ANALYSES
    from tthc_catalog.evaluation.analysis.ranking import ranking_by
    from tthc_catalog.evaluation.analysis.ranking_rules import packaged_rankings, read_ranking

    if name is None:
        return ANALYSES
    rules = problems_as_usage(
        lambda: read_ranking(packaged_rankings().get(name, Path(name))), "evaluation.command.evaluate.bad_ranking", lang
    )
    return {**ANALYSES, "ranking": ranking_by(rules)}


def problems_as_usage(read: Callable[[], T], key: str, lang: str) -> T:
    """Read an administrator's file; report its problems as a usage error."""
    from tthc_catalog.errors import CatalogError
    from tthc_catalog.problems.problem_text import render

    try:
        return read()
    except CatalogError as error:
        problems = "\n".join(render(problem, lang) for problem in error.problems)
        raise click.UsageError(text(key, lang, problems=problems)) from error


def _moment(written: str | None, lang: str) -> dt.datetime | None:
    if written is None:
        return None
    from tthc_catalog.decisions.written_moments import parse_moment

    moment = parse_moment(written, dt.time()).value
    if moment is None:
        raise click.UsageError(text("evaluation.command.evaluate.bad_moment", lang, value=written))
    return moment


def need_bulk() -> None:
    """Check that the optional dependencies of evaluation are installed.

    Raises:
        EvaluationError: a dependency is missing; the message names the extra to install.
    """
    from importlib.util import find_spec

    from tthc_catalog.errors import EvaluationError

    missing = [name for name in ("duckdb", "numpy", "pyarrow", "python_calamine") if find_spec(name) is None]
    if missing:
        raise EvaluationError("evaluation.error.extra", modules=", ".join(missing))


class ProgressLine:
    """A progress line, overwritten in place; disabled unless standard error is a terminal."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._enabled = sys.stderr is not None and sys.stderr.isatty()
        self._next = 0.0

    def __call__(self, stage: str, rows: int) -> None:
        """Show a stage; while reading, five times a second at most."""
        now = time.monotonic()
        if self._enabled and (stage != "reading" or now >= self._next):
            self._next = now + 0.2
            label = text(f"evaluation.progress.{stage}", self._lang)
            sys.stderr.write(f"\r\x1b[K{label}: {rows:,}".replace(",", "." if self._lang == "vi" else ","))
            sys.stderr.flush()

    def end(self) -> None:
        """Clear the line."""
        if self._enabled:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
