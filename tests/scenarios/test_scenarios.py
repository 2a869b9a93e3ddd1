"""Runs every ``*.scenario.yaml`` of this folder against the packaged catalog."""

from __future__ import annotations

import datetime as dt
import pathlib
from typing import Any

import pytest
import yaml

HERE = pathlib.Path(__file__).parent
SCENARIOS = [
    pytest.param(scenario, id=f"{path.stem}:{scenario['name']}")
    for path in sorted(HERE.glob("*.scenario.yaml"))
    for scenario in yaml.safe_load(path.read_text(encoding="utf-8"))["scenarios"]
]


def local(moment: dt.datetime | None) -> str | None:
    """A moment as a scenario writes it."""
    return moment.strftime("%Y-%m-%d %H:%M") if moment is not None else None


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario_holds(engine: Any, scenario: dict[str, Any]) -> None:
    """What the scenario expects is what the engine answers."""
    when, then = dict(scenario["when"]), dict(scenario["then"])
    decision = engine.decide(when.pop("code"), received_at=when.pop("at"), **when)
    said = {
        "covered": decision.covered,
        "reason": decision.reason,
        "due": local(decision.due_at),
        "late_after": local(decision.late_after),
        "bound": decision.bound,
        "rule": decision.rule,
        "deemed": local(decision.deemed_received_at),
        "commitment_due": local(decision.commitment.due_at) if decision.commitment else None,
        "statutory_due": local(decision.statutory.due_at) if decision.statutory else None,
        "provisional": decision.provisional,
    }
    words = then.pop("says", "")
    assert {key: said[key] for key in then} == then
    assert words in str(decision.explain("vi"))
