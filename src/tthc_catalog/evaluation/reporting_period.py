"""Reporting periods: a month, a quarter or a year, of calendar months or of official months from the 15th to the 14th."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Literal

import attrs

from tthc_catalog.errors import InvalidPeriod
from tthc_catalog.messages import text
from tthc_catalog.records.fact_wording import date_text

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMES = ("month", "official")
"""``month``: calendar months. ``official``: months from the 15th of the previous month to the 14th, and quarters and years of them, which periodic
reports of state agencies use. The bounds were checked against 09/2019/TT-NHNN as summarised by luatvietnam.vn; the decree behind it was not read."""

Scheme = Literal["month", "official"]
PeriodKind = Literal["month", "quarter", "year"]

_MONTHS: Mapping[PeriodKind, int] = {"month": 1, "quarter": 3, "year": 12}
_PATTERN = re.compile(r"([0-9]{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?")


@attrs.frozen(kw_only=True)
class ReportingPeriod:
    """The time that a report covers, ``[start, until)``.

    Attributes:
        scheme: how months are delimited.
        number: of the month (1-12) or quarter (1-4) in its year; 1 for a year.
    """

    scheme: Scheme
    kind: PeriodKind
    year: int
    number: int

    @classmethod
    def parse(cls, written: str, scheme: Scheme = "month") -> ReportingPeriod:
        """Parse ``2023-10``, ``2023-Q4`` or ``2023``.

        Raises:
            InvalidPeriod: the text has another form, or the year is not between 2 and 9998.

        >>> ReportingPeriod.parse("2023-Q4", "official").start
        datetime.date(2023, 9, 15)
        """
        match = _PATTERN.fullmatch(written)
        if match is None or not 1 < int(match[1]) < dt.MAXYEAR:
            raise InvalidPeriod("evaluation.error.period", period=written)
        year, month, quarter = int(match[1]), match[2], match[3]
        kind: PeriodKind = "month" if month else "quarter" if quarter else "year"
        return cls(scheme=scheme, kind=kind, year=year, number=int(month or quarter or 1))

    @property
    def label(self) -> str:
        """The text that `parse` reads: ``2023-10``, ``2023-Q4``, ``2023``."""
        return {"month": f"{self.year}-{self.number:02}", "quarter": f"{self.year}-Q{self.number}", "year": str(self.year)}[self.kind]

    @property
    def start(self) -> dt.date:
        """The first day."""
        return self._edge(self.number - 1)

    @property
    def until(self) -> dt.date:
        """The first day after the period."""
        return self._edge(self.number)

    def _edge(self, number: int) -> dt.date:
        """Return the first day after ``number`` periods of the year."""
        months = self.year * 12 + number * _MONTHS[self.kind]
        if self.scheme == "official":
            return dt.date((months - 1) // 12, (months - 1) % 12 + 1, 15)
        return dt.date(months // 12, months % 12 + 1, 1)

    @property
    def previous(self) -> ReportingPeriod:
        """The preceding period of the same kind."""
        if self.number > 1:
            return attrs.evolve(self, number=self.number - 1)
        return attrs.evolve(self, year=self.year - 1, number=12 // _MONTHS[self.kind])

    @property
    def last_year(self) -> ReportingPeriod:
        """The same period of the previous year."""
        return attrs.evolve(self, year=self.year - 1)

    @property
    def last_month(self) -> ReportingPeriod:
        """The last month of the period.

        >>> ReportingPeriod.parse("2023-Q3").last_month.label
        '2023-09'
        """
        return attrs.evolve(self, kind="month", number=self.number * _MONTHS[self.kind])

    def title(self, lang: str = "vi") -> str:
        """Return a title: ``Tháng 10/2023, từ 01/10/2023 đến 31/10/2023 (tháng dương lịch)``."""
        return text(
            f"evaluation.period.{self.kind}",
            lang,
            number=self.number,
            year=self.year,
            first=date_text(self.start),
            last=date_text(self.until - dt.timedelta(days=1)),
            scheme=text(f"evaluation.scheme.{self.scheme}", lang),
        )

    def short_title(self, lang: str = "vi") -> str:
        """Return a title without dates, for use in a sentence: ``tháng 10/2023``, ``quý 4/2023``."""
        return text(f"evaluation.period.short.{self.kind}", lang, number=self.number, year=self.year)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "label": self.label,
            "kind": self.kind,
            "scheme": self.scheme,
            "start": self.start.isoformat(),
            "until": self.until.isoformat(),
            "title": {lang: self.title(lang) for lang in ("vi", "en")},
        }
