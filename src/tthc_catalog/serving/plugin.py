"""Serving as a plugin: its command and texts, registered through the hooks any plugin uses.

Each function imports what it needs when it is called, so that loading the plugin costs nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tthc_catalog.extension import CommandSpec, TextsSpec

if TYPE_CHECKING:
    from collections.abc import Sequence

    import click


def tthc_commands() -> Sequence[CommandSpec]:
    """Return ``tthc serve``."""
    return [
        CommandSpec(
            id="serve",
            title="Dịch vụ HTTP để phần mềm khác hỏi hạn trả kết quả.",
            title_en="Answer other programs over HTTP.",
            load=_serve,
        )
    ]


def tthc_texts() -> Sequence[TextsSpec]:
    """Return the texts of the service."""
    return [TextsSpec(id="serving", folder=Path(__file__).parent / "texts")]


def _serve() -> click.Command:
    from tthc_catalog.serving.commands.serve import serve

    return serve
