"""The manifest and the whole catalog, as one immutable record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal

import attrs

from tthc_catalog.records.commitment_model import Model
from tthc_catalog.records.legal import Citation, LegalDocument, Source
from tthc_catalog.records.lookup import find_procedure, index_by_code
from tthc_catalog.records.office import Hours, Office
from tthc_catalog.records.official_calendar import CalendarDocument
from tthc_catalog.records.procedure import Level, Procedure
from tthc_catalog.records.roster import Roster


@attrs.frozen(kw_only=True)
class Field:
    """A field (lĩnh vực) of the list."""

    id: str
    name: str
    name_en: str | None = None


@attrs.frozen(kw_only=True)
class LevelBinding:
    """What holds for one level: the counts the plan declares, the usual office and the commitments."""

    level: Level
    title: str
    title_en: str
    procedures: int | None
    fields: int | None
    default_office: str
    commitments: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Convention:
    """A rule of reckoning the plan leaves open, stated once and cited in explanations."""

    id: str
    text: str
    text_en: str
    citations: tuple[Citation, ...]


@attrs.frozen(kw_only=True)
class Manifest:
    """The catalog's identity and its choices; ``checks`` are ids of further checks it wants to pass."""

    id: str
    version: str
    title: str
    title_en: str
    calendar: str
    time_precision: Literal["minute", "second"]
    statutory_policy: str
    fields: tuple[Field, ...]
    levels: tuple[LevelBinding, ...]
    conventions: tuple[Convention, ...]
    checks: tuple[str, ...] = ()
    reviewed_on: dt.date | None = None
    note: str | None = None


@attrs.frozen(kw_only=True)
class Catalog:
    """Everything one catalog folder says. Built by the loader; use ``tthc_catalog.load_catalog``."""

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
    by_code: Mapping[str, Mapping[Level, Procedure]] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Index the procedures by code, then level."""
        object.__setattr__(self, "by_code", index_by_code(self.procedures))

    def procedure(self, code: str, *, level: Level | None = None, on: dt.date | None = None) -> Procedure:
        """The procedure of this code, which may be in any printed form.

        Args:
            code: such as ``1.001193`` or ``1.001193.000.00.00.H23``.
            level: needed when the code stands at more than one level.
            on: also require an edition in force on this day.

        Raises:
            UnknownProcedure: nothing has this code (at this level); suggestions come with it.
            AmbiguousProcedure: the code stands at several levels.
            NotInForce: no edition holds on ``on``.
        """
        return find_procedure(self.by_code, code, level=level, on=on)

    def __repr__(self) -> str:
        """One line: the records of a whole catalog are nothing to print."""
        return f"<Catalog {self.id} {self.version}: {len(self.procedures)} procedures>"

    @property
    def id(self) -> str:
        """The catalog's id, from its manifest."""
        return self.manifest.id

    @property
    def version(self) -> str:
        """The catalog's version (CalVer), from its manifest."""
        return self.manifest.version
