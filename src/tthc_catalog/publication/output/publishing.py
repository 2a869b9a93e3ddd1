"""Publish: render every chosen format into a folder, and put the folder in place only when all of it is there."""

from __future__ import annotations

import errno
import hashlib
import json
import secrets
import shutil
import stat
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.errors import PublicationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from tthc_catalog.extension.specs import Artefact, RendererSpec
    from tthc_catalog.publication.content.publication import Publication

_ATTEMPTS = 50
_OVERTAKEN = frozenset({errno.ENOENT, errno.EEXIST, errno.ENOTEMPTY})
"""What a rename says when somebody else renamed first."""

INDEX = "publication.json"
"""The list of everything in a published folder, with digests; also the mark by which a folder is known to be ours to replace."""


@attrs.frozen(kw_only=True)
class PublishedFile:
    """A file that was written."""

    format: str
    path: str
    media_type: str
    size: int
    sha256: str


def publish(publication: Publication, renderers: Sequence[RendererSpec], folder: Path) -> tuple[PublishedFile, ...]:
    """Write a publication; the folder holds all of it or is left as it was.

    Args:
        publication: what to publish.
        renderers: the formats, in the order to write them.
        folder: where to; an earlier publication there is replaced as a whole.

    Returns:
        What was written, in order of the paths.

    Raises:
        PublicationError: the folder holds something else, or two formats claim one path.
        OSError: it cannot be written.
    """
    folder = folder.absolute()
    _refuse_foreign(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = _beside(folder)
    draft.mkdir()
    try:
        written: dict[str, PublishedFile] = {}
        for renderer in renderers:
            for file in _write_all(renderer, renderer.render(publication), draft):
                if file.path in written or file.path == INDEX:
                    raise PublicationError("publication.error.same_path", path=file.path, format=renderer.id)
                written[file.path] = file
        files = tuple(sorted(written.values(), key=lambda file: file.path))
        (draft / INDEX).write_bytes(_index(publication, files))
        _put_in_place(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return files


def _write_all(renderer: RendererSpec, artefacts: Iterable[Artefact], draft: Path) -> Iterable[PublishedFile]:
    for artefact in artefacts:
        place = PurePosixPath(artefact.path)
        if place.is_absolute() or not place.parts or ".." in place.parts or "\\" in artefact.path or "\0" in artefact.path:
            raise PublicationError("publication.error.unsafe_path", path=artefact.path, format=renderer.id)
        target = draft.joinpath(*place.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(artefact.content)
        yield PublishedFile(
            format=renderer.id,
            path=place.as_posix(),
            media_type=artefact.media_type,
            size=len(artefact.content),
            sha256=hashlib.sha256(artefact.content).hexdigest(),
        )


def _index(publication: Publication, files: Sequence[PublishedFile]) -> bytes:
    listed = [attrs.asdict(file) for file in files]
    data = {"kind": "publication", "stamp": publication.stamp.to_dict(), "base_url": publication.base_url, "files": listed}
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _refuse_foreign(folder: Path) -> None:
    """Never replace what this program did not write."""
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
    """The files an earlier publication does not list as its own; None where there are files, and no publication that lists any."""
    for _ in range(_ATTEMPTS):
        index = _index_of(folder)
        try:
            found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}
        except FileNotFoundError:
            continue
        if _index_of(folder) == index:  # otherwise the folder was replaced while we looked
            break
    else:
        return None
    ours = _listed(index)
    return None if found and ours is None else sorted(found - (ours or set()))


def _index_of(folder: Path) -> bytes | None:
    try:
        return (folder / INDEX).read_bytes()
    except OSError:
        return None


def _listed(index: bytes | None) -> set[str] | None:
    """What an index says was written; None where it is none of ours."""
    try:
        data = json.loads(index or b"")
        return {INDEX, *(file["path"] for file in data["files"])} if data["kind"] == "publication" else None
    except (ValueError, TypeError, LookupError):
        return None


def _put_in_place(draft: Path, folder: Path) -> None:
    """Replace the folder; another publication into it may come between, and is then the one replaced."""
    for left in reversed(range(_ATTEMPTS)):
        try:
            _exchange(draft, folder)
        except OSError as problem:
            if not left or problem.errno not in _OVERTAKEN:
                raise
            _refuse_foreign(folder)
        else:
            return


def _exchange(draft: Path, folder: Path) -> None:
    """Two renames; should the second fail, what stood there before is put back."""
    if not folder.exists():
        draft.rename(folder)
        return
    old = _beside(folder)
    folder.rename(old)
    try:
        draft.rename(folder)
    except OSError:
        if not folder.exists():
            old.rename(folder)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _beside(folder: Path) -> Path:
    """A new name on the same disk, hidden; a folder made under it is as open to others as the user's other new folders."""
    return folder.with_name(f".{folder.name}-{secrets.token_hex(8)}")
