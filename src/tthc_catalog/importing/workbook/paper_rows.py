"""The papers of one procedure in an edited workbook: which rows were edited, added or deleted, and the list that follows."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from tthc_catalog.importing.workbook.published_sheets import SheetRow
from tthc_catalog.importing.workbook.written_cells import CellFault
from tthc_catalog.messages import text
from tthc_catalog.scaffolding.new_catalog import slug

EDITABLE = ("component", "action", "originals", "copies", "condition", "group", "note")


@attrs.frozen(kw_only=True)
class PaperRow:
    """A row of papers beside the published one.

    Attributes:
        row: the row of the workbook; None if it was deleted.
        index: the place of the paper in the edition; None for a new row.
        published: the cells as published; empty for a new row.
    """

    row: SheetRow | None
    index: int | None
    published: Mapping[str, str]

    @property
    def edited(self) -> tuple[str, ...]:
        """The columns whose cells differ."""
        if self.row is None or self.index is None:
            return ()
        return tuple(c for c in EDITABLE if c in self.row.cells and self.row.cells[c] != self.published[c])


def aligned(rows: Sequence[SheetRow], published: Sequence[Mapping[str, str]]) -> list[PaperRow]:
    """Connect the rows of a procedure with its published papers: the same name, else the same place between rows that are connected."""
    before = [cells["component"] for cells in published]
    after = [row.cells.get("component", "") for row in rows]
    result: list[PaperRow] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        paired = b - a if kind == "equal" or b - a == d - c else 0
        result += [PaperRow(row=rows[c + n], index=a + n, published=published[a + n]) for n in range(paired)]
        result += [PaperRow(row=None, index=n, published=published[n]) for n in range(a + paired, b)]
        result += [PaperRow(row=rows[n], index=None, published={}) for n in range(c + paired, d)]
    return _moved(result)


def _moved(papers: list[PaperRow]) -> list[PaperRow]:
    """Connect a deleted paper and a new row with the same name: the row was moved."""
    gone = {paper.published["component"]: paper for paper in papers if paper.row is None}
    result = []
    for paper in papers:
        if paper.index is None and paper.row is not None and (former := gone.pop(paper.row.cells.get("component", ""), None)) is not None:
            result.append(attrs.evolve(former, row=paper.row))
        else:
            result.append(paper)
    kept = {paper.index for paper in result if paper.row is not None}
    return [paper for paper in result if paper.row is not None or paper.index not in kept]


def paper_list(papers: Sequence[PaperRow], last: Sequence[Mapping[str, Any]], source: str, *, drop: bool) -> list[dict[str, Any]]:
    """Return the papers as data.

    Args:
        papers: the rows.
        last: the papers of the edition, as data.
        source: the id of the source of what was edited.
        drop: whether deleted rows leave the list.

    Raises:
        CellFault: a cell cannot be read; its arguments are the reason, the row and the column.
    """
    taken = {paper["id"] for paper in last}
    conditions = {paper["condition"]["id"] for paper in last if paper["condition"] is not None}
    result = []
    for paper in papers:
        if paper.row is None:
            assert paper.index is not None, "a paper without a row was published"
            result += [] if drop else [dict(last[paper.index])]
            continue
        if paper.index is None:
            data = _new_paper(paper.row, taken, source)
            columns: Sequence[str] = EDITABLE
        else:
            data, columns = dict(last[paper.index]), paper.edited
        for column in columns:
            _change(data, column, paper.row, conditions)
        if columns:
            data["source"] = source
            data["quantity_source"] = source if data["originals"] is not None or data["copies"] is not None else None
        result.append(data)
    return result


def _new_paper(row: SheetRow, taken: set[str], source: str) -> dict[str, Any]:
    stem = slug(row.cells.get("component", ""))[:48].strip("-") or "giay-to"
    id, number = stem, 2
    while id in taken:
        id, number = f"{stem}-{number}", number + 1
    taken.add(id)
    return {
        "id": id,
        "name": "",
        "form": None,
        "originals": None,
        "copies": None,
        "action": "submit",
        "channels": [],
        "any_of": None,
        "condition": None,
        "optional": False,
        "name_adapted": False,
        "source": source,
        "quantity_source": None,
        "note": None,
    }


def _change(data: dict[str, Any], column: str, row: SheetRow, conditions: set[str]) -> None:
    value = row.cells.get(column, "")
    match column:
        case "component":
            if not value:
                raise CellFault("paper_name", row, column)
            data |= {"name": " ".join(value.split()), "name_adapted": False}
        case "action":
            words = {text(f"publication.component.{action}"): action for action in ("submit", "present")}
            if value and value.lower() not in words:
                raise CellFault("action", row, column)
            data["action"] = words.get(value.lower(), data["action"])
        case "originals" | "copies":
            if value and not (value.isdigit() and int(value) <= 99):
                raise CellFault("count", row, column)
            data[column] = int(value) if value else None
        case "condition":
            is_optional = value.lower() == text("publication.component.optional")
            data["optional"] = is_optional
            data["condition"] = (
                None if is_optional or not value else {"id": _condition_id(value, conditions), "text": " ".join(value.split())}
            )
        case "group":
            if value and slug(value) != value:
                raise CellFault("group", row, column)
            data["any_of"] = value or None
        case _:
            data["note"] = " ".join(value.split()) or None


def _condition_id(value: str, taken: set[str]) -> str:
    stem = slug(value)[:48].strip("-") or "truong-hop"
    id, number = stem, 2
    while id in taken:
        id, number = f"{stem}-{number}", number + 1
    taken.add(id)
    return id
