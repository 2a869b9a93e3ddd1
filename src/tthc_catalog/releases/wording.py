"""The history of a procedure and a correction in words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tthc_catalog.messages import text
from tthc_catalog.records.fact_wording import date_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.records.correction import Correction
    from tthc_catalog.releases.causes import Record
    from tthc_catalog.releases.kept_promises import BrokenPromises
    from tthc_catalog.releases.procedure_history import HistoryEntry

_MOST_DAYS = 3
"""The most days of the calendar that are named one by one."""


def history_lines(entry: HistoryEntry, lang: str) -> Iterator[str]:
    """Yield the lines about one version, the first of them as a heading."""
    place = 0 if lang == "vi" else 1
    status = "absent" if entry.name is None and entry.status in ("first", "same") else entry.status
    head = text(
        "release.history.release" if entry.released else "release.history.now", lang, version=entry.version, day=date_text(entry.day)
    )
    yield f"{head}: {text(f'release.history.{status}', lang)}"
    if entry.name is not None and entry.status != "same":
        yield f"  {entry.name}"
    if entry.time is not None and entry.status != "same":
        yield "  " + text("release.history.time", lang, time=entry.time[place])
    if entry.models and entry.status != "same":
        yield "  " + text("release.history.models", lang, models="; ".join(titles[place] for titles in entry.models))
    yield from (f"  {change[place]}" for change in entry.changes)
    if entry.bases:
        yield "  " + text("release.history.basis", lang, document="; ".join(entry.bases))
    if entry.records:
        yield "  " + text("release.history.records", lang, records=", ".join(_records_text(entry.records, lang)))
    yield from (f"  {correction_text(correction, lang)}" for correction in entry.corrections)


def _records_text(records: Sequence[Record], lang: str) -> Iterator[str]:
    """Yield the names of records; many days of the calendar as one."""
    days = [name for what, name in records if what == "day"]
    for what, name in records:
        if what != "day" or len(days) <= _MOST_DAYS:
            yield text(f"release.record.{what}", lang, name=name)
    if len(days) > _MOST_DAYS:
        yield text("release.history.days", lang, count=len(days), first=_day_text(min(days)), last=_day_text(max(days)))


def _day_text(day: str) -> str:
    return date_text(dt.date.fromisoformat(day))


def correction_text(correction: Correction, lang: str) -> str:
    """Return a correction in one line: its record, its reason, its document and the day from which it is known."""
    cited = correction.citation
    return text(
        "release.correction",
        lang,
        record=text(f"release.record.{correction.what}", lang, name=correction.name),
        why=correction.why if lang == "vi" else correction.why_en or correction.why,
        document=text("release.no_document", lang)
        if cited is None
        else f"{cited.provision}, {cited.document}"
        if cited.provision
        else cited.document,
        day=date_text(correction.known_since),
    )


def promises_text(broken: BrokenPromises, lang: str) -> str:
    """Return changed promises in one line: the records that changed them, their number, and the days of receipt."""
    days = broken.days
    first, last = (date_text(days[0]), date_text(days[-1])) if days else ("", "")
    return text(
        "release.diff.changes",
        lang,
        records=", ".join(text(f"release.record.{what}", lang, name=name) for what, name in broken.causes),
        count=broken.count,
        days=text("release.days" if days else "release.lost_days", lang, count=len(days) or broken.lost, first=first, last=last),
        procedures=len({(key.level, key.code) for key in broken.keys}),
    )
