"""The page docs/reference/benchmarks.md: every figure of it taken on the spot, and what was promised beside what was reached."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path

import tthc_catalog as tthc
from benchmarks import compiling, files, many, spark
from benchmarks.measuring import Reach, Table, as_text

TARGET = Path(__file__).parents[1] / "docs" / "reference" / "benchmarks.md"

PACKAGES = (
    "numpy",
    "pyarrow",
    "duckdb",
    "pyspark",
    "pandas",
    "polars",
    "holidays",
    "workalendar",
    "bizdays",
    "better-calendar",
    "lexdays",
    "businesstimedelta",
    "business-duration",
    "workclock",
)

SIZES = (1_000_000, 10_000_000, 100_000_000)

ABOUT = """Written by `make bench`; do not edit. Figures are medians of seven interleaved rounds after one that warms up, in processor time
unless another is named; the ratio is taken in the same run. Machines differ: compare ratios. Each section runs alone:
`python -m benchmarks many`, `policies`, `hours`, `growth`, `compiling`, `files 1e6`, `spark 1e6`."""

PEERS = """How peers were asked: each is told the official days off, put right, and asked what it can say, and its answers are held to ours
before it is timed. Packages that cannot say "this Saturday is worked" are told that all days are and every free one is listed.
`business-duration` gives the time between two moments and no due date, so it is asked backwards. `workalendar`, `bizdays`, `lexdays`,
`holidays` and pandas' offsets work row by row; numpy, polars and better-calendar work on columns. The loops are written with care
(an index of days off, no parsing within): what is slower in practice was not measured. A peer in no table was not installed."""


def sections(sizes: Iterable[int]) -> Mapping[str, Callable[[], Iterator[Table]]]:
    """What can be measured alone, by name.

    Args:
        sizes: rows of the files for DuckDB, and the second for Spark.
    """
    wanted = list(sizes)
    engine = tthc.Engine(tthc.load_catalog())
    return {
        "many": lambda: iter([many.one_table(engine)]),
        "policies": lambda: iter([many.policies(engine)]),
        "hours": lambda: iter([many.working_hours(engine)]),
        "growth": lambda: many.growth(engine),
        "compiling": lambda: iter([compiling.compiling(engine.catalog)]),
        "files": lambda: iter([files.with_duckdb(wanted)]),
        "spark": lambda: iter([spark.with_spark(wanted[min(1, len(wanted) - 1)])]),
    }


def page(tables: Iterable[Table]) -> Iterator[str]:
    """The page, line by line; the promises come first."""
    made = list(tables)
    reaches = [reach for table in made for reach in table.reaches]
    yield from ("# What a row costs", "", *ABOUT.splitlines(), "")
    yield f"Machine: {_processor()}, {platform.system()} {platform.release()}, Python {platform.python_version()};"
    yield f"load when the page was written {os.getloadavg()[0]:.1f} (1 is this run alone; more means that the machine was busy)."
    yield f"Versions: {', '.join(_versions())}."
    yield from ("", "## What was promised", "", "| what | measured | promised | |", "|---|---:|---:|---|")
    yield from map(_said, reaches)
    for table in made:
        yield from as_text(table)
    yield from ("", "## Peers", "", *PEERS.splitlines())


def _said(reach: Reach) -> str:
    return f"| {reach.what} | {reach.measured} | {reach.promised} | {'reached' if reach.met else 'NOT reached'} |"


def _versions() -> Iterator[str]:
    for package in PACKAGES:
        try:
            yield f"{package} {metadata.version(package)}"
        except metadata.PackageNotFoundError:
            yield f"{package} not installed"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} x {names[0]}" if names else platform.machine()


def write(sizes: Iterable[int] = SIZES) -> None:
    """Measure everything, print each table as it is there, and write the page."""
    made: list[Table] = []
    for measure in sections(sizes).values():
        for table in measure():
            print("\n".join(as_text(table)), flush=True)
            made.append(table)
    TARGET.write_text("\n".join(page(made)) + "\n", encoding="utf-8")
