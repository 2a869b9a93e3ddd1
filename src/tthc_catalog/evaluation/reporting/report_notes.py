"""Notes that every output of a report must show before its figures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tthc_catalog.effective import Period
from tthc_catalog.evaluation.reporting.presentation import number_text
from tthc_catalog.messages import text, text_pair
from tthc_catalog.records.fact_wording import date_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tthc_catalog.engine import Engine
    from tthc_catalog.evaluation.counting.figures import Group
    from tthc_catalog.evaluation.intake.intake_summary import Intake
    from tthc_catalog.evaluation.reporting_period import ReportingPeriod

_MOST_VALUES = 10
"""Most different values that a note lists; the report has more."""

_MANY_DATES = 20
"""With so many receipts, dates that never have a day above 12 are worth a note."""

Receipts = tuple[dt.datetime | None, dt.datetime | None]
"""The first and the last receipt of the records, local time; None without records."""


def report_notes(
    engine: Engine,
    period: ReportingPeriod,
    judged_at: dt.datetime,
    intake: Intake,
    total: Group,
    received: Receipts,
    known_on: dt.date | None = None,
) -> Iterator[tuple[str, str]]:
    """Yield the notes of a report in Vietnamese and English.

    Args:
        engine: the compiled catalog that judged the dossiers.
        period: the reporting period.
        judged_at: the moment at which open dossiers were judged, local time.
        intake: the summary of the rows read.
        total: the group of all dossiers.
        received: the first and the last receipt of the records.
        known_on: announcements after this day did not count; None if all did.
    """
    catalog, through = engine.catalog, engine.calendar.decided_through
    reconstructed = sum(p.membership.status == "reconstructed" for p in catalog.procedures)
    dropped = sorted({header for file in intake.files for header in file.dropped})
    counted: dict[str, dict[str, object]] = {
        "reconstructed": {"count": reconstructed, "total": len(catalog.procedures)},
        "provisional": {"count": total.figures["provisional"]},
        "known_later": {"count": total.figures["known_later"]},
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
    for key, dates in _reach_notes(period, judged_at, through, total, received):
        yield text_pair(f"evaluation.note.{key}", **dates)
    if known_on is not None:
        yield text_pair("evaluation.note.known_on", day=date_text(known_on))
    yield from _intake_notes(intake, total)
    for key, params in counted.items():
        if params["count"]:
            yield _both(key, lambda _lang, params=params: params)  # type: ignore[misc]


def _intake_notes(intake: Intake, total: Group) -> Iterator[tuple[str, str]]:
    """Yield the notes on what was read by a rule, or not at all."""
    for file in intake.files:
        if file.unread_sheets:
            vi, en = (
                text("evaluation.note.unread_sheets", lang, file=file.name.partition(" [")[0], sheets=_sheets(file.unread_sheets, lang))
                for lang in ("vi", "en")
            )
            yield vi, en
    for field, values in intake.unknown_values.items():
        yield _field_note("unknown_values", field, sum(values.values()), values=values)
    for field, count in intake.assumed_times.items():
        yield _field_note("assumed_time", field, count, time=f"{intake.times[field]:%H:%M}")
    for field, count in intake.at_midnight.items():
        yield _field_note("at_midnight", field, count)
    if codes := intake.restored_codes:
        yield _both("restored_codes", lambda lang: {"count": sum(codes.values()), "values": _values(codes, lang)})
    for file_name, count in intake.either_order.items():
        if count >= _MANY_DATES or not total.figures["received"]:
            yield text_pair("evaluation.note.either_order", file=file_name)


def _field_note(key: str, field: str, count: int, values: Mapping[str, int] | None = None, **params: object) -> tuple[str, str]:
    """Return a counted note on a field, in Vietnamese and English."""
    listed = values or {}
    return _both(key, lambda lang: {"count": count, "field": _field(field, lang), "values": _values(listed, lang), **params})


def _both(key: str, params_in: Callable[[str], dict[str, object]]) -> tuple[str, str]:
    """Return a counted note in Vietnamese and English."""
    vi, en = (_note(key, params_in(lang), lang) for lang in ("vi", "en"))
    return vi, en


def _field(field: str, lang: str) -> str:
    return text(f"evaluation.field.{field}", lang)


def _values(counts: Mapping[str, int], lang: str) -> str:
    """Return the most frequent values with their counts."""
    shown = [f"“{value}” ({number_text(count, lang)})" for value, count in list(counts.items())[:_MOST_VALUES]]
    return ", ".join([*shown, "…"] if len(counts) > _MOST_VALUES else shown)


def _sheets(sheets: tuple[tuple[str, str], ...], lang: str) -> str:
    return ", ".join(f"“{name}” ({text(f'evaluation.sheet.{reason}', lang)})" for name, reason in sheets)


def _note(key: str, params: dict[str, object], lang: str) -> str:
    """Return a note; its numbers are shown with their thousands grouped, the counted one as ``number``."""
    shown = {name: number_text(value, lang) if isinstance(value, int) else value for name, value in params.items()}
    return text(f"evaluation.note.{key}", lang, **{**shown, "count": params["count"], "number": shown["count"]})


def _reach_notes(
    period: ReportingPeriod, judged_at: dt.datetime, through: dt.date, total: Group, received: Receipts
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the keys and parameters of notes on how far the calendar, the export and the records reach."""
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
