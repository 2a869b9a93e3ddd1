"""How a figure is taken: interleaved rounds, and the median of each."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
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
