"""The catalogs of one version in the git history of a catalog folder."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from tthc_catalog.comparison.catalog_versions import open_version
from tthc_catalog.errors import TthcError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.records.catalog import Catalog

_MOST = 50
"""The most revisions of one version that are tried, from the newest on."""

_VERSION = re.compile(rb"^version:\s*[\"']?([0-9.]+)", re.MULTILINE)


def catalogs_in_git(folder: str, version: str) -> Iterator[tuple[str, Catalog]]:
    """Yield the revisions in which the catalog has this version and no errors, the newest first; nothing without git."""
    listed = _git(folder, "log", f"--max-count={_MOST * 20}", "--format=%H", "--", ".")
    tried = 0
    for revision in (listed or b"").decode().split():
        manifest = _git(folder, "show", f"{revision}:./manifest.yaml")
        match = _VERSION.search(manifest or b"")
        if match is None or match[1].decode() != version:
            continue
        tried += 1
        if tried > _MOST:
            return
        try:
            yield revision[:12], open_version(revision, usual=folder, lang="en").catalog
        except (TthcError, OSError, ValueError):  # a revision that does not load now
            continue


def _git(folder: str, *words: str) -> bytes | None:
    """Return the output of git; None if it fails or is not installed."""
    try:
        done = subprocess.run(  # noqa: S603 - git's own words
            ["git", "-C", folder, *words],  # noqa: S607 - the git the caller would run
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
