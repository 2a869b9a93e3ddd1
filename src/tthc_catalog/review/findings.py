"""Find what somebody should look at: documents that end, days not decided, desks without successor, old facts, unknown facts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.records.fact_wording import in_sentence
from tthc_catalog.records.office import UNKNOWN_HOURS
from tthc_catalog.review.unknown_facts import unknown_facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.procedure import Procedure

YEAR = dt.timedelta(days=365)

KINDS = (
    "document-ended",
    "procedure-ended",
    "office-ended",
    "document-ends",
    "procedure-ends",
    "calendar-undecided",
    "day-expected",
    "null-filled",
    "review-old",
    "hours-unknown",
    "source-address",
    "reconstructed",
)
"""The kinds of finding, most urgent first."""

_NOTICE = dt.timedelta(days=183)
"""How long before the last decided day of the calendar a finding asks for the next year."""


@attrs.frozen(kw_only=True)
class Finding:
    """One thing to look at.

    Attributes:
        kind: one of `KINDS`.
        file: the file of the catalog to edit.
        subject: the document, procedure, desk or source.
        since: the day from which it matters; None without a day.
        details: what else the sentence names.
    """

    kind: str
    file: str
    subject: str
    since: dt.date | None = None
    details: tuple[str, ...] = ()


def review(catalog: Catalog, today: dt.date, others: Sequence[Catalog] = ()) -> tuple[Finding, ...]:
    """Return the findings of a catalog, most urgent first; within a kind, the earliest day first.

    Args:
        catalog: the catalog to review.
        today: the day of the review.
        others: catalogs that may know what this one does not.
    """
    found = [
        *_documents(catalog, today),
        *_procedures(catalog, today),
        *_offices(catalog, today),
        *_calendar(catalog, today),
        *(
            Finding(kind="null-filled", file=fact.file, subject=fact.subject, details=(fact.key, fact.known_in, fact.value))
            for fact in unknown_facts(catalog, others)
        ),
        *_reviews(catalog, today),
        *_sources(catalog),
    ]
    order = {kind: number for number, kind in enumerate(KINDS)}
    return tuple(sorted(found, key=lambda f: (order[f.kind], f.since or dt.date.max, f.file, f.subject, f.details)))


def _documents(catalog: Catalog, today: dt.date) -> Iterator[Finding]:
    """Yield the documents that have ended, or end within a year, with the procedures that still rest on them from that day."""
    for name, document in catalog.documents.items():
        end = document.effective_until
        if end is None or end > today + YEAR:
            continue
        day = max(end, today)
        procedures = [_named(procedure, catalog) for procedure in catalog.procedures if _rests_on(procedure, name, day)]
        if procedures:
            kind = "document-ended" if end <= today else "document-ends"
            details = (", ".join(document.replaced_by), ", ".join(procedures))
            yield Finding(kind=kind, file="legal.yaml", subject=name, since=end, details=details)


def _rests_on(procedure: Procedure, document: str, day: dt.date) -> bool:
    """Return whether a procedure rests on a document on a day: its edition of that day does, or the last one before, which nothing follows."""
    edition = procedure.edition_on(day)
    if edition is None and procedure.editions[-1].period.until == day:
        edition = procedure.editions[-1]
    return edition is not None and document in edition.legal_basis


def _named(procedure: Procedure, catalog: Catalog) -> str:
    """Return the code of a procedure, and its level if the code exists at several."""
    same = [other for other in catalog.procedures if other.code == procedure.code]
    if len(same) == 1:
        return procedure.code
    title = next(binding.title for binding in catalog.manifest.levels if binding.level == procedure.level)
    return f"{procedure.code} ({in_sentence(title)})"


def _procedures(catalog: Catalog, today: dt.date) -> Iterator[Finding]:
    """Yield the procedures that end within a year, or have ended, without a successor or a note about it; and reconstructed members."""
    for procedure in catalog.procedures:
        until = procedure.editions[-1].period.until
        subject = _named(procedure, catalog)
        if until is not None and until <= today and not procedure.succeeded_by and not procedure.succession_note:
            yield Finding(kind="procedure-ended", file=procedure.file, subject=subject, since=until)
        elif until is not None and today < until <= today + YEAR and not procedure.succeeded_by:
            yield Finding(kind="procedure-ends", file=procedure.file, subject=subject, since=until)
        if procedure.membership.status == "reconstructed":
            yield Finding(kind="reconstructed", file=procedure.file, subject=subject)


def _offices(catalog: Catalog, today: dt.date) -> Iterator[Finding]:
    """Yield the desks that ended without a successor, and those in force whose hours are not known."""
    for office in catalog.offices.values():
        until = office.period.until
        if until is not None and until <= today and not office.succeeded_by:
            yield Finding(kind="office-ended", file="offices.yaml", subject=office.id, since=until, details=(office.name,))
        if today in office.period and office.on(today).hours == UNKNOWN_HOURS:
            yield Finding(kind="hours-unknown", file="offices.yaml", subject=office.id, details=(office.on(today).name,))


def _calendar(catalog: Catalog, today: dt.date) -> Iterator[Finding]:
    """Yield the horizon of the calendar if it is near, and the days to come that are not decided."""
    calendar = catalog.calendar
    file = calendar.file or "calendar"
    if calendar.decided_through < today + _NOTICE:
        yield Finding(kind="calendar-undecided", file=file, subject=calendar.id, since=calendar.decided_through)
    for day in calendar.days:
        if day.status == "expected" and day.date >= today:
            yield Finding(kind="day-expected", file=file, subject=day.date.isoformat(), since=day.date, details=(day.name,))


def _reviews(catalog: Catalog, today: dt.date) -> Iterator[Finding]:
    """Yield the files that were compared with their sources more than a year ago, or never."""
    files = [("manifest.yaml", catalog.manifest.reviewed_on)]
    if catalog.calendar.file:
        files.append((catalog.calendar.file, catalog.calendar.reviewed_on))
    files += [(procedure.file, procedure.reviewed_on) for procedure in catalog.procedures]
    for file, reviewed in files:
        if reviewed is None or today - reviewed > YEAR:
            yield Finding(kind="review-old", file=file, subject=file, since=reviewed)


def _sources(catalog: Catalog) -> Iterator[Finding]:
    """Yield the sources that nobody can open: a site without the full address."""
    for source in catalog.sources.values():
        if source.kind == "site":
            yield Finding(kind="source-address", file="sources.yaml", subject=source.id, details=(source.reference,))


def to_dict(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain data."""
    return {
        "kind": finding.kind,
        "file": finding.file,
        "subject": finding.subject,
        "since": finding.since.isoformat() if finding.since else None,
        "details": [detail for detail in finding.details if detail],
    }
