"""What to say about a value its schema does not allow: which problem it is, what was expected, and what to type instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tthc_catalog.problems import replacements
from tthc_catalog.problems.problem_factory import shown
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
"""Format -> the problem code of a text that is not written so."""

UNIQUE = "uniqueItems"

_EXAMPLE, _CHOICE = "problem.hint.example", "problem.hint.choice"


class Advice(NamedTuple):
    """A problem code, what was expected, and the advice; arguments of `problem_at`."""

    code: str
    expected: str | None = None
    hint: str | None = None
    hint_key: str | None = None


def advise(keyword: str, limit: Any, schema: Schema, value: Any) -> Advice:
    """What to say of a value.

    Args:
        keyword: the keyword of the schema that the value breaks.
        limit: what stands under that keyword.
        schema: the schema of the value.
        value: what stands in the file.
    """
    bare = replacements.without_curly_quotes(value)
    if bare is not None and keyword in {"type", "format", "enum", "const", "pattern"}:
        inner = advise(keyword, limit, schema, bare)
        right = inner.hint_key is None and inner.code != "value-pattern"
        return Advice("quote-curly", inner.expected, inner.hint if right else replacements.quoted(bare))
    if keyword == "type":
        return _of_wrong_type(schema, value)
    if keyword == "format":
        return _of_format(limit, value)
    if keyword in {"enum", "const"}:
        return _of_choice([limit] if keyword == "const" else limit, value)
    if keyword == "pattern":
        meant = replacements.for_pattern(limit, value)
        return Advice("value-pattern", limit, meant or shown(schema.get("examples", [limit])[0]), None if meant else _EXAMPLE)
    if keyword == "minLength":
        return Advice("value-empty", '"..."', "null" if "null" in schema.get("type", ()) else '"..."')
    if keyword == "minItems":
        items = schema.get("items", {})
        return Advice("list-short", str(limit), f"- {opening(items)}" if items.get("type") == "object" else f"[{example(items)}]")
    if keyword == UNIQUE:
        return Advice("list-repeated")
    if keyword in {"minimum", "maximum"}:
        return Advice("value-range", f"{'>=' if keyword == 'minimum' else '<='} {limit}", str(limit))
    return Advice("value-other", f"{keyword}: {shown(limit)}")


def example(schema: Schema) -> str:
    """The shape of a value that obeys the schema, as YAML; not a value to be taken over unseen."""
    types = schema.get("type", "")
    choices = schema.get("enum", [schema["const"]] if "const" in schema else [])
    if "null" in types or None in choices:
        return "null"
    if choices:
        return " / ".join(shown(choice) for choice in choices)
    if schema.get("format") in FORMATS:
        return replacements.quoted(SHAPES[schema["format"]])
    if types == "array":
        return f"[{example(schema.get('items', {}))}]" if schema.get("minItems") else "[]"
    return {"integer": str(schema.get("minimum", 0)), "boolean": "true / false", "object": ""}.get(types, '"..."')


def opening(schema: Schema) -> str:
    """The start of a mapping: its first required key with the shape of its value."""
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
        return Advice("value-list", "[...]", f"[{shown(value)}]" if not isinstance(value, dict) else "[...]")
    if names[:1] == ["object"]:
        return Advice("value-mapping", ", ".join(schema.get("required") or schema.get("properties", ())), opening(schema))
    if names[:1] == ["integer"]:
        meant = replacements.for_integer(value)
        return Advice("scalar-integer", "123", meant or "123", None if meant else _EXAMPLE)
    if names[:1] == ["boolean"]:
        meant = replacements.for_boolean(value)
        return Advice("scalar-boolean", "true, false", meant or "true / false", None if meant else _CHOICE)
    return Advice("value-other", f"type: {', '.join(names) or 'null'}")


def _of_text(schema: Schema, value: object) -> Advice:
    """Something else stands where a text belongs."""
    if "enum" in schema:
        return _of_choice(schema["enum"], value)
    if schema.get("format") in FORMAT_CODES:
        return _of_format(schema["format"], shown(value))
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict | list):
        return Advice("scalar-text", '"..."', '"..."', _EXAMPLE)
    return Advice("scalar-text", '"..."', replacements.quoted(shown(value)))


def _of_format(form: str, value: object) -> Advice:
    if form not in FORMAT_CODES:
        return Advice("value-other", f"format: {form}")
    meant = replacements.for_format(form, value)
    return Advice(FORMAT_CODES[form], SHAPES[form], meant or replacements.quoted(replacements.EXAMPLES[form]), None if meant else _EXAMPLE)


def _of_choice(known: Iterable[object], value: object) -> Advice:
    choices = [shown(choice) for choice in known]
    near = replacements.close_to(shown(value), choices)
    if near == shown(value):  # a number, true or false that only looks like the text
        near = replacements.quoted(near)
    expected = ", ".join(choices)
    return Advice("value-enum", expected, near or " / ".join(choices), None if near or len(choices) == 1 else _CHOICE)
