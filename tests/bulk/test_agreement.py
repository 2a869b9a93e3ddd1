"""numpy agrees with the timetables, wherever the two could differ."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest
from bulk_timetables import any_timetable, finder, in_zone, schedule_of, working_hours
from dossier_rows import around_breakpoints

from tthc_catalog.bulk import batch, grid_columns
from tthc_catalog.bulk.decision_columns import DecisionColumns
from tthc_catalog.bulk.factored_form import FactoredForm
from tthc_catalog.bulk.grid import is_moving
from tthc_catalog.errors import OutOfHorizon

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine
    from tthc_catalog.timetable.timetable import Timetable

NONE = np.iinfo(np.int64).min


def check(timetables: list[Timetable], numbers: np.ndarray, instants: np.ndarray, found: DecisionColumns) -> None:
    """Assert that every column of every row equals the answer of `Timetable.at`."""
    names = ("due_at", "late_after", "commitment_due_at", "statutory_due_at", "commitment_late_after", "statutory_late_after")
    columns = {name: found.instants(name).tolist() for name in names}
    got = zip(*columns.values(), found.covered.tolist(), found.reason, found.rule, found.provisional.tolist(), strict=True)
    for number, instant, row in zip(numbers.tolist(), instants.tolist(), got, strict=True):
        timetable = timetables[number]
        try:
            answer = timetable.at(instant)
        except OutOfHorizon:
            assert row == (NONE,) * 6 + (False, "out-of-horizon", None, False)
            continue
        promise, law = answer.commitment, answer.statutory
        expected = (
            answer.due_at,
            answer.late_after,
            promise.due_at if promise else None,
            law.due_at if law else None,
            promise.late_after if promise else None,
            law.late_after if law else None,
        )
        moments = tuple(NONE if value is None else value for value in expected)
        assert row == (*moments, answer.reason is None, answer.reason, answer.rule, answer.provisional), (
            timetable.code,
            timetable.schedule.to_local(instant),
        )


def decide(timetables: list[Timetable], numbers: np.ndarray, instants: np.ndarray) -> DecisionColumns:
    """Decide rows given as UTC seconds and numbers of timetables."""
    codes = pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), [str(number) for number in range(len(timetables))])
    return batch.decide_many(finder(timetables), timetables[0].schedule, instants, code=codes)


@pytest.mark.parametrize("tables", ["distinct", "of_other_places", "of_channels", "of_units", "of_two_years"])
def test_around_every_breakpoint(tables: str, request: pytest.FixtureRequest) -> None:
    """The grid and the factored form agree one minute before, at and after every breakpoint of the catalog and of other places."""
    seen = 0
    for timetable in request.getfixturevalue(tables):
        table = around_breakpoints([timetable])
        instants = table["received_at"].to_numpy()
        numbers = np.zeros(instants.size, dtype=np.int64)
        found = decide([timetable], numbers, instants)
        check([timetable], numbers, instants, found)
        factored = np.concatenate(
            [
                decide([timetable], numbers[: part.size], part).instants("due_at")
                for part in np.array_split(instants, instants.size // 1000 + 1)
            ]
        )
        np.testing.assert_array_equal(factored, found.instants("due_at"))
        seen += instants.size
    assert seen > (10_000 if tables in {"of_channels", "of_two_years", "of_units"} else 100_000)


def test_random_seconds_of_all_tables_mixed(distinct: list[Timetable]) -> None:
    """Rows of all packaged timetables mixed, at random seconds of the horizon, agree one by one."""
    rng = np.random.default_rng(20230925)
    schedule = distinct[0].schedule
    instants = rng.integers(schedule.midnight[0], schedule.end_of_answers, 60_000)
    numbers = rng.integers(0, len(distinct), instants.size)
    check(distinct, numbers, instants, decide(distinct, numbers, instants))


def edges(timetable: Timetable, random_: random.Random, rows: int) -> list[int]:
    """Return instants at and around the starts of windows, openings and closings, on days all over the horizon."""
    schedule = timetable.schedule
    tables = [c.table for span in timetable.spans for c in span.commitments] + [s.statutory for s in timetable.spans if s.statutory]
    seconds = [start for table in tables for pattern in table._patterns for start in pattern.starts]
    seconds += [minute * 60 for sessions in set(schedule.sessions) for session in sessions for minute in session]
    found = []
    last = (schedule.calendar.covers[1] - schedule.calendar.first).days - 1
    for _ in range(rows):
        day = random_.choice([random_.randrange(last + 1), last, *[min(first, last) for first in timetable.firsts]])
        at = schedule.instant(day, random_.choice(seconds) if seconds else 0) + random_.choice(
            [-60, -1, 0, 1, 59, 60, random_.randrange(3600)]
        )
        found.append(min(max(at, schedule.midnight[0]), schedule.end_of_answers - 1))
    return found


@pytest.mark.parametrize("unit", [60, 1])
def test_policies_of_every_shape_in_one_batch(engine: Engine, unit: int) -> None:
    """Sixty random timetables with every outcome of the contract, mixed in one batch, agree with `Timetable.at`."""
    timetables = [any_timetable(engine, seed, unit=unit) for seed in range(60)]
    random_ = random.Random(unit)
    pairs = [(number, at) for number, timetable in enumerate(timetables) for at in edges(timetable, random_, 150)]
    random_.shuffle(pairs)
    numbers, instants = np.asarray(pairs, dtype=np.int64).T
    check(timetables, numbers, instants, decide(timetables, numbers, instants))


@pytest.mark.parametrize("unit", [60, 1])
@pytest.mark.parametrize("seed", range(8))
def test_policies_of_every_shape_in_a_grid(engine: Engine, seed: int, unit: int) -> None:
    """A random timetable, read from a grid, agrees with `Timetable.at`, including answers that move."""
    timetable = any_timetable(engine, 1000 + seed, unit=unit)
    instants = np.asarray(edges(timetable, random.Random(seed), 4000), dtype=np.int64)
    numbers = np.zeros(instants.size, dtype=np.int64)
    check([timetable], numbers, instants, decide([timetable], numbers, instants))


@pytest.mark.parametrize("hours", [1, 16, 300])
def test_working_hours(engine: Engine, hours: int) -> None:
    """Terms in working hours agree every seven minutes over two years with seasons, Tết and make-up days."""
    timetable = working_hours(engine, hours)
    schedule = timetable.schedule
    start = schedule.midnight[(dt.date(2023, 6, 1) - schedule.calendar.first).days]
    instants = np.arange(start, start + 730 * 86_400, 60 * 7, dtype=np.int64)
    numbers = np.zeros(instants.size, dtype=np.int64)
    check([timetable], numbers, instants, decide([timetable], numbers, instants))


def test_desks_of_different_hours_in_one_batch(engine: Engine) -> None:
    """Rows of desks with different hours are decided by the schedule of each desk."""
    other = in_zone(engine, "Asia/Ho_Chi_Minh")
    timetables = [any_timetable(engine, 7), any_timetable(engine, 7, other), any_timetable(engine, 8, other)]
    random_ = random.Random(3)
    pairs = [(number, at) for number, timetable in enumerate(timetables) for at in edges(timetable, random_, 500)]
    random_.shuffle(pairs)
    numbers, instants = np.asarray(pairs, dtype=np.int64).T
    check(timetables, numbers, instants, decide(timetables, numbers, instants))


def test_a_zone_that_changes_its_clocks(engine: Engine) -> None:
    """Columns agree with `Timetable.at` when days have 23 or 25 hours."""
    schedule = in_zone(engine, "Europe/Berlin")
    timetables = [any_timetable(engine, seed, schedule) for seed in range(6)]
    random_ = random.Random(5)
    pairs = [(number, at) for number, timetable in enumerate(timetables) for at in edges(timetable, random_, 300)]
    spring = schedule.midnight[(dt.date(2024, 3, 31) - schedule.calendar.first).days]
    autumn = schedule.midnight[(dt.date(2024, 10, 27) - schedule.calendar.first).days]
    pairs += [(number, day + 600 * n) for number in range(6) for day in (spring, autumn) for n in range(150)]
    numbers, instants = np.asarray(pairs, dtype=np.int64).T
    check(timetables, numbers, instants, decide(timetables, numbers, instants))


def test_schedule_of_the_tests_is_plain(engine: Engine) -> None:
    """The communes' clock never changes, so the tests above cover the fast path."""
    assert batch._clock(schedule_of(engine)).plain


