"""Fixtures: a publication of the packaged catalog, and one in which every text is hostile."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from tthc_catalog.publication.content.publication import Publication

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog

HOSTILE = (
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}",
    '#set text(red)\n#eval("1")$x$*b*_i_@ref',
    '=HYPERLINK("http://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\u202egnp.exe\u2066\u200f\x00\x07\ufffe",
    "dài " * 2500,
    "K" * 1_000,
    "BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT",
)


@pytest.fixture(scope="session")
def publication(catalog: Catalog) -> Publication:
    """Publish the packaged catalog as of a day on which both levels are in force."""
    return Publication(catalog=catalog, as_of=dt.date(2024, 4, 8), base_url="https://example.gov.vn/danh-muc/")


@pytest.fixture(scope="session")
def hostile(catalog: Catalog) -> Publication:
    """Publish the same catalog with hostile names, titles, notes, components and reasons, each procedure with another of `HOSTILE`."""
    procedures = tuple(_spoil(procedure, HOSTILE[n % len(HOSTILE)]) for n, procedure in enumerate(catalog.procedures))
    models = {name: attrs.evolve(model, title=HOSTILE[0] + HOSTILE[2] + HOSTILE[6]) for name, model in catalog.models.items()}
    offices = {name: attrs.evolve(office, name=HOSTILE[3] + HOSTILE[9]) for name, office in catalog.offices.items()}
    manifest = attrs.evolve(catalog.manifest, title="=1+1" + HOSTILE[0])
    spoiled = attrs.evolve(catalog, procedures=procedures, models=models, offices=offices, manifest=manifest)
    return Publication(catalog=spoiled, as_of=dt.date(2024, 4, 8), base_url="https://example.gov.vn/danh-muc/")


def _spoil(procedure: Any, text: str) -> Any:
    editions = tuple(
        attrs.evolve(
            edition,
            name=text,
            authority=text,
            results=(text,),
            notes=(text,),
            components=tuple(attrs.evolve(c, name=text, note=text) for c in edition.components or ()),
            cases=tuple(attrs.evolve(c, name=text) for c in edition.cases),
        )
        for edition in procedure.editions
    )
    return attrs.evolve(procedure, editions=editions, membership=attrs.evolve(procedure.membership, reason=text))
