"""One evaluation, from dossier files to a report: read, judge, count, analyse."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import attrs

from tthc_catalog.decisions.written_moments import ZONE
from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.analysis.analyses import ANALYSES, Analysis
from tthc_catalog.evaluation.counting.figures import GROUPINGS, Figures, Group
from tthc_catalog.evaluation.counting.group_counts import Counts, GroupKey, QueryRunner, count, counts_to_compare
from tthc_catalog.evaluation.counting.group_names import group_names
from tthc_catalog.evaluation.counting.period_model_days import PeriodModelDays
from tthc_catalog.evaluation.earlier_reports import read_earlier, with_earlier
from tthc_catalog.evaluation.file_reading import Progress
from tthc_catalog.evaluation.intake.column_map import AUTOMATIC, ColumnMap
from tthc_catalog.evaluation.intake.intake_summary import Intake
from tthc_catalog.evaluation.judging.judged_dossiers import Facts
from tthc_catalog.evaluation.open_files import judged_files
from tthc_catalog.evaluation.report import Report
from tthc_catalog.evaluation.report_basis import basis_of
from tthc_catalog.evaluation.reporting.report_notes import report_notes
from tthc_catalog.evaluation.reporting_period import ReportingPeriod

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.records.catalog import Catalog


@attrs.frozen(kw_only=True)
class Task:
    """What to evaluate.

    Attributes:
        files: the exports of one place. The order matters only for duplicates: the first record of an id counts.
        as_of: local time of the export. Later times are rejected as future, and nothing is judged beyond it. None means the current
            time, which makes no difference once the period is over.
        importer: id of the importer; None chooses it by the suffix of each file.
        engine: what runs the counting query.
        known_on: announcements after this day do not count; None counts all.
        lang: language of the rejects file.
        earlier: reports of earlier periods, or folders with them, to compare with where the records do not reach.
    """

    files: Sequence[Path]
    period: ReportingPeriod
    mapping: ColumnMap = AUTOMATIC
    as_of: dt.datetime | None = None
    importer: str | None = None
    engine: Literal["duckdb", "spark"] = "duckdb"
    known_on: dt.date | None = None
    lang: str = "vi"
    earlier: Sequence[Path] = ()


class Evaluation(NamedTuple):
    """An evaluation whose database is open.

    Attributes:
        rejects: path of the rejects file; it exists only if there are rejects.
    """

    report: Report
    facts: Facts
    rejects: Path


@contextlib.contextmanager
def evaluation(
    engine: Engine,
    registry: SpecRegistry,
    task: Task,
    folder: Path,
    *,
    progress: Progress = lambda _stage, _rows: None,
    analyses: Mapping[str, Analysis] = ANALYSES,
) -> Iterator[Evaluation]:
    """Evaluate, and keep the judged dossiers open inside the context.

    Args:
        engine: the compiled catalog.
        registry: looks up importers and policies.
        task: what to evaluate.
        folder: where to put a temporary folder for the database and the rejects; created if missing.
        progress: called at each stage.
        analyses: analyses to run after counting.

    Raises:
        EvaluationError: a file is not what its suffix says, the period begins after the export, or an earlier report cannot be used.
        OutOfHorizon: the calendar does not cover the period.
        OSError: a file cannot be read, or the folder cannot be written.
    """
    end = dt.datetime.combine(task.period.until, dt.time())
    as_of = task.as_of or dt.datetime.now(tz=ZONE).replace(tzinfo=None, second=0, microsecond=0) + dt.timedelta(minutes=1)
    if as_of <= dt.datetime.combine(task.period.start, dt.time()):
        raise EvaluationError("evaluation.error.not_begun", period=task.period.label, as_of=f"{as_of:%d/%m/%Y %H:%M}")
    model_days = PeriodModelDays(engine.catalog, registry, task.period)
    kept = read_earlier(task.earlier, task.period, engine.catalog.manifest.id)
    _make(folder)
    with judged_files(
        engine,
        registry,
        task.files,
        mapping=task.mapping,
        as_of=as_of,
        folder=folder,
        importer=task.importer,
        known_on=task.known_on,
        lang=task.lang,
        progress=progress,
    ) as (facts, intake, rejects):
        progress("counting", intake.rows)
        run_query = _query_runner(task, facts, rejects.parent)
        report = _report(engine, registry, task, facts, intake, model_days, min(end, as_of), run_query)
        groups = (with_earlier(report.total, task.period, kept), *report.groups[1:])
        report = attrs.evolve(report, groups=groups, earlier=kept)
        for name, analysis in analyses.items():
            progress(name, intake.rows)
            report = attrs.evolve(report, analyses={**report.analyses, name: analysis(facts, report)})
        yield Evaluation(report, facts, rejects)


def _make(folder: Path) -> None:
    """Create the folder of the outputs; an error names the requested folder, not one above it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        error.filename = str(folder)
        raise


def _report(
    engine: Engine,
    registry: SpecRegistry,
    task: Task,
    facts: Facts,
    intake: Intake,
    model_days: PeriodModelDays,
    judged_at: dt.datetime,
    run_query: QueryRunner | None,
) -> Report:
    """Count the period and the periods to compare with, and build the report."""
    catalog, period = engine.catalog, task.period
    counts, saved = count(facts, period, judged_at, run_query=run_query)
    earlier = {
        name: _earlier(facts, catalog, registry, earlier_period, run_query)
        for name, earlier_period in (("previous", period.previous), ("last_year", period.last_year))
    }
    groups = []
    for by in GROUPINGS:
        for key, group_counts in counts[by].items():
            name, name_en = group_names(catalog, by, key, period)
            compared = {
                which: Figures(counts=earlier_counts[by][key], model_days=len(_model_days_of(days, catalog, by, key)))
                for which, (earlier_counts, days) in earlier.items()
                if earlier_counts is not None and key in earlier_counts[by]
            }
            groups.append(
                Group(
                    by=by,
                    key=dict(zip(GROUPINGS[by], key, strict=True)),
                    name=name,
                    name_en=name_en,
                    figures=Figures(counts=group_counts, model_days=len(_model_days_of(model_days, catalog, by, key))),
                    saved=saved[by].get(key),
                    **compared,
                )
            )
    return Report(
        period=period,
        judged_at=judged_at,
        groups=tuple(groups),
        model_days=model_days.by_level(),
        intake=intake,
        basis=basis_of(engine),
        notes=tuple(report_notes(engine, period, judged_at, intake, groups[0], facts.received(), task.known_on)),
    )


def _query_runner(task: Task, facts: Facts, folder: Path) -> QueryRunner | None:
    """Return what runs the counting query, None for DuckDB."""
    if task.engine == "duckdb":
        return None
    from tthc_catalog.evaluation.counting.spark_counting import spark_query_runner

    return spark_query_runner(facts, folder)


def _earlier(
    facts: Facts, catalog: Catalog, registry: SpecRegistry, period: ReportingPeriod, run_query: QueryRunner | None
) -> tuple[Counts | None, PeriodModelDays | None]:
    """Return the counts and model days of an earlier period, or two Nones if the records do not reach it."""
    counts = counts_to_compare(facts, period, run_query)
    return counts, PeriodModelDays(catalog, registry, period) if counts is not None else None


def _model_days_of(days: PeriodModelDays | None, catalog: Catalog, by: str, key: GroupKey) -> frozenset[dt.date]:
    """Return the model days of a group."""
    assert days is not None
    if by == "total":
        return days.of_all()
    if by in ("unit", "official"):
        office = catalog.offices.get(key[1] or "")
        return days.of_office(office.id) if office else days.of_default(key[0])
    return days.of_level(key[0])
