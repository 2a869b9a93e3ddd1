"""Any valid export gives the dossiers of the plain table behind it, whatever its form."""

from __future__ import annotations

import csv
import datetime as dt
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import openpyxl
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parent))  # the corpus is a module of its own

import pyarrow as pa
from export_corpus import MOMENT_FORMS, Table, fill, for_code_page, open_document, page, text, typed

if TYPE_CHECKING:
    from collections.abc import Callable

Dossier = tuple[str, dt.datetime, dt.datetime | None, str | None, bool | None]

EXAMPLES = 400 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 40

CHANNELS = {
    "online": ("Trực tuyến", "Trực tuyến toàn trình", "online"),
    "in_person": ("Trực tiếp", "in_person"),
    "postal": ("Bưu chính công ích",),
    None: ("", "-"),
}
FLAGS = {True: ("Có", "x", "true"), False: ("Không", "false"), None: ("",)}
COLUMNS = ("Mã hồ sơ", "Mã TTHC", "Đơn vị", "Ngày tiếp nhận", "Ngày có kết quả", "Hình thức nộp", "Nộp phí trực tuyến", "Ghi chú")
NOTES = st.text(alphabet=" abộx,;|\t\"'\n-.1", max_size=24)
FORMS = [name for name in MOMENT_FORMS if name != "month-name"]  # which is written for October


@st.composite
def dossiers(draw: st.DrawFn) -> list[Dossier]:
    """Return the plain table: dossiers of one procedure, received in October 2023 in working hours."""
    found: list[Dossier] = []
    for number in range(draw(st.integers(1, 9))):
        day = dt.datetime(2023, 10, draw(st.integers(1, 31)))
        received = day + dt.timedelta(minutes=draw(st.integers(7 * 60, 17 * 60)))
        took = draw(st.none() | st.integers(1, 6 * 24 * 60))
        completed = None if took is None else received + dt.timedelta(minutes=took)
        found.append((f"H{number}", received, completed, draw(st.sampled_from([*CHANNELS])), draw(st.sampled_from([*FLAGS]))))
    return found


def cells(draw: st.DrawFn, table: list[Dossier], moment: Callable[[dt.datetime], Any]) -> Table:
    """Write the plain table with the words that offices use, the columns in any order."""
    rows: Table = [list(COLUMNS)]
    for id, received, completed, channel, paid in table:
        rows.append(
            [
                id,
                draw(st.sampled_from(["1.001193", "1.001193.000.00.00.H23"])),
                draw(st.sampled_from(["xa-an-phuong", "UBND xã An Phượng", " Xã An Phượng "])),
                moment(received),
                "" if completed is None else moment(completed),
                draw(st.sampled_from(CHANNELS[channel])),
                draw(st.sampled_from(FLAGS[paid])),
                draw(NOTES),
            ]
        )
    order = draw(st.permutations(range(len(COLUMNS))))
    return [[row[n] for n in order] for row in rows]


def _delimited(draw: st.DrawFn, table: list[Dossier], folder: Path) -> Path:
    rows = cells(draw, table, MOMENT_FORMS[draw(st.sampled_from(FORMS))])
    if draw(st.booleans()):  # date and time in two columns
        rows = _apart(cells(draw, table, lambda m: f"{m:%d/%m/%Y} {m:%H:%M}"))
    surplus = draw(st.integers(0, 2))
    rows = [rows[0], *([*row, *[""] * (surplus if draw(st.booleans()) else 0)] for row in rows[1:])]
    rows = [*([["SỔ THEO DÕI", "Tháng 10"]] * draw(st.integers(0, 2))), *rows]
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1258"]))
    if encoding == "cp1258":
        rows = [["".join(map(for_code_page, cell)) for cell in row] for row in rows]
        if not any(ord(letter) > 127 for row in rows for cell in row for letter in cell):
            encoding = "utf-8"
    form = {
        "delimiter": draw(st.sampled_from([",", ";", "\t", "|"])),
        "encoding": encoding,
        "newline": draw(st.sampled_from(["\n", "\r\n"])),
        "quoting": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    }
    return text(rows, **form, name=draw(st.sampled_from(["a.csv", "a.txt", "a.xls"])))(folder)


