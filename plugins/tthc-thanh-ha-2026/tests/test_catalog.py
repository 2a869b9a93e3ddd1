"""The catalog fulfils the contract of catalogs; the scenarios in this folder test its promises."""

from __future__ import annotations

import tthc_thanh_ha_2026

from tthc_catalog.testing import CatalogContract


class TestThanhHa2026(CatalogContract):
    """Run every test of the contract."""

    spec = tthc_thanh_ha_2026.CATALOG
