"""The catalog fulfils the contract of catalogs; the scenarios in this folder test its promises."""

from __future__ import annotations

import tthc_son_my

from tthc_catalog.testing import CatalogContract


class TestSonMy(CatalogContract):
    """Run every test of the contract."""

    spec = tthc_son_my.CATALOG
