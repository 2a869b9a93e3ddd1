"""The procedures of communes as recorded on the national portal: a catalog as data, for ``tthc --catalog cap-xa`` once this package is installed."""

from __future__ import annotations

from pathlib import Path

from tthc_catalog.extension import CatalogSpec

CATALOG = CatalogSpec(
    id="cap-xa",
    title="Thủ tục hành chính cấp xã theo Cổng dịch vụ công quốc gia",
    title_en="Procedures of communes as on the national portal",
    folder=Path(__file__).parent / "catalog",
)


def tthc_catalogs() -> list[CatalogSpec]:
    """Return the catalog of this package."""
    return [CATALOG]
