"""Many dossiers in memory: the cost of a row against a copy, a loop in C and other packages, and how it grows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs
import numpy as np
import pyarrow as pa

import tthc_catalog as tthc
from benchmarks.dossiers import DAYS, completions, decide, of_law, receipts, same_day, schedule_of, several_policies
from benchmarks.hour_peers import elapsed_minutes, hour_peers
from benchmarks.limits import AGAINST_C, loop_in_c
from benchmarks.measuring import Bound, Cost, Jobs, Table, at_least, at_most, costs, peak_megabytes
from benchmarks.peers import is_installed, peers, share_wrong_uncorrected, status_of
from tthc_catalog.bulk import batch
from tthc_catalog.bulk.factored_form import FactoredForm
from tthc_catalog.calendars.schedule import Schedule
from tthc_catalog.calendars.working import WorkingCalendar
from tthc_catalog.records.channels import CHANNELS
from tthc_catalog.records.procedure import ProcessingTime

OURS = "due and status"
COPY = "copy of the receipts into new memory"
LOOP = "due and status, a loop in C"
BUSDAY = "numpy.busday_offset"
_FIVE = ("1.001193", "1.004873", "1.000656", "1.000894", "1.004837")
"""Procedures of communes."""

COLUMNS = ("what", "ns of processor a row", "ns elapsed", "ratio", "")

PEERS = """How peers are measured: each gets the official days off, corrected, and computes what its interface supports; its answers are compared with\nours before it is timed. Packages without working Saturdays get every free day as a holiday. A peer returns the due date, and numpy derives\nthe status within its time; ours returns the due moment and the status. The loops over days are written with care (an index of days off,\nno parsing inside). A peer that is not in the table was not installed."""


def one_table(engine: tthc.Engine, rows: int = 10_000_000) -> Table:
    """Measure due and status of one timetable: ours, a copy, a loop in C, and the peers, whose answers are compared first."""
    schedule = schedule_of(engine)
    timetable = same_day(schedule)
    received = receipts(rows)
    completed = completions(received)

    def ours() -> None:
        decided = decide([timetable], received, completed_at=completed)
        _ = decided.due_at, decided.status

    jobs: Jobs = {OURS: (rows, ours), "due alone": (rows, lambda: decide([timetable], received).due_at)}
    jobs[COPY] = (rows, received.copy)
    loop = loop_in_c(timetable, received, completed)
    if loop is not None:
        jobs[LOOP] = (rows, loop)
    notes: dict[str, str] = {OURS: f"peak {peak_megabytes(ours):,.0f} MB, answers included"}
    for name, size, takes, dates in peers(schedule):
        few = receipts(size, seed=3)
        ready = completions(few)
        decided = decide([timetable], few, completed_at=ready)
        assert decided.status is not None
        found = dates(few)
        equal = (found == decided.due_at.astype("datetime64[D]")).all() and (status_of(found, ready) == decided.status.codes).all()
        notes[name] = f"{takes}; {size:,} rows; {'equal to ours' if equal else 'NOT EQUAL to ours'}"
        jobs[name] = (size, lambda dates=dates, few=few, ready=ready: status_of(dates(few), ready))  # type: ignore[misc]
    taken = costs(jobs)
    few = receipts(20_000, seed=3)
    wrong = share_wrong_uncorrected(few, decide([timetable], few).due_at.astype("datetime64[D]"))
    remarks = PEERS
    if wrong is not None:
        remarks += f"\nUncorrected, `holidays.VN()` with Saturdays always off returns another date for {wrong:.1%} of the rows."
    title = f"Compared with other packages: due date and status, {rows:,} dossiers"
    return Table(title, COLUMNS, _rows(taken, OURS, notes), _bounds(taken, rows), f"{remarks}\n\n{AGAINST_C}")


def _bounds(taken: dict[str, Cost], rows: int) -> tuple[Bound, ...]:
    """Compare due and status with a copy, with the loop in C and with numpy."""
    ours = taken[OURS].processor
    expect = f"{ours:.1f} ns a row, {ours * rows / 1e9:.2g} s in all"
    bounds = [
        at_most(
            f"due and status of {rows:,} dossiers, against a copy of the receipts into new memory",
            ours / taken[COPY].processor,
            6,
            expect=expect,
        )
    ]
    if LOOP in taken:
        bounds.append(at_most("... against a loop in C over the same tables", ours / taken[LOOP].processor, 2.5))
    bounds += [
        at_least("... times faster than numpy.busday_offset", cost.processor / ours, 20)
        for name, cost in taken.items()
        if name.startswith(BUSDAY)
    ]
    return tuple(bounds)


def _rows(taken: dict[str, Cost], base: str, notes: dict[str, str]) -> list[tuple[str, ...]]:
    unit = taken[base].processor
    return [
        (name, f"{cost.processor:,.1f}", f"{cost.elapsed:,.1f}", f"{cost.processor / unit:,.2f}", notes.get(name, ""))
        for name, cost in taken.items()
    ]


def policies(engine: tthc.Engine, rows: int = 10_000_000) -> Table:
    """Measure rows of 1, 35, 600 and 6,000 different policies mixed in one batch, all read from the factored form."""
    schedule = schedule_of(engine)
    timetables = several_policies(schedule, 6_000)
    received = receipts(rows)
    jobs: Jobs = {}
    notes: dict[str, str] = {}
    size = 0.0
    for count in (1, 35, 600, 6_000):
        few = timetables[:count]
        numbers = pa.array(np.random.default_rng(2).integers(0, count, rows).astype(np.int32))
        codes = pa.DictionaryArray.from_arrays(numbers, pa.array([str(n) for n in range(count)]))
        size = FactoredForm(schedule, few).nbytes / 1e6
        name = f"{count:,} {'policy' if count == 1 else 'policies'}"
        notes[name] = f"tables {size:.2f} MB"
        jobs[name] = (rows, lambda few=few, codes=codes: _without_grid(few, received, codes))  # type: ignore[misc]
    taken = costs(jobs)
    most, one = taken["6,000 policies"].processor, taken["1 policy"].processor
    bounds = (
        at_most(f"6,000 policies mixed over {rows:,} dossiers, against one policy", most / one, 1.2, expect=f"{most:.1f} ns a row"),
        at_most("... size of their tables for the calendar's eleven years", size, 20, "MB"),
    )
    return Table(f"Different policies mixed in one batch, {rows:,} rows", COLUMNS, _rows(taken, "1 policy", notes), bounds)


def _without_grid(timetables: list[Any], received: Any, codes: Any) -> None:
    is_worth_a_grid = batch._is_worth_a_grid  # noqa: SLF001 - few policies would use a grid instead
    batch._is_worth_a_grid = lambda *_: False  # noqa: SLF001
    try:
        _ = decide(timetables, received, codes[: received.size]).due_at
    finally:
        batch._is_worth_a_grid = is_worth_a_grid  # noqa: SLF001


def channels(engine: tthc.Engine, rows: int = 10_000_000) -> Table:
    """Measure due and status of five procedures whose times differ by channel, with and without the channel as a column."""
    differing = tthc.Engine(_with_channel_times(engine.catalog))
    received = receipts(rows)
    completed = completions(received)
    chance = np.random.default_rng(2)

    def column(texts: Sequence[str]) -> Any:
        numbers = pa.array(chance.integers(0, len(texts), rows).astype(np.int32))
        return pa.DictionaryArray.from_arrays(numbers, pa.array(texts))

    code, channel = column(_FIVE), column(CHANNELS)

    def job(engine: tthc.Engine, **more: Any) -> tuple[int, Callable[[], object]]:
        def run() -> None:
            decided = engine.decide_many(received, code=code, level="commune", completed_at=completed, **more)
            _ = decided.due_at, decided.status

        return rows, run

    without, with_column, not_needed = "five procedures, no channel", "... a column of channels", "... where no answer depends on it"
    jobs: Jobs = {without: job(differing), with_column: job(differing, channel=channel), not_needed: job(engine, channel=channel)}
    taken = costs(jobs)
    answers = {name: len({differing.timetable(c, level="commune", channel=name).digest for c in _FIVE}) for name in CHANNELS}
    assert answers == dict.fromkeys(CHANNELS, len(_FIVE)), answers
    ratio = taken[with_column].processor / taken[without].processor
    bound = at_most(
        f"the channel as a column of {rows:,} dossiers, against the same without",
        ratio,
        1.15,
        expect=f"{taken[with_column].processor:.1f} ns a row",
    )
    return Table(f"Channels that differ, {rows:,} rows", COLUMNS, _rows(taken, without, {}), (bound,))


def _with_channel_times(catalog: tthc.Catalog) -> tthc.Catalog:
    """Return the catalog with five procedures whose times differ by channel, each in its own way."""

    def timed(edition: tthc.Edition, number: int) -> tthc.Edition:
        online, postal = (ProcessingTime(amount=2 * number + days, unit="working_day") for days in (1, 2))
        own = [tthc.Channel(channel="online", processing_time=online), tthc.Channel(channel="postal", processing_time=postal)]
        ordinary = ProcessingTime(amount=20 + number, unit="working_day")
        return attrs.evolve(edition, processing_time=ordinary, channels=(tthc.Channel(channel="in_person"), *own))

    procedures = tuple(
        attrs.evolve(p, editions=tuple(timed(e, _FIVE.index(p.code)) for e in p.editions))
        if p.level == "commune" and p.code in _FIVE
        else p
        for p in catalog.procedures
    )
    return attrs.evolve(catalog, procedures=procedures)


def working_hours(engine: tthc.Engine, rows: int = 5_000_000) -> Table:
    """Measure a term of sixteen working hours over lunch, weekends, Tết and seasons; peers get hours without seasons."""
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
    for name, size, takes, moments in hour_peers(plain, 16):
        few = receipts(size, seed=3).astype("datetime64[m]").astype("datetime64[s]")
        found, expected = moments(few).astype("datetime64[m]"), decide([comparable], few).due_at.astype("datetime64[m]")
        # For a term that ends with a session, some return the start of the next one: there is no worked minute in between.
        equal = bool((plainly_worked[(found - start).astype(int)] == plainly_worked[(expected - start).astype(int)]).all())
        notes[name] = f"{takes}; {size:,} rows; {'equal to ours' if equal else 'NOT EQUAL to ours'}"
        jobs[name] = (size, lambda moments=moments, few=few: moments(few))  # type: ignore[misc]
    if is_installed("business_duration"):
        few = receipts(300, seed=3).astype("datetime64[m]").astype("datetime64[s]")
        due = decide([comparable], few).due_at
        right = int((np.abs(elapsed_minutes(plain, few, due) - 960) < 1).sum())
        name = "business-duration (reversed: the minutes between receipt and due moment)"
        notes[name] = f"one row at a time; 300 rows; 16 hours in {right} of them"
        jobs[name] = (300, lambda: elapsed_minutes(plain, few, due))
    taken = costs(jobs)
    others = [cost.processor for name, cost in taken.items() if name != name_of_ours]
    ours_cost = taken[name_of_ours].processor
    what = f"16 working hours of {rows:,} dossiers, times faster than the fastest peer"
    bounds = (at_least(what, min(others) / ours_cost, 350, expect=f"{ours_cost:.1f} ns a row"),) if others else ()
    remarks = "Peers get hours without seasons, which they do not support. `business-duration` computes the time between two moments and no due date."
    title = f"Compared with other packages: sixteen working hours, {rows:,} dossiers"
    return Table(title, COLUMNS, _rows(taken, name_of_ours, notes), bounds, remarks)


def _is_counted_right(timetable: Any, schedule: Schedule, worked: Any) -> str:
    """Return "yes" if 200,000 terms end where counting single minutes reaches sixteen hours, else "NO"."""
    received = receipts(200_000, seed=5).astype("datetime64[m]").astype("datetime64[s]")
    start = np.datetime64(schedule.calendar.first, "m")
    total = np.cumsum(worked)
    minute = (received.astype("datetime64[m]") - start).astype(int)
    ended = np.searchsorted(total, total[minute] + 960)
    due = (decide([timetable], received).due_at.astype("datetime64[m]") - start).astype(int)
    return "yes" if (ended == due).all() else "NO"


def _worked_minutes(schedule: Schedule) -> Any:
    """Return, for each minute of the calendar, 1 if the minute before it is worked."""
    calendar = schedule.calendar
    minutes = np.zeros(len(calendar) * 1440 + 1, dtype=np.int64)
    for day in range(len(calendar)):
        if calendar.working[day]:
            for begin, end in schedule.sessions[day]:
                minutes[day * 1440 + begin + 1 : day * 1440 + end + 1] = 1
    return minutes


def growth(engine: tthc.Engine) -> Iterator[Table]:
    """Measure how the cost of a row grows with the rows, with the span of the receipts, and with the years compiled."""
    timetable = same_day(schedule_of(engine))

    def job(table: Any, received: Any) -> tuple[int, Callable[[], object]]:
        return received.size, lambda: decide([table], received).due_at

    by_rows = {f"{rows:,} rows": job(timetable, receipts(rows)) for rows in (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)}
    yield _grown("How the cost of a row grows with rows", by_rows)
    by_span = {name: job(timetable, receipts(2_000_000, days)) for days, name in ((30, "1 month"), (365, "1 year"), (DAYS, "5 years"))}
    yield _grown("How the cost of a row grows with the span of the receipts", by_span)
    by_years: Jobs = {}
    for years in (1, 5, 10, 20, 50):
        received = np.datetime64("2010-01-01", "s") + np.random.default_rng(1).integers(0, 86_400 * 364 * years, 2_000_000)
        by_years[f"{years} {'year' if years == 1 else 'years'} compiled"] = job(same_day(_schedule_of_years(engine, years)), received)
    yield _grown("How the cost of a row grows with the years compiled", by_years)


def _grown(title: str, jobs: Jobs) -> Table:
    taken = costs(jobs)
    return Table(title, (*COLUMNS[:3], "times the last", ""), _rows(taken, list(taken)[-1], {}))


def _schedule_of_years(engine: tthc.Engine, years: int) -> Schedule:
    first = dt.date(2010, 1, 1)
    until = first.replace(year=2010 + years)
    calendar = WorkingCalendar(id="long", facts={}, rest_days=(6, 7), first=first, until=until, decided_through=first)
    return Schedule(calendar, engine.catalog.hours["hai-duong"], "Asia/Ho_Chi_Minh")
