"""An event in the history of a dossier, as it is given and as a decision reports it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    import numpy as np

    from tthc_catalog.records.pause import PauseKind


class Pause(NamedTuple):
    """An event in the history of a dossier.

    Attributes:
        since: when it began, as `tthc_catalog.Engine.decide` takes a receipt.
        until: when it ended; None while it lasts. For a new appointment, the moment that was appointed.
        kind: id of a kind of pause in the catalog; None for waiting for the citizen.
    """

    since: dt.datetime | np.datetime64 | str
    until: dt.datetime | np.datetime64 | str | None = None
    kind: str | None = None


class PauseNote(NamedTuple):
    """An event in the history of a dossier, and what it did.

    Attributes:
        kind: the kind of pause.
        since: when it began, in local time.
        until: when it ended; None while it lasts.
        working_days: the working days after the day on which it began, up to the one on which it ended; None while it lasts.
        law: ``moved``, ``unchanged``, or ``started_again`` for a term that counts from its end.
        commitment: ``moved``, ``unchanged``, or ``ended`` if the dossier left the commitment.
        statutory_from, statutory_to: the statutory due time before and after it; None without one.
        commitment_from, commitment_to: likewise for the commitment that binds.
        exceeds: the limit of the kind that it exceeds: ``most`` or ``within_working_days``; None if it exceeds none.
    """

    kind: PauseKind
    since: dt.datetime
    until: dt.datetime | None
    working_days: int | None
    law: Literal["moved", "unchanged", "started_again"]
    commitment: Literal["moved", "unchanged", "ended"]
    statutory_from: dt.datetime | None
    statutory_to: dt.datetime | None
    commitment_from: dt.datetime | None
    commitment_to: dt.datetime | None
    exceeds: Literal["most", "within_working_days"] | None

    @property
    def interrupts(self) -> bool:
        """Whether a term does not go on during an event of this kind."""
        return self.kind.interrupts
