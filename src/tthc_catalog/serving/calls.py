"""One call of an operation: what it asks for, the language and the limits, and the answer to send."""

from __future__ import annotations

import asyncio
import functools
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import orjson

from tthc_catalog.messages import LANGUAGES
from tthc_catalog.serving.problem_details import WrongCall
from tthc_catalog.serving.questions import Parameter

if TYPE_CHECKING:
    from starlette.types import Message, Receive

    from tthc_catalog.serving.served_catalogs import ServedCatalog, ServedCatalogs
    from tthc_catalog.serving.service_settings import ServiceSettings

T = TypeVar("T")

_SLOW_AT_ONCE = 4

JSON = "application/json"
NDJSON = "application/x-ndjson"
ARROW = "application/vnd.apache.arrow.stream"
TEXT = "text/plain"


@attrs.frozen(kw_only=True)
class Answer:
    """What an operation answers.

    Attributes:
        content: the whole body, or its parts as they are made.
        headers: headers besides those of every answer.
    """

    content: bytes | AsyncIterator[bytes]
    media_type: str = JSON
    status: int = 200
    headers: Sequence[tuple[bytes, bytes]] = ()


def encoded(data: Any) -> bytes:
    """Return compact JSON in UTF-8. A text that is no Unicode, which a caller may have sent, is escaped."""
    try:
        return orjson.dumps(data)
    except TypeError:
        return json.dumps(data, separators=(",", ":")).encode()


def json_answer(data: Any, *, status: int = 200, headers: Sequence[tuple[bytes, bytes]] = ()) -> Answer:
    """Return data as a JSON answer."""
    return Answer(content=encoded(data), status=status, headers=headers)


@attrs.frozen(kw_only=True)
class Operation:
    """One operation of the service.

    Attributes:
        id: its name, which generated clients use.
        method: ``GET`` or ``POST``.
        path: its path, with parameters in braces.
        handler: answers a call; a coroutine function, or a plain function if it is ``threaded``.
        answer: the record of the answer, or the name of its schema; None if the body is no JSON.
        parameters: the parameters of the query.
        body: the schema of the body by media type; empty without a body.
        media_types: the media types of the answer.
        kinds: the kinds of problems that only some operations have.
        threaded: whether it takes long and must not block other requests.
        by_catalog: whether the answer changes with the catalog only, so that it has an ETag.
    """

    id: str
    method: str
    path: str
    handler: Callable[[Call], Any]
    answer: Any
    parameters: Mapping[str, Parameter] = attrs.field(factory=dict)
    body: Mapping[str, Any] = attrs.field(factory=dict)
    media_types: tuple[str, ...] = (JSON,)
    kinds: tuple[str, ...] = ()
    threaded: bool = False
    by_catalog: bool = False

    @property
    def name(self) -> str:
        """The id in small letters, as in the keys of texts: ``decide_many``."""
        return re.sub(r"([A-Z])", r"_\1", self.id).lower()


class Call:
    """One call.

    Attributes:
        lang: ``vi`` or ``en``, by Accept-Language; Vietnamese by default.
        served: the catalog of the address; None if the address names none.
        values: the parameters of the query.
        path: the parameters of the address.
        decisions: how many decisions were made, for the counters.
    """

    __slots__ = (
        *("catalogs", "deadline", "decisions", "headers", "lang", "operation", "path", "receive", "served", "settings", "values", "waits"),
    )

    def __init__(
        self,
        operation: Operation,
        *,
        headers: Mapping[bytes, bytes],
        path: Mapping[str, str],
        receive: Receive,
        waits: Waits,
        lang: str,
        settings: ServiceSettings,
        catalogs: ServedCatalogs,
    ) -> None:
        self.operation = operation
        self.headers = headers
        self.path = path
        self.receive = receive
        self.waits = waits
        self.lang = lang
        self.settings = settings
        self.catalogs = catalogs
        self.served: ServedCatalog | None = None
        self.values: dict[str, Any] = {}
        self.decisions = 0
        self.deadline = time.monotonic() + settings.seconds

    @property
    def state(self) -> ServedCatalog:
        """The catalog of the address."""
        assert self.served is not None, "the address names a catalog"
        return self.served

    def check_time(self) -> None:
        """Raise an error if the call has taken too long.

        Raises:
            WrongCall: it has.
        """
        if time.monotonic() > self.deadline:
            raise WrongCall("time-limit", seconds=f"{self.settings.seconds:g}")

    async def in_thread(self, function: Callable[..., T], *arguments: Any) -> T:
        """Return the result of a function that takes long, without delaying other requests.

        Raises:
            WrongCall: it takes longer than a call may. The thread goes on until it is done, and the caller is not kept waiting.
        """
        running = asyncio.get_running_loop().run_in_executor(_threads(), functools.partial(function, *arguments))
        try:
            return await asyncio.wait_for(running, self.settings.seconds)
        except TimeoutError:
            raise WrongCall("time-limit", seconds=f"{self.settings.seconds:g}") from None

    def check_media_type(self) -> None:
        """Raise an error unless the operation reads the type of the body; a body without a type is taken as it is.

        Raises:
            WrongCall: the operation does not read this type, or the body is compressed.
        """
        if self.headers.get(b"content-encoding", b"identity") != b"identity":
            raise WrongCall("unsupported-encoding")
        written = self.headers.get(b"content-type", b"").partition(b";")[0].strip().lower().decode("latin-1")
        known = tuple(self.operation.body)
        if written and written not in known and not (written.endswith("+json") and JSON in known):
            raise WrongCall("unsupported-media-type", suggestions=known, found=written[:100])

    async def body(self, most: int) -> bytes:
        """Return the whole body.

        Args:
            most: the most bytes it may have.

        Raises:
            WrongCall: it is longer, or does not arrive in time.
        """
        stated = self.headers.get(b"content-length", b"0")
        if stated.isdigit() and int(stated) > most:
            raise WrongCall("body-too-large", most=most)
        message = await self.message()
        parts = [message.get("body", b"")]
        size = len(parts[0])
        while message.get("more_body"):
            message = await self.message()
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > most:
                raise WrongCall("body-too-large", most=most)
        if size > most:
            raise WrongCall("body-too-large", most=most)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    async def message(self) -> Message:
        """Return the next part of the body.

        Raises:
            WrongCall: it does not arrive in time.
            ClientGone: the client has closed the connection.
        """
        task = self.waits.begin(self.settings.seconds)
        try:
            message = await self.receive()
        except asyncio.CancelledError:
            if self.waits.is_late(task):
                task.uncancel()
                raise WrongCall("request-timeout", seconds=f"{self.settings.seconds:g}") from None
            raise
        finally:
            self.waits.end(task)
        if message["type"] == "http.disconnect":
            raise ClientGone
        return message


