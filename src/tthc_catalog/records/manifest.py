"""The manifest: the identity of a catalog, its levels, fields and conventions."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import attrs

from tthc_catalog.records.legal import Citation
from tthc_catalog.records.pause import UNSTATED_PAUSE, PauseKind
from tthc_catalog.records.procedure import Level


@attrs.frozen(kw_only=True)
class Field:
    """A field (lĩnh vực) that procedures belong to."""

    id: str
    name: str
    name_en: str | None = None


@attrs.frozen(kw_only=True)
class DefaultOfficeChange:
    """Another default office of a level, from a day on."""

    effective_from: dt.date
    office: str
    basis: Citation | None


@attrs.frozen(kw_only=True)
class LevelBinding:
    """The rules of one level.

    Attributes:
        procedures: how many procedures the plan declares; None if it declares no number.
        fields: how many fields it declares; None if it declares no number.
        default_office: id of the office used if a call names none.
        default_office_changes: other default offices, each from a day on, in order.
        commitments: ids of the models that apply.
    """

    level: Level
    title: str
    title_en: str
    procedures: int | None
    fields: int | None
    default_office: str
    commitments: tuple[str, ...]
    default_office_changes: tuple[DefaultOfficeChange, ...] = ()

    def default_office_on(self, day: dt.date) -> str:
        """Return the id of the default office on a day."""
        made = [change.office for change in self.default_office_changes if change.effective_from <= day]
        return made[-1] if made else self.default_office


@attrs.frozen(kw_only=True)
class Convention:
    """A rule of calculation that the plan leaves open; explanations cite it."""

    id: str
    text: str
    text_en: str
    citations: tuple[Citation, ...]


OutsideHours = Literal["as_recorded", "next_opening"]
"""How a receipt outside opening hours counts: at the recorded instant, or from the next opening of the desk."""


@attrs.frozen(kw_only=True)
class ReceiptsOutsideHours:
    """The convention for receipts outside the opening hours of an open day, with its citations."""

    commitment: OutsideHours
    law: OutsideHours
    citations: tuple[Citation, ...]


@attrs.frozen(kw_only=True)
class Manifest:
    """The catalog's identity and its choices.

    Attributes:
        calendar: id of the official calendar.
        time_precision: the unit in which instants are compared with a boundary.
        statutory_policy: id of the policy that computes statutory deadlines.
        checks: ids of further checks that the catalog must pass.
        receipts_outside_hours: the convention for receipts outside opening hours; None if it is not stated: then they count as recorded.
        pauses: the kinds of pauses; empty if the catalog states none.
    """

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
    receipts_outside_hours: ReceiptsOutsideHours | None = None
    pauses: tuple[PauseKind, ...] = ()

    @property
    def pause_kinds(self) -> dict[str, PauseKind]:
        """The kinds of pauses by id; a catalog that states none has one kind, in which the terms are suspended."""
        return {kind.id: kind for kind in self.pauses or (UNSTATED_PAUSE,)}

    @property
    def usual_pause(self) -> PauseKind | None:
        """The kind of a pause for which none is named: the first of type ``waiting``; None if no kind has that type."""
        return next((kind for kind in self.pause_kinds.values() if kind.type == "waiting"), None)
