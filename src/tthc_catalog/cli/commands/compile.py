"""``tthc compile``: the deadline tables of a catalog as canonical JSON, for other programs to look up in."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import click

from tthc_catalog.atomic_files import write_pieces
from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import Day, catalog_option, command, format_option, option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.decisions.receipt_moments import read_moment
from tthc_catalog.messages import text
from tthc_catalog.records.fact_wording import date_text
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from tthc_catalog.records.catalog import Catalog


@command("compile")
@option("-o", "--output", required=True, metavar="FILE", help="cli.compile.option.output")
@option("--from", "start", type=Day(), help="cli.compile.option.from")
@option("--until", type=Day(), help="cli.compile.option.until")
@option("--sql", type=click.Choice(["duckdb", "spark", "postgres"]), help="cli.compile.option.sql")
@option("--as-of", "as_of", metavar='"YYYY-MM-DD HH:MM"', help="cli.compile.option.as_of")
@catalog_option
@format_option
def compile_tables(
    *,
    output: str,
    start: dt.date | None,
    until: dt.date | None,
    sql: str | None,
    as_of: str | None,
    catalog: str | None,
    form: str,
    lang: str,
) -> Reply:
    """Write every table of the catalog, whole or the part that applies between two days."""
    if start is not None and until is not None and until <= start:
        raise click.UsageError(text("cli.compile.empty", lang, start=date_text(start), until=date_text(until)))
    if as_of is not None and sql is None:
        raise click.UsageError(text("cli.compile.as_of_without_sql", lang))
    now = read_moment(as_of) if as_of is not None else None
    loaded = open_catalog(catalog)
    if sql is not None:
        return _as_sql(loaded, sql, output, start, until, now, form, lang)
    from tthc_catalog.decisions.compiled_tables import canonical, compiled_tables
    from tthc_catalog.timetable.compiler import Compiler

    document = compiled_tables(Compiler(loaded, Registry()), start, until)
    content = canonical(document)
    if output == "-":
        return Reply(content)
    write_pieces(output, [(content + "\n").encode()])
    counts = {"tables": len(document["tables"]), "keys": len(document["keys"]), "path": output}
    beyond = document.get("beyond_calendar", [])
    left_out = dict.fromkeys((key["level"], key["code"], key["case"]) for key in beyond)
    if form == "json":
        digest = hashlib.sha256((content + "\n").encode()).hexdigest()
        return Reply(
            as_json(counts | {"sha256": digest, "digest": document["digest"]} | ({"beyond_calendar": beyond} if beyond else {})),
            int(bool(beyond)),
        )
    lines = [text("cli.compile.done", lang, **counts)]
    lines += [
        text("cli.compile.beyond_calendar", lang, name=f"{level}/{code}" + (f" ({case})" if case else "")) for level, code, case in left_out
    ]
    return Reply("\n".join(lines), int(bool(beyond)))


def _as_sql(
    catalog: Catalog,
    dialect: str,
    output: str,
    start: dt.date | None,
    until: dt.date | None,
    now: dt.datetime | None,
    form: str,
    lang: str,
) -> Reply:
    """Write the tables and the query as one SQL script."""
    from tthc_catalog.engine import Engine

    pieces = Engine(catalog).to_sql(dialect, first=start, until=until, now=now)
    if output == "-":
        return Reply("".join(pieces))
    digest = hashlib.sha256()

    def encoded() -> Iterator[bytes]:
        for piece in pieces:
            content = piece.encode()
            digest.update(content)
            yield content

    write_pieces(output, encoded())
    if form == "json":
        return Reply(as_json({"sql": dialect, "path": output, "sha256": digest.hexdigest()}))
    return Reply(text("cli.compile.sql_done", lang, path=output, dialect=dialect))
