"""Timing in interleaved rounds, and tables of figures with their bounds."""

from __future__ import annotations

import gc
import resource
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """The time one row of a job takes: medians over the rounds, in nanoseconds of processor time and of elapsed time."""

    processor: float
    elapsed: float


Jobs = dict[str, tuple[int, Callable[[], object]]]
"""By name: the number of rows of the job, and the job."""


def costs(jobs: Jobs, rounds: int = 7) -> dict[str, Cost]:
    """Time all jobs in turn, round after round, after one warm-up round, so that noise is spread over all of them."""
    for _, job in jobs.values():
        job()
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, (rows, job) in jobs.items():
            gc.collect()
            elapsed, used = time.perf_counter(), time.process_time()
            job()
            taken[name].append(((time.process_time() - used) / rows * 1e9, (time.perf_counter() - elapsed) / rows * 1e9))
    return {name: Cost(statistics.median(p for p, _ in each), statistics.median(e for _, e in each)) for name, each in taken.items()}


def duration(seconds: float) -> str:
    """Format seconds with a fitting unit."""
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("us", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def peak_megabytes(job: Callable[[], object]) -> float:
    """Return the peak of memory that Python and numpy allocate during a job, in MB."""
    gc.collect()
    tracemalloc.start()
    try:
        kept = job()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    del kept
    return peak / 1e6


def peak_resident() -> float:
    """Return the peak of memory of this process, in MiB.

    On Linux a new process inherits ``ru_maxrss`` from its parent, so its own peak is read from ``/proc``.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 ** (2 if sys.platform == "darwin" else 1)
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


class Bound(NamedTuple):
    """A figure with its bound.

    Attributes:
        what: the task measured.
        expect: the time or size a user can expect.
        measured: the figure.
        limit: the bound.
        is_kept: whether the figure is within the bound.
    """

    what: str
    expect: str
    measured: str
    limit: str
    is_kept: bool


class Table(NamedTuple):
    """A table of figures.

    Attributes:
        title: the heading.
        columns: the names of the columns.
        rows: the cells.
        bounds: the figures that have a bound.
        remarks: text below the table.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    bounds: tuple[Bound, ...] = ()
    remarks: str = ""


def at_most(what: str, measured: float, limit: float, unit: str = "x", expect: str = "") -> Bound:
    """Return the bound of a figure that must not exceed a limit."""
    about = expect or (f"about {float(f'{measured:.2g}'):,g} {unit}" if unit != "x" else "")
    return Bound(what, about, f"{measured:,.3g} {unit}", f"<= {limit:,g} {unit}", measured <= limit)


def at_least(what: str, measured: float, limit: float, expect: str = "") -> Bound:
    """Return the bound of a ratio that must reach a limit."""
    return Bound(what, expect, f"{measured:,.0f} x", f">= {limit:,g} x", measured >= limit)


def within(what: str, seconds: float, limit: float) -> Bound:
    """Return the bound of a duration."""
    return Bound(what, f"about {duration(float(f'{seconds:.2g}'))}", duration(seconds), f"<= {duration(limit)}", seconds <= limit)


def as_text(table: Table) -> Iterator[str]:
    """Yield a table in Markdown, line by line."""
    yield from ("", f"## {table.title}", "")
    yield f"| {' | '.join(table.columns)} |"
    yield f"|---|{'---:|' * (len(table.columns) - 2)}---|"
    for row in table.rows:
        yield f"| {' | '.join(row)} |"
    if table.remarks:
        yield from ("", table.remarks)


def show(table: Table) -> None:
    """Print a table and its bounds."""
    print("\n".join(as_text(table)), flush=True)
    for bound in table.bounds:
        print(f"{'within' if bound.is_kept else 'ABOVE '} the bound  {bound.what}: {bound.measured} ({bound.limit})", flush=True)
