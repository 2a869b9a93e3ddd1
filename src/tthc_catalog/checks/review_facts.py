"""Check that procedures have all their parts, and that files were reviewed recently."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tthc_catalog.problems.problem_factory import problem_at
from tthc_catalog.records.decree_parts import PARTS
from tthc_catalog.records.procedure_building import resolve_editions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.errors import Problem
    from tthc_catalog.yaml_files.document import Document

YEAR = dt.timedelta(days=366)
"""The time after which a file must be compared with its sources again; twice as long is a warning."""

REVIEWED = ("manifest", "calendar", "procedure")
"""Kinds of file with a review date."""


def part_problems(document: Document) -> Iterator[Problem]:
    """Yield the parts that are empty in the latest edition of a procedure; parts without keys in the catalog are skipped."""
    editions = document.data["editions"]
    latest = resolve_editions(editions)[-1]
    path = ("editions", len(editions) - 1)
    for part in PARTS:
        keys = [key for key in part.keys if key in latest]
        if not keys or any(latest[key] for key in keys) or part.citation is None:
            continue
        stated = next((key for key in keys if key in editions[-1]), None)
        citation = f"{part.citation.document}, {part.citation.provision}"
        yield problem_at(
            document,
            path if stated is None else (*path, stated),
            "part-missing",
            at_key=True,
            found=part.id,
            hint=keys[0],
            part=(part.name, part.name_en),
            citation=citation,
        )


def review_problems(document: Document, today: dt.date) -> Iterator[Problem]:
    """Check how long ago the file was compared with its sources."""
    stated = document.data.get("reviewed_on")
    path = ("reviewed_on",) if "reviewed_on" in document.data else ()
    if stated is None:
        yield problem_at(document, path, "review-missing", at_key=True, hint=f'reviewed_on: "{today}"')
        return
    reviewed = dt.date.fromisoformat(stated)
    if today - reviewed > 2 * YEAR:
        yield problem_at(document, path, "review-overdue", found=stated)
    elif today - reviewed > YEAR:
        yield problem_at(document, path, "review-due", found=stated)
