"""Write files atomically."""

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
    from collections.abc import Iterable, Iterator, Mapping


_ABANDONED_AFTER = 600
"""Seconds after which a temporary file is assumed to be abandoned."""


def write_file(path: str | os.PathLike[str], content: str, *, expected: bytes | None = None) -> bool:
    """Write a file in one step, so that readers see the old or the new content, even after an interruption.

    An existing file keeps its permissions, and a link to it remains a link.

    Args:
        path: the file to write.
        content: the new content.
        expected: the content read earlier; if the file has changed since, nothing is written.

    Returns:
        Whether the file was written.

    Raises:
        OSError: the file cannot be written; the error names ``path`` and no temporary file is left.
    """
    target = Path(os.path.realpath(path))
    mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), os.fspath(path))
    with _written_beside(target, path, [content.encode()], mode) as temporary:
        if expected is not None and target.read_bytes() != expected:
            return False
        _replace(target, temporary, path)
    return True


def write_pieces(path: str | os.PathLike[str], pieces: Iterable[bytes]) -> None:
    """Write a file in one step from pieces, such as the lines of a long list; a device or a pipe is written to directly.

    Args:
        path: the file to write.
        pieces: the new content.

    Raises:
        OSError: the file cannot be written; the error names ``path``, and an earlier file is unchanged.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        with open(path, "wb") as file:  # noqa: PTH123 - an error names the path as it was typed
            file.writelines(pieces)
        return
    mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), os.fspath(path))
    with _written_beside(target, path, pieces, mode) as temporary:
        _replace(target, temporary, path)


def create_file(path: str | os.PathLike[str], content: str) -> bool:
    """Write a new file in one step; an existing file is never replaced, even if another process creates it at the same time.

    Args:
        path: the file to create.
        content: its content.

    Returns:
        Whether the file was created; False if it exists.

    Raises:
        OSError: the file cannot be written; the error names ``path`` and no temporary file is left.
    """
    target = Path(path)
    with _written_beside(target, path, [content.encode()], 0o666 & ~_umask()) as temporary:
        try:
            os.link(temporary, target)
        except FileExistsError:
            return False
    return True


def _replace(target: Path, temporary: Path, path: str | os.PathLike[str]) -> None:
    """Replace a file. Windows refuses while another program has it open; the old content is kept, and the error names ``path``."""
    try:
        temporary.replace(target)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, os.fspath(path)) from None


@contextlib.contextmanager
def _written_beside(target: Path, path: str | os.PathLike[str], pieces: Iterable[bytes], mode: int) -> Iterator[Path]:
    """Provide a temporary file with the content in the folder of the target, and remove it unless it was moved away.

    Raises:
        OSError: it cannot be created or written; the error names ``path``.
    """
    _remove_leftovers(target)
    try:
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    except OSError as error:
        raise type(error)(error.errno, error.strerror, os.fspath(path)) from None
    temporary = Path(name)
    try:
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            error.filename = os.fspath(path)
            raise
        temporary.chmod(mode)
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _remove_leftovers(target: Path) -> None:
    """Remove the temporary files of killed runs; those of a current run are more recent."""
    for path in target.parent.glob(f".{glob.escape(target.name)}.*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED_AFTER:
                path.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_folder(path: str | os.PathLike[str], files: Mapping[str, str]) -> None:
    """Create a folder with all its files in one step; an empty folder of that name is replaced.

    Raises:
        OSError: the folder cannot be written, or ``path`` exists and is not an empty folder; no temporary folder is left.
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
