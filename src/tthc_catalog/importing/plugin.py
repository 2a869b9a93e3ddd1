"""Importing as a plugin: readers of lists, the command and its texts, registered through the hooks any plugin uses.

Each function imports what it needs when it is called, so that loading the plugin costs nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tthc_catalog.extension import CommandSpec, ListReaderSpec, TextsSpec

if TYPE_CHECKING:
    from collections.abc import Sequence

    import click

    from tthc_catalog.importing.found_facts import FoundList


def tthc_list_readers() -> Sequence[ListReaderSpec]:
    """Return the readers of portal records, of edited workbooks and of tables."""
    return [
        ListReaderSpec(
            id="portal-json",
            title="Bản ghi của Cổng dịch vụ công quốc gia (JSON)",
            title_en="Records of the national public service portal (JSON)",
            suffixes=(".json",),
            recognises=_is_record,
            read=_read_records,
        ),
        ListReaderSpec(
            id="portal-html",
            title="Trang của Cổng dịch vụ công quốc gia (HTML)",
            title_en="A page of the national public service portal (HTML)",
            suffixes=(".html", ".htm"),
            recognises=_is_page,
            read=_read_page,
        ),
        ListReaderSpec(
            id="cpsv-ap",
            title="Dịch vụ công theo CPSV-AP (JSON-LD)",
            title_en="Public services as CPSV-AP (JSON-LD)",
            suffixes=(".jsonld", ".json"),
            recognises=_is_linked_data,
            read=_read_linked_data,
        ),
        ListReaderSpec(
            id="catalog-folder",
            title="Thư mục danh mục khác",
            title_en="The folder of another catalog",
            suffixes=("/",),
            recognises=_is_catalog,
            read=_read_catalog,
        ),
        ListReaderSpec(
            id="catalog-workbook",
            title="Bảng tính của danh mục đã sửa",
            title_en="The catalog's own workbook, edited",
            suffixes=(".xlsx", ".ods", ".xls"),
            recognises=_is_workbook,
            read=_read_workbook,
        ),
        ListReaderSpec(
            id="list-table",
            title="Danh sách là bảng: Excel, ODS, Word, trang web, CSV",
            title_en="A list that is a table: Excel, ODS, Word, web page, CSV",
            suffixes=(".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".docx", ".html", ".htm"),
            recognises=_is_table,
            read=_read_table,
        ),
    ]


def tthc_commands() -> Sequence[CommandSpec]:
    """Return ``tthc import``."""
    return [
        CommandSpec(
            id="import",
            title="Đưa danh sách thủ tục vào danh mục.",
            title_en="Import a list of procedures into a catalog.",
            load=_import,
        ),
    ]


def tthc_texts() -> Sequence[TextsSpec]:
    """Return the texts of importing."""
    return [TextsSpec(id="importing", folder=Path(__file__).parent / "texts")]


def _is_record(path: Path, start: bytes) -> bool:
    from tthc_catalog.importing.portal.records import recognises

    return recognises(path, start)


def _read_records(path: Path) -> FoundList:
    from tthc_catalog.importing.portal.records import read_records

    return read_records(path)


def _is_page(path: Path, start: bytes) -> bool:
    from tthc_catalog.importing.portal.pages import recognises

    return recognises(path, start)


def _read_page(path: Path) -> FoundList:
    from tthc_catalog.importing.portal.pages import read_page

    return read_page(path)


def _is_linked_data(path: Path, start: bytes) -> bool:
    from tthc_catalog.importing.linked_data.public_services import recognises

    return recognises(path, start)


def _read_linked_data(path: Path) -> FoundList:
    from tthc_catalog.importing.linked_data.public_services import read_services

    return read_services(path)


def _is_catalog(path: Path, _start: bytes) -> bool:
    return (path / "manifest.yaml").is_file()


def _read_catalog(path: Path) -> FoundList:
    from tthc_catalog.importing.other_catalog import read_catalog

    return read_catalog(path)


def _is_workbook(path: Path, start: bytes) -> bool:
    from tthc_catalog.importing.workbook.published_sheets import recognises

    return recognises(path, start)


def _read_workbook(path: Path) -> FoundList:
    from tthc_catalog.importing.workbook.published_sheets import read_workbook

    return read_workbook(path)


def _is_table(path: Path, start: bytes) -> bool:
    from tthc_catalog.importing.tables.list_tables import recognises

    return recognises(path, start)


def _read_table(path: Path) -> FoundList:
    from tthc_catalog.importing.tables.list_tables import read_list

    return read_list(path)


def _import() -> click.Command:
    from tthc_catalog.importing.commands.import_list import import_list

    return import_list
