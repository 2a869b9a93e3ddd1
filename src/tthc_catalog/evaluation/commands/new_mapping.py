"""``tthc new mapping``: propose a column map for a dossier file, and on a terminal ask about what the file does not say."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import argument, catalog_option, command
from tthc_catalog.console.terminal import Reply
from tthc_catalog.console.working_catalog import WorkingCatalog
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from tthc_catalog.evaluation.intake.mapping_proposal import Proposal


@command("mapping", texts="evaluation.command")
@argument("file", metavar="FILE", help="evaluation.command.mapping.argument.file")
@catalog_option
def propose_mapping(*, file: str, catalog: str | None, lang: str) -> Reply:
    """Propose a column map for an export of dossiers. The map is in Vietnamese, like all files that administrators edit."""
    from tthc_catalog.evaluation.commands.evaluate import need_bulk

    need_bulk()
    from tthc_catalog.evaluation.intake.mapping_proposal import as_yaml, propose
    from tthc_catalog.evaluation.intake.table_preview import preview
    from tthc_catalog.registry import Registry

    path = Path(file)
    shown = preview(path, Registry())
    # The reply is a file, so that nothing may be added to it, such as the name of the catalog.
    made = propose(shown, open_catalog(catalog or WorkingCatalog.find().folder))
    if sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None and sys.stderr.isatty():
        ask(made, lang)
    return Reply(as_yaml(made, shown, path.name), prose=False)


def ask(made: Proposal, lang: str) -> None:
    """Ask on standard error about what the proposal leaves open; an empty answer leaves it open."""
    from tthc_catalog.evaluation.intake.mapping_proposal import UNKNOWN, is_time
    from tthc_catalog.evaluation.intake.record_fields import FLAGS, STATES

    for field in made.missing:
        title = text(f"evaluation.ask.field.{field}", lang)
        header = _choose(text("evaluation.ask.column", lang, field=title), [h for h in made.unread if h], lang)
        if header is not None:
            made.columns[field] = header
            made.unread.remove(header)
        elif field in ("unit", "code") and (constant := _prompt(text("evaluation.ask.constant", lang, field=title))):
            made.constants[field] = constant
    for field, meanings in made.values.items():
        choices = STATES if field == "state" else ("online", "in_person", "postal") if field == "channel" else ("true", "false")
        for value in [value for value, meaning in meanings.items() if meaning == UNKNOWN]:
            question = text("evaluation.ask.value", lang, value=value, header=made.columns[field], number=made.counts[field][value])
            answer = _prompt(question) if field == "code" else _choose(question, choices if field not in FLAGS else ("true", "false"), lang)
            meanings[value] = answer or UNKNOWN
    if made.month_first:
        question = text("evaluation.ask.order", lang, day_first=made.day_first, month_first=made.month_first)
        made.order = _choose(question, ("day_first", "month_first"), lang) or made.order
    if made.doubtful_cells:
        made.date_cells = _choose(
            text("evaluation.ask.date_cells", lang, headers=", ".join(made.doubtful_cells)), ("as_is", "misread"), lang
        )
    for field, count in made.bare_dates.items():
        title = text(f"evaluation.field.{field}", lang)
        time = _prompt(text("evaluation.ask.time", lang, field=title, number=count))
        if time and is_time(time):
            made.times[field] = time


def _choose(question: str, choices: Sequence[str], lang: str) -> str | None:
    """Ask for one of several choices by its number; return None for any other answer."""
    if not choices:
        return None
    click.echo(question, err=True)
    for number, choice in enumerate(choices, 1):
        click.echo(f"  {number}. {choice}", err=True)
    answer = _prompt(text("evaluation.ask.number", lang))
    return choices[int(answer) - 1] if answer.isdigit() and 1 <= int(answer) <= len(choices) else None


def _prompt(question: str) -> str:
    answer: str = click.prompt(question, default="", show_default=False, err=True)
    return answer.strip()
