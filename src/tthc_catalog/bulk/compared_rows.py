"""The decisions of two catalogs on dossiers in files or in Spark, counted by one query.

Each catalog adds its columns to the rows, with a prefix of its own, so that the dossiers are never joined with themselves.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tthc_catalog.bulk.file_moments import quoted_text
from tthc_catalog.bulk.unanswered import UNANSWERED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyspark.sql import DataFrame

    from tthc_catalog.bulk.dossier_files import DossierFiles
    from tthc_catalog.bulk.spark_frames import DossierFrame

BEFORE, AFTER = "before_", "after_"
"""The prefixes of the columns of the two catalogs."""

_DUE = {side: f"{side}due_at" for side in (BEFORE, AFTER)}
_LATE = {side: f"{side}commitment_late_after" for side in (BEFORE, AFTER)}


def _conditions() -> dict[str, str]:
    """Return the condition of each count."""
    both = f"{_DUE[BEFORE]} IS NOT NULL AND {_DUE[AFTER]} IS NOT NULL"
    reasons = ", ".join(map(quoted_text, UNANSWERED))
    found = {
        "covered_before": "before_covered",
        "covered_after": "after_covered",
        "newly_covered": "after_covered AND NOT before_covered",
        "no_longer_covered": "before_covered AND NOT after_covered",
        "told_other_time": f"{_DUE[BEFORE]} IS DISTINCT FROM {_DUE[AFTER]}",
        "earlier": f"{both} AND {_DUE[BEFORE]} > {_DUE[AFTER]}",
        "later": f"{both} AND {_DUE[BEFORE]} < {_DUE[AFTER]}",
        "judged": "completed_at IS NOT NULL",
    }
    for name, sign in (("kept", "<"), ("broken", ">=")):
        found |= {f"{name}_{side.rstrip('_')}": f"completed_at {sign} {_LATE[side]}" for side in (BEFORE, AFTER)}
    return found | {f"unanswered_{side.rstrip('_')}": f"{side}reason IN ({reasons})" for side in (BEFORE, AFTER)}


def comparison_query(relation: str, by: Sequence[str], seconds_between: Callable[[str, str], str]) -> str:
    """Return the query for the figures of two catalogs.

    Args:
        relation: the rows with the columns of both catalogs.
        by: the quoted columns to group by; without any there is one row.
        seconds_between: returns the expression for the seconds from one moment to another.
    """
    moved = f"{_DUE[BEFORE]} <> {_DUE[AFTER]}"
    saved = f"CASE WHEN {moved} THEN CAST(FLOOR({seconds_between(_DUE[AFTER], _DUE[BEFORE])} / 60.0) AS BIGINT) END"
    counts = [f"CAST(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS BIGINT) AS {name}" for name, condition in _conditions().items()]
    quartiles = [
        f"CAST(percentile_disc({share}) WITHIN GROUP (ORDER BY s.saved) AS BIGINT) AS saved_{name}"
        for name, share in (("lower", 0.25), ("median", 0.5), ("upper", 0.75))
    ]
    figures = ["COUNT(*) AS dossiers", *counts, "CAST(COALESCE(SUM(s.saved), 0) AS BIGINT) AS saved_minutes", *quartiles]
    grouped = ", ".join(by)
    return "\n".join(
        [
            f"SELECT {', '.join([*by, *figures])}",
            f"FROM (SELECT r.*, {saved} AS saved FROM {relation} r) s",  # noqa: S608 - our own names, and quoted columns
            *([f"GROUP BY {grouped}", f"ORDER BY {grouped}"] if by else []),
        ]
    )


def compared_files(before: DossierFiles, decide_again: Callable[[Path], DossierFiles], by: Sequence[str]) -> Any:
    """Compare two catalogs on dossiers in files with DuckDB, which keeps the rows on disk.

    Args:
        before: the dossiers, opened by the first catalog.
        decide_again: opens the rows that the first catalog has decided by the second one.
        by: the columns to group by.

    Returns:
        An Arrow table with a row for each group.
    """
    import duckdb

    with tempfile.TemporaryDirectory(prefix="tthc-") as folder:
        first, second = Path(folder) / "before.parquet", Path(folder) / "after.parquet"
        with before:
            before.write_rows(first, prefix=BEFORE)
        with decide_again(first) as after:
            after.write_rows(second, prefix=AFTER)
        names = ['"' + name.replace('"', '""') + '"' for name in by]
        query = comparison_query(
            f"read_parquet({quoted_text(str(second))})", names, lambda one, other: f"date_diff('second', {one}, {other})"
        )
        with duckdb.connect() as connection:
            return connection.sql(query).to_arrow_table()


def compared_frame(before: DossierFrame, decide_again: Callable[[DataFrame], DossierFrame], by: Sequence[str]) -> DataFrame:
    """Compare two catalogs on dossiers in Spark.

    Args:
        before: the dossiers, opened by the first catalog.
        decide_again: opens the rows that the first catalog has decided by the second one.
        by: the columns to group by.

    Returns:
        A data frame with a row for each group.
    """
    rows = decide_again(before.rows(prefix=BEFORE)).rows(prefix=AFTER)
    rows.createOrReplaceTempView("tthc_compared")
    names = ["`" + name.replace("`", "``") + "`" for name in by]
    query = comparison_query("tthc_compared", names, lambda one, other: f"timestampdiff(SECOND, {one}, {other})")
    return rows.sparkSession.sql(query)
