"""Watch a folder for changes by polling, which works on every file system and needs no other package."""

from __future__ import annotations

import datetime as dt
import os
import time
from typing import TYPE_CHECKING

from tthc_catalog._resources import catalog_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

PAUSE = 0.3
"""Seconds between two polls."""


def changes(folder: str | None, pause: float = PAUSE) -> Iterator[dt.datetime]:
    """Yield the local time at once and again each time a file of the folder was changed, created or deleted. Never ends by itself.

    An editor saves in several steps; a change is reported once nothing has changed for one more pause.
    """
    root = folder if folder is not None else str(catalog_folder())
    known: dict[str, tuple[int, int]] | None = None
    while True:
        seen = _state(root)
        if seen != known:
            while (later := _state(root)) != seen and known is not None:
                seen = later
                time.sleep(pause)
            known = seen
            yield dt.datetime.now().astimezone()
        time.sleep(pause)


def _state(root: str) -> dict[str, tuple[int, int]]:
    """Return the modification time and size of every file that is not hidden."""
    state: dict[str, tuple[int, int]] = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                path = f"{folder}/{name}"
                try:
                    found = os.stat(path)  # noqa: PTH116 - called for thousands of files several times a second
                except OSError:
                    continue
                state[path] = (found.st_mtime_ns, found.st_size)
    return state
