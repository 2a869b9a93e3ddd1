"""The figures of a report: counts, rates that keep their two counts, spreads, and the groups they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.evaluation.counting.measures import FORM_COLUMNS, SHARES

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
"""Every way dossiers are grouped, with the columns that tell its groups apart. Fields are told by level, as form II.06a does."""


COMPARED = (
    "received",
    "received_online",
    "received_direct",
    "resolved",
    "resolved_early",
    "resolved_on_time",
    "resolved_overdue",
    "in_progress",
    "in_progress_overdue",
    "covered",
    "same_day",
    "same_day_kept",
    "same_day_broken",
    "later_day",
    "later_day_kept",
    "later_day_broken",
)
"""The counts that are also given for the periods compared with; they suffice for `COMPARED_SHARES`."""


COMPARED_SHARES = ("on_time", "early", "promise_kept", "same_day_kept", "later_day_kept", "online")


@attrs.frozen
class Rate:
    """One count out of another; ``whole`` may be zero, and then the rate has no value."""

    part: int
    whole: int

    @property
    def permille(self) -> int | None:
        """In thousandths, halves rounded up; None when there is nothing to divide by.

        Only all is 1000, and only nothing is 0: one broken promise in ten thousand is not rounded away.

        >>> Rate(9999, 10000).permille
        999
        """
        if not self.whole:
            return None
        rounded = (2000 * self.part + self.whole) // (2 * self.whole)
        return min(max(rounded, 0 if self.part == 0 else 1), 1000 if self.part == self.whole else 999)

    def text(self, lang: str = "vi") -> str:
        """``98,4 %``, in English ``98.4%``; ``-`` when there is nothing to divide by."""
        permille = self.permille
        if permille is None:
            return "-"
        whole, tenth = divmod(permille, 10)
        return f"{whole},{tenth} %" if lang == "vi" else f"{whole}.{tenth}%"

    def to_dict(self) -> dict[str, Any]:
        """Both counts, and the rate in percent or null."""
        return {"part": self.part, "whole": self.whole, "percent": None if self.permille is None else self.permille / 10}


@attrs.frozen(kw_only=True)
class Spread:
    """Where a figure of many dossiers lies. A quartile is the smallest value that at least that share of them do not exceed.

    Attributes:
        count: of how many dossiers.
        minimum, lower, median, upper, maximum: in working days.
    """

    count: int
    minimum: int
    lower: int
    median: int
    upper: int
    maximum: int

    def to_dict(self) -> dict[str, int]:
        """As plain data."""
        return attrs.asdict(self)


@attrs.frozen(kw_only=True)
class Figures:
    """The counts of one group in one period.

    Attributes:
        counts: by the id of the measure.
        model_days: days the model was held on in the period by the offices concerned.
    """

    counts: Mapping[str, int]
    model_days: int

    def __getitem__(self, measure: str) -> int:
        return self.counts[measure]

    def rate(self, share: str) -> Rate:
        """A rate of `SHARES`."""
        wanted = SHARES[share]
        return Rate(sum(self.counts[m] for m in wanted.part), sum(self.counts[m] for m in wanted.whole))

    def rates(self) -> Iterator[tuple[str, Rate]]:
        """Every rate whose counts are here."""
        for share in SHARES.values():
            if all(measure in self.counts for measure in (*share.part, *share.whole)):
                yield share.id, self.rate(share.id)

    @property
    def covered_per_model_day(self) -> float | None:
        """Dossiers covered by the model, per model day that existed; None when there was none."""
        return self.counts["covered"] / self.model_days if self.model_days else None

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "counts": dict(self.counts),
            "rates": {name: rate.to_dict() for name, rate in self.rates()},
            "model_days": self.model_days,
        }


@attrs.frozen(kw_only=True)
class Group:
    """One row of a table: a unit, a field, ...

    Attributes:
        by: a key of `GROUPINGS`.
        key: the value of each of its columns; None where the records say nothing.
        name, name_en: what people call it; the key itself where the catalog has no name.
        saved: working days by which results came before the statutory due day; None when no dossier tells.
        previous, last_year: the counts `COMPARED`; None where the records do not reach back so far.
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
        """Which dossiers are in the group, in SQL."""
        return " AND ".join(_equals(column, value) for column, value in self.key.items()) or "TRUE"

    def form_row(self) -> tuple[int, ...]:
        """Columns 3 to 13 of form II.06a."""
        return tuple(self.figures[measure.id] for measure in FORM_COLUMNS)

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
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


def _equals(column: str, value: str | None) -> str:
    if value is None:
        return f"{column} IS NULL"
    quoted = value.replace("'", "''")
    return f"{column} = '{quoted}'"
