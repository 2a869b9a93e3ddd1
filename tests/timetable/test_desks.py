"""Desks that change, end, close, open in addition or receive for another level: which hours count, and what the answer states."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from channel_catalog import with_time

from tthc_catalog import Engine, load_catalog
from tthc_catalog.effective import Period
from tthc_catalog.errors import UnknownOffice
from tthc_catalog.records.closure import Closure
from tthc_catalog.records.manifest import DefaultOfficeChange
from tthc_catalog.records.office import OfficeChange, ReceivesFor
from tthc_catalog.records.procedure import ProcessingTime
from tthc_catalog.registry import Registry
from tthc_catalog.timetable.compiler import Compiler
from tthc_catalog.timetable.desk_table import DeskTable
from tthc_catalog.timetable.direct import evaluate_at_desk
from tthc_catalog.timetable.model_days import model_days
from tthc_catalog.timetable.stretches import OfficeStretch, stretches

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog

TWO_YEARS = Path(__file__).parents[1] / "scenarios" / "two_years"
CHANGE = dt.date(2025, 7, 1)
LATE = "late"


def with_office(catalog: Catalog, id: str, **values: Any) -> Catalog:
    """Return a catalog with one office changed, and hours that open and close an hour later."""
    usual = catalog.hours["hai-duong"]
    seasons = tuple(attrs.evolve(s, sessions=tuple((a + 60, b + 60) for a, b in s.sessions)) for s in usual.seasons)
    return attrs.evolve(
        catalog,
        hours={**catalog.hours, LATE: attrs.evolve(usual, id=LATE, seasons=seasons)},
        offices={**catalog.offices, id: attrs.evolve(catalog.offices[id], **values)},
    )


def closed(first: dt.date, **values: Any) -> Closure:
    """Return a closure of the communes' default desk."""
    stated: dict[str, Any] = {
        "id": "c",
        "kind": "closed",
        "offices": ("cap-xa",),
        "levels": (),
        "first": first,
        "last": first,
        "sessions": None,
        "reason": "mất điện",
        "reason_en": "a power cut",
        "citations": (),
        "announced_on": None,
        "commitment": "next_opening",
        "law": "unchanged",
    }
    return Closure(**(stated | values))


def test_a_dated_change_of_hours_moves_no_receipt_day_before_it(catalog: Catalog, engine: Engine) -> None:
    """Every answer to a receipt before the change is the same as without it, also of terms that end after it; later ones follow it."""
    change = OfficeChange(effective_from=CHANGE, basis=None, changed=(("hours", LATE),))
    changed = Engine(with_office(catalog, "cap-xa", changes=(change,)))
    for code in ("1.001193", "1.004873"):
        before, after = (e.timetable(code, level="commune") for e in (engine, changed))
        edge = before.schedule.midnight[(CHANGE - before.schedule.calendar.first).days]
        old = [(row.starts_at, row.answer.content) for row in before.breakpoints() if row.starts_at < edge]
        new = [(row.starts_at, row.answer.content) for row in after.breakpoints() if row.starts_at < edge]
        assert old == new
        assert before.breakpoints() != after.breakpoints()
    assert changed.decide("1.001193", level="commune", received_at="2025-07-02 09:00").due_at == dt.datetime.fromisoformat(
        "2025-07-02T18:00+07:00"
    )


def test_an_edit_of_hours_in_place_moves_the_past(catalog: Catalog, engine: Engine) -> None:
    """Without a date, other hours move receipts since the start of the calendar, which is why changes are dated."""
    changed = Engine(with_office(catalog, "cap-xa", hours=LATE))
    received = "2020-03-02 09:00"
    assert (
        changed.decide("1.001193", level="commune", received_at=received).due_at
        != engine.decide("1.001193", level="commune", received_at=received).due_at
    )


def test_the_name_of_the_day_of_receipt(catalog: Catalog) -> None:
    """A decision shows the desk's name, address and telephone number as they were on the day of receipt."""
    first = OfficeChange(effective_from=CHANGE, basis=None, changed=(("name", "Trung tâm"), ("address", "Số 1"), ("phone", "0220")))
    engine = Engine(with_office(catalog, "cap-xa", changes=(first,)))
    before, after = (engine.decide("1.001193", level="commune", received_at=f"{day} 09:00").office for day in ("2025-06-30", "2025-07-01"))
    assert (before.name, before.address) == ("Bộ phận Tiếp nhận và Trả kết quả cấp xã (chung)", None)
    assert (after.name, after.address, after.phone) == ("Trung tâm", "Số 1", "0220")


