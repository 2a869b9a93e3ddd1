"""The HTTP service under load from another process, against the bare framework answering a constant; and a million requests during changes.

``python -m benchmarks.serving steady [REQUESTS [CHANGES]]`` runs the second part alone.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import json
import os
import re
import selectors
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import tthc_catalog as tthc
from benchmarks.measuring import Table, at_most
from tthc_catalog._resources import catalog_folder

ROUNDS, SECONDS, CONNECTIONS = 3, 4.0, 8
REQUESTS, CHANGES = 1_000_000, 50
PATH = "/v1/catalogs/thanh-ha/decisions"

CONSTANT = """
import sys
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

async def due(request):
    return JSONResponse({"due_at": "2023-10-02T09:00:00+07:00"})

app = Starlette(routes=[Route("/", due)])

if __name__ == "__main__":
    import uvicorn
    uvicorn.run("constant:app", port=int(sys.argv[1]), workers=int(sys.argv[2]), access_log=False, log_level="error", proxy_headers=False, ws="none")
"""

REMARKS = """A process with eight connections sends one request after another on each and checks every answer: the due time must be the one that the engine of
the benchmark gives for that version of the catalog. The constant is a route of Starlette that answers 40 bytes, under the same uvicorn with the same number of
workers; both are measured in turn, and the client takes its share of the same processors, so the ratio of processor time is the better figure
on a busy machine. A question is sent by POST and answered with 1.4 KB: both deadlines, rule, citations, notices and digest."""


class Load(NamedTuple):
    """What a client saw.

    Attributes:
        rate: requests a second.
        p99: 99 % of the answers came within this many seconds.
        processor: seconds of processor that the service took for a request.
    """

    rate: float
    p99: float
    processor: float
    wrong: int


class Question(NamedTuple):
    """A request, and the due time of its right answer by version."""

    request: bytes
    due: Mapping[str, str | None]


def questions(engines: Mapping[str, tthc.Engine]) -> list[Question]:
    """Return 512 questions about all procedures on two days, and their answers by the version of the catalog."""
    found = []
    catalog = next(iter(engines.values())).catalog
    start = dt.datetime(2023, 9, 28, 7, 0)  # noqa: DTZ001 - local office time
    for number in range(512):
        procedure = catalog.procedures[number % len(catalog.procedures)]
        asking = {
            "code": procedure.code,
            "level": procedure.level,
            "received_at": (start + dt.timedelta(minutes=11 * number % 2880)).isoformat(" "),
        }
        due: dict[str, str | None] = {}
        for version, engine in engines.items():
            decided = engine.decide(procedure.code, level=procedure.level, received_at=asking["received_at"]).due_at
            due[version] = None if decided is None else decided.isoformat()
        body = json.dumps(asking).encode()
        head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        found.append(Question(head + body, due))
    return found


def load(
    port: int, batch: Sequence[Question], *, seconds: float | None = None, requests: int | None = None
) -> tuple[int, float, list[float], int]:
    """Send requests for a time, or a number of them; return how many, the seconds, the delays, and how many answers were wrong."""
    selector = selectors.DefaultSelector()
    waiting: dict[socket.socket, tuple[Question, float, bytearray]] = {}
    delays: list[float] = []
    sent = wrong = 0
    began = time.perf_counter()

    def send(connection: socket.socket) -> None:
        nonlocal sent
        question = batch[sent % len(batch)]
        sent += 1
        waiting[connection] = (question, time.perf_counter(), bytearray())
        connection.sendall(question.request)

    for _ in range(CONNECTIONS):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(connection, selectors.EVENT_READ)
        send(connection)
    while waiting:
        for key, _ in selector.select():
            assert isinstance(key.fileobj, socket.socket)
            connection = key.fileobj
            question, at, content = waiting[connection]
            content += connection.recv(1 << 16)
            head, found, body = bytes(content).partition(b"\r\n\r\n")
            if not found or len(body) < int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]):
                continue
            now = time.perf_counter()
            delays.append(now - at)
            del waiting[connection]
            if question.due and not is_right(body, question):
                wrong += 1
            if (seconds is None or now - began < seconds) and (requests is None or sent < requests):
                send(connection)
    for key in selector.get_map().values():
        assert isinstance(key.fileobj, socket.socket)
        key.fileobj.close()
    return sent, time.perf_counter() - began, delays, wrong


def is_right(body: bytes, question: Question) -> bool:
    """Whether an answer has the due time of the version that it names."""
    answer = json.loads(body)
    return "catalog" in answer and question.due[answer["catalog"]["version"]] == answer["due_at"]


@contextlib.contextmanager
def running(command: Sequence[str], port: int, folder: str) -> Iterator[int]:
    """Run a service until it answers, and return its process; stop it at the end."""
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603 - our own programs
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.request("GET", "/")
                if connection.getresponse().status == 200:
                    break
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=60)


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def family(pid: int) -> list[int]:
    """Return a process and its children."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return [pid]
    return [pid, *(grandchild for child in children for grandchild in family(int(child)))]


