"""Template catalog: a catalog as data, for ``tthc --catalog template`` once this package is installed."""

from __future__ import annotations

from pathlib import Path

from tthc_catalog.extension import CatalogSpec

CATALOG = CatalogSpec(
    id="template",
    title="Danh mục mẫu",
    title_en="Template catalog",
    folder=Path(__file__).parent / "catalog",
)


def tthc_catalogs() -> list[CatalogSpec]:
    """Return the catalog of this package."""
    return [CATALOG]
