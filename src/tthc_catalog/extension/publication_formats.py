"""Our own formats of publication: what each is called, and where it is rendered, to be imported when somebody chooses it."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.errors import PublicationError
from tthc_catalog.extension.specs import RendererSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.extension.specs import Artefact
    from tthc_catalog.publication.contract import Publication

_OFFICE = "application/vnd.openxmlformats-officedocument"


class Format(NamedTuple):
    """A format of our own; ``module`` of the publication package has its ``render_<id>``, and ``extra`` installs what that needs."""

    module: str
    media_type: str
    extra: str
    title: str
    title_en: str


FORMATS = {
    "html": Format("site", "text/html", "web", "Trang tin", "Site"),
    "pdf": Format("notice", "application/pdf", "pdf,web", "Thông báo niêm yết và phụ lục", "Notices for the wall, and the annex"),
    "xlsx": Format("workbook", f"{_OFFICE}.spreadsheetml.sheet", "office", "Bảng tính", "Spreadsheet"),
    "docx": Format("word_document", f"{_OFFICE}.wordprocessingml.document", "office,pdf,web", "Phụ lục dạng Word", "Annex for Word"),
    "ics": Format("calendar_file", "text/calendar", "office", "Lịch", "Calendar"),
    "jsonld": Format("linked_data", "application/ld+json", "all", "Dữ liệu liên kết CPSV-AP", "Linked data, CPSV-AP"),
    "json": Format("data_files", "application/json", "all", "Dữ liệu JSON", "JSON"),
    "csv": Format("data_files", "text/csv", "all", "Bảng CSV", "CSV"),
    "announcement": Format("announcement", "text/plain", "all", "Bản tin phát thanh", "Announcement for radio"),
}
"""Each format by its id, in the order they are written."""


def renderer(name: str) -> RendererSpec:
    """The spec of one of `FORMATS`."""
    known = FORMATS[name]
    return RendererSpec(id=name, title=known.title, title_en=known.title_en, media_type=known.media_type, render=_Late(name))


@contextmanager
def needs(extra: str, name: str) -> Iterator[None]:
    """Import what an extra installs; where it is not installed, say so.

    Args:
        extra: the extra of this package.
        name: what is made with it, for the message.

    Raises:
        PublicationError: something it installs is not there.
    """
    try:
        yield
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.startswith("tthc_catalog"):
            raise
        raise PublicationError("publication.error.extra_missing", format=name, extra=extra) from missing


class _Late:
    """A renderer that is imported when it is called."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, publication: Publication) -> Iterator[Artefact]:
        known = FORMATS[self.name]
        with needs(known.extra, self.name):
            render = getattr(import_module(f"tthc_catalog.publication.{known.module}"), f"render_{self.name}")
        yield from render(publication)
