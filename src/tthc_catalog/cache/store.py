"""Read and write cache entries: one file each, verified when it is read and replaced atomically when it is written.

Nothing here raises: a cache that cannot be trusted, read or written is treated as empty.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from typing import TYPE_CHECKING

from tthc_catalog.cache.digest import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VARIABLE = "TTHC_CACHE"
"""The environment variable that names another folder for the cache, or ``off``."""

_NAME = "tthc-catalog"
_MOST_CATALOGS = 16
_MOST_BYTES = 512 * 1024 * 1024


def cache_folder(environ: Mapping[str, str]) -> str | None:
    """Return the folder of the cache; None if it is switched off or the system has no folder for caches."""
    configured = environ.get(VARIABLE, "")
    if configured:
        return None if configured.lower() == "off" else configured
    if sys.platform == "win32":
        parent = environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        parent = os.path.expanduser("~/Library/Caches")  # noqa: PTH111 - pathlib takes longer to import than this to run
    else:
        parent = environ.get("XDG_CACHE_HOME", "")
        if not os.path.isabs(parent):  # noqa: PTH117 - as above; the XDG Base Directory Specification ignores a relative path
            parent = os.path.expanduser("~/.cache")  # noqa: PTH111 - as above
    return os.path.join(parent, _NAME) if os.path.isabs(parent) else None  # noqa: PTH117, PTH118 - as above


class Store:
    """Cache entries, keyed by the identity of their catalog and a name."""

    __slots__ = ("folder",)

    def __init__(self, folder: str) -> None:
        self.folder = folder

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Store | None:
        """Return the store that the environment configures; None if the cache is off or its folder belongs to another user."""
        folder = cache_folder(environ)
        if folder is None:
            return None
        try:
            status = os.stat(folder)  # noqa: PTH116 - pathlib takes longer to import than this to run
        except FileNotFoundError:
            return cls(folder)
        except OSError:
            return None
        return cls(folder) if stat.S_ISDIR(status.st_mode) and _is_ours(status) else None

    def read(self, identity: str, name: str) -> bytes | None:
        """Return the content of an entry; None if it does not exist or is not exactly what this user wrote."""
        try:
            descriptor = os.open(self._path(identity, name), os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0))
        except OSError:
            return None
        try:
            with open(descriptor, "rb", buffering=0) as stream:  # noqa: PTH123 - pathlib does not open descriptors
                status = os.fstat(descriptor)
                if not stat.S_ISREG(status.st_mode) or not _is_ours(status):
                    return None
                content: bytes = stream.readall()
        except OSError:
            return None
        seal, content = content[:64], content[64:]
        return content if seal == _seal(identity, name, content) else None

    def write(self, identity: str, name: str, content: bytes) -> bool:
        """Store an entry and return whether that succeeded. Readers see the old entry or the new one, never a part of it."""
        path = self._path(identity, name)
        folder = os.path.dirname(path)  # noqa: PTH120 - as above
        draft = f"{path}.{os.getpid()}-{os.urandom(4).hex()}"
        try:
            if not os.path.isdir(folder):  # noqa: PTH112 - as above
                self._make(folder)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            with open(os.open(draft, flags, 0o600), "wb") as stream:  # noqa: PTH123 - as above
                stream.write(_seal(identity, name, content) + content)
            os.replace(draft, path)  # noqa: PTH105 - as above
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(draft)  # noqa: PTH108 - as above
            return False
        return True

    def _make(self, folder: str) -> None:
        """Create the folder of a new catalog, and remove old ones."""
        os.makedirs(self.folder, mode=0o700, exist_ok=True)  # noqa: PTH103 - as above
        if not _is_ours(os.stat(self.folder)):  # noqa: PTH116 - as above
            raise PermissionError(self.folder)
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103 - as above
        self._prune(os.path.basename(folder))  # noqa: PTH119 - as above

    def _prune(self, new: str) -> None:
        """Remove the least recently written catalogs beyond a number and a size; other processes may write and prune at the same time."""
        import shutil  # takes longer to import than an answer takes, and is rarely needed

        kept = 0
        catalogs = [(entry, status) for entry, status in _entries(self.folder) if stat.S_ISDIR(status.st_mode) and _is_identity(entry.name)]
        catalogs.sort(key=lambda item: (item[0].name != new, -item[1].st_mtime))
        for number, (entry, _) in enumerate(catalogs):
            kept += sum(status.st_size for _, status in _entries(entry.path))
            if number >= _MOST_CATALOGS or (kept > _MOST_BYTES and entry.name != new):
                shutil.rmtree(entry.path, ignore_errors=True)

    def _path(self, identity: str, name: str) -> str:
        return os.path.join(self.folder, identity, name)  # noqa: PTH118 - as above


def _entries(folder: str) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    """Yield the entries of a folder; skip those another process has removed, and an absent folder."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                yield entry, entry.stat(follow_symlinks=False)


def _is_identity(name: str) -> bool:
    return len(name) == 64 and not name.strip("0123456789abcdef")


def _seal(identity: str, name: str, content: bytes) -> bytes:
    """Return the header of an entry: a digest of its content and its key."""
    return digest_of(f"{identity}/{name}\n".encode(), content).hex().encode()


def _is_ours(status: os.stat_result) -> bool:
    """Whether only this user can have written it: this user owns it, and no other user may write to it."""
    if not hasattr(os, "geteuid"):
        return True  # Windows: the folder is in the user's own profile
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
