"""What became known after a receipt: the law's last day moves as the law says, and the slip keeps what it promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.decisions.decision_facts import INCOMPLETE, deadline_of

if TYPE_CHECKING:
    import datetime as dt

    from tthc_catalog.calendars.day_fact import DayFact
    from tthc_catalog.decisions.decision_facts import Deadline, DecisionFacts
    from tthc_catalog.records.closure import Closure


class LearnedDay(NamedTuple):
    """A day within the term of which something else became known after the receipt.

    Attributes:
        fact: the facts as they are known now, with the document that decides the day.
        announced_on: the day of the announcement.
    """

    fact: DayFact
    announced_on: dt.date


class KnownNow(NamedTuple):
    """The answer by all that is known now. The decision itself stays as it was promised.

    Attributes:
        statutory: the deadline set by law.
        governing: the earlier of this deadline and the promised commitment.
        days: the days that made the difference, in order.
        closures: the closures and openings of the desk that made it.
    """

    statutory: Deadline
    governing: Deadline
    days: tuple[LearnedDay, ...]
    closures: tuple[Closure, ...]


def known_now(decision: DecisionFacts) -> KnownNow | None:
    """Return what the law says by all that is known now; None if that is what was known on the day of receipt."""
    answer, schedule = decision.answer, decision.context.timetable.schedule
    settled, promised = answer.settled, answer.statutory
    statutory = deadline_of("statutory", "law", settled, schedule.to_local)
    if statutory is None or settled is None or promised is None or decision.reason == INCOMPLETE:
        return None
    last = max(settled.last_day, promised.last_day)
    learned = schedule.calendar.learned_after(answer.day)
    days = tuple(LearnedDay(learned[n].now, learned[n].since) for n in sorted(learned) if answer.day <= n <= last)
    closures = {
        day.closure.id: day.closure
        for day in decision.context.local_days
        if day.known_from > answer.day and answer.day <= day.number <= last and day.closure.law != "unchanged"
    }
    commitment = decision.commitment
    keeps = commitment is not None and (commitment.late_after, commitment.due_at) <= (statutory.late_after, statutory.due_at)
    return KnownNow(statutory, commitment if keeps and commitment is not None else statutory, days, tuple(closures.values()))
