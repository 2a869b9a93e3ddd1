"""Counting: one pass over the judged dossiers for each period, then sums of sums for every grouping."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tthc_catalog.evaluation.facts import TABLE
from tthc_catalog.evaluation.measures import IN_VIEW, MEASURES
from tthc_catalog.evaluation.report import COMPARED, GROUPINGS, Spread, bounds_of

if TYPE_CHECKING:
    from tthc_catalog.evaluation.facts import Facts
    from tthc_catalog.evaluation.periods import ReportingPeriod

Key = tuple[str | None, ...]
Counts = dict[str, dict[Key, dict[str, int]]]
"""Grouping -> key -> measure -> count."""

FINEST = tuple(dict.fromkeys(column for columns in GROUPINGS.values() for column in columns))
"""The columns every grouping is a part of."""

_SAVED = "state = 'resolved' AND closed_at < {until} AND saved_days IS NOT NULL"


def count(facts: Facts, period: ReportingPeriod, judged_at: dt.datetime, measures: Sequence[str] = tuple(MEASURES)) -> Counts:
    """The counts of a period, for every grouping.

    Args:
        facts: the judged dossiers.
        period: what to count in.
        judged_at: the moment open dossiers are judged at.
        measures: ids of the counts wanted.
    """
    bounds = bounds_of(period, judged_at)
    keys = ", ".join(FINEST)
    wanted = ", ".join(f"count(*) FILTER (WHERE {MEASURES[name].condition.format(**bounds)}) AS {name}" for name in measures)
    connection = facts.connection
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE counted AS SELECT {keys}, {wanted} FROM {TABLE} "  # noqa: S608 - our own conditions
        f"WHERE {IN_VIEW.format(**bounds)} GROUP BY {keys}"
    )
    sums = ", ".join(f"CAST(sum({name}) AS BIGINT)" for name in measures)
    found: Counts = {}
    for by, columns in GROUPINGS.items():
        rows = _grouped(connection, columns, sums, "counted")
        width = len(columns)
        found[by] = {row[:width]: dict(zip(measures, row[width:], strict=True)) for row in rows}
    connection.execute("DROP TABLE counted")
    if not found["total"] or None in found["total"][()].values():
        found["total"] = {(): dict.fromkeys(measures, 0)}
    return found


def compared(facts: Facts, period: ReportingPeriod) -> Counts | None:
    """The counts to compare with; None where no record was received before the period's end."""
    bounds = bounds_of(period, dt.datetime.combine(period.until, dt.time()))
    if not facts.count(f"NOT superseded AND received_at < {bounds['until']} AND received_at >= {bounds['start']}"):
        return None
    return count(facts, period, dt.datetime.combine(period.until, dt.time()), COMPARED)


def saved_days(facts: Facts, period: ReportingPeriod, judged_at: dt.datetime) -> Mapping[str, Mapping[Key, Spread]]:
    """Working days saved against the statutory time, for every grouping."""
    bounds = bounds_of(period, judged_at)
    keys = ", ".join(FINEST)
    connection = facts.connection
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE saved AS SELECT {keys}, saved_days, count(*) AS n FROM {TABLE} "  # noqa: S608 - our own conditions
        f"WHERE {IN_VIEW.format(**bounds)} AND {_SAVED.format(**bounds)} GROUP BY ALL"
    )
    found: dict[str, dict[Key, Spread]] = {}
    for by, columns in GROUPINGS.items():
        rows = _grouped(connection, (*columns, "saved_days"), "CAST(sum(n) AS BIGINT)", "saved")
        gathered: dict[Key, list[tuple[int, int]]] = {}
        for row in rows:
            gathered.setdefault(row[:-2], []).append((row[-2], row[-1]))
        found[by] = {key: spread(sorted(values)) for key, values in gathered.items()}
    connection.execute("DROP TABLE saved")
    return found


def spread(values: Sequence[tuple[int, int]]) -> Spread:
    """Quartiles of values with their frequencies, the values in order.

    >>> spread([(0, 1), (2, 2), (3, 1)]).median
    2
    """
    total = sum(number for _, number in values)

    def reached(quarter: int) -> int:
        seen = 0
        for value, number in values:
            seen += number
            if 4 * seen >= quarter * total:
                return value
        raise AssertionError(quarter)

    return Spread(
        count=total,
        minimum=values[0][0],
        lower=reached(1),
        median=reached(2),
        upper=reached(3),
        maximum=values[-1][0],
    )


def _grouped(connection: Any, columns: Sequence[str], sums: str, table: str) -> list[tuple[Any, ...]]:
    if not columns:
        return [tuple(row) for row in connection.execute(f"SELECT {sums} FROM {table}").fetchall()]  # noqa: S608 - our own names
    keys = ", ".join(columns)
    order = ", ".join(f"{column} NULLS LAST" for column in columns)
    return [tuple(r) for r in connection.execute(f"SELECT {keys}, {sums} FROM {table} GROUP BY {keys} ORDER BY {order}").fetchall()]  # noqa: S608
