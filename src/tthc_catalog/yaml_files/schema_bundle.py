"""Bundle the schemas of all catalog files into one, for editors that accept a single schema.

The bundle selects a schema by ``kind``, so an editor offers only the keys of that kind. Regenerate it from the files in ``schemas/`` with
``python -m tthc_catalog.yaml_files.schema_bundle``.
"""

from __future__ import annotations

import json
from typing import Any

from tthc_catalog._resources import schemas_folder
from tthc_catalog.yaml_files.schemas import BUNDLE, KINDS, Schema, raw_schema

_TERMS = "terms"


def bundle() -> Schema:
    """Return the bundle; a file is valid under it if and only if it is valid under the schema of its kind."""
    parts = {kind: _local(raw_schema(kind)) for kind in KINDS}
    terms = {name: _local(part) for name, part in raw_schema(_TERMS)["$defs"].items()}
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
            "kind": {
                "title": kinds["title"],
                "description": f"Một trong: {', '.join(KINDS)}.",
                "x-title-en": kinds["x-title-en"],
                "x-description-en": f"One of: {', '.join(KINDS)}.",
                "type": "string",
                "enum": list(KINDS),
            }
        },
        "allOf": [
            {"if": {"required": ["kind"], "properties": {"kind": {"const": kind}}}, "then": {"$ref": f"#/$defs/{kind}"}} for kind in KINDS
        ],
        "$defs": {**parts, **terms},
    }


def bundle_text() -> str:
    """Return the content of the bundle file."""
    return json.dumps(bundle(), ensure_ascii=False, indent=2) + "\n"


def _local(part: Any) -> Any:
    """Return a schema as a part of the bundle: its references point into the bundle, and it has no ``$id``."""
    if isinstance(part, list):
        return [_local(item) for item in part]
    if not isinstance(part, dict):
        return part
    moved = {key: _local(value) for key, value in part.items() if key not in {"$id", "$schema"}}
    if isinstance(moved.get("$ref"), str):
        moved["$ref"] = moved["$ref"].removeprefix(f"{_TERMS}.schema.json")
    return moved


if __name__ == "__main__":
    (schemas_folder() / BUNDLE).write_text(bundle_text(), encoding="utf-8")
