"""Watch a folder for changes by polling, which works on every file system and needs no other package."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
from typing import TYPE_CHECKING

from tthc_catalog._resources import catalog_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

PAUSE = 0.3
"""Seconds between two polls."""

_RECENT = 2.0
"""Seconds within which a file may change again without a new modification time; file systems round it to as much as this."""

_Stamp = tuple[int, int, int]
"""The modification time, size and inode of a file."""


def changes(folder: str | None, pause: float = PAUSE) -> Iterator[dt.datetime]:
    """Yield the local time at once and again each time a file of the folder was changed, created or deleted. Never ends by itself.

    An editor saves in several steps; a change is reported once nothing has changed for one more pause.
    """
    root = folder if folder is not None else str(catalog_folder())
    files = _Files(root)
    known: dict[str, bytes] | None = None
    while True:
        seen = files.contents()
        if seen != known:
            while known is not None:
                time.sleep(pause)
                later = files.contents()
                if later == seen:
                    break
                seen = later
            known = seen
            yield dt.datetime.now().astimezone()
        time.sleep(pause)


class _Files:
    """The files of a folder that are not hidden; a file is read again only if it may have changed."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._read: dict[str, tuple[_Stamp, bytes]] = {}

    def contents(self) -> dict[str, bytes]:
        """Return the digest of every file by its path; a file that cannot be read is left out.

        A modification time alone does not tell: two saves within one tick of the clock have the same, and often the same size.
        """
        read: dict[str, tuple[_Stamp, bytes]] = {}
        for folder, folders, names in os.walk(self._root):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                if not name.startswith("."):
                    path = f"{folder}/{name}"
                    try:
                        read[path] = self._read_again(path)
                    except OSError:
                        continue
        self._read = read
        return {path: digest for path, (_, digest) in read.items()}

    def _read_again(self, path: str) -> tuple[_Stamp, bytes]:
        found = os.stat(path)  # noqa: PTH116 - called for thousands of files several times a second
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        before = self._read.get(path)
        if before is not None and before[0] == stamp and time.time() - found.st_mtime > _RECENT:
            return before
        with open(path, "rb") as file:  # noqa: PTH123 - as above
            return stamp, hashlib.file_digest(file, "sha256").digest()
