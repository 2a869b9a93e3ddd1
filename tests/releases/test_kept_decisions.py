"""Decisions written by every version of the library that was released verify for ever.

``python tests/releases/test_kept_decisions.py --write`` writes those of this version; files of earlier versions never change.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest

import tthc_catalog as tthc

KEPT = sorted((Path(__file__).parent / "decisions").glob("*.json"))
COUNT = 60


def decisions(engine: tthc.Engine) -> list[dict[str, Any]]:
    """Return decisions on random dossiers with all kinds of input, and on receipts around an announcement."""
    chosen = random.Random(13)
    found = []
    procedures = list(engine.catalog.procedures)
    for _ in range(COUNT):
        procedure = chosen.choice(procedures)
        received = dt.datetime(2021, 1, 1) + dt.timedelta(minutes=chosen.randrange(int(5.8 * 365 * 1440)))
        edition = procedure.edition_on(received.date()) or procedure.editions[-1]
        cases = [None, *dict.fromkeys(case.id for edition in procedure.editions for case in edition.cases)]
        parts = [component.id for component in edition.components or ()]
        conditions = sorted({c.condition.id for c in edition.components or () if c.condition is not None})
        arguments: dict[str, Any] = {
            "level": procedure.level,
            "received_at": received,
            "case": chosen.choice(cases),
            "channel": chosen.choice(["in_person", "online", "postal"]),
            "components": chosen.choice([None, [], parts]),
            "conditions": chosen.choice([[], conditions[:1]]),
            "known_on": chosen.choice([None, None, dt.date(2024, 4, 1), dt.date(2026, 1, 1)]),
        }
        found.append(engine.decide(procedure.code, **arguments).to_dict(explain=False))
    for day in (11, 12):
        received = dt.datetime(2024, 4, day, 9)
        found.append(engine.decide("1.004873", level="commune", case="xac-minh", received_at=received).to_dict(explain=False))
    return found


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_decisions_of_every_version_verify(path: Path) -> None:
    """Each kept decision is what its release promised; if the catalog answers otherwise now, a correction says why."""
    verdicts = tthc.verify(json.loads(path.read_text("utf-8")))
    assert len(verdicts) == COUNT + 2
    assert {verdict.promised for verdict in verdicts} == {True}
    assert all(verdict.status == "same" or verdict.corrections for verdict in verdicts)


def test_there_are_decisions() -> None:
    """At least one version has left decisions."""
    assert KEPT


if __name__ == "__main__" and "--write" in sys.argv:
    target = Path(__file__).parent / "decisions" / f"{tthc.__version__}.json"
    target.parent.mkdir(exist_ok=True)
    lines = [json.dumps(one, ensure_ascii=False, sort_keys=True) for one in decisions(tthc.Engine(tthc.load_catalog()))]
    target.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")
