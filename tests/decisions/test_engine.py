"""One dossier: both deadlines, completeness, evidence, and errors that say what to do."""

from __future__ import annotations

import concurrent.futures
import datetime as dt
import json
import pickle
from typing import TYPE_CHECKING, Any, Literal

import attrs
import numpy as np
import pandas as pd
import pytest

import tthc_catalog as tthc
from tthc_catalog.decisions.receipt_moments import read_moment
from tthc_catalog.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Callable

    from tthc_catalog.records.catalog import Catalog

FRIDAY = dt.datetime(2023, 9, 29, 15, 31)


def test_both_deadlines_are_reported_and_the_earlier_governs(engine: Engine) -> None:
    """At 15:31 on a model Friday the law allows the whole of Monday, and the plan promises before 9:00."""
    decision = engine.decide("1.001193", level="commune", received_at=FRIDAY)
    assert decision.covered
    assert decision.commitment is not None
    assert decision.statutory is not None
    assert decision.due_at == decision.commitment.due_at < decision.statutory.due_at
    assert decision.late_after == decision.due_at
    assert decision.bound == "before"
    assert decision.statutory.late_after.isoformat() == "2023-10-03T00:00:00+07:00"


def test_any_printed_form_of_a_code_is_accepted(engine: Engine) -> None:
    """Longer printed codes name the same procedure."""
    plain = engine.decide("1.001193", level="commune", received_at=FRIDAY)
    for printed in ("1.001193.000.00.00.H23", "1.001193.H42", " 1.001193 "):
        assert engine.decide(printed, level="commune", received_at=FRIDAY).due_at == plain.due_at


def test_a_code_at_two_levels_requires_a_level(engine: Engine) -> None:
    """An ambiguous code is rejected with the levels to choose from; each of them works when passed back."""
    with pytest.raises(tthc.AmbiguousProcedure) as refused:
        engine.decide("2.000815", received_at=FRIDAY)
    assert refused.value.code == "2.000815"
    assert refused.value.suggestions == ("commune", "district")
    for level in refused.value.suggestions:
        assert engine.decide(refused.value.code, level=level, received_at=FRIDAY).procedure.level == level


def test_an_unknown_code_suggests_similar_ones(engine: Engine) -> None:
    """A code that a spreadsheet shortened is suggested in full."""
    with pytest.raises(LookupError) as refused:
        engine.decide("1.00119", received_at=FRIDAY)
    assert isinstance(refused.value, tthc.UnknownProcedure)
    assert (refused.value.code, refused.value.level) == ("1.00119", None)
    assert "1.001193" in refused.value.suggestions


def test_a_code_at_another_level_suggests_its_levels(engine: Engine) -> None:
    """If the code exists at another level, the suggestions are levels."""
    with pytest.raises(tthc.UnknownProcedure) as refused:
        engine.decide("1.001193", level="district", received_at=FRIDAY)
    assert (refused.value.code, refused.value.level) == ("1.001193", "district")
    assert refused.value.suggestions == ("commune",)


def test_a_procedure_not_in_force_suggests_its_successors(catalog: Catalog) -> None:
    """The error has the successors as (level, code); its text shows both."""
    day = dt.date(2025, 7, 1)
    with pytest.raises(tthc.NotInForce) as refused:
        catalog.procedure("2.000815", level="district", on=day)
    error = refused.value
    assert (error.code, error.level, error.day) == ("2.000815", "district", day)
    assert ("commune", "2.000815") in error.successors
    assert "2.000815" in error.suggestions
    assert "2.000815 (commune)" in error.text("en")


