"""Build procedure records from documents that are valid under their schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.effective import Period
from tthc_catalog.records.legal import Citation
from tthc_catalog.records.procedure import (
    Case,
    Channel,
    ChannelCase,
    Component,
    Condition,
    CountsFrom,
    Edition,
    Extension,
    Fee,
    FeeItem,
    LaterObservation,
    Membership,
    Origin,
    PrintedCode,
    Procedure,
    ProcessingTime,
    Successor,
)
from tthc_catalog.value_formats import read_date, read_minutes

if TYPE_CHECKING:
    from collections.abc import Iterable

Data = dict[str, Any]

OWN_KEYS = frozenset({"id", "effective_from", "effective_from_basis", "effective_until", "effective_until_basis"})
"""Keys that every edition states itself; an edition inherits all others from the previous one."""


def resolve_editions(editions: Iterable[Data]) -> list[Data]:
    """Return each edition with the keys it inherits from the previous one."""
    resolved: list[Data] = []
    inherited: Data = {}
    for own in editions:
        resolved.append({**inherited, **own})
        inherited = {key: value for key, value in resolved[-1].items() if key not in OWN_KEYS}
    return resolved


def build_procedure(data: Data, file: str) -> Procedure:
    """Build one procedure with all its editions."""
    membership = data["membership"]
    later = data.get("later")
    return Procedure(
        code=data["code"],
        level=data["level"],
        field=data["field"],
        membership=Membership(**without_free_keys(membership)),
        printed_codes=tuple(PrintedCode(**without_free_keys(p)) for p in data.get("printed_codes", ())),
        reviewed_on=read_date(data.get("reviewed_on")),
        editions=tuple(_edition(e) for e in resolve_editions(data["editions"])),
        succeeded_by=tuple(Successor(**without_free_keys(s)) for s in data.get("succeeded_by", ())),
        succession_note=data.get("succession_note"),
        later=None if later is None else _later(later),
        file=file,
    )


def _later(data: Data) -> LaterObservation:
    names = ("name", "level", "field", "decision", "change", "locator")
    return LaterObservation(as_of=data["as_of"], source=data["source"], **{name: data.get(name) for name in names})


def _edition(data: Data) -> Edition:
    components = data["components"]
    return Edition(
        id=data["id"],
        period=period_of(data),
        from_basis=citation_of(data["effective_from_basis"]),
        until_basis=citation_of(data["effective_until_basis"]),
        name=data["name"],
        corrected_name=data["corrected_name"],
        name_status=data["name_status"],
        other_names=tuple(data["other_names"]),
        authority=data["authority"],
        processing_time=_processing_time(data["processing_time"]),
        processing_time_note=data["processing_time_note"],
        cases=tuple(_case(c) for c in data["cases"]),
        channels=tuple(_channel(c) for c in data["channels"]),
        channels_note=data["channels_note"],
        components=None if components is None else tuple(_component(c) for c in components),
        components_note=data["components_note"],
        fee=_fee(data["fee"]),
        results=tuple(data["results"]),
        legal_basis=tuple(data["legal_basis"]),
        provenance={
            fact: tuple(Origin(source=o["source"], locator=o.get("locator")) for o in origins)
            for fact, origins in data["provenance"].items()
            if not fact.startswith("x-")
        },
        notes=tuple(data["notes"]),
    )


def _processing_time(data: Data | None) -> ProcessingTime | None:
    return None if data is None else _stated(data)


def _stated(data: Data) -> ProcessingTime:
    counts_from = data.get("counts_from")
    return ProcessingTime(
        amount=data["amount"],
        unit=data["unit"],
        after=None if data["after"] is None else read_minutes(data["after"]),
        then_working_days=data["then_working_days"],
        only_if_not_resolved_at_once=data["only_if_not_resolved_at_once"],
        at_most=data["at_most"],
        disputed=data["disputed"],
        citations=citations_of(data),
        note=data["note"],
        counts_from=None
        if counts_from is None
        else CountsFrom(after=read_minutes(counts_from["after"]), at=read_minutes(counts_from["at"])),
    )


def _case(data: Data) -> Case:
    extends_by = data.get("extends_by")
    return Case(
        id=data["id"],
        name=data["name"],
        name_en=data.get("name_en"),
        commitment=data["commitment"],
        commitment_reason=data.get("commitment_reason"),
        processing_time=_processing_time(data.get("processing_time")),
        extends_by=None if extends_by is None else Extension(amount=extends_by["amount"], unit=extends_by["unit"]),
        agreed_in_writing=data.get("agreed_in_writing", False),
        citations=citations_of(data),
        note=data.get("note"),
    )


def _channel(data: Data) -> Channel:
    fee = data.get("fee")
    return Channel(
        channel=data["channel"],
        processing_time=_processing_time(data.get("processing_time")),
        cases=tuple(ChannelCase(case=c["case"], processing_time=_stated(c["processing_time"])) for c in data.get("cases", ())),
        fee=None if fee is None else _fee(fee),
        note=data.get("note"),
    )


def _component(data: Data) -> Component:
    condition = data.get("condition")
    return Component(
        id=data["id"],
        name=data["name"],
        form=data.get("form"),
        originals=data.get("originals"),
        copies=data.get("copies"),
        action=data["action"],
        channels=tuple(data.get("channels", ())),
        any_of=data.get("any_of"),
        condition=None if condition is None else Condition(id=condition["id"], text=condition["text"]),
        optional=data.get("optional", False),
        name_adapted=data.get("name_adapted"),
        source=data.get("source"),
        quantity_source=data.get("quantity_source"),
        note=data.get("note"),
    )


def _fee(data: Data) -> Fee:
    return Fee(
        status=data["status"],
        scope=data["scope"],
        items=tuple(FeeItem(**without_free_keys(item)) for item in data["items"]),
        cap_amount=data["cap_amount"],
        cap_per=data["cap_per"],
        citations=citations_of(data),
        note=data["note"],
    )


def citations_of(data: Data) -> tuple[Citation, ...]:
    """Return the citations of an object; empty if it has none."""
    return tuple(Citation(document=c["document"], provision=c["provision"]) for c in data.get("citations", ()))


def citation_of(data: Data | None) -> Citation | None:
    """Return one citation, or None."""
    return None if data is None else Citation(document=data["document"], provision=data["provision"])


def period_of(data: Data) -> Period:
    """Return the period between the two effective dates of an object."""
    return Period(read_date(data["effective_from"]), read_date(data["effective_until"]))


def without_free_keys(data: Data) -> Data:
    """Return a mapping without its free keys, ``x-*``."""
    return {key: value for key, value in data.items() if not key.startswith("x-")}
