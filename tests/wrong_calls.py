"""Wrong calls of the HTTP service, which are tested and listed in docs/reference/http-api.md."""

from __future__ import annotations

import gzip
import json
from typing import Any, NamedTuple

from service_process import BASE, BIRTH, Reply, Service


class Wrong(NamedTuple):
    """A wrong call and its answer.

    Attributes:
        what: what is wrong, for the table.
        status: the status of the answer.
        kind: the kind of problem.
        parameter: the parameter that the answer names.
        suggestions: the first suggestions of the answer.
        body: data for a JSON body, or bytes as they are; None for GET.
    """

    what: str
    status: int
    kind: str
    parameter: str | None = None
    suggestions: tuple[str, ...] = ()
    path: str = "/decisions"
    body: Any = None
    method: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    base: str = BASE


def asking(what: str, kind: str, parameter: str | None, *suggestions: str, without: str = "", **changed: Any) -> Wrong:
    """Return a wrong question: that of the birth with changes."""
    body = {name: value for name, value in {**BIRTH, **changed}.items() if name != without}
    return Wrong(what, 422, kind, parameter, suggestions, body=body)


Q = "/decisions?code=1.001193&level=commune&received_at=2023-09-29+15:31"

WRONG = (
    Wrong("an address with a typing mistake", 404, "unknown-address", None, ("/v1/catalogs/{catalog}/decisions",), "/decision"),
    Wrong("a catalog that is not served", 404, "unknown-catalog", "catalog", ("thanh-ha",), Q, base="/v1/catalogs/thanhha"),
    Wrong("PUT", 405, "method-not-allowed", None, ("GET", "HEAD", "OPTIONS", "POST"), "/decisions", BIRTH, "PUT"),
    Wrong("DELETE", 405, "method-not-allowed", None, ("GET", "HEAD", "OPTIONS"), "/procedures", None, "DELETE"),
    Wrong("POST where there is only GET", 405, "method-not-allowed", None, ("GET",), "/offices", {}),
    Wrong("`Accept: text/html`", 406, "not-acceptable", None, ("application/json",), Q, headers=(("Accept", "text/html"),)),
    Wrong(
        "a form, which curl sends without a header",
        *(415, "unsupported-media-type", None, ("application/json",)),
        body=b"code=1.001193",
        headers=(("Content-Type", "application/x-www-form-urlencoded"),),
    ),
    Wrong(
        *("XML", 415, "unsupported-media-type", None, ("application/json",)), body=b"<a/>", headers=(("Content-Type", "application/xml"),)
    ),
    Wrong(
        *("a compressed body", 415, "unsupported-encoding"),
        body=gzip.compress(json.dumps(BIRTH).encode()),
        headers=(("Content-Type", "application/json"), ("Content-Encoding", "gzip")),
    ),
    Wrong("an empty body", 400, "missing-body", body=b""),
    Wrong("JSON that is cut off", 400, "malformed-json", body=b'{"code": "1.001193",'),
    Wrong("`NaN`", 400, "malformed-json", body=b'{"code": NaN}'),
    Wrong("bytes that are no UTF-8", 400, "malformed-json", body='{"office": "Thanh Hà"}'.encode("latin-1")),
    Wrong("a thousand brackets", 400, "too-deep", body=b"[" * 1000 + b"]" * 1000),
    Wrong("a key twice", 422, "repeated-parameter", "code", body=b'{"code": "1.001193", "code": "1.000656"}'),
    Wrong("a list, for one decision", 422, "wrong-type", "body", (f"{BASE}/decisions/batch",), body=[BIRTH]),
    Wrong("a text instead of an object", 422, "wrong-type", "body", body="1.001193"),
    Wrong("an empty object", 422, "missing-parameter", "code", ("1.001193",), body={}),
    asking("no moment", "missing-parameter", "received_at", "2023-09-29 15:31", without="received_at"),
    asking("a key with a typing mistake", "unknown-parameter", "recieved_at", "received_at", recieved_at="2023-09-29 15:31"),
    asking("a code as a number", "wrong-type", "code", '"1.001193"', code=1.001193),
    asking("an unknown code", "unknown-procedure", "code", "1.001193", code="1.001194"),
    asking("a code without the zero that a spreadsheet dropped", "unknown-procedure", "code", "1.001570", level=None, code="1.00157"),
    asking("the name of a procedure", "unknown-procedure", "code", "1.001193", code="đăng ký khai sinh"),
    asking("a code at several levels, and no level", "ambiguous-procedure", "level", "commune", "district", code="2.000815", level=None),
    asking("a level that the procedure has not", "unknown-procedure", "level", "commune", level="district"),
    asking("a desk with a typing mistake", "unknown-office", "office", "cap-xa", office="capxa"),
    asking("a case that the procedure has not", "unknown-case", "case", code="1.000894", case="xac-min"),
    asking("a way of filing in Vietnamese", "wrong-value", "channel", "in_person", "online", "postal", channel="truc-tuyen"),
    asking("a paper that the procedure has not", "unknown-component", "components", components=["to-khia"]),
    asking("one paper, not in a list", "wrong-type", "components", components="to-khai"),
    asking("conditions without papers", "conditions-alone", "conditions", conditions=["uy-quyen"]),
    asking("a day without a time", "invalid-instant", "received_at", received_at="2023-09-29"),
    asking("a day that does not exist", "invalid-instant", "received_at", received_at="2023-09-31 08:00"),
    asking("the month before the day", "invalid-instant", "received_at", received_at="09/29/2023 15:31"),
    asking("a pause of an unknown kind", "invalid-history", "history", history=[{"since": "2023-10-02 09:00", "kind": "nghi-trua"}]),
    asking(
        "a pause without its beginning", "missing-parameter", "history.since", "2023-10-02 09:00", history=[{"until": "2023-10-03 09:00"}]
    ),
    asking("a pause as text", "wrong-type", "history", history=["2023-10-02 09:00"]),
    asking("a moment as a number", "wrong-type", "received_at", '"2023-09-29 15:31"', received_at=1695976260),
    asking("a moment outside the calendar", "out-of-horizon", "received_at", received_at="2050-01-03 08:00"),
    asking("`strict`, and days that are not decided", "provisional-refused", "strict", received_at="2028-06-01 10:00", strict=True),
    asking("`strict` as text", "wrong-type", "strict", strict="yes"),
    asking("a day that is not in ISO form", "wrong-value", "known_on", "2023-09-29", known_on="29/9/2023"),
    Wrong("a parameter twice", 422, "repeated-parameter", "code", (), Q + "&code=1.000656"),
    Wrong("a parameter without a value", 422, "wrong-value", "office", (), Q + "&office="),
    Wrong("`strict=1`", 422, "wrong-value", "strict", ("true", "false"), Q + "&strict=1"),
    Wrong("`detail=long`", 422, "wrong-value", "detail", ("brief", "full"), Q + "&detail=long"),
    Wrong("a query that is no UTF-8", 400, "malformed-query", None, (), Q + "&office=%FF"),
    Wrong("a body of 70 KB", 413, "body-too-large", body={**BIRTH, "office": "x" * 70_000}),
    Wrong("an address of 9 KB", 414, "url-too-long", None, (), Q + "&office=" + "x" * 9_000),
    Wrong("10,001 rows as JSON", 413, "too-many-rows", None, (), "/decisions/batch", [0] * 10_001),
    Wrong("one object for many decisions", 422, "wrong-type", "body", (), "/decisions/batch", BIRTH),
    Wrong("a year in two digits", 422, "wrong-value", "year", (), "/calendar/24"),
    Wrong("a year outside the calendar", 422, "out-of-horizon", None, (), "/calendar/1999"),
    Wrong("the end before the beginning", 422, "period-order", "to", (), "/model-days?from=2024-02-01&to=2024-01-01"),
    Wrong("no days", 422, "missing-parameter", "from", ("2026-01-01",), "/model-days"),
    Wrong("a field that the catalog has not", 422, "wrong-value", "field", ("chung-thuc", "ho-tich"), "/procedures?field=hotich"),
    Wrong("an unknown procedure in the address", 404, "unknown-procedure", "code", (), "/procedures/9.999999"),
    Wrong("a procedure of several levels", 422, "ambiguous-procedure", "level", ("commune", "district"), "/procedures/2.000815"),
    Wrong("a procedure before it existed", 404, "not-in-force", "on", (), "/procedures/1.001193?on=2001-01-01"),
    Wrong("a brief decision to verify", 422, "release-error", None, (), "/verifications", [{"due_at": None}]),
)


def call(service: Service, wrong: Wrong, lang: str = "en") -> Reply:
    """Make a wrong call."""
    headers = {"Accept-Language": lang, **dict(wrong.headers)}
    body = wrong.body
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
        headers.setdefault("Content-Type", "application/json")
    return service.call(wrong.method or ("GET" if wrong.body is None else "POST"), wrong.base + wrong.path, body, headers)
