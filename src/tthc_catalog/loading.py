"""Load or check a catalog from the package, a folder or a plugin, including everything it names and the parameters of its policies."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog._resources import catalog_folder
from tthc_catalog.cache.digest import digest_of
from tthc_catalog.cache.identity import combined, file_digests
from tthc_catalog.cache.store import Store
from tthc_catalog.errors import CatalogError, Severity
from tthc_catalog.registry import Registry
from tthc_catalog.value_formats import is_slug

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from tthc_catalog.checks.consistency import ValidFiles
    from tthc_catalog.errors import Problem
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.yaml_files.document import Document

_ENTRY = "catalog"
"""The name of the cache entry with a catalog's validated files."""


class Loaded(NamedTuple):
    """A catalog with its cache.

    Attributes:
        catalog: the catalog.
        store: the cache for results derived from it; None if caching is off or impossible.
        identity: the key of these results; None if the catalog depends on more than its files and the library.
        tolerated: errors in spite of which the catalog was loaded.
    """

    catalog: Catalog
    store: Store | None
    identity: str | None
    tolerated: tuple[Problem, ...] = ()


class CheckResult(NamedTuple):
    """The result of checking a catalog.

    Attributes:
        catalog: the catalog; None if there is any error.
        problems: all problems, sorted.
    """

    catalog: Catalog | None
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether there is no error; there may be warnings."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)


def load_catalog(source: str | os.PathLike[str] | None = None, *, registry: Registry | None = None, cached: bool = True) -> Catalog:
    """Load a catalog, ready for an `Engine`.

    Args:
        source: the catalog's folder, or the id of a plugin's catalog; by default the packaged catalog.
        registry: resolves the names the catalog uses; by default the library's own and all allowed plugins.
        cached: whether to use the cache for unchanged files; see ``docs/explanation/cache.md``.

    Raises:
        CatalogError: the catalog has at least one problem of severity *error*; the exception carries all problems.
        PluginError: ``source`` is an id, and no working plugin provides a catalog of that id.
        OSError: the folder cannot be read.

    >>> load_catalog().procedure("1.001193", level="commune").field
    'ho-tich'
    """
    return load(source, registry=registry, cached=cached).catalog


