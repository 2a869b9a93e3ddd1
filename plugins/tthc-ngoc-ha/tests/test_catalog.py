"""The catalog fulfils the contract of catalogs; the scenarios in this folder test its promises."""

from __future__ import annotations

import tthc_ngoc_ha

from tthc_catalog.testing import CatalogContract


class TestNgocHa(CatalogContract):
    """Run every test of the contract."""

    spec = tthc_ngoc_ha.CATALOG
