"""The queries, in the part of SQL that DuckDB, Spark and PostgreSQL share.

They read three relations: ``dossiers`` (``received_at``, ``completed_at``, ``code``, ``level``, ``office``, ``case_id`` and
whatever else), and ``tthc_keys`` and ``tthc_windows`` of `Relations`. A dossier meets its window by equality of timetable,
date and part of the day, so every engine joins by hash, and Spark sends both small tables to every worker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.bulk.columns import STATUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.bulk.relations import Relations

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
        "SELECT /*+ BROADCAST(k), BROADCAST(w) */",
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
    """Dossiers by month of receipt, desk and field, with how many came to each status.

    Rows without a moment of receipt count under a null month. ``unanswered`` counts rows no deadline could be given for
    because of the row itself; ``covered`` those a commitment binds.
    """
    counts = [f"  CAST(SUM(CASE WHEN g.status = {n} THEN g.dossiers ELSE 0 END) AS BIGINT) AS {name}" for n, name in enumerate(STATUSES)]
    return "\n".join(
        [
            "WITH g AS (",
            "  SELECT /*+ BROADCAST(k), BROADCAST(w) */",
            "    COALESCE(w.month, CAST(date_trunc('month', d.received_at) AS DATE)) AS month,",
            "    k.unit AS unit,",
            f"    {_status(relations, names=False)} AS status,",
            "    w.covered AS covered,",
            "    w.provisional AS provisional,",
            "    COUNT(*) AS dossiers",
            *["  " + line for line in _joins(relations)],
            "  GROUP BY 1, 2, 3, 4, 5",
            ")",
            "SELECT /*+ BROADCAST(u) */",
            "  g.month AS month,",
            "  u.desk AS office,",
            "  u.field AS field,",
            "  CAST(SUM(g.dossiers) AS BIGINT) AS received,",
            "  CAST(SUM(CASE WHEN g.covered THEN g.dossiers ELSE 0 END) AS BIGINT) AS covered,",
            "  CAST(SUM(CASE WHEN g.provisional THEN g.dossiers ELSE 0 END) AS BIGINT) AS provisional,",
            "  CAST(SUM(CASE WHEN g.covered IS NULL THEN g.dossiers ELSE 0 END) AS BIGINT) AS unanswered,",
            ",\n".join(counts),
            "FROM g LEFT JOIN (SELECT DISTINCT unit, desk, field FROM tthc_keys) u ON u.unit = g.unit",
            "GROUP BY g.month, u.desk, u.field",
            "ORDER BY 1, 2, 3",
        ]
    )


def moment_of(name: str, relations: Relations) -> str:
    """A column of moments: as written, or moved on by the minute of receipt where it moves."""
    if name not in relations.moving:
        return f"w.{name}"
    return f"CASE WHEN w.{name}_moves THEN w.{name} + d.minute_of_day * INTERVAL '1' MINUTE ELSE w.{name} END"


def _part(relations: Relations) -> str:
    if not relations.cuts:
        return "0"
    if relations.by_the_second:
        counted, cuts = "d.second_of_day", relations.cuts
    else:
        counted, cuts = "d.minute_of_day", tuple(cut // 60 for cut in relations.cuts)
    return "(" + " + ".join(f"CASE WHEN {counted} >= {cut} THEN 1 ELSE 0 END" for cut in cuts) + ")"


def _joins(relations: Relations) -> list[str]:
    # The time of day is worked out once and named: some engines work out again whatever is written twice.
    minute = "EXTRACT(HOUR FROM x.received_at) * 60 + EXTRACT(MINUTE FROM x.received_at)"
    named = [f"{minute} AS minute_of_day", "CAST(x.received_at AS DATE) AS day_of_receipt"]
    if relations.by_the_second:
        named.append(f"({minute}) * 60 + EXTRACT(SECOND FROM x.received_at) AS second_of_day")
    return [
        "FROM (",
        f"  SELECT x.*, {', '.join(named)}",
        "  FROM dossiers x",
        ") d",
        "LEFT JOIN tthc_keys k",
        "  ON k.code = COALESCE(d.code, '') AND k.level = COALESCE(d.level, '')",
        "  AND k.office = COALESCE(d.office, '') AND k.case_id = COALESCE(d.case_id, '')",
        "LEFT JOIN tthc_windows w",
        "  ON w.timetable = k.timetable AND w.day = d.day_of_receipt",
        f"  AND w.part = {_part(relations)}",
    ]


def _reason() -> str:
    return (
        "CASE WHEN k.key IS NULL THEN 'unknown-procedure' WHEN k.timetable IS NULL THEN k.refused "
        "WHEN d.received_at IS NULL THEN 'missing-instant' WHEN w.timetable IS NULL THEN 'out-of-horizon' ELSE w.reason END"
    )


def _status(relations: Relations, *, names: bool) -> str:
    late = moment_of("late_after", relations)
    is_early = "d.completed_at < w.early_before"
    if "due_at" in relations.moving:
        is_early = f"CAST(d.completed_at AS DATE) < CAST({moment_of('due_at', relations)} AS DATE)"
    said = [f"'{name}'" if names else str(number) for number, name in enumerate(STATUSES)]
    still_open = said[5]
    if "judged_at" in relations.windows.column_names:
        still_open = f"CASE WHEN w.judged_at < {late} THEN {said[3]} ELSE {said[4]} END"
    return (
        f"CASE WHEN w.late_after IS NULL THEN {said[5]} WHEN d.completed_at IS NULL THEN {still_open} "
        f"WHEN {is_early} THEN {said[0]} WHEN d.completed_at < {late} THEN {said[1]} ELSE {said[2]} END"
    )
