"""The whole catalog as one immutable record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import attrs

from tthc_catalog.records.closure import Closure
from tthc_catalog.records.commitment_model import Model
from tthc_catalog.records.correction import Correction
from tthc_catalog.records.legal import LegalDocument, Source
from tthc_catalog.records.lookup import find_procedure, index_by_code
from tthc_catalog.records.manifest import Manifest
from tthc_catalog.records.office import Hours, Office
from tthc_catalog.records.official_calendar import CalendarDocument
from tthc_catalog.records.procedure import Level, Procedure
from tthc_catalog.records.roster import Roster


@attrs.frozen(kw_only=True)
class Catalog:
    """All records of one catalog; `tthc_catalog.load_catalog` builds it.

    Attributes:
        documents: the legal documents by id; likewise the sources, hours, offices and models.
        calendar: the official calendar that the manifest names.
        procedures: the procedures in the order of their files.
        root: the folder the catalog was read from.
        rosters: who is on duty on the model days.
        closures: closures and extra openings of desks, in the order of their file.
        corrections: edits of the past that are recorded, likewise.
        by_code: the procedures by code, then level.
    """

    manifest: Manifest
    documents: Mapping[str, LegalDocument]
    sources: Mapping[str, Source]
    hours: Mapping[str, Hours]
    offices: Mapping[str, Office]
    calendar: CalendarDocument
    models: Mapping[str, Model]
    procedures: Sequence[Procedure]
    root: str
    rosters: tuple[Roster, ...] = ()
    closures: tuple[Closure, ...] = ()
    corrections: tuple[Correction, ...] = ()
    by_code: Mapping[str, Mapping[Level, Procedure]] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Index the procedures by code, then level."""
        object.__setattr__(self, "by_code", index_by_code(self.procedures))

    def procedure(self, code: str, *, level: Level | None = None, on: dt.date | None = None) -> Procedure:
        """Return the procedure of this code.

        Args:
            code: the code in any printed form, such as ``1.001193`` or ``1.001193.000.00.00.H23``.
            level: required if the code exists at more than one level.
            on: also require an edition in force on this day.

        Raises:
            UnknownProcedure: no procedure has this code at this level.
            AmbiguousProcedure: the code exists at several levels.
            NotInForce: no edition is in force on ``on``.
        """
        return find_procedure(self.by_code, code, level=level, on=on, bindings=self.manifest.levels)

    def __repr__(self) -> str:
        """One line: the fields contain the whole catalog."""
        return f"<Catalog {self.id} {self.version}: {len(self.procedures)} procedures>"

    @property
    def id(self) -> str:
        """The catalog's id, from its manifest."""
        return self.manifest.id

    @property
    def version(self) -> str:
        """The catalog's version (CalVer), from its manifest."""
        return self.manifest.version
