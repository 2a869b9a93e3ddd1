"""Compile a schema into a fast validity check.

Most files are valid and need no explanation. For these, plain closures are about thirty times faster than a validator that collects errors,
and need no import of one. Data that this check rejects is validated again by `tthc_catalog.checks.schema_validation`, which decides and
explains. This check must therefore never accept invalid data; a test compares the two. It supports the keywords of our own schemas, and
raises an error for others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tthc_catalog.value_formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Check = Callable[[Any], bool]

_ANNOTATIONS = frozenset({"$schema", "$id", "title", "description", "examples", "default", "$comment"})
_TYPES: dict[str, type] = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
_FREE_KEYS = "^x-"


class UnsupportedSchema(Exception):
    """The schema has a keyword that this module does not support; only the full validator can check it."""


def compile_check(schema: Mapping[str, Any] | bool) -> Check:
    """Return a function that checks data from the YAML reader against ``schema``.

    Raises:
        UnsupportedSchema: the schema uses a keyword that this module does not support.
    """
    if schema is True or schema == {}:
        return lambda _: True
    if schema is False:
        raise UnsupportedSchema("false")
    rest = {key: value for key, value in schema.items() if key not in _ANNOTATIONS and not key.startswith("x-")}
    declared = rest.pop("type", None)
    if declared is None and set(rest) <= {"enum", "const"}:
        declared = list(_TYPES)
    if declared is None:
        raise UnsupportedSchema("no type")
    names = [declared] if isinstance(declared, str) else list(declared)
    by_type: dict[type, Check | None] = {}
    values = _values(rest)
    text_check, number_check = _text(rest), _number(rest)
    list_check, mapping_check = _list(rest), _mapping(rest)
    if rest:
        raise UnsupportedSchema(", ".join(rest))
    for name in names:
        if name not in _TYPES:
            raise UnsupportedSchema(name)
        own = {"string": text_check, "integer": number_check, "array": list_check, "object": mapping_check}.get(name)
        by_type[_TYPES[name]] = _both(own, values)
    return _dispatch(by_type)


def _dispatch(by_type: dict[type, Check | None]) -> Check:
    if len(by_type) == 1:
        ((only, check),) = by_type.items()
        if check is None:
            return lambda value: value.__class__ is only
        return lambda value: value.__class__ is only and check(value)

    def accepts(value: Any) -> bool:
        try:
            check = by_type[value.__class__]
        except KeyError:
            return False
        return check is None or check(value)

    return accepts


def _both(first: Check | None, second: Check | None) -> Check | None:
    if first is None or second is None:
        return first or second
    return lambda value: first(value) and second(value)


def _values(rest: dict[str, Any]) -> Check | None:
    """Compile ``enum`` and ``const`` of texts and nulls; for other values, equality in Python and in JSON differs."""
    allowed = rest.pop("enum", None)
    if "const" in rest:
        only = rest.pop("const")
        allowed = [only] if allowed is None else [value for value in allowed if value == only]
    if allowed is None:
        return None
    if not all(value is None or isinstance(value, str) for value in allowed):
        raise UnsupportedSchema("enum")
    known = frozenset(allowed)
    return lambda value: (value is None or value.__class__ is str) and value in known


def _text(rest: dict[str, Any]) -> Check | None:
    shortest, form, pattern = rest.pop("minLength", 0), rest.pop("format", None), rest.pop("pattern", None)
    checks: list[Check] = []
    if shortest:
        checks.append(lambda value: len(value) >= shortest)
    if form is not None:
        if form not in FORMATS:
            raise UnsupportedSchema(f"format {form}")
        checks.append(FORMATS[form])
    if pattern is not None:
        search = re.compile(pattern).search
        checks.append(lambda value: search(value) is not None)
    return _all(checks)


def _number(rest: dict[str, Any]) -> Check | None:
    low, high = rest.pop("minimum", None), rest.pop("maximum", None)
    checks: list[Check] = []
    if low is not None:
        checks.append(lambda value: value >= low)
    if high is not None:
        checks.append(lambda value: value <= high)
    return _all(checks)


def _list(rest: dict[str, Any]) -> Check | None:
    fewest, unique, items = rest.pop("minItems", 0), rest.pop("uniqueItems", False), rest.pop("items", None)
    checks: list[Check] = []
    if fewest:
        checks.append(lambda value: len(value) >= fewest)
    if unique:
        # Only texts can be compared quickly; the full validator checks other items.
        checks.append(lambda value: all(item.__class__ is str for item in value) and len(set(value)) == len(value))
    if items is not None:
        item_check = compile_check(items)
        checks.append(lambda value: all(map(item_check, value)))
    return _all(checks)


def _mapping(rest: dict[str, Any]) -> Check | None:
    declared, required = rest.pop("properties", None), rest.pop("required", [])
    patterns, closed = rest.pop("patternProperties", {}), rest.pop("additionalProperties", True)
    if declared is None and not required and not patterns and closed is True:
        return None
    if closed not in (True, False):
        raise UnsupportedSchema("additionalProperties")
    known = {key: compile_check(part) for key, part in (declared or {}).items()}
    free = patterns.get(_FREE_KEYS) == {}
    by_pattern = [(re.compile(key).search, compile_check(part)) for key, part in patterns.items() if part != {} or key != _FREE_KEYS]
    if by_pattern and known:
        raise UnsupportedSchema("patternProperties")
    needed = frozenset(required)

    def accepts_other(key: str, item: Any) -> bool:
        if free and key[:2] == "x-":
            return True
        matching = [part for search, part in by_pattern if search(key)]
        return (bool(matching) or closed) and all(part(item) for part in matching)

    def accepts(value: dict[str, Any]) -> bool:
        for key, item in value.items():
            check = known.get(key)
            if not (accepts_other(key, item) if check is None else check(item)):
                return False
        return needed <= value.keys()

    return accepts


def _all(checks: list[Check]) -> Check | None:
    if not checks:
        return None
    if len(checks) == 1:
        return checks[0]
    return lambda value: all(check(value) for check in checks)
