"""A model: the commitment of a place, as a policy with parameters, a period and a scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import attrs

from tthc_catalog.effective import Period
from tthc_catalog.records.legal import Citation
from tthc_catalog.records.procedure import Level, Procedure


@attrs.frozen(kw_only=True)
class Scope:
    """What a commitment binds; an empty tuple means "all".

    ``include`` and ``exclude`` name procedures by code; ``exclude_cases`` names cases by id.
    """

    levels: tuple[Level, ...] = ()
    offices: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    exclude_cases: tuple[str, ...] = ()

    def lists(self, procedure: Procedure, office: str) -> bool:
        """Whether the procedure at this office is in the scope, its cases aside."""
        return (
            (not self.levels or procedure.level in self.levels)
            and (not self.offices or office in self.offices)
            and (not self.fields or procedure.field in self.fields)
            and (not self.include or procedure.code in self.include)
            and procedure.code not in self.exclude
        )


@attrs.frozen(kw_only=True)
class Notice:
    """A sentence every answer of the period and levels must show."""

    period: Period
    levels: tuple[Level, ...]
    text: str
    text_en: str


@attrs.frozen(kw_only=True)
class Model:
    """A commitment: a policy chosen by id with its parameters, a period and a scope.

    Attributes:
        strength: a ``promise`` binds; a ``target`` is what the place strives for: reported, but it covers and governs nothing.
    """

    id: str
    title: str
    title_en: str
    policy: str
    parameters: Mapping[str, Any]
    period: Period
    scope: Scope
    citations: tuple[Citation, ...]
    strength: Literal["promise", "target"] = "promise"
    notices: tuple[Notice, ...] = ()
    note: str | None = None
    file: str = ""
