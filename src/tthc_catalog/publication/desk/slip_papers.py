"""The rows of a slip: the papers handed in, the missing ones, and those that only some circumstances need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text
from tthc_catalog.publication.desk.forms import DOTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.decisions.completeness import Requirement
    from tthc_catalog.decisions.decision import Decision
    from tthc_catalog.records.procedure import Component


def paper_rows(decision: Decision, have: frozenset[str]) -> list[tuple[str, ...]]:
    """Return the papers handed in with their kind and number; rows to fill in by hand if none is named."""
    edition = decision.edition
    components = () if edition is None else edition.components or ()
    groups = have - {c.id for c in components}
    handed_in = [c for c in components if c.id in have or c.any_of in groups]
    if not handed_in:
        return [(str(number), DOTS, "", "") for number in range(1, 4)]
    return [(str(number), shown_text(component.name), *_kind_and_count(component)) for number, component in enumerate(handed_in, 1)]


def _kind_and_count(component: Component) -> tuple[str, str]:
    kinds = [("originals", component.originals), ("copies", component.copies)]
    known = [(text(f"publication.column.{name}"), number) for name, number in kinds if number]
    return " + ".join(name for name, _ in known), " + ".join(str(number) for _, number in known)


def missing_rows(decision: Decision) -> list[tuple[str, ...]]:
    """Return the missing papers with, in words, how many originals and copies; the form has no columns for them."""
    rows: list[tuple[str, ...]] = []
    for number, item in enumerate(decision.missing, 1):
        single = item.components[0] if len(item.components) == 1 else None
        counts = [] if single is None else [("originals", single.originals), ("copies", single.copies)]
        known = ", ".join(text(f"desk.slip.{name}", count=count) for name, count in counts if count)
        rows.append((str(number), f"{_names(item)} ({known})" if known else _names(item)))
    return rows


def further_papers(decision: Decision) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the title and the lines of the papers that are needed only under a condition, then of the optional ones."""
    conditional = tuple(
        text("desk.slip.conditional", condition=shown_text("; ".join(c.text for c in item.conditions)), names=_names(item))
        for item in decision.conditional
    )
    for name, lines in (("conditional", conditional), ("optional", tuple(map(_names, decision.optional)))):
        if lines:
            yield text(f"desk.slip.{name}.title"), lines


def _names(item: Requirement) -> str:
    return shown_text(text("decision.or", "vi").join(dict.fromkeys(c.name for c in item.components)))
