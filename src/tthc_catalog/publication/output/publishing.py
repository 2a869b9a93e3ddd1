"""Render the chosen formats into a folder, which replaces the earlier publication only when it is complete."""

from __future__ import annotations

import errno
import hashlib
import json
import secrets
import shutil
import stat
import time
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.errors import PublicationError, error_text
from tthc_catalog.scratch_folders import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from tthc_catalog.extension.specs import Artefact, RendererSpec
    from tthc_catalog.publication.content.publication import Publication

_ATTEMPTS = 50
_RACE_ERRORS = frozenset({errno.ENOENT, errno.EEXIST, errno.ENOTEMPTY})
"""Errors of a rename when another process has renamed the folder first."""

INDEX = "publication.json"
"""The list of all files of a published folder with digests; a folder that has files but no such list is never replaced."""


@attrs.frozen(kw_only=True)
class PublishedFile:
    """A file of the publication."""

    format: str
    path: str
    media_type: str
    size: int
    sha256: str


def publish(publication: Publication, renderers: Sequence[RendererSpec], folder: Path) -> tuple[PublishedFile, ...]:
    """Write a publication in one step, or leave the folder unchanged.

    A format that fails does not prevent the others; the error raised at the end names it.

    Args:
        publication: the publication to write.
        renderers: the formats, in the order in which to write them.
        folder: the folder; an earlier publication in it is replaced as a whole.

    Returns:
        The written files, sorted by path.

    Raises:
        PublicationError: the folder contains other files, a path leads out of the folder, or two formats write the same path; or some formats
            failed, and the others are written.
        OSError: the files cannot be written.
    """
    folder = folder.absolute()
    _reject_foreign(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with scratch_folder(folder.parent, f".{folder.name}-") as scratch:
        draft = scratch / "new"
        draft.mkdir()
        written: dict[str, PublishedFile] = {}
        failed: dict[str, Exception | SystemExit] = {}
        for renderer in renderers:
            _render_into(draft, renderer, publication, written, failed)
        if failed and not written:
            name, error = next(iter(failed.items()))
            if isinstance(error, SystemExit):
                raise PublicationError("publication.error.format_failed", format=name, reason=error_text(error)) from error
            raise error
        files = tuple(sorted(written.values(), key=lambda file: file.path))
        (draft / INDEX).write_bytes(_index(publication, files))
        _put_in_place(draft, folder)
    if failed:
        raise PublicationError(
            "publication.error.incomplete",
            written=len(files),
            path=str(folder),
            failures="; ".join(f"{name}: {error_text(error).rstrip('.')}" for name, error in failed.items()),
        )
    return files


def _render_into(
    draft: Path,
    renderer: RendererSpec,
    publication: Publication,
    written: dict[str, PublishedFile],
    failed: dict[str, Exception | SystemExit],
) -> None:
    """Render one format into the draft; if it fails unexpectedly, drop its files, since they may be incomplete."""
    artefacts = _Guarded(renderer.render, publication)
    own: list[str] = []
    for file in _write_all(renderer, artefacts, draft):
        if file.path in written or file.path == INDEX:
            raise PublicationError("publication.error.same_path", path=file.path, format=renderer.id)
        written[file.path] = file
        own.append(file.path)
    if artefacts.error is None:
        return
    failed[renderer.id] = artefacts.error
    if not isinstance(artefacts.error, PublicationError):
        for path in own:
            del written[path]
            (draft / path).unlink()


class _Guarded:
    """The artefacts of a renderer until it fails; the error is kept."""

    def __init__(self, render: Callable[[Publication], Iterable[Artefact]], publication: Publication) -> None:
        self._render = render
        self._publication = publication
        self.error: Exception | SystemExit | None = None

    def __iter__(self) -> Iterator[Artefact]:
        try:
            artefacts = iter(self._render(self._publication))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - decided below
            self._keep(error)
            return
        while True:
            try:
                artefact = next(artefacts)
            except StopIteration:
                return
            except (Exception, SystemExit) as error:  # noqa: BLE001 - decided below
                self._keep(error)
                return
            yield artefact

    def _keep(self, error: Exception | SystemExit) -> None:
        """Keep an error of one format; raise one that concerns the whole publication."""
        if isinstance(error, OSError) or (isinstance(error, PublicationError) and error.key == "publication.error.extra_missing"):
            raise error
        self.error = error


def _write_all(renderer: RendererSpec, artefacts: Iterable[Artefact], draft: Path) -> Iterable[PublishedFile]:
    for artefact in artefacts:
        path = PurePosixPath(artefact.path)
        if path.is_absolute() or not path.parts or ".." in path.parts or "\\" in artefact.path or "\0" in artefact.path:
            raise PublicationError("publication.error.unsafe_path", path=artefact.path, format=renderer.id)
        target = draft.joinpath(*path.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(artefact.content)
        yield PublishedFile(
            format=renderer.id,
            path=path.as_posix(),
            media_type=artefact.media_type,
            size=len(artefact.content),
            sha256=hashlib.sha256(artefact.content).hexdigest(),
        )


def _index(publication: Publication, files: Sequence[PublishedFile]) -> bytes:
    listed = [attrs.asdict(file) for file in files]
    data = {"kind": "publication", "stamp": publication.stamp.to_dict(), "base_url": publication.base_url, "files": listed}
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _reject_foreign(folder: Path) -> None:
    """Raise an error if the folder contains files that this program did not write."""
    try:
        is_folder = stat.S_ISDIR(folder.lstat().st_mode)
    except FileNotFoundError:
        return
    if not is_folder:
        raise PublicationError("publication.error.not_a_folder", path=str(folder))
    foreign = _foreign_files(folder)
    if foreign is None:
        raise PublicationError("publication.error.foreign_folder", path=str(folder))
    if foreign:
        shown = ", ".join(foreign[:5]) + (", …" if len(foreign) > 5 else "")
        raise PublicationError("publication.error.foreign_files", path=str(folder), files=shown)


def _foreign_files(folder: Path) -> list[str] | None:
    """Return the files that the index of the folder does not list; None if there are files but no index."""
    for _ in range(_ATTEMPTS):
        try:
            before = _state_of(folder)
            listed = _listed(before[0])
            files = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
            found = set(files if listed is not None else islice(files, 1))  # one file is enough, and the folder may be a whole disk
            if _state_of(folder) == before:  # else another publisher replaced the folder in the meantime
                break
        except FileNotFoundError:
            if not folder.exists():
                return []
    else:
        return None
    return None if found and listed is None else sorted(found - (listed or set()))


def _state_of(folder: Path) -> tuple[bytes | None, tuple[int, int]]:
    """Return the index of a folder, and what distinguishes the folder from another one that takes its place with the same index.

    Raises:
        FileNotFoundError: the folder does not exist, for example between the two renames of another publisher.
    """
    try:
        index = (folder / INDEX).read_bytes()
    except OSError:
        index = None
    status = folder.stat()
    return index, (status.st_ino, status.st_ctime_ns)


def _listed(index: bytes | None) -> set[str] | None:
    """Return the files an index lists, itself included; None if it is not an index of a publication."""
    try:
        data = json.loads(index or b"")
        return {INDEX, *(file["path"] for file in data["files"])} if data["kind"] == "publication" else None
    except (ValueError, TypeError, LookupError):
        return None


def _put_in_place(draft: Path, folder: Path) -> None:
    """Replace the folder by the draft; retry if another process publishes into it at the same time."""
    for left in reversed(range(_ATTEMPTS)):
        try:
            _exchange(draft, folder)
        except OSError as problem:
            if not left or problem.errno not in _RACE_ERRORS:
                raise
            _reject_foreign(folder)
            time.sleep(secrets.randbelow(1 + _ATTEMPTS - left) / 1000)
        else:
            return


def _exchange(draft: Path, folder: Path) -> None:
    """Replace the folder with two renames; restore the old folder if the second one fails."""
    if not folder.exists():
        draft.rename(folder)
        return
    old = draft.with_name("old")
    try:
        folder.rename(old)
        draft.rename(folder)
    except BaseException:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
