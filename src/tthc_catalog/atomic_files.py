"""Writing files whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


_LEFT_OVER = 600
"""Seconds after which a half-written file is nobody's work in progress."""


def write_whole(path: str | os.PathLike[str], content: str, *, instead_of: bytes | None = None) -> bool:
    """Write a file in one step: whoever looks, and whatever interrupts, finds the old content or the new.

    A file that is there keeps its permissions, and a link to it stays a link.

    Args:
        path: where to.
        content: what the file is to hold.
        instead_of: what it was seen to hold; if it has been changed since, nothing is written.

    Returns:
        Whether it was written.

    Raises:
        OSError: it cannot be written; the error names ``path`` and nothing is left behind.
    """
    target = Path(os.path.realpath(path))
    mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), os.fspath(path))
    _remove_leftovers(target)
    try:
        descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    except OSError as error:
        raise type(error)(error.errno, error.strerror, os.fspath(path)) from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        if instead_of is not None and target.read_bytes() != instead_of:
            Path(temporary).unlink()
            return False
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def _remove_leftovers(target: Path) -> None:
    """Remove what an earlier run that was killed left beside the file; a run still at work is not as old."""
    for path in target.parent.glob(f".{glob.escape(target.name)}.*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _LEFT_OVER:
                path.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_folder(path: str | os.PathLike[str], files: Mapping[str, str]) -> None:
    """Make a folder with all its files in one step; an empty folder of that name is taken over.

    Raises:
        OSError: it cannot be written, or something stands there already; nothing is left behind.
    """
    target = Path(path)
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(path))
    try:
        draft = Path(tempfile.mkdtemp(dir=target.absolute().parent, prefix=".tthc-"))
    except OSError as error:
        raise type(error)(error.errno, error.strerror, os.fspath(path)) from None
    try:
        for name, content in files.items():
            file = draft / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8", newline="\n")
        draft.chmod(0o777 & ~_umask())
        if target.exists():
            target.rmdir()
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
