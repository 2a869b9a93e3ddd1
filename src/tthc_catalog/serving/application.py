"""The service as an ASGI application, which ``tthc serve`` runs with uvicorn.

Another server runs it by the factory `create`; the settings are in the environment variable ``TTHC_SERVICE``.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import sys
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.serving.calls import TEXT, Answer, Call, Waits, encoded
from tthc_catalog.serving.counters import Counters
from tthc_catalog.serving.endpoint import LOG, UNKNOWN, Endpoint
from tthc_catalog.serving.openapi import document
from tthc_catalog.serving.operations import operations
from tthc_catalog.serving.served_catalogs import ServedCatalogs
from tthc_catalog.serving.service_settings import ServiceSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tthc_catalog.serving.calls import Operation, Receive, Scope, Send


class Addresses:
    """The addresses of the service as a tree of their parts; a part in braces may be any text."""

    def __init__(self, endpoints: Mapping[str, Endpoint]) -> None:
        self._root: dict[str | None, Any] = {}
        for path, endpoint in endpoints.items():
            node = self._root
            for part in path.split("/"):
                node = node.setdefault(None, (part[1:-1], {}))[1] if part.startswith("{") else node.setdefault(part, {})
            node["/"] = endpoint  # no part contains a slash

    def find(self, path: str) -> tuple[Endpoint | None, dict[str, str]]:
        """Return the endpoint of a path and the texts in place of its braces; None for an unknown path."""
        node = self._root
        texts: dict[str, str] = {}
        for part in path.split("/"):
            found = node.get(part)
            if found is None and part and None in node:
                name, found = node[None]
                texts[name] = part
            if found is None:
                return None, {}
            node = found
        return node.get("/"), texts


class Application:
    """The service as an ASGI application: it loads the catalogs when the server starts it, and watches their files."""

    def __init__(self, settings: ServiceSettings) -> None:
        from tthc_catalog import __version__

        self._version = __version__
        self._catalogs = ServedCatalogs(settings)
        self._waits = Waits()
        known = operations()
        self._counters = Counters([*(operation.id for operation in known), UNKNOWN], settings.counters)
        own = {"getMetrics": self._metrics, "getOpenapi": self._openapi}
        by_path: dict[str, dict[str, Operation]] = {}
        for operation in known:
            by_path.setdefault(operation.path, {})[operation.method] = attrs.evolve(
                operation, handler=own.get(operation.id, operation.handler)
            )
        new = functools.partial(
            Endpoint,
            settings=settings,
            catalogs=self._catalogs,
            counters=self._counters,
            waits=self._waits,
            addresses=list(by_path),
            version=__version__,
        )
        self._addresses = Addresses({path: new(methods) for path, methods in by_path.items()})
        self._unknown = new({})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or start and stop with the server."""
        if scope["type"] == "http":
            endpoint, scope["path_params"] = self._addresses.find(scope["path"])
            await (endpoint or self._unknown)(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._catalogs.load()
        self._catalogs.watch()
        late = asyncio.create_task(self._waits.end_late())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        late.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    async def _metrics(self, _call: Call) -> Answer:
        return Answer(content=self._counters.text(self._catalogs).encode(), media_type=f"{TEXT}; version=0.0.4; charset=utf-8")

    async def _openapi(self, call: Call) -> Answer:
        return Answer(content=_document(self._version, call.lang), headers=((b"content-language", call.lang.encode()),))


@functools.cache
def _document(version: str, lang: str) -> bytes:
    return encoded(document(operations(), version, lang))


def create(settings: ServiceSettings | None = None) -> Application:
    """Return the application by settings, or by those in the environment."""
    if not LOG.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        LOG.addHandler(handler)
        LOG.setLevel(logging.INFO)
        LOG.propagate = False
    return Application(ServiceSettings.read() if settings is None else settings)
