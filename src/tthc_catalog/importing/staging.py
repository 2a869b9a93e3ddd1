"""Write many files of a catalog at once: a copy of the folder is completed and checked, and then takes the folder's place in one step."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from tthc_catalog.errors import ImportingError

_PREFIX = ".tthc-import-"
_ABANDONED_AFTER = 600
"""Seconds after which the copy of an interrupted run is removed."""

_EXCHANGE = 2
"""The flag of Linux's renameat2 that exchanges two paths."""


@contextlib.contextmanager
def locked(root: Path) -> Iterator[None]:
    """Keep a second import out of a catalog while one is running.

    Raises:
        ImportingError: another import is running.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ImportingError("importing.error.busy", folder=root.as_posix()) from error
        if os.fstat(descriptor).st_ino != root.stat().st_ino:  # the other one put a new folder in place meanwhile
            raise ImportingError("importing.error.busy", folder=root.as_posix())
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def staged(root: Path, files: Mapping[str, str | None], *, beside: bool) -> Iterator[Path]:
    """Copy a catalog and write files into the copy; the copy is removed at the end.

    Args:
        root: the catalog's folder.
        files: content by path; None removes the file.
        beside: whether the copy must be in the same folder as the catalog, to take its place; otherwise it is in a temporary folder.

    Raises:
        ImportingError: one of the files is a link.
        OSError: the copy cannot be written; the catalog is unchanged.
    """
    parent = root.resolve().parent if beside else None
    if parent is not None:
        _remove_leftovers(parent)
    holder = Path(tempfile.mkdtemp(dir=parent, prefix=_PREFIX))
    copy = holder / root.resolve().name
    try:
        shutil.copytree(root, copy, symlinks=True, copy_function=_link if beside else shutil.copy2)
        for name, content in files.items():
            if content is None:
                (copy / name).unlink()
            else:
                _write(copy / name, content)
        yield copy
    finally:
        shutil.rmtree(holder, ignore_errors=True)


def put_in_place(copy: Path, root: Path) -> None:
    """Exchange the copy and the catalog in one step; afterwards the copy's path holds the former catalog.

    Raises:
        OSError: they cannot be exchanged; the catalog is unchanged.
    """
    target = root.resolve()
    if _exchanged(copy, target):
        return
    former = copy.with_name(copy.name + ".former")
    target.rename(former)
    try:
        copy.rename(target)
    except BaseException:
        former.rename(target)
        raise


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one system call; return False where the system has none."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    here = -100  # AT_FDCWD: paths are relative to the current folder
    if rename(here, os.fsencode(one), here, os.fsencode(other), _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code), os.fspath(other))


def _write(path: Path, content: str) -> None:
    """Write a new file, never into a file that the catalog shares with the copy."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o7777 if path.exists() else None
    if path.is_symlink():
        raise ImportingError("importing.error.link", file=path.name)
    path.unlink(missing_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if mode is not None:
        path.chmod(mode)


def _link(source: str, target: str) -> str:
    """Share a file that will not change, where the file system can; copy it elsewhere."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)
    return target


def _remove_leftovers(parent: Path) -> None:
    for path in parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED_AFTER:
                shutil.rmtree(path, ignore_errors=True)
