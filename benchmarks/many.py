"""Many dossiers: what a row costs, against copying it, a loop in C, and other packages; and how the cost grows."""

from __future__ import annotations

import ctypes
import gc
import shutil
import statistics
import subprocess
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import numpy as np
import pyarrow as pa

import tthc_catalog as tthc
from benchmarks.dossiers import DAYS, completions, decide, of_law, receipts, same_day, schedule_of, several_policies
from benchmarks.peers import hour_peers, peers
from tthc_catalog.bulk import batch
from tthc_catalog.bulk.programs import Programs
from tthc_catalog.calendars.schedule import Schedule
from tthc_catalog.catalog.model import ProcessingTime
from tthc_catalog.timetable.compiler import Compiler

ROUNDS = 7


class Row(NamedTuple):
    """One line of a table: what, nanoseconds a row (median), and how many times ours, or another base, it takes."""

    what: str
    cost: float
    ratio: float
    note: str = ""


def timed(jobs: dict[str, tuple[int, Callable[[], object]]], rounds: int = ROUNDS) -> dict[str, float]:
    """Nanoseconds of processor time a row of each job, the median of interleaved rounds."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, (rows, job) in jobs.items():
            gc.collect()
            started = time.process_time()
            job()
            taken[name].append((time.process_time() - started) / rows * 1e9)
    return {name: statistics.median(costs) for name, costs in taken.items()}


def one_table(engine: tthc.Engine, rows: int = 10_000_000) -> list[Row]:
    """Due and status of one table: ours, copying, a loop in C, and the peers, whose dates are compared first."""
    schedule = schedule_of(engine)
    timetable = same_day(schedule)
    received = receipts(rows)
    completed = completions(received)
    warm = np.zeros_like(received)
    jobs: dict[str, tuple[int, Callable[[], object]]] = {}

    def due_and_status() -> None:
        said = decide([timetable], received, completed_at=completed)
        _ = said.due_at, said.status

    jobs["due and status"] = (rows, due_and_status)
    jobs["due"] = (rows, lambda: decide([timetable], received).due_at)
    jobs["copy of the column (memcpy into new memory)"] = (rows, received.copy)
    jobs["memcpy into memory already there"] = (rows, lambda: np.copyto(warm, received))
    loop = _compiled(timetable, received, completed)
    if loop is not None:
        jobs["due and status, a loop in C"] = (rows, loop)
    notes: dict[str, str] = {}
    for name, asked, dates in peers(schedule):
        few = receipts(asked, seed=3)
        equal = bool((dates(few) == decide([timetable], few).due_at.astype("datetime64[D]")).all())
        notes[name] = f"{asked:,} rows; dates equal to ours: {'yes' if equal else 'NO'}"
        jobs[name] = (asked, lambda dates=dates, few=few: dates(few))  # type: ignore[misc]
    costs = timed(jobs)
    return [Row(name, cost, cost / costs["due and status"], notes.get(name, "")) for name, cost in costs.items()]


def _compiled(timetable: Any, received: Any, completed: Any) -> Callable[[], object] | None:
    """The loop in C over our grid, checked equal; None without a compiler."""
    compiler = shutil.which("cc")
    grid = batch._grid((timetable,))  # noqa: SLF001 - the limit is taken over the very tables we read
    if compiler is None or grid is None:
        return None
    place = Path(tempfile.mkdtemp()) / "compiled.so"
    source = Path(__file__).with_name("compiled.c")
    subprocess.run([compiler, "-O3", "-march=native", "-shared", "-fPIC", "-o", place, source], check=True)  # noqa: S603 - our own command
    function = ctypes.CDLL(str(place)).due_and_status
    clock = batch._clock(timetable.schedule)  # noqa: SLF001
    due_of, late_of = grid.moments("due", clock.first_local), grid.instants["late"]
    early_of = grid.instants["due"] // np.int32(86_400) * np.int32(86_400)
    cut = np.asarray(grid.cuts, dtype=np.int32)
    due, status = np.empty(received.size, dtype=np.int64), np.empty(received.size, dtype=np.int8)

    def pointer(array: Any) -> Any:
        return array.ctypes.data_as(ctypes.c_void_p)

    def run() -> None:
        assert grid is not None
        count = ctypes.c_int64(received.size)
        start = ctypes.c_int64(clock.first_local)
        tables = [pointer(column) for column in (cut, due_of, late_of, early_of)]
        function(pointer(received), pointer(completed), count, start, grid.width, cut.size, *tables, pointer(due), pointer(status))

    run()
    said = decide([timetable], received, completed_at=completed)
    assert said.status is not None
    assert (due == said.due_at.view(np.int64)).all()
    assert (status == said.status.codes).all()
    return run


def policies(engine: tthc.Engine, rows: int = 2_000_000) -> list[Row]:
    """Rows that ask 1, 35 and 6,000 different policies, mixed in one batch, all in the factored form."""
    schedule = schedule_of(engine)
    made = several_policies(schedule, 6_000)
    received = receipts(rows)
    jobs: dict[str, tuple[int, Callable[[], object]]] = {}
    size = {}
    for count in (1, 35, 600, 6_000):
        few = made[:count]
        codes = pa.DictionaryArray.from_arrays(
            pa.array(np.random.default_rng(2).integers(0, count, rows).astype(np.int32)), pa.array([str(n) for n in range(count)])
        )
        size[f"{count:,} policies"] = Programs(schedule, few).nbytes
        _without_grid(few, received[:1000], codes)
        jobs[f"{count:,} policies"] = (rows, lambda few=few, codes=codes: _without_grid(few, received, codes))  # type: ignore[misc]
    costs = timed(jobs)
    first = next(iter(costs.values()))
    return [Row(name, cost, cost / first, f"tables {size[name] / 1e6:.2f} MB") for name, cost in costs.items()]


def _without_grid(timetables: list[Any], received: Any, codes: Any) -> None:
    pays = batch._pays  # noqa: SLF001 - few policies would be laid out as a grid, which is another reading
    batch._pays = lambda *_: False  # noqa: SLF001
    try:
        _ = decide(timetables, received, codes[: received.size]).due_at
    finally:
        batch._pays = pays  # noqa: SLF001


def working_hours(engine: tthc.Engine, rows: int = 5_000_000) -> list[Row]:
    """Sixteen working hours, over lunch, weekends, Tết and seasons; peers over the hours they can say."""
    schedule = schedule_of(engine)
    hours = engine.catalog.hours["hai-duong"]
    summer = attrs.evolve(hours, seasons=(attrs.evolve(hours.seasons[0], first=(1, 1), last=(12, 31)),))
    plain = Schedule(schedule.calendar, summer, "Asia/Ho_Chi_Minh")
    time_ = ProcessingTime(amount=16, unit="working_hour")
    ours, comparable = of_law(schedule, time_), of_law(plain, time_)
    received = receipts(rows)
    jobs: dict[str, tuple[int, Callable[[], object]]] = {"16 working hours, with seasons": (rows, lambda: decide([ours], received).due_at)}
    notes: dict[str, str] = {}
    worked = np.cumsum(_worked_minutes(plain))
    for name, asked, moments in hour_peers(plain, 16):
        few = receipts(asked, seed=3).astype("datetime64[m]").astype("datetime64[s]")
        found, expected = moments(few).astype("datetime64[m]"), decide([comparable], few).due_at.astype("datetime64[m]")
        # A term that ends with a session is printed by some as the start of the next one: no minute is worked between.
        start = np.datetime64(plain.calendar.first, "m")
        equal = bool((worked[(found - start).astype(int)] == worked[(expected - start).astype(int)]).all())
        notes[name] = f"{asked:,} rows; equal to ours: {'yes' if equal else 'NO'}"
        jobs[name] = (asked, lambda moments=moments, few=few: moments(few))  # type: ignore[misc]
    costs = timed(jobs)
    first = next(iter(costs.values()))
    return [Row(name, cost, cost / first, notes.get(name, "")) for name, cost in costs.items()]


def _worked_minutes(schedule: Schedule) -> Any:
    """For each minute of the calendar, whether the minute before it was worked."""
    calendar = schedule.calendar
    minutes = np.zeros(len(calendar) * 1440 + 1, dtype=np.int64)
    for day in range(len(calendar)):
        if calendar.working[day]:
            for begin, end in schedule.sessions[day]:
                minutes[day * 1440 + begin + 1 : day * 1440 + end + 1] = 1
    return minutes


def growth(engine: tthc.Engine) -> dict[str, list[Row]]:
    """How the cost of a row grows with rows, with the span of the receipts, and with the years compiled."""
    schedule = schedule_of(engine)
    timetable = same_day(schedule)
    by_rows: dict[str, tuple[int, Callable[[], object]]] = {}
    for rows in (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000):
        received = receipts(rows)
        by_rows[f"{rows:,} rows"] = (rows, lambda received=received: decide([timetable], received).due_at)  # type: ignore[misc]
    by_span: dict[str, tuple[int, Callable[[], object]]] = {}
    for days, name in ((30, "1 month"), (365, "1 year"), (DAYS, "5 years")):
        received = receipts(2_000_000, days)
        by_span[name] = (2_000_000, lambda received=received: decide([timetable], received).due_at)  # type: ignore[misc]
    by_years: dict[str, tuple[int, Callable[[], object]]] = {}
    for years in (1, 5, 10, 20, 50):
        longer = same_day(_calendar_of(engine, years))
        received = np.datetime64("2010-01-01", "s") + np.random.default_rng(1).integers(0, 86_400 * 364 * years, 2_000_000)
        by_years[f"{years} years compiled"] = (2_000_000, lambda t=longer, received=received: decide([t], received).due_at)  # type: ignore[misc]
    tables = {}
    for title, jobs in (("rows", by_rows), ("span", by_span), ("years", by_years)):
        for _, job in jobs.values():
            job()
        costs = timed(jobs)
        last = list(costs.values())[-1]
        tables[title] = [Row(name, cost, cost / last) for name, cost in costs.items()]
    return tables


def _calendar_of(engine: tthc.Engine, years: int) -> Schedule:
    import datetime as dt

    from tthc_catalog.calendars.working import WorkingCalendar

    first = dt.date(2010, 1, 1)
    calendar = WorkingCalendar(
        id="long", facts={}, rest_days=(6, 7), first=first, until=first.replace(year=2010 + years), decided_through=first
    )
    return Schedule(calendar, engine.catalog.hours["hai-duong"], "Asia/Ho_Chi_Minh")


def compiling(engine: tthc.Engine) -> Iterator[tuple[str, float, float]]:
    """``(what, seconds, MB)``: compiling timetables, and laying them out for many dossiers."""
    catalog = engine.catalog
    schedule = schedule_of(engine)

    def median(job: Callable[[], object]) -> float:
        taken = []
        for _ in range(ROUNDS):
            gc.collect()
            started = time.perf_counter()
            job()
            taken.append(time.perf_counter() - started)
        return statistics.median(taken)

    def measured(what: str, job: Callable[[], object]) -> tuple[str, float, float]:
        seconds = median(job)
        tracemalloc.start()
        kept = job()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        del kept
        return what, seconds, peak / 1e6

    compiler = Compiler(catalog)

    def packaged() -> list[Any]:
        fresh = Compiler(catalog, compiler.registry, compiler.calendar)
        return list(fresh)

    yield measured("timetables of the packaged catalog (calendar laid out, all years)", packaged)
    timetables = list(engine.timetables())
    yield measured("... laid out for many dossiers (factored form)", lambda: Programs(timetables[0].schedule, timetables))
    yield measured("6,000 policies compiled", lambda: several_policies(schedule, 6_000))
    made = several_policies(schedule, 6_000)
    yield measured("... laid out for many dossiers (factored form)", lambda: Programs(schedule, made))
