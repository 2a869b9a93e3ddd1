"""Build the immutable model from documents that obey their schemas."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.catalog import model
from tthc_catalog.catalog.formats import WEEKDAYS, read_date, read_minutes, read_month_day, read_session
from tthc_catalog.effective import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tthc_catalog.catalog.providers import Providers

Data = dict[str, Any]

OWN_KEYS = frozenset({"id", "effective_from", "effective_from_basis", "effective_until", "effective_until_basis"})
"""Keys an edition always states itself; all others carry over from the edition before."""


def resolve_editions(editions: Iterable[Data]) -> list[Data]:
    """Complete each edition with what the one before it says and it does not."""
    resolved: list[Data] = []
    inherited: Data = {}
    for own in editions:
        resolved.append({**inherited, **own})
        inherited = {key: value for key, value in resolved[-1].items() if key not in OWN_KEYS}
    return resolved


def build_catalog(
    files: Mapping[str, Sequence[tuple[str, Data]]], procedures: Sequence[model.Procedure], *, root: str, providers: Providers | None
) -> model.Catalog:
    """The whole catalog.

    Args:
        files: by kind, the name and the content of every valid file.
        procedures: built from their files, in the order of these.
        root: the folder, as problems name it.
        providers: gives a calendar that no file declares.
    """
    manifest, offices = files["manifest"][0][1], files["offices"][0][1]
    models = (build_model(data, file) for file, data in files.get("model", ()))
    return model.Catalog(
        manifest=build_manifest(manifest),
        documents=build_documents(files["legal"][0][1]),
        sources=build_sources(files["sources"][0][1]),
        hours=build_hours(offices),
        offices=build_offices(offices),
        calendar=_named_calendar(files.get("calendar", ()), manifest["calendar"], providers),
        models={model.id: model for model in models},
        procedures=procedures,
        root=root,
        rosters=tuple(build_roster(data, file) for file, data in files.get("roster", ())),
    )


def _named_calendar(files: Iterable[tuple[str, Data]], name: str, providers: Providers | None) -> model.CalendarDocument:
    """The folder's own calendar of this name, else the provided one, which belongs to no file of the catalog."""
    for file, data in files:
        if data["id"] == name:
            return build_calendar(data, file)
    assert providers is not None, "a calendar that nothing declares is a problem"
    provided: model.CalendarDocument = providers.find("calendar", name).document()
    return attrs.evolve(provided, id=name, file="")


def build_manifest(data: Data) -> model.Manifest:
    """The manifest."""
    return model.Manifest(
        id=data["id"],
        version=data["version"],
        title=data["title"],
        title_en=data["title_en"],
        calendar=data["calendar"],
        time_precision=data["time_precision"],
        statutory_policy=data["statutory_policy"],
        checks=tuple(data.get("checks", ())),
        fields=tuple(model.Field(id=f["id"], name=f["name"], name_en=f.get("name_en")) for f in data["fields"]),
        levels=tuple(
            model.LevelBinding(
                level=b["level"],
                title=b["title"],
                title_en=b["title_en"],
                procedures=b["procedures"],
                fields=b["fields"],
                default_office=b["default_office"],
                commitments=tuple(b["commitments"]),
            )
            for b in data["levels"]
        ),
        conventions=tuple(
            model.Convention(id=c["id"], text=c["text"], text_en=c["text_en"], citations=_citations(c)) for c in data["conventions"]
        ),
        reviewed_on=read_date(data.get("reviewed_on")),
        note=data.get("note"),
    )


def build_documents(data: Data) -> dict[str, model.LegalDocument]:
    """The legal documents by id."""
    return {
        d["id"]: model.LegalDocument(
            id=d["id"],
            number=d["number"],
            kind=d["type"],
            title=d["title"],
            issuer=d["issuer"],
            issued_on=read_date(d["issued_on"]),
            effective_from=read_date(d["effective_from"]),
            effective_until=read_date(d["effective_until"]),
            url=d["url"],
            source=d["source"],
            note=d["note"],
        )
        for d in data["documents"]
    }


