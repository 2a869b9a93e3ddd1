"""The counting query on Apache Spark, over the judged dossiers as Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.judging.judged_dossiers import TABLE

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from tthc_catalog.evaluation.counting.group_counts import QueryRunner
    from tthc_catalog.evaluation.judging.judged_dossiers import Facts

_TIMESTAMP_TYPE = "spark.sql.timestampType"


def spark_query_runner(facts: Facts, folder: Path, session: SparkSession | None = None) -> QueryRunner:
    """Return a function that runs the counting query on Spark.

    Args:
        facts: the judged dossiers; written once to ``folder``.
        folder: an existing folder that every worker can read.
        session: a session of a cluster; a local one by default.

    Raises:
        EvaluationError: pyspark is not installed.
    """
    if session is None:
        try:
            from tthc_catalog.bulk.spark_frames import local_session

            session = local_session()
        except ImportError as error:
            raise EvaluationError("evaluation.error.spark") from error
    # The record store reads every Parquet file of `folder` as records, so these go into a folder below it.
    path = folder / "spark" / "dossiers.parquet"
    path.parent.mkdir()
    facts.write_parquet(path)
    # The moments are local times without a zone; timestamp literals must have the same type.
    session.conf.set(_TIMESTAMP_TYPE, "TIMESTAMP_NTZ")
    session.read.parquet(str(path)).createOrReplaceTempView(TABLE)

    def run_query(query: str) -> Any:
        import pyarrow as pa

        rows = session.sql(query).collect()
        types = {
            "desk": pa.int32(),
            "matter": pa.int32(),
            "official": pa.int32(),
            "class": pa.int64(),
            "saved": pa.int32(),
            "n": pa.int64(),
        }
        return pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in types.items()})

    return run_query
