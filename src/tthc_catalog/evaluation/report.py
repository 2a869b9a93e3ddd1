"""The result of an evaluation: the frozen records that every output is made from.

A report contains whole numbers only. A rate keeps its two counts, so that nothing is rounded twice and a zero denominator gives no rate.
`Report.filter_of` returns the row filter behind a figure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.evaluation.counting.figures import Group
from tthc_catalog.evaluation.counting.measures import IN_VIEW, MEASURES, SHARES, bounds_of
from tthc_catalog.evaluation.earlier_reports import EarlierReport
from tthc_catalog.evaluation.intake.intake_summary import Intake
from tthc_catalog.evaluation.report_basis import Basis
from tthc_catalog.evaluation.reporting_period import ReportingPeriod
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Sequence


@attrs.frozen(kw_only=True)
class ModelDays:
    """The model days of one level in the period.

    Attributes:
        days: dates of the model days.
        lost: dates of model days that fell on a day off, with the reason in Vietnamese and English.
    """

    level: str
    days: tuple[dt.date, ...]
    lost: tuple[tuple[dt.date, str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "level": self.level,
            "held": [day.isoformat() for day in self.days],
            "lost": [{"date": day.isoformat(), "reason": {"vi": vi, "en": en}} for day, vi, en in self.lost],
        }


@attrs.frozen(kw_only=True)
class Report:
    """The report of one evaluation.

    Attributes:
        judged_at: the moment at which open dossiers are judged, local time: the end of the period, or the export if that is earlier.
        groups: the groups of every grouping, in the order of `GROUPINGS`, then by key.
        notes: sentences every output must show, as pairs (Vietnamese, English).
        analyses: results of the analyses (findings, ranking, ...) as plain data, by id.
        earlier: kept reports of earlier periods, by the label of the period.
    """

    period: ReportingPeriod
    judged_at: dt.datetime
    groups: tuple[Group, ...]
    model_days: tuple[ModelDays, ...]
    intake: Intake
    basis: Basis
    notes: tuple[tuple[str, str], ...] = ()
    analyses: Mapping[str, Any] = attrs.field(factory=dict)
    earlier: Mapping[str, EarlierReport] = attrs.field(factory=dict)

    @property
    def total(self) -> Group:
        """The group of all dossiers."""
        return self.groups[0]

    def of(self, by: str) -> Sequence[Group]:
        """Return the groups of one grouping."""
        return [group for group in self.groups if group.by == by]

    @property
    def bounds(self) -> dict[str, str]:
        """The bounds of the period as SQL timestamps, for the conditions of measures."""
        return bounds_of(self.period, self.judged_at)

    def filter_of(self, measure: str, group: Group | None = None) -> str:
        """Return the SQL condition that selects, among the judged dossiers, exactly those that a figure counts."""
        conditions = [IN_VIEW.format(**self.bounds), MEASURES[measure].condition.format(**self.bounds)]
        if group is not None and group.key:
            conditions.insert(1, group.condition)
        return " AND ".join(f"({condition})" for condition in conditions)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data in the shape of ``schemas/evaluation-report.schema.json``."""
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
    "result",
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
"""Terms that every report defines in words: texts ``evaluation.definition.<name>``."""
