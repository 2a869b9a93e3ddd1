"""Every operation over a real socket: what it answers, and that the answer is as the OpenAPI document describes it."""

from __future__ import annotations

import copy
import json
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from service_process import BASE, BIRTH, Service

import tthc_catalog as tthc
from tthc_catalog.serving.problem_details import STATUSES

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine

QUESTION = "code=1.001193&level=commune&received_at=2023-09-29%2015:31"


def validator(openapi: dict[str, Any], method: str, path: str, media_type: str = "application/json", status: str = "200") -> Any:
    """Return a validator of an answer."""
    schema = openapi["paths"][path][method]["responses"][status]["content"][media_type]["schema"]
    return Draft202012Validator({**schema, "components": openapi["components"]}, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("/", "/"),
        ("/health", "/health"),
        ("/ready", "/ready"),
        ("/problems/{kind}", "/problems/unknown-procedure"),
        ("/v1/catalogs", "/v1/catalogs"),
        ("/v1/catalogs/{catalog}", BASE),
        ("/v1/catalogs/{catalog}/decisions", f"{BASE}/decisions?{QUESTION}"),
        ("/v1/catalogs/{catalog}/decisions", f"{BASE}/decisions?{QUESTION}&detail=full"),
        ("/v1/catalogs/{catalog}/decisions", f"{BASE}/decisions?{QUESTION}&components=to-khai"),
        ("/v1/catalogs/{catalog}/decisions", f"{BASE}/decisions?code=1.001193&received_at=2026-11-13+08:00"),
        ("/v1/catalogs/{catalog}/explanations", f"{BASE}/explanations?{QUESTION}"),
        ("/v1/catalogs/{catalog}/procedures", f"{BASE}/procedures"),
        ("/v1/catalogs/{catalog}/procedures", f"{BASE}/procedures?q=khai%20sinh&level=commune&field=ho-tich&on=2023-09-29"),
        ("/v1/catalogs/{catalog}/procedures", f"{BASE}/procedures?q=khia%20sihn"),
        ("/v1/catalogs/{catalog}/procedures/{code}", f"{BASE}/procedures/1.001193"),
        ("/v1/catalogs/{catalog}/procedures/{code}", f"{BASE}/procedures/2.000815?level=district&on=2024-01-02"),
        ("/v1/catalogs/{catalog}/offices", f"{BASE}/offices?level=commune"),
        ("/v1/catalogs/{catalog}/calendar/{year}", f"{BASE}/calendar/2024"),
        ("/v1/catalogs/{catalog}/calendar/{year}", f"{BASE}/calendar/2027"),
        ("/v1/catalogs/{catalog}/model-days", f"{BASE}/model-days?from=2024-01-01&to=2024-02-29&office=cap-xa"),
        ("/v1/catalogs/{catalog}/releases", f"{BASE}/releases"),
    ],
)
def test_answers_are_as_described(service: Service, openapi: dict[str, Any], template: str, path: str) -> None:
    """Every answer of a GET operation is valid under the schema of the OpenAPI document."""
    found = service.get(path)
    assert found.status == 200, found.body
    faults = [error.message for error in validator(openapi, "get", template).iter_errors(found.json)]
    assert not faults


def test_every_operation_is_tested(openapi: dict[str, Any]) -> None:
    """The operations are those that this file calls; a new one needs a row above or a test below."""
    tested = {row[0] for mark in test_answers_are_as_described.pytestmark for row in mark.args[1]}
    assert set(openapi["paths"]) - tested == {
        "/metrics",
        "/openapi.json",
        "/v1/catalogs/{catalog}/decisions/batch",
        "/v1/catalogs/{catalog}/decisions/stream",
        "/v1/catalogs/{catalog}/decisions/table",
        "/v1/catalogs/{catalog}/verifications",
    }


@pytest.mark.parametrize(
    "question",
    [
        BIRTH,
        {**BIRTH, "received_at": "2023-09-29T15:30:59+07:00"},
        {**BIRTH, "received_at": "15h31 ngày 29/9/2023"},
        {**BIRTH, "components": ["to-khai"], "channel": "online"},
        {**BIRTH, "known_on": "2023-09-29", "office": None, "case": None, "strict": True},
        {"code": "2.000815", "level": "district", "received_at": "2024-05-03 08:00", "case": "ho-so-dai"},
        {**BIRTH, "history": [{"since": "2023-09-29 16:00", "until": "2023-10-03 10:00"}]},
    ],
)
def test_a_decision_is_that_of_the_engine(service: Service, engine: Engine, question: dict[str, Any]) -> None:
    """POST, GET and the engine give the same answer; the full one is word for word that of ``Decision.to_dict``."""
    arguments = {name: value for name, value in question.items() if value is not None}
    if "known_on" in arguments:
        import datetime as dt

        arguments["known_on"] = dt.date.fromisoformat(arguments["known_on"])
    expected = engine.decide(**arguments).to_dict()
    assert service.post(f"{BASE}/decisions?detail=full", question).json == expected
    brief = service.post(f"{BASE}/decisions", question).json
    assert brief == {name: expected[name] for name in brief}
    assert {"due_at", "late_after", "bound", "commitment", "statutory", "missing", "notices", "provisional", "catalog"} <= brief.keys()


