"""The rows of the workbook's sheets of procedures and papers, as text; an edited workbook is compared with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_lines
from tthc_catalog.publication.content.procedure_wording import (
    basis_texts,
    case_text,
    channels_text,
    charge_text,
    membership_text,
    name_of,
    status_text,
    statutory_text,
)
from tthc_catalog.publication.papers.listing import in_force_first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.publication.content.publication import Entry, Publication
    from tthc_catalog.records.procedure import Component

LONGEST_CELL = 32_767
"""The maximum length of the text in a cell, in characters (a limit of Excel)."""

PROCEDURES = [
    "number",
    "level",
    "field",
    "code",
    "name",
    "time",
    "cases",
    "fee",
    "channels",
    "results",
    "basis",
    "status",
    "membership",
    "note",
]
COMPONENTS = ["level", "code", "name", "component", "action", "originals", "copies", "condition", "group", "note"]


def procedure_rows(publication: Publication) -> Iterator[list[str]]:
    """Yield a row for each entry; those in force on the day come first."""
    numbers: dict[str, int] = {}
    for entry in in_force_first(publication):
        level = entry.procedure.level
        numbers[level] = numbers.get(level, 0) + 1
        yield [str(numbers[level]), *procedure_row(publication, entry)]


def procedure_row(publication: Publication, entry: Entry) -> list[str]:
    """Return the row of an entry without its number."""
    edition = entry.edition
    notes = [*filter(None, (edition.processing_time_note,)), *edition.notes, *filter(None, (entry.procedure.succession_note,))]
    return [
        entry.binding.title,
        entry.field.name,
        entry.procedure.code,
        name_of(entry),
        statutory_text(edition),
        "\n".join(case_text(case) for case in edition.cases),
        charge_text(edition),
        channels_text(edition),
        "\n".join(edition.results),
        "\n".join(basis_texts(publication, edition)),
        status_text(publication, entry),
        membership_text(entry),
        "\n".join(notes),
    ]


def component_rows(publication: Publication) -> Iterator[list[str]]:
    """Yield a row for each paper of each entry; those in force on the day come first."""
    for entry in in_force_first(publication):
        for component in entry.edition.components or ():
            yield component_row(entry, component)


def component_row(entry: Entry, component: Component) -> list[str]:
    """Return the row of a paper."""
    return [
        entry.binding.title,
        entry.procedure.code,
        name_of(entry),
        component.name,
        text(f"publication.component.{component.action}"),
        "" if component.originals is None else str(component.originals),
        "" if component.copies is None else str(component.copies),
        component.condition.text if component.condition else text("publication.component.optional") if component.optional else "",
        component.any_of or "",
        component.note or "",
    ]


def cell(value: str) -> str:
    """Return text for a cell, safe to show, with its line breaks, cut to `LONGEST_CELL`."""
    shown = shown_lines(value)
    return shown if len(shown) <= LONGEST_CELL else shown[: LONGEST_CELL - 1] + "…"
