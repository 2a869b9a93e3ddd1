"""Our own formats, each imported when it is chosen, since each has heavy software of its own behind it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from tthc_catalog.errors import PublicationError
from tthc_catalog.publication.contract import RendererSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tthc_catalog.publication.contract import Artefact, Publication

EXTRAS = {
    "html": ("site", "text/html", "web"),
    "pdf": ("notice", "application/pdf", "pdf"),
    "xlsx": ("workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "office"),
    "docx": ("word_document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "office"),
    "ics": ("calendar_file", "text/calendar", "office"),
    "jsonld": ("linked_data", "application/ld+json", "all"),
    "json": ("data_files", "application/json", "all"),
    "csv": ("data_files", "text/csv", "all"),
    "announcement": ("announcement", "text/plain", "all"),
}
"""Format -> the module of this package that renders it in ``render_<format>``, its media type, and the extra it needs."""


def built_in_renderers() -> tuple[RendererSpec, ...]:
    """The formats of this package, as anybody's plugin would give them."""
    return tuple(RendererSpec(id=name, media_type=media_type, render=_Late(name)) for name, (_, media_type, _) in EXTRAS.items())


def chosen_renderers(names: Iterable[str]) -> tuple[RendererSpec, ...]:
    """The renderers of these formats, each once, in the order of the built-in list.

    Raises:
        PublicationError: nothing gives a format of that name; the formats there are come with it.
    """
    known = {spec.id: spec for spec in built_in_renderers()}
    wanted = list(names)
    for name in wanted:
        if name not in known:
            raise PublicationError("publication.error.unknown_format", suggestions=list(known), format=name)
    return tuple(spec for spec in known.values() if spec.id in wanted)


class _Late:
    """A renderer that is imported when it is called."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, publication: Publication) -> Iterator[Artefact]:
        module, _, extra = EXTRAS[self.name]
        try:
            render = getattr(import_module(f"tthc_catalog.publication.{module}"), f"render_{self.name}")
            yield from render(publication)
        except ModuleNotFoundError as missing:
            if missing.name is not None and missing.name.startswith("tthc_catalog"):
                raise
            raise PublicationError("publication.error.extra_missing", format=self.name, extra=extra) from missing
