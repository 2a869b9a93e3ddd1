"""Half-open periods of days, ``[start, until)``, for everything that comes into force and ends."""

from __future__ import annotations

import datetime as dt

import attrs


@attrs.frozen
class Period:
    """The days from ``start`` (inclusive) to ``until`` (exclusive); ``None`` leaves that side open."""

    start: dt.date | None = None
    until: dt.date | None = None

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, dt.date):
            return False
        return (self.start is None or self.start <= day) and (self.until is None or day < self.until)

    @property
    def is_empty(self) -> bool:
        """Whether the period contains no day."""
        return self.start is not None and self.until is not None and self.until <= self.start

    def overlaps(self, other: Period) -> bool:
        """Return whether the two periods have a day in common."""
        if self.is_empty or other.is_empty:
            return False
        return (self.start is None or other.until is None or self.start < other.until) and (
            other.start is None or self.until is None or other.start < self.until
        )
