"""The OpenAPI document of the service, made from its operations, the JSON Schemas of the project and the classes of its records."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tthc_catalog._resources import schemas_folder
from tthc_catalog.messages import text
from tthc_catalog.serving.calls import ARROW
from tthc_catalog.serving.operations import BRIEF, FULL
from tthc_catalog.serving.problem_details import MEDIA_TYPE, STATUSES, ProblemDetails
from tthc_catalog.serving.questions import question_parameters
from tthc_catalog.serving.record_schemas import RecordSchemas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.serving.calls import Operation
    from tthc_catalog.serving.questions import Parameter

Schema = dict[str, Any]

_NOT_BRIEF = (
    *("catalog_source", "office_succeeded_by", "closures", "known_on", "known_now", "explanation", "calendar", "receipts_outside_hours"),
    *("policies", "plugins", "library_version", "inputs", "answer_digest"),
)
"""What a decision has and a brief one has not."""

_EVERYWHERE = ("method-not-allowed", "not-acceptable", "url-too-long", "malformed-query", "unknown-parameter", "internal-error")


def document(operations: Sequence[Operation], version: str, lang: str) -> dict[str, Any]:
    """Return the document.

    Args:
        operations: the operations of the service.
        version: the version of the library.
        lang: the language of titles and descriptions.
    """
    records = RecordSchemas()
    records.of(ProblemDetails)
    records.components |= _decision_schemas(lang)
    records.components["Question"] = _question_schema(lang)
    records.components["Anything"] = {"type": "object"}
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, records, lang)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": text("serving.openapi.title", lang),
            "version": version,
            "description": text("serving.openapi.description", lang),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": dict(sorted(records.components.items()))},
    }


def _operation(operation: Operation, records: RecordSchemas, lang: str) -> dict[str, Any]:
    named = re.findall(r"{(\w+)}", operation.path)
    parameters = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": text(f"serving.parameter.path.{name}", lang),
            "schema": {"type": "string", **({"pattern": "^[0-9]{4}$"} if name == "year" else {"minLength": 1})},
        }
        for name in named
    ]
    parameters += [_query_parameter(parameter, lang) for parameter in operation.parameters.values()]
    found: dict[str, Any] = {
        "operationId": operation.id,
        "summary": text(f"serving.operation.{operation.name}", lang),
        "tags": ["decisions" if "decision" in operation.path or "explanation" in operation.path else _tag(operation)],
        **({"parameters": parameters} if parameters else {}),
    }
    if operation.body:
        content = {kind: {} if schema is None else {"schema": _body_schema(schema, records)} for kind, schema in operation.body.items()}
        found["requestBody"] = {"required": True, "content": content}
    found["responses"] = _responses(operation, records, lang)
    return found


def _tag(operation: Operation) -> str:
    return "catalogs" if operation.path.startswith("/v1") else "service"


def _query_parameter(parameter: Parameter, lang: str) -> dict[str, Any]:
    schema = _plain(parameter.schema, lang)
    description = schema.pop("description", "")
    schema.pop("title", None)
    if isinstance(schema.get("type"), list):  # a query has no null
        (schema["type"],) = [kind for kind in schema["type"] if kind != "null"]
    found: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": description,
        "schema": schema,
    }
    if parameter.example is not None:
        found["example"] = parameter.example
    if parameter.kind == "texts":
        found |= {"style": "form", "explode": True}
    return found


def _body_schema(schema: Any, records: RecordSchemas) -> Schema:
    return {"type": "array", "items": records.of(schema[0])} if isinstance(schema, list) else records.of(schema)


def _responses(operation: Operation, records: RecordSchemas, lang: str) -> dict[str, Any]:
    content = {media_type: _answer_schema(operation, media_type, records) for media_type in operation.media_types}
    success: dict[str, Any] = {"description": text(f"serving.operation.{operation.name}", lang), "content": content}
    found: dict[str, Any] = {"200": success}
    if operation.by_catalog:
        success["headers"] = {"ETag": {"schema": {"type": "string"}, "description": text("serving.openapi.etag", lang)}}
        found["304"] = {"description": text("serving.openapi.unchanged", lang)}
    problem = {"content": {MEDIA_TYPE: {"schema": records.of(ProblemDetails)}}}
    for status, names in _kinds_by_status(operation).items():
        described = "; ".join(f"`{name}`: {text(f'serving.title.{name}', lang)}" for name in names)
        found[str(status)] = {"description": described, **problem}
    if operation.id == "getReadiness":
        found["503"] = {**success, "description": text("serving.openapi.not_ready", lang)}
    return found


def _answer_schema(operation: Operation, media_type: str, records: RecordSchemas) -> dict[str, Any]:
    if media_type == ARROW:
        return {}
    if operation.answer is None:
        return {"schema": {"type": "string"}}
    return {"schema": {"anyOf": [records.of(BRIEF), records.of(FULL)]} if operation.answer == FULL else records.of(operation.answer)}


def _kinds_by_status(operation: Operation) -> dict[int, list[str]]:
    """Return the kinds of problems of an operation by their status."""
    kinds = [*_EVERYWHERE, *operation.kinds]
    if "{catalog}" in operation.path:
        kinds += ["unknown-catalog", "catalog-unavailable"]
    if operation.threaded:
        kinds.append("time-limit")
    found: dict[int, list[str]] = {}
    for kind in dict.fromkeys(kinds):
        in_path = "{code}" in operation.path and kind in ("unknown-procedure", "not-in-force")
        found.setdefault(404 if in_path else STATUSES[kind], []).append(kind)
    return dict(sorted(found.items()))


def _question_schema(lang: str) -> Schema:
    parameters = question_parameters()
    fields = {}
    for name, parameter in parameters.items():
        fields[name] = _plain(parameter.schema, lang)
        if parameter.is_optional and isinstance(fields[name]["type"], str):
            fields[name]["type"] = [fields[name]["type"], "null"]
            if "enum" in fields[name]:
                fields[name]["enum"] = [*fields[name]["enum"], None]
        if parameter.example is not None:
            fields[name]["examples"] = [parameter.example]
    return {
        "type": "object",
        "description": text("serving.openapi.question", lang),
        "properties": fields,
        "required": [name for name, parameter in parameters.items() if parameter.required],
        "additionalProperties": False,
    }


def _decision_schemas(lang: str) -> dict[str, Schema]:
    """Return the schema of a decision and the part of it that a brief decision has."""
    stored = json.loads((schemas_folder() / "decision.schema.json").read_text(encoding="utf-8"))
    full = _plain(stored, lang)
    full["properties"].pop("catalog_source")  # the answer of a command only
    brief = {name: schema for name, schema in full["properties"].items() if name not in _NOT_BRIEF}
    required = [name for name in full["required"] if name in brief]
    described = {"description": text("serving.openapi.brief", lang)}
    return {FULL: full, BRIEF: {**full, **described, "properties": brief, "required": required}}


def _plain(schema: Any, lang: str) -> Any:
    """Return a schema of the project in one language, without what only its own checker reads."""
    if isinstance(schema, list):
        return [_plain(item, lang) for item in schema]
    if not isinstance(schema, dict):
        return schema
    names = ("$schema", "$id", "patternProperties", "title", "x-title-en", "x-description-en")
    # a property may have the name of a keyword
    found = {
        key: {name: _plain(item, lang) for name, item in value.items()} if key == "properties" else _plain(value, lang)
        for key, value in schema.items()
        if key not in names or not isinstance(value, str | dict) or (key == "title" and isinstance(value, dict))
    }
    if lang == "en" and isinstance(schema.get("x-description-en"), str):
        found["description"] = schema["x-description-en"]
    if found.get("format") in ("slug", "calver"):
        del found["format"]
    return found
