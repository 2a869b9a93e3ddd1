"""Loading a catalog for use: from the package, a folder or a plugin, with all it names resolved and its policies' parameters checked."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING

from tthc_catalog._resources import catalog_folder
from tthc_catalog.catalog.formats import is_slug
from tthc_catalog.catalog.loader import check_catalog
from tthc_catalog.errors import CatalogError
from tthc_catalog.extension.registry import Registry

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from tthc_catalog.catalog.document import Document
    from tthc_catalog.catalog.model import Catalog
    from tthc_catalog.errors import Problem


def load_catalog(source: str | os.PathLike[str] | None = None, *, registry: Registry | None = None) -> Catalog:
    """Load a catalog, ready for an `Engine`.

    Args:
        source: the catalog's folder, or the id of a catalog some plugin brings; the packaged catalog by default.
        registry: what its names are resolved against; the library's own and all allowed plugins by default.

    Raises:
        CatalogError: it has at least one problem of severity *error*; all problems come with it.
        PluginError: ``source`` is an id, and nothing working gives a catalog of that id.
    """
    catalog, problems = check(source, registry=registry)
    if catalog is None:
        raise CatalogError(problems)
    return catalog


def check(
    source: str | os.PathLike[str] | None = None, *, registry: Registry | None = None, today: dt.date | None = None
) -> tuple[Catalog | None, tuple[Problem, ...]]:
    """Check a catalog, the parameters of its policies and the further checks it chooses included.

    Args:
        source: the catalog's folder, or the id of a catalog some plugin brings; the packaged catalog by default.
        registry: what its names are resolved against; the library's own and all allowed plugins by default.
        today: the day to measure the calendar's horizon against; left out, the horizon is not looked at.

    Returns:
        The catalog, or None if there is any error, and all problems, sorted.

    Raises:
        PluginError: ``source`` is an id, and nothing working gives a catalog of that id.
    """
    registry = registry or Registry()
    return check_catalog(
        folder_of(source, registry),
        policy_schemas=registry.policy_schemas(),
        policy_checks=registry.policy_checks(),
        providers=registry,
        coverage=functools.partial(_coverage, registry),
        today=today,
    )


def folder_of(source: str | os.PathLike[str] | None, registry: Registry) -> str | os.PathLike[str]:
    """Where the files of a catalog stand: a word that names no folder, and could be an id, is looked up among the catalogs.

    Raises:
        PluginError: it is no folder, and nothing working gives a catalog of that id.
    """
    if source is None:
        return catalog_folder()
    if isinstance(source, str) and is_slug(source) and not Path(source).exists():
        folder: Path = registry.catalog(source, asked_by="--catalog").folder
        return folder
    return source


def _coverage(registry: Registry, catalog: Catalog, rosters: Sequence[Document]) -> Iterable[Problem]:
    from tthc_catalog.timetable.roster_coverage import coverage_problems

    return coverage_problems(catalog, rosters, registry)
