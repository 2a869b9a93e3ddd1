"""The desks a citizen may choose in the calculator, and which of them give the same answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.plain_text import shown_text

if TYPE_CHECKING:
    import datetime as dt

    from tthc_catalog.publication.content.publication import Publication
    from tthc_catalog.records.catalog import LevelBinding
    from tthc_catalog.records.office import Office


def offered_desks(publication: Publication, binding: LevelBinding) -> tuple[tuple[Office, int], ...]:
    """The desks of a level that work on the publication's day or later, each with its kind; the usual desk first, of kind 0.

    Desks of one kind keep the same hours, work in the same period and are bound by the same commitments, so every procedure has one
    timetable for all of them. A desk that is gone is left out, unless it is the usual one: its level has no other to show what held.
    """
    catalog = publication.catalog
    usual = catalog.offices[binding.default_office]
    others = (office for office in catalog.offices.values() if office.level == binding.level and office.id != usual.id)
    kinds: dict[Any, int] = {}
    return tuple(
        (office, kinds.setdefault(_kind(publication, binding, office), len(kinds)))
        for office in (usual, *others)
        if office is usual or office.period.until is None or publication.as_of < office.period.until
    )


def one_of_each_kind(publication: Publication, binding: LevelBinding) -> tuple[Office, ...]:
    """The first desk of each kind, in the order of the kinds."""
    first: dict[int, Office] = {}
    for office, kind in offered_desks(publication, binding):
        first.setdefault(kind, office)
    return tuple(first.values())


def desks_data(publication: Publication, binding: LevelBinding) -> list[list[Any]]:
    """The desks of a level for the page: both names, the kind, the first day and the day after the last; null where there is none."""
    return [
        [shown_text(desk.name), desk.name_en and shown_text(desk.name_en), kind, *(day and day.isoformat() for day in _bounds(desk))]
        for desk, kind in offered_desks(publication, binding)
    ]


def _bounds(desk: Office) -> tuple[dt.date | None, dt.date | None]:
    return desk.period.start, desk.period.until


def _kind(publication: Publication, binding: LevelBinding, office: Office) -> tuple[Any, ...]:
    """What the compiler makes a difference by between two desks of one level."""
    catalog = publication.catalog
    bound = tuple(not (named := catalog.models[name].scope.offices) or office.id in named for name in binding.commitments)
    return catalog.hours[office.hours].seasons, office.period, bound
