"""Names of groups, from the catalog."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tthc_catalog.messages import text_pair

if TYPE_CHECKING:
    from tthc_catalog.evaluation.counting.group_counts import GroupKey
    from tthc_catalog.evaluation.reporting_period import ReportingPeriod
    from tthc_catalog.records.catalog import Catalog


def group_names(catalog: Catalog, by: str, key: GroupKey, period: ReportingPeriod) -> tuple[str, str]:
    """Return the Vietnamese and the English name of a group.

    Args:
        catalog: contains the names.
        by: a key of `GROUPINGS`.
        key: the values of its columns.
        period: its last day decides which edition names a procedure.
    """
    if by == "total":
        return text_pair("evaluation.name.total")
    last = key[-1]
    if by == "level":
        return next(((b.title, b.title_en) for b in catalog.manifest.levels if b.level == last), (last or "-", last or "-"))
    if by == "field":
        if last is None:
            return text_pair("evaluation.name.not_listed")
        return next((f.name, f.name_en or f.name) for f in catalog.manifest.fields if f.id == last)
    if last is None:
        return text_pair("evaluation.name.unknown")
    if by == "unit":
        office = catalog.offices.get(last)
        return (office.name, office.name_en or office.name) if office else (last, last)
    if by == "procedure":
        procedure = catalog.by_code.get(last, {}).get(key[0] or "")
        if procedure is None:
            return text_pair("evaluation.name.not_listed")
        edition = procedure.edition_on(period.until - dt.timedelta(days=1)) or procedure.editions[-1]
        name = edition.corrected_name or edition.name
        return name, name
    return last, last
