"""A corpus of small exports as offices make them, each with its right counts or the right refusal, by kind.

Unless an export says otherwise it holds three dossiers of the same procedure and unit: H1 received on Friday 6/10/2023 at 08:00 and ready at
10:00 (kept), H2 and H3 received at 15:45, after the cutoff, and ready on Monday at 08:30 (kept) and at 09:30 (broken).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.chart import BarChart
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tthc_catalog.evaluation.intake.column_map import AUTOMATIC, ColumnMap

FILES = Path(__file__).parent / "files"
HEADERS = ("Mã hồ sơ", "Mã TTHC", "Đơn vị", "Ngày tiếp nhận", "Ngày có kết quả", "Tình trạng")
RECEIVED = (dt.datetime(2023, 10, 6, 8), dt.datetime(2023, 10, 6, 15, 45), dt.datetime(2023, 10, 6, 15, 45))
COMPLETED = (dt.datetime(2023, 10, 6, 10), dt.datetime(2023, 10, 9, 8, 30), dt.datetime(2023, 10, 9, 9, 30))
Table = list[list[Any]]
Moment = Callable[[dt.datetime], Any]


@attrs.frozen(kw_only=True)
class Export:
    """One export.

    Attributes:
        kind: what is special about it; the corpus is counted by kind.
        make: writes the file into a folder.
        accepted: number of dossiers.
        kept: number of promises kept.
        rejected: reason -> number of rows.
        counts: figure of the report -> number.
        unknown: field -> number of cells that are not understood.
        unread: reasons of the sheets that are not read.
        notes: keys of notes; only those of reading are compared.
        error: key of the error, without its prefix; the file is refused.
    """

    id: str
    kind: str
    make: Callable[[Path], Path]
    accepted: int = 3
    kept: int = 2
    rejected: Mapping[str, int] = attrs.field(factory=dict)
    counts: Mapping[str, int] = attrs.field(factory=dict)
    unknown: Mapping[str, int] = attrs.field(factory=dict)
    unread: tuple[str, ...] = ()
    assumed: Mapping[str, int] = attrs.field(factory=dict)
    error: str | None = None
    mapping: ColumnMap = AUTOMATIC


def for_code_page(letter: str) -> str:
    """Return a letter as the Vietnamese code page of Windows writes it, which decomposes some accents."""
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        base = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in base if mark in "\u0300\u0301\u0303\u0309\u0323")
        return unicodedata.normalize("NFC", "".join(mark for mark in base if mark not in tones)) + tones
    return letter


def iso(moment: dt.datetime) -> str:
    """Return a moment as databases write it."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def slashed(moment: dt.datetime) -> str:
    """Return a moment as people write it."""
    return f"{moment:%d/%m/%Y %H:%M}"


def table(moment: Moment = iso, **changed: Any) -> Table:
    """Return the three dossiers below their headers.

    Args:
        moment: how moments are written.
        changed: header of a column, with ``_`` for a blank -> its three cells, or one cell for all; a new header adds a column.
    """
    columns: dict[str, list[Any]] = {
        "Mã hồ sơ": ["H1", "H2", "H3"],
        "Mã TTHC": ["1.001193"] * 3,
        "Đơn vị": ["xa-an-phuong"] * 3,
        "Ngày tiếp nhận": [moment(m) for m in RECEIVED],
        "Ngày có kết quả": [moment(m) for m in COMPLETED],
        "Tình trạng": ["Đã trả"] * 3,
    }
    for name, cells in changed.items():
        columns[name.replace("_", " ")] = list(cells) if isinstance(cells, (list, tuple)) else [cells] * 3
    columns = {name: cells for name, cells in columns.items() if cells != [None] * 3}
    return [list(columns), *([cells[n] for cells in columns.values()] for n in range(3))]


def text(
    rows: Table, delimiter: str = ",", encoding: str = "utf-8", newline: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL, **how: str
) -> Callable[[Path], Path]:
    """Return a function that writes delimited text.

    Args:
        rows: the cells.
        delimiter: one character.
        encoding: the encoding.
        newline: the end of a line.
        quoting: as in `csv`.
        how: ``before`` and ``after`` the rows, and the ``name`` of the file.
    """

    def write(folder: Path) -> Path:
        file = io.StringIO()
        csv.writer(file, delimiter=delimiter, lineterminator=newline, quoting=quoting, escapechar="\\").writerows(rows)
        path = folder / how.get("name", "a.csv")
        path.write_bytes((how.get("before", "") + file.getvalue() + how.get("after", "")).encode(encoding))
        return path

    return write


def raw(content: str | bytes, name: str = "a.csv") -> Callable[[Path], Path]:
    """Return a function that writes a file as it is."""

    def write(folder: Path) -> Path:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder / name

    return write


def stored(name: str) -> Callable[[Path], Path]:
    """Return a function that returns a file of the corpus: old formats that no package of the tests writes."""
    return lambda folder: Path(shutil.copy(FILES / name, folder / name))


def sheet(
    rows: Table,
    *,
    number_format: str = "dd/mm/yyyy hh:mm",
    change: Callable[[Any], None] | None = None,
    name: str = "a.xlsx",
    epoch: Any = None,
) -> Callable[[Path], Path]:
    """Return a function that writes a workbook with one sheet.

    Args:
        rows: the cells.
        number_format: the format of date cells.
        change: changes the workbook before it is saved.
        name: the name of the file.
        epoch: the first day of serial numbers.
    """

    def write(folder: Path) -> Path:
        book = openpyxl.Workbook()
        if epoch is not None:
            book.epoch = epoch
        book.active.title = "T10"
        fill(book.active, rows, number_format)
        if change is not None:
            change(book)
        book.save(folder / name)
        book.close()
        return folder / name

    return write


