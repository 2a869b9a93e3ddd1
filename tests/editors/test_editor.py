"""Editing in VS Code and similar editors: keys are completed and explained in Vietnamese, faults underlined, from one schema and offline."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from editors.language_server import LanguageServer
from node_tools import install

from tthc_catalog._resources import catalog_folder, schemas_folder
from tthc_catalog.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
BUNDLE = schemas_folder() / "tthc.bundle.schema.json"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    """A language server that uses only the bundled schema, for every YAML file."""
    settings = {
        "schemas": {BUNDLE.as_uri(): ["*.yaml"]},
        "schemaStore": {"enable": False},
        "validate": True,
        "completion": True,
        "hover": True,
    }
    with LanguageServer(install(tmp_path_factory.mktemp("server")), settings) as running:
        yield running


def _at(server: LanguageServer, method: str, name: str, text: str) -> Any:
    """Open a file in which ``|`` marks the cursor, and return the response for that position."""
    before, after = text.split("|")
    uri = f"file:///danh-muc/{name}.yaml"
    server.open(uri, before + after)
    position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
    return server.request(f"textDocument/{method}", {"textDocument": {"uri": uri}, "position": position})


def _offered(answer: Any) -> dict[str, str]:
    items = answer["items"] if isinstance(answer, dict) else answer
    return {item["label"]: json.dumps(item.get("documentation") or "", ensure_ascii=False) for item in items}


def test_keys_are_offered_with_their_meaning(server: LanguageServer) -> None:
    """In a procedure, the missing keys are offered, each explained in Vietnamese."""
    offered = _offered(_at(server, "completion", "a", 'kind: procedure\ncode: "1.004873"\n|\n'))
    assert {"level", "field", "membership", "editions"} <= offered.keys()
    assert "windows" not in offered
    assert "Cấp hành chính" in offered["level"]


MODEL = """kind: model
id: a
title: A
title_en: A
policy: service-days
effective_from: null
effective_until: null
citations: []
scope: {}
"""


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("parameters:\n  |\n", {"days", "hours", "sessions", "windows"}),
        ("parameters:\n  days:\n    weekdays: [|]\n", {"monday", "friday"}),
        ("parameters:\n  days: {}\n  windows:\n    - due:\n        |\n", {"working_days", "before", "by", "working_hours"}),
        ("parameters:\n  days: {}\n  windows:\n    - due:\n        at: |\n", {"closing", "session_end", "processing_time"}),
    ],
)
def test_parameters_of_a_model_are_offered(server: LanguageServer, typed: str, offered: set[str]) -> None:
    """In the parameters of a model, the keys and values of its policy are offered, each explained in Vietnamese."""
    found = _offered(_at(server, "completion", f"p-{abs(hash(typed))}", MODEL + typed))
    assert offered <= found.keys()
    assert "level" not in found
    assert all(re.search("[ạàảđờốệ]", found[name]) for name in offered)


def test_parameters_are_explained_and_underlined(server: LanguageServer) -> None:
    """Pointing at a key of the parameters explains it, and faults are explained in Vietnamese at their places."""
    hover = _at(server, "hover", "q", MODEL + 'parameters:\n  days: {}\n  windows:\n    - af|ter: "15:30"\n      due: {}\n')
    assert "Sau giờ" in hover["contents"]["value"]
    wrong = 'parameters:\n  days:\n    weekdays: [fridai]\n    ngay: 1\n  windows:\n    - after: "15h30"\n      due:\n        working_days: mai\n'
    found = {
        item["range"]["start"]["line"] - MODEL.count("\n"): item["message"]
        for item in server.open("file:///danh-muc/r.yaml", MODEL + wrong)
    }
    assert found == {
        2: "Thứ trong tuần: chỉ nhận một trong các giá trị monday, tuesday, wednesday, thursday, friday, saturday, sunday.",
        3: "Ngày áp dụng: chỉ có các khóa weekdays, of_month, kinds, seasons, dates, except_dates, make_up_day_stands_in; "
        "khóa riêng của nơi dùng bắt đầu bằng x-.",
        5: "Sau giờ: phải là chữ dạng HH:MM trong dấu nháy kép hoặc null.",
        7: "Số ngày làm việc: phải là số nguyên.",
    }


PAGE = ROOT / "docs" / "how-to" / "trinh-soan-thao.md"
_SMALL = ROOT / "tests" / "small_catalog"
_PROCEDURE, _MODEL = "commune/ho-tich/1.001193.yaml", "models/thu-sau.yaml"
ENGLISH = {
    "Missing property": (_PROCEDURE, "field: ho-tich\n", ""),
    "Value is below the minimum of": (_MODEL, "working_days: 1", "working_days: -1"),
    "Value is above the maximum of": (_MODEL, "working_days: 1", "working_days: 999"),
    "Array has too few items": (_MODEL, "weekdays: [friday]", "weekdays: []"),
    "Array has duplicate items": (_MODEL, "weekdays: [friday]", "weekdays: [friday, friday]"),
    "String is shorter than the minimum length of": (_MODEL, "title: Ngày Thứ sáu không chờ", 'title: ""'),
    "Map keys must be unique": (_PROCEDURE, "field: ho-tich\n", "field: ho-tich\nfield: ho-tich\n"),
    "All mapping items must start at the same column": (_PROCEDURE, "  status:", "   status:"),
    "Tabs are not allowed as indentation": (_MODEL, "  days:\n", "\tdays:\n"),
    "Implicit keys need to be on a single line": (_PROCEDURE, "field: ho-tich\n", "field:ho-tich\n"),
    "Implicit map keys need to be followed by map values": (_PROCEDURE, "      unit: same_day\n", "\t\tunit: same_day\n"),
    "Nested mappings are not allowed in compact mappings": (_MODEL, "title: Ngày Thứ sáu", "title: Ngày: Thứ sáu"),
    'Missing closing "quote': (_MODEL, 'before: "09:00"', 'before: "09:00'),
    "Missing closing 'quote": (_MODEL, 'before: "09:00"', "before: '09:00"),
    "Flow sequence in block collection must be sufficiently indented and end with a ]": (_MODEL, "[commune]", "[commune"),
    "Sequence item without - indicator": (_PROCEDURE, "    authority:", "   authority:"),
    "Plain value cannot start with reserved character": (_MODEL, "title: Ngày", "title: @Ngày"),
    "Unresolved alias": (_PROCEDURE, "field: ho-tich", "field: *ho"),
    "Block scalar header includes extra characters": (_PROCEDURE, "field: ho-tich\n", ">>>>>>> nhánh\n"),
}
"""English message of the server -> a file, what it has, and what is typed instead."""


@pytest.mark.parametrize("message", ENGLISH)
def test_an_english_message_of_the_page_appears(server: LanguageServer, message: str) -> None:
    """The server still reports each English message that the page for officials explains."""
    file, right, wrong = ENGLISH[message]
    text = (_SMALL / file).read_text("utf-8")
    assert right in text
    found = server.open(f"file:///danh-muc/t-{abs(hash(message))}.yaml", text.replace(right, wrong, 1))
    assert any(item["message"].startswith(message) for item in found), [item["message"] for item in found]


def test_the_page_explains_each_message() -> None:
    """The table of the page and the messages of the test are the same."""
    rows = re.findall(r"^\| `([^`]+)` \| [^|]+ \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert rows == list(ENGLISH)


def test_values_are_offered(server: LanguageServer) -> None:
    """The values of an enumeration are offered."""
    assert {"reconstructed", "official"} <= _offered(_at(server, "completion", "b", "kind: procedure\nmembership:\n  status: |\n")).keys()
    assert "procedure" in _offered(_at(server, "completion", "c", "kind: |\n"))


def test_hover_explains_in_vietnamese(server: LanguageServer) -> None:
    """Pointing at a key shows its Vietnamese title and description."""
    hover = _at(server, "hover", "d", 'kind: procedure\nrev|iewed_on: "2026-11-23"\n')
    content = hover["contents"]["value"] if isinstance(hover["contents"], dict) else str(hover["contents"])
    assert "Ngày rà soát" in content
    assert "đối chiếu" in content


def test_faults_are_underlined(server: LanguageServer) -> None:
    """A wrong value is underlined at its place."""
    found = server.open("file:///danh-muc/e.yaml", "kind: procedure\nmembership:\n  status: oficial\n  reason: x\n")
    assert any(item["range"]["start"]["line"] == 2 for item in found)


def test_the_catalog_has_no_fault(server: LanguageServer) -> None:
    """The server finds no fault in any file of the packaged catalog."""
    for path in sorted(catalog_folder().rglob("*.yaml")):
        text = re.sub(r"\A# yaml-language-server:.*\n", "", path.read_text("utf-8"))  # so that the server uses the bundle
        assert server.open(f"file:///danh-muc/{path.name}-{path.parent.name}.yaml", text) == [], path


def test_every_file_names_its_schema() -> None:
    """The first line of each catalog file names the schema of its kind, for editors without settings."""
    for path in sorted(catalog_folder().rglob("*.yaml")):
        first, text = path.read_text("utf-8").split("\n", 1)
        named = re.fullmatch(r"# yaml-language-server: \$schema=((?:\.\./)+)schemas/([a-z]+)\.schema\.json", first)
        kind = re.search(r"^kind: ([a-z]+)$", text, re.MULTILINE)
        assert named is not None, path
        assert kind is not None
        assert named[2] == kind[1]
        assert named[1] == "../" * len(path.relative_to(catalog_folder()).parts)


def test_settings_for_editors() -> None:
    """The settings for VS Code name the bundled schema and disable the schema store."""
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))
    (schema,) = settings["yaml.schemas"]
    assert (ROOT / schema).resolve() == (ROOT / "schemas" / BUNDLE.name).resolve()
    assert settings["yaml.schemaStore.enable"] is False


def test_the_bundle_refers_to_nothing_outside() -> None:
    """All references of the bundle are internal, so it works offline and from any folder."""
    references = re.findall(r'"\$ref": "([^"]+)"', BUNDLE.read_text("utf-8"))
    assert references
    assert all(reference.startswith("#/") for reference in references)


def test_schema_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``tthc schema`` prints the bundle, or writes it into a folder under the name in the editor settings."""
    assert main(["schema"]) == 0
    assert capsys.readouterr().out == BUNDLE.read_text("utf-8")
    assert main(["schema", "-o", str(tmp_path)]) == 0
    assert (tmp_path / BUNDLE.name).read_text("utf-8") == BUNDLE.read_text("utf-8")
    assert main(["schema", "lich"]) == 2
    assert "service-days" in capsys.readouterr().err