def build_sources(data: Data) -> dict[str, model.Source]:
    """The sources by id."""
    return {
        s["id"]: model.Source(id=s["id"], kind=s["type"], reference=s["reference"], as_of=s["as_of"], note=s["note"])
        for s in data["sources"]
    }


def build_hours(data: Data) -> dict[str, model.Hours]:
    """The sets of office hours by id."""
    return {
        h["id"]: model.Hours(
            id=h["id"],
            seasons=tuple(
                model.Season(
                    first=read_month_day(s["first"]),
                    last=read_month_day(s["last"]),
                    sessions=tuple(read_session(session) for session in s["sessions"]),
                )
                for s in h["seasons"]
            ),
            citations=_citations(h),
            source=h["source"],
            note=h["note"],
        )
        for h in data["hours"]
    }


def build_offices(data: Data) -> dict[str, model.Office]:
    """The offices by id."""
    return {
        o["id"]: model.Office(
            id=o["id"],
            name=o["name"],
            name_en=o["name_en"],
            level=o["level"],
            hours=o["hours"],
            period=_period(o),
            source=o["source"],
            note=o["note"],
        )
        for o in data["offices"]
    }


def build_calendar(data: Data, file: str) -> model.CalendarDocument:
    """The official calendar."""
    return model.CalendarDocument(
        id=data["id"],
        title=data["title"],
        base_country=data.get("base_country"),
        time_zone=data["time_zone"],
        rest_days=tuple(WEEKDAYS.index(name) + 1 for name in data["rest_days"]),
        covers=Period(read_date(data["covers_from"]), read_date(data["covers_until"])),
        decided_through=dt.date.fromisoformat(data["decided_through"]),
        reviewed_on=read_date(data.get("reviewed_on")),
        days=tuple(_calendar_day(day) for day in data["days"]),
        file=file,
    )


def _calendar_day(data: Data) -> model.CalendarDay:
    return model.CalendarDay(
        date=dt.date.fromisoformat(data["date"]),
        kind=data["kind"],
        name=data["name"],
        status=data["status"],
        decision=data.get("decision"),
        announced_on=read_date(data.get("announced_on")),
        swap_with=read_date(data.get("swap_with")),
        source=data["source"],
        note=data.get("note"),
    )


def build_model(data: Data, file: str) -> model.Model:
    """One commitment model."""
    scope = data["scope"]
    return model.Model(
        id=data["id"],
        title=data["title"],
        title_en=data["title_en"],
        policy=data["policy"],
        parameters=data["parameters"],
        period=_period(data),
        scope=model.Scope(**{key: tuple(values) for key, values in scope.items() if not key.startswith("x-")}),
        citations=_citations(data),
        strength=data.get("strength", "promise"),
        notices=tuple(
            model.Notice(
                period=Period(read_date(n["from"]), read_date(n["until"])),
                levels=tuple(n["levels"]),
                text=n["text"],
                text_en=n["text_en"],
            )
            for n in data.get("notices", ())
        ),
        note=data.get("note"),
        file=file,
    )


def build_procedure(data: Data, file: str) -> model.Procedure:
    """One procedure with all its editions resolved."""
    membership = data["membership"]
    later = data.get("later")
    return model.Procedure(
        code=data["code"],
        level=data["level"],
        field=data["field"],
        membership=model.Membership(**_stated(membership)),
        printed_codes=tuple(model.PrintedCode(**_stated(p)) for p in data.get("printed_codes", ())),
        reviewed_on=read_date(data.get("reviewed_on")),
        editions=tuple(_edition(e) for e in resolve_editions(data["editions"])),
        succeeded_by=tuple(model.Successor(**_stated(s)) for s in data.get("succeeded_by", ())),
        succession_note=data.get("succession_note"),
        later=None if later is None else _later(later),
        file=file,
    )


def _later(data: Data) -> model.LaterObservation:
    names = ("name", "level", "field", "decision", "change", "locator")
    return model.LaterObservation(as_of=data["as_of"], source=data["source"], **{name: data.get(name) for name in names})


