"""Legal documents and sources: where each fact comes from."""

from __future__ import annotations

import datetime as dt

import attrs


@attrs.frozen(kw_only=True)
class Citation:
    """A provision in a document of ``legal.yaml``; without ``provision``, the whole document."""

    document: str
    provision: str | None = None


@attrs.frozen(kw_only=True)
class LegalDocument:
    """A cited document; ``id`` is its printed number, or a short name if no number was found.

    Attributes:
        replaced_by: ids of the documents that replace it; empty if not known.
    """

    id: str
    number: str | None
    kind: str
    title: str
    issuer: str | None
    issued_on: dt.date | None
    effective_from: dt.date | None
    effective_until: dt.date | None
    url: str | None
    source: str | None
    note: str | None = None
    replaced_by: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Source:
    """The page, file or official document in which a fact was read."""

    id: str
    kind: str
    reference: str
    as_of: str | None
    note: str | None = None
