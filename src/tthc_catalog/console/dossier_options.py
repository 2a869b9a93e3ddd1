"""The options that describe one dossier, shared by the commands that decide one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from tthc_catalog.console.command import Choice, level_option, option, procedure_argument
from tthc_catalog.messages import text
from tthc_catalog.records.channels import CHANNELS, IN_PERSON

if TYPE_CHECKING:
    from tthc_catalog.console.command import F


def dossier_options(body: F) -> F:
    """Add ``CODE`` with ``--level``, ``--at``, ``--office``, ``--case``, ``--have``, ``--condition`` (``conditions``) and ``--channel``."""
    for decorate in reversed(_OPTIONS):
        body = decorate(body)
    return body


def pauses_of(paused: tuple[str, ...], lang: str) -> list[dict[str, str | None]]:
    """Return the values of ``--paused`` as a history for `tthc_catalog.Engine.decide`.

    Raises:
        click.UsageError: a value has another form.
    """
    history = []
    for value in paused:
        match = _PAUSE.fullmatch(value.strip())
        if match is None:
            raise click.UsageError(text("console.dossier.paused_form", lang, value=value))
        history.append({name: part or None for name, part in match.groupdict().items()})
    return history


def refuse_conditions_alone(conditions: tuple[str, ...], have: tuple[str, ...], lang: str) -> None:
    """Reject circumstances without papers, because they only decide which papers are needed.

    Raises:
        click.UsageError: conditions were given, but no papers.
    """
    if conditions and not have:
        raise click.UsageError(text("console.dossier.condition_alone", lang))


_PAUSE = re.compile(r"(?P<since>[^/]+)/(?P<until>[^/]*)(?:/(?P<kind>[a-z0-9-]+))?")

paused_option = option("--paused", metavar="FROM/UNTIL[/KIND]", multiple=True, help="console.dossier.option.paused")
"""The option that states pauses after the receipt; see `pauses_of`."""

_OPTIONS = (
    procedure_argument("console.option.code"),
    level_option,
    option("--at", required=True, metavar='"YYYY-MM-DD HH:MM"', help="console.dossier.option.at"),
    option("--office", metavar="ID", help="console.dossier.option.office"),
    option("--case", metavar="ID", help="console.dossier.option.case"),
    option("--have", metavar="ID", multiple=True, help="console.dossier.option.have"),
    option("--condition", "conditions", metavar="ID", multiple=True, help="console.dossier.option.condition"),
    option("--channel", type=Choice(CHANNELS), default=IN_PERSON, help="console.dossier.option.channel"),
)