@functools.cache
def _threads() -> ThreadPoolExecutor:
    """Return the threads for slow operations; when all are busy, others wait within their time limit."""
    return ThreadPoolExecutor(_SLOW_AT_ONCE, thread_name_prefix="tthc-slow")


class Waits:
    """Requests that wait for a part of their body. One look a second ends those that wait too long; a timer for each would cost more."""

    def __init__(self) -> None:
        self._deadlines: dict[asyncio.Task[Any], float] = {}
        self._late: set[asyncio.Task[Any]] = set()

    def begin(self, seconds: float) -> asyncio.Task[Any]:
        """Note that the current task waits, and return it."""
        task = asyncio.current_task()
        assert task is not None, "requests are answered in tasks"
        self._deadlines[task] = time.monotonic() + seconds
        return task

    def end(self, task: asyncio.Task[Any]) -> None:
        """Note that a task waits no longer."""
        del self._deadlines[task]
        self._late.discard(task)

    def is_late(self, task: asyncio.Task[Any]) -> bool:
        """Whether a task was ended because it waited too long."""
        return task in self._late

    async def end_late(self) -> None:
        """End late requests, for as long as the service runs."""
        while True:
            await asyncio.sleep(1)
            now = time.monotonic()
            for task in [task for task, deadline in self._deadlines.items() if now > deadline]:
                self._late.add(task)
                task.cancel()


class ClientGone(Exception):
    """The client closed the connection before it sent the whole request."""


_RANGE = re.compile(r"\s*([a-zA-Z*/.+-]+[a-zA-Z0-9*/.+-]*)\s*(?:;\s*q=([0-9.]+))?[^,]*")


@functools.lru_cache(maxsize=64)
def language(accept: bytes | None) -> str:
    """Return the language that an Accept-Language header prefers; Vietnamese if it names neither of the two.

    >>> language(b"en-US,en;q=0.9,vi;q=0.8"), language(b"fr"), language(None)
    ('en', 'vi', 'vi')
    """
    for name, _ in _preferences(accept):
        short = name.partition("-")[0].lower()
        if short in LANGUAGES:
            return short
    return LANGUAGES[0]


@functools.lru_cache(maxsize=64)
def acceptable(accept: bytes | None, media_types: tuple[str, ...]) -> bool:
    """Return whether an Accept header allows one of the media types.

    >>> acceptable(b"text/html, application/*;q=0.5", ("application/json",)), acceptable(b"text/html", ("application/json",))
    (True, False)
    """
    if accept is None or accept == b"*/*" or not accept.strip():
        return True
    names = [name.lower() for name, weight in _preferences(accept) if weight > 0]
    return any(name in ("*/*", media_type, f"{media_type.partition('/')[0]}/*") for name in names for media_type in media_types)


def _preferences(header: bytes | None) -> list[tuple[str, float]]:
    """Return the names in a header and their weights, the most preferred first."""
    if not header:
        return []
    found = []
    for part in header.decode("latin-1")[:500].split(","):
        match = _RANGE.match(part)
        if match is not None:
            try:
                weight = float(match[2] or 1)
            except ValueError:
                weight = 0.0
            found.append((match[1], weight))
    return sorted(found, key=lambda pair: -pair[1])
