"""DuckDB, PostgreSQL and Spark behind one interface: run a script, make a table of dossiers, and read rows as text."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postgres_server import PostgresServer

Row = tuple[str, ...]


class Database(Protocol):
    """An engine that runs the scripts. Null is read as an empty text, and every session is in the zone last set."""

    dialect: str
    zoned: str
    local: str

    def set_zone(self, zone: str) -> None:
        """Set the time zone of the session."""

    def make_dossiers(self, columns: Mapping[str, str], rows: Sequence[Row]) -> None:
        """Make the table ``dossiers`` with columns of some types; the values are cast from text."""

    def run(self, script: str) -> None:
        """Run a script, and raise an exception at the first error."""

    def rows(self, query: str) -> list[Row]:
        """Return the rows of a query as text."""


def _values(columns: Mapping[str, str], rows: Sequence[Row]) -> str:
    def cell(value: str, kind: str) -> str:
        return f"CAST('{value}' AS {kind})" if value else f"CAST(NULL AS {kind})"

    return ",\n".join(f"({', '.join(cell(value, kind) for value, kind in zip(row, columns.values(), strict=True))})" for row in rows)


def _text(value: object) -> str:
    return "" if value is None else str(value)


class DuckDB:
    """A database in memory."""

    dialect, zoned, local = "duckdb", "TIMESTAMPTZ", "TIMESTAMP"

    def __init__(self) -> None:
        import duckdb

        self._connection = duckdb.connect()

    def set_zone(self, zone: str) -> None:
        """See `Database`."""
        self._connection.execute(f"SET TimeZone = '{zone}'")

    def make_dossiers(self, columns: Mapping[str, str], rows: Sequence[Row]) -> None:
        """See `Database`."""
        declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        self._connection.execute(f"CREATE TABLE dossiers ({declared}); INSERT INTO dossiers VALUES {_values(columns, rows)}")  # noqa: S608 - values of the tests

    def run(self, script: str) -> None:
        """See `Database`."""
        try:
            self._connection.execute(script)
        except Exception:
            self._connection.execute("ROLLBACK")
            raise

    def rows(self, query: str) -> list[Row]:
        """See `Database`."""
        return [tuple(map(_text, row)) for row in self._connection.execute(query).fetchall()]


class Postgres:
    """A database of a running server."""

    dialect, zoned, local = "postgres", "TIMESTAMPTZ", "TIMESTAMP"

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._zone = "UTC"
        self.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")

    def set_zone(self, zone: str) -> None:
        """See `Database`."""
        self._zone = zone

    def make_dossiers(self, columns: Mapping[str, str], rows: Sequence[Row]) -> None:
        """See `Database`."""
        declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        self.run(f"CREATE TABLE dossiers ({declared}); INSERT INTO dossiers VALUES {_values(columns, rows)};")  # noqa: S608 - values of the tests

    def run(self, script: str) -> None:
        """See `Database`."""
        self._server.run(f"SET client_min_messages = warning; SET timezone = '{self._zone}';\n{script}")

    def rows(self, query: str) -> list[Row]:
        """See `Database`."""
        output = self._server.run(f"SET timezone = '{self._zone}'; COPY ({query}) TO STDOUT (FORMAT csv);")
        return [tuple({"t": "True", "f": "False"}.get(value, value) for value in row) for row in csv.reader(io.StringIO(output))]


class Spark:
    """Temporary views of a session; statements run one by one."""

    dialect, zoned, local = "spark", "TIMESTAMP", "TIMESTAMP_NTZ"

    def __init__(self, session: Any) -> None:
        self._session = session

    def set_zone(self, zone: str) -> None:
        """See `Database`."""
        self._session.conf.set("spark.sql.session.timeZone", zone)

    def make_dossiers(self, columns: Mapping[str, str], rows: Sequence[Row]) -> None:
        """See `Database`."""
        kinds = {name: "STRING" if kind == "TEXT" else kind for name, kind in columns.items()}
        values = f"SELECT * FROM VALUES {_values(kinds, rows)} AS t({', '.join(kinds)})"  # noqa: S608 - values of the tests
        self._session.sql(f"CREATE OR REPLACE TEMPORARY VIEW dossiers AS {values}")

    def run(self, script: str) -> None:
        """See `Database`. A view of the test replaces the empty table of dossiers."""
        for statement in script.split(";\n"):
            if statement.strip() and "CREATE TABLE IF NOT EXISTS dossiers" not in statement:
                self._session.sql(statement)

    def rows(self, query: str) -> list[Row]:
        """See `Database`."""
        return [tuple(map(_text, row)) for row in self._session.sql(query).collect()]