@pytest.mark.parametrize("short", [0, 2**15, 2**16])
def test_a_large_grid(distinct: list[Timetable], monkeypatch: pytest.MonkeyPatch, short: int) -> None:
    """What a row stores (its position, or its window alone) changes no column, for rows without an answer either."""
    monkeypatch.setattr(grid_columns, "_SHORT", short)
    monkeypatch.setattr(batch, "_is_worth_a_grid", lambda *_: True)
    still = [t for t in distinct if t.schedule is distinct[0].schedule and not is_moving(FactoredForm(t.schedule, (t,)))][:8]
    rng = np.random.default_rng(20230925)
    instants = rng.integers(still[0].schedule.midnight[0], still[0].schedule.end_of_answers, 10_000)
    numbers = rng.integers(0, len(still), instants.size)
    found = decide(still, numbers, instants)
    assert isinstance(found._source, grid_columns.StillSource)
    check(still, numbers, instants, found)

    instants[::5] = NONE
    codes = [None if number == 3 else str(number) for number in numbers.tolist()]
    answered = ~((instants == NONE) | (numbers == 3))
    partly = batch.decide_many(finder(still), still[0].schedule, instants, code=pa.array(codes))
    for name in ("covered", "due_at", "late_after", "statutory_due_at", "provisional"):
        np.testing.assert_array_equal(getattr(partly, name)[answered], getattr(found, name)[answered])
    reasons = np.asarray(partly.reason.tolist(), dtype=object)[~answered]
    assert set(reasons) == {"missing-instant", "unknown-procedure"}
    assert np.isnat(partly.due_at[~answered]).all()
