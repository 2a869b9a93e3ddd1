"""``tthc slip``: the slip that the desk hands out for one dossier."""

from __future__ import annotations

import attrs

from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import Choice, catalog_option, command, option
from tthc_catalog.console.dossier_options import dossier_options, paused_option, pauses_of, refuse_conditions_alone
from tthc_catalog.console.procedure_words import code_of
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.errors import PublicationError
from tthc_catalog.publication.commands.sheet_output import personal_values, sheet_form, write_sheet
from tthc_catalog.publication.content.web_addresses import normal_base_url
from tthc_catalog.publication.desk.slip import Particulars, slip_data, slip_for

FORMS = ("pdf", "html", "json")


@command("slip", texts="publication.command")
@dossier_options
@paused_option
@option("--particulars", metavar="FILE", help="publication.command.slip.option.particulars")
@option("--to", "form", type=Choice(FORMS), help="publication.command.slip.option.to")
@option("-o", "--output", default="-", metavar="FILE", help="publication.command.slip.option.output")
@option("--base-url", metavar="URL", help="publication.command.slip.option.base_url")
@catalog_option
def make_slip(
    *,
    code: str,
    level: str | None,
    at: str,
    office: str | None,
    case: str | None,
    have: tuple[str, ...],
    conditions: tuple[str, ...],
    channel: str,
    paused: tuple[str, ...],
    particulars: str | None,
    form: str | None,
    output: str,
    base_url: str | None,
    catalog: str | None,
    lang: str,
) -> Reply:
    """Fill the form and write it."""
    refuse_conditions_alone(conditions, have, lang)
    form = sheet_form(form, output, FORMS, lang)
    from tthc_catalog.engine import Engine
    from tthc_catalog.publication.desk.slip_sheets import slip_html, slip_pdf

    values = _read(particulars)
    opened = open_catalog(catalog)
    code, level = code_of(code, level, opened, lang)
    decision = Engine(opened).decide(
        code,
        level=level,
        received_at=at,
        office=office,
        case=case,
        components=have or None,
        conditions=conditions,
        channel=channel,
        history=pauses_of(paused, lang),
    )
    site = None if base_url is None else normal_base_url(base_url)
    slip = slip_for(decision, values, have=have, base_url=site, desk_known=office is not None)
    content = slip_pdf(slip) if form == "pdf" else (slip_html(slip) if form == "html" else as_json(slip_data(slip)) + "\n").encode()
    return write_sheet(content, output, lang)


def _read(particulars: str | None) -> Particulars:
    """Read the particulars from a file or standard input; an error message never repeats their content."""
    if particulars is None:
        return Particulars()
    known = tuple(field.name for field in attrs.fields(Particulars))
    data = personal_values(particulars)
    if data is None or not data.keys() <= set(known):
        raise PublicationError("publication.error.particulars", keys=", ".join(known))
    return Particulars(**data)
