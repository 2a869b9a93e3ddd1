"""The schemas are closed, speak Vietnamese, and mean the same however they are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from tthc_catalog.checks.references import MARK, collector_for, places_of
from tthc_catalog.checks.schema_advice import FORMAT_CODES
from tthc_catalog.problems.replacements import EXAMPLES
from tthc_catalog.value_formats import FORMATS, SHAPES
from tthc_catalog.yaml_files.catalog_folder import list_files, read_all
from tthc_catalog.yaml_files.schema_bundle import bundle_text
from tthc_catalog.yaml_files.schemas import BUNDLE, KINDS, flat_schema, raw_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
NAMES = (*KINDS, "decision", "terms", "evaluation-ranking")
DOCUMENTS = [(file, document) for file, document, _ in read_all(list_files(ROOT / "catalog")[0]) if document is not None]


def parts(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema within a schema, with its path."""
    if isinstance(schema, dict):
        yield path, schema
        for key in ("properties", "patternProperties", "$defs"):
            for name, part in schema.get(key, {}).items():
                yield from parts(part, f"{path}/{name}")
        if "items" in schema:
            yield from parts(schema["items"], f"{path}/*")


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_valid_2020_12(name: str) -> None:
    """Editors and other programs can rely on them."""
    schema = raw_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["$id"].endswith(f"/{name}.schema.json")


@pytest.mark.parametrize("name", NAMES)
def test_every_key_has_its_name_and_description_in_both_languages(name: str) -> None:
    """They are the labels in messages, editors and pages."""
    for path, schema in parts(raw_schema(name)):
        for key, part in {**schema.get("properties", {}), **schema.get("$defs", {})}.items():
            for wanted in ("title", "description", "x-title-en", "x-description-en"):
                assert part.get(wanted), f"{name}: {path}/{key} has no {wanted}"


@pytest.mark.parametrize("name", NAMES)
def test_every_mapping_is_closed_but_for_keys_of_ones_own(name: str) -> None:
    """A mistyped key is never passed over; only x- keys are free, and a policy's parameters have their own schema."""
    for path, schema in parts(raw_schema(name)):
        assert not {"oneOf", "anyOf", "not", "default"} & schema.keys()
        if "object" in schema.get("type", "") and path != "/parameters" and "$ref" not in schema:
            assert schema["additionalProperties"] is False, path
            assert name == "decision" or schema["patternProperties"]["^x-"] == {}, path


@pytest.mark.parametrize("name", NAMES)
def test_formats_are_our_own_and_a_pattern_says_nearly_the_same(name: str) -> None:
    """Editors that do not know the formats still catch most slips, and never refuse what we accept."""
    for path, schema in parts(raw_schema(name)):
        if "format" in schema:
            assert schema["format"] in FORMATS, path
            assert Draft202012Validator({"pattern": schema["pattern"]}).is_valid(EXAMPLES[schema["format"]])


def test_every_format_has_its_shape_example_and_problem_code() -> None:
    """A new format cannot be added by halves."""
    assert FORMATS.keys() == SHAPES.keys() == EXAMPLES.keys() == FORMAT_CODES.keys()
    assert all(FORMATS[form](example) for form, example in EXAMPLES.items())


@pytest.mark.parametrize("name", [*KINDS, "decision"])
def test_a_flat_schema_means_what_the_files_say(name: str) -> None:
    """Filling in the references by hand gives what a registry of the files gives, on real data and on each part taken away."""
    resources = [(raw_schema(other)["$id"], Resource.from_contents(raw_schema(other))) for other in NAMES]
    by_registry = Draft202012Validator(raw_schema(name), registry=Registry().with_resources(resources))
    flat = Draft202012Validator(flat_schema(name))
    assert "$ref" not in json.dumps(flat_schema(name))
    for file, document in DOCUMENTS[::4]:
        if file.kind == name:
            for lacking in [None, *document.data]:
                data = {key: value for key, value in document.data.items() if key != lacking}
                assert flat.is_valid(data) == by_registry.is_valid(data)


def test_the_bundle_is_up_to_date() -> None:
    """It is made from the other schemas: ``python -m tthc_catalog.yaml_files.schema_bundle`` renews it."""
    assert (ROOT / "schemas" / BUNDLE).read_text("utf-8") == bundle_text()


def test_the_bundle_chooses_the_schema_by_kind() -> None:
    """What obeys it obeys the schema of its kind, and the other way round."""
    whole = Draft202012Validator(json.loads(bundle_text()))
    for file, document in DOCUMENTS:
        assert whole.is_valid(document.data), file.shown_as
        assert not whole.is_valid({**document.data, "lạ": 1})
        assert not whole.is_valid({key: value for key, value in document.data.items() if key != "kind"})


def test_every_reference_is_found_where_it_stands() -> None:
    """The quick collector and the walk that finds places agree on real files."""
    for file, document in DOCUMENTS:
        collect = collector_for(file.kind)
        found: set[tuple[str, str]] = set()
        if collect is not None:
            collect(document.data, found)
        for wanted in found:
            for path in places_of(file.kind, document.data, wanted):
                value: Any = document.data
                for step in path:
                    value = value[step]
                assert value == wanted[1]
        assert all(list(places_of(file.kind, document.data, wanted)) for wanted in found)


def test_every_mark_of_a_reference_is_known() -> None:
    """Each thing referred to has a problem code of its own."""
    from tthc_catalog.messages.problems import PAGES

    marks = {schema[MARK] for name in KINDS for _, schema in parts(flat_schema(name)) if MARK in schema}
    assert {f"reference-{mark}" for mark in marks} == {code for code in PAGES if code.startswith("reference-")}
