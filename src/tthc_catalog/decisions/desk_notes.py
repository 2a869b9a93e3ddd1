"""What a decision has to say about the desk: its successors if it has ended, and the closures and openings that touch the dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.timetable.answer import OFFICE_NOT_IN_FORCE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from tthc_catalog.decisions.decision_facts import DecisionFacts
    from tthc_catalog.records.closure import Closure
    from tthc_catalog.records.legal import Citation
    from tthc_catalog.records.office import Office, OfficeSuccessor
    from tthc_catalog.timetable.resolved_outcome import Resolved


class ClosureNote(NamedTuple):
    """A closure or extra opening that touches a dossier, and what it did.

    Attributes:
        closure: the entry of the catalog.
        commitment: ``moved``, ``unchanged``, ``announced-later``, ``counted`` or ``not-counted``; None if it does not concern one.
        law: likewise for the statutory deadline.
        commitment_moved_from: the time before the closure moved it.
        statutory_moved_from: likewise.
    """

    closure: Closure
    commitment: str | None
    law: str | None
    commitment_moved_from: dt.datetime | None
    statutory_moved_from: dt.datetime | None


def successors(decision: DecisionFacts) -> tuple[OfficeSuccessor, ...]:
    """Return the desks that took over, if the desk had ended."""
    until = decision.office.period.until
    if decision.answer.span.excluded != OFFICE_NOT_IN_FORCE or until is None:
        return ()
    counted = decision.context.timetable.schedule.calendar.fact_at(decision.answer.counted_from).date
    return tuple(decision.office.succeeded_by) if counted >= until else ()


def bases_of_end(office: Office) -> tuple[Citation, ...]:
    """Return the document by which a desk ended, and those that name its successors if they are others."""
    stated = [office.until_basis] if office.until_basis is not None else []
    documents = {citation.document for citation in stated}
    stated += [s.basis for s in office.succeeded_by if s.basis is not None and s.basis.document not in documents]
    return tuple({(citation.document, citation.provision): citation for citation in stated}.values())


def closure_notes(decision: DecisionFacts) -> Iterator[ClosureNote]:
    """Yield the closures and openings of the day of receipt, of the due times, and those that count within a term, in order."""
    answer = decision.answer
    if not decision.context.local_days or answer.span.edition is None:
        return
    to_local = decision.context.timetable.schedule.to_local
    promise, law = answer.commitment, answer.statutory
    if promise is not None and promise.by_processing_time:
        promise = None
    seen: set[str] = set()
    for day in decision.context.local_days:
        closure = day.closure
        if closure.id in seen:
            continue
        effects = []
        known = day.known_from <= answer.day
        for resolved, effect in ((promise, closure.commitment), (law, closure.law)):
            touched = resolved is not None and _touches(day.number, closure.kind, resolved, decision)
            effects.append(_effect(closure.kind, effect, resolved, known=known) if touched else None)
        if day.number != answer.day and effects == [None, None]:
            continue
        seen.add(closure.id)
        before = [
            to_local(resolved.moved_from) if effect == "moved" and resolved is not None and resolved.moved_from is not None else None
            for effect, resolved in zip(effects, (promise, law), strict=True)
        ]
        yield ClosureNote(closure, effects[0], effects[1], before[0], before[1])


def _touches(number: int, kind: str, resolved: Resolved, decision: DecisionFacts) -> bool:
    """Return whether a closure on a day concerns a due time, or an opening a term."""
    if resolved.due_at is None:
        return False
    if kind == "open":
        return resolved.day <= number <= resolved.last_day
    to_local, first = decision.context.timetable.schedule.to_local, decision.context.timetable.schedule.calendar.fact_at(0).date
    due = to_local(resolved.due_at if resolved.moved_from is None else resolved.moved_from)
    return (due.date() - first).days <= number <= resolved.last_day


def _effect(kind: str, effect: str, resolved: Resolved | None, *, known: bool) -> str:
    """Return in one word what an entry did to a deadline."""
    if kind == "open":
        return "announced-later" if not known else "counted" if effect == "working_day" else "not-counted"
    if resolved is not None and resolved.moved_from is not None and effect == "next_opening" and known:
        return "moved"
    return "announced-later" if not known and effect == "next_opening" else "unchanged"
