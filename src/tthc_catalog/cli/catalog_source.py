"""The catalog a command works on: the packaged one or a folder, with the parameters of its policies checked too."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from tthc_catalog.errors import CatalogError

if TYPE_CHECKING:
    import datetime as dt

    from tthc_catalog.catalog.model import Catalog
    from tthc_catalog.errors import Problem


def open_catalog(named: str | None) -> Catalog:
    """Load the catalog ``--catalog`` names, or the packaged one.

    Raises:
        CatalogError: it has errors.
        OSError: there is no such folder, or it cannot be read.
    """
    catalog, problems = check_folder(named)
    if catalog is None:
        raise CatalogError(problems)
    return catalog


def check_folder(named: str | None, today: dt.date | None = None) -> tuple[Catalog | None, tuple[Problem, ...]]:
    """The catalog, or None when it has errors, and all its problems.

    Args:
        named: its folder; None means the packaged one.
        today: the day to measure the calendar's horizon against; None leaves the horizon out.

    Raises:
        OSError: there is no such folder, or it cannot be read.
    """
    from tthc_catalog._resources import catalog_folder
    from tthc_catalog.catalog.loader import check_catalog
    from tthc_catalog.extension.registry import Registry

    folder = catalog_folder() if named is None else named
    if not os.path.isdir(folder):  # noqa: PTH112 - named as the caller typed it
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), os.fspath(folder))
    registry = Registry()
    return check_catalog(
        folder,
        policy_schemas=registry.policy_schemas(),
        policy_checks={spec.id: spec.check for spec in registry.policies if spec.check is not None},
        today=today,
    )