def test_the_explanation_is_in_the_language_of_the_caller(service: Service, engine: Engine) -> None:
    """An explanation has the sentences of `Decision.explain`."""
    for lang in ("vi", "en"):
        found = service.post(f"{BASE}/explanations", BIRTH, lang)
        assert found.headers["content-language"] == lang
        explained = engine.decide(**BIRTH).explain(lang)
        assert found.json["answer"] == explained.answer
        assert [step["text"] for step in found.json["steps"]] == [step.text for step in explained.steps]


ROWS = [BIRTH, {**BIRTH, "code": "9.999999"}, {**BIRTH, "received_at": "2023-09-29 08:00"}, 7]


def test_many_as_json(service: Service, openapi: dict[str, Any]) -> None:
    """A row that cannot be answered has a problem, and leaves the others as they are."""
    found = service.post(f"{BASE}/decisions/batch", ROWS)
    assert [row["row"] for row in found.json] == [0, 1, 2, 3]
    assert [row["decision"] and row["decision"]["due_at"] for row in found.json] == [
        "2023-10-02T09:00:00+07:00",
        None,
        "2023-09-29T17:00:00+07:00",
        None,
    ]
    assert [row["problem"] and row["problem"]["type"] for row in found.json] == [
        None,
        "/problems/unknown-procedure",
        None,
        "/problems/wrong-type",
    ]
    validator(openapi, "post", "/v1/catalogs/{catalog}/decisions/batch").validate(found.json)


def test_many_as_a_stream(service: Service) -> None:
    """Lines are answered as they arrive, cut anywhere; the answers are those of the JSON array."""
    lines = b"".join(json.dumps(row).encode() + b"\n" for row in ROWS * 30)
    found = service.call(
        "POST",
        f"{BASE}/decisions/stream",
        headers={"Content-Type": "application/x-ndjson"},
        chunks=[lines[start : start + 37] for start in range(0, len(lines), 37)],
    )
    assert found.headers["content-type"] == "application/x-ndjson"
    rows = [json.loads(line) for line in found.body.splitlines()]
    assert [row["row"] for row in rows] == list(range(120))
    once = service.post(f"{BASE}/decisions/batch", ROWS, "vi").json
    assert [{**row, "row": row["row"] % 4} for row in rows] == once * 30


def test_a_broken_line_spoils_no_other(service: Service) -> None:
    """A line that is no JSON has a problem; the next one is answered."""
    body = b'{"code": \n' + json.dumps(BIRTH).encode() + b"\n" + b'"' + b"x" * 70_000 + b'"\n' + json.dumps(BIRTH).encode()
    found = service.call("POST", f"{BASE}/decisions/stream", body, {"Content-Type": "application/x-ndjson"})
    rows = [json.loads(line) for line in found.body.splitlines()]
    assert [row["problem"] and row["problem"]["type"] for row in rows] == [
        "/problems/malformed-json",
        None,
        "/problems/body-too-large",
        None,
    ]


def test_many_as_arrow(service: Service, engine: Engine) -> None:
    """An Arrow stream is answered with the columns of `Engine.decide_many`."""
    pa = pytest.importorskip("pyarrow")
    import datetime as dt

    received = [dt.datetime(2023, 9, 29, 8) + dt.timedelta(minutes=17 * n) for n in range(500)]
    table = pa.table({"code": ["1.001193"] * 500, "level": ["commune"] * 500, "received_at": pa.array(received, pa.timestamp("s"))})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    media_type = "application/vnd.apache.arrow.stream"
    found = service.call("POST", f"{BASE}/decisions/table", sink.getvalue().to_pybytes(), {"Content-Type": media_type})
    assert (found.status, found.headers["content-type"]) == (200, media_type)
    answered = pa.ipc.open_stream(found.body).read_all()
    assert answered.equals(engine.decide_many(table.column("received_at"), code="1.001193", level="commune").to_arrow())


def test_old_answers_are_verified(service: Service, openapi: dict[str, Any], engine: Engine) -> None:
    """An answer of the engine is the same; one whose due time was altered is different."""
    right = engine.decide(**BIRTH).to_dict(explain=False)
    wrong = copy.deepcopy(right)
    wrong["due_at"] = "2023-10-02T10:00:00+07:00"
    found = service.post(f"{BASE}/verifications", [right, wrong])
    assert [verdict["status"] for verdict in found.json["verdicts"]] == ["same", "different"]
    validator(openapi, "post", "/v1/catalogs/{catalog}/verifications").validate(found.json)


