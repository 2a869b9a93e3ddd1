"""Counts by group: one pass over the judged dossiers for each period, then sums for every grouping."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tthc_catalog.evaluation.counting.figures import COMPARED, GROUPINGS, Spread
from tthc_catalog.evaluation.counting.measures import IN_VIEW, MEASURES, bounds_of
from tthc_catalog.evaluation.judging.judged_dossiers import TABLE

if TYPE_CHECKING:
    from tthc_catalog.evaluation.judging.judged_dossiers import Facts
    from tthc_catalog.evaluation.reporting_period import ReportingPeriod

GroupKey = tuple[str | None, ...]
"""The values of a grouping's columns in one group."""

Counts = dict[str, dict[GroupKey, dict[str, int]]]
"""Grouping -> key -> measure -> count."""

Spreads = Mapping[str, Mapping[GroupKey, Spread]]
"""Grouping -> key -> working days saved."""

QueryRunner = Callable[[str], Any]
"""Runs one query over the judged dossiers and returns an Arrow table."""

_SAVED = "state = 'resolved' AND closed_at < {until} AND saved_days IS NOT NULL"

_FROM_DESKS = ("unit", "official")
"""Groupings summed from the counts by unit and official; the others are summed from the counts by procedure."""


def count(
    facts: Facts,
    period: ReportingPeriod,
    judged_at: dt.datetime,
    measures: Sequence[str] = tuple(MEASURES),
    run_query: QueryRunner | None = None,
) -> tuple[Counts, Spreads]:
    """Return the counts of a period and the working days saved, for every grouping.

    Args:
        facts: the judged dossiers.
        period: the reporting period.
        judged_at: the moment at which open dossiers are judged.
        measures: ids of at most 62 measures.
        run_query: runs the query over the dossiers; DuckDB by default.
    """
    connection = facts.connection
    connection.execute(f"CREATE OR REPLACE TEMP TABLE classed AS FROM ({classes_query(period, judged_at, measures)}) WHERE FALSE")
    if run_query is None:
        connection.execute(f"INSERT INTO classed {classes_query(period, judged_at, measures)}")
    else:
        connection.register("query_result", run_query(classes_query(period, judged_at, measures)))
        connection.execute("INSERT INTO classed FROM query_result")
        connection.unregister("query_result")
    sums = ", ".join(f"CAST(coalesce(sum(n) FILTER (WHERE class & {1 << bit} <> 0), 0) AS BIGINT)" for bit in range(len(measures)))
    counts: Counts = {}
    of_desks = _of_desks(connection, measures)
    for by, columns in GROUPINGS.items():
        if by in _FROM_DESKS:
            counts[by] = of_desks[by]
            continue
        width = len(columns)
        rows = _grouped(connection, by, columns, sums)
        counts[by] = {row[:width]: dict(zip(measures, row[width:], strict=True)) for row in rows}
    saved = _saved(connection)
    connection.execute("DROP TABLE classed")
    return counts, saved


