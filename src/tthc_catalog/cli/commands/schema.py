"""``tthc schema``: print the schema for editors, or write it into a catalog's hidden folder for use offline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tthc_catalog.console.command import argument, command, option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text
from tthc_catalog.yaml_files.schemas import BUNDLE, KINDS, flat_schema

if TYPE_CHECKING:
    from collections.abc import Mapping


@command("schema")
@argument("kind", required=False, metavar="KIND", help="cli.schema.argument.kind")
@option("-o", "--output", metavar="DIR", help="cli.schema.option.output")
def show_schema(*, kind: str | None, output: str | None, lang: str) -> Reply:
    """Print the schema of one or all kinds of file, or of a policy's parameters, or write it into a folder."""
    from tthc_catalog.yaml_files.schema_bundle import bundle_text

    policies = _policies()
    if kind is not None and kind not in (*KINDS, *policies):
        raise click.UsageError(text("console.error.choice", lang, value=kind, choices=", ".join((*KINDS, *policies))))
    name = BUNDLE if kind is None else f"{kind}.schema.json"
    content = bundle_text(policies) if kind is None else as_json(_one(kind, policies)) + "\n"
    if output is None:
        return Reply(content, prose=False)
    from tthc_catalog.atomic_files import write_file

    Path(output).mkdir(exist_ok=True)
    path = Path(output, name)
    write_file(path, content)
    return Reply(text("comparison.written", lang, path=path.as_posix()))


def _policies() -> dict[str, Mapping[str, Any]]:
    """Return the schemas of the parameters of all policies that a model may name, also those of installed plugins."""
    from tthc_catalog.registry import Registry

    return {spec.id: spec.parameters for spec in Registry().policies if not spec.statutory}


def _one(kind: str, policies: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the schema of one kind of file or of the parameters of a policy."""
    from tthc_catalog.yaml_files.schema_bundle import conditions, editor_parameters

    if kind in policies:
        return editor_parameters(policies[kind])
    if kind != "model":
        return flat_schema(kind)
    defined = {f"parameters-{id}": editor_parameters(schema) for id, schema in policies.items()}
    return {**flat_schema(kind), **conditions(policies, "#/$defs/parameters-{id}"), "$defs": defined}
