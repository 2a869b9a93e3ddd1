"""Tables and the chart that compare groups: form II.06a, states, counts, promise, law, and time saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.evaluation.counting.measures import FORM_COLUMNS, MEASURES, SHARES
from tthc_catalog.evaluation.reporting.presentation import Chart, Column, Row, Table, Value
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.evaluation.counting.figures import Group
    from tthc_catalog.evaluation.report import Report
    from tthc_catalog.evaluation.reporting.report_wording import Wording

_GROUP_COLUMNS = (
    "received",
    "resolved",
    "state_resolved",
    "result_early",
    "result_on_time",
    "resolved_overdue",
    "in_progress",
    "in_progress_overdue",
)
_MODEL_COLUMNS = (
    "covered",
    "same_day",
    "same_day_kept",
    "same_day_broken",
    "same_day_without_result",
    "later_day",
    "later_day_kept",
    "later_day_broken",
    "later_day_without_result",
    "promise_late_law_on_time",
)
_LAW_COLUMNS = (
    "result_early",
    "result_on_time",
    "resolved_overdue",
    "resolved_unjudged",
    "law_result_early",
    "law_result_on_time",
    "law_overdue",
    "law_unjudged",
)
_STATE_COLUMNS = (
    "resolved",
    "state_resolved",
    "state_returned_incomplete",
    "state_refused",
    "state_withdrawn",
    "in_progress",
    "state_received",
    "state_in_progress",
    "state_paused",
)
CHARTED = 25
"""Most bars in the chart of units, in descending order of dossiers."""


class GroupTables:
    """Build the tables that compare groups of a report."""

    def __init__(self, report: Report, words: Wording) -> None:
        self._report = report
        self._words = words

    def _rows(self, groups: Sequence[Group], measures: Sequence[str], shares: Sequence[str], *, days: bool = False) -> tuple[Row, ...]:
        rows = []
        for group in groups:
            figures = group.figures
            values: list[Value] = [*self._labels(group), *(figures[m] for m in measures), *(figures.rate(s) for s in shares)]
            if days:
                values.append(figures.model_days)
            rows.append(Row(values=tuple(values), condition=group.condition))
        return tuple(rows)

    def _labels(self, group: Group) -> list[Value]:
        """Return the values of the columns that name a group."""
        level = self._words.levels.get(group.key.get("level"), group.key.get("level") or "-")
        name = self._words.name(group)
        if group.by == "level":
            return [name]
        if group.by == "procedure":
            return [level, shown_text(group.key["code"] or "-"), name]
        if group.by == "official":
            return [self._words.units.get(group.key["unit"], group.key["unit"] or "-"), name]
        return [level, name]

    def _heads(self, by: str) -> list[Column]:
        """Return the columns that name a group."""
        if by == "level":
            return [Column(title=self._words.phrase("column.level"), kind="text")]
        if by == "procedure":
            return [
                Column(title=self._words.phrase("column.level"), kind="text"),
                Column(title=self._words.phrase("column.code"), kind="code"),
                Column(title=self._words.phrase("column.procedure"), kind="text"),
            ]
        if by == "official":
            return [
                Column(title=self._words.phrase("column.unit"), kind="text"),
                Column(title=self._words.phrase("column.official"), kind="code"),
            ]
        return [
            Column(title=self._words.phrase("column.level"), kind="text"),
            Column(title=self._words.phrase(f"column.{by}"), kind="text"),
        ]

    def _figure_columns(self, measures: Sequence[str], shares: Sequence[str]) -> list[Column]:
        counts = [Column(title=MEASURES[m].title(self._words.lang), measure=m) for m in measures]
        return counts + [Column(title=SHARES[s].title(self._words.lang), kind="rate", measure=f"share-{s}") for s in shares]

    def _table(self, name: str, by: str, measures: Sequence[str], shares: Sequence[str], *, days: bool = False, most: int = 60) -> Table:
        columns = [*self._heads(by), *self._figure_columns(measures, shares)]
        if days:
            columns.append(Column(title=self._words.phrase("column.model_days")))
        named = {"level": (24,), "procedure": (10, 12, 40), "official": (30, 14)}.get(by, (10, 36))
        return Table(
            id=f"{name}-{by}",
            title=self._words.phrase(f"table.{name}", by=text(f"evaluation.by.{by}", self._words.lang)),
            columns=tuple(columns),
            rows=self._rows(self._report.of(by), measures, shares, days=days),
            most=most,
            widths=(*named, *(9 for _ in columns[len(named) :])),
        )

    def counts(self, by: str) -> Table:
        """Return the table of dossiers resolved early, on time and overdue."""
        return self._table("counts", by, _GROUP_COLUMNS, ("on_time", "early", "promise_kept"))

    def model(self, by: str) -> Table:
        """Return the table of promises kept and broken."""
        return self._table("model", by, _MODEL_COLUMNS, ("promise_kept", "same_day_handed_over"), days=True)

    def states(self) -> Table:
        """Return the table of states, which the form adds up to resolved and in progress."""
        return self._table("states", "level", _STATE_COLUMNS, ())

    def law(self) -> Table:
        """Return the table that compares the governing deadline with the statutory one."""
        return self._table("law", "level", _LAW_COLUMNS, ("on_time", "law_on_time"))

    def units_chart(self) -> Chart:
        """Return the chart of promises kept and broken at the units with the most covered dossiers."""
        units = [g for g in self._report.of("unit") if g.figures["covered"]]
        units.sort(key=lambda g: (-g.figures["covered"], self._words.name(g)))
        shown = units[:CHARTED]
        parts = {"kept": ("same_day_kept", "later_day_kept"), "broken": ("same_day_broken", "later_day_broken")}
        series = {self._words.phrase(f"chart.{n}"): tuple(sum(g.figures[m] for m in ms) for g in shown) for n, ms in parts.items()}
        title = self._words.phrase("chart.units_some" if len(units) > CHARTED else "chart.units", shown=CHARTED)
        return Chart(id="units-chart", title=title, labels=tuple(self._words.name(g) for g in shown), series=series, stacked=True)

    def saved(self) -> Table:
        """Return the table of working days saved against the law: minimum, quartiles, maximum."""
        heads = ("count", "minimum", "lower", "median", "upper", "maximum")
        rows = []
        for by in ("total", "level", "field", "procedure"):
            for group in self._report.of(by):
                if group.saved is None:
                    continue
                level = self._words.levels.get(group.key.get("level"), "")
                name = self._words.name(group) if by != "procedure" else f"{shown_text(group.key['code'] or '-')} {self._words.name(group)}"
                spread = tuple(group.saved.to_dict()[head] for head in heads)
                rows.append(
                    Row(
                        values=(level if by not in ("total", "level") else "", name, *spread),
                        condition=group.condition,
                        is_total=by in ("total", "level"),
                    )
                )
        columns = [
            Column(title=self._words.phrase("column.level"), kind="text"),
            Column(title=self._words.phrase("column.group"), kind="text"),
        ]
        columns += [
            Column(title=self._words.phrase(f"column.saved.{head}"), measure="saved_known" if head == "count" else None) for head in heads
        ]
        return Table(
            id="saved-table",
            title=self._words.phrase("table.saved"),
            columns=tuple(columns),
            rows=tuple(rows),
            widths=(12, 52, 9, 9, 9, 9, 9, 9),
        )

    def form(self) -> Table:
        """Return form II.06a, with a row for each field below its level."""
        heads = [
            Column(title=self._words.phrase("column.number"), kind="code"),
            Column(title=self._words.phrase("column.field"), kind="text"),
            *(Column(title=f"{m.title(self._words.lang)} ({m.column})", measure=m.id) for m in FORM_COLUMNS),
        ]
        rows: list[Row] = []
        for level in self._report.of("level"):
            rows.append(Row(values=("", self._words.name(level), *level.form_row()), condition=level.condition, is_total=True))
            fields = [g for g in self._report.of("field") if g.key["level"] == level.key["level"]]
            rows += [Row(values=(str(n), self._words.name(g), *g.form_row()), condition=g.condition) for n, g in enumerate(fields, 1)]
        total = self._report.total
        rows.append(Row(values=("", self._words.name(total), *total.form_row()), condition=total.condition, is_total=True))
        widths = (5, 26, *(8 for _ in FORM_COLUMNS))
        note = " ".join(self._words.unjudged(total)) or None
        return Table(
            id="form-table", title=self._words.phrase("table.form"), columns=tuple(heads), rows=tuple(rows), widths=widths, note=note
        )
