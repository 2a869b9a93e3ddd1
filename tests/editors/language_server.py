"""A client of yaml-language-server, as in an editor: JSON-RPC over standard input and output."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECONDS = 60
"""Time limit for a response."""


class LanguageServer:
    """One running server; leaving the context ends the process."""

    def __init__(self, tools: Path, settings: dict[str, Any]) -> None:
        program = tools / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
        self._settings = settings
        self._process = subprocess.Popen(["node", str(program), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._messages: queue.Queue[dict[str, Any]] = queue.Queue()
        self._kept: list[dict[str, Any]] = []
        self._number = 0
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def __enter__(self) -> Self:
        capabilities = {
            "textDocument": {"completion": {"completionItem": {"documentationFormat": ["markdown"]}}},
            "workspace": {"configuration": True},
        }
        self.request("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities})
        self._send({"method": "initialized", "params": {}})
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": {"yaml": self._settings}}})
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()

    def open(self, uri: str, text: str) -> list[dict[str, Any]]:
        """Open a file and return the diagnostics of the server."""
        item = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": item}})
        while True:
            message = self._next(lambda m: m.get("method") == "textDocument/publishDiagnostics" and m["params"]["uri"] == uri)
            return list(message["params"]["diagnostics"])

    def request(self, method: str, params: dict[str, Any]) -> Any:
        """Send a request and return its result."""
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": params})
        return self._next(lambda m: m.get("id") == number and "method" not in m)["result"]

    def _next(self, matches: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        for message in self._kept:
            if matches(message):
                self._kept.remove(message)
                return message
        while True:
            message = self._messages.get(timeout=SECONDS)
            if matches(message):
                return message
            if "id" in message and "method" in message:  # the server requests the settings of the editor
                items = message["params"].get("items", []) if message["method"] == "workspace/configuration" else []
                result = [self._settings if item.get("section") == "yaml" else {} for item in items]
                self._send({"id": message["id"], "result": result or None})
            else:
                self._kept.append(message)

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(content) + content)
        self._process.stdin.flush()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while line := stream.readline():
            if line.lower().startswith(b"content-length:"):
                size = int(line.split(b":")[1])
                while stream.readline().strip():
                    pass
                self._messages.put(json.loads(stream.read(size)))
