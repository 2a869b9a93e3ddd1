"""Saturdays without waiting, Ngọc Hà ward: a catalog as data, for ``tthc --catalog ngoc-ha`` once this package is installed."""

from __future__ import annotations

from pathlib import Path

from tthc_catalog.extension import CatalogSpec

CATALOG = CatalogSpec(
    id="ngoc-ha",
    title="Danh mục “Thứ bảy không chờ” phường Ngọc Hà",
    title_en="Saturdays without waiting, Ngọc Hà ward",
    folder=Path(__file__).parent / "catalog",
)


def tthc_catalogs() -> list[CatalogSpec]:
    """Return the catalog of this package."""
    return [CATALOG]
