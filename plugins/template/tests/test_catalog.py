"""The catalog keeps the contract of catalogs; what it promises is in the scenarios beside this file."""

from __future__ import annotations

import tthc_template

from tthc_catalog.testing import CatalogContract


class TestTemplate(CatalogContract):
    """Every clause of the contract."""

    spec = tthc_template.CATALOG
