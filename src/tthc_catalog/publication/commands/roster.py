"""``tthc roster``: the printable roster of an office for one week."""

from __future__ import annotations

import datetime as dt

from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import Choice, Day, argument, catalog_option, command, option
from tthc_catalog.console.terminal import Reply
from tthc_catalog.publication.commands.sheet_output import form_of, hand_over

FORMS = ("pdf", "html")


@command("roster")
@argument("office", help="cli.roster.argument.office")
@option("--week", type=Day(), required=True, help="cli.roster.option.week")
@option("--to", "form", type=Choice(FORMS), help="cli.roster.option.to")
@option("-o", "--output", default="-", metavar="FILE", help="cli.roster.option.output")
@catalog_option
def print_roster(*, office: str, week: dt.date, form: str | None, output: str, catalog: str | None, lang: str) -> Reply:
    """Write the sheet of the week a day lies in."""
    form = form_of(form, output, FORMS, lang)
    from tthc_catalog.publication.desk.roster_sheet import roster_html, roster_pdf, week_data
    from tthc_catalog.registry import Registry

    data = week_data(open_catalog(catalog), Registry(), office=office, day=week)
    content = roster_pdf(data) if form == "pdf" else roster_html(data).encode()
    return hand_over(content, output, lang)
