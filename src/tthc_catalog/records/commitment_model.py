"""Models: the commitments of a place, each a policy with parameters, a period and a scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import attrs

from tthc_catalog.effective import Period
from tthc_catalog.records.legal import Citation
from tthc_catalog.records.procedure import Level, Procedure


@attrs.frozen(kw_only=True)
class Scope:
    """The procedures a commitment applies to; an empty tuple means no restriction.

    Attributes:
        levels: ids of levels; likewise the offices and fields.
        include: codes of procedures.
        exclude: codes of procedures that are left out.
        exclude_cases: ids of cases that are left out.
        channels: the ways of filing.
    """

    levels: tuple[Level, ...] = ()
    offices: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    exclude_cases: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    def lists(self, procedure: Procedure, office: str) -> bool:
        """Return whether the procedure at this office is in the scope; cases and channels are not considered."""
        return (
            (not self.levels or procedure.level in self.levels)
            and (not self.offices or office in self.offices)
            and (not self.fields or procedure.field in self.fields)
            and (not self.include or procedure.code in self.include)
            and procedure.code not in self.exclude
        )

    def admits(self, channel: str) -> bool:
        """Return whether dossiers filed through the channel are in the scope."""
        return not self.channels or channel in self.channels


@attrs.frozen(kw_only=True)
class Notice:
    """A sentence that every answer in this period and at these levels must show."""

    period: Period
    levels: tuple[Level, ...]
    text: str
    text_en: str

    def is_for(self, level: Level) -> bool:
        """Whether answers at a level show it; without levels, all do."""
        return not self.levels or level in self.levels


@attrs.frozen(kw_only=True)
class Model:
    """A commitment: a policy chosen by id, with its parameters, a period and a scope.

    Attributes:
        policy: id of the policy.
        parameters: its parameters, valid under the schema of the policy.
        strength: a ``promise`` binds; a ``target`` is only an aim: it is reported, but never covers a dossier or governs its deadline.
        file: the file that declares it.
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
