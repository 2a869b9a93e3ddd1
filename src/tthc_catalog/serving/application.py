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

    from starlette.types import ASGIApp

    from tthc_catalog.serving.calls import Operation


def create(settings: ServiceSettings | None = None) -> ASGIApp:
    """Return the application. It loads the catalogs when the server starts it, and watches their files."""
    from tthc_catalog import __version__

    chosen = ServiceSettings.read() if settings is None else settings
    _log_to_standard_error()
    catalogs = ServedCatalogs(chosen)
    known = operations()
    waits = Waits()
    counters = Counters([*(operation.id for operation in known), UNKNOWN], chosen.counters)

    async def metrics(_call: Call) -> Answer:
        return Answer(content=counters.text(catalogs).encode(), media_type=f"{TEXT}; version=0.0.4; charset=utf-8")

    @functools.cache
    def stored(lang: str) -> bytes:
        return encoded(document(known, __version__, lang))

    async def openapi(call: Call) -> Answer:
        return Answer(content=stored(call.lang), headers=((b"content-language", call.lang.encode()),))

    own = {"getMetrics": metrics, "getOpenapi": openapi}
    answered = [attrs.evolve(operation, handler=own.get(operation.id, operation.handler)) for operation in known]
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in answered:
        by_path.setdefault(operation.path, {})[operation.method] = operation

    def endpoint(methods: dict[str, Operation]) -> Endpoint:
        return Endpoint(
            methods, settings=chosen, catalogs=catalogs, counters=counters, waits=waits, addresses=list(by_path), version=__version__
        )

    @contextlib.asynccontextmanager
    async def lifespan(_application: object) -> AsyncIterator[None]:
        catalogs.load()
        catalogs.watch()
        late = asyncio.create_task(waits.end_late())
        yield
        late.cancel()

    routes = [Route(path, endpoint(methods)) for path, methods in by_path.items()]
    return Router(routes=routes, default=endpoint({}), lifespan=lifespan, redirect_slashes=False)


def _log_to_standard_error() -> None:
    if not LOG.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        LOG.addHandler(handler)
        LOG.setLevel(logging.INFO)
        LOG.propagate = False
