"""The service as an ASGI application, which ``tthc serve`` runs with uvicorn.

Another server runs it by the factory `create`; the settings are in the environment variable ``TTHC_SERVICE``.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import sys
from typing import TYPE_CHECKING

import attrs
from starlette.routing import Route, Router

from tthc_catalog.serving.calls import TEXT, Answer, Call, Waits, encoded
from tthc_catalog.serving.counters import Counters
from tthc_catalog.serving.endpoint import LOG, UNKNOWN, Endpoint
from tthc_catalog.serving.openapi import document
from tthc_catalog.serving.operations import operations
from tthc_catalog.serving.served_catalogs import ServedCatalogs
from tthc_catalog.serving.service_settings import ServiceSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send

    from tthc_catalog.serving.calls import Operation


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
        self._router = Router(
            [Route(path, new(methods)) for path, methods in by_path.items()],
            default=new({}),
            redirect_slashes=False,
            lifespan=self._live,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or start and stop with the server."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        else:
            await self._router(scope, receive, send)

    @contextlib.asynccontextmanager
    async def _live(self, _application: object) -> AsyncIterator[None]:
        """Load the catalogs when the server starts, and watch them until it stops."""
        self._catalogs.load()
        self._catalogs.watch()
        late = asyncio.create_task(self._waits.end_late())
        yield
        late.cancel()

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
