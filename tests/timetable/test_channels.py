"""The channel of a dossier decides its deadline where an edition or a model distinguishes channels, and nowhere else."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import TYPE_CHECKING

import attrs
import pytest
from channel_catalog import ONE_DAY, OWN_CUTOFF, PORTAL, differing, with_channels_of_models, with_own_time, with_procedure

import tthc_catalog
from tthc_catalog.effective import Period
from tthc_catalog.engine import Engine
from tthc_catalog.records.procedure import Channel, Extension, ProcessingTime

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.procedure import Procedure

MARITAL = "1.004873"
"""A certificate of marital status: 3 working days; 23 days if it needs verification."""


def due(engine: Engine, at: str, channel: str, code: str = MARITAL, case: str | None = None) -> str:
    """Return the statutory due time of a dossier."""
    decision = engine.decide(code, level="commune", received_at=at, channel=channel, case=case)
    return f"{decision.statutory.due_at:%Y-%m-%d %H:%M}" if decision.statutory is not None else "-"


@pytest.mark.parametrize(
    ("at", "channel", "expected"),
    [
        ("2024-03-05 10:00", "in_person", "2024-03-08 16:30"),  # Tuesday and three working days; winter hours
        ("2024-03-05 10:00", "postal", "2024-03-08 16:30"),
        ("2024-03-05 10:00", "online", "2024-03-06 16:30"),  # one working day
        ("2024-04-26 09:00", "online", "2024-05-02 17:00"),  # over 29/4 (swapped), 30/4 and 1/5
        ("2024-04-26 09:00", "in_person", "2024-05-04 17:00"),  # Saturday 4/5 is made up
        ("2024-03-09 09:00", "online", "2024-03-12 16:30"),  # a Saturday: counted from Monday 11/3
    ],
)
def test_one_working_day_online_against_three(catalog: Catalog, at: str, channel: str, expected: str) -> None:
    """A channel's own time replaces that of the edition."""
    assert due(Engine(with_own_time(catalog, MARITAL, "online", ONE_DAY)), at, channel) == expected


@pytest.mark.parametrize(
    ("at", "channel", "expected"),
    [
        ("2024-03-05 14:00", "online", "2024-03-05 16:30"),
        ("2024-03-05 14:01", "online", "2024-03-06 16:30"),
        ("2024-03-05 14:01", "in_person", "2024-03-08 16:30"),
        ("2024-03-08 14:01", "online", "2024-03-11 16:30"),
    ],
)
def test_a_channel_with_its_own_cutoff(catalog: Catalog, at: str, channel: str, expected: str) -> None:
    """The cutoff of a channel's time holds for that channel only."""
    assert due(Engine(with_own_time(catalog, MARITAL, "online", OWN_CUTOFF)), at, channel) == expected


@pytest.mark.parametrize(
    ("at", "channel", "expected"),
    [
        ("2024-06-26 09:00", "online", "2024-07-01 17:00"),  # Wednesday and three working days, although the last is in the new edition
        ("2024-06-29 09:00", "online", "2024-07-02 17:00"),  # a Saturday counts from Monday 1/7, under the new edition
        ("2024-07-01 00:00", "online", "2024-07-02 17:00"),
        ("2024-07-01 09:00", "in_person", "2024-07-04 17:00"),
    ],
)
def test_an_edition_that_introduces_the_time_of_a_channel(catalog: Catalog, at: str, channel: str, expected: str) -> None:
    """The edition in force at receipt says whether a channel has its own time."""

    def split(procedure: Procedure) -> Procedure:
        first = procedure.editions[0]
        only = attrs.evolve(first, period=Period(first.period.start, None))
        change = dt.date(2024, 7, 1)
        older = attrs.evolve(only, id="older", period=Period(only.period.start, change))
        return attrs.evolve(procedure, editions=(older, attrs.evolve(only, id="newer", period=Period(change, None))))

    changed = with_own_time(with_procedure(catalog, MARITAL, split), MARITAL, "online", ONE_DAY, editions={"newer"})
    assert due(Engine(changed), at, channel) == expected


