"""The counting query on Apache Spark: the judged dossiers as Parquet, the same text of SQL, the same answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.judging.judged_dossiers import TABLE

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from tthc_catalog.evaluation.counting.counting import Ask
    from tthc_catalog.evaluation.judging.judged_dossiers import Facts

_NTZ = "spark.sql.timestampType"


def ask_spark(facts: Facts, folder: Path, session: SparkSession | None = None) -> Ask:
    """What answers the counting query on Spark.

    Args:
        facts: the judged dossiers; they are written once to ``folder``, which every worker must be able to read.
        folder: an existing folder.
        session: a session of a cluster; by default one on this machine.

    Raises:
        EvaluationError: pyspark is not installed.
    """
    if session is None:
        try:
            from tthc_catalog.bulk.spark_frames import local_session

            session = local_session()
        except ImportError as error:
            raise EvaluationError("evaluation.error.spark") from error
    # In a folder of its own: every Parquet file beside the records would be read as records.
    path = folder / "spark" / "dossiers.parquet"
    path.parent.mkdir()
    facts.write_parquet(path)
    # Moments are local, without a zone: a literal must be one, too.
    session.conf.set(_NTZ, "TIMESTAMP_NTZ")
    session.read.parquet(str(path)).createOrReplaceTempView(TABLE)

    def ask(query: str) -> Any:
        import pyarrow as pa

        rows = session.sql(query).collect()
        kinds = {"official": pa.string(), "desk": pa.int32(), "matter": pa.int32(), "saved": pa.int32()}
        names = ("desk", "matter", "official", "class", "saved", "n")
        return pa.table({name: pa.array([row[name] for row in rows], kinds.get(name, pa.int64())) for name in names})

    return ask
