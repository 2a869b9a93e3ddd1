"""Build the catalog record and its parts from documents that are valid under their schemas."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.effective import Period
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.closure import Closure
from tthc_catalog.records.commitment_model import Model, Notice, Scope
from tthc_catalog.records.correction import Correction
from tthc_catalog.records.legal import LegalDocument, Source
from tthc_catalog.records.manifest import Convention, DefaultOfficeChange, Field, LevelBinding, Manifest, ReceiptsOutsideHours
from tthc_catalog.records.office import UNKNOWN_HOURS, Hours, Office, OfficeChange, OfficeSuccessor, ReceivesFor, Season, unknown_hours
from tthc_catalog.records.official_calendar import CalendarDay, CalendarDocument, EarlierHorizon
from tthc_catalog.records.pause import PauseKind
from tthc_catalog.records.procedure import Procedure
from tthc_catalog.records.procedure_building import citation_of, citations_of, period_of
from tthc_catalog.records.roster import Duty, Person, Post, Roster
from tthc_catalog.value_formats import WEEKDAYS, read_date, read_month_day, read_session

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tthc_catalog.records.procedure_building import Data
    from tthc_catalog.records.providers import Providers


def build_catalog(
    files: Mapping[str, Sequence[tuple[str, Data]]], procedures: Sequence[Procedure], *, root: str, providers: Providers | None
) -> Catalog:
    """Build the whole catalog.

    Args:
        files: the name and the content of every valid file, by kind.
        procedures: the procedures, in the order of their files.
        root: the folder, as problems name it.
        providers: provides the calendar if no file declares it.
    """
    manifest, offices = files["manifest"][0][1], files["offices"][0][1]
    models = (build_model(data, file) for file, data in files.get("model", ()))
    return Catalog(
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
        closures=tuple(closure for file, data in files.get("closures", ()) for closure in build_closures(data, file)),
        corrections=tuple(correction for file, data in files.get("corrections", ()) for correction in build_corrections(data, file)),
    )


def _named_calendar(files: Iterable[tuple[str, Data]], name: str, providers: Providers | None) -> CalendarDocument:
    """Return the calendar of this name from the folder, or else the provided one, which has no file."""
    for file, data in files:
        if data["id"] == name:
            return build_calendar(data, file)
    assert providers is not None, "the checks report a calendar that nothing declares"
    provided: CalendarDocument = providers.find("calendar", name).document()
    return attrs.evolve(provided, id=name, file="")


def build_manifest(data: Data) -> Manifest:
    """Build the manifest."""
    return Manifest(
        id=data["id"],
        version=data["version"],
        title=data["title"],
        title_en=data["title_en"],
        calendar=data["calendar"],
        time_precision=data["time_precision"],
        statutory_policy=data["statutory_policy"],
        checks=tuple(data.get("checks", ())),
        fields=tuple(Field(id=f["id"], name=f["name"], name_en=f.get("name_en")) for f in data["fields"]),
        levels=tuple(
            LevelBinding(
                level=b["level"],
                title=b["title"],
                title_en=b["title_en"],
                procedures=b["procedures"],
                fields=b["fields"],
                default_office=b["default_office"],
                commitments=tuple(b["commitments"]),
                default_office_changes=tuple(
                    DefaultOfficeChange(
                        effective_from=dt.date.fromisoformat(c["effective_from"]), office=c["office"], basis=citation_of(c["basis"])
                    )
                    for c in sorted(b.get("default_office_changes", ()), key=lambda c: c["effective_from"])
                ),
            )
            for b in data["levels"]
        ),
        conventions=tuple(
            Convention(id=c["id"], text=c["text"], text_en=c["text_en"], citations=citations_of(c)) for c in data["conventions"]
        ),
        reviewed_on=read_date(data.get("reviewed_on")),
        note=data.get("note"),
        receipts_outside_hours=_receipts_outside_hours(data.get("receipts_outside_hours")),
        pauses=tuple(_pause_kind(kind) for kind in data.get("pauses", ())),
    )


def _receipts_outside_hours(data: Data | None) -> ReceiptsOutsideHours | None:
    if data is None:
        return None
    return ReceiptsOutsideHours(commitment=data["commitment"], law=data["law"], citations=citations_of(data))


def _pause_kind(data: Data) -> PauseKind:
    return PauseKind(
        id=data["id"],
        type=data["type"],
        name=data["name"],
        name_en=data["name_en"],
        text=data["text"],
        text_en=data["text_en"],
        period=period_of(data),
        fields=tuple(data.get("fields", ())),
        law=data["law"],
        commitment=data["commitment"],
        most=data.get("most"),
        within_working_days=data.get("within_working_days"),
        citations=citations_of(data),
        note=data.get("note"),
    )


def build_documents(data: Data) -> dict[str, LegalDocument]:
    """Build the legal documents by id."""
    return {
        d["id"]: LegalDocument(
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
            replaced_by=tuple(d.get("replaced_by", ())),
        )
        for d in data["documents"]
    }


def build_sources(data: Data) -> dict[str, Source]:
    """Build the sources by id."""
    return {
        s["id"]: Source(id=s["id"], kind=s["type"], reference=s["reference"], as_of=s["as_of"], note=s["note"]) for s in data["sources"]
    }


def build_hours(data: Data) -> dict[str, Hours]:
    """Build the sets of office hours by id; desks without known hours share one that covers the whole day."""
    stated = {
        h["id"]: Hours(
            id=h["id"],
            seasons=tuple(
                Season(
                    first=read_month_day(s["first"]),
                    last=read_month_day(s["last"]),
                    sessions=tuple(read_session(session) for session in s["sessions"]),
                )
                for s in h["seasons"]
            ),
            citations=citations_of(h),
            source=h["source"],
            note=h["note"],
        )
        for h in data["hours"]
    }
    unknown = any(desk.get("hours", "") is None for office in data["offices"] for desk in (office, *office.get("changes", ())))
    return {**stated, UNKNOWN_HOURS: unknown_hours()} if unknown else stated


def build_offices(data: Data) -> dict[str, Office]:
    """Build the offices by id."""
    return {
        o["id"]: Office(
            id=o["id"],
            name=o["name"],
            name_en=o["name_en"],
            level=o["level"],
            hours=UNKNOWN_HOURS if o["hours"] is None else o["hours"],
            period=period_of(o),
            address=o.get("address"),
            phone=o.get("phone"),
            channels=tuple(o["channels"]) if "channels" in o else None,
            receives_for=tuple(
                ReceivesFor(level=r.get("level"), office=r.get("office"), hours_of=r["hours_of"]) for r in o.get("receives_for", ())
            ),
            until_basis=citation_of(o.get("effective_until_basis")),
            succeeded_by=tuple(
                OfficeSuccessor(office=s["office"], name=s["name"], part=s["part"], basis=citation_of(s["basis"]))
                for s in o.get("succeeded_by", ())
            ),
            changes=tuple(_office_change(c) for c in sorted(o.get("changes", ()), key=lambda c: c["effective_from"])),
            source=o["source"],
            note=o["note"],
        )
        for o in data["offices"]
    }


_CHANGING = ("hours", "name", "name_en", "address", "phone", "channels")
"""The keys of an office that may change on a date."""


def _office_change(data: Data) -> OfficeChange:
    changed = {key: data[key] for key in _CHANGING if key in data}
    if changed.get("hours", "") is None:
        changed["hours"] = UNKNOWN_HOURS
    if "channels" in changed:
        changed["channels"] = tuple(changed["channels"])
    return OfficeChange(
        effective_from=dt.date.fromisoformat(data["effective_from"]), basis=citation_of(data["basis"]), changed=tuple(changed.items())
    )


def build_corrections(data: Data, file: str) -> tuple[Correction, ...]:
    """Build the recorded corrections."""
    return tuple(
        Correction(
            id=c["id"],
            what=c["what"],
            name=c["name"],
            why=c["why"],
            why_en=c.get("why_en"),
            citation=None if c["citation"] is None else citation_of(c["citation"]),
            known_since=dt.date.fromisoformat(c["known_since"]),
            file=file,
        )
        for c in data["corrections"]
    )


def build_closures(data: Data, file: str) -> tuple[Closure, ...]:
    """Build the closures and extra openings."""
    return tuple(_closure(c, file) for c in data["closures"])


def _closure(data: Data, file: str) -> Closure:
    first = dt.date.fromisoformat(data["date"])
    citation, effect = citation_of(data["citation"]), data.get("effect", {})
    return Closure(
        id=data["id"],
        kind=data["kind"],
        offices=tuple(data.get("offices", ())),
        levels=tuple(data.get("levels", ())),
        first=first,
        last=read_date(data.get("until")) or first,
        sessions=tuple(read_session(session) for session in data["sessions"]) if "sessions" in data else None,
        reason=data["reason"],
        reason_en=data.get("reason_en"),
        citations=(citation,) if citation is not None else (),
        announced_on=read_date(data["announced_on"]),
        commitment=effect.get("commitment", "next_opening" if data["kind"] == "closed" else "working_day"),
        law=effect.get("law", "unchanged"),
        note=data.get("note"),
        file=file,
    )


def build_calendar(data: Data, file: str) -> CalendarDocument:
    """Build the official calendar."""
    return CalendarDocument(
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
        decided_earlier=tuple(
            EarlierHorizon(through=dt.date.fromisoformat(earlier["through"]), until=dt.date.fromisoformat(earlier["until"]))
            for earlier in data.get("decided_earlier") or ()
        ),
    )


def _calendar_day(data: Data) -> CalendarDay:
    return CalendarDay(
        date=dt.date.fromisoformat(data["date"]),
        kind=data["kind"],
        name=data["name"],
        status=data["status"],
        decision=data.get("decision"),
        announced_on=read_date(data.get("announced_on")),
        swap_with=read_date(data.get("swap_with")),
        source=data["source"],
        note=data.get("note"),
        replaced_on=read_date(data.get("replaced_on")),
    )


def build_model(data: Data, file: str) -> Model:
    """Build one commitment model."""
    scope = data["scope"]
    return Model(
        id=data["id"],
        title=data["title"],
        title_en=data["title_en"],
        policy=data["policy"],
        parameters=data["parameters"],
        period=period_of(data),
        scope=Scope(**{key: tuple(values) for key, values in scope.items() if not key.startswith("x-")}),
        citations=citations_of(data),
        strength=data.get("strength", "promise"),
        notices=tuple(
            Notice(
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


def build_roster(data: Data, file: str) -> Roster:
    """Build one roster."""
    return Roster(
        office=data["office"],
        period=period_of(data),
        volunteers_needed=data["volunteers_needed"],
        posts=tuple(Post(id=post["id"], name=post["name"]) for post in data["posts"]),
        people=tuple(
            Person(id=person["id"], role=person["role"], title=person["title"], fields=tuple(person["fields"])) for person in data["people"]
        ),
        days=tuple(
            Duty(
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
