"""Columns stored row by row: for answers that are not read from a grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.blocks import blocks
from tthc_catalog.bulk.due_terms import BEYOND, NO_DEADLINE, Int32
from tthc_catalog.bulk.factored_arithmetic import BlockAnswers
from tthc_catalog.bulk.grid import ROLES
from tthc_catalog.bulk.instants import MISSING_VALUE
from tthc_catalog.bulk.unanswered import UNANSWERED

Rows = slice | npt.NDArray[np.intp]


class _Texts:
    """Distinct texts and their numbers; number 0 represents None."""

    def __init__(self) -> None:
        self._numbers: dict[str | None, int] = {None: 0}

    def numbers(self, texts: Iterable[str | None]) -> Int32:
        """Return the numbers of some texts; a text gets its number on first use."""
        return np.asarray([self._numbers.setdefault(text, len(self._numbers)) for text in texts], dtype=np.int32)

    @property
    def all(self) -> tuple[str | None, ...]:
        """All texts, by number."""
        return tuple(self._numbers)


class RowSource:
    """Columns of answers, written block by block. Rows that are never written have no answer and no reason."""

    def __init__(self, rows: int) -> None:
        self._instants: dict[str, Int32] = {name: np.full(rows, NO_DEADLINE, dtype=np.int32) for name in ROLES}
        self._rule = np.zeros(rows, dtype=np.int32)
        self._window = np.zeros(rows, dtype=np.int32)
        self._provisional = np.zeros(rows, dtype=np.bool_)
        self._texts = {name: _Texts() for name in ("rule", "reason", "edition")}
        self._reason: list[Int32] = [self._texts["reason"].numbers(UNANSWERED)]
        self._edition: list[Int32] = [np.zeros(len(UNANSWERED), dtype=np.int32)]
        self._covered: list[npt.NDArray[np.bool_]] = [np.zeros(len(UNANSWERED), dtype=np.bool_)]
        self._windows = len(UNANSWERED)

    def add_windows(self, reasons: Sequence[str | None], editions: Sequence[str | None], covered: npt.NDArray[np.bool_]) -> int:
        """Register windows by their reason, edition and coverage; return the number of the first."""
        first = self._windows
        self._reason.append(self._texts["reason"].numbers(reasons))
        self._edition.append(self._texts["edition"].numbers(editions))
        self._covered.append(covered)
        self._windows += len(covered)
        return first

    def rule_numbers(self, rules: Iterable[str | None]) -> Int32:
        """Return the numbers of rules in this source."""
        return self._texts["rule"].numbers(rules)

    def write(self, rows: Rows, found: BlockAnswers, first_window: int, rules: Int32) -> None:
        """Write the answers of some rows.

        Args:
            rows: the rows.
            found: their answers, with windows and rules numbered from 0.
            first_window: the number of the first of those windows, from `add_windows`.
            rules: the numbers of those rules, from `rule_numbers`.
        """
        for name in ROLES:
            self._instants[name][rows] = getattr(found, name)
        self._window[rows] = found.window + np.int32(first_window)
        self._rule[rows] = np.take(rules, found.rule)
        self._provisional[rows] = found.provisional

    def refuse(self, rows: npt.NDArray[np.intp], reason: int | Int32) -> None:
        """Mark rows as unanswered; ``reason`` is an index into `UNANSWERED`."""
        for name in ROLES:
            self._instants[name][rows] = NO_DEADLINE
        self._window[rows] = reason
        self._rule[rows] = 0
        self._provisional[rows] = False

    def instants(self, name: str) -> Int32:
        """Return a column of moments as 32-bit seconds since the first midnight."""
        return self._instants[name]

    def moments(self, name: str, start: int) -> npt.NDArray[np.int64]:
        """Return a column of moments as 64-bit seconds; ``start`` is the first midnight."""
        seconds = self._instants[name]
        out = np.empty(seconds.size, dtype=np.int64)
        for rows in blocks(seconds.size):
            write_moments(seconds[rows], start, out[rows])
        return out

    def codes(self, name: str) -> npt.NDArray[Any]:
        """Return a column of text numbers."""
        if name == "rule":
            return self._rule
        return np.take(np.concatenate(self._reason if name == "reason" else self._edition), self._window)

    def flags(self, name: str) -> npt.NDArray[np.bool_]:
        """Return ``covered`` or ``provisional``."""
        return self._provisional if name == "provisional" else np.take(np.concatenate(self._covered), self._window)

    def texts(self, name: str) -> tuple[str | None, ...]:
        """Return the texts by number."""
        return self._texts[name].all


def write_moments(seconds: Int32, start: int, out: npt.NDArray[np.int64]) -> None:
    """Write seconds since the first midnight, which is at ``start``, to ``out`` as 64-bit seconds, NaT if there is no deadline."""
    np.copyto(out, seconds)
    np.add(out, start, out=out)
    if seconds.max(initial=0) >= BEYOND:
        out[seconds >= BEYOND] = MISSING_VALUE
