"""Procedures in the rows of a table: heads, groups by level and field, numbering, codes, and notes below."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from tthc_catalog.errors import ImportingError
from tthc_catalog.importing.document_numbers import document_numbers
from tthc_catalog.importing.found_facts import LEVEL_WORDS, FoundFee, FoundList, FoundProcedure, FoundTime, Unclear
from tthc_catalog.importing.tables.grid import Grid
from tthc_catalog.importing.written_fees import read_fee
from tthc_catalog.importing.written_times import read_time
from tthc_catalog.records.lookup import normalise_code

_HEADS = (
    ("number", re.compile(r"(?:stt|tt|số tt|số thứ tự|số)")),
    ("code", re.compile(r"mã(?: số)?(?: (?:tthc|thủ tục(?: hành chính)?|hồ sơ))?(?: .*)?")),
    ("decision", re.compile(r"(?:số )?(?:quyết định|qđ) công bố.*")),
    ("field", re.compile(r"lĩnh vực")),
    ("level", re.compile(r"cấp(?: thực hiện| giải quyết)?")),
    ("time", re.compile(r"(?:thời hạn|thời gian)(?: giải quyết| thực hiện)?.*")),
    ("fee", re.compile(r"(?:mức )?(?:phí|lệ phí).*")),
    ("authority", re.compile(r"(?:cơ quan|thẩm quyền).*")),
    ("documents", re.compile(r"căn cứ pháp lý.*|văn bản quy định.*")),
    ("results", re.compile(r"kết quả.*")),
    ("name", re.compile(r"tên (?:tthc|thủ tục|quy trình).*|thủ tục hành chính|nội dung|thủ tục|tên")),
)
"""Kind of column -> what its head says; the first that fits wins."""

_CODE = re.compile(r"\d\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2})?(?:\.H\d{2})?(?:_X)?", re.IGNORECASE)
_ROMAN = re.compile(r"[IVXLC]+|[A-ZĐ]", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<number>(?:[IVXLC]+|[A-ZĐ]|\d+)(?:[.)]\d+)*)\s*[.):-]\s+(?P<text>\S.*)", re.IGNORECASE)
_FIELD = re.compile(r"(?:nhóm )?(?:thủ tục )?(?:thuộc )?lĩnh vực:?\s*(?P<name>.+)", re.IGNORECASE)
_NOTE = re.compile(r"(?:ghi chú|chú thích|lưu ý|\*|\(\*\))", re.IGNORECASE)


@attrs.define
class _Group:
    level: str | None = None
    field: str | None = None
    number: str = ""


def list_of(path: Path, grids: Sequence[Grid]) -> FoundList:
    """Return the procedures of all tables of a file.

    Raises:
        ImportingError: no table has a head with names or codes of procedures.
    """
    procedures: list[FoundProcedure] = []
    skipped: list[tuple[str, str]] = []
    notes: list[str] = []
    kinds: set[str] = set()
    columns: dict[int, str] = {}
    group = _Group()
    for grid in grids:
        start = _head(grid)
        if start is not None:
            rows, columns = start
            group = group if len(grids) > 1 and procedures and len(columns) and grid.name.startswith("bảng") else _Group()
        elif columns and grid.name.startswith("bảng") and grid.rows and len(grid.rows[0]) > max(columns):
            rows = -1  # a table that continues on the next page without its head
        else:
            continue
        kinds |= set(columns.values())
        for index in range(rows + 1, len(grid.rows)):
            _read_row(grid, index, columns, group, procedures, skipped, notes, path)
    if not procedures:
        raise ImportingError("importing.error.no_list", file=path.name)
    return FoundList(
        source=path.name,
        procedures=tuple(procedures),
        skipped=tuple(skipped),
        notes=tuple(notes),
        columns=frozenset(kinds),
    )


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).lower().split()).strip(" .:*")


def _kind(text: str) -> str | None:
    plain = _plain(text)
    return next((kind for kind, pattern in _HEADS if pattern.fullmatch(plain)), None) if 0 < len(plain) <= 60 else None


def _head(grid: Grid) -> tuple[int, dict[int, str]] | None:
    """Return the last row of the head and the kinds of the columns."""
    for index, row in enumerate(grid.rows[:60]):
        columns: dict[int, str] = {}
        for column, cell in enumerate(row):
            kind = _kind(cell)
            if kind is not None and kind not in columns.values():
                columns[column] = kind
        if {"name"} <= set(columns.values()) and len(columns) >= 2:
            last = index
            while last + 1 < len(grid.rows) and _continues(row, grid.rows[last + 1]):
                last += 1
            return last, columns
    return None


def _continues(head: Sequence[str], row: Sequence[str]) -> bool:
    """Return whether a row belongs to the head: merged with it, or with the numbers of the columns."""
    cells = [cell for cell in row if cell]
    numbers = [cell.strip("()") for cell in cells]
    if len(cells) > 1 and all(number.isdigit() for number in numbers) and [int(n) for n in numbers] == list(range(1, len(numbers) + 1)):
        return True
    return sum(a == b and bool(a) for a, b in zip(head, row, strict=False)) >= 2


def _read_row(
    grid: Grid,
    index: int,
    columns: dict[int, str],
    group: _Group,
    procedures: list[FoundProcedure],
    skipped: list[tuple[str, str]],
    notes: list[str],
    path: Path,
) -> None:
    row = grid.rows[index]
    cells = {kind: row[column] if column < len(row) else "" for column, kind in columns.items()}
    place = f"{path.name}: {grid.place(index)}"
    shown = list(dict.fromkeys(cell for cell in row if cell))
    if not shown or _kind(cells["name"]) == "name" or _continues((), row) or _is_numbers(shown):
        return
    codes = _CODE.findall(cells.get("code", ""))
    number = cells.get("number", "").strip(" .")
    is_title = len(shown) <= 2 and not codes
    if is_title and _enters(group, shown, number if number != shown[-1].strip(" .") else ""):
        return
    if codes or (not is_title and cells.get("code") and cells["name"]):
        procedures.extend(_procedures(grid, index, columns, cells, codes, group, path))
    elif _NOTE.match(shown[0]) or (len(shown) == 1 and procedures):
        notes.append(shown[0])
    elif cells["name"] and re.fullmatch(r"\d+(?:\.\d+)*(?:\.?[a-zđ])?", number):
        procedures.extend(_procedures(grid, index, columns, cells, [], group, path))
    else:
        skipped.append((place, " | ".join(shown)))


def _is_numbers(shown: list[str]) -> bool:
    return len(shown) > 1 and all(cell.strip("()").isdigit() for cell in shown)


def _enters(group: _Group, shown: list[str], number: str) -> bool:
    """Enter a group by level or field, if the row is its title."""
    text = shown[-1]
    match = _NUMBERED.fullmatch(text)
    if match is not None and not _ROMAN.fullmatch(match["number"]) and len(shown) == 1 and not _FIELD.search(text):
        return False
    number = number if len(shown) == 2 else (match["number"] if match else "")
    if number[:1].isdigit() and not _FIELD.match(text):
        return False
    text = match["text"] if match is not None else text
    plain = _plain(text)
    if _NOTE.match(text) or not plain:
        return False
    field = _FIELD.fullmatch(text.strip(" .:"))
    level = next((id for words, id in LEVEL_WORDS.items() if words in plain), None)
    if field is None and level is not None:
        group.level, group.field = level, None
        return True
    if field is None and not _ROMAN.fullmatch(number):
        return False
    name = field["name"] if field is not None else text
    name = re.sub(r"\s*\(\s*\d+\s*(?:thủ tục|tthc)\s*\)\s*$", "", name, flags=re.IGNORECASE).strip(" .:")
    group.field = name if not name.isupper() else name.capitalize()
    group.number = number
    return True


def _procedures(
    grid: Grid, index: int, columns: dict[int, str], cells: dict[str, str], codes: list[str], group: _Group, path: Path
) -> Iterator[FoundProcedure]:
    """Yield the procedure of a row; of a cell with several codes, one for each."""
    where = {kind: f"{path.name}: {grid.place(index, column)}" for column, kind in columns.items() if cells.get(kind)}
    time, fee = read_time(cells.get("time", "")), read_fee(cells.get("fee", ""))
    number = cells.get("number", "").strip(" .")
    found = FoundProcedure(
        code=None,
        printed=(cells["code"],) if cells.get("code") and not codes else (),
        name=unicodedata.normalize("NFC", cells["name"]).strip() or None,
        levels=tuple(id for words, id in LEVEL_WORDS.items() if words.removeprefix("cấp ") in _plain(cells.get("level", "")))
        or ((group.level,) if group.level else ()),
        field=cells.get("field") or group.field,
        time=time if isinstance(time, FoundTime) else None,
        fee=fee if isinstance(fee, FoundFee) else None,
        results=(cells["results"],) if cells.get("results") else (),
        authority=cells.get("authority") or None,
        decision=cells.get("decision") or None,
        documents=document_numbers(cells.get("documents", "")),
        number=f"{group.number}.{number}".strip(".") or None,
        unclear=tuple(doubt for doubt in (time, fee) if isinstance(doubt, Unclear)),
        places={"row": f"{path.name}: {grid.place(index)}", **where},
    )
    if not codes:
        yield found
    for code in dict.fromkeys(codes):
        yield attrs.evolve(found, code=normalise_code(code), printed=(code,))