def test_errors_carry_data(engine: Engine) -> None:
    """What an error is about is available as attributes, not only in its text."""
    with pytest.raises(tthc.OutOfHorizon) as outside:
        engine.decide("1.001193", received_at="2300-01-01 10:00")
    assert outside.value.value == dt.date(2300, 1, 1)
    assert outside.value.first < outside.value.last < outside.value.value
    with pytest.raises(tthc.ProvisionalRefused) as provisional:
        engine.decide("2.000927", received_at="2028-01-07 10:00", strict=True)
    assert provisional.value.decided_through == engine.calendar.decided_through
    with pytest.raises(tthc.UnknownOffice) as unknown:
        engine.decide("1.001193", office="cap-x", received_at=FRIDAY)
    assert (unknown.value.office, unknown.value.level, unknown.value.suggestions) == ("cap-x", "commune", ("cap-xa",))


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"office": "xa-khong-co"}, tthc.UnknownOffice),
        ({"office": "huyen-thanh-ha"}, tthc.UnknownOffice),
        ({"case": "khong-co"}, tthc.UnknownCase),
        ({"components": ["khong-co"]}, tthc.UnknownComponent),
        ({"components": [], "conditions": ["khong-co"]}, tthc.UnknownComponent),
        ({"channel": "zalo"}, tthc.UnknownChannel),
        ({"received_at": FRIDAY.date()}, tthc.InvalidInstant),
        ({"received_at": 1695976260}, tthc.InvalidInstant),
        ({"received_at": "29/09/2023"}, tthc.InvalidInstant),
        ({"received_at": "09/29/2023 15:31"}, tthc.InvalidInstant),
        ({"received_at": "2023-02-30 15:31"}, tthc.InvalidInstant),
        ({"received_at": "1890-01-01 10:00"}, tthc.OutOfHorizon),
        ({"received_at": "2300-01-01 10:00"}, tthc.OutOfHorizon),
    ],
)
def test_every_error_has_a_text_in_both_languages(engine: Engine, arguments: dict[str, Any], error: type[tthc.TthcError]) -> None:
    """Every error has a Vietnamese and an English sentence, also after pickling."""
    with pytest.raises(error) as refused:
        engine.decide("1.004873", **{"level": "commune", "received_at": FRIDAY, **arguments})
    vietnamese, english = refused.value.text("vi"), refused.value.text("en")
    assert vietnamese != english
    assert not vietnamese.startswith("error.")
    assert pickle.loads(pickle.dumps(refused.value)).text("vi") == vietnamese  # noqa: S301 - our own bytes


def test_an_incomplete_dossier_is_not_received(engine: Engine) -> None:
    """A dossier without its required components has no deadline, but a list of what is missing."""
    decision = engine.decide("1.004873", level="commune", received_at=FRIDAY, components=[])
    assert not decision.covered
    assert decision.reason == "incomplete"
    assert decision.due_at is None
    assert decision.commitment is None
    assert decision.rule is None
    assert decision.citations == ()
    assert decision.missing
    assert decision.missing[0].components[0].name in str(decision.explain("vi"))


def test_every_required_component_makes_the_dossier_complete(engine: Engine) -> None:
    """One component of a group is enough; components of unconfirmed conditions are not missing and do not block."""
    empty = engine.decide("1.004873", level="commune", received_at=FRIDAY, components=[])
    have = [item.components[0].id for item in empty.missing]
    decision = engine.decide("1.004873", level="commune", received_at=FRIDAY, components=have)
    assert decision.covered
    assert decision.missing == ()
    assert decision.conditional
    assert all(item.conditions for item in decision.conditional)


def test_an_optional_component_is_never_missing(engine: Engine) -> None:
    """What the source allows to leave out is listed apart, until it is handed in."""
    empty = engine.decide("2.000815", level="commune", received_at=FRIDAY, components=[])
    (optional,) = empty.optional
    assert all(component.optional for component in optional.components)
    assert not any(component.optional for item in (*empty.missing, *empty.conditional) for component in item.components)
    given = engine.decide("2.000815", level="commune", received_at=FRIDAY, components=[optional.components[0].id])
    assert given.optional == ()
    assert engine.decide("2.000815", level="commune", received_at=FRIDAY).optional == ()


def test_a_similar_component_is_suggested_once(engine: Engine) -> None:
    """A component with the same id as its group is suggested once, and a single string is one id."""
    with pytest.raises(tthc.UnknownComponent) as refused:
        engine.decide("1.001193", level="commune", received_at=FRIDAY, components="to-khia")
    assert refused.value.suggestions == ("to-khai",)


def test_a_confirmed_condition_makes_its_component_required(engine: Engine) -> None:
    """Filing for another person requires the authorisation."""
    empty = engine.decide("1.004873", level="commune", received_at=FRIDAY, components=[])
    have = [item.components[0].id for item in empty.missing]
    condition = empty.conditional[0].conditions[0]
    decision = engine.decide("1.004873", level="commune", received_at=FRIDAY, components=have, conditions=[condition.id])
    assert decision.reason == "incomplete"


