"""One sheet of a workbook or one table of a web page, as rows of typed cells."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

HEAD_ROWS = 200
"""Most rows at the top of a table in which its headers are searched."""

_BELOW = 50_000
"""Most rows that a merged cell adds below the last row with a cell."""

Merge = tuple[tuple[int, int], tuple[int, int]]
"""First and last (row, column) of merged cells, from 0."""


@attrs.frozen(kw_only=True, eq=False)
class SheetTable:
    """One sheet or table.

    Attributes:
        name: the name of the sheet.
        hidden: the sheet is not shown to users.
        is_sheet: the sheet has cells; a chart sheet has none.
        cells: starts reading the rows, from the first row and column.
        merges: merged cells.
        serial_shift: days to add to serial numbers.
        fixed: (row, column) -> the value to use instead of the cell's.
    """

    name: str
    hidden: bool = False
    is_sheet: bool = True
    cells: Callable[[], Iterator[Sequence[Any]]]
    merges: Sequence[Merge] = ()
    serial_shift: int = 0
    fixed: Mapping[tuple[int, int], Any] = attrs.field(factory=dict)

    def rows(self, *, spread: bool = False) -> Iterator[list[Any]]:
        """Yield every row.

        Args:
            spread: whether a merged cell repeats its value in every place that it covers; by default only downwards, and to the right in
                its first row if that row may be one of headers.
        """
        starts: dict[int, list[Merge]] = {}
        for merge in self.merges:
            starts.setdefault(merge[0][0], []).append(merge)
        fixed_rows: dict[int, list[tuple[int, Any]]] = {}
        for (place, column), value in self.fixed.items():
            fixed_rows.setdefault(place, []).append((column, value))
        carried: list[tuple[int, int, Any]] = []  # last row, column, value
        for number, cells in enumerate(self._padded()):
            row = list(cells)
            for column, value in fixed_rows.get(number, ()):
                _set(row, column, value)
            carried = [entry for entry in carried if entry[0] >= number]
            for _, column, value in carried:
                if column >= len(row) or row[column] in ("", None):
                    _set(row, column, value)
            for (_, left), (bottom, right) in starts.get(number, ()):
                value = row[left] if left < len(row) else ""
                last = min(right, left + HEAD_ROWS)
                carried += [(bottom, column, value) for column in (range(left, last + 1) if spread else (left,))]
                if spread or number < HEAD_ROWS:
                    row.extend([""] * (last + 1 - len(row)))
                    row[left : right + 1] = [value] * (min(right, len(row) - 1) + 1 - left)
            yield row

    def _padded(self) -> Iterator[Sequence[Any]]:
        """Yield the rows; a merged cell at the end may reach below the last row with a cell."""
        number = -1
        for number, row in enumerate(self.cells()):  # noqa: B007 - the number of rows
            yield row
        last = max((merge[1][0] for merge in self.merges if merge[0][0] <= number), default=number)
        yield from itertools.repeat((), min(last, number + _BELOW) - number)


def _set(row: list[Any], column: int, value: Any) -> None:
    row.extend([""] * (column + 1 - len(row)))
    row[column] = value
