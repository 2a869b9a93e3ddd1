"""``python -m benchmarks.many_report``: write docs/reference/benchmarks.md, every figure of it taken on the spot."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

import tthc_catalog as tthc
from benchmarks import many

TARGET = Path(__file__).parents[1] / "docs" / "reference" / "benchmarks.md"

PACKAGES = (
    "numpy",
    "pyarrow",
    "duckdb",
    "pandas",
    "polars",
    "holidays",
    "workalendar",
    "bizdays",
    "better-calendar",
    "businesstimedelta",
    "workclock",
)

LEFT_OUT = """
Left out, and why: `business-duration` gives the time between two moments, not a due date; `lexdays` is not tried yet:
how it takes a calendar of days off was not worked out. A peer in no table above was not installed.
"""


def report(sizes: Iterable[int]) -> Iterator[str]:
    """The page, line by line."""
    engine = tthc.Engine(tthc.load_catalog())
    yield "# What a row costs"
    yield ""
    yield "Written by `python -m benchmarks.many_report`; do not edit. Figures are medians of seven interleaved rounds, in"
    yield "nanoseconds of processor time a row; the ratio is taken in the same run. Machines differ: compare ratios."
    yield ""
    yield f"Machine: {_processor()}, {platform.system()} {platform.release()}, Python {platform.python_version()};"
    yield f"load before the first round {os.getloadavg()[0]:.1f}."
    yield f"Versions: {', '.join(_versions())}."
    yield from _table("One table, ten million rows: due date and status", "times ours", many.one_table(engine))
    yield LEFT_OUT
    yield from _table("Different policies mixed in one batch, two million rows, factored form", "times one policy", many.policies(engine))
    yield from _table("Sixteen working hours, five million rows", "times ours", many.working_hours(engine))
    for title, rows in many.growth(engine).items():
        yield from _table(f"How the cost of a row grows with {title}", "times the last", rows)
    yield from ("", "## Compiling", "", "| what | seconds | peak MB |", "|---|---:|---:|")
    for what, seconds, peak in many.compiling(engine):
        yield f"| {what} | {seconds:.3f} | {peak:.1f} |"
    yield from ("", "## A Parquet file to monthly figures with DuckDB, two threads", "")
    yield "| rows | own scan and grouping, s | ours, s | ratio | ratio of processor time | peak GiB |"
    yield "|---:|---:|---:|---:|---:|---:|"
    for size in sizes:
        shown = subprocess.run([sys.executable, "-m", "benchmarks.files", str(size)], check=True, capture_output=True, text=True)  # noqa: S603 - our own command
        said = json.loads(shown.stdout.splitlines()[-1])
        ratio, used = said["ours"] / said["own"], said["ours_processor"] / said["own_processor"]
        yield f"| {size:,} | {said['own']:.2f} | {said['ours']:.2f} | {ratio:.2f} | {used:.2f} | {said['peak_gib']:.2f} |"


def _table(title: str, ratio: str, rows: list[many.Row]) -> Iterator[str]:
    yield from ("", f"## {title}", "", f"| what | ns a row | {ratio} | |", "|---|---:|---:|---|")
    for row in rows:
        yield f"| {row.what} | {row.cost:,.1f} | {row.ratio:,.2f} | {row.note} |"


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


def main(sizes: Iterable[int] = (1_000_000, 10_000_000, 100_000_000)) -> None:
    """Write the page."""
    TARGET.write_text("\n".join(report(sizes)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main([int(float(size)) for size in sys.argv[1:]] or (1_000_000, 10_000_000, 100_000_000))
