"""Choose the formats of a publication by id, including those of plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.errors import PublicationError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.extension.specs import RendererSpec


def chosen_renderers(names: Iterable[str], registry: SpecRegistry) -> tuple[RendererSpec, ...]:
    """Return the renderers of these formats without duplicates: the library's own in their order, then those of plugins by id.

    Raises:
        PublicationError: a format is unknown; the error suggests all known formats.
        PluginError: the plugin that should provide a format is broken.
    """
    requested = set(names)
    own = usual_formats(registry)
    for name in sorted(requested.difference(own)):
        if registry.find("renderer", name) is None and registry.why_not("renderer", name) is None:
            raise PublicationError("publication.error.unknown_format", suggestions=registry.ids("renderer"), format=name)
    ordered = [name for name in own if name in requested] + sorted(requested.difference(own))
    return tuple(registry.renderer(name, requested_by="--formats") for name in ordered)


def usual_formats(registry: SpecRegistry) -> list[str]:
    """Return the ids of the library's own formats, in the order they are written."""
    return [spec.id for spec in registry.first_party("renderer")]
