"""Temporary folders that disappear: at the end of the run, or at the next run if a run was killed.

A run holds a lock on a file in its folder. The system releases the lock when the process ends in any way, so a folder whose lock is free
belongs to a killed run and is removed.
"""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import time
from typing import IO, TYPE_CHECKING, Any

fcntl: Any
try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no such locks; the age of a folder decides there
    fcntl = None

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LOCK = ".tthc-lock"
_ABANDONED_AFTER = 86_400
"""Seconds after which a folder is assumed to be abandoned where the system has no locks."""


@contextlib.contextmanager
def scratch_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Create a temporary folder in ``parent``, and remove it at the end; the folders that killed runs left there are removed first.

    Args:
        parent: an existing folder.
        prefix: the beginning of the hidden name; it must belong to this use alone.

    Raises:
        OSError: the folder cannot be created; the error names ``parent``.
    """
    for path in parent.glob(f"{glob.escape(prefix)}*"):
        _remove_if_abandoned(path)
    folder = parent / f"{prefix}{os.urandom(8).hex()}"
    try:  # from the first step on, since a signal may arrive between any two
        try:
            folder.mkdir(mode=0o700)
        except OSError as error:
            error.filename = str(parent)
            raise
        with _locked(folder):
            yield folder
    finally:
        try:
            shutil.rmtree(folder, ignore_errors=True)
        except BaseException:  # a signal arrived; the lock may be gone, so that no later run would remove the rest
            shutil.rmtree(folder, ignore_errors=True)
            raise


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder. Its file gets its name when it is locked, so that no other run finds it free."""
    if fcntl is None:  # pragma: no cover - Windows, which does not rename a file that is open
        (folder / _LOCK).touch()
        yield
        return
    new = folder / f"{_LOCK}.new"
    with new.open("wb") as lock:
        _lock(lock)
        new.replace(folder / _LOCK)
        yield


def _remove_if_abandoned(folder: Path) -> None:
    """Remove a folder that has the file of our lock, if no running process holds it; any other folder is somebody else's."""
    with contextlib.suppress(OSError):
        if folder.is_symlink() or not (folder / _LOCK).is_file():
            return
        with (folder / _LOCK).open("r+b") as lock:
            abandoned = _lock(lock) if fcntl is not None else time.time() - folder.stat().st_mtime > _ABANDONED_AFTER
        if abandoned:
            shutil.rmtree(folder, ignore_errors=True)


def _lock(file: IO[bytes]) -> bool:
    """Lock a file until it is closed; return False if another process has locked it, or if this kind of disk has no locks."""
    if fcntl is None:  # pragma: no cover - see above
        return False
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
