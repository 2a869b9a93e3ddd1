"""Importer of delimited text in the usual encodings, which keeps line numbers and loses no row."""

from __future__ import annotations

import codecs
import csv
import functools
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.intake.column_map import ColumnMap, match_columns
from tthc_catalog.evaluation.intake.record_fields import FLAGS, REQUIRED, WORDS
from tthc_catalog.evaluation.intake.rejects import RejectReceiver
from tthc_catalog.evaluation.intake.row_batches import OpenedFile, RawBatch, read_ahead, without_blanks
from tthc_catalog.evaluation.intake.text_forms import ASCII_ENCODINGS, TextForm, text_form

_BLOCK = 1 << 26
"""Bytes of the text that become one batch."""

_WORD_TYPE = pa.dictionary(pa.int32(), pa.string())
"""The type of a column with few different values."""


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

    def batches(opened: OpenedFile, rejects: RejectReceiver) -> Iterator[RawBatch]:
        return _text_batches(path, opened, form, rejects)

    return OpenedFile(name=path.name, details=details, columns=columns, batches=batches)


class _AsUtf8(io.RawIOBase):
    """A binary stream that re-encodes a text file as UTF-8; undecodable bytes become U+FFFD."""

    def __init__(self, path: Path, encoding: str) -> None:
        super().__init__()
        self._file = path.open("rb")
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._keeps_ascii = encoding in ASCII_ENCODINGS
        self._buffer = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._buffer) < size:
            block = self._file.read(max(size - len(self._buffer), 1 << 20))
            self._buffer += self._encoded(block)
            if not block:
                break
        end = len(self._buffer) if size < 0 else size
        data, self._buffer = self._buffer[:end], self._buffer[end:]
        return data

    def _encoded(self, block: bytes) -> bytes:
        if block and self._keeps_ascii and block.isascii() and not self._decoder.getstate()[0]:
            return block
        return self._decoder.decode(block, final=not block).encode()

    def close(self) -> None:
        self._file.close()
        super().close()


def _text_batches(path: Path, opened: OpenedFile, form: TextForm, rejects: RejectReceiver) -> Iterator[RawBatch]:
    invalid: list[tuple[int, str]] = []
    ragged: list[tuple[int, str]] = []
    cut: list[tuple[int, str]] = []
    ends_abruptly = _ends_abruptly(path)

    fields, headers = opened.columns.fields, form.head.headers
    names = [str(number) for number in range(form.width)]
    wanted = {field: str(number) for field, number in fields.items() if number < form.width}
    words = {name for field, name in wanted.items() if field in (*WORDS, *FLAGS)} if form.quoted else set()
    surplus = names[len(headers) :]
    shown = {field: headers[number] for field, number in fields.items()}
    stream = _AsUtf8(path, form.encoding)
    try:
        reader = _reader(stream, form, names, [*dict.fromkeys([*wanted.values(), *surplus])], words, invalid)
        line = form.skip + 1
        skipped: list[int] = []
        for batch, found in read_ahead(_parts(reader, invalid)):
            skipped = [number for number in skipped if number >= line] + [number for number, _ in found]
            ragged += [(number, text) for number, text in found if text.strip()]
            lines = _line_numbers(line, batch.num_rows, skipped)
            line = int(lines[-1]) + 1 if lines.size else line
            columns = {field: batch.column(name) for field, name in wanted.items()}
            if len(columns) < len(fields):
                blank = pa.array([""], pa.string()).take(pa.array(np.zeros(batch.num_rows, dtype=np.int32)))
                columns = {field: columns.get(field, blank) for field in fields}
            if not form.quoted:
                columns = {field: pc.utf8_trim(column, '"') for field, column in columns.items()}
            made = RawBatch(lines=lines, columns=columns, headers=shown)
            if surplus:
                made = _without_surplus(made, [batch.column(name) for name in surplus], opened, rejects, form)
            yield from _counted(opened, made)
            if ends_abruptly:
                # The last row may be cut off in the middle, so that its missing cells are not empty ones.
                ragged[:0], cut = cut, ragged[-1:]
                del ragged[len(ragged) - len(cut) :]
            yield from _counted(opened, _completed(ragged, opened, rejects, form, shown))
        ragged += [(number, text) for number, text in invalid if text.strip()]
        if cut and cut[0][0] >= line and form.width >= len(headers):
            opened.rows += 1
            rejects.add(opened.name, cut[0][0], "", f"<{len(headers)}", "cell-count")
        else:
            ragged[:0] = cut
        yield from _counted(opened, _completed(ragged, opened, rejects, form, shown))
    except pa.ArrowInvalid as error:
        raise EvaluationError("evaluation.error.damaged", file=opened.name) from error
    finally:
        stream.close()


def _reader(stream: _AsUtf8, form: TextForm, names: list[str], wanted: list[str], words: set[str], invalid: list[tuple[int, str]]) -> Any:
    """Return Arrow's reader of a text.

    Args:
        stream: the text.
        form: its form.
        names: the names of all columns.
        wanted: the columns to read.
        words: the columns with few different values.
        invalid: receives the number and text of each row of another width.
    """
    from pyarrow import csv as arrow_csv

    def skip_invalid(row: Any) -> str:
        invalid.append((row.number, row.text))
        return "skip"

    return arrow_csv.open_csv(
        pa.PythonFile(stream, mode="r"),
        read_options=arrow_csv.ReadOptions(column_names=names, skip_rows=form.skip, use_threads=False, block_size=_BLOCK),
        parse_options=arrow_csv.ParseOptions(
            delimiter=form.delimiter,
            quote_char='"' if form.quoted else False,
            newlines_in_values=form.quoted,
            ignore_empty_lines=False,
            invalid_row_handler=skip_invalid,
        ),
        convert_options=arrow_csv.ConvertOptions(
            include_columns=wanted,
            column_types={name: _WORD_TYPE if name in words else pa.string() for name in names},
            strings_can_be_null=False,
        ),
    )


def _parts(reader: Any, invalid: list[tuple[int, str]]) -> Iterator[tuple[Any, list[tuple[int, str]]]]:
    """Yield each batch with the rows of another width that were found until then."""
    for batch in reader:
        found = invalid.copy()
        invalid.clear()
        yield batch, found


def _ends_abruptly(path: Path) -> bool:
    """Return whether the last line has no end."""
    with path.open("rb") as file:
        file.seek(-2, 2) if path.stat().st_size > 1 else None
        return b"\n" not in file.read()


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


def _without_surplus(batch: RawBatch, surplus: list[Any], opened: OpenedFile, rejects: RejectReceiver, form: TextForm) -> RawBatch:
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


def _completed(
    ragged: list[tuple[int, str]], opened: OpenedFile, rejects: RejectReceiver, form: TextForm, headers: Mapping[str, str]
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