def test_the_edition_at_receipt_decides(engine: Engine) -> None:
    """A promise made on the last day of the district level remains valid; a day later no promise is made, and the successors are named."""
    kept = engine.decide("2.000815", level="district", received_at="2025-06-30 15:45")
    assert kept.due_at is not None
    assert kept.edition is not None
    ended = engine.decide("2.000815", level="district", received_at="2025-07-01 08:00")
    assert ended.reason == "not-in-force"
    assert ended.edition is None
    assert ended.due_at is None
    assert any(s.level == "commune" for s in ended.procedure.succeeded_by)


def test_an_answer_without_a_due_time_says_why_there_is_none(engine: Engine) -> None:
    """An unknown statutory time and a time agreed in writing have different texts, and neither says that there is no deadline."""
    unknown = engine.decide("1.001266", level="district", received_at="2023-09-28 10:00")
    assert unknown.explain("vi").answer == (
        "Chưa xác định được hạn trả kết quả: chưa tìm thấy nguồn nêu thời hạn theo luật. "
        "Hồ sơ không thuộc cam kết: không phải ngày áp dụng mô hình."
    )
    agreed = engine.decide("2.000815", level="commune", received_at=FRIDAY, case="thoa-thuan-van-ban")
    assert agreed.explain("en").answer == (
        "The result is due as agreed in writing with the applicant. The dossier is not covered by a commitment: this case is excluded from the model."
    )


@pytest.mark.parametrize(
    ("code", "level", "at", "ending"),
    [
        ("1.001193", "commune", "2023-09-22 10:00", "Hồ sơ không thuộc cam kết: mô hình không áp dụng vào ngày nhận."),
        ("2.000720", "district", "2025-07-01 09:00", "Không có hạn trả kết quả: thủ tục không có hiệu lực vào ngày nhận."),
    ],
)
def test_what_is_not_in_force_is_named(engine: Engine, code: str, level: str, at: str, ending: str) -> None:
    """The text says whether the model or the procedure is not in force."""
    assert engine.decide(code, level=level, received_at=at).explain("vi").answer.endswith(ending)


@pytest.mark.parametrize(
    ("code", "name"),
    [(1.001193, "float: 1.001193"), (np.float64(1.001193), "float64: 1.001193"), (1001193, "int: 1001193"), (None, "NoneType: None")],
)
def test_a_code_that_is_no_text_is_named(engine: Engine, catalog: Catalog, code: Any, name: str) -> None:
    """A number or None is rejected with the value; a number suggests the code to write."""
    calls: list[Callable[[], object]] = [
        lambda: engine.decide(code, level="commune", received_at=FRIDAY),
        lambda: engine.timetable(code, level="commune"),
        lambda: catalog.procedure(code),
    ]
    for call in calls:
        with pytest.raises(tthc.InvalidCode) as refused:
            call()
        assert isinstance(refused.value, TypeError)
        assert f"A code is text, not {name}." in str(refused.value)
        assert refused.value.text("vi").startswith(f"Mã thủ tục là chữ, không phải {name}.")
    assert ("1.001193" in refused.value.suggestions) == (code is not None)


@pytest.mark.parametrize("moment", ["2023-09-29T15:31", "2023-09-29T15:31:00.000000000"])
def test_a_numpy_moment_is_read_as_local_time(engine: Engine, moment: str) -> None:
    """``datetime64`` in any unit is local office time, as in `decide_many`."""
    expected = engine.decide("1.001193", level="commune", received_at=FRIDAY)
    assert engine.decide("1.001193", level="commune", received_at=np.datetime64(moment)) == expected
    assert engine.decide("1.001193", level="commune", received_at=pd.Timestamp(moment)) == expected


@pytest.mark.parametrize("missing", [pd.NaT, np.datetime64("NaT", "s"), np.datetime64("NaT", "ns"), None])
def test_a_missing_moment_is_named(engine: Engine, missing: Any) -> None:
    """NaT and None are no moment; the error says so."""
    with pytest.raises(tthc.InvalidInstant, match=r"(NaT|None) is no moment"):
        engine.decide("1.001193", level="commune", received_at=missing)


