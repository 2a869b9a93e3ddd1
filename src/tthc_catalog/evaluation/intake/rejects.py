"""Rejected rows: written to the rejects file with line, column, value and reason, and counted."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol, Self

from tthc_catalog.evaluation.intake import personal_data
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
    "cell-error",
    "id-rounded",
    "personal",
    "code",
    "level",
    "level-unit",
    "number",
    "moment",
    "no-such-day",
    "month-first",
    "date-order",
    "date-cells",
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
"""Reasons to reject a row: texts ``evaluation.reject.<reason>``."""

_SHOWN = 60
"""Most characters of a value in the rejects file."""


class RejectReceiver(Protocol):
    """Receives rejected rows."""

    def add(self, file: str, line: int, column: str, value: str, reason: str) -> None:
        """Reject a row, or add a fault to the last rejected row."""


Reject = tuple[str, int, str, str, str]
"""The arguments of `RejectReceiver.add`."""


class DelayedRejects:
    """Keeps the rejects of rows that are read ahead, so that those of the rows before can be added first."""

    def __init__(self) -> None:
        self._delayed: list[Reject] = []

    def add(self, file: str, line: int, column: str, value: str, reason: str) -> None:
        """Keep a reject for later."""
        self._delayed.append((file, line, column, value, reason))

    def take(self) -> list[Reject]:
        """Return the rejects since the last call, in order."""
        taken, self._delayed = self._delayed, []
        return taken


class Rejects:
    """The rejects file, created with the first reject. A row with several faults has a line for each and counts once.

    Attributes:
        counts: reason -> number of rejected rows.
    """

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

    def mark(self) -> tuple[int, Counter[str]]:
        """Return the current place, to come back to if a file is read again."""
        if self._file is None:
            return 0, Counter()
        self._file.flush()
        return self._file.tell(), Counter(self.counts)

    def rewind(self, mark: tuple[int, Counter[str]]) -> None:
        """Forget the rejects after a mark."""
        place, self.counts = mark[0], Counter(mark[1])
        self._last = None
        if self._file is not None:
            self._file.seek(place)
            self._file.truncate()
            if not place:
                self._file.close()
                self._file = None
                self.path.unlink()

    @property
    def total(self) -> int:
        """The number of rejected rows."""
        return self.counts.total()

    def add(self, file: str, line: int, column: str, value: str, reason: str) -> None:
        """Reject a row, or add a fault to the last rejected row."""
        if self._last != (file, line):
            self.counts[reason] += 1
            self._last = (file, line)
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8-sig", newline="")  # the byte order mark makes spreadsheets read the accents
            header = ("file", "line", "column", "value", "code", "reason")
            csv.writer(self._file, lineterminator="\n").writerow(text(f"evaluation.rejects.{name}", self._lang) for name in header)
        row = [guarded(file), str(line), guarded(column), guarded(masked(value)), reason, text(f"evaluation.reject.{reason}", self._lang)]
        csv.writer(self._file, lineterminator="\n").writerow(row)


def guarded(value: str) -> str:
    """Return a cell that no spreadsheet reads as a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def masked(value: str) -> str:
    """Return a cell in displayable length with personal data hidden, since a misplaced value may be personal."""
    value = personal_data.masked(value)
    return value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"
