"""Loading a catalog for use: from the package, a folder or a plugin, with all it names resolved and its policies' parameters checked."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog._resources import catalog_folder
from tthc_catalog.cache.digest import digest_of
from tthc_catalog.cache.identity import combined, file_digests
from tthc_catalog.cache.store import Store
from tthc_catalog.errors import CatalogError
from tthc_catalog.registry import Registry
from tthc_catalog.value_formats import is_slug

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tthc_catalog.checks.consistency import ValidFiles
    from tthc_catalog.errors import Problem
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.yaml_files.document import Document

_ENTRY = "catalog"
"""The name of the cache entry that holds a catalog's checked files."""


class Loaded(NamedTuple):
    """A catalog, and what is known of its files.

    Attributes:
        store: where entries derived from it may be kept; None when no cache is wanted or can be used.
        identity: what they are kept under; None when the catalog rests on more than its files and the library.
    """

    catalog: Catalog
    store: Store | None
    identity: str | None


def load_catalog(source: str | os.PathLike[str] | None = None, *, registry: Registry | None = None, cached: bool = True) -> Catalog:
    """Load a catalog, ready for an `Engine`.

    Args:
        source: the catalog's folder, or the id of a catalog some plugin brings; the packaged catalog by default.
        registry: what its names are resolved against; the library's own and all allowed plugins by default.
        cached: whether unchanged files may be read from the cache, and be kept there; see ``docs/explanation/cache.md``.

    Raises:
        CatalogError: it has at least one problem of severity *error*; all problems come with it.
        PluginError: ``source`` is an id, and nothing working gives a catalog of that id.
    """
    return load(source, registry=registry, cached=cached).catalog


def load(source: str | os.PathLike[str] | None = None, *, registry: Registry | None = None, cached: bool = True) -> Loaded:
    """Load a catalog with its identity; arguments and errors as for `load_catalog`.

    The files are read before and after they are checked, and must be the same each time and in between: what is kept under an
    identity was derived from the very bytes that identity names.
    """
    from tthc_catalog.checks.packed_files import pack, unpack

    registry = registry or Registry()
    folder = folder_of(source, registry)
    store = Store.of(os.environ) if cached else None
    files = _file_digests(folder) if store is not None and registry.is_plain else None
    identity = None if files is None else combined(files, os.environ)
    if store is not None and identity is not None:
        content = store.read(identity, _ENTRY)
        if content is not None:
            return Loaded(unpack(content, root=Path(folder).as_posix(), providers=registry), store, identity)
    checked: list[ValidFiles] = []
    catalog, problems = _check(folder, registry, keep=checked.append)
    if catalog is None:
        raise CatalogError(problems)
    if store is None or files is None or not registry.is_plain or not _rest_on(checked[0], files) or _file_digests(folder) != files:
        return Loaded(catalog, store, None)
    assert identity is not None
    store.write(identity, _ENTRY, pack(checked[0]))
    return Loaded(catalog, store, identity)


def _file_digests(folder: str | os.PathLike[str]) -> dict[str, bytes] | None:
    try:
        return file_digests(folder)
    except OSError:
        return None


def _rest_on(checked: ValidFiles, files: Mapping[str, bytes]) -> bool:
    """Whether the files checked are those of these digests, byte for byte."""
    return all(
        files.get("/".join(file.parts)) == digest_of(document.source.encode())
        for found in checked.files.values()
        for file, document in found
    )


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
    return _check(folder_of(source, registry), registry, today=today)


def _check(
    folder: str | os.PathLike[str],
    registry: Registry,
    *,
    today: dt.date | None = None,
    keep: Callable[[ValidFiles], object] | None = None,
) -> tuple[Catalog | None, tuple[Problem, ...]]:
    from tthc_catalog.checks.catalog_check import check_catalog

    return check_catalog(
        folder,
        policy_schemas=registry.policy_schemas(),
        policy_checks=registry.policy_checks(),
        providers=registry,
        coverage=functools.partial(_coverage, registry),
        today=today,
        keep=keep,
    )


def folder_of(source: str | os.PathLike[str] | None, registry: Registry) -> str | os.PathLike[str]:
    """Where the files of a catalog stand: a word that names no folder, and could be an id, is looked up among the catalogs.

    Raises:
        PluginError: it is no folder, and nothing working gives a catalog of that id.
    """
    if source is None:
        return catalog_folder()
    if isinstance(source, str) and is_slug(source) and not Path(source).exists():
        folder: Path = registry.catalog(source, requested_by="--catalog").folder
        return folder
    return source


def _coverage(registry: Registry, catalog: Catalog, rosters: Sequence[Document]) -> Iterable[Problem]:
    from tthc_catalog.timetable.roster_coverage import coverage_problems

    return coverage_problems(catalog, rosters, registry)