@pytest.mark.parametrize(
    "far", [pd.Timestamp.max, pd.Timestamp.min, np.datetime64("9999-12-31", "s"), np.datetime64(2**62, "s"), np.datetime64(-(2**62), "s")]
)
def test_a_moment_far_away_is_outside_the_calendar(engine: Engine, far: Any) -> None:
    """The last moment of pandas was not skipped by a change of clock: it lies outside the calendar."""
    with pytest.raises(tthc.OutOfHorizon):
        engine.decide("1.001193", level="commune", received_at=far)


@pytest.mark.parametrize("components", [None, [], ["to-khai"]])
@pytest.mark.parametrize("at", [FRIDAY, dt.datetime(2021, 3, 5, 10)])
def test_unknown_conditions_are_always_rejected(engine: Engine, components: list[str] | None, at: dt.datetime) -> None:
    """An unknown condition is an error with and without components, and also if no edition is in force."""
    with pytest.raises(tthc.UnknownComponent, match="xyz"):
        engine.decide("1.004873", level="commune", received_at=at, components=components, conditions=["xyz"])
    engine.decide("1.004873", level="commune", received_at=at, components=components, conditions="uy-quyen")


def test_an_open_service_does_not_grow(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Printed spellings share one context, wrong ones leave nothing, and what is kept is bounded."""
    engine = Engine(catalog)
    spellings = ["1.001193", " 1.001193", "1.001193.H42", *(f"1.001193.000.00.00.H{number}" for number in range(10, 99))]
    decided = [engine.decide(code, level="commune", received_at=FRIDAY) for code in spellings]
    decided.append(engine.decide("1.001193", level="commune", office="cap-xa", received_at=FRIDAY))
    assert len({id(decision.context) for decision in decided}) == len(engine._contexts) == 1
    with pytest.raises(tthc.UnknownProcedure):
        engine.decide("9.999999", received_at=FRIDAY)
    with pytest.raises(tthc.UnknownCase):
        engine.decide("1.001193", level="commune", case="x", received_at=FRIDAY)
    assert len(engine._contexts) == 1
    monkeypatch.setattr("tthc_catalog.engine._MOST_CONTEXTS", 8)
    for procedure in catalog.procedures:
        engine.decide(procedure.code, level=procedure.level, received_at=FRIDAY)
        assert len(engine._contexts) <= 8
    for number in range(100):
        engine.decide("1.001193" + " " * number, level="commune", received_at=FRIDAY)
        assert len(engine._spellings) <= 8


def test_a_spelling_is_resolved_once(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second decision of the same procedure finds its timetable at once, with the default desk too."""
    engine = tthc.Engine(catalog)
    first = engine.decide("1.001193", level="commune", received_at=FRIDAY)
    monkeypatch.delattr(tthc.Engine, "_context")
    assert engine.decide("1.001193", level="commune", received_at=FRIDAY) == first


def test_an_end_without_a_stated_basis_cites_no_document(catalog: Catalog) -> None:
    """After an edition that ended without a basis the answer says so, and does not cite the document that began the edition."""
    procedure = catalog.procedure("2.000720", level="district")
    *earlier, last = procedure.editions
    assert last.from_basis is not None
    assert last.until_basis is not None
    receipts = [f"{day:%Y-%m-%d} 09:00" for day in (last.period.until, last.period.start) if day is not None]
    for basis in (last.until_basis, None):
        changed = attrs.evolve(procedure, editions=(*earlier, attrs.evolve(last, until_basis=basis)))
        procedures = tuple(changed if p is procedure else p for p in catalog.procedures)
        engine = Engine(attrs.evolve(catalog, procedures=procedures))
        after, within = (engine.decide("2.000720", level="district", received_at=at).explain("vi").steps[0] for at in receipts)
        assert after.citations == ((basis,) if basis is not None else ())
        assert ("Không tìm thấy văn bản quy định việc chấm dứt." in after.text) == (basis is None)
        assert within.citations == (last.from_basis,)


def test_before_the_first_edition_the_document_that_begins_it_is_cited(catalog: Catalog) -> None:
    """Before a procedure begins, nothing has ended: the answer cites the first edition's own document, not the end of the last one."""
    procedure = catalog.procedure("2.000720", level="district")
    first = attrs.evolve(procedure.editions[0], period=attrs.evolve(procedure.editions[0].period, start=dt.date(2023, 9, 25)))
    changed = attrs.evolve(procedure, editions=(first, *procedure.editions[1:]))
    engine = Engine(attrs.evolve(catalog, procedures=tuple(changed if p is procedure else p for p in catalog.procedures)))
    step = engine.decide("2.000720", level="district", received_at="2023-09-22 09:00").explain("vi").steps[0]
    assert step.citations == (first.from_basis,)
    assert "chấm dứt" not in step.text


def test_an_excluded_case_quotes_the_catalogs_own_reading(engine: Engine) -> None:
    """The law that lengthens the time does not say what the plan covers; that is the catalog's reading, and is cited as such."""
    decision = engine.decide("1.004873", level="commune", received_at=FRIDAY, case="xac-minh")
    step = next(step for step in decision.explain("vi").steps if step.rule == "case-excluded")
    assert [citation.document for citation in step.citations] == ["QUY-UOC-DANH-MUC"]
    assert step.text.endswith("không thuộc cam kết trả trong ngày; hạn theo luật vẫn tính.")


def test_explanations_come_in_two_languages(engine: Engine) -> None:
    """Another language is rejected; English is no fallback."""
    with pytest.raises(ValueError, match="one of vi, en"):
        engine.decide("1.001193", level="commune", received_at=FRIDAY).explain("fr")


def test_public_objects_have_a_repr_of_one_line(engine: Engine, catalog: Catalog) -> None:
    """The repr identifies the object and leaves out the records behind it."""
    decision = engine.decide("1.001193", level="commune", received_at=FRIDAY)
    assert repr(decision) == (
        "<Decision commune 1.001193 received 2023-09-29T15:31:00+07:00: "
        "due before 2023-10-02T09:00:00+07:00 (thu-sau-khong-cho/after-15:30)>"
    )
    ended = engine.decide("2.000720", level="district", received_at="2025-07-01 09:00")
    assert repr(ended).endswith("no due time, not covered: not-in-force>")
    assert repr(catalog) == f"<Catalog thanh-ha {catalog.version}: 35 procedures>"
    assert repr(engine) == f"<Engine of thanh-ha {catalog.version}: 35 procedures>"
    timetable = engine.timetable("1.004873", level="commune", case="xac-minh")
    assert repr(timetable) == f"<Timetable commune 1.004873, case xac-minh: {timetable.digest[:12]}>"


def test_strict_rejects_a_provisional_answer(engine: Engine) -> None:
    """An answer in 2028 is provisional and says so; strict mode rejects it and says what to do."""
    provisional = engine.decide("2.000815", level="commune", received_at="2028-01-07 10:00")
    assert provisional.provisional
    assert any("31/12/2027" in notice for notice in provisional.explain("vi").notices)
    with pytest.raises(tthc.ProvisionalRefused) as refused:
        engine.decide("2.000815", level="commune", received_at="2028-01-07 10:00", strict=True)
    assert "31/12/2027" in refused.value.text("vi")


def test_every_step_names_its_rule_and_citation(engine: Engine, catalog: Catalog) -> None:
    """In both languages and for every kind of answer, each step has a rule and cites a document of the catalog."""
    moments = ["2023-09-29 15:31", "2023-09-28 10:00", "2023-09-22 10:00", "2024-03-02 10:00", "2025-01-24 16:00", "2025-07-01 09:00"]
    for procedure in catalog.procedures:
        cases = [None, *{case.id for edition in procedure.editions for case in edition.cases}]
        for moment in moments:
            for case in cases:
                decision = engine.decide(procedure.code, level=procedure.level, case=case, received_at=moment)
                for lang in ("vi", "en"):
                    for step in decision.explain(lang).steps:
                        assert step.rule
                        assert step.text
                        assert step.citations, (procedure.code, moment, case, step)
                        assert all(c.document in catalog.documents for c in step.citations), step
                        assert "decision." not in step.text


def test_the_reconstructed_list_is_shown_with_every_answer(engine: Engine) -> None:
    """Until the real annex is found, every explanation says that the list is not official."""
    decision = engine.decide("1.001193", level="commune", received_at=FRIDAY)
    assert any("chưa chính thức" in notice for notice in decision.explain("vi").notices)
    assert any("not official" in notice for notice in decision.explain("en").notices)


def test_the_packaged_catalog_needs_no_plugin(engine: Engine) -> None:
    """The evidence names only plugins that contribute to the answer."""
    assert engine.decide("1.001193", level="commune", received_at=FRIDAY).evidence.plugins == ()


def test_a_decision_can_be_derived_again(engine: Engine, catalog: Catalog) -> None:
    """Another engine for the same catalog returns an equal decision with the same digest."""
    one = engine.decide("1.001193", level="commune", received_at=FRIDAY)
    other = Engine(catalog).decide("1.001193", level="commune", received_at=FRIDAY)
    assert one == other
    assert hash(one) == hash(other)
    assert one.evidence.timetable_digest == engine.timetable("1.001193").digest
    assert one != "a decision"


@pytest.mark.parametrize(
    "change",
    [
        {"code": "1.000656"},
        {"received_at": "2023-09-29 15:30"},
        {"components": []},
        {"channel": "online"},
    ],
)
def test_decisions_differ_if_an_input_differs(engine: Engine, change: dict[str, Any]) -> None:
    """Decisions are equal only if their evidence, inputs and outcome are."""
    arguments: dict[str, Any] = {"code": "1.001193", "level": "commune", "received_at": FRIDAY}
    assert engine.decide(**arguments) != engine.decide(**{**arguments, **change})


def test_a_decision_is_a_record_and_not_a_tuple(engine: Engine) -> None:
    """A decision cannot be changed, unpacked, indexed or sorted."""
    decision = engine.decide("1.001193", level="commune", received_at=FRIDAY)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        decision.covered = False  # type: ignore[misc]
    with pytest.raises(TypeError):
        iter(decision)  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        sorted([decision, decision])  # type: ignore[type-var]
    assert not hasattr(decision, "count")


def test_a_pickled_decision_is_equal(engine: Engine) -> None:
    """A decision made by pickling is equal and has the same explanation."""
    decision = engine.decide("1.004873", level="commune", received_at=FRIDAY, case="xac-minh", components=[])
    copy = pickle.loads(pickle.dumps(decision))  # noqa: S301 - our own bytes
    assert copy == decision
    assert hash(copy) == hash(decision)
    assert copy.to_dict() == decision.to_dict()


def test_the_explanation_can_be_left_out(engine: Engine) -> None:
    """Without the explanation the plain data is otherwise the same."""
    decision = engine.decide("1.001193", level="commune", received_at=FRIDAY)
    complete = decision.to_dict()
    json.dumps(complete)
    del complete["explanation"]
    assert decision.to_dict(explain=False) == complete


def test_a_pickled_engine_returns_equal_decisions(engine: Engine) -> None:
    """A copy made by pickling has the same timetables."""
    copy = pickle.loads(pickle.dumps(engine))  # noqa: S301 - our own bytes
    for timetable, same in zip(engine.timetables(), copy.timetables(), strict=True):
        assert timetable.digest == same.digest
    assert copy.decide("1.001193", received_at=FRIDAY) == engine.decide("1.001193", received_at=FRIDAY)


def test_threads_share_one_engine(engine: Engine) -> None:
    """Eight threads that share a new engine get the same decisions as one thread."""
    moments = [FRIDAY + dt.timedelta(hours=7 * step) for step in range(2_000)]
    expected = [engine.decide("2.000815", level="commune", received_at=m).due_at for m in moments]
    fresh = pickle.loads(pickle.dumps(engine))  # noqa: S301 - our own bytes
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda m: fresh.decide("2.000815", level="commune", received_at=m).due_at, moments)
        assert list(answers) == expected


