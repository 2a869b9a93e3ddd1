"""The basis of a report: the catalog, calendar, policies and library version that judged its figures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine


@attrs.frozen(kw_only=True)
class Basis:
    """What judged the figures.

    Attributes:
        reconstructed: how many of ``procedures`` are in the catalog's list by reconstruction; every output must show it.
        policies: (id, version) of each policy.
    """

    catalog_id: str
    catalog_version: str
    catalog_title: str
    catalog_title_en: str
    procedures: int
    reconstructed: int
    calendar_id: str
    calendar_fingerprint: str
    decided_through: dt.date
    policies: tuple[tuple[str, str], ...]
    library_version: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "catalog": {
                "id": self.catalog_id,
                "version": self.catalog_version,
                "title": {"vi": self.catalog_title, "en": self.catalog_title_en},
                "procedures": self.procedures,
                "reconstructed": self.reconstructed,
            },
            "calendar": {
                "id": self.calendar_id,
                "fingerprint": self.calendar_fingerprint,
                "decided_through": self.decided_through.isoformat(),
            },
            "policies": [{"id": name, "version": version} for name, version in self.policies],
            "library_version": self.library_version,
        }


def basis_of(engine: Engine) -> Basis:
    """Return the basis of figures judged by an engine."""
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
