"""Every fact that the schemas let a catalog state: its path, where a catalog states it, and other values it could have."""

from __future__ import annotations

import copy
import datetime as dt
import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from stated_facts.random_catalogs import kind_of

from tthc_catalog.registry import Registry
from tthc_catalog.yaml_files.schemas import KINDS, flat_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stated_facts.random_catalogs import Data, Files

ABSENT = object()
"""The value of a key that an object does not have."""

_DECLARED = {
    "document": ("legal", "documents", "id"),
    "source": ("sources", "sources", "id"),
    "hours": ("offices", "hours", "id"),
    "office": ("offices", "offices", "id"),
    "field": ("manifest", "fields", "id"),
    "level": ("manifest", "levels", "level"),
    "model": ("model", "", "id"),
    "procedure": ("procedure", "", "code"),
    "calendar": ("calendar", "", "id"),
}
"""What a value can refer to -> the kind of file, the list in it and the key that declare it."""


class Fact(NamedTuple):
    """One fact of the schemas.

    Attributes:
        kind: the kind of file.
        path: the keys that lead to it; ``[]`` for the items of a list, ``*`` for the values of a free mapping.
        schema: what it may be.
    """

    kind: str
    path: tuple[str, ...]
    schema: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The path as text: ``procedure.editions[].processing_time.amount``."""
        return ".".join((self.kind, *self.path)).replace(".[]", "[]")


@functools.cache
def schema_of(kind: str) -> Mapping[str, Any]:
    """Return the schema of a kind of file, with that of the policy ``service-days`` for the parameters of models."""
    schema = flat_schema(kind)
    if kind != "model":
        return schema
    parameters = Registry().policy_schemas()["service-days"]
    return {**schema, "properties": {**schema["properties"], "parameters": parameters}}


def facts() -> Iterator[Fact]:
    """Yield every fact of every kind of file."""
    for kind in KINDS:
        yield from _facts(kind, schema_of(kind), ())


def _facts(kind: str, schema: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Fact]:
    if "items" in schema:
        yield from _facts(kind, schema["items"], (*path, "[]"))
        return
    free = _free_values(schema)
    if free is not None:
        yield from _facts(kind, free, (*path, "*"))
    elif schema.get("properties"):
        for key, part in schema["properties"].items():
            yield from _facts(kind, part, (*path, key))
    else:
        yield Fact(kind, path, schema)


def _free_values(schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the schema of the values of a mapping with free keys, or None."""
    if schema.get("properties"):
        return None
    return next((part for pattern, part in schema.get("patternProperties", {}).items() if pattern != "^x-"), None)


class Place(NamedTuple):
    """One place of a fact in a catalog: the file, and the keys and indexes that lead to it."""

    file: str
    steps: tuple[str | int, ...]


def places(files: Files, fact: Fact) -> list[Place]:
    """Return the places where a catalog states a fact, or where an object could state it but does not."""
    return [Place(name, steps) for name, data in files.items() if kind_of(name) == fact.kind for steps in _steps(data, fact.path)]


def _steps(data: Any, path: Sequence[str]) -> Iterator[tuple[str | int, ...]]:
    if not path:
        yield ()
        return
    step, rest = path[0], path[1:]
    if step == "[]":
        if isinstance(data, list):
            yield from ((index, *more) for index, item in enumerate(data) for more in _steps(item, rest))
    elif isinstance(data, dict):
        keys = data if step == "*" else [step]
        yield from ((key, *more) for key in keys for more in (_steps(data[key], rest) if key in data else [()] if not rest else []))


def value_at(files: Files, place: Place) -> Any:
    """Return the value at a place, or `ABSENT`."""
    value: Any = files[place.file]
    for step in place.steps:
        if isinstance(value, dict) and step not in value:
            return ABSENT
        value = value[step]
    return value


def with_value(files: Files, place: Place, value: Any) -> Files:
    """Return the catalog with another value at a place; `ABSENT` removes it."""
    changed: Data = copy.deepcopy(files[place.file])
    part: Any = changed
    for step in place.steps[:-1]:
        part = part[step]
    if value is ABSENT:
        del part[place.steps[-1]]
    else:
        part[place.steps[-1]] = value
    return {**files, place.file: changed}


