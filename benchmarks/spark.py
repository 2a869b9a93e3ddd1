"""Spark on this machine: the monthly figures of a Parquet file, against Spark's own scan and grouping of the same columns.

``python -m benchmarks.spark [ROWS]`` measures one size in a separate process; it requires the extra ``spark`` and a Java runtime.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tthc_catalog as tthc
from benchmarks.files import NOW, OWN_SCAN, alone, write_dossiers
from benchmarks.measuring import Table, at_most
from tthc_catalog.bulk.spark_frames import local_session

ROUNDS = 7
FULL_SIZE = 10_000_000
"""The bound applies from this size on; fixed costs dominate smaller files."""


def measure(rows: int) -> dict[str, Any]:
    """Measure elapsed seconds of ours and of Spark's own scan, interleaved, after one warm-up round."""
    engine = tthc.Engine(tthc.load_catalog())
    session = local_session()
    session.sparkContext.setLogLevel("ERROR")
    taken: dict[str, list[float]] = {"own": [], "ours": []}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dossiers.parquet"
        write_dossiers(engine, rows, path)
        frame = engine.dossier_frame(path, session=session)
        session.read.parquet(str(path)).createOrReplaceTempView("files")
        own = OWN_SCAN.replace("dossiers", "files")
        jobs: dict[str, Callable[[], object]] = {
            "own": lambda: session.sql(own).toArrow(),
            "ours": lambda: frame.monthly(now=NOW).toArrow(),
        }
        for round_ in range(ROUNDS + 1):
            for name, job in jobs.items():
                started = time.perf_counter()
                job()
                if round_:
                    taken[name].append(time.perf_counter() - started)
    session.stop()
    return {"rows": rows, **{name: statistics.median(rounds) for name, rounds in taken.items()}}


def with_spark(rows: int) -> Table:
    """Measure a file of this size in a separate process; without Spark or Java, return an empty table with the reason."""
    title, columns = "The same file with Spark on this machine, two threads", ("rows", "own scan and grouping, s", "ours, s", "ratio", "")
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        return Table(title, columns, [], remarks="Not measured: pyspark or Java is not installed here.")
    figures = alone("benchmarks.spark", rows)
    ratio = figures["ours"] / figures["own"]
    cells = (f"{rows:,}", f"{figures['own']:.2f}", f"{figures['ours']:.2f}", f"{ratio:.2f}", "elapsed")
    what = f"monthly figures of {rows:,} dossiers from Parquet with Spark, against its own scan and grouping"
    bounds = (at_most(what, ratio, 1.5, expect=f"{figures['ours']:.1f} s"),) if rows >= FULL_SIZE else ()
    return Table(title, columns, [cells], bounds)


if __name__ == "__main__":
    print(json.dumps(measure(int(float(sys.argv[1])) if len(sys.argv) > 1 else 10_000_000)))
