"""The result of an evaluation, as frozen records: what every output (data, page, sheets, document) is made from.

A report holds whole numbers only; a rate keeps its two counts, so that nothing is ever rounded twice, and a rate of nothing
stays nothing. The row filter behind a figure is `Report.filter_of`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.evaluation.counting.figures import Group
from tthc_catalog.evaluation.counting.measures import IN_VIEW, MEASURES, SHARES
from tthc_catalog.evaluation.counting.periods import ReportingPeriod
from tthc_catalog.evaluation.intake.intake_summary import Intake
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Sequence


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
