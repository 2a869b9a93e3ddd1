"""Rows that could not become records: each goes to the rejects file with its line, column, value and reason, and is counted."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from tthc_catalog.messages import text

if TYPE_CHECKING:
    from types import TracebackType

FILE_NAME = "rejects.csv"

REASONS = (
    "cell-count",
    "encoding",
    "missing",
    "too-long",
    "formula",
    "code",
    "level",
    "level-unit",
    "state",
    "channel",
    "flag",
    "number",
    "moment",
    "time-missing",
    "too-early",
    "future",
    "pauses",
    "completion-missing",
    "completion-unexpected",
    "duplicate",
    "corrects-unknown",
    "corrects-twice",
)
"""Why a row is set aside: texts ``evaluation.reject.<reason>``."""

_SHOWN = 60


class Rejects:
    """The rejects file, written as rows are met. A row that fails in several cells has a line for each and counts once."""

    def __init__(self, path: Path, lang: str) -> None:
        self.path = path
        self.counts: Counter[str] = Counter()
        self._lang = lang
        self._file: IO[str] | None = None
        self._last: tuple[str, int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    @property
    def total(self) -> int:
        """How many rows were set aside."""
        return self.counts.total()

    def add(self, file: str, line: int, column: str, value: str, reason: str) -> None:
        """Set a row aside, or tell a further fault of the row told last."""
        if self._last != (file, line):
            self.counts[reason] += 1
            self._last = (file, line)
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8-sig", newline="")  # with a mark, so that spreadsheets read the accents
            header = ("file", "line", "column", "value", "code", "reason")
            csv.writer(self._file, lineterminator="\n").writerow(text(f"evaluation.rejects.{name}", self._lang) for name in header)
        said = text(f"evaluation.reject.{reason}", self._lang)
        row = [guarded(file), str(line), guarded(column), guarded(masked(value)), reason, said]
        csv.writer(self._file, lineterminator="\n").writerow(row)


def guarded(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def masked(value: str) -> str:
    """A cell short enough to show, with what may be an identity or phone number hidden; a value out of place may be anybody's."""
    value = re.sub(r"[\x00-\x1f\x7f]+", " ", value)
    value = re.sub(r"\+?\d(?:[ .-]?\d){8,11}(?!\d)(?![./-]\d)", lambda found: "#" * len(found[0]), value)
    return value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"
