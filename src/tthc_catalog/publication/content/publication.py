"""What a format of publication is: a named renderer that turns one publication into files.

A renderer sees a `Publication` and nothing else: no clock, no network, no folder to write to. Whatever is dated takes its date from
the publication, so the same catalog and the same day give the same bytes, on every machine and in every time zone.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.errors import PublicationError
from tthc_catalog.publication.content.stamp import Stamp, stamp_of
from tthc_catalog.records.catalog import Catalog, Field, LevelBinding
from tthc_catalog.records.procedure import Edition, Procedure
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine


@attrs.frozen(kw_only=True)
class Entry:
    """One procedure as a publication of one day shows it.

    Attributes:
        edition: the edition in force on the day; where there is none, the one in force last, or the first to come.
        in_force: whether ``edition`` is in force on the day.
    """

    procedure: Procedure
    edition: Edition
    in_force: bool
    binding: LevelBinding
    field: Field

    @property
    def key(self) -> str:
        """``commune/1.004873``: the key of the procedure as one text."""
        return f"{self.procedure.level}/{self.procedure.code}"

    @property
    def is_reconstructed(self) -> bool:
        """Whether its place in the list is a reconstruction, which every artefact must show."""
        return self.procedure.membership.status == "reconstructed"


@attrs.frozen(kw_only=True, eq=False, slots=False)
class Publication:
    """A catalog as it is published for one day.

    Attributes:
        catalog: what is published.
        as_of: the day whose editions are shown and from which the coming days are counted.
        base_url: the address the published folder will stand at, ending in ``/``; None when it is not known.
        offices: ids of the desks whose notices, announcements and calendar files are made; none means each level's usual desk.
        registry: gives the policies of the catalog's models.
    """

    catalog: Catalog
    as_of: dt.date
    base_url: str | None = None
    offices: tuple[str, ...] = ()
    registry: Registry = attrs.field(factory=Registry)

    @cached_property
    def stamp(self) -> Stamp:
        """Which catalog, of which day, from which source: what every artefact shows."""
        return stamp_of(self.catalog, self.as_of)

    @property
    def desks(self) -> dict[str, str]:
        """The desks that files are made for -> what those files are called after: a desk asked for by name, or its level."""
        if self.offices:
            return {office: office for office in self.offices}
        return {binding.default_office: binding.level for binding in self.catalog.manifest.levels}

    @cached_property
    def engine(self) -> Engine:
        """The engine over the catalog, compiled when a renderer first needs it."""
        from tthc_catalog.engine import Engine

        return Engine(self.catalog, registry=self.registry)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All procedures, by level and field as the manifest orders them, then as the catalog does."""
        fields = {field.id: (place, field) for place, field in enumerate(self.catalog.manifest.fields)}
        bindings = {binding.level: (place, binding) for place, binding in enumerate(self.catalog.manifest.levels)}
        ordered = sorted(self.catalog.procedures, key=lambda p: (bindings[p.level][0], fields[p.field][0]))
        return tuple(
            Entry(
                procedure=procedure,
                edition=_shown(procedure, self.as_of),
                in_force=procedure.edition_on(self.as_of) is not None,
                binding=bindings[procedure.level][1],
                field=fields[procedure.field][1],
            )
            for procedure in ordered
        )

    def of_level(self, level: str) -> tuple[Entry, ...]:
        """The entries of one level that are in force."""
        return tuple(entry for entry in self.entries if entry.procedure.level == level and entry.in_force)


def version_day(catalog: Catalog) -> dt.date:
    """The day a catalog's version names: ``2026.11.23`` and ``2026.11.23.2`` are of 23/11/2026."""
    year, month, day = catalog.version.split(".")[:3]
    return dt.date(int(year), int(month), int(day))


def normal_base_url(address: str) -> str:
    """An address to put relative paths behind.

    Raises:
        PublicationError: it is not an http or https address, or holds what no address holds.
    """
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and not parts.fragment
    except ValueError:
        sound = False
    if not sound or any(letter.isspace() or letter in '<>"\\^`{|}' for letter in address):
        raise PublicationError("publication.error.base_url", address=address)
    return address if address.endswith("/") else address + "/"


def _shown(procedure: Procedure, day: dt.date) -> Edition:
    found = procedure.edition_on(day)
    if found is not None:
        return found
    begun = [edition for edition in procedure.editions if edition.period.start is None or edition.period.start <= day]
    return begun[-1] if begun else procedure.editions[0]


def ended(entry: Entry, day: dt.date) -> dt.date | None:
    """The first day the entry no longer held; None while it does, or before it began."""
    until = entry.edition.period.until
    return until if not entry.in_force and until is not None and until <= day else None
