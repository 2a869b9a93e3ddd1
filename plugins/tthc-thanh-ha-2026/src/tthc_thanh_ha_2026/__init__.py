"""The five communes of the former Thanh Hà district today: a catalog as data, for ``tthc --catalog thanh-ha-2026`` once this package is installed."""

from __future__ import annotations

from pathlib import Path

from tthc_catalog.extension import CatalogSpec

CATALOG = CatalogSpec(
    id="thanh-ha-2026",
    title="Danh mục thủ tục của năm xã thuộc huyện Thanh Hà cũ, thành phố Hải Phòng",
    title_en="The five communes of the former Thanh Hà district today",
    folder=Path(__file__).parent / "catalog",
)


def tthc_catalogs() -> list[CatalogSpec]:
    """Return the catalog of this package."""
    return [CATALOG]