@pytest.mark.parametrize(
    "path", [f"{BASE}/decisions?{QUESTION}", f"{BASE}/procedures", f"{BASE}/calendar/2024", f"{BASE}/explanations?{QUESTION}"]
)
def test_an_unchanged_answer_is_not_sent_again(service: Service, path: str) -> None:
    """The ETag of an answer gives 304; another language or another question has another ETag."""
    first = service.get(path)
    again = service.get(path, If_None_Match=f'"other", {first.headers["etag"]}')
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert first.headers["cache-control"] == again.headers["cache-control"] == "no-cache"
    assert service.get(path, "vi").headers["etag"] != first.headers["etag"]
    assert service.get(path, If_None_Match='"other"').status == 200


def test_head_and_options(service: Service) -> None:
    """HEAD answers with the headers of GET, OPTIONS with the methods."""
    whole, head = service.get(f"{BASE}/procedures"), service.call("HEAD", f"{BASE}/procedures", headers={"Accept-Language": "en"})
    assert (head.status, head.body, head.headers["etag"]) == (200, b"", whole.headers["etag"])
    options = service.call("OPTIONS", f"{BASE}/decisions")
    assert (options.status, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")


def test_metrics_are_those_of_prometheus(service: Service) -> None:
    """Every line is a comment or a sample, and the counters count."""
    before = service.get("/metrics").body.decode()
    service.post(f"{BASE}/decisions", BIRTH)
    after = service.get("/metrics").body.decode()

    def value(page: str, name: str) -> float:
        return float(next(line.split()[-1] for line in page.splitlines() if line.startswith(name)))

    for name in ('tthc_requests_total{operation="decide",status="2xx"}', "tthc_decisions_total", "tthc_request_seconds_count"):
        if name in before:
            assert value(after, name) >= value(before, name) + (name != "tthc_request_seconds_count")
    import re

    sample = re.compile(r'[a-z_]+(?:{(?:[a-z]+="[^"]*",?)+})? [0-9.e+-]+|# (?:HELP|TYPE) [a-z_]+ .+')
    assert [line for line in after.splitlines() if not sample.fullmatch(line)] == []


def test_every_kind_of_problem_has_a_title(service: Service) -> None:
    """Each kind of problem has a page in both languages."""
    for kind, status in STATUSES.items():
        titles = [service.get(f"/problems/{kind}", lang).json for lang in ("vi", "en")]
        assert [page["status"] for page in titles] == [status, status]
        assert not [page["title"] for page in titles if page["title"].startswith("serving.")]


SECRETS = ("Nguyễn-Văn-A", "030199001234", "0912345678")


def test_nothing_of_a_call_is_logged(service: Service) -> None:
    """Names and numbers in paths, queries, headers and bodies, right or wrong, leave no trace in the log."""
    for secret in SECRETS:
        from urllib.parse import quote

        hidden = quote(secret)
        service.get(f"/{hidden}")
        service.get(f"/v1/catalogs/{hidden}/procedures")
        service.get(f"{BASE}/procedures/{hidden}")
        service.get(f"{BASE}/procedures?q={hidden}")
        service.get(f"{BASE}/decisions?{hidden}={hidden}")
        service.call("GET", "/", headers={"X-Applicant": hidden, "Accept-Language": hidden})
        service.call(hidden.replace("%", "X"), "/")
        service.post(f"{BASE}/decisions", {**BIRTH, "office": secret})
        service.post(f"{BASE}/verifications", [{"name": secret}])
        service.call("POST", f"{BASE}/decisions", f'{{"{secret}'.encode(), {"Content-Type": "application/json"})
    log = service.log()
    assert "getDecision 422" in log
    assert not [secret for secret in SECRETS if secret in log]


def test_a_request_that_runs_is_answered_before_the_service_stops() -> None:
    """After SIGTERM, a stream that has begun is answered to its end, and the process ends with 0."""
    with Service() as running:
        connection = running.connect()
        connection.putrequest("POST", f"{BASE}/decisions/stream")
        connection.putheader("Content-Type", "application/x-ndjson")
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders()
        line = json.dumps(BIRTH).encode() + b"\n"
        chunk = f"{len(line):x}\r\n".encode() + line + b"\r\n"
        connection.send(chunk)
        time.sleep(0.3)
        running.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        connection.send(chunk + b"0\r\n\r\n")
        answered = connection.getresponse().read().splitlines()
        assert [json.loads(row)["decision"]["due_at"] for row in answered] == ["2023-10-02T09:00:00+07:00"] * 2
        connection.close()
        assert running.process.wait(timeout=20) == 0
        assert "stopped" in running.log()


def test_the_document_names_the_version(openapi: dict[str, Any]) -> None:
    """The OpenAPI document is of version 3.1 and of this library."""
    assert (openapi["openapi"], openapi["info"]["version"]) == ("3.1.0", tthc.__version__)