def test_a_case_comes_before_the_channel_unless_the_channel_states_the_case(catalog: Catalog) -> None:
    """The order: the channel's time for the case, the case's own time or agreement, the channel's time, the edition's time."""
    at, case = "2024-03-05 10:00", "xac-minh"
    assert due(Engine(catalog), at, "online", case=case) == "2024-03-28 16:30"  # 23 days
    own = with_own_time(catalog, MARITAL, "online", ONE_DAY)
    assert due(Engine(own), at, "online", case=case) == "2024-03-28 16:30"
    stated = with_own_time(catalog, MARITAL, "online", ONE_DAY, cases={case: ProcessingTime(amount=7, unit="calendar_day")})
    assert due(Engine(stated), at, "online", case=case) == "2024-03-12 16:30"
    assert due(Engine(stated), at, "in_person", case=case) == "2024-03-28 16:30"
    assert due(Engine(stated), at, "online") == "2024-03-06 16:30"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"processing_time": None, "extends_by": Extension(amount=2, unit="working_day")}, "2024-03-08 16:30"),  # 1 + 2 working days
        ({"processing_time": None, "agreed_in_writing": True}, "-"),
        ({"processing_time": None, "commitment": "covered"}, "2024-03-06 16:30"),  # only the commitment differs
    ],
)
def test_cases_without_a_time_of_their_own(catalog: Catalog, changes: dict[str, object], expected: str) -> None:
    """A case extends the time of the channel; an agreement in writing has no time in any channel."""

    def change(procedure: Procedure) -> Procedure:
        first = procedure.editions[0]
        only = attrs.evolve(first, period=Period(first.period.start, None))
        return attrs.evolve(procedure, editions=(attrs.evolve(only, cases=tuple(attrs.evolve(c, **changes) for c in only.cases)),))  # type: ignore[arg-type]

    engine = Engine(with_own_time(with_procedure(catalog, MARITAL, change), MARITAL, "online", ONE_DAY))
    assert due(engine, "2024-03-05 10:00", "online", case="xac-minh") == expected


def test_a_model_for_some_channels(catalog: Catalog) -> None:
    """A model binds the dossiers of its channels; the others have a reason of their own, and the time of the law."""
    engine = Engine(with_channels_of_models(catalog, "in_person", "postal"))
    friday = {"code": "1.001193", "level": "commune", "received_at": "2023-09-29 10:00"}
    bound, outside = engine.decide(**friday), engine.decide(**friday, channel="online")  # type: ignore[arg-type]
    assert (bound.covered, bound.rule) == (True, "thu-sau-khong-cho/from-opening")
    assert (outside.covered, outside.reason, outside.rule) == (False, "channel-excluded", "law/statutory")
    step = next(step for step in outside.explain("vi").steps if step.rule == "channel-excluded")
    assert step.text == "Cam kết không áp dụng cho hồ sơ nộp trực tuyến."
    assert step.citations == engine.catalog.models["thu-sau-khong-cho"].citations
    assert outside.explain("en").answer.endswith("the model does not take dossiers filed through this channel.")
    verified = engine.decide(MARITAL, level="commune", received_at="2023-09-29 10:00", channel="online", case="xac-minh")
    assert verified.reason == "case-excluded"


def test_the_explanation_names_the_channel_and_cites_its_provision(catalog: Catalog) -> None:
    """The step about the law says that the channel has its own time, and cites what the channel cites."""
    engine = Engine(with_own_time(catalog, MARITAL, "online", ONE_DAY))
    online = engine.decide(MARITAL, level="commune", received_at="2024-03-05 10:00", channel="online")
    law = next(step for step in online.explain("vi").steps if step.rule == "law/statutory")
    assert law.text.startswith("Hồ sơ nộp trực tuyến có thời hạn riêng. ")
    assert law.citations == (PORTAL,)
    assert "Dossiers filed online have their own time." in str(online.explain("en"))
    usual = engine.decide(MARITAL, level="commune", received_at="2024-03-05 10:00")
    assert "thời hạn riêng" not in str(usual.explain("vi"))
    assert (online.channel, online.to_dict()["channel"], usual.to_dict()["channel"]) == ("online", "online", "in_person")
    assert online.evidence.timetable_digest != usual.evidence.timetable_digest


