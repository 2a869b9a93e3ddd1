"""Bundle the schemas of all catalog files into one, for editors that accept a single schema.

The bundle selects a schema by ``kind``, and the schema of a model's parameters by ``policy``, so an editor offers only the keys that apply.
Each value carries a message in Vietnamese, which editors show instead of their own English one. ``tthc schema`` writes the bundle with the
policies that are installed; the file in ``schemas/`` has the built-in ones.
"""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

from tthc_catalog.messages import text
from tthc_catalog.value_formats import SHAPES
from tthc_catalog.yaml_files.schemas import BUNDLE, KINDS, Schema, raw_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

_TERMS = "terms"
_TYPES = {"object": "mapping", "array": "list", "string": "text", "integer": "number", "boolean": "boolean", "null": "null"}
"""JSON types and the names of the texts about them."""


def bundle(policies: Mapping[str, Mapping[str, Any]]) -> Schema:
    """Return the bundle; a file is valid under it if and only if it is valid under the schemas of its kind and of its policy.

    Args:
        policies: id of each policy that a model may name -> schema of its parameters.
    """
    parts = {kind: _local(raw_schema(kind)) for kind in KINDS}
    parts["model"] |= conditions(policies, "#/$defs/parameters-{id}")
    terms = {name: _local(part) for name, part in raw_schema(_TERMS)["$defs"].items()}
    parameters = {f"parameters-{id}": editor_parameters(schema) for id, schema in policies.items()}
    kinds = raw_schema(KINDS[0])["properties"]["kind"]
    return {
        "$schema": raw_schema(_TERMS)["$schema"],
        "$id": raw_schema(_TERMS)["$id"].replace("terms.schema.json", BUNDLE),
        "title": "Tệp của danh mục thủ tục",
        "description": "Mọi loại tệp của danh mục; khóa kind cho biết loại nào.",
        "x-title-en": "File of a procedure catalog",
        "x-description-en": "Every kind of file of a catalog; the key kind says which.",
        "type": "object",
        "required": ["kind"],
        "properties": {
            "kind": _explained(
                {
                    "title": kinds["title"],
                    "description": f"Một trong: {', '.join(KINDS)}.",
                    "x-title-en": kinds["x-title-en"],
                    "x-description-en": f"One of: {', '.join(KINDS)}.",
                    "type": "string",
                    "enum": list(KINDS),
                },
                kinds["title"],
            )
        },
        "allOf": [
            {"if": {"required": ["kind"], "properties": {"kind": {"const": kind}}}, "then": {"$ref": f"#/$defs/{kind}"}} for kind in KINDS
        ],
        "$defs": {**parts, **terms, **parameters},
    }


def conditions(policies: Mapping[str, Any], reference: str) -> Schema:
    """Return the part of a model's schema that selects the schema of ``parameters`` by ``policy``; ``{id}`` in the reference is the policy."""
    return {
        "allOf": [
            {
                "if": {"required": ["policy"], "properties": {"policy": {"const": id}}},
                "then": {"properties": {"parameters": {"$ref": reference.format(id=id)}}},
            }
            for id in policies
        ]
    }


def editor_parameters(schema: Mapping[str, Any]) -> Schema:
    """Return the schema of a policy's parameters for editors: each format, which they do not know, has a pattern, each value its message."""
    patterns = _patterns()

    def completed(part: Any) -> Any:
        if isinstance(part, list | tuple):
            return [completed(item) for item in part]
        if not isinstance(part, dict):
            return part
        copied = {key: completed(value) for key, value in part.items()}
        form = copied.get("format")
        return {"pattern": patterns[form], **copied} if isinstance(form, str) and form in patterns else copied

    result: Schema = _local(completed(dict(schema)))
    return result


@functools.cache
def _patterns() -> dict[str, str]:
    """Return the pattern that the schemas of files use for each format."""
    found: dict[str, str] = {}
    parts: list[Any] = [raw_schema(name) for name in (*KINDS, _TERMS)]
    while parts:
        part = parts.pop()
        if isinstance(part, dict):
            if isinstance(part.get("format"), str) and isinstance(part.get("pattern"), str):
                found[part["format"]] = part["pattern"]
            parts += part.values()
        elif isinstance(part, list):
            parts += part
    return found


def bundle_text(policies: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the content of the bundle file."""
    return json.dumps(bundle(policies), ensure_ascii=False, indent=2) + "\n"


def _local(part: Any, title: str = "") -> Any:
    """Return a schema as a part of the bundle: references point into the bundle, there is no ``$id``, and values have their messages.

    Args:
        part: the schema, or a part of it.
        title: the title of the value that contains this one; items of a list share its title.
    """
    if isinstance(part, list):
        return [_local(item, title) for item in part]
    if not isinstance(part, dict):
        return part
    own = part.get("title", title)
    title = own if isinstance(own, str) else title
    moved = {key: _local(value, title) for key, value in part.items() if key not in {"$id", "$schema"}}
    if isinstance(moved.get("$ref"), str):
        moved["$ref"] = moved["$ref"].removeprefix(f"{_TERMS}.schema.json")
    return _explained(moved, title)


def _explained(part: Schema, title: str) -> Schema:
    """Add ``errorMessage``, which editors show for a value of another type, form or choice, or for a key that does not exist."""
    types = part.get("type", [])
    types = [types] if isinstance(types, str) else types
    if "enum" in part or "const" in part:
        values = part.get("enum", [part.get("const")])
        message = text("yaml.editor.choice", "vi", title=title, values=", ".join("null" if v is None else str(v) for v in values))
    elif not isinstance(types, list) or not types:
        return part
    elif part.get("additionalProperties") is False:
        message = text("yaml.editor.keys", "vi", title=title, keys=", ".join(part.get("properties", {})))
    else:
        form = part.get("format")
        kinds = [_form_of(form) if form is not None and kind == "string" else text(f"yaml.editor.{_TYPES[kind]}", "vi") for kind in types]
        message = text("yaml.editor.type", "vi", title=title, kinds=f" {text('yaml.editor.or', 'vi')} ".join(kinds))
    return {**part, "errorMessage": message}


def _form_of(form: str) -> str:
    """Return what a text of a format looks like."""
    return text("yaml.editor.slug", "vi") if form == "slug" else text("yaml.editor.shape", "vi", shape=SHAPES[form])
