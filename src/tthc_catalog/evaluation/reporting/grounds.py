"""What a report rests on, what its groups are called, and what every output of it must say first."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tthc_catalog.effective import Period
from tthc_catalog.evaluation.counting.figures import Group
from tthc_catalog.evaluation.counting.report import Basis
from tthc_catalog.evaluation.intake.intake_summary import Intake
from tthc_catalog.evaluation.reporting.sections import number_text
from tthc_catalog.messages import text
from tthc_catalog.records.fact_wording import date_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.engine import Engine
    from tthc_catalog.evaluation.counting.counting import Key
    from tthc_catalog.evaluation.counting.periods import ReportingPeriod
    from tthc_catalog.records.catalog import Catalog

Received = tuple[dt.datetime | None, dt.datetime | None]
"""The first and the last receipt of some records, local time."""


def names_of(catalog: Catalog, by: str, key: Key, period: ReportingPeriod) -> tuple[str, str]:
    """What people call a group, in Vietnamese and English."""
    if by == "total":
        return text("evaluation.name.total", "vi"), text("evaluation.name.total", "en")
    last = key[-1]
    if by == "level":
        return next(((b.title, b.title_en) for b in catalog.manifest.levels if b.level == last), (last or "-", last or "-"))
    if by == "field":
        if last is None:
            return text("evaluation.name.not_listed", "vi"), text("evaluation.name.not_listed", "en")
        return next((f.name, f.name_en or f.name) for f in catalog.manifest.fields if f.id == last)
    if last is None:
        return text("evaluation.name.unknown", "vi"), text("evaluation.name.unknown", "en")
    if by == "unit":
        office = catalog.offices.get(last)
        return (office.name, office.name_en or office.name) if office else (last, last)
    if by == "procedure":
        procedure = catalog.by_code.get(last, {}).get(key[0] or "")
        if procedure is None:
            return text("evaluation.name.not_listed", "vi"), text("evaluation.name.not_listed", "en")
        edition = procedure.edition_on(period.until - dt.timedelta(days=1)) or procedure.editions[-1]
        return edition.corrected_name or edition.name, edition.corrected_name or edition.name
    return last, last


def basis_of(engine: Engine) -> Basis:
    """What the figures are judged by."""
    from tthc_catalog import __version__

    catalog, calendar = engine.catalog, engine.calendar
    policies = {
        (table.policy_id, table.policy_version)
        for t in engine.timetables()
        for span in t.spans
        for table in [*([span.statutory] if span.statutory else []), *(c.table for c in span.commitments)]
    }
    return Basis(
        catalog_id=catalog.id,
        catalog_version=catalog.version,
        catalog_title=catalog.manifest.title,
        catalog_title_en=catalog.manifest.title_en,
        procedures=len(catalog.procedures),
        reconstructed=sum(p.membership.status == "reconstructed" for p in catalog.procedures),
        calendar_id=calendar.id,
        calendar_fingerprint=calendar.fingerprint,
        decided_through=calendar.decided_through,
        policies=tuple(sorted(policies)),
        library_version=__version__,
    )


def notes_on(
    engine: Engine, period: ReportingPeriod, judged_at: dt.datetime, intake: Intake, total: Group, received: Received
) -> Iterator[tuple[str, str]]:
    """What every output must say of the figures, in Vietnamese and English.

    Args:
        engine: what judged them.
        period: what was counted in.
        judged_at: the moment open dossiers were judged at.
        intake: what became of the rows.
        total: all dossiers together.
        received: the first and the last receipt of the records, None where there is none.
    """
    catalog, through = engine.catalog, engine.calendar.decided_through
    reconstructed = sum(p.membership.status == "reconstructed" for p in catalog.procedures)
    dropped = sorted({header for file in intake.files for header in file.dropped})
    told: dict[str, dict[str, object]] = {
        "reconstructed": {"count": reconstructed, "total": len(catalog.procedures)},
        "provisional": {"count": total.figures["provisional"]},
        "rejected": {"count": sum(intake.rejected.values()), "rows": intake.rows},
        "unknown_procedures": {"count": sum(intake.unknown_procedures.values())},
        "unknown_units": {"count": len(intake.unknown_units)},
        "dropped": {"count": len(dropped), "headers": ", ".join(dropped)},
        "synthetic": {"count": sum("synthetic" in file.name for file in intake.files)},
    }
    bound = {name for binding in catalog.manifest.levels for name in binding.commitments}
    for name in sorted(bound):
        for notice in catalog.models[name].notices:
            if notice.period.overlaps(Period(period.start, period.until)):
                yield notice.text, notice.text_en
    for key, said in _of_time(period, judged_at, through, total, received):
        yield text(f"evaluation.note.{key}", "vi", **said), text(f"evaluation.note.{key}", "en", **said)
    for key, params in told.items():
        if params["count"]:
            vi, en = ({name: number_text(n, lang) if isinstance(n, int) else n for name, n in params.items()} for lang in ("vi", "en"))
            yield text(f"evaluation.note.{key}", "vi", **vi), text(f"evaluation.note.{key}", "en", **en)


def _of_time(
    period: ReportingPeriod, judged_at: dt.datetime, through: dt.date, total: Group, received: Received
) -> Iterator[tuple[str, dict[str, str]]]:
    """Notes on how far the calendar, the clock and the records reach, with their parameters."""
    if judged_at < dt.datetime.combine(period.until, dt.time()):
        yield "not_ended", {"day": date_text(judged_at.date()), "time": f"{judged_at:%H:%M}"}
    if period.until - dt.timedelta(days=1) > through:
        yield "undecided", {"through": date_text(through)}
    first, last = received
    if first is None or last is None:
        yield "no_dossiers", {}
    elif not total.figures["received"]:
        yield "none_in_period", {"first": date_text(first.date()), "last": date_text(last.date())}
    elif first.date() >= period.start:
        yield "nothing_earlier", {"start": date_text(period.start)}