def test_the_notice_of_a_disputed_time_is_that_of_the_channel(catalog: Catalog) -> None:
    """The notice that the sources disagree is about the time that applies."""
    disputed = attrs.evolve(ONE_DAY, disputed=True, note="Hai nguồn ghi khác nhau.")
    engine = Engine(with_own_time(catalog, MARITAL, "online", disputed))
    at = {"level": "commune", "received_at": "2024-03-05 10:00"}
    assert any("Hai nguồn" in n for n in engine.decide(MARITAL, **at, channel="online").explain("vi").notices)  # type: ignore[arg-type]
    assert not any("Hai nguồn" in n for n in engine.decide(MARITAL, **at).explain("vi").notices)  # type: ignore[arg-type]


def test_no_table_is_added_where_nothing_differs(catalog: Catalog, engine: Engine) -> None:
    """All channels of the packaged catalog share their timetables; a time that equals the edition's distinguishes nothing."""
    assert {timetable.channels for timetable in engine.timetables()} == {()}
    assert engine.timetable(MARITAL, channel="online") is engine.timetable(MARITAL, channel="postal")
    ordinary = engine.catalog.procedure(MARITAL).editions[0].processing_time
    same = Engine(with_own_time(catalog, MARITAL, "online", ordinary))
    assert [t.digest for t in same.timetables()] == [t.digest for t in engine.timetables()]
    assert same.timetable(MARITAL, channel="online") is same.timetable(MARITAL)


def test_channels_with_the_same_answers_share_a_timetable(catalog: Catalog) -> None:
    """Only the channel that differs has a timetable of its own, in every case that it changes."""
    engine = Engine(with_own_time(catalog, MARITAL, "online", ONE_DAY))
    own, shared = engine.timetable(MARITAL, channel="online"), engine.timetable(MARITAL)
    assert (own.channels, shared.channels) == (("online",), ("in_person", "postal"))
    assert engine.timetable(MARITAL, channel="postal") is shared
    assert engine.timetable(MARITAL, case="xac-minh").channels == ()
    assert len(list(engine.timetables())) == len(list(Engine(catalog).timetables())) + 1
    assert repr(own) == f"<Timetable commune {MARITAL}, online: {own.digest[:12]}>"
    again = pickle.loads(pickle.dumps(own))  # noqa: S301 - our own
    assert (again.channels, again.digest) == (own.channels, own.digest)


def test_an_edition_outside_the_calendar_distinguishes_nothing(catalog: Catalog) -> None:
    """A time of a channel in an edition that no receipt can fall into adds no table."""

    def split(procedure: Procedure) -> Procedure:
        first = procedure.editions[0]
        only = attrs.evolve(first, period=Period(first.period.start, None))
        change = dt.date(2045, 1, 1)
        older = attrs.evolve(only, period=Period(only.period.start, change))
        online = Channel(channel="online", processing_time=ONE_DAY)
        return attrs.evolve(procedure, editions=(older, attrs.evolve(only, id="later", period=Period(change, None), channels=(online,))))

    engine = Engine(with_procedure(catalog, MARITAL, split))
    assert engine.timetable(MARITAL, channel="online") is engine.timetable(MARITAL)


@pytest.mark.parametrize("channel", ["fax", "Online", "truc-tuyen", "", None])
def test_an_unknown_channel_is_an_error(engine: Engine, channel: str) -> None:
    """An unknown channel is rejected even if nothing distinguishes channels and no papers are examined; the channels are suggested."""
    with pytest.raises(tthc_catalog.UnknownChannel) as caught:
        engine.decide("1.001193", level="commune", received_at="2023-09-29 10:00", channel=channel)
    assert caught.value.suggestions == ("in_person", "online", "postal")
    assert caught.value.channel == channel
    with pytest.raises(tthc_catalog.UnknownChannel):
        engine.timetable("1.001193", level="commune", channel=channel)


def test_every_kind_of_difference_is_compiled(catalog: Catalog) -> None:
    """The catalog of the tests has tables for each channel of its procedures, at both levels where both exist."""
    engine = Engine(differing(catalog))
    own = {(t.level, t.code, t.case) for t in engine.timetables() if "in_person" not in t.channels and t.channels}
    assert {(level, code) for level, code, _ in own} == {
        ("commune", MARITAL),
        ("commune", "1.001193"),
        ("commune", "1.000656"),
        ("commune", "2.000815"),
        ("district", "2.000815"),
    }
    assert ("commune", MARITAL, "xac-minh") in own
