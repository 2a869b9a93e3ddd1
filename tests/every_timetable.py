"""All the different timetables a catalog can give."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine
    from tthc_catalog.timetable.timetable import Timetable


def every_timetable(engine: Engine) -> list[Timetable]:
    """Every procedure, without and with each case, at every desk of its level; equal timetables once."""
    found: dict[str, Timetable] = {}
    for procedure in engine.catalog.procedures:
        cases = [None, *dict.fromkeys(case.id for edition in procedure.editions for case in edition.cases)]
        for office in engine.catalog.offices.values():
            if office.level != procedure.level:
                continue
            for case in cases:
                timetable = engine.timetable(procedure.code, level=procedure.level, office=office.id, case=case)
                found.setdefault(timetable.digest, timetable)
    return list(found.values())
