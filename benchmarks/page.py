"""The page docs/reference/benchmarks.md, with every figure measured by this program."""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path

import tthc_catalog as tthc
from benchmarks import cache, compiling, core, desk_work, evaluation, files, importing, many, releases, serving, site, spark
from benchmarks.measuring import Bound, Table, as_text, show

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

ABOUT = """Written by `make bench`; do not edit. `python -m benchmarks SECTION` prints one section: `many`, `hours`, `policies`, `channels`, `growth`,
`compiling`, `process`, `files 1e6`, `spark 1e6`, `core`, `cache`, `releases`, `evaluation`, `desk-work`, `serving`, `site` or `importing`. Figures are medians of
interleaved rounds. Times a row are processor time; whole processes and files are elapsed time. Ratios are taken within one run, so compare ratios
between machines, and absolute figures on a quiet machine with two cores."""

EXPECTATIONS = (
    """Times and sizes on such a machine, and the bounds within which the project keeps them. The comparison with other packages follows."""
)


def sections(sizes: Sequence[int]) -> Mapping[str, Callable[[], Iterator[Table]]]:
    """Return the sections by name, in the order of the page.

    Args:
        sizes: rows of the files for DuckDB; Spark reads the second size, the whole process the first.
    """
    engine = tthc.Engine(tthc.load_catalog())
    return {
        "many": lambda: iter([many.one_table(engine)]),
        "hours": lambda: iter([many.working_hours(engine)]),
        "core": lambda: iter([core.one_dossier()]),
        "cache": cache.tables,
        "policies": lambda: iter([many.policies(engine)]),
        "channels": lambda: iter([many.channels(engine)]),
        "growth": lambda: many.growth(engine),
        "compiling": lambda: iter([compiling.compiling(engine.catalog)]),
        "process": lambda: iter([files.whole_process(sizes[0])]),
        "files": lambda: iter([files.with_duckdb(sizes)]),
        "spark": lambda: iter([spark.with_spark(sizes[min(1, len(sizes) - 1)])]),
        "releases": releases.tables,
        "evaluation": evaluation.tables,
        "desk-work": desk_work.tables,
        "serving": serving.tables,
        "site": site.tables,
        "importing": importing.tables,
    }


def page(tables: Sequence[Table]) -> Iterator[str]:
    """Yield the page line by line; the expectations come first."""
    yield from ("# Benchmarks", "", *ABOUT.splitlines(), "")
    yield f"Measured on {dt.datetime.now(dt.UTC).date()}: {_processor()}, {platform.system()} {platform.release()}, Python {platform.python_version()};"
    yield f"load at the end of the run {os.getloadavg()[0]:.1f} (this run alone is 1; more means that the machine was busy)."
    yield f"Versions: {', '.join(_versions())}."
    yield from expectations([bound for table in tables for bound in table.bounds])
    for table in tables:
        yield from as_text(table)


def expectations(bounds: Iterable[Bound]) -> Iterator[str]:
    """Yield the table of what to expect."""
    yield from ("", "## What to expect", "", EXPECTATIONS, "", "| task | what to expect | measured | bound | |", "|---|---:|---:|---:|---|")
    for bound in bounds:
        yield f"| {bound.what} | {bound.expect} | {bound.measured} | {bound.limit} | {'within' if bound.is_kept else 'above'} |"


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


def write(sizes: Sequence[int] = SIZES) -> None:
    """Measure everything, print each table when it is complete, and write the page."""
    tables: list[Table] = []
    for measure in sections(sizes).values():
        for table in measure():
            show(table)
            tables.append(table)
    TARGET.write_text("\n".join(page(tables)) + "\n", encoding="utf-8")
