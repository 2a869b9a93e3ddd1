"""The core's own specs, returned by the hooks that plugins implement. Imports nothing heavy: quick commands depend on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog._resources import catalog_folder
from tthc_catalog.extension.specs import CalendarSpec, CatalogSpec, CheckSpec, TextsSpec
from tthc_catalog.messages import AREAS, text_pair, texts_folder
from tthc_catalog.policies import processing_time, service_days_parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tthc_catalog.errors import Problem
    from tthc_catalog.extension.specs import PolicySpec
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.official_calendar import CalendarDocument

COMMANDS = (
    *("due", "list", "show", "check", "fmt", "calendar", "new", "end", "diff", "review", "compile", "schema", "plugins", "explain"),
    *(
        "new-district",
        "new-procedure",
        "new-edition",
        "new-case",
        "new-office",
        "new-closure",
        "new-document",
        "new-day",
        "new-model",
        "new-roster",
    ),
)
"""Ids of the commands of the core, which no plugin may use. `tthc_catalog.cli`, which defines the commands, is above this module."""

PACKAGED = "thanh-ha"
"""Id of the packaged catalog."""


def tthc_catalogs() -> Sequence[CatalogSpec]:
    """Return the packaged catalog."""
    return [
        CatalogSpec(
            id=PACKAGED,
            title="Danh mục thủ tục “Ngày Thứ sáu không chờ” huyện Thanh Hà",
            title_en="Procedures of “Friday without waiting”, Thanh Hà district",
            folder=catalog_folder(),
        )
    ]


def tthc_calendars() -> Sequence[CalendarSpec]:
    """Return the official calendar of Viet Nam, for catalogs without their own calendar file."""
    return [
        CalendarSpec(
            id="vietnam",
            version="1",
            title="Lịch nghỉ lễ, Tết và hoán đổi ngày làm việc của Việt Nam",
            title_en="Official working calendar of Viet Nam",
            document=_vietnam,
        )
    ]


def tthc_policies() -> Sequence[PolicySpec]:
    """Return service days and the statutory processing time."""
    return [service_days_parameters.SPEC, processing_time.SPEC]


def tthc_checks() -> Sequence[CheckSpec]:
    """Return the optional checks, which run only if a manifest names them."""
    return [
        CheckSpec(
            id="documents-have-addresses",
            title="Văn bản được viện dẫn có địa chỉ tra cứu",
            title_en="Cited documents have an address to look them up at",
            check=_documents_have_addresses,
        )
    ]


def tthc_texts() -> Sequence[TextsSpec]:
    """Return the texts of the core. `tthc_catalog.messages` finds them by itself; here they reserve the names of their areas."""
    from pathlib import Path

    return [TextsSpec(id=area, folder=Path(texts_folder(area) or "")) for area in AREAS]


def _vietnam() -> CalendarDocument:
    from tthc_catalog.checks.catalog_check import read_calendar

    return read_calendar(catalog_folder() / "calendar" / "vietnam.yaml")


def _documents_have_addresses(catalog: Catalog) -> Iterable[Problem]:
    from tthc_catalog.errors import Problem, Severity

    for document in catalog.documents.values():
        if document.url is None:
            yield Problem(
                code="check-finding",
                severity=Severity.WARNING,
                file=f"{catalog.root}/legal.yaml",
                found=document.id,
                hint='url: "https://..."',
                params={"reason": text_pair("check.document_without_address", document=document.id)},
            )
