"""A publication: one catalog as of one day, the only input of every renderer.

Renderers use no clock, no network and no folder. All dates come from the publication, so the same catalog and day give the same bytes on
every machine and in every time zone.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.publication.content.stamp import Stamp, stamp_of
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.manifest import Field, LevelBinding
from tthc_catalog.records.procedure import Edition, Procedure
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine


@attrs.frozen(kw_only=True)
class Entry:
    """One procedure as shown on the day of the publication.

    Attributes:
        edition: the edition in force on the day; if none is, the last one that has begun, or else the first one.
        in_force: whether ``edition`` is in force on the day.
    """

    procedure: Procedure
    edition: Edition
    in_force: bool
    binding: LevelBinding
    field: Field

    @property
    def key(self) -> str:
        """The key of the procedure as one string: ``commune/1.004873``."""
        return f"{self.procedure.level}/{self.procedure.code}"

    @property
    def is_reconstructed(self) -> bool:
        """Whether the procedure is listed by reconstruction, which every artefact must show."""
        return self.procedure.membership.status == "reconstructed"


@attrs.frozen(kw_only=True, eq=False, slots=False)
class Publication:
    """A catalog published as of one day.

    Attributes:
        catalog: the catalog to publish.
        as_of: the day whose editions are shown and from which the coming days are counted.
        base_url: the address of the published folder, ending in ``/``; None if unknown.
        offices: ids of the desks that get notices, announcements and calendar files; empty for the default desk of each level.
        registry: the registry that provides the policies of the catalog's models.
    """

    catalog: Catalog
    as_of: dt.date
    base_url: str | None = None
    offices: tuple[str, ...] = ()
    registry: Registry = attrs.field(factory=Registry)

    @cached_property
    def stamp(self) -> Stamp:
        """The origin that every artefact shows."""
        return stamp_of(self.catalog, self.as_of)

    @property
    def desks(self) -> dict[str, str]:
        """Ids of the desks that get files, mapped to the name part of those files: the id if the desk was requested, else the level."""
        if self.offices:
            return {office: office for office in self.offices}
        return {binding.default_office_on(self.as_of): binding.level for binding in self.catalog.manifest.levels}

    @cached_property
    def engine(self) -> Engine:
        """The engine for the catalog, created on first use."""
        from tthc_catalog.engine import Engine

        return Engine(self.catalog, registry=self.registry)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All procedures, sorted by level and field in the order of the manifest, then in the order of the catalog."""
        fields = {field.id: (position, field) for position, field in enumerate(self.catalog.manifest.fields)}
        bindings = {binding.level: (position, binding) for position, binding in enumerate(self.catalog.manifest.levels)}
        ordered = sorted(self.catalog.procedures, key=lambda p: (bindings[p.level][0], fields[p.field][0]))
        return tuple(
            Entry(
                procedure=procedure,
                edition=_shown_edition(procedure, self.as_of),
                in_force=procedure.edition_on(self.as_of) is not None,
                binding=bindings[procedure.level][1],
                field=fields[procedure.field][1],
            )
            for procedure in ordered
        )

    def of_level(self, level: str) -> tuple[Entry, ...]:
        """Return the entries of a level that are in force."""
        return tuple(entry for entry in self.entries if entry.procedure.level == level and entry.in_force)


def version_day(catalog: Catalog) -> dt.date:
    """Return the day in a catalog's version: ``2026.11.23`` and ``2026.11.23.2`` both mean 23/11/2026."""
    year, month, day = catalog.version.split(".")[:3]
    return dt.date(int(year), int(month), int(day))


def _shown_edition(procedure: Procedure, day: dt.date) -> Edition:
    edition = procedure.edition_on(day)
    if edition is not None:
        return edition
    begun = [edition for edition in procedure.editions if edition.period.start is None or edition.period.start <= day]
    return begun[-1] if begun else procedure.editions[0]


def ended(entry: Entry, day: dt.date) -> dt.date | None:
    """Return the first day on which the entry was no longer in force; None if it is in force or has not begun."""
    until = entry.edition.period.until
    return until if not entry.in_force and until is not None and until <= day else None
