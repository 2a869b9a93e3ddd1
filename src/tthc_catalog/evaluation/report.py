"""The result of an evaluation, as frozen records: what every output (data, page, sheets, document) is made from.

A report holds whole numbers only; a rate keeps its two counts, so that nothing is ever rounded twice, and a rate of nothing
stays nothing. The row filter behind a figure is `Report.filter_of`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.evaluation.measures import FORM_COLUMNS, IN_VIEW, MEASURES, SHARES
from tthc_catalog.evaluation.periods import ReportingPeriod
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


@attrs.frozen(kw_only=True)
class SourceFile:
    """One file that was read.

    Attributes:
        name: its file name, without the folder.
        importer: which reader read it.
        details: what the reader found out: encoding, delimiter, sheet, mapping.
        rows: lines of data it holds; ``rows`` = ``accepted`` + ``rejected``.
        dropped: headers of columns that looked like a citizen's data and were not read.
        unread: headers of columns no field was found for.
    """

    name: str
    sha256: str
    importer: str
    details: Mapping[str, str]
    rows: int
    accepted: int
    rejected: int
    dropped: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return attrs.asdict(self)


@attrs.frozen(kw_only=True)
class Intake:
    """What became of the rows that were read. Nothing is lost: what is not in the figures is in the rejects file, or superseded.

    Attributes:
        rejected: rows set aside, by reason.
        corrections: records that correct an earlier one; the earlier one is kept and not counted.
        dropped_values: cells left out because they told who somebody is, by field; the rest of the row was kept.
        unknown_units: units the catalog has no desk for; they are reckoned with their level's usual office hours.
        unknown_procedures: codes the catalog does not list, with the dossiers they have; nothing judges them.
        unknown_cases: cases the procedure does not have, with their dossiers; nothing judges them either.
    """

    files: tuple[SourceFile, ...]
    rejected: Mapping[str, int]
    corrections: int
    dropped_values: Mapping[str, int]
    unknown_units: Mapping[str, int]
    unknown_procedures: Mapping[str, int]
    unknown_cases: Mapping[str, int]
    rejects_file: str | None = None

    @property
    def rows(self) -> int:
        """Lines of data in all files."""
        return sum(file.rows for file in self.files)

    @property
    def accepted(self) -> int:
        """Rows that became records."""
        return sum(file.accepted for file in self.files)

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "rows": self.rows,
            "accepted": self.accepted,
            "rejected": dict(self.rejected),
            "rejects_file": self.rejects_file,
            "corrections": self.corrections,
            "dropped_values": dict(self.dropped_values),
            "unknown_units": dict(self.unknown_units),
            "unknown_procedures": dict(self.unknown_procedures),
            "unknown_cases": dict(self.unknown_cases),
            "files": [file.to_dict() for file in self.files],
        }


@attrs.frozen(kw_only=True)
class ModelDays:
    """The model days of one level in the period: those that existed, and those lost to a day off with the reason.

    Attributes:
        held: their dates.
        lost: their dates and why, in Vietnamese and English.
    """

    level: str
    held: tuple[dt.date, ...]
    lost: tuple[tuple[dt.date, str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "level": self.level,
            "held": [day.isoformat() for day in self.held],
            "lost": [{"date": day.isoformat(), "reason": {"vi": vi, "en": en}} for day, vi, en in self.lost],
        }


@attrs.frozen(kw_only=True)
class Basis:
    """What the figures were judged by.

    Attributes:
        reconstructed: how many of ``procedures`` stand in the catalog's list by reconstruction; every output must show it.
    """

    catalog_id: str
    catalog_version: str
    catalog_title: str
    catalog_title_en: str
    procedures: int
    reconstructed: int
    calendar_id: str
    calendar_fingerprint: str
    decided_through: dt.date
    policies: tuple[tuple[str, str], ...]
    library_version: str

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "catalog": {
                "id": self.catalog_id,
                "version": self.catalog_version,
                "title": {"vi": self.catalog_title, "en": self.catalog_title_en},
                "procedures": self.procedures,
                "reconstructed": self.reconstructed,
            },
            "calendar": {
                "id": self.calendar_id,
                "fingerprint": self.calendar_fingerprint,
                "decided_through": self.decided_through.isoformat(),
            },
            "policies": [{"id": name, "version": version} for name, version in self.policies],
            "library_version": self.library_version,
        }


@attrs.frozen(kw_only=True)
class Report:
    """One evaluation.

    Attributes:
        judged_at: the moment open dossiers are judged at, local time: the period's end, or the export's moment if that is earlier.
        groups: of every grouping, in the order of `GROUPINGS`, then by key.
        notes: sentences every output must show, as pairs (Vietnamese, English).
        analyses: what further analyses found, as plain data by their id (findings, ranking).
    """

    period: ReportingPeriod
    judged_at: dt.datetime
    groups: tuple[Group, ...]
    model_days: tuple[ModelDays, ...]
    intake: Intake
    basis: Basis
    notes: tuple[tuple[str, str], ...] = ()
    analyses: Mapping[str, Any] = attrs.field(factory=dict)

    @property
    def total(self) -> Group:
        """All dossiers together."""
        return self.groups[0]

    def of(self, by: str) -> Sequence[Group]:
        """The groups of one grouping."""
        return [group for group in self.groups if group.by == by]

    @property
    def bounds(self) -> dict[str, str]:
        """The period's bounds as SQL timestamps, for the conditions of measures."""
        return bounds_of(self.period, self.judged_at)

    def filter_of(self, measure: str, group: Group | None = None) -> str:
        """The SQL condition that picks out, among the judged dossiers, exactly those a figure counts."""
        said = [IN_VIEW.format(**self.bounds), MEASURES[measure].condition.format(**self.bounds)]
        if group is not None and group.key:
            said.insert(1, group.condition)
        return " AND ".join(f"({part})" for part in said)

    def to_dict(self) -> dict[str, Any]:
        """As plain data, the shape of ``schemas/evaluation-report.schema.json``."""
        return {
            "kind": "evaluation-report",
            "period": self.period.to_dict(),
            "previous": self.period.previous.to_dict(),
            "last_year": self.period.last_year.to_dict(),
            "judged_at": self.judged_at.isoformat(),
            "definitions": {name: {lang: text(f"evaluation.definition.{name}", lang) for lang in ("vi", "en")} for name in DEFINITIONS},
            "in_view": IN_VIEW.format(**self.bounds),
            "measures": {
                m.id: {
                    "title": {lang: m.title(lang) for lang in ("vi", "en")},
                    "filter": m.condition.format(**self.bounds),
                    "parts": list(m.parts),
                    "column": m.column,
                }
                for m in MEASURES.values()
            },
            "rates": {
                s.id: {"title": {lang: s.title(lang) for lang in ("vi", "en")}, "part": list(s.part), "whole": list(s.whole)}
                for s in SHARES.values()
            },
            "model_days": [days.to_dict() for days in self.model_days],
            "groups": [group.to_dict() for group in self.groups],
            "intake": self.intake.to_dict(),
            "basis": self.basis.to_dict(),
            "notes": [{"vi": vi, "en": en} for vi, en in self.notes],
            "analyses": dict(self.analyses),
        }


DEFINITIONS = (
    "early",
    "on_time",
    "overdue",
    "governing",
    "promise",
    "paused",
    "closed",
    "carried_over",
    "saved",
    "model_day",
    "period",
    "form",
)
"""The notions every report states in words: their texts are ``evaluation.definition.<name>``."""


def bounds_of(period: ReportingPeriod, judged_at: dt.datetime) -> dict[str, str]:
    """``start`` and ``until`` as SQL timestamps.

    Args:
        period: whose start.
        judged_at: the period's end or, when the records end earlier, that moment.
    """
    return {"start": f"TIMESTAMP '{period.start} 00:00:00'", "until": f"TIMESTAMP '{judged_at:%Y-%m-%d %H:%M:%S}'"}


def _equals(column: str, value: str | None) -> str:
    if value is None:
        return f"{column} IS NULL"
    quoted = value.replace("'", "''")
    return f"{column} = '{quoted}'"
