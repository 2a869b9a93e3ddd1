"""Importer of delimited text in the usual encodings, which keeps line numbers and loses no row."""

from __future__ import annotations

import codecs
import csv
import functools
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.intake.column_map import ColumnMap, match_columns
from tthc_catalog.evaluation.intake.record_fields import REQUIRED
from tthc_catalog.evaluation.intake.rejects import Rejects
from tthc_catalog.evaluation.intake.row_batches import OpenedFile, RawBatch, without_blanks
from tthc_catalog.evaluation.intake.table_heads import MOST_ROWS, Head, find_head

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


def open_text(path: Path, mapping: ColumnMap) -> OpenedFile:
    """Open delimited text.

    Raises:
        EvaluationError: the file is empty or damaged, or its columns do not match the required fields.
        OSError: the file cannot be read.
    """
    form = text_form(path, mapping)
    columns = match_columns(form.head.headers, mapping, path.name)
    details = {"encoding": form.encoding, "delimiter": "tab" if form.delimiter == "\t" else form.delimiter, "mapping": mapping.id}
    if not form.quoted:
        details["quotes"] = "unbalanced"

    def batches(opened: OpenedFile, rejects: Rejects) -> Iterator[RawBatch]:
        return _text_batches(path, opened, form, rejects)

    return OpenedFile(name=path.name, details=details, columns=columns, batches=batches)


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
            if len(rows) >= MOST_ROWS + _MOST_SAMPLED:
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


def _text_batches(path: Path, opened: OpenedFile, form: TextForm, rejects: Rejects) -> Iterator[RawBatch]:
    from pyarrow import csv as arrow_csv

    skipped: list[int] = []
    ragged: list[tuple[int, str]] = []

    def skip_ragged(row: Any) -> str:
        skipped.append(row.number)
        if row.text.strip():
            ragged.append((row.number, row.text))
        return "skip"

    fields, headers = opened.columns.fields, form.head.headers
    names = [str(number) for number in range(form.width)]
    wanted = {field: str(number) for field, number in fields.items() if number < form.width}
    surplus = names[len(headers) :]
    shown = {field: headers[number] for field, number in fields.items()}
    stream = _AsUtf8(path, form.encoding)
    try:
        reader = arrow_csv.open_csv(
            pa.PythonFile(stream, mode="r"),
            read_options=arrow_csv.ReadOptions(column_names=names, skip_rows=form.skip, use_threads=False, block_size=1 << 24),
            parse_options=arrow_csv.ParseOptions(
                delimiter=form.delimiter,
                quote_char='"' if form.quoted else False,
                newlines_in_values=form.quoted,
                ignore_empty_lines=False,
                invalid_row_handler=skip_ragged,
            ),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=[*dict.fromkeys([*wanted.values(), *surplus])],
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
            ),
        )
        line = form.skip + 1
        for batch in reader:
            lines = _line_numbers(line, batch.num_rows, skipped)
            line = int(lines[-1]) + 1 if lines.size else line
            columns = {field: batch.column(name) for field, name in wanted.items()}
            blank = pa.array([""], pa.string()).take(pa.array(np.zeros(batch.num_rows, dtype=np.int32)))
            columns = {field: columns.get(field, blank) for field in fields}
            if not form.quoted:
                columns = {field: pc.utf8_trim(column, '"') for field, column in columns.items()}
            made = RawBatch(lines=lines, columns=columns, headers=shown)
            if surplus:
                made = _without_surplus(made, [batch.column(name) for name in surplus], opened, rejects, form)
            yield from _counted(opened, made)
            yield from _counted(opened, _mended(ragged, opened, rejects, form, shown))
        yield from _counted(opened, _mended(ragged, opened, rejects, form, shown))
    except pa.ArrowInvalid as error:
        raise EvaluationError("evaluation.error.damaged", file=opened.name) from error
    finally:
        stream.close()


def _counted(opened: OpenedFile, batch: RawBatch | None) -> Iterator[RawBatch]:
    """Yield the rows of a batch that are not blank, if there are any, and count them."""
    if batch is not None and len(batch.lines):
        filled = without_blanks(batch)
        opened.rows += len(filled.lines)
        if len(filled.lines):
            yield filled


def _line_numbers(line: int, rows: int, skipped: list[int]) -> npt.NDArray[np.int64]:
    """Return the line numbers of the next ``rows`` rows from a line on, without the skipped lines."""
    later = [number for number in skipped if number >= line]
    every = np.arange(line, line + rows + len(later), dtype=np.int64)
    return every[~np.isin(every, later)][:rows] if later else every


def _without_surplus(batch: RawBatch, surplus: list[Any], opened: OpenedFile, rejects: Rejects, form: TextForm) -> RawBatch:
    """Reject the rows with something in cells beyond the headers: it is not known which cell is one too many."""
    filled = functools.reduce(pc.or_, (pc.not_equal(pc.utf8_trim_whitespace(column), "") for column in surplus))
    if not pc.any(filled).as_py():
        return batch
    for line in batch.lines[filled.to_numpy(zero_copy_only=False)].tolist():
        opened.rows += 1
        rejects.add(opened.name, line, "", f"{form.width}/{len(form.head.headers)}", "cell-count")
    kept = pc.invert(filled)
    columns = {field: column.filter(kept) for field, column in batch.columns.items()}
    return RawBatch(lines=batch.lines[kept.to_numpy(zero_copy_only=False)], columns=columns, headers=batch.headers)


def _mended(
    ragged: list[tuple[int, str]], opened: OpenedFile, rejects: Rejects, form: TextForm, headers: Mapping[str, str]
) -> RawBatch | None:
    """Return the rows of another width whose missing or surplus cells are empty ones at the end; reject the others. Clear the list."""
    lines: list[int] = []
    rows: list[list[str]] = []
    fewest = 1 + max((n for field, n in opened.columns.fields.items() if field in REQUIRED), default=0)
    for number, text in ragged:
        cells = next(csv.reader([text], delimiter=form.delimiter, quoting=csv.QUOTE_MINIMAL if form.quoted else csv.QUOTE_NONE), [])
        while len(cells) > len(form.head.headers) and not cells[-1].strip():
            cells.pop()
        if len(cells) > len(form.head.headers) or (len(cells) < fewest and len(cells) < len(form.head.headers)):
            opened.rows += 1
            rejects.add(opened.name, number, "", f"{len(cells)}/{len(form.head.headers)}", "cell-count")
            continue
        lines.append(number)
        rows.append([cell if form.quoted else cell.strip('"') for cell in cells])
    ragged.clear()
    if not rows:
        return None
    columns = {field: pa.array([row[n] if n < len(row) else "" for row in rows], pa.string()) for field, n in opened.columns.fields.items()}
    return RawBatch(lines=np.asarray(lines, dtype=np.int64), columns=columns, headers=headers)
