"""The answer of one policy to one receipt, with all arithmetic done. A light record: importing it loads nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tthc_catalog.policies.contract import Bound, Rule


class Resolved(NamedTuple):
    """The answer of one policy to a receipt at one instant. Instants are seconds since the epoch.

    Attributes:
        rule: the rule of the segment that contains the instant.
        reason: why the policy does not bind; None if it does.
        due_at: the due time on the slip; None if the policy does not bind or the processing time applies.
        late_after: the first instant that is late.
        day: number of the day of receipt.
        counted_from: number of the day from which the term is counted; later than ``day`` if receipt is deemed later.
        last_day: number of the last day that the arithmetic used.
        by_processing_time: whether the policy takes the dossier but promises no due time of its own, so that only the law sets one.
        rate: 1 if ``due_at`` advances with each minute of receipt, else 0.
        in_calendar_days: whether the term counts days off too.
        moved_from: the due time before a closure of the desk moved it; None if none did.
        from_minute: minute of the day ``counted_from`` at which the term starts; None if it is the receipt itself, or the opening after a
            receipt on a closed day.
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
    moved_from: int | None = None
    from_minute: int | None = None
