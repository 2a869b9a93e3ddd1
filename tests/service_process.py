"""The service in a process of its own, and a client that speaks HTTP to it over a socket."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BASE = "/v1/catalogs/thanh-ha"
BIRTH = {"code": "1.001193", "level": "commune", "received_at": "2023-09-29 15:31"}
"""The registration of a birth, received after 15:30 on the first model day."""


class Reply(NamedTuple):
    """What the service answered; the names of the headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as data."""
        return json.loads(self.body)


class Service:
    """A running ``tthc serve`` on a free port."""

    def __init__(self, *options: str, environment: Mapping[str, str] | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._errors = Path(self._folder.name, "errors")
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tthc_catalog", "serve", "--port", "0", "--lang", "en", *options],
                stdout=subprocess.DEVNULL,
                stderr=errors,
                env={**os.environ, **(environment or {})},
            )
        self.port = 0

    def __enter__(self) -> Self:
        for _ in range(600):
            found = re.search(r"http://127\.0\.0\.1:(\d+)", self.log())
            if found:
                self.port = int(found[1])
                with contextlib.suppress(OSError):
                    if self.get("/ready").status == 200:
                        return self
            assert self.process.poll() is None, self.log()
            time.sleep(0.05)
        raise AssertionError(self.log())

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()
        self._folder.cleanup()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=30)

    def log(self) -> str:
        """Return everything on standard error until now."""
        return self._errors.read_text(encoding="utf-8", errors="replace") if self._errors.exists() else ""

    def connect(self) -> http.client.HTTPConnection:
        """Return a new connection."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def call(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, *, chunks: Sequence[bytes] = ()
    ) -> Reply:
        """Make one call on a connection of its own."""
        connection = self.connect()
        try:
            connection.request(method, path, iter(chunks) if chunks else body, dict(headers or {}), encode_chunked=bool(chunks))
            found = connection.getresponse()
            return Reply(found.status, {name.lower(): value for name, value in found.getheaders()}, found.read())
        finally:
            connection.close()

    def get(self, path: str, lang: str = "en", **headers: str) -> Reply:
        """Get a path."""
        return self.call("GET", path, None, {"Accept-Language": lang, **{name.replace("_", "-"): value for name, value in headers.items()}})

    def post(self, path: str, data: Any, lang: str = "en") -> Reply:
        """Post data as JSON."""
        return self.call("POST", path, json.dumps(data).encode(), {"Content-Type": "application/json", "Accept-Language": lang})
