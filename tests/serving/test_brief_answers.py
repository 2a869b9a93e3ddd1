"""Brief answers as the service sends them."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from tthc_catalog.decisions.serialisation import brief_dict

pytest.importorskip("orjson")

from tthc_catalog.serving import brief_answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    import tthc_catalog as tthc

FIRST = dt.datetime(2023, 9, 28)


def decisions(engine: tthc.Engine, step: int = 97) -> Iterator[tthc.Decision]:
    """Yield decisions on every procedure and channel, in and outside office hours, on model days, other days and days off."""
    for procedure in engine.catalog.procedures:
        for channel in ("in_person", "online", "postal"):
            for minute in range(0, 5 * 1440, step):
                moment = FIRST + dt.timedelta(minutes=minute)
                yield engine.decide(procedure.code, level=procedure.level, channel=channel, received_at=moment)


def test_an_answer_that_was_kept_is_that_of_its_own_receipt(engine: tthc.Engine) -> None:
    """Two receipts share an encoded outcome only if everything in it is the same."""
    brief = brief_answers.BriefAnswers()
    for decision in decisions(engine):
        assert json.loads(brief.encoded(decision)) == brief_dict(decision), decision


def test_what_depends_on_more_than_the_timetable_is_encoded_for_itself(engine: tthc.Engine) -> None:
    """The papers at hand and the history of a dossier change the outcome."""
    brief = brief_answers.BriefAnswers()
    procedure = next(p for p in engine.catalog.procedures if p.editions[-1].components)
    asking = {"level": procedure.level, "received_at": "2023-09-29 15:31"}
    plain, lacking = engine.decide(procedure.code, **asking), engine.decide(procedure.code, components=[], **asking)
    pause = [{"since": "2023-10-02 09:00", "until": "2023-10-04 09:00"}]
    for decision in (
        plain,
        lacking,
        engine.decide(procedure.code, history=pause, **asking),
        engine.decide(procedure.code, known_on=dt.date(2023, 9, 1), **asking),
    ):
        assert json.loads(brief.encoded(decision)) == brief_dict(decision)
    assert brief_dict(lacking) != brief_dict(plain)


def test_answers_are_dropped_before_they_fill_the_memory(engine: tthc.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that has seen every minute of a year does not grow."""
    monkeypatch.setattr(brief_answers, "_MOST", 5)
    brief = brief_answers.BriefAnswers()
    for decision in decisions(engine, step=977):
        assert json.loads(brief.encoded(decision)) == brief_dict(decision)
        assert len(brief._kept) <= 5
