"""The form and destination of a sheet: ``--to`` or the file name decides the form, and PDF is written to files only."""

from __future__ import annotations

from pathlib import Path

import click

from tthc_catalog.atomic_files import write_pieces
from tthc_catalog.console.terminal import Reply
from tthc_catalog.messages import text


def sheet_form(requested: str | None, output: str, known: tuple[str, ...], lang: str) -> str:
    """Return the form of a sheet: the requested one, else that of the file extension, else HTML.

    Args:
        requested: the value of ``--to``.
        output: the file, or ``-`` for standard output.
        known: the possible forms.
        lang: the language of the error message.

    Raises:
        click.UsageError: a PDF was requested on standard output.
    """
    extension = Path(output).suffix.lower().removeprefix(".")
    form = requested or (extension if extension in known else "html")
    if form == "pdf" and output == "-":
        raise click.UsageError(text("publication.command.slip.pdf_to_file", lang))
    return form


def write_sheet(content: bytes, output: str, lang: str) -> Reply:
    """Write the sheet to the file, or return it as the reply if ``output`` is ``-``."""
    if output == "-":
        return Reply(content.decode())
    write_pieces(output, [content])
    return Reply(text("publication.command.slip.done", lang, path=output))
