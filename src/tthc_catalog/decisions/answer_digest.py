"""The digest of one answer: SHA-256 of what it rests on, and of nothing else.

An answer rests on the inputs, on the days from the receipt to the last day it counts, on the rules that apply on the day of receipt, and on
the facts and documents that its explanation shows. An edit elsewhere in the catalog (another procedure, a later day, a later edition)
leaves the digest unchanged; an edit of one of these changes it. What was announced after the receipt is no part of what was promised, and
leaves it unchanged too.
Sentences of this library are not part of it, so a better wording changes no digest.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tthc_catalog.decisions.desk_notes import closure_notes, successors
from tthc_catalog.decisions.explanation import explain
from tthc_catalog.records.channels import stated_time

try:
    from _sha2 import sha256  # type: ignore[import-not-found] # the function hashlib returns, without the 1 to 3 ms it takes to load OpenSSL
except ImportError:
    try:
        from _sha256 import sha256  # type: ignore[import-not-found] # Python 3.11
    except ImportError:
        from hashlib import sha256

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from tthc_catalog.decisions.decision_facts import DecisionFacts, Evidence
    from tthc_catalog.decisions.pause_notes import PauseNote
    from tthc_catalog.records.commitment_model import Notice
    from tthc_catalog.records.procedure import Component
    from tthc_catalog.timetable.resolved_outcome import Resolved

SCHEME = 1
"""The number of the recipe below. A later recipe gets the next number, and this one stays available for the decisions that carry it."""


def evidence_of(decision: DecisionFacts) -> Evidence:
    """Return the evidence of a decision, including the digest of its answer."""
    return decision.context.evidence._replace(answer_digest=answer_digest(decision))


def answer_digest(decision: DecisionFacts) -> str:
    """Return the number of the recipe, a colon and the SHA-256 in hexadecimal."""
    content = json.dumps(basis(decision), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{SCHEME}:{sha256(content.encode('utf-8', 'surrogatepass')).hexdigest()}"


def inputs_of(decision: DecisionFacts) -> dict[str, Any]:
    """Return every input that a caller gave, as plain data; with them the decision can be made again."""
    history = [
        {"since": note.since.isoformat(), "until": None if note.until is None else note.until.isoformat(), "kind": note.kind.id}
        for note in decision.history
    ]
    return {
        "level": decision.procedure.level,
        "code": decision.procedure.code,
        "office": decision.context.requested_office,
        "case": decision.context.timetable.case,
        "channel": decision.channel,
        "components": None if decision.components is None else sorted(decision.components),
        "conditions": sorted(decision.conditions),
        "received_at": decision.received_at.isoformat(),
        "strict": decision.strict,
        "known_on": None if decision.context.known_on is None else decision.context.known_on.isoformat(),
        **({"history": history} if history else {}),
    }


def basis(decision: DecisionFacts) -> dict[str, Any]:
    """Return what an answer rests on, as plain data."""
    answer, explanation = decision.answer, explain(decision, "vi")
    later = {note.closure.id for note in closure_notes(decision) if _is_later(note.closure.announced_on, decision)}
    unknown = {"law/announced-later", *(f"closure/{id}" for id in later)}
    steps = [step for step in explanation.steps if step.rule not in unknown]
    rules = {step.rule for step in steps}
    manifest = decision.context.catalog.manifest
    return {
        "scheme": SCHEME,
        "inputs": {**inputs_of(decision), "office": decision.office.id},
        "answer": {
            "reason": decision.reason,
            "counted_from": _iso(decision, answer.counted_from),
            "governing": answer.governing,
            "statutory": _resolved(decision, answer.statutory),
            "others": [[model.id, model.strength, _resolved(decision, resolved)] for model, resolved in answer.others],
            "provisional": answer.provisional,
        },
        "days": list(_days(decision)),
        "windows": list(_windows(decision)),
        "policies": sorted({model.policy for model, _ in answer.others}),
        "facts": _facts(decision),
        "steps": [[step.rule, [[c.document, c.provision] for c in step.citations], list(step.written)] for step in steps],
        "conventions": [[c.id, c.text, c.text_en] for c in manifest.conventions if c.id in rules],
        "notices": [[notice.text, notice.text_en] for notice in _model_notices(decision)],
        "closures": [
            [note.closure.id, note.closure.kind, note.closure.reason, note.commitment, note.law]
            for note in closure_notes(decision)
            if note.closure.id not in later
        ],
        **({"pauses": [_pause(note) for note in decision.history]} if decision.history else {}),
    }


def _pause(note: PauseNote) -> list[Any]:
    """Return the rule of an event; what it did is part of the answer."""
    kind = note.kind
    limits = [kind.most, kind.within_working_days, note.exceeds]
    return [kind.id, kind.type, kind.name, kind.name_en, kind.text, kind.text_en, kind.law, kind.commitment, *limits]


def _is_later(announced_on: dt.date | None, decision: DecisionFacts) -> bool:
    """Return whether something was announced after the day whose knowledge counts."""
    return announced_on is not None and announced_on > (decision.context.known_on or decision.received_at.date())


def _model_notices(decision: DecisionFacts) -> Iterator[Notice]:
    """Yield the notices of the models; those about documents that end later say nothing about the promise."""
    shown = {(notice.text, notice.text_en) for notice in decision.notices}
    for model, _ in decision.answer.others:
        yield from (notice for notice in model.notices if (notice.text, notice.text_en) in shown)


def _iso(decision: DecisionFacts, day: int) -> str:
    return decision.context.timetable.schedule.calendar.fact_at(day).date.isoformat()


def _resolved(decision: DecisionFacts, resolved: Resolved | None) -> list[Any] | None:
    if resolved is None:
        return None
    return [
        resolved.rule.id,
        [[c.document, c.provision] for c in resolved.rule.citations],
        resolved.reason,
        resolved.due_at,
        resolved.late_after,
        resolved.bound,
        _iso(decision, resolved.counted_from),
        _iso(decision, resolved.last_day),
        resolved.by_processing_time,
        resolved.moved_from,
        resolved.from_minute,
    ]


def _days(decision: DecisionFacts) -> Iterator[list[Any]]:
    """Yield the days in reach: from the receipt to the last day that the law or a commitment counts."""
    answer, schedule = decision.answer, decision.context.timetable.schedule
    resolved = [other for _, other in answer.others] + ([answer.statutory] if answer.statutory is not None else [])
    last = max([answer.counted_from, *(one.last_day for one in resolved)])
    for day in range(answer.day, last + 1):
        fact = decision.fact_on(day)
        sessions = [list(session) for session in schedule.sessions[day]] if fact.is_working else []
        yield [fact.date.isoformat(), fact.is_working, sessions, fact.name, fact.decision]


def _windows(decision: DecisionFacts) -> Iterator[list[Any]]:
    """Yield the windows of the day of receipt by their rules; where a moving deadline is cut depends on later days and is left out."""
    last: list[Any] = []
    for start, rules in decision.context.timetable.rules_of_day(decision.answer.day):
        if rules != last:
            yield [start, rules]
        last = rules


def _facts(decision: DecisionFacts) -> dict[str, Any]:
    """Return the facts of the catalog that the explanation shows."""
    procedure, edition, case, office = decision.procedure, decision.edition, decision.case, decision.office
    stated = None if edition is None else stated_time(edition, case, decision.channel)
    time = None if stated is None else stated.time
    return {
        "office": [office.id, office.name, office.name_en],
        "office_successors": [[s.name, s.part] for s in successors(decision)],
        "level": [decision.context.binding.title, decision.context.binding.title_en],
        "membership": procedure.membership.status,
        "models": [[model.id, model.title, model.title_en, model.policy] for model, _ in decision.answer.others],
        "edition": None if edition is None else [edition.id, edition.name],
        "case": None if case is None else [case.id, case.name, case.agreed_in_writing],
        "successors": [[s.level, s.code, s.name] for s in procedure.succeeded_by] if edition is None else None,
        "time": None if time is None else [time.amount, time.unit, time.disputed, time.note if time.disputed else None],
        "no_time": None if edition is None or time is not None else edition.processing_time_note,
        "components": None
        if edition is None or decision.components is None
        else [_component(component) for component in edition.components or ()],
    }


def _component(component: Component) -> list[Any]:
    condition = component.condition
    return [
        component.id,
        component.name,
        component.action,
        component.originals,
        component.copies,
        component.any_of,
        component.optional,
        list(component.channels),
        None if condition is None else [condition.id, condition.text],
    ]