@pytest.mark.parametrize("typed", ["2023-09-29 15:31", "2023-09-29T15:31", "2023-09-29 15:31:00", " 2023-09-29 15:31 "])
def test_moments_are_parsed(typed: str) -> None:
    """ISO 8601 with a space or a T, with or without seconds, is local office time."""
    assert read_moment(typed) == FRIDAY


@pytest.mark.parametrize("typed", ["2023-09-29 15:31+07:00", "2023-09-29T08:31Z", "2023-09-29 08:31:00 +00:00"])
def test_moments_with_an_offset_are_aware(typed: str) -> None:
    """A moment with an offset is an aware datetime."""
    assert read_moment(typed) == FRIDAY.replace(tzinfo=dt.timezone(dt.timedelta(hours=7)))


@pytest.mark.parametrize("typed", ["", "hôm nay", "2023-09-29", "15:31", "2023-09-29 24:31", "2023-13-01 10:00", "45198.646", "1695976260"])
def test_other_text_is_rejected(typed: str) -> None:
    """Text that is not a moment is rejected with an example."""
    with pytest.raises(tthc.InvalidInstant) as refused:
        read_moment(typed)
    assert "2023-09-29 15:31" in refused.value.text("vi")


@pytest.mark.parametrize(
    "typed",
    [
        "29/9/2023 15:31",
        "15h31 ngày 29/9/2023",
        "29-09-2023 lúc 3h31 chiều",
        "2023-09-29 15h31",
        "3:31 CH 29/09/2023",
        "29/09/2023 3:31:00 PM",
        "15 giờ 31 phút ngày 29/09/2023",
        "15h31’ 29/09/2023",
        "29/09/2023 - 15:31",
        "29/09/23 15:31",
    ],
)
def test_a_moment_in_everyday_notation_is_parsed(typed: str) -> None:
    """What people write and exports contain is read; the day comes before the month."""
    assert read_moment(typed) == FRIDAY


