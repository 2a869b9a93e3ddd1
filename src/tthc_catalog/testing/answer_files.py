"""Answer files: CSV files with expected answers, written by hand or by another program, never by the code under test."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def read_answers(path: Path, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield the rows of an answer file; lines that start with ``#`` state the source of the answers.

    Args:
        path: the CSV file, UTF-8, with a header.
        columns: the columns it must have; other columns are ignored.

    Raises:
        AssertionError: a column, the answers or the source is missing.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    assert comments, f"{path.name}: the first line says where the answers come from, after a #"
    rows = list(csv.DictReader(line for line in lines if line.strip() and not line.startswith("#")))
    assert rows, f"{path.name} holds no answer"
    missing = [column for column in columns if column not in rows[0]]
    assert not missing, f"{path.name} lacks the columns {missing}"
    yield from rows
