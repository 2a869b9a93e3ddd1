"""``tthc roster``: the printable roster of an office for one week."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from tthc_catalog.cli.catalog_source import open_catalog
from tthc_catalog.cli.command import Choice, Day, argument, catalog_option, command, option
from tthc_catalog.cli.terminal import Reply
from tthc_catalog.messages import text


@command("roster")
@argument("office", help="cli.roster.argument.office")
@option("--week", type=Day(), required=True, help="cli.roster.option.week")
@option("--to", "form", type=Choice(("pdf", "html")), default="html", help="cli.roster.option.to")
@option("-o", "--output", default="-", metavar="FILE", help="cli.roster.option.output")
@catalog_option
def print_roster(*, office: str, week: dt.date, form: str, output: str, catalog: str | None, lang: str) -> Reply:
    """Write the sheet of the week a day lies in."""
    if form == "pdf" and output == "-":
        raise click.UsageError(text("cli.slip.pdf_to_file", lang))
    from tthc_catalog.extension.registry import Registry
    from tthc_catalog.publication.roster_sheet import roster_html, roster_pdf, week_data

    data = week_data(open_catalog(catalog), Registry(), office=office, day=week)
    content = roster_pdf(data) if form == "pdf" else roster_html(data).encode()
    if output == "-":
        return Reply(content.decode())
    Path(output).write_bytes(content)
    return Reply(text("cli.slip.done", lang, path=output))
