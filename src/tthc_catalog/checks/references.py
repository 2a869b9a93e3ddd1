"""Find the references between files, which the schemas mark with ``x-refers-to``."""

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
    """Return a function that adds every reference ``(what, name)`` of a document of this kind to a set, or None if there can be none."""
    return _compile(flat_schema(kind))


def reference_paths(kind: str, data: Mapping[str, Any], wanted: tuple[str, str]) -> Iterator[KeyPath]:
    """Yield the paths at which a document refers to ``wanted``."""
    return _visit(flat_schema(kind), data, wanted, ())


def _compile(schema: Mapping[str, Any]) -> Collect | None:
    """Compile a function that visits only the branches that can contain a reference."""
    what = schema.get(MARK)
    if what is not None:

        def add(value: Any, references: set[tuple[str, str]]) -> None:
            if value is not None:
                references.add((what, value))

        return add
    return _compile_list(schema["items"]) if "items" in schema else _compile_mapping(schema)


def _compile_list(schema: Mapping[str, Any]) -> Collect | None:
    collect = _compile(schema)
    if collect is None:
        return None

    def collect_items(value: Any, references: set[tuple[str, str]]) -> None:
        for item in value or ():
            collect(item, references)

    return collect_items


def _compile_mapping(schema: Mapping[str, Any]) -> Collect | None:
    compiled = ((key, _compile(part)) for key, part in schema.get("properties", {}).items())
    known = [(key, part) for key, part in compiled if part is not None]
    others = [part for part in map(_compile, schema.get("patternProperties", {}).values()) if part is not None]
    if not known and not others:
        return None

    def collect_values(value: Any, references: set[tuple[str, str]]) -> None:
        if value is None:
            return
        for key, part in known:
            if key in value:
                part(value[key], references)
        for part in others:
            for key, item in value.items():
                if key[:2] != "x-":
                    part(item, references)

    return collect_values


def _visit(schema: Mapping[str, Any], value: Any, wanted: tuple[str, str], path: KeyPath) -> Iterator[KeyPath]:
    if (schema.get(MARK), value) == wanted:
        yield path
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _visit(schema.get("items", {}), item, wanted, (*path, index))
    elif isinstance(value, dict):
        named = schema.get("properties", {})
        other: Mapping[str, Any] = next((part for part in schema.get("patternProperties", {}).values() if part), {})
        for key, item in value.items():
            if not key.startswith("x-"):
                yield from _visit(named.get(key, other), item, wanted, (*path, key))
