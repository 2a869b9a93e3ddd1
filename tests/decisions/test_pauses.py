"""Deadlines after pauses, worked out on the calendar by hand; and what a decision with a history says, stores and refuses."""

from __future__ import annotations

import datetime as dt
import functools
import json
import pickle
from typing import TYPE_CHECKING, Any

import attrs
import jsonschema
import pytest

import tthc_catalog as tthc
from tthc_catalog._resources import schemas_folder
from tthc_catalog.records.closure import Closure
from tthc_catalog.records.procedure import ProcessingTime
from tthc_catalog.releases.papers import from_decision
from tthc_catalog.releases.verification import Verifier

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog

BIRTH, MARITAL = "1.001193", "1.004873"

TERMS = {
    "3 days": ProcessingTime(amount=3, unit="working_day"),
    "same day": ProcessingTime(amount=0, unit="same_day", after=15 * 60, then_working_days=1),
    "10 calendar days": ProcessingTime(amount=10, unit="calendar_day"),
    "1 month": ProcessingTime(amount=1, unit="month"),
    "4 hours": ProcessingTime(amount=4, unit="working_hour"),
    "24 hours": ProcessingTime(amount=24, unit="hour"),
}

LAW = [
    # term, received, pauses (from/until), due. Monday 30/9, Friday 4/10, Monday 7/10/2024; the desk works 07:00-11:30, 13:30-17:00
    ("3 days", "2024-10-02 10:00", "", "2024-10-07 17:00"),  # 3, 4, 7/10
    ("3 days", "2024-10-02 10:00", "10-03 09:00/10-03 16:00", "2024-10-07 17:00"),  # within one day
    ("3 days", "2024-10-02 10:00", "10-02 10:00/10-02 16:00", "2024-10-07 17:00"),  # on the day of receipt
    ("3 days", "2024-10-02 10:00", "10-02 11:00/10-03 09:00", "2024-10-08 17:00"),  # 3/10 is left out
    ("3 days", "2024-10-02 10:00", "10-03 09:00/10-04 08:00", "2024-10-08 17:00"),  # 4/10 is left out
    ("3 days", "2024-10-02 10:00", "10-03 09:00/10-07 10:00", "2024-10-09 17:00"),  # 4, 7/10
    ("3 days", "2024-10-02 10:00", "10-04 16:00/10-07 08:00", "2024-10-08 17:00"),  # a weekend: 7/10 alone
    ("3 days", "2024-10-02 10:00", "10-04 16:00/10-05 10:00", "2024-10-07 17:00"),  # Friday to Saturday: no working day
    ("3 days", "2024-10-02 10:00", "10-05 08:00/10-06 20:00", "2024-10-07 17:00"),  # Saturday to Sunday
    ("3 days", "2024-10-02 10:00", "10-05 08:00/10-07 08:00", "2024-10-08 17:00"),  # Saturday to Monday
    ("3 days", "2024-10-02 10:00", "10-03 09:00/10-04 08:00; 10-08 09:00/10-10 08:00", "2024-10-10 17:00"),  # 4/10; then 9, 10/10
    ("3 days", "2024-10-02 10:00", "10-07 23:59/10-09 09:00", "2024-10-09 17:00"),  # the last minute in time
    ("3 days", "2024-10-02 10:00", "10-08 00:00/10-10 09:00", "2024-10-07 17:00"),  # already late: moves nothing
    ("3 days", "2024-10-05 10:00", "10-05 11:00/10-07 08:00", "2024-10-10 17:00"),  # received on a Saturday: counts from 7/10, untouched
    ("3 days", "2024-10-05 10:00", "10-05 11:00/10-08 08:00", "2024-10-11 17:00"),  # 8/10
    ("3 days", "2024-10-28 10:00", "", "2024-10-31 17:00"),  # 29, 30, 31/10: hours of summer
    ("3 days", "2024-10-28 10:00", "10-29 10:00/10-30 10:00", "2024-11-01 16:30"),  # the hours of the new day, which is winter
    # Tết 2024: off from Thursday 8/2 to Wednesday 14/2
    ("3 days", "2024-02-05 10:00", "", "2024-02-15 16:30"),  # 6, 7, 15/2
    ("3 days", "2024-02-05 10:00", "02-06 09:00/02-07 09:00", "2024-02-16 16:30"),
    ("3 days", "2024-02-05 10:00", "02-07 09:00/02-15 09:00", "2024-02-16 16:30"),  # 15/2 alone
    ("3 days", "2024-02-05 10:00", "02-07 09:00/02-12 09:00", "2024-02-15 16:30"),  # ends within Tết
    ("3 days", "2024-02-05 10:00", "02-09 09:00/02-14 09:00", "2024-02-15 16:30"),  # all within Tết
    ("3 days", "2024-02-05 10:00", "02-06 09:00/02-19 09:00", "2024-02-21 16:30"),  # 7, 15, 16, 19/2
    # 2024: off from Saturday 27/4 to Wednesday 1/5, and Saturday 4/5 is worked
    ("3 days", "2024-04-24 10:00", "", "2024-05-02 17:00"),  # 25, 26/4, 2/5
    ("3 days", "2024-04-24 10:00", "04-25 09:00/04-26 09:00", "2024-05-03 17:00"),
    ("3 days", "2024-04-24 10:00", "04-26 09:00/05-02 09:00", "2024-05-03 17:00"),  # 2/5 alone
    ("3 days", "2024-04-24 10:00", "04-25 09:00/05-02 09:00", "2024-05-04 17:00"),  # 26/4, 2/5: due on the Saturday that is worked
    ("3 days", "2024-04-24 10:00", "04-25 09:00/05-04 09:00", "2024-05-07 17:00"),  # 26/4, 2, 3, 4/5
    # 2025: Saturday 26/4 is worked for Friday 2/5; off 30/4 to 4/5
    ("3 days", "2025-04-23 10:00", "", "2025-04-26 17:00"),  # 24, 25, 26/4
    ("3 days", "2025-04-23 10:00", "04-24 09:00/04-25 09:00", "2025-04-28 17:00"),
    ("3 days", "2025-04-23 10:00", "04-25 09:00/04-29 09:00", "2025-05-05 17:00"),  # 26, 28, 29/4
    ("3 days", "2025-01-23 10:00", "01-24 09:00/02-03 08:00", "2025-02-05 16:30"),  # Tết 2025: 24/1, 3, 4/2; without 3/2
    ("3 days", "2024-08-29 10:00", "08-30 09:00/09-04 09:00", "2024-09-06 17:00"),  # 2/9: 30/8, 4, 5/9; without 4/9
    ("same day", "2024-10-03 10:00", "10-03 11:00/10-04 08:00", "2024-10-04 17:00"),
    ("same day", "2024-10-03 10:00", "10-03 11:00/10-03 14:00", "2024-10-03 17:00"),
    ("same day", "2024-10-03 15:00", "10-03 15:10/10-04 08:00", "2024-10-04 17:00"),  # 15:00 itself is the same day
    ("same day", "2024-10-03 15:01", "", "2024-10-04 17:00"),
    ("same day", "2024-10-03 15:01", "10-04 08:00/10-07 08:00", "2024-10-07 17:00"),
    # days off count in a term of calendar days, and only its last day moves
    ("10 calendar days", "2024-10-02 10:00", "", "2024-10-14 17:00"),  # Saturday 12/10
    ("10 calendar days", "2024-10-02 10:00", "10-03 09:00/10-04 09:00", "2024-10-14 17:00"),  # Sunday 13/10
    ("10 calendar days", "2024-10-02 10:00", "10-03 09:00/10-05 09:00", "2024-10-14 17:00"),  # Monday 14/10 itself
    ("10 calendar days", "2024-10-02 10:00", "10-03 09:00/10-06 09:00", "2024-10-15 17:00"),
    ("10 calendar days", "2024-10-02 10:00", "10-04 16:00/10-07 08:00", "2024-10-15 17:00"),  # a weekend: 5, 6, 7/10
    ("10 calendar days", "2024-10-02 10:00", "10-03 09:00/10-04 09:00; 10-08 09:00/10-09 09:00", "2024-10-14 17:00"),  # 14/10
    ("1 month", "2024-10-02 10:00", "", "2024-11-04 16:30"),  # Saturday 2/11
    ("1 month", "2024-10-02 10:00", "10-03 09:00/10-08 09:00", "2024-11-07 16:30"),  # 2/11 and 5 days
    # terms of hours resume to the minute
    ("4 hours", "2024-10-02 10:00", "", "2024-10-02 16:00"),  # 1:30 before noon, 2:30 after
    ("4 hours", "2024-10-02 10:00", "10-02 10:30/10-02 13:30", "2024-10-02 17:00"),  # 3:30 left at 13:30
    ("4 hours", "2024-10-02 10:00", "10-02 10:30/10-03 07:00", "2024-10-03 10:30"),  # 3:30 left on the next morning
    ("4 hours", "2024-10-02 10:00", "10-02 11:30/10-02 13:30", "2024-10-02 16:00"),  # the break at noon
    ("4 hours", "2024-10-04 15:00", "", "2024-10-07 09:00"),  # 2 h on Friday, 2 h on Monday
    ("4 hours", "2024-10-04 15:00", "10-04 16:00/10-07 08:00", "2024-10-07 11:00"),  # 3 h left on Monday at 08:00
    ("4 hours", "2024-10-04 15:00", "10-04 16:00/10-07 08:00; 10-07 10:00/10-07 14:00", "2024-10-07 15:00"),  # 1 h left at 14:00
    ("24 hours", "2024-10-02 10:00", "", "2024-10-03 10:00"),
    ("24 hours", "2024-10-02 10:00", "10-02 14:00/10-02 14:30", "2024-10-03 10:30"),
    ("24 hours", "2024-10-02 10:00", "10-02 12:00/10-02 14:00", "2024-10-03 13:30"),  # 12:00 is in the break: the next opening
]

