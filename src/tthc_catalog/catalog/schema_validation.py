"""Validate a document against its schema and say each fault so that the person who typed it can mend it.

The words come from the schema itself: every key has a Vietnamese title, and that is what a message calls it. One place gives one
problem: what follows from a problem already told is left out.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from tthc_catalog.catalog import replacements
from tthc_catalog.catalog.acceptance import UnsupportedSchema, compile_check
from tthc_catalog.catalog.findings import finding_at, shown
from tthc_catalog.catalog.formats import FORMATS, SHAPES
from tthc_catalog.catalog.schemas import flat_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from tthc_catalog.catalog.document import Document, Path
    from tthc_catalog.errors import Problem

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

# Of several faults of one value only the first in this order is told; the others would say the same again.
_ORDER = ("type", "format", "const", "enum", "minLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


class Validator:
    """One schema, compiled once and used for any number of documents."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._quick: Callable[[Any], bool] | None
        try:
            self._quick = compile_check(schema)
        except UnsupportedSchema:
            self._quick = None

    @functools.cached_property
    def _full(self) -> Any:
        # The only import of jsonschema: it is slow to import, and a catalog that is right never needs it.
        from jsonschema import Draft202012Validator, FormatChecker

        formats = FormatChecker(formats=())
        for name, obeys in FORMATS.items():
            formats.checks(name)(functools.partial(_obeys_format, obeys))
        return Draft202012Validator(self._schema, format_checker=formats)

    def problems(self, document: Document, at: Path = (), *, spoiled: Collection[Path] = ()) -> list[Problem]:
        """Everything wrong in a document.

        Args:
            document: what was read.
            at: the path of the value to validate; the whole document by default.
            spoiled: paths at which the reader already found something; nothing at or under them is told again.
        """
        data: Any = document.data
        for step in at:
            data = data[step]
        if self._quick is not None and self._quick(data):
            return []
        problems: dict[tuple[Path, str], Problem] = {}
        for error in sorted(self._full.iter_errors(data), key=_rank):
            path = (*at, *error.absolute_path)
            for key, problem in _explain(document, path, error):
                if any(problem.path[: len(bad)] == bad for bad in spoiled):
                    continue
                problems.setdefault((path, key), problem)
        return list(problems.values())


@functools.cache
def validator_for(kind: str) -> Validator:
    """The validator of one kind of file."""
    return Validator(flat_schema(kind))


def _obeys_format(obeys: Callable[[str], bool], value: object) -> bool:
    return not isinstance(value, str) or obeys(value)


def _rank(error: Any) -> int:
    return _ORDER.index(error.validator) if error.validator in _ORDER else len(_ORDER)


def _explain(document: Document, path: Path, error: Any) -> Iterator[tuple[str, Problem]]:
    """The problems one validation error stands for, each with a key that tells apart problems of the same path."""
    if error.validator == "additionalProperties":
        for key, near in _unknown_keys(error.instance, error.schema):
            yield key, _unknown_key(document, path, key, near, error.schema)
    elif error.validator == "required":
        guessed = {near for _, near in _unknown_keys(error.instance, error.schema)}
        for key in error.validator_value:
            if key not in error.instance and key not in guessed:
                yield key, _missing_key(document, path, key, error.schema)
    else:
        yield "", _wrong_value(document, path, error)


