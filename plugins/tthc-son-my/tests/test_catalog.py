"""The catalog keeps the contract of catalogs; what it promises is in the scenarios beside this file."""

from __future__ import annotations

import tthc_son_my

from tthc_catalog.testing import CatalogContract


class TestSonMy(CatalogContract):
    """Every clause of the contract."""

    spec = tthc_son_my.CATALOG
