"""The form and destination of a sheet: ``--to`` or the file name decides the form, and PDF is written to files only.

Personal values that a sheet shows are read when it is made, from a file or standard input, and stored nowhere.
"""

from __future__ import annotations

import json
import sys
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


def personal_values(source: str) -> dict[str, str | None] | None:
    """Return a JSON object of texts from a file, or from standard input if ``source`` is ``-``; None if it is something else.

    Raises:
        OSError: the file cannot be read.
    """
    try:
        data = json.loads(_content(source))
    except (ValueError, RecursionError):  # neither JSON nor UTF-8, or lists in lists without end
        return None
    valid = isinstance(data, dict) and all(value is None or isinstance(value, str) for value in data.values())
    return data if valid else None


_LARGEST = 64 * 1024
"""Bytes of a file of personal values, at most; a device has no end."""


def _content(source: str) -> str:
    """Return the text of a source; too much of it is a ValueError."""
    if source == "-":
        if sys.stdin is None:
            return ""
        content = sys.stdin.buffer.read(_LARGEST + 1) if hasattr(sys.stdin, "buffer") else sys.stdin.read(_LARGEST + 1).encode()
    else:
        with Path(source).open("rb") as file:
            content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise ValueError
    return content.decode("utf-8-sig")
