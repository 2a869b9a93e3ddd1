"""Notices of law that is known to end: an answer that rests on such a document names the day, and what replaces it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tthc_catalog.effective import Period
from tthc_catalog.messages import text
from tthc_catalog.records.commitment_model import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.legal import LegalDocument
    from tthc_catalog.records.procedure import Edition, Procedure

_AHEAD = dt.timedelta(days=365)
"""How long before the end an answer names it: earlier, no dossier of these procedures can still be open on that day."""


def law_notices(procedure: Procedure, catalog: Catalog) -> tuple[Notice, ...]:
    """Return the notices of a procedure, each with the days of receipt to which it applies."""
    return tuple(notice for edition in procedure.editions for notice in _edition_notices(edition, catalog))


def _edition_notices(edition: Edition, catalog: Catalog) -> Iterator[Notice]:
    by_end: dict[dt.date, list[LegalDocument]] = {}
    for name in _documents(edition):
        document = catalog.documents.get(name)
        if document is not None and document.effective_until is not None:
            by_end.setdefault(document.effective_until, []).append(document)
    for until, documents in sorted(by_end.items()):
        known = min(_known_from(document, catalog) for document in documents)
        start = max(known, until - _AHEAD, edition.period.start or known)
        period = Period(start, edition.period.until)
        if period.is_empty:
            continue
        yield Notice(period=period, levels=(), text=_sentence(documents, until, "vi"), text_en=_sentence(documents, until, "en"))


def _documents(edition: Edition) -> tuple[str, ...]:
    """Return the ids of the documents an edition rests on, each once."""
    times = [edition.processing_time, *(case.processing_time for case in edition.cases)]
    cited = [citation.document for time in times if time is not None for citation in time.citations]
    return tuple(dict.fromkeys((*edition.legal_basis, *cited)))


def _known_from(document: LegalDocument, catalog: Catalog) -> dt.date:
    """Return the day since which the end is known: that of the replacing document, or its own if it states its end itself."""
    replacing = [catalog.documents[name].issued_on for name in document.replaced_by if name in catalog.documents]
    dates = [day for day in replacing if day is not None] or [document.issued_on or document.effective_from or dt.date.min]
    return min(dates)


def _sentence(documents: list[LegalDocument], until: dt.date, lang: str) -> str:
    names = "; ".join(_name(document, lang) for document in documents)
    day = f"{until:%d/%m/%Y}" if lang == "vi" else f"{until.day}/{until.month}/{until.year}"
    return text("decision.notice.law-ends", lang, documents=names, day=day)


def _name(document: LegalDocument, lang: str) -> str:
    name = document.number or document.id
    if not document.replaced_by:
        return name
    return text("decision.notice.law-replaced", lang, document=name, replacing=", ".join(document.replaced_by))
