"""The catalog a command works on: the one in the current folder, the packaged one, a folder, or the catalog of a plugin."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tthc_catalog.console.terminal import write
from tthc_catalog.console.working_catalog import WorkingCatalog
from tthc_catalog.messages import text

if TYPE_CHECKING:
    import datetime as dt

    from tthc_catalog.console.settings import Settings
    from tthc_catalog.errors import Problem
    from tthc_catalog.loading import Loaded
    from tthc_catalog.records.catalog import Catalog


PACKAGED = "packaged"
"""The name of the packaged catalog wherever a folder may be named, so that it can be chosen in a folder that holds another one."""

_COUNTS = ("count-mismatch",)
"""Errors about the list as a whole, which leave every fact of a procedure as it is."""

_USED = "tthc_catalog.console.working_catalog"
"""The key under which the context of a command line keeps the catalog that was used because none was given."""


def open_catalog(named: str | None, *, reading: bool = False) -> Catalog:
    """Load the catalog that ``--catalog`` names, by default that of the current folder; see `open_identified`."""
    return open_identified(named, reading=reading).catalog


def catalog_folder_of(named: str | None) -> str | None:
    """Return the folder to use: ``named``, or by default that of the current folder or the packaged one; the reply then names it.

    Returns:
        ``named`` unchanged if it is given; None means the packaged catalog.
    """
    if named == PACKAGED and not os.path.exists(PACKAGED):  # noqa: PTH110 - a folder of this name comes first
        return None
    if named is not None:
        return named
    working = WorkingCatalog.find()
    context = click.get_current_context(silent=True)
    if context is not None:
        context.meta[_USED] = working
    return None if working.packaged else working.folder


def catalog_used(context: click.Context) -> WorkingCatalog | None:
    """Return the catalog that a command used because none was given; None if one was given or none was opened."""
    used: WorkingCatalog | None = context.meta.get(_USED)
    return used


def open_identified(named: str | None, *, reading: bool = False) -> Loaded:
    """Load a catalog together with its cache and the key of its entries; ``--no-cache`` leaves these out.

    Args:
        named: a folder, or the id of a plugin's catalog.
        reading: whether the command only reads facts: it then works, with a warning, while the counts of the list are wrong.

    Raises:
        CatalogError: the catalog has errors.
        OSError: the folder does not exist or cannot be read.
    """
    from tthc_catalog.loading import folder_of, load
    from tthc_catalog.registry import Registry

    registry = Registry()
    folder = folder_of(catalog_folder_of(named), registry)
    _refuse_missing(folder)
    context = click.get_current_context(silent=True)
    settings: Settings | None = context.obj if context is not None else None
    cached = settings is None or settings.cached
    loaded = load(folder, registry=registry, cached=cached, tolerated=_COUNTS if reading else ())
    if loaded.tolerated:
        from tthc_catalog.problems.problem_text import render

        lang = settings.lang if settings is not None else "vi"
        lines = [text("console.warning.counts", lang), *(render(problem, lang) for problem in loaded.tolerated)]
        write("\n".join(lines), sys.stderr)
    return loaded


def check_folder(named: str | None, today: dt.date | None = None) -> tuple[Catalog | None, tuple[Problem, ...]]:
    """Return the catalog, or None if it has errors, and all its problems.

    Args:
        named: a folder, or the id of a plugin's catalog; None for the catalog of the current folder, else the packaged one.
        today: the day to compare the calendar's horizon with; None skips this check.

    Raises:
        OSError: the folder does not exist or cannot be read.
    """
    from tthc_catalog.loading import check, folder_of
    from tthc_catalog.registry import Registry

    registry = Registry()
    folder = folder_of(catalog_folder_of(named), registry)
    _refuse_missing(folder)
    return check(folder, registry=registry, today=today)


def working_folder(named: str | None, lang: str) -> str:
    """Return the catalog folder being edited: the one ``--catalog`` names, else the current folder, else ``catalog`` in it.

    Raises:
        click.UsageError: there is no catalog in these folders.
    """
    if named is None:
        working = WorkingCatalog.find()
        if not working.packaged:
            return working.folder
    elif Path(named, "manifest.yaml").is_file():
        return named
    else:
        raise click.UsageError(text("console.error.not_a_catalog", lang, path=named))
    raise click.UsageError(text("console.error.no_working_folder", lang))


def _refuse_missing(folder: str | os.PathLike[str]) -> None:
    if os.path.isdir(folder):  # noqa: PTH112 - the message shows the path as it was typed
        return
    for above in Path(folder).parents if os.path.isfile(folder) else ():  # noqa: PTH113 - as above
        if (above / "manifest.yaml").is_file():  # an editor of one file may well try to check that file
            context = click.get_current_context(silent=True)
            settings: Settings | None = context.obj if context is not None else None
            lang = settings.lang if settings is not None else "vi"
            raise NotADirectoryError(text("console.error.io.file_of", lang, path=folder, folder=above))
    raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), os.fspath(folder))
