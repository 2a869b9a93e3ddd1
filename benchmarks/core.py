"""One dossier: loading and compiling the packaged catalog, one look-up, one decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import tthc_catalog as tthc
from benchmarks.measuring import Jobs, Table, costs, duration, within

CODE, LEVEL, RECEIVED = "1.001193", "commune", "2023-09-29 15:31"

LOAD = "load, validate and compile the catalog"
LOOK_UP = "one look-up in the breakpoints"
DECIDE = "one decision (`engine.decide`)"


def one_dossier() -> Table:
    """Measure the steps of a decision in a process that is warm."""
    engine = tthc.Engine(tthc.load_catalog())
    timetable = engine.timetable(CODE, level=LEVEL)
    timetable.breakpoints()
    received = dt.datetime.fromisoformat(f"{RECEIVED}+07:00")
    instant = int(received.timestamp())
    jobs: Jobs = {
        LOAD: (1, lambda: tthc.Engine(tthc.load_catalog(cached=False))),
        LOOK_UP: (100_000, _repeated(100_000, lambda: timetable.find(instant))),
        "one answer of the timetable": (50_000, _repeated(50_000, lambda: timetable.at(instant))),
        DECIDE: (20_000, _repeated(20_000, lambda: engine.decide(CODE, level=LEVEL, received_at=received))),
        "one decision with its explanation": (
            500,
            _repeated(500, lambda: engine.decide(CODE, level=LEVEL, received_at=received).explain("vi")),
        ),
    }
    taken = costs(jobs)
    limits = ((LOOK_UP, 1e-6), (DECIDE, 10e-6), (LOAD, 0.25))
    bounds = tuple(within(name, taken[name].processor / 1e9, limit) for name, limit in limits)
    rows = [(name, duration(cost.processor / 1e9), duration(cost.elapsed / 1e9), "") for name, cost in taken.items()]
    return Table("One dossier, in a warm process", ("what", "processor time", "elapsed", ""), rows, bounds)


def _repeated(times: int, once: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        for _ in range(times):
            once()

    return run