def completed(files: Files, fact: Fact) -> Iterator[Files]:
    """Yield catalogs that state a fact which this one has no object for, by adding generated objects on its path."""
    for depth in range(len(fact.path) - 1, 0, -1):
        *above, last = fact.path[:depth]
        holder = Fact(fact.kind, (*above, last), {})
        if last in {"[]", "*"}:
            continue
        for place in places(files, holder):
            value = value_at(files, place)
            if value is ABSENT or value is None or value == []:
                yield with_value(files, place, generated(_schema_at(fact.kind, fact.path[:depth]), files))


def _schema_at(kind: str, path: Sequence[str]) -> Mapping[str, Any]:
    schema = schema_of(kind)
    for step in path:
        schema = schema["items"] if step == "[]" else _free_values(schema) or {} if step == "*" else schema["properties"][step]
    return schema


def generated(schema: Mapping[str, Any], files: Files) -> Any:
    """Return a value of a schema that states everything it can."""
    if "items" in schema:
        return [generated(schema["items"], files)]
    if schema.get("properties"):
        return {key: generated(part, files) for key, part in schema["properties"].items()}
    return next(_values(schema, files), None)


_OTHERS = {
    "calendar.time_zone": ("Asia/Tokyo",),
    "procedure.editions[].channels[].cases[].case": ("phuc-tap",),
    "sources.sources[].as_of": ("2025",),
}
"""Values of facts for which the schema says too little to make one up."""


def alternatives(fact: Fact, value: Any, files: Files) -> Iterator[Any]:
    """Yield values that a fact could have instead of ``value``; the last one is that it is not stated."""
    schema = fact.schema
    seen: list[Any] = [value]
    others = _OTHERS.get(fact.name, ())
    for other in (*others, *_near(schema, value), *_values(schema, files), *([ABSENT] if value is not ABSENT else [])):
        if other not in seen:
            seen.append(other)
            yield other


def _near(schema: Mapping[str, Any], value: Any) -> Iterator[Any]:
    """Yield values that differ a little from the one stated."""
    form = schema.get("format")
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1, value * 2 + 30)
    elif isinstance(value, str) and form == "date":
        yield from ((dt.date.fromisoformat(value) + dt.timedelta(days=days)).isoformat() for days in (1, -1, 4, -30))
    elif isinstance(value, str) and form == "time-of-day":
        yield from (_moved(value, minutes) for minutes in (70, -70))
    elif isinstance(value, str) and form == "session":
        start, end = value.split("-")
        yield from (f"{_moved(start, 40)}-{end}", f"{start}-{_moved(end, -70)}")
    elif isinstance(value, str) and form == "month-day":
        yield from (f"{month:02}-{value[3:]}" for month in (int(value[:2]) % 12 + 1, 3))
    elif isinstance(value, str) and form is None and "enum" not in schema and "const" not in schema:
        yield value + " khác"


def _moved(time: str, minutes: int) -> str:
    total = min(max(int(time[:2]) * 60 + int(time[3:]) + minutes, 0), 1439)
    return f"{total // 60:02}:{total % 60:02}"


_SAMPLES = {
    "date": ["2024-03-08", "2024-05-07", "2024-06-14"],
    "time-of-day": ["10:00", "15:00"],
    "session": ["08:00-11:00"],
    "month-day": ["03-01", "06-30"],
    "slug": ["moi"],
    "procedure-code": ["1.000009"],
    "calver": ["2024.02.02"],
}


def _values(schema: Mapping[str, Any], files: Files) -> Iterator[Any]:
    """Yield values of a schema, without regard to what is stated."""
    types = schema.get("type", "string")
    types = [types] if isinstance(types, str) else types
    if "const" in schema:
        yield schema["const"]
    elif "enum" in schema:
        yield from (value for value in schema["enum"] if value is not None)
    elif "x-refers-to" in schema:
        yield from _declared(schema["x-refers-to"], files)
    elif "boolean" in types:
        yield from (True, False)
    elif "integer" in types:
        yield from (max(schema.get("minimum", 1), 1), max(schema.get("minimum", 1), 3))
    elif "string" in types:
        yield from _SAMPLES.get(schema.get("format", ""), ["văn bản mới"])
    if "null" in types:
        yield None


def _declared(what: str, files: Files) -> Iterator[str]:
    if what == "case":
        yield from dict.fromkeys(
            case["id"] for name, data in files.items() if kind_of(name) == "procedure" for e in data["editions"] for case in e["cases"]
        )
        return
    kind, listed, key = _DECLARED.get(what, ("", "", ""))
    for name, data in files.items():
        if kind_of(name) == kind:
            yield from (item[key] for item in (data[listed] if listed else [data]))
