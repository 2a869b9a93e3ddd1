"""The core: loading the packaged catalog, compiling it, one look-up, one decision, one run of the command."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time

import tthc_catalog as tthc
from benchmarks.measuring import Measure

CODE, LEVEL, RECEIVED = "1.001193", "commune", "2023-09-29 15:31"


def measures() -> list[Measure]:
    """What is measured; everything is imported and warmed up first."""
    catalog = tthc.load_catalog()
    engine = tthc.Engine(catalog)
    timetable = engine.timetable(CODE, level=LEVEL)
    timetable.breakpoints()
    received = dt.datetime.fromisoformat(f"{RECEIVED}+07:00")
    instant = int(received.timestamp())

    def load_and_compile(times: int) -> None:
        for _ in range(times):
            tthc.Engine(tthc.load_catalog())

    def look_up(times: int) -> None:
        find = timetable.find
        for _ in range(times):
            find(instant)

    def answer(times: int) -> None:
        at = timetable.at
        for _ in range(times):
            at(instant)

    def decide(times: int) -> None:
        for _ in range(times):
            engine.decide(CODE, level=LEVEL, received_at=received)

    def explain(times: int) -> None:
        for _ in range(times):
            engine.decide(CODE, level=LEVEL, received_at=received).explain("vi")

    def command(times: int) -> None:
        for _ in range(times):
            subprocess.run(
                [sys.executable, "-m", "tthc_catalog", "due", CODE, "--level", LEVEL, "--at", RECEIVED], check=True, capture_output=True
            )

    def bare(times: int) -> None:
        for _ in range(times):
            subprocess.run([sys.executable, "-c", "pass"], check=True)

    return [
        Measure("load, validate and compile the catalog (CPU)", load_and_compile, reach=0.25),
        Measure("one look-up in the breakpoints", look_up, 100_000, reach=1e-6),
        Measure("one answer of the timetable", answer, 50_000),
        Measure("one decision", decide, 20_000, reach=10e-6),
        Measure("one decision, explained", explain, 500),
        Measure("tthc due, whole process", command, clock=time.perf_counter),
        Measure("python -c pass, whole process", bare, clock=time.perf_counter),
    ]
