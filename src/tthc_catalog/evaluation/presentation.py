"""A report as people read it: sections of sentences, tables and charts, said once and set by every output alike.

Cells keep their values, so that a spreadsheet receives numbers; the row filter behind a column and a row stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import attrs

from tthc_catalog.evaluation.report import Rate

Value = str | int | Rate | None
Kind = Literal["text", "code", "count", "rate", "score"]


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
    """One row: a value for each column, and which dossiers it speaks of, in SQL."""

    values: tuple[Value, ...]
    condition: str | None = None
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
