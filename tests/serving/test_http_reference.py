"""docs/reference/http-api.md is what the service answers: its operations, what a question and an answer have, and the wrong calls.

``PYTHONPATH=tests python tests/serving/test_http_reference.py --write`` writes the tables again.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from service_process import Service
from wrong_calls import WRONG, call

ROOT = Path(__file__).parents[2]

PAGE = ROOT / "docs" / "reference" / "http-api.md"


def operations(openapi: dict[str, Any]) -> Iterator[str]:
    """Yield a table of the operations."""
    yield from ("| call | what | parameters | answer |", "|---|---|---|---|")
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            names = [
                f"`{parameter['name']}`" + (" (required)" if parameter["required"] else "")
                for parameter in operation.get("parameters", ())
                if parameter["in"] == "query"
            ]
            body = [f"body: `{kind}`" for kind in operation.get("requestBody", {}).get("content", ())]
            content = operation["responses"]["200"]["content"]
            answer = ", ".join(f"`{kind}`" for kind in content if kind != "application/json") or _schema_name(
                content["application/json"]["schema"]
            )
            yield f"| `{method.upper()} {path}` | {operation['summary']} | {', '.join((*body, *names))} | {answer} |"


def _schema_name(schema: dict[str, Any]) -> str:
    return " or ".join(f"`{name}`" for name in re.findall(r"schemas/(\w+)", str(schema)))


def fields(openapi: dict[str, Any], name: str) -> Iterator[str]:
    """Yield a table of the keys of a schema."""
    schema = openapi["components"]["schemas"][name]
    yield from ("| key | type | |", "|---|---|---|")
    for key, field in schema["properties"].items():
        types = field.get("type", "")
        shown = types if isinstance(types, str) else " or ".join(types)
        required = " (required)" if name == "Question" and key in schema["required"] else ""
        yield f"| `{key}` | {shown} | {field.get('description', '')}{required} |"


def wrong_calls(service: Service) -> Iterator[str]:
    """Yield the table of wrong calls with the answers of the service."""
    yield from ("| wrong | status | type | detail | suggestions |", "|---|---|---|---|---|")
    for wrong in WRONG:
        problem = call(service, wrong).json
        suggestions = ", ".join(f"`{value}`" for value in problem["suggestions"][:4])
        detail = problem["detail"].replace("|", "\\|")
        yield f"| {wrong.what} | {problem['status']} | `{wrong.kind}` | {detail} | {suggestions} |"


def page(service: Service, openapi: dict[str, Any]) -> str:
    """Return the page with its tables of today."""
    tables = {
        "operations": operations(openapi),
        "question": fields(openapi, "Question"),
        "decision": fields(openapi, "BriefDecision"),
        "problem": fields(openapi, "ProblemDetails"),
        "wrong calls": wrong_calls(service),
    }
    text = PAGE.read_text(encoding="utf-8")
    for name, lines in tables.items():
        start, end = f"<!-- {name}: written by tests/serving/test_http_reference.py -->\n", f"<!-- end of {name} -->\n"
        before, found, rest = text.partition(start)
        assert found, name
        text = before + start + "\n".join(lines) + "\n" + end + rest.partition(end)[2]
    return text


def test_the_page_is_what_the_service_answers(service: Service, openapi: dict[str, Any]) -> None:
    """Every table of the page is up to date."""
    assert PAGE.read_text(encoding="utf-8") == page(service, openapi), "run: python tests/serving/test_http_reference.py --write"


@pytest.mark.parametrize("name", ["serve-over-http.md", "dich-vu-http.md"])
def test_how_to_pages_name_addresses_that_exist(openapi: dict[str, Any], name: str) -> None:
    """Every address in a how-to page is one of the service."""
    text = (ROOT / "docs" / "how-to" / name).read_text(encoding="utf-8")
    named = {re.sub(r"/v1/catalogs/[a-z-]+", "/v1/catalogs/{catalog}", path) for path in re.findall(r"(?<=8000)/[a-z0-9/.-]*", text)}
    known = {re.sub(r"\{(?!catalog)\w+\}", "x", path) for path in openapi["paths"]}
    assert named
    assert {re.sub(r"/(?:1\.001193|20\d\d)$", "/x", path) for path in named} <= known


if __name__ == "__main__":
    assert sys.argv[1:] == ["--write"], "usage: test_http_reference.py --write"
    with Service() as running:
        PAGE.write_text(page(running, running.get("/openapi.json").json), encoding="utf-8", newline="\n")
