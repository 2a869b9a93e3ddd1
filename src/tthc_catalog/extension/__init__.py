"""Plugins: the hooks, the specs they return, and the registry that looks them up.

A plugin imports the specs from here::

    from tthc_catalog.extension import CatalogSpec
"""

from __future__ import annotations

from tthc_catalog.extension.specs import (
    Artefact,
    CalendarSpec,
    CatalogSpec,
    CheckSpec,
    CommandSpec,
    ImporterSpec,
    ListReaderSpec,
    PolicySpec,
    RendererSpec,
    TextsSpec,
)

__all__ = [
    "Artefact",
    "CalendarSpec",
    "CatalogSpec",
    "CheckSpec",
    "CommandSpec",
    "ImporterSpec",
    "ListReaderSpec",
    "PolicySpec",
    "RendererSpec",
    "TextsSpec",
]
