"""Named things a catalog may choose: policies, calendars, catalogs and more, our own given through the same hooks as plugins'.

A plugin module imports what it needs from here::

    from tthc_catalog.extension import CatalogSpec
"""

from __future__ import annotations

from tthc_catalog.extension.specs import Artefact, CalendarSpec, CatalogSpec, CheckSpec, ImporterSpec, PolicySpec, RendererSpec

__all__ = ["Artefact", "CalendarSpec", "CatalogSpec", "CheckSpec", "ImporterSpec", "PolicySpec", "RendererSpec"]
