"""The tables and the query as one SQL script for DuckDB, Spark or PostgreSQL, to run without this library."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tthc_catalog.bulk.dialects import DIALECTS, DUCKDB, SPARK, Dialect
from tthc_catalog.bulk.queries import MOMENTS, Reading, by_channel, rows_query
from tthc_catalog.records.channels import CHANNELS, states_times
from tthc_catalog.timetable.counted_office import takes

if TYPE_CHECKING:
    from tthc_catalog.bulk.relations import Describe, Key, Relations
    from tthc_catalog.bulk.timetable_keys import Find
    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.timetable.timetable import Timetable

_ROWS_PER_INSERT = 1_000
"""Rows of one INSERT statement."""

_DOSSIERS = (
    ("received_at", "TIMESTAMP"),
    ("completed_at", "TIMESTAMP"),
    *((name, "TEXT") for name in ("code", "level", "office", "case_id")),
)

_ANSWERS = ("covered", *MOMENTS, "rule", "reason", "provisional", "status")
"""The columns that the view adds to those of ``dossiers``."""


def timetable_relations(timetable: Timetable) -> Relations:
    """Return the tables of one timetable, with its own code, level, case and channels as the key."""
    from tthc_catalog.bulk.relations import relations

    keys = [(timetable.code, timetable.level, None, timetable.case, channel) for channel in timetable.channels or (None,)]
    return relations(keys, lambda *_: timetable, lambda *_: (None, None), by_channel=bool(timetable.channels))


def catalog_relations(
    catalog: Catalog, find: Find, describe: Describe, *, first: dt.date | None = None, until: dt.date | None = None
) -> Relations:
    """Return the tables of a whole catalog: every procedure, case and desk, with and without the keys that have defaults.

    The channel is a part of the key only if some answer depends on it.
    """
    from tthc_catalog.bulk.relations import relations

    keys: list[Key] = []
    for procedure in catalog.procedures:
        desks = [None, *(office.id for office in catalog.offices.values() if takes(office, procedure.level, catalog))]
        cases = [None, *dict.fromkeys(case.id for edition in procedure.editions for case in edition.cases)]
        keys += [(procedure.code, level, desk, case, None) for level in (procedure.level, None) for desk in desks for case in cases]
    depends = _depends_on_channel(catalog, keys, find)
    if depends:
        keys = [(code, level, desk, case, channel) for code, level, desk, case, _ in keys for channel in CHANNELS]
    return relations(keys, find, describe, by_channel=depends, first=first, until=until)


def _depends_on_channel(catalog: Catalog, keys: Sequence[Key], find: Find) -> bool:
    """Return whether some answer depends on the channel."""
    stated = any(model.scope.channels for model in catalog.models.values()) or any(
        states_times(edition) for procedure in catalog.procedures for edition in procedure.editions
    )
    return stated and any(find(code or "", level, desk, case, None).channels for code, level, desk, case, _ in keys if level is not None)


def script(
    relations: Relations, dialect: str, *, schedule: Schedule, catalog: Catalog | None = None, now: dt.datetime | None = None
) -> Iterator[str]:
    """Yield the script in pieces: the tables, an empty table of dossiers if there is no such table yet, and a view that decides them.

    The script can be run again: it replaces the tables and the view, in one transaction where the engine has transactions.

    Args:
        relations: the tables.
        dialect: one of `DIALECTS`.
        schedule: any schedule of the catalog, for its zone and calendar.
        catalog: the catalog to name in the script; None for a single timetable, which has a digest only.
        now: the moment at which open dossiers are judged; None means the time at which the view is read.

    Raises:
        ValueError: the dialect is not one of these.
    """
    if dialect not in DIALECTS:
        message = f"{dialect!r} is no dialect known here: {', '.join(DIALECTS)}"
        raise ValueError(message)
    known, zone = DIALECTS[dialect], schedule.zone_name
    local_now = now.astimezone(schedule.zone).replace(tzinfo=None) if now is not None and now.tzinfo is not None else now
    stamp = _stamp(relations, schedule, catalog, local_now)
    yield from _header(stamp)
    if known.begin is not None:
        yield f"{known.begin};\n"
        yield "DROP VIEW IF EXISTS tthc_decisions;\n"
    for name, table in {"tthc_catalog_version": stamp, **relations.tables}.items():
        columns = [(field.name, _kind(str(field.type))) for field in table.schema]
        if known is SPARK:
            yield from _spark_view(name, columns, table)
        else:
            yield f"DROP TABLE IF EXISTS {name};\nCREATE TABLE {name} ({_declared(columns, known)});\n"
            for batch in table.to_batches(_ROWS_PER_INSERT):
                yield f"INSERT INTO {name} VALUES\n" + ",\n".join(_rows(batch)) + ";\n"
    declared = (*_DOSSIERS, ("channel", "TEXT")) if by_channel(relations) else _DOSSIERS
    yield f"CREATE TABLE IF NOT EXISTS dossiers ({_declared(declared, known)}){' USING PARQUET' if known is SPARK else ''};\n"
    if known is DUCKDB:
        yield _reject_answers_in_dossiers()
    reading = Reading(
        received_at=known.local_moment("d.received_at", zone),
        completed_at=known.local_moment("d.completed_at", zone),
        judged_at=known.judged_at(local_now, zone),
    )
    view = "OR REPLACE TEMPORARY VIEW" if known is SPARK else "VIEW"
    yield f"CREATE {view} tthc_decisions AS\n{rows_query(relations, ['*'], reading)};\n"
    if known.commit is not None:
        yield f"{known.commit};\n"


def _stamp(relations: Relations, schedule: Schedule, catalog: Catalog | None, now: dt.datetime | None) -> Any:
    """Return the table of one row that names what the script was written from."""
    import pyarrow as pa

    from tthc_catalog import __version__

    days = relations.days["day"].to_pylist()
    columns = {
        "catalog": pa.array([catalog.id if catalog is not None else None], pa.string()),
        "version": pa.array([catalog.version if catalog is not None else None], pa.string()),
        "digest": pa.array([relations.digest], pa.string()),
        "first_day": pa.array(days[:1] or [None], pa.date32()),
        "last_day": pa.array(days[-1:] or [None], pa.date32()),
        "decided_through": pa.array([schedule.calendar.decided_through], pa.date32()),
        "time_zone": pa.array([schedule.zone_name], pa.string()),
        "judged_at": pa.array([now], pa.timestamp("us")),
        "library_version": pa.array([__version__], pa.string()),
    }
    return pa.table(columns)


def _header(stamp: Any) -> Iterator[str]:
    """Yield the comment that the script begins with."""
    (row,) = stamp.to_pylist()
    source = f"catalog {row['catalog']} {row['version']}" if row["catalog"] is not None else "one timetable"
    yield f"-- Deadlines of {source} for dossiers received from {row['first_day']} through {row['last_day']}.\n"
    yield f"-- SHA-256 {row['digest']}; written by tthc-catalog {row['library_version']}. The table tthc_catalog_version repeats this.\n"
    yield f"-- Moments without a time zone are office time in {row['time_zone']}; moments with a zone are converted to it.\n"
    yield "-- Every row of dossiers with its own columns, its deadlines and its status: SELECT * FROM tthc_decisions\n"


def _reject_answers_in_dossiers() -> str:
    """Return the statement that fails if ``dossiers`` has a column of the same name as an answer.

    PostgreSQL and Spark reject such a view themselves. DuckDB would rename the answer.
    """
    names = ", ".join(f"'{name}'" for name in _ANSWERS)
    message = "'the view would have two columns of this name; rename the one of dossiers: '"
    here = "database_name = current_database() AND schema_name = current_schema() AND table_name = 'dossiers'"
    return f"SELECT error({message} || column_name) FROM duckdb_columns() WHERE {here} AND column_name IN ({names});\n"  # noqa: S608 - our own names


def _kind(arrow: str) -> str:
    kinds = {"string": "TEXT", "int32": "INTEGER", "bool": "BOOLEAN", "date32[day]": "DATE", "timestamp[us]": "TIMESTAMP"}
    return kinds[arrow]


def _declared(columns: Any, dialect: Dialect) -> str:
    return ", ".join(f"{name} {dialect.type_of(kind)}" for name, kind in columns)


def _spark_view(name: str, columns: list[tuple[str, str]], table: Any) -> Iterator[str]:
    casts = ", ".join(f"CAST({column} AS {SPARK.type_of(kind)}) AS {column}" for column, kind in columns)
    yield f"CREATE OR REPLACE TEMPORARY VIEW {name} AS SELECT {casts} FROM VALUES\n"  # noqa: S608 - our own names and literals
    for number, batch in enumerate(table.to_batches(_ROWS_PER_INSERT)):
        yield (",\n" if number else "") + ",\n".join(_rows(batch))
    yield f"\nAS t({', '.join(column for column, _ in columns)});\n"


def _rows(batch: Any) -> Iterator[str]:
    columns = [[_literal(value) for value in column.to_pylist()] for column in batch.columns]
    return ("(" + ", ".join(row) + ")" for row in zip(*columns, strict=True))


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"
