"""From a timetable's answer to the decision: what is missing, which deadlines hold, when receipt counts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tthc_catalog.decisions.completeness import assess
from tthc_catalog.decisions.decision import INCOMPLETE, Deadline, Decision
from tthc_catalog.decisions.receipt_moments import read_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tthc_catalog.decisions.decision import Context
    from tthc_catalog.timetable.answer import Answer


def decide(
    context: Context,
    *,
    received_at: dt.datetime | str,
    components: Iterable[str] | None = None,
    conditions: Iterable[str] = (),
    channel: str = "in_person",
    strict: bool = False,
) -> Decision:
    """Decide on one dossier; for the arguments and the errors see `tthc_catalog.Engine.decide`."""
    timetable = context.timetable
    schedule = timetable.schedule
    instant = schedule.to_instant(received_at if isinstance(received_at, dt.datetime) else read_moment(received_at))
    answer = timetable.at(instant)
    if strict and answer.provisional:
        from tthc_catalog.errors import ProvisionalRefused

        raise ProvisionalRefused("error.provisional_refused", decided_through=context.evidence.decided_through.isoformat())
    span, to_local = answer.span, schedule.to_local
    completeness = None
    if components is not None and span.edition is not None:
        completeness = assess(
            span.edition, code=context.procedure.code, have=components, conditions=conditions, channel=channel, case=span.case
        )
    incomplete = completeness is not None and not completeness.is_complete
    deemed = None
    if answer.counted_from != answer.day:
        deemed = to_local(schedule.instant(answer.counted_from, schedule.opening[answer.counted_from] * 60))
    return Decision(
        context=context,
        answer=answer,
        case=span.case,
        covered=answer.reason is None and not incomplete,
        reason=INCOMPLETE if incomplete else answer.reason,
        received_at=to_local(instant),
        deemed_received_at=deemed,
        commitment=None if incomplete else _commitment(answer, to_local),
        statutory=None if incomplete else _statutory(answer, to_local),
        completeness=completeness,
    )


def _commitment(answer: Answer, to_local: Callable[[int], dt.datetime]) -> Deadline | None:
    said, model = answer.commitment, answer.model
    if said is None or model is None or said.due_at is None or said.late_after is None:
        return None
    return Deadline(
        kind="commitment",
        policy=model.id,
        rule=said.rule,
        due_at=to_local(said.due_at),
        late_after=to_local(said.late_after),
        bound=said.bound,
    )


def _statutory(answer: Answer, to_local: Callable[[int], dt.datetime]) -> Deadline | None:
    said = answer.statutory
    if said is None or said.due_at is None or said.late_after is None:
        return None
    return Deadline(
        kind="statutory", policy="law", rule=said.rule, due_at=to_local(said.due_at), late_after=to_local(said.late_after), bound=said.bound
    )
