"""The sections of a report and their content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from tthc_catalog.evaluation.counting.figures import Figures
from tthc_catalog.evaluation.counting.measures import IN_VIEW, MEASURES, SHARES
from tthc_catalog.evaluation.report import DEFINITIONS, Report
from tthc_catalog.evaluation.reporting.analysis_sections import AnalysisSections
from tthc_catalog.evaluation.reporting.first_page import FirstPage
from tthc_catalog.evaluation.reporting.group_tables import GroupTables
from tthc_catalog.evaluation.reporting.presentation import Chart, Column, ColumnKind, Presentation, Row, Section, Table, Value
from tthc_catalog.evaluation.reporting.report_wording import Wording
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text
from tthc_catalog.records.fact_wording import date_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY_SHARES = ("on_time", "early", "law_on_time", "promise_kept", "same_day_kept", "later_day_kept", "online", "paid_online", "digitised")

_PROMISE_OUTCOMES = {
    "kept": ("same_day_kept", "later_day_kept"),
    "broken": ("same_day_broken", "later_day_broken"),
    "without": ("same_day_without_result", "later_day_without_result"),
    "open": ("same_day_open", "later_day_open", "covered_unjudged"),
}
"""What became of the covered dossiers, which these add up to."""


def present(report: Report, lang: str) -> Presentation:
    """Return the presentation of a report in one language."""
    return _Presenter(report, lang).presentation()


class _Presenter:
    def __init__(self, report: Report, lang: str) -> None:
        self._report = report
        self._words = Wording(report, lang)
        self._tables = GroupTables(report, self._words)
        self._analyses = AnalysisSections(report, self._words)

    def presentation(self) -> Presentation:
        report = self._report
        basis = report.basis
        bounds = report.bounds
        counts = {m.id: (m.title(self._words.lang), m.condition.format(**bounds)) for m in MEASURES.values()}
        shares = {
            f"share-{s.id}": (s.title(self._words.lang), self._words.phrase("share", part=" + ".join(s.part), whole=" + ".join(s.whole)))
            for s in SHARES.values()
        }
        return Presentation(
            lang=self._words.lang,
            title=self._words.phrase(
                "title", catalog=shown_text(basis.catalog_title if self._words.lang == "vi" else basis.catalog_title_en)
            ),
            subtitle=report.period.title(self._words.lang),
            notes=tuple(shown_text(vi if self._words.lang == "vi" else en) for vi, en in report.notes),
            sections=tuple(map(self._beside_losses, self._sections())),
            filters={**counts, **shares},
            in_view=IN_VIEW.format(**bounds),
            origin=self._origin(),
        )

    def _beside_losses(self, section: Section) -> Section:
        """Say in the title of everything that shows rates how many rows were rejected."""
        intake = self._report.intake
        if not intake.rejected_rows:
            return section
        blocks = tuple(
            attrs.evolve(block, title=self._words.beside_rate(block.title, intake)) if block.shows_rates else block
            for block in section.blocks
        )
        return attrs.evolve(section, blocks=blocks)

    def _origin(self) -> str:
        basis = self._report.basis
        return self._words.phrase(
            "origin",
            catalog=basis.catalog_id,
            version=basis.catalog_version,
            calendar=basis.calendar_id,
            through=date_text(basis.decided_through),
            fingerprint=basis.calendar_fingerprint,
            library=basis.library_version,
            policies=", ".join(f"{name} {version}" for name, version in basis.policies),
        )

    def _sections(self) -> Iterator[Section]:
        first_page = FirstPage(self._report, self._words) if "units" in self._report.analyses else None
        if first_page is not None:
            yield first_page.section()
        yield self._summary()
        yield self._section(
            "form", [self._tables.form(), self._tables.states()], definitions=("form", "early", "on_time", "overdue", "result", "governing")
        )
        yield self._section(
            "model",
            [self._tables.model("level"), self._tables.units_chart(), self._tables.model("unit")],
            definitions=("promise", "result"),
        )
        if first_page is not None:
            yield first_page.figures()
        yield self._section("law", [self._tables.law()], definitions=("governing", "result"))
        for by in ("unit", "field", "procedure", "official"):
            if self._report.of(by):
                yield self._section(f"by-{by}", [self._tables.counts(by)], definitions=("result",) if by == "unit" else ())
        yield self._section("saved", [self._tables.saved()], definitions=("saved",))
        if "findings" in self._report.analyses:
            yield self._analyses.findings()
        if "ranking" in self._report.analyses:
            yield self._analyses.ranking()
        yield self._days()
        yield self._intake()
        yield Section(
            id="definitions",
            title=self._words.phrase("section.definitions"),
            sentences=tuple(text(f"evaluation.definition.{name}", self._words.lang) for name in DEFINITIONS),
        )

    def _section(self, name: str, blocks: list[Table | Chart], *, definitions: tuple[str, ...] = ()) -> Section:
        sentences = tuple(text(f"evaluation.definition.{d}", self._words.lang) for d in definitions)
        return Section(id=name, title=self._words.phrase(f"section.{name}"), sentences=sentences, blocks=tuple(blocks))

    def _summary(self) -> Section:
        total = self._report.total
        figures, number = total.figures, self._words.number
        sentences = (
            self._words.phrase("summary.received", received=number(figures["received"]), carried=number(figures["carried_over"])),
            self._words.phrase(
                "summary.resolved",
                resolved=number(figures["resolved"]),
                results=number(figures["state_resolved"]),
                others=number(figures["resolved"] - figures["state_resolved"]),
                early=number(figures["resolved_early"]),
                on_time=number(figures["resolved_on_time"]),
                overdue=number(figures["resolved_overdue"]),
                open=number(figures["in_progress"]),
                open_overdue=number(figures["in_progress_overdue"]),
            ),
            *self._words.unjudged(total),
            self._words.phrase(
                "summary.model",
                days=number(figures.model_days),
                covered=number(figures["covered"]),
                **{name: number(sum(figures[measure] for measure in measures)) for name, measures in _PROMISE_OUTCOMES.items()},
                rate=self._words.beside_rate(figures.rate("promise_kept").text(self._words.lang), self._report.intake),
                late=number(figures["promise_late_law_on_time"]),
            ),
        )
        period = self._report.period
        rows = []
        for share in _KEY_SHARES:
            rate = figures.rate(share)
            earlier = [self._earlier(total.previous, share), self._earlier(total.last_year, share)]
            rows.append(
                Row(values=(SHARES[share].title(self._words.lang), rate.part, rate.whole, rate, *earlier), measure=f"share-{share}")
            )
        heads = ("rate", "part", "whole", "value", "previous", "last_year")
        kinds: tuple[ColumnKind, ...] = ("text", "count", "count", "rate", "rate", "rate")
        table = Table(
            id="rates",
            title=self._words.phrase("table.rates"),
            columns=tuple(Column(title=self._words.phrase(f"column.{h}"), kind=k) for h, k in zip(heads, kinds, strict=True)),
            rows=tuple(rows),
            note=self._words.phrase(
                "rates.note",
                previous=period.previous.short_title(self._words.lang),
                last_year=period.last_year.short_title(self._words.lang),
            ),
            widths=(40, 12, 12, 12, 12, 12),
        )
        shown = [s for s in _KEY_SHARES if figures.rate(s).permille is not None]
        chart = Chart(
            id="rates-chart",
            title=self._words.phrase("chart.rates"),
            labels=tuple(SHARES[s].title(self._words.lang) for s in shown),
            series={self._words.phrase("column.value"): tuple(figures.rate(s).permille for s in shown)},
            unit="percent",
        )
        return Section(
            id="summary", title=self._words.phrase("section.summary"), sentences=sentences, blocks=(chart, table) if shown else (table,)
        )

    def _earlier(self, figures: Figures | None, share: str) -> Value:
        return None if figures is None else figures.rate(share)

    def _days(self) -> Section:
        sentences = []
        for days in self._report.model_days:
            level = self._words.levels.get(days.level, days.level)
            dates = ", ".join(date_text(day) for day in days.days) or "-"
            sentences.append(self._words.phrase("days.held", level=level, count=len(days.days), days=dates))
            if days.lost:
                lost = "; ".join(f"{date_text(day)} ({vi if self._words.lang == 'vi' else en})" for day, vi, en in days.lost)
                sentences.append(self._words.phrase("days.lost", level=level, days=shown_text(lost)))
        return Section(id="days", title=self._words.phrase("section.days"), sentences=tuple(sentences))

    def _intake(self) -> Section:
        intake, number = self._report.intake, self._words.number
        sentences = [
            self._words.phrase(
                "intake.rows", rows=number(intake.rows), accepted=number(intake.accepted), corrections=number(intake.corrections)
            )
        ]
        for reason, count in intake.rejected.items():
            sentences.append(self._words.counted("intake.rejected", count, reason=text(f"evaluation.reject.{reason}", self._words.lang)))
        if intake.rejects_file:
            sentences.append(self._words.phrase("intake.rejects_file", file=intake.rejects_file))
        heads = (
            ("file", "text"),
            ("importer", "text"),
            ("rows", "count"),
            ("accepted", "count"),
            ("rejected", "count"),
            ("sha256", "code"),
        )
        rows = tuple(Row(values=(shown_text(f.name), f.importer, f.rows, f.accepted, f.rejected, f.sha256)) for f in intake.files)
        table = Table(
            id="files",
            title=self._words.phrase("table.files"),
            columns=tuple(Column(title=self._words.phrase(f"column.{n}"), kind=k) for n, k in heads),  # type: ignore[arg-type]
            rows=rows,
            widths=(30, 10, 10, 10, 10, 50),
        )
        return Section(id="intake", title=self._words.phrase("section.intake"), sentences=tuple(sentences), blocks=(table,))
