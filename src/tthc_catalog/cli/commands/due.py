"""``tthc due``: when one dossier is due, by law and by commitment, and why.

Usually `tthc_catalog.cli.cached_answer` has the answer already; this module runs for the first question about a catalog and for errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.cli.cached_answer import remember
from tthc_catalog.cli.decision_page import decision_reply
from tthc_catalog.console.catalog_source import open_identified
from tthc_catalog.console.command import Day, catalog_option, command, format_option, option
from tthc_catalog.console.dossier_options import dossier_options, paused_option, pauses_of, refuse_conditions_alone
from tthc_catalog.console.procedure_words import code_of

if TYPE_CHECKING:
    import datetime as dt

    from tthc_catalog.console.terminal import Reply


@command("due")
@dossier_options
@paused_option
@option("--strict", is_flag=True, help="cli.due.option.strict")
@option("--known-on", "known_on", type=Day(), help="cli.due.option.known-on")
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
    paused: tuple[str, ...],
    strict: bool,
    known_on: dt.date | None,
    explained: bool,
    catalog: str | None,
    form: str,
    lang: str,
) -> Reply:
    """Decide one dossier."""
    refuse_conditions_alone(conditions, have, lang)
    from tthc_catalog.engine import Engine

    loaded = open_identified(catalog, reading=True)
    code, level = code_of(code, level, loaded.catalog, lang, form)
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
        known_on=known_on,
        history=pauses_of(paused, lang),
    )
    if known_on is None:
        remember(loaded, decision.context, (code, level, office, case, channel))
    return decision_reply(decision, form, lang, explained=explained)
