"""The key of a cache entry: a digest of the catalog's files, the library, the interpreter and the installed distributions.

An entry is found only under the digest of everything it depends on, so entries never expire and are never invalidated.
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
"""Raise it if entries of older releases could be misread; a new field does not need that, because the library's files count too."""

_VARIABLES = ("TTHC_PLUGINS", "PYTHONTZPATH")
_INSTALLED = (".dist-info", ".egg-info", ".egg-link")


def identity_of(folder: str | os.PathLike[str], environ: Mapping[str, str]) -> str:
    """Return the key of everything derived from a catalog folder.

    Raises:
        OSError: the folder or one of its files cannot be read.
    """
    return combined(file_digests(folder), environ)


def combined(files: Mapping[str, bytes], environ: Mapping[str, str]) -> str:
    """Return the digest of a catalog's files and of everything that takes part in reading them.

    Args:
        files: the digest of each file by its path in the folder.
        environ: the environment variables.
    """
    lines = [_FORMAT, sys.version, *(f"{name}={environ.get(name)}" for name in _VARIABLES), *_library()]
    lines += [f"{name} {files[name].hex()}" for name in sorted(files)]
    return digest_of("\n".join(lines).encode(errors="surrogateescape")).hex()


def file_digests(folder: str | os.PathLike[str]) -> dict[str, bytes]:
    """Return the digest of every file of a catalog folder except hidden ones, by its path in the folder.

    The content is read whatever the files' modification times are, so that two edits in quick succession are both seen.

    Raises:
        OSError: the folder or one of its files cannot be read.
    """
    top = os.fspath(folder)
    return {name: digest_of(_read(path)) for name, path in _files(top, "")}


def _files(folder: str, above: str) -> Iterator[tuple[str, str]]:
    """Yield every file that a catalog's reader could see: its path in the folder and its path on disk."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith((".", "~")):
                continue
            if entry.is_dir(follow_symlinks=False):
                if not above and entry.name == "releases":  # no answer depends on them
                    continue
                yield from _files(entry.path, f"{above}{entry.name}/")
            else:
                yield above + entry.name, entry.path


def _read(path: str) -> bytes:
    """Read a regular file with plain system calls, since a catalog may have ten thousand files; reject a pipe or a device at once."""
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
    """Yield one line for each of the library's own files, and one for each installed distribution with its version.

    Code is identified by size and modification time, as the interpreter does when it decides whether to use compiled code.
    Other catalogs may use the packaged calendar, so its content counts.
    """
    for top in (PACKAGE, data_folder("schemas")):
        for name, path in sorted(_files(top, "")):
            if name.endswith((".py", ".json")) and not name.startswith("_data/"):
                status = os.stat(path)  # noqa: PTH116 - pathlib takes longer to import than this to run
                yield f"{name} {status.st_size} {status.st_mtime_ns}"
    for name, path in sorted(_files(data_folder("catalog") + "/calendar", "")):
        yield f"{name} {digest_of(_read(path)).hex()}"
    for place in sys.path:
        try:
            with os.scandir(place or ".") as entries:
                yield from sorted(entry.name for entry in entries if entry.name.endswith(_INSTALLED))
        except NotADirectoryError:
            status = os.stat(place)  # noqa: PTH116 - as above; a zip archive of modules
            yield f"{place} {status.st_size} {status.st_mtime_ns}"
        except OSError:
            continue
