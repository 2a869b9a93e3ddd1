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

from tthc_catalog.effective import Period
from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.analyses import ANALYSES, Analysis
from tthc_catalog.evaluation.counting import Ask, Counts, Key, compared, count
from tthc_catalog.evaluation.facts import Facts
from tthc_catalog.evaluation.importers import open_file, sha256_of
from tthc_catalog.evaluation.judging import Judge
from tthc_catalog.evaluation.mapping import AUTOMATIC, ColumnMap
from tthc_catalog.evaluation.model_days import HeldDays
from tthc_catalog.evaluation.moments import ZONE
from tthc_catalog.evaluation.normalising import Normaliser
from tthc_catalog.evaluation.periods import ReportingPeriod
from tthc_catalog.evaluation.rejects import FILE_NAME, Rejects
from tthc_catalog.evaluation.report import GROUPINGS, Basis, Figures, Group, Intake, Report, SourceFile
from tthc_catalog.evaluation.store import Store
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from tthc_catalog.catalog.model import Catalog
    from tthc_catalog.engine import Engine
    from tthc_catalog.extension.registry import Registry

Progress = Callable[[str, int], None]
"""Told what is being done (a key of ``evaluation.progress.*``) and how many rows have been read."""


@attrs.frozen(kw_only=True)
class Task:
    """What to evaluate.

    Attributes:
        files: the exports, of one place, in any order that stays the same.
        as_of: when the exports were made, local time: later times are refused as future, and nothing is judged beyond it.
            None takes the clock for the first and the period's end for the second.
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
    registry: Registry,
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
    if task.as_of is not None and task.as_of <= dt.datetime.combine(task.period.start, dt.time()):
        raise EvaluationError("evaluation.error.not_begun", period=task.period.label, as_of=task.as_of.isoformat(" ", "minutes"))
    held = HeldDays(engine.catalog, registry, task.period)
    folder.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=".records-", dir=folder))
    store = Store(place)
    try:
        with Rejects(place / FILE_NAME, task.lang) as rejects:
            intake = _take_in(engine, registry, task, store, rejects, progress)
        progress("counting", intake.rows)
        facts = store.facts()
        judged_at = min(end, task.as_of) if task.as_of is not None else end
        report = _report(engine.catalog, engine, registry, task, facts, intake, held, judged_at, _ask(task, facts, place))
        for name, analysis in analyses.items():
            progress(name, intake.rows)
            report = attrs.evolve(report, analyses={**report.analyses, name: analysis(facts, report)})
        yield Evaluation(report, facts, place / FILE_NAME)
    finally:
        store.close()
        shutil.rmtree(place, ignore_errors=True)


def _take_in(engine: Engine, registry: Registry, task: Task, store: Store, rejects: Rejects, progress: Progress) -> Intake:
    """Read every file into the store."""
    judge = Judge(engine)
    latest = task.as_of or dt.datetime.now(tz=ZONE).replace(tzinfo=None)
    files: list[SourceFile] = []
    dropped: Counter[str] = Counter()
    before = 0
    for number, path in enumerate(task.files):
        importer, opened = open_file(path, task.mapping, registry, task.importer)
        normaliser = Normaliser(engine.catalog, task.mapping, opened.name, latest)
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
    registry: Registry,
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
            name, name_en = _names(catalog, by, key, period)
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
        basis=_basis(engine),
        notes=tuple(_notes(catalog, period, intake, groups[0])),
    )


def _ask(task: Task, facts: Facts, place: Path) -> Ask | None:
    """What answers the counting query, where it is not DuckDB."""
    if task.engine == "duckdb":
        return None
    from tthc_catalog.evaluation.spark_counting import ask_spark

    return ask_spark(facts, place)


def _earlier(
    facts: Facts, catalog: Catalog, registry: Registry, period: ReportingPeriod, ask: Ask | None
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


def _names(catalog: Catalog, by: str, key: Key, period: ReportingPeriod) -> tuple[str, str]:
    """What people call a group, in Vietnamese and English."""
    if by == "total":
        return text("evaluation.name.total", "vi"), text("evaluation.name.total", "en")
    last = key[-1]
    if by == "level":
        return next(((b.title, b.title_en) for b in catalog.manifest.levels if b.level == last), (last or "-", last or "-"))
    if by == "field":
        if last is None:
            return text("evaluation.name.not_listed", "vi"), text("evaluation.name.not_listed", "en")
        return next((f.name, f.name_en or f.name) for f in catalog.manifest.fields if f.id == last)
    if last is None:
        return text("evaluation.name.unknown", "vi"), text("evaluation.name.unknown", "en")
    if by == "unit":
        office = catalog.offices.get(last)
        return (office.name, office.name_en or office.name) if office else (last, last)
    if by == "procedure":
        procedure = catalog.by_code.get(last, {}).get(key[0] or "")
        if procedure is None:
            return text("evaluation.name.not_listed", "vi"), text("evaluation.name.not_listed", "en")
        edition = procedure.edition_on(period.until - dt.timedelta(days=1)) or procedure.editions[-1]
        return edition.corrected_name or edition.name, edition.corrected_name or edition.name
    return last, last


def _basis(engine: Engine) -> Basis:
    from tthc_catalog import __version__

    catalog, calendar = engine.catalog, engine.calendar
    policies = {
        (table.policy_id, table.policy_version)
        for t in engine.timetables()
        for span in t.spans
        for table in [*([span.statutory] if span.statutory else []), *(c.table for c in span.commitments)]
    }
    return Basis(
        catalog_id=catalog.id,
        catalog_version=catalog.version,
        catalog_title=catalog.manifest.title,
        catalog_title_en=catalog.manifest.title_en,
        procedures=len(catalog.procedures),
        reconstructed=sum(p.membership.status == "reconstructed" for p in catalog.procedures),
        calendar_id=calendar.id,
        calendar_fingerprint=calendar.fingerprint,
        decided_through=calendar.decided_through,
        policies=tuple(sorted(policies)),
        library_version=__version__,
    )


def _notes(catalog: Catalog, period: ReportingPeriod, intake: Intake, total: Group) -> Iterator[tuple[str, str]]:
    """What every output must say of the figures."""
    reconstructed = sum(p.membership.status == "reconstructed" for p in catalog.procedures)
    dropped = sorted({header for file in intake.files for header in file.dropped})
    told: dict[str, dict[str, object]] = {
        "reconstructed": {"count": reconstructed, "total": len(catalog.procedures)},
        "provisional": {"count": total.figures["provisional"]},
        "rejected": {"count": sum(intake.rejected.values()), "rows": intake.rows},
        "unknown_procedures": {"count": sum(intake.unknown_procedures.values())},
        "unknown_units": {"count": len(intake.unknown_units)},
        "dropped": {"count": len(dropped), "headers": ", ".join(dropped)},
        "synthetic": {"count": sum("synthetic" in file.name for file in intake.files)},
    }
    bound = {name for binding in catalog.manifest.levels for name in binding.commitments}
    for name in sorted(bound):
        for notice in catalog.models[name].notices:
            if notice.period.overlaps(Period(period.start, period.until)):
                yield notice.text, notice.text_en
    for key, params in told.items():
        if params["count"]:
            yield text(f"evaluation.note.{key}", "vi", **params), text(f"evaluation.note.{key}", "en", **params)
