"""Several commitments at once: the earliest deadline governs, each is reported, and a target never binds."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tthc_catalog._resources import catalog_folder
from tthc_catalog.engine import Engine
from tthc_catalog.loading import load_catalog

if TYPE_CHECKING:
    from tthc_catalog.decisions.decision import Decision

MODEL = """kind: model
id: {id}
title: {id}
title_en: {id}
policy: service-days
effective_from: "2023-01-01"
effective_until: null
citations:
  - document: KH-THANH-HA-2023
    provision: null
scope: {{levels: [commune], offices: [], fields: [], include: [], exclude: [], exclude_cases: []}}
strength: {strength}
parameters: {parameters}
"""
MODELS = {
    "hai-gio": ("promise", "{days: {weekdays: [friday]}, windows: [{due: {working_hours: 2}}]}"),
    "nua-gio": ("target", "{days: {kinds: [working_day]}, windows: [{due: {minutes: 30}}]}"),
    "sang-thu-bay": (
        "promise",
        "{days: {weekdays: [saturday], kinds: [rest_day]}, sessions: [morning], windows: [{due: {working_days: 0, at: session_end}}]}",
    ),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return the engine for the packaged catalog with three more models at commune level."""
    folder = tmp_path_factory.mktemp("several") / "catalog"
    shutil.copytree(catalog_folder(), folder)
    for name, (strength, parameters) in MODELS.items():
        text = MODEL.format(id=name, strength=strength, parameters=parameters)
        (folder / "models" / f"{name}.yaml").write_text(text, encoding="utf-8")
    manifest = folder / "manifest.yaml"
    before, _, after = manifest.read_text(encoding="utf-8").rpartition("commitments: [thu-sau-khong-cho]")
    manifest.write_text(f"{before}commitments: [thu-sau-khong-cho, {', '.join(MODELS)}]{after}", encoding="utf-8")
    return Engine(load_catalog(folder))


def decide(engine: Engine, at: str) -> Decision:
    """Decide on a marital-status certificate (three working days by law) at a commune desk."""
    return engine.decide("1.004873", level="commune", received_at=at)


def dues(decision: Decision) -> dict[str, str | None]:
    """Return the due time of each model, or its reason."""
    return {c.model.id: f"{c.deadline.due_at:%d/%m %H:%M}" if c.deadline else c.reason for c in decision.commitments}


def test_the_earliest_promise_governs_and_each_is_reported(engine: Engine) -> None:
    """Friday 10:00: two working hours end at 14:00, before closing time; the target of 10:30 does not bind."""
    decision = decide(engine, "2023-10-06 10:00")
    assert dues(decision) == {
        "thu-sau-khong-cho": "06/10 17:00",
        "hai-gio": "06/10 14:00",
        "nua-gio": "06/10 10:30",
        "sang-thu-bay": "not-model-day",
    }
    assert decision.covered
    assert decision.rule == "hai-gio/from-opening"
    assert f"{decision.due_at:%H:%M}" == "14:00"


def test_another_promise_may_govern_later_on_the_same_day(engine: Engine) -> None:
    """Friday 16:30: two working hours end at 08:30 on Monday, before the plan's 09:00; at 17:30 they would end at 09:00."""
    assert decide(engine, "2023-10-06 16:30").rule == "hai-gio/from-opening"
    assert f"{decide(engine, '2023-10-06 16:59').due_at:%d/%m %H:%M}" == "09/10 08:59"
    assert decide(engine, "2023-10-06 17:30").rule == "thu-sau-khong-cho/after-15:30", "before 09:00 is earlier than by 09:00"


def test_a_target_alone_covers_nothing(engine: Engine) -> None:
    """Thursday 10:00: only the target applies; the dossier is not covered, the law governs, and the reason is that of the promise."""
    decision = decide(engine, "2023-10-05 10:00")
    assert not decision.covered
    assert decision.reason == "not-model-day"
    assert decision.commitment is None
    assert decision.rule == "law/statutory"
    assert dues(decision)["nua-gio"] == "05/10 10:30"
    data = decision.to_dict()
    assert [(c["model"], c["strength"], c["due_at"]) for c in data["commitments"] if c["strength"] == "target"] == [
        ("nua-gio", "target", "2023-10-05T10:30:00+07:00")
    ]
    assert "không ràng buộc" in str(decision.explain("vi"))
    assert "does not affect the due time" in str(decision.explain("en"))


def test_a_saturday_morning_binds_but_the_law_counts_from_monday(engine: Engine) -> None:
    """Saturday 09:00: due at 11:30 by the promise, and the explanation names the model that opens the desk."""
    decision = decide(engine, "2023-10-07 09:00")
    assert decision.rule == "sang-thu-bay/from-opening"
    assert f"{decision.due_at:%d/%m %H:%M}" == "07/10 11:30"
    assert decision.deemed_received_at is not None
    assert f"{decision.deemed_received_at:%d/%m %H:%M}" == "09/10 07:00"
    assert decision.statutory is not None
    assert f"{decision.statutory.due_at:%d/%m %H:%M}" == "12/10 17:00"
    assert "mở cửa theo mô hình: sang-thu-bay" in str(decision.explain("vi"))


def test_closed_is_the_reason_only_if_every_model_is_closed(engine: Engine) -> None:
    """Saturday 15:00 is outside the sessions of an open desk; on Sunday the desk is closed for every model."""
    assert decide(engine, "2023-10-07 15:00").reason == "outside-sessions"
    assert decide(engine, "2023-10-08 09:00").reason == "office-closed"


def test_the_tables_agree_with_the_look_up(engine: Engine) -> None:
    """Bisection agrees with the look-up if there are several models and the desk is open on Saturdays."""
    timetable = engine.timetable("1.004873", level="commune")
    schedule = timetable.schedule
    first = schedule.midnight[1370]
    for minute in range(0, 21 * 24 * 60, 11):
        instant = first + minute * 60
        answer = timetable.at(instant)
        assert timetable.find(instant) == (answer.due_at, answer.late_after)
