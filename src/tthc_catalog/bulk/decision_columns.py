"""The decisions on many dossiers, as columns."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import TYPE_CHECKING, Any, Protocol

import attrs
import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.instants import MISSING_VALUE

if TYPE_CHECKING:
    from collections.abc import Iterator

Moments = npt.NDArray[np.datetime64]

EARLY, ON_TIME, OVERDUE, PENDING, PENDING_OVERDUE, UNDECIDED = range(6)

STATUSES = ("early", "on_time", "overdue", "pending", "pending_overdue", "undecided")
"""The status of a dossier.

``early``: ready before the due *date*. ``on_time``: ready before ``late_after``. ``overdue``: ready later. ``pending`` and
``pending_overdue``: not ready, and ``now`` is before ``late_after`` or not. ``undecided``: there is no deadline, or the dossier is
open and ``now`` was not given.
"""


class Source(Protocol):
    """A source of columns: values stored row by row, or looked up in tables."""

    def moments(self, name: str, start: int) -> npt.NDArray[np.int64]:
        """Return ``due``, ``late``, ``commitment_due``, ... as 64-bit seconds, NaT for no deadline; ``start`` is the first midnight."""

    def codes(self, name: str) -> npt.NDArray[Any]:
        """Return ``rule``, ``reason`` or ``edition`` as numbers of texts."""

    def flags(self, name: str) -> npt.NDArray[np.bool_]:
        """Return ``covered`` or ``provisional``."""

    def texts(self, name: str) -> tuple[str | None, ...]:
        """Return the texts by number; number 0 represents None."""


@attrs.frozen(eq=False)
class TextColumn:
    """A column with few distinct texts, as indexes into a list of them; ``None`` counts as a text.

    Attributes:
        codes: per row, an index into ``texts``.
        texts: the distinct values.
    """

    codes: npt.NDArray[Any]
    texts: tuple[str | None, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> str | None:
        return self.texts[int(self.codes[row])]

    def __iter__(self) -> Iterator[str | None]:
        return (self.texts[code] for code in self.codes.tolist())

    def tolist(self) -> list[str | None]:
        """Return the texts row by row."""
        return list(self)

    def counts(self) -> dict[str | None, int]:
        """Return the number of rows for each text that occurs."""
        found = np.bincount(self.codes, minlength=len(self.texts))
        return {text: int(n) for text, n in zip(self.texts, found, strict=True) if n}

    def to_arrow(self) -> Any:
        """Return an Arrow dictionary column; None becomes null."""
        import pyarrow as pa

        texts = [text for text in self.texts if text is not None]
        indexes = {text: index for index, text in enumerate(texts)}
        mapped = np.asarray([indexes.get(text, 0) if text is not None else 0 for text in self.texts], dtype=np.int32)
        absent = np.asarray([text is None for text in self.texts], dtype=np.bool_)
        mask = absent[self.codes] if absent.any() else None
        return pa.DictionaryArray.from_arrays(pa.array(mapped[self.codes], mask=mask), pa.array(texts, pa.string()))


@attrs.frozen(eq=False)
class DecisionColumns:
    """Deadlines of many dossiers. A column is computed when it is first read, then cached.

    Moments are local office time (``datetime64[s]``, NaT for no deadline), as slips print them; `instants` returns them in UTC. A
    row that no commitment covers has a ``reason``; `UNANSWERED` lists the reasons why a row has no answer at all.
    """

    _source: Source = attrs.field(repr=False)
    _start_local: int = attrs.field(repr=False)
    _start: int = attrs.field(repr=False)
    _plain: bool = attrs.field(repr=False)
    zone: str
    _status: npt.NDArray[np.int8] | None = attrs.field(repr=False)
    _rows: int = attrs.field(repr=False)
    _cache: dict[str, Any] = attrs.field(factory=dict, repr=False, init=False)

    def __len__(self) -> int:
        return self._rows

    @property
    def covered(self) -> npt.NDArray[np.bool_]:
        """Whether a commitment binds."""
        return self._flag("covered")

    @property
    def due_at(self) -> Moments:
        """The deadline on the slip: the earlier of both."""
        return self._moment("due")

    @property
    def late_after(self) -> Moments:
        """The first moment that is late."""
        return self._moment("late")

    @property
    def commitment_due_at(self) -> Moments:
        """The commitment's deadline, governing or not."""
        return self._moment("commitment_due")

    @property
    def commitment_late_after(self) -> Moments:
        """The first moment that is late for the commitment."""
        return self._moment("commitment_late")

    @property
    def statutory_due_at(self) -> Moments:
        """The law's deadline, governing or not."""
        return self._moment("statutory_due")

    @property
    def statutory_late_after(self) -> Moments:
        """The first moment that is late in law."""
        return self._moment("statutory_late")

    @property
    def provisional(self) -> npt.NDArray[np.bool_]:
        """Whether the answer depends on a day that no official decision has settled."""
        return self._flag("provisional")

    @property
    def rule(self) -> TextColumn:
        """The governing rule, ``policy/rule``."""
        return self._text("rule")

    @property
    def reason(self) -> TextColumn:
        """Why no commitment covers the row, or why it has no answer; None if a commitment covers it."""
        return self._text("reason")

    @property
    def edition(self) -> TextColumn:
        """The edition in force at receipt."""
        return self._text("edition")

    @property
    def status(self) -> TextColumn | None:
        """One of `STATUSES`; None when ``completed_at`` was not given."""
        return None if self._status is None else TextColumn(self._status, STATUSES)

    def instants(self, name: str) -> npt.NDArray[np.int64]:
        """Return a column of moments as UTC seconds, the smallest 64-bit number for no deadline.

        Args:
            name: ``due_at``, ``late_after``, ``commitment_due_at``, ...
        """
        return self._source.moments(name.removesuffix("_at").removesuffix("_after"), self._start)

    def to_arrow(self) -> Any:
        """Return an Arrow table; moments carry the office's time zone."""
        import pyarrow as pa

        columns: dict[str, Any] = {"covered": pa.array(self.covered)}
        for name in ("due_at", "late_after", "commitment_due_at", "commitment_late_after", "statutory_due_at", "statutory_late_after"):
            utc = self.instants(name)
            columns[name] = pa.array(utc.view("datetime64[s]"), pa.timestamp("s", tz=self.zone))
        columns |= {"rule": self.rule.to_arrow(), "reason": self.reason.to_arrow(), "provisional": pa.array(self.provisional)}
        if self.status is not None:
            columns["status"] = self.status.to_arrow()
        return pa.table(columns)

    def _flag(self, name: str) -> npt.NDArray[np.bool_]:
        if name not in self._cache:
            self._cache[name] = self._source.flags(name)
        column: npt.NDArray[np.bool_] = self._cache[name]
        return column

    def _text(self, name: str) -> TextColumn:
        if name not in self._cache:
            self._cache[name] = TextColumn(self._source.codes(name), self._source.texts(name))
        column: TextColumn = self._cache[name]
        return column

    def _moment(self, name: str) -> Moments:
        if name not in self._cache:
            if self._plain:
                local = self._source.moments(name, self._start_local)
            else:
                local = _local(self._source.moments(name, self._start), self.zone)
            self._cache[name] = local.view("datetime64[s]")
        column: Moments = self._cache[name]
        return column


def _local(utc: npt.NDArray[np.int64], zone: str) -> npt.NDArray[np.int64]:
    """Return local seconds in a zone that changes its clocks, converting each distinct instant once."""
    info = zoneinfo.ZoneInfo(zone)
    values, positions = np.unique(utc, return_inverse=True)
    epoch = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - on the wall clock
    local = [
        value if value == MISSING_VALUE else int((dt.datetime.fromtimestamp(value, info).replace(tzinfo=None) - epoch).total_seconds())
        for value in values.tolist()
    ]
    return np.asarray(local, dtype=np.int64)[positions]
