"""A page of the portal saved as HTML: the text below its known headings and labels, and its tables of channels and papers.

The layout of the portal has changed more than once, so nothing depends on it: a heading or label is known by its words, and a table by the words in
its head or in the titles of its cells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

from tthc_catalog.errors import ImportingError
from tthc_catalog.importing.found_facts import CHANNEL_WORDS, FoundList, FoundProcedure
from tthc_catalog.importing.portal.channel_table import ChannelRow
from tthc_catalog.importing.portal.paper_table import HEAD as PAPER_HEAD
from tthc_catalog.importing.portal.records import COLUMNS, MOST_BYTES, procedure_of
from tthc_catalog.importing.tables.sheet_grids import as_importing_errors
from tthc_catalog.tables.html_tables import page_text

LABELS = {
    "mã thủ tục": "ma_thu_tuc",
    "tên thủ tục": "ten_thu_tuc",
    "số quyết định": "so_quyet_dinh",
    "cấp thực hiện": "cap_thuc_hien",
    "lĩnh vực": "linh_vuc",
    "trình tự thực hiện": "trinh_tu_thuc_hien",
    "cách thức thực hiện": "cach_thuc_thuc_hien",
    "thành phần hồ sơ": "thanh_phan_ho_so",
    "cơ quan thực hiện": "co_quan_thuc_hien",
    "cơ quan có thẩm quyền": "co_quan_co_tham_quyen",
    "kết quả thực hiện": "ket_qua_xu_ly",
    "kết quả xử lý": "ket_qua_xu_ly",
    "căn cứ pháp lý": "can_cu_phap_ly",
    "yêu cầu, điều kiện thực hiện": "yeu_cau_dieu_kien",
    "yêu cầu, điều kiện": "yeu_cau_dieu_kien",
}
"""Headings and labels of a page, and the key of the stored record with the same content."""

OTHERS = frozenset(
    {
        "loại thủ tục",
        "đối tượng thực hiện",
        "địa chỉ tiếp nhận hs",
        "địa chỉ tiếp nhận hồ sơ",
        "cơ quan được ủy quyền",
        "cơ quan phối hợp",
        "từ khóa",
        "mô tả",
    }
)
"""Headings and labels whose content is not read."""

_CHANNEL, _TIME, _FEE = ("hình thức nộp",), ("thời gian", "thời hạn giải quyết"), ("phí, lệ phí",)
_PAPER, _FORM, _COUNT = ("tên giấy tờ",), ("mẫu đơn, tờ khai",), ("số lượng",)
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body)", re.IGNORECASE)
_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "section", "label", "br", "ul", "ol", "strong", "b"})
_SILENT = frozenset({"script", "style", "noscript", "template", "nav", "footer"})
_COST = re.compile(r"(?:(?:phí|lệ phí)\s*:\s*)?(?P<fee>[^(]+?)\s*(?:\((?P<note>.*)\))?\s*", re.DOTALL | re.IGNORECASE)

Cell = tuple[str, str]
"""The title of a cell, empty if it has none, and its text."""


def recognises(path: Path, start: bytes) -> bool:
    """Return whether a file is a page about one procedure, by its labels."""
    if not _MARKUP.search(start) or path.stat().st_size > MOST_BYTES:
        return False
    content = unicodedata.normalize("NFC", path.read_bytes().decode("utf-8", errors="ignore")).lower()
    return all(words in content for words in ("mã thủ tục", "trình tự thực hiện", "thành phần hồ sơ"))


def read_page(path: Path) -> FoundList:
    """Read the procedure of a page.

    Raises:
        ImportingError: the page is too large, not in a known encoding, or about no procedure.
    """
    if path.stat().st_size > MOST_BYTES:
        raise ImportingError("importing.error.too_large", file=path.name, megabytes=MOST_BYTES >> 20)
    with as_importing_errors(path):
        content = page_text(path, guess=False)
    parser = _Page()
    parser.feed(content)
    parser.close()
    texts, tables = parser.sections()
    if not texts.get("ma_thu_tuc"):
        raise ImportingError("importing.error.no_page", file=path.name)
    found = _found(texts, tables, path)
    return FoundList(source=path.name, procedures=(found,), source_type="site", columns=COLUMNS)


def _found(texts: dict[str, str], tables: Sequence[Sequence[Sequence[Cell]]], path: Path) -> FoundProcedure:
    rows: list[ChannelRow] = []
    papers: list[str] = []
    for table in tables:
        columns = _columns(table)
        for row in table:
            cells = {kind: row[n][1] for kind, n in columns.items() if n < len(row)}
            if {"channel", "time", "fee"} <= set(columns) and cells.get("channel") in CHANNEL_WORDS:
                cost = _COST.fullmatch(cells.get("fee", ""))
                fee, note = (cost["fee"], cost["note"] or "") if cost else (cells.get("fee", ""), "")
                description = " ".join(text for n, (_, text) in enumerate(row) if n not in columns.values())
                channel = CHANNEL_WORDS[cells["channel"]]
                rows.append(ChannelRow(channel=channel, time=cells.get("time", ""), fee=fee, note=note, description=description))
            elif {"paper", "count"} <= set(columns) and cells.get("count", "").lower() not in _COUNT:
                papers.append(f"{cells.get('paper', '')}{cells.get('form', '')}{_count(cells.get('count', ''))}")
    if papers:
        texts["thanh_phan_ho_so"] = f"--{PAPER_HEAD}" + "".join(papers)
    return procedure_of(texts, path.name, rows=tuple(rows) or None)


def _columns(table: Sequence[Sequence[Cell]]) -> dict[str, int]:
    """Return the kinds of the columns, by the head of a table or the titles of its cells."""
    columns: dict[str, int] = {}
    for row in table:
        for number, (title, text) in enumerate(row):
            for kind, words in (
                ("channel", _CHANNEL),
                ("time", _TIME),
                ("fee", _FEE),
                ("paper", _PAPER),
                ("form", _FORM),
                ("count", _COUNT),
            ):
                if title.lower() in words or text.lower() in words:
                    columns.setdefault(kind, number)
    return columns


def _count(cell: str) -> str:
    """Return a count as records state it: ``Bản chính: 1, bản sao: 0`` becomes ``1 bản chính``."""
    found = {kind: int(n) for kind, n in re.findall(r"bản (chính|sao)\s*:\s*(\d{1,2})", cell.lower())}
    if not found:
        return cell
    originals, copies = found.get("chính", 0), found.get("sao", 0)
    if not originals and copies:
        return f"{copies} bản sao"
    return f"{originals} bản chính" + (f",{copies} bản sao" if copies else "")


class _Page(HTMLParser):
    """Collects the blocks of text and the tables of a page, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[str | list[list[Cell]]] = [""]
        self._silent = 0
        self._tables = 0
        self._title: str | None = None
        self._text: list[str] = []
        self._name = ""
        self._in_name = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, a table, a row or a cell."""
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._tables += 1
            if self._tables == 1:
                self._blocks.append([])
        elif self._tables and tag == "tr":
            self._end_cell()
            self._rows.append([])
        elif self._tables and tag in ("td", "th"):
            self._end_cell()
            self._title = dict(attrs).get("data-title") or ""
            self._text = []
        elif tag in _BLOCKS and not self._tables:
            self._blocks.append("")
        elif tag in _BLOCKS:
            self._text.append(" ")
        self._in_name = self._in_name or (tag == "h1" and not self._name)

    def handle_endtag(self, tag: str) -> None:
        """End a block, a table or a cell."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "table" and self._tables:
            self._end_cell()
            self._tables -= 1
            if not self._tables:
                self._blocks.append("")
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag in _BLOCKS and not self._tables:
            self._blocks.append("")
        if tag == "h1":
            self._in_name = False

    def handle_data(self, data: str) -> None:
        """Collect text."""
        if self._silent:
            return
        if self._in_name:
            self._name += data
        if self._tables:
            self._text.append(data)
        elif isinstance(self._blocks[-1], str):
            self._blocks[-1] += data

    @property
    def _rows(self) -> list[list[Cell]]:
        last = self._blocks[-1]
        assert isinstance(last, list), "a table is the last block until it ends"
        return last

    def _end_cell(self) -> None:
        if self._title is not None:
            if not self._rows:
                self._rows.append([])
            self._rows[-1].append((" ".join(self._title.split()), _plain("".join(self._text))))
        self._title = None

    def sections(self) -> tuple[dict[str, str], list[list[list[Cell]]]]:
        """Return the text below each label, and the tables; a table of two columns with a label is text too."""
        texts: dict[str, list[str]] = {}
        tables: list[list[list[Cell]]] = []
        key: str | None = None
        for block in self._blocks:
            if isinstance(block, list):
                tables.append(block)
                lines = [text for row in block for _, text in row] if all(len(row) == 2 for row in block) and not _columns(block) else []
            else:
                lines = [_plain(block)]
            for line in filter(None, lines):
                label, colon, rest = line.partition(":")
                name = label.lower().strip(" :")
                if name in LABELS or name in OTHERS:
                    key = LABELS.get(name)
                    if key is not None and colon and rest.strip():
                        texts.setdefault(key, []).append(rest.strip())
                elif key is not None:
                    texts.setdefault(key, []).append(line)
        found = {name: "\n".join(lines) for name, lines in texts.items()}
        single = ("ma_thu_tuc", "so_quyet_dinh", "cap_thuc_hien", "linh_vuc", "ten_thu_tuc")
        found |= {name: texts[name][0] for name in single if name in texts}
        if "ten_thu_tuc" not in found and _plain(self._name):
            found["ten_thu_tuc"] = _plain(self._name)
        return found, tables


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("\xa0", " ").split())
