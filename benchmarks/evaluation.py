"""A year of a whole country: ten million dossiers of 3,300 units, evaluated to JSON, HTML, XLSX and PDF.

``python -m benchmarks.evaluation [ROWS] [UNITS] [parquet|csv]``: one process writes the file and another evaluates it, so that the peak of
memory is that of the evaluation. The dossiers are random: every procedure and usual case of a commune, four officials a unit, received at any moment of the
first 345 days of 2024; three in a hundred are still open, one in fifty is paused, one in fifty is late.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tthc_catalog as tthc
from benchmarks.measuring import Table, at_most, peak_resident, show

ROWS, UNITS = 10_000_000, 3_300
OUTPUTS = ("json", "html", "xlsx", "pdf")
FORMATS = ("parquet", "csv")
YEAR = 2024
MOST_SECONDS, MOST_GIB = 25, 1.5
"""Bounds for the full size on a quiet machine with two cores."""

_DOSSIERS = """
COPY (
    WITH drawn AS (
        SELECT i, CAST(FLOOR(random() * {units}) AS INTEGER) AS u, CAST(FLOOR(random() * {codes}) AS INTEGER) AS c,
               CAST(FLOOR(random() * 4) AS INTEGER) AS o, random() AS channel, random() AS fate, random() AS waits, random() AS took,
               TIMESTAMP '{year}-01-01' + INTERVAL (CAST(FLOOR(random() * 29808000) AS INTEGER)) SECOND AS received_at
        FROM range({rows}) AS numbers(i)
    ), ended AS (
        SELECT *, CASE WHEN fate >= 0.03
                       THEN received_at + INTERVAL (CAST(took * took * CASE WHEN fate >= 0.98 THEN 1728000 ELSE 86400 END AS INTEGER)) SECOND
                  END AS completed_at
        FROM drawn
    )
    SELECT 'H' || i AS dossier_id, 'commune' AS level, 'don-vi-' || u AS unit, ['{known}'][c + 1] AS code, 'u' || u || '-' || o AS official,
           CASE WHEN channel < 0.5 THEN 'online' WHEN channel < 0.97 THEN 'in_person' ELSE 'postal' END AS channel,
           CASE WHEN completed_at IS NULL THEN 'in_progress' WHEN waits < 0.015 THEN 'returned_incomplete' ELSE 'resolved' END AS state,
           received_at, completed_at, completed_at + INTERVAL 1 HOUR AS returned_at,
           CASE WHEN waits >= 0.98 THEN 2 END AS paused_days, channel < 0.4 AS paid_online, waits < 0.75 AS result_digitised
    FROM ended
) TO '{to}' (FORMAT {form})
"""


def write_dossiers(rows: int, units: int, to: Path) -> None:
    """Write random dossiers to a file, in the format of its suffix."""
    import duckdb

    codes = [procedure.code for procedure in tthc.load_catalog().procedures if procedure.level == "commune"]
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")  # with more threads, the seed does not determine the rows
        connection.execute("SELECT setseed(0.5)").fetchall()
        known = "', '".join(codes)
        query = _DOSSIERS.format(units=units, codes=len(codes), rows=rows, year=YEAR, known=known, to=to, form=to.suffix[1:])
        connection.execute(query)


def evaluate(path: Path, folder: Path) -> dict[str, Any]:
    """Evaluate the file to all outputs.

    Returns:
        Elapsed and processor seconds, the peak of memory in GiB, elapsed seconds of each stage, and the bytes of each file. The process that
        writes the workbook counts in the processor seconds; its own peak, 0.2 GiB, comes after that of this process.
    """
    from tthc_catalog.evaluation.evaluation_run import Task, evaluation
    from tthc_catalog.evaluation.reporting.outputs import chosen_outputs, write_outputs
    from tthc_catalog.evaluation.reporting_period import ReportingPeriod
    from tthc_catalog.registry import Registry

    stages: dict[str, float] = {}
    started = last = time.perf_counter()
    busy = _processor_seconds()
    name = "opening"

    def progress(what: str, _rows: int) -> None:
        nonlocal last, name
        now = time.perf_counter()
        stages[name] = stages.get(name, 0.0) + now - last
        last, name = now, what

    registry = Registry()
    engine = tthc.Engine(tthc.load_catalog(), registry=registry)
    task = Task(files=[path], period=ReportingPeriod.parse(str(YEAR)), as_of=dt.datetime(YEAR + 1, 1, 1))  # noqa: DTZ001 - local office time
    with evaluation(engine, registry, task, folder, progress=progress) as evaluated:
        progress("checking the report", 0)
        write_outputs(evaluated, chosen_outputs(OUTPUTS), folder, "vi", writing=lambda output: progress(f"writing {output}", 0))
        progress("closing", 0)
        counted = evaluated.report.total.figures["received"]
        units = len(evaluated.report.of("unit"))
    progress("", 0)
    files = {OUTPUTS[0] if p.suffix == ".json" else p.suffix[1:]: p.stat().st_size for p in sorted(folder.glob("report.*"))}
    return {
        "rows": counted,
        "units": units,
        "seconds": time.perf_counter() - started,
        "processor": _processor_seconds() - busy,
        "peak_gib": peak_resident() / 1024,
        "stages": stages,
        "bytes": files,
    }


def _processor_seconds() -> float:
    """Return the processor time of this process and of those that it started and that have ended."""
    return sum(os.times()[:4])


def measure(rows: int = ROWS, units: int = UNITS, form: str = FORMATS[0]) -> dict[str, Any]:
    """Write and evaluate, each in a separate process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"dossiers.{form}"
        _run("write", path, rows, units)
        return dict(json.loads(_run("evaluate", path, folder)))


