"""One dossier: both deadlines, completeness, evidence, and refusals that say what to do."""

from __future__ import annotations

import concurrent.futures
import datetime as dt
import json
import pickle
from typing import TYPE_CHECKING, Any

import pytest

import tthc_catalog as tthc
from tthc_catalog.decisions.receipt_moments import read_moment
from tthc_catalog.engine import Engine

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog

FRIDAY = dt.datetime(2023, 9, 29, 15, 31)


def test_both_deadlines_are_reported_and_the_earlier_governs(engine: Engine) -> None:
    """15:31 on a model Friday: the law allows the whole of Monday, the plan promises before 9:00."""
    decision = engine.decide("1.001193", level="commune", received_at=FRIDAY)
    assert decision.covered
    assert decision.commitment is not None
    assert decision.statutory is not None
    assert decision.due_at == decision.commitment.due_at < decision.statutory.due_at
    assert decision.late_after == decision.due_at
    assert decision.bound == "before"
    assert decision.statutory.late_after.isoformat() == "2023-10-03T00:00:00+07:00"


def test_any_printed_form_of_a_code_is_understood(engine: Engine) -> None:
    """Longer printed codes name the same procedure."""
    plain = engine.decide("1.001193", level="commune", received_at=FRIDAY)
    for printed in ("1.001193.000.00.00.H23", "1.001193.H42", " 1.001193 "):
        assert engine.decide(printed, level="commune", received_at=FRIDAY).due_at == plain.due_at


def test_a_code_at_two_levels_must_say_which(engine: Engine) -> None:
    """An ambiguous code is refused with the levels to choose from."""
    with pytest.raises(tthc.AmbiguousProcedure) as refused:
        engine.decide("2.000815", received_at=FRIDAY)
    assert {"--level commune", "--level district"} == set(refused.value.suggestions)


def test_an_unknown_code_suggests_near_ones(engine: Engine) -> None:
    """A code a spreadsheet shortened is found again."""
    with pytest.raises(LookupError) as refused:
        engine.decide("1.00119", received_at=FRIDAY)
    assert isinstance(refused.value, tthc.UnknownProcedure)
    assert "1.001193" in refused.value.suggestions
    with pytest.raises(tthc.UnknownProcedure) as elsewhere:
        engine.decide("1.001193", level="district", received_at=FRIDAY)
    assert elsewhere.value.suggestions == ("1.001193 --level commune",)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"office": "xa-khong-co"}, tthc.UnknownOffice),
        ({"office": "huyen-thanh-ha"}, tthc.UnknownOffice),
        ({"case": "khong-co"}, tthc.UnknownCase),
        ({"components": ["khong-co"]}, tthc.UnknownComponent),
        ({"components": [], "conditions": ["khong-co"]}, tthc.UnknownComponent),
        ({"components": [], "channel": "zalo"}, tthc.UnknownComponent),
        ({"received_at": FRIDAY.date()}, tthc.InvalidInstant),
        ({"received_at": 1695976260}, tthc.InvalidInstant),
        ({"received_at": "29/09/2023 15:31"}, tthc.InvalidInstant),
        ({"received_at": "2023-02-30 15:31"}, tthc.InvalidInstant),
        ({"received_at": "1890-01-01 10:00"}, tthc.OutOfHorizon),
        ({"received_at": "2300-01-01 10:00"}, tthc.OutOfHorizon),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(engine: Engine, arguments: dict[str, Any], error: type[tthc.TthcError]) -> None:
    """Every refusal has a Vietnamese and an English sentence."""
    with pytest.raises(error) as refused:
        engine.decide("1.004873", **{"level": "commune", "received_at": FRIDAY, **arguments})
    said = refused.value
    assert said.text("vi") != said.text("en")
    assert not said.text("vi").startswith("error.")
    assert pickle.loads(pickle.dumps(said)).text("vi") == said.text("vi")  # noqa: S301 - our own bytes


def test_an_incomplete_dossier_is_not_received(engine: Engine) -> None:
    """Without its required papers a dossier gets no deadline but the list of what is missing."""
    decision = engine.decide("1.004873", level="commune", received_at=FRIDAY, components=[])
    assert not decision.covered
    assert decision.reason == "incomplete"
    assert decision.due_at is None
    assert decision.commitment is None
    assert decision.rule is None
    assert decision.citations == ()
    certain = [item for item in decision.missing if item.certain]
    assert certain
    assert certain[0].components[0].name in str(decision.explain("vi"))


def test_naming_every_required_paper_makes_the_dossier_complete(engine: Engine) -> None:
    """One paper of an any-one-of group is enough; papers of unconfirmed circumstances are listed but do not block."""
    empty = engine.decide("1.004873", level="commune", received_at=FRIDAY, components=[])
    have = [item.components[0].id for item in empty.missing if item.certain]
    decision = engine.decide("1.004873", level="commune", received_at=FRIDAY, components=have)
    assert decision.covered
    assert decision.missing
    assert not any(item.certain for item in decision.missing)


