"""The channel of a record decides its deadline, and so whether it is on time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from channel_catalog import ONE_DAY, with_own_time

from tthc_catalog.engine import Engine
from tthc_catalog.evaluation.evaluation_run import Task, evaluation
from tthc_catalog.evaluation.reporting_period import ReportingPeriod

if TYPE_CHECKING:
    from pathlib import Path

    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.registry import Registry


CHANNELS = ("online", "in_person", "postal", "")


def test_a_record_is_judged_by_the_time_of_its_channel(catalog: Catalog, registry: Registry, tmp_path: Path) -> None:
    """Ready after two working days: overdue online, where one is allowed; on time in person, by post, and without a channel."""
    file = tmp_path / "synthetic.csv"
    rows = [f"S-{c or 'none'},cap-xa,commune,1.004873,{c},resolved,2023-10-03 08:00:00,2023-10-05 09:00:00" for c in CHANNELS]
    file.write_text("\n".join(["dossier_id,unit,level,code,channel,state,received_at,completed_at", *rows]), encoding="utf-8")
    engine = Engine(with_own_time(catalog, "1.004873", "online", ONE_DAY), registry=registry)
    task = Task(files=[file], period=ReportingPeriod.parse("2023-10"))
    with evaluation(engine, registry, task, tmp_path, analyses={}) as made:
        judged = made.facts.rows("SELECT dossier_id, channel, law_due_at FROM dossiers")
        figures = made.report.total.figures
    due = {row["dossier_id"]: row["law_due_at"] for row in judged}
    assert due["S-online"] == dt.datetime(2023, 10, 4, 17, 0)
    assert {due[name] for name in ("S-in_person", "S-postal", "S-none")} == {dt.datetime(2023, 10, 6, 17, 0)}
    assert {row["channel"] for row in judged} == {"online", "in_person", "postal", None}
    assert (figures["resolved"], figures["resolved_overdue"]) == (4, 1)
