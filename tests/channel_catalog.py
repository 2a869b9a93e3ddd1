"""Catalogs in which deadlines differ by channel, made from the packaged catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.records.legal import Citation
from tthc_catalog.records.procedure import Channel, ChannelCase, ProcessingTime

if TYPE_CHECKING:
    from collections.abc import Collection

    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.procedure import Edition, Procedure

PORTAL = Citation(document="60/2014/QH13", provision="Điều 7")
"""The provision that the own times below cite."""

ONE_DAY = ProcessingTime(amount=1, unit="working_day", citations=(PORTAL,))

OWN_CUTOFF = ProcessingTime(amount=0, unit="same_day", after=14 * 60, then_working_days=1, citations=(PORTAL,))
"""The same day, or the next working day if received after 14:00."""


DIFFERING = frozenset({"1.004873", "1.001193", "1.000656", "2.000815"})
"""The codes of the procedures whose channels differ in `differing`."""


def with_own_time(
    catalog: Catalog,
    code: str,
    channel: str,
    time: ProcessingTime | None,
    *,
    cases: dict[str, ProcessingTime] | None = None,
    editions: Collection[str] | None = None,
) -> Catalog:
    """Return the catalog with a time of its own for one channel of a procedure, at every level.

    Args:
        catalog: the catalog.
        code: the procedure.
        channel: the channel.
        time: the time of the channel.
        cases: its times for cases.
        editions: ids of the editions that state it; by default all.
    """
    of_cases = tuple(ChannelCase(case=case, processing_time=own) for case, own in (cases or {}).items())

    def changed(edition: Edition) -> Edition:
        if editions is not None and edition.id not in editions:
            return edition
        stated = Channel(channel=channel, processing_time=time, cases=of_cases)  # type: ignore[arg-type]
        return attrs.evolve(edition, channels=(*(c for c in edition.channels if c.channel != channel), stated))

    return with_procedure(catalog, code, lambda procedure: attrs.evolve(procedure, editions=tuple(map(changed, procedure.editions))))


def with_procedure(catalog: Catalog, code: str, change: Any) -> Catalog:
    """Return the catalog with one procedure changed, at every level."""
    return attrs.evolve(catalog, procedures=tuple(change(p) if p.code == code else p for p in catalog.procedures))


def with_time(catalog: Catalog, code: str, time: ProcessingTime) -> Catalog:
    """Return the catalog in which every edition of a procedure has this time."""

    def timed(procedure: Procedure) -> Procedure:
        return attrs.evolve(procedure, editions=tuple(attrs.evolve(edition, processing_time=time) for edition in procedure.editions))

    return with_procedure(catalog, code, timed)


def with_channels_of_models(catalog: Catalog, *channels: str) -> Catalog:
    """Return the catalog with every model restricted to some channels."""
    models = {id: attrs.evolve(model, scope=attrs.evolve(model.scope, channels=channels)) for id, model in catalog.models.items()}
    return attrs.evolve(catalog, models=models)


def differing(catalog: Catalog) -> Catalog:
    """Return four procedures of the catalog with channels that differ: in days, a cutoff, hours, for a case, in one of two editions."""
    catalog = with_own_time(catalog, "1.004873", "online", ONE_DAY, cases={"xac-minh": ProcessingTime(amount=10, unit="working_day")})
    catalog = with_own_time(catalog, "1.001193", "online", OWN_CUTOFF)
    catalog = with_own_time(catalog, "1.001193", "postal", ProcessingTime(amount=5, unit="calendar_day"))
    catalog = with_own_time(catalog, "1.000656", "online", ProcessingTime(amount=4, unit="working_hour"))
    catalog = with_own_time(catalog, "2.000815", "online", ONE_DAY, editions={"nghi-dinh-07-2025"})
    return attrs.evolve(catalog, procedures=tuple(p for p in catalog.procedures if p.code in DIFFERING))
