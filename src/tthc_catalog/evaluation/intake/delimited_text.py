"""Reading delimited text in any usual encoding, with the numbers of its lines, so that no row is lost."""

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
from tthc_catalog.evaluation.intake.fields import field_of
from tthc_catalog.evaluation.intake.rejects import Rejects
from tthc_catalog.evaluation.intake.row_batches import Opened, RawBatch, without_blanks

_HEAD = 1 << 20


_MOST_HEADER_LINES = 20


_LONGEST_RECORD = 200


def open_text(path: Path, mapping: ColumnMap) -> Opened:
    """Open delimited text.

    Raises:
        EvaluationError: it has no header, or its columns do not do.
        OSError: it cannot be read.
    """
    encoding, delimiter, quoted, header, skip = text_form(path, mapping)
    columns = match_columns(header, mapping, path.name)
    shown = {"\t": "tab", ";": ";", ",": ",", "|": "|"}.get(delimiter, delimiter)
    details = {"encoding": encoding, "delimiter": shown, "mapping": mapping.id}
    if not quoted:
        details["quotes"] = "unbalanced"

    def batches(opened: Opened, rejects: Rejects) -> Iterator[RawBatch]:
        return _text_batches(path, opened, header, encoding, delimiter, skip, rejects, quoted=quoted)

    return Opened(name=path.name, details=details, columns=columns, batches=batches)


def text_form(path: Path, mapping: ColumnMap) -> tuple[str, str, bool, list[str], int]:
    """The encoding, the delimiter, whether quotes can be trusted, the headers, and the lines before the first row; raises like `open_text`."""
    encoding = mapping.encoding or _encoding(path)
    _known_encoding(encoding, path.name)
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


def _known_encoding(encoding: str, name: str) -> None:
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise EvaluationError("evaluation.error.encoding", file=name, encoding=encoding) from None


def _encoding(path: Path) -> str:
    """UTF-8 where nearly all of the file is, UTF-16 where it says so, else the Vietnamese code page of Windows."""
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
            said = decoder.decode(block)
            wrong += said.count("\ufffd")
            letters += len(said) - len(said.encode("ascii", "ignore"))
    if wrong * 10 > letters:
        return "cp1258"
    return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"


def _delimiter(head: str) -> str:
    lines = head.splitlines()[:_MOST_HEADER_LINES]
    return max(("\t", ";", ",", "|"), key=lambda mark: max(line.count(mark) for line in lines))


def _header(head: str, delimiter: str, mapping: ColumnMap, name: str, *, announced: bool, quoted: bool) -> tuple[list[str], int]:
    """The headers, and how many lines come before the first row of data."""
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
        found = next(((row, line) for row, line in rows if line >= mapping.header_row), rows[-1])
    else:
        known = [sum(field_of(cell) is not None for cell in row) for row, _ in rows]
        found = rows[known.index(max(known)) if max(known) >= 2 else int(announced and len(rows) > 1)]
    return [cell.lstrip("\ufeff") if quoted else cell.lstrip("\ufeff").strip('"') for cell in found[0]], found[1]


def _quotes_close(path: Path, encoding: str) -> bool:
    """Whether every quoted cell is closed within reasonable distance; else quotes are taken for letters, so that no row is lost."""
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
    """A text file in another encoding, read as UTF-8; what cannot be decoded becomes U+FFFD."""

    def __init__(self, path: Path, encoding: str) -> None:
        super().__init__()
        self._file = path.open("rb")
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._left = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._left) < size:
            block = self._file.read(1 << 20)
            self._left += self._decoder.decode(block, final=not block).encode()
            if not block:
                break
        end = len(self._left) if size < 0 else size
        given, self._left = self._left[:end], self._left[end:]
        return given

    def close(self) -> None:
        self._file.close()
        super().close()


def _text_batches(
    path: Path,
    opened: Opened,
    header: list[str],
    encoding: str,
    delimiter: str,
    skip: int,
    rejects: Rejects,
    *,
    quoted: bool,
) -> Iterator[RawBatch]:
    from pyarrow import csv as arrow_csv

    bad: list[int] = []
    untold: list[tuple[int, int]] = []

    def set_aside(row: Any) -> str:
        bad.append(row.number)
        if row.text.strip():
            untold.append((row.number, row.actual_columns))
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
                invalid_row_handler=set_aside,
            ),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=list(wanted.values()), column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
        line = skip + 1
        for batch in reader:
            lines = _numbers(line, batch.num_rows, bad)
            _tell(untold, opened, rejects, len(header))
            if lines.size:
                line = int(lines[-1]) + 1
                columns = {field: batch.column(name) for field, name in wanted.items()}
                if not quoted:
                    columns = {field: pc.utf8_trim(column, '"') for field, column in columns.items()}
                given = without_blanks(
                    RawBatch(lines=lines, columns=columns, headers={f: header[n] for f, n in opened.columns.fields.items()})
                )
                opened.rows += len(given.lines)
                if len(given.lines):
                    yield given
        _tell(untold, opened, rejects, len(header))
    except pa.ArrowInvalid as error:
        raise EvaluationError("evaluation.error.unreadable", file=opened.name, reason=str(error).splitlines()[0]) from error
    finally:
        stream.close()


def _numbers(line: int, rows: int, bad: list[int]) -> npt.NDArray[np.int64]:
    """The numbers of the next ``rows`` rows, those that were set aside left out."""
    later = [number for number in bad if number >= line]
    every = np.arange(line, line + rows + len(later), dtype=np.int64)
    return every[~np.isin(every, later)][:rows] if later else every


def _tell(untold: list[tuple[int, int]], opened: Opened, rejects: Rejects, wanted: int) -> None:
    for number, cells in untold:
        opened.rows += 1
        rejects.add(opened.name, number, "", f"{cells}/{wanted}", "cell-count")
    untold.clear()
