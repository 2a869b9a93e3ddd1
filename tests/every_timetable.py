"""Compile all distinct timetables of a catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.records.channels import CHANNELS

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine
    from tthc_catalog.timetable.timetable import Timetable


def every_timetable(engine: Engine) -> list[Timetable]:
    """Return the timetables of every procedure, with and without each case, through every channel, at every desk of its level.

    The desk that a level's dated default chooses is included; there are no duplicates.
    """
    by_digest: dict[str, Timetable] = {}
    for procedure in engine.catalog.procedures:
        cases = [None, *dict.fromkeys(case.id for edition in procedure.editions for case in edition.cases)]
        for office in (None, *(office.id for office in engine.catalog.offices.values() if office.level == procedure.level)):
            for case in cases:
                for channel in CHANNELS:
                    timetable = engine.timetable(procedure.code, level=procedure.level, office=office, case=case, channel=channel)
                    by_digest.setdefault(timetable.digest, timetable)
    return list(by_digest.values())
