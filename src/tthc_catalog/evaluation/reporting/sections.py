"""A report as people read it: sections of sentences, tables and charts, said once and set by every output alike.

Cells keep their values, so that a spreadsheet receives numbers; the row filter behind a column and a row stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import attrs

from tthc_catalog.evaluation.counting.figures import Rate

Value = str | int | Rate | None
Kind = Literal["text", "code", "count", "rate", "score"]
FIGURES = ("count", "rate", "score")
"""Kinds of columns that hold figures."""

_NAMES = 24
"""The least width on paper of a column of names."""


@attrs.frozen(kw_only=True)
class Column:
    """One column of a table.

    Attributes:
        kind: ``code`` is text that looks like a number; ``score`` is a whole number of hundredths.
        measure: id of the count or rate it shows, whose filter is told at the end; None where it shows none.
    """

    title: str
    kind: Kind = "count"
    measure: str | None = None


@attrs.frozen(kw_only=True)
class Row:
    """One row: a value for each column.

    Attributes:
        condition: which dossiers it speaks of, in SQL.
        measure: id of the count or rate it shows, where a whole row shows one.
    """

    values: tuple[Value, ...]
    condition: str | None = None
    measure: str | None = None
    is_total: bool = False


@attrs.frozen(kw_only=True)
class Table:
    """One table; the first text column names the row.

    Attributes:
        most: rows shown on a page or on paper; the spreadsheet has all.
        widths: relative widths of the columns on paper.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str | None = None
    most: int = 60
    widths: tuple[int, ...] = ()

    def is_wide(self, place: int) -> bool:
        """Whether a column holds names, which need room on a screen as well."""
        return self.columns[place].kind == "text" and self.widths[place] >= _NAMES

    @property
    def header(self) -> int:
        """Which column names the rows: the last one of text before the figures."""
        named = [place for place, column in enumerate(self.columns) if column.kind in ("text", "code")]
        first = next((place for place, column in enumerate(self.columns) if column.kind in FIGURES), len(self.columns))
        return max((place for place in named if place < first), default=named[0] if named else 0)

    def name_of(self, row: Row) -> str:
        """What a row is called, with what stands before its figures."""
        first = next((place for place, column in enumerate(self.columns) if column.kind in FIGURES), len(self.columns))
        return ", ".join(value for value in row.values[: first or self.header + 1] if isinstance(value, str) and value and value != "-")

    @property
    def left_out(self) -> int:
        """Rows not shown on a page or on paper."""
        return max(len(self.rows) - self.most, 0)


@attrs.frozen(kw_only=True)
class Chart:
    """Bars: one for each label, made of one or several series.

    Attributes:
        series: name -> a value for each label; None where there is none.
        unit: ``percent`` values are thousandths.
    """

    id: str
    title: str
    labels: tuple[str, ...]
    series: Mapping[str, tuple[int | None, ...]]
    unit: Literal["count", "percent"] = "count"
    stacked: bool = False

    def description(self, lang: str) -> str:
        """All its values as one sentence, for those who do not see it."""
        return "; ".join(
            f"{label}: " + ", ".join(f"{name} {value_text(values[place], self.unit, lang)}" for name, values in self.series.items())
            for place, label in enumerate(self.labels)
        )


@attrs.frozen(kw_only=True)
class Section:
    """One section."""

    id: str
    title: str
    sentences: tuple[str, ...] = ()
    blocks: tuple[Table | Chart, ...] = ()

    @property
    def tables(self) -> Sequence[Table]:
        """Its tables."""
        return [block for block in self.blocks if isinstance(block, Table)]


@attrs.frozen(kw_only=True)
class Presentation:
    """A whole report.

    Attributes:
        notes: what every output must show before anything else.
        filters: id of a measure or rate -> what it is called, and how its dossiers are picked out.
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
    """The filters of the rows that a page shows, by section: what a row is called, and which dossiers it speaks of.

    A filter told once is not told again under a later section.
    """
    told: set[str] = set()
    found = []
    for section in report.sections:
        rows = []
        for table in section.tables:
            for row in table.rows[: table.most]:
                if row.condition and row.condition not in told:
                    told.add(row.condition)
                    rows.append((table.name_of(row), row.condition))
        if rows:
            found.append((section.title, rows))
    return found


def number_text(number: int, lang: str) -> str:
    """A whole number with its thousands apart.

    >>> number_text(1234567, "vi"), number_text(-1234, "en")
    ('1.234.567', '-1,234')
    """
    said = f"{number:,}"
    return said.replace(",", ".") if lang == "vi" else said


def value_text(value: Value, kind: str, lang: str) -> str:
    """A value as it is printed."""
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
