"""Direct evaluation, the look-up, the bisection and the per-day table return the same answers."""

from __future__ import annotations

import datetime as dt
import itertools
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from channel_catalog import differing
from every_timetable import every_timetable
from hypothesis import strategies as st
from short_calendar import shortened

from tthc_catalog import load_catalog
from tthc_catalog.engine import Engine
from tthc_catalog.timetable.desk_table import DeskTable
from tthc_catalog.timetable.direct import evaluate, evaluate_at_desk

if TYPE_CHECKING:
    from tthc_catalog.timetable.answer import Answer
    from tthc_catalog.timetable.timetable import Timetable

TESTS = Path(__file__).parents[1]
OTHER_CATALOGS = {"other places": TESTS / "models" / "catalog", "two years": TESTS / "scenarios" / "two_years"}
FIRST, UNTIL = dt.date(2020, 1, 1), dt.date(2028, 1, 1)


def distinct(engine: Engine) -> list[Timetable]:
    """Return the packaged catalog's timetables without duplicates."""
    return list({timetable.digest: timetable for timetable in engine.timetables()}.values())


def instants(timetable: Timetable, moment: dt.datetime | None) -> int | None:
    """Return a naive local moment as an instant."""
    return None if moment is None else timetable.schedule.to_instant(moment)


def check_against_policies(timetable: Timetable, instant: int, answer: Answer, known: set[tuple[int, int]] | None = None) -> None:
    """Compare the answer with direct evaluation of every policy involved.

    Timetables share tables: pairs of table and instant in ``known`` were already compared and are skipped.
    """
    moment = timetable.schedule.to_local(instant).replace(tzinfo=None)
    pairs = [(answer.span.statutory, answer.statutory)]
    pairs += [(bound.table, resolved) for bound, (_, resolved) in zip(answer.span.commitments, answer.others, strict=True)]
    for table, resolved in pairs:
        if table is None or resolved is None or resolved.reason == "not-in-force":
            continue
        if known is not None:
            if (id(table), instant) in known:
                continue
            known.add((id(table), instant))
        outside = table.outside_hours
        if isinstance(table, DeskTable):
            desk, side = table.desk, table.side
            reason, due, late = evaluate_at_desk(table.policy, desk, side, moment, unit=table.unit, outside_hours=outside)
        else:
            reason, due, late = evaluate(table.policy, timetable.schedule, moment, unit=table.unit, outside_hours=outside)
        expected = (instants(timetable, due), instants(timetable, late))
        assert resolved.reason == reason, moment
        # A promise of the processing time has no due time of its own; the answer fills in that of the statute.
        if not resolved.by_processing_time:
            assert (resolved.due_at, resolved.late_after) == expected, moment


def _timetables(engine: Engine, which: str) -> list[Timetable]:
    """Return all timetables of a catalog; of the channels that differ, only those."""
    if which == "channels":
        return [timetable for timetable in every_timetable(Engine(shortened(differing(engine.catalog)))) if timetable.channels]
    if which == "other places":
        return every_timetable(Engine(shortened(load_catalog(OTHER_CATALOGS[which]))))
    return every_timetable(engine if which == "packaged" else Engine(load_catalog(OTHER_CATALOGS[which])))


@pytest.mark.parametrize("which", ["packaged", "other places", "channels", "two years"])
def test_all_readings_agree_around_every_breakpoint(engine: Engine, which: str) -> None:
    """All four readings agree one minute before, at and after every breakpoint of 2020-2027, in every table."""
    seen = 0
    known: set[tuple[int, int]] = set()
    for timetable in _timetables(engine, which):
        schedule = timetable.schedule
        covered = schedule.calendar.covers
        days = max(FIRST, covered[0]), min(UNTIL, covered[1])
        first, until = (schedule.midnight[(day - schedule.calendar.first).days] for day in days)
        per_day = {day: windows for day, windows in timetable.days() if schedule.midnight[day] < until}
        for row in timetable.breakpoints():
            if not first <= row.starts_at < until:
                continue
            for instant in (row.starts_at - 60, row.starts_at, row.starts_at + 60):
                if not first <= instant < until:
                    continue
                seen += 1
                answer = timetable.at(instant)
                assert timetable.find(instant) == (answer.due_at, answer.late_after)
                windows = per_day[answer.day]
                window = windows[bisect_right([w.starts_at for w in windows], instant) - 1]
                if not any(
                    resolved is not None and resolved.rate for resolved in (answer.statutory, *(other for _, other in answer.others))
                ):
                    assert window.answer.content == answer.content
                check_against_policies(timetable, instant, answer, known)
    assert seen > (10_000 if which in {"channels", "two years"} else 100_000), "the tables have tens of thousands of breakpoints"


@hypothesis.given(data=st.data())
def test_all_readings_agree_at_random_instants(engine: Engine, data: st.DataObject) -> None:
    """Bisection, look-up and direct evaluation agree at any second of the horizon."""
    timetable = data.draw(st.sampled_from(distinct(engine)))
    schedule = timetable.schedule
    instant = data.draw(st.integers(schedule.midnight[0], schedule.end_of_answers - 1))
    answer = timetable.at(instant)
    assert timetable.find(instant) == (answer.due_at, answer.late_after)
    check_against_policies(timetable, instant, answer)


def test_breakpoints_cover_the_whole_horizon_in_order(engine: Engine) -> None:
    """The first breakpoint is the first covered instant, and breakpoints ascend strictly."""
    for timetable in distinct(engine):
        starts = [row.starts_at for row in timetable.breakpoints()]
        assert starts[0] == timetable.schedule.midnight[0]
        assert all(earlier < later for earlier, later in itertools.pairwise(starts))
        assert starts[-1] < timetable.schedule.end_of_answers


def test_neighbouring_breakpoints_differ(engine: Engine) -> None:
    """There is a breakpoint only where the answer changes."""
    for timetable in distinct(engine):
        rows = timetable.breakpoints()
        assert all(b.answer.rate or a.answer.content != b.answer.content for a, b in itertools.pairwise(rows))


@pytest.mark.parametrize("code", ["1.001193", "2.000635"])
def test_procedures_with_equal_rules_share_one_table(engine: Engine, code: str) -> None:
    """Equal tables are shared, so a thousand procedures cost little more than one."""
    one = engine.timetable(code, level="commune")
    other = engine.timetable("1.000656", level="commune")
    commitments = [{id(c.table) for span in t.spans for c in span.commitments} for t in (one, other)]
    assert commitments[0] == commitments[1]


def test_no_deadline_precedes_the_receipt(engine: Engine) -> None:
    """In every table, a result is due after the receipt."""
    for timetable in distinct(engine):
        for row in timetable.breakpoints():
            answer = row.answer
            assert answer.due_at is None or answer.late_after is None or row.starts_at < answer.late_after
            assert answer.due_at is None or row.starts_at <= answer.due_at