def test_the_default_office_of_the_day_of_receipt(catalog: Catalog) -> None:
    """Without an office, the default office of the day of receipt counts, with its hours."""
    late = with_office(catalog, "xa-tan-an", hours=LATE)
    levels = tuple(
        attrs.evolve(b, default_office_changes=(DefaultOfficeChange(effective_from=dt.date(2024, 7, 1), office="xa-tan-an", basis=None),))
        if b.level == "commune"
        else b
        for b in catalog.manifest.levels
    )
    engine = Engine(attrs.evolve(late, manifest=attrs.evolve(catalog.manifest, levels=levels)))
    decisions = [engine.decide("1.001193", level="commune", received_at=f"{day} 09:00") for day in ("2024-06-28", "2024-07-01")]
    assert [(d.office.id, f"{d.due_at:%H:%M}") for d in decisions] == [("cap-xa", "17:00"), ("xa-tan-an", "18:00")]


def test_an_ended_desk_is_a_reason_of_its_own(engine: Engine) -> None:
    """A desk that ended says so, with the document and its successors; the law on the procedure is not cited."""
    decision = engine.decide("1.001193", level="commune", office="xa-tan-an", received_at="2026-11-27 10:00")
    assert decision.reason == "office-not-in-force"
    assert decision.due_at is None
    step = decision.explain("vi").steps[0]
    assert step.rule == "office"
    assert "xã Tân An đã ngừng hoạt động từ thứ Ba 01/07/2025" in step.text
    assert "60/2014/QH13" not in " ".join(step.written)
    assert decision.to_dict(explain=False)["reason"] == "office-not-in-force"


def test_a_procedure_that_is_not_in_force_keeps_its_own_reason(engine: Engine) -> None:
    """If both the procedure and the desk have ended, the procedure is the reason."""
    decision = engine.decide("2.000815", level="district", received_at="2026-11-27 10:00")
    assert decision.reason == "not-in-force"
    assert decision.explain("vi").steps[0].rule == "edition"


def test_a_desk_that_has_not_begun(catalog: Catalog) -> None:
    """Before its first day a desk is not in force, and the answer names that day."""
    office = catalog.offices["cap-xa"]
    period = attrs.evolve(office.period, start=dt.date(2025, 7, 1))
    engine = Engine(with_office(catalog, "cap-xa", period=period))
    decision = engine.decide("1.001193", level="commune", received_at="2025-06-30 10:00")
    assert decision.reason == "office-not-in-force"
    assert "01/07/2025" in decision.explain("vi").steps[0].text


@pytest.mark.parametrize(("hours_of", "due"), [("receiving", "18:00"), ("responsible", "17:00")])
def test_a_desk_that_receives_for_another_level(catalog: Catalog, hours_of: Any, due: str) -> None:
    """A district desk that receives for the communes answers by its own hours or by theirs, as stated."""
    entry = ReceivesFor(level="commune", office=None, hours_of=hours_of)
    engine = Engine(with_office(catalog, "huyen-thanh-ha", hours=LATE, receives_for=(entry,)))
    decision = engine.decide("1.001193", level="commune", office="huyen-thanh-ha", received_at="2024-06-05 09:00")
    assert (decision.office.id, f"{decision.due_at:%H:%M}") == ("huyen-thanh-ha", due)
    later = engine.decide("1.001193", level="commune", office="huyen-thanh-ha", received_at="2025-07-02 09:00")
    assert later.reason == "office-not-in-force"
    columns = pytest.importorskip("numpy")
    many = engine.decide_many(
        columns.asarray(["2024-06-05T09:00"], dtype="datetime64[s]"), code="1.001193", level="commune", office="huyen-thanh-ha"
    )
    assert many.due_at[0] == columns.datetime64(f"2024-06-05T{due}")


def test_a_desk_of_another_level_that_does_not_receive_is_unknown(engine: Engine) -> None:
    """Without an entry, a desk of another level is refused."""
    with pytest.raises(UnknownOffice):
        engine.decide("1.001193", level="commune", office="huyen-thanh-ha", received_at="2024-06-05 09:00")


