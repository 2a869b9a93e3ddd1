"""Importer of workbooks: .xlsx, .xlsm, .xlsb, .xls and .ods, all read by calamine. No formula, macro or link is followed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.intake.container_kinds import reject_bomb
from tthc_catalog.evaluation.intake.sheet_extents import binary_counts_from_1904, ods_extent, xlsb_counts_from_1904, xlsb_extent
from tthc_catalog.evaluation.intake.sheet_scan import MOST_CELLS, Scan, XlsxScan
from tthc_catalog.evaluation.intake.sheet_tables import SheetTable, open_tables
from tthc_catalog.evaluation.intake.table_heads import MOST_ROWS

if TYPE_CHECKING:
    from tthc_catalog.evaluation.intake.column_map import ColumnMap
    from tthc_catalog.evaluation.intake.row_batches import OpenedFile

FROM_1904 = 1_462
"""Days from the first day of workbooks made on old Macintosh computers to the usual one."""

_WIDEST = 1_000
"""Columns kept of a sheet with a stray cell far to the right."""


def open_workbook(path: Path, mapping: ColumnMap) -> OpenedFile:
    """Open a workbook.

    Raises:
        EvaluationError: the file is damaged, protected or too large, or no sheet has the required columns.
        OSError: the file cannot be read.
    """
    return open_tables(path, mapping, workbook_tables(path), {})


def workbook_tables(path: Path) -> Sequence[SheetTable]:
    """Return the sheets of a workbook; raises like `open_workbook`."""
    with path.open("rb") as file:
        is_packed = file.read(2) == b"PK"
    if is_packed:
        reject_bomb(path)
    with _read_errors(path):
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
    return max(min(_WIDEST, MOST_CELLS // max(rows, 1)), MOST_ROWS // 4)


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
    import zipfile

    with zipfile.ZipFile(path) as packed:
        is_binary = "xl/workbook.bin" in packed.namelist()
    return (xlsb_extent(path), xlsb_counts_from_1904(path)) if is_binary else (ods_extent(path), False)


def _reject_large(path: Path, cells: int) -> None:
    if cells > MOST_CELLS:
        raise EvaluationError("evaluation.error.bomb", file=path.name, megabytes=cells * 24 // 1_000_000)


@contextlib.contextmanager
def _read_errors(path: Path) -> Iterator[None]:
    """Raise the errors of the reader as ours."""
    import zipfile

    import python_calamine as calamine

    try:
        yield
    except EvaluationError:  # which is a ValueError
        raise
    except calamine.PasswordError as error:
        raise EvaluationError("evaluation.error.container.password", file=path.name) from error
    except (calamine.CalamineError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, KeyError, ValueError) as error:
        raise EvaluationError("evaluation.error.damaged", file=path.name) from error