def load(
    source: str | os.PathLike[str] | None = None,
    *,
    registry: Registry | None = None,
    cached: bool = True,
    tolerated: Collection[str] = (),
) -> Loaded:
    """Load a catalog with its identity; for the arguments and errors see `load_catalog`.

    Errors with a code in ``tolerated`` do not prevent loading; such a catalog is not stored in the cache.

    The digests of the files are computed before and after the check, and must be the same both times and match the bytes that
    were checked: an entry stored under an identity is derived from exactly the bytes that the identity names.
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
    catalog, problems = _check(folder, registry, keep=checked.append, tolerated=tolerated)
    if catalog is None:
        raise CatalogError(problems)
    if not checked:
        return Loaded(catalog, store, None, tuple(problem for problem in problems if problem.severity is Severity.ERROR))
    if store is None or files is None or not registry.is_plain or not _match(checked[0], files) or _file_digests(folder) != files:
        return Loaded(catalog, store, None)
    assert identity is not None
    store.write(identity, _ENTRY, pack(checked[0]))
    return Loaded(catalog, store, identity)


def _file_digests(folder: str | os.PathLike[str]) -> dict[str, bytes] | None:
    try:
        return file_digests(folder)
    except OSError:
        return None


def _match(checked: ValidFiles, files: Mapping[str, bytes]) -> bool:
    """Return whether the checked files have these digests."""
    return all(
        files.get("/".join(file.parts)) == digest_of(document.source.encode())
        for of_kind in checked.files.values()
        for file, document in of_kind
    )


def check(source: str | os.PathLike[str] | None = None, *, registry: Registry | None = None, today: dt.date | None = None) -> CheckResult:
    """Check a catalog, including the parameters of its policies and the further checks it chooses.

    Args:
        source: the catalog's folder, or the id of a plugin's catalog; by default the packaged catalog.
        registry: resolves the names the catalog uses; by default the library's own and all allowed plugins.
        today: also warn if the calendar or a review ends soon after this day; None skips these checks.

    Raises:
        PluginError: ``source`` is an id, and no working plugin provides a catalog of that id.

    >>> catalog, problems = check()
    >>> catalog, problems
    (<Catalog thanh-ha ...: 35 procedures>, ())
    """
    registry = registry or Registry()
    checked: list[ValidFiles] = []
    catalog, problems = _check(folder_of(source, registry), registry, today=today, keep=checked.append)
    if catalog is not None:
        problems = tuple(sorted((*problems, *_own_checks(catalog, checked[0], registry)), key=lambda problem: problem.sort_key))
        catalog = None if any(problem.severity is Severity.ERROR for problem in problems) else catalog
    return CheckResult(catalog, problems)


def check_files(folder: str | os.PathLike[str], registry: Registry) -> tuple[Catalog | None, tuple[Problem, ...], ValidFiles | None]:
    """Check a catalog folder; return the catalog, all problems, and its valid files if there is no error."""
    checked: list[ValidFiles] = []
    catalog, problems = _check(folder, registry, keep=checked.append)
    return catalog, problems, checked[0] if checked else None


def _own_checks(catalog: Catalog, files: ValidFiles, registry: Registry) -> Iterable[Problem]:
    """Yield what the checks of this distribution's own plugins find. They need no entry in the manifest, and do not run when a catalog is loaded."""
    for spec in registry.first_party("check"):
        yield from spec.check(catalog) if spec.check_files is None else spec.check_files(catalog, files)


def _check(
    folder: str | os.PathLike[str],
    registry: Registry,
    *,
    today: dt.date | None = None,
    keep: Callable[[ValidFiles], object] | None = None,
    tolerated: Collection[str] = (),
) -> tuple[Catalog | None, tuple[Problem, ...]]:
    from tthc_catalog.checks.catalog_check import check_catalog

    return check_catalog(
        folder,
        policy_schemas=registry.policy_schemas(),
        policy_checks=registry.policy_checks(),
        policy_uses=registry.policy_uses(),
        providers=registry,
        coverage=functools.partial(_coverage, registry),
        whole=functools.partial(_whole, registry),
        closures=functools.partial(_closures, registry),
        today=today,
        keep=keep,
        tolerated=tolerated,
    )


def folder_of(source: str | os.PathLike[str] | None, registry: Registry) -> str | os.PathLike[str]:
    """Return the folder of a catalog; a source that could be an id and is not a path is looked up in the registry.

    Raises:
        PluginError: the source is neither a folder nor the id of a catalog that the library or a working plugin provides.
    """
    if source is None:
        return catalog_folder()
    if isinstance(source, str) and is_slug(source) and not Path(source).exists():
        folder: Path = registry.catalog(source, requested_by="--catalog").folder
        return folder
    return source


def _whole(registry: Registry, catalog: Catalog, valid: ValidFiles, today: dt.date | None) -> Iterable[Problem]:
    from tthc_catalog.calendars.overlay_check import overlay_problems
    from tthc_catalog.timetable.promise_check import promise_problems

    yield from overlay_problems(valid.of_kind("calendar"))
    yield from promise_problems(catalog, valid.of_kind("model"), registry, today)


def _coverage(registry: Registry, catalog: Catalog, rosters: Sequence[Document]) -> Iterable[Problem]:
    from tthc_catalog.timetable.roster_coverage import coverage_problems

    return coverage_problems(catalog, rosters, registry)


def _closures(registry: Registry, catalog: Catalog, closures: Sequence[Document]) -> Iterable[Problem]:
    from tthc_catalog.timetable.closure_coverage import closure_coverage_problems

    return closure_coverage_problems(catalog, closures, registry)