def processor_seconds(pid: int) -> float:
    """Return the seconds of processor that a process and its children have taken."""
    total = 0.0
    for one in family(pid):
        fields = Path(f"/proc/{one}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def resident(pid: int) -> float:
    """Return the resident memory of a process and its children, in MiB."""
    statuses = [Path(f"/proc/{one}/status").read_text(encoding="ascii") for one in family(pid)]
    return sum(int(found[1]) for status in statuses if (found := re.search(r"VmRSS:\s+(\d+)", status))) / 1024


def measured(port: int, pid: int, batch: Sequence[Question]) -> Load:
    """Put a service under load from this process."""
    before = processor_seconds(pid)
    sent, seconds, delays, wrong = load(port, batch, seconds=SECONDS)
    return Load(sent / seconds, sorted(delays)[int(len(delays) * 0.99)], (processor_seconds(pid) - before) / sent, wrong)


def against_a_constant() -> Table:
    """Measure the service with one and two workers in turn with the bare framework."""
    batch = questions({engine.catalog.version: engine for engine in [tthc.Engine(tthc.load_catalog())]})
    rows, bounds = [], []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "constant.py").write_text(CONSTANT, encoding="utf-8")
        for workers in (1, 2):
            ports = free_port(), free_port()
            bare = [sys.executable, "constant.py", str(ports[0]), str(workers)]
            ours = [sys.executable, "-m", "tthc_catalog", "serve", "--port", str(ports[1]), "--workers", str(workers)]
            with running(bare, ports[0], folder) as first, running(ours, ports[1], folder) as second:
                load(ports[1], batch, requests=2_000)  # every timetable is compiled
                pairs = [
                    (measured(ports[0], first, [Question(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", {})]), measured(ports[1], second, batch))
                    for _ in range(ROUNDS)
                ]
            for name, side in (("the constant", 0), ("a decision", 1)):
                loads = [pair[side] for pair in pairs]
                rate, p99, used = (statistics.median(getattr(one, what) for one in loads) for what in ("rate", "p99", "processor"))
                rows.append(
                    (
                        f"{name}, workers: {workers}",
                        f"{rate:,.0f}",
                        f"{p99 * 1e3:.1f}",
                        f"{used * 1e6:.0f}",
                        f"wrong: {sum(one.wrong for one in loads)}",
                    )
                )
            share = statistics.median(pair[1].rate / pair[0].rate for pair in pairs)
            processor = statistics.median(pair[0].processor / pair[1].processor for pair in pairs)
            rows.append(
                (f"share of the constant, workers: {workers}", f"{share:.0%}", "", f"{processor:.0%}", "of its rate; of its processor time")
            )
            bounds.append(at_most(f"decide over HTTP with {workers} workers, against a constant: times as long", 1 / share, 2))
    return Table("Service", ("what", "requests a second", "p99, ms", "us of processor", ""), rows, tuple(bounds), REMARKS)


def steady(requests: int = REQUESTS, changes: int = CHANGES) -> Table:
    """Send many requests while the catalog changes; every answer must be right for its version, and memory must not grow."""
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder, "catalog")
        shutil.copytree(catalog_folder(), copied, ignore=shutil.ignore_patterns("releases"))
        manifest, model = copied / "manifest.yaml", copied / "models" / "thu-sau-khong-cho.yaml"
        texts = [(manifest.read_text(encoding="utf-8"), model.read_text(encoding="utf-8"))]
        first = tthc.load_catalog(copied)
        texts.append((texts[0][0].replace(first.version, "2030.01.01"), texts[0][1].replace('"15:30"', '"15:45"')))

        def write(number: int) -> None:
            for path, text in zip((model, manifest), reversed(texts[number % 2]), strict=True):
                path.write_text(text, encoding="utf-8")

        write(1)
        engines = {first.version: tthc.Engine(first), "2030.01.01": tthc.Engine(tthc.load_catalog(copied))}
        write(0)
        batch = questions(engines)
        port = free_port()
        command = [sys.executable, "-m", "tthc_catalog", "serve", "--catalog", str(copied), "--port", str(port)]
        memory, rates, wrong = [], [], 0
        with running(command, port, folder) as pid:
            load(port, batch, requests=5_000)
            for number in range(1, changes + 1):
                write(number)
                sent, seconds, _, faults = load(port, batch, requests=requests // changes)
                wrong += faults
                rates.append(sent / seconds)
                memory.append(resident(pid))
            with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.request("GET", "/metrics")
                page = connection.getresponse().read().decode()
        loads = int(re.findall(r"^tthc_catalog_loads_total (\d+)", page, re.MULTILINE)[0]) - 1
        tenth = max(len(memory) // 10, 1)
        grown = statistics.median(memory[-tenth:]) - statistics.median(memory[tenth : 2 * tenth] or memory)
    rows = [
        (
            f"{requests:,} requests, {loads} changes of the catalog",
            f"{statistics.median(rates):,.0f}",
            f"{memory[0]:.0f}",
            f"{memory[-1]:.0f}",
            f"wrong: {wrong}",
        )
    ]
    bounds = (
        at_most("wrong answers of the service while its catalog changes", wrong, 0, "", "none"),
        at_most(f"growth of its memory over {requests:,} requests", grown, 16, "MiB"),
    )
    return Table("Service while its catalog changes", ("what", "requests a second", "MiB at first", "MiB at last", ""), rows, bounds)


def tables() -> Iterator[Table]:
    """Measure both."""
    yield against_a_constant()
    yield steady()


if __name__ == "__main__":
    from benchmarks.measuring import show

    numbers = [int(float(number)) for number in sys.argv[2:]]
    show(steady(*numbers) if sys.argv[1:2] == ["steady"] else against_a_constant())
