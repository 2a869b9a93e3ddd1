"""Dossiers in a Parquet file: the monthly figures, against DuckDB's own scan and grouping of the same columns.

``python -m benchmarks.files [ROWS]`` measures one size in a separate process, so that the peak of memory is that of this size.
"""

from __future__ import annotations

import datetime as dt
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

import tthc_catalog as tthc
from benchmarks.measuring import Table, at_most, peak_resident, within

ROUNDS = 7
NOW = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - local office time
FULL_SIZE = 100_000_000
"""The bounds apply to this size; fixed costs dominate smaller files."""

OWN_SCAN = """
SELECT date_trunc('month', received_at), office, code, level, case_id, COUNT(completed_at), MAX(completed_at)
FROM dossiers GROUP BY 1, 2, 3, 4, 5
"""
"""The scan and grouping of the columns that the monthly figures read."""


_WRITE = """
import sys
from pathlib import Path
import tthc_catalog as tthc
from benchmarks.files import write_dossiers
write_dossiers(tthc.Engine(tthc.load_catalog()), int(sys.argv[1]), Path(sys.argv[2]))
"""
_MONTHLY = """
import sys
import tthc_catalog as tthc
with tthc.Engine(tthc.load_catalog()).dossier_files(sys.argv[2]) as files:
    assert sum(files.monthly()["received"].to_pylist()) == int(sys.argv[1])
"""


def write_dossiers(engine: tthc.Engine, rows: int, to: Path) -> None:
    """Write dossiers of five years over every procedure, case and desk, unordered."""
    import duckdb

    desks = {level: [o.id for o in engine.catalog.offices.values() if o.level == level][:20] for level in ("commune", "district")}
    keys = [(t.code, t.level, desk, t.case) for t in engine.timetables() for desk in desks[t.level]]
    names = ("code", "level", "office", "case_id")
    columns = {name: pa.array(column, pa.string()) for name, column in zip(names, zip(*keys, strict=True), strict=True)}
    with duckdb.connect() as connection:
        connection.execute("SELECT setseed(0.5)").fetchall()
        connection.register("keys", pa.table({"i": pa.array(range(len(keys)), pa.int32()), **columns}))
        connection.execute(
            f"COPY (WITH r AS (SELECT TIMESTAMP '2021-01-01' + INTERVAL (FLOOR(random() * 157766400)) SECOND AS received_at, "  # noqa: S608
            f"CAST(FLOOR(random() * {len(keys)}) AS INTEGER) AS i, random() AS u, random() AS v FROM range({rows})) "
            "SELECT received_at, CASE WHEN u < 0.93 THEN received_at + INTERVAL (FLOOR(v * v * 518400)) SECOND END AS completed_at, "
            f"code, level, office, case_id FROM r JOIN keys USING (i)) TO '{to}' (FORMAT parquet)"
        )


def measure(rows: int) -> dict[str, Any]:
    """Measure elapsed and processor seconds of ours and of DuckDB's own scan, interleaved, and the peak of memory."""
    engine = tthc.Engine(tthc.load_catalog())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dossiers.parquet"
        _run(_WRITE, rows, path)  # in another process, whose memory does not count
        taken: dict[str, list[tuple[float, float]]] = {"own": [], "ours": []}
        with engine.dossier_files(path, threads=2, memory_limit="3GiB") as files:
            for _ in range(ROUNDS):
                for name, rounds in taken.items():
                    started, used = time.perf_counter(), time.process_time()
                    if name == "ours":
                        files.monthly(now=NOW)
                    else:
                        files._connection.sql(OWN_SCAN).to_arrow_table()  # noqa: SLF001 - the same connection, the same view
                    rounds.append((time.perf_counter() - started, time.process_time() - used))
    figures: dict[str, Any] = {"rows": rows, "peak_gib": peak_resident() / 1024}
    for name, measured in taken.items():
        figures[name] = statistics.median(elapsed for elapsed, _ in measured)
        figures[f"{name}_processor"] = statistics.median(used for _, used in measured)
    return figures


def alone(module: str, rows: int) -> dict[str, Any]:
    """Run a module that measures in a separate process; return its figures."""
    run = subprocess.run([sys.executable, "-m", module, str(rows)], check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own command
    figures: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return figures


def _run(program: str, rows: int, path: Path) -> float:
    """Run a program in a separate process; return its elapsed seconds."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", program, str(rows), str(path)], check=True)  # noqa: S603 - our own command
    return time.perf_counter() - started


def whole_process(rows: int = 1_000_000) -> Table:
    """Measure a whole process that reads a file and returns its monthly figures; fixed costs matter most to small users."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dossiers.parquet"
        _run(_WRITE, rows, path)
        _run(_MONTHLY, rows, path)  # warms up the caches of files and byte code
        seconds = statistics.median(_run(_MONTHLY, rows, path) for _ in range(ROUNDS))
    bounds = (within(f"monthly figures of {rows:,} dossiers from Parquet, whole process", seconds, 1),) if rows == 1_000_000 else ()
    cells = [(f"{rows:,}", f"{seconds:.2f}", "start of Python, imports and loading the catalog included")]
    return Table("A Parquet file to monthly figures, whole process", ("rows", "elapsed, s", ""), cells, bounds)


def with_duckdb(sizes: Iterable[int]) -> Table:
    """Measure files of these sizes, each in a separate process."""
    found = [alone("benchmarks.files", size) for size in sizes]
    rows = []
    for size in found:
        ratio, used = size["ours"] / size["own"], size["ours_processor"] / size["own_processor"]
        a_row = size["ours"] / size["rows"] * 1e9
        cells = f"{size['own']:.2f}", f"{size['ours']:.2f}", f"{ratio:.2f}", f"{used:.2f}", f"{a_row:,.0f}", f"{size['peak_gib']:.2f}"
        rows.append((f"{size['rows']:,}", *cells, ""))
    largest = found[-1]
    what = f"monthly figures of {largest['rows']:,} dossiers from Parquet with DuckDB, against its own scan and grouping"
    bounds = [
        at_most(what, largest["ours"] / largest["own"], 2.5, expect=f"{largest['ours']:.1f} s"),
        at_most("... peak of memory", largest["peak_gib"], 4, "GiB"),
    ]
    if len(found) > 1:
        growth = (largest["ours"] / largest["rows"]) / (found[0]["ours"] / found[0]["rows"])
        bounds.append(at_most("... cost of a row, against a row of the smallest file (1 or less is linear)", growth, 1.2))
    columns = ("rows", "own scan and grouping, s", "ours, s", "ratio", "ratio of processor time", "ns a row", "peak GiB", "")
    return Table(
        "A Parquet file to monthly figures with DuckDB, two threads", columns, rows, tuple(bounds) if largest["rows"] >= FULL_SIZE else ()
    )


if __name__ == "__main__":
    print(json.dumps(measure(int(float(sys.argv[1])) if len(sys.argv) > 1 else 100_000_000)))
