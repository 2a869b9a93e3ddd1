"""Receipts outside opening hours, reasons without a model, and models that promise nothing of their own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import attrs
import pytest
from short_calendar import shortened

from tthc_catalog.engine import Engine
from tthc_catalog.loading import load_catalog
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.manifest import ReceiptsOutsideHours

SCENARIOS = Path(__file__).parents[1] / "scenarios"


def engine_with(commitment: Any, law: Any) -> Engine:
    """Return an engine of the scenario catalog with this convention."""
    catalog = load_catalog(SCENARIOS / "next-opening")
    convention = ReceiptsOutsideHours(commitment=commitment, law=law, citations=())
    return Engine(attrs.evolve(catalog, manifest=attrs.evolve(catalog.manifest, receipts_outside_hours=convention)))


@pytest.mark.parametrize(
    ("commitment", "law", "due", "statutory"),
    [
        # Thursday 28/9/2023 17:20; Friday 29/9 is the day of the model, and the law allows three working days.
        ("as_recorded", "as_recorded", None, "2023-10-03 17:00"),
        ("next_opening", "as_recorded", "2023-09-29 17:00", "2023-10-03 17:00"),
        ("as_recorded", "next_opening", None, "2023-10-04 17:00"),
        ("next_opening", "next_opening", "2023-09-29 17:00", "2023-10-04 17:00"),
    ],
)
def test_the_convention_is_stated_for_commitment_and_law_apart(commitment: str, law: str, due: str | None, statutory: str) -> None:
    """Each side follows its own convention, in the engine and in columns, and the answer and its evidence name both."""
    engine = engine_with(commitment, law)
    decision = engine.decide("1.004873", received_at="2023-09-28 17:20")
    assert f"{decision.statutory.due_at:%Y-%m-%d %H:%M}" == statutory
    assert (decision.commitment and f"{decision.commitment.due_at:%Y-%m-%d %H:%M}") == due
    assert decision.to_dict()["receipts_outside_hours"] == {"commitment": commitment, "law": law}
    columns = engine.decide_many([dt.datetime(2023, 9, 28, 17, 20)], code="1.004873")
    assert str(columns.statutory_due_at[0])[:16].replace("T", " ") == statutory
    steps = [step for step in decision.explain("en").steps if step.rule == "receipts-outside-hours"]
    assert len(steps) == (1 if commitment == law else 2)
    assert "by the catalog's convention" in steps[0].text


def test_the_packaged_catalog_counts_the_recorded_time(engine: Engine) -> None:
    """In Thanh Hà, 17:20 is after 15:30: the answer names the convention and cites the plan."""
    decision = engine.decide("1.001193", level="commune", received_at="2023-09-29 17:20")
    (step,) = [step for step in decision.explain("vi").steps if step.rule == "receipts-outside-hours"]
    assert step.text == ("Nhận ngoài giờ làm việc; theo quy ước của danh mục, cả cam kết và thời hạn theo luật tính theo giờ nhận thực tế.")
    assert "KH-THANH-HA-2023" in {citation.document for citation in step.citations}
    inside = engine.decide("1.001193", level="commune", received_at="2023-09-29 16:59")
    assert "receipts-outside-hours" not in {step.rule for step in inside.explain("vi").steps}


def test_a_result_is_never_due_while_the_desk_is_closed() -> None:
    """In both scenario catalogs, every due time of a short calendar is a working day's opening hour, or an hour of the model."""
    for name in ("units", "next-opening"):
        engine = Engine(shortened(load_catalog(SCENARIOS / name)))
        (procedure,) = engine.catalog.procedures
        for case in (None, *(case.id for case in procedure.editions[0].cases)):
            for office in engine.catalog.offices:
                timetable = engine.timetable(procedure.code, case=case, office=office)
                schedule = timetable.schedule
                for row in timetable.breakpoints():
                    due = row.answer.due_at
                    if due is None or not due < schedule.end_of_answers:
                        continue
                    day = schedule.day_of(due)
                    minute = schedule.wall_second(day, due) // 60
                    known = schedule.calendar.known_on(schedule.day_of(row.starts_at))
                    sessions = schedule.sessions[day] if known.working[day] else ()
                    own = ((450, 690), (1080, 1260))  # the models' Saturday mornings and evenings
                    assert any(start <= minute <= end for start, end in (*sessions, *own)), (name, case, office, row)


def three_catalogs(catalog: Catalog) -> dict[str, tuple[Catalog, str]]:
    """Return a catalog and an office for each reason why no model applies."""
    (binding,) = catalog.manifest.levels
    without = attrs.evolve(catalog, manifest=attrs.evolve(catalog.manifest, levels=(attrs.evolve(binding, commitments=()),)))
    model = catalog.models["thu-sau"]
    other = attrs.evolve(model, scope=attrs.evolve(model.scope, include=("9.000000",)))
    return {
        "no-model": (without, "noi-mau"),
        "office-out-of-scope": (attrs.evolve(catalog, models={**catalog.models, "buoi-toi": other}), "buoi-toi"),
        "not-listed": (attrs.evolve(catalog, models={**catalog.models, "thu-sau": other}), "noi-mau"),
    }


@pytest.mark.parametrize("reason", ["no-model", "office-out-of-scope", "not-listed"])
def test_three_reasons_are_three_sentences(reason: str) -> None:
    """A level without models, a desk outside every scope and a list without the procedure have their own reasons."""
    catalog = load_catalog(SCENARIOS / "next-opening")
    changed, office = three_catalogs(catalog)[reason]
    decision = Engine(changed).decide("1.004873", received_at="2023-09-29 10:00", office=office)
    assert decision.reason == reason
    texts = {
        other: Engine(c).decide("1.004873", received_at="2023-09-29 10:00", office=o).explain("vi")
        for other, (c, o) in three_catalogs(catalog).items()
    }
    assert len({explanation.answer for explanation in texts.values()}) == 3
    assert reason in {step.rule for step in texts[reason].steps}


def test_a_model_that_only_receives_promises_nothing_of_its_own() -> None:
    """The dossier is covered, and only the law sets a due time: there is no commitment in the answer or in columns."""
    catalog = load_catalog(SCENARIOS / "units")
    model = catalog.models["thu-bay"]
    days = model.parameters["days"]
    receives = attrs.evolve(model, parameters={"days": days, "services": ["receive"]})
    engine = Engine(attrs.evolve(catalog, models={**catalog.models, "thu-bay": receives}))
    decision = engine.decide("1.004873", received_at="2023-10-07 09:00", office="thu-bay")
    assert (decision.covered, decision.commitment) == (True, None)
    assert decision.governing is decision.statutory or decision.governing == decision.statutory
    columns = engine.decide_many([dt.datetime(2023, 10, 7, 9)], code="1.004873", office="thu-bay")
    assert str(columns.commitment_due_at[0]) == "NaT"
    assert columns.covered.tolist() == [True]
