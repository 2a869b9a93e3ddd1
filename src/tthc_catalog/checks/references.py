"""Find every reference one file makes to another, as the schemas mark them with ``x-refers-to``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from tthc_catalog.yaml_files.schemas import flat_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tthc_catalog.problems.positions import KeyPath

    Collect = Callable[[Any, set[tuple[str, str]]], None]

MARK = "x-refers-to"


@functools.cache
def collector_for(kind: str) -> Collect | None:
    """A function that adds every ``(what, name)`` a document of this kind refers to to a set; None if it cannot refer to anything."""
    return _compile(flat_schema(kind))


def places_of(kind: str, data: Mapping[str, Any], wanted: tuple[str, str]) -> Iterator[KeyPath]:
    """The paths at which a document refers to ``wanted``."""
    return _visit(flat_schema(kind), data, wanted, ())


def _compile(schema: Mapping[str, Any]) -> Collect | None:
    """Only the branches that can hold a reference are walked."""
    what = schema.get(MARK)
    if what is not None:

        def note(value: Any, found: set[tuple[str, str]]) -> None:
            if value is not None:
                found.add((what, value))

        return note
    return _compile_list(schema["items"]) if "items" in schema else _compile_mapping(schema)


def _compile_list(schema: Mapping[str, Any]) -> Collect | None:
    item = _compile(schema)
    if item is None:
        return None

    def each(value: Any, found: set[tuple[str, str]]) -> None:
        for held in value or ():
            item(held, found)

    return each


def _compile_mapping(schema: Mapping[str, Any]) -> Collect | None:
    compiled = ((key, _compile(part)) for key, part in schema.get("properties", {}).items())
    known = [(key, part) for key, part in compiled if part is not None]
    others = [part for part in map(_compile, schema.get("patternProperties", {}).values()) if part is not None]
    if not known and not others:
        return None

    def walk(value: Any, found: set[tuple[str, str]]) -> None:
        if value is None:
            return
        for key, part in known:
            if key in value:
                part(value[key], found)
        for part in others:
            for key, held in value.items():
                if key[:2] != "x-":
                    part(held, found)

    return walk


def _visit(schema: Mapping[str, Any], value: Any, wanted: tuple[str, str], path: KeyPath) -> Iterator[KeyPath]:
    if (schema.get(MARK), value) == wanted:
        yield path
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _visit(schema.get("items", {}), item, wanted, (*path, index))
    elif isinstance(value, dict):
        named = schema.get("properties", {})
        other: Mapping[str, Any] = next((part for part in schema.get("patternProperties", {}).values() if part), {})
        for key, held in value.items():
            if not key.startswith("x-"):
                yield from _visit(named.get(key, other), held, wanted, (*path, key))
