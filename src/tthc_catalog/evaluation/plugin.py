"""Evaluation as a plugin: importers, commands and texts, registered through the hooks any plugin uses.

Each function imports what it needs when it is called, so that loading the plugin costs nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tthc_catalog.extension import CommandSpec, ImporterSpec, TextsSpec

if TYPE_CHECKING:
    from collections.abc import Sequence

    import click

    from tthc_catalog.evaluation.intake.column_map import ColumnMap
    from tthc_catalog.evaluation.intake.row_batches import OpenedFile

AREAS = ("agenda", "evaluation", "finding", "ranking", "reporting", "simulation")


def tthc_importers() -> Sequence[ImporterSpec]:
    """Return the importers of delimited text, workbooks, web pages, Parquet and Arrow."""
    return [
        ImporterSpec(
            id="csv",
            title="Văn bản phân cách",
            title_en="Delimited text",
            suffixes=(".csv", ".tsv", ".txt"),
            open=_open_text,
            headers=_text_headers,
        ),
        ImporterSpec(
            id="xlsx",
            title="Bảng tính Excel hoặc OpenDocument",
            title_en="Excel or OpenDocument workbook",
            suffixes=(".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".ods"),
            open=_open_xlsx,
            headers=_xlsx_headers,
        ),
        ImporterSpec(
            id="html",
            title="Trang web có bảng",
            title_en="Web page with a table",
            suffixes=(".html", ".htm"),
            open=_open_html,
            headers=_html_headers,
        ),
        ImporterSpec(
            id="parquet",
            title="Parquet",
            title_en="Parquet",
            suffixes=(".parquet", ".pq"),
            open=_open_parquet,
            headers=_parquet_headers,
        ),
        ImporterSpec(
            id="arrow",
            title="Arrow",
            title_en="Arrow",
            suffixes=(".arrow", ".feather", ".ipc", ".arrows"),
            open=_open_arrow,
            headers=_arrow_headers,
        ),
    ]


def tthc_commands() -> Sequence[CommandSpec]:
    """Return ``tthc evaluate``, ``tthc agenda``, ``tthc simulate`` and ``tthc new mapping``."""
    return [
        CommandSpec(
            id="evaluate",
            title="Đánh giá tháng, quý, năm từ dữ liệu hồ sơ.",
            title_en="Evaluate a month, a quarter or a year from exported dossiers.",
            load=_evaluate,
        ),
        CommandSpec(
            id="agenda",
            title="Xem việc sáng nay, hôm nay, hai ngày tới, hồ sơ trễ hạn và hồ sơ chờ người dân.",
            title_en="Show what is due this morning, today and soon, what is late, and what waits for the citizen.",
            load=_agenda,
        ),
        CommandSpec(
            id="simulate",
            title="Thử phương án: cùng các hồ sơ ấy dưới danh mục khác hoặc quy tắc khác.",
            title_en="Simulate: the same dossiers under another catalog or other rules.",
            load=_simulate,
        ),
        CommandSpec(
            id="new-mapping",
            title="Đề xuất bảng ánh xạ cột cho tệp hồ sơ.",
            title_en="Propose a column map for an export of dossiers.",
            load=_new_mapping,
            group="new",
        ),
    ]


def tthc_texts() -> Sequence[TextsSpec]:
    """Return the texts of evaluation."""
    folder = Path(__file__).parent / "texts"
    return [TextsSpec(id=area, folder=folder) for area in AREAS]


def _open_text(path: Path, mapping: ColumnMap) -> OpenedFile:
    from tthc_catalog.evaluation.intake.delimited_text import open_text

    return open_text(path, mapping)


def _text_headers(path: Path) -> tuple[list[str], int]:
    from tthc_catalog.evaluation.intake.column_map import AUTOMATIC
    from tthc_catalog.evaluation.intake.text_forms import text_form

    form = text_form(path, AUTOMATIC)
    return list(form.head.headers), form.skip


def _open_xlsx(path: Path, mapping: ColumnMap) -> OpenedFile:
    from tthc_catalog.evaluation.intake.spreadsheets import open_workbook

    return open_workbook(path, mapping)


def _xlsx_headers(path: Path) -> tuple[list[str], int]:
    from tthc_catalog.evaluation.intake.sheet_tables import table_headers
    from tthc_catalog.evaluation.intake.spreadsheets import sheets_of

    return table_headers(sheets_of(path, is_page=False))


def _open_html(path: Path, mapping: ColumnMap) -> OpenedFile:
    from tthc_catalog.evaluation.intake.spreadsheets import open_page

    return open_page(path, mapping)


def _html_headers(path: Path) -> tuple[list[str], int]:
    from tthc_catalog.evaluation.intake.sheet_tables import table_headers
    from tthc_catalog.evaluation.intake.spreadsheets import sheets_of

    return table_headers(sheets_of(path, is_page=True))


def _open_parquet(path: Path, mapping: ColumnMap) -> OpenedFile:
    from tthc_catalog.evaluation.intake.columnar_files import open_parquet

    return open_parquet(path, mapping)


def _parquet_headers(path: Path) -> tuple[list[str], int]:
    from tthc_catalog.evaluation.intake.columnar_files import parquet_schema

    return list(parquet_schema(path).names), 1


def _open_arrow(path: Path, mapping: ColumnMap) -> OpenedFile:
    from tthc_catalog.evaluation.intake.columnar_files import open_arrow

    return open_arrow(path, mapping)


def _arrow_headers(path: Path) -> tuple[list[str], int]:
    from tthc_catalog.evaluation.intake.columnar_files import arrow_reader

    return list(arrow_reader(path).schema.names), 1


def _evaluate() -> click.Command:
    from tthc_catalog.evaluation.commands.evaluate import evaluate_files

    return evaluate_files


def _agenda() -> click.Command:
    from tthc_catalog.evaluation.commands.agenda import show_agenda

    return show_agenda


def _simulate() -> click.Command:
    from tthc_catalog.evaluation.commands.simulate import simulate_files

    return simulate_files


def _new_mapping() -> click.Command:
    from tthc_catalog.evaluation.commands.new_mapping import propose_mapping

    return propose_mapping
