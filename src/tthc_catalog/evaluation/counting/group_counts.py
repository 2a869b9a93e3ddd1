"""Counts by group: one query over the judged dossiers for each period, then sums for every grouping."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from tthc_catalog.evaluation.counting.figures import COMPARED, GROUPINGS, Spread
from tthc_catalog.evaluation.counting.measures import IN_VIEW, MEASURES, bounds_of, predicates, with_tests
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

_TABLES = {"desk": ("desks", ("level", "unit")), "matter": ("matters", ("level", "field", "code"))}
"""Column of numbers -> the table that explains them, and its columns."""

_CELLS = 10_000_000
"""Most cells, each the number of dossiers of a class in a group, that are in memory at once."""

_FROM_DESKS = ("unit", "official")
"""Groupings summed from the counts by unit and official; the others are summed from the counts by procedure."""


class _Source(NamedTuple):
    """Numbers of dossiers: of each class, and of each number of working days saved.

    Attributes:
        keys: number of the unit or procedure -> the values of its columns.
        columns: the names of these values.
        officials: the pseudonyms by their number, and None for dossiers without one.
        classes: the different classes.
        number, official, n, value: a row of each number of dossiers; ``value`` is the place of the class in ``classes``, or the working days.
        is_class: whether ``value`` is a class.
    """

    keys: list[GroupKey]
    columns: tuple[str, ...]
    officials: list[str | None]
    classes: npt.NDArray[np.int64]
    number: npt.NDArray[np.int64]
    official: npt.NDArray[np.int64]
    n: npt.NDArray[np.int64]
    value: npt.NDArray[np.int64]
    is_class: npt.NDArray[np.bool_]


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
        measures: ids of at most 62 measures, made of at most 62 predicates.
        run_query: runs the query over the dossiers; DuckDB by default.
    """
    query = classes_query(period, judged_at, measures)
    rows = facts.connection.sql(query).to_arrow_table() if run_query is None else run_query(query)
    sources = {name: _source(facts.connection, rows, name) for name in _TABLES}
    del rows
    counts: Counts = {}
    spreads: dict[str, dict[GroupKey, Spread]] = {}
    for by, columns in GROUPINGS.items():
        source = sources["desk" if by in _FROM_DESKS else "matter"]
        keys, group = _groups(source, columns)
        counts[by] = _counts(source, keys, group, measures)
        spreads[by] = _spreads(source, keys, group)
    return counts, spreads


def classes_query(period: ReportingPeriod, judged_at: dt.datetime, measures: Sequence[str]) -> str:
    """Return the one query over all dossiers: the number of dossiers in each class and with each number of working days saved.

    The *class* of a dossier has one bit for each measure, set if the dossier counts there; its *marks* have one for each predicate, of which the
    measures are made. Marks are computed for each dossier, classes only for each group, and a class may have several rows. The dossiers are
    grouped by unit and official, and by procedure. The query uses only SQL that DuckDB and Spark share.
    """
    bounds = bounds_of(period, judged_at)
    names = predicates(measures)
    marks = _bits(name.format(**bounds) for name in names)
    tests = {name: f"marks & {1 << bit} <> 0" for bit, name in enumerate(names)}
    classes = _bits(with_tests(MEASURES[name].formula, tests) for name in measures)
    saved = f"CASE WHEN {_SAVED.format(**bounds)} THEN saved_days END"
    return (
        f"SELECT desk, matter, official, CASE WHEN marks IS NOT NULL THEN {classes} END AS class, saved, n FROM ("  # noqa: S608 - our own conditions
        "SELECT desk, matter, official, marks, saved, count(*) AS n FROM ("
        f"SELECT desk, matter, official_number AS official, {marks} AS marks, {saved} AS saved FROM {TABLE} "
        f"WHERE {IN_VIEW.format(**bounds)}) AS seen "
        "GROUP BY GROUPING SETS ((desk, official, marks), (desk, official, saved), (matter, marks), (matter, saved))) AS grouped"
    )


def _bits(conditions: Iterable[str]) -> str:
    """Return the integer that has a bit for each condition, set if it is true."""
    return f"CAST({' + '.join(f'CASE WHEN {condition} THEN {1 << bit} ELSE 0 END' for bit, condition in enumerate(conditions))} AS BIGINT)"


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


