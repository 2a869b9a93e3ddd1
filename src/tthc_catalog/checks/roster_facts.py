"""Check rosters: their days and people, and that no person is on duty twice on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.messages import text_pair
from tthc_catalog.problems.problem_factory import problem_at
from tthc_catalog.problems.replacements import closest_match

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.errors import Problem
    from tthc_catalog.problems.positions import KeyPath
    from tthc_catalog.yaml_files.document import Document


def roster_problems(rosters: Sequence[Document]) -> Iterator[Problem]:
    """Yield the problems of the rosters; an id is the same person in all of them."""
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
    for person_path, id, role in _duties(path, day):
        person = people.get(id)
        if person is None or person["role"] != role:
            fitting = [known for known, other in people.items() if other["role"] == role]
            hint = closest_match(id, fitting) or " / ".join(fitting) or role
            yield problem_at(
                document, person_path, "roster-person", found=id, expected=role, hint=hint, role=text_pair(f"check.role.{role}")
            )
    for index, at in enumerate(day["posts"]):
        if at["post"] not in posts:
            hint = closest_match(at["post"], sorted(posts)) or " / ".join(sorted(posts))
            yield problem_at(document, (*path, "posts", index, "post"), "roster-post", found=at["post"], hint=hint)
    needed = document.data["volunteers_needed"]
    if len(day["volunteers"]) < needed:
        yield problem_at(
            document, (*path, "volunteers"), "roster-volunteers", found=str(len(day["volunteers"])), expected=str(needed), date=day["date"]
        )


def _double_bookings(
    document: Document, path: KeyPath, day: dict[str, Any], on_duty: dict[tuple[str, str], tuple[str, int]]
) -> Iterator[Problem]:
    """Yield people on duty twice on a day, at the same or another office."""
    for person_path, id, _ in _duties(path, day):
        other = on_duty.get((day["date"], id))
        if other is not None:
            yield problem_at(document, person_path, "roster-double", found=id, date=day["date"], other=f"{other[0]}:{other[1]}")
        else:
            on_duty[day["date"], id] = (document.file, document.value_position(person_path).line)


def _duties(path: KeyPath, day: dict[str, Any]) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield the people on duty on a day: the path of the id, the id, and the required role."""
    yield (*path, "signatory"), day["signatory"], "signatory"
    for index, at in enumerate(day["posts"]):
        yield (*path, "posts", index, "official"), at["official"], "official"
    for index, id in enumerate(day["volunteers"]):
        yield (*path, "volunteers", index), id, "volunteer"
