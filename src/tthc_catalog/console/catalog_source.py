"""The catalog a command works on: the packaged one, a folder, or one that a plugin brings."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tthc_catalog.messages import text

if TYPE_CHECKING:
    import datetime as dt

    from tthc_catalog.console.settings import Settings
    from tthc_catalog.errors import Problem
    from tthc_catalog.loading import Loaded
    from tthc_catalog.records.catalog import Catalog


def open_catalog(named: str | None) -> Catalog:
    """Load the catalog ``--catalog`` names, or the packaged one; raises like `open_identified`."""
    return open_identified(named).catalog


def open_identified(named: str | None) -> Loaded:
    """Load a catalog together with what its cache entries are kept under, unless ``--no-cache`` forbids a cache.

    Raises:
        CatalogError: it has errors.
        OSError: there is no such folder, or it cannot be read.
    """
    from tthc_catalog.loading import folder_of, load
    from tthc_catalog.registry import Registry

    registry = Registry()
    folder = folder_of(named, registry)
    _refuse_missing(folder)
    context = click.get_current_context(silent=True)
    settings: Settings | None = context.obj if context is not None else None
    return load(folder, registry=registry, cached=settings is None or settings.cached)


def check_folder(named: str | None, today: dt.date | None = None) -> tuple[Catalog | None, tuple[Problem, ...]]:
    """The catalog, or None when it has errors, and all its problems.

    Args:
        named: its folder, or the id of a catalog some plugin brings; None means the packaged one.
        today: the day to measure the calendar's horizon against; None leaves the horizon out.

    Raises:
        OSError: there is no such folder, or it cannot be read.
    """
    from tthc_catalog.loading import check, folder_of
    from tthc_catalog.registry import Registry

    registry = Registry()
    folder = folder_of(named, registry)
    _refuse_missing(folder)
    return check(folder, registry=registry, today=today)


def _refuse_missing(folder: str | os.PathLike[str]) -> None:
    if os.path.isdir(folder):  # noqa: PTH112 - named as the caller typed it
        return
    for above in Path(folder).parents if os.path.isfile(folder) else ():  # noqa: PTH113 - as above
        if (above / "manifest.yaml").is_file():  # whoever edits a file tends to check that file
            context = click.get_current_context(silent=True)
            settings: Settings | None = context.obj if context is not None else None
            lang = settings.lang if settings is not None else "vi"
            raise NotADirectoryError(text("cli.error.io.file_of", lang, path=folder, folder=above))
    raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), os.fspath(folder))
