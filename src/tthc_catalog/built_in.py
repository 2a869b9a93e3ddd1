"""The core's own named things, returned by the same hooks a plugin implements. Imports nothing heavy: quick commands depend on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog._resources import catalog_folder
from tthc_catalog.extension.specs import CalendarSpec, CatalogSpec, CheckSpec
from tthc_catalog.policies import processing_time, service_days_parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tthc_catalog.errors import Problem
    from tthc_catalog.extension.specs import PolicySpec
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.official_calendar import CalendarDocument

PACKAGED = "thanh-ha"
"""Id of the packaged catalog."""


def tthc_catalogs() -> Sequence[CatalogSpec]:
    """The packaged catalog."""
    return [
        CatalogSpec(
            id=PACKAGED,
            title="Danh mục thủ tục “Ngày Thứ sáu không chờ” huyện Thanh Hà",
            title_en="Procedures of “Friday without waiting”, Thanh Hà district",
            folder=catalog_folder(),
        )
    ]


def tthc_calendars() -> Sequence[CalendarSpec]:
    """The official calendar of Viet Nam, for every catalog that does not bring a calendar file of its own."""
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
    """Service days, and the statutory time."""
    return [service_days_parameters.SPEC, processing_time.SPEC]


def tthc_checks() -> Sequence[CheckSpec]:
    """Checks worth choosing beyond those every catalog must pass."""
    return [
        CheckSpec(
            id="documents-have-addresses",
            title="Văn bản được viện dẫn có địa chỉ tra cứu",
            title_en="Cited documents have an address to look them up at",
            check=_documents_have_addresses,
        )
    ]


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
                params={"reason": (f"văn bản {document.id} chưa có địa chỉ", f"document {document.id} has no address")},
            )
