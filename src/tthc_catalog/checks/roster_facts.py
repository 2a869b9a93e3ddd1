"""Whether a roster makes sense by itself: its days, its people, and nobody in two places at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.problems.problem_factory import problem_at
from tthc_catalog.problems.replacements import close_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.errors import Problem
    from tthc_catalog.problems.positions import KeyPath
    from tthc_catalog.yaml_files.document import Document

ROLES = {"signatory": ("người ký", "signatory"), "official": ("công chức", "official"), "volunteer": ("tình nguyện viên", "volunteer")}
"""Each role in words."""


def roster_problems(rosters: Sequence[Document]) -> Iterator[Problem]:
    """Faults of the rosters; one id is one person in all of them."""
    on_duty: dict[tuple[str, str], tuple[str, int]] = {}
    for document in rosters:
        data = document.data
        seen: dict[str, int] = {}
        for index, day in enumerate(data["days"]):
            path = ("days", index)
            date = day["date"]
            if date in seen:
                line = document.value_position(("days", seen[date], "date")).line
                yield problem_at(document, (*path, "date"), "roster-day-repeated", found=date, first_line=line)
                continue
            seen[date] = index
            if not data["effective_from"] <= date < data["effective_until"]:
                span = f"{data['effective_from']} - {data['effective_until']}"
                yield problem_at(document, (*path, "date"), "roster-day-outside", found=date, expected=span)
            yield from _people_problems(document, path, day)
            yield from _double_bookings(document, path, day, on_duty)


def _people_problems(document: Document, path: KeyPath, day: dict[str, Any]) -> Iterator[Problem]:
    people = {person["id"]: person for person in document.data["people"]}
    posts = {post["id"] for post in document.data["posts"]}
    for place, id, role in _named(path, day):
        person = people.get(id)
        if person is None or person["role"] != role:
            fitting = [known for known, other in people.items() if other["role"] == role]
            hint = close_to(id, fitting) or " / ".join(fitting) or role
            yield problem_at(document, place, "roster-person", found=id, expected=role, hint=hint, role=ROLES[role])
    for index, at in enumerate(day["posts"]):
        if at["post"] not in posts:
            hint = close_to(at["post"], sorted(posts)) or " / ".join(sorted(posts))
            yield problem_at(document, (*path, "posts", index, "post"), "roster-post", found=at["post"], hint=hint)
    needed = document.data["volunteers_needed"]
    if len(day["volunteers"]) < needed:
        yield problem_at(
            document, (*path, "volunteers"), "roster-volunteers", found=str(len(day["volunteers"])), expected=str(needed), date=day["date"]
        )


def _double_bookings(
    document: Document, path: KeyPath, day: dict[str, Any], on_duty: dict[tuple[str, str], tuple[str, int]]
) -> Iterator[Problem]:
    """A person on duty twice on a day, here or at another office."""
    for place, id, _ in _named(path, day):
        other = on_duty.get((day["date"], id))
        if other is not None:
            yield problem_at(document, place, "roster-double", found=id, date=day["date"], other=f"{other[0]}:{other[1]}")
        else:
            on_duty[day["date"], id] = (document.file, document.value_position(place).line)


def _named(path: KeyPath, day: dict[str, Any]) -> Iterator[tuple[KeyPath, str, str]]:
    """Everybody an entry puts on duty: where it says so, the id, and the role asked for."""
    yield (*path, "signatory"), day["signatory"], "signatory"
    for index, at in enumerate(day["posts"]):
        yield (*path, "posts", index, "official"), at["official"], "official"
    for index, id in enumerate(day["volunteers"]):
        yield (*path, "volunteers", index), id, "volunteer"
