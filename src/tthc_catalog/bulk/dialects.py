"""What a script writes differently for DuckDB, Spark and PostgreSQL: types, transactions, and moments in the catalog's zone.

A table of dossiers may store moments with a zone or without one. The script is written before the type of a column is known, so each
expression below looks at the type and converts only a moment with a zone. An engine drops the branch that its column does not need.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

import attrs

_EPOCH = "TIMESTAMP_NTZ '1970-01-01 00:00:00'"


@attrs.frozen(kw_only=True)
class Dialect:
    """The dialect of one engine.

    Attributes:
        name: as in ``tthc compile --sql``.
        types: the names of types that differ from standard SQL.
        begin: the statement that begins a transaction; None if the engine has none.
        commit: the statement that ends it, likewise.
        local: local office time of the moment ``{column}``, which has a zone or none; ``{zone}`` is the catalog's.
        now: the current local office time.
    """

    name: str
    types: Mapping[str, str] = MappingProxyType({})
    begin: str | None
    commit: str | None
    local: str
    now: str

    def type_of(self, kind: str) -> str:
        """Return the name of a type."""
        return self.types.get(kind, kind)

    def local_moment(self, column: str, zone: str) -> str:
        """Return the expression for a column of moments as local office time, whatever the zone of the session."""
        return self.local.format(column=column, zone=zone)

    def judged_at(self, now: dt.datetime | None, zone: str) -> str:
        """Return the expression for the local time at which open dossiers are judged; None means the time of the query."""
        return self.now.format(zone=zone) if now is None else f"{self.type_of('TIMESTAMP')} '{now:%Y-%m-%d %H:%M:%S}'"


_TEXT_IS_REFUSED = "'received_at and completed_at must be timestamps, not text'"
_DATE_IS_REFUSED = "'received_at and completed_at must be timestamps, not dates without a time'"

DUCKDB = Dialect(
    name="duckdb",
    begin="BEGIN TRANSACTION",
    commit="COMMIT",
    local=(
        "CASE typeof({column}) WHEN 'TIMESTAMP WITH TIME ZONE' THEN CAST({column} AS TIMESTAMPTZ) AT TIME ZONE '{zone}' "
        f"WHEN 'VARCHAR' THEN error({_TEXT_IS_REFUSED}) WHEN 'DATE' THEN error({_DATE_IS_REFUSED}) ELSE CAST({{column}} AS TIMESTAMP) END"
    ),
    now="CURRENT_TIMESTAMP AT TIME ZONE '{zone}'",
)

SPARK = Dialect(
    name="spark",
    types=MappingProxyType({"TEXT": "STRING", "TIMESTAMP": "TIMESTAMP_NTZ"}),
    begin=None,
    commit=None,
    # Through UTC, since the local time of the session may exist twice.
    local=(
        f"CASE typeof({{column}}) WHEN 'timestamp' THEN convert_timezone('UTC', '{{zone}}', {_EPOCH} "
        "+ unix_micros(CAST({column} AS TIMESTAMP)) * INTERVAL '0.000001' SECOND) "
        f"WHEN 'string' THEN raise_error({_TEXT_IS_REFUSED}) WHEN 'date' THEN raise_error({_DATE_IS_REFUSED}) ELSE CAST({{column}} AS TIMESTAMP_NTZ) END"
    ),
    now=f"convert_timezone('UTC', '{{zone}}', {_EPOCH} + unix_micros(CURRENT_TIMESTAMP()) * INTERVAL '0.000001' SECOND)",
)

POSTGRES = Dialect(
    name="postgres",
    begin="BEGIN",
    commit="COMMIT",
    # COALESCE accepts a timestamp or a date beside the null; for text, PostgreSQL rejects the view. A date fails when it is read: PostgreSQL
    # has no function that raises an error, but a text that is no timestamp does.
    local=(
        "CASE WHEN pg_typeof({column}) = CAST('timestamptz' AS regtype) "
        "THEN COALESCE({column}, CAST(NULL AS TIMESTAMPTZ)) AT TIME ZONE '{zone}' "
        "WHEN pg_typeof({column}) = CAST('date' AS regtype) "
        "THEN CAST(CAST({column} AS TEXT) || ': a date without a time' AS TIMESTAMP) ELSE CAST({column} AS TIMESTAMP) END"
    ),
    now="CURRENT_TIMESTAMP AT TIME ZONE '{zone}'",
)

DIALECTS = MappingProxyType({dialect.name: dialect for dialect in (DUCKDB, SPARK, POSTGRES)})
