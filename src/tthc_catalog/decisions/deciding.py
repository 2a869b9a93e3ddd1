"""Decide on one dossier: look up the answer, check completeness, and convert the deadlines to local time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeVar

from tthc_catalog.decisions.completeness import assess, id_set, reject_unknown_ids
from tthc_catalog.decisions.decision_facts import INCOMPLETE, DecisionFacts, deadline_of
from tthc_catalog.decisions.receipt_moments import read_moment
from tthc_catalog.records.channels import IN_PERSON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy as np

    from tthc_catalog.decisions.decision_facts import Context

D = TypeVar("D", bound=DecisionFacts)

_NONE: frozenset[str] = frozenset()


def decide(
    context: Context,
    make: Callable[..., D],
    *,
    received_at: dt.datetime | dt.date | np.datetime64 | str,
    components: Iterable[str] | None = None,
    conditions: Iterable[str] = (),
    channel: str = IN_PERSON,
    strict: bool = False,
    time_when_missing: dt.time | None = None,
    history: Iterable[Any] = (),
) -> D:
    """Decide on one dossier.

    Args:
        context: the timetable of the procedure, case, channel and desk, with its records.
        make: the class of the decision, called with its fields.
        received_at: the recorded receipt.
        components: ids of the components at hand; None skips the check for completeness.
        conditions: ids of the conditions known to apply.
        channel: how the dossier was filed.
        strict: reject a provisional answer.
        time_when_missing: the time of day of a receipt that is a date; None rejects it.
        history: what happened after the receipt; see `tthc_catalog.decisions.history.read_history`.

    Raises:
        TthcError: see `tthc_catalog.Engine.decide`.
    """
    timetable = context.timetable
    schedule = timetable.schedule
    instant = schedule.to_instant(received_at if type(received_at) is dt.datetime else read_moment(received_at, time_when_missing))
    answer = timetable.at(instant)
    facts: dict[str, Any] = {}
    if history:
        from tthc_catalog.decisions.history import apply_history, read_history

        events = read_history(history, context, instant)
        facts["promised"] = decide(
            context,
            make,
            received_at=received_at,
            components=components,
            conditions=conditions,
            channel=channel,
            time_when_missing=time_when_missing,
        )
        answer, facts["history"] = apply_history(answer, events, context, instant, schedule.to_local)
    if strict and answer.provisional:
        from tthc_catalog.errors import ProvisionalRefused

        raise ProvisionalRefused("error.provisional_refused", decided_through=schedule.calendar.decided_through_on(answer.day))
    span, to_local = answer.span, schedule.to_local
    completeness = None
    have: frozenset[str] | None = None
    confirmed: frozenset[str] = _NONE
    if components is not None or conditions:
        have, confirmed = None if components is None else id_set(components), id_set(conditions)
        editions = context.procedure.editions if span.edition is None else (span.edition,)
        reject_unknown_ids(editions, code=context.procedure.code, have=have or _NONE, conditions=confirmed)
        if have is not None and span.edition is not None:
            completeness = assess(span.edition, have=have, conditions=confirmed, channel=channel, case=span.case)
    incomplete = completeness is not None and not completeness.is_complete
    deemed = None
    if answer.counted_from != answer.day:
        deemed = to_local(schedule.instant(answer.counted_from, schedule.opening[answer.counted_from] * 60))
    model = answer.model
    return make(
        context=context,
        answer=answer,
        channel=channel,
        covered=answer.reason is None and not incomplete,
        reason=INCOMPLETE if incomplete else answer.reason,
        received_at=to_local(instant),
        deemed_received_at=deemed,
        commitment=None if incomplete or model is None else deadline_of("commitment", model.id, answer.commitment, to_local),
        statutory=None if incomplete else deadline_of("statutory", "law", answer.statutory, to_local),
        completeness=completeness,
        components=have,
        conditions=confirmed,
        strict=strict,
        **facts,
    )
