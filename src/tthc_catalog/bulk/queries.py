"""The queries, in the subset of SQL that DuckDB, Spark and PostgreSQL share.

They read four relations: ``dossiers`` (``received_at``, ``completed_at``, ``code``, ``level``, ``office``, ``case_id``, perhaps
``channel``, and any other columns), and ``tthc_keys``, ``tthc_days`` and ``tthc_windows`` of `Relations`. A dossier is joined to its key and its day by equality,
and to its window by the number that follows from these two. So every engine uses hash joins, and Spark broadcasts the three small tables.
Days and windows are joined by one integer each, the fastest kind of key: if the numbers have no gaps, an engine reads the table like an
array. (In Spark, joining days by date takes four times as long.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.bulk.decision_columns import STATUSES
from tthc_catalog.records.channels import CHANNELS, IN_PERSON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.bulk.relations import Relations

_SMALL = "/*+ BROADCAST(k), BROADCAST(c), BROADCAST(w) */"

_CHANNEL = f"COALESCE(NULLIF(d.channel, ''), '{IN_PERSON}')"

MOMENTS = ("due_at", "late_after", "commitment_due_at", "commitment_late_after", "statutory_due_at", "statutory_late_after")


class Reading(NamedTuple):
    """Expressions for the moments of a dossier ``d`` as local office time, if they are not stored so.

    Attributes:
        received_at: the moment of receipt.
        completed_at: the moment at which the result was ready.
        judged_at: the moment at which open dossiers are judged.
    """

    received_at: str
    completed_at: str
    judged_at: str


def rows_query(relations: Relations, columns: Sequence[str], reading: Reading | None = None, *, prefix: str = "") -> str:
    """Return the query for every dossier with its deadlines and its status.

    The text depends only on the shape of ``relations``, so it can be stored and run again.

    Args:
        relations: the tables to join.
        columns: the columns of ``dossiers`` to keep, quoted as the engine requires; ``*`` keeps all.
        reading: how to read the moments of a dossier; None if they are stored as local office time.
        prefix: begins the names of the columns that are added.
    """
    source = "d" if reading is None else "m"
    moments = [f"{moment_of(name, relations, source)} AS {prefix}{name}" for name in MOMENTS]
    lines = [
        f"SELECT {_SMALL}",
        *[f"  d.{column}," for column in columns],
        f"  COALESCE(w.covered, FALSE) AS {prefix}covered,",
        *[f"  {column}," for column in moments],
        f"  w.rule AS {prefix}rule,",
        f"  {_reason(relations, source)} AS {prefix}reason,",
        f"  COALESCE(w.provisional, FALSE) AS {prefix}provisional,",
        f"  {_status(relations, source, names=True)} AS {prefix}status",
        *_joins(relations, reading),
    ]
    return "\n".join(lines)


def monthly_query(relations: Relations) -> str:
    """Return the query for the number of dossiers of each status, by month of receipt, desk and field, unordered.

    Rows without a moment of receipt count under a null month. ``unanswered`` counts the rows that have no answer at all, ``covered``
    those that a commitment covers.
    """
    counted = {"covered": "s.covered", "provisional": "s.provisional", "unanswered": "s.covered IS NULL"}
    counted |= {name: f"s.status = {number}" for number, name in enumerate(STATUSES)}
    return "\n".join(
        [
            "WITH g AS (",
            "  SELECT",
            "    s.month AS month,",
            "    s.unit AS unit,",
            "    COUNT(*) AS received,",
            ",\n".join(f"    SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS {name}" for name, condition in counted.items()),
            "  FROM (",
            f"    SELECT {_SMALL}",
            "      COALESCE(c.month, CAST(date_trunc('month', d.received_at) AS DATE)) AS month,",
            "      k.unit AS unit,",
            "      w.covered AS covered,",
            "      w.provisional AS provisional,",
            f"      {_status(relations, 'd', names=False)} AS status",
            *["    " + line for line in _joins(relations, None)],
            "  ) s",
            "  GROUP BY s.month, s.unit",
            ")",
            "SELECT /*+ BROADCAST(u) */",
            "  g.month AS month,",
            "  u.desk AS office,",
            "  u.field AS field,",
            ",\n".join(f"  CAST(g.{name} AS BIGINT) AS {name}" for name in ("received", *counted)),
            "FROM g LEFT JOIN tthc_keys u ON u.names_unit = g.unit",
        ]
    )


def windows_counted(relations: Relations) -> list[str]:
    """Return the columns of ``tthc_windows`` that `monthly_query` reads."""
    read = ["place", "late_after", "early_before", "covered", "provisional"]
    if "due_at" in relations.moving:
        read += ["due_at", "due_at_moves"]
    return read + (["late_after_moves"] if "late_after" in relations.moving else [])


def moment_of(name: str, relations: Relations, source: str = "d") -> str:
    """Return the expression for a column of moments, to which the minute of receipt is added if it moves.

    Args:
        name: the column of moments.
        relations: the tables.
        source: the alias of the relation with the moments of the dossier.
    """
    if name not in relations.moving:
        return f"w.{name}"
    return f"CASE WHEN w.{name}_moves THEN w.{name} + {source}.minute_of_day * INTERVAL '1' MINUTE ELSE w.{name} END"


def _minute(moment: str) -> str:
    return f"EXTRACT(HOUR FROM {moment}) * 60 + EXTRACT(MINUTE FROM {moment})"


def _dossiers(relations: Relations, reading: Reading | None) -> list[str]:
    """Return the lines that name the dossiers, with what is computed once for each of them.

    Some engines evaluate an expression again wherever it is repeated, so it gets a name.
    """
    if reading is not None:
        computed = {**reading._asdict(), **({"minute_of_day": _minute(reading.received_at)} if relations.moving else {})}
        named = ",\n".join(f"    {expression} AS {name}" for name, expression in computed.items())
        return ["FROM dossiers d", "CROSS JOIN LATERAL (", "  SELECT", named, ") m"]
    if relations.moving:
        return ["FROM (", f"  SELECT x.*, {_minute('x.received_at')} AS minute_of_day", "  FROM dossiers x", ") d"]
    return ["FROM dossiers d"]


def _joins(relations: Relations, reading: Reading | None) -> list[str]:
    received = "d.received_at" if reading is None else "m.received_at"
    place = ["k.first_place + c.number * k.parts_a_day"]
    place += [f"CASE WHEN {received} >= c.cut_{number} THEN k.step_{number} ELSE 0 END" for number in range(1, relations.cuts + 1)]
    return [
        *_dossiers(relations, reading),
        "LEFT JOIN tthc_keys k",
        "  ON k.code = COALESCE(d.code, '') AND k.level = COALESCE(d.level, '')",
        "  AND k.office = COALESCE(d.office, '') AND k.case_id = COALESCE(d.case_id, '')",
        *([f"  AND k.channel = {_CHANNEL}"] if by_channel(relations) else []),
        "LEFT JOIN tthc_days c",
        f"  ON c.since_1970 = CAST(CAST({received} AS DATE) - DATE '1970-01-01' AS INT)",
        "LEFT JOIN tthc_windows w",
        "  ON w.place = " + "\n    + ".join(place),
    ]


def by_channel(relations: Relations) -> bool:
    """Return whether a dossier is joined to its key by its channel too."""
    return "channel" in relations.keys.column_names


def _reason(relations: Relations, source: str) -> str:
    names = ", ".join(f"'{channel}'" for channel in CHANNELS)
    unknown = f"WHEN k.key IS NULL AND {_CHANNEL} NOT IN ({names}) THEN 'unknown-channel' " if by_channel(relations) else ""
    return (
        f"CASE {unknown}WHEN k.key IS NULL THEN 'unknown-procedure' WHEN k.first_place IS NULL THEN k.refused "
        f"WHEN {source}.received_at IS NULL THEN 'missing-instant' WHEN w.place IS NULL THEN 'out-of-horizon' ELSE w.reason END"
    )


def _status(relations: Relations, source: str, *, names: bool) -> str:
    late, completed = moment_of("late_after", relations, source), f"{source}.completed_at"
    is_early = f"{completed} < w.early_before"
    if "due_at" in relations.moving:
        is_early = f"CAST({completed} AS DATE) < CAST({moment_of('due_at', relations, source)} AS DATE)"
    early, on_time, overdue, pending, pending_overdue, undecided = (
        f"'{name}'" if names else str(number) for number, name in enumerate(STATUSES)
    )
    judged = "m.judged_at" if source == "m" else "k.judged_at" if "judged_at" in relations.keys.column_names else None
    still_open = undecided
    if judged is not None:
        still_open = f"CASE WHEN {judged} < {late} THEN {pending} ELSE {pending_overdue} END"
    return (
        f"CASE WHEN w.late_after IS NULL THEN {undecided} WHEN {completed} IS NULL THEN {still_open} "
        f"WHEN {is_early} THEN {early} WHEN {completed} < {late} THEN {on_time} ELSE {overdue} END"
    )