def classes_query(period: ReportingPeriod, judged_at: dt.datetime, measures: Sequence[str]) -> str:
    """Return the one query over all dossiers: the number of dossiers in each class, by unit and official, and by procedure.

    The *class* of a dossier has one bit for each measure, set if the dossier counts there. The query uses only SQL that DuckDB and
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


def counts_to_compare(facts: Facts, period: ReportingPeriod, run_query: QueryRunner | None = None) -> Counts | None:
    """Return the counts `COMPARED` of an earlier period, or None if the records do not reach it.

    They reach it if they contain a dossier that was both received and closed in it. An export of one month may contain what was carried over to
    it: dossiers received earlier and still open, which are late by nature and say nothing about the month before.

    Args:
        facts: the judged dossiers.
        period: the earlier period.
        run_query: as for `count`.
    """
    until = dt.datetime.combine(period.until, dt.time())
    bounds = bounds_of(period, until)
    if not facts.count(f"NOT superseded AND received_at >= {bounds['start']} AND closed_at < {bounds['until']}"):
        return None
    return count(facts, period, until, COMPARED, run_query)[0]


def _of_desks(connection: Any, measures: Sequence[str]) -> Counts:
    """Return the counts by unit and by official: the dossiers of each class, times the bits of the class."""
    keys = [tuple(row) for row in connection.execute("SELECT level, unit FROM desks ORDER BY number").fetchall()]
    rows = connection.sql(
        "SELECT desk, official, class, CAST(sum(n) AS DOUBLE) AS n FROM classed WHERE desk IS NOT NULL GROUP BY ALL"
    ).to_arrow_table()
    encoded = rows.column("official").combine_chunks().dictionary_encode()
    officials = [*encoded.dictionary.to_pylist(), None]
    desks = rows.column("desk").to_numpy().astype(np.int64)
    groups, group = np.unique(
        desks * len(officials) + encoded.indices.fill_null(len(officials) - 1).to_numpy(zero_copy_only=False), return_inverse=True
    )
    classes, place = np.unique(rows.column("class").to_numpy(), return_inverse=True)
    numbers = rows.column("n").to_numpy()
    table = np.bincount(group * classes.size + place, numbers, groups.size * classes.size).reshape(groups.size, classes.size)
    bits = (classes[:, None] >> np.arange(len(measures)) & 1).astype(np.float64)
    by_official = table @ bits
    desks_of_groups = groups // len(officials)
    desks_seen, desk = np.unique(desks_of_groups, return_inverse=True)
    by_unit = np.zeros((desks_seen.size, len(measures)))
    np.add.at(by_unit, desk, by_official)
    official_keys = [(*keys[n // len(officials)], officials[n % len(officials)]) for n in groups.tolist()]
    return {
        "unit": _as_counts([keys[n] for n in desks_seen.tolist()], by_unit, measures),
        "official": _as_counts(official_keys, by_official, measures),
    }


def _as_counts(keys: Sequence[GroupKey], sums: Any, measures: Sequence[str]) -> dict[GroupKey, dict[str, int]]:
    """Return rows of sums by key, in the order of keys with nulls last."""
    found = {key: dict(zip(measures, row, strict=True)) for key, row in zip(keys, sums.astype(np.int64).tolist(), strict=True)}
    return dict(sorted(found.items(), key=lambda entry: [(part is None, part or "") for part in entry[0]]))


def _grouped(connection: Any, by: str, columns: Sequence[str], sums: str, where: str = "TRUE") -> list[tuple[Any, ...]]:
    """Return the sums for each group, from the counts by unit and official or from the counts by procedure."""
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
    """Return the working days saved against the statutory time, for every grouping."""
    spreads: dict[str, dict[GroupKey, Spread]] = {}
    for by, columns in GROUPINGS.items():
        values_of: dict[GroupKey, list[tuple[int, int]]] = {}
        for row in _grouped(connection, by, (*columns, "saved"), "CAST(sum(n) AS BIGINT)", "saved IS NOT NULL"):
            values_of.setdefault(row[:-2], []).append((row[-2], row[-1]))
        spreads[by] = {key: spread(values) for key, values in values_of.items()}
    return spreads


def spread(values: Sequence[tuple[int, int]]) -> Spread:
    """Return the quartiles of sorted values with their frequencies.

    >>> spread([(0, 1), (2, 2), (3, 1)]).median
    2
    """
    total = sum(number for _, number in values)
    cumulative = list(itertools.accumulate(number for _, number in values))

    def quartile(quarter: int) -> int:
        return next(value for (value, _), number in zip(values, cumulative, strict=True) if 4 * number >= quarter * total)

    return Spread(
        count=total,
        minimum=values[0][0],
        lower=quartile(1),
        median=quartile(2),
        upper=quartile(3),
        maximum=values[-1][0],
    )
