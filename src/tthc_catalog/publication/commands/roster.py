"""``tthc roster``: the printable roster of an office for one week."""

from __future__ import annotations

import datetime as dt

from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import Choice, Day, argument, catalog_option, command, option
from tthc_catalog.console.terminal import Reply
from tthc_catalog.errors import PublicationError
from tthc_catalog.publication.commands.sheet_output import personal_values, sheet_form, write_sheet

FORMS = ("pdf", "html")


@command("roster", texts="publication.command")
@argument("office", help="publication.command.roster.argument.office")
@option("--week", type=Day(), required=True, help="publication.command.roster.option.week")
@option("--names", metavar="FILE", help="publication.command.roster.option.names")
@option("--to", "form", type=Choice(FORMS), help="publication.command.roster.option.to")
@option("-o", "--output", default="-", metavar="FILE", help="publication.command.roster.option.output")
@catalog_option
def print_roster(*, office: str, week: dt.date, names: str | None, form: str | None, output: str, catalog: str | None, lang: str) -> Reply:
    """Write the roster of the week that contains a day."""
    form = sheet_form(form, output, FORMS, lang)
    from tthc_catalog.publication.desk.roster_sheet import roster_html, roster_pdf, week_data
    from tthc_catalog.registry import Registry

    people = {} if names is None else personal_values(names)
    if people is None:
        raise PublicationError("publication.error.names")
    data = week_data(open_catalog(catalog), Registry(), office=office, day=week, names=people)
    content = roster_pdf(data) if form == "pdf" else roster_html(data).encode()
    return write_sheet(content, output, lang)
