"""The Python function `tthc_catalog.evaluate`."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from tthc_catalog.engine import Engine
from tthc_catalog.evaluation.commands.evaluate import need_bulk
from tthc_catalog.evaluation.report import Report
from tthc_catalog.evaluation.reporting_period import ReportingPeriod
from tthc_catalog.loading import load_catalog
from tthc_catalog.registry import Registry


def evaluate(
    files: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    period: str | ReportingPeriod,
    engine: Engine | None = None,
    output: str | os.PathLike[str] | None = None,
    outputs: Iterable[str] | None = None,
    mapping: str | os.PathLike[str] | None = None,
    importer: str | None = None,
    as_of: dt.datetime | None = None,
    known_on: dt.date | None = None,
    earlier: Sequence[str | os.PathLike[str]] = (),
    counted_by: Literal["duckdb", "spark"] = "duckdb",
    lang: Literal["vi", "en"] = "vi",
    registry: Registry | None = None,
) -> Report:
    """Evaluate a period from exports of dossiers. Requires the extra ``bulk``.

    Args:
        files: one export or several, of one place.
        period: ``2023-10``, ``2023-Q4`` or ``2023``; a `ReportingPeriod` if months are official ones.
        engine: the compiled catalog; by default the packaged catalog.
        output: the folder to write to; None writes no files.
        outputs: ids of the files to write, such as ``json`` or ``xlsx``; by default all whose dependencies are installed.
        mapping: a mapping file, or the id of a packaged mapping; by default the columns are recognised by their names.
        importer: id of the importer; by default it is chosen by the suffix of each file.
        as_of: local time of the export; later times are rejected, and nothing is judged beyond it. None means the current time.
        known_on: announcements after this day do not count; None counts all. A deadline that an announcement after the receipt moved
            counts only if it is more favourable to the desk.
        earlier: reports of earlier periods (``report.json``), or folders with them, to compare with where the records do not reach.
        counted_by: what runs the counting query.
        lang: language of the files to write.
        registry: resolves importers; by default the library's own and all allowed plugins.

    Returns:
        The report: the official form, the indicators of the model, and the rejected rows by reason.

    Raises:
        InvalidPeriod: the text of the period cannot be parsed.
        EvaluationError: a dependency is missing, a file is not what its suffix says, the period begins after the export, or an earlier
            report cannot be used.
        CatalogError: the mapping file has problems.
        OutOfHorizon: the calendar does not cover the period.
        OSError: a file cannot be read, or the folder cannot be written.
    """
    need_bulk()
    from tthc_catalog.evaluation.evaluation_run import Task, evaluation
    from tthc_catalog.evaluation.intake.column_map import AUTOMATIC, packaged_mappings, read_mapping
    from tthc_catalog.evaluation.reporting.outputs import chosen_outputs, write_outputs

    registry = registry or Registry()
    engine = engine or Engine(load_catalog(registry=registry), registry=registry)
    paths = [files] if isinstance(files, (str, os.PathLike)) else files
    task = Task(
        files=[Path(path) for path in paths],
        period=period if isinstance(period, ReportingPeriod) else ReportingPeriod.parse(period),
        mapping=AUTOMATIC if mapping is None else read_mapping(packaged_mappings().get(os.fspath(mapping), Path(mapping))),
        as_of=as_of,
        importer=importer,
        engine=counted_by,
        known_on=known_on,
        lang=lang,
        earlier=[Path(path) for path in earlier],
    )
    chosen = chosen_outputs(None if outputs is None else list(outputs)) if output is not None else {}
    with tempfile.TemporaryDirectory(prefix="tthc-") as temporary:
        beside = Path(temporary) if output is None else Path(output).absolute().parent
        with evaluation(engine, registry, task, beside) as evaluated:
            if output is not None:
                write_outputs(evaluated, chosen, Path(output), lang)
            return evaluated.report
