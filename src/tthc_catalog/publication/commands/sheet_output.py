"""A sheet written by a command: its form follows ``--to``, else the name of the file, and PDF goes into files only."""

from __future__ import annotations

from pathlib import Path

import click

from tthc_catalog.console.terminal import Reply
from tthc_catalog.messages import text


def form_of(asked: str | None, output: str, known: tuple[str, ...], lang: str) -> str:
    """The form of the sheet: as asked, or as the file is called; HTML where neither says.

    Args:
        asked: ``--to``.
        output: the file, or ``-`` for standard output.
        known: the forms there are.
        lang: of the message.

    Raises:
        click.UsageError: a PDF was asked for on standard output.
    """
    ending = Path(output).suffix.lower().removeprefix(".")
    form = asked or (ending if ending in known else "html")
    if form == "pdf" and output == "-":
        raise click.UsageError(text("cli.slip.pdf_to_file", lang))
    return form


def hand_over(content: bytes, output: str, lang: str) -> Reply:
    """Write the sheet where it was asked for."""
    if output == "-":
        return Reply(content.decode())
    Path(output).write_bytes(content)
    return Reply(text("cli.slip.done", lang, path=output))
