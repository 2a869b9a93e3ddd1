"""The catalog a command works on: the packaged one, a folder, or the id of a plugin's catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tthc_catalog.catalog.model import Catalog


def open_catalog(named: str | None) -> Catalog:
    """Load the catalog ``--catalog`` names, or the packaged one.

    Raises:
        CatalogError: it has errors.
        OSError: its folder cannot be read.
    """
    from tthc_catalog import load_catalog

    return load_catalog() if named is None else load_catalog(named)
