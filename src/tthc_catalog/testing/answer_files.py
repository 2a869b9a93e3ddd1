"""Answers from outside: CSV files written by hand or by another program, never by what is tested."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def read_answers(path: Path, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    """The rows of an answer file; lines that start with ``#`` say where the answers come from.

    Args:
        path: the CSV file, UTF-8, with a heading.
        columns: the columns it must have; others are for its readers.

    Raises:
        AssertionError: a column is missing, or the file holds no answer, or does not say where its answers come from.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    assert comments, f"{path.name}: the first line says where the answers come from, after a #"
    rows = list(csv.DictReader(line for line in lines if line.strip() and not line.startswith("#")))
    assert rows, f"{path.name} holds no answer"
    missing = [column for column in columns if column not in rows[0]]
    assert not missing, f"{path.name} lacks the columns {missing}"
    yield from rows