PROMISE = [
    # a birth is promised the same day until 15:30 on a Friday, then before 09:00 of the next working day; Friday 6/10/2023
    ("2023-10-06 15:29", "", "by", "2023-10-06 17:00"),
    ("2023-10-06 15:29", "10-06 15:29/10-06 16:30", "by", "2023-10-06 17:00"),
    ("2023-10-06 15:29", "10-06 16:00/10-09 08:00", "by", "2023-10-09 17:00"),
    ("2023-10-06 15:30", "10-06 16:00/10-09 08:00", "by", "2023-10-09 17:00"),  # 15:30 is before the cutoff
    ("2023-10-06 15:31", "", "before", "2023-10-09 09:00"),
    ("2023-10-06 15:31", "10-06 15:40/10-06 16:30", "before", "2023-10-09 09:00"),
    ("2023-10-06 15:31", "10-06 15:40/10-07 10:00", "before", "2023-10-09 09:00"),
    ("2023-10-06 15:31", "10-06 15:40/10-09 08:00", "before", "2023-10-10 09:00"),
    ("2023-10-06 15:31", "10-09 09:00/10-10 08:00", "before", "2023-10-09 09:00"),  # already late at 09:00
    ("2023-10-06 15:31", "10-09 08:59/10-10 08:00", "before", "2023-10-10 09:00"),
    ("2024-02-02 15:31", "02-05 08:00/02-07 08:00", "before", "2024-02-07 09:00"),  # Monday 5/2; without 6, 7/2
    ("2024-02-02 15:31", "02-05 08:00/02-15 08:00", "before", "2024-02-15 09:00"),  # without 6, 7, 15/2
    ("2024-04-26 15:31", "", "before", "2024-05-02 09:00"),
    ("2024-04-26 15:31", "04-26 16:00/05-04 08:00", "before", "2024-05-06 09:00"),  # one day is left after Saturday 4/5
]