def _source(connection: Any, rows: Any, name: str) -> _Source:
    """Return the rows of the query that are grouped by a number."""
    table, columns = _TABLES[name]
    keys = connection.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY number").fetchall()  # noqa: S608 - our own names
    officials = connection.execute("SELECT official FROM officials ORDER BY number").fetchall()
    rows = rows.filter(pc.and_(pc.is_valid(rows[name]), pc.or_(pc.is_valid(rows["class"]), pc.is_valid(rows["saved"]))))
    classes = rows["class"].combine_chunks().dictionary_encode()
    return _Source(
        keys=[tuple(key) for key in keys],
        columns=columns,
        officials=[official for (official,) in officials],
        classes=_integers(classes.dictionary),
        number=_integers(rows[name]),
        official=_integers(pc.fill_null(rows["official"], 0)),
        n=_integers(rows["n"]),
        value=_integers(pc.coalesce(classes.indices, rows["saved"])),
        is_class=pc.is_valid(rows["class"]).to_numpy(),
    )


def _integers(column: Any) -> npt.NDArray[np.int64]:
    integers: npt.NDArray[np.int64] = column.to_numpy().astype(np.int64)
    return integers


def _groups(source: _Source, columns: Sequence[str]) -> tuple[list[GroupKey], npt.NDArray[np.intp]]:
    """Return the keys of the groups, and the index of each row's group."""
    places = [source.columns.index(column) for column in columns if column != "official"]
    index: dict[GroupKey, int] = {} if columns else {(): 0}  # the total exists without dossiers, too
    own = np.asarray([index.setdefault(tuple(key[place] for place in places), len(index)) for key in source.keys], dtype=np.int64)
    keys = list(index)
    if "official" not in columns:
        return keys, own[source.number]
    among = len(source.officials)
    seen, group = np.unique(own[source.number] * among + source.official, return_inverse=True)
    return [(*keys[number // among], source.officials[number % among]) for number in seen.tolist()], group


def _counts(
    source: _Source, keys: Sequence[GroupKey], group: npt.NDArray[np.intp], measures: Sequence[str]
) -> dict[GroupKey, dict[str, int]]:
    """Return the counts of each group, in the order of keys with nulls last."""
    group, place, n = group[source.is_class], source.value[source.is_class], source.n[source.is_class]
    classes = source.classes
    bits = (classes[:, np.newaxis] >> np.arange(len(measures))) & 1
    sums = np.zeros((len(keys), len(measures)))
    step = _CELLS // max(classes.size, 1)
    for first in range(0, len(keys), step):
        end = min(first + step, len(keys))
        rows = slice(None) if end - first == len(keys) else np.flatnonzero((group >= first) & (group < end))
        cells = np.bincount((group[rows] - first) * classes.size + place[rows], n[rows], (end - first) * classes.size)
        sums[first:end] = cells.reshape(end - first, classes.size) @ bits
    present = np.bincount(group, minlength=len(keys)) > 0
    found = {
        key: dict(zip(measures, row, strict=True))
        for key, row, is_present in zip(keys, sums.astype(np.int64).tolist(), present.tolist(), strict=True)
        if is_present or not key
    }
    return dict(sorted(found.items(), key=lambda entry: [(part is None, part or "") for part in entry[0]]))


def _spreads(source: _Source, keys: Sequence[GroupKey], group: npt.NDArray[np.intp]) -> dict[GroupKey, Spread]:
    """Return the working days saved against the statutory time of each group that has any."""
    saved = ~source.is_class
    found = spreads(group[saved], source.value[saved], source.n[saved])
    return {keys[number]: spread for number, spread in found.items()}


def spreads(group: npt.NDArray[Any], value: npt.NDArray[Any], n: npt.NDArray[Any]) -> dict[int, Spread]:
    """Return the quartiles of the values of each group, of which each occurs ``n`` times.

    >>> spreads(np.array([7, 7, 7]), np.array([3, 0, 2]), np.array([1, 1, 2]))[7].median
    2
    """
    order = np.lexsort((value, group))
    group, value, upto = group[order], value[order], np.cumsum(n[order])
    firsts = np.flatnonzero(np.diff(group, prepend=-1))
    lasts = np.append(firsts[1:], group.size) - 1 if group.size else firsts
    before = upto[firsts] - n[order][firsts]
    total = upto[lasts] - before
    quartiles = [value[np.searchsorted(upto, before + -(-quarter * total // 4))] for quarter in (1, 2, 3)]
    columns = (group[firsts], total, value[firsts], *quartiles, value[lasts])
    return {
        number: Spread(count=count, minimum=minimum, lower=lower, median=median, upper=upper, maximum=maximum)
        for number, count, minimum, lower, median, upper, maximum in zip(*(column.tolist() for column in columns), strict=True)
    }
