"""Importer of delimited text in the usual encodings, which keeps line numbers and loses no row."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.intake.column_map import ColumnMap, match_columns
from tthc_catalog.evaluation.intake.record_fields import field_of
from tthc_catalog.evaluation.intake.rejects import Rejects
from tthc_catalog.evaluation.intake.row_batches import OpenedFile, RawBatch, without_blanks

_HEAD = 1 << 20
"""Bytes read to detect the form of a file."""

_MOST_HEADER_LINES = 20
"""The header is searched in this many lines."""

_LONGEST_RECORD = 200
"""Most lines that a record with quoted line breaks can span."""


def open_text(path: Path, mapping: ColumnMap) -> OpenedFile:
    """Open delimited text.

    Raises:
        EvaluationError: the file is empty or damaged, or its columns do not match the required fields.
        OSError: the file cannot be read.
    """
    encoding, delimiter, quoted, header, skip = text_form(path, mapping)
    columns = match_columns(header, mapping, path.name)
    shown = {"\t": "tab", ";": ";", ",": ",", "|": "|"}.get(delimiter, delimiter)
    details = {"encoding": encoding, "delimiter": shown, "mapping": mapping.id}
    if not quoted:
        details["quotes"] = "unbalanced"

    def batches(opened: OpenedFile, rejects: Rejects) -> Iterator[RawBatch]:
        return _text_batches(path, opened, header, encoding, delimiter, skip, rejects, quoted=quoted)

    return OpenedFile(name=path.name, details=details, columns=columns, batches=batches)


def text_form(path: Path, mapping: ColumnMap) -> tuple[str, str, bool, list[str], int]:
    """Detect the form of a text file; raises like `open_text`.

    Returns:
        The encoding, the delimiter, whether quotes are balanced, the headers, and the number of lines before the first row.
    """
    encoding = mapping.encoding or _encoding(path)
    _check_encoding(encoding, path.name)
    with path.open("rb") as file:
        head = codecs.getincrementaldecoder(encoding)(errors="replace").decode(file.read(_HEAD))
    if not head.strip():
        raise EvaluationError("evaluation.error.empty", file=path.name)
    start = head.partition("\n")[0].strip().lower()
    announced = start[4:5] if start.startswith("sep=") else None
    delimiter = mapping.delimiter or announced or _delimiter(head)
    quoted = _quotes_close(path, encoding)
    header, skip = _header(head, delimiter, mapping, path.name, announced=announced is not None, quoted=quoted)
    return encoding, delimiter, quoted, header, skip


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


def _delimiter(head: str) -> str:
    lines = head.splitlines()[:_MOST_HEADER_LINES]
    return max(("\t", ";", ",", "|"), key=lambda mark: max(line.count(mark) for line in lines))


def _header(head: str, delimiter: str, mapping: ColumnMap, name: str, *, announced: bool, quoted: bool) -> tuple[list[str], int]:
    """Return the headers and the number of lines before the first row of data."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
    rows: list[tuple[list[str], int]] = []
    try:
        for row in reader:
            rows.append((row, reader.line_num))
            if len(rows) >= max(_MOST_HEADER_LINES, mapping.header_row):
                break
    except csv.Error as error:
        raise EvaluationError("evaluation.error.unreadable", file=name, reason=str(error)) from error
    if mapping.columns:
        header = next(((row, line) for row, line in rows if line >= mapping.header_row), rows[-1])
    else:
        known = [sum(field_of(cell) is not None for cell in row) for row, _ in rows]
        header = rows[known.index(max(known)) if max(known) >= 2 else int(announced and len(rows) > 1)]
    return [cell.lstrip("\ufeff") if quoted else cell.lstrip("\ufeff").strip('"') for cell in header[0]], header[1]


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


class _AsUtf8(io.RawIOBase):
    """A binary stream that re-encodes a text file as UTF-8; undecodable bytes become U+FFFD."""

    def __init__(self, path: Path, encoding: str) -> None:
        super().__init__()
        self._file = path.open("rb")
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._buffer = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._buffer) < size:
            block = self._file.read(1 << 20)
            self._buffer += self._decoder.decode(block, final=not block).encode()
            if not block:
                break
        end = len(self._buffer) if size < 0 else size
        data, self._buffer = self._buffer[:end], self._buffer[end:]
        return data

    def close(self) -> None:
        self._file.close()
        super().close()


def _text_batches(
    path: Path,
    opened: OpenedFile,
    header: list[str],
    encoding: str,
    delimiter: str,
    skip: int,
    rejects: Rejects,
    *,
    quoted: bool,
) -> Iterator[RawBatch]:
    from pyarrow import csv as arrow_csv

    skipped: list[int] = []
    ragged: list[tuple[int, int]] = []

    def skip_ragged(row: Any) -> str:
        skipped.append(row.number)
        if row.text.strip():
            ragged.append((row.number, row.actual_columns))
        return "skip"

    names = [str(number) for number in range(len(header))]
    wanted = {field: str(number) for field, number in opened.columns.fields.items()}
    stream = _AsUtf8(path, encoding)
    try:
        reader = arrow_csv.open_csv(
            pa.PythonFile(stream, mode="r"),
            read_options=arrow_csv.ReadOptions(column_names=names, skip_rows=skip, use_threads=False, block_size=1 << 24),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if quoted else False,
                newlines_in_values=quoted,
                ignore_empty_lines=False,
                invalid_row_handler=skip_ragged,
            ),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=list(wanted.values()), column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
        line = skip + 1
        for batch in reader:
            lines = _line_numbers(line, batch.num_rows, skipped)
            _reject_ragged(ragged, opened, rejects, len(header))
            if lines.size:
                line = int(lines[-1]) + 1
                columns = {field: batch.column(name) for field, name in wanted.items()}
                if not quoted:
                    columns = {field: pc.utf8_trim(column, '"') for field, column in columns.items()}
                filled = without_blanks(
                    RawBatch(lines=lines, columns=columns, headers={f: header[n] for f, n in opened.columns.fields.items()})
                )
                opened.rows += len(filled.lines)
                if len(filled.lines):
                    yield filled
        _reject_ragged(ragged, opened, rejects, len(header))
    except pa.ArrowInvalid as error:
        raise EvaluationError("evaluation.error.unreadable", file=opened.name, reason=str(error).splitlines()[0]) from error
    finally:
        stream.close()


def _line_numbers(line: int, rows: int, skipped: list[int]) -> npt.NDArray[np.int64]:
    """Return the line numbers of the next ``rows`` rows from a line on, without the skipped lines."""
    later = [number for number in skipped if number >= line]
    every = np.arange(line, line + rows + len(later), dtype=np.int64)
    return every[~np.isin(every, later)][:rows] if later else every


def _reject_ragged(ragged: list[tuple[int, int]], opened: OpenedFile, rejects: Rejects, width: int) -> None:
    """Reject the rows that have another number of cells than the header, and clear their list."""
    for number, cells in ragged:
        opened.rows += 1
        rejects.add(opened.name, number, "", f"{cells}/{width}", "cell-count")
    ragged.clear()
