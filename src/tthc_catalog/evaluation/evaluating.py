"""From files to a report: read, judge, count, and say what it rests on."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import attrs

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.counting.analyses import ANALYSES, Analysis
from tthc_catalog.evaluation.counting.counting import Ask, Counts, Key, compared, count
from tthc_catalog.evaluation.counting.figures import GROUPINGS, Figures, Group
from tthc_catalog.evaluation.counting.period_model_days import HeldDays
from tthc_catalog.evaluation.counting.periods import ReportingPeriod
from tthc_catalog.evaluation.counting.report import Report
from tthc_catalog.evaluation.intake.column_map import AUTOMATIC, ColumnMap
from tthc_catalog.evaluation.intake.importers import open_file, sha256_of
from tthc_catalog.evaluation.intake.intake_summary import Intake, SourceFile
from tthc_catalog.evaluation.intake.moment_formats import ZONE
from tthc_catalog.evaluation.intake.normalising import Normaliser
from tthc_catalog.evaluation.intake.record_store import Store
from tthc_catalog.evaluation.intake.rejects import FILE_NAME, Rejects
from tthc_catalog.evaluation.judging.judged_dossiers import Facts
from tthc_catalog.evaluation.judging.judging import Judge
from tthc_catalog.evaluation.reporting.grounds import basis_of, names_of, notes_on

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.records.catalog import Catalog

Progress = Callable[[str, int], None]
"""Told what is being done (a key of ``evaluation.progress.*``) and how many rows have been read."""


@attrs.frozen(kw_only=True)
class Task:
    """What to evaluate.

    Attributes:
        files: the exports, of one place, in any order that stays the same.
        as_of: when the exports were made, local time: later times are refused as future, and nothing is judged beyond it;
            None takes the clock. Once the period is over, nothing else hangs on it.
        importer: id of the reader; None chooses it by the file's ending.
        engine: what counts the judged dossiers.
        lang: of the rejects file.
    """

    files: Sequence[Path]
    period: ReportingPeriod
    mapping: ColumnMap = AUTOMATIC
    as_of: dt.datetime | None = None
    importer: str | None = None
    engine: Literal["duckdb", "spark"] = "duckdb"
    lang: str = "vi"


class Evaluation(NamedTuple):
    """An evaluation as long as its database is open.

    Attributes:
        rejects: where the rejects file stands, if there are rejects.
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
    progress: Progress = lambda _what, _rows: None,
    analyses: Mapping[str, Analysis] = ANALYSES,
) -> Iterator[Evaluation]:
    """Evaluate, and keep the judged dossiers open for as long as the context lasts.

    Args:
        engine: the catalog compiled.
        registry: knows the readers plugins give.
        task: what to evaluate.
        folder: a folder, made if need be; for the while it holds one of its own with the database and the rejects.
        progress: told how far it is.
        analyses: further analyses to make.

    Raises:
        EvaluationError: a file cannot be read as what it is, or the period begins after the exports were made.
        OutOfHorizon: the calendar does not answer for the period.
        OSError: a file cannot be read, or the folder not written.
    """
    end = dt.datetime.combine(task.period.until, dt.time())
    as_of = task.as_of or dt.datetime.now(tz=ZONE).replace(tzinfo=None, second=0, microsecond=0) + dt.timedelta(minutes=1)
    if as_of <= dt.datetime.combine(task.period.start, dt.time()):
        raise EvaluationError("evaluation.error.not_begun", period=task.period.label, as_of=f"{as_of:%d/%m/%Y %H:%M}")
    held = HeldDays(engine.catalog, registry, task.period)
    place = _own_folder(folder)
    store = Store(place)
    try:
        with Rejects(place / FILE_NAME, task.lang) as rejects:
            intake = _take_in(engine, registry, task, as_of, store, rejects, progress)
        progress("counting", intake.rows)
        facts = store.facts()
        report = _report(engine.catalog, engine, registry, task, facts, intake, held, min(end, as_of), _ask(task, facts, place))
        for name, analysis in analyses.items():
            progress(name, intake.rows)
            report = attrs.evolve(report, analyses={**report.analyses, name: analysis(facts, report)})
        yield Evaluation(report, facts, place / FILE_NAME)
    finally:
        store.close()
        shutil.rmtree(place, ignore_errors=True)


