"""Choose procedures of a catalog, as lists show them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import attrs

from tthc_catalog.records.lookup import is_words, near_words, normalise_code, with_words

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.procedure import Edition, Procedure


@attrs.frozen(kw_only=True)
class ProcedureRow:
    """A procedure in a list.

    Attributes:
        name: the name as its decision prints it.
        corrected_name: the name without the misprints of the decision; None if it has none.
        edition: id of the edition that is shown.
        effective_until: the day after the last day of the edition; None if it is open.
        membership: ``official`` or ``reconstructed``.
    """

    code: str
    level: str
    field: str
    name: str
    corrected_name: str | None
    edition: str
    effective_from: dt.date | None
    effective_until: dt.date | None
    membership: str

    @classmethod
    def of(cls, procedure: Procedure, on: dt.date | None = None) -> ProcedureRow:
        """Return the row of a procedure by the edition in force on a day, or by the newest one."""
        edition = shown_edition(procedure, on)
        return cls(
            code=procedure.code,
            level=procedure.level,
            field=procedure.field,
            name=edition.name,
            corrected_name=edition.corrected_name,
            edition=edition.id,
            effective_from=edition.period.start,
            effective_until=edition.period.until,
            membership=procedure.membership.status,
        )


class ChosenProcedures(NamedTuple):
    """Procedures of a catalog, in its order.

    Attributes:
        similar: whether no name has the words that were typed, and these have similar ones.
    """

    procedures: list[Procedure]
    similar: bool


def shown_edition(procedure: Procedure, on: dt.date | None) -> Edition:
    """Return the edition in force on the day, or the newest one."""
    return (procedure.edition_on(on) if on else None) or procedure.editions[-1]


def choose_procedures(
    catalog: Catalog, *, words: str = "", level: str | None = None, field: str | None = None, on: dt.date | None = None
) -> ChosenProcedures:
    """Return the procedures with words in their name, or a code that begins so, of a level, of a field and in force on a day.

    Args:
        catalog: the catalog.
        words: words with or without tone marks, or the beginning of a code; empty for all.
        level: id of a level; None for all.
        field: id of a field; None for all.
        on: a day; None for all procedures, in force or not.
    """
    chosen = [
        procedure
        for procedure in catalog.procedures
        if level in (None, procedure.level) and field in (None, procedure.field) and (on is None or procedure.edition_on(on) is not None)
    ]
    if not words:
        return ChosenProcedures(chosen, similar=False)
    found = with_words(words, chosen) if is_words(words) else [p for p in chosen if p.code.startswith(normalise_code(words))]
    similar = not found and is_words(words)
    return ChosenProcedures(near_words(words, chosen) if similar else found, similar=similar)
