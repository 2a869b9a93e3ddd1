"""Validate a document against its schema and say each fault so that the person who typed it can mend it.

The words come from the schema itself: every key has a Vietnamese title, and that is what a message calls it. One place gives one
problem: what follows from a problem already told is left out.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
from typing import TYPE_CHECKING, Any

from tthc_catalog.checks.fast_schema_check import UnsupportedSchema, compile_check
from tthc_catalog.checks.schema_advice import UNIQUE, Advice, advise, example
from tthc_catalog.problems import replacements
from tthc_catalog.problems.problem_factory import problem_at, shown
from tthc_catalog.value_formats import FORMATS
from tthc_catalog.yaml_files.schemas import flat_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from tthc_catalog.errors import Problem
    from tthc_catalog.problems.positions import KeyPath
    from tthc_catalog.yaml_files.document import Document

# Of several faults of one value only the first in this order is told; the others would say the same again.
_ORDER = ("type", "format", "const", "enum", "minLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


MOST_ERRORS = 200
"""A file with more faults than this is some other file; the rest of them would help nobody."""


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
        from jsonschema import Draft202012Validator, FormatChecker, validators
        from jsonschema.exceptions import ValidationError

        def unique(_validator: Any, wanted: bool, items: object, _schema: Any) -> Iterator[Any]:
            if wanted and isinstance(items, list) and _first_repeat(items) is not None:
                yield ValidationError("not unique")

        formats = FormatChecker(formats=())
        for name, obeys in FORMATS.items():
            formats.checks(name)(functools.partial(_obeys_format, obeys))
        # The library compares every item with every other where they cannot be sorted, which a long list makes endless.
        extend: Any = validators.extend  # its stub has no types
        return extend(Draft202012Validator, {UNIQUE: unique})(self._schema, format_checker=formats)

    def accepts(self, data: Any) -> bool:
        """Whether plain data obeys the schema."""
        return (self._quick is not None and self._quick(data)) or bool(self._full.is_valid(data))

    def problems(self, document: Document, at: KeyPath = (), *, spoiled: Collection[KeyPath] = ()) -> list[Problem]:
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
        problems: dict[tuple[KeyPath, str], Problem] = {}
        explainer = _Explainer(self._schema, document, len(at))
        for error in sorted(itertools.islice(self._full.iter_errors(data), MOST_ERRORS), key=_rank):
            path = (*at, *error.absolute_path)
            for key, problem in explainer.explain(path, error):
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


class _Explainer:
    """Turns validation errors of one document into problems."""

    def __init__(self, schema: Mapping[str, Any], document: Document, depth: int) -> None:
        self._schema = schema
        self._document = document
        self._depth = depth

    def explain(self, path: KeyPath, error: Any) -> Iterator[tuple[str, Problem]]:
        """The problems one validation error stands for, each with a key that tells apart problems of the same path."""
        if error.validator == "additionalProperties":
            for key, near in itertools.islice(_unknown_keys(error.instance, error.schema), MOST_ERRORS):
                yield key, self._unknown_key(path, key, near, error.schema)
        elif error.validator == "required":
            guessed = {near for _, near in itertools.islice(_unknown_keys(error.instance, error.schema), MOST_ERRORS)}
            for key in error.validator_value:
                if key not in error.instance and key not in guessed:
                    yield key, self._missing_key(path, key, error.schema)
        else:
            yield "", self._wrong_value(path, error)

    def _unknown_key(self, path: KeyPath, key: str, near: str | None, schema: Mapping[str, Any]) -> Problem:
        return problem_at(
            self._document,
            (*path, key),
            "key-unknown",
            at_key=True,
            found=key,
            expected=", ".join(schema.get("properties", {})),
            hint=f"{near}:" if near else f"x-{replacements.plain_slug(key) or 'ghi-chu'}:",
            hint_key=None if near else "problem.hint.own_key",
        )

    def _missing_key(self, path: KeyPath, key: str, schema: Mapping[str, Any]) -> Problem:
        own = schema.get("properties", {}).get(key, {})
        return problem_at(
            self._document,
            path,
            "key-missing",
            at_key=True,
            expected=key,
            hint=f"{key}: {example(own)}".rstrip(),
            key=key,
            label=self._label((*path, key)),
        )

    def _wrong_value(self, path: KeyPath, error: Any) -> Problem:
        value = error.instance
        said: Advice = advise(error.validator, error.validator_value, error.schema, value)
        if error.validator == UNIQUE:
            index = _first_repeat(value) or 0
            path, value = (*path, index), value[index]
        return problem_at(
            self._document,
            path,
            said.code,
            found=shown(value),
            expected=said.expected,
            hint=said.hint,
            hint_key=said.hint_key,
            label=self._label(path),
        )

    def _label(self, path: KeyPath) -> tuple[str, str]:
        """What the schema calls the value, in Vietnamese and English; an item of a list goes by the name of the list."""
        name = next((step for step in reversed(path) if isinstance(step, str)), "")
        label, schema = (name, name), self._schema
        for step in path[self._depth :]:
            schema = (schema.get("items", {}) if isinstance(step, int) else schema.get("properties", {}).get(step)) or {}
            if "title" in schema or isinstance(step, str):
                title = schema.get("title", step)
                label = (title, schema.get("x-title-en", title))
        return label


def _unknown_keys(mapping: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
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


def _first_repeat(items: list[Any]) -> int | None:
    """The index of the first item that stands before too, or None."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        text = json.dumps(item, sort_keys=True)
        if text in seen:
            return index
        seen.add(text)
    return None
