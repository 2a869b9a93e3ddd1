"""Reporting periods: a month, a quarter or a year, in calendar months or in the official months that run from the 15th to the 14th."""

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
"""``month``: calendar months. ``official``: months from the 15th of the month before to the 14th, quarters and years likewise, as periodic reports
of state agencies close their figures. Bounds were checked against 09/2019/TT-NHNN as summarised by luatvietnam.vn; the decree behind it was not read."""

Scheme = Literal["month", "official"]
Kind = Literal["month", "quarter", "year"]

_MONTHS: Mapping[Kind, int] = {"month": 1, "quarter": 3, "year": 12}
_WRITTEN = re.compile(r"([0-9]{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?")


@attrs.frozen(kw_only=True)
class ReportingPeriod:
    """The time one report speaks of, ``[start, until)``.

    Attributes:
        scheme: how months are bounded.
        number: of the month (1-12) or quarter (1-4) in its year; 1 for a year.
    """

    scheme: Scheme
    kind: Kind
    year: int
    number: int

    @classmethod
    def parse(cls, written: str, scheme: Scheme = "month") -> ReportingPeriod:
        """Read ``2023-10``, ``2023-Q4`` or ``2023``.

        Raises:
            InvalidPeriod: it is none of these, or lies before the year 2 or after 9998.

        >>> ReportingPeriod.parse("2023-Q4", "official").start
        datetime.date(2023, 9, 15)
        """
        found = _WRITTEN.fullmatch(written)
        if found is None or not 1 < int(found[1]) < dt.MAXYEAR:
            raise InvalidPeriod("evaluation.error.period", period=written)
        year, month, quarter = int(found[1]), found[2], found[3]
        kind: Kind = "month" if month else "quarter" if quarter else "year"
        return cls(scheme=scheme, kind=kind, year=year, number=int(month or quarter or 1))

    @property
    def label(self) -> str:
        """As it is written: ``2023-10``, ``2023-Q4``, ``2023``."""
        return {"month": f"{self.year}-{self.number:02}", "quarter": f"{self.year}-Q{self.number}", "year": str(self.year)}[self.kind]

    @property
    def start(self) -> dt.date:
        """The first day."""
        return self._edge(self.number - 1)

    @property
    def until(self) -> dt.date:
        """The first day no longer in it."""
        return self._edge(self.number)

    def _edge(self, number: int) -> dt.date:
        """Where the period after ``number`` periods of the year begins."""
        months = self.year * 12 + number * _MONTHS[self.kind]
        if self.scheme == "official":
            return dt.date((months - 1) // 12, (months - 1) % 12 + 1, 15)
        return dt.date(months // 12, months % 12 + 1, 1)

    @property
    def previous(self) -> ReportingPeriod:
        """The period of the same kind just before."""
        if self.number > 1:
            return attrs.evolve(self, number=self.number - 1)
        return attrs.evolve(self, year=self.year - 1, number=12 // _MONTHS[self.kind])

    @property
    def last_year(self) -> ReportingPeriod:
        """The same period of the year before."""
        return attrs.evolve(self, year=self.year - 1)

    def title(self, lang: str = "vi") -> str:
        """``Tháng 10/2023, từ 01/10/2023 đến 31/10/2023 (tháng dương lịch)``."""
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
        """``tháng 10/2023``, ``quý 4/2023``: within a sentence that needs no dates."""
        return text(f"evaluation.period.short.{self.kind}", lang, number=self.number, year=self.year)

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "label": self.label,
            "kind": self.kind,
            "scheme": self.scheme,
            "start": self.start.isoformat(),
            "until": self.until.isoformat(),
            "title": {lang: self.title(lang) for lang in ("vi", "en")},
        }
