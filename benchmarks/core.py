"""The core: loading the packaged catalog, compiling it, one look-up, one decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import tthc_catalog as tthc
from benchmarks.measuring import Measure

CODE, LEVEL, RECEIVED = "1.001193", "commune", "2023-09-29 15:31"


def measures() -> list[Measure]:
    """What is measured; everything is imported and warmed up first."""
    engine = tthc.Engine(tthc.load_catalog())
    timetable = engine.timetable(CODE, level=LEVEL)
    timetable.breakpoints()
    received = dt.datetime.fromisoformat(f"{RECEIVED}+07:00")
    instant = int(received.timestamp())
    return [
        Measure("load, validate and compile the catalog (CPU)", _repeat(lambda: tthc.Engine(tthc.load_catalog(cached=False))), reach=0.25),
        Measure("one look-up in the breakpoints", _repeat(lambda: timetable.find(instant)), 100_000, reach=1e-6),
        Measure("one answer of the timetable", _repeat(lambda: timetable.at(instant)), 50_000),
        Measure("one decision", _repeat(lambda: engine.decide(CODE, level=LEVEL, received_at=received)), 20_000, reach=10e-6),
        Measure("one decision, explained", _repeat(lambda: engine.decide(CODE, level=LEVEL, received_at=received).explain("vi")), 500),
    ]


def _repeat(once: Callable[[], object]) -> Callable[[int], None]:
    def run(times: int) -> None:
        for _ in range(times):
            once()

    return run
