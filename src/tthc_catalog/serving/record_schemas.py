"""JSON Schemas of records, made from their classes: the types of the attributes, and what their docstrings say about them."""

from __future__ import annotations

import datetime as dt
import inspect
import re
import sys
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import attrs

from tthc_catalog.effective import Period
from tthc_catalog.records.legal import Citation

Schema = dict[str, Any]

OMITTED = frozenset({"file", "root", "by_code", "parameters"})
"""Attributes that are not answered: where a file lies is not a fact, and a policy's parameters have a schema of their own."""

_NAMES = {"Citation": Citation}
"""Classes that modules of records import for type checkers only."""

_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    dt.date: {"type": "string", "format": "date"},
    dt.datetime: {"type": "string", "format": "date-time"},
    type(None): {"type": "null"},
    Any: {},
}


class RecordSchemas:
    """The schemas of classes of records, under ``components`` by the name of the class."""

    def __init__(self) -> None:
        self.components: dict[str, Schema] = {}

    def of(self, hint: Any) -> Schema:
        """Return the schema of a type; classes of records become references."""
        if isinstance(hint, str):  # the name of a component
            return {"$ref": f"#/components/schemas/{hint}"}
        if hint in _PLAIN:
            return dict(_PLAIN[hint])
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin is typing.Annotated:
            return self.of(arguments[1])
        if origin is Literal:
            return {"type": "string", "enum": list(arguments)}
        if origin in (typing.Union, types.UnionType):
            return self._union([self.of(argument) for argument in arguments])
        if origin is tuple and Ellipsis not in arguments:
            return {"type": "array", "prefixItems": [self.of(a) for a in arguments], "minItems": len(arguments), "maxItems": len(arguments)}
        if origin in (tuple, list, Sequence):
            return {"type": "array", "items": self.of(arguments[0])}
        if origin in (dict, Mapping):
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        if hint is Period:
            return self._named(
                "Period",
                {"from": self._union([_PLAIN[dt.date], _PLAIN[type(None)]])} | {"until": {"type": ["string", "null"], "format": "date"}},
                Period,
            )
        return self._record(hint)

    def _union(self, members: list[Schema]) -> Schema:
        """Return a schema for one of several; ``null`` beside a plain type becomes a second type."""
        plain = [member for member in members if set(member) <= {"type", "format"} and isinstance(member["type"], str)]
        if len(plain) == len(members) == 2 and plain[1]["type"] == "null":
            return {**plain[0], "type": [plain[0]["type"], "null"]}
        return {"anyOf": members}

    def _record(self, record: type) -> Schema:
        hints = typing.get_type_hints(record, globalns={**vars(sys.modules[record.__module__]), **_NAMES}, include_extras=True)
        names = [field.name for field in attrs.fields(record)] if attrs.has(record) else list(getattr(record, "_fields", ()))
        if not names:
            raise TypeError(f"no record: {record!r}")
        name = record.__name__.lstrip("_")
        if name in self.components:
            return {"$ref": f"#/components/schemas/{name}"}
        self.components[name] = {}  # a record may contain records of its own class
        fields = {_key(field): self.of(hints[field]) for field in names if field not in OMITTED}
        return self._named(name, fields, record)

    def _named(self, name: str, fields: Mapping[str, Schema], record: type) -> Schema:
        described = _descriptions(record)
        for field, schema in fields.items():
            if field in described:
                schema.setdefault("description", described[field])
        self.components[name] = {
            "type": "object",
            "description": _summary(record),
            "properties": dict(fields),
            "required": list(fields),
            "additionalProperties": False,
        }
        return {"$ref": f"#/components/schemas/{name}"}


def record_data(value: Any) -> Any:
    """Return a record and everything in it as JSON values, in the shape of its schema."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Period):
        return {"from": record_data(value.start), "until": record_data(value.until)}
    if attrs.has(type(value)):
        return {_key(f.name): record_data(getattr(value, f.name)) for f in attrs.fields(type(value)) if f.name not in OMITTED}
    if hasattr(value, "_asdict"):
        return {name: record_data(item) for name, item in value._asdict().items()}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): record_data(item) for key, item in value.items()}
    return [record_data(item) for item in value]


def _key(field: str) -> str:
    """Return the name of an attribute in JSON: ``from_`` is ``from``."""
    return field.removesuffix("_")


def _summary(record: type) -> str:
    return " ".join((inspect.getdoc(record) or "").split("\n\n")[0].split()).replace("``", "`")


def _descriptions(record: type) -> dict[str, str]:
    """Return what the section ``Attributes`` of a docstring says about each attribute."""
    _, _, section = (inspect.getdoc(record) or "").partition("Attributes:\n")
    found = re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", section, re.MULTILINE)
    return {_key(name): " ".join(words.split()).replace("``", "`") for name, words in found}