@pytest.fixture(scope="module")
def engines(catalog: Catalog) -> Any:
    """Return a function that returns an engine in which a procedure has another term."""

    @functools.cache
    def engine_with(term: str, closures: tuple[Closure, ...] = ()) -> tthc.Engine:
        procedure = catalog.procedure(MARITAL, level="commune")
        edition = attrs.evolve(
            procedure.editions[0], processing_time=TERMS[term], period=tthc.Period(), until_basis=None, channels=(), cases=()
        )
        return tthc.Engine(attrs.evolve(catalog, procedures=(attrs.evolve(procedure, editions=(edition,)),), closures=closures))

    return engine_with


def history(pauses: str, year: str) -> list[dict[str, Any]]:
    """Return the pauses of a row as a history."""
    found = []
    for piece in filter(None, pauses.split("; ")):
        since, until, *kind = piece.split("/")
        found.append({"since": f"{year}-{since}", "until": f"{year}-{until}" if until else None, "kind": kind[0] if kind else None})
    return found


@pytest.mark.parametrize(("term", "received", "pauses", "due"), LAW)
def test_statutory_deadline(engines: Any, term: str, received: str, pauses: str, due: str) -> None:
    """The statutory deadline is the one worked out by hand, and the first late instant follows from it."""
    decision = engines(term).decide(MARITAL, level="commune", received_at=received, history=history(pauses, received[:4]))
    expected = dt.datetime.fromisoformat(due)
    late = expected + dt.timedelta(minutes=1)
    if "hours" not in term:
        late = dt.datetime.combine(expected.date() + dt.timedelta(days=1), dt.time())
    assert decision.statutory is not None
    assert (decision.statutory.due_at.replace(tzinfo=None), decision.statutory.late_after.replace(tzinfo=None)) == (expected, late)


