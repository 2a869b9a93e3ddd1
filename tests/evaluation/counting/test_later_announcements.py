"""A later announcement is never counted against the desk: the more favourable deadline counts, and the report says how many differ."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs
import pytest

import tthc_catalog
from tthc_catalog import Engine
from tthc_catalog.records.procedure import ProcessingTime

if TYPE_CHECKING:
    from pathlib import Path

    from tthc_catalog.records.catalog import Catalog

CODE = "2.001009"
DOSSIERS = """dossier_id,unit,level,code,channel,received_at,completed_at,returned_at,state
1,cap-xa,commune,2.001009,in_person,2024-04-11 09:00,2024-05-02 10:00,2024-05-02 10:00,resolved
2,cap-xa,commune,2.001009,in_person,2024-04-11 09:00,2024-05-03 10:00,2024-05-03 10:00,resolved
3,cap-xa,commune,2.001009,in_person,2024-04-11 09:00,2024-05-04 10:00,2024-05-04 10:00,resolved
4,cap-xa,commune,2.001009,in_person,2024-04-15 09:00,2024-05-06 10:00,2024-05-06 10:00,resolved
5,cap-xa,commune,2.001009,in_person,2024-04-15 09:00,2024-05-07 10:00,2024-05-07 10:00,resolved
"""


def with_term(catalog: Catalog, working_days: int) -> Catalog:
    """Return the catalog in which the procedure has a term of working days."""
    time = ProcessingTime(amount=working_days, unit="working_day")
    return attrs.evolve(
        catalog,
        procedures=tuple(
            attrs.evolve(p, editions=tuple(attrs.evolve(edition, processing_time=time) for edition in p.editions)) if p.code == CODE else p
            for p in catalog.procedures
        ),
    )


@pytest.mark.parametrize(("working_days", "overdue", "differ"), [(12, 2, 3), (5, 5, 0)])
def test_the_more_favourable_deadline_counts(catalog: Catalog, tmp_path: Path, working_days: int, overdue: int, differ: int) -> None:
    """Promised for 2/5 and by law 3/5 after the announcement: a result of 3/5 is on time, and one of 4/5 is late; 15/4 is due on 6/5."""
    file = tmp_path / "dossiers.csv"
    file.write_text(DOSSIERS, encoding="utf-8")
    report = tthc_catalog.evaluate([file], period="2024-Q2", engine=Engine(with_term(catalog, working_days)), as_of=dt.datetime(2024, 7, 1))
    figures = report.total.figures
    assert (figures["resolved"], figures["resolved_overdue"], figures["law_overdue"]) == (5, overdue, overdue)
    assert figures["known_later"] == differ
    assert any("thông báo sau ngày nhận" in vi for vi, _ in report.notes) == bool(differ)


def test_announcements_after_a_named_day_do_not_count(catalog: Catalog, tmp_path: Path) -> None:
    """Of the day before the announcement, a result of 3/5 is late for a receipt of 11/4; receipts after that day count by their own day."""
    file = tmp_path / "dossiers.csv"
    file.write_text(DOSSIERS, encoding="utf-8")
    engine, before = Engine(with_term(catalog, 12)), dt.date(2024, 4, 11)
    report = tthc_catalog.evaluate([file], period="2024-Q2", engine=engine, as_of=dt.datetime(2024, 7, 1), known_on=before)
    assert (report.total.figures["law_overdue"], report.total.figures["known_later"]) == (3, 0)
    assert any("11/04/2024" in vi for vi, _ in report.notes)
