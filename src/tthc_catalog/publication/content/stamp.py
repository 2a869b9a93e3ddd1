"""The stamp every artefact carries: which catalog, of which day, from which source, with which digest."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.messages import text
from tthc_catalog.publication.content.catalog_data import digest_of
from tthc_catalog.records.fact_wording import date_text

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog


@attrs.frozen(kw_only=True)
class Stamp:
    """Where an artefact comes from.

    Attributes:
        as_of: the day whose rules it shows (ngày hiệu lực).
        source: the document the list rests on, as people name it.
        publisher: who issued that document; None when it is not known.
        digest: SHA-256 of the whole catalog; the ``json`` format holds the text it was taken of.
        reconstructed: how many of ``total`` procedures stand in the list by reconstruction.
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
        """The stamp as one sentence for people."""
        return text(
            "publication.stamp",
            lang,
            id=self.catalog_id,
            version=self.version,
            day=date_text(self.as_of),
            source=self.source,
            digest=self.digest,
        )

    def notice(self, lang: str = "vi") -> str | None:
        """That the list is reconstructed, wholly or in part; None when no entry is."""
        if not self.reconstructed:
            return None
        return text("publication.reconstructed", lang, count=self.reconstructed, total=self.total)

    def to_dict(self) -> dict[str, Any]:
        """The stamp as plain data."""
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
    """The stamp of a catalog published for a day."""
    used = dict.fromkeys(name for binding in catalog.manifest.levels for name in binding.commitments)
    cited = dict.fromkeys(citation.document for name in used for citation in catalog.models[name].citations)
    documents = [catalog.documents[name] for name in cited if name in catalog.documents]
    named = "; ".join(
        text("publication.source", "vi", title=d.title, number=d.number or text("publication.source.no_number", "vi")) for d in documents
    )
    return Stamp(
        catalog_id=catalog.id,
        title=catalog.manifest.title,
        title_en=catalog.manifest.title_en,
        version=catalog.version,
        as_of=as_of,
        source=named or catalog.manifest.title,
        source_url=next((d.url for d in documents if d.url), None),
        publisher=next((d.issuer for d in documents if d.issuer), None),
        digest=digest_of(catalog),
        reconstructed=sum(procedure.membership.status == "reconstructed" for procedure in catalog.procedures),
        total=len(catalog.procedures),
    )