def _own_folder(folder: Path) -> Path:
    """A folder of this evaluation's own; where none can be made, it is the folder asked for that is told of."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=".records-", dir=folder))
    except OSError as error:
        error.filename = str(folder)
        raise


def _take_in(
    engine: Engine, registry: SpecRegistry, task: Task, as_of: dt.datetime, store: Store, rejects: Rejects, progress: Progress
) -> Intake:
    """Read every file into the store."""
    judge = Judge(engine)
    files: list[SourceFile] = []
    dropped: Counter[str] = Counter()
    before = 0
    for number, path in enumerate(task.files):
        importer, opened = open_file(path, task.mapping, registry, task.importer)
        normaliser = Normaliser(engine.catalog, task.mapping, opened.name, as_of)
        accepted = 0
        for batch in opened.batches(opened, rejects):
            judged, faults = judge.judge(clean := normaliser.clean(batch, rejects))
            for row, reason in faults:
                line, unit = clean.column("line")[row].as_py(), clean.column("unit")[row].as_py()
                rejects.add(
                    opened.name, line, batch.headers.get("level", "level"), f"{unit} {clean.column('level')[row].as_py() or ''}", reason
                )
            store.add(judged, number)
            accepted += judged.num_rows
            progress("reading", before + opened.rows)
        before += opened.rows
        dropped.update(normaliser.dropped_values)
        files.append(
            SourceFile(
                name=opened.name,
                sha256=sha256_of(path),
                importer=importer,
                details=dict(opened.details),
                rows=opened.rows,
                accepted=accepted,
                rejected=opened.rows - accepted,
                dropped=opened.columns.dropped,
                unread=tuple(header for header in opened.columns.unread if header),
            )
        )
    progress("settling", before)
    taken, corrections = store.settle([file.name for file in files], rejects, judge.desks, judge.matters)
    units, procedures, cases = judge.unknown()
    return Intake(
        files=tuple(attrs.evolve(f, accepted=f.accepted - taken[n], rejected=f.rejected + taken[n]) for n, f in enumerate(files)),
        rejected={reason: rejects.counts[reason] for reason in sorted(rejects.counts)},
        corrections=corrections,
        dropped_values=dict(sorted(dropped.items())),
        unknown_units=dict(sorted(units.items())),
        unknown_procedures=dict(sorted(procedures.items())),
        unknown_cases=dict(sorted(cases.items())),
        rejects_file=FILE_NAME if rejects.total else None,
    )


def _report(
    catalog: Catalog,
    engine: Engine,
    registry: SpecRegistry,
    task: Task,
    facts: Facts,
    intake: Intake,
    held: HeldDays,
    judged_at: dt.datetime,
    ask: Ask | None,
) -> Report:
    period = task.period
    counts, saved = count(facts, period, judged_at, ask=ask)
    earlier = {
        name: _earlier(facts, catalog, registry, then, ask)
        for name, then in (("previous", period.previous), ("last_year", period.last_year))
    }
    groups = []
    for by in GROUPINGS:
        for key, found in counts[by].items():
            name, name_en = names_of(catalog, by, key, period)
            past = {
                which: Figures(counts=then[by][key], model_days=len(_days(days, catalog, by, key)))
                for which, (then, days) in earlier.items()
                if then is not None and key in then[by]
            }
            groups.append(
                Group(
                    by=by,
                    key=dict(zip(GROUPINGS[by], key, strict=True)),
                    name=name,
                    name_en=name_en,
                    figures=Figures(counts=found, model_days=len(_days(held, catalog, by, key))),
                    saved=saved[by].get(key),
                    **past,
                )
            )
    return Report(
        period=period,
        judged_at=judged_at,
        groups=tuple(groups),
        model_days=held.by_level(),
        intake=intake,
        basis=basis_of(engine),
        notes=tuple(notes_on(engine, period, judged_at, intake, groups[0], facts.received())),
    )


def _ask(task: Task, facts: Facts, place: Path) -> Ask | None:
    """What answers the counting query, where it is not DuckDB."""
    if task.engine == "duckdb":
        return None
    from tthc_catalog.evaluation.counting.spark_counting import ask_spark

    return ask_spark(facts, place)


def _earlier(
    facts: Facts, catalog: Catalog, registry: SpecRegistry, period: ReportingPeriod, ask: Ask | None
) -> tuple[Counts | None, HeldDays | None]:
    counts = compared(facts, period, ask)
    return counts, HeldDays(catalog, registry, period) if counts is not None else None


def _days(held: HeldDays | None, catalog: Catalog, by: str, key: Key) -> frozenset[dt.date]:
    assert held is not None
    if by == "total":
        return held.of_all()
    if by in ("unit", "official"):
        known = catalog.offices.get(key[1] or "")
        desk = known.id if known else next((b.default_office for b in catalog.manifest.levels if b.level == key[0]), None)
        return held.of_office(desk)
    return held.of_level(key[0])
