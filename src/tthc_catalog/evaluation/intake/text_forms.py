"""Detect the form of delimited text: encoding, delimiter, quotes, headers and width."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from pathlib import Path

import attrs

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.intake.column_map import ColumnMap
from tthc_catalog.evaluation.intake.table_heads import Head, find_head
from tthc_catalog.tables.sheet_table import HEAD_ROWS

_HEAD = 1 << 20
"""Bytes read to detect the form of a file."""

_MOST_SAMPLED = 1_000
"""Most rows whose width is looked at."""

_LONGEST_RECORD = 200
"""Most lines that a record with quoted line breaks can span."""

_DELIMITERS = ("\t", ";", ",", "|")


@attrs.frozen(kw_only=True)
class TextForm:
    """The form of a text file.

    Attributes:
        quoted: quotes enclose cells; otherwise they are letters.
        head: the headers.
        skip: number of lines before the first row of data.
        width: number of cells of most rows.
    """

    encoding: str
    delimiter: str
    quoted: bool
    head: Head
    skip: int
    width: int


def text_form(path: Path, mapping: ColumnMap) -> TextForm:
    """Detect the form of a text file; raises like `open_text`."""
    encoding = mapping.encoding or _encoding(path)
    _check_encoding(encoding, path.name)
    with path.open("rb") as file:
        head = codecs.getincrementaldecoder(encoding)(errors="replace").decode(file.read(_HEAD)).removeprefix("\ufeff")
    if not head.strip():
        raise EvaluationError("evaluation.error.empty", file=path.name)
    start = head.partition("\n")[0].strip().lower()
    announced = start[4:5] if start.startswith("sep=") else None
    quoted = _quotes_close(path, encoding)
    delimiters = (mapping.delimiter,) if mapping.delimiter else (announced,) if announced else _DELIMITERS
    forms = [_form(head, delimiter, mapping, encoding, quoted=quoted, skipped=int(announced is not None)) for delimiter in delimiters]
    try:
        # The delimiter is the one that splits the headers into known names; a quoted cell may contain any number of the others.
        return max((form for form in forms if form is not None), key=lambda form: (form.head.known, len(form.head.headers)))
    except ValueError:
        raise EvaluationError("evaluation.error.damaged", file=path.name) from None


def _check_encoding(encoding: str, name: str) -> None:
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise EvaluationError("evaluation.error.encoding", file=name, encoding=encoding) from None


def _encoding(path: Path) -> str:
    """Detect the encoding: UTF-8 if nearly all of the file decodes, UTF-16 by its byte order mark, else the Vietnamese code page of Windows."""
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        wrong = letters = 0
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        while block := file.read(1 << 22):
            if block.isascii():
                decoder.decode(block)
                continue
            decoded = decoder.decode(block)
            wrong += decoded.count("\ufffd")
            letters += len(decoded) - len(decoded.encode("ascii", "ignore"))
    if wrong * 10 > letters:
        return "cp1258"
    return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"


def _form(head: str, delimiter: str, mapping: ColumnMap, encoding: str, *, quoted: bool, skipped: int) -> TextForm | None:
    """Split the first lines by a delimiter; return None if they cannot be split by it.

    Args:
        head: the start of the file.
        delimiter: one character.
        mapping: the column map.
        encoding: the encoding of the file.
        quoted: quotes enclose cells.
        skipped: number of lines before the table, such as ``sep=;``.
    """
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for row in reader:
            rows.append(row if quoted else [cell.strip('"') for cell in row])
            lines.append(reader.line_num)
            if len(rows) >= HEAD_ROWS + _MOST_SAMPLED:
                break
    except csv.Error:
        if not rows:
            return None
    if mapping.header_row is not None:  # the map counts lines, as editors show them
        place = next((n for n, line in enumerate(lines) if line >= mapping.header_row), len(lines) - 1)
        found = find_head(rows, attrs.evolve(mapping, header_row=place + 1))
    else:
        found = find_head(rows[skipped:], mapping)
        found = attrs.evolve(found, row=found.row + skipped)
    widths = Counter(len(row) for row in rows[found.until : found.until + _MOST_SAMPLED] if any(row))
    width = widths.most_common(1)[0][0] if widths else len(found.headers)
    return TextForm(
        encoding=encoding, delimiter=delimiter, quoted=quoted, head=found, skip=lines[min(found.until, len(lines)) - 1], width=width
    )


def _quotes_close(path: Path, encoding: str) -> bool:
    """Return whether every quoted cell ends within `_LONGEST_RECORD` lines.

    If not, quotes are read as letters, so that a stray quote does not swallow rows.
    """
    if encoding.startswith("utf-16"):
        return True
    is_open, lines = False, 0
    with path.open("rb") as file:
        for line in file:
            if line.count(b'"') % 2:
                is_open, lines = not is_open, 0
            lines += 1
            if is_open and lines > _LONGEST_RECORD:
                return False
    return not is_open
