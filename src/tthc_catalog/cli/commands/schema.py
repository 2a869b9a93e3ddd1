"""``tthc schema``: print the schema for editors, or write it into a catalog's hidden folder for use offline."""

from __future__ import annotations

from pathlib import Path

from tthc_catalog._resources import schemas_folder
from tthc_catalog.console.command import Choice, argument, command, option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text
from tthc_catalog.yaml_files.schemas import BUNDLE, KINDS, flat_schema


@command("schema")
@argument("kind", required=False, type=Choice(KINDS), help="cli.schema.argument.kind")
@option("-o", "--output", metavar="DIR", help="cli.schema.option.output")
def show_schema(*, kind: str | None, output: str | None, lang: str) -> Reply:
    """Print the schema of one or all kinds of file, or write it into a folder."""
    name = BUNDLE if kind is None else f"{kind}.schema.json"
    content = (schemas_folder() / BUNDLE).read_text(encoding="utf-8") if kind is None else as_json(flat_schema(kind)) + "\n"
    if output is None:
        return Reply(content, prose=False)
    from tthc_catalog.atomic_files import write_file

    Path(output).mkdir(exist_ok=True)
    path = Path(output, name)
    write_file(path, content)
    return Reply(text("comparison.written", lang, path=path.as_posix()))
