"""Kinds of events that interrupt a dossier, and what each does to its deadlines."""

from __future__ import annotations

from typing import Literal

import attrs

from tthc_catalog.effective import Period
from tthc_catalog.records.legal import Citation

PauseType = Literal["waiting", "papers", "verification", "appointment", "handover"]
LawEffect = Literal["suspended", "starts_again", "runs"]
CommitmentEffect = Literal["suspended", "ends", "runs"]


@attrs.frozen(kw_only=True)
class PauseKind:
    """A kind of event during the processing of a dossier, as the catalog states it.

    Attributes:
        type: ``waiting`` for the citizen; a request for more ``papers``; ``verification`` by another authority; an apology with a new
            ``appointment``; ``handover`` to another authority.
        text: the rule in one sentence.
        period: the days on which the event may begin.
        fields: ids of the fields whose dossiers it concerns; empty for all.
        law: ``suspended``: the rest of the statutory term resumes at the end; ``starts_again``: the whole term counts from the end;
            ``runs``: the event moves nothing.
        commitment: ``suspended`` and ``runs`` likewise; ``ends``: the dossier leaves the commitment.
        most: the most events of this kind for one dossier; None if no limit is stated.
        within_working_days: the last working day after the receipt on which the event may begin; None if no limit is stated.
    """

    id: str
    type: PauseType
    name: str
    name_en: str
    text: str
    text_en: str
    period: Period = attrs.field(factory=Period)
    fields: tuple[str, ...] = ()
    law: LawEffect
    commitment: CommitmentEffect
    most: int | None = None
    within_working_days: int | None = None
    citations: tuple[Citation, ...] = ()
    note: str | None = None

    @property
    def interrupts(self) -> bool:
        """Whether a term does not go on during an event of this kind."""
        return self.law != "runs" or self.commitment != "runs"


UNSTATED_PAUSE = PauseKind(
    id="waiting",
    type="waiting",
    name="Chờ người nộp",
    name_en="Waiting for the citizen",
    text="Danh mục không nêu kiểu tạm dừng; thời hạn đứng lại và tính tiếp khi hết chờ.",
    text_en="The catalog states no kinds of pauses; the terms are suspended and resume afterwards.",
    law="suspended",
    commitment="suspended",
)
"""The only kind of pause of a catalog that states none."""
