"""The JSON Schemas of catalog files, as written and with their references resolved."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

from tthc_catalog._resources import schemas_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

BUNDLE = "tthc.bundle.schema.json"
"""The file name of the schema of all kinds, stored in the hidden folder ``.tthc`` of a catalog."""

KINDS = ("manifest", "legal", "sources", "offices", "calendar", "model", "procedure", "roster", "closures", "corrections")
"""The kinds of catalog file; each has a schema ``schemas/<kind>.schema.json``."""

Schema = dict[str, Any]


@functools.cache
def raw_schema(name: str) -> Schema:
    """Return the schema file ``name`` as written."""
    path = schemas_folder() / f"{name}.schema.json"
    schema: Schema = json.loads(path.read_text(encoding="utf-8"))
    return schema


@functools.cache
def flat_schema(name: str) -> Schema:
    """Return the schema ``name`` with every ``$ref`` replaced by its target.

    Keywords beside a reference override those of its target: a title describes the value *here*, and a type is only ever narrowed.
    What depends on other keys (``allOf``) is left out: it is for editors, and `check` validates parameters with the policies in force.
    """
    schema: Schema = _resolve({key: part for key, part in raw_schema(name).items() if key != "allOf"}, name)
    schema.pop("$defs", None)
    return schema


def _resolve(part: Any, name: str) -> Any:
    if isinstance(part, list):
        return [_resolve(item, name) for item in part]
    if not isinstance(part, dict):
        return part
    resolved = {key: _resolve(value, name) for key, value in part.items() if key != "$ref"}
    if isinstance(part.get("$ref"), str):
        file, _, pointer = part["$ref"].partition("#")
        home = file.removesuffix(".schema.json") or name
        return {**_target(home, pointer), **resolved}
    return resolved


@functools.cache
def _target(name: str, pointer: str) -> Mapping[str, Any]:
    target: Any = raw_schema(name)
    for step in pointer.strip("/").split("/"):
        target = target[step]
    resolved: Schema = _resolve(target, name)
    return resolved
