"""How the promise was kept over thirteen months, and by the time of day of the receipt.

Each month is counted as its own report would count it: the dossiers received in it, judged at its end. The records reach an earlier month only if
they contain a covered dossier that was both received and closed in it: an export of one month may contain what was carried over to it, which is late by
nature and says nothing about the month before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tthc_catalog.evaluation.analysis.wilson_interval import wilson
from tthc_catalog.evaluation.counting.figures import Rate
from tthc_catalog.evaluation.counting.measures import IN_VIEW, MEASURES, bounds_of
from tthc_catalog.evaluation.judging.judged_dossiers import TABLE, Facts
from tthc_catalog.evaluation.report import Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.evaluation.earlier_reports import EarlierReport
    from tthc_catalog.evaluation.reporting_period import ReportingPeriod

MONTHS = 13
"""Months of the trend: the last one of the period, and a year before it."""

MINUTES = 30
"""Minutes of a slot. A slot includes its last minute, as a cutoff does: 15:01 to 15:30."""

CONFIDENCE = 95
"""Confidence of the intervals, in percent."""

SCALE = 10_000
"""Bounds are whole ten-thousandths."""

_KEPT = f"(({MEASURES['same_day_kept'].condition}) OR ({MEASURES['later_day_kept'].condition}))"
_BROKEN = f"(({MEASURES['same_day_broken'].condition}) OR ({MEASURES['later_day_broken'].condition}))"
_OUTCOMES = {
    "kept": _KEPT,
    "broken": _BROKEN,
    "broken_without_result": f"{_BROKEN} AND NOT coalesce(state = 'resolved' AND closed_at < {{until}}, FALSE)",
}
_SLOT = f"greatest((hour(received_at) * 60 + minute(received_at) + {MINUTES - 1}) // {MINUTES}, 1)"
_OF_SLOT = {
    "same_day": MEASURES["same_day"].condition,
    "later_day": MEASURES["later_day"].condition,
    **_OUTCOMES,
    "ready_same_day": (
        f"({MEASURES['same_day'].condition} OR {MEASURES['later_day'].condition}) AND state = 'resolved' AND closed_at < {{until}} "
        "AND CAST(completed_at AS DATE) = CAST(received_at AS DATE)"
    ),
}


def trend(facts: Facts, report: Report) -> dict[str, Any]:
    """Count the promises kept and broken in the last month of the period and in the twelve months before.

    Returns:
        Plain data: the months in order, each with its outcomes: from the records, or from a kept report if they do not reach it, or None.
    """
    months = _months(report.period)
    ends = [min(dt.datetime.combine(month.until, dt.time()), report.judged_at) for month in months]
    bounds = [bounds_of(month, end) for month, end in zip(months, ends, strict=True)]
    table = ", ".join(f"({number}, {bound['start']}, {bound['until']})" for number, bound in enumerate(bounds))
    # Official months begin on the 15th: moved back by 14 days, they are calendar months.
    days = months[0].start.day - 1
    number = f"CAST(date_diff('month', {bounds[0]['start']} - INTERVAL {days} DAY, received_at - INTERVAL {days} DAY) AS INTEGER)"
    columns = ", ".join(
        f"count(*) FILTER (WHERE {outcome.format(start='month_start', until='month_until')}) AS {name}"
        for name, outcome in _OUTCOMES.items()
    )
    rows = facts.rows(
        f"SELECT number, count(*) FILTER (WHERE closed_at < month_until) AS closed, {columns} FROM "  # noqa: S608 - our own conditions
        f"(SELECT *, {number} AS number FROM {TABLE} WHERE covered AND NOT superseded AND received_at >= {bounds[0]['start']} "
        f"AND received_at < {bounds[-1]['until']}) JOIN (VALUES {table}) AS months (number, month_start, month_until) USING (number) "
        "GROUP BY number"
    )
    counted = {row["number"]: row for row in rows if row["closed"] or row["number"] == MONTHS - 1}
    return {
        "confidence": CONFIDENCE,
        "months": [
            {
                "label": month.label,
                "title": {lang: month.short_title(lang) for lang in ("vi", "en")},
                "start": month.start.isoformat(),
                "until": month.until.isoformat(),
                "source": "records" if place in counted else "report" if month.label in report.earlier else None,
                "outcomes": _outcomes(counted[place], _OUTCOMES) if place in counted else _reported(report.earlier.get(month.label)),
                "filters": {name: f"({IN_VIEW.format(**bound)}) AND ({outcome.format(**bound)})" for name, outcome in _OUTCOMES.items()},
            }
            for place, (month, bound) in enumerate(zip(months, bounds, strict=True))
        ],
    }


def _reported(earlier: EarlierReport | None) -> dict[str, Any] | None:
    """Return the outcomes in a kept report."""
    if earlier is None:
        return None
    rate = earlier.figures.rate("promise_kept")
    counts = {"kept": rate.part, "broken": rate.whole - rate.part, "broken_without_result": earlier.without_result}
    return {**counts, "rate": rate_with_bounds(rate)}


def _months(period: ReportingPeriod) -> Sequence[ReportingPeriod]:
    """Return the last month of a period and those before it, in order."""
    months = [period.last_month]
    while len(months) < MONTHS:
        months.append(months[-1].previous)
    return months[::-1]


def hours(facts: Facts, report: Report) -> dict[str, Any]:
    """Count the promises of the period by the time of day of the receipt.

    Returns:
        Plain data: the slots with a promised dossier, in order.
    """
    view = IN_VIEW.format(**report.bounds)
    conditions = {name: condition.format(**report.bounds) for name, condition in _OF_SLOT.items()}
    columns = ", ".join(f"count(*) FILTER (WHERE {condition}) AS {name}" for name, condition in conditions.items())
    promised = f"({conditions['same_day']}) OR ({conditions['later_day']})"
    rows = facts.rows(
        f"SELECT CAST({_SLOT} AS INTEGER) AS slot, {columns} FROM {TABLE} WHERE {view} AND ({promised}) GROUP BY 1 ORDER BY 1"  # noqa: S608
    )
    return {
        "confidence": CONFIDENCE,
        "minutes": MINUTES,
        "filters": {name: f"({view}) AND ({condition})" for name, condition in conditions.items()},
        "slots": [
            {
                "from": clock((row["slot"] - 1) * MINUTES + (row["slot"] > 1)),
                "through": clock(row["slot"] * MINUTES),
                "filter": f"{_SLOT} = {row['slot']}",
                "outcomes": _outcomes(row, _OF_SLOT),
            }
            for row in rows
        ],
    }


def clock(minutes: int) -> str:
    """Return a time of day.

    >>> clock(930)
    '15:30'
    """
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _outcomes(row: Mapping[str, int], names: Mapping[str, str]) -> dict[str, Any]:
    """Return the counts of a row, with the rate of promises kept and its interval."""
    return {**{name: row[name] for name in names}, "rate": rate_with_bounds(Rate(row["kept"], row["kept"] + row["broken"]))}


def rate_with_bounds(rate: Rate, confidence: int = CONFIDENCE) -> dict[str, Any]:
    """Return a rate with the bounds of its interval, in ten-thousandths; None without dossiers."""
    low, high = wilson(rate.part, rate.whole, confidence) if rate.whole else (None, None)
    return {
        **rate.to_dict(),
        "low": None if low is None else round(low * SCALE),
        "high": None if high is None else round(high * SCALE),
    }