def fill(target: Any, rows: Table, number_format: str = "dd/mm/yyyy hh:mm") -> None:
    """Write rows to a sheet."""
    for row in rows:
        target.append(list(row))
    for cells in target.iter_rows():
        for cell in cells:
            if isinstance(cell.value, dt.date):
                cell.number_format = number_format


def stored_values(make: Callable[[Path], Path], values: Mapping[str, str]) -> Callable[[Path], Path]:
    """Return a function that stores the values of formulas in a workbook, as Excel does.

    Args:
        make: writes the workbook.
        values: cell -> value.
    """

    def write(folder: Path) -> Path:
        path = make(folder)
        with zipfile.ZipFile(path) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
        part = parts["xl/worksheets/sheet1.xml"].decode()
        for cell, value in values.items():
            part = re.sub(rf'(<c r="{cell}"[^>]*><f>[^<]*</f>)<v ?/?>(?:</v>)?', rf"\1<v>{value}</v>", part)
        parts["xl/worksheets/sheet1.xml"] = part.encode()
        return packed_as(path, parts)

    return write


def packed_as(path: Path, parts: Mapping[str, bytes]) -> Path:
    """Write the parts of a packed file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return path


def strict(make: Callable[[Path], Path]) -> Callable[[Path], Path]:
    """Return a function that writes a workbook as Strict Open XML."""
    spaces = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }

    def write(folder: Path) -> Path:
        path = make(folder)
        with zipfile.ZipFile(path) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
        for old, new in spaces.items():
            parts = {name: content.replace(old, new) for name, content in parts.items()}
        return packed_as(path, parts)

    return write


_ODS = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'office:version="1.2"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>'
)
_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>{more}</manifest:manifest>'
)


def open_document(rows: Table, *, name: str = "a.ods", after: str = "", manifest: str = "") -> Callable[[Path], Path]:
    """Return a function that writes an OpenDocument workbook."""

    def cell(value: Any) -> str:
        if isinstance(value, dt.datetime):
            return f'<table:table-cell office:value-type="date" office:date-value="{value:%Y-%m-%dT%H:%M:%S}"/>'
        if isinstance(value, dt.date):
            return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'
        if isinstance(value, float):
            return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'
        return (
            f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'
            if value
            else "<table:table-cell/>"
        )

    def write(folder: Path) -> Path:
        lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        return packed_as(
            folder / name,
            {
                "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                "META-INF/manifest.xml": _MANIFEST.format(more=manifest).encode(),
                "content.xml": _ODS.format(tables=f'<table:table table:name="T10">{lines}{after}</table:table>').encode(),
            },
        )

    return write


def page(
    rows: Table,
    *,
    name: str = "a.xls",
    before: str = "<html><head><meta charset='UTF-8'></head><body>",
    encoding: str = "utf-8",
    top: str = "",
) -> Callable[[Path], Path]:
    """Return a function that writes a web page with a table."""
    lines = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>\n" for row in rows)
    return raw(f"{before}<table border=1>{top}{lines}</table></body></html>".encode(encoding), name)


def typed(change: Callable[[Any], Any] = lambda made: made, *, name: str = "a.parquet", **columns: Any) -> Callable[[Path], Path]:
    """Return a function that writes a Parquet or Arrow file with typed columns."""

    def write(folder: Path) -> Path:
        made = {
            "dossier_id": ["H1", "H2", "H3"],
            "code": ["1.001193"] * 3,
            "unit": ["xa-an-phuong"] * 3,
            "received_at": pa.array(RECEIVED, pa.timestamp("us")),
            "completed_at": pa.array(COMPLETED, pa.timestamp("us")),
            **columns,
        }
        result = change(pa.table(made))
        if name.endswith("parquet"):
            pq.write_table(result, folder / name)
        else:
            with pa.OSFile(str(folder / name), "wb") as file, pa.ipc.new_file(file, result.schema) as writer:
                writer.write_table(result)
        return folder / name

    return write


def _text_forms() -> Iterator[Export]:
    """Yield encodings, delimiters, quotes, ends of lines and lines around the table."""
    kind = "text"
    for delimiter, name in ((",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")):
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            yield Export(id=f"{name}-{encoding}", kind=kind, make=text(table(), delimiter, encoding))
    yield Export(id="all-quoted", kind=kind, make=text(table(), quoting=csv.QUOTE_ALL))
    yield Export(id="unix-lines", kind=kind, make=text(table(), newline="\n"))
    yield Export(id="no-last-newline", kind=kind, make=raw("\n".join(",".join(row) for row in table())))
    yield Export(id="blank-lines", kind=kind, make=text([[], *table(), [], []], newline="\n\n"))
    yield Export(id="sep-line", kind=kind, make=text(table(), ";", before="sep=;\r\n"))
    papers = "Tờ khai; CCCD; sổ hộ khẩu; giấy chứng sinh; ảnh; biên lai; cam kết; khác; đơn"
    yield Export(id="semicolons-in-a-cell", kind=kind, make=text(table(Thành_phần=papers)))
    yield Export(id="commas-in-a-cell", kind=kind, make=text(table(Thành_phần=papers.replace(";", ",")), ";"))
    yield Export(id="tabs-in-a-cell", kind=kind, make=text(table(Ghi_chú="a\tb\tc\td\te\tf\tg\th"), ","))
    yield Export(id="line-breaks-in-a-cell", kind=kind, make=text(table(Ghi_chú="dòng 1\ndòng 2")))
    yield Export(id="quotes-in-a-cell", kind=kind, make=text(table(Ghi_chú='bị "treo"')))
    yield Export(id="tabs-named-xls", kind="misnamed", make=text(table(), "\t", name="a.xls"))
    yield Export(id="utf16-tabs-named-xls", kind="misnamed", make=text(table(), "\t", "utf-16", name="a.xls"))
    yield Export(id="workbook-named-csv", kind="misnamed", make=sheet(table(lambda m: m), name="a.csv.xlsx"))
    yield Export(id="text-named-xlsx", kind="misnamed", make=text(table(), ";", name="a.xlsx"))


def _row_ends() -> Iterator[Export]:
    """Yield rows with more or fewer cells than headers."""
    kind = "ends of rows"
    lines = [",".join(row) for row in table(Ghi_chú="")]
    yield Export(id="one-more-empty-cell", kind=kind, make=raw("\n".join([lines[0], *(f"{line}," for line in lines[1:])]) + "\n"))
    yield Export(id="one-more-empty-cell-in-one-row", kind=kind, make=raw("\n".join([*lines[:2], f"{lines[2]},", lines[3]]) + "\n"))
    yield Export(id="three-more-empty-cells", kind=kind, make=raw("\n".join([lines[0], *(f"{line},,," for line in lines[1:])]) + "\n"))
    yield Export(id="missing-last-cell", kind=kind, make=raw("\n".join([lines[0], *(line.rstrip(",") for line in lines[1:])]) + "\n"))
    yield Export(id="missing-last-cell-in-one-row", kind=kind, make=raw("\n".join([*lines[:3], lines[3].rstrip(",")]) + "\n"))
    yield Export(id="header-with-empty-end", kind=kind, make=raw("\n".join([f"{lines[0]},,", *lines[1:]]) + "\n"))
    full = [f"{line}x" for line in lines[1:]]
    yield Export(
        id="a-cell-too-many",
        kind=kind,
        make=raw("\n".join([lines[0], *full[:2], f"{full[2]},y"]) + "\n"),
        accepted=2,
        kept=2,
        rejected={"cell-count": 1},
    )
    yield Export(
        id="a-cell-too-many-everywhere",
        kind=kind,
        make=raw("\n".join([lines[0], *(f"{line},y" for line in full)]) + "\n"),
        accepted=0,
        kept=0,
        rejected={"cell-count": 3},
    )
    yield Export(
        id="cut-off", kind=kind, make=raw("\n".join([lines[0], *full[:2], full[2][:60]])), accepted=2, kept=2, rejected={"cell-count": 1}
    )


def _heads() -> Iterator[Export]:
    """Yield headers below titles, in two rows, far down and far to the right."""
    kind = "headers"
    title = [["UBND XÃ AN PHƯỢNG"], ["SỔ THEO DÕI HỒ SƠ THÁNG 10"], []]
    yield Export(id="titles-csv", kind=kind, make=text([*title, *table()]))
    yield Export(id="titles-xlsx", kind=kind, make=sheet([*title, *table()]))
    yield Export(id="below-row-20", kind=kind, make=sheet([*([["Ghi chú"]] * 30), *table()]))
    yield Export(id="below-row-20-csv", kind=kind, make=text([*([["Ghi chú"]] * 30), *table()]))
    wide = [[*(f"Cột {n}" for n in range(250)), *row] if n == 0 else [*[""] * 250, *row] for n, row in enumerate(table())]
    yield Export(id="beyond-column-200", kind=kind, make=sheet(wide))
    yield Export(id="beyond-column-200-csv", kind=kind, make=text(wide))
    numbered = table()
    numbered.insert(1, [f"({n})" for n in range(1, 7)])
    yield Export(id="numbered-columns", kind=kind, make=sheet(numbered))
    yield Export(id="numbered-columns-csv", kind=kind, make=text(numbered))
    two = [
        ["Mã hồ sơ", "Mã TTHC", "Đơn vị", "Thời gian", None, "Tình trạng"],
        [None, None, None, "Ngày tiếp nhận", "Ngày có kết quả", None],
        *table(lambda m: m)[1:],
    ]
    yield Export(id="two-rows-merged", kind=kind, make=sheet(two, change=_merged("A1:A2", "B1:B2", "C1:C2", "F1:F2", "D1:E1")))
    yield Export(id="two-rows-csv", kind=kind, make=text([[cell or "" for cell in row] for row in [*two[:2], *table()[1:]]]))
    times = [
        ["Mã hồ sơ", "Mã TTHC", "Đơn vị", "Thời gian", None, "Tình trạng"],
        [None, None, None, "Tiếp nhận", "Có kết quả", None],
        *table(lambda m: m)[1:],
    ]
    yield Export(id="two-rows-of-times", kind=kind, make=sheet(times, change=_merged("A1:A2", "B1:B2", "C1:C2", "F1:F2", "D1:E1")))
    groups = [
        ["Mã hồ sơ", "Mã TTHC", "Đơn vị", "Tiếp nhận", None, "Có kết quả", None, "Tình trạng"],
        [None, None, None, "Ngày", "Giờ", "Ngày", "Giờ", None],
        *(
            [*row[:3], f"{row[3]:%d/%m/%Y}", f"{row[3]:%H:%M}", f"{row[4]:%d/%m/%Y}", f"{row[4]:%H:%M}", row[5]]
            for row in table(lambda m: m)[1:]
        ),
    ]
    yield Export(
        id="two-rows-of-groups", kind=kind, make=sheet(groups, change=_merged("A1:A2", "B1:B2", "C1:C2", "H1:H2", "D1:E1", "F1:G1"))
    )
    yield Export(
        id="english-headers", kind=kind, make=text([["dossier_id", "code", "unit", "received_at", "completed_at", "state"], *table()[1:]])
    )
    yield Export(id="no-known-header", kind=kind, make=text([["a", "b", "c", "d", "e", "f"], *table()[1:]]), error="missing_columns")


def _merged(*ranges: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        for cells in ranges:
            book["T10"].merge_cells(cells)

    return change


MOMENT_FORMS: Mapping[str, Moment] = {
    "iso": iso,
    "iso-t": lambda m: f"{m:%Y-%m-%dT%H:%M:%S}",
    "iso-minutes": lambda m: f"{m:%Y-%m-%d %H:%M}",
    "iso-fraction": lambda m: f"{m:%Y-%m-%d %H:%M:%S}.0000000",
    "postgres": lambda m: f"{m:%Y-%m-%d %H:%M:%S}+07",
    "offset": lambda m: f"{m:%Y-%m-%dT%H:%M:%S}.000+07:00",
    "utc": lambda m: f"{m - dt.timedelta(hours=7):%Y-%m-%dT%H:%M:%S}Z",
    "slashed": slashed,
    "one-digit": lambda m: f"{m.day}/{m.month}/{m.year} {m.hour}:{m:%M}",
    "dashed": lambda m: f"{m:%d-%m-%Y %H:%M:%S}",
    "dotted": lambda m: f"{m:%d.%m.%Y %H:%M}",
    "sa-ch": lambda m: f"{m:%d/%m/%Y} {(m.hour - 1) % 12 + 1}:{m:%M} {'SA' if m.hour < 12 else 'CH'}",
    "am-pm": lambda m: f"{m:%d/%m/%Y} {(m.hour - 1) % 12 + 1}:{m:%M:%S} {'AM' if m.hour < 12 else 'PM'}",
    "h": lambda m: f"{m:%d/%m/%Y} {m.hour}h{m:%M}",
    "h-quote": lambda m: f"{m:%H}h{m:%M}’ {m:%d/%m/%Y}",
    "h-ngay": lambda m: f"{m.hour}h{m:%M} ngày {m:%d/%m/%Y}",
    "colon-ngay": lambda m: f"{m:%H:%M} ngày {m:%d/%m/%Y}",
    "gio-phut": lambda m: f"{m.hour} giờ {m:%M} phút ngày {m:%d/%m/%Y}",
    "gio-phut-thang": lambda m: f"{m.hour} giờ {m:%M} phút, ngày {m.day} tháng {m.month} năm {m.year}",
    "dash-between": lambda m: f"{m:%d/%m/%Y} - {m:%H:%M}",
    "comma-between": lambda m: f"{m:%d/%m/%Y}, {m:%H:%M:%S}",
    "hour-first": lambda m: f"{m:%H:%M} {m:%d/%m/%Y}",
    "short-year": lambda m: f"{m:%d/%m/%y %H:%M}",
    "weekday": lambda m: f"{('Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy', 'Chủ nhật')[m.weekday()]}, {m:%d/%m/%Y %H:%M}",
    "month-name": lambda m: f"{m:%d}-Oct-{m:%Y %H:%M:%S}",
    "compact": lambda m: f"{m:%Y%m%d%H%M%S}",
    "seconds": lambda m: str(int((m - dt.datetime(1970, 1, 1, 7)).total_seconds())),
    "milliseconds": lambda m: str(int((m - dt.datetime(1970, 1, 1, 7)).total_seconds()) * 1000),
    "serial": lambda m: f"{(m - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1):.9f}",
    "serial-comma": lambda m: f"{(m - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1):.9f}".replace(".", ","),
    "invisible": lambda m: f"\u200b{slashed(m)}\u00a0",
}


def _moments() -> Iterator[Export]:
    """Yield every way of writing a moment, and those that are refused."""
    for name, form in MOMENT_FORMS.items():
        yield Export(id=f"moment-{name}", kind="moments", make=text(table(form), ";"))
    kind = "dates without a time"
    none = {"accepted": 0, "kept": 0, "rejected": {"time-missing": 3}}
    times = ColumnMap(id="gio", times={"received_at": dt.time(8), "completed_at": dt.time(8, 30)})
    given = {"accepted": 3, "kept": 1, "mapping": times, "assumed": {"received_at": 3, "completed_at": 3}}
    for name, make in {
        "csv": text(table(lambda m: f"{m:%d/%m/%Y}")),
        "csv-serial": text(table(lambda m: str((m - dt.datetime(1899, 12, 30)).days))),
        "xlsx": sheet(table(lambda m: m.date()), number_format="dd/mm/yyyy"),
        "xlsx-general": sheet(table(lambda m: (m - dt.datetime(1899, 12, 30)).days)),
        "ods": open_document(table(lambda m: m.date())),
        "xls": stored("chi-ngay.xls"),
        "html": page(table(lambda m: f"{m:%d/%m/%Y}")),
        "parquet": typed(lambda t: t.set_column(3, "received_at", t["received_at"].cast(pa.date32())).set_column(4, "completed_at", t["completed_at"].cast(pa.date32()))),
    }.items():  # fmt: skip
        yield Export(id=f"dates-{name}", kind=kind, make=make, **none)  # type: ignore[arg-type]
        yield Export(id=f"dates-{name}-with-a-time", kind=kind, make=make, **given)  # type: ignore[arg-type]
    midnight = table(lambda m: m, Ngày_tiếp_nhận=[dt.datetime(2023, 10, 6)] * 3)
    yield Export(id="midnight-with-a-time-format", kind=kind, make=sheet(midnight), kept=1)
    kind = "order of dates"
    american = lambda m: f"{m:%m/%d/%Y %H:%M}"  # noqa: E731 - one of many forms
    later = table(american, Ngày_có_kết_quả=["10/06/2023 10:00", "10/16/2023 08:30", "10/17/2023 09:30"])
    yield Export(id="month-first", kind=kind, make=text(later), accepted=0, kept=0, rejected={"date-order": 3})
    month_first = ColumnMap(id="thang-truoc", date_order="month_first")
    yield Export(id="month-first-with-a-map", kind=kind, make=text(later), kept=1, mapping=month_first)
    many = [[f"H{n}", "1.001193", "xa-an-phuong", "25/10/2023 08:00", "26/10/2023 08:00", "Đã trả"] for n in range(10, 40)]
    typo = [*table(slashed), *many, ["H99", "1.001193", "xa-an-phuong", "10/25/2023 08:00", "26/10/2023 08:00", "Đã trả"]]
    yield Export(id="one-typing-error", kind=kind, make=text(typo), accepted=33, rejected={"month-first": 1})
    mixed = table(
        lambda m: m,
        Ngày_tiếp_nhận=[dt.datetime(2023, 6, 10, 8), "25/10/2023 08:00", "26/10/2023 08:00"],
        Ngày_có_kết_quả=["27/10/2023 09:00"] * 3,
    )
    yield Export(id="date-cells-among-texts", kind=kind, make=sheet(mixed), accepted=2, kept=0, rejected={"date-cells": 1})
    yield Export(
        id="date-cells-misread",
        kind=kind,
        make=sheet(mixed),
        kept=0,
        counts={"covered": 1},
        mapping=ColumnMap(id="dao", date_cells="misread"),
    )
    yield Export(
        id="date-cells-as-they-are",
        kind=kind,
        make=sheet(mixed),
        kept=0,
        counts={"covered": 0},
        mapping=ColumnMap(id="dung", date_cells="as_is"),
    )
    yield Export(
        id="no-such-day",
        kind=kind,
        make=text(table(slashed, Ngày_tiếp_nhận=["31/02/2023 08:00", "06/10/2023 15:45", "06/10/2023 15:45"])),
        accepted=2,
        kept=1,
        rejected={"no-such-day": 1},
    )


def _hours() -> Iterator[Export]:
    """Yield dates and times in two columns."""
    kind = "date and hour apart"
    apart = {"Ngày_tiếp_nhận": [f"{m:%d/%m/%Y}" for m in RECEIVED]}
    for name, clock in {"colon": "{:%H:%M}", "h": "{:%H}h{:%M}", "seconds": "{:%H:%M:%S}", "words": "{:%H} giờ {:%M} phút"}.items():
        yield Export(
            id=f"hours-{name}", kind=kind, make=text(table(slashed, **apart, Giờ_tiếp_nhận=[clock.format(m, m) for m in RECEIVED]))
        )
    yield Export(id="hours-sa-ch", kind=kind, make=text(table(slashed, **apart, Giờ_tiếp_nhận=["8:00 SA", "3:45 CH", "3:45 CH"])))
    yield Export(
        id="hours-fraction", kind=kind, make=text(table(slashed, **apart, Giờ_tiếp_nhận=["0.333333333", "0,65625", "0.65625"]), ";")
    )
    cells = table(lambda m: m, Ngày_tiếp_nhận=[m.date() for m in RECEIVED], Giờ_tiếp_nhận=[m.time() for m in RECEIVED])
    yield Export(id="hours-xlsx", kind=kind, make=sheet(cells))
    yield Export(id="hours-thoi-gian", kind=kind, make=text(table(slashed, **apart, Thời_gian_tiếp_nhận=[f"{m:%H:%M}" for m in RECEIVED])))
    yield Export(id="hours-whole", kind=kind, make=text(table(slashed, **apart, Giờ_tiếp_nhận=[slashed(m) for m in RECEIVED])))
    yield Export(
        id="hours-only-column", kind=kind, make=text(table(slashed, Ngày_tiếp_nhận=None, Giờ_tiếp_nhận=[slashed(m) for m in RECEIVED]))
    )
    yield Export(
        id="hours-empty",
        kind=kind,
        make=text(table(slashed, **apart, Giờ_tiếp_nhận=["08:00", "", "15:45"])),
        accepted=2,
        kept=1,
        rejected={"time-missing": 1},
    )
    yield Export(
        id="hours-contradict",
        kind=kind,
        make=text(table(slashed, Giờ_tiếp_nhận=["08:00", "15:45", "16:00"])),
        accepted=2,
        kept=2,
        rejected={"moment": 1},
    )
    hours = ColumnMap(
        id="gio",
        columns={"dossier_id": "Mã hồ sơ", "code": "Mã TTHC", "unit": "Đơn vị", "received_at": "Ngày", "completed_at": "Ngày có kết quả"},
        hour_columns={"received_at": "Lúc"},
    )
    yield Export(
        id="hours-by-a-map",
        kind=kind,
        make=text(table(slashed, Ngày_tiếp_nhận=None, Ngày=apart["Ngày_tiếp_nhận"], Lúc=[f"{m:%H:%M}" for m in RECEIVED])),
        mapping=hours,
    )


def _sheets() -> Iterator[Export]:
    """Yield workbooks with several sheets, and what spreadsheets do to cells."""
    kind = "sheets"
    rows = table(lambda m: m)

    def second(title: str, cells: Table, state: str = "visible", index: int | None = None) -> Callable[[Any], None]:
        def change(book: Any) -> None:
            made = book.create_sheet(title, index)
            fill(made, cells)
            made.sheet_state = state

        return change

    last = [rows[0], ["H4", *rows[1][1:]]]
    yield Export(id="second-sheet", kind=kind, make=sheet(rows, change=second("T10-tiếp", last)), accepted=4, kept=3)
    swapped = [[row[1], row[0], *row[2:]] for row in last]
    yield Export(id="second-sheet-other-order", kind=kind, make=sheet(rows, change=second("T11", swapped)), accepted=4, kept=3)
    yield Export(
        id="second-sheet-below-a-title", kind=kind, make=sheet(rows, change=second("T11", [["Tiếp theo"], [], *last])), accepted=4, kept=3
    )
    yield Export(id="other-sheet", kind=kind, make=sheet(rows, change=second("Danh mục", [["Mã", "Tên"], ["1", "x"]])), unread=("other",))
    yield Export(id="hidden-first-sheet", kind=kind, make=sheet(rows, change=second("Danh mục", [["x"]], "hidden", 0)), unread=("hidden",))
    yield Export(id="very-hidden-sheet", kind=kind, make=sheet(rows, change=second("Bí mật", last, "veryHidden")), unread=("hidden",))
    yield Export(id="empty-sheet", kind=kind, make=sheet(rows, change=second("Sheet2", [])), unread=("empty",))
    yield Export(id="chart-sheet-first", kind=kind, make=sheet(rows, change=_chart_first), unread=("chart",))
    yield Export(
        id="named-sheet",
        kind=kind,
        make=sheet(rows, change=second("T11", last)),
        accepted=1,
        kept=1,
        unread=("not_named",),
        mapping=ColumnMap(id="t11", sheet="T11"),
    )
    yield Export(id="named-sheet-missing", kind=kind, make=sheet(rows), error="no_sheet", mapping=ColumnMap(id="t12", sheet="T12"))
    yield Export(id="xls-second-sheet", kind=kind, make=stored("hai-trang.xls"))
    yield Export(id="xls-hidden-and-merged", kind=kind, make=stored("o-gop-trang-an.xls"), unread=("hidden",))
    kind = "cells"
    down = table(lambda m: m, Đơn_vị=["xa-an-phuong", None, None])
    yield Export(id="merged-downwards", kind=kind, make=sheet(down, change=_merged("C2:C4")))
    formulas = table(lambda m: m, Ngày_hẹn_trả=["=D2+1", "=D3+1", "=D4+1"])
    values = {f"G{n}": str(45206.5) for n in (2, 3, 4)}
    yield Export(id="formulas-with-values", kind=kind, make=stored_values(sheet(formulas), values))
    yield Export(id="optional-formulas-without-values", kind=kind, make=sheet(formulas), unknown={"due_at": 3})
    yield Export(
        id="required-formulas-without-values",
        kind=kind,
        make=sheet(table(lambda m: m, Ngày_có_kết_quả=["=D2+1"] * 3)),
        accepted=0,
        kept=0,
        rejected={"formula": 3},
    )
    yield Export(
        id="error-values",
        kind=kind,
        make=sheet(table(lambda m: m, Ngày_có_kết_quả=["#N/A", COMPLETED[1], COMPLETED[2]])),
        accepted=2,
        kept=1,
        rejected={"cell-error": 1},
    )
    hair = [45205.33333333333, 45205.65624999999, 45205.65624999999]
    yield Export(id="a-hair-below-as-dates", kind=kind, make=sheet(table(lambda m: m, Ngày_tiếp_nhận=hair), change=_formatted("D")))
    nine = table(lambda m: m, Ngày_có_kết_quả=[45205.40, 45208.37499999, 45208.37499999])
    yield Export(id="nine-as-dates", kind=kind, make=sheet(nine, change=_formatted("E")), kept=1)
    yield Export(id="nine-as-numbers", kind=kind, make=sheet(nine), kept=1)
    serials = lambda base: table(lambda m: (m - base) / dt.timedelta(days=1))  # noqa: E731 - used twice below
    yield Export(id="numbers", kind=kind, make=sheet(serials(dt.datetime(1899, 12, 30))))
    yield Export(id="numbers-from-1904", kind=kind, make=sheet(serials(dt.datetime(1904, 1, 1)), epoch=CALENDAR_MAC_1904))
    yield Export(id="dates-from-1904", kind=kind, make=sheet(rows, epoch=CALENDAR_MAC_1904))
    yield Export(id="xls-numbers", kind=kind, make=stored("so-thuong.xls"))
    yield Export(id="xls-numbers-from-1904", kind=kind, make=stored("so-thuong-1904.xls"))
    yield Export(
        id="long-ids",
        kind=kind,
        make=sheet(table(lambda m: m, Mã_hồ_sơ=[123456789012345678, 123456789012345679, 123456789012345680])),
        accepted=0,
        kept=0,
        rejected={"id-rounded": 3},
    )
    yield Export(
        id="long-ids-csv",
        kind=kind,
        make=text(table(Mã_hồ_sơ=["1.23456789012346E+17"] * 3)),
        accepted=0,
        kept=0,
        rejected={"id-rounded": 3},
    )
    yield Export(
        id="long-ids-rounded-in-csv",
        kind=kind,
        make=text(table(Mã_hồ_sơ=["123456789012345000"] * 3)),
        accepted=1,
        kept=1,
        rejected={"id-rounded": 2},
    )
    yield Export(id="numbers-as-ids", kind=kind, make=sheet(table(lambda m: m, Mã_hồ_sơ=[1, 2, 3])))
    yield Export(
        id="invisible-characters",
        kind=kind,
        make=sheet(
            table(lambda m: m, Mã_TTHC="1.001\u200b193", Đơn_vị="\ufeffxa-an-phuong\u200b", Mã_hồ_sơ=["H1\u200b", "\u00a0H2", "H3"])
        ),
    )
    yield Export(id="invisible-characters-csv", kind=kind, make=text(table(Mã_TTHC="\u200b1.001193", Tình_trạng="Đã\u00a0trả\u200b")))
    yield Export(id="distant-cell", kind=kind, make=sheet(rows, change=_far))


def _chart_first(book: Any) -> None:
    made = book.create_chartsheet("Biểu đồ", 0)
    made.add_chart(BarChart())


def _formatted(letter: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        for row in (2, 3, 4):
            book["T10"][f"{letter}{row}"].number_format = "dd/mm/yyyy hh:mm"

    return change


def _far(book: Any) -> None:
    book["T10"]["XFD90000"] = "xa"


def _words() -> Iterator[Export]:
    """Yield codes, states, channels, and ticks."""
    kind = "codes"
    zero = {"Mã_TTHC": ["2.00081", "2.00081", "2.00081"]}
    received = {"accepted": 3, "kept": 0}
    yield Export(id="lost-zero-in-text", kind=kind, make=text(table(Mã_TTHC="1.00011")), **received)  # type: ignore[arg-type]
    yield Export(id="lost-zero-in-number", kind=kind, make=sheet(table(lambda m: m, Mã_TTHC=1.00011)), **received)  # type: ignore[arg-type]
    yield Export(id="lost-zero-in-double", kind=kind, make=typed(code=pa.array([1.00011] * 3)), **received)  # type: ignore[arg-type]
    yield Export(id="lost-digit", kind=kind, make=text(table(**zero)), accepted=0, kept=0, rejected={"code": 3})
    yield Export(id="decimal-comma", kind=kind, make=text(table(Mã_TTHC="1,001193"), ";"))
    yield Export(id="printed-code", kind=kind, make=text(table(Mã_TTHC="1.001193.000.00.00.H23")))
    yield Export(id="code-and-name", kind=kind, make=text(table(Mã_TTHC="1.001193 - Đăng ký khai sinh")))
    names = ColumnMap(
        id="ten", columns={"dossier_id": "Mã hồ sơ", "code": "Tên thủ tục", "unit": "Đơn vị", "received_at": "Ngày tiếp nhận", "completed_at": "Ngày có kết quả"},
        values={"code": {"Thủ tục đăng ký khai sinh": "1.001193"}},
    )  # fmt: skip
    yield Export(id="names-by-a-map", kind=kind, make=text(table(Mã_TTHC=None, Tên_thủ_tục="Thủ tục đăng ký khai sinh")), mapping=names)
    yield Export(
        id="names-without-a-map",
        kind=kind,
        make=text(table(Mã_TTHC=None, Tên_thủ_tục="Thủ tục đăng ký khai sinh")),
        error="missing_columns",
    )
    kind = "states"
    still_open = {"Ngày_có_kết_quả": "", "Mã_hồ_sơ": ["H1", "H2", "H3"]}
    for word in (
        "Mới đăng ký",
        "Được tiếp nhận",
        "Đang xử lý",
        "1",
        "2",
        "4",
        "interoperating",
        "processing",
        "cancelling",
        "Công dân yêu cầu rút hồ sơ",
    ):
        figure = "state_received" if word in ("Mới đăng ký", "Được tiếp nhận", "1", "2") else "state_in_progress"
        yield Export(
            id=f"state-{word}", kind=kind, make=text(table(**still_open, Tình_trạng=word)), kept=0, counts={"in_progress": 3, figure: 3}
        )
    for word in (
        "Yêu cầu bổ sung giấy tờ",
        "Yêu cầu thực hiện nghĩa vụ tài chính",
        "5",
        "6",
        "pausing",
        "Dừng xử lý",
        "8",
        "Chờ thanh toán",
    ):
        yield Export(
            id=f"state-{word}",
            kind=kind,
            make=text(table(**still_open, Tình_trạng=word)),
            kept=0,
            counts={"in_progress": 3, "state_paused": 3},
        )
    for word, figure in (
        ("Đã xử lý xong", "state_resolved"),
        ("Đã trả kết quả", "state_resolved"),
        ("9", "state_resolved"),
        ("10", "state_resolved"),
        ("Không được tiếp nhận", "state_returned_incomplete"),
        ("3", "state_returned_incomplete"),
        ("7", "state_withdrawn"),
        ("Đã hủy", "state_withdrawn"),
        ("Dừng xử lý", "state_refused"),
    ):
        kept = 2 if figure == "state_resolved" else 0  # a dossier closed without a result keeps no promise
        yield Export(id=f"closed-{word}", kind=kind, make=text(table(Tình_trạng=word)), kept=kept, counts={"resolved": 3, figure: 3})
    yield Export(id="unknown-state", kind=kind, make=text(table(Tình_trạng="Trễ hạn")), unknown={"state": 3})
    kind = "channels"
    for word, figure in {
        "Trực tuyến toàn trình": "online", "Trực tuyến một phần": "online", "Toàn trình": "online", "DVC quốc gia": "online", "DVCTT": "online",
        "Trực tiếp tại bộ phận một cửa": "in_person", "Dịch vụ bưu chính công ích": "postal", "Qua bưu điện": "postal",
    }.items():  # fmt: skip
        yield Export(id=f"channel-{word}", kind=kind, make=text(table(Hình_thức_tiếp_nhận=word)), counts={f"received_{figure}": 3})
    yield Export(
        id="channel-codes",
        kind=kind,
        make=text(table(Hình_thức_tiếp_nhận=["1", "2", "3"])),
        counts={"received_online": 0},
        unknown={"channel": 3},
    )
    national = ColumnMap(
        id="kenh", columns={"dossier_id": "Mã hồ sơ", "code": "Mã TTHC", "unit": "Đơn vị", "received_at": "Ngày tiếp nhận", "completed_at": "Ngày có kết quả", "channel": "Kênh"},
        values={"channel": {"1": "in_person", "2": "online", "3": "postal"}},
    )  # fmt: skip
    yield Export(
        id="channel-codes-by-a-map",
        kind=kind,
        make=text(table(Kênh=["1", "2", "3"])),
        counts={"received_online": 1, "received_postal": 1},
        mapping=national,
    )
    yield Export(
        id="channel-online-flag",
        kind=kind,
        make=text(table(online=["1", "0", "x"])),
        counts={"received_online": 2, "received_in_person": 1},
    )
    yield Export(
        id="channel-tick-in-words",
        kind=kind,
        make=text(table(Hình_thức_tiếp_nhận="x")),
        counts={"received_online": 0},
        unknown={"channel": 3},
    )
    kind = "yes and no"
    for word in ("✓", "v", "x", "X", "+", "☑", "TRUE", "Có", "Đã thanh toán"):
        yield Export(id=f"yes-{word}", kind=kind, make=text(table(Thanh_toán_trực_tuyến=word)), counts={"paid_online": 3})
    yield Export(
        id="no",
        kind=kind,
        make=text(table(Thanh_toán_trực_tuyến=["Không", "Chưa thanh toán", "0"])),
        counts={"paid_online": 0, "paid_online_known": 3},
    )
    yield Export(
        id="not-applicable",
        kind=kind,
        make=text(table(Thanh_toán_trực_tuyến=["N/A", "Không phải thanh toán", "-"])),
        counts={"paid_online_known": 0},
    )
    yield Export(id="neither", kind=kind, make=text(table(Thanh_toán_trực_tuyến="có lẽ")), unknown={"paid_online": 3})
    yield Export(id="null-words", kind=kind, make=text(table(Ngày_trả=["NULL", "N/A", "-"])))
    yield Export(id="optional-moment", kind=kind, make=text(table(Ngày_hẹn_trả=["hôm sau", "2023-10-09 09:00", ""])), unknown={"due_at": 1})


def _containers() -> Iterator[Export]:
    """Yield other kinds of files: read, or refused for what they are."""
    kind = "containers"
    rows = table(lambda m: m)
    yield Export(id="xlsx", kind=kind, make=sheet(rows))
    yield Export(id="xlsm", kind=kind, make=sheet(rows, name="a.xlsm"))
    yield Export(id="strict-xlsx", kind=kind, make=strict(sheet(rows)))
    yield Export(id="xls", kind=kind, make=stored("bang.xls"))
    yield Export(id="xlsb", kind=kind, make=stored("bang.xlsb"))
    yield Export(id="ods", kind=kind, make=open_document(rows))
    padding = (
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    yield Export(id="ods-padded", kind=kind, make=open_document(rows, after=padding))
    yield Export(id="html-xls", kind=kind, make=page(table()))
    yield Export(id="html-xlsx", kind=kind, make=page(table(), name="a.xlsx"))
    yield Export(id="html", kind=kind, make=page(table(), name="a.html"))
    yield Export(id="html-with-a-title", kind=kind, make=page(table(), top="<tr><td colspan='6'>THỐNG KÊ HỒ SƠ</td></tr>"))
    yield Export(id="html-utf-16", kind=kind, make=page(table(), encoding="utf-16"))
    span = "".join(
        f"<tr><td>{row[0]}</td><td>{row[1]}</td>{'<td rowspan=3>xa-an-phuong</td>' if n == 0 else ''}<td>{row[3]}</td><td>{row[4]}</td><td>{row[5]}</td></tr>"
        for n, row in enumerate(table()[1:])
    )
    yield Export(
        id="html-spans",
        kind=kind,
        make=page([table()[0]], before=f"<html><body><table><tr>{''.join(f'<th>{h}</th>' for h in HEADERS)}</tr>{span}</table><br>"),
    )
    yield Export(id="parquet", kind=kind, make=typed())
    yield Export(id="parquet-dictionary", kind=kind, make=typed(unit=pa.array(["xa-an-phuong"] * 3).dictionary_encode()))
    yield Export(id="parquet-large-text", kind=kind, make=typed(dossier_id=pa.array(["H1", "H2", "H3"], pa.large_string())))
    yield Export(
        id="parquet-time-columns",
        kind=kind,
        make=typed(received_at=pa.array([m.date() for m in RECEIVED]), **{"Giờ tiếp nhận": pa.array([m.time() for m in RECEIVED])}),
    )
    yield Export(id="arrow", kind=kind, make=typed(name="a.arrow"))
    yield Export(id="empty", kind=kind, make=raw(b""), error="empty_file")
    yield Export(id="blank", kind=kind, make=raw("\n \n"), error="empty")
    yield Export(id="empty-workbook", kind=kind, make=sheet([]), error="empty")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    yield Export(
        id="password", kind=kind, make=raw(ole + "EncryptedPackage".encode("utf-16-le") + bytes(600), "a.xlsx"), error="container.password"
    )
    encrypted = "<manifest:file-entry manifest:full-path='content.xml'><manifest:encryption-data/></manifest:file-entry>"
    yield Export(id="ods-password", kind=kind, make=open_document(rows, manifest=encrypted), error="container.password")
    yield Export(id="word-doc", kind=kind, make=raw(ole + "WordDocument".encode("utf-16-le"), "a.xls"), error="container.document")
    yield Export(
        id="word-docx",
        kind=kind,
        make=lambda folder: packed_as(folder / "a.xlsx", {"word/document.xml": b"<w/>"}),
        error="container.document",
    )
    yield Export(id="zip", kind=kind, make=lambda folder: packed_as(folder / "a.xlsx", {"a.csv": b"x"}), error="container.archive")
    yield Export(id="pdf", kind=kind, make=raw(b"%PDF-1.7\n", "a.xls"), error="container.pdf")
    yield Export(id="image", kind=kind, make=raw(b"\x89PNG\r\n\x1a\n", "a.xlsx"), error="container.image")
    yield Export(id="json", kind=kind, make=raw('{"dossiers": []}', "a.csv"), error="container.json")
    yield Export(
        id="spreadsheet-xml",
        kind=kind,
        make=raw('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "a.xls"),
        error="container.xml_workbook",
    )
    yield Export(id="xml", kind=kind, make=raw('<?xml version="1.0"?><dossiers/>', "a.csv"), error="container.xml")
    yield Export(
        id="web-archive",
        kind=kind,
        make=raw("MIME-Version: 1.0\nContent-Type: multipart/related\n", "a.xls"),
        error="container.web_archive",
    )
    yield Export(
        id="login-page", kind=kind, make=raw("<!DOCTYPE html><html><body>Đăng nhập</body></html>", "a.xls"), error="container.web_page"
    )
    yield Export(
        id="excel-4", kind=kind, make=raw(b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(50), "a.xls"), error="container.ancient_workbook"
    )
    yield Export(id="noise", kind=kind, make=raw(bytes(range(256)) * 4, "a.csv"), error="container.unknown")
    yield Export(id="cut-workbook", kind=kind, make=raw(b"PK\x03\x04" + bytes(100), "a.xlsx"), error="damaged")
    yield Export(id="cut-parquet", kind=kind, make=raw(b"PAR1" + bytes(100), "a.parquet"), error="damaged")


def corpus() -> Sequence[Export]:
    """Return every export."""
    return [
        *_text_forms(), *_row_ends(), *_heads(), *_moments(), *_hours(), *_sheets(), *_words(), *_containers(),
    ]  # fmt: skip
