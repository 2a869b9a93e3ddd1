"""``tthc due``: when one dossier is due, by law and by commitment, and why.

Most questions never get here: `tthc_catalog.cli.stored_answer` answers again what was asked of an unchanged catalog before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tthc_catalog.cli.catalog_source import open_identified
from tthc_catalog.cli.command import Choice, argument, catalog_option, command, format_option, level_option, option
from tthc_catalog.cli.decision_page import decision_reply
from tthc_catalog.cli.stored_answer import remember
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from tthc_catalog.cli.terminal import Reply


@command("due")
@argument("code", help="cli.option.code")
@level_option
@option("--at", required=True, metavar='"YYYY-MM-DD HH:MM"', help="cli.due.option.at")
@option("--office", metavar="ID", help="cli.due.option.office")
@option("--case", metavar="ID", help="cli.due.option.case")
@option("--have", metavar="ID", multiple=True, help="cli.due.option.have")
@option("--condition", "conditions", metavar="ID", multiple=True, help="cli.due.option.condition")
@option("--channel", type=Choice(("in_person", "online", "postal")), default="in_person", help="cli.due.option.channel")
@option("--strict", is_flag=True, help="cli.due.option.strict")
@option("--explain/--no-explain", "explained", default=True, help="cli.due.option.explain")
@catalog_option
@format_option
def answer_dossier(
    *,
    code: str,
    level: str | None,
    at: str,
    office: str | None,
    case: str | None,
    have: tuple[str, ...],
    conditions: tuple[str, ...],
    channel: str,
    strict: bool,
    explained: bool,
    catalog: str | None,
    form: str,
    lang: str,
) -> Reply:
    """Answer for one dossier."""
    if conditions and not have:
        raise click.UsageError(text("cli.due.condition_alone", lang))
    from tthc_catalog.engine import Engine

    loaded = open_identified(catalog)
    decision = Engine(loaded.catalog).decide(
        code,
        level=level,
        received_at=at,
        office=office,
        case=case,
        components=have or None,
        conditions=conditions,
        channel=channel,
        strict=strict,
    )
    remember(loaded, decision.context, (code, level, office, case))
    return decision_reply(decision, form, lang, explained=explained)
