"""Personal data in a wrong column: the row is rejected, and no text that leaves shows it."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tthc_catalog.cli import main
from tthc_catalog.evaluation.intake import normaliser
from tthc_catalog.evaluation.intake.personal_data import PERSON_NUMBER, is_personal_text, is_personal_unit, masked, personal_places

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADERS = ("dossier_id", "level", "unit", "code", "received_at", "completed_at")
GOOD = ("X-1", "commune", "xa-hong-lac", "1.001193", "2023-10-06 09:00", "2023-10-06 16:00")
PERSON = "Nguyễn Thị Bích Hạnh"
PHONE = "0912345678"
IDENTITY = "034567890123"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("0912345678", "##########"),
        ("+84 912 345 678", "###############"),
        ("(091) 234-5678", "##############"),
        ("091.234.5678", "############"),
        ("034567890123", "############"),
        ("Nguyễn Thị Bích Hạnh", "•••"),
        ("NGUYỄN VĂN ẤT", "•••"),
        ("Trần Văn B (con), ngày 3", "••• (con), ngày 3"),
        ("thôn 3, xã Hồng Lạc", "•••, xã Hồng Lạc"),
        ("số nhà 12 đường Lê Lợi", "•••"),
        ("a.b+c@example.gov.vn", "•••"),
        ("2023-02-30 10:00", "2023-02-30 10:00"),
        ("31/02/2023 08:00:00", "31/02/2023 08:00:00"),
        ("2023-10-06T09:00:00.123+07:00 0912345678", "2023-10-06T09:00:00.123+07:00 ##########"),
        ("1.001193", "1.001193"),
        ("Đã trả kết quả", "Đã trả kết quả"),
        ("UBND phường Lê Hồng Phong", "UBND phường Lê Hồng Phong"),
        ("Nguye\u0302\u0303n Văn A", "•••"),
    ],
)
def test_a_text_that_leaves_is_masked(cell: str, shown: str) -> None:
    """Numbers, names, addresses and mail addresses of people are hidden; moments, codes and names of places are not."""
    assert masked(cell) == shown
    assert masked(shown) == shown


@pytest.mark.parametrize(
    ("unit", "is_personal"),
    [
        (PERSON, True),
        (f"{PERSON} {PHONE}", True),
        (PHONE, True),
        (IDENTITY, True),
        ("Lê Hồng Phong", True),
        ("tổ 5, ấp Bắc", True),
        ("ai@example.vn", True),
        ("phường Lê Hồng Phong", False),
        ("Ủy ban nhân dân xã Hồng Lạc", False),
        ("Trung tâm Phục vụ hành chính công", False),
        ("Hồng Lạc", False),
        ("xa-hong-lac", False),
        ("H30.12", False),
        ("Đơn vị 3", False),
    ],
)
def test_a_unit_that_looks_personal(unit: str, is_personal: bool) -> None:
    """A unit unknown to the catalog and to the column map is accepted unless it looks like a person."""
    assert is_personal_unit(unit) is is_personal


@pytest.mark.parametrize(
    ("text", "is_personal"),
    [
        ("a0912345678b" * 5, False),
        ("0.912345678", False),
        ("1234567890.12", False),
        ("0912.345678", True),
        ("034567.890123", True),
        ("2023-10-06 09:12:34", False),
        ("H30.12-231006-0001", False),
        ("000.00.12.H30-231006-0001", False),
        (f"ghi chú {PHONE}", True),
        (f"id={IDENTITY};", True),
        ("x@y.vn", True),
    ],
)
def test_the_scan_finds_numbers_and_addresses_only(text: str, is_personal: bool) -> None:
    """Digests, decimals, moments and dossier numbers are no personal numbers."""
    assert is_personal_text(text) is is_personal


def test_the_scan_names_the_place() -> None:
    """Keys and values of all levels are scanned; the place and the value are shown masked."""
    data = {"a": [{"b": "x"}, {"b": f"tel {PHONE}"}], PHONE: 1, "n": 912345678}
    assert list(personal_places(data, "r")) == [("r.a[1].b", "tel ##########"), ("r.##########", "##########")]


def test_the_number_of_a_person_is_one_expression_for_python_and_arrow() -> None:
    """Arrow finds what Python finds."""
    personal = [PHONE, IDENTITY, "+84912345678", "0912 345 678", "0912.345678", "(091) 234-5678", "034 567 890 123"]
    others = ["0123456789", "099999999999", "1", "X-1", "000.00.12.H30-231006-0001", "2023-10-06-0001"]
    found = pc.match_substring_regex(pa.array(personal + others), PERSON_NUMBER).to_pylist()
    assert found == [True] * len(personal) + [False] * len(others)


@pytest.mark.parametrize("cell", ["Giàng A Páo", "Lê Hà", "0912.345678", "0912 345 678", "a@b.vn"])
@pytest.mark.parametrize("column", ["dossier_id", "official"])
def test_a_person_is_neither_a_number_of_a_dossier_nor_an_official(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], column: str, cell: str
) -> None:
    """The row is rejected for its number; a value that is no pseudonym is dropped."""
    headers = (*HEADERS, "official")
    row = dict(zip(headers, (*GOOD, "cb-1"), strict=True)) | {column: cell}
    (tmp_path / "a.csv").write_text(f"{','.join(headers)}\n{','.join(row.values())}\n", encoding="utf-8")
    _run(tmp_path, tmp_path / "a.csv")
    for file in (tmp_path / "out").glob("*"):
        assert cell.encode() not in file.read_bytes(), file.name


def _write(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADERS, *rows])
    return path


def _run(tmp_path: Path, file: Path, *more: str) -> int:
    fixed = ("--period", "2023-10", "--as-of", "2023-11-01 00:00", "--outputs", "json,html,findings,rows", "--lang", "en")
    return main(["evaluate", str(file), *fixed, "-o", str(tmp_path / "out"), *more])


def test_shifted_rows_show_nothing_of_a_person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of many dossiers, some rows are shifted by a column; they are rejected, and no output contains the person."""
    chance = random.Random(5)
    rows: list[Sequence[str]] = []
    for number in range(2_000):
        row = (f"X-{number}", *GOOD[1:])
        if number % 20 == 0:
            shifted = [[PERSON, *row], [PHONE, *row[:-1]], [row[0], row[1], f"{PERSON} {PHONE}", *row[3:]], [IDENTITY, *row[1:]],
                       [row[0], row[1], PERSON, PHONE, *row[4:]], [*row[:4], f"{PERSON}, thôn 3", row[5]]]  # fmt: skip
            row = tuple(chance.choice(shifted)[: len(HEADERS)])
        rows.append(row)
    assert _run(tmp_path, _write(tmp_path / "a.csv", rows)) == 1
    assert "scanned" in capsys.readouterr().out
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["intake"]["accepted"] == 1_900
    assert sum(report["intake"]["rejected"].values()) == 100
    for file in (tmp_path / "out").iterdir():
        content = file.read_bytes()
        for secret in (PERSON, "Bích Hạnh", PHONE, IDENTITY):
            assert secret.encode() not in content, (file.name, secret)


