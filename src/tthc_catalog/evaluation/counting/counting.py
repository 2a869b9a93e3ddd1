"""Counting: one pass over the judged dossiers for each period, then sums of sums for every grouping."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tthc_catalog.evaluation.counting.figures import COMPARED, GROUPINGS, Spread
from tthc_catalog.evaluation.counting.measures import IN_VIEW, MEASURES
from tthc_catalog.evaluation.counting.report import bounds_of
from tthc_catalog.evaluation.judging.judged_dossiers import TABLE

if TYPE_CHECKING:
    from tthc_catalog.evaluation.counting.periods import ReportingPeriod
    from tthc_catalog.evaluation.judging.judged_dossiers import Facts

Key = tuple[str | None, ...]
Counts = dict[str, dict[Key, dict[str, int]]]
"""Grouping -> key -> measure -> count."""

Spreads = Mapping[str, Mapping[Key, Spread]]
"""Grouping -> key -> working days saved."""

Ask = Callable[[str], Any]
"""Answers one query over the judged dossiers with an Arrow table."""

_SAVED = "state = 'resolved' AND closed_at < {until} AND saved_days IS NOT NULL"

_FROM_DESKS = ("unit", "official")
"""Groupings summed from the counts by unit and official; the others are summed from those by procedure."""


def count(
    facts: Facts,
    period: ReportingPeriod,
    judged_at: dt.datetime,
    measures: Sequence[str] = tuple(MEASURES),
    ask: Ask | None = None,
) -> tuple[Counts, Spreads]:
    """The counts of a period and the working days saved, for every grouping.

    Args:
        facts: the judged dossiers.
        period: what to count in.
        judged_at: the moment open dossiers are judged at.
        measures: ids of the counts wanted, 62 at most.
        ask: what reads the dossiers; by default DuckDB.
    """
    connection = facts.connection
    connection.execute(f"CREATE OR REPLACE TEMP TABLE classed AS FROM ({classes_query(period, judged_at, measures)}) WHERE FALSE")
    if ask is None:
        connection.execute(f"INSERT INTO classed {classes_query(period, judged_at, measures)}")
    else:
        connection.register("given", ask(classes_query(period, judged_at, measures)))
        connection.execute("INSERT INTO classed FROM given")
        connection.unregister("given")
    sums = ", ".join(f"CAST(coalesce(sum(n) FILTER (WHERE class & {1 << bit} <> 0), 0) AS BIGINT)" for bit in range(len(measures)))
    found: Counts = {}
    for by, columns in GROUPINGS.items():
        width = len(columns)
        rows = _grouped(connection, by, columns, sums)
        found[by] = {row[:width]: dict(zip(measures, row[width:], strict=True)) for row in rows}
    saved = _saved(connection)
    connection.execute("DROP TABLE classed")
    return found, saved


def classes_query(period: ReportingPeriod, judged_at: dt.datetime, measures: Sequence[str]) -> str:
    """The one query over all dossiers: how many of each unit and official, and of each procedure, fulfil the same conditions.

    A dossier's *class* holds a bit for each measure, set where it counts there. The query is in the SQL that DuckDB and
    Spark share.
    """
    bounds = bounds_of(period, judged_at)
    bits = " + ".join(
        f"CASE WHEN {MEASURES[name].condition.format(**bounds)} THEN {1 << bit} ELSE 0 END" for bit, name in enumerate(measures)
    )
    saved = f"CASE WHEN {_SAVED.format(**bounds)} THEN saved_days END"
    return (
        "SELECT desk, matter, official, class, saved, count(*) AS n FROM ("  # noqa: S608 - our own conditions
        f"SELECT desk, matter, official, CAST({bits} AS BIGINT) AS class, {saved} AS saved FROM {TABLE} "
        f"WHERE {IN_VIEW.format(**bounds)}) AS seen "
        "GROUP BY GROUPING SETS ((desk, official, class, saved), (matter, class, saved))"
    )


def compared(facts: Facts, period: ReportingPeriod, ask: Ask | None = None) -> Counts | None:
    """The counts to compare with; None where no dossier of the records was received in the period.

    Args:
        facts: the judged dossiers.
        period: an earlier one.
        ask: as for `count`.
    """
    until = dt.datetime.combine(period.until, dt.time())
    bounds = bounds_of(period, until)
    if not facts.count(f"NOT superseded AND received_at < {bounds['until']} AND received_at >= {bounds['start']}"):
        return None
    return count(facts, period, until, COMPARED, ask)[0]


def _grouped(connection: Any, by: str, columns: Sequence[str], sums: str, where: str = "TRUE") -> list[tuple[Any, ...]]:
    """Sums over the counts by unit and official, or over those by procedure."""
    if by in _FROM_DESKS:
        source = f"classed JOIN desks ON desk = number WHERE matter IS NULL AND {where}"
    else:
        source = f"classed JOIN matters ON matter = number WHERE desk IS NULL AND {where}"
    if not columns:
        return [tuple(row) for row in connection.execute(f"SELECT {sums} FROM {source}").fetchall()]  # noqa: S608 - our own names
    keys = ", ".join(columns)
    order = ", ".join(f"{column} NULLS LAST" for column in columns)
    return [tuple(r) for r in connection.execute(f"SELECT {keys}, {sums} FROM {source} GROUP BY {keys} ORDER BY {order}").fetchall()]  # noqa: S608


def _saved(connection: Any) -> Spreads:
    """Working days saved against the statutory time, for every grouping."""
    found: dict[str, dict[Key, Spread]] = {}
    for by, columns in GROUPINGS.items():
        gathered: dict[Key, list[tuple[int, int]]] = {}
        for row in _grouped(connection, by, (*columns, "saved"), "CAST(sum(n) AS BIGINT)", "saved IS NOT NULL"):
            gathered.setdefault(row[:-2], []).append((row[-2], row[-1]))
        found[by] = {key: spread(values) for key, values in gathered.items()}
    return found


def spread(values: Sequence[tuple[int, int]]) -> Spread:
    """Quartiles of values with their frequencies, the values in order.

    >>> spread([(0, 1), (2, 2), (3, 1)]).median
    2
    """
    total = sum(number for _, number in values)
    seen = list(itertools.accumulate(number for _, number in values))

    def reached(quarter: int) -> int:
        return next(value for (value, _), number in zip(values, seen, strict=True) if 4 * number >= quarter * total)

    return Spread(
        count=total,
        minimum=values[0][0],
        lower=reached(1),
        median=reached(2),
        upper=reached(3),
        maximum=values[-1][0],
    )
