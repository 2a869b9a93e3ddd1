"""The Python function `tthc_catalog.publish`."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from pathlib import Path

from tthc_catalog.loading import load_catalog
from tthc_catalog.publication.content.office_days import refuse_unknown_offices
from tthc_catalog.publication.content.publication import Publication, version_day
from tthc_catalog.publication.content.web_addresses import normal_base_url
from tthc_catalog.publication.output.publishing import PublishedFile
from tthc_catalog.publication.output.publishing import publish as write_publication
from tthc_catalog.publication.output.renderers import chosen_renderers, usual_formats
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.registry import Registry


def publish(
    catalog: Catalog | str | os.PathLike[str] | None,
    folder: str | os.PathLike[str],
    *,
    formats: Iterable[str] | None = None,
    as_of: dt.date | None = None,
    offices: Iterable[str] = (),
    base_url: str | None = None,
    registry: Registry | None = None,
) -> tuple[PublishedFile, ...]:
    """Publish a catalog into a folder; an earlier publication there is replaced as a whole.

    Args:
        catalog: a catalog, its folder, or the id of a plugin's catalog; None means the packaged catalog.
        folder: the folder to write.
        formats: ids of the formats, such as ``html`` or ``ics``; by default all of the library's own.
        as_of: the day whose editions are shown; by default the day in the catalog's version.
        offices: ids of the desks that get notices, announcements and calendar files; by default the default desk of each level.
        base_url: the address at which the folder will be available, for links and QR codes.
        registry: resolves formats and the names the catalog uses; by default the library's own and all allowed plugins.

    Returns:
        The files that were written, sorted by path.

    Raises:
        CatalogError: the catalog has at least one problem of severity *error*.
        UnknownOffice: the catalog has no desk of that id.
        PublicationError: a format does not exist or cannot be rendered, or the folder contains other files.
        PluginError: the plugin that should provide a format does not work.
        OSError: the folder cannot be written.
    """
    registry = registry or Registry()
    source = catalog if isinstance(catalog, Catalog) else load_catalog(catalog, registry=registry)
    renderers = chosen_renderers(usual_formats(registry) if formats is None else formats, registry)
    desks = tuple(dict.fromkeys(offices))
    refuse_unknown_offices(source, desks)
    publication = Publication(
        catalog=source,
        as_of=as_of or version_day(source),
        base_url=None if base_url is None else normal_base_url(base_url),
        offices=desks,
        registry=registry,
    )
    return write_publication(publication, renderers, Path(folder))