def test_a_stated_unit_is_accepted_whatever_its_name(tmp_path: Path) -> None:
    """A unit listed in the column map is accepted, though it is named after a person."""
    mapping = "kind: dossier-mapping\nid: m\ncolumns:\n" + "".join(f"  {name}: {name}\n" for name in HEADERS)
    (tmp_path / "m.yaml").write_text(mapping + "values:\n  unit:\n    LHP: Lê Hồng Phong\n", encoding="utf-8")
    rows = [(f"X-{n}", "commune", unit, *GOOD[3:]) for n, unit in enumerate(("LHP", "Lê Hồng Phong"))]
    assert _run(tmp_path, _write(tmp_path / "a.csv", rows), "--mapping", str(tmp_path / "m.yaml")) == 0


def test_a_report_with_personal_data_is_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The name of a file is part of the report; the error names the place and hides the number."""
    assert _run(tmp_path, _write(tmp_path / f"ho so {PHONE}.csv", [GOOD])) == 2
    error = capsys.readouterr().err
    assert "report.json.intake.files[0].name: ho so ##########.csv" in error
    assert not (tmp_path / "out").exists()


def test_ids_of_plain_characters_need_one_expression() -> None:
    """Among texts of plain characters, the quick expression finds exactly those that the two full ones find."""
    letters = random.Random(1)
    texts = ["".join(letters.choices("0139.eE-/_AH", k=letters.randrange(5))) for _ in range(20_000)]
    texts += [
        PHONE,
        f"{PHONE}1",
        IDENTITY,
        "1.5E15",
        "12e10",
        "1" * 16 + ".0",
        "1" * 15 + ".0",
        "-1",
        "H30.12-231006-0001",
        "000.00.12.H30-231006-0001",
    ]
    cells = pa.array(texts)
    quick, suspect, personal = (
        pc.match_substring_regex(cells, pattern)
        for pattern in (normaliser._SUSPECT_PLAIN_ID, normaliser._SUSPECT_ID, normaliser._PERSONAL_ID)
    )
    assert {letter for text in texts for letter in text.encode()} <= set(normaliser._PLAIN_CHARACTERS)
    assert quick == pc.or_(suspect, personal)
    assert 10 < pc.sum(quick).as_py() < len(texts)


@pytest.mark.parametrize(
    ("cells", "is_plain"),
    [
        (["H30-1", None, "000.00.12.H30-231006-0001"], True),
        (["H30-1", "=1+1"], False),
        (["H30-1", "x@y.vn"], False),
        (["H30-1", " H30-2"], False),
        (["H30-1", "H30-2\u200b"], False),
        (["H30-1", PHONE], False),
        (["H30-1", "A" * 101], False),
        ([], False),
    ],
)
def test_one_other_cell_makes_a_column_be_checked_in_full(cells: list[str | None], *, is_plain: bool) -> None:
    """The cell may be anywhere, also in a part of a longer column."""
    column = pa.array(["=x", *cells, "=y"], pa.string()).slice(1, len(cells))
    assert normaliser._is_plain(column) is is_plain
