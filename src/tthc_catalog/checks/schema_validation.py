"""Validate a document against its schema, and report each error so that its author can fix it.

Messages use the titles of the schema: every key has one in both languages. Each value has at most one problem; errors that follow from a
reported problem are skipped.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from tthc_catalog.checks.fast_schema_check import UnsupportedSchema, compile_check
from tthc_catalog.checks.schema_advice import UNIQUE, Advice, advise, example, is_complete
from tthc_catalog.checks.vietnamese_labels import of_keys
from tthc_catalog.problems import replacements
from tthc_catalog.problems.problem_factory import problem_at, short_text
from tthc_catalog.value_formats import FORMATS, is_code
from tthc_catalog.yaml_files.schemas import flat_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from tthc_catalog.errors import Problem
    from tthc_catalog.problems.positions import KeyPath
    from tthc_catalog.yaml_files.document import Document

# Of several errors of one value only the first in this order is reported; the others add nothing.
_ORDER = ("type", "format", "const", "enum", "minLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


MOST_ERRORS = 200
"""A file with more errors is probably not a catalog file; further errors are not reported."""


class Validator:
    """A compiled schema for any number of documents."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._fast_check: Callable[[Any], bool] | None
        try:
            self._fast_check = compile_check(schema)
        except UnsupportedSchema:
            self._fast_check = None

    @functools.cached_property
    def _full_validator(self) -> Any:
        # jsonschema is slow to import, and a valid catalog does not need it.
        from jsonschema import Draft202012Validator, FormatChecker, validators
        from jsonschema.exceptions import ValidationError

        def unique(_validator: Any, wanted: bool, items: object, _schema: Any) -> Iterator[Any]:
            if wanted and isinstance(items, list) and _first_repeat(items) is not None:
                yield ValidationError("not unique")

        formats = FormatChecker(formats=())
        for name, is_valid in FORMATS.items():
            formats.checks(name)(functools.partial(_has_format, is_valid))
        # The library compares all pairs of items that cannot be sorted, which takes too long for a long list.
        extend: Any = validators.extend  # its stub has no types
        return extend(Draft202012Validator, {UNIQUE: unique})(self._schema, format_checker=formats)

    def accepts(self, data: Any) -> bool:
        """Return whether plain data is valid."""
        return (self._fast_check is not None and self._fast_check(data)) or bool(self._full_validator.is_valid(data))

    def problems(self, document: Document, at: KeyPath = (), *, reported: Collection[KeyPath] = ()) -> list[Problem]:
        """Return the problems of a document.

        Args:
            document: the document.
            at: the path of the value to validate; by default, the whole document.
            reported: paths at which the reader already reported a problem; values at or below them are skipped.
        """
        data: Any = document.data
        for step in at:
            data = data[step]
        if self._fast_check is not None and self._fast_check(data):
            return []
        problems: dict[tuple[KeyPath, str], Problem] = {}
        explainer = _Explainer(self._schema, document, len(at))
        for error in sorted(itertools.islice(self._full_validator.iter_errors(data), MOST_ERRORS), key=_rank):
            path = (*at, *error.absolute_path)
            for key, problem in explainer.explain(path, error):
                if any(problem.path[: len(parent)] == parent for parent in reported):
                    continue
                problems.setdefault((path, key), problem)
        return list(problems.values())


@functools.cache
def validator_for(kind: str) -> Validator:
    """Return the validator of one kind of file."""
    return Validator(flat_schema(kind))


def _has_format(is_valid: Callable[[str], bool], value: object) -> bool:
    return not isinstance(value, str) or is_valid(value)


def _rank(error: Any) -> int:
    return _ORDER.index(error.validator) if error.validator in _ORDER else len(_ORDER)


