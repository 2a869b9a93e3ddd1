"""The options that describe one dossier, the same wherever a command asks about one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tthc_catalog.console.command import Choice, argument, level_option, option
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from tthc_catalog.console.command import F


def dossier_options(body: F) -> F:
    """``CODE`` with ``--level``, ``--at``, ``--office``, ``--case``, ``--have``, ``--condition`` (``conditions``) and ``--channel``."""
    for decorate in reversed(_OPTIONS):
        body = decorate(body)
    return body


def refuse_conditions_alone(conditions: tuple[str, ...], have: tuple[str, ...], lang: str) -> None:
    """A circumstance only matters when the papers at hand are named.

    Raises:
        click.UsageError: conditions were given, and no papers.
    """
    if conditions and not have:
        raise click.UsageError(text("cli.due.condition_alone", lang))


_OPTIONS = (
    argument("code", help="cli.option.code"),
    level_option,
    option("--at", required=True, metavar='"YYYY-MM-DD HH:MM"', help="cli.due.option.at"),
    option("--office", metavar="ID", help="cli.due.option.office"),
    option("--case", metavar="ID", help="cli.due.option.case"),
    option("--have", metavar="ID", multiple=True, help="cli.due.option.have"),
    option("--condition", "conditions", metavar="ID", multiple=True, help="cli.due.option.condition"),
    option("--channel", type=Choice(("in_person", "online", "postal")), default="in_person", help="cli.due.option.channel"),
)