def _unknown_keys(mapping: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterable[tuple[str, str | None]]:
    """The keys the schema does not have, each with the absent known key it most resembles."""
    properties = schema.get("properties", {})
    patterns = [re.compile(pattern) for pattern in schema.get("patternProperties", {})]
    absent = [key for key in properties if key not in mapping]
    for key in mapping:
        if key not in properties and not any(pattern.search(key) for pattern in patterns):
            near = replacements.close_to(key, absent)
            if near is not None:
                absent.remove(near)
            yield key, near


def _unknown_key(document: Document, path: Path, key: str, near: str | None, schema: Mapping[str, Any]) -> Problem:
    return finding_at(
        document,
        (*path, key),
        "key-unknown",
        at_key=True,
        found=key,
        expected=", ".join(schema.get("properties", {})),
        hint=f"{near}:" if near else f"x-{replacements.plain_slug(key) or 'ghi-chu'}:",
    )


def _missing_key(document: Document, path: Path, key: str, schema: Mapping[str, Any]) -> Problem:
    own = schema.get("properties", {}).get(key, {})
    return finding_at(
        document,
        path,
        "key-missing",
        at_key=True,
        expected=key,
        hint=f"{key}: {example(own)}".rstrip(),
        key=key,
        label=_label(own, (key,)),
    )


def _wrong_value(document: Document, path: Path, error: Any) -> Problem:
    schema: Mapping[str, Any] = error.schema
    value = error.instance
    code, expected, hint = _wrong_type(schema, value) if error.validator == "type" else _wrong_content(error, schema, value)
    if error.validator == "uniqueItems":
        path = (*path, next(i for i, item in enumerate(value) if item in value[:i]))
        value = value[path[-1]]
    details: dict[str, Any] = {"reason": error.message} if code == "value-other" else {}
    if code == "scalar-text" and isinstance(value, dict | list):
        hint = '"..."'
    return finding_at(
        document,
        path,
        code,
        found=shown(value),
        expected=expected,
        hint=hint,
        key=_key_of(path),
        label=_label(schema, path),
        **details,
    )


def _wrong_type(schema: Mapping[str, Any], value: object) -> tuple[str, str, str]:
    """Code, expectation and replacement for a value of the wrong type."""
    declared = schema["type"]
    names = [declared] if isinstance(declared, str) else [name for name in declared if name != "null"]
    name = names[0]
    if value is None:
        return "value-null", name, example(schema)
    if name == "integer" or name == "number":
        return "scalar-integer", "123", replacements.for_integer(value)
    if name == "boolean":
        return "scalar-boolean", "true, false", replacements.for_boolean(value)
    if name == "string":
        return _wrong_text(schema, value)
    if name == "array":
        return "value-list", "[...]", f"[{shown(value)}]"
    if name == "object":
        return "value-mapping", ", ".join(schema.get("required", schema.get("properties", {}))), _opening(schema)
    return "value-null", "null", "null"


def _wrong_text(schema: Mapping[str, Any], value: object) -> tuple[str, str, str]:
    if "enum" in schema:
        return "value-enum", _listed(schema["enum"]), _nearest(value, schema["enum"])
    form = schema.get("format")
    if form in FORMAT_CODES:
        return FORMAT_CODES[form], SHAPES[form], replacements.for_format(form, shown(value))
    return "scalar-text", '"..."', replacements.quoted(shown(value))


def _wrong_content(error: Any, schema: Mapping[str, Any], value: Any) -> tuple[str, str | None, str | None]:
    """Code, expectation and replacement for a value of the right type."""
    keyword, limit = error.validator, error.validator_value
    if keyword == "format" and limit in FORMAT_CODES:
        return FORMAT_CODES[limit], SHAPES[limit], replacements.for_format(limit, value)
    if keyword == "enum":
        return "value-enum", _listed(limit), _nearest(value, limit)
    if keyword == "const":
        return "value-enum", shown(limit), shown(limit)
    if keyword == "pattern":
        return "value-pattern", limit, None
    if keyword == "minLength":
        return "value-empty", '"..."', "null" if "null" in schema["type"] else '"..."'
    if keyword == "minItems":
        return "list-short", str(limit), f"[{example(schema.get('items', {}))}]"
    if keyword == "uniqueItems":
        return "list-repeated", None, None
    if keyword in {"minimum", "maximum"}:
        return "value-range", f"{'>=' if keyword == 'minimum' else '<='} {limit}", str(limit)
    return "value-other", None, None


def example(schema: Mapping[str, Any]) -> str:
    """A value that obeys the schema as far as a short example can, as YAML."""
    types = schema.get("type", [])
    if "null" in types or None in schema.get("enum", ()):
        return "null"
    if "const" in schema:
        return str(schema["const"])
    if "enum" in schema:
        return str(schema["enum"][0])
    if "format" in schema and schema["format"] in FORMATS:
        return replacements.for_format(schema["format"], "")
    plain = {"integer": str(schema.get("minimum", 0)), "boolean": "false", "array": "[]", "object": "", "string": '"..."'}
    if types == "array" and schema.get("minItems"):
        return f"[{example(schema.get('items', {}))}]"
    return plain.get(types if isinstance(types, str) else "", "")


def _opening(schema: Mapping[str, Any]) -> str:
    """The start of a mapping: its first required key."""
    keys = list(schema.get("required", schema.get("properties", {})))
    return f"{keys[0]}: {example(schema.get('properties', {}).get(keys[0], {}))}".rstrip() if keys else "{}"


def _listed(values: Iterable[object]) -> str:
    return ", ".join(shown(value) for value in values)


def _nearest(value: object, known: Iterable[object]) -> str:
    options = [option for option in known if option is not None]
    return replacements.close_to(value, options) or " / ".join(shown(option) for option in options)


def _key_of(path: Path) -> str:
    """The innermost key of a path; an item of a list goes by the list's key."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _label(schema: Mapping[str, Any], path: Path) -> tuple[str, str]:
    """What the schema calls the value, in Vietnamese and English."""
    title = schema.get("title", _key_of(path))
    return title, schema.get("x-title-en", title)
