"""Half-open periods of days, ``[start, until)``: how everything that comes into force and ends is written."""

from __future__ import annotations

import datetime as dt

import attrs


@attrs.frozen
class Period:
    """Days from ``start`` (in it) to ``until`` (not in it); ``None`` leaves that side open."""

    start: dt.date | None = None
    until: dt.date | None = None

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, dt.date):
            return False
        return (self.start is None or self.start <= day) and (self.until is None or day < self.until)

    @property
    def is_empty(self) -> bool:
        """Whether no day at all lies in the period."""
        return self.start is not None and self.until is not None and self.until <= self.start

    def overlaps(self, other: Period) -> bool:
        """Whether some day lies in both periods."""
        if self.is_empty or other.is_empty:
            return False
        return (self.start is None or other.until is None or self.start < other.until) and (
            other.start is None or self.until is None or other.start < self.until
        )
