"""Facts that one catalog does not know and another one does."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.records.fact_wording import fee_text, time_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.procedure import Edition


class UnknownFact(NamedTuple):
    """A fact that is null here and known in another catalog.

    Attributes:
        file: the file of this catalog.
        subject: the procedure or the document.
        key: the key that is null, empty or unknown.
        known_in: id and version of the catalog that states it.
        value: what that catalog states.
    """

    file: str
    subject: str
    key: str
    known_in: str
    value: str


def unknown_facts(catalog: Catalog, others: Sequence[Catalog]) -> Iterator[UnknownFact]:
    """Yield the null facts of the newest editions and of the documents that another catalog states."""
    for other in others:
        known_in = f"{other.id} {other.version}"
        newest = {procedure.code: procedure.editions[-1] for procedure in other.procedures}
        for procedure in catalog.procedures:
            if procedure.code in newest:
                known = _facts(newest[procedure.code])
                for key, value in _facts(procedure.editions[-1]).items():
                    if value is None and known[key] is not None:
                        yield UnknownFact(procedure.file, procedure.code, key, known_in, str(known[key]))
        for name, document in catalog.documents.items():
            same = other.documents.get(name)
            for key in ("issued_on", "effective_from", "effective_until", "url"):
                value = getattr(same, key) if same is not None else None
                if value is not None and getattr(document, key) is None:
                    yield UnknownFact("legal.yaml", name, key, known_in, value.isoformat() if isinstance(value, dt.date) else value)


def _facts(edition: Edition) -> dict[str, str | None]:
    """Return the facts of an edition by key; None if it states nothing."""
    return {
        "processing_time": None if edition.processing_time is None else time_text(edition.processing_time, "vi"),
        "channels": ", ".join(channel.channel for channel in edition.channels) or None,
        "components": ", ".join(component.id for component in edition.components or ()) or None,
        "fee": None if edition.fee.status == "unknown" else fee_text(edition.fee, "vi"),
        "results": "; ".join(edition.results) or None,
        "authority": edition.authority,
    }
