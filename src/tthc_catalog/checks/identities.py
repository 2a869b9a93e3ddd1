"""Names used once, and periods that end after they start: the same two questions asked of every kind of file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.problems.problem_factory import problem_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.errors import Problem
    from tthc_catalog.problems.positions import KeyPath
    from tthc_catalog.yaml_files.document import Document

_NAMED: dict[str, tuple[tuple[str, ...], ...]] = {
    "manifest": (("fields", "id"), ("levels", "level"), ("conventions", "id")),
    "legal": (("documents", "id"),),
    "sources": (("sources", "id"),),
    "offices": (("hours", "id"), ("offices", "id")),
    "roster": (("posts", "id"), ("people", "id")),
    "procedure": (
        ("editions", "id"),
        ("editions", "*", "cases", "id"),
        ("editions", "*", "channels", "channel"),
        ("editions", "*", "components", "id"),
    ),
}
"""Kind of file -> the lists whose items are named, and the key that names them; ``*`` is every item of a list."""

_PERIODS: dict[str, tuple[tuple[tuple[str, ...], str, str], ...]] = {
    "legal": ((("documents", "*"), "effective_from", "effective_until"),),
    "offices": ((("offices", "*"), "effective_from", "effective_until"),),
    "calendar": (((), "covers_from", "covers_until"),),
    "model": (((), "effective_from", "effective_until"), (("notices", "*"), "from", "until")),
    "roster": (((), "effective_from", "effective_until"),),
    "procedure": ((("editions", "*"), "effective_from", "effective_until"),),
}
"""Kind of file -> where periods stand, and the keys of their two ends."""

_LABELS = {
    "fields": ("lĩnh vực", "field"),
    "levels": ("cấp", "level"),
    "conventions": ("quy ước", "convention"),
    "documents": ("văn bản", "document"),
    "sources": ("nguồn", "source"),
    "hours": ("khung giờ", "set of hours"),
    "offices": ("bộ phận", "office"),
    "editions": ("phiên bản", "edition"),
    "cases": ("trường hợp", "case"),
    "channels": ("cách nộp", "channel"),
    "posts": ("vị trí", "post"),
    "people": ("người", "person"),
    "components": ("giấy tờ", "component"),
}


def repeated_ids(kind: str, document: Document) -> Iterator[Problem]:
    """Names that stand twice in one list."""
    for *steps, key in _NAMED.get(kind, ()):
        for path, items in values_at(document.data, tuple(steps)):
            first: dict[str, int] = {}
            for index, item in enumerate(items or ()):
                name = item[key]
                if name in first:
                    yield problem_at(
                        document,
                        (*path, index, key),
                        "id-repeated",
                        found=name,
                        hint=f"{name}-2",
                        label=_LABELS[steps[-1]],
                        first_line=document.value_position((*path, first[name], key)).line,
                    )
                first.setdefault(name, index)


def period_problems(kind: str, document: Document) -> Iterator[Problem]:
    """Periods that hold no day, and documents in force before they were issued."""
    for steps, start_key, end_key in _PERIODS.get(kind, ()):
        for path, item in values_at(document.data, steps):
            start, end = item[start_key], item[end_key]
            if start and end and end <= start:
                yield problem_at(document, (*path, end_key), "period-order", found=end, expected=start)
            issued = item.get("issued_on")
            if kind == "legal" and start and issued and start < issued:
                yield problem_at(document, (*path, start_key), "document-dates", found=start, expected=issued)


def values_at(data: Any, steps: tuple[str, ...], path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """The values that stand where ``steps`` lead, with their paths; a step that is not there leads nowhere."""
    if not steps:
        yield path, data
    elif steps[0] == "*":
        for index, item in enumerate(data or ()):
            yield from values_at(item, steps[1:], (*path, index))
    elif steps[0] in data:
        yield from values_at(data[steps[0]], steps[1:], (*path, steps[0]))