def _apart(rows: Table) -> Table:
    """Split the receipts into a column of dates and one of times."""
    place = rows[0].index("Ngày tiếp nhận")
    split = [[*row[:place], *row[place].split(" "), *row[place + 1 :]] for row in rows[1:]]
    return [[*rows[0][: place + 1], "Giờ tiếp nhận", *rows[0][place + 1 :]], *split]


def _workbook(draw: st.DrawFn, table: list[Dossier], folder: Path) -> Path:
    form = draw(st.sampled_from(["cells", *FORMS]))
    rows = cells(draw, table, (lambda m: m) if form == "cells" else MOMENT_FORMS[form])
    book = openpyxl.Workbook()
    names = draw(st.lists(st.sampled_from(["T10", "T10-tiếp", "Sheet1", "Tuần 3"]), min_size=1, max_size=3, unique=True))
    title = [["SỔ THEO DÕI"], []] if draw(st.booleans()) else []
    if draw(st.booleans()):
        book.create_sheet("Danh mục").append(["Mã", "Tên"])
        book["Danh mục"].sheet_state = draw(st.sampled_from(["visible", "hidden"]))
    for number, name in enumerate(names):
        made = book.create_sheet(name)
        fill(made, [*title, rows[0], *rows[1:][number :: len(names)]])
    book.remove(book.worksheets[0])
    book.save(folder / "a.xlsx")
    book.close()
    return folder / "a.xlsx"


def _other(draw: st.DrawFn, table: list[Dossier], folder: Path) -> Path:
    kind = draw(st.sampled_from(["ods", "html", "parquet"]))
    if kind == "ods":
        return open_document(cells(draw, table, lambda m: m))(folder)
    if kind == "html":
        rows = cells(draw, table, MOMENT_FORMS[draw(st.sampled_from(FORMS))])
        return page(rows, encoding=draw(st.sampled_from(["utf-8", "utf-16"])))(folder)
    unit, zone = draw(st.sampled_from(["ms", "us", "ns"])), draw(st.sampled_from([None, "Asia/Ho_Chi_Minh"]))
    columns = {
        "dossier_id": [row[0] for row in table],
        "code": ["1.001193"] * len(table),
        "unit": ["xa-an-phuong"] * len(table),
        "received_at": _timestamps([row[1] for row in table], unit, zone),
        "completed_at": _timestamps([row[2] for row in table], unit, zone),
        "channel": pa.array([row[3] for row in table], pa.string()),
        "paid_online": pa.array([row[4] for row in table], pa.bool_()),
    }
    return typed(name=draw(st.sampled_from(["a.parquet", "a.arrow"])), **columns)(folder)


def _timestamps(moments: list[dt.datetime | None], unit: str, zone: str | None) -> Any:
    local = pa.array(moments, pa.timestamp(unit))
    return local if zone is None else pa.compute.assume_timezone(local, zone)


@hypothesis.settings(max_examples=EXAMPLES, suppress_health_check=[hypothesis.HealthCheck.too_slow])
@hypothesis.given(data=st.data())
def test_a_valid_export_gives_the_plain_table(evaluate: Callable[..., Any], data: st.DataObject) -> None:
    """Separators, quotes, blanks, sheets, formats, orders of columns and encodings change no dossier and lose none."""
    table = data.draw(dossiers())
    write = data.draw(st.sampled_from([_delimited, _delimited, _workbook, _other]))
    with tempfile.TemporaryDirectory() as folder:
        path = write(data.draw, table, Path(folder))
        with evaluate(path, as_of=dt.datetime(2023, 12, 1)) as made:
            intake = made.report.intake
            found = made.facts.rows("SELECT dossier_id, received_at, completed_at, channel, paid_online FROM dossiers ORDER BY dossier_id")
            received = made.report.total.figures["received"]
    assert [tuple(row.values()) for row in found] == table
    assert (intake.rows, dict(intake.rejected), dict(intake.unknown_values)) == (len(table), {}, {})
    assert received == len(table)
