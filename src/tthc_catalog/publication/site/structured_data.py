"""Structured data in the pages, in the schema.org vocabulary, for search engines and assistants.

Facts that the vocabulary cannot express exactly are omitted or go into the description: an unknown fee is omitted, and a time in working
days is described in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text
from tthc_catalog.publication.content.procedure_wording import charge_text, statutory_text
from tthc_catalog.publication.content.web_addresses import web_address
from tthc_catalog.records.fact_wording import date_text

if TYPE_CHECKING:
    from tthc_catalog.publication.content.publication import Entry, Publication
    from tthc_catalog.records.catalog import Catalog

_CONTEXT = "https://schema.org"
"""The name of the vocabulary; no page fetches this address."""


def catalogue_data(publication: Publication) -> dict[str, Any]:
    """Return the list of procedures as an ``OfferCatalog``."""
    stamp = publication.stamp
    data = {
        "@context": _CONTEXT,
        "@type": ["OfferCatalog", "Dataset"],
        "name": shown_text(stamp.title),
        "version": stamp.version,
        "identifier": stamp.digest,
        "inLanguage": ["vi", "en"],
        "description": shown_text(stamp.notice() or stamp.line()),
        "numberOfItems": stamp.total,
        "url": _address(publication, "index.html"),
    }
    return {key: value for key, value in data.items() if value is not None}


def service_data(publication: Publication, entry: Entry) -> dict[str, Any]:
    """Return one procedure as a ``GovernmentService``."""
    edition, procedure = entry.edition, entry.procedure
    facts = [text("site.list.law") + " " + statutory_text(edition)]
    if edition.fee.status != "unknown":
        facts.append(f"{text('site.procedure.fee')}: {charge_text(edition)}")
    if not entry.in_force and edition.period.until is not None:
        facts.append(text("site.procedure.ended", day=date_text(edition.period.until)))
    if entry.is_reconstructed:
        facts.append(text("site.reconstructed"))
    office = publication.catalog.offices[entry.binding.default_office_on(publication.as_of)]
    data: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "GovernmentService",
        "name": shown_text(edition.name),
        "alternateName": None if edition.corrected_name is None else shown_text(edition.corrected_name),
        "identifier": procedure.code,
        "serviceType": shown_text(entry.field.name),
        "description": shown_text(". ".join(fact.rstrip(".") for fact in facts) + "."),
        "provider": {"@type": "GovernmentOrganization", "name": shown_text(edition.authority or office.name)},
        "serviceOperator": {"@type": "GovernmentOrganization", "name": shown_text(office.name)},
        "serviceOutput": [{"@type": "Thing", "name": shown_text(result)} for result in edition.results] or None,
        "availableChannel": [{"@type": "ServiceChannel", "name": text(f"fact.channel.{channel.channel}")} for channel in edition.channels]
        or None,
        "subjectOf": _basis(publication.catalog, edition.legal_basis) or None,
        "url": _address(publication, f"procedure/{entry.key}.html"),
    }
    return {key: value for key, value in data.items() if value is not None}


def _basis(catalog: Catalog, names: tuple[str, ...]) -> list[dict[str, Any]]:
    basis = []
    for name in names:
        document = catalog.documents.get(name)
        if document is not None:
            legislation = {"@type": "Legislation", "name": shown_text(document.title), "legislationIdentifier": document.number}
            address = web_address(document.url)
            basis.append({k: v for k, v in {**legislation, "url": address}.items() if v is not None})
    return basis


def _address(publication: Publication, path: str) -> str | None:
    return None if publication.base_url is None else publication.base_url + path