@pytest.mark.parametrize(("received", "pauses", "bound", "due"), PROMISE)
def test_commitment(engine: tthc.Engine, received: str, pauses: str, bound: str, due: str) -> None:
    """The promise of a Friday keeps its clock time and moves by whole working days."""
    decision = engine.decide(BIRTH, level="commune", received_at=received, history=history(pauses, received[:4]))
    assert decision.commitment is not None
    assert (decision.commitment.bound, decision.commitment.due_at.replace(tzinfo=None)) == (bound, dt.datetime.fromisoformat(due))


@pytest.mark.parametrize(
    ("received", "pauses", "due"),
    [
        ("2024-10-02 10:00", "", "2024-10-08 07:00"),  # due on Monday 7/10, which is closed
        ("2024-10-01 10:00", "10-02 09:00/10-03 09:00", "2024-10-08 07:00"),  # from 4/10 to 7/10: moved by the closure
        ("2024-10-02 10:00", "10-03 09:00/10-04 09:00", "2024-10-08 17:00"),  # from 7/10 to 8/10: open
        ("2024-10-01 10:00", "10-02 09:00/10-04 09:00", "2024-10-08 17:00"),  # the closed day still counts as a working day
    ],
)
def test_closures(engines: Any, received: str, pauses: str, due: str) -> None:
    """A deadline that a pause moves into a closure moves on to the next opening, and one that it moves out of it does not."""
    monday = dt.date(2024, 10, 7)
    closure = Closure(
        id="mat-dien", kind="closed", offices=(), levels=("commune",), first=monday, last=monday, sessions=None, reason="mất điện",
        reason_en=None, citations=(), announced_on=None, commitment="next_opening", law="next_opening",
    )  # fmt: skip
    decision = engines("3 days", (closure,)).decide(MARITAL, level="commune", received_at=received, history=history(pauses, "2024"))
    assert decision.statutory.due_at.replace(tzinfo=None) == dt.datetime.fromisoformat(due)


def test_papers_start_again_and_end_the_commitment(engine: tthc.Engine) -> None:
    """After a request for more papers the whole term counts from their receipt, and the dossier leaves the commitment."""
    decision = engine.decide(
        BIRTH, level="commune", received_at="2023-10-06 10:00", history=history("10-06 11:00/10-09 15:01/bo-sung-ho-so", "2023")
    )
    assert (decision.covered, decision.reason, decision.commitment) == (False, "ended-by-pause", None)
    assert decision.statutory is not None
    assert f"{decision.statutory.due_at:%Y-%m-%d %H:%M}" == "2023-10-10 17:00"  # complete after 15:00 on Monday: Tuesday
    assert decision.promised is not None
    assert f"{decision.promised.due_at:%Y-%m-%d %H:%M}" == "2023-10-06 17:00"
    note = decision.history[0]
    assert (note.law, note.commitment, note.working_days, note.exceeds) == ("started_again", "ended", 1, None)


