"""What a person edited in a published workbook, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from tthc_catalog.importing.catalog_state import CatalogState
from tthc_catalog.importing.workbook.published_sheets import PublishedWorkbook

Key = tuple[str, str]


@attrs.frozen(kw_only=True)
class Edit:
    """An edited cell, an added or a deleted row.

    Attributes:
        place: sheet and cell.
        key: level and code of the procedure.
        column: the column; None for a whole row.
        before, after: the text.
        reason: why it is a fault, as the last part of the key of a text; None if it can be used.
    """

    place: str
    key: Key | None = None
    column: str | None = None
    before: str = ""
    after: str = ""
    reason: str | None = None


@attrs.frozen(kw_only=True)
class WorkbookPlan:
    """What an edited workbook would change.

    Attributes:
        edits: the cells that would become part of an edition.
        faults: cells and rows that cannot be used; nothing is written while there are any.
        ignored: edited cells of derived columns.
        deleted: rows that were deleted; a person decides.
        files: content by path.
        codes: codes of the procedures whose due dates may move.
    """

    state: CatalogState
    book: PublishedWorkbook
    edits: tuple[Edit, ...]
    faults: tuple[Edit, ...]
    ignored: tuple[Edit, ...]
    deleted: tuple[Edit, ...]
    files: Mapping[str, str | None]
    codes: frozenset[str]
