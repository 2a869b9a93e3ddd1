"""Random calls of every operation in the OpenAPI document: no answer is an internal error, and every answer is a described one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from service_process import BIRTH, Service

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject, SearchStrategy

LIKELY: dict[str, list[Any]] = {
    "catalog": ["thanh-ha"],
    "code": ["1.001193", "2.000815", "1.000894", "1.001193.000.00.00.H23"],
    "year": ["2024", "2027"],
    "kind": ["unknown-procedure"],
    "level": ["commune", "district"],
    "received_at": ["2023-09-29 15:31", "2026-02-13T16:45:00+07:00", "29/9/2023 15h31"],
    "office": ["cap-xa", "cap-huyen"],
    "case": ["xac-minh", "ho-so-dai"],
    "channel": ["in_person", "online", "postal"],
    "components": ["to-khai"],
    "conditions": ["uy-quyen"],
    "strict": [True, False],
    "known_on": ["2023-09-29", "2026-11-27"],
    "on": ["2023-09-29", "2000-01-01"],
    "from": ["2024-01-01"],
    "to": ["2024-02-29"],
    "q": ["khai sinh", "1.00", "hon"],
    "field": ["ho-tich"],
    "detail": ["brief", "full"],
    "history": [
        [],
        [{"since": "2023-10-02 09:00"}],
        [{"since": "2023-10-02 09:00", "until": "2023-10-04 09:00", "kind": None}],
        [{"kind": 1}],
        ["x"],
    ],
}
"""Values that work, by parameter."""

TEXT = st.text(max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT | st.sampled_from(sorted(BIRTH)), inner, max_size=4),
    max_leaves=12,
)


def value_of(name: str) -> SearchStrategy[Any]:
    """Return a strategy for a parameter: mostly values that work."""
    likely = st.sampled_from(LIKELY[name]) if name in LIKELY else TEXT
    return st.one_of(likely, likely, likely, TEXT)


@st.composite
def questions(draw: Any) -> Any:
    """Draw a question with right and wrong values, or any JSON."""
    if draw(st.integers(0, 5)) == 0:
        return draw(JSON)
    names = draw(
        st.lists(
            st.sampled_from(["level", "office", "case", "channel", "components", "conditions", "strict", "known_on", "history"]),
            unique=True,
        )
    )
    found = {name: draw(value_of(name) | JSON) if draw(st.integers(0, 8)) == 0 else draw(value_of(name)) for name in names}
    for name in ("components", "conditions"):
        if isinstance(found.get(name), str):
            found[name] = [found[name]]
    return {"code": draw(value_of("code")), "received_at": draw(value_of("received_at")), **found}


def operations(openapi: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the method and path of every operation."""
    return [(method, path) for path, methods in sorted(openapi["paths"].items()) for method in methods]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_call_is_an_internal_error(service: Service, openapi: dict[str, Any], data: DataObject) -> None:
    """Each answer has a described status; a problem is a problem document; a JSON answer is valid under its schema."""
    method, path = data.draw(st.sampled_from(operations(openapi)))
    operation = openapi["paths"][path][method]
    parameters = operation.get("parameters", ())
    address = path
    query: list[tuple[str, Any]] = []
    for parameter in parameters:
        name = parameter["name"]
        if parameter["in"] == "path":
            address = address.replace(f"{{{name}}}", quote(data.draw(value_of(name).filter(bool)), safe=""))
        elif parameter["required"] or data.draw(st.booleans()):
            value = data.draw(value_of(name))
            query.append((name, str(value).lower() if isinstance(value, bool) else value))
    if data.draw(st.integers(0, 15)) == 0:
        query.append((data.draw(TEXT), data.draw(TEXT)))
    body, headers = None, {}
    if "requestBody" in operation:
        (media_type,) = operation["requestBody"]["content"]
        question = data.draw(questions())
        many = st.lists(questions(), max_size=3)
        found = data.draw(many) if path.endswith(("batch", "verifications")) else question
        body = data.draw(st.binary(max_size=40)) if data.draw(st.integers(0, 9)) == 0 else json.dumps(found).encode()
        headers["Content-Type"] = media_type
    if query:
        address += "?" + urlencode(query, errors="surrogatepass")
    reply = service.call(method.upper(), address, body, headers)
    described = operation["responses"]
    assert str(reply.status) in described or (reply.status == 404 and reply.json["type"] == "/problems/unknown-address"), reply
    assert reply.status < 500, reply
    kind = reply.headers["content-type"].partition(";")[0]
    if reply.status >= 400:
        assert kind == "application/problem+json"
        assert reply.json["status"] == reply.status
        assert reply.json["detail"]
    elif kind == "application/json" and reply.status == 200:
        schema = described["200"]["content"][kind]["schema"]
        Draft202012Validator({**schema, "components": openapi["components"]}).validate(reply.json)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\xff\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET " + b"/" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"POST /v1 HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
    ],
)
def test_what_is_not_http_ends_the_connection_only(service: Service, raw: bytes) -> None:
    """Bytes that are not HTTP are refused, and the next call is answered."""
    import socket

    with socket.create_connection(("127.0.0.1", service.port), timeout=10) as connection:
        connection.sendall(raw)
        assert b" 500 " not in connection.recv(4096).split(b"\r\n")[0]
    assert service.get("/health").status == 200
