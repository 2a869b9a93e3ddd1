"""``tthc compile``: the deadline tables of a catalog as canonical JSON, for other programs to look up in."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import click

from tthc_catalog.atomic_files import write_pieces
from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import Day, catalog_option, command, format_option, option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.decisions.receipt_moments import read_moment
from tthc_catalog.errors import OutOfHorizon
from tthc_catalog.messages import text
from tthc_catalog.records.fact_wording import date_text
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.timetable.timetable import Timetable

COLUMNS = (
    "starts_at",
    "reason",
    "rule",
    "due_at",
    "late_after",
    "bound",
    "commitment_due_at",
    "commitment_late_after",
    "statutory_due_at",
    "statutory_late_after",
    "provisional",
    "rate",
)
"""The columns of a row; instants are seconds since 1970-01-01T00:00Z, and a row applies until the next one starts."""


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
    document = compiled(loaded, start, until)
    content = canonical(document)
    if output == "-":
        return Reply(content)
    write_pieces(output, [(content + "\n").encode()])
    counts = {"tables": len(document["tables"]), "keys": len(document["keys"]), "path": output}
    beyond = document.get("beyond_calendar", [])
    if form == "json":
        digest = hashlib.sha256((content + "\n").encode()).hexdigest()
        return Reply(as_json(counts | {"sha256": digest} | ({"beyond_calendar": beyond} if beyond else {})), int(bool(beyond)))
    lines = [text("cli.compile.done", lang, **counts)]
    lines += [
        text("cli.compile.beyond_calendar", lang, name=f"{key['level']}/{key['code']}" + (f" ({key['case']})" if key["case"] else ""))
        for key in beyond
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


def canonical(data: Any) -> str:
    """Return JSON with sorted keys and no spaces, so that equal data has equal bytes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def compiled(catalog: Catalog, start: dt.date | None = None, until: dt.date | None = None) -> dict[str, Any]:
    """Return all tables of a catalog, equal ones once, and the table of each key; a key without a channel is for all channels.

    Args:
        catalog: the catalog to compile.
        start: leave out rows that end before this day.
        until: leave out rows that start on this day or later.
    """
    from tthc_catalog.timetable.compiler import Compiler

    compiler = Compiler(catalog, Registry())
    for day in (start, until):
        if day is not None:
            compiler.calendar.number(day)  # a day outside the calendar is an error of the caller
    tables: dict[str, dict[str, Any]] = {}
    keys = []
    beyond = []
    for timetable in compiler:
        key = {"level": timetable.level, "code": timetable.code, "case": timetable.case, "table": timetable.digest}
        try:
            if timetable.digest not in tables:
                tables[timetable.digest] = {"digest": timetable.digest, "rows": list(_rows(timetable, start, until))}
        except OutOfHorizon:  # only a policy of a plugin can have such a term; it must not cost the other procedures
            beyond.append({name: key[name] for name in ("level", "code", "case")})
            continue
        keys += [{**key, "channel": channel} for channel in timetable.channels or (None,)]
    return {
        "kind": "timetables",
        "catalog": {"id": catalog.id, "version": catalog.version},
        "calendar": {
            "id": compiler.calendar.id,
            "fingerprint": compiler.calendar.fingerprint,
            "decided_through": compiler.calendar.decided_through.isoformat(),
        },
        "time_zone": catalog.calendar.time_zone,
        "from": start and start.isoformat(),
        "until": until and until.isoformat(),
        "columns": list(COLUMNS),
        "keys": keys,
        "tables": list(tables.values()),
    } | ({"beyond_calendar": beyond} if beyond else {})


def _rows(timetable: Timetable, start: dt.date | None, until: dt.date | None) -> Iterator[list[Any]]:
    """Yield the rows that apply at some time between the two days."""
    calendar, midnight = timetable.schedule.calendar, timetable.schedule.midnight
    first = midnight[calendar.number(start)] if start is not None else midnight[0]
    last = midnight[calendar.number(until)] if until is not None else timetable.schedule.end_of_answers
    breakpoints = timetable.breakpoints()
    for place, (starts_at, answer) in enumerate(breakpoints):
        ends_at = breakpoints[place + 1].starts_at if place + 1 < len(breakpoints) else timetable.schedule.end_of_answers
        if ends_at > first and starts_at < last:
            commitment, statutory = answer.commitment, answer.statutory
            yield [
                starts_at,
                answer.reason,
                answer.rule,
                answer.due_at,
                answer.late_after,
                answer.bound,
                commitment.due_at if commitment is not None else None,
                commitment.late_after if commitment is not None else None,
                statutory.due_at if statutory is not None else None,
                statutory.late_after if statutory is not None else None,
                answer.provisional,
                answer.rate,
            ]