def test_a_near_paper_is_suggested_once(engine: Engine) -> None:
    """A paper that is also the name of its group is offered once, and one id on its own is no list of letters."""
    with pytest.raises(tthc.UnknownComponent) as refused:
        engine.decide("1.001193", level="commune", received_at=FRIDAY, components="to-khia")
    assert refused.value.suggestions == ("to-khai",)


def test_a_confirmed_circumstance_makes_its_paper_required(engine: Engine) -> None:
    """Filing for somebody else requires the authorisation."""
    empty = engine.decide("1.004873", level="commune", received_at=FRIDAY, components=[])
    have = [item.components[0].id for item in empty.missing if item.certain]
    conditional = next(item for item in empty.missing if not item.certain)
    condition = conditional.components[0].condition
    assert condition is not None
    decision = engine.decide("1.004873", level="commune", received_at=FRIDAY, components=have, conditions=[condition.id])
    assert decision.reason == "incomplete"


def test_the_edition_at_receipt_decides(engine: Engine) -> None:
    """The last district promise outlives the district level; the day after, successors are named."""
    kept = engine.decide("2.000815", level="district", received_at="2025-06-30 15:45")
    assert kept.due_at is not None
    assert kept.edition is not None
    ended = engine.decide("2.000815", level="district", received_at="2025-07-01 08:00")
    assert ended.reason == "not-in-force"
    assert ended.edition is None
    assert ended.due_at is None
    assert any(s.level == "commune" for s in ended.procedure.succeeded_by)


def test_an_answer_without_a_due_time_says_why_there_is_none(engine: Engine) -> None:
    """An unknown statutory time and a time agreed in writing are told apart, and neither is said to be no deadline at all."""
    unknown = engine.decide("1.001266", level="district", received_at="2023-09-28 10:00")
    assert unknown.explain("vi").answer == (
        "Chưa xác định được hạn trả kết quả: chưa tìm thấy nguồn nêu thời hạn theo luật. "
        "Hồ sơ không thuộc cam kết: không phải ngày áp dụng mô hình."
    )
    agreed = engine.decide("2.000815", level="commune", received_at=FRIDAY, case="thoa-thuan-van-ban")
    assert agreed.explain("en").answer == (
        "The result is due as agreed in writing with the applicant. No commitment covers the dossier: this case is outside the model."
    )


@pytest.mark.parametrize(
    ("code", "level", "at", "said"),
    [
        ("1.001193", "commune", "2023-09-22 10:00", "Hồ sơ không thuộc cam kết: mô hình không áp dụng vào ngày nhận."),
        ("2.000720", "district", "2025-07-01 09:00", "Không có hạn trả kết quả: thủ tục không có hiệu lực vào ngày nhận."),
    ],
)
def test_what_is_not_in_force_is_named(engine: Engine, code: str, level: str, at: str, said: str) -> None:
    """The model or the procedure: an official must not guess which of the two has not begun, or has ended."""
    assert engine.decide(code, level=level, received_at=at).explain("vi").answer.endswith(said)


def test_an_excluded_case_quotes_the_catalogs_own_reading(engine: Engine) -> None:
    """The law that lengthens the time does not say what the plan covers: that is the catalog's reading, and stands as such."""
    decision = engine.decide("1.004873", level="commune", received_at=FRIDAY, case="xac-minh")
    step = next(step for step in decision.explain("vi").steps if step.rule == "case-excluded")
    assert [citation.document for citation in step.citations] == ["QUY-UOC-DANH-MUC"]
    assert step.text.endswith("không thuộc cam kết trả trong ngày; hạn theo luật vẫn tính.")


def test_explanations_come_in_two_languages(engine: Engine) -> None:
    """Another language is refused, not answered in English."""
    with pytest.raises(ValueError, match="one of vi, en"):
        engine.decide("1.001193", level="commune", received_at=FRIDAY).explain("fr")


def test_decisions_and_catalogs_print_as_one_line(engine: Engine, catalog: Catalog) -> None:
    """What a terminal shows of a decision is the answer, not every record behind it."""
    decision = engine.decide("1.001193", level="commune", received_at=FRIDAY)
    assert repr(decision) == (
        "<Decision commune 1.001193 received 2023-09-29T15:31:00+07:00: "
        "due before 2023-10-02T09:00:00+07:00 (thu-sau-khong-cho/after-15:30)>"
    )
    ended = engine.decide("2.000720", level="district", received_at="2025-07-01 09:00")
    assert repr(ended).endswith("no due time, not covered: not-in-force>")
    assert repr(catalog).endswith(": 35 procedures>")