class _Explainer:
    """Converts validation errors of one document into problems."""

    def __init__(self, schema: Mapping[str, Any], document: Document, depth: int) -> None:
        self._schema = schema
        self._document = document
        self._depth = depth

    def explain(self, path: KeyPath, error: Any) -> Iterator[tuple[str, Problem]]:
        """Yield the problems of one validation error, each with a key that distinguishes problems at the same path."""
        if error.validator == "additionalProperties":
            for key, similar in itertools.islice(_unknown_keys(error.instance, error.schema), MOST_ERRORS):
                yield key, self._unknown_key(path, key, similar, error.schema)
        elif error.validator == "required":
            misspelled = {similar for _, similar in itertools.islice(_unknown_keys(error.instance, error.schema), MOST_ERRORS)}
            for key in error.validator_value:
                if key not in error.instance and key not in misspelled:
                    yield key, self._missing_key(path, key, error.schema)
        else:
            yield "", self._wrong_value(path, error)

    def _unknown_key(self, path: KeyPath, key: str, similar: str | None, schema: Mapping[str, Any]) -> Problem:
        return problem_at(
            self._document,
            (*path, key),
            "key-unknown",
            at_key=True,
            found=key,
            expected=", ".join(schema.get("properties", {})),
            hint=f"{similar}:" if similar else f"x-{replacements.plain_slug(key) or 'ghi-chu'}:",
            hint_key=None if similar else "problem.hint.own_key",
            **_certain(similar is not None and replacements.labelled(key, [similar], of_keys(schema, [similar])) == similar),
        )

    def _missing_key(self, path: KeyPath, key: str, schema: Mapping[str, Any]) -> Problem:
        own = schema.get("properties", {}).get(key, {})
        hint = f"{key}: {example(own)}".rstrip()
        return problem_at(
            self._document,
            path,
            "key-missing",
            at_key=True,
            expected=key,
            hint=hint,
            hint_key=None if is_complete(hint) else "problem.hint.line_to_fill",
            key=key,
            label=self._label((*path, key)),
        )

    def _wrong_value(self, path: KeyPath, error: Any) -> Problem:
        value = error.instance
        advice: Advice = advise(error.validator, error.validator_value, error.schema, value)
        if advice.code == "scalar-code" and path == ("code",):
            stem = PurePath(self._document.file).stem
            advice = advice._replace(hint=replacements.quoted(stem), hint_key=None) if is_code(stem) else advice
        if error.validator == UNIQUE:
            index = _first_repeat(value) or 0
            path, value = (*path, index), value[index]
        count: dict[str, Any] = ({} if advice.fewest is None else {"count": advice.fewest}) | _certain(advice.certain)
        return problem_at(
            self._document,
            path,
            advice.code,
            found=short_text(value),
            expected=advice.expected,
            hint=advice.hint,
            hint_key=advice.hint_key,
            label=self._label(path),
            **count,
        )

    def _label(self, path: KeyPath) -> tuple[str, str]:
        """Return the title of a value in Vietnamese and English; an item of a list has the title of the list."""
        name = next((step for step in reversed(path) if isinstance(step, str)), "")
        label, schema = (name, name), self._schema
        for step in path[self._depth :]:
            schema = (schema.get("items", {}) if isinstance(step, int) else schema.get("properties", {}).get(step)) or {}
            if "title" in schema or isinstance(step, str):
                title = schema.get("title", step)
                label = (title, schema.get("x-title-en", title))
        return label


def _certain(certain: bool) -> dict[str, bool]:
    """Return the detail of a problem that allows its remedy to be applied without asking."""
    return {"certain": True} if certain else {}


def _unknown_keys(mapping: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Yield the keys that the schema does not have, each with the most similar key that is missing, or None."""
    properties = schema.get("properties", {})
    patterns = [re.compile(pattern) for pattern in schema.get("patternProperties", {})]
    missing = [key for key in properties if key not in mapping]
    for key in mapping:
        if key not in properties and not any(pattern.search(key) for pattern in patterns):
            similar = replacements.closest_match(key, missing, of_keys(schema, missing))
            if similar is not None:
                missing.remove(similar)
            yield key, similar


def _first_repeat(items: list[Any]) -> int | None:
    """Return the index of the first item that repeats an earlier one, or None."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        text = json.dumps(item, sort_keys=True)
        if text in seen:
            return index
        seen.add(text)
    return None
