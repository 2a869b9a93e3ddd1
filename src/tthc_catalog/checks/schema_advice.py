"""Choose the problem code, the expected value and the replacement for a value that its schema does not allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tthc_catalog.problems import replacements
from tthc_catalog.problems.problem_factory import short_text
from tthc_catalog.value_formats import FORMATS, SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Schema = Mapping[str, Any]

FORMAT_CODES = {
    "date": "scalar-date",
    "time-of-day": "scalar-time",
    "month-day": "scalar-month-day",
    "session": "scalar-session",
    "procedure-code": "scalar-code",
    "slug": "scalar-slug",
    "calver": "scalar-calver",
}
"""Format -> the problem code of a text that does not have this format."""

UNIQUE = "uniqueItems"

_EXAMPLE, _CHOICE = "problem.hint.example", "problem.hint.choice"


class Advice(NamedTuple):
    """Arguments of `problem_at`: a problem code, the expected value and the advice, and the fewest items of a list for its sentence."""

    code: str
    expected: str | None = None
    hint: str | None = None
    hint_key: str | None = None
    fewest: int | None = None


def advise(keyword: str, limit: Any, schema: Schema, value: Any) -> Advice:
    """Return the advice for an invalid value.

    Args:
        keyword: the schema keyword that the value violates.
        limit: the value of that keyword.
        schema: the schema of the value.
        value: the value in the file.
    """
    bare = replacements.without_curly_quotes(value)
    if bare is not None and keyword in {"type", "format", "enum", "const", "pattern"}:
        inner = advise(keyword, limit, schema, bare)
        literal = inner.hint_key is None and inner.code != "value-pattern"
        return Advice("quote-curly", inner.expected, inner.hint if literal else replacements.quoted(bare))
    if keyword == "type":
        return _of_wrong_type(schema, value)
    if keyword == "format":
        return _of_format(limit, value)
    if keyword in {"enum", "const"}:
        return _of_choice([limit] if keyword == "const" else limit, value)
    if keyword == "pattern":
        fixed = replacements.for_pattern(limit, value)
        return Advice("value-pattern", limit, fixed or short_text(schema.get("examples", [limit])[0]), None if fixed else _EXAMPLE)
    if keyword == "minLength":
        return Advice("value-empty", '"..."', "null" if "null" in schema.get("type", ()) else '"..."')
    if keyword == "minItems":
        items = schema.get("items", {})
        hint = f"- {opening(items)}" if items.get("type") == "object" else f"[{example(items)}]"
        return Advice("list-short", str(limit), hint, fewest=limit)
    if keyword == UNIQUE:
        return Advice("list-repeated")
    if keyword in {"minimum", "maximum"}:
        return Advice("value-range", f"{'>=' if keyword == 'minimum' else '<='} {limit}", str(limit))
    return Advice("value-other", f"{keyword}: {short_text(limit)}")


def example(schema: Schema) -> str:
    """Return the shape of a valid value as YAML; it is not meant to be copied unchanged."""
    types = schema.get("type", "")
    choices = schema.get("enum", [schema["const"]] if "const" in schema else [])
    if "null" in types or None in choices:
        return "null"
    if choices:
        return " / ".join(short_text(choice) for choice in choices)
    if schema.get("format") in FORMATS:
        return replacements.quoted(SHAPES[schema["format"]])
    if types == "array":
        return f"[{example(schema.get('items', {}))}]" if schema.get("minItems") else "[]"
    return {"integer": str(schema.get("minimum", 0)), "boolean": "true / false", "object": ""}.get(types, '"..."')


def opening(schema: Schema) -> str:
    """Return the start of a mapping: its first required key with the shape of its value."""
    keys = [*schema.get("required", ()), *schema.get("properties", ())]
    return f"{keys[0]}: {example(schema.get('properties', {}).get(keys[0], {}))}".rstrip() if keys else "{}"


def _of_wrong_type(schema: Schema, value: object) -> Advice:
    declared = schema["type"]
    names = [declared] if isinstance(declared, str) else [name for name in declared if name != "null"]
    if value is None:
        return Advice("value-null", names[0], example(schema) or opening(schema))
    if names[:1] == ["string"]:
        return _of_text(schema, value)
    if names[:1] == ["array"]:
        return Advice("value-list", "[...]", f"[{short_text(value)}]" if not isinstance(value, dict) else "[...]")
    if names[:1] == ["object"]:
        return Advice("value-mapping", ", ".join(schema.get("required") or schema.get("properties", ())), opening(schema))
    if names[:1] == ["integer"]:
        fixed = replacements.for_integer(value)
        return Advice("scalar-integer", "123", fixed or "123", None if fixed else _EXAMPLE)
    if names[:1] == ["boolean"]:
        fixed = replacements.for_boolean(value)
        return Advice("scalar-boolean", "true, false", fixed or "true / false", None if fixed else _CHOICE)
    return Advice("value-other", f"type: {', '.join(names) or 'null'}")


def _of_text(schema: Schema, value: object) -> Advice:
    """Return the advice for another type of value in place of a text."""
    if "enum" in schema:
        return _of_choice(schema["enum"], value)
    if schema.get("format") in FORMAT_CODES:
        return _of_format(schema["format"], short_text(value))
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict | list):
        return Advice("scalar-text", '"..."', '"..."', _EXAMPLE)
    return Advice("scalar-text", '"..."', replacements.quoted(short_text(value)))


def _of_format(form: str, value: object) -> Advice:
    if form not in FORMAT_CODES:
        return Advice("value-other", f"format: {form}")
    fixed = replacements.for_format(form, value)
    return Advice(FORMAT_CODES[form], SHAPES[form], fixed or replacements.quoted(replacements.EXAMPLES[form]), None if fixed else _EXAMPLE)


def _of_choice(known: Iterable[object], value: object) -> Advice:
    choices = [short_text(choice) for choice in known]
    match = replacements.closest_match(short_text(value), choices)
    if match == short_text(value):  # a number, true or false that only looks like the text
        match = replacements.quoted(match)
    expected = ", ".join(choices)
    return Advice("value-enum", expected, match or " / ".join(choices), None if match or len(choices) == 1 else _CHOICE)
