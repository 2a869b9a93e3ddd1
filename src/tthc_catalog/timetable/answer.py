"""What a timetable answers, as light records: nothing here costs anything to import, so a stored answer is read back at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from tthc_catalog.policies.contract import Bound, Rule
    from tthc_catalog.records.commitment_model import Model
    from tthc_catalog.timetable.timetable import Span

NOT_IN_FORCE = "not-in-force"
NOT_LISTED = "not-listed"
CASE_EXCLUDED = "case-excluded"
OFFICE_CLOSED = "office-closed"
TARGET_ONLY = "target-only"

Governing = Literal["commitment", "statutory"]


class Resolved(NamedTuple):
    """What one policy says of one instant, with the arithmetic done. Instants are seconds since the epoch.

    Attributes:
        rule: the rule of the segment met.
        reason: why the policy does not bind; None when it does.
        due_at: what the slip prints; None when not bound, or when the processing time holds.
        late_after: the first instant that is late.
        day: number of the day of receipt.
        counted_from: number of the day the term is counted from; differs from ``day`` when receipt is deemed later.
        last_day: the last day the arithmetic touched.
        by_processing_time: the policy promises nothing shorter than the statutory time.
        rate: 1 where ``due_at`` moves on with each minute of receipt, else 0.
        in_calendar_days: the term counts every day, worked or not.
    """

    rule: Rule
    reason: str | None
    due_at: int | None
    late_after: int | None
    bound: Bound
    day: int
    counted_from: int
    last_day: int
    by_processing_time: bool = False
    rate: int = 0
    in_calendar_days: bool = False


class Answer(NamedTuple):
    """What law and commitments say of a receipt.

    Attributes:
        counted_from: number of the day the law counts from: the day of receipt, or the next working day.
        reason: why no commitment binds; None when one does.
        commitment: the governing commitment's answer, with ``model`` naming it.
        others: every commitment's and target's answer, bound or not, in the catalog's order.
        governing: which deadline comes first; None when there is none at all.
        provisional: some day the answer rests on is not settled by official decision.
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

    @property
    def rule(self) -> str | None:
        """The governing rule, as ``model/rule`` or ``statutory/rule``; for an uncovered receipt without law, None."""
        if self.governing == "commitment" and self.commitment is not None and self.model is not None:
            return f"{self.model.id}/{self.commitment.rule.id}"
        if self.governing == "statutory" and self.statutory is not None:
            return f"law/{self.statutory.rule.id}"
        return None

    @property
    def rate(self) -> int:
        """1 where the due instant moves on with each minute of receipt."""
        governing = self.commitment if self.governing == "commitment" else self.statutory
        return governing.rate if governing is not None else 0

    @property
    def content(self) -> tuple[object, ...]:
        """All that a table row says: two neighbouring rows of one content are one row."""
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
