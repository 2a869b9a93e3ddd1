"""Check closures and extra openings as far as their own file and the list of offices decide it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.messages import text_pair
from tthc_catalog.problems.problem_factory import problem_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.errors import Problem
    from tthc_catalog.yaml_files.document import Document

_EFFECTS = {"closed": ("next_opening", "unchanged"), "open": ("working_day", "unchanged")}


def closure_problems(document: Document) -> Iterator[Problem]:
    """Yield entries without a desk, with days or sessions out of order, or with an effect of the other kind."""
    for index, entry in enumerate(document.data["closures"]):
        path = ("closures", index)
        if "offices" not in entry and "levels" not in entry:
            yield problem_at(document, (*path, "id"), "closure-desks", found=entry["id"])
        if entry.get("until", entry["date"]) < entry["date"]:
            yield problem_at(document, (*path, "until"), "period-order", found=entry["until"], expected=entry["date"])
        sessions = entry.get("sessions", ())
        for number in range(1, len(sessions)):
            if sessions[number][:5] < sessions[number - 1][6:]:
                where = (*path, "sessions", number)
                yield problem_at(document, where, "session-order", found=sessions[number], expected=sessions[number - 1])
        for side, effect in entry.get("effect", {}).items():
            fitting = _EFFECTS[entry["kind"]]
            if side in {"commitment", "law"} and effect not in fitting:
                yield problem_at(
                    document,
                    (*path, "effect", side),
                    "closure-effect",
                    found=effect,
                    hint=fitting[0],
                    kind=text_pair(f"check.closure.{entry['kind']}"),
                )
