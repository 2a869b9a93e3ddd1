"""A table of announced days off and make-up days: a workbook, a web page, a Word document or delimited text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tthc_catalog.cli import questions
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from pathlib import Path

    from tthc_catalog.importing.tables.grid import Grid

KINDS = ("holiday", "compensatory", "swap_off", "swap_work")
STATUSES = ("verified", "secondary", "derived", "expected")

_HEADS = {
    "date": ("date", "ngay", "ngay-nghi"),
    "kind": ("kind", "loai", "loai-ngay"),
    "name": ("name", "ten", "ten-ngay", "ten-ngay-le", "ly-do"),
    "decision": ("decision", "so-thong-bao", "thong-bao", "so-quyet-dinh", "quyet-dinh", "van-ban", "so-ky-hieu"),
    "announced_on": ("announced-on", "ngay-thong-bao", "ngay-ban-hanh", "ngay-cong-bo"),
    "swap_with": ("swap-with", "hoan-doi-voi", "hoan-doi-voi-ngay", "doi-voi-ngay"),
    "source": ("source", "nguon"),
    "status": ("status", "muc-tin-cay"),
    "note": ("note", "ghi-chu"),
}
"""Key of the calendar -> heads of the column, without tone marks."""

_KIND_WORDS = {
    "holiday": ("holiday", "nghi-le", "ngay-le", "le", "nghi-le-tet"),
    "compensatory": ("compensatory", "nghi-bu", "bu"),
    "swap_off": ("swap-off", "nghi-hoan-doi", "hoan-doi"),
    "swap_work": ("swap-work", "lam-bu", "di-lam-bu", "lam-viec-bu"),
}

_REQUIRED = ("date", "kind", "name", "decision", "announced_on")
_HEAD_ROWS = 20


def read_days(path: Path, source: str, lang: str) -> list[dict[str, Any]]:
    """Read the days of a table.

    Args:
        path: the file.
        source: the source of rows that state none.
        lang: the language of messages.

    Raises:
        click.UsageError: the file holds no such table, or some cells are wrong; all of them are named.
        ImportingError: the file is damaged, protected or too large.
        OSError: it cannot be read.
    """
    from tthc_catalog.importing.tables.list_tables import table_grids

    grids = table_grids(path)
    found = [(grid, head) for grid in grids if (head := _head(grid)) is not None]
    if not found:
        raise click.UsageError(
            text("new.no_day_table", lang, file=path.name, heads="ngày, loại ngày, tên ngày, số thông báo, ngày thông báo")
        )
    days: list[dict[str, Any]] = []
    faults: list[str] = []
    for grid, (first, columns) in found:
        absent = [text(f"new.head.{key}", lang) for key in _REQUIRED if key not in columns]
        if absent:
            raise click.UsageError(text("new.heads_missing", lang, sheet=grid.name, heads=", ".join(absent)))
        filled = [number for number in range(first + 1, len(grid.rows)) if any(grid.rows[number])]
        days += [_day(grid, number, columns, source, lang, faults) for number in filled]
    seen: dict[str, dict[str, Any]] = {}
    repeated = [day["date"] for day in days if day["date"] and seen.setdefault(day["date"], day) is not day]
    faults += [text("new.day_twice", lang, day=day) for day in repeated]
    if faults:
        raise click.UsageError("\n".join([text("new.table_faults", lang, file=path.name), *(f"  {fault}" for fault in faults)]))
    return days


def _head(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Return the row of the heads and the column of each key; None if the grid has no column of days and kinds."""
    from tthc_catalog.scaffolding.new_catalog import slug

    for number, row in enumerate(grid.rows[:_HEAD_ROWS]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            key = next((key for key, heads in _HEADS.items() if slug(cell) in heads), None)
            if key is not None:
                columns.setdefault(key, column)
        if {"date", "kind"} <= columns.keys():
            return number, columns
    return None


def _day(grid: Grid, number: int, columns: dict[str, int], source: str, lang: str, faults: list[str]) -> dict[str, Any]:
    """Return a row as an entry of the calendar; note what is wrong with its cells."""
    from tthc_catalog.importing.tables.grid import place_text

    row = grid.rows[number]

    def cell(key: str) -> str:
        return row[columns[key]].strip() if key in columns and columns[key] < len(row) else ""

    def read(key: str, check: Any, *, required: bool = False) -> Any:
        written = cell(key)
        if not written and not required:
            return None
        try:
            return check(written, lang)
        except click.UsageError as error:
            faults.append(f"{place_text(grid.place(number, columns.get(key)), lang)}: {error.message}")
            return None

    decision = cell("decision") or None
    return {
        "date": read("date", _date, required=True),
        "kind": read("kind", _kind, required=True),
        "name": read("name", questions.line, required=True),
        "status": read("status", questions.one_of(STATUSES)) or ("verified" if decision else "secondary"),
        "decision": decision,
        "announced_on": read("announced_on", _date),
        "swap_with": read("swap_with", _date),
        "source": cell("source") or source,
        "note": cell("note") or None,
    }


def _date(value: str, lang: str) -> str:
    return questions.day(value.removesuffix("T00:00:00"), lang)


def _kind(value: str, lang: str) -> str:
    from tthc_catalog.scaffolding.new_catalog import slug

    found = next((kind for kind, words in _KIND_WORDS.items() if slug(value) in words), None)
    if found is None:
        raise click.UsageError(text("new.bad_kind", lang, value=value))
    return found
