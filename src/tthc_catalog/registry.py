"""The registry that programs use: built-in specs first, then those of installed plugins."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import ClassVar

from tthc_catalog import built_in
from tthc_catalog.extension.registry import SpecRegistry


class Registry(SpecRegistry):
    """Look up policies, calendars, catalogs, checks, importers, renderers, commands and texts by id.

    Installing a plugin changes no decision: a spec is used only if a manifest, a model or a command names its id. Plugins are
    loaded on the first look-up of an id that is not built in.
    """

    library: ClassVar = {
        "catalog": built_in.tthc_catalogs,
        "calendar": built_in.tthc_calendars,
        "policy": built_in.tthc_policies,
        "check": built_in.tthc_checks,
        "texts": built_in.tthc_texts,
    }
    reserved: ClassVar = frozenset(("command", id) for id in built_in.COMMANDS)


def texts_folder(area: str) -> Path | None:
    """Return the folder of the texts of a plugin's area, or None. Third-party plugins are loaded only if no other plugin has the area."""
    folder = _first_party_texts().get(area)
    if folder is None:
        spec = Registry().find("texts", area)
        folder = None if spec is None else spec.folder
    return folder


@functools.cache
def _first_party_texts() -> dict[str, Path]:
    return {spec.id: spec.folder for spec in Registry().first_party("texts")}
