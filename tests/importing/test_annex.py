"""The official list in place of a reconstruction: differences are found, and every file gets its status, reason and printed code."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import yaml
from portal_samples import snapshot

from tthc_catalog.cli import main
from tthc_catalog.loading import check, load_catalog

PACKAGED = Path(__file__).parents[2] / "catalog"
HEAD = ("STT", "Mã số", "Tên thủ tục hành chính", "Lĩnh vực")
OFFICIAL = ("--membership", "official", "--citation", "KH-THANH-HA-2023", "--level", "commune")


def annex_rows() -> list[tuple[str, str, str, str]]:
    """Return a made-up annex: the packaged communes' list with eight other procedures, four other names and one other field."""
    catalog = load_catalog()
    names = {field.id: field.name for field in catalog.manifest.fields}
    own = [p for p in catalog.procedures if p.level == "commune"]
    rows = []
    for number, procedure in enumerate(own[8:], 1):
        name = procedure.editions[-1].name
        if number <= 4:
            name = name.replace("Thủ tục ", "") + " theo mô hình"
        field = names["ho-tich" if number == 5 and procedure.field == "chung-thuc" else procedure.field]
        rows.append((str(number), f"{procedure.code}.000.00.00.H23", name, field))
    rows += [(str(len(rows) + n), f"9.10000{n}", f"Thủ tục hoàn toàn khác số {n} của phụ lục", names["ho-tich"]) for n in range(1, 9)]
    return rows


def write_word(path: Path, rows: list[tuple[str, str, str, str]]) -> Path:
    """Write a Word annex."""
    document = docx.Document()
    document.add_paragraph("PHỤ LỤC")
    table = document.add_table(rows=0, cols=4)
    for row in (HEAD, *rows):
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value
    document.save(str(path))
    return path


def write_excel(path: Path, rows: list[tuple[str, str, str, str]]) -> Path:
    """Write an Excel annex."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, *rows):
        sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged catalog before its first release: what is not in an annex may be removed."""
    copy = tmp_path / "danh-muc"
    shutil.copytree(PACKAGED, copy, ignore=shutil.ignore_patterns("releases"))
    return copy


@pytest.fixture
def reconciled(capsys: pytest.CaptureFixture[str], folder: Path) -> Callable[..., dict[str, Any]]:
    """A function that reconciles the copy with a list and returns the report."""

    def run(source: Path, *args: str, code: int = 0) -> dict[str, Any]:
        capsys.readouterr()
        found = main(["import", str(source), "--into", str(folder), *OFFICIAL, *args, "--format", "json"])
        out, err = capsys.readouterr()
        assert found == code, out + err
        return dict(json.loads(out or err))

    return run


@pytest.mark.parametrize(("name", "write"), [("phu-luc.docx", write_word), ("phu-luc.xlsx", write_excel)])
def test_the_annex_in_word_and_excel(
    name: str, write: Callable[..., Path], folder: Path, tmp_path: Path, reconciled: Callable[..., dict[str, Any]]
) -> None:
    """Eight procedures, four names and one field differ; afterwards the commune level is official and counted."""
    source = write(tmp_path / name, annex_rows())
    before = snapshot(folder)
    report = reconciled(source)
    assert snapshot(folder) == before
    assert (len(report["present"]), len(report["missing"]), len(report["surplus"]), len(report["alike"])) == (13, 8, 8, 0)
    assert sum(row["has_other_name"] for row in report["present"]) == 4
    assert reconciled(source, "--remove-surplus", "--write")["written"]
    result = check(folder)
    assert result.ok
    assert result.catalog is not None
    own = [p for p in result.catalog.procedures if p.level == "commune"]
    assert len(own) == 21
    assert {p.membership.status for p in own} == {"official"}
    assert all(f"{p.code}.000.00.00.H23" in {c.printed for c in p.printed_codes} for p in own if not p.code.startswith("9"))
    level = yaml.safe_load((folder / "manifest.yaml").read_text("utf-8"))["levels"][1]
    assert (level["procedures"], level["fields"]) == (21, len({p.field for p in own}))
    again = snapshot(folder)
    assert reconciled(source, "--remove-surplus", "--write")["files"] == []
    assert snapshot(folder) == again


def test_alike_names_are_a_question(folder: Path, tmp_path: Path, reconciled: Callable[..., dict[str, Any]]) -> None:
    """A row without a known code but with an alike name is written only after a person agrees."""
    rows = annex_rows()[:-8]
    rows[6] = (rows[6][0], "", rows[6][2], rows[6][3])
    source = write_excel(tmp_path / "a.xlsx", rows)
    before = snapshot(folder)
    assert len(reconciled(source, "--write", code=1)["alike"]) == 1
    assert snapshot(folder) == before
    assert reconciled(source, "--accept-names", "--write")["written"]
    assert check(folder).ok


def test_surplus_procedures_stay_unless_removal_is_wanted(folder: Path, tmp_path: Path, reconciled: Callable[..., dict[str, Any]]) -> None:
    """Without ``--remove-surplus`` they stay reconstructed, and the counts are open."""
    reconciled(write_excel(tmp_path / "a.xlsx", annex_rows()), "--write")
    catalog = check(folder).catalog
    assert catalog is not None
    assert sum(p.membership.status == "reconstructed" for p in catalog.procedures if p.level == "commune") == 8
    assert yaml.safe_load((folder / "manifest.yaml").read_text("utf-8"))["levels"][1]["procedures"] is None


def test_the_options_go_together(capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path) -> None:
    """An official list needs the document it belongs to."""
    source = write_excel(tmp_path / "a.xlsx", annex_rows())
    assert main(["import", str(source), "--into", str(folder), "--membership", "official"]) == 2
    assert "--citation" in capsys.readouterr().err
