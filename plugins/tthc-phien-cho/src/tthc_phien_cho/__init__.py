"""A policy for market days: an office serves on every n-th day from a known market, whatever the weekday. And a check of models that use it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.extension import (
    CheckSpec,
    DueByProcessingTime,
    DueOnWorkingDay,
    NotCovered,
    PolicySpec,
    Problem,
    Rule,
    Segment,
    Severity,
    TextsSpec,
)

if TYPE_CHECKING:
    from tthc_catalog.extension import Catalog, Citation, Day


@attrs.frozen(kw_only=True)
class MarketDays:
    """The policy. A dossier received on a market day is returned that day by a fixed time; later receipts follow the law.

    Attributes:
        every: days from one market to the next.
        return_by: the fixed time, in minutes after midnight.
    """

    first_market: dt.date
    every: int
    return_by: int
    rules: Mapping[str, Rule]
    varies_by_date: bool = True

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return the promise of a market day; another working day is not covered, and a day off is closed."""
        if day.date < self.first_market or (day.date - self.first_market).days % self.every:
            return (Segment(start=0, outcome=NotCovered(reason="not-market-day"), rule="not-market-day"),) if day.working else ()
        return (
            Segment(start=0, outcome=DueOnWorkingDay(working_days=0, minute=self.return_by, bound="by"), rule="market-day"),
            Segment(start=self.return_by, after=True, outcome=DueByProcessingTime(), rule="after-market"),
        )


def build(parameters: Mapping[str, Any], citations: tuple[Citation, ...]) -> MarketDays:
    """Build the policy from validated parameters."""
    first, every, time = dt.date.fromisoformat(parameters["first_market"]), parameters["every"], parameters["return_by"]
    texts = {
        "market-day": (
            f"Nhận vào phiên chợ: trả kết quả chậm nhất lúc {time} cùng ngày.",
            f"Received on a market day: returned by {time} that day.",
        ),
        "after-market": (f"Nhận sau {time} ngày chợ: theo thời hạn luật.", f"Received after {time} on a market day: as the law says."),
        "not-market-day": (
            f"Chỉ áp dụng vào phiên chợ, cứ {every} ngày một phiên kể từ {first:%d/%m/%Y}.",
            f"It holds only on market days, every {every} days from {first:%d/%m/%Y}.",
        ),
    }
    rules = {name: Rule(id=name, text=vi, text_en=en, citations=citations) for name, (vi, en) in texts.items()}
    return MarketDays(first_market=first, every=every, return_by=int(time[:2]) * 60 + int(time[3:]), rules=rules)


def check(parameters: Mapping[str, Any]) -> list[tuple[tuple[str | int, ...], tuple[str, str], Mapping[str, str]]]:
    """Reject a cycle of whole weeks: it is a weekday, which needs no plugin."""
    if parameters["every"] % 7:
        return []
    sentences = (
        "Chu kỳ bảy ngày là một thứ trong tuần: dùng chính sách service-days.",
        "A cycle of seven days is a weekday: use service-days.",
    )
    return [(("every",), sentences, {})]


MARKET_DAYS = PolicySpec(
    id="phien-cho",
    version="1",
    title="Ngày phục vụ theo phiên chợ",
    title_en="Service on market days",
    parameters={
        "type": "object",
        "title": "Tham số phiên chợ",
        "description": "Phiên nào, bao lâu một phiên, trả trước mấy giờ.",
        "additionalProperties": False,
        "required": ["first_market", "every", "return_by"],
        "properties": {
            "first_market": {
                "type": "string",
                "format": "date",
                "title": "Một phiên đã biết",
                "description": "Ngày của một phiên, YYYY-MM-DD.",
            },
            "every": {"type": "integer", "minimum": 2, "maximum": 60, "title": "Chu kỳ", "description": "Bao nhiêu ngày một phiên."},
            "return_by": {
                "type": "string",
                "format": "time-of-day",
                "title": "Trả chậm nhất lúc",
                "description": "Giờ trả cùng ngày, HH:MM.",
            },
        },
    },
    example={"first_market": "2024-01-05", "every": 6, "return_by": "16:00"},
    build=build,
    check=check,
)


def markets_begin_in_time(catalog: Catalog) -> Iterator[Problem]:
    """Yield a problem for each model that begins before its first known market: no day before that market is covered."""
    for model in catalog.models.values():
        first = model.parameters["first_market"] if model.policy == MARKET_DAYS.id else ""
        if model.period.start is not None and first > str(model.period.start):
            yield Problem(
                code="phien-cho.first-market",
                severity=Severity.WARNING,
                file=model.file,
                path=("parameters", "first_market"),
                found=first,
                expected=str(model.period.start),
                hint=str(model.period.start),
            )


def tthc_policies() -> list[PolicySpec]:
    """Return the policy of this package."""
    return [MARKET_DAYS]


def tthc_checks() -> list[CheckSpec]:
    """Return the check of this package; a manifest chooses it by ``checks: [phien-cho]``."""
    return [CheckSpec(id="phien-cho", title="Phiên chợ đầu tiên", title_en="First market", check=markets_begin_in_time)]


def tthc_texts() -> list[TextsSpec]:
    """Return the texts of the problem ``phien-cho.first-market``."""
    return [TextsSpec(id="phien-cho", folder=Path(__file__).parent / "texts")]
