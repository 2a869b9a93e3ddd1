"""All that a plugin imports: the specs that its hooks return, and what policies, calendars and checks are made of.

    from tthc_catalog.extension import CatalogSpec

The hooks are described in ``docs/reference/hooks.md``; tests of a plugin use `tthc_catalog.testing`. Names from other modules of the library
may change at any time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.extension.specs import (
    Artefact,
    CalendarSpec,
    CatalogSpec,
    CheckSpec,
    CommandSpec,
    ImporterSpec,
    ListReaderSpec,
    PolicySpec,
    RendererSpec,
    TextsSpec,
)
from tthc_catalog.lazy_names import lazy_names

if TYPE_CHECKING:
    from tthc_catalog.calendars.day import Day
    from tthc_catalog.calendars.working import WorkingCalendar
    from tthc_catalog.effective import Period
    from tthc_catalog.errors import Problem, Severity
    from tthc_catalog.policies.contract import (
        CountedFrom,
        DueAfterMinutes,
        DueAfterMinutesMoved,
        DueAfterMonths,
        DueAfterWorkingMinutes,
        DueAtOpening,
        DueByProcessingTime,
        DueOnCalendarDay,
        DueOnWorkingDay,
        NotCovered,
        OpensDesk,
        Policy,
        Rule,
        Segment,
    )
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.legal import Citation
    from tthc_catalog.records.official_calendar import CalendarDay, CalendarDocument

__all__ = [
    "Artefact",
    "CalendarDay",
    "CalendarDocument",
    "CalendarSpec",
    "Catalog",
    "CatalogSpec",
    "CheckSpec",
    "Citation",
    "CommandSpec",
    "CountedFrom",
    "Day",
    "DueAfterMinutes",
    "DueAfterMinutesMoved",
    "DueAfterMonths",
    "DueAfterWorkingMinutes",
    "DueAtOpening",
    "DueByProcessingTime",
    "DueOnCalendarDay",
    "DueOnWorkingDay",
    "ImporterSpec",
    "ListReaderSpec",
    "NotCovered",
    "OpensDesk",
    "Period",
    "Policy",
    "PolicySpec",
    "Problem",
    "RendererSpec",
    "Rule",
    "Segment",
    "Severity",
    "TextsSpec",
    "WorkingCalendar",
]

__getattr__ = lazy_names(
    __name__,
    {
        "tthc_catalog.calendars.day": ("Day",),
        "tthc_catalog.calendars.working": ("WorkingCalendar",),
        "tthc_catalog.effective": ("Period",),
        "tthc_catalog.errors": ("Problem", "Severity"),
        "tthc_catalog.policies.contract": (
            "CountedFrom",
            "DueAfterMinutes",
            "DueAfterMinutesMoved",
            "DueAfterMonths",
            "DueAfterWorkingMinutes",
            "DueAtOpening",
            "DueByProcessingTime",
            "DueOnCalendarDay",
            "DueOnWorkingDay",
            "NotCovered",
            "OpensDesk",
            "Policy",
            "Rule",
            "Segment",
        ),
        "tthc_catalog.records.catalog": ("Catalog",),
        "tthc_catalog.records.legal": ("Citation",),
        "tthc_catalog.records.official_calendar": ("CalendarDay", "CalendarDocument"),
    },
)
