"""What a cache entry rests on, as digests: the catalog's files, the library, the interpreter and what is installed beside them.

An entry is found again only under the digest of all of it, so there is nothing to expire and nothing to forget.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import TYPE_CHECKING

from tthc_catalog._resources import PACKAGE, data_folder
from tthc_catalog.cache.digest import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FORMAT = "1"
"""Raised when entries of older releases could be misread; it need not be for a new field, since the library's files count too."""

_VARIABLES = ("TTHC_PLUGINS", "PYTHONTZPATH")
_INSTALLED = (".dist-info", ".egg-info", ".egg-link")


def identity_of(folder: str | os.PathLike[str], environ: Mapping[str, str]) -> str:
    """The digest under which everything derived from a catalog folder is kept.

    Raises:
        OSError: the folder or one of its files cannot be read.
    """
    return combined(file_digests(folder), environ)


def combined(files: Mapping[str, bytes], environ: Mapping[str, str]) -> str:
    """The digest of a catalog's files, by their paths in the folder, and of what reads them."""
    said = [_FORMAT, sys.version, *(f"{name}={environ.get(name)}" for name in _VARIABLES), *_library()]
    said += [f"{name} {files[name].hex()}" for name in sorted(files)]
    return digest_of("\n".join(said).encode(errors="surrogateescape")).hex()


def file_digests(folder: str | os.PathLike[str]) -> dict[str, bytes]:
    """The digest of every file of a catalog folder but hidden ones, by its path in the folder.

    The bytes are read, whatever the files' times say: an edit is seen however soon it follows another.

    Raises:
        OSError: the folder or one of its files cannot be read.
    """
    top = os.fspath(folder)
    return {name: digest_of(_read(path)) for name, path in _files(top, "")}


def _files(folder: str, above: str) -> Iterator[tuple[str, str]]:
    """Every file under a folder that a catalog's reader could see, with its path in it."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith((".", "~")):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path, f"{above}{entry.name}/")
            else:
                yield above + entry.name, entry.path


def _read(path: str) -> bytes:
    """The bytes of a file; plain calls, since ten thousand files pass through here. A pipe or a device is refused, never waited for."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path)
        parts = []
        while part := os.read(descriptor, 1 << 20):
            parts.append(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)
    finally:
        os.close(descriptor)


def _library() -> Iterator[str]:
    """The library's own files, and the names and versions of all that is installed.

    Code is known by size and time, exactly as the interpreter knows it when it decides to run compiled code. The packaged
    calendar is data that other catalogs may rest on, so its bytes count.
    """
    for top in (PACKAGE, data_folder("schemas")):
        for name, path in sorted(_files(top, "")):
            if name.endswith((".py", ".json")) and not name.startswith("_data/"):
                seen = os.stat(path)  # noqa: PTH116 - pathlib takes longer to import than this to run
                yield f"{name} {seen.st_size} {seen.st_mtime_ns}"
    for name, path in sorted(_files(data_folder("catalog") + "/calendar", "")):
        yield f"{name} {digest_of(_read(path)).hex()}"
    for place in sys.path:
        try:
            with os.scandir(place or ".") as entries:
                yield from sorted(entry.name for entry in entries if entry.name.endswith(_INSTALLED))
        except NotADirectoryError:
            seen = os.stat(place)  # noqa: PTH116 - as above; an archive of modules
            yield f"{place} {seen.st_size} {seen.st_mtime_ns}"
        except OSError:
            continue
