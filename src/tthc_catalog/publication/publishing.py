"""Publish: render every chosen format into a folder, and put the folder in place only when all of it is there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.errors import PublicationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tthc_catalog.extension.specs import Artefact, RendererSpec
    from tthc_catalog.publication.contract import Publication

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
    _refuse_foreign(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        written: dict[str, PublishedFile] = {}
        for renderer in renderers:
            for file in _write_all(renderer, renderer.render(publication), draft):
                if file.path in written or file.path == INDEX:
                    raise PublicationError("publication.error.same_path", path=file.path, format=renderer.id)
                written[file.path] = file
        files = tuple(sorted(written.values(), key=lambda file: file.path))
        (draft / INDEX).write_bytes(_index(publication, files))
        draft.chmod(0o777 & ~_umask())
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
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise PublicationError("publication.error.not_a_folder", path=str(folder))
    if folder.is_dir() and any(folder.iterdir()) and not (folder / INDEX).is_file():
        raise PublicationError("publication.error.foreign_folder", path=str(folder))


def _put_in_place(draft: Path, folder: Path) -> None:
    """Two renames; should the second fail, what stood there before is put back."""
    if not folder.exists():
        draft.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    folder.rename(old / "old")
    try:
        draft.rename(folder)
    except OSError:
        (old / "old").rename(folder)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
