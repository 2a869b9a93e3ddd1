"""The queries, in the part of SQL that DuckDB, Spark and PostgreSQL share.

They read four relations: ``dossiers`` (``received_at``, ``completed_at``, ``code``, ``level``, ``office``, ``case_id`` and
whatever else), and ``tthc_keys``, ``tthc_days`` and ``tthc_windows`` of `Relations`. A dossier meets its key and its day by
equality, and its window by the number these two give, so every engine joins by hash, and Spark sends the three small tables to every
worker. Days and windows are met by one whole number each, the fastest of keys: where numbers have no gaps, an engine reads the table like
an array. (Spark takes four times as long to meet a day by its date.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.bulk.columns import STATUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.bulk.relations import Relations

_SMALL = "/*+ BROADCAST(k), BROADCAST(c), BROADCAST(w) */"

MOMENTS = ("due_at", "late_after", "commitment_due_at", "commitment_late_after", "statutory_due_at", "statutory_late_after")


def rows_query(relations: Relations, columns: Sequence[str]) -> str:
    """Every dossier with its deadlines and its status.

    Only the shape of ``relations`` is used, so that the text can be kept and run again.

    Args:
        relations: the tables joined.
        columns: the columns of ``dossiers`` to keep, quoted where their engine asks for it.
    """
    said = [f"{moment_of(name, relations)} AS {name}" for name in MOMENTS]
    lines = [
        f"SELECT {_SMALL}",
        *[f"  d.{column}," for column in columns],
        "  COALESCE(w.covered, FALSE) AS covered,",
        *[f"  {column}," for column in said],
        "  w.rule AS rule,",
        f"  {_reason()} AS reason,",
        "  COALESCE(w.provisional, FALSE) AS provisional,",
        f"  {_status(relations, names=True)} AS status",
        *_joins(relations),
    ]
    return "\n".join(lines)


def monthly_query(relations: Relations) -> str:
    """Dossiers by month of receipt, desk and field, with how many came to each status, in no order.

    Rows without a moment of receipt count under a null month. ``unanswered`` counts rows no deadline could be given for
    because of the row itself; ``covered`` those a commitment binds.
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
            f"      {_status(relations, names=False)} AS status",
            *["    " + line for line in _joins(relations)],
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
    """The columns of ``tthc_windows`` that `monthly_query` reads."""
    read = ["place", "late_after", "early_before", "covered", "provisional"]
    if "due_at" in relations.moving:
        read += ["due_at", "due_at_moves"]
    return read + (["late_after_moves"] if "late_after" in relations.moving else [])


def moment_of(name: str, relations: Relations) -> str:
    """A column of moments: as written, or moved on by the minute of receipt where it moves."""
    if name not in relations.moving:
        return f"w.{name}"
    return f"CASE WHEN w.{name}_moves THEN w.{name} + d.minute_of_day * INTERVAL '1' MINUTE ELSE w.{name} END"


def _joins(relations: Relations) -> list[str]:
    dossiers = ["FROM dossiers d"]
    if relations.moving:
        # The minute is worked out once and named: some engines work out again whatever is written twice.
        minute = "EXTRACT(HOUR FROM x.received_at) * 60 + EXTRACT(MINUTE FROM x.received_at)"
        dossiers = ["FROM (", f"  SELECT x.*, {minute} AS minute_of_day", "  FROM dossiers x", ") d"]
    place = ["k.first_place + c.number * k.parts_a_day"]
    place += [f"CASE WHEN d.received_at >= c.cut_{number} THEN k.step_{number} ELSE 0 END" for number in range(1, relations.cuts + 1)]
    return [
        *dossiers,
        "LEFT JOIN tthc_keys k",
        "  ON k.code = COALESCE(d.code, '') AND k.level = COALESCE(d.level, '')",
        "  AND k.office = COALESCE(d.office, '') AND k.case_id = COALESCE(d.case_id, '')",
        "LEFT JOIN tthc_days c",
        "  ON c.since_1970 = CAST(CAST(d.received_at AS DATE) - DATE '1970-01-01' AS INT)",
        "LEFT JOIN tthc_windows w",
        "  ON w.place = " + "\n    + ".join(place),
    ]


def _reason() -> str:
    return (
        "CASE WHEN k.key IS NULL THEN 'unknown-procedure' WHEN k.first_place IS NULL THEN k.refused "
        "WHEN d.received_at IS NULL THEN 'missing-instant' WHEN w.place IS NULL THEN 'out-of-horizon' ELSE w.reason END"
    )


def _status(relations: Relations, *, names: bool) -> str:
    late = moment_of("late_after", relations)
    is_early = "d.completed_at < w.early_before"
    if "due_at" in relations.moving:
        is_early = f"CAST(d.completed_at AS DATE) < CAST({moment_of('due_at', relations)} AS DATE)"
    said = [f"'{name}'" if names else str(number) for number, name in enumerate(STATUSES)]
    still_open = said[5]
    if "judged_at" in relations.keys.column_names:
        still_open = f"CASE WHEN k.judged_at < {late} THEN {said[3]} ELSE {said[4]} END"
    return (
        f"CASE WHEN w.late_after IS NULL THEN {said[5]} WHEN d.completed_at IS NULL THEN {still_open} "
        f"WHEN {is_early} THEN {said[0]} WHEN d.completed_at < {late} THEN {said[1]} ELSE {said[2]} END"
    )
