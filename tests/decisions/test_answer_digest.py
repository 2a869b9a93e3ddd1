"""The digest of an answer changes with what the answer rests on, and with nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tthc_catalog.decisions.answer_digest import basis, inputs_of
from tthc_catalog.decisions.deciding import decide
from tthc_catalog.decisions.packed_context import StoredDecision, pack, unpack
from tthc_catalog.effective import Period
from tthc_catalog.engine import Engine
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.legal import Citation
from tthc_catalog.records.official_calendar import CalendarDay

LATER = dt.date(2026, 1, 5)
"""A Monday after every receipt below and after the last day that its answer counts."""

PROCEDURES = [
    ("commune", "1.001193", None),
    ("commune", "1.004873", None),
    ("commune", "1.004873", "xac-minh"),
    ("district", "2.000815", None),
]

receipts = st.datetimes(dt.datetime(2023, 9, 1), dt.datetime(2025, 6, 1)).map(lambda moment: moment.replace(microsecond=0))


def with_day_off(catalog: Catalog, day: dt.date, *, name: str = "Nghỉ thêm", announced_on: dt.date | None = None) -> Catalog:
    """Return the catalog with one more day off."""
    days = {item.date: item for item in catalog.calendar.days}
    template = next(iter(days.values()))
    added: CalendarDay = attrs.evolve(template, date=day, kind="swap_off", name=name, announced_on=announced_on, decision=None)
    return attrs.evolve(
        catalog, calendar=attrs.evolve(catalog.calendar, days=tuple(sorted({**days, day: added}.values(), key=lambda d: d.date)))
    )


def with_procedures(catalog: Catalog, change: Any) -> Catalog:
    """Return the catalog with each procedure changed."""
    return attrs.evolve(catalog, procedures=tuple(map(change, catalog.procedures)))


def with_last_edition(procedure: Any, **changes: Any) -> Any:
    """Return a procedure with another last edition."""
    return attrs.evolve(procedure, editions=(*procedure.editions[:-1], attrs.evolve(procedure.editions[-1], **changes)))


def with_model(catalog: Catalog, **changes: Any) -> Catalog:
    """Return the catalog with its model changed."""
    return attrs.evolve(catalog, models={name: attrs.evolve(model, **changes) for name, model in catalog.models.items()})


def other_procedure(catalog: Catalog) -> Catalog:
    """Rename every procedure that the tests do not ask for."""
    wanted = {(level, code) for level, code, _ in PROCEDURES}
    return with_procedures(catalog, lambda p: p if (p.level, p.code) in wanted else with_last_edition(p, name="Tên khác"))


def later_edition(catalog: Catalog) -> Catalog:
    """End every last edition, and begin another one that has another name and no time."""

    def change(procedure: Any) -> Any:
        last = procedure.editions[-1]
        if last.period.until is not None:
            return procedure
        ended = attrs.evolve(last, period=Period(last.period.start, LATER))
        following = attrs.evolve(last, id="sau-nay", name="Tên sau này", processing_time=None, period=Period(LATER, None))
        return attrs.evolve(procedure, editions=(*procedure.editions[:-1], ended, following))

    return with_procedures(catalog, change)


OUT_OF_REACH = {
    "a later day off": lambda c: with_day_off(c, LATER),
    "a day off announced later": lambda c: with_day_off(c, dt.date(2024, 3, 12), announced_on=LATER),
    "the horizon": lambda c: attrs.evolve(c, calendar=attrs.evolve(c.calendar, decided_through=dt.date(2027, 12, 31))),
    "the end of the model": lambda c: with_model(c, period=Period(next(iter(c.models.values())).period.start, LATER)),
    "another procedure": other_procedure,
    "a later edition": later_edition,
    "the version": lambda c: attrs.evolve(c, manifest=attrs.evolve(c.manifest, version="2027.01.02")),
    "a source and a note": lambda c: with_procedures(c, lambda p: with_last_edition(p, notes=("Ghi chú mới",), provenance={})),
    "a document that is not cited": lambda c: attrs.evolve(
        c, documents={**c.documents, "khac": attrs.evolve(next(iter(c.documents.values())), id="khac", number="1/2030")}
    ),
}


@pytest.fixture(scope="module")
def engine_of(catalog: Catalog) -> Any:
    """Return a function from an edit to the engine of the edited catalog; engines are kept."""
    engines: dict[str, Engine] = {"": Engine(catalog)}

    def engine(name: str, edit: Any = None) -> Engine:
        if name not in engines:
            engines[name] = Engine(edit(catalog))
        return engines[name]

    return engine


@settings(max_examples=60, deadline=None)
@given(key=st.sampled_from(PROCEDURES), at=receipts, name=st.sampled_from(sorted(OUT_OF_REACH)))
def test_an_edit_out_of_reach_leaves_the_digest(engine_of: Any, key: Any, at: dt.datetime, name: str) -> None:
    """Another procedure, a later day, a later edition, the horizon or the version change no digest of an answer."""
    level, code, case = key
    arguments: dict[str, Any] = {"code": code, "level": level, "case": case, "received_at": at}
    before = engine_of("").decide(**arguments)
    after = engine_of(name, OUT_OF_REACH[name]).decide(**arguments)
    assert after.evidence.answer_digest == before.evidence.answer_digest


def with_other_citation(catalog: Catalog) -> Catalog:
    """Cite another provision for every processing time and every model."""
    other = (Citation(document=next(iter(catalog.documents)), provision="Điều 99"),)

    def cited(timed: Any) -> Any:
        time = timed.processing_time
        return timed if time is None else attrs.evolve(timed, processing_time=attrs.evolve(time, citations=other))

    def change(procedure: Any) -> Any:
        editions = (
            attrs.evolve(cited(e), cases=tuple(attrs.evolve(cited(c), citations=other) for c in e.cases)) for e in procedure.editions
        )
        return attrs.evolve(procedure, editions=tuple(editions))

    return with_model(with_procedures(catalog, change), citations=other)


IN_REACH = {
    "a citation": with_other_citation,
    "the number of a document": lambda c: attrs.evolve(
        c, documents={name: attrs.evolve(d, number=f"{d.number}-sửa") for name, d in c.documents.items()}
    ),
    "the name of the procedure": lambda c: with_procedures(
        c, lambda p: attrs.evolve(p, editions=tuple(attrs.evolve(e, name=f"{e.name} (sửa)") for e in p.editions))
    ),
    "a convention": lambda c: attrs.evolve(
        c, manifest=attrs.evolve(c.manifest, conventions=tuple(attrs.evolve(x, text=x.text + " Sửa.") for x in c.manifest.conventions))
    ),
    "the hours": lambda c: attrs.evolve(
        c,
        hours={
            name: attrs.evolve(h, seasons=tuple(attrs.evolve(s, sessions=((480, 690), (810, 1020))) for s in h.seasons))
            for name, h in c.hours.items()
        },
    ),
}


@settings(max_examples=40, deadline=None)
@given(key=st.sampled_from(PROCEDURES[:3]), at=receipts, name=st.sampled_from(sorted(IN_REACH)))
def test_an_edit_within_reach_changes_the_digest(engine_of: Any, key: Any, at: dt.datetime, name: str) -> None:
    """A citation, a cited document, the name, a convention in use or the hours of the days change the digest, even if the due time stays."""
    level, code, case = key
    arguments: dict[str, Any] = {"code": code, "level": level, "case": case, "received_at": at}
    before = engine_of("").decide(**arguments)
    after = engine_of(name, IN_REACH[name]).decide(**arguments)
    assert after.evidence.answer_digest != before.evidence.answer_digest


def test_the_days_in_reach_have_their_hours(engine: Engine) -> None:
    """From the receipt on Friday 29/9/2023 at 15:31 to the Monday it is due; only days that are worked have hours."""
    decision = engine.decide("2.000815", level="commune", received_at="2023-09-29 15:31")
    summer = [[7 * 60, 11 * 60 + 30], [13 * 60 + 30, 17 * 60]]
    assert [day[:3] for day in basis(decision)["days"]] == [
        ["2023-09-29", True, summer],
        ["2023-09-30", False, []],
        ["2023-10-01", False, []],
        ["2023-10-02", True, summer],
    ]


def test_a_day_off_within_the_term_changes_the_digest(catalog: Catalog) -> None:
    """A day off between the receipt and the last day changes the digest; one on the day after the last day does not."""
    arguments: dict[str, Any] = {"code": "1.004873", "level": "commune", "received_at": dt.datetime(2024, 3, 4, 9)}
    before = Engine(catalog).decide(**arguments)
    assert before.statutory is not None
    last = before.statutory.due_at.date()
    for day, same in ((last - dt.timedelta(days=1), False), (last + dt.timedelta(days=1), True)):
        after = Engine(with_day_off(catalog, day)).decide(**arguments)
        assert (after.evidence.answer_digest == before.evidence.answer_digest) is same


@pytest.mark.parametrize(
    "change",
    [
        {"received_at": "2023-09-29 15:30"},
        {"components": ["giay-chung-sinh"]},
        {"components": []},
        {"conditions": ["uy-quyen"]},
        {"channel": "online"},
        {"office": "xa-an-phuong"},
        {"strict": True},
    ],
)
def test_every_input_is_part_of_the_digest(engine: Engine, change: dict[str, Any]) -> None:
    """Two questions have different digests if any input differs, even where the answer does not depend on it."""
    arguments: dict[str, Any] = {"code": "1.004873", "level": "commune", "received_at": "2023-09-29 15:31"}
    known = {c.id for e in engine.catalog.procedure("1.004873", level="commune").editions for c in e.components or ()}
    if change.get("components"):
        change = {"components": sorted(known)[:1]}
    one, other = engine.decide(**arguments), engine.decide(**{**arguments, **change})
    assert one.evidence.answer_digest != other.evidence.answer_digest


def test_the_inputs_lead_to_the_same_answer(engine: Engine) -> None:
    """A decision made again from its recorded inputs is equal and has the same digest, also one on an incomplete dossier."""
    first = engine.decide(
        "1.004873", level="commune", received_at="2023-09-29 15:31", case="xac-minh", components=[], conditions=["uy-quyen"]
    )
    again = engine.decide(**inputs_of(first))
    assert again == first
    assert again.evidence == first.evidence
    assert first.to_dict()["inputs"] == inputs_of(first)
    assert first.to_dict()["answer_digest"] == first.evidence.answer_digest


@settings(max_examples=40, deadline=None)
@given(key=st.sampled_from(PROCEDURES), at=receipts)
def test_a_cached_decision_has_the_same_digest(engine_of: Any, key: Any, at: dt.datetime) -> None:
    """A decision read from the cache has the evidence of the one that was cached."""
    level, code, case = key
    decision = engine_of("").decide(code, level=level, case=case, received_at=at)
    content = pack(decision.context)
    assert content is not None
    assert decide(unpack(content), StoredDecision, received_at=at).evidence == decision.evidence