def _edition(data: Data) -> model.Edition:
    components = data["components"]
    return model.Edition(
        id=data["id"],
        period=_period(data),
        from_basis=_citation(data["effective_from_basis"]),
        until_basis=_citation(data["effective_until_basis"]),
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
            fact: tuple(model.Origin(source=o["source"], locator=o.get("locator")) for o in origins)
            for fact, origins in data["provenance"].items()
            if not fact.startswith("x-")
        },
        notes=tuple(data["notes"]),
    )


def _processing_time(data: Data | None) -> model.ProcessingTime | None:
    if data is None:
        return None
    return model.ProcessingTime(
        amount=data["amount"],
        unit=data["unit"],
        after=None if data["after"] is None else read_minutes(data["after"]),
        then_working_days=data["then_working_days"],
        only_if_not_resolved_at_once=data["only_if_not_resolved_at_once"],
        at_most=data["at_most"],
        disputed=data["disputed"],
        citations=_citations(data),
        note=data["note"],
    )


def _case(data: Data) -> model.Case:
    extends_by = data.get("extends_by")
    return model.Case(
        id=data["id"],
        name=data["name"],
        name_en=data.get("name_en"),
        commitment=data["commitment"],
        commitment_reason=data.get("commitment_reason"),
        processing_time=_processing_time(data.get("processing_time")),
        extends_by=None if extends_by is None else model.Extension(amount=extends_by["amount"], unit=extends_by["unit"]),
        agreed_in_writing=data.get("agreed_in_writing", False),
        citations=_citations(data),
        note=data.get("note"),
    )


def _channel(data: Data) -> model.Channel:
    fee = data.get("fee")
    return model.Channel(
        channel=data["channel"],
        processing_time=_processing_time(data.get("processing_time")),
        fee=None if fee is None else _fee(fee),
        note=data.get("note"),
    )


def _component(data: Data) -> model.Component:
    condition = data.get("condition")
    return model.Component(
        id=data["id"],
        name=data["name"],
        form=data.get("form"),
        originals=data.get("originals"),
        copies=data.get("copies"),
        action=data["action"],
        channels=tuple(data.get("channels", ())),
        any_of=data.get("any_of"),
        condition=None if condition is None else model.Condition(id=condition["id"], text=condition["text"]),
        optional=data.get("optional", False),
        name_adapted=data.get("name_adapted"),
        source=data.get("source"),
        quantity_source=data.get("quantity_source"),
        note=data.get("note"),
    )


def _fee(data: Data) -> model.Fee:
    return model.Fee(
        status=data["status"],
        scope=data["scope"],
        items=tuple(model.FeeItem(**_stated(item)) for item in data["items"]),
        cap_amount=data["cap_amount"],
        cap_per=data["cap_per"],
        citations=_citations(data),
        note=data["note"],
    )


def _citations(data: Data) -> tuple[model.Citation, ...]:
    return tuple(model.Citation(document=c["document"], provision=c["provision"]) for c in data.get("citations", ()))


def _citation(data: Data | None) -> model.Citation | None:
    return None if data is None else model.Citation(document=data["document"], provision=data["provision"])


def _period(data: Data) -> Period:
    return Period(read_date(data["effective_from"]), read_date(data["effective_until"]))


def _stated(data: Data) -> Data:
    """The keys of a mapping without the free ones."""
    return {key: value for key, value in data.items() if not key.startswith("x-")}


def build_roster(data: Data, file: str) -> model.Roster:
    """A roster."""
    return model.Roster(
        office=data["office"],
        period=Period(read_date(data["effective_from"]), read_date(data["effective_until"])),
        volunteers_needed=data["volunteers_needed"],
        posts=tuple(model.Post(id=post["id"], name=post["name"]) for post in data["posts"]),
        people=tuple(
            model.Person(id=person["id"], role=person["role"], title=person["title"], fields=tuple(person["fields"]))
            for person in data["people"]
        ),
        days=tuple(
            model.Duty(
                date=dt.date.fromisoformat(day["date"]),
                signatory=day["signatory"],
                posts=tuple((at["post"], at["official"]) for at in day["posts"]),
                volunteers=tuple(day["volunteers"]),
            )
            for day in data["days"]
        ),
        note=data["note"],
        file=file,
    )
