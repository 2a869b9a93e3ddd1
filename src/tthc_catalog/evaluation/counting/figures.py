"""Figures of a report: counts, rates, spreads, and the groups that have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.evaluation.counting.measures import FORM_COLUMNS, SHARES
from tthc_catalog.evaluation.sql_conditions import equals

if TYPE_CHECKING:
    from collections.abc import Iterator


GROUPINGS: Mapping[str, tuple[str, ...]] = {
    "total": (),
    "level": ("level",),
    "field": ("level", "field"),
    "unit": ("level", "unit"),
    "procedure": ("level", "code"),
    "official": ("level", "unit", "official"),
}
"""Every grouping of dossiers, with the columns of its key. Fields are grouped within their level, as in form II.06a."""


COMPARED = tuple(
    dict.fromkeys(
        (
            *("received", "resolved", "resolved_early", "resolved_on_time", "resolved_overdue", "in_progress", "in_progress_overdue"),
            *("covered", "same_day", "later_day"),
            *(measure for share in SHARES.values() for measure in (*share.part, *share.whole)),
        )
    )
)
"""Measures that are also counted for the periods to compare with; they suffice for every rate."""


@attrs.frozen
class Rate:
    """One count out of another. A rate with a zero ``whole`` has no value."""

    part: int
    whole: int

    @property
    def permille(self) -> int | None:
        """The rate in thousandths, halves rounded up; None if ``whole`` is zero.

        Only a full rate is 1000 and only an empty one is 0: one broken promise in ten thousand is not rounded away.

        >>> Rate(9999, 10000).permille
        999
        """
        if not self.whole:
            return None
        rounded = (2000 * self.part + self.whole) // (2 * self.whole)
        return min(max(rounded, 0 if self.part == 0 else 1), 1000 if self.part == self.whole else 999)

    def text(self, lang: str = "vi") -> str:
        """Return ``98,4 %``, in English ``98.4%``; ``-`` if ``whole`` is zero."""
        permille = self.permille
        if permille is None:
            return "-"
        whole, tenth = divmod(permille, 10)
        return f"{whole},{tenth} %" if lang == "vi" else f"{whole}.{tenth}%"

    def to_dict(self) -> dict[str, Any]:
        """Return both counts, and the rate in percent or None."""
        permille = self.permille
        return {"part": self.part, "whole": self.whole, "percent": None if permille is None else permille / 10}


@attrs.frozen(kw_only=True)
class Spread:
    """The distribution of working days over dossiers. A quartile is the smallest value that at least that share of them do not exceed.

    Attributes:
        count: number of dossiers.
        minimum, lower, median, upper, maximum: the extremes and quartiles, in working days.
    """

    count: int
    minimum: int
    lower: int
    median: int
    upper: int
    maximum: int

    def to_dict(self) -> dict[str, int]:
        """Return plain data."""
        return attrs.asdict(self)


@attrs.frozen(kw_only=True)
class Figures:
    """The counts of one group in one period.

    Attributes:
        counts: count of each measure, by id.
        model_days: number of model days of the group's offices in the period.
    """

    counts: Mapping[str, int]
    model_days: int

    def __getitem__(self, measure: str) -> int:
        return self.counts[measure]

    def rate(self, share: str) -> Rate:
        """Return a rate of `SHARES`."""
        definition = SHARES[share]
        count = self.counts.__getitem__
        return Rate(sum(map(count, definition.part)), sum(map(count, definition.whole)))

    def rates(self) -> Iterator[tuple[str, Rate]]:
        """Yield the id and value of every rate whose counts are present."""
        for share in SHARES.values():
            if self.counts.keys() >= share.measures:
                yield share.id, self.rate(share.id)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "counts": dict(self.counts),
            "rates": {name: rate.to_dict() for name, rate in self.rates()},
            "model_days": self.model_days,
        }


@attrs.frozen(kw_only=True)
class Group:
    """A group of dossiers: those of one unit, one field, ...

    Attributes:
        by: a key of `GROUPINGS`.
        key: the value of each column of the grouping; None if the records have no value.
        name, name_en: the displayed name; the key itself if the catalog has no name.
        saved: working days between the result and the statutory due day; None without a resolved dossier that has one.
        previous, last_year: the counts `COMPARED` of earlier periods; None if the records do not reach them.
    """

    by: str
    key: Mapping[str, str | None]
    name: str
    name_en: str
    figures: Figures
    saved: Spread | None = None
    previous: Figures | None = None
    last_year: Figures | None = None

    @property
    def condition(self) -> str:
        """The SQL condition that selects the dossiers of the group."""
        return equals(self.key)

    def form_row(self) -> tuple[int, ...]:
        """Return the counts of `FORM_COLUMNS`."""
        return tuple(self.figures[measure.id] for measure in FORM_COLUMNS)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "by": self.by,
            "key": dict(self.key),
            "name": {"vi": self.name, "en": self.name_en},
            "filter": self.condition,
            **self.figures.to_dict(),
            "saved_working_days": self.saved.to_dict() if self.saved else None,
            "previous": self.previous.to_dict() if self.previous else None,
            "last_year": self.last_year.to_dict() if self.last_year else None,
        }
