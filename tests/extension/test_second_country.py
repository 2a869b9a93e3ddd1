"""A second country needs only data and the calendar hook: another holiday calendar, and a time zone with clock changes.

The scenario file has another suffix and is read here, because its catalog needs a calendar plugin that must be installed first.
"""

from __future__ import annotations

import datetime as dt
import pickle
from pathlib import Path
from typing import Any

import pytest

from tthc_catalog.engine import Engine
from tthc_catalog.errors import CatalogError, InvalidInstant, Severity
from tthc_catalog.loading import load_catalog
from tthc_catalog.testing import CalendarContract, read_scenarios
from tthc_catalog.testing.scenarios import engine_of
from tthc_catalog.timetable.direct import evaluate

HERE = Path(__file__).parent / "second-country"
PLUGIN = """
import datetime as dt
from tthc_catalog.records.official_calendar import CalendarDocument
from tthc_catalog.effective import Period
from tthc_catalog.extension import CalendarSpec

def berlin():
    return CalendarDocument(
        id="berlin", title="Arbeitstage in Deutschland", base_country="DE", time_zone="Europe/Berlin", rest_days=(6, 7),
        covers=Period(dt.date(2024, 1, 1), dt.date(2027, 1, 1)), decided_through=dt.date(2023, 12, 31), reviewed_on=None, days=(), file="",
    )

BERLIN = CalendarSpec(id="berlin", version="1", title="Lịch Berlin", title_en="Berlin", document=berlin)

def tthc_calendars():
    return [BERLIN]
"""
SCENARIOS = read_scenarios(HERE / "clock-changes.yaml")


@pytest.fixture
def berlin(site: Any) -> Any:
    """Install the plugin and clear the cache of engines."""
    engine_of.cache_clear()
    site.install("tthc-berlin", PLUGIN)
    yield site
    engine_of.cache_clear()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.name)
def test_scenarios_across_both_clock_changes(scenario: Any, berlin: Any) -> None:
    """Expected times were counted by hand on the wall clock of Berlin."""
    assert not scenario.differences()


def test_a_skipped_time_raises_an_error(berlin: Any) -> None:
    """The clock in Berlin skipped 02:30 on 31/3/2024."""
    engine = Engine(load_catalog(HERE / "catalog"))
    with pytest.raises(InvalidInstant):
        engine.decide("9.000001", received_at="2024-03-31 02:30")


def test_direct_and_compiled_agree_around_the_clock_changes(berlin: Any) -> None:
    """Look-up, bisection and direct evaluation agree from the Friday before each change to the Tuesday after.

    Times of the night of the change are left out, because skipped and repeated times have no direct counterpart.
    """
    timetable = Engine(load_catalog(HERE / "catalog")).timetable("9.000001")
    schedule = timetable.schedule
    for first in (dt.datetime(2024, 3, 29), dt.datetime(2024, 10, 25)):
        for minute in range(0, 5 * 24 * 60, 7):
            moment = first + dt.timedelta(minutes=minute)
            if moment.date() in (dt.date(2024, 3, 31), dt.date(2024, 10, 27)) and moment.hour < 5:
                continue
            instant = schedule.to_instant(moment)
            answer = timetable.at(instant)
            assert timetable.find(instant) == (answer.due_at, answer.late_after)
            table, resolved = answer.span.statutory, answer.statutory
            assert table is not None
            assert resolved is not None
            _, due, late = evaluate(table.policy, schedule, moment)
            assert due is not None
            assert late is not None
            assert (resolved.due_at, resolved.late_after) == (schedule.to_instant(due), schedule.to_instant(late))


def test_the_calendar_keeps_the_contract(berlin: Any) -> None:
    """The plugin's calendar passes every test of the contract."""
    import tthc_berlin  # type: ignore[import-not-found]

    contract: CalendarContract = type("Contract", (CalendarContract,), {"spec": tthc_berlin.BERLIN})()
    for name in dir(contract):
        if name.startswith("test_"):
            getattr(contract, name)()


def test_evidence_names_the_plugin_of_the_calendar(berlin: Any) -> None:
    """The evidence of a decision contains the plugin of the calendar with its version."""
    decision = Engine(load_catalog(HERE / "catalog")).decide("9.000001", received_at="2024-04-02 10:00")
    assert decision.evidence.plugins == ("tthc-berlin 1.0 (tthc-berlin)",)


def test_the_engine_can_be_pickled(berlin: Any) -> None:
    """A pickled engine of the second country has the same digests."""
    engine = Engine(load_catalog(HERE / "catalog"))
    copy = pickle.loads(pickle.dumps(engine))  # noqa: S301 - the bytes were pickled just here
    assert [t.digest for t in copy.timetables()] == [t.digest for t in engine.timetables()]


def test_without_the_plugin_the_missing_calendar_is_a_problem() -> None:
    """The problem names the calendar and the line of the manifest."""
    with pytest.raises(CatalogError, match="reference-calendar") as caught:
        load_catalog(HERE / "catalog")
    (problem,) = (p for p in caught.value.problems if p.severity is Severity.ERROR)
    assert (problem.line, problem.found) == (7, "berlin")
