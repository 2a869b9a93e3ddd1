"""The JSON Schemas: closed mappings, titles in both languages, the flat form and the bundle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from tthc_catalog.checks.references import MARK, collector_for, reference_paths
from tthc_catalog.checks.schema_advice import FORMAT_CODES
from tthc_catalog.policies.service_days_parameters import SPEC
from tthc_catalog.problems.replacements import EXAMPLES
from tthc_catalog.value_formats import FORMATS, SHAPES
from tthc_catalog.yaml_files.catalog_folder import list_files
from tthc_catalog.yaml_files.schema_bundle import bundle, bundle_text, editor_parameters
from tthc_catalog.yaml_files.schemas import BUNDLE, KINDS, flat_schema, raw_schema
from tthc_catalog.yaml_files.yaml_reader import read_file

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
POLICIES = {SPEC.id: SPEC.parameters}
NAMES = (*KINDS, "decision", "terms", "evaluation-ranking", "simulation")
DOCUMENTS = [(file, document) for file in list_files(ROOT / "catalog")[0] if (document := read_file(file.path, file.shown_as)[0])]


def parts(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema within a schema, with its path."""
    if isinstance(schema, dict):
        yield path, schema
        for key in ("properties", "patternProperties", "$defs"):
            for name, part in schema.get(key, {}).items():
                yield from parts(part, f"{path}/{name}")
        if "items" in schema:
            yield from parts(schema["items"], f"{path}/*")


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_valid_2020_12(name: str) -> None:
    """Every schema file is valid under JSON Schema 2020-12 and has the right ``$id``."""
    schema = raw_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["$id"].endswith(f"/{name}.schema.json")


@pytest.mark.parametrize("name", NAMES)
def test_every_key_has_its_name_and_description_in_both_languages(name: str) -> None:
    """Every key has a title and a description, which are the labels in messages, editors and pages."""
    for path, schema in parts(raw_schema(name)):
        for key, part in {**schema.get("properties", {}), **schema.get("$defs", {})}.items():
            for keyword in ("title", "description", "x-title-en", "x-description-en"):
                assert part.get(keyword), f"{name}: {path}/{key} has no {keyword}"


@pytest.mark.parametrize("name", NAMES)
def test_every_mapping_is_closed_except_for_custom_keys(name: str) -> None:
    """Mappings reject unknown keys other than x- keys; only the parameters of a policy have their own schema."""
    for path, schema in parts(raw_schema(name)):
        assert not {"oneOf", "anyOf", "not", "default"} & schema.keys()
        if "object" in schema.get("type", "") and path != "/parameters" and "$ref" not in schema:
            assert schema["additionalProperties"] is False, path
            assert name == "decision" or schema["patternProperties"]["^x-"] == {}, path


@pytest.mark.parametrize("name", NAMES)
def test_every_format_is_known_and_has_a_pattern(name: str) -> None:
    """Editors that do not know the formats still catch most errors, and accept valid values."""
    for path, schema in parts(raw_schema(name)):
        if "format" in schema:
            assert schema["format"] in FORMATS, path
            assert Draft202012Validator({"pattern": schema["pattern"]}).is_valid(EXAMPLES[schema["format"]])


def test_every_format_has_its_shape_example_and_problem_code() -> None:
    """Every format has a shape, a valid example and a problem code."""
    assert FORMATS.keys() == SHAPES.keys() == EXAMPLES.keys() == FORMAT_CODES.keys()
    assert all(FORMATS[form](example) for form, example in EXAMPLES.items())


@pytest.mark.parametrize("name", [*KINDS, "decision"])
def test_a_flat_schema_is_equivalent_to_the_files(name: str) -> None:
    """A flat schema and a registry of the schema files accept the same data, complete or with a key removed."""
    resources = [(raw_schema(other)["$id"], Resource.from_contents(raw_schema(other))) for other in NAMES]
    by_registry = Draft202012Validator(raw_schema(name), registry=Registry().with_resources(resources))
    flat = Draft202012Validator(flat_schema(name))
    assert "$ref" not in json.dumps(flat_schema(name))
    for file, document in DOCUMENTS[::4]:
        if file.kind == name:
            for removed in [None, *document.data]:
                data = {key: value for key, value in document.data.items() if key != removed}
                assert flat.is_valid(data) == by_registry.is_valid(data)


