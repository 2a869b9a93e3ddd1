"""The JSON Schemas of the catalog's files, each as one flat schema with its references filled in."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

from tthc_catalog._resources import schemas_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

BUNDLE = "tthc.bundle.schema.json"
"""The schema of every kind of file, kept in the hidden folder ``.tthc`` of a catalog."""

KINDS = ("manifest", "legal", "sources", "offices", "calendar", "model", "procedure", "roster")
"""The kinds of file a catalog is made of; each has ``schemas/<kind>.schema.json``."""

Schema = dict[str, Any]


@functools.cache
def raw_schema(name: str) -> Schema:
    """The schema file ``name`` as it is written."""
    path = schemas_folder() / f"{name}.schema.json"
    schema: Schema = json.loads(path.read_text(encoding="utf-8"))
    return schema


@functools.cache
def flat_schema(name: str) -> Schema:
    """The schema ``name`` with every ``$ref`` replaced by what it refers to.

    Keywords beside a reference replace those of its target: a title says what the value is *here*, and a type is only ever narrowed.
    """
    schema: Schema = _fill(raw_schema(name), name)
    schema.pop("$defs", None)
    return schema


def _fill(part: Any, name: str) -> Any:
    if isinstance(part, list):
        return [_fill(item, name) for item in part]
    if not isinstance(part, dict):
        return part
    filled = {key: _fill(value, name) for key, value in part.items() if key != "$ref"}
    if isinstance(part.get("$ref"), str):
        file, _, pointer = part["$ref"].partition("#")
        home = file.removesuffix(".schema.json") or name
        return {**_target(home, pointer), **filled}
    return filled


@functools.cache
def _target(name: str, pointer: str) -> Mapping[str, Any]:
    found: Any = raw_schema(name)
    for step in pointer.strip("/").split("/"):
        found = found[step]
    filled: Schema = _fill(found, name)
    return filled
