"""No answer about a receipt before 2025 differs from the first version of the catalog, except by a recorded correction.

``before-2025.txt`` holds a digest of the answers and of the demanded papers of each procedure and case in version 2026.11.23, the first. It
is not written again: to change an answer of that time, record the correction in ``catalog/CHANGELOG.md`` and add it here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from tthc_catalog.registry import Registry
from tthc_catalog.timetable.compiler import Compiler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.records.catalog import Catalog

RECORD = Path(__file__).with_name("before-2025.txt")
CHANGELOG = Path(__file__).parents[2] / "catalog" / "CHANGELOG.md"
UNTIL = int(dt.datetime(2025, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=7))).timestamp())

CORRECTED = {"commune/1.004859/chi-bo-sung"}
"""Procedures and cases of which an answer differs."""

ADDED = {"district/1.005092/nhieu-so-goc", "district/1.005092/thoa-thuan-van-ban"}
"""Cases that the first version did not have."""


def digests(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Yield each procedure and case, as ``level/code/case``, with a digest of its answers and papers before 2025."""
    shared: dict[str, list[object]] = {}
    for timetable in Compiler(catalog, Registry()):
        procedure = catalog.procedure(timetable.code, level=timetable.level)
        if timetable.digest not in shared:
            rows = [(row.starts_at, row.answer) for row in timetable.breakpoints() if row.starts_at < UNTIL]
            answers = [(start, a.due_at, a.late_after, a.reason, a.bound, a.statutory and a.statutory.due_at) for start, a in rows]
            shared[timetable.digest] = [answers]
        papers = [
            (edition.period.start, [(c.id, c.any_of, c.optional, c.condition and c.condition.id) for c in edition.components or ()])
            for edition in procedure.editions
            if edition.period.start is None or edition.period.start < dt.date(2025, 1, 1)
        ]
        written = repr((shared[timetable.digest], papers)).encode()
        yield f"{timetable.level}/{timetable.code}/{timetable.case or '-'}", hashlib.sha256(written).hexdigest()[:16]


def test_only_recorded_corrections_change_answers_before_2025(catalog: Catalog) -> None:
    """The differing and the added cases are exactly those named as corrections in the changelog of the catalog."""
    recorded = dict(line.split() for line in RECORD.read_text(encoding="utf-8").splitlines())
    now = dict(digests(catalog))
    assert {key for key in recorded if now.get(key) != recorded[key]} == CORRECTED
    assert now.keys() - recorded.keys() == ADDED
    corrections = CHANGELOG.read_text(encoding="utf-8").split("### Sửa lỗi")[1].split("\n##")[0]
    for code in {key.split("/")[1] for key in CORRECTED | ADDED}:
        assert code in corrections