def test_verification_is_not_counted(engine: tthc.Engine) -> None:
    """07/2025/NĐ-CP: the time of a verification is no part of the term of a civil-status matter."""
    decision = engine.decide(
        MARITAL, level="commune", received_at="2025-03-05 10:00", history=history("03-06 09:00/03-12 09:00/xac-minh", "2025")
    )
    assert decision.promised is not None
    assert decision.promised.statutory is not None
    assert decision.statutory is not None
    assert f"{decision.promised.statutory.due_at:%d/%m}" == "10/03"  # 6, 7, 10/3
    assert f"{decision.statutory.due_at:%d/%m}" == "14/03"  # without 7, 10, 11, 12/3: 6, 13, 14/3
    assert [c.document for c in decision.history[0].kind.citations] == ["07/2025/NĐ-CP", "123/2015/NĐ-CP"]


def test_limits_are_shown(engine: tthc.Engine) -> None:
    """A second appointment and a late request exceed the limits of 61/2018/NĐ-CP; neither appointment moves the deadline."""
    decision = engine.decide(
        MARITAL,
        level="commune",
        received_at="2024-10-02 10:00",
        history=history("10-03 09:00/10-09 09:00/hen-lai; 10-04 09:00/10-10 09:00/hen-lai; 10-08 09:00/10-09 09:00/bo-sung-ho-so", "2024"),
    )
    assert [note.exceeds for note in decision.history] == [None, "most", "within_working_days"]
    assert f"{decision.due_at:%d/%m}" == "07/10"
    shown = str(decision.explain("vi"))
    assert "nhiều nhất 1 lần" in shown
    assert "trong 3 ngày làm việc" in shown


@pytest.mark.parametrize(("day", "exceeds"), [(7, None), (8, "within_working_days")])
def test_the_last_day_of_a_request(engine: tthc.Engine, day: int, exceeds: str | None) -> None:
    """Papers may be requested within three working days: 3, 4 and 7/10 after a receipt on Wednesday 2/10/2024."""
    pauses = history(f"10-{day:02} 16:00/10-09 09:00/bo-sung-ho-so", "2024")
    decision = engine.decide(MARITAL, level="commune", received_at="2024-10-02 10:00", history=pauses)
    assert [note.exceeds for note in decision.history] == [exceeds]


def test_a_pause_that_lasts(engine: tthc.Engine) -> None:
    """A pause without an end moves nothing yet, and the answer says so."""
    decision = engine.decide(MARITAL, level="commune", received_at="2024-10-02 10:00", history=[tthc.Pause("2024-10-03 09:00")])
    assert decision.due_at == decision.promised.due_at  # type: ignore[union-attr]
    assert f"{decision.waiting_since:%d/%m %H:%M}" == "03/10 09:00"
    assert "đang tạm dừng từ 09:00 thứ Năm 03/10/2024" in decision.explain("vi").notices[0]


@pytest.mark.parametrize(
    ("pauses", "message"),
    [
        ("10-01 09:00/10-03 09:00", "before the dossier was received"),
        ("10-04 09:00/10-03 09:00", "ends before that"),
        ("10-03 09:00/10-04 09:00; 10-03 10:00/10-07 09:00", "before the previous one has ended"),
        ("10-03 09:00/; 10-04 10:00/10-07 09:00", "has no end"),
        ("10-03 09:00/10-09 09:00/hen-lai; 10-02 11:00/10-03 09:00", "order of time"),
        ("10-03 09:00/10-04 09:00/xac-min", "no kind of pause"),
        ("10-03 09:00/10-04 09:00/xac-minh", "does not apply"),  # in force from 9/1/2025
    ],
)
def test_wrong_histories(engine: tthc.Engine, pauses: str, message: str) -> None:
    """A history that cannot be right is refused with the reason."""
    with pytest.raises(tthc.InvalidHistory) as caught:
        engine.decide(MARITAL, level="commune", received_at="2024-10-02 10:00", history=history(pauses, "2024"))
    assert message in caught.value.text("en")


