"""The registry programs use: the library's own specs first, then those of installed plugins."""

from __future__ import annotations

from typing import ClassVar

from tthc_catalog import built_in
from tthc_catalog.extension.registry import SpecRegistry


class Registry(SpecRegistry):
    """Look up policies, calendars, catalogs, checks, importers, renderers, commands and texts by id.

    Installing a plugin changes no decision: a spec is used only when a manifest, a model or a command names its id. Plugins are
    loaded when an id is looked up that the library does not know.
    """

    library: ClassVar = {
        "catalog": built_in.tthc_catalogs,
        "calendar": built_in.tthc_calendars,
        "policy": built_in.tthc_policies,
        "check": built_in.tthc_checks,
    }
