"""Contradictions and invalid values that tests/bad does not cover, with their messages and advice."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tthc_catalog.checks.catalog_check import check_catalog
from tthc_catalog.checks.fast_schema_check import UnsupportedSchema, compile_check
from tthc_catalog.checks.schema_advice import advise, example, opening
from tthc_catalog.checks.schema_validation import Validator
from tthc_catalog.problems.problem_text import advice, message
from tthc_catalog.yaml_files.yaml_reader import read_bytes

SMALL = Path(__file__).parents[1] / "small_catalog"
CALENDAR, PROCEDURE = "calendar/vietnam.yaml", "commune/ho-tich/1.001193.yaml"
THIRD_DAY = """  - date: "2024-05-06"
    kind: swap_off
    name: Nghỉ thêm
    status: verified
    swap_with: "2024-05-04"
    source: x
"""


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (PROCEDURE, "unit: same_day", "unit: working_day", ["amount là 0 chỉ đi với unit: same_day"]),
        (PROCEDURE, 'after: "15:00"', "after: null", ["then_working_days chỉ đi với after"]),
        (PROCEDURE, "amount: 0\n      unit: same_day", "amount: 254\n      unit: working_day", ["dài hơn một năm"]),
        (PROCEDURE, "amount: 0\n      unit: same_day", "amount: 13\n      unit: month", ["dài hơn một năm"]),
        (PROCEDURE, "then_working_days: 1", "then_working_days: 2000", ["dài hơn một năm"]),
        (PROCEDURE, "cap_per: null", "cap_per: bản", ["cap_per chỉ đi với cap_amount"]),
        (
            PROCEDURE,
            "        - amount: 5000\n          per: trường hợp\n",
            "        []\n",
            ["status là known nhưng không có khoản thu nào"],
        ),
        (PROCEDURE, "status: known", "status: free", ["có khoản thu chung nhưng status không phải known"]),
        (PROCEDURE, "status: known", "status: free\n      x-status: known", ["có khoản thu chung nhưng status không phải known"]),
        (PROCEDURE, 'effective_from: "2025-07-01"', "effective_from: null", ["phiên bản này bắt đầu null"]),
        (PROCEDURE, 'effective_until: "2025-07-01"', "effective_until: null", ["phiên bản này còn hiệu lực đến null"]),
        (CALENDAR, '    swap_with: "2024-05-04"\n', "", ['sửa thành swap_with: "2024-05-04"']),
        (CALENDAR, 'swap_with: "2024-05-04"', 'swap_with: "2024-05-11"', ['sửa thành swap_with: "2024-05-04"']),
        (CALENDAR, "kind: swap_work", "kind: holiday", ["ở ngày 04/05/2024 sửa thành kind: swap_work", "sửa thành swap_with: null"]),
        (CALENDAR, '  - date: "2024-05-04"', f'{THIRD_DAY.replace("05-06", "05-03")}  - date: "2024-05-04"', ["đã hoán đổi với ngày khác"]),
        (CALENDAR, "kind: swap_off", "kind: compensatory", ["sửa thành swap_with: null", "ở ngày 29/04/2024 sửa thành kind: swap_off"]),
        (CALENDAR, 'date: "2024-05-01"\n    kind: holiday', 'date: "2024-05-01"\n    kind: swap_off', ["thêm swap_with: với ngày còn lại"]),
        (
            CALENDAR,
            'date: "2024-05-01"\n    kind: holiday',
            'date: "2024-05-01"\n    swap_with: "2024-05-11"\n    kind: swap_off',
            ['thêm mục date: "2024-05-11", kind: swap_work, swap_with: "2024-05-01"'],
        ),
        (CALENDAR, 'date: "2024-04-29"', 'date: "2024-04-28"', ["rơi vào Chủ nhật", 'sửa thành swap_with: "2024-04-28"']),
    ],
)
def test_a_contradiction_is_reported_with_advice(tmp_path: Path, file: str, old: str, new: str, expected: list[str]) -> None:
    """Each contradiction gives exactly these problems, with these words in the message or the advice."""
    shutil.copytree(SMALL, tmp_path / "c")
    source = (tmp_path / "c" / file).read_text("utf-8")
    assert old in source
    (tmp_path / "c" / file).write_text(source.replace(old, new, 1), "utf-8")
    problems = check_catalog(tmp_path / "c")[1]
    assert len(problems) == len(expected)
    for problem, text in zip(problems, expected, strict=True):
        assert text in f"{message(problem)}\n{advice(problem)}"


def validate(schema: dict[str, Any], source: str) -> list[tuple[str, str | None]]:
    """Return the codes and hints of the problems that a schema finds in a document."""
    document, _ = read_bytes(source.encode(), "f.yaml")
    assert document is not None
    return [(problem.code, problem.hint) for problem in Validator(schema).problems(document)]


@pytest.mark.parametrize(
    ("schema", "source", "expected"),
    [
        ({"properties": {"a": {"type": "number"}}}, "a: x", [("value-other", "xem lược đồ của phần này")]),
        ({"properties": {"a": {"type": "null"}}}, "a: x", [("value-other", "xem lược đồ của phần này")]),
        ({"properties": {"a": {"format": "email", "maxLength": 1}}}, "a: xy", [("value-other", "xem lược đồ của phần này")]),
        ({"properties": {"a": {"type": "string", "enum": ["1", "2"]}}}, "a: 1", [("value-enum", '"1"')]),
        ({"properties": {"a": {"type": "string", "format": "date"}}}, "a: 12", [("scalar-date", '"2023-09-25"')]),
        ({"properties": {"a": {"type": "string", "format": "email"}}}, "a: 12", [("scalar-text", '"12"')]),
        ({"properties": {"a": {"type": "string"}}}, "a: {b: 1}", [("scalar-text", '"..."')]),
        ({"properties": {"a": {"type": "array"}}}, "a: {b: 1}", [("value-list", "[...]")]),
        ({"properties": {"a": {"type": "object"}}}, "a: 1", [("value-mapping", "{}")]),
        ({"properties": {"a": {"type": "boolean"}}}, "a: maybe", [("scalar-boolean", "true / false")]),
        ({"properties": {"a": {"const": "b"}}}, "a: c", [("value-enum", "b")]),
        ({"properties": {"a": {"type": "integer", "maximum": 3}}}, "a: 4", [("value-range", "đối chiếu với nguồn rồi ghi số <= 3")]),
        ({"properties": {"a": {"type": "array", "minItems": 2}}}, "a: [x]", [("list-short", '["..."]')]),
        (
            {"properties": {"a": {"type": "array", "uniqueItems": True}}},
            "a: [{b: 1}, 2, {b: 1}]",
            [("list-repeated", "xóa mục “{…}” thừa")],
        ),
        ({"$defs": {"t": {"type": "integer"}}, "properties": {"a": {"$ref": "#/$defs/t"}}}, "a: 5.000", [("scalar-integer", "5000")]),
        ({"required": ["b"]}, "a: 1", [("key-missing", 'b: "..."')]),
        ({"additionalProperties": False}, "'???': 1", [("key-unknown", "x-ghi-chu:")]),
    ],
)
def test_any_schema_of_a_plugin_gives_problems(schema: dict[str, Any], source: str, expected: list[tuple[str, str]]) -> None:
    """Keywords that our own schemas do not use give problems too, never an exception."""
    assert validate(schema, source) == expected


def test_an_unknown_format_has_no_special_advice() -> None:
    """Only the project's own formats have their own problem codes."""
    assert advise("format", "email", {"type": "string"}, "x").code == "value-other"


def test_example_and_opening_return_yaml() -> None:
    """Advice shows the shape of a value instead of an invented fact."""
    assert example({"type": "array", "minItems": 1, "items": {"type": "string", "format": "time-of-day"}}) == '["HH:MM"]'
    assert example({"type": ["string", "null"]}) == "null"
    assert example({"const": "model"}) == "model"
    assert opening({}) == "{}"
    assert opening({"properties": {"a": {"type": "integer", "minimum": 1}}}) == "a: ..."


def test_an_unknown_type_is_unsupported() -> None:
    """The fast check does not support a type that JSON Schema does not have."""
    with pytest.raises(UnsupportedSchema):
        compile_check({"type": "text"})