@pytest.mark.parametrize(
    "item", ["2024-10-03", 7, {}, {"since": "2024-10-03 09:00", "end": None}, {"since": "2024-10-03 09:00", "kind": 1}]
)
def test_wrong_forms(engine: tthc.Engine, item: Any) -> None:
    """An event of another form is refused, whatever it is."""
    with pytest.raises(tthc.InvalidHistory):
        engine.decide(MARITAL, level="commune", received_at="2024-10-02 10:00", history=[item])


def test_wrong_field_and_unreadable_moment(engine: tthc.Engine) -> None:
    """A kind of another field and a moment that cannot be parsed are refused."""
    with pytest.raises(tthc.InvalidHistory, match="field"):
        engine.decide(
            "2.000815", level="commune", received_at="2025-03-05 10:00", history=history("03-06 09:00/03-07 09:00/xac-minh", "2025")
        )
    with pytest.raises(tthc.InvalidInstant):
        engine.decide(MARITAL, level="commune", received_at="2024-10-02 10:00", history=[{"since": "hôm qua"}])


def test_stored_decision(engine: tthc.Engine) -> None:
    """A decision with a history is valid data, carries its history among its inputs, and survives pickling."""
    pauses = history("10-03 09:00/10-07 10:00", "2024")
    decision = engine.decide(MARITAL, level="commune", received_at="2024-10-02 10:00", history=pauses)
    data = json.loads(json.dumps(decision.to_dict()))
    jsonschema.validate(data, json.loads((schemas_folder() / "decision.schema.json").read_text(encoding="utf-8")))
    assert data["inputs"]["history"] == [
        {"since": "2024-10-03T09:00:00+07:00", "until": "2024-10-07T10:00:00+07:00", "kind": "cho-nguoi-nop"}
    ]
    again = engine.decide(MARITAL, level="commune", received_at="2024-10-02 10:00", history=data["inputs"]["history"])
    assert again == decision
    assert again.evidence.answer_digest == decision.evidence.answer_digest != decision.promised.evidence.answer_digest  # type: ignore[union-attr]
    copy = pickle.loads(pickle.dumps(decision))  # noqa: S301 - our own bytes
    assert copy == decision
    assert copy.to_dict() == decision.to_dict()
    assert copy.history[0].kind.id == "cho-nguoi-nop"


def test_a_catalog_without_kinds(catalog: Catalog) -> None:
    """In a catalog that states no kinds of pauses the terms are suspended, as they always were."""
    manifest = attrs.evolve(catalog.manifest, pauses=())
    plain = tthc.Engine(attrs.evolve(catalog, manifest=manifest))
    decision = plain.decide(
        MARITAL, level="commune", received_at="2024-10-02 10:00", history=[tthc.Pause("2024-10-03 09:00", "2024-10-07 10:00")]
    )
    assert f"{decision.due_at:%d/%m}" == "09/10"
    assert decision.explain("en").steps[-1].rule == "pause/waiting"


def test_a_decision_with_a_history_verifies(catalog: Catalog, engine: tthc.Engine) -> None:
    """The release derives an answer with a history again, and finds what was changed in it."""
    pauses = history("10-09 08:30/10-10 15:01/bo-sung-ho-so", "2023")
    decision = engine.decide(BIRTH, level="commune", received_at="2023-10-06 15:31", history=pauses)
    data = decision.to_dict(explain=False)
    verifier = Verifier(catalog)
    assert verifier.verify(from_decision(data, "d")).status == "same"
    other = {**data, "inputs": {**data["inputs"], "history": [{**data["inputs"]["history"][0], "until": "2023-10-10T14:00:00+07:00"}]}}
    verdict = verifier.verify(from_decision(other, "d"))
    assert (verdict.status, [difference.fact for difference in verdict.differences]) == (
        "different",
        ["due_at", "late_after", "rule", "statutory.due_at"],
    )
    for wrong in ("x", [1], [{"since": 1}]):
        with pytest.raises(tthc.ReleaseError):
            from_decision({**data, "inputs": {**data["inputs"], "history": wrong}}, "d")