def test_the_bundle_is_up_to_date() -> None:
    """The bundle and the schema of the built-in policy are generated: ``make generated``."""
    assert (ROOT / "schemas" / BUNDLE).read_text("utf-8") == bundle_text(POLICIES)
    for id, schema in POLICIES.items():
        assert raw_schema(id) == editor_parameters(schema)
    (condition,) = raw_schema("model")["allOf"]
    assert condition["then"]["properties"]["parameters"]["$ref"] == f"{SPEC.id}.schema.json"


def test_the_bundle_selects_the_schema_by_kind() -> None:
    """The bundle accepts real files, and rejects them with an unknown key or without ``kind``."""
    validator = Draft202012Validator(bundle(POLICIES))
    for file, document in DOCUMENTS:
        assert validator.is_valid(document.data), file.shown_as
        assert not validator.is_valid({**document.data, "lạ": 1})
        assert not validator.is_valid({key: value for key, value in document.data.items() if key != "kind"})


_MARKET = {"market": {"type": "object", "additionalProperties": False, "properties": {"at": {"type": "string", "format": "time-of-day"}}}}
_DAYS: dict[str, Any] = {"days": {"weekdays": ["friday"]}}


@pytest.mark.parametrize(
    ("policy", "parameters", "valid"),
    [
        ("service-days", _DAYS, True),
        ("service-days", {}, False),
        ("service-days", {**_DAYS, "windows": [{"due": {"working_days": 1, "before": "09:00"}}]}, True),
        ("service-days", {**_DAYS, "windows": [{"due": {"working_days": 1, "before": "9h"}}]}, False),
        ("service-days", {**_DAYS, "windows": [{"due": {"working_hours": 2000}}]}, False),
        ("service-days", {"days": {"weekdays": ["fridai"]}}, False),
        ("service-days", {"day": {}}, False),
        ("service-days", {**_DAYS, "x-ghi-chu": 1}, True),
        ("market", {"at": "09:00"}, True),
        ("market", {"at": "9h"}, False),
        ("market", _DAYS, False),
        ("unknown", {"any": 1}, True),
    ],
)
def test_the_bundle_selects_the_schema_of_parameters_by_policy(policy: str, parameters: dict[str, Any], valid: bool) -> None:
    """The parameters of a model are those of its policy, also of a plugin's; those of an unknown policy are free."""
    (model,) = [document.data for file, document in DOCUMENTS if file.kind == "model"]
    validator = Draft202012Validator(bundle({**POLICIES, **_MARKET}))
    assert validator.is_valid({**model, "policy": policy, "parameters": parameters}) is valid


def test_editors_show_vietnamese_messages() -> None:
    """Each value of the bundle with a type or a choice has a message for editors."""
    for path, schema in parts(bundle(POLICIES)):
        if schema.get("enum") or (isinstance(schema.get("type"), str | list) and path):
            assert schema["errorMessage"].endswith("."), path


def test_every_reference_has_a_path() -> None:
    """The collector of references and the search for their paths agree on real files."""
    for file, document in DOCUMENTS:
        collect = collector_for(file.kind)
        references: set[tuple[str, str]] = set()
        if collect is not None:
            collect(document.data, references)
        for wanted in references:
            for path in reference_paths(file.kind, document.data, wanted):
                value: Any = document.data
                for step in path:
                    value = value[step]
                assert value == wanted[1]
        assert all(list(reference_paths(file.kind, document.data, wanted)) for wanted in references)


def test_every_kind_of_reference_has_a_problem_code() -> None:
    """The problem codes ``reference-*`` match the kinds of reference in the schemas."""
    from tthc_catalog.problems.problem_text import problem_codes

    marks = {schema[MARK] for name in KINDS for _, schema in parts(flat_schema(name)) if MARK in schema}
    assert {f"reference-{mark}" for mark in marks} == {code for code in problem_codes() if code.startswith("reference-")}
