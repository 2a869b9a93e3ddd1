"""A hundred million dossiers in a Parquet file: the monthly figures, against the engine's own scan and grouping.

``python -m benchmarks.files [ROWS]`` runs alone, in a process of its own, so that its peak of memory is its own.
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
from benchmarks.measuring import Table, at_most, peak_resident

ROUNDS = 7
NOW = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - local office time
OWN_SCAN = """
SELECT date_trunc('month', received_at), office, code, level, case_id, COUNT(completed_at), MAX(completed_at)
FROM dossiers GROUP BY 1, 2, 3, 4, 5
"""
"""The engine's own scan and grouping of the columns we read."""


def write_dossiers(engine: tthc.Engine, rows: int, to: Path) -> None:
    """Dossiers of five years over every procedure, case and desk, in no order."""
    import duckdb

    desks = {level: [o.id for o in engine.catalog.offices.values() if o.level == level][:20] for level in ("commune", "district")}
    asked = [(t.code, t.level, desk, t.case) for t in engine.timetables() for desk in desks[t.level]]
    names = ("code", "level", "office", "case_id")
    columns = {name: pa.array(column, pa.string()) for name, column in zip(names, zip(*asked, strict=True), strict=True)}
    with duckdb.connect() as connection:
        connection.execute("SELECT setseed(0.5)").fetchall()
        connection.register("asked", pa.table({"i": pa.array(range(len(asked)), pa.int32()), **columns}))
        connection.execute(
            f"COPY (WITH r AS (SELECT TIMESTAMP '2021-01-01' + INTERVAL (FLOOR(random() * 157766400)) SECOND AS received_at, "  # noqa: S608
            f"CAST(FLOOR(random() * {len(asked)}) AS INTEGER) AS i, random() AS u, random() AS v FROM range({rows})) "
            "SELECT received_at, CASE WHEN u < 0.93 THEN received_at + INTERVAL (FLOOR(v * v * 518400)) SECOND END AS completed_at, "
            f"code, level, office, case_id FROM r JOIN asked USING (i)) TO '{to}' (FORMAT parquet)"
        )


def measure(rows: int) -> dict[str, Any]:
    """Elapsed and processor seconds of ours and of the engine's own scan, interleaved, and the peak of memory."""
    engine = tthc.Engine(tthc.load_catalog())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dossiers.parquet"
        write = "import sys, tthc_catalog as t; from pathlib import Path; from benchmarks.files import write_dossiers; "
        write += "write_dossiers(t.Engine(t.load_catalog()), int(sys.argv[1]), Path(sys.argv[2]))"
        subprocess.run([sys.executable, "-c", write, str(rows), str(path)], check=True)  # noqa: S603 - our own command
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
    said: dict[str, Any] = {"rows": rows, "peak_gib": peak_resident() / 1024}
    for name, measured in taken.items():
        said[name] = statistics.median(elapsed for elapsed, _ in measured)
        said[f"{name}_processor"] = statistics.median(used for _, used in measured)
    return said


def alone(module: str, rows: int) -> dict[str, Any]:
    """The figures of a module that measures in a process of its own."""
    shown = subprocess.run([sys.executable, "-m", module, str(rows)], check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own command
    said: dict[str, Any] = json.loads(shown.stdout.splitlines()[-1])
    return said


def with_duckdb(sizes: Iterable[int]) -> Table:
    """Files of these sizes, each measured in a process of its own."""
    found = [alone("benchmarks.files", size) for size in sizes]
    rows = []
    for said in found:
        ratio, used = said["ours"] / said["own"], said["ours_processor"] / said["own_processor"]
        a_row = said["ours"] / said["rows"] * 1e9
        cells = f"{said['own']:.2f}", f"{said['ours']:.2f}", f"{ratio:.2f}", f"{used:.2f}", f"{a_row:,.0f}", f"{said['peak_gib']:.2f}"
        rows.append((f"{said['rows']:,}", *cells, ""))
    largest = found[-1]
    reaches = [
        at_most(f"{largest['rows']:,} rows, against DuckDB's own scan and grouping", largest["ours"] / largest["own"], 2.5),
        at_most("... seconds (promised for 100 million)", largest["ours"], 90, "s"),
        at_most("... peak of memory", largest["peak_gib"], 4, "GiB"),
    ]
    if len(found) > 1:
        growth = (largest["ours"] / largest["rows"]) / (found[0]["ours"] / found[0]["rows"])
        reaches.append(at_most("... a row costs, against a row of the smallest file (linear is 1 or less)", growth, 1.2))
    columns = ("rows", "own scan and grouping, s", "ours, s", "ratio", "ratio of processor time", "ns a row", "peak GiB", "")
    return Table("A Parquet file to monthly figures with DuckDB, two threads", columns, rows, tuple(reaches))


if __name__ == "__main__":
    print(json.dumps(measure(int(float(sys.argv[1])) if len(sys.argv) > 1 else 100_000_000)))
