"""Find the headers of a table: below titles, in one row or in two, with or without a column map."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.decisions.written_moments import visible
from tthc_catalog.evaluation.intake.record_fields import field_of, plain_words
from tthc_catalog.tables.sheet_table import HEAD_ROWS

if TYPE_CHECKING:
    from tthc_catalog.evaluation.intake.column_map import ColumnMap

_NUMBERING = re.compile(r"\(?\s*(?:\d{1,3}|[A-Z])\s*\)?(?:\s*=.*)?")


@attrs.frozen(kw_only=True)
class Head:
    """The headers of a table.

    Attributes:
        row: index of the first row of headers.
        headers: one for each column, empty for a column without one; two rows of headers are joined.
        rows: number of rows of headers, with a row that numbers the columns.
        known: number of headers that name a field.
    """

    row: int
    headers: tuple[str, ...]
    rows: int = 1
    known: int = 0

    @property
    def until(self) -> int:
        """Index of the first row of data."""
        return self.row + self.rows


def find_head(rows: Sequence[Sequence[str]], mapping: ColumnMap) -> Head:
    """Find the headers in the first rows of a table: the row, or two rows, with the most headers that name a field.

    A column map may state the row. Without a map, the first row that is not blank is returned if no row has a known header.

    Args:
        rows: the first rows, as text; rows may differ in length.
        mapping: the column map.
    """
    wanted = {plain_words(header) for header in (*mapping.columns.values(), *mapping.hour_columns.values())}
    places = range(min(len(rows), HEAD_ROWS))
    if mapping.header_row is not None:
        places = range(min(mapping.header_row, len(rows)) - 1, min(mapping.header_row, len(rows)))
    best: Head | None = None
    for place in places:
        for read in (_single, _double):
            if best is not None and best.rows == 1 and best.known >= max(map(len, rows[place : place + 2])):
                break  # rows of this width cannot name more fields
            head = read(rows, place, wanted)
            if head is not None and (best is None or (head.known, best.rows) > (best.known, head.rows)):
                best = head
    if best is None or (best.known < 2 and mapping.header_row is None):
        place = next((n for n, row in enumerate(rows) if sum(bool(visible(cell)) for cell in row) > 1), 0)
        best = best if best is not None and best.known else _single(rows, place, wanted)
    assert best is not None
    if best.until < len(rows) and _numbers_columns(rows[best.until]):
        return attrs.evolve(best, rows=best.rows + 1)
    return best


def _single(rows: Sequence[Sequence[str]], place: int, wanted: set[str]) -> Head | None:
    if place >= len(rows):
        return None
    headers = _stripped(rows[place])
    return Head(row=place, headers=headers, known=_known(headers, wanted))


def _double(rows: Sequence[Sequence[str]], place: int, wanted: set[str]) -> Head | None:
    """Join a row with the next one: a header below a wider one, or a header that spans both rows."""
    if place + 1 >= len(rows):
        return None
    upper, lower = _stripped(rows[place]), _stripped(rows[place + 1])
    width = max(len(upper), len(lower))
    upper, lower = upper + ("",) * (width - len(upper)), lower + ("",) * (width - len(lower))
    if not any(upper) or not any(lower):
        return None
    headers: list[str] = []
    carried = ""
    for top, below in zip(upper, lower, strict=True):
        above = top or (carried if below else "")
        carried = above if below else ""
        headers.append(_joined(above, below, lower, wanted))
    return Head(row=place, headers=tuple(headers), rows=2, known=_known(headers, wanted))


def _joined(above: str, below: str, lower: Sequence[str], wanted: set[str]) -> str:
    if not below or below == above:
        return above
    if not above:
        return below
    both = (f"{below} {above}", f"{above} {below}")
    alone = (below,) if lower.count(below) == 1 else ()
    forms = (*alone, *both)
    return next((form for form in forms if _is_known(form, wanted)), both[0])


def _known(headers: Sequence[str], wanted: set[str]) -> int:
    """Return the number of different fields, or of headers of the map, that the headers name."""
    if wanted:
        return len({plain_words(header) for header in headers} & wanted)
    return len({field_of(header) for header in headers} - {None})


def _is_known(header: str, wanted: set[str]) -> bool:
    return plain_words(header) in wanted if wanted else field_of(header) is not None


def _stripped(row: Sequence[str]) -> tuple[str, ...]:
    cells = [visible(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _numbers_columns(row: Sequence[str]) -> bool:
    """Return whether a row only numbers the columns: (1), (2), (3) as official forms have them."""
    cells = [cell for cell in map(visible, row) if cell]
    if len(cells) < 3 or not all(_NUMBERING.fullmatch(cell) for cell in cells):
        return False
    numbers = [int(digits[0]) for cell in cells if (digits := re.findall(r"\d+", cell))]
    return len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 2


def same_head(one: Mapping[str, int], headers: Sequence[str], other: Mapping[str, int], other_headers: Sequence[str]) -> bool:
    """Return whether two tables have the same headers for the same fields, in any order of the columns."""
    return {field: plain_words(headers[n]) for field, n in one.items()} == {
        field: plain_words(other_headers[n]) for field, n in other.items()
    }
