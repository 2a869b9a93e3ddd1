"""Loading a catalog for use: from the package, a folder, with its policies' parameters checked like everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog._resources import catalog_folder
from tthc_catalog.catalog.loader import check_catalog
from tthc_catalog.errors import CatalogError
from tthc_catalog.extension.registry import Registry

if TYPE_CHECKING:
    import datetime as dt
    import os

    from tthc_catalog.catalog.model import Catalog
    from tthc_catalog.errors import Problem


def load_catalog(source: str | os.PathLike[str] | None = None, *, registry: Registry | None = None) -> Catalog:
    """Load a catalog, ready for an `Engine`.

    Args:
        source: the catalog's folder; the packaged catalog by default.
        registry: the policies its models may choose; the built-in ones by default.

    Raises:
        CatalogError: it has at least one problem of severity *error*; all problems come with it.
    """
    catalog, problems = check(source, registry=registry)
    if catalog is None:
        raise CatalogError(problems)
    return catalog


def check(
    source: str | os.PathLike[str] | None = None, *, registry: Registry | None = None, today: dt.date | None = None
) -> tuple[Catalog | None, tuple[Problem, ...]]:
    """Check a catalog folder, the parameters of its policies included.

    Args:
        source: the catalog's folder; the packaged catalog by default.
        registry: the policies its models may choose; the built-in ones by default.
        today: the day to measure the calendar's horizon against; left out, the horizon is not looked at.

    Returns:
        The catalog, or None if there is any error, and all problems, sorted.
    """
    registry = registry or Registry()
    checks = {spec.id: spec.check for spec in registry.policies if spec.check is not None}
    return check_catalog(
        catalog_folder() if source is None else source, policy_schemas=registry.policy_schemas(), policy_checks=checks, today=today
    )
