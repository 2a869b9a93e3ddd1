"""Sheets of workbooks: .xlsx, .xlsm, .xlsb, .xls and .ods, all read by calamine. No formula, macro or link is followed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tthc_catalog.tables.container_kinds import MOST_BYTES, reject_bomb
from tthc_catalog.tables.sheet_extents import binary_counts_from_1904, ods_extent, xlsb_counts_from_1904, xlsb_extent
from tthc_catalog.tables.sheet_scan import MOST_CELLS, Scan, XlsxScan
from tthc_catalog.tables.sheet_table import HEAD_ROWS, SheetTable
from tthc_catalog.tables.unreadable import UnreadableTable, workbook_errors

FROM_1904 = 1_462
"""Days from the first day of workbooks made on old Macintosh computers to the usual one."""

_WIDEST = 1_000
"""Columns kept of a sheet with a stray cell far to the right."""


def workbook_tables(path: Path, *, most_bytes: int = MOST_BYTES) -> Sequence[SheetTable]:
    """Return the sheets of a workbook.

    Args:
        path: the workbook.
        most_bytes: the most data that it may unpack to.

    Raises:
        UnreadableTable: the file is damaged, protected or too large.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        is_packed = file.read(2) == b"PK"
    if is_packed:
        reject_bomb(path, most_bytes)
    elif path.stat().st_size > most_bytes:
        raise UnreadableTable("bomb", file=path.name, megabytes=path.stat().st_size // 1_000_000)
    with workbook_errors(path):
        return list(_tables(path, is_packed=is_packed))


def _tables(path: Path, *, is_packed: bool) -> Iterator[SheetTable]:
    import python_calamine as calamine

    scan = XlsxScan(path) if is_packed else None
    if scan is None:
        from_1904 = binary_counts_from_1904(path)
    elif scan.has_sheets:
        from_1904 = scan.counts_from_1904
    else:
        cells, from_1904 = _other_packed(path)
        _reject_large(path, cells)
    with calamine.CalamineWorkbook.from_path(path) as book:
        for sheet in book.sheets_metadata:
            if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
                yield SheetTable(name=sheet.name, is_sheet=False, cells=lambda: iter(()))
                continue
            found = scan.scan(sheet.name) if scan is not None else Scan()
            source = book
            if found.rows * found.columns > MOST_CELLS and scan is not None:
                _reject_large(path, found.rows * min(found.columns, _kept_columns(found.rows)))
                source = calamine.CalamineWorkbook.from_filelike(scan.narrowed(sheet.name, _kept_columns(found.rows)))
            loaded = source.get_sheet_by_name(sheet.name)
            yield SheetTable(
                name=sheet.name,
                hidden=sheet.visible != calamine.SheetVisibleEnum.Visible,
                cells=_reader(loaded),
                merges=loaded.merged_cell_ranges or (),
                serial_shift=FROM_1904 if from_1904 else 0,
                fixed=found.cells,
            )


def _kept_columns(rows: int) -> int:
    return max(min(_WIDEST, MOST_CELLS // max(rows, 1)), HEAD_ROWS // 4)


def _reader(sheet: Any) -> Any:
    """Return a function that starts reading a sheet; its first row and column are those of the sheet, not of the first cell."""

    def rows() -> Iterator[Sequence[Any]]:
        if sheet.start is None:
            return iter(())
        left = [""] * sheet.start[1]
        return (left + row for row in sheet.iter_rows()) if left else sheet.iter_rows()

    return rows


def _other_packed(path: Path) -> tuple[int, bool]:
    """Return the most cells of a sheet, and whether serial numbers count from 1904, of a packed workbook that is not .xlsx."""
    with zipfile.ZipFile(path) as packed:
        is_binary = "xl/workbook.bin" in packed.namelist()
    return (xlsb_extent(path), xlsb_counts_from_1904(path)) if is_binary else (ods_extent(path), False)


def _reject_large(path: Path, cells: int) -> None:
    if cells > MOST_CELLS:
        raise UnreadableTable("bomb", file=path.name, megabytes=cells * 24 // 1_000_000)
