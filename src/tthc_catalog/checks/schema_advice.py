"""Choose the problem code, the expected value and the replacement for a value that its schema does not allow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from tthc_catalog.checks.vietnamese_labels import LEVELS, of_choices
from tthc_catalog.problems import replacements
from tthc_catalog.problems.problem_factory import short_text
from tthc_catalog.problems.replacements import quoted
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

_EXAMPLE, _CHOICE, _FILL = "problem.hint.example", "problem.hint.choice", "problem.hint.fill"


_KEY_WITHOUT_SPACE = re.compile(r"([a-z_]+)[:\uff1a] ?(\S.*)")


class Advice(NamedTuple):
    """Arguments of `problem_at`.

    These are a problem code, the expected value and the advice, the fewest items of a list for its sentence, and
    whether the advice can be applied without asking, because the value says the same in other words.
    """

    code: str
    expected: str | None = None
    hint: str | None = None
    hint_key: str | None = None
    fewest: int | None = None
    certain: bool = False


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
        return Advice("quote-curly", inner.expected, inner.hint if literal else replacements.quoted(bare), certain=inner.certain)
    if keyword == "type":
        return _of_wrong_type(schema, value)
    if keyword == "format":
        return _of_format(limit, value, schema)
    if keyword in {"enum", "const"}:
        return _of_choice([limit] if keyword == "const" else limit, value, schema)
    if keyword == "pattern":
        fixed = replacements.for_pattern(limit, value)
        return Advice("value-pattern", limit, fixed or short_text(schema.get("examples", [limit])[0]), None if fixed else _EXAMPLE)
    if keyword == "minLength":
        return Advice("value-empty", '"..."', *(("null", None) if "null" in schema.get("type", ()) else (PLACEHOLDER, _FILL)))
    if keyword == "minItems":
        items = schema.get("items", {})
        hint = f"- {opening(items)}" if items.get("type") == "object" else f"[{example(items)}]"
        return Advice("list-short", str(limit), hint, None if is_complete(hint) else _EXAMPLE, fewest=limit)
    if keyword == UNIQUE:
        return Advice("list-repeated")
    if keyword in {"minimum", "maximum"}:
        return Advice("value-range", f"{'>=' if keyword == 'minimum' else '<='} {limit}")
    return Advice("value-other", f"{keyword}: {short_text(limit)}")


PLACEHOLDER = '"..."'
"""What a proposed line has in place of a value that only a person knows."""


def is_complete(hint: str) -> bool:
    """Return whether a proposed text can be copied unchanged, because it has no placeholder, choice or shape in it."""
    return "..." not in hint and " / " not in hint and not any(quoted(shape) in hint for shape in SHAPES.values())


def example(schema: Schema) -> str:
    """Return a valid value as YAML if only one says nothing, such as null, else a placeholder or a shape."""
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
    return {"integer": "...", "boolean": "true / false", "object": ""}.get(types, PLACEHOLDER)


def opening(schema: Schema) -> str:
    """Return the start of a mapping: its first required key with the shape of its value."""
    keys = [*schema.get("required", ()), *schema.get("properties", ())]
    return f"{keys[0]}: {example(schema.get('properties', {}).get(keys[0], {}))}".rstrip() if keys else "{}"


def _of_wrong_type(schema: Schema, value: object) -> Advice:
    declared = schema["type"]
    names = [declared] if isinstance(declared, str) else [name for name in declared if name != "null"]
    if value is None:
        hint = example(schema) or opening(schema)
        return Advice("value-null", names[0], hint, None if is_complete(hint) else _FILL)
    if names[:1] == ["string"]:
        return _of_text(schema, value)
    if names[:1] == ["array"]:
        return Advice("value-list", "[...]", f"[{short_text(value)}]" if not isinstance(value, dict) else "[...]")
    if names[:1] == ["object"]:
        expected = ", ".join(schema.get("required") or schema.get("properties", ()))
        spaced = _KEY_WITHOUT_SPACE.fullmatch(value) if isinstance(value, str) else None
        if spaced is not None and spaced[1] in schema.get("properties", {}):
            return Advice("value-mapping", expected, f"{spaced[1]}: {spaced[2]}", "problem.hint.colon_space")
        return Advice("value-mapping", expected, opening(schema))
    if names[:1] == ["integer"]:
        fixed = replacements.for_integer(value)
        certain = fixed is not None and not replacements.names_unit(value)
        return Advice("scalar-integer", "123", fixed or "123", None if fixed else _EXAMPLE, certain=certain)
    if names[:1] == ["boolean"]:
        fixed = replacements.for_boolean(value)
        return Advice("scalar-boolean", "true, false", fixed or "true / false", None if fixed else _CHOICE, certain=bool(fixed))
    return Advice("value-other", f"type: {', '.join(names) or 'null'}")


def _of_text(schema: Schema, value: object) -> Advice:
    """Return the advice for another type of value in place of a text."""
    if "enum" in schema:
        return _of_choice(schema["enum"], value, schema)
    if schema.get("format") in FORMAT_CODES:
        return _of_format(schema["format"], short_text(value), schema)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict | list):
        return Advice("scalar-text", '"..."', '"..."', _EXAMPLE)
    return Advice("scalar-text", '"..."', replacements.quoted(short_text(value)))


def _of_format(form: str, value: object, schema: Schema) -> Advice:
    if form not in FORMAT_CODES:
        return Advice("value-other", f"format: {form}")
    fixed = replacements.for_format(form, value)
    level = replacements.labelled(str(value), LEVELS.values(), LEVELS) if schema.get("x-refers-to") == "level" else None
    if level is not None:
        return Advice(FORMAT_CODES[form], SHAPES[form], level, certain=True)
    hint = fixed or replacements.quoted(replacements.EXAMPLES[form])
    # A short name may be referred to elsewhere, so it is not changed without asking.
    return Advice(FORMAT_CODES[form], SHAPES[form], hint, None if fixed else _EXAMPLE, certain=bool(fixed) and form != "slug")


def _of_choice(known: Iterable[object], value: object, schema: Schema) -> Advice:
    choices = [short_text(choice) for choice in known]
    labels = of_choices(schema)
    match = replacements.closest_match(short_text(value), choices, labels)
    certain = match is not None and replacements.labelled(short_text(value), choices, labels) == match
    if match == short_text(value):  # a number, true or false that only looks like the text
        match = replacements.quoted(match)
    expected = ", ".join(choices)
    hint_key = None if match or len(choices) == 1 else _CHOICE
    return Advice("value-enum", expected, match or " / ".join(choices), hint_key, certain=certain)
