"""Many dossiers: what a row costs, against copying it, a loop in C, and other packages; and how the cost grows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import numpy as np
import pyarrow as pa

import tthc_catalog as tthc
from benchmarks.dossiers import DAYS, completions, decide, of_law, receipts, same_day, schedule_of, several_policies
from benchmarks.hour_peers import elapsed_minutes, hour_peers
from benchmarks.limits import WHAT_HOLDS_US, loop_in_c
from benchmarks.measuring import Cost, Jobs, Reach, Table, at_least, at_most, costs, peak_megabytes
from benchmarks.peers import as_it_comes, is_installed, peers, status_of
from tthc_catalog.bulk import batch
from tthc_catalog.bulk.programs import Programs
from tthc_catalog.calendars.schedule import Schedule
from tthc_catalog.calendars.working import WorkingCalendar
from tthc_catalog.records.procedure import ProcessingTime

OURS = "due and status"
MEMCPY = "memcpy of the receipts into memory already there"
COPY = "copy of the receipts into new memory"
LOOP = "due and status, a loop in C"
COLUMNS = ("what", "ns of processor a row", "ns elapsed", "ratio", "")


def one_table(engine: tthc.Engine, rows: int = 10_000_000) -> Table:
    """Due and status of one table: ours, copying, a loop in C, and the peers, whose answers are compared first."""
    schedule = schedule_of(engine)
    timetable = same_day(schedule)
    received = receipts(rows)
    completed = completions(received)
    there = np.zeros_like(received)

    def ours() -> None:
        said = decide([timetable], received, completed_at=completed)
        _ = said.due_at, said.status

    jobs: Jobs = {OURS: (rows, ours), "due alone": (rows, lambda: decide([timetable], received).due_at)}
    jobs[MEMCPY] = (rows, lambda: np.copyto(there, received))
    jobs[COPY] = (rows, received.copy)
    loop = loop_in_c(timetable, received, completed)
    if loop is not None:
        jobs[LOOP] = (rows, loop)
    notes: dict[str, str] = {OURS: f"{peak_megabytes(ours):,.0f} MB at the most, answers included"}
    for name, asked, dates in peers(schedule):
        few = receipts(asked, seed=3)
        ready = completions(few)
        said = decide([timetable], few, completed_at=ready)
        assert said.status is not None
        found = dates(few)
        equal = (found == said.due_at.astype("datetime64[D]")).all() and (status_of(found, ready) == said.status.codes).all()
        notes[name] = f"{asked:,} rows; {'equal to ours' if equal else 'NOT EQUAL to ours'}"
        jobs[name] = (asked, lambda dates=dates, few=few, ready=ready: status_of(dates(few), ready))  # type: ignore[misc]
    taken = costs(jobs)
    few = receipts(20_000, seed=3)
    wrong = as_it_comes(few, decide([timetable], few).due_at.astype("datetime64[D]"))
    remarks = "Peers give the due date, and numpy takes the status from it within their time; ours gives the due moment and the status."
    if wrong is not None:
        remarks += (
            f"\n`holidays.VN()` as it comes, with Saturdays always off, gives {wrong:.1%} of the rows another date; above it is put right."
        )
    return Table(
        f"One table, {rows:,} rows: due date and status",
        COLUMNS,
        _rows(taken, OURS, notes),
        _one_table_reaches(taken),
        remarks + "\n\n" + WHAT_HOLDS_US,
    )


def _one_table_reaches(taken: dict[str, Cost]) -> tuple[Reach, ...]:
    """What issue and design promise of one table."""
    ours = taken[OURS].processor
    made = [
        at_most("due + status against a copy of the receipts into new memory, such as our answers take", ours / taken[COPY].processor, 6),
        at_most("due + status against memcpy of the receipts into memory already there", ours / taken[MEMCPY].processor, 6),
    ]
    if LOOP in taken:
        made.append(at_most("... the same of the loop in C, over our tables", taken[LOOP].processor / taken[MEMCPY].processor, 6))
    asked = (("numpy.busday_offset", 30), ("holidays: a loop", 8_000), ("holidays: get_nth", 8_000), ("pandas.CustomBusinessDay", 15_000))
    for prefix, limit in asked:
        for name, cost in taken.items():
            if name.startswith(prefix):
                made.append(at_least(f"due + status against {name}", cost.processor / ours, limit))
                if LOOP in taken:
                    made.append(at_least("... the same of the loop in C", cost.processor / taken[LOOP].processor, limit))
    return tuple(made)


def _rows(taken: dict[str, Cost], base: str, notes: dict[str, str]) -> list[tuple[str, ...]]:
    unit = taken[base].processor
    return [
        (name, f"{cost.processor:,.1f}", f"{cost.elapsed:,.1f}", f"{cost.processor / unit:,.2f}", notes.get(name, ""))
        for name, cost in taken.items()
    ]


def policies(engine: tthc.Engine, rows: int = 10_000_000) -> Table:
    """Rows that ask 1, 35 and 6,000 different policies, mixed in one batch, all in the factored form."""
    schedule = schedule_of(engine)
    made = several_policies(schedule, 6_000)
    received = receipts(rows)
    jobs: Jobs = {}
    notes: dict[str, str] = {}
    size = 0.0
    for count in (1, 35, 600, 6_000):
        few = made[:count]
        numbers = pa.array(np.random.default_rng(2).integers(0, count, rows).astype(np.int32))
        codes = pa.DictionaryArray.from_arrays(numbers, pa.array([str(n) for n in range(count)]))
        size = Programs(schedule, few).nbytes / 1e6
        name = f"{count:,} {'policy' if count == 1 else 'policies'}"
        notes[name] = f"tables {size:.2f} MB"
        jobs[name] = (rows, lambda few=few, codes=codes: _without_grid(few, received, codes))  # type: ignore[misc]
    taken = costs(jobs)
    reaches = (
        at_most("6,000 policies mixed, against one", taken["6,000 policies"].processor / taken["1 policy"].processor, 1.2),
        at_most("... their tables, the calendar's eleven years", size, 20, "MB"),
    )
    return Table(f"Different policies mixed in one batch, {rows:,} rows", COLUMNS, _rows(taken, "1 policy", notes), reaches)


def _without_grid(timetables: list[Any], received: Any, codes: Any) -> None:
    pays = batch._pays  # noqa: SLF001 - few policies would be laid out as a grid, which is another reading
    batch._pays = lambda *_: False  # noqa: SLF001
    try:
        _ = decide(timetables, received, codes[: received.size]).due_at
    finally:
        batch._pays = pays  # noqa: SLF001


def working_hours(engine: tthc.Engine, rows: int = 5_000_000) -> Table:
    """Sixteen working hours, over lunch, weekends, Tết and seasons; peers over the hours they can say."""
    schedule = schedule_of(engine)
    hours = engine.catalog.hours["hai-duong"]
    summer = attrs.evolve(hours, seasons=(attrs.evolve(hours.seasons[0], first=(1, 1), last=(12, 31)),))
    plain = Schedule(schedule.calendar, summer, "Asia/Ho_Chi_Minh")
    time_ = ProcessingTime(amount=16, unit="working_hour")
    ours, comparable = of_law(schedule, time_), of_law(plain, time_)
    received = receipts(rows)
    name_of_ours = "16 working hours, with seasons"
    worked = _worked_minutes(schedule)
    notes: dict[str, str] = {name_of_ours: f"equal to counting minute by minute: {_is_counted_right(ours, schedule, worked)}"}
    jobs: Jobs = {name_of_ours: (rows, lambda: decide([ours], received).due_at)}
    plainly_worked = np.cumsum(_worked_minutes(plain))
    start = np.datetime64(plain.calendar.first, "m")
    for name, asked, moments in hour_peers(plain, 16):
        few = receipts(asked, seed=3).astype("datetime64[m]").astype("datetime64[s]")
        found, expected = moments(few).astype("datetime64[m]"), decide([comparable], few).due_at.astype("datetime64[m]")
        # A term that ends with a session is printed by some as the start of the next one: no minute is worked between.
        equal = bool((plainly_worked[(found - start).astype(int)] == plainly_worked[(expected - start).astype(int)]).all())
        notes[name] = f"{asked:,} rows; {'equal to ours' if equal else 'NOT EQUAL to ours'}"
        jobs[name] = (asked, lambda moments=moments, few=few: moments(few))  # type: ignore[misc]
    if is_installed("business_duration"):
        few = receipts(300, seed=3).astype("datetime64[m]").astype("datetime64[s]")
        due = decide([comparable], few).due_at
        right = int((np.abs(elapsed_minutes(plain, few, due) - 960) < 1).sum())
        name = "business-duration (asked backwards: the minutes between)"
        notes[name] = f"300 rows; {right} of them say 16 hours"
        jobs[name] = (300, lambda: elapsed_minutes(plain, few, due))
    taken = costs(jobs)
    others = [cost.processor for name, cost in taken.items() if name != name_of_ours]
    reaches = (at_least("16 working hours against the fastest peer", min(others) / taken[name_of_ours].processor, 350),) if others else ()
    return Table(f"Sixteen working hours, {rows:,} rows", COLUMNS, _rows(taken, name_of_ours, notes), reaches)


def _is_counted_right(timetable: Any, schedule: Schedule, worked: Any) -> str:
    """Whether 200,000 receipts end where minutes counted one by one have come to sixteen hours."""
    received = receipts(200_000, seed=5).astype("datetime64[m]").astype("datetime64[s]")
    start = np.datetime64(schedule.calendar.first, "m")
    total = np.cumsum(worked)
    minute = (received.astype("datetime64[m]") - start).astype(int)
    ended = np.searchsorted(total, total[minute] + 960)
    due = (decide([timetable], received).due_at.astype("datetime64[m]") - start).astype(int)
    return "yes" if (ended == due).all() else "NO"


def _worked_minutes(schedule: Schedule) -> Any:
    """For each minute of the calendar, whether the minute before it was worked."""
    calendar = schedule.calendar
    minutes = np.zeros(len(calendar) * 1440 + 1, dtype=np.int64)
    for day in range(len(calendar)):
        if calendar.working[day]:
            for begin, end in schedule.sessions[day]:
                minutes[day * 1440 + begin + 1 : day * 1440 + end + 1] = 1
    return minutes


def growth(engine: tthc.Engine) -> Iterator[Table]:
    """How the cost of a row grows with rows, with the span of the receipts, and with the years compiled."""
    timetable = same_day(schedule_of(engine))

    def asking(table: Any, received: Any) -> tuple[int, Callable[[], object]]:
        return received.size, lambda: decide([table], received).due_at

    by_rows = {f"{rows:,} rows": asking(timetable, receipts(rows)) for rows in (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)}
    yield _grown("How the cost of a row grows with rows", by_rows)
    by_span = {name: asking(timetable, receipts(2_000_000, days)) for days, name in ((30, "1 month"), (365, "1 year"), (DAYS, "5 years"))}
    yield _grown("How the cost of a row grows with the span of the receipts", by_span)
    by_years: Jobs = {}
    for years in (1, 5, 10, 20, 50):
        received = np.datetime64("2010-01-01", "s") + np.random.default_rng(1).integers(0, 86_400 * 364 * years, 2_000_000)
        by_years[f"{years} {'year' if years == 1 else 'years'} compiled"] = asking(same_day(_schedule_of_years(engine, years)), received)
    yield _grown("How the cost of a row grows with the years compiled", by_years)


def _grown(title: str, jobs: Jobs) -> Table:
    taken = costs(jobs)
    return Table(title, (*COLUMNS[:3], "times the last", ""), _rows(taken, list(taken)[-1], {}))


def _schedule_of_years(engine: tthc.Engine, years: int) -> Schedule:
    first = dt.date(2010, 1, 1)
    until = first.replace(year=2010 + years)
    calendar = WorkingCalendar(id="long", facts={}, rest_days=(6, 7), first=first, until=until, decided_through=first)
    return Schedule(calendar, engine.catalog.hours["hai-duong"], "Asia/Ho_Chi_Minh")