def test_strict_refuses_what_is_not_decided(engine: Engine) -> None:
    """2027 is provisional and says so; strict mode refuses it with the remedy."""
    provisional = engine.decide("1.001193", level="commune", received_at="2027-01-08 10:00")
    assert provisional.provisional
    assert any("31/12/2026" in notice for notice in provisional.explain("vi").notices)
    with pytest.raises(tthc.ProvisionalRefused) as refused:
        engine.decide("1.001193", level="commune", received_at="2027-01-08 10:00", strict=True)
    assert "2026-12-31" in refused.value.text("vi")


def test_every_step_names_its_rule_and_citation(engine: Engine, catalog: Catalog) -> None:
    """In both languages, in every kind of answer, no step stands without a rule and a document the catalog knows."""
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
    """Until the real annex is found, every explanation says the list is a reconstruction."""
    decision = engine.decide("1.001193", level="commune", received_at=FRIDAY)
    assert any("dựng lại" in notice for notice in decision.explain("vi").notices)
    assert any("reconstruction" in notice for notice in decision.explain("en").notices)


def test_the_packaged_catalog_rests_on_no_plugin(engine: Engine) -> None:
    """Evidence names plugins only where one stands behind the answer."""
    assert engine.decide("1.001193", level="commune", received_at=FRIDAY).evidence.plugins == ()


def test_a_decision_can_be_derived_again(engine: Engine, catalog: Catalog) -> None:
    """Another engine over the same catalog gives the same answer under the same digest."""
    one = engine.decide("1.001193", level="commune", received_at=FRIDAY)
    other = Engine(catalog).decide("1.001193", level="commune", received_at=FRIDAY)
    assert one == other
    assert hash(one) == hash(other)
    assert one.evidence.timetable_digest == engine.timetable("1.001193").digest
    assert one != "a decision"
    json.dumps(one.to_dict())


def test_an_engine_pickles_and_answers_alike(engine: Engine) -> None:
    """A copy made in another process would answer with the same digests."""
    copy = pickle.loads(pickle.dumps(engine))  # noqa: S301 - our own bytes
    for timetable, same in zip(engine.timetables(), copy.timetables(), strict=True):
        assert timetable.digest == same.digest
    assert copy.decide("1.001193", received_at=FRIDAY) == engine.decide("1.001193", received_at=FRIDAY)


def test_threads_share_one_engine(engine: Engine) -> None:
    """Eight threads asking a fresh engine at once get the answers of one."""
    moments = [FRIDAY + dt.timedelta(hours=7 * step) for step in range(2_000)]
    expected = [engine.decide("2.000815", level="commune", received_at=m).due_at for m in moments]
    fresh = pickle.loads(pickle.dumps(engine))  # noqa: S301 - our own bytes
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda m: fresh.decide("2.000815", level="commune", received_at=m).due_at, moments)
        assert list(answers) == expected


@pytest.mark.parametrize("typed", ["2023-09-29 15:31", "2023-09-29T15:31", "2023-09-29 15:31:00", " 2023-09-29 15:31 "])
def test_moments_are_read_as_typed(typed: str) -> None:
    """ISO 8601 with a space or a T, with or without seconds."""
    assert read_moment(typed) == FRIDAY


@pytest.mark.parametrize("typed", ["2023-09-29 15:31+07:00", "2023-09-29T08:31Z", "2023-09-29 08:31:00 +00:00"])
def test_moments_with_an_offset_are_aware(typed: str) -> None:
    """An offset makes the moment an instant."""
    assert read_moment(typed) == FRIDAY.replace(tzinfo=dt.timezone(dt.timedelta(hours=7)))


@pytest.mark.parametrize("typed", ["", "hôm nay", "2023-09-29", "15:31", "2023-09-29 24:31", "2023-13-01 10:00", "2023-09-29 15h31"])
def test_other_text_is_no_moment(typed: str) -> None:
    """What is no moment is refused with an example of one."""
    with pytest.raises(tthc.InvalidInstant) as refused:
        read_moment(typed)
    assert "2023-09-29 15:31" in refused.value.text("vi")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("29/9/2023 15:31", "2023-09-29 15:31"),
        ("15h31 ngày 29/9/2023", "2023-09-29 15:31"),
        ("29-09-2023 lúc 3h31 chiều", "2023-09-29 15:31"),
        ("2023-02-30 15:31", "2023-02-28 15:31"),
    ],
)
def test_a_moment_as_people_write_it_is_refused_with_what_to_type(typed: str, meant: str) -> None:
    """The error gives the literal replacement, in the one form that is read."""
    with pytest.raises(tthc.InvalidInstant) as refused:
        read_moment(typed)
    assert refused.value.suggestions == (meant,)
