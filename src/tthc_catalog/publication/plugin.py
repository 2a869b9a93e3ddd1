"""The plugin that registers the renderers, commands and texts of publication, through the same hooks as any other plugin.

Renderers and commands are imported when they are first used, so that loading the plugin is cheap.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tthc_catalog.documents.extras import needs
from tthc_catalog.extension import CommandSpec, RendererSpec, TextsSpec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import click

    from tthc_catalog.extension import Artefact
    from tthc_catalog.publication.content.publication import Publication

AREAS = ("desk", "publication", "site")

_OFFICE = "application/vnd.openxmlformats-officedocument"


def tthc_renderers() -> Sequence[RendererSpec]:
    """Return the renderers of all formats, in the order they are written."""
    return [
        RendererSpec(id="html", title="Trang tin", title_en="Site", media_type="text/html", render=_render_html),
        RendererSpec(
            id="pdf",
            title="Thông báo niêm yết và phụ lục",
            title_en="Notices for the wall, and the annex",
            media_type="application/pdf",
            render=_render_pdf,
        ),
        RendererSpec(
            id="xlsx", title="Bảng tính", title_en="Spreadsheet", media_type=_OFFICE + ".spreadsheetml.sheet", render=_render_xlsx
        ),
        RendererSpec(
            id="docx",
            title="Phụ lục dạng Word",
            title_en="Annex for Word",
            media_type=_OFFICE + ".wordprocessingml.document",
            render=_render_docx,
        ),
        RendererSpec(id="ics", title="Lịch", title_en="Calendar", media_type="text/calendar", render=_render_ics),
        RendererSpec(
            id="jsonld",
            title="Dữ liệu liên kết CPSV-AP",
            title_en="Linked data, CPSV-AP",
            media_type="application/ld+json",
            render=_render_jsonld,
        ),
        RendererSpec(id="json", title="Dữ liệu JSON", title_en="JSON", media_type="application/json", render=_render_json),
        RendererSpec(id="csv", title="Bảng CSV", title_en="CSV", media_type="text/csv", render=_render_csv),
        RendererSpec(
            id="announcement",
            title="Bản tin phát thanh",
            title_en="Announcement for radio",
            media_type="text/plain",
            render=_render_announcement,
        ),
    ]


def tthc_commands() -> Sequence[CommandSpec]:
    """Return ``tthc slip``, ``tthc roster``, ``tthc sessions`` and ``tthc publish``."""
    return [
        CommandSpec(
            id="slip",
            title="Giấy hẹn trả kết quả, hoặc phiếu yêu cầu bổ sung hồ sơ.",
            title_en="The appointment slip, or the request to complete a dossier.",
            load=_slip,
        ),
        CommandSpec(
            id="roster",
            title="Lịch trực một tuần của một bộ phận, để in.",
            title_en="The roster of an office for a week, to print.",
            load=_roster,
        ),
        CommandSpec(id="sessions", title="Các ngày của mô hình ở từng bộ phận.", title_en="The model days of each office.", load=_sessions),
        CommandSpec(
            id="publish",
            title="Xuất bản danh mục: trang tin, bảng niêm yết, bảng tính, lịch, dữ liệu.",
            title_en="Publish the catalog: site, notices, sheets, calendar, data.",
            load=_publish,
        ),
    ]


def tthc_texts() -> Sequence[TextsSpec]:
    """Return the texts of publication."""
    folder = Path(__file__).parent / "texts"
    return [TextsSpec(id=area, folder=folder) for area in AREAS]


def _render_html(publication: Publication) -> Iterator[Artefact]:
    with needs("web", "html"):
        from tthc_catalog.publication.site.pages import render_html
    yield from render_html(publication)


def _render_pdf(publication: Publication) -> Iterator[Artefact]:
    with needs("pdf,web", "pdf"):
        from tthc_catalog.publication.papers.notice import render_pdf
    yield from render_pdf(publication)


def _render_xlsx(publication: Publication) -> Iterator[Artefact]:
    with needs("office", "xlsx"):
        from tthc_catalog.publication.papers.workbook import render_xlsx
    yield from render_xlsx(publication)


def _render_docx(publication: Publication) -> Iterator[Artefact]:
    with needs("office,pdf,web", "docx"):
        from tthc_catalog.publication.papers.word_annex import render_docx
    yield from render_docx(publication)


def _render_ics(publication: Publication) -> Iterator[Artefact]:
    with needs("office", "ics"):
        from tthc_catalog.publication.formats.calendar_file import render_ics
    yield from render_ics(publication)


def _render_jsonld(publication: Publication) -> Iterator[Artefact]:
    with needs("all", "jsonld"):
        from tthc_catalog.publication.formats.linked_data import render_jsonld
    yield from render_jsonld(publication)


def _render_json(publication: Publication) -> Iterator[Artefact]:
    with needs("all", "json"):
        from tthc_catalog.publication.formats.data_files import render_json
    yield from render_json(publication)


def _render_csv(publication: Publication) -> Iterator[Artefact]:
    with needs("all", "csv"):
        from tthc_catalog.publication.formats.data_files import render_csv
    yield from render_csv(publication)


def _render_announcement(publication: Publication) -> Iterator[Artefact]:
    with needs("all", "announcement"):
        from tthc_catalog.publication.papers.announcement import render_announcement
    yield from render_announcement(publication)


def _slip() -> click.Command:
    from tthc_catalog.publication.commands.slip import make_slip

    return make_slip


def _roster() -> click.Command:
    from tthc_catalog.publication.commands.roster import print_roster

    return print_roster


def _sessions() -> click.Command:
    from tthc_catalog.publication.commands.sessions import list_sessions

    return list_sessions


def _publish() -> click.Command:
    from tthc_catalog.publication.commands.publish import publish_catalog

    return publish_catalog