def test_a_short_offset_is_parsed() -> None:
    """PostgreSQL writes the offset of the zone in hours."""
    assert read_moment("2023-09-29 08:31:00+00") == dt.datetime(2023, 9, 29, 8, 31, tzinfo=dt.UTC)


def test_a_date_is_rejected_unless_its_time_is_stated(engine: Engine) -> None:
    """A receipt without a time of day is rejected with this reason; the caller may state the time to use."""
    for date in (FRIDAY.date(), "2023-09-29", "29/9/2023"):
        with pytest.raises(tthc.InvalidInstant) as refused:
            engine.decide("1.001193", level="commune", received_at=date)
        assert refused.value.key == "error.date_without_time"
        decision = engine.decide("1.001193", level="commune", received_at=date, time_when_missing=dt.time(15, 31))
        assert decision == engine.decide("1.001193", level="commune", received_at=FRIDAY)


def test_a_day_that_does_not_exist_is_rejected_without_a_guess() -> None:
    """Nothing is suggested, since nobody knows which day was meant."""
    with pytest.raises(tthc.InvalidInstant) as refused:
        read_moment("2023-02-30 15:31")
    assert refused.value.suggestions == ()


@pytest.mark.parametrize("more", [{}, {"components": []}, {"received_at": "2023-09-30 09:00"}, {"channel": "online"}])
def test_a_pickled_decision_is_small_and_equal(engine: Engine, more: dict[str, Any]) -> None:
    """A copy has every answer, the explanation and the plain data of the decision, without the catalog."""
    decision = engine.decide("1.001193", **{"level": "commune", "received_at": FRIDAY, **more})
    content = pickle.dumps(decision)
    assert len(content) <= 5 * 1024
    copy = pickle.loads(content)  # noqa: S301 - our own bytes
    assert (copy, hash(copy), repr(copy)) == (decision, hash(decision), repr(decision))
    assert copy.to_dict() == decision.to_dict()
    assert list(copy.to_dict()) == list(decision.to_dict())
    assert copy.to_dict(explain=False) == decision.to_dict(explain=False)
    for lang in ("vi", "en"):
        assert copy.explain(lang) == decision.explain(lang)
    with pytest.raises(ValueError, match="language"):
        copy.explain("fr")
    names = (
        "covered",
        "due_at",
        "late_after",
        "bound",
        "rule",
        "citations",
        "missing",
        "conditional",
        "optional",
        "provisional",
        "notices",
    )
    for name in (*names, "evidence", "known_now", "governing", "commitment", "statutory"):
        assert getattr(copy, name) == getattr(decision, name), name
    assert [(a.model.id, a.reason, a.deadline) for a in copy.commitments] == [
        (a.model.id, a.reason, a.deadline) for a in decision.commitments
    ]
    assert (copy.procedure.code, copy.office.id, copy.edition.name) == (decision.procedure.code, decision.office.id, decision.edition.name)
    assert pickle.loads(pickle.dumps(copy)) == decision  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    ("moment", "error", "words"),
    [
        (pd.NaT, tthc.InvalidInstant, "NaT"),
        (np.datetime64("NaT", "s"), tthc.InvalidInstant, "NaT"),
        (None, tthc.InvalidInstant, "required"),
        (pd.Timestamp.max, tthc.OutOfHorizon, "11/04/2262"),
        (pd.Timestamp.min, tthc.OutOfHorizon, "/09/1677"),
        (dt.datetime(9999, 12, 31), tthc.OutOfHorizon, "31/12/9999"),
        (float("nan"), tthc.InvalidInstant, "nan"),
    ],
    ids=repr,
)
def test_a_missing_or_distant_moment_is_named(engine: Engine, moment: Any, error: type[Exception], words: str) -> None:
    """Missing moments of pandas and numpy, and moments beyond the calendar, are errors of their own that name the value."""
    with pytest.raises(error, match=words):
        engine.decide("1.001193", level="commune", received_at=moment)


