"""Where cache entries lie and how they are read and written: whole files, checked when read, replaced in one step when written.

Nothing here can fail: a cache that cannot be trusted, read or written is as good as none.
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
"""Environment variable: another folder for the cache, or ``off``."""

_NAME = "tthc-catalog"
_MOST_CATALOGS = 16
_MOST_BYTES = 512 * 1024 * 1024


def cache_folder(environ: Mapping[str, str]) -> str | None:
    """The folder of the cache, or None when it is switched off or the system gives no place for it."""
    stated = environ.get(VARIABLE, "")
    if stated:
        return None if stated.lower() == "off" else stated
    if sys.platform == "win32":
        place = environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        place = os.path.expanduser("~/Library/Caches")  # noqa: PTH111 - pathlib takes longer to import than this to run
    else:
        place = environ.get("XDG_CACHE_HOME", "")
        if not os.path.isabs(place):  # noqa: PTH117 - as above; a relative one is to be ignored (XDG Base Directory Specification)
            place = os.path.expanduser("~/.cache")  # noqa: PTH111 - as above
    return os.path.join(place, _NAME) if os.path.isabs(place) else None  # noqa: PTH117, PTH118 - as above


class Store:
    """Entries by the identity of the catalog they were derived from and a name."""

    __slots__ = ("folder",)

    def __init__(self, folder: str) -> None:
        self.folder = folder

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Store | None:
        """The store the environment asks for; None when it wants none, or when the folder there belongs to somebody else."""
        folder = cache_folder(environ)
        if folder is None:
            return None
        try:
            found = os.stat(folder)  # noqa: PTH116 - pathlib takes longer to import than this to run
        except FileNotFoundError:
            return cls(folder)
        except OSError:
            return None
        return cls(folder) if stat.S_ISDIR(found.st_mode) and _is_ours(found) else None

    def read(self, identity: str, name: str) -> bytes | None:
        """The content of an entry; None when there is none, or when it is not exactly what this user once wrote."""
        try:
            descriptor = os.open(self._path(identity, name), os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0))
        except OSError:
            return None
        try:
            with open(descriptor, "rb", buffering=0) as stream:  # noqa: PTH123 - a descriptor is no path
                found = os.fstat(descriptor)
                if not stat.S_ISREG(found.st_mode) or not _is_ours(found):
                    return None
                content: bytes = stream.readall()
        except OSError:
            return None
        seal, content = content[:64], content[64:]
        return content if seal == _seal(identity, name, content) else None

    def write(self, identity: str, name: str, content: bytes) -> bool:
        """Keep an entry; False when that cannot be done. Readers see the old entry or the new one, never half of it."""
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
        """Make the folder of a catalog that is new here, and let old ones go."""
        os.makedirs(self.folder, mode=0o700, exist_ok=True)  # noqa: PTH103 - as above
        if not _is_ours(os.stat(self.folder)):  # noqa: PTH116 - as above
            raise PermissionError(self.folder)
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103 - as above
        self._prune(os.path.basename(folder))  # noqa: PTH119 - as above

    def _prune(self, new: str) -> None:
        """Remove the catalogs written to longest ago, beyond a number and a size. Other processes write and prune here meanwhile."""
        import shutil  # takes longer to import than an answer takes, and is seldom needed

        kept = 0
        found = [(entry, seen) for entry, seen in _entries(self.folder) if stat.S_ISDIR(seen.st_mode) and _is_identity(entry.name)]
        found.sort(key=lambda item: (item[0].name != new, -item[1].st_mtime))
        for place, (entry, _) in enumerate(found):
            kept += sum(seen.st_size for _, seen in _entries(entry.path))
            if place >= _MOST_CATALOGS or (kept > _MOST_BYTES and entry.name != new):
                shutil.rmtree(entry.path, ignore_errors=True)

    def _path(self, identity: str, name: str) -> str:
        return os.path.join(self.folder, identity, name)  # noqa: PTH118 - as above


def _entries(folder: str) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    """What stands in a folder, less what cannot be looked at: it may be gone by the time it is, and the folder with it."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                yield entry, entry.stat(follow_symlinks=False)


def _is_identity(name: str) -> bool:
    return len(name) == 64 and not name.strip("0123456789abcdef")


def _seal(identity: str, name: str, content: bytes) -> bytes:
    """What stands before the content: a digest of it and of the place it belongs to."""
    return digest_of(f"{identity}/{name}\n".encode(), content).hex().encode()


def _is_ours(found: os.stat_result) -> bool:
    """Whether nobody else can have written it: owned by this user, and writable by no other."""
    if not hasattr(os, "geteuid"):
        return True  # Windows: the folder lies in the user's own profile
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
