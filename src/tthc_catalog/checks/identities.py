"""Check that ids are unique and that periods end after they start, in every kind of file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.messages import text_pair
from tthc_catalog.problems.problem_factory import problem_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.errors import Problem
    from tthc_catalog.problems.positions import KeyPath
    from tthc_catalog.yaml_files.document import Document

_ID_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "manifest": (("fields", "id"), ("levels", "level"), ("conventions", "id"), ("pauses", "id")),
    "legal": (("documents", "id"),),
    "sources": (("sources", "id"),),
    "offices": (("hours", "id"), ("offices", "id")),
    "roster": (("posts", "id"), ("people", "id")),
    "closures": (("closures", "id"),),
    "corrections": (("corrections", "id"),),
    "procedure": (
        ("editions", "id"),
        ("editions", "*", "cases", "id"),
        ("editions", "*", "channels", "channel"),
        ("editions", "*", "channels", "*", "cases", "case"),
        ("editions", "*", "components", "id"),
    ),
}
"""Kind of file -> the lists of items with an id, and the key of the id; ``*`` is every item of a list."""

_PERIODS: dict[str, tuple[tuple[tuple[str, ...], str, str], ...]] = {
    "legal": ((("documents", "*"), "effective_from", "effective_until"),),
    "offices": ((("offices", "*"), "effective_from", "effective_until"),),
    "calendar": (((), "covers_from", "covers_until"),),
    "model": (((), "effective_from", "effective_until"), (("notices", "*"), "from", "until")),
    "roster": (((), "effective_from", "effective_until"),),
    "procedure": ((("editions", "*"), "effective_from", "effective_until"),),
}
"""Kind of file -> the paths of periods, and the keys of their two ends."""


def repeated_ids(kind: str, document: Document) -> Iterator[Problem]:
    """Yield ids that occur twice in one list."""
    for *steps, key in _ID_KEYS.get(kind, ()):
        for path, items in values_at(document.data, tuple(steps)):
            first: dict[str, int] = {}
            for index, item in enumerate(items or ()):
                name = None if item is None else item.get(key)
                if name is None:
                    continue
                if name in first:
                    yield problem_at(
                        document,
                        (*path, index, key),
                        "id-repeated",
                        found=name,
                        hint=f"{name}-2",
                        label=text_pair(f"check.named.{steps[-1]}"),
                        first_line=document.value_position((*path, first[name], key)).line,
                    )
                first.setdefault(name, index)


def period_problems(kind: str, document: Document) -> Iterator[Problem]:
    """Yield periods that contain no day, and documents that are effective before they were issued."""
    for steps, start_key, end_key in _PERIODS.get(kind, ()):
        for path, item in values_at(document.data, steps):
            if item is None:
                continue
            start, end = item.get(start_key), item.get(end_key)
            if start and end and end <= start:
                yield problem_at(document, (*path, end_key), "period-order", found=end, expected=start)
            issued = item.get("issued_on")
            if kind == "legal" and start and issued and start < issued:
                yield problem_at(document, (*path, start_key), "document-dates", found=start, expected=issued)


def values_at(data: Any, steps: tuple[str, ...], path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Yield the values at ``steps`` with their paths; a missing step yields nothing."""
    if not steps:
        yield path, data
    elif steps[0] == "*":
        for index, item in enumerate(data or ()):
            yield from values_at(item, steps[1:], (*path, index))
    elif data and steps[0] in data:
        yield from values_at(data[steps[0]], steps[1:], (*path, steps[0]))