@pytest.mark.parametrize(
    ("received", "rules", "rule", "words"),
    [
        (
            "2024-04-26 15:45",
            ["edition", "minute-precision", "thu-sau-khong-cho/after-15:30", "law/statutory", "term-of-days", "earlier-governs"],
            "thu-sau-khong-cho/after-15:30",
            "thứ Hai 29/04/2024",
        ),
        (
            "2023-09-22 09:00",
            ["edition", "minute-precision", "thu-sau-khong-cho/not-in-force", "law/statutory", "term-of-days"],
            "thu-sau-khong-cho/not-in-force",
            "áp dụng từ thứ Hai 25/09/2023",
        ),
        (
            "2024-04-23 10:00",
            ["edition", "minute-precision", "thu-sau-khong-cho/not-model-day", "law/statutory", "term-of-days"],
            "thu-sau-khong-cho/not-model-day",
            "Ngày được tính là thứ Ba 23/04/2024",
        ),
    ],
)
def test_the_steps_of_an_explanation(engine: Engine, received: str, rules: list[str], rule: str, words: str) -> None:
    """Every rule that leads to the answer is a step, and no other; a promise names the days off that it crosses."""
    steps = engine.decide("1.004873", level="commune", received_at=received).explain("vi").steps
    assert [step.rule for step in steps] == rules
    assert words in next(step.text for step in steps if step.rule == rule)