def test_a_closed_model_day_is_no_model_day(catalog: Catalog) -> None:
    """A Friday on which the desk is closed all day is lost; a closed afternoon leaves the day."""
    friday, afternoon = closed(dt.date(2024, 3, 8)), closed(dt.date(2024, 3, 15), id="d", sessions=((780, 990),))
    compiler = Compiler(attrs.evolve(catalog, closures=(friday, afternoon)), Registry())
    days = {
        day.fact.date: day
        for day in model_days(catalog.models["thu-sau-khong-cho"], compiler.desk(catalog.offices["cap-xa"]), compiler.registry, 2024)
    }
    assert not days[dt.date(2024, 3, 8)].applies
    assert days[dt.date(2024, 3, 8)].fact.name == "mất điện"
    assert days[dt.date(2024, 3, 15)].applies


def test_effects_that_are_stated(catalog: Catalog) -> None:
    """A closure may leave the commitment alone and move the law."""
    engine = Engine(attrs.evolve(catalog, closures=(closed(dt.date(2024, 3, 8), commitment="unchanged", law="next_opening"),)))
    decision = engine.decide("1.001193", level="commune", received_at="2024-03-08 09:00")
    assert decision.commitment is not None
    assert decision.statutory is not None
    assert f"{decision.commitment.due_at:%d %H:%M}" == "08 16:30"
    assert f"{decision.statutory.due_at:%d %H:%M}" == "11 07:30"
    (closure,) = decision.to_dict(explain=False)["closures"]
    assert closure["commitment_moved_from"] is None
    assert closure["statutory_moved_from"] == "2024-03-08T16:30:00+07:00"


def test_a_closure_changes_nothing_elsewhere(catalog: Catalog, engine: Engine) -> None:
    """A closure of one desk leaves the timetable of every other desk as it was, digest included."""
    closure = closed(dt.date(2024, 3, 8), offices=("xa-tan-an",))
    changed = Engine(attrs.evolve(catalog, closures=(closure,)))
    assert changed.timetable("1.001193", level="commune").digest == engine.timetable("1.001193", level="commune").digest
    digests = [e.timetable("1.001193", level="commune", office="xa-tan-an").digest for e in (engine, changed)]
    assert digests[0] != digests[1]


def test_closures_that_the_law_learns_of_later(catalog: Catalog) -> None:
    """The due day and the next one are closed, as announced after the receipt: both moved the law, and both are named."""
    closures = tuple(
        closed(dt.date(2024, 3, day), id=f"c{day}", law="next_opening", announced_on=dt.date(2024, 3, 7)) for day in (7, 8, 12)
    )
    engine = Engine(attrs.evolve(catalog, closures=closures))
    decision = engine.decide("2.000815", level="commune", received_at="2024-03-06 15:31")  # the law: the next working day
    later = decision.known_now
    assert decision.statutory is not None
    assert later is not None
    assert f"{decision.statutory.due_at:%d %H:%M}" == "07 16:30"
    assert f"{later.statutory.due_at:%d %H:%M}" == "11 07:30"
    assert [closure.id for closure in later.closures] == ["c7", "c8"]


def test_a_closed_morning_that_the_law_learns_of_later(catalog: Catalog) -> None:
    """Eight working hours end in a closed morning and move to the afternoon of the same day, the last one that counts."""
    closure = closed(dt.date(2024, 3, 7), sessions=((450, 720),), law="next_opening", announced_on=dt.date(2024, 3, 7))
    timed = with_time(catalog, "2.000815", ProcessingTime(amount=8, unit="working_hour"))
    later = Engine(attrs.evolve(timed, closures=(closure,))).decide("2.000815", level="commune", received_at="2024-03-06 10:00").known_now
    assert later is not None
    assert f"{later.statutory.due_at:%d %H:%M}" == "07 13:00"
    assert [c.id for c in later.closures] == ["c"]


