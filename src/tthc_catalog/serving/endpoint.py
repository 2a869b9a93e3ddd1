"""The way of every request: look up the operation and the catalog, answer, and turn every failure into problem details.

Nothing of a request is logged but its operation, its status and its duration: no path, no query, no body, no address.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from tthc_catalog.serving.calls import Answer, Call, ClientGone, Waits, acceptable, encoded, language
from tthc_catalog.serving.problem_details import MEDIA_TYPE, STATUSES, WrongCall, details_of, plain
from tthc_catalog.serving.questions import from_query

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.types import Receive, Scope, Send

    from tthc_catalog.serving.calls import Operation
    from tthc_catalog.serving.counters import Counters
    from tthc_catalog.serving.served_catalogs import ServedCatalog, ServedCatalogs
    from tthc_catalog.serving.service_settings import ServiceSettings

UNKNOWN = "unknown"
"""The operation of requests to addresses that do not exist."""

LOG = logging.getLogger("tthc_catalog.serving")

_REVALIDATE = (b"cache-control", b"no-cache")
_NOT_STORED = (b"cache-control", b"no-store")
_VARY = (b"vary", b"accept, accept-language")


class Endpoint:
    """One address with its operations by method."""

    def __init__(
        self,
        operations: Mapping[str, Operation],
        *,
        settings: ServiceSettings,
        catalogs: ServedCatalogs,
        counters: Counters,
        waits: Waits,
        addresses: Sequence[str],
        version: str,
    ) -> None:
        self.operations = operations
        self.settings = settings
        self.catalogs = catalogs
        self.counters = counters
        self.waits = waits
        self.addresses = addresses
        self.version = version
        self.allowed = sorted({*operations, "OPTIONS", *(["HEAD"] if "GET" in operations else [])})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        started = time.perf_counter()
        method: str = scope["method"]
        headers: dict[bytes, bytes] = dict(scope["headers"])
        lang = language(headers.get(b"accept-language"))
        operation = self.operations.get("GET" if method == "HEAD" else method)
        name, status, call = UNKNOWN if operation is None else operation.id, 500, None
        head = method == "HEAD"
        try:
            if operation is None:
                status = await self._without_operation(scope, send, method, lang)
                return
            call = Call(
                operation,
                headers=headers,
                path=scope.get("path_params", {}),
                receive=receive,
                waits=self.waits,
                lang=lang,
                settings=self.settings,
                catalogs=self.catalogs,
            )
            answer = await self._answer(call, scope)
            status = answer.status
            await _send(send, answer, head=head)
        except ClientGone:
            status = 499
        except asyncio.CancelledError:
            status = 503
            raise
        except Exception as error:  # noqa: BLE001 - every failure becomes an answer
            problem = details_of(error, lang, in_path=operation is not None and "{code}" in operation.path)
            status = problem.status
            if status == STATUSES["internal-error"]:
                _log_failure(name, error)
            more = error.headers if isinstance(error, WrongCall) else ()
            sent = Answer(
                content=encoded(plain(problem)),
                media_type=MEDIA_TYPE,
                status=status,
                headers=(*more, _NOT_STORED, (b"content-language", lang.encode())),
            )
            await _send(send, sent, head=head)
        finally:
            seconds = time.perf_counter() - started
            self.counters.count(name, status, seconds, 0 if call is None else call.decisions)
            if self.settings.log:
                LOG.info("%s %d %.1f ms", name, status, seconds * 1000)

    async def _answer(self, call: Call, scope: Scope) -> Answer:
        operation = call.operation
        query: bytes = scope["query_string"]
        if len(query) + len(scope["raw_path"] if scope.get("raw_path") else scope["path"]) > self.settings.url_bytes:
            raise WrongCall("url-too-long", most=self.settings.url_bytes)
        if not acceptable(call.headers.get(b"accept"), operation.media_types):
            raise WrongCall("not-acceptable", suggestions=operation.media_types)
        catalog = call.path.get("catalog")
        if catalog is not None:
            call.served = self._catalog(catalog)
        tag = self._tag(call, scope) if operation.by_catalog and call.served is not None else None
        if tag is not None and _matches(call.headers.get(b"if-none-match"), tag):
            return Answer(content=b"", status=304, headers=((b"etag", tag), _REVALIDATE, _VARY))
        call.values = from_query(query, operation.parameters)
        answer: Answer = await (call.in_thread(operation.handler, call) if operation.threaded else operation.handler(call))
        if tag is None:
            return answer
        return Answer(
            content=answer.content,
            media_type=answer.media_type,
            status=answer.status,
            headers=(*answer.headers, (b"etag", tag), _REVALIDATE, _VARY),
        )

    def _catalog(self, id: str) -> ServedCatalog:
        if id in self.catalogs:
            return self.catalogs[id]
        if not self.catalogs.is_ready:
            raise WrongCall("catalog-unavailable", headers=((b"retry-after", b"5"),))
        raise WrongCall("unknown-catalog", suggestions=self.catalogs.ids, parameter="catalog", id=id[:100])

    def _tag(self, call: Call, scope: Scope) -> bytes:
        """Return the ETag of an answer: it changes with the catalog, the library, the address and the language, and with nothing else."""
        parts = (call.state.digest, self.version, scope["path"], scope["query_string"].decode("latin-1"), call.lang)
        return b'"' + blake2b("\n".join(parts).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest().encode() + b'"'

    async def _without_operation(self, scope: Scope, send: Send, method: str, lang: str) -> int:
        allow = (b"allow", ", ".join(self.allowed).encode())
        if method == "OPTIONS" and self.operations:
            await _send(send, Answer(content=b"", status=204, headers=(allow,)), head=False)
            return 204
        wrong = (
            WrongCall("method-not-allowed", suggestions=self.allowed, headers=(allow,), method=method[:20])
            if self.operations
            else WrongCall("unknown-address", suggestions=near_addresses(scope["path"], self.addresses))
        )
        content = encoded(plain(wrong.details(lang)))
        headers = (*wrong.headers, _NOT_STORED, (b"content-language", lang.encode()))
        await _send(
            send, Answer(content=content, media_type=MEDIA_TYPE, status=STATUSES[wrong.kind], headers=headers), head=method == "HEAD"
        )
        return STATUSES[wrong.kind]


def near_addresses(path: str, addresses: Sequence[str]) -> list[str]:
    """Return the addresses of the service that are most like an unknown one."""
    from difflib import SequenceMatcher

    shown = path[:200]
    return sorted(addresses, key=lambda address: -SequenceMatcher(None, shown, address).ratio())[:3]


def _matches(header: bytes | None, tag: bytes) -> bool:
    if header is None:
        return False
    return header.strip() == b"*" or tag in [part.strip().removeprefix(b"W/") for part in header.split(b",")]


async def _send(send: Send, answer: Answer, *, head: bool) -> None:
    """Send an answer; for HEAD, its headers only."""
    content = answer.content
    headers: list[tuple[bytes, bytes]] = [(b"content-type", answer.media_type.encode()), *answer.headers]
    if answer.status in (204, 304):
        headers = list(answer.headers)
    elif isinstance(content, bytes):
        headers.append((b"content-length", b"%d" % len(content)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if isinstance(content, bytes):
        await send({"type": "http.response.body", "body": b"" if head else content})
        return
    async for part in content:
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _log_failure(operation: str, error: Exception) -> None:
    """Log where an unexpected error was raised, but not its message, which may repeat what the caller sent."""
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-6:]]
    LOG.error("%s: %s at %s", operation, type(error).__name__, " < ".join(reversed(places)))
