"""The settings of a service, which its worker processes read from an environment variable."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "TTHC_SERVICE"
"""The environment variable with the settings as JSON. Without it, the packaged catalog is served."""

PORT = 8000


@attrs.frozen(kw_only=True)
class ServiceSettings:
    """What a service serves, and its limits.

    Attributes:
        catalogs: folders or ids of catalogs; None is the packaged one.
        cached: whether the cache of compiled catalogs is used.
        log: whether each request is logged.
        counters: the folder in which the workers share their counters; None if there is one worker.
        poll: seconds between two looks at the files of a catalog.
        url_bytes: the most bytes of a path with its query.
        body_bytes: the most bytes of a body with one question.
        batch_bytes: the most bytes of a JSON or Arrow body with many questions or answers.
        line_bytes: the most bytes of a line of a stream.
        batch_rows: the most rows of a JSON body.
        stream_rows: the most rows of a stream.
        depth: the deepest nesting of a JSON body.
        seconds: how long a request may take, and how long a stream may pause.
        stop_seconds: how long requests may still run when the service stops.
    """

    catalogs: tuple[str | None, ...] = (None,)
    cached: bool = True
    log: bool = False
    counters: str | None = None
    poll: float = 1.0
    url_bytes: int = 8 * 1024
    body_bytes: int = 64 * 1024
    batch_bytes: int = 32 * 1024 * 1024
    line_bytes: int = 64 * 1024
    batch_rows: int = 10_000
    stream_rows: int = 1_000_000
    depth: int = 16
    seconds: float = 30.0
    stop_seconds: int = 30

    def to_json(self) -> str:
        """Return the settings for the environment variable."""
        return json.dumps(attrs.asdict(self))

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> ServiceSettings:
        """Read the settings from the environment."""
        stored = (os.environ if environ is None else environ).get(VARIABLE)
        values = json.loads(stored) if stored else {}
        return cls(**{**values, "catalogs": tuple(values.get("catalogs", (None,)))})