def test_an_announcement_counts_from_its_own_day(catalog: Catalog) -> None:
    """By what is known on the day of the announcement the closure moves the due time; a day earlier nothing was known of it."""
    closure = closed(dt.date(2024, 3, 7), law="next_opening", announced_on=dt.date(2024, 3, 7))
    engine = Engine(attrs.evolve(catalog, closures=(closure,)))
    for known_on, due in ((6, "07 16:30"), (7, "08 07:30")):
        decision = engine.decide("2.000815", level="commune", received_at="2024-03-06 15:31", known_on=dt.date(2024, 3, known_on))
        assert decision.statutory is not None
        assert f"{decision.statutory.due_at:%d %H:%M}" == due


def test_no_stretch_begins_after_the_calendar(catalog: Catalog, engine: Engine) -> None:
    """A procedure that is in force without end has one stretch for each edition, and none for the day after the last one."""
    timetable = engine.timetable("1.001193", level="commune")
    office = OfficeStretch(0, Period(None, None), Period(None, None), (), "not-listed")
    procedure = catalog.procedure("1.001193", level="commune")
    edition = attrs.evolve(procedure.editions[-1], period=Period(dt.date(2024, 1, 1), None))
    found = [*stretches(attrs.evolve(procedure, editions=(edition,)), [office], timetable.schedule.calendar)]
    begins = timetable.schedule.calendar.number(dt.date(2024, 1, 1))
    assert [(stretch.first, stretch.why) for stretch in found] == [(0, "not-in-force"), (begins, "not-listed")]


def test_the_stored_answer_equals_the_answer(tmp_path: Path) -> None:
    """`tthc due` answers from its cache with the same closure steps and the same desk."""
    from tthc_catalog.decisions.deciding import decide
    from tthc_catalog.decisions.explanation import explain
    from tthc_catalog.decisions.packed_context import StoredDecision, pack, unpack

    shutil.copytree(TWO_YEARS, tmp_path / "catalog")
    engine = Engine(load_catalog(tmp_path / "catalog"))
    context = engine._context("1.001193", "commune", "xa-mau", None, "in_person")
    stored = pack(context)
    assert stored is not None
    again = unpack(stored)
    for received in (
        "2024-03-20 09:00",
        "2024-09-06 15:45",
        "2024-09-14 08:00",
        "2025-03-05 15:45",
        "2025-08-01 09:00",
        "2026-01-05 09:00",
    ):
        one = engine.decide("1.001193", level="commune", office="xa-mau", received_at=received)
        other = decide(again, StoredDecision, received_at=received)
        assert str(explain(other, "vi")) == str(one.explain("vi"))
        assert (other.due_at, other.office.name) == (one.due_at, one.office.name)


@pytest.mark.parametrize("moment", ["2024-03-07 09:00", "2024-03-07 15:45", "2024-03-08 08:00", "2024-03-08 14:00", "2024-03-11 07:00"])
def test_the_table_of_a_closed_desk_agrees_with_direct_evaluation(catalog: Catalog, moment: str) -> None:
    """A deadline in a closed afternoon moves to the next open minute, in the table and in the evaluation minute by minute."""
    closures = (closed(dt.date(2024, 3, 8), sessions=((780, 990),), law="next_opening"),)
    timetable = Engine(attrs.evolve(catalog, closures=closures)).timetable("1.001193", level="commune")
    schedule, received = timetable.schedule, dt.datetime.fromisoformat(moment)
    instant = schedule.to_instant(received)
    tables = [table for span in timetable.spans for table in (span.statutory, *(c.table for c in span.commitments))]
    of_desks = [table for table in tables if isinstance(table, DeskTable)]
    assert of_desks
    for table in of_desks:
        found = table.on((received.date() - schedule.calendar.first).days, instant)
        reason, due, _ = evaluate_at_desk(table.policy, table.desk, table.side, received, outside_hours=table.outside_hours)
        assert (found.reason, found.due_at) == (reason, due if due is None else schedule.to_instant(due))


def test_the_hours_of_a_closure_are_stated(catalog: Catalog) -> None:
    """The step of a closed afternoon states its hours, in hours and minutes."""
    engine = Engine(attrs.evolve(catalog, closures=(closed(dt.date(2024, 3, 8), sessions=((785, 990),)),)))
    steps = engine.decide("1.001193", level="commune", received_at="2024-03-08 09:00").explain("vi").steps
    assert "13:05-16:30" in next(step.text for step in steps if step.rule == "closure/c")
