"""The fast schema check agrees with the full validator."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc_catalog.checks.fast_schema_check import UnsupportedSchema, compile_check
from tthc_catalog.checks.schema_validation import Validator, validator_for
from tthc_catalog.yaml_files.catalog_folder import list_files
from tthc_catalog.yaml_files.schemas import KINDS, flat_schema
from tthc_catalog.yaml_files.yaml_reader import read_file

SMALL = Path(__file__).parents[1] / "small_catalog"
DOCUMENTS = [(file.kind, document) for file in list_files(SMALL)[0] if (document := read_file(file.path, file.shown_as)[0])]
VALUES = st.one_of(
    st.sampled_from([None, True, False, 0, 1, -1, 99, "", "x", "15:30", "24:00", "2023-09-25", "2023-02-30", "1.001193", "02-29", "02-30"]),
    st.sampled_from(["ho-tich", "Hộ tịch", "07:00-11:30", "11:30-07:00", "2026.11.23", "2026.13.01", "same_day", "saturday", "https://a"]),
    st.sampled_from([[], {}, ["a"], ["a", "a"], [1], [None], {"x-note": 1}, {"id": "a"}, [{}], [["a"]]]),
)


def paths_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of all values within a value."""
    paths = [path]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in items:
        paths += paths_in(item, (*path, step))
    return paths


@given(st.data())
def test_the_fast_check_agrees_with_jsonschema_on_broken_files(data: st.DataObject) -> None:
    """Both validators agree on valid files with changed values, removed keys and added keys."""
    kind, document = data.draw(st.sampled_from(DOCUMENTS))
    broken = copy.deepcopy(document.data)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths_in(broken)[1:] or [()]))
        if path == ():
            break
        parent: Any = broken
        for step in path[:-1]:
            parent = parent[step]
        how = data.draw(st.sampled_from(["change", "drop", "add"]))
        if how == "drop":
            del parent[path[-1]]
        elif how == "add" and isinstance(parent, dict):
            parent[data.draw(st.sampled_from(["x-note", "x", "lạ", "note", "optional", "items"]))] = copy.deepcopy(data.draw(VALUES))
        else:
            parent[path[-1]] = copy.deepcopy(data.draw(VALUES))
    validator = validator_for(kind)
    assert validator._fast_check is not None
    assert validator._fast_check(broken) == validator._full_validator.is_valid(broken)


@pytest.mark.parametrize("kind", [*KINDS, "decision"])
def test_all_our_schemas_are_supported(kind: str) -> None:
    """The fast check supports all our schemas; otherwise loading would silently become slow."""
    assert callable(compile_check(flat_schema(kind)))


@pytest.mark.parametrize(
    "schema",
    [
        {"oneOf": [{"type": "string"}]},
        {"type": "object", "maxProperties": 1},
        {"type": "string", "format": "email"},
        {"type": "integer", "enum": [1]},
        {"type": "number"},
        {"type": "object", "additionalProperties": {"type": "string"}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "patternProperties": {"^b": {"type": "string"}}},
        {"type": "object", "properties": {"a": False}},
        {"properties": {"a": {"type": "string"}}},
    ],
)
def test_unsupported_schemas_use_the_full_validator(schema: dict[str, Any]) -> None:
    """Schemas of plugins may use keywords that only the full validator supports."""
    with pytest.raises(UnsupportedSchema):
        compile_check(schema)
    assert Validator(schema)._fast_check is None


@pytest.mark.parametrize(
    ("schema", "valid", "invalid"),
    [
        ({}, [1, "a", None], []),
        ({"enum": ["a", None]}, ["a", None], ["b", 1, []]),
        ({"type": "string", "enum": ["a", "b"], "const": "b"}, ["b"], ["a", "c"]),
        ({"type": ["integer", "null"], "minimum": 1, "maximum": 3}, [1, 3, None], [0, 4, True, "1"]),
        ({"type": "array", "uniqueItems": True, "items": {"type": "string"}}, [[], ["a", "b"]], [["a", "a"], [1]]),
        ({"type": "string", "minLength": 1, "pattern": "^a", "format": "slug"}, ["a-b"], ["", "b", "a_"]),
        (
            {"type": "object", "patternProperties": {"^[a-z]+$": {"type": "integer"}}, "additionalProperties": False},
            [{"a": 1}],
            [{"A": 1}, {"a": "x"}],
        ),
        ({"type": "object", "required": ["a"]}, [{"a": 1, "b": 2}], [{}, []]),
        ({"type": "boolean"}, [True, False], [0, None]),
    ],
)
def test_each_keyword(schema: dict[str, Any], valid: list[Any], invalid: list[Any]) -> None:
    """Both validators accept and reject the expected values."""
    validator = Validator(schema)
    assert validator._fast_check is not None
    for value in valid:
        assert validator._fast_check(value)
        assert validator._full_validator.is_valid(value)
    for value in invalid:
        assert not validator._fast_check(value)
        assert not validator._full_validator.is_valid(value)
