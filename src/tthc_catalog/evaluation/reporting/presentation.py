"""The presentation of a report, from which every output is rendered: sections of sentences, tables and charts.

Cells keep their values, so that a workbook contains numbers. Columns and rows keep the filters behind them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import attrs

from tthc_catalog.evaluation.counting.figures import Rate
from tthc_catalog.messages import text

Value = str | int | Rate | None
ColumnKind = Literal["text", "code", "count", "rate", "score"]
FIGURES = ("count", "rate", "score")
"""Kinds of columns that contain figures."""

_NAME_WIDTH = 24
"""Least relative width on paper of a column of names."""


@attrs.frozen(kw_only=True)
class Column:
    """One column of a table.

    Attributes:
        kind: ``code`` is text that looks like a number; ``score`` is a whole number of hundredths.
        measure: id of the measure or rate that the column shows, if any; its filter is in the last section.
    """

    title: str
    kind: ColumnKind = "count"
    measure: str | None = None


@attrs.frozen(kw_only=True)
class Row:
    """One row of a table, with a value for each column.

    Attributes:
        condition: the SQL condition that selects the dossiers of the row.
        measure: id of the measure or rate that the whole row shows, if any.
    """

    values: tuple[Value, ...]
    condition: str | None = None
    measure: str | None = None
    is_total: bool = False


@attrs.frozen(kw_only=True)
class Table:
    """One table.

    Attributes:
        most: most rows shown on a page or on paper; a workbook shows all.
        widths: relative widths of the columns on paper.
        subject: what the rows are about, if a section has a table for each of several subjects.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str | None = None
    most: int = 60
    widths: tuple[int, ...] = ()
    subject: str | None = None

    def is_wide(self, place: int) -> bool:
        """Return whether a column contains names, which need a minimum width on screens too."""
        return self.columns[place].kind == "text" and self.widths[place] >= _NAME_WIDTH

    @property
    def header(self) -> int:
        """Index of the column that names the rows: the last text column before the figures."""
        named = [place for place, column in enumerate(self.columns) if column.kind in ("text", "code")]
        first = next((place for place, column in enumerate(self.columns) if column.kind in FIGURES), len(self.columns))
        return max((place for place in named if place < first), default=named[0] if named else 0)

    def name_of(self, row: Row) -> str:
        """Return the name of a row: the texts before its figures."""
        first = next((place for place, column in enumerate(self.columns) if column.kind in FIGURES), len(self.columns))
        return ", ".join(value for value in row.values[: first or self.header + 1] if isinstance(value, str) and value and value != "-")

    @property
    def shows_rates(self) -> bool:
        """Whether a column contains rates."""
        return any(column.kind in ("rate", "score") for column in self.columns)

    @property
    def left_out(self) -> int:
        """The number of rows not shown on a page or on paper."""
        return max(len(self.rows) - self.most, 0)


@attrs.frozen(kw_only=True)
class Chart:
    """A bar chart: a bar for each label, with one or several series.

    Attributes:
        series: name -> a value for each label; None for a missing value.
        unit: values with the unit ``percent`` are thousandths.
    """

    id: str
    title: str
    labels: tuple[str, ...]
    series: Mapping[str, tuple[int | None, ...]]
    unit: Literal["count", "percent"] = "count"
    stacked: bool = False

    @property
    def shows_rates(self) -> bool:
        """Whether the bars are rates."""
        return self.unit == "percent"

    def description(self, lang: str) -> str:
        """Return all values as one sentence, for screen readers."""
        return "; ".join(
            f"{label}: " + ", ".join(f"{name} {value_text(values[place], self.unit, lang)}" for name, values in self.series.items())
            for place, label in enumerate(self.labels)
        )


