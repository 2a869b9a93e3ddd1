"""The desks offered in the calculator, grouped into kinds with equal results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.plain_text import shown_text
from tthc_catalog.timetable.counted_office import CountedOffice, default_office, named_office

if TYPE_CHECKING:
    import datetime as dt

    from tthc_catalog.publication.content.publication import Publication
    from tthc_catalog.records.manifest import LevelBinding
    from tthc_catalog.records.office import Office


def offered_desks(publication: Publication, binding: LevelBinding) -> tuple[tuple[Office, int], ...]:
    """Return the desks of a level that have not closed by the day of the publication, each with the number of its kind.

    Desks of one kind have the same hours and period and are bound by the same commitments, so they share one timetable per procedure.
    The default desk comes first and has kind 0; it is included even if it has closed, because an ended level has no other desk.
    """
    catalog = publication.catalog
    default = catalog.offices[binding.default_office_on(publication.as_of)]
    others = (office for office in catalog.offices.values() if office.level == binding.level and office.id != default.id)
    kinds: dict[Any, int] = {}
    return tuple(
        (office, kinds.setdefault(_kind(publication, binding, office), len(kinds)))
        for office in (default, *others)
        if office is default or office.period.until is None or publication.as_of < office.period.until
    )


def one_of_each_kind(publication: Publication, binding: LevelBinding) -> tuple[Office, ...]:
    """Return the first desk of each kind, in the order of the kinds."""
    first: dict[int, Office] = {}
    for office, kind in offered_desks(publication, binding):
        first.setdefault(kind, office)
    return tuple(first.values())


def desks_data(publication: Publication, binding: LevelBinding) -> list[list[Any]]:
    """Return the desks of a level for the page: both names, the kind, the first day and the day after the last, or None."""
    return [
        [shown_text(desk.name), desk.name_en and shown_text(desk.name_en), kind, *(day and day.isoformat() for day in _bounds(desk))]
        for desk, kind in ((office.on(publication.as_of), kind) for office, kind in offered_desks(publication, binding))
    ]


def desk_by_day(publication: Publication, binding: LevelBinding, place: int, desk: Office) -> CountedOffice:
    """Return a desk of the page by day; the first one is the default office, whichever office that is on a day."""
    calendar = publication.engine.calendar
    return default_office(binding, publication.catalog, calendar) if place == 0 else named_office(desk, calendar)


def _bounds(desk: Office) -> tuple[dt.date | None, dt.date | None]:
    return desk.period.start, desk.period.until


def _kind(publication: Publication, binding: LevelBinding, office: Office) -> tuple[Any, ...]:
    """Return the properties that can give two desks of one level different timetables."""
    catalog = publication.catalog
    bound = tuple(not (offices := catalog.models[name].scope.offices) or office.id in offices for name in binding.commitments)
    changes = tuple((change.effective_from, hours) for change in office.changes if (hours := dict(change.changed).get("hours")))
    closures = tuple(closure.id for closure in catalog.closures if closure.concerns(office.id, office.level))
    return catalog.hours[office.hours].seasons, changes, closures, office.period, bound
