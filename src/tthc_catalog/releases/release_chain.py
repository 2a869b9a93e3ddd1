"""The releases of a catalog in order: each names the digest of the one before, so that none can be replaced or left out unnoticed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tthc_catalog.errors import ReleaseError
from tthc_catalog.releases.release_file import Release, read_release

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FOLDER = "releases"


def releases_folder(root: str) -> Path:
    """Return the folder of the releases of a catalog folder."""
    return Path(root) / FOLDER


def read_chain(root: str) -> tuple[Release, ...]:
    """Return all releases of a catalog folder, the oldest first; empty without releases.

    Raises:
        ReleaseError: a file is damaged, or the chain is: a release is missing, was replaced, or has two successors.
    """
    folder = releases_folder(root)
    if not folder.is_dir():
        return ()
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".json" and not path.name.startswith("."))
    except OSError as error:
        raise ReleaseError("release.error.unreadable", file=folder.as_posix(), reason=error.strerror or str(error)) from None
    return ordered([read_release(path) for path in paths])


def ordered(releases: Iterable[Release]) -> tuple[Release, ...]:
    """Return releases in the order of their chain.

    Raises:
        ReleaseError: the chain has a gap, a fork, a replaced link, or releases of two catalogs.
    """
    by_version = {release.version: release for release in releases}
    followers: dict[str | None, Release] = {}
    for release in sorted(by_version.values(), key=lambda release: version_key(release.version)):
        before = None if release.previous is None else release.previous[0]
        if before is not None and release.previous is not None:
            if before not in by_version:
                raise ReleaseError("release.error.missing", file=release.path, previous=before)
            if by_version[before].digest != release.previous[1]:
                raise ReleaseError("release.error.replaced", file=by_version[before].path, following=release.path)
        if before in followers:
            raise ReleaseError("release.error.fork", file=release.path, other=followers[before].path)
        followers[before] = release
    found: list[Release] = []
    version: str | None = None
    while version in followers:
        found.append(followers.pop(version))
        version = found[-1].version
    if followers:  # a circle, which no honest sequence of releases has
        raise ReleaseError("release.error.missing", file=next(iter(followers.values())).path, previous="?")
    _refuse_mixed(found)
    return tuple(found)


def version_key(version: str) -> tuple[int, ...]:
    """Return a key that sorts versions by their numbers: ``2026.11.23.10`` comes after ``2026.11.23.2``."""
    return tuple(int(part) for part in version.split("."))


def _refuse_mixed(releases: Sequence[Release]) -> None:
    for release in releases:
        refuse_other_catalog(release, releases[0].catalog_id)


def refuse_other_catalog(release: Release, expected: str) -> None:
    """Raise an error if a release is of another catalog than expected."""
    if release.catalog_id != expected:
        raise ReleaseError("release.error.other_catalog", file=release.path, catalog=release.catalog_id, expected=expected)