@attrs.frozen(kw_only=True)
class Point:
    """One rate of a chart.

    Attributes:
        label: shown below the point; empty for a point without a label.
        name: the whole name, for descriptions and tables.
        low, high: the bounds of the interval, in ten-thousandths; None without dossiers.
    """

    label: str
    name: str
    rate: Rate
    low: int | None = None
    high: int | None = None

    @property
    def interval(self) -> tuple[Rate, Rate]:
        """The bounds as rates, which have no value without dossiers."""
        return (Rate(0, 0), Rate(0, 0)) if self.low is None or self.high is None else (Rate(self.low, 10_000), Rate(self.high, 10_000))


@attrs.frozen(kw_only=True)
class RateChart:
    """A chart of rates in order: a point for each, with its interval, joined by a line.

    Attributes:
        note: what the chart shows, in sentences.
        divider: number of points before which a vertical line is drawn, and its label.
    """

    id: str
    title: str
    points: tuple[Point, ...]
    note: str
    divider: tuple[int, str] | None = None
    shows_rates: bool = attrs.field(default=True, init=False)

    @property
    def is_drawn(self) -> bool:
        """Whether there are two rates to compare; otherwise only the note is shown."""
        return sum(point.rate.permille is not None for point in self.points) > 1

    def description(self, lang: str) -> str:
        """Return all values as one sentence, for screen readers."""
        return "; ".join(
            f"{point.name}: {point.rate.text(lang)}"
            + (
                f" ({point.rate.part}/{point.rate.whole}, {'–'.join(bound.text(lang) for bound in point.interval)})"
                if point.rate.whole
                else ""
            )
            for point in self.points
        )


@attrs.frozen(kw_only=True)
class Section:
    """One section of a report."""

    id: str
    title: str
    sentences: tuple[str, ...] = ()
    blocks: tuple[Table | Chart | RateChart, ...] = ()

    @property
    def tables(self) -> Sequence[Table]:
        """The tables among the blocks."""
        return [block for block in self.blocks if isinstance(block, Table)]


@attrs.frozen(kw_only=True)
class Presentation:
    """A whole report in one language.

    Attributes:
        notes: sentences that every output must show first.
        filters: id of a measure or rate -> title, and SQL condition or formula.
        in_view: the SQL condition of the dossiers in view of the period.
        origin: a sentence on the basis of the figures.
    """

    lang: str
    title: str
    subtitle: str
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    filters: Mapping[str, tuple[str, str]]
    in_view: str
    origin: str


def row_filters(report: Presentation) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """Return the filters of the displayed rows by section: section title, then name and SQL condition of each row.

    Each condition is listed once, in the first section that has it.
    """
    listed: set[str] = set()
    by_section = []
    for section in report.sections:
        rows = []
        for table in section.tables:
            for row in table.rows[: table.most]:
                if row.condition and row.condition not in listed:
                    listed.add(row.condition)
                    rows.append((table.name_of(row), row.condition))
        if rows:
            by_section.append((section.title, rows))
    return by_section


def number_text(number: int, lang: str) -> str:
    """Return a whole number with thousands separators.

    >>> number_text(1234567, "vi"), number_text(-1234, "en")
    ('1.234.567', '-1,234')
    """
    written = f"{number:,}"
    return written.replace(",", ".") if lang == "vi" else written


def counted_text(key: str, count: int, lang: str, **params: Any) -> str:
    """Return a text whose plural form depends on ``count``, which it shows as ``number``, with thousands separators."""
    return text(key, lang, count=count, number=number_text(count, lang), **params)


def value_text(value: Value, kind: str, lang: str) -> str:
    """Return the displayed text of a value."""
    if value is None:
        return "-"
    if isinstance(value, Rate):
        return value.text(lang)
    if isinstance(value, str):
        return value
    if kind == "percent":
        return Rate(value, 1000).text(lang)
    if kind == "score":
        return f"{value // 100}{',' if lang == 'vi' else '.'}{value % 100:02}"
    return number_text(value, lang)


def unbroken(sentence: str) -> str:
    """Return a sentence in which no line begins with a percent sign."""
    return sentence.replace(" %", "\N{NO-BREAK SPACE}%")
