"""The tables and the query as one SQL script for DuckDB, Spark or PostgreSQL, to run without this library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tthc_catalog.bulk.queries import by_channel, rows_query
from tthc_catalog.records.channels import CHANNELS, states_times

if TYPE_CHECKING:
    import datetime as dt

    from tthc_catalog.bulk.relations import Describe, Key, Relations
    from tthc_catalog.bulk.timetable_keys import Find
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.timetable.timetable import Timetable

DIALECTS = ("duckdb", "spark", "postgres")

_ROWS_PER_INSERT = 1_000
"""Rows of one INSERT statement."""

_DOSSIERS = (
    ("received_at", "TIMESTAMP"),
    ("completed_at", "TIMESTAMP"),
    *((name, "TEXT") for name in ("code", "level", "office", "case_id")),
)


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
        desks = [None, *(office.id for office in catalog.offices.values() if office.level == procedure.level)]
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


def script(relations: Relations, dialect: str) -> Iterator[str]:
    """Yield the script in pieces: the tables, an empty table of dossiers if there is no such table yet, and a view that decides them.

    Args:
        relations: the tables.
        dialect: one of `DIALECTS`.

    Raises:
        ValueError: the dialect is not one of these.
    """
    if dialect not in DIALECTS:
        message = f"{dialect!r} is no dialect known here: {', '.join(DIALECTS)}"
        raise ValueError(message)
    yield "-- Every row of dossiers with its deadlines: SELECT * FROM tthc_decisions\n"
    for name, table in relations.tables.items():
        columns = [(field.name, _kind(str(field.type))) for field in table.schema]
        if dialect == "spark":
            yield from _spark_view(name, columns, table)
        else:
            yield f"CREATE TABLE {name} ({_declared(columns, dialect)});\n"
            for batch in table.to_batches(_ROWS_PER_INSERT):
                yield f"INSERT INTO {name} VALUES\n" + ",\n".join(_rows(batch)) + ";\n"
    declared = (*_DOSSIERS, ("channel", "TEXT")) if by_channel(relations) else _DOSSIERS
    yield f"CREATE TABLE IF NOT EXISTS dossiers ({_declared(declared, dialect)}){' USING PARQUET' if dialect == 'spark' else ''};\n"
    view = "OR REPLACE TEMPORARY VIEW" if dialect == "spark" else "OR REPLACE VIEW"
    yield f"CREATE {view} tthc_decisions AS\n{rows_query(relations, [name for name, _ in declared])};\n"


def _kind(arrow: str) -> str:
    kinds = {"string": "TEXT", "int32": "INTEGER", "bool": "BOOLEAN", "date32[day]": "DATE", "timestamp[us]": "TIMESTAMP"}
    return kinds[arrow]


def _type_in(kind: str, dialect: str) -> str:
    return {"TEXT": "STRING", "TIMESTAMP": "TIMESTAMP_NTZ"}.get(kind, kind) if dialect == "spark" else kind


def _declared(columns: Any, dialect: str) -> str:
    return ", ".join(f"{name} {_type_in(kind, dialect)}" for name, kind in columns)


def _spark_view(name: str, columns: list[tuple[str, str]], table: Any) -> Iterator[str]:
    casts = ", ".join(f"CAST({column} AS {_type_in(kind, 'spark')}) AS {column}" for column, kind in columns)
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