def _run(step: str, *params: object) -> str:
    command = [sys.executable, "-m", "benchmarks.evaluation", step, *map(str, params)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own command


def tables(rows: int = ROWS, units: int = UNITS, form: str = FORMATS[0]) -> Iterator[Table]:
    """Measure the evaluation of a year; the bounds are for Parquet."""
    figures = measure(rows, units, form)
    name = f"evaluation of {figures['rows']:,} dossiers of {figures['units']:,} units"
    if form != FORMATS[0]:
        name += f" from {form.upper()}"
    cells = [
        ("total", f"{figures['seconds']:.1f}", f"{figures['processor']:.1f}", f"{figures['peak_gib']:.2f}", ""),
        *[(stage, f"{seconds:.1f}", "", "", "") for stage, seconds in figures["stages"].items()],
    ]
    bounds = (
        (
            at_most(f"{name} to {', '.join(OUTPUTS)}", figures["seconds"], MOST_SECONDS, "s"),
            at_most("... peak of memory", figures["peak_gib"], MOST_GIB, "GiB"),
        )
        if rows >= ROWS and form == FORMATS[0]
        else ()
    )
    yield Table(f"{name[0].upper()}{name[1:]}", ("stage", "elapsed, s", "processor time, s", "peak GiB", ""), cells, bounds)


def main() -> None:
    """Run one step, or measure the given numbers of rows and units from a format."""
    match sys.argv[1:]:
        case ["write", path, rows, units]:
            write_dossiers(int(rows), int(units), Path(path))
        case ["evaluate", path, folder]:
            with contextlib.redirect_stdout(sys.stderr):
                figures = evaluate(Path(path), Path(folder) / "report")
            print(json.dumps(figures))
        case params:
            numbers = [int(float(param)) for param in params if param not in FORMATS]
            size = [*numbers, *(ROWS, UNITS)[len(numbers) :]]
            for table in tables(size[0], size[1], next((param for param in params if param in FORMATS), FORMATS[0])):
                show(table)


if __name__ == "__main__":
    main()
