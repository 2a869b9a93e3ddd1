"""The answer of a timetable to one receipt. A light record: importing it loads nothing else, so a stored answer is read quickly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from tthc_catalog.policies.contract import Bound
    from tthc_catalog.records.commitment_model import Model
    from tthc_catalog.timetable.resolved_outcome import Resolved
    from tthc_catalog.timetable.span import Span

NOT_IN_FORCE = "not-in-force"
NOT_LISTED = "not-listed"
NO_MODEL = "no-model"
OFFICE_OUT_OF_SCOPE = "office-out-of-scope"
CASE_EXCLUDED = "case-excluded"
CHANNEL_EXCLUDED = "channel-excluded"
OFFICE_CLOSED = "office-closed"
OFFICE_NOT_IN_FORCE = "office-not-in-force"
TARGET_ONLY = "target-only"

Governing = Literal["commitment", "statutory"]


class Answer(NamedTuple):
    """The answer of the statute and of the commitments to a receipt.

    Attributes:
        day: number of the day of receipt.
        counted_from: number of the day from which the statute counts: the day of receipt, or the next working day.
        reason: why no commitment binds; None if one does.
        commitment: answer of the binding commitment that is due first; ``model`` is its model.
        statutory: answer of the statute; None if it sets no time.
        others: answers of all commitments and targets, binding or not, in the catalog's order.
        governing: which deadline comes first; None if there is no deadline.
        provisional: whether the answer depends on a day that no official decision settled on the day of receipt.
        settled: answer of the statute by all that is known now; None if it is the same.
    """

    span: Span
    day: int
    counted_from: int
    reason: str | None
    commitment: Resolved | None
    model: Model | None
    statutory: Resolved | None
    others: tuple[tuple[Model, Resolved], ...]
    governing: Governing | None
    due_at: int | None
    late_after: int | None
    bound: Bound
    provisional: bool
    settled: Resolved | None = None

    @property
    def rule(self) -> str | None:
        """The governing rule, as ``model/rule`` or ``law/rule``; None if no deadline governs."""
        if self.governing == "commitment" and self.commitment is not None and self.model is not None:
            return f"{self.model.id}/{self.commitment.rule.id}"
        if self.governing == "statutory" and self.statutory is not None:
            return f"law/{self.statutory.rule.id}"
        return None

    @property
    def rate(self) -> int:
        """1 if the due instant advances with each minute of receipt, else 0."""
        governing = self.commitment if self.governing == "commitment" else self.statutory
        return governing.rate if governing is not None else 0

    @property
    def content(self) -> tuple[object, ...]:
        """The fields of a table row; neighbouring rows with equal content are merged."""
        return (
            self.span.edition.id if self.span.edition else None,
            self.reason,
            self.rule,
            self.due_at,
            self.late_after,
            self.bound,
            self.commitment.due_at if self.commitment else None,
            self.commitment.late_after if self.commitment else None,
            self.statutory.due_at if self.statutory else None,
            self.statutory.late_after if self.statutory else None,
            self.provisional,
            self.rate,
        )
