"""Hostile and damaged files cost little and are refused with a sentence."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

sys.path.append(str(Path(__file__).parent))  # the corpus is a module of its own

from export_corpus import FILES, open_document, page, sheet, table

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.intake.rejects import Rejects, masked
from tthc_catalog.tables.sheet_extents import ods_extent, xlsb_counts_from_1904, xlsb_extent

if TYPE_CHECKING:
    from collections.abc import Callable


def refused(path: Path, evaluate: Callable[..., Any]) -> str:
    """Return the key of the error of a file."""
    with pytest.raises(EvaluationError) as error, evaluate(path):
        pass
    return error.value.key.removeprefix("evaluation.error.")


def test_a_repeated_cell_is_not_unpacked(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """A few bytes of OpenDocument may state a million rows of a thousand cells; they are counted and refused."""
    cell = '<table:table-cell table:number-columns-repeated="1000" office:value-type="string"><text:p>x</text:p></table:table-cell>'
    path = open_document(table(), after=f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>')(tmp_path)
    assert ods_extent(path) == 1_000_004 * 1_000
    assert refused(path, evaluate) == "bomb"


def test_an_entity_is_not_expanded(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """A document type with entities is no part of a spreadsheet."""
    path = open_document(table())(tmp_path)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["content.xml"] = parts["content.xml"].replace(b'<?xml version="1.0"?>', b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>')
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    assert refused(path, evaluate) == "damaged"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"])
def test_a_damaged_stream_is_named(evaluate: Callable[..., Any], tmp_path: Path, part: str) -> None:
    """The compressed bytes of a part are damaged, while the list of parts is sound."""
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(table()):
            sheet.write_row(number, 0, [str(cell) for cell in row])
    with zipfile.ZipFile(path) as packed:
        info = packed.getinfo(part)
    content = bytearray(path.read_bytes())
    start = info.header_offset + 30 + len(info.filename)
    content[start : start + info.compress_size] = b"\xff" * info.compress_size
    path.write_bytes(bytes(content))
    assert refused(path, evaluate) == "damaged"


def test_spans_of_a_page_are_bounded(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """Cells that span millions of places are refused before the places are filled."""
    top = "".join(f"<tr>{'<td rowspan=1000 colspan=1000>x</td>' * 3}</tr>" for _ in range(10))
    assert refused(page(table(), top=top)(tmp_path), evaluate) == "bomb"


def test_a_binary_workbook_is_measured() -> None:
    """The extent and the first day of a binary workbook come from its records."""
    assert xlsb_extent(FILES / "bang.xlsb") == 4 * 6
    assert not xlsb_counts_from_1904(FILES / "bang.xlsb")


def test_a_row_without_an_end_is_refused(evaluate: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet whose rows do not end is not collected in memory without bound."""
    monkeypatch.setattr("tthc_catalog.tables.sheet_scan._MOST_ROW_BYTES", 10_000)
    path = sheet(table())(tmp_path)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet>" + b"<x/>" * 1_000_000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    assert refused(path, evaluate) == "bomb"


@pytest.mark.parametrize(
    "moment",
    ["2023-10-06 08:00:00+07", "06/10/2023 15:45", "2023-10-06T08:00:00.000+07:00", "31/02/2023 08:00", "6-10-2023 8h30"],
)
def test_a_moment_is_shown_in_the_rejects(moment: str) -> None:
    """A moment has as many digits as a phone number and is shown; a number beside it is hidden."""
    assert masked(moment) == moment
    assert masked(f"{moment} 0912345678") == f"{moment} ##########"


def test_rejects_can_be_taken_back(tmp_path: Path) -> None:
    """If a file is read again, the rejects of the first reading are forgotten."""
    with Rejects(tmp_path / "rejects.csv", "vi") as rejects:
        nothing = rejects.mark()
        rejects.add("a.csv", 2, "x", "y", "moment")
        rejects.rewind(nothing)
        assert (rejects.total, rejects.path.exists()) == (0, False)
        rejects.add("a.csv", 2, "x", "y", "moment")
        one = rejects.mark()
        rejects.add("a.csv", 3, "x", "y", "code")
        rejects.rewind(one)
        rejects.add("a.csv", 4, "x", "y", "code")
    lines = (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["2", "4"]
    assert dict(rejects.counts) == {"moment": 1, "code": 1}