@pytest.mark.parametrize("languages", [("vi",), ("en",), ("en", "vi"), ()])
def test_the_explanation_has_the_chosen_languages(engine: Engine, languages: tuple[Literal["vi", "en"], ...]) -> None:
    """The rest of the data stays, and a copy from a pickle gives the same."""
    decision = engine.decide("1.001193", level="commune", received_at="2023-09-29 15:31")
    full, chosen = decision.to_dict(), decision.to_dict(languages=languages)
    assert chosen == pickle.loads(pickle.dumps(decision)).to_dict(languages=languages)  # noqa: S301 - our own bytes
    assert chosen.pop("explanation", {}) == {lang: full["explanation"][lang] for lang in languages}
    assert chosen == decision.to_dict(explain=False)


def test_an_explanation_in_another_language_is_refused(engine: Engine) -> None:
    """Only texts that exist can be chosen."""
    decision = engine.decide("1.001193", level="commune", received_at="2023-09-29 15:31")
    for one in (decision, pickle.loads(pickle.dumps(decision))):  # noqa: S301 - our own bytes
        with pytest.raises(ValueError, match="fr"):
            one.to_dict(languages=("fr",))  # type: ignore[arg-type]


def test_a_pickled_decision_is_light(engine: Engine) -> None:
    """A decision leads to the whole catalog; its pickle has at most 5 KB for any procedure, papers included."""
    for procedure in engine.catalog.procedures:
        for papers in (None, []):
            decision = engine.decide(procedure.code, level=procedure.level, received_at="2023-09-29 15:31", components=papers)
            assert len(pickle.dumps(decision)) <= 5_000, procedure.code
