"""Tuesdays and Thursdays without appointment, Sơn Mỹ commune: a catalog as data, for ``tthc --catalog son-my`` once this package is installed."""

from __future__ import annotations

from pathlib import Path

from tthc_catalog.extension import CatalogSpec

CATALOG = CatalogSpec(
    id="son-my",
    title="Danh mục “Thứ Ba, thứ Năm không hẹn” xã Sơn Mỹ",
    title_en="Tuesdays and Thursdays without appointment, Sơn Mỹ commune",
    folder=Path(__file__).parent / "catalog",
)


def tthc_catalogs() -> list[CatalogSpec]:
    """Return the catalog of this package."""
    return [CATALOG]
