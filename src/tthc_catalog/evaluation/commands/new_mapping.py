"""``tthc new mapping``: propose a column map for a dossier file."""

from __future__ import annotations

from pathlib import Path

from tthc_catalog.console.command import argument, command
from tthc_catalog.console.terminal import Reply


@command("mapping", texts="evaluation.command")
@argument("file", metavar="FILE", help="evaluation.command.mapping.argument.file")
def propose_mapping(*, file: str, lang: str) -> Reply:  # noqa: ARG001 - the map is in Vietnamese, like all files that administrators edit
    """Propose a column map for an export of dossiers."""
    from tthc_catalog.evaluation.commands.evaluate import need_bulk

    need_bulk()
    from tthc_catalog.evaluation.intake.column_map import proposal
    from tthc_catalog.evaluation.intake.importers import headers_of
    from tthc_catalog.registry import Registry

    headers, row = headers_of(Path(file), Registry())
    return Reply(proposal(headers, row, Path(file).name))
