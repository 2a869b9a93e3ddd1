"""The stamp on every artefact: catalog and version, effective day, source and digest."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.messages import text
from tthc_catalog.publication.content.catalog_data import digest_of
from tthc_catalog.records.fact_wording import date_text

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog

CODE_LENGTH = 12
"""How many digits of a digest people compare; ``tthc verify --digest`` takes as few."""


@attrs.frozen(kw_only=True)
class Stamp:
    """The origin of an artefact.

    Attributes:
        as_of: the day whose rules are shown (ngày hiệu lực).
        source: title and number of the documents that the list of procedures is based on.
        source_url: the address of the first of these documents that has one.
        publisher: the issuer of these documents; None if unknown.
        digest: SHA-256 of the whole catalog; the ``json`` format contains the hashed data.
        reconstructed: how many of the ``total`` procedures are listed by reconstruction, not from the official annex.
    """

    catalog_id: str
    title: str
    title_en: str
    version: str
    as_of: dt.date
    source: str
    source_url: str | None
    publisher: str | None
    digest: str
    reconstructed: int
    total: int

    def line(self, lang: str = "vi") -> str:
        """Return the stamp in words, with the first digits of the digest as a code to compare by."""
        return text(
            "publication.stamp",
            lang,
            version=self.version,
            day=date_text(self.as_of),
            source=self.source,
            digest=self.digest[:CODE_LENGTH],
        )

    def notice(self, lang: str = "vi") -> str | None:
        """Return the warning that entries are reconstructed; None if all are official."""
        if not self.reconstructed:
            return None
        return text("publication.reconstructed", lang, count=self.reconstructed, total=self.total)

    def to_dict(self) -> dict[str, Any]:
        """Return the stamp as plain data."""
        return {
            "catalog": self.catalog_id,
            "title": self.title,
            "version": self.version,
            "as_of": self.as_of.isoformat(),
            "source": self.source,
            "source_url": self.source_url,
            "publisher": self.publisher,
            "digest": self.digest,
            "reconstructed": self.reconstructed,
            "total": self.total,
            "notice": self.notice("vi"),
        }


def stamp_of(catalog: Catalog, as_of: dt.date) -> Stamp:
    """Return the stamp of a catalog published as of a day."""
    models = dict.fromkeys(name for binding in catalog.manifest.levels for name in binding.commitments)
    cited = dict.fromkeys(citation.document for name in models for citation in catalog.models[name].citations)
    documents = [catalog.documents[name] for name in cited if name in catalog.documents]
    source = "; ".join(
        text("publication.source", "vi", title=d.title, number=d.number or text("publication.source.no_number", "vi")) for d in documents
    )
    return Stamp(
        catalog_id=catalog.id,
        title=catalog.manifest.title,
        title_en=catalog.manifest.title_en,
        version=catalog.version,
        as_of=as_of,
        source=source or catalog.manifest.title,
        source_url=next((d.url for d in documents if d.url), None),
        publisher=next((d.issuer for d in documents if d.issuer), None),
        digest=digest_of(catalog),
        reconstructed=sum(procedure.membership.status == "reconstructed" for procedure in catalog.procedures),
        total=len(catalog.procedures),
    )
