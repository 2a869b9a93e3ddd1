"""How a figure is taken: interleaved rounds, and the median of each."""

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


class Measure(NamedTuple):
    """One thing to time.

    Attributes:
        name: what the table calls it.
        run: called with a number of repetitions.
        repetitions: how often one round repeats it; the figure is per repetition.
        reach: the promised bound in seconds on a quiet 2-core machine, or None.
        clock: ``time.process_time`` for CPU seconds, ``time.perf_counter`` for elapsed ones.
    """

    name: str
    run: Callable[[int], object]
    repetitions: int = 1
    reach: float | None = None
    clock: Callable[[], float] = time.process_time


class Figure(NamedTuple):
    """The median of a measure, in seconds, and the spread of its rounds."""

    measure: Measure
    median: float
    lowest: float
    highest: float


def take(measures: Sequence[Measure], rounds: int = 7) -> list[Figure]:
    """Time all measures in turn, round after round, so that a noisy moment does not fall on one of them alone."""
    taken: dict[str, list[float]] = {measure.name: [] for measure in measures}
    for _ in range(rounds):
        for measure in measures:
            gc.collect()
            started = measure.clock()
            measure.run(measure.repetitions)
            taken[measure.name].append((measure.clock() - started) / measure.repetitions)
    return [Figure(m, statistics.median(taken[m.name]), min(taken[m.name]), max(taken[m.name])) for m in measures]


def show(figures: Sequence[Figure]) -> None:
    """Print the figures with their bounds."""
    width = max(len(figure.measure.name) for figure in figures)
    print(f"{'what':{width}}  {'median':>10}  {'lowest':>10}  {'highest':>10}  {'reach':>10}")
    for measure, median, lowest, highest in figures:
        reach = duration(measure.reach) if measure.reach is not None else "-"
        mark = "" if measure.reach is None else ("  ok" if median <= measure.reach else "  ABOVE")
        print(f"{measure.name:{width}}  {duration(median):>10}  {duration(lowest):>10}  {duration(highest):>10}  {reach:>10}{mark}")


def duration(seconds: float) -> str:
    """Seconds with a fitting unit."""
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("us", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


class Cost(NamedTuple):
    """What one row of a job takes: medians over the rounds, in nanoseconds of processor time and of elapsed time."""

    processor: float
    elapsed: float


Jobs = dict[str, tuple[int, Callable[[], object]]]
"""By name: how many rows the job is for, and the job."""


def costs(jobs: Jobs, rounds: int = 7) -> dict[str, Cost]:
    """Time all jobs in turn, round after round, after one round that warms up and is not counted."""
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


def peak_megabytes(job: Callable[[], object]) -> float:
    """The most memory Python and numpy hold for a job besides what they held before, in MB."""
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
    """The most memory this process has held, in MiB.

    Linux lets a new process inherit the ``ru_maxrss`` of the one that started it; its own peak stands in ``/proc``.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 ** (2 if sys.platform == "darwin" else 1)
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


class Reach(NamedTuple):
    """A promised figure: what it is about, what was measured, what was promised, and whether that was met."""

    what: str
    measured: str
    promised: str
    met: bool


class Table(NamedTuple):
    """A table of the page, and the promises its figures decide."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    reaches: tuple[Reach, ...] = ()
    remarks: str = ""


def at_most(what: str, measured: float, limit: float, unit: str = "x") -> Reach:
    """A promise that a figure stays at or below a limit."""
    return Reach(what, f"{measured:,.3g} {unit}", f"<= {limit:,g} {unit}", measured <= limit)


def at_least(what: str, measured: float, limit: float) -> Reach:
    """A promise that a ratio reaches a limit."""
    return Reach(what, f"{measured:,.0f} x", f">= {limit:,g} x", measured >= limit)


def as_text(table: Table) -> Iterator[str]:
    """A table in Markdown, line by line."""
    yield from ("", f"## {table.title}", "")
    yield f"| {' | '.join(table.columns)} |"
    yield "|---|" + "---:|" * (len(table.columns) - 2) + "---|" if len(table.columns) > 2 else "|---|---:|"
    for row in table.rows:
        yield f"| {' | '.join(row)} |"
    if table.remarks:
        yield from ("", table.remarks)
